"""Verbs of the area tree."""

from collections.abc import Mapping

from django.db import connection, transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from commons.http.asking import Asker, require
from commons.http.errors import Conflict, Invalid
from commons.places.domain.shapes import Outline
from commons.places.models import Area
from commons.places.rules import MANAGE
from commons.texts.translated import LANGUAGES

LOCK = 7_301_001
"""Advisory lock: one change of the tree at a time, so that no two moves make a ring together."""


class AreaInside(Conflict):
    """An area cannot be moved into itself or into a part of itself."""

    code = "area-inside-itself"
    title = _("An area cannot lie inside itself")
    detail = _("Choose another area as its parent.")


def lock_tree() -> None:
    """Wait until no other transaction changes the tree."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def clean_names(names: Mapping[str, str]) -> dict[str, str]:
    """`names` by language as model fields; `Invalid` without any."""
    cleaned = {f"name_{language}": " ".join(names.get(language, "").split())[:120] for language in LANGUAGES}
    if not any(cleaned.values()):
        raise Invalid(fields={"name_fi": [_("Give the area a name in at least one language.")]})
    return cleaned


def slug_for(text: str) -> str:
    """An identifier in addresses: "Päijätsalo" → "paijatsalo". `Invalid` where nothing is left."""
    slug = slugify(text.replace("ß", "ss"))[:80]
    if not slug:
        raise Invalid(fields={"slug": [_("Give the area an identifier of letters a–z, digits and hyphens.")]})
    return slug


@transaction.atomic
def create(
    *,
    actor: Asker,
    names: Mapping[str, str],
    parent: Area | None = None,
    slug: str = "",
    outline: Outline | None = None,
) -> Area:
    """Add an area at the end of `parent`'s children. Raises `Invalid` (no name, identifier taken)."""
    require(actor, MANAGE, parent)
    lock_tree()
    fields = clean_names(names)
    wanted = slug_for(slug or next(text for text in fields.values() if text))
    siblings = Area.objects.filter(parent=parent)
    if siblings.filter(slug=wanted).exists():
        raise Invalid(fields={"slug": [_("Another area there has this identifier already.")]})
    last = siblings.aggregate(last=Max("position"))["last"]
    area = Area(parent=parent, slug=wanted, position=0 if last is None else last + 1, **fields)
    area.path = f"{parent.path if parent else ''}{wanted}/"
    _wear(area, outline)
    area.save()
    area.refresh_from_db()
    return area


@transaction.atomic
def rename(*, actor: Asker, area: Area, names: Mapping[str, str], slug: str | None = None) -> Area:
    """Change names and, where `slug` is given, the identifier; the addresses of all areas below change with
    it."""
    require(actor, MANAGE, area)
    lock_tree()
    area.refresh_from_db()
    for field, text in clean_names(names).items():
        setattr(area, field, text)
    if slug is not None and slug_for(slug) != area.slug:
        area.slug = slug_for(slug)
        if Area.objects.filter(parent=area.parent_id, slug=area.slug).exclude(pk=area.pk).exists():
            raise Invalid(fields={"slug": [_("Another area there has this identifier already.")]})
    area.save()
    area.refresh_from_db()
    return area


@transaction.atomic
def move(*, actor: Asker, area: Area, parent: Area | None) -> Area:
    """Put the area, with everything below it, under `parent`. Raises `AreaInside`, `Invalid` (identifier
    taken)."""
    require(actor, MANAGE, area)
    require(actor, MANAGE, parent)
    lock_tree()
    area.refresh_from_db()
    if parent is not None:
        parent.refresh_from_db()
        if parent.path.startswith(area.path):
            raise AreaInside
    if Area.objects.filter(parent=parent, slug=area.slug).exclude(pk=area.pk).exists():
        raise Invalid(fields={"parent": [_("An area there has the same identifier.")]})
    area.parent = parent
    area.save()
    area.refresh_from_db()
    return area


@transaction.atomic
def draw(*, actor: Asker, area: Area, outline: Outline | None) -> Area:
    """Give the area a shape, or take it away."""
    require(actor, MANAGE, area)
    lock_tree()
    area.refresh_from_db()
    _wear(area, outline)
    area.save()
    area.refresh_from_db()
    return area


def _wear(area: Area, outline: Outline | None) -> None:
    area.outline = outline.outline if outline else None
    area.outline_shown = outline.shown if outline else None
    area.latitude = outline.latitude if outline else area.latitude
    area.longitude = outline.longitude if outline else area.longitude
