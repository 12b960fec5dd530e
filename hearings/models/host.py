"""The organisations that hold a hearing together. No personal data: offices and their public addresses."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from hearings.models.hearing import Hearing


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), model_name="HostEvent"
)
class Host(models.Model):
    """One organisation. `is_lead`: the one that answers for the personal data; there is at most one."""

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="organisers")
    name = models.CharField(_("name"), max_length=160)
    url = models.URLField(_("web address"), max_length=200, blank=True)
    is_lead = models.BooleanField(_("answers for the personal data"), default=False)

    class Meta:
        ordering = ("-is_lead", "pk")
        verbose_name = _("organiser")
        verbose_name_plural = _("organisers")
        constraints = [
            models.UniqueConstraint(fields=["hearing", "name"], name="host_once_a_hearing"),
            models.UniqueConstraint(
                fields=["hearing"], condition=models.Q(is_lead=True), name="host_one_lead"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="host_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
