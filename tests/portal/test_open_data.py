"""The open data: what is in the files, what never is, and that they are described."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from commons.opendata import datasets, dcat, editions
from commons.opendata.answers import file_answer
from commons.opendata.datasets import Dataset, Kind
from commons.texts.translated import LANGUAGES
from portal.pages.data_examples import EXAMPLES
from proposals.models import Proposal
from tests.factories.process import CycleFactory
from tests.factories.proposals import ProposalFactory
from tests.portal.open_data_world import planted, whole

pytestmark = pytest.mark.django_db

SLUGS = (
    "areas", "population", "cycles", "phases", "envelopes", "funding", "lessons", "improvements",
    "moderation", "moderation-sums",
    "proposals", "categories", "milestones", "findings", "finding-answers", "finding-checks",
    "projects", "project-budget", "project-purchases", "project-ledger", "project-pictures", "evaluations",
    "proposal-links", "review-decisions", "review-costs", "statements", "opinion-groups",
    "votes", "ballot-projects", "results", "turnout", "ballots",
    "turnout-now", "votes-so-far", "paper-account", "paper-set-aside", "reports",
    "council-sessions", "council-decisions", "council-envelopes", "council-freed", "council-transfers",
    "council-questions",
    "council-annexes",
    "hearings", "hearing-notes", "hearing-themes", "hearing-survey", "hearing-smileys",
    "hearing-moderation", "hearing-plenary-votes", "hearing-speaking", "hearing-reports",
)  # fmt: skip

HAVE_TESTS = (
    "hearing-smileys",
    "hearing-plenary-votes",
    "hearing-speaking",
    "hearing-reports",
    "paper-set-aside",
)
"""Data sets of which the world has nothing; each has a test of its own."""


def content(answer: Any) -> str:
    """The text of a streamed answer."""
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def rows_of(client: Client, slug: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(content(client.get(f"/data/{slug}.json")))["rows"]
    return found


def test_every_field_of_every_data_set_is_free_of_personal_data_and_of_what_is_internal(
    client: Client,
) -> None:
    whole()
    forbidden = planted()
    empty, told = [], []

    for dataset in datasets.every():
        answers = [client.get(dataset.path(ending)) for ending in dataset.formats]
        texts = [content(answer) for answer in answers]
        again = client.get(dataset.path("csv"), headers={"if-none-match": answers[0]["ETag"]})
        assert (dataset.slug, again.status_code) == (dataset.slug, 304)
        rows = json.loads(texts[1])["rows"]
        if not rows and dataset.slug in SLUGS and dataset.slug not in HAVE_TESTS:
            empty.append(dataset.slug)
        told += [
            (dataset.slug, name, text)
            for row in rows
            for name, value in row.items()
            for text in forbidden
            if text in str(value).lower()
        ]
        told += [(dataset.slug, "", text) for text in forbidden for file in texts if text in file.lower()]
        assert set(rows[0]) == {field.name for field in dataset.fields} if rows else True

    assert (empty, told) == ([], [])


def test_the_catalogue_holds_everything_that_is_public() -> None:
    assert tuple(dataset.slug for dataset in datasets.every() if dataset.slug in SLUGS) == SLUGS


@pytest.mark.parametrize("slug", SLUGS)
def test_every_data_set_has_a_dictionary_in_three_languages(client: Client, slug: str) -> None:
    dataset = datasets.one(slug)
    assert dataset is not None

    page = client.get(f"/data/{slug}/")
    told = client.get(f"/api/v1/data/{slug}/").json()

    assert page.status_code == 200
    assert [field["name"] for field in told["fields"]] == [field.name for field in dataset.fields]
    for field in told["fields"]:
        assert set(field["meaning"]) == set(LANGUAGES)
        assert len(set(field["meaning"].values())) == 3, field
    assert told["changes"][-1]["version"] == dataset.version


def test_the_proposals_carry_their_figures(client: Client) -> None:
    made = ProposalFactory(title="=HYPERLINK(1)", rough_cost=Decimal("-0") + 12)
    Proposal.objects.filter(pk=made.pk).update(support_count=3)

    row = rows_of(client, "proposals")[0]
    cells = next(csv.DictReader(io.StringIO(content(client.get("/data/proposals.csv")))))
    feature = json.loads(content(client.get("/data/proposals.geojson")))["features"][0]

    assert (row["proposal"], row["supports"], row["comments"], row["title"]) == (
        made.pk,
        3,
        0,
        "=HYPERLINK(1)",
    )
    assert (cells["title"], cells["rough_cost"], cells["latitude"]) == ("'=HYPERLINK(1)", "12.00", "61.5")
    assert (feature["id"], feature["geometry"]) == (
        str(made.pk),
        {"type": "Point", "coordinates": [23.8, 61.5]},
    )


def test_no_cell_of_csv_is_a_formula(client: Client) -> None:
    for sign in ("=", "+", "-", "@", "\t", "\r", "\n"):
        ProposalFactory(title=f"{sign}1+1", what=f"{sign}cmd", place_name=f"{sign}A1")

    lines = csv.DictReader(io.StringIO(content(client.get("/data/proposals.csv"))))
    numbers = {"latitude", "longitude", "rough_cost", "cost"}

    assert [
        (name, cell)
        for line in lines
        for name, cell in line.items()
        if name not in numbers and cell[:1] in tuple("=+-@\t\r\n")
    ] == []


def test_a_file_that_has_not_changed_is_not_sent_again(client: Client) -> None:
    made = ProposalFactory()
    first = client.get("/data/proposals.csv")
    content(first)

    same = client.get("/data/proposals.csv", headers={"if-none-match": first["ETag"]})
    since = client.get("/data/proposals.csv", headers={"if-modified-since": first["Last-Modified"]})
    Proposal.objects.filter(pk=made.pk).update(support_count=1)
    other = client.get("/data/proposals.csv", headers={"if-none-match": first["ETag"]})

    assert (same.status_code, since.status_code, other.status_code) == (304, 304, 200)
    assert other["ETag"] != first["ETag"]
    assert other["Content-Length"] == str(len(b"".join(other.streaming_content)))


def test_a_head_request_costs_no_file(client: Client) -> None:
    ProposalFactory()

    answer = client.head("/data/proposals.csv")

    assert (answer.status_code, answer.content, bool(answer["ETag"])) == (200, b"", True)


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug not in ("results", "turnout", "ballots")])
def test_queries_do_not_grow_with_rows(client: Client, slug: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            content(client.get(f"/data/{slug}.json"))
        return len(seen)

    cycle = CycleFactory()
    ProposalFactory(cycle=cycle)
    queries()
    ProposalFactory(cycle=cycle)
    few = queries()
    for _place in range(30):
        ProposalFactory(cycle=cycle)

    assert queries() <= few


def test_the_page_and_the_interface_list_every_data_set(client: Client) -> None:
    editions.look()

    with translation.override("en"):
        page = client.get("/data/", headers={"accept-language": "en"})
    told = client.get("/api/v1/data/").json()

    assert page.status_code == 200
    assert set(SLUGS) <= {one["id"] for one in told}
    assert all(f'href="/data/{slug}/"' in page.content.decode() for slug in SLUGS)
    assert all(file["bytes"] for one in told for file in one["files"])


@pytest.mark.parametrize(
    "path", ["/data/none/", "/data/none.csv", "/data/proposals.exe", "/data/phases.geojson"]
)
def test_what_there_is_not_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_other_catalogues_find_every_file_and_its_licence(client: Client, settings: Any) -> None:
    editions.look()

    answer = client.get("/data/catalogue.jsonld")
    told = answer.json()

    assert answer["Content-Type"] == "application/ld+json"
    assert told["@type"] == "dcat:Catalog"
    assert set(SLUGS) <= {one["dct:identifier"] for one in told["dcat:dataset"]}
    for one in told["dcat:dataset"]:
        assert {words["@language"] for words in one["dct:title"]} == set(LANGUAGES)
        assert one["dct:license"] == {"@id": settings.RAATI_DATA_LICENCE["url"]}
        for file in one["dcat:distribution"]:
            path = file["dcat:downloadURL"]["@id"].removeprefix(settings.SITE_URL)
            assert client.head(path).status_code == 200


def test_turtle_says_the_same_as_json(client: Client) -> None:
    text = client.get("/data/catalogue.ttl").content.decode()

    subjects = set(re.findall(r"^<([^>]+)> a ", text, re.MULTILINE))

    found = dcat.catalogue()
    assert subjects == {found["@id"], found["dct:publisher"]["@id"]} | {
        one["@id"] for dataset in found["dcat:dataset"] for one in (dataset, *dataset["dcat:distribution"])
    }
    assert text.count(" .\n") == len(subjects) + len(found["@context"])


def test_the_server_sends_a_file_piece_by_piece(async_client: Any) -> None:
    async def fetched() -> bytes:
        answer = await async_client.get("/data/areas.json")
        assert answer.is_async
        return b"".join([piece async for piece in answer.streaming_content])

    assert json.loads(async_to_sync(fetched)())["dataset"] == "areas"


def test_a_large_file_is_made_on_the_disk(rf: Any) -> None:
    dataset = Dataset(
        slug="large",
        title="",
        holds="",
        period="",
        fields=(datasets.Field("n", Kind.INTEGER, ""), datasets.Field("text", Kind.TEXT, "")),
        rows=lambda: ((number, "x" * 100) for number in range(20_000)),
        changes=datasets.one("areas").changes,  # type: ignore[union-attr]
    )

    answer = file_answer(rf.get("/data/large.csv"), dataset, "csv")
    sizes = [len(piece) for piece in answer.streaming_content]  # type: ignore[attr-defined]

    assert max(sizes) <= 64 * 1024
    assert sum(sizes) == int(answer["Content-Length"]) > 2_000_000


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
@pytest.mark.django_db(transaction=True)
def test_every_example_runs_as_it_stands(live_server: Any, settings: Any, tmp_path: Any) -> None:
    settings.SITE_URL = live_server.url
    cycle = CycleFactory()
    ProposalFactory(cycle=cycle, title="Penkki rantaan")

    for example in EXAMPLES:
        lines = example.at().lines
        command = [sys.executable, "-c", lines] if example.kind == "python" else ["sh", "-e", "-c", lines]
        ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)
        assert (ran.returncode, "Traceback" in ran.stderr) == (0, False), (lines, ran.stderr)

    assert "Penkki rantaan" in (tmp_path / "proposals.csv").read_text()
