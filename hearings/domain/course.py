"""The course of a hearing: it opens when every text is there, and is archived when every theme is answered."""

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.live import publish
from commons.process.domain.gate import StatementTimestamp
from hearings.domain.errors import Incomplete, Unanswered, WrongState
from hearings.domain.words import missing_in
from hearings.models import MOVES, Hearing, HearingState
from hearings.models.hearing import WORDS
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
    if state == HearingState.OPEN and (gaps := missing(found)):
        raise Incomplete(fields=gaps)
    if state == HearingState.ARCHIVED and found.themes.filter(answer=None).exists():
        raise Unanswered
    found.state = state
    with verb(f"hearings.{state}", actor):
        found.save(update_fields=["state"])
    publish(f"hearing:{found.slug}", f"hearing-wall:{found.slug}")
    return found


def missing(hearing: Hearing) -> dict[str, list[str | Promise]]:
    """What keeps a hearing from opening, by the field or the row that lacks it. A constant number of queries."""
    gaps: dict[str, list[str | Promise]] = {}
    for language in hearing.languages:
        for name in WORDS:
            if not getattr(hearing, f"{name}_{language}").strip():
                gaps.setdefault(f"{name}_{language}", []).append(missing_in(language))
    parts = (
        ("service_areas", "name"),
        ("questions", "text"),
        ("events", "programme"),
        ("statements", "text"),
        ("smiley_questions", "text"),
    )
    for rows, name in parts:
        for number, row in enumerate(getattr(hearing, rows).all(), start=1):
            for language in hearing.languages:
                if not getattr(row, f"{name}_{language}").strip():
                    gaps.setdefault(f"{rows}-{number}-{name}_{language}", []).append(missing_in(language))
    if not hearing.service_areas.exists():
        gaps["service_areas"] = [_("Name at least one service that is heard about.")]
    if not hearing.questions.exists():
        gaps["questions"] = [_("Ask at least one question.")]
    if hearing.smiley_questions.count() not in (0, HOW_MANY):
        gaps["smiley_questions"] = [_("Ask three questions with smileys, or none.")]
    return gaps


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
