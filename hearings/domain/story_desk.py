"""What officials do with stories: read them (each reading is kept), write the version for others, publish it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Length
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.accounts.domain.posting import post
from commons.accounts.models import User
from commons.accounts.permissions import Actor, may, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.live import publish as tell_pages
from commons.moderation.screening import Piece, loaded, pieces
from hearings.domain import receipts
from hearings.domain.errors import OwnService
from hearings.domain.notes import text_of
from hearings.domain.voice_errors import NoConsent, NothingOffered, TellerIsAsked
from hearings.models import Consent, Hearing, Story, StoryContact, StoryReading, TellersWord
from hearings.rules import READ_STORIES, works_for_the_criticised

WAIT = dt.timedelta(days=14)
"""So long a teller who says nothing is waited for before a version that was allowed is published."""
QUOTE_LENGTH = 600


@dataclass(frozen=True)
class Opened:
    """A story that an official reads: cut up at what screening marked, and who has read it before."""

    story: Story
    pieces: list[Piece]
    readings: list[StoryReading]


def inbox(hearing: Hearing) -> list[Any]:
    """The stories that were not withdrawn, oldest first, without a word of them: `length`, `read_times`. One query."""
    rows = Story.objects.filter(hearing=hearing, withdrawn_at=None).defer("text", "public_text")
    counted = rows.annotate(length=Length("text"), read_times=Count("readings"))
    return list(counted.select_related("service_area", "hearing__area").order_by("pk"))


def withdrawn(hearing: Hearing) -> int:
    """How many were taken back. One query."""
    return Story.objects.filter(hearing=hearing, withdrawn_at__isnull=False).count()


@transaction.atomic
def read(*, actor: Actor, story: Story) -> Opened:
    """Open a story; that somebody did is kept for good. Raises `OwnService`, `NotAllowed`, `SignInNeeded`."""
    found = _locked(actor, story)
    with verb("hearings.read_story", actor):
        StoryReading.objects.create(
            story=found, reader=actor if isinstance(actor, User) and actor.pk else None
        )
    rows = list(found.readings.select_related("reader")[:50])
    return Opened(found, pieces(found.text, loaded(found.marks)), rows)


@transaction.atomic
def offer(*, actor: Actor, story: Story, text: str) -> Story:
    """Write the version for others and show it to the teller, by mail too where there is an address.

    Raises `Invalid`, `NoConsent`, `OwnService`, `NotAllowed`, `SignInNeeded`.
    """
    found = _locked(actor, story)
    if found.consent == Consent.TEAM or found.withdrawn_at is not None:
        raise NoConsent
    words = text_of(text)
    most = QUOTE_LENGTH if found.consent == Consent.QUOTE else len(found.text) + 2000
    if not words:
        raise Invalid(fields={"text": [_("Write something first.")]})
    if len(words) > most:
        too_long = format_lazy(_("The text is too long: at most {most} characters."), most=most)
        raise Invalid(fields={"text": [too_long]})
    found.public_text, found.offered_at, found.published_at = words, timezone.now(), None
    found.word, found.objection = "", ""
    with verb("hearings.offer_story", actor):
        found.save()
    if StoryContact.objects.filter(story=found).exists():
        from hearings.tasks import tell_teller

        tell_teller.defer(story_id=found.pk)
    tell_pages(f"hearing:{found.hearing.slug}", f"hearing-queue:{found.hearing.slug}")
    return found


def may_publish(story: Story) -> bool:
    """Whether the version for others may be published now."""
    if story.withdrawn_at is not None or story.consent == Consent.TEAM or not story.public_text:
        return False
    if story.offered_at is None or story.word == TellersWord.DECLINED:
        return False
    as_it_is = story.consent == Consent.AS_WRITTEN and story.public_text == story.text
    return as_it_is or story.word == TellersWord.ACCEPTED or story.offered_at + WAIT <= timezone.now()


@transaction.atomic
def publish(*, actor: Actor, story: Story) -> Story:
    """Publish the version for others: the teller has accepted it, or said nothing for two weeks, or allowed the
    story as it is. Again changes nothing.

    Raises `NoConsent`, `NothingOffered`, `TellerIsAsked`, `OwnService`, `NotAllowed`, `SignInNeeded`.
    """
    found = _locked(actor, story)
    if found.consent == Consent.TEAM or found.withdrawn_at is not None:
        raise NoConsent
    if found.offered_at is None:
        raise NothingOffered
    if not may_publish(found):
        raise TellerIsAsked
    if found.published_at is None:
        found.published_at = timezone.now()
        with verb("hearings.publish_story", actor):
            found.save(update_fields=["published_at"])
        tell_pages(f"hearing:{found.hearing.slug}")
    return found


@transaction.atomic
def take_down(*, actor: Actor, story: Story) -> Story:
    """Take a published story off again. Raises `OwnService`, `NotAllowed`, `SignInNeeded`."""
    found = _locked(actor, story)
    if found.published_at is not None:
        found.published_at = None
        with verb("hearings.take_down_story", actor):
            found.save(update_fields=["published_at"])
        tell_pages(f"hearing:{found.hearing.slug}")
    return found


def readable(actor: Actor, rows: list[Any]) -> list[Any]:
    """Those of `rows` that the actor may read: never those about the own service."""
    return [row for row in rows if may(actor, READ_STORIES, row)]


def mail_teller(story_id: int) -> bool:
    """Tell the teller that a version waits for a yes or no, if it still does. Whether a mail went out."""
    contact = StoryContact.objects.select_related("story__hearing").filter(story=story_id).first()
    if contact is None or contact.story.offered_at is None or contact.story.word:
        return False
    receipt = receipts.grouped(receipts.receipt_of(contact.story.uuid, kind=receipts.STORY))
    with translation.override(contact.language):
        body = gettext(
            "You told us your story in the hearing “%(hearing)s”. We have written the version that we would like to "
            "publish. Please read it and say yes or no:\n\n%(url)s\n\nIf we hear nothing for two weeks, we take it "
            "that you agree with what you allowed when you sent it. You can take your story back at any time on the "
            "same page.\n"
        ) % {
            "hearing": contact.story.hearing,
            "url": settings.SITE_URL + reverse("hearings:own_story", args=[receipt]),
        }
        subject = gettext("Please read the version of your story that we would publish")
    headers = {"Auto-Submitted": "auto-generated"}
    return post(EmailMessage(subject=subject, body=body, to=[contact.address], headers=headers))


def _locked(actor: Actor, story: Story) -> Story:
    found = (
        Story.objects.select_for_update(of=("self",))
        .select_related("hearing__area", "service_area")
        .get(pk=story.pk)
    )
    if may(actor, READ_STORIES, found.hearing) and works_for_the_criticised(actor, found):
        raise OwnService(_("Somebody else reads this story."))
    require(actor, READ_STORIES, found)
    return found
