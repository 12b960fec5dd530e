"""The plan of a project that is carried out: who, from when until when, why later, and how the place looked."""

import uuid

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import Service
from commons.texts.translated import translated
from proposals.models.proposal import Proposal


class DelayReason(models.TextChoices):
    """Why a project is late."""

    WEATHER = "weather", _("The weather or the season")
    PERMIT = "permit", _("A permit or an appeal takes longer")
    TENDER = "tender", _("The tender brought no offer that fits")
    SUPPLIER = "supplier", _("A supplier or builder is late")
    GROUND = "ground", _("The ground or the building was not as expected")
    COST = "cost", _("It costs more than reckoned")
    STAFF = "staff", _("There are not enough people to do it")
    COMBINED = "combined", _("It is done together with other works")
    RESIDENTS = "residents", _("Residents asked for changes")
    OTHER = "other", _("Another reason")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    obj_field=pghistory.ObjForeignKey(related_name="events", related_query_name="+"),
    append_only=True,
    model_name="WorkPlanEvent",
)
class WorkPlan(models.Model):
    """When a project shall be ready, and who sees to it.

    `planned_end` is the first promise and stays; `expected_end` is what is expected now, later than promised only with
    a reason. What really happened is in the history of the proposal's states.
    """

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="plan")
    service = models.ForeignKey(
        Service,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible unit"),
    )
    planned_start = models.DateField(_("planned beginning"), null=True, blank=True)
    planned_end = models.DateField(_("promised to be ready"), null=True, blank=True)
    expected_end = models.DateField(_("expected to be ready"), null=True, blank=True)
    delay_reason = models.CharField(_("why it is late"), max_length=10, choices=DelayReason, blank=True)
    delay_text = translated(models.TextField(_("more about the delay"), max_length=1000, blank=True))

    class Meta:
        verbose_name = _("plan of a project")
        verbose_name_plural = _("plans of projects")
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_start__isnull=True)
                | Q(planned_end__isnull=True)
                | Q(planned_end__gte=F("planned_start")),
                name="plan_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(delay_reason="") | Q(delay_reason__in=DelayReason.values),
                name="plan_delay_reason_known",
            ),
            models.CheckConstraint(
                condition=Q(expected_end__isnull=True)
                | Q(planned_end__isnull=False, expected_end__lte=F("planned_end"))
                | ~Q(delay_reason=""),
                name="plan_late_only_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.planned_end or ''}"


class Moment(models.TextChoices):
    """When a picture of the place was taken."""

    BEFORE = "before", _("Before")
    AFTER = "after", _("After")


def site_path(_picture: models.Model, _name: str) -> str:
    """A path that tells nothing about the file's name on somebody's phone."""
    return f"work/{uuid.uuid4().hex}.jpg"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["picture"],
    obj_field=pghistory.ObjForeignKey(related_name="events", related_query_name="+"),
    model_name="SitePictureEvent",
)
class SitePicture(models.Model):
    """How the place looked before the work, or looks after it: re-encoded, without what a camera writes beside it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="site_pictures")
    moment = models.CharField(_("taken"), max_length=6, choices=Moment)
    picture = models.ImageField(_("picture"), upload_to=site_path, max_length=120)
    alt = translated(models.CharField(_("what the picture shows"), max_length=300, blank=True))
    added_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-moment",)
        verbose_name = _("picture of the place")
        verbose_name_plural = _("pictures of the place")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "moment"], name="site_picture_one_a_moment"),
            models.CheckConstraint(condition=Q(moment__in=Moment.values), name="site_picture_moment_known"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.moment}"
