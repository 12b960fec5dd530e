"""Every text that residents write has a kind of moderation, or a reason why it needs none."""

from django.apps import apps
from django.db import models

from commons.moderation.kinds import all_kinds

MODERATED = {
    "proposals.Proposal": ("proposal", {"title", "what", "why", "for_whom", "place_name"}),
    "proposals.Picture": ("picture", {"alt"}),
    "proposals.Finding": ("finding", {"text", "place"}),
    "proposals.FindingPicture": ("finding", {"alt"}),
    "proposals.FindingCheck": ("finding", {"text"}),
    "proposals.Suggestion": ("suggestion", {"before", "after", "note", "reason"}),
    "proposals.Evaluation": ("evaluation", {"text"}),
    "deliberation.Comment": ("comment", {"text"}),
    "deliberation.Statement": ("statement", {"text"}),
    "deliberation.Correction": ("correction", {"text"}),
    "accounts.User": ("name", {"display_name", "hidden_name"}),
}
"""Residents' texts, with their kind in the one queue."""

HEARINGS = {
    "hearings.Contribution": {"text"},
    "hearings.Story": {"text", "objection"},
    "hearings.SynthesisComment": {"text"},
    "hearings.Appeal": {"text"},
    "hearings.CommentAppeal": {"text"},
}
"""Residents' texts that hearings moderate themselves: `commons/moderation/README.md` tells why."""

FOR_OFFICIALS = {
    "moderation.Appeal": {"text"},  # to the moderators themselves
    "proposals.Appeal": {"text"},  # to the town, kept as it came in; never public
    "proposals.MergePart": {"reason"},  # an author's answer to the coordinator
    "proposals.SplitPlan": {"answer_reason"},  # the same
    "voting.RollRequest": {"contact", "reason"},  # to the electoral office; never public
    "proposals.CoAuthor": {"email"},  # erased with the answer
    "proposals.YearReader": {"address"},
    "hearings.Subscriber": {"address"},
    "hearings.StoryContact": {"address"},
    "hearings.Background": {"home_town"},  # from a list, shown as numbers
}
"""Residents' texts that are written to officials, or to nobody."""

COPIES = {
    "proposals.SplitPart": {"title", "what", "why", "for_whom", "place_name"},
    "proposals.Letter": {"subject", "body"},
    "deliberation.Summary": {"text"},
}
"""Officials' texts that take words of residents over: `proposals/copies.py` covers the same words there."""

BY_OFFICIALS = {
    "places": "areas, imported statistics", "process": "the year, as the town tells it", "followup": "the town's news",
    "audit": "the chain of the history", "live": "names of topics", "http": "answers kept for a day, hashes",
    "opendata": "figures about files", "voting": "ballot, count, paper, council: officials' or copies frozen by them",
}  # fmt: skip
"""Whole apps in which no other text is a resident's."""

OFFICIALS = {
    "accounts.Service", "accounts.RefusedAddress", "proposals.Purchase",
    "deliberation.OpinionPicture", "moderation.Case", "moderation.Report", "moderation.Wave",
    "moderation.Rule", "moderation.Sealed", "proposals.Category", "proposals.Delegate", "proposals.Review",
    "proposals.Remark", "proposals.CostLine", "proposals.FindingReply", "proposals.Handout", "proposals.LedgerFile",
    "proposals.Booking", "proposals.BudgetLine", "proposals.MergePlan", "proposals.ReviewTask",
    "proposals.ReviewQuestion", "proposals.Verdict", "proposals.WorkPlan", "proposals.SitePicture",
    "hearings.Hearing", "hearings.ServiceArea", "hearings.Question", "hearings.Theme", "hearings.Grouping",
    "hearings.Answer", "hearings.DevelopmentProposal", "hearings.Coverage", "hearings.Event", "hearings.Station",
    "hearings.SealedText", "hearings.Synthesis", "hearings.SealedComment", "hearings.Host",
    "hearings.Told", "hearings.Organisation", "hearings.Pile", "hearings.Keying", "hearings.KeyedBackground",
    "hearings.AgendaItem", "hearings.MinuteLine", "hearings.Round", "hearings.Ticket", "hearings.Ballot",
    "hearings.SmileyQuestion", "hearings.SmileyPress", "hearings.Statement", "hearings.StatementAnswer",
}  # fmt: skip
"""Models whose texts officials write, or programs: what is said of them stands in each model."""

PROGRAMS = {
    "language", "hidden_reason", "marks", "receipt_hash", "echo_hash", "draft_owner", "public_id", "password",
    "stop_word", "person_hash", "decision", "token",
}  # fmt: skip
"""Columns that no person words: codes, hashes, words of ours."""

OFFICIALS_COLUMNS = {
    "proposals.Proposal": {"public_reason", "outcome_reason"},
    "deliberation.Correction": {"reason"},
    "proposals.SplitPlan": {"reason"},
    "hearings.Story": {"public_text"},
    "hearings.SynthesisComment": {"reply"},
    "hearings.StoryContact": set(),
    "hearings.Background": {"respondent"},
    "accounts.User": {"email"},  # the address of an account; shown to nobody else
    "moderation.Appeal": set(),
}
"""What officials or programs write beside a resident's words."""

OURS = {"commons", "proposals", "voting", "hearings", "portal"}


def texts() -> dict[str, set[str]]:
    """Columns with free text by model, without the tables of the history and proxies."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        label = model._meta.label
        if model.__module__.split(".")[0] not in OURS or hasattr(model, "pgh_tracked_model"):
            continue
        if model._meta.proxy or not model._meta.managed:
            continue
        for field in model._meta.get_fields():
            free = isinstance(field, models.CharField | models.TextField | models.JSONField)
            if free and not field.choices and field.name not in PROGRAMS:
                found.setdefault(label, set()).add(field.name)
    return found


def test_every_text_of_residents_has_a_kind_or_a_reason_why_not() -> None:
    unknown = {}
    for label, columns in texts().items():
        known = set(MODERATED[label][1]) if label in MODERATED else set()
        for reasoned in (HEARINGS, FOR_OFFICIALS, COPIES, OFFICIALS_COLUMNS):
            known |= reasoned.get(label, set())
        is_whole = label in OFFICIALS or label.split(".")[0] in BY_OFFICIALS
        if not is_whole and columns - known:
            unknown[label] = columns - known

    assert unknown == {}  # say in this file who writes it, and give residents' words a kind


def test_what_is_said_here_is_still_so() -> None:
    there = texts()
    told = {label: columns for label, (_kind, columns) in MODERATED.items()}
    gone = {
        label: columns - there.get(label, set())
        for table in (told, HEARINGS, FOR_OFFICIALS, COPIES, OFFICIALS_COLUMNS)
        for label, columns in table.items()
        if columns - there.get(label, set())
    }

    assert gone == {}
    assert {label for label in OFFICIALS if label not in there} == set()
    codes = {kind for kind, _columns in MODERATED.values()} | {"lesson_comment"}  # comments elsewhere
    assert codes == {kind.code for kind in all_kinds()}
