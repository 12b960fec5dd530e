"""What a query string asks of the queue, the same for pages and API. What is not understood is not asked."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from urllib.parse import urlencode

from commons.moderation.kinds import all_kinds
from commons.moderation.models import Reason


class Tab(StrEnum):
    """What is looked through."""

    REPORTED = "reported"
    HELD = "held"
    APPEALED = "appealed"
    NEW = "new"
    HIDDEN = "hidden"
    REDACTED = "redacted"


class Age(StrEnum):
    """How long ago it was written: within a day, or more than so many days."""

    DAY = "day"
    OVER_1 = "1"
    OVER_3 = "3"
    OVER_7 = "7"


UNKNOWN = "und"
"""Words whose language nobody said, as BCP 47 writes it."""
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")
REASONED = (Tab.REPORTED, Tab.APPEALED, Tab.HIDDEN, Tab.REDACTED)
"""Where there is a reason to choose by: of the reports, of the hiding, of the blacking out."""


@dataclass(frozen=True)
class Wish:
    """A tab and what of it. Empty: all. `area`: slug, with all below it. `reason`: of the reports or the decision.
    `language`: of the words, BCP 47, or `UNKNOWN`.
    `case`: number of a single one, wherever it stands; 0: the tab."""

    tab: Tab = Tab.REPORTED
    kind: str = ""
    reason: str = ""
    area: str = ""
    age: str = ""
    language: str = ""
    case: int = 0

    @property
    def query(self) -> str:
        """As a query string, without what is empty."""
        return urlencode({name: str(value) for name, value in asdict(self).items() if value})

    @property
    def is_narrow(self) -> bool:
        """Whether anything but the tab is chosen."""
        return any((self.kind, self.reason, self.area, self.age, self.language))


def wish_of(query: Mapping[str, str]) -> Wish:
    """The wish that a query string holds."""
    tab = query.get("tab", "")
    area = query.get("area", "")
    return Wish(
        tab=Tab(tab) if tab in set(Tab) else Tab.REPORTED,
        kind=_known(query.get("kind", ""), [kind.code for kind in all_kinds()]),
        reason=_known(query.get("reason", ""), Reason.values),
        area=area if len(area) <= 80 and "\x00" not in area else "",
        age=_known(query.get("age", ""), [str(age) for age in Age]),
        language=language if LANGUAGE.fullmatch(language := query.get("language", "")[:13]) else "",
        case=number_of(query.get("case", "")),
    )


def page_of(query: Mapping[str, str]) -> int:
    """The page that is asked for, from 1."""
    page = query.get("page", "")
    return int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 6 and int(page) else 1


def number_of(word: str) -> int:
    """A number as it is written in an address; 0 for anything else."""
    return int(word) if word.isascii() and word.isdigit() and len(word) < 19 else 0


def _known(word: str, words: list[str]) -> str:
    return word if word in words else ""
