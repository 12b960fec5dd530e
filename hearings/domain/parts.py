"""Parts of a hearing that come and go while it is prepared: its organisers, and what was added by mistake."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.live import publish
from commons.texts.translated import LANGUAGES
from hearings.domain.errors import WrongState
from hearings.domain.setup import locked, preparing
from hearings.domain.statements import STATEMENT_LENGTH
from hearings.domain.voice_errors import NoSuchPart
from hearings.domain.words import cleaned_words
from hearings.models import Event, Hearing, HearingState, Host, Question, ServiceArea, Statement

KINDS = {
    "service-areas": "service_areas",
    "questions": "questions",
    "events": "events",
    "organisers": "organisers",
}
"""Parts by their word in addresses. (Statements have a verb of their own.)"""
WORDED = {
    "service-areas": ("service_areas", "name", 120),
    "questions": ("questions", "text", 160),
    "statements": ("statements", "text", STATEMENT_LENGTH),
}
"""Parts whose words can be changed while a hearing is prepared: where they are, the field, its length."""
EVENT_FIELDS = (
    "town", "place", "starts_at", "ends_at", "host", "programme_fi", "programme_sv", "programme_en",
)  # fmt: skip


@transaction.atomic
def add_organiser(*, actor: Actor, hearing: Hearing, name: str, url: str = "", is_lead: bool = False) -> Host:
    """One more organisation that holds the hearing; a new lead takes the place of the old one. The hearing's line of
    organisers follows.

    Raises `Invalid`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    found = locked(actor, hearing)
    if found.state not in (HearingState.PREPARING, HearingState.OPEN):
        raise WrongState
    words, address = " ".join(name.replace("\x00", "").split()), url.strip()
    wrong: dict[str, list[str | Promise]] = {}
    if not words:
        wrong["name"] = [_("Write something first.")]
    elif len(words) > 160 or found.organisers.filter(name=words).exists():
        wrong["name"] = [_("It is there already, or its name is too long.")]
    if address and not _is_address(address):
        wrong["url"] = [_("Write the whole web address, beginning with https://.")]
    if wrong:
        raise Invalid(fields=wrong)
    with verb("hearings.add_organiser", actor):
        if is_lead:
            found.organisers.filter(is_lead=True).update(is_lead=False)
        made = Host.objects.create(hearing=found, name=words, url=address, is_lead=is_lead)
        _line(found)
    publish(f"hearing:{found.slug}")
    return made


def _is_address(url: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        return False
    return len(url) <= 200


def _line(hearing: Hearing) -> None:
    """The organisers in one line, as walls, reports and cards show them."""
    hearing.hosts = ", ".join(hearing.organisers.values_list("name", flat=True))[:300]
    hearing.save(update_fields=["hosts"])


@transaction.atomic
def remove(*, actor: Actor, hearing: Hearing, kind: str, pk: int) -> None:
    """Take a service, a question, an event or an organiser away while the hearing is prepared, with what hangs on it.

    Raises `NoSuchPart`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    found = preparing(actor, hearing)
    rows = getattr(found, KINDS[kind]) if kind in KINDS else None
    part = rows.filter(pk=pk).first() if rows is not None and pk < 2**63 else None
    if part is None:
        raise NoSuchPart
    with verb("hearings.remove_part", actor):
        part.delete()
        if kind == "organisers":
            _line(found)


def worded(hearing: Hearing, kind: str, pk: int) -> ServiceArea | Question | Statement:
    """A part with words in each language of the hearing. Raises `NoSuchPart`. One query."""
    rows = getattr(hearing, WORDED[kind][0]) if kind in WORDED else None
    part: ServiceArea | Question | Statement | None = (
        rows.filter(pk=pk).first() if rows is not None and pk < 2**63 else None
    )
    if part is None:
        raise NoSuchPart
    return part


@transaction.atomic
def reword(
    *, actor: Actor, hearing: Hearing, kind: str, pk: int, words: Mapping[str, Any]
) -> ServiceArea | Question | Statement:
    """Other words for a service, a question or a statement, in each language of the hearing, while it is prepared.

    `words`: `name_fi` … or `text_fi` …, those that change. Raises `Invalid`, `NoSuchPart`, `WrongState`, `NotAllowed`,
    `SignInNeeded`.
    """
    found = preparing(actor, hearing)
    part = worded(found, kind, pk)
    _rows, name, longest = WORDED[kind]
    now = {f"{name}_{language}": getattr(part, f"{name}_{language}") for language in LANGUAGES}
    for field, text in cleaned_words(found, now | dict(words), needed=(name,), longest=longest).items():
        setattr(part, field, text)
    with verb("hearings.reword", actor):
        part.save()
    return part


@transaction.atomic
def change_event(*, actor: Actor, hearing: Hearing, pk: int, fields: Mapping[str, Any]) -> Event:
    """Another place or time for a meeting, until the hearing closes; its codes stay.

    Raises `Invalid`, `NoSuchPart`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    found = locked(actor, hearing)
    if found.state not in (HearingState.PREPARING, HearingState.OPEN):
        raise WrongState
    event = found.events.filter(pk=pk).first() if pk < 2**63 else None
    if event is None:
        raise NoSuchPart
    for name in EVENT_FIELDS:
        if name in fields:
            setattr(event, name, fields[name])
    if event.ends_at <= event.starts_at:
        raise Invalid(fields={"ends_at": [_("It must end after it begins.")]})
    try:
        with verb("hearings.change_event", actor), transaction.atomic():
            event.save()
    except IntegrityError as error:
        wrong = {"programme_fi": [_("Write the programme in each language of the hearing.")]}
        raise Invalid(fields=wrong) from error
    publish(f"hearing:{found.slug}")
    return event
