"""Live topics of proposals: what everybody may see of one, and hints for the lists."""

from typing import Any

from django.db.models import Count

from commons.accounts.permissions import may
from commons.deliberation import live as deliberation
from commons.deliberation.domain.queries import counts_of
from commons.deliberation.domain.summing_up.reading import newest_number
from commons.live.patches import merge_patch
from commons.live.topics import Kind, Topic, register
from proposals.domain.merging.reading import threads_of
from proposals.models import Finding, LessonTalk, Proposal
from proposals.rules import REVIEW
from proposals.topics import REVIEW_QUEUE


def _public(name: str) -> Proposal | None:
    number = int(name.partition(":")[2])
    found = Proposal.objects.public().filter(pk=number) if number < 2**63 else Proposal.objects.none()
    return found.only("pk", "state", "support_count", "thread").first()


def _is_public(_user: Any, name: str) -> bool:
    return _public(name) is not None


def _snapshot(name: str) -> Any:
    proposal = _public(name)
    if proposal is None:
        return None
    comments = counts_of(threads_of(proposal)).total
    found = Finding.objects.public().filter(proposal=proposal.pk)
    counts = found.aggregate(
        findings=Count("pk", distinct=True),
        answers=Count("replies", distinct=True),
        checks=Count("checks", distinct=True),
    )
    return {
        "state": proposal.state,
        "supports": proposal.support_count,
        "comments": comments,
        "summary": newest_number(proposal.thread_id),
        **counts,
    }


register(
    Topic(
        r"proposal:[1-9][0-9]{0,18}",
        Kind.PUBLIC,
        may_subscribe=_is_public,
        snapshot=_snapshot,
        delta=merge_patch,
    )
)


def _reviews(user: Any, _name: str) -> bool:
    return may(user, REVIEW)


register(Topic(REVIEW_QUEUE, Kind.STAFF, may_subscribe=_reviews))


def _is_thread_of_public(thread: int) -> bool:
    return Proposal.objects.public().filter(thread=thread).exists()


def _is_thread_of_lessons(thread: int) -> bool:
    return LessonTalk.objects.filter(thread=thread, cycle__is_published=True).exists()


deliberation.register_public(_is_thread_of_public)
deliberation.register_public(_is_thread_of_lessons)
