"""Themes, answers, the course of a hearing, and the bridge to the budget."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from commons.process.models import PhaseKind
from hearings.domain import answers, bridge, course, queries, themes
from hearings.domain.errors import BecameProposal, Incomplete, NothingOpen, Unanswered, WrongState
from hearings.models import Contribution, DevelopmentProposal, Grouping, Hearing, HearingState
from proposals.lineage import origins_of
from proposals.models import Proposal
from tests.factories.accounts import UserFactory
from tests.factories.hearings import AnswerFactory, ContributionFactory, HearingFactory, ThemeFactory
from tests.factories.process import CycleFactory, open_phase
from tests.factories.proposals import ProposalFactory
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db

WORDS = {"title_fi": "Jonot", "title_sv": "Köer", "title_en": "Queues"}
ANSWER_WORDS = {"text_fi": "Kyllä", "text_sv": "Ja", "text_en": "Yes"}


def at(hearing: Hearing, state: HearingState) -> Hearing:
    """The hearing, brought to this state step by step."""
    order = [HearingState.OPEN, HearingState.CLOSED, HearingState.ANSWERING, HearingState.ARCHIVED]
    for step in order[1 : order.index(state) + 1]:
        Hearing.objects.filter(pk=hearing.pk).update(state=step)
    hearing.refresh_from_db()
    return hearing


def test_moving_notes_is_undone_step_by_step_and_loses_none(hall: Hall, facilitator: User) -> None:
    one = themes.create(actor=facilitator, hearing=hall.hearing, words=WORDS)
    two = themes.create(actor=facilitator, hearing=hall.hearing, words=WORDS)
    notes = ContributionFactory.create_batch(3, hearing=hall.hearing)
    numbers = [note.pk for note in notes]
    assert themes.place(actor=facilitator, hearing=hall.hearing, notes=numbers, theme=one).moved == 3
    assert themes.place(actor=facilitator, hearing=hall.hearing, notes=numbers[:1], theme=two).moved == 1
    assert themes.place(actor=facilitator, hearing=hall.hearing, notes=numbers[:1], theme=two).moved == 0
    assert themes.place(actor=facilitator, hearing=hall.hearing, notes=numbers[1:2], theme=None).moved == 1

    def themes_now() -> list[int | None]:
        return list(Contribution.objects.order_by("pk").values_list("theme", flat=True))

    assert themes_now() == [two.pk, None, one.pk]
    assert themes.undo(actor=facilitator, hearing=hall.hearing) == 1
    assert themes_now() == [two.pk, one.pk, one.pk]
    assert themes.undo(actor=facilitator, hearing=hall.hearing) == 1
    assert themes.undo(actor=facilitator, hearing=hall.hearing) == 3
    assert themes_now() == [None, None, None]
    with pytest.raises(WrongState):
        themes.undo(actor=facilitator, hearing=hall.hearing)
    assert (Contribution.objects.count(), Grouping.objects.count()) == (3, 3)


def test_undo_takes_back_only_ones_own_and_leaves_what_another_moved_since(
    hall: Hall, facilitator: User, coordinator: User
) -> None:
    one, two = ThemeFactory(hearing=hall.hearing), ThemeFactory(hearing=hall.hearing)
    note = ContributionFactory(hearing=hall.hearing)
    themes.place(actor=facilitator, hearing=hall.hearing, notes=[note.pk], theme=one)
    themes.place(actor=coordinator, hearing=hall.hearing, notes=[note.pk], theme=two)

    assert themes.undo(actor=facilitator, hearing=hall.hearing) == 0
    note.refresh_from_db()
    assert note.theme == two


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_who_move_the_same_notes_come_one_after_the_other(
    hall: Hall, facilitator: User, coordinator: User
) -> None:
    one, two = ThemeFactory(hearing=hall.hearing), ThemeFactory(hearing=hall.hearing)
    notes = [note.pk for note in ContributionFactory.create_batch(20, hearing=hall.hearing)]

    def move(actor: User, theme: object, order: list[int]) -> None:
        themes.place(actor=actor, hearing=hall.hearing, notes=order, theme=theme)  # type: ignore[arg-type]
        connection.close()

    both = [
        threading.Thread(target=move, args=(facilitator, one, notes)),
        threading.Thread(target=move, args=(coordinator, two, notes[::-1])),
    ]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert Contribution.objects.exclude(theme=None).values("theme").distinct().count() == 1
    assert Grouping.objects.count() == 2


def test_who_groups_and_who_answers(
    hall: Hall,
    anonymous: Actor,
    resident: User,
    moderator: User,
    scribe: User,
    reviewer: User,
    facilitator: User,
    coordinator: User,
) -> None:
    theme = ThemeFactory(hearing=hall.hearing)
    groups, answer = set(), set()
    people = {
        "anonymous": anonymous,
        "resident": resident,
        "moderator": moderator,
        "scribe": scribe,
        "reviewer": reviewer,
        "facilitator": facilitator,
        "coordinator": coordinator,
    }
    for name, person in people.items():
        try:
            themes.create(actor=person, hearing=hall.hearing, words=WORDS)
            groups.add(name)
        except (NotAllowed, SignInNeeded):
            pass
        try:
            answers.promise(actor=person, theme=theme, responsible="Johtaja", due=None)
            answer.add(name)
        except (NotAllowed, SignInNeeded):
            pass

    assert (groups, answer) == ({"facilitator", "coordinator"}, {"reviewer", "coordinator"})


def test_an_answer_is_corrected_and_a_change_to_come_needs_its_day(hall: Hall, reviewer: User) -> None:
    theme = ThemeFactory(hearing=hall.hearing)
    with pytest.raises(Invalid) as refused:
        answers.answer(actor=reviewer, theme=theme, kind="will_change", words={}, answered_by="")
    assert set(refused.value.fields) == {"by_date", "answered_by", "text_fi", "text_sv", "text_en"}
    answers.answer(
        actor=reviewer,
        theme=theme,
        kind="will_change",
        words=ANSWER_WORDS,
        answered_by="Johtaja",
        by_date=dt.date(2027, 1, 1),
    )
    given = answers.answer(
        actor=reviewer,
        theme=theme,
        kind="will_not",
        words=ANSWER_WORDS,
        answered_by="Johtaja",
        by_date=dt.date(2027, 1, 1),
    )

    assert (given.kind, given.by_date) == ("will_not", None)
    theme.refresh_from_db()
    assert theme.answer == given


def test_what_is_overdue_is_public_until_it_is_answered(hall: Hall) -> None:
    today = timezone.localdate()
    late = ThemeFactory(hearing=hall.hearing, due=today - dt.timedelta(days=1))
    ThemeFactory(hearing=hall.hearing, due=today)
    ThemeFactory(hearing=hall.hearing)
    assert [row.theme for row in queries.themes_of(hall.hearing) if row.is_late] == [late]
    AnswerFactory(theme=late)
    assert not [row for row in queries.themes_of(hall.hearing) if row.is_late]


def test_opening_says_everything_that_is_missing(coordinator: User) -> None:
    hearing = HearingFactory(title_sv="", privacy_en=" ")
    with pytest.raises(Incomplete) as refused:
        course.move(actor=coordinator, hearing=hearing, state="open")

    assert set(refused.value.fields) == {"title_sv", "privacy_en", "service_areas", "questions"}


def test_a_hearing_is_archived_when_every_theme_is_answered(hall: Hall, coordinator: User) -> None:
    theme = ThemeFactory(hearing=hall.hearing)
    hearing = at(hall.hearing, HearingState.ANSWERING)
    with pytest.raises(Unanswered):
        course.move(actor=coordinator, hearing=hearing, state="archived")
    AnswerFactory(theme=theme)
    assert course.move(actor=coordinator, hearing=hearing, state="archived").state == "archived"
    with pytest.raises(WrongState):
        themes.create(actor=coordinator, hearing=Hearing.objects.get(), words=WORDS)


def test_what_has_ended_is_closed_by_the_clock(hall: Hall) -> None:
    assert course.close_ended() == 0
    Hearing.objects.update(closes_at=timezone.now() - dt.timedelta(seconds=1))
    assert course.close_ended() == 1
    assert Hearing.objects.get().state == "closed"


def test_a_development_proposal_becomes_a_budget_draft_with_its_lineage(
    hall: Hall, facilitator: User
) -> None:
    cycle = CycleFactory(area=hall.hearing.area)
    open_phase(cycle, PhaseKind.PROPOSE)
    theme = ThemeFactory(hearing=hall.hearing)
    development = bridge.develop(
        actor=facilitator, theme=theme, title="Uusi  linja", text="Bussi", language="sv"
    )
    made = bridge.to_budget(actor=facilitator, development=development)

    draft = Proposal.objects.get()
    assert (draft, draft.state, draft.author, draft.title, draft.what, draft.language) == (
        made,
        "draft",
        facilitator,
        "Uusi linja",
        "Bussi",
        "sv",
    )
    assert "Köer" in draft.why
    origin = origins_of([made.pk])[made.pk]
    assert origin.url == f"/hearings/marraskuu/themes/{theme.pk}/"
    assert "Jonot" in str(origin.words)
    with pytest.raises(BecameProposal):
        bridge.to_budget(actor=facilitator, development=development)


def test_without_an_open_year_nothing_is_lost(hall: Hall, facilitator: User) -> None:
    development = bridge.develop(actor=facilitator, theme=ThemeFactory(hearing=hall.hearing), title="Linja")
    with pytest.raises(NothingOpen):
        bridge.to_budget(actor=facilitator, development=development)
    with pytest.raises(NotAllowed):
        bridge.to_budget(actor=UserFactory(), development=development)


def test_themes_and_notes_cost_the_same_for_one_and_for_thirty(
    hall: Hall, django_assert_num_queries: object
) -> None:
    for _round in range(2):
        theme = ThemeFactory(hearing=hall.hearing)
        AnswerFactory(theme=theme)
        ContributionFactory.create_batch(15, hearing=hall.hearing, theme=theme)
        with django_assert_num_queries(1):  # type: ignore[operator]
            assert all(row.answer for row in queries.themes_of(hall.hearing))
        with django_assert_num_queries(1):  # type: ignore[operator]
            rows = queries.shown_notes(hall.hearing, theme=theme)
            assert [(row.question.polarity, row.service_area.position, row.theme) for row in rows]
        with django_assert_num_queries(2):  # type: ignore[operator]
            assert queries.counts(hall.hearing).received


def test_lineage_is_shown_on_both_pages(hall: Hall, facilitator: User, client: Client) -> None:
    theme = ThemeFactory(hearing=hall.hearing)
    proposal = ProposalFactory(cycle=CycleFactory(area=hall.hearing.area))
    DevelopmentProposal.objects.create(theme=theme, title="Linja", proposal=proposal)
    here = f"/hearings/marraskuu/themes/{theme.pk}/"

    assert here in client.get(proposal.get_absolute_url()).content.decode()
    assert proposal.get_absolute_url() in client.get(here).content.decode()
