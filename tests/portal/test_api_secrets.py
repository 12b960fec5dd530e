"""What only officials or the writer may read is in no answer to anybody else.

`tests/portal/leaks` reads the same addresses with a word for each kind of text and more kinds of people; here a small
town has something at every address of the API, hearings and votes too.
"""

import pytest
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.portal.api_world import PEOPLE, SECRET, World, build, client_of
from tests.portal.test_api_permissions import Row, table

pytestmark = pytest.mark.django_db

INSIDE = {"reviewer", "coordinator"}
"""They read reviews; the author reads the own draft."""
OWN = {
    ("author", "api-draft"),
    ("author", "api-proposal"),
    ("author", "api-picture"),
    ("moderator", "api-comment-show"),
}


@pytest.fixture
def world() -> World:
    return build()


def address(row: Row) -> str:
    return reverse(row.name, kwargs=row.at) + row.query


def test_no_answer_to_the_public_holds_what_is_internal(world: World) -> None:
    reads = [row for row in table(world) if row.method == "GET"]

    outside = {who: client_of(world.people[who]) for who in PEOPLE if who not in INSIDE}

    told = [
        (who, row.name)
        for who, client in outside.items()
        for row in reads
        if (who, row.name) not in OWN and SECRET in client.get(address(row)).content.decode()
    ]

    assert told == []


def test_the_secret_is_there_to_be_found(world: World) -> None:
    review = client_of(world.people["reviewer"]).get(f"/api/v1/proposals/{world.submitted.pk}/review/")
    draft = client_of(world.people["author"]).get(f"/api/v1/proposals/{world.draft.pk}/draft/")

    assert SECRET in review.content.decode()
    assert SECRET in draft.content.decode()


def test_search_and_likeness_do_not_find_what_is_internal(world: World) -> None:
    anybody = client_of(None)

    found = [
        anybody.get(f"/api/v1/proposals/?q={SECRET}").json()["results"],
        anybody.get(f"/api/v1/proposals.geojson?q={SECRET}").json()["features"],
        anybody.get(f"/api/v1/proposals/similar/?cycle={world.cycle.slug}&text={SECRET}").json()["results"],
    ]

    assert found == [[], [], []]


@pytest.mark.parametrize("field", ["state", "order"])
def test_drafts_cannot_be_asked_for(field: str) -> None:
    answer = client_of(UserFactory()).get(f"/api/v1/proposals/?{field}=draft")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
