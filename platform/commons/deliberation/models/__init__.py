"""What is said about something: comments in a thread, short statements with everybody's answers, and a summary."""

from commons.deliberation.models.comments import Comment, CommentKind, Conviction, Thread
from commons.deliberation.models.statements import OpinionPicture, Participant, Stance, Standpoint, Statement
from commons.deliberation.models.summaries import Correction, CorrectionState, Summary

__all__ = [
    "Comment",
    "CommentKind",
    "Conviction",
    "Correction",
    "CorrectionState",
    "OpinionPicture",
    "Participant",
    "Stance",
    "Standpoint",
    "Statement",
    "Summary",
    "Thread",
]
