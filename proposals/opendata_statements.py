"""What is published of statements: their words, and the numbers that everybody can see. No answers, no people.

Both are read from the pictures that were drawn for the pages, so a file tells no more than they do.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from commons.deliberation.domain.statements.picture import summary_of
from commons.deliberation.domain.statements.summary import Summary
from commons.deliberation.models import OpinionPicture, Statement
from commons.opendata import datasets
from commons.opendata.common_fields import BEGAN, language, proposal
from commons.opendata.datasets import Dataset, Field, Kind, Line, Topic
from proposals.models import Proposal

LETTERS = "ABCDE"
_LAST = (2**63, summary_of(None))
"""After the last picture."""


def _shown() -> Any:
    """What everybody may read. `about`: the proposal under which it is read and answered, where one was merged that in
    which it goes on."""
    listed = Proposal.objects.listed()
    here = Q(thread__proposal__in=listed) | Q(thread__proposal__merged_into__in=listed)
    about = Coalesce("thread__proposal__merged_into", "thread__proposal")
    return Statement.objects.filter(here, hidden_at=None).annotate(about=about)


def _drawn() -> Iterator[tuple[int, Summary]]:
    """What the picture of each proposal tells, by the proposal's id. One query, read bit by bit."""
    rows = OpinionPicture.objects.filter(thread__proposal__isnull=False).annotate(
        about=F("thread__proposal__pk")
    )
    for picture in rows.order_by("about").iterator(chunk_size=100):
        yield picture.about, summary_of(picture)


def _statements() -> Iterator[Line]:
    """By proposal, beside the pictures in the same order. Two queries."""
    columns = ("pk", "about", "text", "language", "is_official")
    rows = _shown().order_by("about", "pk").values_list(*columns)
    pictures = _drawn()
    of, summary = next(pictures, _LAST)
    for pk, about, *words in rows.iterator(chunk_size=500):
        while of < about:
            of, summary = next(pictures, _LAST)
        one = summary.numbers.get(pk) if of == about else None
        shares = one.shares if one else None
        yield [
            pk,
            about,
            *words,
            one.answered if one else None,
            *((shares.agree, shares.disagree, shares.passed) if shares else (None, None, None)),
        ]


def _groups() -> Iterator[Line]:
    """A row for each statement and group that has numbers of its own. Two queries."""
    shown: dict[int, set[int]] = {}
    drawn = OpinionPicture.objects.values("thread__proposal")
    for about, pk in _shown().filter(about__in=drawn).values_list("about", "pk").iterator(chunk_size=2_000):
        shown.setdefault(about, set()).add(pk)
    for about, summary in _drawn():
        for letter, group in zip(LETTERS, summary.groups, strict=False):
            for pk, shares in sorted(group.shares.items()):
                if pk in shown.get(about, ()):
                    yield [about, letter, pk, group.size, shares.agree, shares.disagree, shares.passed]


def register() -> None:
    """Publish statements and opinion groups."""
    datasets.register(
        Dataset(
            slug="statements",
            title=_("Statements about proposals"),
            holds=_(
                "Short statements that residents and the town wrote about proposals, and how many agree: shares in "
                "steps of five percent, nothing of fewer than five people. Not a vote and not a representative sample."
            ),
            period=_("All budget years that are public"),
            rows=_statements,
            changes=BEGAN,
            fields=(
                Field("statement", Kind.INTEGER, _("Number of the statement, for life.")),
                proposal("proposal"),
                Field("text", Kind.TEXT, _("The statement, in its own language.")),
                language(),
                Field("is_official", Kind.BOOLEAN, _("Whether the town wrote it.")),
                Field("answered", Kind.INTEGER, _("People who have answered it; empty below five.")),
                *_shares(),
            ),
        ),
        Dataset(
            slug="opinion-groups",
            title=_("Opinion groups about proposals"),
            holds=_(
                "People whose answers to the statements about a proposal are alike, and how each group answers. Only "
                "groups of five people or more, and statements that five or more of every group have answered."
            ),
            period=_("All budget years that are public"),
            rows=_groups,
            changes=BEGAN,
            key=3,
            fields=(
                proposal("proposal"),
                Field("group", Kind.CODE, _("The group of the proposal; A is the largest.")),
                Field("statement", Kind.INTEGER, _("Number of the statement; leads to “statements”.")),
                Field("size", Kind.INTEGER, _("People in the group.")),
                *_shares(),
            ),
        ),
        topic=Topic.PROPOSALS,
    )


def _shares() -> tuple[Field, Field, Field]:
    return (
        Field("agree", Kind.INTEGER, _("Percent that agree.")),
        Field("disagree", Kind.INTEGER, _("Percent that disagree.")),
        Field("cannot_say", Kind.INTEGER, _("Percent that cannot say.")),
    )
