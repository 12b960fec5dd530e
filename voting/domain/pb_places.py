"""Where and when the election of a `.pb` file was: areas by name, and the days of the vote."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify

from commons.places.models import Area
from voting.counting import Election as PbElection

YEAR = timedelta(days=365)
DAY = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$")


class Places:
    """Areas of one file below its town; made when they are first asked for, known ones are used again."""

    def __init__(self, found: PbElection) -> None:
        meta = found.meta
        name = (meta.get("unit") or meta.get("country") or "Election").strip()
        self.root = self._area(name, None)
        self._known: dict[str, Area] = {}

    def of(self, name: str) -> Area:
        """The area of this name below the town; the town itself for an empty one."""
        name = name.strip()
        if not name:
            return self.root
        if name not in self._known:
            self._known[name] = self._area(name, self.root)
        return self._known[name]

    @staticmethod
    def _area(name: str, parent: Area | None) -> Area:
        slug = slugify(name)[:80] or "area"
        found = Area.objects.filter(parent=parent, slug=slug).first()
        if found is not None:
            return found
        path = f"{parent.path if parent else ''}{slug}/"
        return Area.objects.create(parent=parent, slug=slug, path=path, name_fi=name[:120])


def period(meta: dict[str, str]) -> tuple[datetime, datetime]:
    """From the first day of the vote to the end of the last; whole years where the file gives only those.

    A vote whose end is missing or still to come is taken as ended: its ballots are all in the file.
    """
    begin = _moment(meta.get("date_begin", ""), last=False) or _moment(meta.get("instance", ""), last=False)
    end = _moment(meta.get("date_end", ""), last=True) or _moment(meta.get("instance", ""), last=True)
    now = timezone.now()
    if end is None or end > now:
        end = now
    if begin is None or begin >= end:
        begin = end - timedelta(days=1)
    return begin, end


def _moment(text: str, *, last: bool) -> datetime | None:
    zone = ZoneInfo(settings.TIME_ZONE)
    text = text.strip()
    try:
        if match := DAY.match(text):
            day = datetime(int(match[3]), int(match[2]), int(match[1]), tzinfo=zone)
            return datetime.combine(day.date() + timedelta(days=int(last)), time(), tzinfo=zone)
        if match := re.search(r"\b(19|20)\d{2}\b", text):
            return datetime(int(match[0]) + int(last), 1, 1, tzinfo=zone)
    except ValueError:
        return None
    return None
