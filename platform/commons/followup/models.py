"""What became of something: milestones, and the people who want to hear of them.

Personal data: who follows what, which can show a political opinion; never listed publicly.
"""

import secrets

import pghistory
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.texts.translated import translated


class Track(models.Model):
    """The follow-up of something. Its owner holds a one-to-one key to it."""

    created_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"Track {self.pk}"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["author", "key"],
    obj_field=pghistory.ObjForeignKey(related_name="events", related_query_name="+"),
)
class Milestone(models.Model):
    """A dated event: planned, begun, delayed, opened. `spent`: money spent in this step, in the cycle's currency."""

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="milestones")
    date = models.DateField(_("date"))
    title = translated(models.CharField(_("what happened"), max_length=160, blank=True))
    text = translated(models.TextField(_("more about it"), blank=True))
    picture = models.ImageField(_("picture"), upload_to="milestones/", blank=True)
    picture_alt = translated(models.CharField(_("what the picture shows"), max_length=300, blank=True))
    spent = models.DecimalField(_("money spent"), max_digits=14, decimal_places=2, null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("written on"), db_default=Now(), editable=False)
    key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering = ("date", "pk")
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(spent__isnull=True) | models.Q(spent__gte=0),
                name="milestone_spent_not_negative",
            )
        ]

    def __str__(self) -> str:
        return f"{self.date}: {self.title}"


def stop_token() -> str:
    """An unguessable word for the one-click stop link of a mail."""
    return secrets.token_urlsafe(24)


class FollowReason(models.TextChoices):
    """Why somebody hears about a thing."""

    AUTHOR = "author", _("You wrote the proposal")
    SUPPORTER = "supporter", _("You supported the proposal")
    ASKED = "asked", _("You asked to be told")
    DELEGATE = "delegate", _("You are in the follow-up group of the year")


class Follower(models.Model):
    """A person who gets a mail at each milestone, until they stop it with the link in the mail."""

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="followers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    reason = models.CharField(max_length=10, choices=FollowReason)
    stop_token = models.CharField(max_length=40, unique=True, default=stop_token, editable=False)
    stopped_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["track", "user"], name="follower_once_a_track")]

    def __str__(self) -> str:
        return f"{self.user} → {self.track}"


class Notice(models.Model):
    """That a follower was mailed about a milestone: once, whatever happens to the job that does it."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="notices")
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="notices")
    sent_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["milestone", "follower"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.milestone_id} → {self.follower_id}"


class Rhythm(models.TextChoices):
    """How often somebody gets mails."""

    EACH = "each", _("As it happens")
    DAILY = "daily", _("Once a day, in the morning")
    WEEKLY = "weekly", _("Once a week, on Monday morning")
    NONE = "none", _("No mails")


class MailChoice(models.Model):
    """How a person hears of news. Without one: of each milestone as it happens."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choice"
    )
    rhythm = models.CharField(_("how often"), max_length=8, choices=Rhythm, default=Rhythm.EACH)
    stop_token = models.CharField(max_length=40, unique=True, default=stop_token, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(rhythm__in=Rhythm.values), name="mail_rhythm_known")
        ]
        indexes = [models.Index(fields=["rhythm", "id"], name="mail_choice_by_rhythm")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.rhythm}"


class Watch(models.Model):
    """Something beyond single tracks of which a person hears: "area:12", "category:3", "own"."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watches")
    tag = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "tag"], name="watch_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.tag}"


class DigestRun(models.Model):
    """One round of digests: what happened from `since` until just before `until`. Once for each slot."""

    rhythm = models.CharField(max_length=8, choices=Rhythm)
    slot = models.CharField(max_length=20)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rhythm", "slot"], name="digest_run_once"),
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")), name="digest_run_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rhythm} {self.slot}"


class Digest(models.Model):
    """That a person had the digest of a round: once, whatever happens to the job."""

    run = models.ForeignKey(DigestRun, on_delete=models.CASCADE, related_name="digests")
    choice = models.ForeignKey(MailChoice, on_delete=models.CASCADE, related_name="digests")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "choice"], name="digest_once")]

    def __str__(self) -> str:
        return f"{self.run_id} → {self.choice_id}"


class OutsideRun(models.Model):
    """One morning's mails to addresses without an account: what was told from `since` until just before `until`."""

    day = models.DateField(unique=True)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")), name="outside_run_forward"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class OutsideTold(models.Model):
    """That an address had the mail of a morning: once, whatever happens to the job. `who`: a keyed hash of it."""

    run = models.ForeignKey(OutsideRun, on_delete=models.CASCADE, related_name="told")
    who = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "who"], name="outside_told_once")]

    def __str__(self) -> str:
        return f"{self.run_id}"
