"""What can be moderated. Owners tell how their things are read, hidden and shown; moderation does not know them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from commons.accounts.permissions import Actor
from commons.http.errors import Text

HELD = "held"
"""Given as the reason to `conceal` where nobody has read the thing yet."""


@dataclass(frozen=True)
class Thing:
    """How a thing looks to a moderator, also when it is hidden: its words and their language (BCP 47), what it belongs
    to, the path of its page, and of a picture. `sort`: what it is among its kind, such as an argument against."""

    text: str
    language: str = ""
    title: Text = ""
    title_language: str = ""
    url: str = ""
    picture: str = ""
    sort: Text = ""


@dataclass(frozen=True)
class Facts:
    """What a case is begun with: ids of writer, area and year, people whom it concerns beside the writer, the words and
    their language (BCP 47; empty: not known)."""

    text: str
    author: int | None = None
    area: int | None = None
    cycle: int | None = None
    concerns: tuple[int, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of thing. All in a constant number of queries.

    `things(ids)`: for the desk. `facts(id)`: None for what does not exist or nobody sees. `conceal(ids, reason)`: a
    value of `Reason`, or `HELD`. `reveal(ids)`.

    Where words can be blacked out: `passages(id)` gives every text in which the thing's words stand, also in what
    others may read of its past, by a key that only the owner understands; `rewrite(id, texts)` puts other texts there,
    and must leave no copy of the old ones. Without both it is hidden as a whole. `copies(id)`: texts of others that
    may have taken words over, by keys of the same kind; there only the very words that are covered in the thing itself
    are covered too.

    `seen_by(actor, id)`: of what only some people see, whether this person does; None: everybody sees it.

    `may_wait`: whether a year may have it read before it is shown. What belongs to no year is always shown at once.
    """

    code: str
    label: Text
    things: Callable[[Collection[int]], Mapping[int, Thing]]
    facts: Callable[[int], Facts | None]
    conceal: Callable[[Collection[int], str], None]
    reveal: Callable[[Collection[int]], None]
    passages: Callable[[int], Mapping[str, str]] | None = None
    rewrite: Callable[[int, Mapping[str, str]], None] | None = None
    copies: Callable[[int], Mapping[str, str]] | None = None
    seen_by: Callable[[Actor, int], bool] | None = None
    may_wait: bool = True

    @property
    def may_redact(self) -> bool:
        """Whether words can be blacked out in it."""
        return self.passages is not None and self.rewrite is not None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known; each app does so when the program starts."""
    _kinds[kind.code] = kind
    return kind


def kind_of(code: str) -> Kind:
    """The kind with this code, or `KeyError`."""
    return _kinds[code]


def all_kinds() -> list[Kind]:
    """Every kind, in the order of their codes."""
    return [_kinds[code] for code in sorted(_kinds)]


def ruled_kinds() -> list[Kind]:
    """The kinds for which a year has a rule, in the order of their codes."""
    return [kind for kind in all_kinds() if kind.may_wait]


def things_of(wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], Thing]:
    """Things by kind and number. As many calls as there are kinds among them."""
    found: dict[tuple[str, int], Thing] = {}
    for code in {code for code, _target in wanted}:
        if code in _kinds:
            things = _kinds[code].things([target for other, target in wanted if other == code])
            found |= {(code, target): thing for target, thing in things.items()}
    return found
