"""The history of the follow-up group in words: memberships for officials, findings and answers for everybody."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from commons.audit import kinds
from commons.audit.kinds import Kind, Subject
from proposals.models import Delegate, Finding, FindingReply

VERBS = {
    "proposals.invite_delegate": _("Invited somebody into the follow-up group"),
    "proposals.accept_delegation": _("Joined the follow-up group"),
    "proposals.decline_delegation": _("Declined to join the follow-up group"),
    "proposals.end_delegation": _("Ended a membership of the follow-up group"),
    "proposals.show_delegate_name": _("Chose whether the name is public in the follow-up group"),
    "proposals.note_finding": _("Noted a finding at a project"),
    "proposals.withdraw_finding": _("Took a finding back"),
    "proposals.answer_finding": _("Answered a finding"),
    "proposals.look_again": _("Looked again at what was found"),
}


def _delegates(ids: Collection[int]) -> dict[int, Subject]:
    found = Delegate.objects.filter(pk__in=ids).select_related("cycle")
    return {
        one.pk: Subject(f"{one.numbered}: {one.cycle}", f"/desk/carrying-out/group/?cycle={one.cycle.slug}")
        for one in found
    }


def _findings(ids: Collection[int]) -> dict[int, Subject]:
    rows = Finding.objects.filter(pk__in=ids).values_list("pk", "proposal", "proposal__title")
    return {
        pk: Subject(title, f"/proposals/{proposal}/progress/#finding-{pk}") for pk, proposal, title in rows
    }


def _replies(ids: Collection[int]) -> dict[int, Subject]:
    rows = FindingReply.objects.filter(pk__in=ids).values_list(
        "pk", "finding", "finding__proposal", "finding__proposal__title"
    )
    return {
        pk: Subject(title, f"/proposals/{proposal}/progress/#finding-{finding}")
        for pk, finding, proposal, title in rows
    }


MEMBERSHIPS = {
    "state": _("State"),
    "number": _("Number in the group"),
    "term_from": _("Term from"),
    "term_to": _("Term until"),
    "shows_name": _("The name is public"),
    "end_reason": _("Why it ended"),
}
FINDINGS = {
    "kind": _("What was seen"),
    "state": _("State"),
    "answer_by": _("To be answered by"),
    "promised_on": _("Promised by"),
}
REPLIES = {"kind": _("Answer"), "promised_on": _("Will be fixed by")}


def register() -> None:
    """Make the history of the follow-up group readable."""
    kinds.register_verbs(VERBS)
    kinds.register(
        Kind("delegate", _("Follow-up group"), "proposals.DelegateEvent", MEMBERSHIPS, subjects=_delegates)
    )
    kinds.register(
        Kind(
            "finding",
            _("Finding of the follow-up group"),
            "proposals.FindingEvent",
            FINDINGS,
            public=frozenset(FINDINGS),
            subjects=_findings,
        )
    )
    kinds.register(
        Kind(
            "finding_reply",
            _("Answer to a finding"),
            "proposals.FindingReplyEvent",
            REPLIES,
            public=frozenset(REPLIES),
            subjects=_replies,
        )
    )
