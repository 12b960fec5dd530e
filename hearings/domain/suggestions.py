"""Suggested groups: looked for by the program, taken whole, in part or not at all by a person.

A suggestion moves nothing. What is taken is an ordinary step of grouping, which is undone like any other.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.http.errors import Invalid
from commons.live import publish
from commons.moderation.models import Moderation
from hearings.domain import likeness, queries, themes
from hearings.domain.errors import SearchUnderWay, WrongState
from hearings.domain.stems import Text, stems_of, written
from hearings.models import Contribution, Hearing, Suggestion, SuggestionRun, Theme
from hearings.rules import GROUP

SMALL = 400
"""Notes up to which groups are looked for at once: nobody waits for that."""
DEAD = dt.timedelta(minutes=10)
"""A search that has not moved for so long died with its worker."""

State = SuggestionRun.State


@transaction.atomic
def ask(*, actor: Actor, hearing: Hearing) -> SuggestionRun:
    """Look for groups among the notes without a theme: few at once, many by the worker. Older suggestions go.

    Raises `SearchUnderWay`, `Invalid` (too few notes), `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    require(actor, GROUP, hearing)
    if hearing.state not in themes.WORKING:
        raise WrongState
    waiting = queries.to_group(hearing).count()
    if waiting < 2 * likeness.FEWEST:
        raise Invalid(_("There are too few notes without a theme to look for groups."))
    old = hearing.suggestion_runs
    old.filter(state=State.WORKING, touched_at__lt=timezone.now() - DEAD).update(state=State.FAILED)
    who = actor if isinstance(actor, User) and actor.pk is not None else None
    try:
        with transaction.atomic():
            run = SuggestionRun.objects.create(hearing=hearing, asked_by=who, notes=waiting)
    except IntegrityError as error:
        raise SearchUnderWay from error
    old.exclude(pk=run.pk).delete()
    if waiting <= SMALL:
        look(run)
    else:
        from hearings.tasks import suggest_groups  # the job imports this module

        suggest_groups.defer(run_id=run.pk)
    publish(f"hearing-themes:{hearing.slug}")
    run.refresh_from_db()
    return run


def look(run: SuggestionRun) -> SuggestionRun:
    """Look for groups, service by service, and tell how far it is; a second call does nothing."""
    if run.state != State.WORKING:
        return run
    topic = f"hearing-themes:{run.hearing.slug}"
    try:
        for done, (total, found) in enumerate(_by_service(run), start=1):
            Suggestion.objects.bulk_create(found)
            SuggestionRun.objects.filter(pk=run.pk).update(done=done, total=total, touched_at=Now())
            publish(topic)
    except Exception:
        SuggestionRun.objects.filter(pk=run.pk).update(state=State.FAILED)
        publish(topic)
        raise
    SuggestionRun.objects.filter(pk=run.pk).update(state=State.DONE, touched_at=Now())
    publish(topic)
    run.refresh_from_db()
    return run


def _by_service(run: SuggestionRun) -> Iterator[tuple[int, list[Suggestion]]]:
    """Services in their order with the groups found in each."""
    rows = list(
        queries.to_group(run.hearing).values_list("pk", "service_area", "language", "text").order_by("pk")
    )
    stems = stems_of([Text(language, text) for _pk, _area, language, text in rows])
    telling = likeness.weights(stems, [row[1] for row in rows])
    areas = [area for area in run.hearing.service_areas.all() if any(row[1] == area.pk for row in rows)]
    for area in areas:
        mine = [place for place, row in enumerate(rows) if row[1] == area.pk]
        texts = [Text(rows[place][2], rows[place][3]) for place in mine]
        found = likeness.groups([stems[place] for place in mine], telling)
        yield (
            len(areas),
            [
                Suggestion(
                    run=run,
                    service_area=area,
                    words=[word[:60] for word in written((texts[at] for at in one.places), one.stems)],
                    notes=[rows[mine[at]][0] for at in one.places],
                )
                for one in found
            ],
        )


@transaction.atomic
def accept(
    *, actor: Actor, suggestion: Suggestion, notes: Collection[int], theme: Theme | None
) -> themes.Placed:
    """Put those notes of a suggestion, all or some, into a theme. The rest stay where they are, without a theme.

    Notes that somebody has grouped since stay where they are. Raises `Invalid`, `WrongState`, `NotAllowed`,
    `SignInNeeded`.
    """
    found = _undecided(actor, suggestion)
    if theme is None:
        raise Invalid(fields={"theme": [_("Choose a theme.")]})
    chosen = [pk for pk in found.notes if pk in set(notes)]
    placed = themes.place(
        actor=actor,
        hearing=found.run.hearing,
        notes=chosen,
        theme=theme,
        seen=dict.fromkeys(chosen),
    )
    _decide(found, theme)
    return placed


@transaction.atomic
def accept_as_new(
    *, actor: Actor, suggestion: Suggestion, notes: Collection[int], words: Mapping[str, Any]
) -> themes.Placed:
    """The same into a new theme with these words (`title_fi` …). Raises what `accept` and `themes.create` raise."""
    made = themes.create(actor=actor, hearing=suggestion.run.hearing, words=words)
    return accept(actor=actor, suggestion=suggestion, notes=notes, theme=made)


@transaction.atomic
def set_aside(*, actor: Actor, suggestion: Suggestion) -> None:
    """Take nothing of a suggestion. Raises `WrongState`, `NotAllowed`, `SignInNeeded`."""
    _decide(_undecided(actor, suggestion), None)


def _undecided(actor: Actor, suggestion: Suggestion) -> Suggestion:
    found = (
        Suggestion.objects.select_for_update(of=("self",))
        .select_related("run__hearing__area")
        .get(pk=suggestion.pk)
    )
    require(actor, GROUP, found.run.hearing)
    if found.decided_at is not None:
        raise WrongState(_("Somebody has decided about this group already."))
    return found


def _decide(suggestion: Suggestion, theme: Theme | None) -> None:
    suggestion.theme, suggestion.decided_at = theme, timezone.now()
    suggestion.save(update_fields=["theme", "decided_at"])
    publish(f"hearing-themes:{suggestion.run.hearing.slug}")


@dataclass(frozen=True)
class Suggested:
    """A suggestion with those of its notes that still have no theme."""

    suggestion: Suggestion
    notes: list[Contribution]


def latest(hearing: Hearing) -> SuggestionRun | None:
    """The last search. One query."""
    return hearing.suggestion_runs.first()


def open_of(run: SuggestionRun, most: int = 60) -> list[Suggested]:
    """What nobody has decided about, the largest groups first, with notes that still wait. Two queries."""
    rows = list(run.suggestions.filter(decided_at=None).select_related("service_area")[:500])
    wanted = {pk for row in rows for pk in row.notes}
    notes = {
        note.pk: note
        for note in Contribution.objects.filter(pk__in=wanted, theme=None)
        .exclude(moderation=Moderation.HIDDEN)
        .select_related("question", "service_area")
    }
    found = [Suggested(row, [notes[pk] for pk in row.notes if pk in notes]) for row in rows]
    return sorted((one for one in found if one.notes), key=lambda one: (-len(one.notes), one.suggestion.pk))[
        :most
    ]
