"""What to look at before a vote is opened, because it cannot be changed afterwards."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.process.domain.gate import StatementTimestamp
from commons.process.models import Envelope, Phase, PhaseKind
from commons.texts.translated import LANGUAGES
from voting.domain import keys
from voting.domain.errors import Text
from voting.models import BallotKind, BallotProject, Election, LetterCode, RollEntry


class Level(StrEnum):
    """How much a check matters."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Check:
    """One point of the list. `code` is stable; `text` says how it is."""

    code: str
    level: Level
    text: Text

    @property
    def is_error(self) -> bool:
        """Whether the vote cannot be opened like this."""
        return self.level == Level.ERROR


def checks(election: Election) -> list[Check]:
    """The whole list, in the order of the work. A fixed number of queries."""
    pots = list(
        Envelope.objects.filter(cycle=election.cycle_id).select_related("area").prefetch_related("sources")
    )
    projects = list(
        BallotProject.objects.filter(election=election)
        .select_related("proposal")
        .defer("proposal__what", "proposal__why", "proposal__for_whom")
    )
    return [
        _dates(election),
        _money(pots),
        _projects(pots, projects),
        _affordable(pots, projects),
        _distinct_costs(projects),
        _limits(election, pots, projects),
        _texts(election, pots),
        *_people(election, pots),
        _key(election),
    ]


def _check(code: str, wrong: Any, bad: Text, good: Text, level: Level = Level.ERROR) -> Check:
    return Check(code, level, bad) if wrong else Check(code, Level.OK, good)


def _dates(election: Election) -> Check:
    phase = Phase.objects.filter(
        cycle=election.cycle_id, kind=PhaseKind.VOTE, closes_at__gt=StatementTimestamp()
    ).first()
    return _check(
        "dates",
        phase is None,
        _("The voting phase has no dates, or is over."),
        _("The voting phase has its dates."),
    )


def _money(pots: list[Envelope]) -> Check:
    empty = ", ".join(str(pot) for pot in pots if pot.amount <= 0)
    bad = (
        format_lazy(_("There is no money in: {names}."), names=empty) if pots else _("There is no envelope.")
    )
    return _check("money", empty or not pots, bad, _("Every envelope has money."))


def _projects(pots: list[Envelope], projects: list[BallotProject]) -> Check:
    used = {project.envelope_id for project in projects}
    empty = ", ".join(str(pot) for pot in pots if pot.pk not in used)
    if not projects:
        return Check("projects", Level.ERROR, _("There is no project on the ballot."))
    return _check(
        "projects",
        empty,
        format_lazy(_("There is no project in: {names}. Nobody can vote on this money."), names=empty),
        format_lazy(_("There are {number} projects on the ballot."), number=len(projects)),
        Level.WARNING,
    )


def _affordable(pots: list[Envelope], projects: list[BallotProject]) -> Check:
    money = {pot.pk: pot.amount for pot in pots}
    dear = ", ".join(str(p.proposal) for p in projects if p.cost > money.get(p.envelope_id, 0))
    bad = format_lazy(_("Costs more than its whole envelope, so it can never win: {titles}."), titles=dear)
    return _check("affordable", dear, bad, _("Every project fits into its envelope."), Level.WARNING)


def _distinct_costs(projects: list[BallotProject]) -> Check:
    same = [key for key, times in Counter((p.envelope_id, p.cost) for p in projects).items() if times > 1]
    bad = format_lazy(
        _("Several projects of one envelope cost the same ({times} times). Equal votes would need a lot."),
        times=len(same),
    )
    return _check("costs", same, bad, _("No two projects of an envelope cost the same."), Level.WARNING)


def _limits(election: Election, pots: list[Envelope], projects: list[BallotProject]) -> Check:
    sizes = Counter(project.envelope_id for project in projects)
    small = ", ".join(str(pot) for pot in pots if 0 < sizes[pot.pk] < election.min_length)
    if small:
        text = _("Fewer projects than a voter must choose: {names}.")
        return Check("limits", Level.ERROR, format_lazy(text, names=small))
    no_points = election.ballot_kind == BallotKind.POINTS and election.max_sum_points is None
    return _check(
        "limits",
        no_points,
        _("It is not said how many points a voter has."),
        _("The limits of the ballot make sense."),
    )


def _texts(election: Election, pots: list[Envelope]) -> Check:
    things = [election.cycle, *pots]
    missing = sum(not getattr(thing, f"name_{language}") for thing in things for language in LANGUAGES)
    bad = format_lazy(_("{number} names of the year or its envelopes lack a translation."), number=missing)
    return _check("texts", missing, bad, _("Names are written in all languages."), Level.WARNING)


def _people(election: Election, pots: list[Envelope]) -> Iterator[Check]:
    people = RollEntry.objects.filter(election=election)
    total = people.count()
    good = format_lazy(_("{number} people are on the roll."), number=total)
    yield _check("roll", not total, _("Nobody is on the roll."), good)
    paths = list(people.order_by().values_list("area__path", flat=True).distinct())
    lonely = ", ".join(
        str(pot) for pot in pots if pot.area and not any(path.startswith(pot.area.path) for path in paths)
    )
    bad = format_lazy(_("Nobody on the roll lives where this envelope is for: {names}."), names=lonely)
    yield _check(
        "areas", total and lonely, bad, _("Every envelope has people who may vote on it."), Level.WARNING
    )
    working = LetterCode.objects.filter(entry=OuterRef("pk"), revoked_at=None)
    without = people.filter(~Exists(working)).count()
    bad = format_lazy(_("{number} people have no letter code yet."), number=without)
    yield _check("codes", without, bad, _("Everybody on the roll has a letter code."), Level.WARNING)


def _key(election: Election) -> Check:
    try:
        wrong = keys.check_of(election.key_id) != election.key_check
    except keys.KeyLost:
        wrong = True
    return _check(
        "key", wrong, _("The key file of the ballot box is missing."), _("The ballot box has its key.")
    )
