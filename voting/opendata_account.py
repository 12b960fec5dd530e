"""What is published while a vote goes on and after it: turnout and votes so far, the account of paper, the reports."""

from django.utils.translation import gettext_lazy as _

from commons.opendata import datasets
from commons.opendata.common_fields import BEGAN, area, cycle, proposal
from commons.opendata.datasets import Dataset, Field, Kind, Topic
from commons.texts.translated import Language
from voting.domain import published
from voting.models import Channel

OPENED = _("All votes that have opened")


def register() -> None:
    """Publish how a vote goes."""
    datasets.register(_turnout(), _votes(), _paper(), _set_aside(), _reports(), topic=Topic.VOTES)


def _turnout() -> Dataset:
    return Dataset(
        slug="turnout-now",
        title=_("How many have voted"),
        holds=_(
            "Voters by area and by way of voting as they are now, also while a vote is open. Empty cells: so few "
            "people that somebody could be recognised."
        ),
        period=OPENED,
        rows=published.turnout_now,
        changes=BEGAN,
        key=3,
        fields=(
            cycle(),
            area(),
            Field("way", Kind.CODE, _("Way of voting. Empty: all ways."), "", Channel.choices),
            Field("voted", Kind.INTEGER, _("People who have voted; empty where it is not told.")),
            Field("entitled", Kind.INTEGER, _("People who can vote; empty where it is not told.")),
        ),
    )


def _votes() -> Dataset:
    return Dataset(
        slug="votes-so-far",
        title=_("Votes before the result"),
        holds=_(
            "Votes or points of each project where they are shown before the result: while the vote is open only if "
            "its rules say so. The result is in “results”."
        ),
        period=_("Votes without a published result"),
        rows=published.votes_so_far,
        changes=BEGAN,
        key=2,
        fields=(
            cycle(),
            Field("project", Kind.CODE, _("Number of the project on the ballot, unique in the vote.")),
            proposal(),
            Field("votes", Kind.INTEGER, _("Votes, or points where ballots give points or an order.")),
        ),
    )


def _paper() -> Dataset:
    sheets = (
        ("issued", _("Sheets taken to the station.")),
        ("counted", _("Sheets that are counted.")),
        ("set_aside", _("Sheets in batches that are set aside.")),
        ("void", _("Sheets in the box that are no ballot.")),
        ("waiting", _("Sheets in batches that are being keyed.")),
        ("spoilt", _("Spoilt sheets that were brought back.")),
        ("unused", _("Sheets that were not used.")),
        ("given_out", _("Sheets given to voters, by the officers’ tally.")),
    )
    return Dataset(
        slug="paper-account",
        title=_("Account of the paper ballots"),
        holds=_(
            "Every sheet that a station took out, day by day: counted, void, spoilt, not used, or missing."
        ),
        period=OPENED,
        rows=published.paper,
        changes=BEGAN,
        key=3,
        fields=(
            cycle(),
            Field("day", Kind.DATE, _("The day of voting.")),
            *(
                Field(f"station_{code}", Kind.TEXT, _("Name of the station in this language."))
                for code in ("fi", "sv", "en")
            ),
            *(Field(name, Kind.INTEGER, meaning) for name, meaning in sheets),
            Field("closed", Kind.BOOLEAN, _("Whether the station has told of everything.")),
            Field("missing", Kind.INTEGER, _("Sheets told of nowhere; below nothing: more came back.")),
            Field(
                "not_in_box",
                Kind.INTEGER,
                _("Sheets given to voters and not in the box; below nothing: more in the box."),
            ),
        ),
    )


def _set_aside() -> Dataset:
    return Dataset(
        slug="paper-set-aside",
        title=_("Batches of paper ballots that were set aside"),
        holds=_("Which batches were set aside and why, and why they were let back in. Nobody is named."),
        period=OPENED,
        rows=published.set_aside,
        changes=BEGAN,
        fields=(
            Field("entry", Kind.INTEGER, _("Number of the entry, for life."), "pk"),
            cycle("batch__election__cycle__slug"),
            Field("batch", Kind.INTEGER, _("Number of the batch in the vote."), "batch__number"),
            Field("size", Kind.INTEGER, _("Sheets in the batch."), "batch__size"),
            Field("reason", Kind.TEXT, _("Why it was set aside.")),
            Field("begun_on", Kind.DATE, _("The day on which it was set aside.")),
            Field(
                "release_reason", Kind.TEXT, _("Why it shall be let back in; empty where nobody has asked.")
            ),
            Field(
                "released_on", Kind.DATE, _("The day on which it was let back in; empty: it does not count.")
            ),
        ),
    )


def _reports() -> Dataset:
    return Dataset(
        slug="reports",
        title=_("Reports of the years"),
        holds=_(
            "Where the report of each year is in each language. The JSON has every figure of it: money, results, who "
            "took part and who was missing, review, council, carrying out and checks."
        ),
        period=_("All votes with a published result"),
        rows=published.reports,
        changes=BEGAN,
        key=2,
        fields=(
            cycle(),
            Field("language", Kind.CODE, _("Language of the report (BCP 47)."), "", Language.choices),
            Field("page", Kind.ADDRESS, _("The report as a page.")),
            Field("pdf", Kind.ADDRESS, _("The report as an accessible PDF.")),
            Field("xlsx", Kind.ADDRESS, _("The report as a workbook.")),
            Field("json", Kind.ADDRESS, _("Every figure of the report as JSON.")),
        ),
    )
