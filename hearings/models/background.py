"""Optional answers about oneself, apart from what was said.

Personal data: a pseudonym of the device for one hearing with an age band, a gender and a home town. No key leads from
here to a note, nor back; rows have random numbers and no time, so that their order tells nothing.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearings.models.hearing import Hearing, ServiceArea


class AgeBand(models.TextChoices):
    """How old, roughly."""

    UNDER_18 = "0-17", _("Under 18")
    FROM_18 = "18-29", _("18–29")
    FROM_30 = "30-44", _("30–44")
    FROM_45 = "45-64", _("45–64")
    FROM_65 = "65-79", _("65–79")
    FROM_80 = "80-", _("80 or over")


class Gender(models.TextChoices):
    """As one wishes to say."""

    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    OTHER = "other", _("Other")


class Background(models.Model):
    """What somebody who wrote about a service area told of themselves; counted once, however much they wrote.

    `respondent`: keyed hash of the device's word and the hearing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service_area = models.ForeignKey(ServiceArea, on_delete=models.CASCADE, related_name="backgrounds")
    respondent = models.CharField(max_length=64)
    age_band = models.CharField(_("age"), max_length=6, choices=AgeBand, blank=True)
    gender = models.CharField(_("gender"), max_length=6, choices=Gender, blank=True)
    home_town = models.CharField(_("home town"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("background answers")
        verbose_name_plural = _("background answers")
        constraints = [
            models.UniqueConstraint(fields=["service_area", "respondent"], name="background_once_an_area"),
            models.CheckConstraint(
                condition=models.Q(age_band="") | models.Q(age_band__in=AgeBand.values),
                name="background_age_known",
            ),
            models.CheckConstraint(
                condition=models.Q(gender="") | models.Q(gender__in=Gender.values),
                name="background_gender_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Background {self.pk}"


class Coverage(models.Model):
    """How many people of each age and home town have taken part so far, counted anew only when at least
    `hearings.domain.missing.TOGETHER` more have come: so two looks never tell about one person.

    `cells`: "age band|home town" → people; either may be empty. `people`: all of them.
    """

    hearing = models.OneToOneField(Hearing, on_delete=models.CASCADE, related_name="coverage")
    people = models.PositiveIntegerField()
    cells = models.JSONField()
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("who has taken part")
        verbose_name_plural = _("who have taken part")

    def __str__(self) -> str:
        return f"Coverage {self.hearing_id}"
