"""Preparing the survey and the smileys: statements with their source, and three questions for the waiting room."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor
from commons.audit.context import verb
from commons.http.errors import Invalid
from hearings.domain.notes import one_of
from hearings.domain.setup import preparing
from hearings.domain.words import cleaned_words
from hearings.models import Hearing, SmileyQuestion, Source, Statement
from hearings.models.smiley import HOW_MANY

STATEMENT_LENGTH = 300
SMILEY_LENGTH = 120


@transaction.atomic
def add_statement(
    *, actor: Actor, hearing: Hearing, service_area: int | None, source: str, words: Mapping[str, Any]
) -> Statement:
    """One more statement; sent twice it is one. `words`: `text_fi` … in each language of the hearing.

    Raises `Invalid`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    found = preparing(actor, hearing)
    wrong: dict[str, list[str | Promise]] = {}
    area = one_of(found.service_areas, service_area)
    if area is None:
        wrong["service_area"] = [_("Choose the service.")]
    if source not in Source.values:
        wrong["source"] = [_("Choose one of these.")]
    if wrong:
        raise Invalid(fields=wrong)
    texts = cleaned_words(found, words, needed=("text",), longest=STATEMENT_LENGTH)
    there = found.statements.filter(service_area=area, source=source, **texts).first()
    if there is not None:
        return there
    last = found.statements.aggregate(last=Max("position"))["last"] or 0
    with verb("hearings.add_statement", actor):
        return Statement.objects.create(
            hearing=found, service_area=area, source=source, position=last + 1, **texts
        )


@transaction.atomic
def remove_statement(*, actor: Actor, statement: Statement) -> None:
    """Take a statement away while the hearing is prepared. Raises `WrongState`, `NotAllowed`, `SignInNeeded`."""
    preparing(actor, statement.hearing)
    with verb("hearings.remove_statement", actor):
        Statement.objects.filter(pk=statement.pk).delete()


@transaction.atomic
def ask_by_smileys(
    *, actor: Actor, hearing: Hearing, position: int, words: Mapping[str, Any]
) -> SmileyQuestion:
    """The question at one of the three places, in each language of the hearing; what stood there goes.

    Raises `Invalid`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    found = preparing(actor, hearing)
    if not 1 <= position <= HOW_MANY:
        raise Invalid(fields={"position": [_("Choose one of these.")]})
    texts = cleaned_words(found, words, needed=("text",), longest=SMILEY_LENGTH)
    with verb("hearings.ask_by_smileys", actor):
        made, _is_new = SmileyQuestion.objects.update_or_create(
            hearing=found, position=position, defaults=texts
        )
    return made
