"""Paper: cards with a number, printed in runs, and the piles in which they are keyed and checked.

Personal data: what is keyed waits here until a second person has compared it with the paper; then it is a note, and no
key leads from the card to it any more. What was corrected and the photo are kept for a year as evidence.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hearings.models.background import AgeBand, Gender
from hearings.models.contribution import NOTE_LENGTH, Contribution
from hearings.models.hearing import Hearing, Question, ServiceArea
from hearings.models.organisation import Organisation
from hearings.models.place import Event


class CardKind(models.TextChoices):
    """The two papers that are printed; each is a way in of its own."""

    STICKY = "sticky", _("Sticky note")
    POSTCARD = "postcard", _("Postcard")


class CardState(models.TextChoices):
    """Where a card is."""

    PRINTED = "printed", pgettext_lazy("cards", "Printed")
    GIVEN = "given", _("Given out")
    KEYED = "keyed", _("Keyed")
    CHECKED = "checked", _("Checked")
    SPOILT = "spoilt", pgettext_lazy("card", "Spoilt")


C = CardState
CARD_MOVES: tuple[tuple[CardState, CardState], ...] = (
    (C.PRINTED, C.GIVEN),
    (C.PRINTED, C.KEYED),
    (C.GIVEN, C.KEYED),
    (C.PRINTED, C.SPOILT),
    (C.GIVEN, C.SPOILT),
    (C.KEYED, C.CHECKED),
    (C.KEYED, C.GIVEN),  # keyed by mistake, and taken back
)
"""Every allowed move, `(from, to)`. The database refuses all others: what is checked is never keyed again."""


@pghistory.track(pghistory.InsertEvent(), model_name="CardRunEvent")
class CardRun(models.Model):
    """Cards with consecutive numbers, printed together: what they ask is on them. No question or service: whoever
    writes chooses. `organisation`: whom they were made for."""

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="card_runs")
    kind = models.CharField(_("paper"), max_length=8, choices=CardKind)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    service_area = models.ForeignKey(
        ServiceArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="card_runs"
    )
    first = models.PositiveIntegerField(_("first number"))
    last = models.PositiveIntegerField(_("last number"))
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("run of cards")
        verbose_name_plural = _("runs of cards")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=CardKind.values), name="card_run_kind_known"),
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="card_run_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"


# Only what is done by hand: when a card was keyed and checked would lead, by the time, to its note.
@pghistory.track(
    pghistory.UpdateEvent(
        "set_aside",
        condition=pgtrigger.Condition(
            "OLD.state IN ('printed', 'given') AND NEW.state IN ('given', 'spoilt')"
        ),
    ),
    model_name="CardEvent",
)
class Card(models.Model):
    """One card. `number`: printed on it, never used twice in the whole installation."""

    run = models.ForeignKey(CardRun, on_delete=models.CASCADE, related_name="cards")
    number = models.PositiveIntegerField(_("number"), unique=True)
    state = models.CharField(
        pgettext_lazy("stage", "state"), max_length=8, choices=CardState, default=CardState.PRINTED
    )

    class Meta:
        ordering = ("number",)
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=CardState.values), name="card_state_known")
        ]
        triggers = [
            pgtrigger.FSM(
                name="moves", field="state", transitions=[(str(old), str(new)) for old, new in CARD_MOVES]
            )
        ]

    def __str__(self) -> str:
        return str(self.number)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), model_name="PileEvent")
class Pile(models.Model):
    """Papers that are keyed together, such as a box that came from a library. `expected`: how many were counted."""

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="piles")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("paper"), max_length=8, choices=CardKind)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    expected = models.PositiveIntegerField(_("papers in the pile"), null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("pile")
        verbose_name_plural = _("piles")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=CardKind.values), name="pile_kind_known"),
            models.CheckConstraint(condition=~models.Q(name=""), name="pile_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    fields=["pile", "was_corrected", "checked_at"],
    model_name="KeyingEvent",
)
class Keying(models.Model):
    """What somebody read on a paper. Checked by somebody else it becomes a note, and the card is let go.

    `uuid`: made by the page, so that sending twice stores once. `keyed_text`: as keyed first; empty after the check
    where nothing was corrected.
    """

    pile = models.ForeignKey(Pile, on_delete=models.PROTECT, related_name="keyings")
    uuid = models.UUIDField(unique=True, editable=False)
    card = models.OneToOneField(Card, on_delete=models.PROTECT, null=True, blank=True, related_name="keying")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    service_area = models.ForeignKey(ServiceArea, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(_("language of the text"), max_length=12, default="fi")
    text = models.TextField(_("text"), max_length=NOTE_LENGTH, blank=True)
    keyed_text = models.TextField(max_length=NOTE_LENGTH, blank=True, editable=False)
    keyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    keyed_at = models.DateTimeField(db_default=Now(), editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, editable=False)
    was_corrected = models.BooleanField(default=False, editable=False)
    note = models.OneToOneField(
        Contribution, on_delete=models.PROTECT, null=True, related_name="keying", editable=False
    )

    class Meta:
        ordering = ("pk",)
        verbose_name = _("keyed paper")
        verbose_name_plural = _("keyed papers")
        indexes = [models.Index(fields=["pile", "checked_at", "id"], name="keying_to_check")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(checked_by__isnull=True) | ~models.Q(checked_by=models.F("keyed_by")),
                name="keying_checked_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(checked_at__isnull=True, note__isnull=True, checked_by__isnull=True)
                | models.Q(checked_at__isnull=False, note__isnull=False, card__isnull=True, text=""),
                name="keying_checked_becomes_note",
            ),
        ]

    def __str__(self) -> str:
        return f"Keyed {self.pk}"


class KeyedBackground(models.Model):
    """What a paper tells of its writer, while it waits for its check. Then this row goes, and what it said is kept
    like everybody's, where no key leads to a paper or a note."""

    keying = models.OneToOneField(Keying, on_delete=models.CASCADE, related_name="background")
    age_band = models.CharField(_("age"), max_length=6, choices=AgeBand, blank=True)
    gender = models.CharField(_("gender"), max_length=6, choices=Gender, blank=True)
    home_town = models.CharField(_("home town"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("background answers on a paper")
        verbose_name_plural = _("background answers on papers")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(age_band="") | models.Q(age_band__in=AgeBand.values),
                name="keyed_background_age_known",
            ),
            models.CheckConstraint(
                condition=models.Q(gender="") | models.Q(gender__in=Gender.values),
                name="keyed_background_gender_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Background {self.keying_id}"


class PaperPhoto(models.Model):
    """A photo of the paper, made anew without anything that a camera writes beside it. In the database and not among
    the pictures, so that no address of the web server can ever lead to it."""

    keying = models.OneToOneField(Keying, on_delete=models.CASCADE, related_name="photo")
    jpeg = models.BinaryField()

    class Meta:
        verbose_name = _("photo of a paper")
        verbose_name_plural = _("photos of papers")

    def __str__(self) -> str:
        return f"Photo {self.keying_id}"
