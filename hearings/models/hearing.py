"""The hearing, what it is about, and what is asked. No personal data."""

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.accounts.models import Service
from commons.places.models import Area
from commons.texts.translated import LANGUAGES, Language, translated
from hearings.models.channel import Channel, every_channel

WORDS = ("title", "purpose", "privacy")
"""Texts of a hearing that must be there in each of its languages before it opens."""


class HearingState(models.TextChoices):
    """Where a hearing is on its way. Whether notes are taken also depends on its period."""

    PREPARING = "preparing", _("Being prepared")
    OPEN = "open", pgettext_lazy("hearing", "Open")
    CLOSED = "closed", _("Closed, being worked on")
    ANSWERING = "answering", _("Being answered")
    ARCHIVED = "archived", _("Answered and archived")


S = HearingState
MOVES: tuple[tuple[HearingState, HearingState], ...] = (
    (S.PREPARING, S.OPEN),
    (S.OPEN, S.CLOSED),
    (S.CLOSED, S.OPEN),  # its period was made longer
    (S.CLOSED, S.ANSWERING),
    (S.ANSWERING, S.ARCHIVED),
)
"""Every allowed move, `(from, to)`. The database refuses all others. From answering on nothing can be said any more, so
that numbers by background, public from then on, never change and two of them tell nothing about who came between."""


class Polarity(models.TextChoices):
    """What a question asks for."""

    WORKS = "works", _("What works")
    WORKS_NOT = "works_not", _("What does not work")
    IDEA = "idea", _("An idea")


def words_needed(names: tuple[str, ...], hearing: str = "NEW.hearing_id") -> pgtrigger.Trigger:
    """A trigger that refuses a row whose texts are missing in a language of a hearing that is no longer prepared."""
    columns = ", ".join(f"'{name}'" for name in names)
    return pgtrigger.Trigger(
        name="words_in_each_language",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        func=f"""
        IF EXISTS (
            SELECT FROM hearings_hearing h WHERE h.id = {hearing} AND h.state <> 'preparing'
                AND hearings_lacks(to_jsonb(NEW), ARRAY[{columns}], h.languages::text[])
        ) THEN
            RAISE EXCEPTION 'A text is missing in a language of the hearing.' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
        """,
    )


class HearingQuerySet(models.QuerySet["Hearing"]):
    """Hearings by who may see them."""

    def public(self) -> "HearingQuerySet":
        """Everything but what is still being prepared."""
        return self.exclude(state=HearingState.PREPARING)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    obj_field=pghistory.ObjForeignKey(related_name="history", related_query_name="+"),
)
class Hearing(models.Model):
    """A hearing of residents, held by one or several organisations, in its own languages.

    Notes are taken while the state is open and the clock is between `opens_at` and `closes_at`. `held_channels`:
    notes that come in these ways wait until somebody has read them (those with marked words always do).
    `home_towns`: offered as an optional background answer. `report_published_at`: null while only officials may read
    the report.
    """

    slug = models.SlugField(_("identifier in addresses"), max_length=60, unique=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="hearings", verbose_name=_("area"))
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language), default=list, verbose_name=_("languages")
    )
    title = translated(models.CharField(_("title"), max_length=160, blank=True))
    purpose = translated(models.TextField(_("why we ask, and what it leads to"), max_length=2000, blank=True))
    privacy = translated(models.TextField(_("how what you say is handled"), max_length=2000, blank=True))
    hosts = models.CharField(_("organisers"), max_length=300, blank=True)
    home_towns = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, verbose_name=_("home towns to choose from")
    )
    held_channels = ArrayField(
        models.CharField(max_length=12, choices=Channel),
        default=every_channel,
        blank=True,
        verbose_name=_("ways in that are read before they are shown"),
    )
    state = models.CharField(
        pgettext_lazy("stage", "state"), max_length=10, choices=HearingState, default=HearingState.PREPARING
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    answers_due = models.DateField(_("answers promised by"), null=True, blank=True)
    report_published_at = models.DateTimeField(_("report published"), null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = HearingQuerySet.as_manager()

    class Meta:
        ordering = ("-opens_at", "-pk")
        verbose_name = _("hearing")
        verbose_name_plural = _("hearings")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=HearingState.values), name="hearing_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="hearing_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(languages__len__gte=1, languages__contained_by=list(LANGUAGES)),
                name="hearing_languages_known",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves", field="state", transitions=[(str(old), str(new)) for old, new in MOVES]
            ),
            pgtrigger.Trigger(
                name="words_before_opening",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("NEW.state <> 'preparing'"),
                declare=[("langs", "text[]")],
                func="""
                langs := NEW.languages::text[];
                IF hearings_lacks(to_jsonb(NEW), ARRAY['title', 'purpose', 'privacy'], langs)
                    OR EXISTS (SELECT FROM hearings_servicearea r WHERE r.hearing_id = NEW.id
                               AND hearings_lacks(to_jsonb(r), ARRAY['name'], langs))
                    OR EXISTS (SELECT FROM hearings_question r WHERE r.hearing_id = NEW.id
                               AND hearings_lacks(to_jsonb(r), ARRAY['text'], langs))
                    OR EXISTS (SELECT FROM hearings_event r WHERE r.hearing_id = NEW.id
                               AND hearings_lacks(to_jsonb(r), ARRAY['programme'], langs))
                    OR EXISTS (SELECT FROM hearings_statement r WHERE r.hearing_id = NEW.id
                               AND hearings_lacks(to_jsonb(r), ARRAY['text'], langs))
                    OR EXISTS (SELECT FROM hearings_smileyquestion r WHERE r.hearing_id = NEW.id
                               AND hearings_lacks(to_jsonb(r), ARRAY['text'], langs))
                THEN
                    RAISE EXCEPTION 'A text is missing in a language of the hearing.'
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="answered_before_archived",
                operation=pgtrigger.UpdateOf("state"),
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("NEW.state = 'archived' AND OLD.state <> 'archived'"),
                func="""
                IF EXISTS (SELECT FROM hearings_theme t WHERE t.hearing_id = NEW.id AND NOT EXISTS (
                    SELECT FROM hearings_answer a WHERE a.theme_id = t.id))
                THEN
                    RAISE EXCEPTION 'A theme of the hearing has no answer.' USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.title) or self.slug

    def get_absolute_url(self) -> str:
        """Its one address for life."""
        return f"/hearings/{self.slug}/"

    @property
    def moderation_rule(self) -> str:
        """What walls, signs and writing pages say of moderation: the rule that holds here, in the reader's language."""
        if set(self.held_channels) >= set(Channel.values):
            first = _("Notes are read by a moderator before they are shown.")
        else:
            first = _(
                "Notes in which a name, a telephone number or a word about health stands are read by a moderator "
                "before they are shown; others may be shown at once. Anybody can report a note."
            )
        then = _("Criticism is welcome; notes that name people are not shown.")
        return f"{first} {then}"


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), model_name="ServiceAreaEvent"
)
class ServiceArea(models.Model):
    """A part of the services that is heard about: child protection, elderly care. Sensitive ones need larger groups
    before numbers by background are shown."""

    hearing = models.ForeignKey(
        Hearing, on_delete=models.CASCADE, related_name="service_areas", verbose_name=_("hearing")
    )
    name = translated(models.CharField(_("name"), max_length=120, blank=True))
    service = models.ForeignKey(
        Service,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hearing_areas",
        verbose_name=_("responsible service"),
    )
    is_sensitive = models.BooleanField(_("sensitive"), default=False)
    position = models.PositiveIntegerField(_("order in lists"), default=0)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("service area")
        verbose_name_plural = _("service areas")
        triggers = [words_needed(("name",))]

    def __str__(self) -> str:
        return str(self.name)


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), model_name="QuestionEvent"
)
class Question(models.Model):
    """What is asked of every service area."""

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="questions")
    polarity = models.CharField(_("asks for"), max_length=10, choices=Polarity)
    text = translated(models.CharField(_("question"), max_length=160, blank=True))
    position = models.PositiveIntegerField(_("order in lists"), default=0)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(polarity__in=Polarity.values), name="question_polarity_known"
            )
        ]
        triggers = [words_needed(("text",))]

    def __str__(self) -> str:
        return str(self.text)
