"""Taking in what people say: from a phone, a tablet, the web, or through a scribe. Stored once, lost never."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.http import rate
from commons.http.errors import Invalid
from commons.live import publish
from commons.moderation.models import Moderation
from commons.moderation.screening import screen, stored
from commons.process.domain.gate import StatementTimestamp
from hearings.domain.doors import BY_DEVICE as BY_DEVICE
from hearings.domain.doors import BY_NETWORK as BY_NETWORK
from hearings.domain.doors import Writer as Writer
from hearings.domain.doors import admit, admit_tablet
from hearings.domain.errors import NotOpen
from hearings.domain.receipts import hash_of, receipt_of
from hearings.models import (
    NOTE_LENGTH,
    AgeBand,
    Background,
    Channel,
    Contribution,
    Gender,
    Hearing,
    HearingState,
    Organisation,
    Question,
    ServiceArea,
    Station,
)
from hearings.rules import SCRIBE

BY_ROUND = (600, 600.0)
"""One organisation's link, however far it was passed on."""
GRACE = dt.timedelta(days=1)
"""So long after the close a phone may still bring what was written before it."""
KEYED_IN = frozenset({Channel.SCRIBE, Channel.STICKY, Channel.POSTCARD, Channel.ORGANISATION})
"""Ways in that an official writes down."""

TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Wording:
    """A note as it was sent. `written_at`: when the phone says that it was written."""

    uuid: UUID
    question: int | None
    service_area: int | None
    text: str
    language: str = "fi"
    channel: str = Channel.PHONE
    written_at: dt.datetime | None = None
    background: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Received:
    """That a note is stored. `is_new`: not known before."""

    receipt: str
    moderation: str
    is_new: bool


@dataclass(frozen=True)
class _Clean:
    question: Question
    service_area: ServiceArea
    text: str
    language: str
    channel: Channel


def receive(
    *,
    actor: Writer,
    hearing: Hearing,
    wording: Wording,
    station: Station | None = None,
    through: Organisation | None = None,
) -> Received:
    """Store a note once, however often it is sent; the same words from the same phone count once too. `through`: the
    organisation whose link led here: it is counted there, and the note does not tell which organisation it was.

    What a browser has not worked for, and what has filled the trap, waits for a moderator also where notes are shown
    at once; it is never refused for that. A station's tablet is not asked.

    Raises `Invalid`, `NotOpen`, `TooOften`.
    """
    if (known := _known(wording.uuid)) is not None:
        return known
    late = require_taking(hearing, wording.written_at)
    clean = _clean(hearing, wording, station)
    if through is not None:
        rate.take(f"hearing round {through.pk}", *BY_ROUND)
        clean = replace(clean, channel=Channel.ORGANISATION)
    is_proven = _admitted(actor, wording, clean, station)
    event = station.event_id if station else None
    return _store(
        hearing, wording, clean, event, actor, None, late=late, through=through, waits=not is_proven
    )


def _admitted(actor: Writer, wording: Wording, clean: _Clean, station: Station | None) -> bool:
    if clean.channel == Channel.TABLET and station is not None:
        admit_tablet(actor, station.pk)
        return not actor.effort.trap
    return admit(actor, "note", wording.uuid)


def write_for(
    *, actor: Actor, hearing: Hearing, wording: Wording, station: Station | None = None
) -> Received:
    """Write down, word by word, what somebody says or wrote on paper. Also after the close, until answering begins.

    Raises `Invalid`, `NotOpen`, `NotAllowed`, `SignInNeeded`.
    """
    require(actor, SCRIBE, hearing)
    if (known := _known(wording.uuid)) is not None:
        return known
    if hearing.state not in (HearingState.OPEN, HearingState.CLOSED):
        raise NotOpen(
            _("Notes are written down until the answering begins. What you wrote is kept on this page.")
        )
    if wording.channel not in KEYED_IN:
        raise Invalid(fields={"channel": [_("Choose one of these.")]})
    clean = _clean(hearing, wording, station)
    event = station.event_id if station else None
    return _store(hearing, wording, clean, event, None, actor if isinstance(actor, User) else None)


def from_paper(*, hearing: Hearing, wording: Wording, event: int | None, keyed_by: User | None) -> Received:
    """A note out of a paper that two people have read; for the verb that checks, which has asked who may.

    Raises `Invalid`.
    """
    return _store(hearing, wording, _clean(hearing, wording, None), event, None, keyed_by)


def _known(uuid: UUID) -> Received | None:
    row = Contribution.objects.filter(uuid=uuid).values_list("moderation", flat=True).first()
    return None if row is None else Received(receipt_of(uuid), row, is_new=False)


def require_taking(hearing: Hearing, written_at: dt.datetime | None) -> bool:
    """Pass while notes are taken, by the database's clock; True for one that comes late but was written in time."""
    rows = Hearing.objects.filter(pk=hearing.pk).annotate(clock=StatementTimestamp())
    state, opens_at, closes_at, now = rows.values_list("state", "opens_at", "closes_at", "clock").get()
    if state == HearingState.OPEN and opens_at <= now < closes_at:
        return False
    if state == HearingState.PREPARING or now < opens_at:
        raise NotOpen(_("It has not opened yet. What you wrote is kept on this page."))
    in_time = written_at is not None and written_at < closes_at and now < closes_at + GRACE
    if in_time and state in (HearingState.OPEN, HearingState.CLOSED):
        return True
    raise NotOpen(_("It has closed. What you wrote is kept on this page; the answers will be public."))


def _clean(hearing: Hearing, wording: Wording, station: Station | None) -> _Clean:
    wrong: dict[str, list[str | Promise]] = {}
    text = text_of(wording.text)
    if not text:
        wrong["text"] = [_("Write something first.")]
    elif len(text) > NOTE_LENGTH:
        wrong["text"] = [
            format_lazy(
                _("The note is too long: {length} characters, at most {most}. Split it into two notes."),
                length=len(text),
                most=NOTE_LENGTH,
            )
        ]
    question = one_of(hearing.questions, wording.question)
    fixed = station.service_area_id if station else None
    service_area = one_of(hearing.service_areas, fixed or wording.service_area)
    if question is None:
        wrong["question"] = [_("Choose what your note is about.")]
    if service_area is None:
        wrong["service_area"] = [_("Choose the service.")]
    if len(wording.language) > 12 or not TAG.fullmatch(wording.language):
        wrong["language"] = [_("Choose the language of your text.")]
    if wording.channel not in Channel.values:
        wrong["channel"] = [_("Choose one of these.")]
    if wrong or question is None or service_area is None:
        raise Invalid(fields=wrong)
    return _Clean(question, service_area, text, wording.language, Channel(wording.channel))


def cleaned(hearing: Hearing, wording: Wording) -> _Clean:
    """What a note would be, checked. Raises `Invalid` with every field that is wrong."""
    return _clean(hearing, wording, None)


def text_of(typed: str) -> str:
    """What was typed, word by word; only what nobody can see is taken away."""
    return _INVISIBLE.sub("", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_of(rows: Any, pk: int | None) -> Any:
    return rows.filter(pk=pk).first() if pk is not None and 0 < pk < 2**63 else None


def _store(
    hearing: Hearing,
    wording: Wording,
    clean: _Clean,
    event: int | None,
    writer: Writer | None,
    official: User | None,
    *,
    late: bool = False,
    through: Organisation | None = None,
    waits: bool = False,
) -> Received:
    marks = screen(clean.text)
    # A shared tablet is not one person: the same words may be two people's, and it asks nobody who they are.
    device = writer.device if writer and clean.channel != Channel.TABLET else ""
    echo = _echo(hearing, clean, device) if device else None
    held = waits or bool(marks) or clean.channel in hearing.held_channels
    receipt = receipt_of(wording.uuid)
    try:
        with transaction.atomic():
            made = Contribution.objects.create(
                uuid=wording.uuid,
                hearing=hearing,
                question=clean.question,
                service_area=clean.service_area,
                event_id=event,
                channel=clean.channel,
                language=clean.language,
                text=clean.text,
                marks=stored(marks),
                moderation=Moderation.HELD if held else Moderation.SHOWN,
                moderated_at=None if held else timezone.now(),
                receipt_hash=hash_of(receipt),
                echo_hash=echo,
                entered_by=official,
            )
            if device and not late:
                told = told_of_oneself(hearing, wording.background)
                keep_background(clean.service_area, _respondent(hearing, device), told)
            if through is not None:
                Organisation.objects.filter(pk=through.pk).update(answers=F("answers") + 1)
            tell(hearing, wall=not held)
    except IntegrityError:
        return _first_of(wording.uuid, echo)
    return Received(receipt, made.moderation, is_new=True)


def _first_of(uuid: UUID, echo: str | None) -> Received:
    """The note that was there first: sent twice at the same moment, or the same words from the same phone."""
    first = Contribution.objects.filter(uuid=uuid).first()
    if first is None and echo is not None:
        first = Contribution.objects.filter(echo_hash=echo).first()
    if first is None:
        raise RuntimeError("A note was refused for no known reason.")
    return Received(receipt_of(first.uuid), first.moderation, is_new=False)


def _echo(hearing: Hearing, clean: _Clean, device: str) -> str:
    words = " ".join(clean.text.casefold().split())
    said = f"{hearing.pk} {clean.question.pk} {clean.service_area.pk} {device} {words}"
    return salted_hmac("hearings.echo", said, algorithm="sha256").hexdigest()


def told_of_oneself(hearing: Hearing, answers: Mapping[str, str]) -> dict[str, str]:
    """Age band, gender and home town as far as they were answered, without what is not offered. Empty without any."""
    told = {
        "age_band": answers.get("age_band", "") if answers.get("age_band") in AgeBand.values else "",
        "gender": answers.get("gender", "") if answers.get("gender") in Gender.values else "",
        "home_town": answers.get("home_town", "") if answers.get("home_town") in hearing.home_towns else "",
    }
    return told if any(told.values()) else {}


def keep_background(service_area: ServiceArea, respondent: str, told: Mapping[str, str]) -> None:
    """Keep what somebody told of themselves, apart; the last answers count."""
    if told:
        Background.objects.update_or_create(
            service_area=service_area, respondent=respondent, defaults=dict(told)
        )


def _respondent(hearing: Hearing, device: str) -> str:
    return salted_hmac("hearings.respondent", f"{hearing.pk} {device}", algorithm="sha256").hexdigest()


def tell(hearing: Hearing, *, wall: bool = True) -> None:
    """Tell open pages, desks and (where something shown changed) the walls."""
    slug = hearing.slug
    publish(f"hearing:{slug}", f"hearing-queue:{slug}", *([f"hearing-wall:{slug}"] if wall else []))
