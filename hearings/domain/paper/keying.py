"""Keying papers: one person writes down what stands there, another compares, then it is a note like every other."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.live import publish
from hearings.domain import notes
from hearings.domain.errors import NotOpen
from hearings.domain.moderation import SEALED_FOR
from hearings.domain.paper import codes
from hearings.domain.paper.cards import card_of
from hearings.domain.paper.errors import AlreadyChecked, CardNotFree, OwnKeying
from hearings.models import (
    Card,
    CardKind,
    CardState,
    Contribution,
    Event,
    Hearing,
    HearingState,
    KeyedBackground,
    Keying,
    PaperPhoto,
    Pile,
)
from hearings.rules import SCRIBE
from proposals.domain import pictures

PHOTO_WIDTH, PHOTO_QUALITY = 1400, 72


@dataclass(frozen=True)
class Photo:
    """A file with its size in bytes."""

    file: Any
    size: int


@dataclass(frozen=True)
class Sheet:
    """What somebody read on a paper. `card`: the number and letters on it; empty where it is a plain note. Question
    and service may be left out where the card has them. `background`: what its writer ticked of age, gender and home
    town, on a postcard; None at the check: as it was keyed."""

    uuid: UUID
    text: str
    card: str = ""
    question: int | None = None
    service_area: int | None = None
    language: str = "fi"
    background: Mapping[str, str] | None = None


@transaction.atomic
def start_pile(
    *,
    actor: Actor,
    hearing: Hearing,
    name: str,
    kind: str,
    event: Event | None = None,
    expected: int | None = None,
) -> Pile:
    """A pile of papers to key; one of this name into which nothing was keyed yet is the same.

    Raises `Invalid`, `NotAllowed`, `SignInNeeded`.
    """
    require(actor, SCRIBE, hearing)
    words = " ".join(name.replace("\x00", "").split())
    wrong: dict[str, list[Any]] = {}
    if not 0 < len(words) <= 120:
        wrong["name"] = [_("Give the pile a name, such as “Box from the library”.")]
    if kind not in CardKind.values:
        wrong["kind"] = [_("Choose one of these.")]
    if event is not None and event.hearing_id != hearing.pk:
        wrong["event"] = [_("Choose one of these.")]
    if expected is not None and not 0 < expected < 100_000:
        wrong["expected"] = [_("Write how many papers there are, or nothing.")]
    if wrong:
        raise Invalid(fields=wrong)
    Hearing.objects.select_for_update(of=("self",)).get(pk=hearing.pk)  # who sends twice at once waits here
    same = Pile.objects.filter(hearing=hearing, name=words, kind=kind, event=event, expected=expected)
    if (there := same.filter(keyings=None).first()) is not None:
        return there
    with verb("hearings.start_pile", actor):
        return Pile.objects.create(hearing=hearing, name=words, kind=kind, event=event, expected=expected)


@transaction.atomic
def key(*, actor: Actor, pile: Pile, sheet: Sheet, photo: Photo | None = None) -> Keying:
    """Store what stands on a paper, until somebody else has compared it. Sent again with the same `uuid` it is the
    same; a card can be keyed once.

    Raises `Invalid`, `MistypedCard`, `UnknownCard`, `CardNotFree`, `NotOpen`, `PictureRefused`, `NotAllowed`.
    """
    require(actor, SCRIBE, pile.hearing)
    if (known := Keying.objects.filter(uuid=sheet.uuid).first()) is not None:
        return known
    _require_open(pile.hearing)
    card = card_of(pile.hearing, sheet.card, locked=True) if sheet.card.strip() else None
    if card is not None:
        _require_free(card, pile)
    wording = _wording(sheet, card)
    clean = notes.cleaned(pile.hearing, wording)
    jpeg = _jpeg(photo)
    try:
        with verb("hearings.key_paper", actor), transaction.atomic():
            made = Keying.objects.create(
                pile=pile,
                uuid=sheet.uuid,
                card=card,
                question=clean.question,
                service_area=clean.service_area,
                language=clean.language,
                text=clean.text,
                keyed_text=clean.text,
                keyed_by=actor if isinstance(actor, User) else None,
            )
    except IntegrityError:  # sent twice at the same moment
        first = Keying.objects.filter(uuid=sheet.uuid).first()
        if first is None:
            raise CardNotFree(_("Somebody has just keyed this card.")) from None
        return first
    if card is not None:
        _move(card, CardState.KEYED)
    if jpeg is not None:
        PaperPhoto.objects.create(keying=made, jpeg=jpeg)
    if told := _told(pile, sheet):
        KeyedBackground.objects.create(keying=made, **told)
    _tell(pile.hearing)
    return made


@transaction.atomic
def check(*, actor: Actor, keying: Keying, sheet: Sheet) -> Contribution:
    """Somebody else than who keyed it has compared it with the paper: `sheet` is what stands there. It becomes a note,
    screened and held like every other, and the card is let go: only who holds it finds the note again. What was ticked
    about its writer goes where everybody's answers are, with nothing that leads to the card or the note.

    Raises `Invalid`, `OwnKeying`, `AlreadyChecked`, `NotOpen`, `NotAllowed`, `SignInNeeded`.
    """
    found = _waiting(actor, keying)
    if found.keyed_by_id is not None and found.keyed_by_id == actor.pk:
        raise OwnKeying
    hearing, card = found.pile.hearing, found.card
    _require_open(hearing)
    wording = notes.Wording(
        uuid=codes.note_of(card.number) if card else found.uuid,
        question=sheet.question or found.question_id,
        service_area=sheet.service_area or found.service_area_id,
        text=sheet.text,
        language=sheet.language,
        channel=found.pile.kind,
    )
    clean = notes.cleaned(hearing, wording)
    keyed = background_of(found)
    told = keyed if sheet.background is None else _told(found.pile, sheet)
    before = (found.text, found.question_id, found.service_area_id, found.language, keyed)
    now = (clean.text, clean.question.pk, clean.service_area.pk, clean.language, told)
    found.was_corrected = before != now
    notes.from_paper(hearing=hearing, wording=wording, event=found.pile.event_id, keyed_by=found.keyed_by)
    found.note = Contribution.objects.get(uuid=wording.uuid)
    found.question, found.service_area, found.language = clean.question, clean.service_area, clean.language
    found.keyed_text = found.text if found.text != clean.text else ""
    found.text, found.card = "", None
    found.checked_by, found.checked_at = (actor if isinstance(actor, User) else None), timezone.now()
    with verb("hearings.check_paper", actor):
        found.save()
    KeyedBackground.objects.filter(keying=found).delete()
    notes.keep_background(clean.service_area, secrets.token_hex(32), told)
    if card is not None:
        _move(card, CardState.CHECKED)
    _tell(hearing)
    return found.note


@transaction.atomic
def take_back(*, actor: Actor, keying: Keying) -> None:
    """Drop what was keyed by mistake; its card can be keyed again. Not after the check.

    Raises `AlreadyChecked`, `NotAllowed`, `SignInNeeded`.
    """
    found = _waiting(actor, keying)
    card = found.card
    with verb("hearings.take_paper_back", actor):
        found.delete()
    if card is not None:
        _move(card, CardState.GIVEN)
    _tell(found.pile.hearing)


def to_check(actor: Actor, pile: Pile) -> Keying | None:
    """The oldest paper of the pile that somebody else keyed, without those that another person may just be looking at
    (nobody holds one: two who check the same are told). One query."""
    rows = _with_parts().filter(pile=pile, checked_at=None)
    return rows.exclude(keyed_by=actor.pk).order_by("pk").first()


def piles_of(hearing: Hearing, actor: Actor) -> QuerySet[Pile]:
    """The piles, newest first, with `keyed`, `checked`, `corrected`, `for_me` (for the actor to check). One query."""
    return (
        Pile.objects.filter(hearing=hearing)
        .select_related("event")
        .annotate(
            keyed=Count("keyings"),
            checked=Count("keyings", filter=Q(keyings__checked_at__isnull=False)),
            corrected=Count("keyings", filter=Q(keyings__was_corrected=True)),
            for_me=Count("keyings", filter=Q(keyings__checked_at=None) & ~Q(keyings__keyed_by=actor.pk or 0)),
        )
        .order_by("-pk")
    )


def pile_of(hearing: Hearing, pk: int, actor: Actor) -> Pile:
    """One pile with its counts, or `Pile.DoesNotExist`."""
    if not 0 < pk < 2**63:
        raise Pile.DoesNotExist
    return piles_of(hearing, actor).select_related("event", "hearing__area").get(pk=pk)


def keying_of(hearing: Hearing, pk: int) -> Keying:
    """One keyed paper of the hearing, or `Keying.DoesNotExist`."""
    if not 0 < pk < 2**63:
        raise Keying.DoesNotExist
    return _with_parts().get(pile__hearing=hearing, pk=pk)


def photo_of(hearing: Hearing, pk: int) -> bytes:
    """The photo of a paper that waits for its check, or `Keying.DoesNotExist`. Afterwards it is evidence that no page
    shows: words may have been blacked out since."""
    if not 0 < pk < 2**63:
        raise Keying.DoesNotExist
    rows = PaperPhoto.objects.filter(keying=pk, keying__pile__hearing=hearing, keying__checked_at=None)
    jpeg = rows.values_list("jpeg", flat=True).first()
    if jpeg is None:
        raise Keying.DoesNotExist
    return bytes(jpeg)


def last_keyed(pile: Pile, actor: Actor, most: int = 5) -> Sequence[Keying]:
    """What the actor keyed last and nobody has checked yet, newest first. One query."""
    return list(_with_parts().filter(pile=pile, keyed_by=actor.pk, checked_at=None).order_by("-pk")[:most])


def corrections(pile: Pile, most: int = 30) -> Sequence[Keying]:
    """What was corrected when it was checked, newest first; without notes in which words were blacked out since. One
    query."""
    rows = _with_parts().filter(pile=pile, was_corrected=True, note__is_redacted=False)
    return list(rows.exclude(keyed_text="").select_related("note").order_by("-pk")[:most])


def drop_old_evidence() -> int:
    """Delete photos and first readings of papers that were checked a year ago; how many papers."""
    old = Keying.objects.filter(checked_at__lt=timezone.now() - SEALED_FOR)
    PaperPhoto.objects.filter(keying__in=old).delete()
    return old.exclude(keyed_text="").update(keyed_text="")


def background_of(keying: Keying) -> dict[str, str]:
    """What a paper that waits tells of its writer; empty without anything."""
    kept = KeyedBackground.objects.filter(keying=keying).first()
    if kept is None:
        return {}
    return {"age_band": kept.age_band, "gender": kept.gender, "home_town": kept.home_town}


def _told(pile: Pile, sheet: Sheet) -> dict[str, str]:
    """Only postcards ask."""
    asks = pile.kind == CardKind.POSTCARD and sheet.background is not None
    return notes.told_of_oneself(pile.hearing, sheet.background or {}) if asks else {}


def _with_parts() -> QuerySet[Keying]:
    return Keying.objects.select_related(
        "pile__hearing__area", "card", "question", "service_area", "keyed_by", "photo"
    ).defer("photo__jpeg")


def _waiting(actor: Actor, keying: Keying) -> Keying:
    require(actor, SCRIBE, keying.pile.hearing)
    found = (
        Keying.objects.select_for_update(of=("self",))
        .select_related("pile__hearing__area", "card", "keyed_by")
        .filter(pk=keying.pk)
        .first()
    )
    if found is None or found.checked_at is not None:
        raise AlreadyChecked
    return found


def _require_open(hearing: Hearing) -> None:
    if hearing.state not in (HearingState.OPEN, HearingState.CLOSED):
        raise NotOpen(_("Papers are keyed until the answering begins. What you wrote is kept on this page."))


def _require_free(card: Card, pile: Pile) -> None:
    if card.state in (CardState.KEYED, CardState.CHECKED):
        raise CardNotFree(_("This card is keyed already. Is it a second paper? Key it without a number."))
    if card.state == CardState.SPOILT:
        raise CardNotFree(
            _("This card was marked as spoilt. If somebody wrote on it, key it without a number.")
        )
    if card.run.kind != pile.kind:
        words = {
            CardKind.POSTCARD: _(
                "This is a postcard, and the pile is of sticky notes. Key it in another pile."
            ),
            CardKind.STICKY: _(
                "This is a sticky note, and the pile is of postcards. Key it in another pile."
            ),
        }
        raise Invalid(fields={"card": [words[CardKind(card.run.kind)]]})


def _wording(sheet: Sheet, card: Card | None) -> notes.Wording:
    run = card.run if card else None
    return notes.Wording(
        uuid=sheet.uuid,
        question=sheet.question or (run.question_id if run else None),
        service_area=sheet.service_area or (run.service_area_id if run else None),
        text=sheet.text,
        language=sheet.language,
        channel=run.kind if run else CardKind.STICKY,
    )


def _jpeg(photo: Photo | None) -> bytes | None:
    if photo is None:
        return None
    whole = pictures.read(photo.file, photo.size)
    return pictures.encoded(pictures.sized(whole, PHOTO_WIDTH), PHOTO_QUALITY)


def _move(card: Card, state: CardState) -> None:
    card.state = state
    card.save(update_fields=["state"])


def _tell(hearing: Hearing) -> None:
    publish(f"hearing-piles:{hearing.slug}")
