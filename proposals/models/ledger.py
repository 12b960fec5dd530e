"""Money of the projects that are carried out: what was planned for what, and what the ledger says was spent.

Personal data: a supplier may be a person; `supplier` is read by officials only. `made_by`: an official.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proposals.models.proposal import Proposal


class BookingKind(models.TextChoices):
    """What a line of the ledger is: money promised to a supplier, or money that has left the town."""

    ORDERED = "ordered", _("Ordered")
    PAID = "paid", _("Paid")


class LedgerFileState(models.TextChoices):
    """What became of a file from the ledger."""

    REFUSED = "refused", _("Refused")
    CHECKED = "checked", _("Looked at, not taken in")
    TAKEN = "taken", _("Taken in")
    UNDONE = "undone", _("Undone")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["state", "file_name", "source", "lines", "added", "unchanged", "reason"],
    obj_field=pghistory.ObjForeignKey(related_name="events", related_query_name="+"),
    append_only=True,
    model_name="LedgerFileEvent",
)
class LedgerFile(models.Model):
    """A file from the ledger: first looked at, then taken in whole, perhaps undone whole.

    `source`: which ledger its voucher numbers belong to. `report`: what `proposals.domain.execution.ledger.look_at`
    found, as plain data. `rows`: its good lines, kept until it is taken in. `lines`: lines below the header. `added`,
    `unchanged`: lines that made a booking, and that were there already. `reason`: why it was undone.
    """

    source = models.CharField(_("ledger"), max_length=40)
    file_name = models.CharField(_("file"), max_length=120)
    digest = models.CharField(max_length=64)
    encoding = models.CharField(max_length=20, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=LedgerFileState)
    lines = models.PositiveIntegerField(_("lines"), default=0)
    added = models.PositiveIntegerField(_("new"), default=0)
    unchanged = models.PositiveIntegerField(_("there already"), default=0)
    report = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("file from the ledger")
        verbose_name_plural = _("files from the ledger")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=LedgerFileState.values), name="ledger_file_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=LedgerFileState.UNDONE) | ~Q(reason=""), name="ledger_undone_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["supplier"],
    obj_field=pghistory.ObjForeignKey(related_name="events", related_query_name="+"),
)
class Booking(models.Model):
    """A line of the ledger for a project. Negative `amount`: money that came back. In the cycle's currency.

    `purchase`: the order that the line makes or pays; always one of the same project.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="bookings")
    file = models.ForeignKey(LedgerFile, on_delete=models.PROTECT, related_name="bookings")
    kind = models.CharField(_("kind"), max_length=8, choices=BookingKind, default=BookingKind.PAID)
    purchase = models.ForeignKey(
        "proposals.Purchase",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name=pgettext_lazy("purchase", "order"),
    )
    source = models.CharField(_("ledger"), max_length=40)
    voucher = models.CharField(_("voucher"), max_length=60)
    date = models.DateField(_("date"))
    account = models.CharField(_("account"), max_length=80)
    supplier = models.CharField(_("supplier"), max_length=160, blank=True)
    text = models.CharField(_("explanation"), max_length=300, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)

    class Meta:
        ordering = ("date", "pk")
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        indexes = [models.Index(fields=["proposal", "date"], name="booking_of_project")]
        constraints = [
            models.UniqueConstraint(fields=["source", "voucher"], name="booking_voucher_once_a_source"),
            models.CheckConstraint(condition=Q(kind__in=BookingKind.values), name="booking_kind_known"),
            models.CheckConstraint(condition=~Q(amount=0), name="booking_amount_not_zero"),
            models.CheckConstraint(condition=~Q(voucher=""), name="booking_has_voucher"),
            models.CheckConstraint(
                condition=~Q(kind=BookingKind.ORDERED) | Q(purchase__isnull=False),
                name="booking_ordered_of_purchase",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="purchase_of_project",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.purchase_id IS NOT NULL AND NOT EXISTS (
                        SELECT FROM proposals_purchase WHERE id = NEW.purchase_id AND proposal_id = NEW.proposal_id
                    ) THEN
                        RAISE EXCEPTION 'An order is paid by its own project.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.voucher}"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    obj_field=pghistory.ObjForeignKey(related_name="events", related_query_name="+"),
)
class BudgetLine(models.Model):
    """What part of a project's money is meant for what. `account`: of the ledger; empty: of none in particular."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="budget_lines")
    name = models.CharField(_("what for"), max_length=120)
    account = models.CharField(_("account"), max_length=80, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="budget_line_positive"),
            models.CheckConstraint(condition=~Q(name=""), name="budget_line_named"),
        ]

    def __str__(self) -> str:
        return self.name
