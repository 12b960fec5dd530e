"""What is stored about hearings."""

from hearings.models.answer import Answer, AnswerKind, DevelopmentProposal
from hearings.models.background import AgeBand, Background, Coverage, Gender
from hearings.models.channel import Channel
from hearings.models.contribution import NOTE_LENGTH, Appeal, Contribution, SealedText
from hearings.models.flag import Flag, FlagOutcome
from hearings.models.hearing import (
    MOVES,
    Hearing,
    HearingQuerySet,
    HearingState,
    Polarity,
    Question,
    ServiceArea,
)
from hearings.models.host import Host
from hearings.models.mailing import Reminder, ReminderKind, Subscriber, Told
from hearings.models.organisation import Mailing, MailingKind, Organisation, new_token
from hearings.models.paper import (
    CARD_MOVES,
    Card,
    CardKind,
    CardRun,
    CardState,
    KeyedBackground,
    Keying,
    PaperPhoto,
    Pile,
)
from hearings.models.place import CODE_LENGTH, Event, Station
from hearings.models.plenary import (
    AgendaItem,
    LineKind,
    MinuteLine,
    Part,
    Plenary,
    PlenaryState,
    Screen,
    SpeakerRole,
    Turn,
)
from hearings.models.plenary_vote import Ballot, Round, RoundKind, Ticket
from hearings.models.smiley import Face, SmileyPress, SmileyQuestion
from hearings.models.story import (
    STORY_LENGTH,
    Consent,
    Story,
    StoryContact,
    StoryReading,
    TellersWord,
)
from hearings.models.suggestion import Suggestion, SuggestionRun
from hearings.models.survey import Agreement, Source, Statement, StatementAnswer
from hearings.models.synthesis import CommentAppeal, SealedComment, Synthesis, SynthesisComment
from hearings.models.theme import DecisionLevel, Grouping, Theme
from hearings.models.walk import MOST_GROUPS, MOST_MINUTES, Walk

__all__ = [
    "CARD_MOVES",
    "CODE_LENGTH",
    "MOST_GROUPS",
    "MOST_MINUTES",
    "MOVES",
    "NOTE_LENGTH",
    "STORY_LENGTH",
    "AgeBand",
    "AgendaItem",
    "Agreement",
    "Answer",
    "AnswerKind",
    "Appeal",
    "Background",
    "Ballot",
    "Card",
    "CardKind",
    "CardRun",
    "CardState",
    "Channel",
    "CommentAppeal",
    "Consent",
    "Contribution",
    "Coverage",
    "DecisionLevel",
    "DevelopmentProposal",
    "Event",
    "Face",
    "Flag",
    "FlagOutcome",
    "Gender",
    "Grouping",
    "Hearing",
    "HearingQuerySet",
    "HearingState",
    "Host",
    "KeyedBackground",
    "Keying",
    "LineKind",
    "Mailing",
    "MailingKind",
    "MinuteLine",
    "Organisation",
    "PaperPhoto",
    "Part",
    "Pile",
    "Plenary",
    "PlenaryState",
    "Polarity",
    "Question",
    "Reminder",
    "ReminderKind",
    "Round",
    "RoundKind",
    "Screen",
    "SealedComment",
    "SealedText",
    "ServiceArea",
    "SmileyPress",
    "SmileyQuestion",
    "Source",
    "SpeakerRole",
    "Statement",
    "StatementAnswer",
    "Station",
    "Story",
    "StoryContact",
    "StoryReading",
    "Subscriber",
    "Suggestion",
    "SuggestionRun",
    "Synthesis",
    "SynthesisComment",
    "TellersWord",
    "Theme",
    "Ticket",
    "Told",
    "Turn",
    "Walk",
    "new_token",
]
