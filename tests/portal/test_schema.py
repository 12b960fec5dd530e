"""The schema of the API: complete, without warnings, and shown to people without inline scripts."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from commons.http.idempotency import HEADER
from tests.portal.api_world import routes

pytestmark = pytest.mark.django_db


def operations() -> dict[tuple[str, str], dict]:
    """Operations by method and path."""
    schema = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    return {
        (method.upper(), path): operation
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    }


def test_the_schema_is_valid_and_nothing_in_it_is_guessed() -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=StringIO())


def test_every_address_is_in_it() -> None:
    def plain(path: str) -> str:
        return re.sub(r"\{\w+\}", "{}", re.sub(r"<(?:\w+:)?\w+>", "{}", path)).strip("/")

    told = {(method, plain(path)) for method, path in operations()}

    assert {
        (method, plain(route)) for method, name, route in routes() if name not in ("schema", "api_docs")
    } == told


def test_every_operation_says_what_it_does_and_how_it_may_fail() -> None:
    poor = [
        key
        for key, operation in operations().items()
        if not operation.get("description")
        or not operation.get("tags")
        or "400" not in operation["responses"]
    ]

    assert poor == []


def test_what_creates_takes_an_idempotency_key() -> None:
    without = [
        key
        for key, operation in operations().items()
        if key[0] == "POST"
        and "201" in operation["responses"]
        and HEADER not in {parameter["name"] for parameter in operation.get("parameters", [])}
    ]

    assert without == []


def test_the_page_for_people_runs_nothing_inline() -> None:
    page = Client().get("/api/v1/docs/")
    script = Client().get(
        re.findall(r'src="([^"]*script=[^"]*)"', page.content.decode())[0].replace("&amp;", "&")
    )

    assert (page.status_code, script.headers["Content-Type"]) == (200, "application/javascript")
    assert "/api/v1/schema/" in script.content.decode()
    assert re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page.content.decode()) is None
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
