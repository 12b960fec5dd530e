"""Files that a town has already: its areas as GeoJSON, its population as CSV. Taken in whole or not at all."""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commons.http.asking import Asker, require
from commons.http.errors import Invalid, Refusal
from commons.places.domain import areas
from commons.places.domain.shapes import BadShapeError, Outline, read_outline
from commons.places.models import Area, LanguageGroup, Population
from commons.places.rules import MANAGE
from commons.texts.translated import LANGUAGES

OLDEST = 120
COLUMNS = ("area", "year", "age_min", "age_max", "persons")
LANGUAGE_COLUMNS = ("area", "year", "language", "persons")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?|other")


@dataclass(frozen=True)
class Fault:
    """What is wrong in one place of a file. `line`: of a CSV file, or the number of a GeoJSON feature; from 1."""

    line: int
    reason: str | Promise

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"


class FileRefused(Invalid):
    """The file was not taken in; `faults` says where and why, in the order of the file."""

    code = "file-refused"
    title = _("The file was not taken in")
    detail = _("Nothing was changed. Correct the lines that are named and try again.")

    def __init__(self, faults: Sequence[Fault], detail: str | Promise = "") -> None:
        super().__init__(detail, fields={"file": [str(fault) for fault in faults]})
        self.faults = list(faults)


@dataclass(frozen=True)
class AreasTaken:
    """Paths of areas that the file made or changed, and of those whose outline crossed itself and was put right."""

    made: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Feature:
    number: int
    slug: str
    names: Mapping[str, str]
    parent: str
    outline: Outline | None


@transaction.atomic
def import_areas(*, actor: Asker, text: str) -> AreasTaken:
    """Take in a GeoJSON FeatureCollection (WGS 84): areas that are there already get its names and outlines.

    Properties of a feature: `slug` (or made from the name), `name` or `name_fi`, `name_sv`, `name_en`, `parent`: slug
    of another feature or path of an area that is there; none for the town itself. An area without geometry is allowed.
    Nothing is ever deleted. Raises `FileRefused`, `NotAllowed`, `SignInNeeded`.
    """
    require(actor, MANAGE, None)
    areas.lock_tree()
    features, faults = _read_features(text)
    known = {area.path: area for area in Area.objects.all()}
    placed: dict[str, Area] = {}
    taken = AreasTaken()
    waiting = features
    while waiting:
        later = []
        for feature in waiting:
            above = placed.get(feature.parent) or known.get(f"{feature.parent.strip('/')}/")
            if feature.parent and above is None:
                later.append(feature)
                continue
            placed[feature.slug] = _place(feature, above, known, taken, actor)
        if len(later) == len(waiting):
            faults += [Fault(one.number, _no_parent(one.parent)) for one in later]
            break
        waiting = later
    if faults:
        raise FileRefused(sorted(faults, key=lambda fault: fault.line))
    return taken


def _place(
    feature: _Feature, above: Area | None, known: Mapping[str, Area], taken: AreasTaken, actor: Asker
) -> Area:
    found = known.get(f"{above.path if above else ''}{feature.slug}/")
    if found is None:
        area = areas.create(
            actor=actor, names=feature.names, parent=above, slug=feature.slug, outline=feature.outline
        )
        taken.made.append(area.path)
    else:
        kept = {language: getattr(found, f"name_{language}") for language in LANGUAGES}
        area = areas.rename(actor=actor, area=found, names={**kept, **feature.names})
        if feature.outline is not None:
            area = areas.draw(actor=actor, area=area, outline=feature.outline)
        taken.changed.append(area.path)
    if feature.outline is not None and feature.outline.repaired:
        taken.repaired.append(area.path)
    return area


def _read_features(text: str) -> tuple[list[_Feature], list[Fault]]:
    try:
        content = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise FileRefused(
            [Fault(line, _("This is not JSON: the file is cut off or of another kind."))]
        ) from error
    found = content.get("features") if isinstance(content, dict) else None
    if not isinstance(found, list) or not found:
        raise FileRefused([Fault(1, _("This is not a GeoJSON FeatureCollection, or it has no features."))])
    features: list[_Feature] = []
    faults: list[Fault] = []
    for number, raw in enumerate(found, start=1):
        try:
            feature = _read_feature(number, raw)
            if any(other.slug == feature.slug and other.parent == feature.parent for other in features):
                raise Invalid(fields={"slug": [_("Another feature of this file has the same identifier.")]})
            features.append(feature)
        except BadShapeError as error:
            faults.append(Fault(number, error.reason))
        except Refusal as refusal:
            faults += [Fault(number, reason) for reasons in refusal.fields.values() for reason in reasons]
    return features, faults


def _read_feature(number: int, raw: Any) -> _Feature:
    about = raw.get("properties") if isinstance(raw, dict) else None
    if not isinstance(about, dict):
        raise Invalid(fields={"properties": [_("It has no properties.")]})
    names = {language: str(about.get(f"name_{language}") or "") for language in LANGUAGES}
    if not any(names.values()):
        names[LANGUAGES[0]] = str(about.get("name") or about.get("nimi") or about.get("namn") or "")
    names = {language: name for language, name in names.items() if name.strip()}
    areas.clean_names(names)
    slug = areas.slug_for(str(about.get("slug") or next(iter(names.values()))))
    geometry = raw.get("geometry")
    outline = read_outline(geometry) if geometry is not None else None
    return _Feature(number, slug, names, str(about.get("parent") or ""), outline)


def _no_parent(parent: str) -> str:
    return _("There is no area “%(parent)s” to lie in.") % {"parent": parent[:80]}


@transaction.atomic
def import_population(*, actor: Asker, text: str) -> int:
    """Take in CSV: `area` (slug or path), `year`, `age_min`, `age_max` (empty: and older), `persons`. Gives a number.

    Commas, semicolons or tabs, columns in any order. Figures of the same area and year are replaced by the file's.
    Raises `FileRefused`, `NotAllowed`, `SignInNeeded`.
    """
    require(actor, MANAGE, None)
    figures: dict[tuple[int, int], list[Population]] = defaultdict(list)
    faults: list[Fault] = []
    for line, row in _rows(text):
        try:
            new = _figure(row)
            for other in figures[new.area_id, new.year]:
                if new.age_min <= other.age_max and other.age_min <= new.age_max:
                    raise Invalid(
                        fields={"ages": [_("These ages overlap with another line of this area and year.")]}
                    )
            figures[new.area_id, new.year].append(new)
        except Refusal as refusal:
            faults += [Fault(line, reason) for reasons in refusal.fields.values() for reason in reasons]
    if faults:
        raise FileRefused(faults)
    for area, year in figures:
        Population.objects.filter(area=area, year=year).delete()
    return len(Population.objects.bulk_create(new for rows in figures.values() for new in rows))


@transaction.atomic
def import_languages(*, actor: Asker, text: str) -> int:
    """Take in CSV: `area`, `year`, `language` (BCP 47 in small letters, or "other"), `persons`. Otherwise as
    `import_population`. Gives a number. Raises `FileRefused`, `NotAllowed`, `SignInNeeded`."""
    require(actor, MANAGE, None)
    figures: dict[tuple[int, int], dict[str, LanguageGroup]] = defaultdict(dict)
    faults: list[Fault] = []
    for line, row in _rows(text, LANGUAGE_COLUMNS):
        try:
            new = _speakers(row)
            if new.language in figures[new.area_id, new.year]:
                raise Invalid(fields={"language": [_("This language stands twice for this area and year.")]})
            figures[new.area_id, new.year][new.language] = new
        except Refusal as refusal:
            faults += [Fault(line, reason) for reasons in refusal.fields.values() for reason in reasons]
    if faults:
        raise FileRefused(faults)
    for area, year in figures:
        LanguageGroup.objects.filter(area=area, year=year).delete()
    return len(LanguageGroup.objects.bulk_create(new for rows in figures.values() for new in rows.values()))


def _speakers(row: Mapping[str, str]) -> LanguageGroup:
    language = row["language"].lower()
    if not LANGUAGE.fullmatch(language):
        raise Invalid(fields={"language": [_("Write a language as a code, such as fi or sv, or other.")]})
    return LanguageGroup(
        area=_area(row["area"]),
        year=_whole(row, "year", 2200),
        language=language,
        persons=_whole(row, "persons", 100_000_000),
    )


def _rows(text: str, columns: Sequence[str] = COLUMNS) -> Iterator[tuple[int, dict[str, str]]]:
    head = text.lstrip("\ufeff").split("\n", 1)[0]
    between = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=between)
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        reason = _("These columns are missing: %(names)s") % {"names": ", ".join(missing)}
        raise FileRefused([Fault(1, reason)])
    empty = True
    try:
        for row in reader:
            empty = False
            yield reader.line_num, {name: (row.get(name) or "").strip() for name in columns}
    except csv.Error as error:
        raise FileRefused([Fault(reader.line_num, _("This line cannot be read as CSV."))]) from error
    if empty:
        raise FileRefused([Fault(1, _("The file has no lines below its headings."))])


def _figure(row: Mapping[str, str]) -> Population:
    area = _area(row["area"])
    low, high = _whole(row, "age_min", OLDEST), _whole(row, "age_max", OLDEST) if row["age_max"] else OLDEST
    if high < low:
        raise Invalid(fields={"age_max": [_("The ages are the wrong way round.")]})
    year = _whole(row, "year", 2200)
    return Population(
        area=area, year=year, age_min=low, age_max=high, persons=_whole(row, "persons", 100_000_000)
    )


def _area(word: str) -> Area:
    found = list(Area.objects.filter(path=f"{word.strip('/')}/") or Area.objects.filter(slug=word)[:2])
    if len(found) > 1:
        raise Invalid(
            fields={"area": [_("Several areas are called “%(area)s”: write the path.") % {"area": word[:80]}]}
        )
    if not found:
        raise Invalid(fields={"area": [_("There is no area “%(area)s”.") % {"area": word[:80]}]})
    return found[0]


def _whole(row: Mapping[str, str], name: str, most: int) -> int:
    word = row[name].replace(" ", "").replace("\u00a0", "")
    if not (word.isascii() and word.isdigit() and int(word) <= most):
        reason = _("%(name)s must be a whole number from 0 to %(most)s, not “%(word)s”.")
        raise Invalid(fields={name: [reason % {"name": name, "most": most, "word": row[name][:40]}]})
    return int(word)
