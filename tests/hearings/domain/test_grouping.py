"""Grouping by several people at once: nothing is lost, whatever they do in whatever order."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from hearings.domain import bridge, themes
from hearings.domain.errors import NotEmpty, WrongState
from hearings.models import Contribution, Theme
from tests.factories.hearings import AnswerFactory, ContributionFactory, ThemeFactory
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db


def places() -> dict[int, int | None]:
    """Every note with its theme."""
    return dict(Contribution.objects.values_list("pk", "theme"))


def test_what_somebody_else_moved_meanwhile_is_left_alone_and_told(
    hall: Hall, facilitator: User, coordinator: User
) -> None:
    one, two = ThemeFactory(hearing=hall.hearing), ThemeFactory(hearing=hall.hearing)
    first, second = ContributionFactory.create_batch(2, hearing=hall.hearing)
    seen = {first.pk: None, second.pk: None}
    themes.place(actor=coordinator, hearing=hall.hearing, notes=[first.pk], theme=one)

    placed = themes.place(actor=facilitator, hearing=hall.hearing, notes=seen, theme=two, seen=seen)
    assert placed == themes.Placed(moved=1, elsewhere=1)
    assert places() == {first.pk: one.pk, second.pk: two.pk}
    again = themes.place(actor=facilitator, hearing=hall.hearing, notes=seen, theme=two, seen=places())
    assert again == themes.Placed(moved=1, elsewhere=0)


def test_what_was_undone_is_done_again_until_a_new_step(hall: Hall, facilitator: User) -> None:
    one, two = ThemeFactory(hearing=hall.hearing), ThemeFactory(hearing=hall.hearing)
    note = ContributionFactory(hearing=hall.hearing)
    who: dict[str, Any] = {"actor": facilitator, "hearing": hall.hearing}
    themes.place(**who, notes=[note.pk], theme=one)
    themes.place(**who, notes=[note.pk], theme=two)
    themes.undo(**who)
    themes.undo(**who)
    assert themes.can_redo(facilitator, hall.hearing)
    assert (themes.redo(**who), places()) == (1, {note.pk: one.pk})
    assert (themes.redo(**who), places()) == (1, {note.pk: two.pk})
    with pytest.raises(WrongState):
        themes.redo(**who)
    themes.undo(**who)
    themes.place(**who, notes=[note.pk], theme=None)
    assert not themes.can_redo(facilitator, hall.hearing)


def test_only_an_empty_theme_is_taken_away(hall: Hall, facilitator: User) -> None:
    with_note, answered, developed, empty = ThemeFactory.create_batch(4, hearing=hall.hearing)
    ContributionFactory(hearing=hall.hearing, theme=with_note)
    AnswerFactory(theme=answered)
    bridge.develop(actor=facilitator, theme=developed, title="Linja")
    for theme in (with_note, answered, developed):
        with pytest.raises(NotEmpty):
            themes.remove(actor=facilitator, theme=theme)
    themes.remove(actor=facilitator, theme=empty)

    assert set(Theme.objects.all()) == {with_note, answered, developed}


def test_only_who_groups_redoes_and_removes(
    hall: Hall, anonymous: Actor, resident: User, moderator: User, scribe: User, reviewer: User
) -> None:
    theme = ThemeFactory(hearing=hall.hearing)
    for person in (anonymous, resident, moderator, scribe, reviewer):
        with pytest.raises((NotAllowed, SignInNeeded)):
            themes.redo(actor=person, hearing=hall.hearing)
        with pytest.raises((NotAllowed, SignInNeeded)):
            themes.remove(actor=person, theme=theme)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("place"), st.integers(0, 1), st.sets(st.integers(0, 5)), st.integers(-1, 2)),
        st.tuples(st.sampled_from(["undo", "redo"]), st.integers(0, 1)),
        st.tuples(st.just("remove"), st.integers(0, 1), st.integers(0, 2)),
    ),
    max_size=14,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(steps=STEPS)
def test_whatever_two_people_do_each_note_stays_and_is_in_one_place(
    hall: Hall, facilitator: User, coordinator: User, steps: list[Any]
) -> None:
    Contribution.objects.update(theme=None)
    Theme.objects.all().delete()
    missing = 6 - Contribution.objects.count()
    ContributionFactory.create_batch(missing, hearing=hall.hearing)
    notes = list(Contribution.objects.order_by("pk").values_list("pk", flat=True))
    made = ThemeFactory.create_batch(3, hearing=hall.hearing)
    for step in steps:
        who: dict[str, Any] = {"actor": (facilitator, coordinator)[step[1]]}
        there = list(Theme.objects.filter(pk__in=[one.pk for one in made]).order_by("pk"))
        try:
            if step[0] == "place":
                theme = there[step[3] % len(there)] if there and step[3] >= 0 else None
                chosen = [notes[place] for place in step[2]]
                themes.place(**who, hearing=hall.hearing, notes=chosen, theme=theme, seen=places())
            elif step[0] == "remove":
                themes.remove(**who, theme=there[step[2] % len(there)] if there else made[0])
            else:
                (themes.undo if step[0] == "undo" else themes.redo)(**who, hearing=hall.hearing)
        except (WrongState, NotEmpty, Invalid, Theme.DoesNotExist):
            pass  # refused: nothing to undo, a theme that holds notes, nothing chosen
        grouped = Contribution.objects.exclude(theme=None).count()
        ungrouped = Contribution.objects.filter(theme=None).count()
        assert (grouped + ungrouped, set(places())) == (6, set(notes))
