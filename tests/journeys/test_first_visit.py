"""What a first visit to a resident's page costs over the wire: everything that the browser itself fetched."""

import gzip
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Response

from hearings.domain import queries
from hearings.models import Hearing, HearingState
from portal.demo import town
from proposals.models import Proposal
from tests.journeys.conftest import Visitor
from voting.models import EnvelopeCount

pytestmark = pytest.mark.django_db(transaction=True)

MOST = 100_000
"""Bytes, heads of the answers included."""
MOST_IN_A_HALL = 60_000
"""The same where three hundred phones share one Wi-Fi."""

HEADERS = 400
"""Bytes of an answer's head, about."""


def packed(answer: Response) -> int:
    """Bytes on the wire. The tests' own server sends static files as they are; a town's sends them packed."""
    body = answer.body()
    is_packed_already = answer.headers.get("content-type", "").startswith(
        ("image/jpeg", "image/png", "font/")
    )
    return HEADERS + (len(body) if is_packed_already else len(gzip.compress(body, 6)))


def weight_of(someone: Visitor, path: str) -> tuple[int, set[str]]:
    """Bytes and hosts of a first visit, until the reader scrolls."""
    answers: list[Response] = []
    someone.page.on("response", lambda answer: answers.append(answer))
    someone.open(path)
    someone.page.wait_for_load_state("networkidle")
    return sum(packed(answer) for answer in answers), {answer.url.split("/")[2] for answer in answers}


@pytest.fixture
def kuvala(transactional_db: None) -> None:
    """The demo town, whole. Built in a thread of its own: this one runs Playwright's loop."""

    def build() -> None:
        with closing(connection):
            town.build(lambda _words: None)

    with ThreadPoolExecutor(1) as builder:
        builder.submit(build).result()


def test_no_page_of_a_resident_weighs_more_than_a_small_phone_can_bear(
    visitor: Callable[..., Visitor], kuvala: None
) -> None:
    count = EnvelopeCount.objects.select_related("election__cycle", "envelope").first()
    assert count is not None
    year = count.election.cycle
    places = [
        "/",
        # Which proposals, hence pictures, come first is by the day's lot: this day's is a heavy one.
        reverse("proposals:list") + "?seed=20261124",
        reverse("proposals:detail", args=[Proposal.objects.listed().order_by("pk").first().pk]),  # type: ignore[union-attr]
        reverse("proposals:new"),
        reverse("voting:index"),
        reverse("voting:results"),
        reverse("voting:result", args=[year.slug]),
        reverse("voting:result_envelope", args=[year.slug, count.envelope.slug]),
        reverse("account_login"),
        "/hearings/",
        "/about/",
    ]
    code = queries.main_code(Hearing.objects.get(state=HearingState.OPEN))
    halls = [f"/h/{code}/", f"/h/{code}/tablet/", "/h/"]
    heavy: dict[str, int] = {}
    elsewhere: set[str] = set()
    for width in (320, 1280):
        for path in [*places, *halls]:
            someone = visitor(width=width)
            with closing(someone.context):
                weight, hosts = weight_of(someone, path)
                if weight > (MOST_IN_A_HALL if path in halls else MOST):
                    heavy[f"{path} at {width}"] = weight
                elsewhere |= hosts - {someone.url.split("/")[2]}
    assert heavy == {}
    assert elsewhere == set()
