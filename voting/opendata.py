"""What is published of votes: rules, ballots, results, turnout, and where the ballots without names are."""

from django.utils.translation import gettext_lazy as _

from commons.opendata import datasets
from commons.opendata.common_fields import BEGAN, area, cycle, envelope, proposal
from commons.opendata.datasets import Dataset, Field, Kind, Topic
from voting.domain import published
from voting.models import BallotKind, Verdict


def register() -> None:
    """Publish votes, results and turnout."""
    datasets.register(
        _votes(), _ballot_projects(), _results(), _turnout(), _ballot_files(), topic=Topic.VOTES
    )


def _number() -> Field:
    return Field(
        "project", Kind.CODE, _("Number of the project on the ballot, unique in the vote."), "project_id"
    )


def _votes() -> Dataset:
    return Dataset(
        slug="votes",
        title=_("Votes and their rules"),
        holds=_(
            "The published rules of each vote: kind of ballot, limits, rule of the count, lot, and their hash."
        ),
        period=_("All votes that have opened"),
        rows=published.votes,
        changes=BEGAN,
        fields=(
            cycle("cycle__slug"),
            Field("ballot_kind", Kind.CODE, _("What a voter does."), "", BallotKind.choices),
            Field("min_length", Kind.INTEGER, _("Fewest projects on a ballot, in an envelope.")),
            Field(
                "max_length", Kind.INTEGER, _("Most projects on a ballot, in an envelope; empty: no limit.")
            ),
            Field("min_sum_points", Kind.INTEGER, _("Fewest points in all; empty: no limit.")),
            Field("max_sum_points", Kind.INTEGER, _("Most points in all; empty: no limit.")),
            Field("max_points", Kind.INTEGER, _("Most points of one project; empty: no limit.")),
            Field("rule", Kind.CODE, _("Rule of the count, as in `python -m voting.counting`.")),
            Field("rule_version", Kind.CODE, _("Version of the rule.")),
            Field(
                "seed", Kind.TEXT, _("Seed of the lot that settles ties, where it was published beforehand.")
            ),
            Field("frozen_at", Kind.TIME, _("When the rules were published and fixed (UTC).")),
            Field("frozen_hash", Kind.TEXT, _("SHA-256 of the published rules.")),
        ),
    )


def _ballot_projects() -> Dataset:
    return Dataset(
        slug="ballot-projects",
        title=_("Projects on the ballots"),
        holds=_("Which proposals stood on which ballot, in which envelope and with what cost."),
        period=_("All votes that have opened"),
        rows=published.ballot_projects,
        changes=BEGAN,
        key=2,
        fields=(
            cycle("election__cycle__slug"),
            _number(),
            envelope("envelope__slug"),
            proposal("proposal", "proposal__pk"),
            Field("position", Kind.INTEGER, _("Place on the ballot.")),
            Field("cost", Kind.DECIMAL, _("Cost with which it was put to the vote.")),
        ),
    )


def _results() -> Dataset:
    return Dataset(
        slug="results",
        title=_("Results"),
        holds=_("Votes, rank and outcome of every project, and what the council said of it."),
        period=_("All votes with a published result"),
        rows=published.results,
        changes=BEGAN,
        key=3,
        elsewhere=((_("The results as pages, with every step of the count"), "/results/"),),
        fields=(
            cycle(),
            envelope(),
            _number(),
            proposal(),
            Field("cost", Kind.DECIMAL, _("Cost with which it was put to the vote.")),
            Field(
                "support",
                Kind.DECIMAL,
                _("Votes; points where ballots give points or put projects in order."),
            ),
            Field("rank", Kind.INTEGER, _("Place by support; empty where the rule gives none.")),
            Field("funded", Kind.BOOLEAN, _("Whether the count funded it.")),
            Field("status", Kind.CODE, _("Why, in the words of the rule.")),
            Field(
                "council",
                Kind.CODE,
                _("What the council said; empty where it has not spoken."),
                "",
                Verdict.choices,
            ),
            Field("council_reason", Kind.TEXT, _("The council's reason.")),
            Field("rule", Kind.CODE, _("Rule of the count, as in `python -m voting.counting`.")),
            Field("page", Kind.ADDRESS, _("The page that explains it.")),
        ),
    )


def _turnout() -> Dataset:
    return Dataset(
        slug="turnout",
        title=_("Who took part"),
        holds=_(
            "Voters by area, age and way of voting. Empty cells: so few people that somebody could be recognised, or a "
            "number that would give such a group away."
        ),
        period=_("All votes with a published result"),
        rows=published.turnout,
        changes=BEGAN,
        key=4,
        fields=(
            cycle(),
            area(),
            Field(
                "age", Kind.CODE, _("Age group in full years, “18-29”, “75+” or “unknown”. Empty: all ages.")
            ),
            Field("way", Kind.CODE, _("Way of voting: web, desk or paper. Empty: all ways.")),
            Field("voted", Kind.INTEGER, _("People who voted; empty where it is not told.")),
            Field("entitled", Kind.INTEGER, _("People who could have voted; empty where it is not told.")),
        ),
    )


def _ballot_files() -> Dataset:
    return Dataset(
        slug="ballots",
        title=_("Ballots without names"),
        holds=_(
            "Where the ballots of each envelope are as .pb, the format that researchers of participatory budgeting "
            "use, with the hash of the file and the package to count again from."
        ),
        period=_("All votes with a published result"),
        rows=published.ballot_files,
        changes=BEGAN,
        key=2,
        elsewhere=((_("The results as pages, with every step of the count"), "/results/"),),
        fields=(
            cycle(),
            envelope(),
            Field("ballots", Kind.INTEGER, _("Ballots that count in this envelope.")),
            Field("pb", Kind.ADDRESS, _("Ballots and projects as .pb.")),
            Field("pb_sha256", Kind.TEXT, _("SHA-256 of that file; empty where no package was published.")),
            Field("csv", Kind.ADDRESS, _("The result as CSV.")),
            Field("json", Kind.ADDRESS, _("The result with every step of the count, as JSON.")),
            Field("package", Kind.ADDRESS, _("The package to count again from; empty where there is none.")),
        ),
    )
