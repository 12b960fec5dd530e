"""The town's areas, as a tree, and how many people live in them. No personal data."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.texts.translated import translated

# The path follows from the parent and the identifier whoever writes; a moved area takes everything below
# along.
KEEP_PATH = """
    NEW.path := COALESCE((SELECT path FROM places_area WHERE id = NEW.parent_id), '') || NEW.slug || '/';
    IF TG_OP = 'UPDATE' AND NEW.parent_id IS NOT NULL AND (
        NEW.parent_id = NEW.id
        OR starts_with((SELECT path FROM places_area WHERE id = NEW.parent_id), OLD.path)
    ) THEN
        RAISE EXCEPTION 'an area cannot lie inside itself' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'area_not_inside_itself';
    END IF;
    RETURN NEW;
"""
TAKE_ALONG = """
    IF NEW.path <> OLD.path THEN
        UPDATE places_area SET path = NEW.path || slug || '/' WHERE parent_id = NEW.id;
    END IF;
    RETURN NULL;
"""
# The box round the outline, so that "which area is this?" looks at a few outlines only.
KEEP_BOX = """
    SELECT min((point->>0)::float), min((point->>1)::float), max((point->>0)::float), max((point->>1)::float)
    INTO NEW.west, NEW.south, NEW.east, NEW.north
    FROM jsonb_path_query(NEW.outline, '$.coordinates[*][*][*]') AS point;
    RETURN NEW;
"""


class Area(models.Model):
    """A town, a district or a part of one.

    `path`: the slugs of the ancestors and itself, each followed by a slash ("kuvala/harjula/"), so that
    "this area and all below" is a prefix search; the database keeps it. `outline`: a GeoJSON MultiPolygon in
    WGS 84, or null. `outline_shown`: the same with fewer corners, for maps. `latitude`, `longitude`: a point
    inside, degrees. `west`, `south`, `east`, `north`: the box round the outline, degrees; the database keeps
    it.
    """

    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    slug = models.SlugField(_("identifier"), max_length=80)
    path = models.CharField(_("place in the tree"), max_length=400, unique=True, editable=False)
    name = translated(models.CharField(_("name"), max_length=120, blank=True))
    outline = models.JSONField(_("outline"), null=True, blank=True)
    outline_shown = models.JSONField(_("outline on maps"), null=True, blank=True, editable=False)
    west = models.FloatField(null=True, blank=True, editable=False)
    south = models.FloatField(null=True, blank=True, editable=False)
    east = models.FloatField(null=True, blank=True, editable=False)
    north = models.FloatField(null=True, blank=True, editable=False)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    position = models.PositiveIntegerField(_("order in lists"), default=0)

    class Meta:
        ordering = ("position", "path")
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "slug"], nulls_distinct=False, name="area_slug_under_parent"
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="area_point_on_earth",
            ),
        ]
        indexes = [models.Index(fields=["path"], name="area_path_prefix", opclasses=["varchar_pattern_ops"])]
        triggers = [
            pgtrigger.Trigger(
                name="keep_path",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id", "slug", "path"),
                func=KEEP_PATH,
            ),
            pgtrigger.Trigger(
                name="take_along", when=pgtrigger.After, operation=pgtrigger.Update, func=TAKE_ALONG
            ),
            pgtrigger.Trigger(
                name="keep_box",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("outline", "west", "south", "east", "north"),
                func=KEEP_BOX,
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Population(models.Model):
    """People of an age band living in an area, from the population register, ages in full years, both ends
    included."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="population")
    year = models.PositiveSmallIntegerField(_("year"))
    age_min = models.PositiveSmallIntegerField(_("from age"))
    age_max = models.PositiveSmallIntegerField(_("to age"))
    persons = models.PositiveIntegerField(_("persons"))

    class Meta:
        ordering = ("area", "year", "age_min")
        verbose_name = _("population figure")
        verbose_name_plural = _("population figures")
        constraints = [
            models.UniqueConstraint(fields=["area", "year", "age_min"], name="population_band_once"),
            models.CheckConstraint(
                condition=models.Q(age_max__gte=models.F("age_min")), name="population_band_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year}, {self.age_min}–{self.age_max}: {self.persons}"


class LanguageGroup(models.Model):
    """People of a first language living in an area, from the population register. `language`: BCP 47, or "other" for
    all that are not named."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="languages")
    year = models.PositiveSmallIntegerField(_("year"))
    language = models.CharField(_("language"), max_length=12)
    persons = models.PositiveIntegerField(_("persons"))

    class Meta:
        ordering = ("area", "year", "language")
        verbose_name = _("people of a language")
        verbose_name_plural = _("people by language")
        constraints = [
            models.UniqueConstraint(fields=["area", "year", "language"], name="language_group_once"),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year}, {self.language}: {self.persons}"


class Upload(models.Model):
    """A file that an official looks at before it is imported; the browser session knows its number. Kept for
    a day."""

    text = models.TextField()
    filename = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")

    def __str__(self) -> str:
        return self.filename
