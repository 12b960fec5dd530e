"""Answers: who is responsible until when, and what they say. Overdue is public."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, may, require
from commons.audit.context import verb
from commons.followup.domain import milestones
from commons.followup.models import Milestone, Track
from commons.http.errors import Invalid
from commons.live import publish
from commons.texts.translated import LANGUAGES
from hearings.domain.errors import WrongState
from hearings.domain.themes import WORKING
from hearings.domain.words import cleaned_words
from hearings.models import Answer, AnswerKind, DecisionLevel, Theme
from hearings.rules import ANSWER


@transaction.atomic
def promise(
    *,
    actor: Actor,
    theme: Theme,
    responsible: str,
    due: date | None,
    level: str = DecisionLevel.SERVICE,
    assignee: User | None = None,
) -> Theme:
    """Say who answers a theme, by when, and who can decide. Public, but for `assignee`: the account that is told now
    and reminded later. Raises `Invalid`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    found = _open(actor, theme)
    words = responsible.replace("\x00", "").strip()
    wrong: dict[str, list[str | Promise]] = {}
    if not words or len(words) > 160:
        wrong["responsible"] = [_("Name the office or official who answers.")]
    if level not in DecisionLevel.values:
        wrong["level"] = [_("Choose one of these.")]
    if assignee is not None and not may(assignee, ANSWER, found.hearing):
        wrong["assignee"] = [_("This person may not answer themes of the hearing.")]
    if wrong:
        raise Invalid(fields=wrong)
    found.responsible, found.due, found.level, found.assignee = words, due, level, assignee
    with verb("hearings.promise", actor):
        found.save(update_fields=["responsible", "due", "level", "assignee"])
    if assignee is not None:
        _job("tell_assignee").defer(theme_id=found.pk)
    _tell(found)
    return found


@transaction.atomic
def answer(
    *,
    actor: Actor,
    theme: Theme,
    kind: str,
    words: Mapping[str, Any],
    answered_by: str,
    by_date: date | None = None,
) -> Answer:
    """Answer a theme, or correct its answer (the history keeps the former). `words`: `text_fi` … in each language of
    the hearing. `by_date`: only for what will change. Raises `Invalid`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    found = _open(actor, theme)
    wrong: dict[str, list[str | Promise]] = {}
    if kind not in AnswerKind.values:
        wrong["kind"] = [_("Choose one of the three answers.")]
    elif kind == AnswerKind.WILL_CHANGE and by_date is None:
        wrong["by_date"] = [_("Say by which day it will have changed.")]
    name = answered_by.replace("\x00", "").strip()
    if not name or len(name) > 160:
        wrong["answered_by"] = [_("Name who answers.")]
    try:
        cleaned = cleaned_words(found.hearing, words, needed=("text",))
    except Invalid as refusal:
        wrong |= refusal.fields
        raise Invalid(fields=wrong) from refusal
    if wrong:
        raise Invalid(fields=wrong)
    fields = {
        "kind": kind,
        "by_date": by_date if kind == AnswerKind.WILL_CHANGE else None,
        "answered_by": name,
        **cleaned,
    }
    with verb("hearings.answer", actor):
        made, is_new = Answer.objects.update_or_create(theme=found, defaults=fields)
    if is_new:
        _job("tell_of_answer").defer(answer_id=made.pk)
    _tell(found)
    return made


@transaction.atomic
def follow_up(
    *,
    actor: Actor,
    theme: Theme,
    date: date,
    words: Mapping[str, Any],
    key: UUID | None = None,
) -> Milestone:
    """Tell what has been done since the answer; also when the hearing is archived. `words`: `title_fi` … in each
    language of the hearing, `text_fi` …. Sent again with the same `key` it gives the first.

    Raises `Invalid`, `WrongState` (no answer yet), `NotAllowed`, `SignInNeeded`, `Conflict`.
    """
    found = (
        Theme.objects.select_for_update(of=("self",))
        .select_related("hearing__area", "track")
        .get(pk=theme.pk)
    )
    require(actor, ANSWER, found.hearing)
    if not Answer.objects.filter(theme=found).exists():
        raise WrongState(_("Answer the theme first. Then tell what has been done."))
    cleaned = cleaned_words(found.hearing, words, needed=("title",), optional=("text",))
    track = found.track
    if track is None:
        track = found.track = Track.objects.create()
        found.save(update_fields=["track"])
    made = milestones.add(
        actor=actor,
        track=track,
        permission=ANSWER,
        target=found.hearing,
        date=date,
        title={language: cleaned[f"title_{language}"] for language in LANGUAGES},
        text={language: cleaned[f"text_{language}"] for language in LANGUAGES},
        key=key,
    )
    _job("tell_of_later").defer(milestone_id=made.pk)
    _tell(found)
    return made


def _job(name: str) -> Any:
    """A job, stored by the same transaction: no answer without its mails. The jobs import this module."""
    from hearings import mail_tasks

    return getattr(mail_tasks, name)


def _open(actor: Actor, theme: Theme) -> Theme:
    found = Theme.objects.select_for_update(of=("self",)).select_related("hearing__area").get(pk=theme.pk)
    require(actor, ANSWER, found.hearing)
    if found.hearing.state not in WORKING:
        raise WrongState
    return found


def _tell(theme: Theme) -> None:
    publish(f"hearing:{theme.hearing.slug}", f"hearing-themes:{theme.hearing.slug}")
