"""The checklist of what the last year taught: brought over with a copied year, settled one by one."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, may, require
from commons.audit import verb
from commons.http.errors import Invalid, Text
from commons.live import publish
from commons.process.models import Cycle, Improvement, ImprovementState, Lesson
from commons.process.rules import SET_UP
from commons.texts.translated import LANGUAGES

LONGEST = 1000


@transaction.atomic
def bring_over(*, actor: Actor, cycle: Cycle, source: Cycle) -> list[Improvement]:
    """Put the published lessons of an earlier year on this year's checklist; those that are there stay as they are.

    The new ones. Raises `SignInNeeded`, `NotAllowed`, `Invalid` (no earlier year).
    """
    require(actor, SET_UP, cycle)
    if (
        source.pk == cycle.pk
        or source.year > cycle.year
        or not (source.is_published or may(actor, SET_UP, source))
    ):
        raise Invalid(fields={"source": [_("Choose an earlier year.")]})
    with verb("process.bring_over_lessons", actor):
        made = take_over(cycle, source)
    publish(f"year:{cycle.slug}")
    return made


def take_over(cycle: Cycle, source: Cycle) -> list[Improvement]:
    """The same inside another verb, which has checked who may."""
    Cycle.objects.select_for_update(of=("self",)).get(pk=cycle.pk)
    there = set(Improvement.objects.filter(cycle=cycle).values_list("lesson", flat=True))
    lessons = Lesson.objects.filter(cycle=source, is_published=True).exclude(pk__in=there)
    return Improvement.objects.bulk_create(Improvement(cycle=cycle, lesson=one) for one in lessons)


@transaction.atomic
def settle(
    *, actor: Actor, improvement: Improvement, state: str, words: Mapping[str, str] | None = None
) -> Improvement:
    """Say that it is done, or why not now; everybody reads it. `open` takes that back.

    `words`: what was done (may be empty), or the reason (needed, in all languages). Raises `SignInNeeded`,
    `NotAllowed`, `Invalid`.
    """
    rows = Improvement.objects.select_for_update(of=("self",)).select_related("cycle__area")
    found = rows.get(pk=improvement.pk)
    require(actor, SET_UP, found.cycle)
    said, problems = _read(words or {}, state)
    if problems:
        raise Invalid(fields=problems)
    found.state = ImprovementState(state)
    for language in LANGUAGES:
        setattr(found, f"words_{language}", said[language])
    found.settled_at = None if found.state == ImprovementState.OPEN else Now()
    with verb("process.settle_improvement", actor):
        found.save()
    found.refresh_from_db()
    publish(f"year:{found.cycle.slug}")
    return found


def _read(words: Mapping[str, str], state: str) -> tuple[dict[str, str], dict[str, list[Text]]]:
    said = {language: str(words.get(language, "")).replace("\r\n", "\n").strip() for language in LANGUAGES}
    problems: dict[str, list[Text]] = {}
    if state not in ImprovementState.values:
        problems["state"] = [_("Choose from the list.")]
    for language, text in said.items():
        if len(text) > LONGEST or "\x00" in text:
            problems[f"words_{language}"] = [_("The text is too long: at most 1,000 characters.")]
        elif not text and (state == ImprovementState.NOT_NOW or any(said.values())):
            problems[f"words_{language}"] = [NEEDED[language]]
    return said, problems


NEEDED: dict[str, Text] = {
    "fi": _("Everybody reads this: write it in Finnish too."),
    "sv": _("Everybody reads this: write it in Swedish too."),
    "en": _("Everybody reads this: write it in English too."),
}


def waiting(actor: Actor) -> int:
    """How many improvements of years that the actor sets up are not settled. One query."""
    require(actor, SET_UP)
    years = Cycle.objects.filter(improvements__state=ImprovementState.OPEN).select_related("area")
    counted = years.defer("area__outline", "area__outline_shown").annotate(n=Count("improvements"))
    return sum(year.n for year in counted if may(actor, SET_UP, year))
