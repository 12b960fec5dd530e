"""The empty ballot of an election, and what may be filled in on it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.functional import lazy, lazystr
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commons.process.models import Envelope
from commons.texts.amounts import money_text
from voting.domain.errors import (
    BallotRefused,
    EmptyBallot,
    ForeignProject,
    OverBudget,
    PointsRefused,
    ProjectTwice,
    RankRefused,
    TooFewProjects,
    TooManyProjects,
)
from voting.models import BallotKind, BallotProject, Election

MOST_CHOICES = 500
_HIGHEST = 2**31 - 1


@dataclass(frozen=True)
class Choice:
    """One project on a ballot, by `BallotProject.pk`. `value`: points or place; 1 where projects are only chosen."""

    project: int
    value: int = 1


@dataclass(frozen=True)
class Pot:
    """An envelope as the ballot knows it. `area_path` is empty where everybody may vote. `money` in the currency."""

    pk: int
    slug: str
    names: Mapping[str, str]
    area_path: str
    money: Decimal

    def __str__(self) -> str:
        """The name in the reader's language, else in the first that is written."""
        return self.names.get((get_language() or "fi")[:2]) or next(iter(self.names.values()), self.slug)


@dataclass(frozen=True)
class Form:
    """The empty ballot. `projects`: envelope and cost of each project, by its key."""

    kind: BallotKind
    min_length: int
    max_length: int | None
    min_sum_points: int | None
    max_sum_points: int | None
    max_points: int | None
    currency: str
    pots: Mapping[int, Pot]
    projects: Mapping[int, tuple[int, Decimal]]

    def pots_for(self, area_path: str) -> list[Pot]:
        """The envelopes that somebody living in the area votes on, in their order."""
        return [pot for pot in self.pots.values() if area_path.startswith(pot.area_path)]


def form_of(election: Election) -> Form:
    """The form of the election's ballot. Remembered once it is frozen, since from then on it cannot change."""
    if election.frozen_at is None:
        return _read(election)
    # A notice may change the name of an envelope, and gives the rules another hash.
    state = (election.key_id, election.notice_hash)
    known = _frozen.get(state)
    if known is None:
        known = _frozen[state] = _read(election)
        while len(_frozen) > _KEPT:
            _frozen.pop(next(iter(_frozen)))
    return known


_frozen: dict[tuple[UUID, str], Form] = {}
_KEPT = 32


def _read(election: Election) -> Form:
    envelopes = (
        Envelope.objects.filter(cycle=election.cycle_id).select_related("area").prefetch_related("sources")
    )
    projects = {
        pk: (envelope, cost)
        for pk, envelope, cost in BallotProject.objects.filter(election=election)
        .order_by("position", "pk")
        .values_list("pk", "envelope_id", "cost")
    }
    used = {envelope for envelope, _cost in projects.values()}
    pots = {
        envelope.pk: Pot(
            pk=envelope.pk,
            slug=envelope.slug,
            names={
                language: name
                for language in ("fi", "sv", "en")
                if (name := getattr(envelope, f"name_{language}"))
            },
            area_path=envelope.area.path if envelope.area else "",
            money=envelope.amount,
        )
        for envelope in envelopes
        if envelope.pk in used
    }
    return Form(
        kind=BallotKind(election.ballot_kind),
        min_length=election.min_length,
        max_length=election.max_length,
        min_sum_points=election.min_sum_points,
        max_sum_points=election.max_sum_points,
        max_points=election.max_points,
        currency=election.cycle.currency,
        pots=pots,
        projects=projects,
    )


def require_fit(form: Form, area_path: str, choices: Sequence[Choice]) -> None:
    """Pass, or raise the first `BallotRefused` with the messages of everything that is wrong, by envelope."""
    if found := list(problems(form, area_path, choices)):
        raise BallotRefused.first(found)


def problems(form: Form, area_path: str, choices: Sequence[Choice]) -> Iterator[BallotRefused]:
    """Everything that keeps these choices of somebody living in the area from being cast."""
    if not choices:
        yield EmptyBallot.of("", _("Choose at least one project before you cast your ballot."))
        return
    own = {pot.pk for pot in form.pots_for(area_path)}
    by_pot: dict[int, list[Choice]] = defaultdict(list)
    for choice in choices[: MOST_CHOICES + 1]:
        place = form.projects.get(choice.project)
        if place is None:
            text = _("A project that you chose is not in this vote. Go back to the ballot and choose again.")
            yield ForeignProject.of("", text)
            return
        if place[0] not in own:
            text = _(
                "{name}: this part of the ballot is for people who live there. Take your choices there away."
            )
            yield ForeignProject.of(form.pots[place[0]].slug, text, name=lazystr(form.pots[place[0]]))
            return
        by_pot[place[0]].append(choice)
    for pk, chosen in by_pot.items():
        yield from _problems_of(form, form.pots[pk], chosen)


def _problems_of(form: Form, pot: Pot, chosen: list[Choice]) -> Iterator[BallotRefused]:
    name = lazystr(pot)
    twice = [project for project, times in Counter(choice.project for choice in chosen).items() if times > 1]
    if twice:
        yield ProjectTwice.of(pot.slug, _("{name}: choose each project only once."), name=name)
    if form.max_length is not None and len(chosen) > form.max_length:
        yield TooManyProjects.by(pot.slug, name, form.max_length, len(chosen))
    if len(chosen) < form.min_length:
        yield TooFewProjects.by(pot.slug, name, form.min_length, len(chosen))
    if form.kind == BallotKind.BUDGET:
        cost = sum((form.projects[choice.project][1] for choice in chosen), Decimal(0))
        if cost > pot.money:
            yield OverBudget.of(
                pot.slug,
                _(
                    "{name}: what you chose costs {cost}. That is {over} more than there is. Take something away."
                ),
                name=name,
                cost=_money(cost, form.currency),
                over=_money(cost - pot.money, form.currency),
            )
    elif form.kind == BallotKind.POINTS:
        yield from _points_problems(form, pot, [choice.value for choice in chosen])
    elif form.kind == BallotKind.RANKING:
        places = [choice.value for choice in chosen]
        if min(places) < 1 or max(places) > _HIGHEST:
            yield RankRefused.of(pot.slug, _("{name}: number the projects 1, 2, 3 and so on."), name=name)
        elif repeated := [place for place, times in Counter(places).items() if times > 1]:
            text = _("{name}: two projects have place {place}. Give each place once.")
            yield RankRefused.of(pot.slug, text, name=name, place=min(repeated))


def _points_problems(form: Form, pot: Pot, points: list[int]) -> Iterator[BallotRefused]:
    name = lazystr(pot)
    if min(points) < 1 or max(points) > _HIGHEST:
        yield PointsRefused.of(pot.slug, _("{name}: give whole points, at least 1 to a project."), name=name)
        return
    if form.max_points is not None and max(points) > form.max_points:
        text = _("{name}: one project can get at most {most} points.")
        yield PointsRefused.of(pot.slug, text, name=name, most=form.max_points)
    given = sum(points)
    if form.max_sum_points is not None and given > form.max_sum_points:
        yield PointsRefused.of(
            pot.slug,
            _("{name}: you have {most} points and have given {given}. Take {over} away."),
            name=name,
            most=form.max_sum_points,
            given=given,
            over=given - form.max_sum_points,
        )
    if form.min_sum_points is not None and given < form.min_sum_points:
        text = _("{name}: give at least {least} points, or none. You have given {given}.")
        yield PointsRefused.of(pot.slug, text, name=name, least=form.min_sum_points, given=given)


_money = lazy(money_text, str)


def in_order(form: Form, choices: Sequence[Choice]) -> list[Choice]:
    """As they are stored: envelope by envelope; in a ranking by the voter's places, else in the ballot's order."""
    pots = {pk: place for place, pk in enumerate(form.pots)}
    order = {pk: place for place, pk in enumerate(form.projects)}

    def place(choice: Choice) -> tuple[int, int]:
        own = choice.value if form.kind == BallotKind.RANKING else order[choice.project]
        return pots[form.projects[choice.project][0]], own

    return sorted(choices, key=place)
