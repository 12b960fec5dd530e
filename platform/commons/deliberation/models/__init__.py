"""What is said about something: comments in a thread, and short statements with everybody's answers."""

from commons.deliberation.models.comments import Comment, CommentKind, Conviction, Thread
from commons.deliberation.models.statements import OpinionPicture, Participant, Stance, Standpoint, Statement

__all__ = [
    "Comment",
    "CommentKind",
    "Conviction",
    "OpinionPicture",
    "Participant",
    "Stance",
    "Standpoint",
    "Statement",
    "Thread",
]
