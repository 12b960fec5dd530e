"""What a review decided, word for word, and the appeals against it.

Personal data: the name of who decided (public office); the words of an appeal, which its author wrote to the town: they
are never public. A verdict is public.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from proposals.models.ground import GROUND_LENGTH, Ground
from proposals.models.proposal import TEXT_LENGTH, Proposal
from proposals.models.review import Feasibility

OUTCOMES = (Feasibility.FEASIBLE, Feasibility.NOT_FEASIBLE)


class Appeal(models.Model):
    """The author asks for a second decision by somebody else. `from_paper`: an official typed in a letter.

    `received_on`: the day that counts for the time limit.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="appeals")
    against = models.OneToOneField("proposals.Verdict", on_delete=models.CASCADE, related_name="appeal")
    text = models.TextField(_("why it should be decided again"), max_length=TEXT_LENGTH)
    from_paper = models.BooleanField(_("came on paper"), default=False)
    received_on = models.DateField(_("received on"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="appeal_of_review_has_text")]
        triggers = [
            pgtrigger.Trigger(
                name="kept",
                operation=pgtrigger.UpdateOf("text", "against_id", "received_on", "from_paper"),
                when=pgtrigger.Before,
                func="RAISE EXCEPTION 'An appeal stays as it came in.' USING ERRCODE = 'check_violation';",
            ),
            pgtrigger.Trigger(
                name="in_time",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                IF NOT EXISTS (
                    SELECT FROM proposals_verdict AS verdict
                    WHERE verdict.id = NEW.against_id AND verdict.proposal_id = NEW.proposal_id
                        AND verdict.appeal_until >= NEW.received_on
                ) THEN
                    RAISE EXCEPTION 'An appeal after its time, or against another proposal''s decision.'
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


@pghistory.track(pghistory.InsertEvent(), fields=["proposal", "outcome", "decided_by"], append_only=True)
class Verdict(models.Model):
    """One finished decision with everything that it said, also after the proposal was looked at again.

    `lines`: the investment as `[{"label": …, "amount": "12.00"}]`. `answers`: the appeal that it decides.
    `appeal_until`: the last day of an appeal; None where none is possible. `ground`: of a refusal; empty in old ones.
    """

    proposal = models.ForeignKey(
        Proposal, on_delete=models.CASCADE, related_name="verdicts", verbose_name=_("proposal")
    )
    outcome = models.CharField(
        _("decision"), max_length=12, choices=[(one.value, one.label) for one in OUTCOMES]
    )
    ground = models.CharField(_("ground"), max_length=GROUND_LENGTH, choices=Ground, blank=True)
    reason = models.TextField(_("reason"), max_length=TEXT_LENGTH, blank=True)
    cost = models.DecimalField(_("cost"), max_digits=14, decimal_places=2, null=True)
    lines = models.JSONField(default=list)
    contingency = models.DecimalField(_("contingency, %"), max_digits=5, decimal_places=2, default=0)
    upkeep = models.DecimalField(_("upkeep a year"), max_digits=14, decimal_places=2, null=True)
    cost_source = models.CharField(_("source of the estimate"), max_length=300, blank=True)
    answers = models.OneToOneField(
        Appeal, on_delete=models.PROTECT, null=True, related_name="verdict", verbose_name=_("appeal")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided on"), db_default=Now(), editable=False)
    appeal_until = models.DateField(_("appeal until"), null=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=[str(one) for one in OUTCOMES]), name="verdict_outcome_known"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome=Feasibility.FEASIBLE) | ~models.Q(reason=""),
                name="verdict_refusal_has_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(ground="")
                | models.Q(outcome=Feasibility.NOT_FEASIBLE, ground__in=Ground.values),
                name="verdict_ground_fits",
            ),
            models.CheckConstraint(
                condition=models.Q(answers__isnull=True) | models.Q(appeal_until__isnull=True),
                name="verdict_on_appeal_is_final",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="kept",
                operation=pgtrigger.UpdateOf(
                    "proposal_id", "outcome", "ground", "reason", "cost", "lines", "contingency", "upkeep",
                    "cost_source", "answers_id", "decided_at", "appeal_until",
                ),
                when=pgtrigger.Before,
                func="RAISE EXCEPTION 'A decision stays as it was made.' USING ERRCODE = 'check_violation';",
            ),
            pgtrigger.Trigger(
                # No constraint: decisions from before the list have none.
                name="states_ground",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    f"NEW.outcome = '{Feasibility.NOT_FEASIBLE}' AND NEW.ground = ''"
                ),
                func="RAISE EXCEPTION 'A refusal states its ground.' USING ERRCODE = 'check_violation';",
            ),
            pgtrigger.Trigger(
                name="another_person",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("NEW.answers_id IS NOT NULL"),
                func="""
                IF EXISTS (
                    SELECT FROM proposals_appeal AS appeal
                    JOIN proposals_verdict AS first ON first.id = appeal.against_id
                    WHERE appeal.id = NEW.answers_id AND (
                        NEW.decided_by_id IS NULL OR first.decided_by_id = NEW.decided_by_id
                        OR appeal.proposal_id <> NEW.proposal_id
                    )
                ) THEN
                    RAISE EXCEPTION 'An appeal is decided by another person than the first decision.'
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.get_outcome_display()}"
