"""The money part of the report: where the money of each pot is, and what became of what the council freed."""

from collections.abc import Iterable
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from commons.texts.amounts import money_text
from voting.domain.council.accounts import PotAccount, accounts
from voting.domain.council.queries import PotBeside
from voting.domain.report.tree import MONEY, TEXT, Fact, Row, Table
from voting.models import CarriedMoney, CouncilSession, Election, SessionState


def account_table(election: Election, pots: list[PotBeside]) -> tuple[Table, tuple[Fact, ...]]:
    """Where the money of each pot is, to the cent, and its sums. One query."""
    found = accounts(election, pots)
    url = reverse("voting:council", args=[election.cycle.slug])
    table = Table(
        key="money-account",
        title=_("Where the money is"),
        head=_("Pot"),
        columns=(
            _("Money in the pot"), _("From other pots"), _("To projects of the count"), _("To the next on the list"),
            _("Carried on"), _("Set aside in the pot"), _("Not decided yet"),
        ),
        kinds=(MONEY,) * 7,
        rows=tuple(Row(str(one.envelope), tuple(_text(sum_) for sum_ in _sums(one)), url) for one in found),
        url=url,
    )  # fmt: skip
    facts = (
        Fact(
            "next",
            _("Freed money given to the next on the list"),
            _all(one.used for one in found),
            MONEY,
            url,
        ),
        Fact("carried", _("Money carried on"), _all(one.carried for one in found), MONEY, url),
        Fact("undecided", _("Money not decided on yet"), _all(one.undecided for one in found), MONEY, url),
    )
    return table, facts


def _sums(one: PotAccount) -> tuple[Decimal, ...]:
    return (one.budget, one.received, one.projects, one.used, one.carried, one.aside, one.undecided)


def freed_table(election: Election) -> Table:
    """What becomes of the money that each confirmed item freed. Four queries."""
    url = reverse("voting:council", args=[election.cycle.slug])
    sessions = CouncilSession.objects.filter(election=election, state=SessionState.CONFIRMED)
    found = sessions.prefetch_related(
        "freed__envelope", "freed__carried_money__target__cycle", "freed__carried_money__taken_back__session"
    )
    return Table(
        key="council-freed",
        title=_("What becomes of the money that was freed"),
        head=_("Pot"),
        columns=(
            _("Money"), _("What becomes of the money?"), _("Carried on"), _("Where to"), _("Reason"),
            _("Section of the minutes"),
        ),
        kinds=(MONEY, TEXT, MONEY, TEXT, TEXT, TEXT),
        rows=tuple(
            Row(
                str(one.envelope),
                (
                    _text(one.freed),
                    str(one.get_use_display()),
                    _text(one.carried),
                    _where(getattr(one, "carried_money", None), election),
                    one.reason,
                    one.section,
                ),
            )
            for session in found
            for one in session.freed.all()
        ),
        url=url,
    )  # fmt: skip


def _where(moved: CarriedMoney | None, election: Election) -> str | None:
    if moved is None:
        return None
    if moved.target is None:
        said = _("waits for the next budget year")
    elif moved.target.cycle_id == election.cycle_id:
        said = str(moved.target)
    else:
        said = f"{moved.target.cycle}: {moved.target}"
    if moved.taken_back is None:
        return said
    back = _("taken back, %(section)s") % {"section": moved.taken_back.section}
    return f"{said} ({back})"


def freed_words(facts: tuple[Fact, ...], currency: str) -> tuple[str, ...]:
    """The sums in a sentence, where there is anything to tell."""
    sums = {fact.key: Decimal(str(fact.value)) for fact in facts}
    if not (sums["next"] or sums["carried"]):
        return ()
    told = {key: money_text(value, currency) for key, value in sums.items()}
    return (
        _(
            "Of the money that was freed, %(next)s went to the next on the list and %(carried)s was carried on;"
            " %(undecided)s of all money is not decided on yet."
        )
        % told,
    )


def _all(amounts: Iterable[Decimal]) -> str:
    return _text(sum(amounts, Decimal(0)))


def _text(amount: Decimal) -> str:
    return f"{amount:.2f}"
