"""Where in a talk a reader is: the words of an address that lead to the same page of it, with the same replies open."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from commons.deliberation.domain.queries import Contribution, ThreadPage
from commons.deliberation.domain.selects import Order
from commons.deliberation.domain.windows import Window, before, further, is_whole

WORDS = ("order", "page", "seed", "replies")
"""Words of the address of a page of the talk; `replies` may come several times: COMMENT.FIRST.LAST."""
MOST_OPENED = 5
"""Comments of which more than the first replies are open: those that were opened last."""


def number(request: HttpRequest, name: str, digits: int) -> int | None:
    """A number of the address, or None for what is none."""
    return _number(request.GET.get(name, ""), digits)


def _number(word: str, digits: int) -> int | None:
    return int(word) if word.isascii() and word.isdigit() and len(word) <= digits else None


def order_of(request: HttpRequest) -> Order:
    """The order that was asked for; fair for one that does not exist."""
    word = request.GET.get("order", "")
    return Order(word) if word in set(Order) else Order.FAIR


def opened(request: HttpRequest) -> dict[int, Window]:
    """Which replies of which comments the reader has opened; junk is passed over."""
    found: dict[int, Window] = {}
    for words in request.GET.getlist("replies"):
        numbers = [_number(word, digits) for word, digits in zip(words.split("."), (18, 6, 6), strict=False)]
        comment, first, last = (*numbers, None, None, None)[:3]
        if comment is None or first is None or last is None or not is_whole(Window(first, last)):
            continue
        found.pop(comment, None)
        found[comment] = Window(first, last)
    return dict(list(found.items())[-MOST_OPENED:])


def place_of(
    talk: ThreadPage, request: HttpRequest, opened: Mapping[int, Window] | None = None
) -> list[tuple[str, str]]:
    """The words that lead to this very page of the talk, also tomorrow and for somebody else.

    `opened`: other replies than those that are open now.
    """
    here = [("order", str(talk.order)), ("page", str(talk.number))]
    if talk.order == Order.FAIR:
        here.append(("seed", str(talk.seed)))
    windows = talk.opened if opened is None else opened
    here += [("replies", f"{pk}.{one.first}.{one.last}") for pk, one in windows.items()]
    # What was merged or split still shows at its own address what was said there.
    return [*here, ("original", "")] if "original" in request.GET else here


def kept(sent: QueryDict) -> str:
    """The place that a form brought along, as a query."""
    return urlencode([(name, value) for name in WORDS for value in sent.getlist(name)])


def more_of(one: Contribution, talk: ThreadPage, request: HttpRequest, action: str) -> dict[str, Any]:
    """The ways to the replies before and after those that are shown; without any nothing.

    Each keeps the reader at the reply that is next to it now.
    """
    if not one.replies:
        return {}
    ways: dict[str, Any] = {}

    def way(window: Window, beside: Contribution) -> str:
        place = place_of(talk, request, {**talk.opened, one.pk: window})
        return f"{action}?{urlencode(place)}#comment-{beside.pk}"

    if one.window.first > 1:
        wider = before(one.window)
        ways["earlier"] = {"url": way(wider, one.replies[0]), "count": one.window.first - wider.first}
    if one.window.last < one.reply_count:
        wider = further(one.window, one.reply_count)
        ways["later"] = {"url": way(wider, one.replies[-1]), "count": wider.last - one.window.last}
    return ways
