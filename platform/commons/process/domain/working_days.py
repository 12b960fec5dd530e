"""Working days in Finland, for deadlines.

Sources: the feasts of the Church Act, May Day and Independence Day (Act 388/1937) as the public calendar has them;
for the end of a time limit the Act on the Calculation of Statutory Time Limits (150/1930), section 5: a limit that
ends on a holiday, a Saturday, or Midsummer's or Christmas Eve ends on the next working day. The moveable feasts follow
from Easter Sunday (Gregorian computus, Meeus/Jones/Butcher).
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from django.utils import timezone

SATURDAY = 5
FIXED = ((1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26))
"""New Year's Day, Epiphany, May Day, Independence Day, Christmas Eve, Christmas Day, Boxing Day: `(month, day)`."""
AFTER_EASTER = (-2, 0, 1, 39, 49)
"""Good Friday, Easter Sunday and Monday, Ascension Day, Whit Sunday: days from Easter Sunday."""
LONGEST = 3660


def easter(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """Days on which offices are closed, also those that fall on a weekend."""
    fixed = {date(year, month, day) for month, day in FIXED}
    moving = {easter(year) + timedelta(days) for days in AFTER_EASTER}
    return frozenset(
        fixed | moving | {_saturday_from(date(year, 6, 20)), _saturday_from(date(year, 10, 31))}
    ) | {_saturday_from(date(year, 6, 20)) - timedelta(1)}


def _saturday_from(day: date) -> date:
    """The first Saturday on or after a day: Midsummer from 20 June, All Saints' from 31 October."""
    return day + timedelta((SATURDAY - day.weekday()) % 7)


def is_working(day: date) -> bool:
    """Monday to Friday, and no holiday."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def next_working(day: date) -> date:
    """The day itself if it is a working day, else the first one after it: where a time limit really ends."""
    while not is_working(day):
        day += timedelta(1)
    return day


def after(day: date, working_days: int) -> date:
    """The day that many working days after `day`, not counting it; 0 gives `day` or the next working day."""
    if not 0 <= working_days <= LONGEST:
        raise ValueError(working_days)
    for _step in range(working_days):
        day = next_working(day + timedelta(1))
    return next_working(day)


def before(day: date, working_days: int) -> date:
    """The day that many working days before `day`."""
    left = working_days
    while left > 0:
        day -= timedelta(1)
        left -= is_working(day)
    return day


def end_of(day: date) -> datetime:
    """The moment at which a day is over in the town: its next midnight, also where the clocks change in between.

    In UTC, so that differences count real hours.
    """
    return timezone.make_aware(datetime.combine(day + timedelta(1), time())).astimezone(UTC)
