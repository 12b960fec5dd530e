"""Officials answer what delegates found: it will be fixed, it is fixed, or it stays as it is, and why."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import Role, User
from commons.accounts.permissions import Actor, paths_held, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.live import publish
from commons.texts.translated import LANGUAGES
from proposals.domain.delegates.errors import AnsweredMeanwhile, FindingMovedOn
from proposals.models import WAITING, Finding, FindingQuerySet, FindingReply, FindingState, ReplyKind
from proposals.rules import ANSWER, CARRY_OUT

LONGEST_TEXT = 1000
LONGEST_WAIT = dt.timedelta(days=3 * 366)
ANSWERABLE = (*WAITING, FindingState.PROMISED)
"""States in which the town answers; after a promise it tells how that went on."""


@transaction.atomic
def answer(
    *,
    actor: Actor,
    finding: Finding,
    kind: ReplyKind,
    text: Mapping[str, str] | None = None,
    promised_on: dt.date | None = None,
    seen: int | None = None,
) -> FindingReply:
    """Answer a finding; its delegate gets a mail.

    `promised_on`: needed with `PROMISED`, today or later. `text`: by language; needed with `UNCHANGED`. `seen`: how
    many answers the official had seen. Raises `SignInNeeded`, `NotAllowed`, `Invalid`, `AnsweredMeanwhile`,
    `FindingMovedOn`.
    """
    found = (
        Finding.objects.select_for_update(of=("self",))
        .select_related("delegate", "proposal__area", "proposal__cycle")
        .get(pk=finding.pk)
    )
    require(actor, ANSWER, found)
    if seen is not None and found.replies.count() != seen:
        raise AnsweredMeanwhile
    if found.state not in ANSWERABLE:
        raise FindingMovedOn
    words = {language: str((text or {}).get(language, "")).strip() for language in LANGUAGES}
    day = promised_on if kind == ReplyKind.PROMISED else None
    if problems := _problems(kind, words, day):
        raise Invalid(fields=problems)
    found.state, found.promised_on = FindingState(kind.value), day
    with verb("proposals.answer_finding", actor):
        reply = FindingReply.objects.create(
            finding=found,
            kind=kind,
            promised_on=day,
            author=actor if isinstance(actor, User) and actor.pk else None,
            **{f"text_{language}": said for language, said in words.items()},
        )
        found.save(update_fields=["state", "promised_on"])
    from proposals.tasks_delegates import mail_finding  # the job imports this package

    mail_finding.defer(finding_id=found.pk, what="answered")
    publish(f"proposal:{found.proposal_id}")
    return reply


def _problems(kind: ReplyKind, words: Mapping[str, str], day: dt.date | None) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {
        f"text_{language}": [_("The text is too long: at most 1,000 characters.")]
        for language, said in words.items()
        if len(said) > LONGEST_TEXT or "\x00" in said
    }
    if kind == ReplyKind.UNCHANGED and not any(words.values()):
        found["text_fi"] = [_("Say why it stays as it is, in at least one language. Everybody reads it.")]
    if kind == ReplyKind.PROMISED:
        if day is None:
            found["promised_on"] = [_("Choose the day by which it will be fixed.")]
        elif day < timezone.localdate():
            found["promised_on"] = [_("Choose a day that is still to come.")]
        elif day > timezone.localdate() + LONGEST_WAIT:
            found["promised_on"] = [_("Choose a day within three years.")]
    return found


def to_answer(*, actor: Actor) -> FindingQuerySet:
    """All findings where the actor answers, those that wait longest first. Raises `SignInNeeded`, `NotAllowed`."""
    require(actor, CARRY_OUT)
    paths = paths_held(actor, Role.REVIEWER, Role.COORDINATOR)
    there = Q()
    if paths is not None:
        there = Q(proposal__area=None)
        for path in paths:
            there |= Q(proposal__area__path__startswith=path)
    return (
        Finding.objects.public()
        .filter(there)
        .select_related("proposal__cycle", "proposal__plan__service", "delegate__user")
        .defer("proposal__search", "proposal__title_plain")
        .order_by("answer_by", "pk")
    )
