"""Working days: the feasts that move, the eves, and days that are 23 or 25 hours long."""

from datetime import date, timedelta

import pytest

from commons.process.domain.working_days import (
    after,
    before,
    easter,
    end_of,
    holidays,
    is_working,
    next_working,
)


@pytest.mark.parametrize(
    ("year", "day"),
    [(1961, date(1961, 4, 2)), (2008, date(2008, 3, 23)), (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5)),
     (2027, date(2027, 3, 28)), (2038, date(2038, 4, 25)), (2285, date(2285, 3, 22))],
)  # fmt: skip
def test_easter_falls_where_the_calendar_has_it(year: int, day: date) -> None:
    assert easter(year) == day


def test_the_holidays_of_a_year() -> None:
    assert sorted(holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 1, 6),
        date(2026, 4, 3),
        date(2026, 4, 5),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),
        date(2026, 5, 24),
        date(2026, 6, 19),
        date(2026, 6, 20),
        date(2026, 10, 31),
        date(2026, 12, 6),
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 26),
    ]


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 4, 1), 1, date(2026, 4, 2)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # over Easter
        (date(2026, 12, 23), 1, date(2026, 12, 28)),  # over Christmas
        (date(2026, 6, 18), 1, date(2026, 6, 22)),  # over Midsummer's Eve
        (date(2026, 6, 20), 0, date(2026, 6, 22)),
        (date(2026, 12, 30), 5, date(2027, 1, 8)),  # over two years and Epiphany
        (date(2026, 3, 27), 2, date(2026, 3, 31)),  # over the change of the clocks
    ],
)
def test_working_days_are_counted_over_weekends_and_feasts(start: date, days: int, end: date) -> None:
    assert after(start, days) == end
    assert is_working(end)


def test_counting_back_is_the_other_way_round() -> None:
    assert before(date(2026, 4, 7), 1) == date(2026, 4, 2)
    assert before(after(date(2026, 6, 1), 40), 40) == date(2026, 6, 1)


def test_a_limit_on_a_holiday_ends_on_the_next_working_day() -> None:
    assert (next_working(date(2026, 5, 1)), next_working(date(2026, 5, 4))) == (date(2026, 5, 4),) * 2
    with pytest.raises(ValueError, match="-1"):
        after(date(2026, 5, 1), -1)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 10, 26), 24)]
)
def test_a_day_ends_at_midnight_also_when_the_clocks_change(day: date, hours: int) -> None:
    assert end_of(day) - end_of(day - timedelta(1)) == timedelta(hours=hours)
