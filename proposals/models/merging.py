"""Plans to merge several proposals into one: what is asked of their authors, what they answered, what came of it.

Personal data: what an author answered and why; for the coordinators and the author alone. Who was brought along as a
follower, until it is undone or the account goes.
"""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.followup.models import Follower
from proposals.models.proposal import Proposal
from proposals.models.states import State


class PlanState(models.TextChoices):
    """Where a plan is."""

    ASKING = "asking", _("The authors are asked")
    CARRIED_OUT = "carried_out", _("Merged")
    CALLED_OFF = "called_off", _("Called off")
    UNDONE = "undone", _("Undone")


class Answer(models.TextChoices):
    """What an author says to it."""

    WAITING = "waiting", _("No answer yet")
    AGREED = "agreed", _("Agrees")
    DECLINED = "declined", _("Declines")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("state")),
    fields=["lead", "state", "reason", "answer_until"],
    append_only=True,
    model_name="MergePlanEvent",
)
class MergePlan(models.Model):
    """A coordinator's plan. `lead`: the proposal in which all go on. `reason`: for the authors, and public once done.

    `answer_until`: who has not answered by then is left out. `undo_until`: until then it can be undone.
    """

    lead = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="merge_plans")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reason = models.TextField(_("why they belong together"), max_length=2000)
    state = models.CharField(_("state"), max_length=12, choices=PlanState, default=PlanState.ASKING)
    answer_until = models.DateTimeField(_("answers until"))
    carried_out_at = models.DateTimeField(null=True, editable=False)
    undo_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("plan for merging")
        verbose_name_plural = _("plans for merging")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=PlanState.values), name="merge_plan_state_known"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="merge_plan_has_reason"),
            models.CheckConstraint(
                condition=~models.Q(state=PlanState.CARRIED_OUT)
                | models.Q(carried_out_at__isnull=False, undo_until__isnull=False),
                name="merge_plan_carried_out_has_times",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.get_state_display()}"


class MergePart(models.Model):
    """One proposal of a plan, the leading one too. `is_open`: the plan still asks. `state_before`: of a merged one.

    `brought`: followers of this one who became followers of the leading one, so that undoing finds them.
    """

    plan = models.ForeignKey(MergePlan, on_delete=models.CASCADE, related_name="parts")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="merge_parts")
    is_lead = models.BooleanField(default=False)
    is_open = models.BooleanField(default=True)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, default=Answer.WAITING)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    state_before = models.CharField(max_length=14, choices=State, blank=True, editable=False)
    brought = models.ManyToManyField(Follower, related_name="+", editable=False)

    class Meta:
        ordering = ("-is_lead", "pk")
        verbose_name = _("part of a plan for merging")
        verbose_name_plural = _("parts of plans for merging")
        constraints = [
            models.UniqueConstraint(fields=["plan", "proposal"], name="merge_part_once"),
            models.UniqueConstraint(
                fields=["plan"], condition=models.Q(is_lead=True), name="merge_plan_has_one_lead"
            ),
            models.UniqueConstraint(
                fields=["proposal"], condition=models.Q(is_open=True), name="merge_asked_by_one_plan"
            ),
            models.CheckConstraint(condition=models.Q(answer__in=Answer.values), name="merge_answer_known"),
            models.CheckConstraint(
                condition=~models.Q(answer=Answer.DECLINED) | ~models.Q(reason=""),
                name="merge_declined_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.get_answer_display()}"

    @property
    def asks_nobody(self) -> bool:
        """Its author deleted the account: there is nobody to ask, and the coordinator decides."""
        return self.proposal.author_id is None
