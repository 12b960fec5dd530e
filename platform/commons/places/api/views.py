"""The town's areas, their shapes and people, and the address search."""

from typing import Any

import django_filters
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.errors import Invalid
from commons.http.pagination import Pages
from commons.places.api.serializers import (
    AreaAtSerializer,
    AreaSerializer,
    FeatureCollectionSerializer,
    HitsSerializer,
    PopulationSerializer,
)
from commons.places.domain import geocoder, queries
from commons.places.domain.distance import require_point
from commons.places.models import Area

POINT = [
    OpenApiParameter("latitude", float, required=True, description="Degrees north, WGS 84."),
    OpenApiParameter("longitude", float, required=True, description="Degrees east, WGS 84."),
]


class GeoJSONRenderer(JSONRenderer):
    """JSON under its map name."""

    media_type = "application/geo+json"
    format = "geojson"


class AreaPages(Pages):
    """Pages of the tree, parents before their children."""

    ordering = "path"


class AreaFilter(django_filters.FilterSet):
    """Narrow the list of areas."""

    parent = django_filters.NumberFilter(field_name="parent_id", help_text="Only the children of this area.")
    under = django_filters.CharFilter(
        field_name="path", lookup_expr="startswith", help_text='This area and all inside it, e.g. "kuvala/".'
    )
    top = django_filters.BooleanFilter(
        field_name="parent", lookup_expr="isnull", help_text="Only areas that lie in no other one."
    )

    class Meta:
        model = Area
        fields = ("parent", "under", "top")


class AreaList(ListAPIView[Area]):
    """The town's areas."""

    queryset = queries.without_outlines()
    serializer_class = AreaSerializer
    filterset_class = AreaFilter
    pagination_class = AreaPages


class AreaDetail(RetrieveAPIView[Area]):
    """One area."""

    queryset = queries.without_outlines()
    serializer_class = AreaSerializer


class AreaPopulation(APIView):
    """How many people of which age live in an area."""

    @extend_schema(
        responses=PopulationSerializer,
        parameters=[OpenApiParameter("year", int, description="Without it the newest year.")],
        operation_id="areas_population",
    )
    def get(self, request: Request, pk: int) -> Response:
        """Answer with the bands of one year."""
        area = queries.without_outlines().filter(pk=pk).first()
        if area is None:
            raise Http404
        word = request.query_params.get("year", "")
        if word and not (word.isascii() and word.isdigit() and len(word) == 4):
            raise Invalid(fields={"year": [_("Give a year of four digits.")]})
        year = int(word) if word else queries.population_year(area)
        bands = queries.population(area, year=year) if year is not None else []
        total = sum(band.persons for band in bands)
        return Response(PopulationSerializer({"year": year, "persons": total, "bands": bands}).data)


class AreaShapes(APIView):
    """Outlines for maps."""

    renderer_classes = [GeoJSONRenderer, JSONRenderer]

    @extend_schema(
        responses={
            (200, "application/geo+json"): FeatureCollectionSerializer,
            (200, "application/json"): FeatureCollectionSerializer,
        },
        parameters=[
            OpenApiParameter("under", str, description='This area and all inside it, e.g. "kuvala/".')
        ],
        operation_id="areas_geojson",
    )
    def get(self, request: Request) -> Response:
        """Answer with a FeatureCollection of all areas that have a shape."""
        areas = Area.objects.filter(outline__isnull=False).order_by("path")
        under = request.query_params.get("under", "").replace("\x00", "")
        return Response(queries.feature_collection(list(areas.filter(path__startswith=under))))


class AreaAt(APIView):
    """Which area is this?"""

    @extend_schema(responses=AreaAtSerializer, parameters=POINT, operation_id="areas_at")
    def get(self, request: Request) -> Response:
        """Answer with the smallest area whose outline holds the point."""
        point = require_point(request.query_params.get("latitude"), request.query_params.get("longitude"))
        return Response(AreaAtSerializer({"area": queries.area_at(point)}).data)


class Geocode(APIView):
    """Address search."""

    @extend_schema(
        responses=HitsSerializer,
        parameters=[
            OpenApiParameter("q", str, required=True, description="A street or the name of a place.")
        ],
        operation_id="geocode",
    )
    def get(self, request: Request) -> Response:
        """Answer with places for `q`."""
        hits = geocoder.search(request.query_params.get("q", ""))
        areas = queries.areas_at([hit.point for hit in hits])
        found: list[dict[str, Any]] = [
            {"name": hit.name, "latitude": hit.latitude, "longitude": hit.longitude, "area": area}
            for hit, area in zip(hits, areas, strict=True)
        ]
        return Response(HitsSerializer({"hits": found}).data)
