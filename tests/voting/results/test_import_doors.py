"""A `.pb` file comes in by page and by API alike; a broken one says where it is broken, and nothing stays of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commons.accounts.models import Role
from commons.places.models import Area
from commons.process.models import Cycle
from proposals.models import Proposal
from tests import pabulib
from tests.factories.accounts import official
from tests.voting.results.test_pb_import import SMALL
from voting.domain.results import envelope_results
from voting.models import Ballot, Election, EnvelopeCount

pytestmark = pytest.mark.django_db

PAGE, API = "/desk/results/import/", "/api/v1/results/import/"
CUT = "Poland_Zabrze_2020_Konczyce.pb"


def pb(content: str | bytes, name: str = "town.pb") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def client_of(role: Role) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(official(role))
    return client


def test_the_same_file_gives_the_same_year_through_both_doors() -> None:
    client = client_of(Role.COORDINATOR)

    page = client.post(PAGE, {"file": pb(SMALL), "publish": "on"})
    answer = client.post(API, {"file": pb(SMALL), "publish": "true"})

    assert (page.status_code, page["Location"]) == (302, "/results/town/")
    assert (answer.status_code, answer.json()) == (
        201,
        {"cycle": "town-2", "projects": 3, "ballots": 3, "notes": []},
    )
    first, second = Election.objects.order_by("pk")
    assert [
        [(row.project.project_id, row.support, row.funded, row.why) for row in envelope_results(one)[0].rows]
        for one in (first, second)
    ] == [
        [
            (row.project.project_id, row.support, row.funded, row.why)
            for row in envelope_results(first)[0].rows
        ]
    ] * 2
    assert client.get("/results/town/").status_code == client.get("/results/town-2/").status_code == 200


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (SMALL.replace("2;30000;2;", "2;free;2;"), "Line 20 "),
        (SMALL.replace("num_votes;3", "num_votes;4"), "num_votes 4"),
        (SMALL[: len(SMALL) // 2], "cut off"),
        ("\x00\x01\x02", ""),
        ("META\n" * 5000, ""),
    ],
)
def test_a_broken_file_is_told_by_both_doors_and_leaves_nothing(content: str, words: str) -> None:
    client = client_of(Role.COORDINATOR)

    page = client.post(PAGE, {"file": pb(content)})
    answer = client.post(API, {"file": pb(content)}, headers={"Accept-Language": "en"})

    assert (page.status_code, answer.status_code) == (422, 422)
    assert words in page.content.decode()
    assert words in str(answer.json())
    assert "Nothing was stored" in answer.json()["detail"]
    models = (Cycle, Area, Proposal, Election, Ballot, EnvelopeCount)
    assert [model.objects.count() for model in models] == [0] * len(models)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.9, 0.99])
def test_a_real_file_cut_anywhere_is_refused(share: float) -> None:
    content = pabulib.file(CUT).read_bytes()

    answer = client_of(Role.COORDINATOR).post(API, {"file": pb(content[: int(len(content) * share)])})

    assert answer.status_code == 422
    assert not Cycle.objects.exists()


def test_without_a_file_the_page_asks_for_one_and_others_may_not_ask() -> None:
    assert client_of(Role.COORDINATOR).post(PAGE, {}).status_code == 400
    for role in Role:
        if role != Role.COORDINATOR:
            client = client_of(role)
            assert client.get(PAGE).status_code == 403
            assert client.post(PAGE, {"file": pb(SMALL)}).status_code == 403
            assert client.post(API, {"file": pb(SMALL)}).status_code == 403
    assert not Cycle.objects.exists()
