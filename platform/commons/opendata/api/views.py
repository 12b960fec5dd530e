"""The catalogue for programs: data sets, their files, their dictionaries. The files themselves are at /data/."""

from typing import Any

from django.http import Http404
from django.utils.translation import override
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.opendata import datasets
from commons.opendata.datasets import Dataset, Words
from commons.opendata.models import Edition
from commons.texts.translated import LANGUAGES


class WordsSerializer(serializers.Serializer[Any]):
    """A text in the languages of the program."""

    fi = serializers.CharField()
    sv = serializers.CharField()
    en = serializers.CharField()


class DataFileSerializer(serializers.Serializer[Any]):
    """A file of a data set. `bytes`: null before it was made for the first time."""

    format = serializers.CharField()
    url = serializers.CharField()
    bytes = serializers.IntegerField(allow_null=True)


class DataChangeSerializer(serializers.Serializer[Any]):
    """A change of the format."""

    version = serializers.CharField()
    on = serializers.DateField()
    what = WordsSerializer()


class DatasetSerializer(serializers.Serializer[Any]):
    """A data set of the catalogue."""

    id = serializers.CharField()
    topic = serializers.CharField(
        help_text="What it is about: town, years, proposals, votes, council, works …"
    )
    title = WordsSerializer()
    holds = WordsSerializer()
    period = WordsSerializer()
    version = serializers.CharField()
    rows = serializers.IntegerField(allow_null=True)
    changed_at = serializers.DateTimeField(allow_null=True)
    files = DataFileSerializer(many=True)
    url = serializers.CharField()


class DataFieldSerializer(serializers.Serializer[Any]):
    """A field of a data set. `codes`: the values it may have, where they are a list."""

    name = serializers.CharField()
    type = serializers.CharField()
    meaning = WordsSerializer()
    codes = serializers.ListField(child=serializers.CharField())


class DictionarySerializer(DatasetSerializer):
    """A data set with its dictionary and the changes of its format."""

    fields_ = DataFieldSerializer(many=True)
    changes = DataChangeSerializer(many=True)

    def get_fields(self) -> dict[str, Any]:
        """`fields` is a word of the framework's own."""
        found: dict[str, Any] = super().get_fields()
        found["fields"] = found.pop("fields_")
        return found


def said(words: Words) -> dict[str, str]:
    """In each language."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = str(words)
    return found


def answer(dataset: Dataset, edition: Edition | None) -> dict[str, Any]:
    """A data set as JSON."""
    sizes = edition.sizes if edition else {}
    return {
        "id": dataset.slug,
        "topic": str(datasets.topic_of(dataset)),
        "title": said(dataset.title),
        "holds": said(dataset.holds),
        "period": said(dataset.period),
        "version": dataset.version,
        "rows": edition.rows if edition else None,
        "changed_at": edition.changed_at if edition else None,
        "files": [
            {"format": ending, "url": dataset.address(ending), "bytes": sizes.get(ending)}
            for ending in dataset.formats
        ],
        "url": datasets.full(f"/data/{dataset.slug}/"),
    }


def dictionary(dataset: Dataset, edition: Edition | None) -> dict[str, Any]:
    """The same with every field and every change of the format."""
    return {
        **answer(dataset, edition),
        "fields": [
            {
                "name": field.name,
                "type": field.kind.value,
                "meaning": said(field.meaning),
                "codes": [str(value) for value, _words in field.codes],
            }
            for field in dataset.fields
        ],
        "changes": [
            {"version": one.version, "on": one.on, "what": said(one.what)} for one in dataset.changes
        ],
    }


@extend_schema(tags=["open data"])
class Datasets(APIView):
    """Every data set that the town publishes, with the addresses of its files."""

    @extend_schema(responses=DatasetSerializer(many=True))
    def get(self, request: Request) -> Response:
        """All of them: there are a few dozen."""
        editions = {edition.dataset: edition for edition in Edition.objects.all()}
        return Response([answer(one, editions.get(one.slug)) for one in datasets.every()])


@extend_schema(tags=["open data"])
class OneDataset(APIView):
    """One data set with its dictionary: each field, its type and meaning, and the changes of the format."""

    @extend_schema(responses=DictionarySerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Or 404."""
        found = datasets.one(slug)
        if found is None:
            raise Http404
        return Response(dictionary(found, Edition.objects.filter(dataset=slug).first()))
