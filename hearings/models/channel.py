"""The ways in which people's words come in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """The way a note came in."""

    PHONE = "phone", _("Own phone at a station")
    WEB = "web", _("On the web")
    SCRIBE = "scribe", _("Told to a scribe")
    TABLET = "tablet", _("Station tablet")
    STICKY = "sticky", _("Sticky note, keyed in")
    POSTCARD = "postcard", _("Postcard")
    ORGANISATION = "organisation", _("Round of an organisation")


def every_channel() -> list[str]:
    """All ways in: the safe beginning, where each note is read before it is shown."""
    return [str(channel) for channel in Channel]
