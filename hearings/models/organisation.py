"""Organisations that pass the word on (the snowball), and the mails they get.

Personal data: the mail address of an organisation, which may be one person's; taken away when the organisation is
withdrawn. No row here leads to a note, and no note leads here: `answers` is only counted.
"""

import secrets

import pghistory
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from commons.texts.translated import Language
from hearings.models.hearing import Hearing


def new_token() -> str:
    """A word for a link that nobody guesses."""
    return secrets.token_urlsafe(15)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["name", "asked_at", "stopped_at", "withdrawn_at"],
    model_name="OrganisationEvent",
)
class Organisation(models.Model):
    """An organisation that is asked to hear its people. `token`: its link for everybody, `stop_token`: the one that
    stops mails, which stands in its mail alone. `answers`: notes that came through the link, counted without keeping
    which ones. Who is withdrawn has no address any more; the link goes on to the hearing.
    """

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="organisations")
    name = models.CharField(_("name"), max_length=160)
    email = models.EmailField(_("mail address"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default="fi")
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    stop_token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    added_at = models.DateTimeField(db_default=Now(), editable=False)
    asked_at = models.DateTimeField(null=True, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    answers = models.PositiveIntegerField(default=0, editable=False)
    stopped_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("name", "pk")
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(
                models.F("hearing"),
                Lower("email"),
                condition=~models.Q(email=""),
                name="organisation_asked_once",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="organisation_has_name"),
            models.CheckConstraint(
                condition=models.Q(language__in=Language.values), name="organisation_language_known"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(email=""),
                name="organisation_withdrawn_has_no_address",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MailingKind(models.TextChoices):
    """What a mail to an organisation is."""

    INVITATION = "invitation", _("Invitation")
    REMINDER = "reminder", _("Reminder")


class Mailing(models.Model):
    """That an organisation gets a mail; each kind once, which the database holds."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="mailings")
    kind = models.CharField(max_length=10, choices=MailingKind)
    planned_at = models.DateTimeField(db_default=Now(), editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("mail to an organisation")
        verbose_name_plural = _("mails to organisations")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind"], name="mailing_once_a_kind"),
            models.CheckConstraint(
                condition=models.Q(kind__in=MailingKind.values), name="mailing_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.organisation_id}"
