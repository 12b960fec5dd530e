"""What asking authors for their consent has in common, for merging and for splitting: a reason, and days to answer."""

import datetime as dt

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Invalid
from proposals.domain.merging.errors import ReasonNeeded

SHORTEST, LONGEST = 7, 60
"""Days that authors have for answering."""
LONGEST_REASON, LONGEST_ANSWER = 2000, 1000
WHY_NOT = _("Write why not, in at most 1,000 characters. The coordinator reads it.")


def reason_of(words: str, longest: int, told: str | Promise) -> str:
    """`words` cleaned. Raises `ReasonNeeded` with `told` for none, too many, or what cannot be stored."""
    text = words.replace("\r\n", "\n").strip()
    if not text or len(text) > longest or "\x00" in text:
        raise ReasonNeeded(fields={"reason": [told]})
    return text


def require_days(days: int) -> None:
    """Pass for 7 to 60 days. Raises `Invalid`."""
    if not SHORTEST <= days <= LONGEST:
        raise Invalid(fields={"days": [_("Give the authors between 7 and 60 days.")]})


def end_of_day(days: int) -> dt.datetime:
    """The end of the day `days` from today, in the town's time, also across a change of the clocks."""
    return timezone.make_aware(
        dt.datetime.combine(timezone.localdate() + dt.timedelta(days=days + 1), dt.time())
    )
