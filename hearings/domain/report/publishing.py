"""Who may read a report, and making it public. Before that it is for officials."""

from django.db import transaction
from django.utils import timezone

from commons.accounts.permissions import Actor, may, require
from commons.audit.context import verb
from commons.live import publish as tell
from hearings.domain.errors import NotPublished, WrongState
from hearings.domain.report.gather import report
from hearings.domain.report.tree import Report
from hearings.models import Hearing, HearingState
from hearings.rules import SEE_DESK, SET_UP

REPORTED = (HearingState.CLOSED, HearingState.ANSWERING, HearingState.ARCHIVED)
"""States in which there is a report for the public: nobody is being heard any more."""


def is_public(hearing: Hearing) -> bool:
    """Whether everybody may read it."""
    return hearing.report_published_at is not None and hearing.state in REPORTED


def is_readable(hearing: Hearing, actor: Actor) -> bool:
    """Whether the actor may read it."""
    return is_public(hearing) or may(actor, SEE_DESK, hearing)


def read(*, actor: Actor, hearing: Hearing, language: str) -> Report:
    """The report for somebody who may read it. Raises `NotPublished`."""
    if not is_readable(hearing, actor):
        raise NotPublished
    return report(hearing, language)


@transaction.atomic
def publish(*, actor: Actor, hearing: Hearing, is_public: bool = True) -> Hearing:
    """Make the report public, or take it back; again changes nothing.

    Raises `WrongState` while notes are taken, `NotAllowed`, `SignInNeeded`.
    """
    found = Hearing.objects.select_for_update(of=("self",)).select_related("area").get(pk=hearing.pk)
    require(actor, SET_UP, found)
    if is_public and found.state not in REPORTED:
        raise WrongState
    if (found.report_published_at is not None) != is_public:
        found.report_published_at = timezone.now() if is_public else None
        with verb("hearings.publish_report" if is_public else "hearings.withdraw_report", actor):
            found.save(update_fields=["report_published_at"])
        tell(f"hearing:{found.slug}")
    return found
