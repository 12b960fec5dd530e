"""The history of comments and statements in words: corrections and hidings. Who wrote them is not part of it, and what
somebody answered to a statement has no history at all."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from commons.audit import kinds
from commons.audit.kinds import Kind, Subject
from commons.deliberation.models import Comment, Correction, Statement, Summary
from commons.deliberation.owners import owners_of


def _subjects(ids: Collection[int]) -> dict[int, Subject]:
    return _by_owner(dict(Comment.objects.filter(pk__in=ids).values_list("pk", "thread")))


def _statement_subjects(ids: Collection[int]) -> dict[int, Subject]:
    return _by_owner(dict(Statement.objects.filter(pk__in=ids).values_list("pk", "thread")))


def _summary_subjects(ids: Collection[int]) -> dict[int, Subject]:
    return _by_owner(dict(Summary.objects.filter(pk__in=ids).values_list("pk", "thread")))


def _correction_subjects(ids: Collection[int]) -> dict[int, Subject]:
    return _by_owner(dict(Correction.objects.filter(pk__in=ids).values_list("pk", "thread")))


def _hidden_comments(ids: Collection[int]) -> Collection[int]:
    return Comment.objects.filter(pk__in=ids, hidden_at__isnull=False).values_list("pk", flat=True)


def _hidden_statements(ids: Collection[int]) -> Collection[int]:
    return Statement.objects.filter(pk__in=ids, hidden_at__isnull=False).values_list("pk", flat=True)


def _by_owner(threads: dict[int, int]) -> dict[int, Subject]:
    owners = owners_of(set(threads.values()))
    return {
        pk: Subject(owners[thread].title if owners[thread].is_public else _("Not public"), owners[thread].url)
        for pk, thread in threads.items()
        if thread in owners
    }


def register() -> None:
    """Make the history of comments and statements readable."""
    kinds.register(
        Kind(
            "comment",
            _("Comment"),
            "deliberation.CommentEvent",
            {"text": _("Text"), "hidden_at": _("Hidden"), "hidden_reason": _("Why it was hidden")},
            subjects=_subjects,
            written=frozenset({"text"}),
            withheld=_hidden_comments,
            silent=frozenset({"changed_from"}),
        )
    )
    kinds.register(
        Kind(
            "statement",
            _("Statement"),
            "deliberation.StatementEvent",
            {"text": _("Text"), "hidden_at": _("Hidden"), "hidden_reason": _("Why it was hidden")},
            subjects=_statement_subjects,
            written=frozenset({"text"}),
            withheld=_hidden_statements,
            silent=frozenset({"changed_from"}),
        )
    )
    kinds.register(
        Kind(
            "summary",
            _("Summary of the discussion"),
            "deliberation.SummaryEvent",
            {"number": _("Version"), "text": _("Text")},
            public=frozenset({"number", "text"}),
            subjects=_summary_subjects,
        )
    )
    kinds.register(
        Kind(
            "correction",
            _("Correction of a summary"),
            "deliberation.CorrectionEvent",
            {"state": _("State"), "reason": _("Reason")},
            subjects=_correction_subjects,
        )
    )
    kinds.register_verbs(
        {
            "deliberation.edit": _("Corrected a comment"),
            "deliberation.hide": _("Hid a comment"),
            "deliberation.show_again": _("Showed a comment again"),
            "deliberation.sum_up": _("Summed the discussion up"),
            "deliberation.back_to_summary": _("Went back to an earlier summary"),
            "deliberation.suggest_correction": _("Suggested a correction of the summary"),
            "deliberation.take_correction": _("Took a correction into the summary"),
            "deliberation.decline_correction": _("Declined a correction of the summary"),
            "deliberation.take_back_correction": _("Took a correction back"),
        }
    )
