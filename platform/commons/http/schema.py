"""OpenAPI: every operation may answer with a problem document, and creating ones take an idempotency key."""

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from commons.http.idempotency import HEADER

Problem = inline_serializer(
    "Problem",
    {
        "type": serializers.CharField(),
        "title": serializers.CharField(help_text="What happened, in the reader's language."),
        "status": serializers.IntegerField(),
        "code": serializers.CharField(help_text="Stable, for programs."),
        "detail": serializers.CharField(required=False, help_text="What was kept and what to do."),
        "fields": serializers.DictField(
            child=serializers.ListField(child=serializers.CharField()),
            required=False,
            help_text="Messages by field.",
        ),
    },
)

REFUSALS = {
    "400": "What was sent does not fit.",
    "403": "Not allowed, or sign in first.",
    "404": "Nothing at this address.",
    "405": "Not with this method.",
    "406": "Only JSON.",
    "409": "The state of things does not allow it.",
    "413": "Too large.",
    "415": "Not in this format.",
    "422": "The idempotency key was used for another request.",
    "429": "Too many tries in a short time.",
}


class ProblemSchema(AutoSchema):
    """Adds problem documents and the idempotency header to what drf-spectacular finds."""

    def get_override_parameters(self) -> list[Any]:
        """The idempotency key on every POST."""
        parameters: list[Any] = list(super().get_override_parameters())
        if self.method == "POST":
            parameters.append(
                OpenApiParameter(
                    HEADER,
                    str,
                    OpenApiParameter.HEADER,
                    description="Made by the client; the same key answers with the same result.",
                )
            )
        return parameters

    def get_summary(self) -> str | None:
        """What the operation does, in its first sentence, beside the address."""
        given: str | None = super().get_summary()
        text: str = self.get_description() or ""
        return given or text.partition("\n")[0].partition(". ")[0].rstrip(".:") or None

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> Any:
        bodies = super()._get_response_bodies(direction=direction)
        for code, description in REFUSALS.items():
            if code not in bodies:
                bodies |= {
                    code: self._get_response_for_code(  # type: ignore[no-untyped-call]
                        OpenApiResponse(Problem, description=description),
                        code,
                        ["application/problem+json"],
                        direction,
                    )
                }
        return bodies
