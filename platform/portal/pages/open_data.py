"""The open data: the catalogue, the dictionary of each data set, the files, the description for other catalogues."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from commons.opendata import datasets, dcat
from commons.opendata.answers import file_answer
from commons.opendata.datasets import Dataset, Words, full
from commons.opendata.models import Edition
from commons.texts.translated import Language
from portal.pages.data_examples import EXAMPLES

KILOBYTE = 1024


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every data set with its files. One query."""
    editions = {edition.dataset: edition for edition in Edition.objects.all()}
    content = {
        "topics": [
            {"topic": topic, "datasets": [shown(one, editions.get(one.slug)) for one in found]}
            for topic, found in datasets.by_topic()
        ],
        "count": len(datasets.every()),
        "licence": settings.RAATI_DATA_LICENCE,
        "publisher": settings.RAATI_DATA_PUBLISHER,
    }
    return render(request, "open_data/index.html", content)


def shown(dataset: Dataset, edition: Edition | None) -> dict[str, object]:
    """A data set for showing, with its edition where it has been looked at."""
    sizes = edition.sizes if edition else {}
    return {
        "slug": dataset.slug,
        "title": dataset.title,
        "holds": dataset.holds,
        "period": dataset.period,
        "version": dataset.version,
        "rows": edition.rows if edition else None,
        "changed_at": edition.changed_at if edition else None,
        "files": [
            {"ending": ending, "path": dataset.path(ending), "size": kilobytes(sizes.get(ending))}
            for ending in dataset.formats
        ],
    }


def kilobytes(size: int | None) -> int | None:
    """A size in kB, at least one."""
    return None if size is None else max(1, round(size / KILOBYTE))


@require_safe
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """The dictionary: each field, its type, its meaning in three languages; the changes of the format."""
    found = _found(slug)
    content = {
        "set": shown(found, Edition.objects.filter(dataset=slug).first()),
        "addresses": [full(found.path(ending)) for ending in found.formats],
        "elsewhere": found.elsewhere,
        "languages": Language.choices,
        "rows": [
            {
                "name": field.name,
                "type": field.kind.value,
                "meanings": _meanings(field.meaning),
                "codes": field.codes,
            }
            for field in found.fields
        ],
        "changes": found.changes[::-1],
        "licence": settings.RAATI_DATA_LICENCE,
    }
    return render(request, "open_data/dataset.html", content)


def _meanings(words: Words) -> list[tuple[str, str]]:
    told = []
    for language in Language.values:
        with override(language):
            told.append((language, str(words)))
    return told


@require_safe
def examples(request: HttpRequest) -> HttpResponse:
    """How to read it all by program, in lines that run as they stand."""
    return render(request, "open_data/examples.html", {"examples": [one.at(full("")) for one in EXAMPLES]})


@require_safe
def file(request: HttpRequest, slug: str, ending: str) -> HttpResponseBase:
    """A data set in one of its formats."""
    found = _found(slug)
    if ending not in found.formats:
        raise Http404
    return file_answer(request, found, ending)


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The description as DCAT-AP in JSON-LD."""
    return JsonResponse(
        dcat.catalogue(), content_type="application/ld+json", json_dumps_params={"ensure_ascii": False}
    )


@require_safe
def turtle(request: HttpRequest) -> HttpResponse:
    """The same in Turtle."""
    return HttpResponse(dcat.turtle(), content_type="text/turtle; charset=utf-8")


def _found(slug: str) -> Dataset:
    found = datasets.one(slug)
    if found is None:
        raise Http404
    return found
