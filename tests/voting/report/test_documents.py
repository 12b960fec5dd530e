"""The report as a document: whole for who hears it, the same bytes again, and each figure leads to an open door."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from commons.accounts.models import Role
from commons.places.models import LanguageGroup
from tests.factories.accounts import official
from tests.factories.council import decided
from tests.factories.proposals import ProposalFactory
from tests.pdf_structure import Document, problems
from tests.voting.report.making import ADDRESS, API, published
from voting.domain.report import files, stored
from voting.domain.report.tree import Report
from voting.models import Election, ReportFile, StoredReport, Verdict

pytestmark = pytest.mark.django_db

LANGUAGES = ("fi", "sv", "en")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    cache.clear()


@pytest.fixture
def told() -> Election:
    """A year of which every section has something to tell; proposals in three languages."""
    election, projects = published()
    decided(election, {projects[1]: (Verdict.DROPPED, "The site is sold.")})
    for language in ("sv", "fi", "en", "ar"):
        ProposalFactory(
            cycle=election.cycle,
            state="not_feasible",
            public_reason="Ei onnistu.",
            language=language,
            title="Slott",
        )
    LanguageGroup.objects.create(area=election.cycle.area, year=2025, language="fi", persons=900)
    return election


def got(path: str) -> bytes:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_whole_for_who_hears_it(told: Election, language: str) -> None:
    data = got(f"{ADDRESS}report.pdf?language={language}")
    with translation.override(language):
        subtitle = translation.gettext("Report of the budget year for councillors")

    title = f"{stored.report('kuvala', language).title} – {subtitle}"
    assert problems(data, language=language, title=title) == []
    document = Document(data)
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/Figure", "/Link"} <= document.kinds
    assert document.languages() == {"fi", "sv", "en", "ar"} - {language}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_figures_are_the_same_bytes_however_often_they_are_written(
    told: Election, language: str
) -> None:
    paths = [f"{ADDRESS}report.{ending}?language={language}" for ending in ("pdf", "xlsx")]
    paths.append(f"{API}?language={language}")
    first = [got(path) for path in paths]

    ReportFile.objects.all().delete()
    StoredReport.objects.all().delete()
    cache.clear()

    assert [got(path) for path in paths] == first
    kept = stored.kept("kuvala", language)
    assert [write(kept) for write in files.WRITE.values()] == first[:2]


def addresses(report: Report) -> Iterator[tuple[str, str]]:
    """Every figure's name with the address of what is behind it."""
    for fact in (*report.summary, *(fact for section in report.sections for fact in section.facts)):
        yield fact.key, fact.url
    for table in report.every_table():
        for row in table.rows:
            yield f"{table.key}: {row.label}", row.url or table.url


def test_each_figure_leads_to_its_rows_for_everybody_and_for_councillors(told: Election) -> None:
    found = dict(addresses(stored.report("kuvala", "en")))
    assert [name for name, url in found.items() if not url.startswith("/")] == []
    councillor = Client()
    councillor.force_login(official(Role.COUNCILLOR))
    pages: dict[tuple[str, str], Any] = {}
    for who, client in (("everybody", Client()), ("councillor", councillor)):
        for url in set(found.values()):
            path = url.partition("#")[0]
            if (who, path) not in pages:
                pages[who, path] = client.get(path)

    assert {key: page.status_code for key, page in pages.items() if page.status_code != 200} == {}
    anchors = {url for url in found.values() if "#" in url}
    for url in anchors:
        path, _mark, place = url.partition("#")
        assert f'id="{place}"' in pages["everybody", path].content.decode(), url
