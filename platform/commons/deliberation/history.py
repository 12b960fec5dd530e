"""The history of comments in words: corrections and hidings. Who wrote a comment is not part of it."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from commons.audit import kinds
from commons.audit.kinds import Kind, Subject
from commons.deliberation.models import Comment
from commons.deliberation.owners import owners_of


def _subjects(ids: Collection[int]) -> dict[int, Subject]:
    threads = dict(Comment.objects.filter(pk__in=ids).values_list("pk", "thread"))
    owners = owners_of(set(threads.values()))
    return {
        pk: Subject(owners[thread].title, owners[thread].url)
        for pk, thread in threads.items()
        if thread in owners
    }


def register() -> None:
    """Make the history of comments readable."""
    kinds.register(
        Kind(
            "comment",
            _("Comment"),
            "deliberation.CommentEvent",
            {"text": _("Text"), "hidden_at": _("Hidden"), "hidden_reason": _("Why it was hidden")},
            subjects=_subjects,
            silent=frozenset({"changed_from"}),
        )
    )
    kinds.register_verbs(
        {
            "deliberation.edit": _("Corrected a comment"),
            "deliberation.hide": _("Hid a comment"),
            "deliberation.show_again": _("Showed a comment again"),
        }
    )
