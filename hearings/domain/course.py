"""The course of a hearing: it opens when every text is there, and is archived when every theme is answered."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.live import publish
from commons.process.domain.gate import StatementTimestamp
from hearings.domain.errors import Incomplete, Unanswered, WrongState
from hearings.domain.labels import NAME, PRIVACY, PROGRAMME, PURPOSE, TEXT, TITLE
from hearings.models import MOVES, Hearing, HearingState
from hearings.models.smiley import HOW_MANY
from hearings.rules import SET_UP


@transaction.atomic
def move(*, actor: Actor, hearing: Hearing, state: str) -> Hearing:
    """Open, close, begin answering, archive; the state it has already changes nothing.

    Raises `Incomplete`, `Unanswered`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    found = Hearing.objects.select_for_update(of=("self",)).select_related("area").get(pk=hearing.pk)
    require(actor, SET_UP, found)
    if found.state == state:
        return found
    if (found.state, state) not in MOVES:
        raise WrongState
    if state == HearingState.OPEN and (lacking := missing(found)):
        raise Incomplete(fields=lacking)
    if state == HearingState.ARCHIVED and found.themes.filter(answer=None).exists():
        raise Unanswered
    found.state = state
    with verb(f"hearings.{state}", actor):
        found.save(update_fields=["state"])
    publish(f"hearing:{found.slug}", f"hearing-wall:{found.slug}")
    return found


@dataclass(frozen=True)
class Gap:
    """Something that keeps a hearing from opening. `field`: the field or the row that lacks it, as the API names it.
    `part`: the kind of row, empty for the hearing itself; `row`: its number, None where all of them are meant."""

    field: str
    words: str | Promise
    part: str = ""
    row: int | None = None


def missing(hearing: Hearing) -> dict[str, list[str | Promise]]:
    """What keeps a hearing from opening, by the field or the row that lacks it. A constant number of queries."""
    return {gap.field: [gap.words] for gap in gaps(hearing)}


def gaps(hearing: Hearing) -> list[Gap]:
    """The same one by one, in the words of the reader. A constant number of queries."""
    found = [
        Gap(f"{name}_{language}", _lacks(label[f"{name}_{language}"]))
        for language in hearing.languages
        for name, label in (("title", TITLE), ("purpose", PURPOSE), ("privacy", PRIVACY))
        if not getattr(hearing, f"{name}_{language}").strip()
    ]
    numbers: dict[str, int] = {}
    for part, (kind, name, labels) in PARTS.items():
        rows = list(getattr(hearing, part).all())
        numbers[part] = len(rows)
        for number, row in enumerate(rows, start=1):
            for field in (f"{name}_{language}" for language in hearing.languages):
                if not getattr(row, field).strip():
                    what = format_lazy(
                        "{kind} “{row}”: {label}", kind=kind, row=str(row) or number, label=labels[field]
                    )
                    found.append(Gap(f"{part}-{number}-{field}", _lacks(what), part, row.pk))
    if not numbers["service_areas"]:
        words = _("Name at least one service that is heard about.")
        found.append(Gap("service_areas", words, "service_areas"))
    if not numbers["questions"]:
        found.append(Gap("questions", _("Ask at least one question."), "questions"))
    if numbers["smiley_questions"] not in (0, HOW_MANY):
        words = _("Ask three questions with smileys, or none.")
        found.append(Gap("smiley_questions", words, "smiley_questions"))
    return found


PARTS = {
    "service_areas": (_("Service"), "name", NAME),
    "questions": (_("Question"), "text", TEXT),
    "events": (_("Event"), "programme", PROGRAMME),
    "statements": (_("Statement"), "text", TEXT),
    "smiley_questions": (_("Question with smileys"), "text", TEXT),
}
"""Rows of a hearing, what one is called, and what it needs in each language of the hearing."""


def _lacks(what: str | Promise) -> str | Promise:
    return format_lazy(_("Missing: {what}."), what=what)


def close_ended() -> int:
    """Close the hearings whose time is over; how many. The clock has closed them already, this tells everybody."""
    closed = 0
    for hearing in Hearing.objects.filter(state=HearingState.OPEN, closes_at__lte=StatementTimestamp()):
        with transaction.atomic():
            closed += Hearing.objects.filter(pk=hearing.pk, state=HearingState.OPEN).update(
                state=HearingState.CLOSED
            )
            publish(f"hearing:{hearing.slug}", f"hearing-wall:{hearing.slug}")
    return closed
