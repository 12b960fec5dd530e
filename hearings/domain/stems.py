"""Words of notes brought to their stems in the language of each note, by PostgreSQL's own stemmers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

STEMMERS = {
    "fi": "finnish",
    "sv": "swedish",
    "en": "english",
    "ru": "russian",
    "ar": "arabic",
    "et": "estonian",
    "es": "spanish",
    "da": "danish",
    "no": "norwegian",
    "nb": "norwegian",
    "de": "german",
    "fr": "french",
}
"""Languages with a stemmer; words of any other one are taken as they are written."""

_SQL = """
SELECT given.number, tsvector_to_array(to_tsvector(
    CASE WHEN EXISTS (SELECT FROM pg_ts_config WHERE cfgname = given.stemmer)
    THEN given.stemmer::regconfig ELSE 'simple'::regconfig END, given.text))
FROM unnest(%s::int[], %s::text[], %s::text[]) AS given(number, stemmer, text) ORDER BY given.number
"""
_STEP = 500


@dataclass(frozen=True)
class Text:
    """What somebody wrote, and the language of it as BCP 47."""

    language: str
    text: str


def stems_of(texts: Sequence[Text]) -> list[list[str]]:
    """The stems of each text without those too common in its language to tell anything. A query per 500 texts."""
    found: list[list[str]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(texts), _STEP):
            piece = texts[start : start + _STEP]
            stemmers = [STEMMERS.get(one.language.partition("-")[0], "simple") for one in piece]
            cursor.execute(_SQL, [list(range(len(piece))), stemmers, [one.text for one in piece]])
            found += [stems for _number, stems in cursor.fetchall()]
    return found


def written(texts: Iterable[Text], wanted: Sequence[str]) -> list[str]:
    """Each stem as people wrote it: the commonest word of the texts with that stem; else the stem itself."""
    words: dict[tuple[str, str], int] = {}
    for one in texts:
        for word in _words(one.text):
            key = (one.language, word)
            words[key] = words.get(key, 0) + 1
    common = sorted(words, key=lambda key: (-words[key], key))
    by_stem: dict[str, str] = {}
    for (_language, word), stems in zip(
        common, stems_of([Text(language, word) for language, word in common]), strict=True
    ):
        for stem in stems[:1]:
            by_stem.setdefault(stem, word)
    return [by_stem.get(stem, stem) for stem in wanted]


def _words(text: str) -> list[str]:
    kept = "".join(sign if sign.isalnum() or sign in "-’'" else " " for sign in text.lower())
    return [word.strip("-’'") for word in kept.split()]
