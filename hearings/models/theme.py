"""Themes: what many notes have in common. No personal data beyond the name of the official who answers."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.followup.models import Track
from commons.texts.translated import LANGUAGES, translated
from hearings.models.hearing import Hearing, words_needed


class DecisionLevel(models.TextChoices):
    """Who can decide on what a theme asks for. Small wishes are done fast, large ones need a board."""

    UNIT = "unit", _("The unit itself")
    SERVICE = "service", _("The management of the service")
    BOARD = "board", _("The board")
    COUNCIL = "council", _("The council")
    STATE = "state", _("The state or another authority")


_WORDS = tuple(f"{name}_{language}" for name in ("title", "summary") for language in LANGUAGES)
_FROZEN = """
IF EXISTS (SELECT FROM hearings_synthesis s WHERE s.hearing_id = {row}.hearing_id
           AND (s.frozen_at IS NOT NULL OR s.freezes_at <= statement_timestamp())) THEN
    RAISE EXCEPTION 'The words of the themes are frozen.' USING ERRCODE = 'restrict_violation';
END IF;
RETURN {row};
"""


def frozen_words() -> list[pgtrigger.Trigger]:
    """Triggers that keep the words of themes, and which themes there are, once the synthesis is frozen."""
    same = " IS DISTINCT FROM ".join(
        "ROW({})".format(", ".join(f"{row}.{name}" for name in _WORDS)) for row in ("OLD", "NEW")
    )
    return [
        pgtrigger.Trigger(
            name="frozen_words",
            operation=pgtrigger.Update,
            when=pgtrigger.Before,
            condition=pgtrigger.Condition(same),
            func=_FROZEN.format(row="NEW"),
        ),
        pgtrigger.Trigger(
            name="frozen_new",
            operation=pgtrigger.Insert,
            when=pgtrigger.Before,
            func=_FROZEN.format(row="NEW"),
        ),
        pgtrigger.Trigger(
            name="frozen_gone",
            operation=pgtrigger.Delete,
            when=pgtrigger.Before,
            func=_FROZEN.format(row="OLD"),
        ),
    ]


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["created_at", "track"],
    model_name="ThemeEvent",
)
class Theme(models.Model):
    """Notes that belong together, named by officials in the languages of the hearing. Ends in an answer.

    `responsible`: the office or official who answers, public. `assignee`: the account that is reminded of it. `due`:
    when the answer is promised. `track`: what is told after the answer; made with the first entry.
    """

    hearing = models.ForeignKey(
        Hearing, on_delete=models.PROTECT, related_name="themes", verbose_name=_("hearing")
    )
    title = translated(models.CharField(_("title"), max_length=160, blank=True))
    summary = translated(models.TextField(_("what the notes say"), max_length=2000, blank=True))
    responsible = models.CharField(_("who answers"), max_length=160, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who is reminded"),
    )
    level = models.CharField(
        _("who decides"), max_length=10, choices=DecisionLevel, default=DecisionLevel.SERVICE
    )
    due = models.DateField(_("answer promised by"), null=True, blank=True)
    position = models.PositiveIntegerField(_("order in lists"), default=0)
    track = models.OneToOneField(
        Track, on_delete=models.PROTECT, null=True, related_name="theme", editable=False
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        triggers = [words_needed(("title",)), *frozen_words()]

    def __str__(self) -> str:
        return str(self.title)


class Grouping(models.Model):
    """One step of grouping, so that it can be undone: which notes went where, and where each came from.

    `before`: number of the note as text → number of its theme before, or null. Undone steps stay.
    """

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="groupings")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, null=True, related_name="+")
    before = models.JSONField()
    done_at = models.DateTimeField(db_default=Now(), editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("grouping")
        verbose_name_plural = _("groupings")

    def __str__(self) -> str:
        return f"Grouping {self.pk}"
