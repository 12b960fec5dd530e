"""Do the numbers agree: for each way of voting two counts that were kept apart, beside each other.

Numbers from which few people would follow are left out; the difference is told all the same.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commons.places.domain.small_groups import LEAST
from voting.domain.paper import reconciliation
from voting.domain.participation import Participation
from voting.domain.report.tree import NUMBER, TEXT, Row, Table
from voting.domain.results import EnvelopeResult
from voting.models import Ballot, Channel, CodeBatch, DeskAct, DeskDeed, Election, LetterCode, RollEntry


@dataclass(frozen=True)
class Line:
    """Two counts of the same thing. `first`, `second`: None where they are not told. `words`: why they differ, as far
    as it is known."""

    label: str
    first: int | None
    second: int | None
    difference: int
    words: str = ""

    @property
    def row(self) -> Row:
        """As a line of the table."""
        said = _("They agree.") if not self.difference else self.words or _("Nobody has explained this.")
        return Row(self.label, (self.first, self.second, self.difference, said))


@dataclass(frozen=True)
class Codes:
    """Codes of one kind. `issued`: as written down when they were given; `known`: as they are kept; the others are
    parts of these."""

    issued: int
    known: int
    used: int
    void: int

    @property
    def unused(self) -> int:
        """Neither used nor void."""
        return self.known - self.used - self.void


@dataclass(frozen=True)
class Box:
    """What lies in the box: every ballot that was ever cast, and what became of it."""

    cast: int
    counted: int
    replaced: int
    excluded: int
    aside: int
    by_way: Counter[str]

    @property
    def current(self) -> int:
        """Ballots that no newer one replaces."""
        return self.cast - self.replaced


@dataclass(frozen=True)
class Agreement:
    """The lines, and the accounts of codes and ballots that they come from."""

    lines: Sequence[Line]
    letters: Codes
    desk: Codes
    box: Box
    by_roll: Counter[str]
    corrected: int

    @property
    def unexplained(self) -> int:
        """How many differences there are that nobody has explained."""
        return sum(bool(line.difference) and not line.words for line in self.lines)


def agreement(
    election: Election,
    took_part: Participation,
    results: Sequence[EnvelopeResult],
    account: reconciliation.Account | None,
) -> Agreement:
    """All of it. Six queries."""
    roll = RollEntry.objects.filter(election=election).exclude(channel="").order_by()
    by_roll: Counter[str] = Counter(dict(roll.values_list("channel").annotate(n=Count("pk"))))
    box = _box(election)
    deeds: dict[str, int] = dict(
        DeskAct.objects.filter(election=election, deed__in=(DeskDeed.CODE, DeskDeed.CORRECTED))
        .order_by()
        .values_list("deed")
        .annotate(n=Count("pk"))
    )
    letters, desk = _codes(election, deeds.get(DeskDeed.CODE, 0))
    lines = [
        *_ballots(election, took_part, box, by_roll),
        *_pots(election, results),
        *_issued(letters, desk),
        *_paper(account),
    ]
    return Agreement(lines, letters, desk, box, by_roll, deeds.get(DeskDeed.CORRECTED, 0))


def _box(election: Election) -> Box:
    """One query."""
    whole = Ballot.objects.filter(election=election).order_by().values("channel")
    current = Q(superseded=False)
    rows = list(
        whole.annotate(
            cast=Count("pk"),
            replaced=Count("pk", filter=Q(superseded=True)),
            excluded=Count("pk", filter=current & Q(exclusion__isnull=False)),
            aside=Count("pk", filter=current & Q(exclusion__isnull=True, paper_batch__is_quarantined=True)),
            counted=Count(
                "pk",
                filter=current
                & Q(exclusion__isnull=True)
                & (Q(paper_batch__isnull=True) | Q(paper_batch__is_quarantined=False)),
            ),
        )
    )
    sums = {
        name: sum(row[name] for row in rows) for name in ("cast", "counted", "replaced", "excluded", "aside")
    }
    return Box(**sums, by_way=Counter({row["channel"]: row["cast"] - row["replaced"] for row in rows}))


def _codes(election: Election, given: int) -> tuple[Codes, Codes]:
    """Letters and codes of the desk. `given`: codes that officers wrote down as given. Two queries.

    That a letter was used is kept nowhere: it was, if its person has voted on the web and it still works.
    """
    letter, desk = Q(batch__isnull=False), Q(batch__isnull=True)
    void = Q(revoked_at__isnull=False)
    online = Q(entry__channel=Channel.WEB)  # a code of the desk takes the letter's place
    over = Q(used_at__isnull=True) & (void | Q(expires_at__lte=timezone.now()))
    found = LetterCode.objects.filter(entry__election=election).aggregate(
        letters=Count("pk", filter=letter),
        used=Count("pk", filter=letter & ~void & online),
        void=Count("pk", filter=letter & void),
        desk=Count("pk", filter=desk),
        entered=Count("pk", filter=desk & Q(used_at__isnull=False)),
        over=Count("pk", filter=desk & over),
    )
    printed = CodeBatch.objects.filter(election=election).aggregate(n=Sum("size"))["n"] or 0
    return (
        Codes(printed, found["letters"], found["used"], found["void"]),
        Codes(given, found["desk"], found["entered"], found["over"]),
    )


def _ballots(election: Election, took_part: Participation, box: Box, by_roll: Counter[str]) -> Iterator[Line]:
    parts = box.counted + box.replaced + box.excluded + box.aside
    yield Line(
        _("Ballots cast, and ballots counted, replaced, excluded or set aside"),
        box.cast,
        parts,
        box.cast - parts,
    )
    if not took_part.entitled:
        return
    voted = by_roll.total()
    yield Line(
        _("People who have voted by the roll, and ballots that none replaces"),
        voted,
        box.current,
        voted - box.current,
    )
    paper = (by_roll[Channel.PAPER], box.by_way[Channel.PAPER])
    online = (voted - paper[0], box.current - paper[1])
    if election.sealed_at and paper[0] != paper[1]:
        return  # at sealing small boxes of paper lose their way, so only the sum can be compared
    told = not any(0 < number < LEAST for number in (*paper, *online))
    for label, (first, second) in (
        (_("Voted online by the roll, and ballots cast online"), online),
        (_("Voted on paper by the roll, and ballots on paper"), paper),
    ):
        if first or second:
            yield Line(label, first if told else None, second if told else None, first - second)


def _pots(election: Election, results: Sequence[EnvelopeResult]) -> Iterator[Line]:
    """Ballots in the box with a choice in the pot beside what was counted there. One query.

    Pots that agree are one line together; a pot that does not has a line of its own.
    """
    if election.cycle.is_imported:
        return
    rows = (
        Ballot.objects.filter(election=election)
        .counting()
        .order_by()
        .values("choices__project__envelope")
        .annotate(n=Count("pk", distinct=True))
    )
    named = {row["choices__project__envelope"]: row["n"] for row in rows}
    both = [
        (one.envelope, named.get(one.envelope.pk, 0), int(one.count.outcome["ballots"])) for one in results
    ]
    if agreed := [first for _pot, first, second in both if first == second]:
        label = _("Ballots that name a project, pot by pot, and ballots that were counted there")
        yield Line(label, sum(agreed), sum(agreed), 0)
    for pot, first, second in both:
        if first != second:
            label = _("%(pot)s: ballots that name a project of it, and ballots that were counted")
            yield Line(label % {"pot": pot}, first, second, first - second)


def _issued(letters: Codes, desk: Codes) -> Iterator[Line]:
    for label, codes in (
        (_("Letters printed, and codes of letters"), letters),
        (_("Codes that officers wrote down as given, and codes of the desk"), desk),
    ):
        if codes.issued or codes.known:
            yield Line(label, codes.issued, codes.known, codes.issued - codes.known)


def _paper(account: reconciliation.Account | None) -> Iterator[Line]:
    if account is None or not account.lines:
        return
    total = account.total
    back = total.issued - total.missing
    yield Line(
        _("Sheets taken to the stations, and sheets counted, set aside, void, spoilt or unused"),
        total.issued,
        back,
        total.missing,
    )
    yield Line(
        _("Sheets given to voters, and sheets in the boxes"), total.given_out, total.in_box, total.not_in_box
    )


def tables(found: Agreement, url: str) -> list[Table]:
    """The lines, then the accounts of the codes and of the box."""
    return [
        Table(
            key="agreement",
            title=_("Do the numbers agree"),
            head=_("Two counts of the same"),
            columns=(_("First count"), _("Second count"), _("Difference"), _("In words")),
            kinds=(NUMBER, NUMBER, NUMBER, TEXT),
            rows=tuple(line.row for line in found.lines),
            note=_(
                "By which door somebody came in online (letter, identity service, booth) is kept nowhere, so there is "
                "no count of sign-ins: all who voted online are one number."
            ),
            url=url,
        ),
        _codes_table(found, url),
        _box_table(found.box, url),
    ]


def _codes_table(found: Agreement, url: str) -> Table:
    rows = [
        _codes_row(label, codes, beside)
        for label, codes, beside in (
            (_("Codes of letters"), found.letters, found.by_roll[Channel.WEB]),
            (_("One-time codes of the officers' desk"), found.desk, found.by_roll[Channel.DESK]),
        )
        if codes.known or codes.issued
    ]
    return Table(
        key="codes",
        title=_("Account of the codes"),
        head=_("Codes"),
        columns=(
            pgettext("codes", "Issued"),
            pgettext("codes", "Used"),
            pgettext("codes", "Void"),
            pgettext("codes", "Unused"),
            _("Not accounted for"),
        ),
        kinds=(NUMBER,) * 5,
        rows=tuple(rows),
        note=_(
            "Void: replaced, revoked or lapsed. A letter is used if its person has voted on the web and it still "
            "works. A dash: few people would follow from the number."
        ),
        url=url,
    )


def _codes_row(label: str, codes: Codes, beside: int) -> Row:
    """`beside`: a number told elsewhere from which those without such a code would follow."""
    hidden = any(0 < abs(number) < LEAST for number in (codes.used, codes.unused, beside - codes.used))
    used, unused = (None, None) if hidden else (codes.used, codes.unused)
    return Row(label, (codes.issued, used, codes.void, unused, codes.issued - codes.known))


def _box_table(box: Box, url: str) -> Table:
    rows = (
        (_("Cast in all"), box.cast),
        (_("Counted"), box.counted),
        (_("Replaced by a newer ballot of the same voter"), box.replaced),
        (_("Excluded by two officials"), box.excluded),
        (_("In a box of paper that is set aside"), box.aside),
    )
    return Table(
        key="box",
        title=_("Account of the ballots"),
        head=_("Ballots"),
        columns=(_("Ballots"),),
        kinds=(NUMBER,),
        rows=tuple(Row(label, (number,)) for label, number in rows),
        url=url,
    )
