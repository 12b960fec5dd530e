"""Telling one's story, and keeping it in one's own hands by its receipt: see it, lower the consent, withdraw it."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Invalid
from commons.live import publish
from commons.moderation.screening import screen, stored
from hearings.domain import receipts
from hearings.domain.doors import Writer, admit
from hearings.domain.notes import TAG, one_of, require_taking, text_of
from hearings.domain.voice_errors import ConsentRaised, NothingOffered, UnknownStory
from hearings.models import (
    STORY_LENGTH,
    Consent,
    Hearing,
    HearingState,
    Story,
    StoryContact,
    TellersWord,
)
from hearings.models.story import OBJECTION_LENGTH, RANK


@dataclass(frozen=True)
class Telling:
    """A story as it was sent. `address`: where its teller wants to be told, or empty."""

    uuid: UUID
    text: str
    consent: str = Consent.TEAM
    service_area: int | None = None
    language: str = "fi"
    address: str = ""
    reader_language: str = "fi"


@dataclass(frozen=True)
class Told:
    """That a story is stored. `is_new`: not known before."""

    receipt: str
    is_new: bool


def tell(*, actor: Writer, hearing: Hearing, telling: Telling) -> Told:
    """Store a story once, however often it is sent. It is on no wall and in no list.

    Raises `Invalid`, `NotOpen`, `TooOften`.
    """
    telling = _apart(telling)
    receipt = receipts.receipt_of(telling.uuid, kind=receipts.STORY)
    if Story.objects.filter(uuid=telling.uuid).exists():
        return Told(receipt, is_new=False)
    require_taking(hearing, None)
    fields = _clean(hearing, telling)
    admit(actor, "story", telling.uuid)
    try:
        _store(hearing, telling, fields, receipts.hash_of(receipt))
    except IntegrityError:
        if not Story.objects.filter(uuid=telling.uuid).exists():
            raise
        return Told(receipt, is_new=False)
    return Told(receipt, is_new=True)


def _apart(telling: Telling) -> Telling:
    """Other words under an id that is known become a story of their own: the first sending got through unnoticed, and
    its teller wrote on."""
    known = Story.objects.filter(uuid=telling.uuid).values_list("text", flat=True).first()
    if known and known != (text := text_of(telling.text)):
        return replace(telling, uuid=uuid5(telling.uuid, text))
    return telling


def _clean(hearing: Hearing, telling: Telling) -> dict[str, object]:
    wrong: dict[str, list[str | Promise]] = {}
    text = text_of(telling.text)
    if not text:
        wrong["text"] = [_("Write something first.")]
    elif len(text) > STORY_LENGTH:
        wrong["text"] = [_too_long(len(text), STORY_LENGTH)]
    area = one_of(hearing.service_areas, telling.service_area)
    if telling.service_area is not None and area is None:
        wrong["service_area"] = [_("Choose the service.")]
    if telling.consent not in Consent.values:
        wrong["consent"] = [_("Choose how far your story may go.")]
    if len(telling.language) > 12 or not TAG.fullmatch(telling.language):
        wrong["language"] = [_("Choose the language of your text.")]
    if telling.address:
        try:
            validate_email(telling.address)
        except ValidationError:
            wrong["address"] = [_("This is not a mail address. You may also leave it empty.")]
    if wrong:
        raise Invalid(fields=wrong)
    return {"text": text, "service_area": area}


def _too_long(length: int, most: int) -> Promise:
    words: Promise = format_lazy(
        _("The text is too long: {length} characters, at most {most}."), length=length, most=most
    )
    return words


@transaction.atomic
def _store(hearing: Hearing, telling: Telling, fields: dict[str, object], receipt_hash: str) -> None:
    made = Story.objects.create(
        uuid=telling.uuid,
        hearing=hearing,
        language=telling.language,
        consent=telling.consent,
        marks=stored(screen(str(fields["text"]))),
        receipt_hash=receipt_hash,
        **fields,
    )
    if telling.address:
        StoryContact.objects.create(story=made, address=telling.address, language=telling.reader_language[:2])
    publish(f"hearing-queue:{hearing.slug}")


def story_of(typed: str) -> Story:
    """The story with this receipt. Raises `MistypedReceipt`, `UnknownStory`. One query."""
    wanted = receipts.hash_of(receipts.read(typed))
    found = Story.objects.select_related("hearing__area", "service_area").filter(receipt_hash=wanted).first()
    if found is None:
        raise UnknownStory
    return found


@transaction.atomic
def lower(*, actor: Writer, receipt: str, consent: str) -> Story:
    """Let the story go less far than before. What is published comes down at once, and a version that goes further
    than allowed is dropped: officials may write a new one.

    Raises `Invalid`, `ConsentRaised`, `MistypedReceipt`, `UnknownStory`.
    """
    story = _own(receipt)
    if consent not in Consent.values:
        raise Invalid(fields={"consent": [_("Choose how far your story may go.")]})
    if RANK[consent] > RANK[story.consent]:
        raise ConsentRaised
    if consent == story.consent:
        return story
    story.consent, story.public_text, story.offered_at, story.published_at = consent, "", None, None
    story.word, story.objection = "", ""
    story.save()
    publish(f"hearing:{story.hearing.slug}")
    return story


@transaction.atomic
def withdraw(*, actor: Writer, receipt: str) -> Story:
    """Take the story back: its words, the version for others and the address are gone; again changes nothing.

    Raises `MistypedReceipt`, `UnknownStory`.
    """
    story = _own(receipt)
    if story.withdrawn_at is None:
        StoryContact.objects.filter(story=story).delete()
        story.text = story.public_text = story.objection = story.word = ""
        story.marks, story.published_at, story.withdrawn_at = [], None, timezone.now()
        story.save()
        publish(f"hearing:{story.hearing.slug}", f"hearing-queue:{story.hearing.slug}")
    return story


@transaction.atomic
def judge(*, actor: Writer, receipt: str, accepted: bool, objection: str = "") -> Story:
    """Say yes or no to the version that shall be published; a no takes a published one down.

    Raises `Invalid`, `NothingOffered`, `MistypedReceipt`, `UnknownStory`.
    """
    story = _own(receipt)
    if story.withdrawn_at is not None or story.offered_at is None:
        raise NothingOffered
    words = text_of(objection)
    if len(words) > OBJECTION_LENGTH:
        raise Invalid(fields={"objection": [_too_long(len(words), OBJECTION_LENGTH)]})
    story.word = TellersWord.ACCEPTED if accepted else TellersWord.DECLINED
    story.objection = "" if accepted else words
    if not accepted:
        story.published_at = None
    story.save()
    publish(f"hearing:{story.hearing.slug}", f"hearing-queue:{story.hearing.slug}")
    return story


def _own(receipt: str) -> Story:
    found = story_of(receipt)
    return (
        Story.objects.select_for_update(of=("self",))
        .select_related("hearing", "service_area")
        .get(pk=found.pk)
    )


def published(hearing: Hearing) -> QuerySet[Story]:
    """Stories that everybody may read, in an order that tells nothing of when they came. One query."""
    rows = Story.objects.filter(hearing=hearing, published_at__isnull=False)
    return rows.select_related("service_area").order_by("uuid")


def drop_addresses() -> int:
    """Delete the addresses of tellers whose hearing is archived; how many there were."""
    gone, _by_model = StoryContact.objects.filter(story__hearing__state=HearingState.ARCHIVED).delete()
    return gone
