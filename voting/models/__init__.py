"""Tables of the vote. What personal data each holds is said in its docstring."""

from voting.models.anomaly import AnomalyCase, CaseState, ExcludedBallot, FindingKind, NetworkHour
from voting.models.ballot import Ballot, BallotChoice, BallotDraft, Channel
from voting.models.certification import CountSignature
from voting.models.council import (
    CarriedMoney,
    CouncilAnnex,
    CouncilFreed,
    CouncilLine,
    CouncilQuestion,
    CouncilSession,
    FreedUse,
    SessionState,
)
from voting.models.count_run import CountRun, CountRunState
from voting.models.desk import DeskAct, DeskDeed, OfficialOnRoll
from voting.models.election import (
    BallotCycle,
    BallotKind,
    BallotProject,
    Election,
    EnvelopeMoney,
    FrozenRules,
    VotingPhase,
)
from voting.models.lot import LotSeed
from voting.models.notice import BallotEnvelope, BallotText, Notice, NoticeKind, NoticeState
from voting.models.package import RecountPackage
from voting.models.paper import (
    PaperSheet,
    PollingStation,
    PrintRun,
    Reconciliation,
    SheetState,
    StationDay,
    StationShift,
)
from voting.models.paper_batch import (
    BatchPhoto,
    BatchState,
    KeyedSheet,
    PaperBatch,
    Quarantine,
    Reading,
    VoidReason,
)
from voting.models.report import ReportFile, ReportMaking, StoredReport
from voting.models.result import (
    TAKEN_AWAY,
    CouncilDecision,
    CountState,
    EnvelopeCount,
    ImportedVoter,
    PbSource,
    Verdict,
)
from voting.models.roll import CodeBatch, LetterCode, RollEntry, RollFile, RollFileState
from voting.models.roll_request import RequestState, RollRequest
from voting.models.sealing import Sealing
from voting.models.simulation import Simulation, SimulationState

__all__ = [
    "TAKEN_AWAY",
    "AnomalyCase",
    "Ballot",
    "BallotChoice",
    "BallotCycle",
    "BallotDraft",
    "BallotEnvelope",
    "BallotKind",
    "BallotProject",
    "BallotText",
    "BatchPhoto",
    "BatchState",
    "CarriedMoney",
    "CaseState",
    "Channel",
    "CodeBatch",
    "CouncilAnnex",
    "CouncilDecision",
    "CouncilFreed",
    "CouncilLine",
    "CouncilQuestion",
    "CouncilSession",
    "CountRun",
    "CountRunState",
    "CountSignature",
    "CountState",
    "DeskAct",
    "DeskDeed",
    "Election",
    "EnvelopeCount",
    "EnvelopeMoney",
    "ExcludedBallot",
    "FindingKind",
    "FreedUse",
    "FrozenRules",
    "ImportedVoter",
    "KeyedSheet",
    "LetterCode",
    "LotSeed",
    "NetworkHour",
    "Notice",
    "NoticeKind",
    "NoticeState",
    "OfficialOnRoll",
    "PaperBatch",
    "PaperSheet",
    "PbSource",
    "PollingStation",
    "PrintRun",
    "Quarantine",
    "Reading",
    "Reconciliation",
    "RecountPackage",
    "ReportFile",
    "ReportMaking",
    "RequestState",
    "RollEntry",
    "RollFile",
    "RollFileState",
    "RollRequest",
    "Sealing",
    "SessionState",
    "SheetState",
    "Simulation",
    "SimulationState",
    "StationDay",
    "StationShift",
    "StoredReport",
    "Verdict",
    "VoidReason",
    "VotingPhase",
]
