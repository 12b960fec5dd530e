"""My story: a long private text, apart from the notes, and how far its teller lets it go.

Personal data: the text may hold health and other people's lives. It lies in no other table, is never on a wall, and is
read only by officials whose every reading is kept. Who told it is stored nowhere; an address, where one was given, lies
in `StoryContact`. A story that is withdrawn loses its words at once.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hearings.models.hearing import Hearing, ServiceArea

STORY_LENGTH = 50_000
PUBLIC_LENGTH = 50_000
OBJECTION_LENGTH = 2000


class Consent(models.TextChoices):
    """How far a story may go. Each level allows what the ones before it allow; it can only ever be lowered."""

    TEAM = "team", _("Only those who prepare the answers read it")
    QUOTE = "quote", _("They may quote a sentence without telling who I am")
    ANONYMISED = "anonymised", _("It may be published so that nobody can be recognised")
    AS_WRITTEN = "as_written", _("It may be published as I wrote it")


RANK = {consent: place for place, consent in enumerate(Consent.values)}
_RANK = "array_position(ARRAY['team', 'quote', 'anonymised', 'as_written'], {}::text)"


class TellersWord(models.TextChoices):
    """What the teller said to the version that shall be published."""

    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Not like this")


# Only what officials did. The teller's own steps would be stored with who is signed in to the browser.
@pghistory.track(
    pghistory.UpdateEvent(
        "handled",
        condition=pgtrigger.Condition(
            "ROW(OLD.offered_at, OLD.published_at) IS DISTINCT FROM ROW(NEW.offered_at, NEW.published_at)"
            " AND OLD.consent = NEW.consent AND OLD.withdrawn_at IS NOT DISTINCT FROM NEW.withdrawn_at"
        ),
    ),
    fields=["offered_at", "published_at"],
    model_name="StoryEvent",
)
class Story(models.Model):
    """One story. `uuid`: made by the teller's device, so that sending twice stores once.

    `public_text`: the version for others, written by an official (a quote or the whole without what tells who it is),
    or the story itself where that was allowed. `offered_at`: since when its teller can see it. `word`, `objection`:
    what the teller said to it.
    """

    uuid = models.UUIDField(unique=True, editable=False)
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="stories")
    service_area = models.ForeignKey(
        ServiceArea, on_delete=models.PROTECT, null=True, blank=True, related_name="stories"
    )
    language = models.CharField(_("language of the text"), max_length=12, default="fi")
    text = models.TextField(_("story"), max_length=STORY_LENGTH)
    marks = models.JSONField(default=list, editable=False)
    consent = models.CharField(_("how far it may go"), max_length=10, choices=Consent, default=Consent.TEAM)
    receipt_hash = models.CharField(max_length=64, unique=True, editable=False)
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    public_text = models.TextField(_("version for others"), max_length=PUBLIC_LENGTH, blank=True)
    offered_at = models.DateTimeField(null=True, editable=False)
    word = models.CharField(max_length=8, choices=TellersWord, blank=True, editable=False)
    objection = models.TextField(max_length=OBJECTION_LENGTH, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(consent__in=Consent.values), name="story_consent_known"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) & ~models.Q(text="")
                | models.Q(withdrawn_at__isnull=False, text="", public_text="", objection=""),
                name="story_words_gone_when_withdrawn",
            ),
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True)
                | models.Q(withdrawn_at__isnull=True, offered_at__isnull=False)
                & ~models.Q(consent=Consent.TEAM)
                & ~models.Q(public_text="")
                & ~models.Q(word=TellersWord.DECLINED),
                name="story_published_only_with_consent",
            ),
            models.CheckConstraint(
                condition=models.Q(word="") | models.Q(word__in=TellersWord.values), name="story_word_known"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="as_it_was_told",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func=f"""
                IF OLD.text IS DISTINCT FROM NEW.text AND NEW.text <> ''
                    OR ROW(OLD.uuid, OLD.hearing_id, OLD.receipt_hash, OLD.received_at)
                        IS DISTINCT FROM ROW(NEW.uuid, NEW.hearing_id, NEW.receipt_hash, NEW.received_at)
                    OR {_RANK.format("NEW.consent")} > {_RANK.format("OLD.consent")}
                    OR OLD.withdrawn_at IS NOT NULL
                THEN
                    RAISE EXCEPTION 'A story stays as it was told, and its consent is only ever lowered.'
                        USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="of_one_hearing",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("service_area_id"),
                when=pgtrigger.Before,
                func="""
                IF NEW.service_area_id IS NOT NULL AND NOT EXISTS (SELECT FROM hearings_servicearea a
                    WHERE a.id = NEW.service_area_id AND a.hearing_id = NEW.hearing_id)
                THEN
                    RAISE EXCEPTION 'A story belongs to one hearing.' USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"Story {self.pk}"


class StoryContact(models.Model):
    """Where the teller wants to be told. Dropped with the withdrawal, and when the hearing is archived."""

    story = models.OneToOneField(Story, on_delete=models.CASCADE, related_name="contact")
    address = models.EmailField(_("mail address"))
    language = models.CharField(max_length=2, default="fi")

    class Meta:
        verbose_name = _("teller’s address")
        verbose_name_plural = _("tellers’ addresses")

    def __str__(self) -> str:
        return f"Contact of story {self.story_id}"


class StoryReading(models.Model):
    """That an official opened a story. Never changed, never deleted."""

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="readings")
    # No constraint: the row stays as it is when the reader's account is gone.
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
    )
    read_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("reading of a story")
        verbose_name_plural = _("readings of stories")
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Reading of story {self.story_id}"
