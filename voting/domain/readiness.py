"""What to look at before a vote is opened, because it cannot be changed afterwards."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.core.mail import get_connection
from django.db.models import Exists, OuterRef
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.accounts.identity import service_name
from commons.places.models import Area
from commons.process.domain.gate import StatementTimestamp
from commons.process.models import Envelope, Phase, PhaseKind
from commons.texts.amounts import money_text
from commons.texts.translated import LANGUAGES
from voting.domain import keys
from voting.domain.council import carrying
from voting.domain.errors import Text
from voting.models import BallotKind, BallotProject, Election, LetterCode, RollEntry, StationShift

MAIL_PATIENCE = 3
"""Seconds that the mail server has to answer."""

TODO: dict[str, Text] = {
    "dates": _("Set the dates of the voting phase on the page of the year."),
    "money": _("Say on the page of the year where the money comes from."),
    "carried": _("Choose a pot for it before voting begins. After that it waits for a later year."),
    "projects": _("Fill the ballot from the reviews, or take the envelope out of the year."),
    "affordable": _("Look at the cost and the envelope in the project's review."),
    "costs": _(
        "Where it can be done honestly, estimate the costs more exactly; else have the seed drawn in public."
    ),
    "limits": _("Change the limits in the rules."),
    "texts": _("Write the missing names on the page of the year."),
    "roll": _("Take in the file of those who may vote."),
    "areas": _("Take in the missing part of the roll, or check the area of the envelope."),
    "cover": _("Take in the missing part of the roll, if somebody lives there."),
    "codes": _("Print the missing letters."),
    "verification": _("Print the letters, or have the identity service set by whoever runs the server."),
    "stations": _("Say at the paper desk who is on duty where."),
    "key": _("Put the key file back from its safe copy, or call whoever runs the server."),
    "mail": _("Call whoever runs the server. Voting works without mail, but nobody gets a receipt home."),
}


class Level(StrEnum):
    """How much a check matters."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Check:
    """One point of the list. `code` is stable; `text` says how it is; `year` is where it is settled, if not here."""

    code: str
    level: Level
    text: Text
    year: str = ""

    @property
    def todo(self) -> Text:
        """What to do about it; empty where nothing is."""
        return "" if self.level == Level.OK else TODO[self.code]

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
        _carried(election),
        _projects(pots, projects),
        _affordable(pots, projects),
        _distinct_costs(election, projects),
        _limits(election, pots, projects),
        _texts(election, pots),
        *_people(election, pots),
        _covered(election),
        _verification(election),
        _stations(election),
        _key(election),
        _mail(),
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


def _carried(election: Election) -> Check:
    """Whether money that the council carried on lies in no pot: people would not vote on it."""
    found = carrying.waiting_for(election.cycle)
    if not found:
        return Check("carried", Level.OK, _("No money of earlier years waits for a pot."))
    total = sum((one.amount for one in found), Decimal(0))
    text = format_lazy(
        _("Money of earlier years lies in no pot yet: {sum}, from {names}. Nobody can vote on it."),
        sum=money_text(total, election.cycle.currency),
        names=", ".join(dict.fromkeys(f"{one.freed.envelope} ({one.freed.envelope.cycle})" for one in found)),
    )
    return Check("carried", Level.WARNING, text, found[0].freed.envelope.cycle.slug)


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


def _distinct_costs(election: Election, projects: list[BallotProject]) -> Check:
    same = [key for key, times in Counter((p.envelope_id, p.cost) for p in projects).items() if times > 1]
    text = _(
        "Several projects of one envelope cost the same ({times} times). Equal votes would need a lot. {seed}"
    )
    seed = (
        format_lazy(_("Its seed is set: {seed}."), seed=election.seed)
        if election.seed
        else _("It is promised when the vote is opened, and told with the count.")
    )
    bad = format_lazy(text, times=len(same), seed=seed)
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


def _covered(election: Election) -> Check:
    """Whether somebody on the roll lives in every part of the town: a file that was forgotten leaves one empty."""
    town = election.cycle.area
    parts = Area.objects.filter(parent=town).order_by("position", "path").defer("outline", "outline_shown")
    lived_in = RollEntry.objects.filter(election=election, area__path__startswith=OuterRef("path")).order_by()
    empty = ", ".join(str(part) for part in parts.annotate(has=Exists(lived_in)) if not part.has)
    bad = format_lazy(_("Nobody on the roll lives in: {names}."), names=empty)
    return _check("cover", empty, bad, _("The roll has people in every part of the town."), Level.WARNING)


def _verification(election: Election) -> Check:
    """Whether people can show that they are on the roll. It cannot be switched off: the question is by which ways."""
    service = service_name()
    letters = LetterCode.objects.filter(entry__election=election, revoked_at=None).exists()
    ways = {
        (True, True): _(
            "Nobody votes without being found on the roll: by letter, by the identity service ({name}) or at a desk."
        ),
        (True, False): _("Nobody votes without being found on the roll: by letter or at a desk."),
        (False, True): _(
            "Nobody votes without being found on the roll: by the identity service ({name}) or at a desk."
        ),
    }
    bad = _("There are no letters and no identity service: people can show who they are at a desk only.")
    good = format_lazy(ways[letters, bool(service)], name=service) if letters or service else ""
    return _check("verification", not good, bad, good, Level.WARNING)


def _stations(election: Election) -> Check:
    """Whether somebody is on duty at each station; a vote without paper has none, which is said."""
    stations = list(
        election.stations.annotate(has=Exists(StationShift.objects.filter(station=OuterRef("pk"))))
    )
    empty = ", ".join(str(station) for station in stations if not station.has)
    if not stations:
        return Check("stations", Level.OK, _("No station is set: nobody votes on paper."))
    return _check(
        "stations",
        empty,
        format_lazy(_("Nobody is on duty at: {names}."), names=empty),
        format_lazy(
            _("Stations for voting on paper: {number}, all with people on duty."), number=len(stations)
        ),
        Level.WARNING,
    )


def _key(election: Election) -> Check:
    try:
        wrong = keys.check_of(election.key_id) != election.key_check
    except keys.KeyLost:
        wrong = True
    return _check(
        "key",
        wrong,
        _("The key file of the ballot box is missing."),
        _(
            "The ballot box has its key. Make sure that a copy lies in a safe place: without the key nobody can vote, "
            "and the backup of the database does not hold it."
        ),
    )


def _mail() -> Check:
    """Whether the mail server takes a connection; receipts go by mail."""
    try:
        with get_connection(timeout=MAIL_PATIENCE) as post:
            wrong = post is None
    except OSError:
        wrong = True
    return _check(
        "mail",
        wrong,
        _("The mail server does not answer, so that receipts cannot be sent home."),
        _("The mail server answers."),
        Level.WARNING,
    )
