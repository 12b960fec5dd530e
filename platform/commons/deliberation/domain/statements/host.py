"""Whose thread it is: what pages and API of statements need to know of the thing that is talked about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from commons.deliberation.models import Stance, Statement
from commons.deliberation.owners import Further


@dataclass(frozen=True)
class Host:
    """A thing whose statements are read or answered, for one reader.

    `url`, `address`: the thing's page and that of its statements; `report`: where one is reported (its number follows).
    `is_open`: statements and answers are taken. `may_seed`: the reader may add the town's statements. The verbs are the
    owner's: they ask its gate and permission, then do what the verb of the same name in this package does.
    `languages`: that one may write in, as choices. `joined`: threads whose statements are read with these. `came_from`:
    the joined thing whose address led here. `further`: where it goes on, if it does.
    """

    thread: int
    title: str
    language: str
    url: str
    address: str
    report: str
    is_open: bool
    may_seed: bool
    write: Callable[..., Statement]
    answer: Callable[..., Stance]
    take_back: Callable[..., None]
    languages: Sequence[tuple[str, str | Promise]] = ()
    joined: tuple[int, ...] = ()
    came_from: str = ""
    further: Further | None = None
