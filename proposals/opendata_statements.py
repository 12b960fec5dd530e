"""What is published of statements: their words, and the numbers that everybody can see. No answers, no people.

Both are read from the pictures that were drawn for the pages, so a file tells no more than they do.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from commons.deliberation.domain.statements.picture import summary_of
from commons.deliberation.models import OpinionPicture, Statement
from commons.opendata import datasets
from commons.opendata.common_fields import BEGAN, language, proposal
from commons.opendata.datasets import Dataset, Field, Kind, Line, Topic
from proposals.models import Proposal

LETTERS = "ABCDE"


def _shown() -> Any:
    listed = Proposal.objects.listed()
    # What was said about a merged one is read and answered where it goes on.
    here = Q(thread__proposal__in=listed) | Q(thread__proposal__merged_into__in=listed)
    return Statement.objects.filter(here, hidden_at=None)


def _statements() -> Iterator[Line]:
    """By proposal; a proposal's picture is read when its first statement comes."""
    columns = ("pk", "talk", "about", "text", "language", "is_official")
    rows = (
        _shown()
        .annotate(
            talk=Coalesce("thread__proposal__merged_into__thread", "thread"),
            about=Coalesce("thread__proposal__merged_into", "thread__proposal"),
        )
        .order_by("about", "pk")
        .values_list(*columns)
    )
    known, numbers = 0, {}
    for pk, thread, proposal_pk, *words in rows.iterator(chunk_size=500):
        if thread != known:
            known = thread
            numbers = summary_of(OpinionPicture.objects.filter(thread=thread).first()).numbers
        one = numbers.get(pk)
        shares = one.shares if one else None
        yield [
            pk,
            proposal_pk,
            *words,
            one.answered if one else None,
            *((shares.agree, shares.disagree, shares.passed) if shares else (None, None, None)),
        ]


def _groups() -> Iterator[Line]:
    """A row for each statement and group that has numbers of its own."""
    listed = Proposal.objects.listed()
    rows = OpinionPicture.objects.filter(thread__proposal__in=listed).order_by("thread__proposal")
    for picture in rows.select_related("thread__proposal").iterator(chunk_size=100):
        lead = picture.thread.proposal
        here = Q(thread=picture.thread_id) | Q(thread__proposal__merged_into=lead.pk)
        shown = set(_shown().filter(here).values_list("pk", flat=True))
        for letter, group in zip(LETTERS, summary_of(picture).groups, strict=False):
            for pk, shares in sorted(group.shares.items()):
                if pk in shown:
                    yield [
                        lead.pk,
                        letter,
                        pk,
                        group.size,
                        shares.agree,
                        shares.disagree,
                        shares.passed,
                    ]


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
