"""Where else the words of residents stand: in what others took over from them. When words are blacked out, the same
words are covered here too; nothing else of these texts is touched, since other people wrote the rest.

Not here: verdicts of reviews, appeals to the town and printed reports, which are kept word for word as they were given.
"""

from collections.abc import Mapping
from contextlib import ExitStack

import pgtrigger
from django.apps import apps

TEXTS = ("title", "what", "why", "for_whom", "place_name")
MARK = "copy"

SUMMARY = (
    ("deliberation.Summary", "thread__{}", ("text",)),
    ("deliberation.SummaryEvent", "pgh_obj__thread__{}", ("text",)),
)
OF_PROPOSAL = (
    ("proposals.Suggestion", "proposal", ("before", "after", "note", "reason")),
    ("proposals.SplitPart", "plan__proposal", TEXTS),
    ("proposals.Letter", "proposal", ("subject", "body")),
)
KEPT = (
    "deliberation.Summary:kept",
    "deliberation.SummaryEvent:append_only",
    "proposals.SplitPart:kept_once_asked",
)
"""Triggers that keep such texts from everybody else."""


def of_proposal(pk: int) -> dict[str, str]:
    """Suggested changes, parts of a splitting, letters to its author, summaries of its talk. Five queries."""
    found: dict[str, str] = {}
    for model, path, fields in OF_PROPOSAL:
        found |= _texts(model, {path: pk}, fields)
    return found | _summaries("proposal", pk)


def of_comment(pk: int) -> dict[str, str]:
    """What the town's summaries of the talk took over. Two queries."""
    return _summaries("comments", pk)


def of_correction(pk: int) -> dict[str, str]:
    """What the town's summaries of the talk took over. Two queries."""
    return _summaries("corrections", pk)


def rewrite(texts: Mapping[str, str]) -> None:
    """Put other texts there. `texts`: by the keys that the functions above give; other keys are passed over."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for key, text in texts.items():
        if key.startswith(f"{MARK} "):
            _mark, model, pk, name = key.split()
            rows.setdefault((model, pk), {})[name] = text
    with ExitStack() as ignored:
        if rows:
            ignored.enter_context(pgtrigger.ignore(*KEPT))
        for (model, pk), fields in rows.items():
            apps.get_model(model)._default_manager.filter(pk=pk).update(**fields)


def _summaries(path: str, pk: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for model, where, fields in SUMMARY:
        found |= _texts(model, {where.format(path): pk}, fields)
    return found


def _texts(model: str, where: Mapping[str, int], fields: tuple[str, ...]) -> dict[str, str]:
    rows = apps.get_model(model)._default_manager.filter(**where).order_by("pk").distinct()
    return {
        f"{MARK} {model} {row['pk']} {name}": row[name]
        for row in rows.values("pk", *fields)
        for name in fields
        if row[name]
    }
