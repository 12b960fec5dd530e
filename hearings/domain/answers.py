"""Answers: who is responsible until when, and what they say. Overdue is public."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.live import publish
from hearings.domain.errors import WrongState
from hearings.domain.themes import WORKING
from hearings.domain.words import cleaned_words
from hearings.models import Answer, AnswerKind, DecisionLevel, Theme
from hearings.rules import ANSWER


@transaction.atomic
def promise(
    *, actor: Actor, theme: Theme, responsible: str, due: date | None, level: str = DecisionLevel.SERVICE
) -> Theme:
    """Say who answers a theme, by when, and who can decide. Public. Raises `Invalid`, `WrongState`, `NotAllowed`."""
    found = _open(actor, theme)
    words = responsible.replace("\x00", "").strip()
    wrong: dict[str, list[str | Promise]] = {}
    if not words or len(words) > 160:
        wrong["responsible"] = [_("Name the office or official who answers.")]
    if level not in DecisionLevel.values:
        wrong["level"] = [_("Choose one of these.")]
    if wrong:
        raise Invalid(fields=wrong)
    found.responsible, found.due, found.level = words, due, level
    with verb("hearings.promise", actor):
        found.save(update_fields=["responsible", "due", "level"])
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
        made, _is_new = Answer.objects.update_or_create(theme=found, defaults=fields)
    _tell(found)
    return made


def _open(actor: Actor, theme: Theme) -> Theme:
    found = Theme.objects.select_for_update(of=("self",)).select_related("hearing__area").get(pk=theme.pk)
    require(actor, ANSWER, found.hearing)
    if found.hearing.state not in WORKING:
        raise WrongState
    return found


def _tell(theme: Theme) -> None:
    publish(f"hearing:{theme.hearing.slug}", f"hearing-themes:{theme.hearing.slug}")
