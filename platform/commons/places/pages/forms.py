"""The question "where?": an address, a pin on the map, or an area from the list; each works without the others."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Invalid, Refusal
from commons.places.domain import geocoder, queries
from commons.places.domain.distance import NOT_A_PLACE, Point, read_point
from commons.places.domain.geocoder import Hit
from commons.places.models import Area

BETWEEN = "|"


@dataclass(frozen=True)
class ChosenPlace:
    """What was chosen: an area, and where it was said exactly, a point with what the person called it."""

    area: Area | None
    point: Point | None
    name: str


class PlaceForm(forms.Form):
    """One step of a form. A button named `search` looks the address up: call `look_up()` and show the form again.

    After `is_valid()` the answer is `chosen`. `initial` takes area (its number), latitude, longitude, place_name.
    Draw it with `places/place_fields.html`.
    """

    address = forms.CharField(
        label=_("Street or place"), max_length=geocoder.LONGEST, required=False, strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "street-address", "enterkeyhint": "search"}),
    )  # fmt: skip
    hit = forms.CharField(required=False, max_length=400)
    area = forms.ModelChoiceField(
        label=_("Area"), queryset=queries.without_outlines(), required=False, widget=forms.RadioSelect
    )
    latitude = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)
    longitude = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)
    place_name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    forget = forms.BooleanField(label=_("Leave out the exact place, keep only the area"), required=False)

    def __init__(self, *args: Any, needed: bool = False, **kwargs: Any) -> None:
        """`needed`: refuse an empty answer."""
        super().__init__(*args, **kwargs)
        self.needed = needed
        self.hits: list[Hit] = []
        self.search_said: str = ""
        self.chosen = ChosenPlace(None, None, "")

    @property
    def offers_search(self) -> bool:
        """Whether this town has an address search."""
        return geocoder.is_offered()

    @property
    def tree(self) -> list[queries.Place]:
        """The list twin of the map."""
        if not hasattr(self, "_tree"):
            self._tree = queries.tree()
        return self._tree

    @property
    def places(self) -> list[dict[str, Any]]:
        """The list twin as the place picker wants it: [{id, name, depth}]."""
        return [{"id": place.area.pk, "name": place.title, "depth": place.depth} for place in self.tree]

    @property
    def chosen_area(self) -> int | None:
        """Number of the area that is ticked in the list."""
        word = str(self["area"].value() or "")
        return int(word) if word.isascii() and word.isdigit() else None

    @property
    def options(self) -> list[dict[str, Any]]:
        """The hits as radio buttons: [{value, name, chosen}]."""
        posted = self.data.get(self.add_prefix("hit"), "") if self.is_bound else ""
        found = [{"value": pack(hit), "name": hit.name, "chosen": pack(hit) == posted} for hit in self.hits]
        if posted and not any(option["chosen"] for option in found):
            known = unpack(posted)
            if known is not None:
                found.insert(0, {"value": posted, "name": known.name, "chosen": True})
        return found

    def look_up(self) -> None:
        """Fill `hits` for the written address, or `search_said` with why there are none. Saves nothing."""
        try:
            self.hits = geocoder.search(self.data.get(self.add_prefix("address"), ""))
        except Invalid as refusal:
            self.search_said = " ".join(str(text) for texts in refusal.fields.values() for text in texts)
        except Refusal as refusal:
            self.search_said = f"{refusal.title}. {refusal.detail}"
        else:
            if not self.hits:
                self.search_said = str(_("Nothing was found. Try the street's name alone, or use the list."))

    def clean(self) -> dict[str, Any]:
        """Decide: a chosen hit before the pin, the pin before the list; the point tells the area."""
        data = super().clean() or self.cleaned_data
        hit = unpack(data.get("hit", ""))
        if data.get("hit") and hit is None:
            self.add_error("hit", NOT_A_PLACE)
            return data
        point, name = None, ""
        if hit is not None:
            point, name = hit.point, hit.name
        elif not data.get("forget"):
            try:
                point, name = (
                    read_point(data.get("latitude"), data.get("longitude")),
                    data.get("place_name", ""),
                )
            except Invalid:
                self.add_error(None, NOT_A_PLACE)
                return data
        area: Area | None = data.get("area")
        if point is not None:
            around = queries.area_at(point)
            if around is None and area is None and queries.has_outlines():
                self.add_error(
                    "area", _("That place is outside the town. Choose the area that your idea is about.")
                )
            area = around or area
        if area is None and point is None and self.needed and not self.errors:
            self.add_error("area", _("Choose an area, or a place on the map."))
        self.chosen = ChosenPlace(area, point, name if point is not None else "")
        return data


def pack(hit: Hit) -> str:
    """A hit as the value of a radio button."""
    return f"{hit.latitude:.6f}{BETWEEN}{hit.longitude:.6f}{BETWEEN}{hit.name[:200]}"


def unpack(value: str) -> Hit | None:
    """The hit of a radio button's value; None where it is none."""
    latitude, _first, rest = value.partition(BETWEEN)
    longitude, _second, name = rest.partition(BETWEEN)
    try:
        point = read_point(latitude, longitude)
    except Invalid:
        return None
    return Hit(name.strip(), point.latitude, point.longitude) if point is not None else None
