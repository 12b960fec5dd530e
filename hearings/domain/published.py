"""Hearings as rows and lines, for open data: what their pages show, nothing reckoned anew."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import override

from commons.moderation.models import Moderation
from hearings.domain.flags import account
from hearings.domain.smileys import MOST_IN_FILE
from hearings.domain.smileys import results as pressed
from hearings.domain.survey import STEPS, results
from hearings.models import Contribution, Face, Hearing, Theme

Line = tuple[Any, ...]


def hearings() -> QuerySet[Any, Any]:
    """Hearings that everybody sees."""
    return Hearing.objects.public().order_by("opens_at", "pk")


def notes() -> QuerySet[Any, Any]:
    """Notes that everybody may read."""
    seen = Contribution.objects.filter(hearing__in=Hearing.objects.public(), moderation=Moderation.SHOWN)
    return seen.order_by("pk")


def themes() -> QuerySet[Any, Any]:
    """Their themes, with the answers."""
    return Theme.objects.filter(hearing__in=Hearing.objects.public()).order_by("hearing", "position", "pk")


def survey() -> Iterator[Line]:
    """Statements with the answers, as far as they may be told. The number of queries grows with hearings alone."""
    for hearing in hearings():
        for part in results(hearing):
            for one in part.statements:
                said: Any = one.statement  # its text is one field a language
                steps = one.counts or (None,) * len(STEPS)
                yield (
                    hearing.slug,
                    said.pk,
                    part.notes.area.pk,
                    said.text_fi,
                    said.text_sv,
                    said.text_en,
                    said.source,
                    one.people,
                    *steps,
                )


def smileys() -> Iterator[Line]:
    """Presses of days that are over, as far as they may be told. The number of queries grows with hearings alone."""
    for hearing in hearings():
        for line in pressed(hearing, most=MOST_IN_FILE):
            asked: Any = line.question  # its text is one field a language
            faces = line.counts or (None,) * len(Face)
            area = line.service_area.pk if line.service_area else None
            words = (asked.text_fi, asked.text_sv, asked.text_en)
            yield hearing.slug, line.day, area, asked.pk, *words, line.people, *faces


def moderation() -> Iterator[Line]:
    """The public account of moderation: `(hearing, measure, reason, notes)`."""
    for hearing in hearings():
        with override("en"):
            told = account(hearing)
        for measure, number in asdict(told).items():
            if measure != "reasons":
                yield hearing.slug, measure, "", number
        for reason, _label, number in told.reasons:
            yield hearing.slug, "hidden", reason, number
