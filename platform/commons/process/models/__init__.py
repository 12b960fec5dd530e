"""The budget year, and what a year taught. No personal data."""

from commons.process.models.lesson import Improvement, ImprovementState, Lesson, LessonTopic
from commons.process.models.year import Cycle, Envelope, FundingSource, Phase, PhaseKind

__all__ = [
    "Cycle",
    "Envelope",
    "FundingSource",
    "Improvement",
    "ImprovementState",
    "Lesson",
    "LessonTopic",
    "Phase",
    "PhaseKind",
]
