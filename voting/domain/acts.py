"""The book of acts of a vote: what officials did in it, link by link, and whether it is whole. See `commons.audit`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit.domain import chain
from commons.audit.domain.chain import Looked
from commons.audit.domain.entries import official_names
from commons.audit.kinds import verbs
from commons.audit.models import BEGINNING, Book, Link
from commons.http.errors import Text
from voting import rules
from voting.models import Election

PAGE = 100
_DONE: dict[str, Text] = {"INSERT": _("added"), "UPDATE": _("changed"), "DELETE": _("removed")}


def book_of(election: Election) -> str:
    """The name of the election's book."""
    return f"vote/{election.pk}"


@dataclass(frozen=True)
class Head:
    """What is published of a book, so that it can be anchored elsewhere: how many links, and the hash of the last."""

    length: int
    hash: str


def head_of(election: Election) -> Head:
    """The head of the election's book as it is now. One query."""
    book = Book.objects.filter(pk=book_of(election)).first()
    return Head(book.length, book.head) if book else Head(0, BEGINNING)


def public_file(election: Election) -> str:
    """The whole book as CSV, with everything that is hashed but the words of the reasons."""
    return chain.as_csv(chain.rows_of(book_of(election)))


@dataclass(frozen=True)
class Written:
    """One link of an act: its number and hash, and what it did ("people on the roll", "added", 1 800)."""

    number: int
    hash: str
    thing: Text
    done: Text
    rows: int


@dataclass(frozen=True)
class Act:
    """What one verb did. `actor` is empty for the system. `named`: a verb of the program did it, not a bare change."""

    when: datetime
    actor: str
    what: Text
    reason: str
    named: bool
    links: list[Written] = field(default_factory=list)


@dataclass(frozen=True)
class ActPage:
    """Acts, newest first; `before`: number for the page after this one, or None on the last."""

    acts: list[Act]
    before: int | None


def look_over(*, actor: Actor, election: Election) -> Looked:
    """Reckon the whole book again. Raises `NotAllowed` for all but the officials of the vote."""
    require(actor, rules.SEE_DESK, election)
    return chain.check_book(book_of(election))


def acts(*, actor: Actor, election: Election, before: int | None = None) -> ActPage:
    """Acts with names and reasons. Three queries at most. Raises `NotAllowed`."""
    require(actor, rules.SEE_DESK, election)
    rows = Link.objects.filter(book=book_of(election), number__isnull=False).order_by("-number")
    if before is not None:
        rows = rows.filter(number__lt=before)
    links = list(rows[: PAGE + 1])
    shown = links[:PAGE]
    names = official_names({link.actor for link in shown})
    told = [_act(list(mine), names) for _key, mine in groupby(shown, key=lambda link: (link.act, link.verb))]
    return ActPage(told, shown[-1].number if len(links) > PAGE else None)


def _act(links: Sequence[Link], names: dict[int, str]) -> Act:
    first = links[0]
    return Act(
        when=first.at,
        actor=names.get(first.actor or 0, "") or (f"#{first.actor}" if first.actor else ""),
        what=verbs().get(first.verb) or first.verb or _("Changed without a verb of the program"),
        reason=first.reason,
        named=bool(first.verb),
        links=[
            Written(link.number or 0, link.hash, _thing(link.thing), _DONE[link.operation], link.rows)
            for link in links
        ],
    )


def _thing(table: str) -> Text:
    """What the rows of a table are called."""
    for model in apps.get_models():
        if model._meta.db_table == table and not model._meta.proxy:
            return model._meta.verbose_name_plural or table
    return table
