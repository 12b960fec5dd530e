"""What an author may write in each field, cleaned; the same for the pages and the API."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Invalid
from commons.places.domain.distance import Point
from commons.places.domain.queries import area_at
from commons.places.models import Area
from commons.process.models import Cycle
from proposals.models import TEXT_LENGTH, TITLE_LENGTH, Category, Proposal

WRITABLE = (
    "language",
    "title",
    "what",
    "why",
    "for_whom",
    "area",
    "latitude",
    "longitude",
    "place_name",
    "category",
    "rough_cost",
)
"""What an author may save in a draft."""

_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_LARGEST = Decimal("999999999999.99")


class WrongValueError(Exception):
    """A value that does not fit; `words` for the person who wrote it."""

    def __init__(self, words: str | Promise) -> None:
        super().__init__(str(words))
        self.words = words


def clean(cycle: Cycle, changes: Mapping[str, Any]) -> dict[str, Any]:
    """`changes` by field, cleaned: texts without space around them, `area` and `category` as objects or None.

    `area`: an Area, its pk or None. `category`: a Category, its slug or None. `latitude`, `longitude`:
    degrees, both or neither; a point inside an area sets `area` too. `rough_cost`: Decimal, number or words
    like "1 500,00". Raises `Invalid` with a message for every field that does not fit, `LookupError` for a
    field nobody may write.
    """
    unknown = set(changes) - set(WRITABLE)
    if unknown:
        raise LookupError(f"Not for authors to write: {sorted(unknown)}")
    cleaned: dict[str, Any] = {}
    wrong: dict[str, list[str | Promise]] = {}
    for name, value in changes.items():
        try:
            cleaned[name] = _READERS[name](cycle, value)
        except WrongValueError as error:
            wrong[name] = [error.words]
    if "latitude" in changes or "longitude" in changes:
        _place(cleaned, changes, wrong)
    if wrong:
        raise Invalid(fields=wrong)
    return cleaned


def _place(
    cleaned: dict[str, Any], changes: Mapping[str, Any], wrong: dict[str, list[str | Promise]]
) -> None:
    latitude, longitude = cleaned.get("latitude"), cleaned.get("longitude")
    if (latitude is None) != (longitude is None):
        if not wrong:
            wrong["latitude"] = [_("A point needs both latitude and longitude.")]
        return
    cleaned["latitude"], cleaned["longitude"] = latitude, longitude
    if latitude is None or longitude is None or cleaned.get("area") is not None:
        return
    found = area_at(Point(latitude, longitude))
    if found is not None:
        cleaned["area"] = found


def _text(longest: int) -> Callable[[Cycle, Any], str]:
    def read(_cycle: Cycle, value: Any) -> str:
        words = ("" if value is None else str(value)).replace("\r\n", "\n").replace("\r", "\n").strip()
        if "\x00" in words:
            raise WrongValueError(_("The text holds a character that cannot be stored."))
        if len(words) > longest:
            raise WrongValueError(
                format_lazy(
                    _("The text is too long: {length} characters, at most {longest}."),
                    length=len(words),
                    longest=longest,
                )
            )
        return words

    return read


def _line(longest: int) -> Callable[[Cycle, Any], str]:
    read = _text(longest)
    return lambda cycle, value: " ".join(read(cycle, value).split())


def _language(_cycle: Cycle, value: Any) -> str:
    if not isinstance(value, str) or len(value) > 12 or not _LANGUAGE_TAG.fullmatch(value):
        raise WrongValueError(_("Choose the language of your text."))
    return value


def _area(cycle: Cycle, value: Any) -> Area | None:
    if value in (None, ""):
        return None
    below = Area.objects.filter(path__startswith=cycle.area.path)
    found = below.filter(pk=_number(value.pk if isinstance(value, Area) else value)).first()
    if found is None:
        raise WrongValueError(_("Choose an area from the list."))
    return found


def _category(cycle: Cycle, value: Any) -> Category | None:
    if value in (None, ""):
        return None
    usable = categories_of(cycle)
    slug = value.slug if isinstance(value, Category) else str(value)
    found = usable.filter(slug=slug).order_by("cycle").first() if "\x00" not in slug else None
    if found is None or (isinstance(value, Category) and found.pk != value.pk):
        raise WrongValueError(_("Choose a category of this budget year."))
    return found


def categories_of(cycle: Cycle | None) -> QuerySet[Category]:
    """The categories that proposals of the year may have: its own and those of every year."""
    return Category.objects.filter(cycle__isnull=True) | Category.objects.filter(cycle=cycle)


def _number(value: Any) -> int:
    try:
        number = int(str(value))
    except ValueError as error:
        raise WrongValueError(_("Choose an area from the list.")) from error
    if not 0 < number < 2**63:
        raise WrongValueError(_("Choose an area from the list."))
    return number


def _degrees(most: int) -> Callable[[Cycle, Any], float | None]:
    def read(_cycle: Cycle, value: Any) -> float | None:
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        try:
            number = float(str(value).strip().replace(",", "."))
        except ValueError as error:
            raise WrongValueError(_("This is not a place on the map.")) from error
        if not -most <= number <= most:
            raise WrongValueError(_("This is not a place on the map."))
        return round(number, 6)

    return read


def _money(_cycle: Cycle, value: Any) -> Decimal | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    words = "".join(str(value).replace("€", "").split()).replace(",", ".")
    try:
        amount = Decimal(words)
    except InvalidOperation as error:
        raise WrongValueError(_("Write the cost as a number, for example 1500.")) from error
    if not amount.is_finite() or not 0 < amount <= _LARGEST:
        raise WrongValueError(_("Write a cost that is more than 0."))
    return amount.quantize(Decimal("0.01"))


_READERS: dict[str, Callable[[Cycle, Any], Any]] = {
    "language": _language,
    "title": _line(TITLE_LENGTH),
    "what": _text(TEXT_LENGTH),
    "why": _text(TEXT_LENGTH),
    "for_whom": _text(TEXT_LENGTH),
    "area": _area,
    "latitude": _degrees(90),
    "longitude": _degrees(180),
    "place_name": _line(160),
    "category": _category,
    "rough_cost": _money,
}


def missing(proposal: Proposal) -> dict[str, list[str | Promise]]:
    """What a proposal still needs before it can be submitted, by field. Cost, for whom and pictures are free."""
    wanted: dict[str, tuple[bool, str | Promise]] = {
        "title": (bool(proposal.title), _("Give your proposal a title.")),
        "what": (bool(proposal.what), _("Tell what should be done.")),
        "why": (bool(proposal.why), _("Tell why it is needed.")),
        "area": (
            proposal.area_id is not None,
            _("Choose where: a place on the map or an area from the list."),
        ),
        "category": (proposal.category_id is not None, _("Choose what it is about.")),
    }
    return {name: [words] for name, (is_there, words) in wanted.items() if not is_there}
