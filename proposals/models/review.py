"""The officials' review of a proposal, and the letters that tell its author.

Personal data: the names of the officials (public office); a letter holds the author's mail address nowhere.
Internal remarks are a table of their own, so that no public query can reach them by accident.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from proposals.models.ground import GROUND_LENGTH, Ground
from proposals.models.proposal import TEXT_LENGTH, Proposal


class Feasibility(models.TextChoices):
    """Whether the town could carry it out."""

    OPEN = "open", _("Not decided yet")
    FEASIBLE = "feasible", _("Feasible")
    NOT_FEASIBLE = "not_feasible", _("Not feasible")


class Lapse(models.TextChoices):
    """What happens to a returned proposal that is not completed in time."""

    CLOSE = "close", _("It is closed as not completed")
    GO_ON = "go_on", _("The review goes on with what there is")


# Only who was asked to do it and until when: findings are nobody's business before the review is finished.
@pghistory.track(
    pghistory.InsertEvent(condition=pgtrigger.Condition("NEW.reviewer_id IS NOT NULL")),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("reviewer", "due", "request_until")),
    fields=["reviewer", "due", "request_until"],
    append_only=True,
    model_name="ReviewEvent",
)
class Review(models.Model):
    """The work of one official on one proposal. Its findings are public only when the review is finished.

    `cost`: in the cycle's currency; with cost lines, their sum and the contingency (percent). `upkeep`: a year.
    `ground`, `reason`: become the proposal's public ones. `request`: what the author is asked to complete, by
    `request_until` (the last day); else `request_outcome` happens.
    """

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="review")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reviews",
        verbose_name=_("reviewer"),
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    assigned_at = models.DateTimeField(null=True, editable=False)
    due = models.DateField(_("due"), null=True, blank=True)
    feasibility = models.CharField(
        _("feasibility"), max_length=12, choices=Feasibility, default=Feasibility.OPEN
    )
    cost = models.DecimalField(_("cost"), max_digits=14, decimal_places=2, null=True, blank=True)
    ground = models.CharField(_("ground"), max_length=GROUND_LENGTH, choices=Ground, blank=True)
    reason = models.TextField(_("public reason"), max_length=TEXT_LENGTH, blank=True)
    request = models.TextField(_("what to complete"), max_length=TEXT_LENGTH, blank=True)
    request_until = models.DateField(_("complete it by"), null=True, blank=True)
    request_outcome = models.CharField(
        _("what happens otherwise"), max_length=8, choices=Lapse, default=Lapse.CLOSE
    )
    extension_reason = models.TextField(_("reason for more time"), max_length=TEXT_LENGTH, blank=True)
    reminded_at = models.DateTimeField(null=True, editable=False)
    contingency = models.DecimalField(_("contingency, %"), max_digits=5, decimal_places=2, default=0)
    upkeep = models.DecimalField(_("upkeep a year"), max_digits=14, decimal_places=2, null=True, blank=True)
    cost_source = models.CharField(_("source of the estimate"), max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True, editable=False)
    escalated_at = models.DateTimeField(null=True, editable=False)
    saved_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(feasibility__in=Feasibility.values), name="review_finding_known"
            ),
            models.CheckConstraint(
                condition=models.Q(cost__isnull=True) | models.Q(cost__gt=0), name="review_cost_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(ground__in=["", *Ground.values]), name="review_ground_known"
            ),
            models.CheckConstraint(
                condition=models.Q(request_outcome__in=Lapse.values), name="review_lapse_known"
            ),
            models.CheckConstraint(
                condition=models.Q(contingency__range=(0, 100)), name="review_contingency_sane"
            ),
            models.CheckConstraint(
                condition=models.Q(upkeep__isnull=True) | models.Q(upkeep__gte=0),
                name="review_upkeep_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.get_feasibility_display()}"


class Remark(models.Model):
    """An internal remark of officials. Never shown to anybody without the right to review the proposal."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="remarks")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    text = models.TextField(_("internal remark"), max_length=TEXT_LENGTH)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("created_at", "pk")
        verbose_name = _("internal remark")
        verbose_name_plural = _("internal remarks")

    def __str__(self) -> str:
        return self.text[:60]


class LetterKind(models.TextChoices):
    """What a letter tells the author."""

    RECEIVED = "received", _("We received your proposal")
    RETURNED = "returned", _("Please complete your proposal")
    REMINDER = "reminder", _("Your time to complete your proposal is nearly over")
    EXTENDED = "extended", _("You have more time to complete your proposal")
    GOES_ON = "goes_on", _("The review of your proposal goes on")
    APPEALED = "appealed", _("We received your appeal")
    UPHELD = "upheld", _("Your appeal was decided: the decision stays")
    ON_BALLOT = "on_ballot", _("Your proposal is on the ballot")
    NOT_FEASIBLE = "not_feasible", _("Your proposal cannot be carried out")
    MERGING = "merging", _("May your proposal be merged?")
    SPLITTING = "splitting", _("May your proposal be split?")


@pghistory.track(
    pghistory.UpdateEvent(condition=pghistory.AnyChange("paper_on")),
    fields=["subject", "paper_on"],
    append_only=True,
    model_name="LetterEvent",
)
class Letter(models.Model):
    """A letter in the author's language, written when the verb was done; mailed once by a job.

    `refused_at`: when the address was found to take no mail. `paper_on`: the day it was sent on paper instead.
    """

    proposal = models.ForeignKey(
        Proposal, on_delete=models.CASCADE, related_name="letters", verbose_name=_("proposal")
    )
    kind = models.CharField(_("kind"), max_length=14, choices=LetterKind)
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    created_at = models.DateTimeField(_("written on"), db_default=Now(), editable=False)
    sent_at = models.DateTimeField(_("sent on"), null=True, editable=False)
    refused_at = models.DateTimeField(null=True, editable=False)
    paper_on = models.DateField(_("sent on paper"), null=True)
    paper_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ("created_at", "pk")
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(paper_on=None) | models.Q(refused_at__isnull=False),
                name="letter_on_paper_was_refused",
            )
        ]
        indexes = [
            models.Index(
                fields=["proposal"],
                condition=models.Q(refused_at__isnull=False, paper_on=None),
                name="letter_waits_for_paper",
            )
        ]

    def __str__(self) -> str:
        return self.subject
