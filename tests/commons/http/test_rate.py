"""Token buckets: those that are full again are deleted at night, and nobody gets a token more for it."""

import datetime as dt

import pytest
from django.db.models import F

from commons.http import rate
from commons.http.models import Bucket
from commons.http.tasks import drop_full_buckets

pytestmark = pytest.mark.django_db
DAY = (2, rate.LONGEST)


def later(**time: float) -> None:
    """The clock of every bucket moves on."""
    Bucket.objects.update(filled_at=F("filled_at") - dt.timedelta(**time))


def test_a_bucket_is_deleted_when_it_is_full_again_and_kept_while_it_is_in_force() -> None:
    for _twice in range(2):
        rate.take("early", *DAY)
    later(hours=14)
    for _twice in range(2):
        rate.take("late", *DAY)
    later(hours=10.5)
    drop_full_buckets(timestamp=0)

    assert Bucket.objects.count() == 1
    assert [rate.allow("early", *DAY) for _time in range(3)] == [True, True, False]
    assert not rate.allow("late", *DAY)
    later(hours=2)
    assert [rate.allow("late", *DAY) for _time in range(2)] == [True, False]


def test_they_are_deleted_in_batches() -> None:
    for number in range(7):
        rate.take(f"old {number}", *DAY)
    later(days=2)
    rate.take("new", *DAY)

    assert (rate.drop_full(batch=3), Bucket.objects.count(), rate.drop_full()) == (7, 1, 0)


def test_a_bucket_that_would_be_deleted_before_it_is_full_is_refused() -> None:
    with pytest.raises(ValueError, match="deleted before it is full"):
        rate.allow("week", 1, 7 * rate.LONGEST)
