"""The town's areas, as a tree, and how many people live in them. No personal data."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commons.texts.translated import translated


class Area(models.Model):
    """A town, a district or a part of one.

    `path`: the slugs of the ancestors and itself, each followed by a slash ("kuvala/harjula/"), so that "this area
    and all below" is a prefix search. `outline`: a GeoJSON MultiPolygon in WGS 84, or null. `latitude`, `longitude`:
    a point inside, degrees.
    """

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    slug = models.SlugField(_("identifier"), max_length=80)
    path = models.CharField(max_length=400, unique=True, editable=False)
    name = translated(models.CharField(_("name"), max_length=120, blank=True))
    outline = models.JSONField(_("outline"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    position = models.PositiveIntegerField(_("order in lists"), default=0)

    class Meta:
        ordering = ("position", "path")
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [
            models.UniqueConstraint(fields=["parent", "slug"], nulls_distinct=False, name="area_slug_under_parent"),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="area_point_on_earth",
            ),
        ]
        indexes = [models.Index(fields=["path"], name="area_path_prefix", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return str(self.name)


class Population(models.Model):
    """People of an age band living in an area, from the population register, ages in full years, both ends included."""

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
            models.CheckConstraint(condition=models.Q(age_max__gte=models.F("age_min")), name="population_band_order"),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year}, {self.age_min}–{self.age_max}: {self.persons}"
