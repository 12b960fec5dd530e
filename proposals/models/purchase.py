"""What is bought for a project: an order, what was delivered of it, and the bookings that pay it.

Personal data: a supplier may be a person; `supplier` is read by officials only, and is in no history.
"""

from decimal import Decimal
from typing import Any, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest, Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proposals.models.ledger import Booking, BookingKind, BudgetLine, LedgerFile
from proposals.models.proposal import Proposal

NOTHING = Decimal(0)


class PurchaseState(models.TextChoices):
    """How far a purchase is."""

    ORDERED = "ordered", pgettext_lazy("purchase", "Ordered")
    DELIVERED = "delivered", pgettext_lazy("purchase", "Delivered")
    CANCELLED = "cancelled", pgettext_lazy("purchase", "Cancelled")


class PurchaseQuerySet(models.QuerySet["Purchase"]):
    """Purchases with what is paid and what is still to be paid."""

    def with_sums(self) -> Self:
        """Columns `paid`, by the ledger, and `open`: ordered and not paid yet; nothing of what was cancelled."""
        paid = (
            Booking.objects.filter(purchase=OuterRef("pk"), kind=BookingKind.PAID)
            .order_by()
            .values("purchase")
        )
        left = Greatest(F("amount") - F("paid"), NOTHING, output_field=models.DecimalField())
        return self.annotate(
            paid=Coalesce(Subquery(paid.annotate(sum=Sum("amount")).values("sum")), NOTHING)
        ).annotate(
            open=models.Case(
                models.When(state=PurchaseState.CANCELLED, then=models.Value(NOTHING)),
                default=left,
                output_field=models.DecimalField(max_digits=14, decimal_places=2),
            )
        )


def committed() -> Any:
    """A column over proposals: ordered and not paid yet. What is paid is in the spending, so it is never in both."""
    rows = Purchase.objects.filter(proposal=OuterRef("pk")).order_by().with_sums().values("proposal")
    return Coalesce(Subquery(rows.annotate(sum=Sum("open")).values("sum")), NOTHING)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["supplier", "file"],
    obj_field=pghistory.ObjForeignKey(related_name="events", related_query_name="+"),
)
class Purchase(models.Model):
    """An order for a project, in the cycle's currency.

    `source`, `reference`: which ledger, and the number of the order there. `amount`: what was ordered; where the ledger
    has lines of it, their sum. `account`: of the ledger; `line`: the budget line that it is bought from. `reason`: why
    it was cancelled. `file`: the file that made it; empty: it was written down by an official.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="purchases")
    source = models.CharField(_("ledger"), max_length=40, default="ledger")
    reference = models.CharField(_("number of the order"), max_length=60)
    supplier = models.CharField(_("supplier"), max_length=160, blank=True)
    what = models.CharField(_("what is bought"), max_length=300)
    ordered_on = models.DateField(_("day of the order"))
    amount = models.DecimalField(_("amount ordered"), max_digits=14, decimal_places=2)
    account = models.CharField(_("account"), max_length=80, blank=True)
    line = models.ForeignKey(
        BudgetLine,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="purchases",
        verbose_name=_("budget line"),
    )
    state = models.CharField(_("state"), max_length=10, choices=PurchaseState, default=PurchaseState.ORDERED)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    file = models.ForeignKey(LedgerFile, on_delete=models.PROTECT, null=True, related_name="purchases")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = PurchaseQuerySet.as_manager()

    class Meta:
        ordering = ("ordered_on", "pk")
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")
        constraints = [
            models.UniqueConstraint(fields=["source", "reference"], name="purchase_once_a_source"),
            models.CheckConstraint(condition=Q(state__in=PurchaseState.values), name="purchase_state_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="purchase_amount_positive"),
            models.CheckConstraint(condition=~Q(reference="") & ~Q(what=""), name="purchase_is_told"),
            models.CheckConstraint(
                condition=~Q(state=PurchaseState.CANCELLED) | ~Q(reason=""), name="purchase_cancelled_why"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="stays_with_project",
                operation=pgtrigger.UpdateOf("proposal_id", "source", "reference"),
                condition=pgtrigger.Condition(
                    "((OLD.proposal_id, OLD.source, OLD.reference)"
                    " IS DISTINCT FROM (NEW.proposal_id, NEW.source, NEW.reference))"
                ),
            ),
            pgtrigger.Trigger(
                name="line_of_project",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.line_id IS NOT NULL AND NOT EXISTS (
                        SELECT FROM proposals_budgetline WHERE id = NEW.line_id AND proposal_id = NEW.proposal_id
                    ) THEN
                        RAISE EXCEPTION 'A purchase is made from a budget line of its own project.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.reference}"
