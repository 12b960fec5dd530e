"""The state of a topic over HTTP: for clients that saw a gap, came back, or cannot keep a socket open."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from commons.live.snapshots import snapshots
from commons.live.topics import Kind, TopicRefused, UnknownTopic, find
from commons.live.versions import Version, to_text, versions_of

State = inline_serializer(
    "LiveState",
    {
        "topic": serializers.CharField(),
        "epoch": serializers.CharField(
            allow_blank=True, help_text="Versions of different epochs cannot be compared."
        ),
        "version": serializers.IntegerField(min_value=0, help_text="Raised by one with every change."),
        "data": serializers.JSONField(
            required=False, help_text="What everybody may see now; absent from topics of the staff."
        ),
    },
)


class LiveView(APIView):
    """A topic's state now."""

    @extend_schema(
        operation_id="live_retrieve",
        summary="State of a live topic",
        description="Answers 304 to If-None-Match while nothing has changed.",
        parameters=[
            OpenApiParameter(
                "topic", OpenApiTypes.STR, OpenApiParameter.PATH, pattern=r"^[a-z][a-z0-9-]*:[A-Za-z0-9_-]+$"
            ),
            OpenApiParameter("If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER),
        ],
        responses={200: State, 304: OpenApiResponse(description="Not changed.")},
    )
    def get(self, request: Request, topic: str) -> HttpResponseBase:
        """Epoch, version and, of a public topic, the data."""
        try:
            found = find(topic)
        except UnknownTopic:
            raise TopicRefused from None
        if not found.may_subscribe(request.user, topic):
            raise TopicRefused
        if found.kind == Kind.PUBLIC:
            snapshot = snapshots.current(found, topic)
            version, etag, data = snapshot.version, snapshot.etag, f',"data":{snapshot.text}'
        else:
            version, data = versions_of([topic]).get(topic, Version()), ""
            etag = f'"{version.epoch}.{version.number}"'
        head = to_text({"topic": topic, "epoch": version.epoch, "version": version.number})
        response = HttpResponse(f"{head[:-1]}{data}}}", content_type="application/json")
        response["ETag"] = etag
        response["Cache-Control"] = "no-cache" if found.kind == Kind.PUBLIC else "private, no-cache"
        return get_conditional_response(request._request, etag=etag, response=response) or response
