"""What was answered to a request that may be sent twice. No personal data beyond the answer itself; kept for a day."""

from django.db import models
from django.db.models.functions import Now


class Answer(models.Model):
    """The stored answer to a creating request with an idempotency key.

    `scope`: who sent it (a user, a session). `fingerprint`: of method, path and body, so that a key used again for
    something else is noticed. `body` is null while the first request is still at work (its transaction is open).
    """

    scope = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="answer_once_a_key")]
        indexes = [models.Index(fields=["created_at"], name="answer_age")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"


class Bucket(models.Model):
    """A token bucket: `scope` (keyed hash of who and what), tokens left at `filled_at`. The table is not logged."""

    scope = models.CharField(max_length=64, primary_key=True)
    tokens = models.FloatField()
    filled_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.scope[:8]}: {self.tokens:.1f}"
