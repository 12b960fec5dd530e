"""Reading proposals: the list and its filters, one proposal, points, what is alike, the history."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.errors import Invalid
from commons.http.pagination import KeysetPages
from commons.process.models import Cycle
from proposals.api import answers, shapes
from proposals.domain import history, queries
from proposals.domain.filters import ProposalFilter, wanted
from proposals.domain.similar import similar
from proposals.models import Proposal

ORDER = OpenApiParameter(
    "order",
    str,
    enum=[order.value for order in queries.Order],
    description='"random" (by lot, the same for everybody for a day) unless asked otherwise; "near" needs lat and lon.',
)
SEED = OpenApiParameter("seed", OpenApiTypes.INT32, description="Another lot for the random order.")


class GeoJSONRenderer(JSONRenderer):
    """JSON under its map name."""

    media_type = "application/geo+json"
    format = "geojson"


def order_of(request: Request) -> queries.Order:
    """The order that was asked for; `Invalid` for one that does not exist."""
    word = request.query_params.get("order", queries.Order.LOT.value)
    if word not in list(queries.Order):
        raise Invalid(fields={"order": [_("Choose one of these.")]})
    return queries.Order(word)


def number_of(request: Request, name: str, *, least: int = -(2**31), most: int = 2**31 - 1) -> int | None:
    """A whole number of the address; None when it is not there."""
    word = request.query_params.get(name, "")
    if not word:
        return None
    try:
        number = int(word) if word.isascii() and len(word) < 12 else most + 1
    except ValueError:
        number = most + 1
    if not least <= number <= most:
        raise Invalid(fields={name: [_("Give a whole number.")]})
    return number


class FilteredProposals(GenericAPIView):
    """Public proposals, narrowed by the words of the address."""

    queryset = Proposal.objects.public()
    filter_backends = (DjangoFilterBackend,)
    filterset_class = ProposalFilter
    pagination_class: type[KeysetPages] | None = KeysetPages
    serializer_class = shapes.ProposalRowSerializer

    def page(self, request: Request) -> list[dict[str, Any]]:
        """Rows of the asked page, in the asked order."""
        filters, found = wanted(request.query_params, Proposal.objects.public())
        ordered, names = queries.ordered(
            found, order_of(request), seed=number_of(request, "seed"), here=filters.point()
        )
        more = [name.lstrip("-") for name in names if name.lstrip("-") not in queries.LIST_COLUMNS]
        pages = self.paginator
        assert isinstance(pages, KeysetPages)  # noqa: S101 (tells the type)
        pages.ordering = names
        rows = pages.paginate_queryset(queries.rows_of(ordered, *more), request, self) or []
        queries.add_counts_and_pictures(rows)
        return answers.rows(rows)


@extend_schema(tags=["proposals"])
class PointsView(FilteredProposals):
    """Proposals on the map."""

    renderer_classes = (GeoJSONRenderer, JSONRenderer)
    pagination_class = None

    @extend_schema(
        operation_id="proposals_points",
        responses={
            (200, "application/geo+json"): shapes.PointsSerializer,
            (200, "application/json"): shapes.PointsSerializer,
        },
    )
    def get(self, request: Request) -> Response:
        """All proposals that the filters leave and that have a place, as a FeatureCollection."""
        _filters, found = wanted(request.query_params, Proposal.objects.public())
        return Response(queries.points(found))


@extend_schema(tags=["proposals"])
class ProposalView(APIView):
    """One proposal."""

    @extend_schema(operation_id="proposal", responses=shapes.ProposalSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """All about one proposal, with the first page of its discussion. One's own drafts, too."""
        return Response(answers.whole(queries.one(pk, request.user), request.user))


@extend_schema(tags=["proposals"])
class SimilarView(APIView):
    """What was proposed already."""

    @extend_schema(
        operation_id="proposals_similar",
        responses=shapes.SimilarListSerializer,
        parameters=[
            OpenApiParameter("cycle", str, required=True, description="Identifier of the budget year."),
            OpenApiParameter(
                "text", str, required=True, description="A title, or a title and a few sentences."
            ),
            OpenApiParameter("without", OpenApiTypes.INT32, description="Id of a proposal to leave out."),
        ],
    )
    def get(self, request: Request) -> Response:
        """Public proposals of the year that resemble a text; other forms of words and typing errors are found."""
        slug = request.query_params.get("cycle", "").replace("\x00", "")
        found = similar(
            actor=request.user,
            cycle=get_object_or_404(Cycle, slug=slug, is_published=True),
            text=request.query_params.get("text", ""),
            without=Proposal(pk=number_of(request, "without") or 0),
        )
        return Response({"results": [answers.similar(one) for one in found]})


@extend_schema(tags=["proposals"])
class HistoryView(APIView):
    """What became of a proposal."""

    @extend_schema(operation_id="proposal_history", responses=shapes.HistorySerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Every change since it was submitted, oldest first. Nobody is named."""
        return Response({"entries": answers.history(history.of(queries.reached(pk, request.user)))})


@extend_schema(tags=["proposals"])
class CategoriesView(APIView):
    """What proposals are about."""

    @extend_schema(
        operation_id="categories",
        responses=shapes.CategoryListSerializer,
        parameters=[OpenApiParameter("cycle", str, description="Only those usable in this budget year.")],
    )
    def get(self, request: Request) -> Response:
        """The categories in their order; they are few."""
        slug = request.query_params.get("cycle", "").replace("\x00", "")
        return Response({"results": [answers.category(one) for one in queries.categories(slug)]})
