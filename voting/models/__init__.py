"""Tables of the vote. What personal data each holds is said in its docstring."""

from voting.models.ballot import Ballot, BallotChoice, BallotDraft, Channel
from voting.models.certification import CountSignature
from voting.models.count_run import CountRun, CountRunState
from voting.models.desk import DeskAct, DeskDeed, OfficialOnRoll
from voting.models.election import (
    BallotKind,
    BallotProject,
    Election,
    EnvelopeMoney,
    FrozenRules,
    VotingPhase,
)
from voting.models.result import CouncilDecision, CountState, EnvelopeCount, ImportedVoter, PbSource, Verdict
from voting.models.roll import CodeBatch, LetterCode, RollEntry, RollFile, RollFileState

__all__ = [
    "Ballot",
    "BallotChoice",
    "BallotDraft",
    "BallotKind",
    "BallotProject",
    "Channel",
    "CodeBatch",
    "CouncilDecision",
    "CountRun",
    "CountRunState",
    "CountSignature",
    "CountState",
    "DeskAct",
    "DeskDeed",
    "Election",
    "EnvelopeCount",
    "EnvelopeMoney",
    "FrozenRules",
    "ImportedVoter",
    "LetterCode",
    "OfficialOnRoll",
    "PbSource",
    "RollEntry",
    "RollFile",
    "RollFileState",
    "Verdict",
    "VotingPhase",
]
