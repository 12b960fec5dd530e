"""What is moderated: the abstract base of held texts, and cases with their reports, decisions and appeals."""

from commons.moderation.models.case import Appeal, Case, Decision, Report, Wave
from commons.moderation.models.moderated import TOLD, Moderated, Moderation, Reason
from commons.moderation.models.rule import Rule

__all__ = [
    "TOLD",
    "Appeal",
    "Case",
    "Decision",
    "Moderated",
    "Moderation",
    "Reason",
    "Report",
    "Rule",
    "Wave",
]
