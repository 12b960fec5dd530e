"""What is moderated: the abstract base of held texts, and cases with their reports, decisions and appeals."""

from commons.moderation.models.case import Appeal, Case, Decision, Report, Wave
from commons.moderation.models.moderated import Moderated, Moderation, Reason
from commons.moderation.models.rule import Rule
from commons.moderation.models.sealed import Sealed

__all__ = [
    "Appeal",
    "Case",
    "Decision",
    "Moderated",
    "Moderation",
    "Reason",
    "Report",
    "Rule",
    "Sealed",
    "Wave",
]
