"""What is published of carrying out: plans and days, what the money is for, the ledger, pictures, what people said."""

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from commons.opendata import datasets
from commons.opendata.common_fields import BEGAN, area, cycle, language, names, proposal
from commons.opendata.datasets import Dataset, Field, Kind, Topic
from proposals.domain.carrying_out import STATES
from proposals.domain.execution import published
from proposals.models import QUESTIONS, BookingKind, DelayReason, Evaluation, Moment, PurchaseState

PUBLIC = _("All budget years that are public")


def register() -> None:
    """Publish how the projects are carried out."""
    datasets.register(
        _projects(), _budget(), _purchases(), _ledger(), _pictures(), _evaluations(), topic=Topic.WORKS
    )


def _page() -> Concat:
    return Concat(
        Value("/proposals/"), Cast("pk", CharField()), Value("/progress/"), output_field=CharField()
    )


def _projects() -> Dataset:
    return Dataset(
        slug="projects",
        title=_("Projects that are carried out"),
        holds=_(
            "Every project that the council confirmed: who makes it, what it may cost and has cost, the days that were "
            "promised and the days that came, and why it is late."
        ),
        period=PUBLIC,
        rows=published.projects,
        changes=BEGAN,
        point=("latitude", "longitude"),
        elsewhere=((_("What became of the money, as pages"), "/funded/"),),
        fields=(
            proposal("proposal", "pk"),
            cycle("cycle__slug"),
            Field(
                "state", Kind.CODE, _("How far it is."), "", [(str(state), state.label) for state in STATES]
            ),
            language(),
            Field("title", Kind.TEXT, _("Title, in its own language.")),
            area("area__path"),
            Field("latitude", Kind.DECIMAL, _("Where it is, degrees north (WGS 84).")),
            Field("longitude", Kind.DECIMAL, _("Where it is, degrees east (WGS 84).")),
            Field("place_name", Kind.TEXT, _("The place in words.")),
            Field("cost", Kind.MONEY, _("What it may cost.")),
            Field("spent", Kind.MONEY, _("What was spent; empty where nothing is known yet.")),
            Field(
                "ordered", Kind.MONEY, _("What is ordered and not paid yet; empty where nothing is known.")
            ),
            Field(
                "by_ledger",
                Kind.BOOLEAN,
                _("Whether the money is told by the ledger; else by what was told with the milestones."),
            ),
            *names("unit", "plan__service__name"),
            Field("decided_on", Kind.DATE, _("The day on which it was confirmed."), "confirmed_on"),
            Field("planned_start", Kind.DATE, _("The day planned for its beginning."), "plan__planned_start"),
            Field("planned_end", Kind.DATE, _("The first promise when it is ready."), "plan__planned_end"),
            Field("expected_end", Kind.DATE, _("When it is expected now."), "plan__expected_end"),
            Field("started_on", Kind.DATE, _("The day on which the work began.")),
            Field("finished_on", Kind.DATE, _("The day on which it was done.")),
            Field(
                "delay_reason",
                Kind.CODE,
                _("Why it is later than promised; empty where it is not."),
                "plan__delay_reason",
                DelayReason.choices,
            ),
            *names("delay_text", "plan__delay_text"),
            Field("page", Kind.ADDRESS, _("The page of the project."), _page()),
        ),
    )


def _budget() -> Dataset:
    return Dataset(
        slug="project-budget",
        title=_("What the money of the projects is for"),
        holds=_(
            "Project by project: what was planned for what, what is ordered and not paid yet, and what was spent."
        ),
        period=PUBLIC,
        rows=published.money_lines,
        changes=BEGAN,
        key=4,
        fields=(
            proposal(),
            Field(
                "line",
                Kind.INTEGER,
                _("Number of the budget line, for life; empty where nothing was planned for the account."),
            ),
            Field("name", Kind.TEXT, _("What the money is for.")),
            Field("account", Kind.TEXT, _("Account of the ledger; empty: none in particular.")),
            Field("planned", Kind.MONEY, _("Money planned for it.")),
            Field("ordered", Kind.MONEY, _("Money ordered and not paid yet.")),
            Field("spent", Kind.MONEY, _("Money spent.")),
        ),
    )


def _purchases() -> Dataset:
    return Dataset(
        slug="project-purchases",
        title=_("Purchases of the projects"),
        holds=_("What was ordered for the projects, and what of it is paid. Suppliers are not told."),
        period=PUBLIC,
        rows=published.purchases,
        changes=BEGAN,
        fields=(
            Field("purchase", Kind.INTEGER, _("Number of the purchase, for life."), "pk"),
            proposal("proposal", "proposal__pk"),
            Field("reference", Kind.TEXT, _("Number of the order, unique in its ledger.")),
            Field("what", Kind.TEXT, _("What is bought.")),
            Field("ordered_on", Kind.DATE, _("The day of the order.")),
            Field("state", Kind.CODE, _("How far it is."), "", PurchaseState.choices),
            Field(
                "line", Kind.INTEGER, _("Number of the budget line; leads to “project-budget”."), "line__pk"
            ),
            Field("account", Kind.TEXT, _("Account of the ledger; empty: none in particular.")),
            Field("amount", Kind.MONEY, _("What was ordered.")),
            Field("paid", Kind.MONEY, _("What of it is paid.")),
            Field("open", Kind.MONEY, _("What is ordered and not paid yet; nothing of what was cancelled.")),
        ),
    )


def _ledger() -> Dataset:
    return Dataset(
        slug="project-ledger",
        title=_("Ledger of the projects"),
        holds=_(
            "Every line of the town’s ledger for a project: what was ordered and paid. Suppliers are not told."
        ),
        period=PUBLIC,
        rows=published.bookings,
        changes=BEGAN,
        fields=(
            Field("booking", Kind.INTEGER, _("Number of the line, for life."), "pk"),
            proposal("proposal", "proposal__pk"),
            Field("kind", Kind.CODE, _("Whether it was ordered or paid."), "", BookingKind.choices),
            Field("date", Kind.DATE, _("The day in the ledger.")),
            Field("account", Kind.TEXT, _("Account of the ledger.")),
            Field("source", Kind.TEXT, _("Which ledger.")),
            Field("voucher", Kind.TEXT, _("Number of the voucher, unique in its ledger.")),
            Field("amount", Kind.MONEY, _("The sum; below nothing: money that came back.")),
        ),
    )


def _pictures() -> Dataset:
    return Dataset(
        slug="project-pictures",
        title=_("Pictures of before and after"),
        holds=_("How the places of the projects looked before the work and look after it."),
        period=PUBLIC,
        rows=published.pictures,
        changes=BEGAN,
        point=("latitude", "longitude"),
        fields=(
            Field("picture", Kind.INTEGER, _("Number of the picture, for life."), "pk"),
            proposal("proposal", "proposal__pk"),
            Field("moment", Kind.CODE, _("When it was taken."), "", Moment.choices),
            Field("file", Kind.ADDRESS, _("Where the picture is (JPEG)."), "address"),
            *names("alt"),
            Field("licence", Kind.TEXT, _("Licence of the picture.")),
            Field("licence_url", Kind.TEXT, _("Where the licence is.")),
            Field("added_on", Kind.DATE, _("The day on which it was first shown.")),
            Field("latitude", Kind.DECIMAL, _("Where it is, degrees north (WGS 84)."), "proposal__latitude"),
            Field("longitude", Kind.DECIMAL, _("Where it is, degrees east (WGS 84)."), "proposal__longitude"),
        ),
    )


def _evaluations() -> Dataset:
    return Dataset(
        slug="evaluations",
        title=_("A year later: did it do what it promised?"),
        holds=_(
            "How people answered about finished projects, without names. Nothing of projects that fewer than five "
            "people have answered about. Empty: numbers so small that somebody could be recognised."
        ),
        period=_("All finished projects that people were asked about"),
        rows=published.evaluations,
        changes=BEGAN,
        key=2,
        fields=(
            proposal(),
            Field(
                "question", Kind.CODE, _("What was asked."), "", [(name, _asked(name)) for name in QUESTIONS]
            ),
            cycle(),
            Field("answers", Kind.INTEGER, _("People who answered.")),
            Field("yes", Kind.INTEGER, _("How many said yes.")),
            Field("partly", Kind.INTEGER, _("How many said partly.")),
            Field("no", Kind.INTEGER, _("How many said no.")),
        ),
    )


def _asked(name: str) -> object:
    return Evaluation._meta.get_field(name).verbose_name  # type: ignore[union-attr]
