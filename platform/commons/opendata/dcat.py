"""The catalogue as DCAT-AP: JSON-LD, and the same as Turtle."""

import json
from typing import Any

from django.conf import settings
from django.utils.translation import override

from commons.opendata import datasets
from commons.opendata.datasets import Dataset, full
from commons.opendata.files import MEDIA
from commons.opendata.models import Edition
from commons.texts.translated import LANGUAGES

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def catalogue() -> dict[str, Any]:
    """All data sets with their files, as JSON-LD. One query."""
    editions = {edition.dataset: edition for edition in Edition.objects.all()}
    return {
        "@context": CONTEXT,
        "@id": full("/data/"),
        "@type": "dcat:Catalog",
        "dct:title": [
            {"@value": f"{settings.SITE_NAME}: {words}", "@language": lang} for lang, words in _TITLES
        ],
        "dct:publisher": _publisher(),
        "dct:license": {"@id": settings.RAATI_DATA_LICENCE["url"]},
        "foaf:homepage": {"@id": full("/data/")},
        "dcat:dataset": [_dataset(one, editions.get(one.slug)) for one in datasets.every()],
    }


_TITLES = (("fi", "avoin data"), ("sv", "öppna data"), ("en", "open data"))


def _publisher() -> dict[str, Any]:
    return {"@id": full("/#publisher"), "@type": "foaf:Agent", "foaf:name": settings.RAATI_DATA_PUBLISHER}


def _said(words: Any) -> list[dict[str, str]]:
    found = []
    for language in LANGUAGES:
        with override(language):
            found.append({"@value": str(words), "@language": language})
    return found


def _dataset(dataset: Dataset, edition: Edition | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "@id": full(f"/data/{dataset.slug}/"),
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.slug,
        "dct:title": _said(dataset.title),
        "dct:description": _said(dataset.holds),
        "dcat:keyword": _said(datasets.topic_of(dataset).label),
        "dct:publisher": {"@id": full("/#publisher")},
        "dct:license": {"@id": settings.RAATI_DATA_LICENCE["url"]},
        "dcat:landingPage": {"@id": full(f"/data/{dataset.slug}/")},
        "dcat:version": dataset.version,
    }
    if edition is not None:
        moment = edition.changed_at.isoformat(timespec="seconds")
        told["dct:modified"] = {"@value": moment, "@type": "xsd:dateTime"}
    told["dcat:distribution"] = [_distribution(dataset, ending, edition) for ending in dataset.formats]
    return told


def _distribution(dataset: Dataset, ending: str, edition: Edition | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "@id": dataset.address(ending),
        "@type": "dcat:Distribution",
        "dct:title": [{"@value": f"{dataset.slug}.{ending}", "@language": "en"}],
        "dcat:accessURL": {"@id": dataset.address(ending)},
        "dcat:downloadURL": {"@id": dataset.address(ending)},
        "dcat:mediaType": {
            "@id": f"https://www.iana.org/assignments/media-types/{MEDIA[ending].partition(';')[0]}"
        },
        "dct:license": {"@id": settings.RAATI_DATA_LICENCE["url"]},
    }
    if edition is not None and ending in edition.sizes:
        told["dcat:byteSize"] = {"@value": str(edition.sizes[ending]), "@type": "xsd:nonNegativeInteger"}
    return told


def turtle(node: dict[str, Any] | None = None) -> str:
    """The catalogue as Turtle: the same statements."""
    found = catalogue() if node is None else node
    lines = [f"@prefix {name}: <{address}> ." for name, address in found["@context"].items()]
    _describe({name: value for name, value in found.items() if name != "@context"}, lines)
    return "\n".join(lines) + "\n"


def _describe(node: dict[str, Any], lines: list[str]) -> None:
    said = [f"a {node['@type']}"]
    inner: list[dict[str, Any]] = []
    for name, value in node.items():
        if name in ("@id", "@type"):
            continue
        for one in value if isinstance(value, list) else [value]:
            said.append(f"{name} {_term(one)}")
            if isinstance(one, dict) and "@type" in one and "@id" in one:
                inner.append(one)
    lines.append(f"\n<{node['@id']}> " + " ;\n  ".join(said) + " .")
    for one in inner:
        _describe(one, lines)


def _term(value: Any) -> str:
    if not isinstance(value, dict):
        return json.dumps(str(value), ensure_ascii=False)
    if "@id" in value:
        return f"<{value['@id']}>"
    text = json.dumps(value["@value"], ensure_ascii=False)
    return f"{text}@{value['@language']}" if "@language" in value else f"{text}^^{value['@type']}"
