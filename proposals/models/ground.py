"""On which ground a proposal is found not feasible: a stated list, so that refusals can be counted."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Ground(models.TextChoices):
    """What stands against a proposal. The reason, in free words, says how in this case.

    Empty ("not stated") in decisions from before the list, and where nothing was refused.
    """

    POWERS = "powers", _("Not within the town's powers, or against the law")
    LAND = "land", _("The land or building is not the town's")
    COST = "cost", _("Costs more than there is money for")
    UPKEEP = "upkeep", _("Its yearly upkeep costs too much")
    ALREADY = "already", _("Already planned or being done")
    PLAN = "plan", _("Against a plan or decision in force")
    TECHNICAL = "technical", _("Cannot be built there technically or safely")
    PRIVATE = "private", _("Only for the good of a person or group, not of residents")
    UNCLEAR = "unclear", _("Too little information, also after the town asked")
    OTHER = "other", pgettext_lazy("ground of a refusal", "Something else, which the reason tells")


GROUND_LENGTH = 12
