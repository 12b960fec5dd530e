"""What went wrong in other programs for participation and touches no single service, tried here."""

from typing import Any

import pytest
from django.core import signing
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from commons.process.models import PhaseKind
from proposals.domain.together import authors, suggesting
from proposals.models import CoAuthor, CoAuthorState, State
from tests.factories.accounts import UserFactory
from tests.factories.places import AreaFactory
from tests.factories.process import open_phase
from tests.factories.proposals import ProposalFactory, ResidentFactory

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


def test_decidim_2026_40869_a_suggested_change_that_anybody_could_accept(client: Client) -> None:
    """Only the authors take a change into their text."""
    writer, stranger = ResidentFactory(), ResidentFactory()
    proposal = ProposalFactory(state=State.RETURNED, author=ResidentFactory(), what="Penkki.")
    open_phase(proposal.cycle, PhaseKind.PROPOSE)
    made = suggesting.suggest(actor=writer, proposal=proposal, field="what", text="Kaksi penkkiä.")
    answers = []
    for person in (stranger, writer):
        client.force_login(person)
        page = client.post(f"/proposals/{proposal.pk}/suggestions/{made.pk}/", {"answer": "take"})
        door = f"/api/v1/proposals/{proposal.pk}/suggestions/{made.pk}/"
        answers.append((page.status_code, client.put(door, {"takes": True}, "application/json").status_code))

    proposal.refresh_from_db()
    assert (answers, proposal.what) == ([(403, 403), (403, 403)], "Penkki.")


def test_decidim_2023_48220_an_invitation_that_was_accepted_after_its_time(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The link of an invitation works for a fortnight."""
    author = ResidentFactory()
    proposal = ProposalFactory(state=State.RETURNED, author=author)
    invitation = authors.invite(actor=author, proposal=proposal, email="ystava@kuvala.example")
    link = f"/proposals/together/{authors.word_of(invitation)}/"
    client.force_login(ResidentFactory())
    assert client.get(link).status_code == 200
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 15 * 24 * 3600)

    assert client.post(link, {"answer": "accept"}).status_code == 409

    assert CoAuthor.objects.get().state == CoAuthorState.INVITED
