"""What is published of proposals: those of the public list. No drafts, none that were withdrawn, no names."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from commons.deliberation.models import Comment
from commons.followup.models import Milestone
from commons.opendata import datasets
from commons.opendata.common_fields import BEGAN, area, cycle, envelope, language, names, proposal
from commons.opendata.datasets import Dataset, Field, Kind, Topic
from proposals.models import LISTED, Category, Proposal, State
from proposals.opendata_findings import finding_set, look_set, reply_set


def _proposals() -> QuerySet[Any, Any]:
    return Proposal.objects.listed().order_by("pk")


def _comments() -> Coalesce:
    """Comments that everybody can read."""
    shown = Comment.objects.filter(thread=OuterRef("thread"), hidden_at__isnull=True).order_by()
    count = shown.values("thread").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(count, output_field=IntegerField()), 0)


def _categories() -> QuerySet[Any, Any]:
    public = Category.objects.filter(cycle__isnull=True) | Category.objects.filter(cycle__is_published=True)
    return public.order_by("position", "pk")


def _milestones() -> QuerySet[Any, Any]:
    return Milestone.objects.filter(track__proposal__in=Proposal.objects.listed()).order_by("date", "pk")


def register() -> None:
    """Publish proposals, categories and what became of funded projects."""
    datasets.register(_proposal_set(), _category_set(), topic=Topic.PROPOSALS)
    datasets.register(_milestone_set(), finding_set(), reply_set(), look_set(), topic=Topic.WORKS)


def _proposal_set() -> Dataset:
    states = [(value, label) for value, label in State.choices if value in LISTED]
    return Dataset(
        slug="proposals",
        title=_("Proposals"),
        holds=_(
            "Every proposal of the public list: what, why and for whom, its place, state, cost, supporters and "
            "comments as numbers. Nobody is named; what a writer put into the text stands there as on its page."
        ),
        period=_("All budget years that are public"),
        rows=_proposals,
        changes=BEGAN,
        point=("latitude", "longitude"),
        fields=(
            proposal("proposal", "pk"),
            cycle("cycle__slug"),
            Field("state", Kind.CODE, _("Where the proposal is on its way."), "", states),
            language(),
            Field("title", Kind.TEXT, _("Title, in its own language.")),
            Field("what", Kind.TEXT, _("What is proposed.")),
            Field("why", Kind.TEXT, _("Why it is needed.")),
            Field("for_whom", Kind.TEXT, _("For whom it is.")),
            Field(
                "category",
                Kind.CODE,
                _("Identifier of the category; leads to “categories”."),
                "category__slug",
            ),
            area("area__path"),
            Field("latitude", Kind.DECIMAL, _("Where it is meant to be, degrees north (WGS 84).")),
            Field("longitude", Kind.DECIMAL, _("Where it is meant to be, degrees east (WGS 84).")),
            Field("place_name", Kind.TEXT, _("The place in words.")),
            Field("rough_cost", Kind.DECIMAL, _("What the writer guessed that it costs.")),
            Field("cost", Kind.DECIMAL, _("What the town says that it costs; empty before the ballot.")),
            envelope("envelope__slug"),
            Field("supports", Kind.INTEGER, _("People who support it."), "support_count"),
            Field("comments", Kind.INTEGER, _("Comments that are shown."), _comments()),
            Field("public_reason", Kind.TEXT, _("The reason of the review, as everybody reads it.")),
            Field("outcome_reason", Kind.TEXT, _("The reason of the council, as everybody reads it.")),
            Field("submitted_at", Kind.TIME, _("When it was submitted (UTC).")),
        ),
    )


def _category_set() -> Dataset:
    return Dataset(
        slug="categories",
        title=_("Categories of proposals"),
        holds=_("The subjects that residents choose from."),
        period=_("As they are now"),
        rows=_categories,
        changes=BEGAN,
        fields=(
            Field("category", Kind.CODE, _("Identifier of the category."), "slug"),
            cycle("cycle__slug"),
            *names("name"),
            *names("description"),
        ),
    )


def _milestone_set() -> Dataset:
    return Dataset(
        slug="milestones",
        title=_("What became of the projects"),
        holds=_("What was planned, begun, delayed, paid and opened, project by project, with its day."),
        period=_("All budget years that are public"),
        rows=_milestones,
        changes=BEGAN,
        fields=(
            Field("milestone", Kind.INTEGER, _("Number of the entry, for life."), "pk"),
            proposal("proposal", "track__proposal__pk"),
            Field("date", Kind.DATE, _("The day that it is about.")),
            *names("title"),
            *names("text"),
            Field("spent", Kind.DECIMAL, _("Money spent in this step, in the currency of the year.")),
        ),
    )
