"""Who is told by mail, and what was told.

Personal data: a mail address that wants the answers of a hearing, or of some of its services. It is stored apart from
notes: no key leads from here to a note, nor back; rows have random numbers and no time, and the mail that asks to
confirm is sent by a job that looks for such rows, so that no order and no moment tells who wrote what.
"""

import secrets
import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from commons.texts.translated import Language
from hearings.models.hearing import Hearing
from hearings.models.theme import Theme


def mail_token() -> str:
    """An unguessable word for the link in a mail."""
    return secrets.token_urlsafe(24)


class Subscriber(models.Model):
    """An address that asked to hear of the answers. Told nothing before it is confirmed; deleted when it stops.

    `services`: numbers of service areas; empty for the whole hearing. `is_asked`: the mail that asks to confirm is
    sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="subscribers")
    address = models.EmailField(_("mail address"))
    language = models.CharField(max_length=2, choices=Language)
    services = ArrayField(models.BigIntegerField(), default=list, blank=True)
    is_asked = models.BooleanField(default=False, editable=False)
    is_confirmed = models.BooleanField(default=False, editable=False)
    token = models.CharField(max_length=40, unique=True, default=mail_token, editable=False)

    class Meta:
        verbose_name = _("address that hears of answers")
        verbose_name_plural = _("addresses that hear of answers")
        constraints = [
            models.UniqueConstraint(Lower("address"), "hearing", name="subscriber_once_a_hearing"),
        ]

    def __str__(self) -> str:
        return f"Subscriber {self.pk}"


class Told(models.Model):
    """That an address was told something: once, whatever happens to the job. `what`: "answer 12", "later 7"."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="told")
    what = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscriber", "what"], name="told_once")]

    def __str__(self) -> str:
        return self.what


class ReminderKind(models.TextChoices):
    """Why an official is reminded of a theme."""

    ASSIGNED = "assigned", _("You are to answer a theme")
    BEFORE = "before", _("An answer is due soon")
    LATE = "late", _("An answer is late")
    PROMISED = "promised", _("A promised day has passed")


class Reminder(models.Model):
    """That an official was reminded of a theme: once for each kind and day."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="reminders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=ReminderKind)
    day = models.DateField(null=True)
    sent_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "user", "kind", "day"], nulls_distinct=False, name="reminder_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=ReminderKind.values), name="reminder_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.theme_id}"
