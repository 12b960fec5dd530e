"""What a request brings, in the shape that a serializer gives."""

from typing import Any

from rest_framework.request import Request
from rest_framework.serializers import Serializer


def checked(shape: type[Serializer], request: Request, *, partial: bool = False) -> dict[str, Any]:
    """The request's body in this shape; what does not fit is answered with its fields."""
    sent = shape(data=request.data, partial=partial)
    sent.is_valid(raise_exception=True)
    found: dict[str, Any] = dict(sent.validated_data)
    return found
