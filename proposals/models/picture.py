"""Pictures of a proposal.

Personal data: none is kept beside the picture; position and camera data are dropped when it is stored.
People may be seen in it.
"""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from proposals.models.proposal import Proposal

MOST_PICTURES = 5


def picture_path(_picture: models.Model, _name: str) -> str:
    """A path that tells nothing about the file's name on somebody's phone."""
    return f"proposals/{uuid.uuid4().hex}.jpg"


def small_path(_picture: models.Model, _name: str) -> str:
    """The path of the small one for cards."""
    return f"proposals/{uuid.uuid4().hex}-small.jpg"


class Picture(models.Model):
    """A re-encoded picture, at most 1600 pixels wide, and a small one for cards (480 wide). At most five a
    proposal.

    `position`: 1–5, the order on the page. `key`: made by the author's device, so that sending twice stores
    once.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="pictures")
    image = models.ImageField(_("picture"), upload_to=picture_path, max_length=120)
    small = models.ImageField(upload_to=small_path, max_length=120)
    alt = models.CharField(_("what the picture shows"), max_length=300, blank=True)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    position = models.PositiveSmallIntegerField()
    key = models.UUIDField(null=True, editable=False)
    hidden_at = models.DateTimeField(null=True, editable=False)
    hidden_reason = models.CharField(_("why it was hidden"), max_length=16, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("proposal", "position")
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(position__range=(1, MOST_PICTURES)), name="picture_at_most_five"
            ),
            models.UniqueConstraint(
                fields=["proposal", "position"],
                name="picture_one_a_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["proposal", "key"], name="picture_sent_once"),
        ]

    def __str__(self) -> str:
        return self.alt or f"{self.proposal_id}/{self.position}"
