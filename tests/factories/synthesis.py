"""Syntheses for tests: open for comments, with comments on them."""

import datetime as dt
from uuid import uuid4

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from hearings.domain.receipts import hash_of, receipt_of
from hearings.models import Synthesis, SynthesisComment


class SynthesisFactory(DjangoModelFactory):
    """Comments are taken for a day more, and the words freeze a day later."""

    class Meta:
        model = Synthesis

    comments_until = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=1))
    freezes_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=2))


class SynthesisCommentFactory(DjangoModelFactory):
    """A comment on the whole, which waits to be read."""

    class Meta:
        model = SynthesisComment

    uuid = factory.LazyFunction(uuid4)
    text = factory.Sequence(lambda n: f"Yöt puuttuvat ({n})")
    receipt_hash = factory.LazyAttribute(lambda comment: hash_of(receipt_of(comment.uuid)))
