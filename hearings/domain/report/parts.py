"""What stands in a report about each theme: what was said, what was answered, what was told later."""

from typing import Any

from django.db.models import Case, F, IntegerField, Value, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.followup.models import Milestone
from commons.moderation.models import Moderation
from hearings.domain.report.tree import AnswerPart, FollowUp, Quote
from hearings.models import Contribution, Hearing, Polarity

QUOTES_A_KIND = 2
"""So many quotes of a theme of each kind: what works, what does not, ideas."""


def not_representative() -> str:
    """What must be read with every number of a hearing."""
    return _(
        "Those who spoke are not a representative sample: the numbers tell what was said, not how many think so."
    )


def answer_part(answer: Any) -> AnswerPart | None:
    """The answer as plain values, if there is one."""
    if answer is None:
        return None
    return AnswerPart(
        kind=answer.kind,
        label=str(answer.get_kind_display()),
        by_date=answer.by_date,
        text=str(answer.text),
        answered_by=answer.answered_by,
        answered_on=timezone.localdate(answer.answered_at),
    )


def quotes(hearing: Hearing, language: str) -> dict[int, list[Quote]]:
    """Some shown notes of each theme, of each kind: first in the reader's language, then by lot (by their random id,
    so that it is always the same lot). One query."""
    own = Case(When(language=language, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = (
        Contribution.objects.filter(
            hearing=hearing, moderation=Moderation.SHOWN, theme__isnull=False, is_redacted=False
        )
        .annotate(
            own=own,
            place=Window(
                RowNumber(), partition_by=[F("theme"), F("question__polarity")], order_by=["own", "uuid"]
            ),
        )
        .filter(place__lte=QUOTES_A_KIND)
        .select_related("question", "service_area")
        .order_by("theme", "question__polarity", "place")
    )
    found: dict[int, list[Quote]] = {}
    order = {value: place for place, value in enumerate(Polarity.values)}
    for note in sorted(rows, key=lambda note: order[note.question.polarity]):
        found.setdefault(note.theme_id or 0, []).append(_quote(hearing, note))
    return found


def _quote(hearing: Hearing, note: Contribution) -> Quote:
    return Quote(
        number=note.pk,
        text=note.text,
        language=note.language,
        kind=str(note.question.get_polarity_display()),
        polarity=note.question.polarity,
        service=str(note.service_area.name),
        url=reverse("hearings:shown_note", args=[hearing.slug, note.pk]),
    )


def follow_ups(hearing: Hearing) -> dict[int, list[FollowUp]]:
    """What was told after the answers, by theme. One query."""
    found: dict[int, list[FollowUp]] = {}
    rows = Milestone.objects.filter(track__theme__hearing=hearing).annotate(about=F("track__theme"))
    for row in rows.order_by("date", "pk"):
        found.setdefault(row.about, []).append(FollowUp(row.date, str(row.title), str(row.text)))
    return found
