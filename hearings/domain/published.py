"""Hearings as rows and lines, for open data: what their pages show, nothing reckoned anew."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import override

from commons.moderation.models import Moderation
from commons.texts.translated import LANGUAGES
from hearings.domain.flags import account
from hearings.domain.plenary.reading import results as voted
from hearings.domain.plenary.reading import spoken
from hearings.domain.report import publishing
from hearings.domain.smileys import MOST_IN_FILE
from hearings.domain.smileys import results as pressed
from hearings.domain.survey import STEPS, results
from hearings.models import Contribution, Face, Hearing, Plenary, PlenaryState, Theme

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


def plenaries() -> QuerySet[Any, Any]:
    """Plenaries that have begun, of hearings that everybody sees."""
    rows = Plenary.objects.filter(hearing__in=Hearing.objects.public()).exclude(state=PlenaryState.PLANNED)
    return rows.select_related("hearing").order_by("pk")


def plenary_votes() -> Iterator[Line]:
    """Closed votes of plenaries, a line for each proposal that may be told of. The number of queries grows with
    plenaries alone."""
    for plenary in plenaries():
        for told in voted(plenary):
            for place, one in enumerate(told.options, start=1):
                words = (told.vote.kind, told.ballots, one.language, one.title)
                numbers = (one.dots, one.givers, one.agree, one.disagree, one.unsure)
                yield told.vote.pk, place, plenary.hearing.slug, plenary.pk, *words, *numbers


def speaking() -> Iterator[Line]:
    """Seconds that each role has spoken in plenaries that are over: `(plenary, role, hearing, seconds)`."""
    for plenary in plenaries().exclude(state=PlenaryState.RUNNING):
        for one in spoken(plenary):
            yield plenary.pk, one.role, plenary.hearing.slug, one.seconds


def reports() -> Iterator[Line]:
    """Where public reports are, by language: `(hearing, language, page, pdf, xlsx, json)`. One query."""
    for hearing in hearings():
        if publishing.is_public(hearing):
            page, json = f"/hearings/{hearing.slug}/report/", f"/api/v1/hearings/{hearing.slug}/report/"
            for language in LANGUAGES:
                files = (f"{page[:-1]}.pdf", f"{page[:-1]}.xlsx", json)
                yield hearing.slug, language, page, *(f"{file}?language={language}" for file in files)
