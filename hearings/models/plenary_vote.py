"""Secret votes of a plenary from the phones in the room.

Personal data: while a vote is open, a keyed hash of each browser that voted (`Ticket`) and one of the ballot's own id,
so that nobody votes twice and may change their mind. Both are gone when the vote closes; what remains are ballots in
random order with nothing that leads to a phone.
"""

import uuid

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hearings.models.plenary import Plenary, kept_when_approved
from hearings.models.theme import Theme


class RoundKind(models.TextChoices):
    """How a vote is cast."""

    DOTS = "dots", _("Dots to share out")
    STANCE = "stance", _("Agree, disagree or unsure")


class Round(models.Model):
    """One vote. `options`: numbers of the development proposals. `cap`: dots that a phone shares out.

    `result`: nothing until it has closed; then `ballots`, and by option `dots` and `givers`, or `agree`, `disagree` and
    `unsure`.
    """

    plenary = models.ForeignKey(Plenary, on_delete=models.PROTECT, related_name="rounds")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=RoundKind)
    options = ArrayField(models.BigIntegerField())
    cap = models.PositiveSmallIntegerField(_("dots"), default=3)
    opened_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("vote of a plenary")
        verbose_name_plural = _("votes of a plenary")
        constraints = [
            models.UniqueConstraint(
                fields=["plenary"], condition=models.Q(closed_at=None), name="round_one_open_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, result__isnull=True)
                | models.Q(closed_at__isnull=False, result__isnull=False),
                name="round_result_only_when_closed",
            ),
            models.CheckConstraint(condition=models.Q(options__len__gte=1), name="round_has_options"),
            models.CheckConstraint(condition=models.Q(cap__gte=1, cap__lte=20), name="round_cap_in_reason"),
            models.CheckConstraint(condition=models.Q(kind__in=RoundKind.values), name="round_kind_known"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="stays_closed",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.closed_at IS NOT NULL"),
            ),
            pgtrigger.Protect(
                name="stays_as_opened",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "ROW(OLD.kind, OLD.options, OLD.cap, OLD.plenary_id) IS DISTINCT FROM "
                    "ROW(NEW.kind, NEW.options, NEW.cap, NEW.plenary_id)"
                ),
            ),
            *kept_when_approved(),
        ]

    def __str__(self) -> str:
        return f"Round {self.pk}"


class Ticket(models.Model):
    """That a browser has voted in an open vote. Deleted when it closes; names no ballot."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="tickets")
    device_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        constraints = [models.UniqueConstraint(fields=["round", "device_hash"], name="ticket_once_a_browser")]

    def __str__(self) -> str:
        return f"Ticket {self.pk}"


class Ballot(models.Model):
    """What one phone said: number of the option → dots, or `agree` | `disagree` | `unsure`.

    `handle`: keyed hash of the id that the phone made; empty once the vote has closed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="ballots")
    handle = models.CharField(max_length=64, null=True, unique=True)
    choices = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)
        verbose_name = _("ballot of a plenary")
        verbose_name_plural = _("ballots of a plenary")
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="within_its_round",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                declare=[("vote", "hearings_round%ROWTYPE")],
                func="""
                SELECT * INTO vote FROM hearings_round r WHERE r.id = NEW.round_id FOR SHARE;
                IF vote.closed_at IS NOT NULL THEN
                    RAISE EXCEPTION 'The vote has closed.' USING ERRCODE = 'check_violation';
                END IF;
                IF EXISTS (SELECT FROM jsonb_object_keys(NEW.choices) key WHERE NOT key::bigint = ANY(vote.options))
                    OR (vote.kind = 'dots' AND (
                        EXISTS (SELECT FROM jsonb_each_text(NEW.choices) c WHERE c.value::int < 1)
                        OR (SELECT coalesce(sum(c.value::int), 0) FROM jsonb_each_text(NEW.choices) c) > vote.cap))
                    OR (vote.kind = 'stance' AND EXISTS (
                        SELECT FROM jsonb_each_text(NEW.choices) c
                        WHERE c.value NOT IN ('agree', 'disagree', 'unsure')))
                THEN
                    RAISE EXCEPTION 'A ballot outside of its vote.' USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return "Ballot"
