"""The schema against the program: whatever fits the schema gets an answer that the schema foretold, in every role."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.portal.api_world import World, build

pytestmark = pytest.mark.django_db

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
WHO = ("anonymous", "resident", "coordinator")
CSRF = "c" * 32
HEADERS = {"X-CSRFToken": CSRF, "Accept-Language": "en", "Accept-Encoding": "identity"}

schema = schemathesis.openapi.from_dict(
    SchemaGenerator().get_schema(public=True),  # type: ignore[no-untyped-call]
    config=SchemathesisConfig(
        projects=ProjectsConfig(
            default=ProjectConfig(
                generation=GenerationConfig(
                    modes=[GenerationMode.POSITIVE], deterministic=True, with_security_parameters=False
                )
            )
        )
    ),
)
schema.app = get_wsgi_application()


@pytest.fixture
def world() -> Iterator[World]:
    """The town; and requests leave the test's own connection open, as with Django's test client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield build()
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def sessions(world: World) -> dict[str, str]:
    """Session keys by name; signing in once is enough."""
    found = {}
    for who in WHO:
        client = Client()
        if user := world.people[who]:
            client.force_login(user)
            found[who] = client.cookies["sessionid"].value
    return found


def real(world: World, path: str) -> dict[str, Any]:
    """Arguments with which the address leads somewhere."""
    proposal = world.draft if "/draft/" in path or "/pictures/" in path else world.submitted
    own = {
        "/comments/{id}": world.comment.pk,
        "/areas/": world.cycle.area_id,
        "/envelopes/": world.free_envelope.pk,
    }
    pk = next((value for part, value in own.items() if part in path), proposal.pk)
    vote = world.vote.slug
    return {
        "id": pk,
        "pk": pk,
        "slug": vote if "/vote" in path or "/results/" in path else world.cycle.slug,
        "picture": world.picture.pk,
        "project_id": "1",
        "topic": f"proposal:{world.submitted.pk}",
        "code": "ABCD-EFGH-JKLM",
    }


@schema.given(who=st.sampled_from(WHO), is_real=st.sampled_from((True, True, False)))
@schema.parametrize()
@seed(7)
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_the_schema_foretells(
    case: Any, who: str, is_real: bool, world: World, sessions: dict[str, str]
) -> None:
    if is_real:
        known = real(world, case.operation.path)
        case.path_parameters = {
            name: known.get(name, value) for name, value in (case.path_parameters or {}).items()
        }
    cookies = {"sessionid": sessions[who], "csrftoken": CSRF} if who in sessions else {}
    with transaction.atomic():
        answer = case.call(cookies=cookies, headers=HEADERS)
        transaction.set_rollback(True)
    case.validate_response(answer, checks=CHECKS)
