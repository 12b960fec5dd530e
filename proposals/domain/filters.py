"""Which proposals a reader asked for: the same words in the address of the page and of the API."""

from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, FloatField, Func, Q, QuerySet, TextField, Value
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Invalid
from commons.places.domain.distance import FARTHEST, Point, metres, within_box
from commons.places.models import Area
from proposals.models import LISTED, Proposal, State

EARTH = 6_371_008.8
"""Metres, mean radius."""
SLACK = 0.006
"""A sphere is nowhere more than 0.6 % off the ellipsoid; what is nearer to the edge is measured exactly."""
NEAR = 1000
"""Metres around a place unless the reader gives a radius."""


class Words(forms.CharField):
    """One line without characters that the database cannot hold."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\x00", "")


class WordsFilter(django_filters.Filter):
    """A line of text."""

    field_class = Words


class ProposalFilter(django_filters.FilterSet):
    """Filters of proposals. Unknown words in the address are ignored, impossible values are told."""

    q = WordsFilter(method="by_words", max_length=200, label=_("Search"))
    cycle = WordsFilter(method="by_cycle", max_length=80, label=_("Budget year"))
    area = WordsFilter(method="by_area", max_length=400, label=_("Area"))
    category = WordsFilter(method="by_category", max_length=80, label=_("Category"))
    state = django_filters.MultipleChoiceFilter(
        choices=[choice for choice in State.choices if choice[0] != State.DRAFT],
        method="by_state",
        label=_("State"),
    )
    cost_min = django_filters.NumberFilter(method="by_least_cost", min_value=0, label=_("Costs at least"))
    cost_max = django_filters.NumberFilter(method="by_most_cost", min_value=0, label=_("Costs at most"))
    lat = django_filters.NumberFilter(method="ignored", min_value=-90, max_value=90, label=_("Latitude"))
    lon = django_filters.NumberFilter(method="ignored", min_value=-180, max_value=180, label=_("Longitude"))
    radius = django_filters.NumberFilter(
        method="ignored", min_value=1, max_value=FARTHEST, label=_("Within metres")
    )

    class Meta:
        model = Proposal
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Proposal]) -> QuerySet[Proposal]:
        """Applies all filters; without a wish for states the listed ones."""
        found = super().filter_queryset(queryset)
        if not self.form.cleaned_data.get("state"):
            found = found.filter(state__in=LISTED)
        return self._near(found)

    def ignored(self, queryset: QuerySet[Proposal], _name: str, _value: Any) -> QuerySet[Proposal]:
        """Latitude, longitude and radius are used together."""
        return queryset

    def by_words(self, queryset: QuerySet[Proposal], _name: str, value: str) -> QuerySet[Proposal]:
        """Words in any form and order, or a title much like them; where nothing fits, a title somewhat like them."""
        return matching(queryset, value)

    def by_cycle(self, queryset: QuerySet[Proposal], _name: str, value: str) -> QuerySet[Proposal]:
        """A budget year by its slug."""
        return queryset.filter(cycle__slug=value)

    def by_area(self, queryset: QuerySet[Proposal], _name: str, value: str) -> QuerySet[Proposal]:
        """An area and all below it, by the area's path ("kuvala/harjula/") or number."""
        if value.isdecimal() and len(value) < 19:
            path = Area.objects.filter(pk=int(value)).values_list("path", flat=True).first()
            return queryset.filter(area__path__startswith=path) if path else queryset.none()
        return queryset.filter(area__path__startswith=value.rstrip("/") + "/")

    def by_category(self, queryset: QuerySet[Proposal], _name: str, value: str) -> QuerySet[Proposal]:
        """A category by its slug."""
        return queryset.filter(category__slug=value)

    def by_state(self, queryset: QuerySet[Proposal], _name: str, value: list[str]) -> QuerySet[Proposal]:
        """One or several states."""
        return queryset.filter(state__in=value) if value else queryset

    def by_least_cost(self, queryset: QuerySet[Proposal], _name: str, value: Decimal) -> QuerySet[Proposal]:
        """The town's cost, or the author's guess while there is none, of at least so much."""
        return queryset.filter(Q(cost__gte=value) | Q(cost__isnull=True, rough_cost__gte=value))

    def by_most_cost(self, queryset: QuerySet[Proposal], _name: str, value: Decimal) -> QuerySet[Proposal]:
        """The town's cost, or the author's guess while there is none, of at most so much."""
        return queryset.filter(Q(cost__lte=value) | Q(cost__isnull=True, rough_cost__lte=value))

    def point(self) -> Point | None:
        """The reader's place, if both coordinates were given."""
        latitude, longitude = self.form.cleaned_data.get("lat"), self.form.cleaned_data.get("lon")
        if latitude is None or longitude is None:
            return None
        return Point(float(latitude), float(longitude))

    def _near(self, queryset: QuerySet[Proposal]) -> QuerySet[Proposal]:
        here = self.point()
        if here is None:
            return queryset
        return near(queryset, here, float(self.form.cleaned_data.get("radius") or NEAR))


class Distance(Func):
    """Metres on a sphere between a row's point and a given one (haversine)."""

    output_field = FloatField()
    arity = 2
    template = (
        "(2 * %(radius)s * asin(sqrt(least(1, pow(sin(radians(proposals_proposal.latitude - %(lat)s) / 2), 2) "
        "+ cos(radians(proposals_proposal.latitude)) * cos(radians(%(lat)s)) "
        "* pow(sin(radians(proposals_proposal.longitude - %(lon)s) / 2), 2)))))"
    )

    def __init__(self, here: Point, **extra: Any) -> None:
        # Numbers of a checked Point, written as such: nothing a reader typed gets into the statement.
        super().__init__(
            "latitude", "longitude", radius=EARTH, lat=float(here.latitude), lon=float(here.longitude)
        )


def near(queryset: QuerySet[Proposal], here: Point, radius: float) -> QuerySet[Proposal]:
    """Proposals within `radius` geodesic metres of `here`. One query more for those close to the edge."""
    boxed = queryset.filter(within_box(here, radius)).annotate(metres=Distance(here))
    edge = boxed.filter(metres__gte=radius * (1 - SLACK), metres__lte=radius * (1 + SLACK))
    outside = [
        pk
        for pk, latitude, longitude in edge.values_list("pk", "latitude", "longitude")
        if metres(here, Point(float(latitude or 0), float(longitude or 0))) > radius
    ]
    return boxed.filter(metres__lte=radius * (1 + SLACK)).exclude(pk__in=outside)


class _Matches(Func):
    """`vector @@ query` with a query of our own making, which Django's lookup would make anew."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    arity = 2
    output_field = BooleanField()


def matching(queryset: QuerySet[Proposal], words: str) -> QuerySet[Proposal]:
    """Rows whose text holds all the words in any form, or whose title is much like them.

    Where there is none, rows whose title is somewhat like them: typing errors. One query more to know.
    """
    asked = " ".join(words.split())
    if not asked:
        return queryset
    query = Func(Value(asked), function="proposals_query", output_field=SearchQueryField())
    plain = Func(Value(asked), function="proposals_plain", output_field=TextField())
    strict = queryset.filter(Q(_Matches("search", query)) | Q(title_plain__trigram_word_similar=plain))
    if strict.exists():
        return strict
    likeness = Func(plain, "title_plain", function="word_similarity", output_field=FloatField())
    return queryset.annotate(likeness=likeness).filter(likeness__gte=0.42)


def wanted(data: Any, queryset: QuerySet[Proposal]) -> tuple[ProposalFilter, QuerySet[Proposal]]:
    """The filter set and the rows it leaves; `Invalid` with the words that do not fit."""
    found = ProposalFilter(data, queryset=queryset)
    if not found.is_valid():
        raise Invalid(fields={name: [str(text) for text in texts] for name, texts in found.errors.items()})
    return found, found.qs
