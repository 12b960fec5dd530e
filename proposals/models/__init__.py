"""What is stored about proposals."""

from proposals.models.category import Category
from proposals.models.delegates import Delegate, DelegateState
from proposals.models.estimate import MOST_LINES, CostLine
from proposals.models.evaluation import QUESTIONS, Evaluation, Judgement
from proposals.models.findings import (
    FINDING_MOVES,
    MOST_FINDING_PICTURES,
    WAITING,
    Finding,
    FindingCheck,
    FindingKind,
    FindingPicture,
    FindingQuerySet,
    FindingReply,
    FindingState,
    ReplyKind,
)
from proposals.models.ground import Ground
from proposals.models.handout import Handed, Handout
from proposals.models.ledger import Booking, BookingKind, BudgetLine, LedgerFile, LedgerFileState
from proposals.models.lesson_talk import LessonTalk
from proposals.models.merging import Answer, MergePart, MergePlan, PlanState
from proposals.models.picture import MOST_PICTURES, Picture
from proposals.models.proposal import (
    TEXT_FIELDS,
    TEXT_LENGTH,
    TITLE_LENGTH,
    TOLD_FIELDS,
    Proposal,
    ProposalQuerySet,
)
from proposals.models.purchase import Purchase, PurchaseState
from proposals.models.review import Feasibility, Lapse, Letter, LetterKind, Remark, Review
from proposals.models.splitting import PART_FIELDS, SplitPart, SplitPlan, SplitState
from proposals.models.states import LISTED, MERGEABLE, MOVES, OPEN_TEXT, PRICED, SILENT, State
from proposals.models.steps import (
    MOST_DAYS,
    ReviewQuestion,
    ReviewStep,
    ReviewTask,
    StepKind,
    TaskState,
)
from proposals.models.support import Support
from proposals.models.together import CoAuthor, CoAuthorState, SuggestedField, Suggestion, SuggestionState
from proposals.models.verdict import Appeal, Verdict
from proposals.models.work_plan import DelayReason, Moment, SitePicture, WorkPlan
from proposals.models.year_reader import YearReader

__all__ = [
    "FINDING_MOVES",
    "LISTED",
    "MERGEABLE",
    "MOST_DAYS",
    "MOST_FINDING_PICTURES",
    "MOST_LINES",
    "MOST_PICTURES",
    "MOVES",
    "OPEN_TEXT",
    "PART_FIELDS",
    "PRICED",
    "QUESTIONS",
    "SILENT",
    "TEXT_FIELDS",
    "TEXT_LENGTH",
    "TITLE_LENGTH",
    "TOLD_FIELDS",
    "WAITING",
    "Answer",
    "Appeal",
    "Booking",
    "BookingKind",
    "BudgetLine",
    "Category",
    "CoAuthor",
    "CoAuthorState",
    "CostLine",
    "DelayReason",
    "Delegate",
    "DelegateState",
    "Evaluation",
    "Feasibility",
    "Finding",
    "FindingCheck",
    "FindingKind",
    "FindingPicture",
    "FindingQuerySet",
    "FindingReply",
    "FindingState",
    "Ground",
    "Handed",
    "Handout",
    "Judgement",
    "Lapse",
    "LedgerFile",
    "LedgerFileState",
    "LessonTalk",
    "Letter",
    "LetterKind",
    "MergePart",
    "MergePlan",
    "Moment",
    "Picture",
    "PlanState",
    "Proposal",
    "ProposalQuerySet",
    "Purchase",
    "PurchaseState",
    "Remark",
    "ReplyKind",
    "Review",
    "ReviewQuestion",
    "ReviewStep",
    "ReviewTask",
    "SitePicture",
    "SplitPart",
    "SplitPlan",
    "SplitState",
    "State",
    "StepKind",
    "SuggestedField",
    "Suggestion",
    "SuggestionState",
    "Support",
    "TaskState",
    "Verdict",
    "WorkPlan",
    "YearReader",
]
