"""Why a project was funded, or what was missing, in the reader's language.

The counts store codes and numbers only; these functions turn them into sentences when somebody reads. Figures come
from `voting.counting.explain`, where each was checked by counting again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commons.texts.amounts import money_text, number_text, share_text
from voting.domain.whole_figures import read_shares

STATUS = {
    "funded": _("It was number {rank} by support, and {money_left} was left when it was its turn."),
    "funded_all_fit": _("The money is enough for every project that somebody voted for."),
    "funded_shares": _("Those who voted for it could pay it together from their equal shares of the money."),
    "funded_completion": _("It was paid with the money that was left after the equal shares."),
    "funded_load": _("Of all projects it put the least load on those who voted for it when it was its turn."),
    "funded_optimal": _("It belongs to the affordable set of projects with the most votes in all."),
    "no_support": _("Nobody voted for it."),
    "below_threshold": _("It got fewer votes than the rules of this vote ask for."),
    "over_budget": _("It costs more than all the money there is."),
    "no_money_left": _(
        "It costs {cost}, and {money_left} was left when it was its turn (number {rank} by support)."
    ),
    "after_stop": _("By the rule of this vote, counting ends at the first project that does not fit."),
    "after_stop_load": _("Counting ended before it, at a project that the money left could not pay."),
    "shares_too_small": _("The equal shares of those who voted for it were not enough to pay it."),
    "not_optimal": _("Another affordable set of projects has more votes in all."),
}
SHORT = {
    "funded": _("Funded"),
    "not_funded": _("Not funded"),
}


def why(result: Mapping[str, Any], *, currency: str) -> str:
    """The reason in one sentence. `result`: a project of a stored outcome (see `Outcome.as_dict`)."""
    text = STATUS.get(str(result["status"]), SHORT["funded" if is_funded(result) else "not_funded"])
    reason = str(
        format_lazy(
            text,
            rank=number_text(result.get("rank")),
            cost=money_text(result.get("cost"), currency),
            money_left=money_text(result.get("money_left") or 0, currency),
        )
    )
    return f"{reason} {shares}" if (shares := _shares(result, currency)) else reason


def _shares(result: Mapping[str, Any], currency: str) -> str:
    """Under equal shares: the money that the supporters of a project had for it, in percent of its cost."""
    shares = read_shares(result)
    if shares is None:
        return ""
    return str(_("Their shares together were {money}, {percent} % of its cost.")).format(
        money=money_text(shares.had, currency),
        percent=share_text(shares.effective_support),
    )


def missing(explanation: Mapping[str, Any], *, currency: str, points: bool) -> list[str]:
    """What would have changed the outcome: votes or points, and money. Empty where nothing is known."""
    lines: list[str] = []
    more = explanation.get("more_support")
    if more is not None:
        amount, shown = Decimal(more), number_text(more)
        lines.append(
            (
                ngettext(
                    "{n} more point would have been enough.",
                    "{n} more points would have been enough.",
                    int(amount),
                )
                if points
                else ngettext(
                    "{n} more vote would have been enough.",
                    "{n} more votes would have been enough.",
                    int(amount),
                )
            ).format(n=shown)
        )
    elif reason := explanation.get("reason_support"):
        lines.append(str(NO_SUPPORT_HELPS.get(reason, "")))
    if explanation.get("cheaper_by") is not None:
        lines.append(
            str(_("It would have been funded at a cost of {cost}, which is {less} less.")).format(
                cost=money_text(explanation["funded_at_cost"], currency),
                less=money_text(explanation["cheaper_by"], currency),
            )
        )
    spare = explanation.get("spare_support")
    if spare is not None and Decimal(spare) > 0:
        lines.append(
            (
                ngettext("It had {n} point to spare.", "It had {n} points to spare.", int(Decimal(spare)))
                if points
                else ngettext("It had {n} vote to spare.", "It had {n} votes to spare.", int(Decimal(spare)))
            ).format(n=number_text(spare))
        )
    return [line for line in lines if line]


NO_SUPPORT_HELPS = {
    "over_budget": _("No number of votes helps while it costs more than all the money there is."),
    "withdrawn": _("It was withdrawn from the vote."),
}


def is_funded(result: Mapping[str, Any]) -> bool:
    """Whether a project of a stored outcome won."""
    return str(result["status"]).startswith("funded")


TIE_BY = {
    "seed": _("settled by the lot with the published seed"),
    "file_order": _("settled by the order on the ballot"),
}


def tie_sentence(tie: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """Which projects were equal, and what settled it."""
    names = ", ".join(titles.get(ident, ident) for ident in tie["projects"])
    text = (
        _("Equal in votes and cost: {names}; {by}. Another order would have changed the result.")
        if tie.get("decisive")
        else _("Equal in votes and cost: {names}; {by}. The result is the same in any order.")
    )
    return str(text).format(names=names, by=TIE_BY.get(str(tie["by"]), ""))


@dataclass(frozen=True)
class Drawn:
    """A project in the order in which the lot put it. `digest`: SHA-256 (hex) of seed, line feed and id."""

    project_id: str
    title: str
    digest: str


def drawing(tie: Mapping[str, Any], titles: Mapping[str, str], seed: str) -> list[Drawn]:
    """The lot over tied projects drawn once more, for everybody to repeat; empty where no seed settled it."""
    if tie["by"] != "seed" or not seed:
        return []
    drawn = [
        Drawn(ident, titles.get(ident, ident), sha256(f"{seed}\n{ident}".encode()).hexdigest())
        for ident in tie["projects"]
    ]
    return sorted(drawn, key=lambda one: one.digest)


RULE_NAMES = {
    "greedy": _("Most votes first; what does not fit is skipped"),
    "greedy-no-skip": _("Most votes first, until one does not fit"),
    "greedy-threshold": _("Most votes first, with a least number of votes"),
    "equal-shares": _("Equal shares: everybody's vote has the same amount of money behind it"),
    "phragmen": _("Phragmén: the cost is spread evenly over those who voted for it"),
    "max-support": _("The affordable set of projects with the most votes in all"),
}


def rule_name(rule: str) -> str:
    """The rule in plain words."""
    return str(RULE_NAMES.get(rule, rule))
