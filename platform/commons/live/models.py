"""How often each topic has changed. No personal data."""

import uuid

from django.db import models
from django.db.models.functions import Now


class TopicVersion(models.Model):
    """The version of a topic: raised by one after every commit that published it, so without gaps.

    `epoch` is made with the row: after a restored backup versions may go back, and the epoch then tells clients
    that "7" is no longer the "7" they know.
    """

    name = models.CharField(max_length=94, primary_key=True)
    version = models.PositiveBigIntegerField()
    epoch = models.UUIDField(default=uuid.uuid4)
    changed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
