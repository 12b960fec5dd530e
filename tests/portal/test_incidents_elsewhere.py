"""What went wrong in other programs for participation and touches no single service, tried here."""

from typing import Any

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from tests.factories.accounts import UserFactory
from tests.factories.places import AreaFactory

pytestmark = pytest.mark.django_db


def test_a_plus_the_newsletter_choice_that_was_cleared_by_saving_something_else(client: Client) -> None:
    """Saving name and language leaves what mails a person chose as it was."""
    client.force_login(UserFactory())
    tags = [f"area:{AreaFactory().pk}", "own"]
    client.post("/me/mails/", {"rhythm": "weekly", "tag": tags})

    assert client.post("/me/", {"display_name": "Veera", "language": "sv"}).status_code == 302

    assert client.get("/api/v1/me/mails/").json() == {"rhythm": "weekly", "tags": tags, "bounces": False}


def test_decidim_2026_45573_an_address_that_the_server_was_made_to_ask() -> None:
    """Nobody can hand the server an address to call: no body of any request has one that is called."""
    schema: dict[str, Any] = SchemaGenerator(api_version="v1").get_schema(request=None, public=True)
    shapes = schema["components"]["schemas"]

    def fields(shape: dict[str, Any], seen: frozenset[str] = frozenset()) -> dict[str, dict[str, Any]]:
        name = shape.get("$ref", "").rpartition("/")[2]
        if name:
            return {} if name in seen else fields(shapes[name], seen | {name})
        own: dict[str, dict[str, Any]] = dict(shape.get("properties", {}))
        inner = [*own.values(), *shape.get("allOf", []), *shape.get("oneOf", []), shape.get("items", {})]
        for one in inner:
            if one:
                own |= fields(one, seen)
        return own

    asked: dict[str, dict[str, Any]] = {}
    for paths in schema["paths"].values():
        for operation in paths.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                asked |= fields(content["schema"])

    written = {name: shape for name, shape in asked.items() if not shape.get("readOnly")}
    assert len(written) > 100
    assert {name for name, shape in written.items() if shape.get("format") in ("uri", "url")} == set()
    # The page of an organiser of a hearing: shown as a link, never asked by the server.
    assert {name for name in written if name.endswith(("url", "uri", "endpoint", "webhook"))} == {"url"}
