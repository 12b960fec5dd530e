"""What became of notes and reports that an open page of a moderator still shows: by whose decision, in words."""

from collections.abc import Collection
from typing import Any

from django.apps import apps

from commons.accounts.models import User
from commons.moderation.domain.standing import told
from commons.moderation.models import Moderation
from hearings.domain import flags, queries
from hearings.models import Contribution, Flag, FlagOutcome, Hearing

Told = list[tuple[int, str]]


def notes(hearing: Hearing, state: str, known: Collection[int]) -> Told:
    """Which of the `known` notes left the list `state`. Four queries; none without `known`."""
    if not known:
        return []
    mine = Contribution.objects.filter(hearing=hearing, pk__in=known)
    still = set(queries.of_state(mine, state).values_list("pk", flat=True))
    gone = {note.pk: note for note in mine.only("pk", "moderation", "hidden_reason", "is_redacted")}
    for pk in still:
        del gone[pk]
    kept = _deciders("AppealEvent", "pgh_obj__contribution", gone) if state == queries.APPEALED else {}
    deciders = _deciders("ContributionEvent", "pgh_obj", gone) | kept
    return [
        (
            pk,
            told(
                deciders.get(pk, ""),
                note.moderation,
                note.hidden_reason,
                is_second=pk in kept and note.moderation == Moderation.HIDDEN,
                is_redacted=note.is_redacted,
            ),
        )
        for pk, note in gone.items()
    ]


def reports(hearing: Hearing, known: Collection[int]) -> Told:
    """Which of the `known` reports wait no more. Three queries; none without `known`."""
    if not known:
        return []
    mine = Flag.objects.filter(hearing=hearing, pk__in=known)
    still = set(flags.open_flags(hearing).filter(pk__in=known).values_list("pk", flat=True))
    gone = {flag.pk: flag for flag in mine.only("pk", "outcome", "reason") if flag.pk not in still}
    deciders = _deciders("FlagEvent", "pgh_obj", gone)
    return [
        (pk, told(deciders.get(pk, ""), Moderation.HIDDEN, flag.reason))
        if flag.outcome == FlagOutcome.HIDDEN
        else (pk, told(deciders.get(pk, ""), Moderation.SHOWN))
        for pk, flag in gone.items()
    ]


def _deciders(event: str, thing: str, pks: Collection[int]) -> dict[int, str]:
    """By what was decided on: the name of who did so last, by the history."""
    if not pks:
        return {}
    events: Any = apps.get_model("hearings", event)._default_manager
    rows = events.filter(**{f"{thing}__in": list(pks)}).order_by("pk")
    last = {pk: user for pk, user in rows.values_list(thing, "pgh_context__metadata__user") if user}
    names = dict(User.objects.filter(pk__in=set(last.values())).values_list("pk", "display_name"))
    return {pk: names.get(user, "") for pk, user in last.items()}
