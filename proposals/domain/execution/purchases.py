"""What is bought for a project: writing it down, noting that it was delivered, cancelling it."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import Conflict, Invalid, Text
from proposals.models import BudgetLine, Proposal, Purchase, PurchaseState
from proposals.rules import CARRY_OUT

MOST = 500
LONGEST = {"reference": 60, "supplier": 160, "what": 300, "reason": 300}
ORGANISATIONS = frozenset(
    {
        "oy", "oyj", "ab", "abp", "ky", "kb", "ry", "rf", "rs", "osk", "andelslag", "säätiö", "stiftelse",
        "yhdistys", "förening", "kunta", "kommun", "kaupunki", "stad", "seurakunta", "församling", "yhtymä",
        "valtio", "virasto", "oppilaitos", "koulu", "skola", "ltd", "gmbh", "as", "inc", "bv", "sa", "ag", "plc",
        "liike", "tukku",
    }
)  # fmt: skip
"""Words that only organisations have in their names."""
NAME = re.compile(r"[^\W\d_][\w'’-]+")


class PurchaseIsOver(Conflict):
    """What was cancelled is neither changed nor delivered, and what is paid is not cancelled without saying why."""

    code = "purchase-is-over"
    title = _("This purchase was cancelled")
    detail = _("Nothing was changed. Write down a new one, with a number of its own.")


class PurchaseIsKnown(Conflict):
    """The number of an order is used once in a ledger."""

    code = "purchase-is-known"
    title = _("There is an order with this number already")
    detail = _("Nothing was saved. Look for it among the purchases; another order has another number.")


def looks_like_a_person(supplier: str) -> bool:
    """Whether a supplier could be a person: two to four words that are names, and none that only organisations have."""
    words = supplier.replace(",", " ").split()
    if not 2 <= len(words) <= 4 or not all(NAME.fullmatch(word) for word in words):
        return False
    plain = [word.casefold() for word in words]
    if any(
        word in ORGANISATIONS or word.endswith(("liike", "yhtiö", "bolag", "firma", "palvelut"))
        for word in plain
    ):
        return False
    return all(word[0].isupper() for word in words)


@transaction.atomic
def save(
    *,
    actor: Actor,
    proposal: Proposal,
    reference: str,
    what: str,
    ordered_on: dt.date,
    amount: Decimal,
    supplier: str = "",
    line: int | None = None,
    purchase: Purchase | None = None,
) -> Purchase:
    """Write a purchase down, or correct `purchase` (its number stays). `line`: number of a budget line of the project.

    What the ledger has lines of costs what they say. Raises `NotAllowed`, `Invalid`, `PurchaseIsKnown`,
    `PurchaseIsOver`.
    """
    require(actor, CARRY_OUT, proposal)
    found = _held(purchase) if purchase else Purchase(proposal=proposal)
    if found.state == PurchaseState.CANCELLED:
        raise PurchaseIsOver
    problems: dict[str, list[Text]] = {}
    number = _words("reference", reference, problems) if purchase is None else found.reference
    found.what, found.supplier = (
        _words("what", what, problems),
        _words("supplier", supplier, problems, needed=False),
    )
    if ordered_on > timezone.localdate():
        problems["ordered_on"] = [_("This day is still to come.")]
    if not (amount.is_finite() and 0 < amount < Decimal(10) ** 12):
        problems["amount"] = [_("Give an amount above nothing.")]
    elif purchase and amount != found.amount and purchase.bookings.filter(kind="ordered").exists():
        problems["amount"] = [
            _("The ledger says what was ordered. Correct it there and send its file again.")
        ]
    found.line = BudgetLine.objects.filter(proposal=proposal, pk=line).first() if line else None
    if line and found.line is None:
        problems["line"] = [_("Choose a budget line of this project.")]
    if purchase is None and Purchase.objects.filter(proposal=proposal).count() >= MOST:
        problems["reference"] = [_("A project has at most 500 purchases.")]
    if problems:
        raise Invalid(fields=problems)
    found.reference, found.ordered_on, found.amount = number, ordered_on, amount.quantize(Decimal("0.01"))
    try:
        with transaction.atomic(), verb("proposals.buy", actor):
            found.save()
    except IntegrityError as error:
        if "purchase_once_a_source" in str(error):
            raise PurchaseIsKnown from error
        raise
    return found


def _words(name: str, text: str, problems: dict[str, list[Text]], *, needed: bool = True) -> str:
    words, most = " ".join(text.replace("\x00", "").split()), LONGEST[name]
    if needed and not words:
        problems[name] = [_("This field is needed.")]
    elif len(words) > most:
        told: Text = _("The text is too long: at most %(most)s characters.") % {"most": most}
        problems[name] = [told]
    return words


def _held(purchase: Purchase) -> Purchase:
    return (
        Purchase.objects.select_for_update(of=("self",)).select_related("proposal__area").get(pk=purchase.pk)
    )


@transaction.atomic
def deliver(*, actor: Actor, purchase: Purchase) -> Purchase:
    """It has come; again changes nothing. Raises `NotAllowed`, `PurchaseIsOver`."""
    found = _held(purchase)
    require(actor, CARRY_OUT, found.proposal)
    if found.state == PurchaseState.CANCELLED:
        raise PurchaseIsOver
    if found.state != PurchaseState.DELIVERED:
        found.state = PurchaseState.DELIVERED
        with verb("proposals.deliver", actor):
            found.save(update_fields=["state"])
    return found


@transaction.atomic
def cancel(*, actor: Actor, purchase: Purchase, reason: str) -> Purchase:
    """It will not be bought; what was paid already stays spent, and no more is committed.

    Raises `NotAllowed`, `Invalid`, `PurchaseIsOver`.
    """
    found = _held(purchase)
    require(actor, CARRY_OUT, found.proposal)
    if found.state == PurchaseState.CANCELLED:
        raise PurchaseIsOver
    problems: dict[str, list[Text]] = {}
    found.reason, found.state = _words("reason", reason, problems), PurchaseState.CANCELLED
    if problems:
        raise Invalid(fields=problems)
    with verb("proposals.cancel_purchase", actor, reason=found.reason):
        found.save(update_fields=["state", "reason"])
    return found


def purchases_of(proposal: Proposal) -> list[Any]:
    """The purchases of a project, oldest first, with `paid` and `open`. One query."""
    return list(Purchase.objects.filter(proposal=proposal).with_sums().select_related("line"))
