"""Figures are gathered once: at once for a vote of usual size, by the worker for a big one; files are written once."""

import pytest
from django.core.cache import cache
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.voting.report.making import ADDRESS, API, published
from voting.domain.report import files, stored
from voting.models import ReportFile, ReportMaking, StoredReport
from voting.tasks import refresh_report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client: Client) -> None:
    client.cookies["django_language"] = "en"
    cache.clear()


@pytest.fixture
def big(monkeypatch: pytest.MonkeyPatch) -> int:
    """The pk of a vote that is too big to be gathered while somebody waits."""
    monkeypatch.setattr(stored, "AT_ONCE", 2)
    election, _projects = published()
    ProcrastinateJob.objects.all().delete()
    return election.pk


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="voting.refresh_report").count()


def test_a_big_vote_is_gathered_by_the_worker_whom_readers_ask_once(client: Client, big: int) -> None:
    waits = [client.get(f"{ADDRESS}{name}") for name in ("", "report.pdf", "report.xlsx")]
    told = client.get(API)

    assert [answer.status_code for answer in (*waits, told)] == [202] * 4
    assert (told.json(), told.headers["Retry-After"]) == ({"done": 0, "steps": 3}, "5")
    assert all("The report is being made" in answer.content.decode() for answer in waits)
    assert (jobs(), StoredReport.objects.count()) == (1, 0)

    ReportMaking.objects.update(done=2)
    assert "2 of 3 ready" in client.get(ADDRESS).content.decode()
    refresh_report(election_id=big)
    assert [client.get(path).status_code for path in (ADDRESS, f"{ADDRESS}report.pdf", API)] == [200] * 3
    assert ReportFile.objects.filter(ending="pdf").count() == 3


def test_a_worker_that_has_gone_quiet_is_asked_again(client: Client, big: int) -> None:
    client.get(ADDRESS)
    ReportMaking.objects.update(touched_at="2026-01-01T00:00Z")

    client.get(ADDRESS)

    assert jobs() == 2


def test_who_does_not_want_to_wait_has_it_made_at_once(client: Client, big: int) -> None:
    assert client.post(ADDRESS).status_code == 302
    assert client.get(ADDRESS).status_code == 200
    assert client.get(f"{API}?language=sv").status_code == 202
    made = client.post(f"{API}?language=sv")
    assert (made.status_code, made.json()) == (200, client.get(f"{API}?language=sv").json())
    assert jobs() == 1


def test_a_file_is_written_once_and_anew_when_a_figure_changes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    published()
    first = [client.get(f"{ADDRESS}report.{ending}") for ending in ("pdf", "xlsx")]
    written: list[str] = []
    monkeypatch.setattr(
        files,
        "WRITE",
        {ending: lambda _kept, said=ending: written.append(said) or b"new" for ending in ("pdf", "xlsx")},
    )

    again = [client.get(f"{ADDRESS}report.{ending}") for ending in ("pdf", "xlsx")]
    known = client.get(f"{ADDRESS}report.pdf", headers={"If-None-Match": first[0].headers["ETag"]})
    assert [answer.content for answer in again] == [answer.content for answer in first]
    assert (known.status_code, known.content, written) == (304, b"", [])

    row = StoredReport.objects.get(language="en")
    row.tree["title"] = "Another"
    row.save()
    assert [client.get(f"{ADDRESS}report.{ending}").content for ending in ("pdf", "xlsx")] == [b"new", b"new"]
    assert (written, ReportFile.objects.count()) == (["pdf", "xlsx"], 2)


def test_charts_are_drawn_with_the_figures_and_not_for_a_reader(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    published()
    stored.report("kuvala", "en")
    monkeypatch.setattr("voting.domain.report.charts.bars", lambda _table: pytest.fail("drawn for a reader"))
    cache.clear()

    page = client.get(ADDRESS).content.decode()

    assert page.count("<svg") >= 2
    assert client.get(f"{ADDRESS}report.pdf").status_code == 200
