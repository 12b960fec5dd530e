"""The history of milestones in words. Who follows what is never told."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from commons.audit import kinds
from commons.audit.kinds import Kind, Subject
from commons.followup.models import Milestone
from commons.followup.owners import owners_of

FIELDS = {
    "date": _("Date"),
    "title_fi": _("What happened, in Finnish"),
    "title_sv": _("What happened, in Swedish"),
    "title_en": _("What happened, in English"),
    "text_fi": _("More about it, in Finnish"),
    "text_sv": _("More about it, in Swedish"),
    "text_en": _("More about it, in English"),
    "spent": _("Money spent"),
}


def _subjects(ids: Collection[int]) -> dict[int, Subject]:
    tracks = dict(Milestone.objects.filter(pk__in=ids).values_list("pk", "track"))
    owners = owners_of(set(tracks.values()))
    return {
        pk: Subject(owners[track].title, owners[track].url) for pk, track in tracks.items() if track in owners
    }


def register() -> None:
    """Make the history of milestones readable."""
    kinds.register(
        Kind(
            "milestone",
            _("Milestone"),
            "followup.MilestoneEvent",
            FIELDS,
            public=frozenset(FIELDS),
            subjects=_subjects,
        )
    )
    kinds.register_verbs(
        {
            "followup.add_milestone": _("Told what happened"),
            "followup.correct_milestone": _("Corrected what was told"),
        }
    )
