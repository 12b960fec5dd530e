"""A ballot on its way is kept, and never mistaken for a cast one."""

from uuid import uuid4

import pytest

from commons.process.domain.gate import PhaseClosed
from commons.process.models import PhaseKind
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory, EnvelopeFactory, closed_phase, open_phase
from tests.factories.voting import RollEntryFactory, ballot_of
from voting.domain import ballots, drafts
from voting.domain.ballot_form import Choice
from voting.domain.errors import ForeignProject
from voting.domain.voters import Voter
from voting.models import BallotDraft, BallotKind, BallotProject, Election

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_pots() -> tuple[Voter, Election, list[BallotProject], list[BallotProject]]:
    return town()


def town(**rules: object) -> tuple[Voter, Election, list[BallotProject], list[BallotProject]]:
    area = AreaFactory()
    cycle = CycleFactory(area=area)
    election, projects = ballot_of([EnvelopeFactory(cycle=cycle, area=area) for _pot in range(2)], **rules)
    open_phase(cycle, PhaseKind.VOTE)
    entry = RollEntryFactory(election=election, area=area)
    return Voter(entry.pk, election.pk), election, projects[:3], projects[3:]


Pots = tuple[Voter, Election, list[BallotProject], list[BallotProject]]


def test_choices_of_one_envelope_leave_the_others_alone(two_pots: Pots) -> None:
    voter, election, first, second = two_pots
    drafts.save(actor=voter, election=election, choices=[Choice(first[0].pk), Choice(second[0].pk)])

    drafts.save(
        actor=voter, election=election, choices=[Choice(second[2].pk)], envelope=second[0].envelope.slug
    )

    own = drafts.own(actor=voter, election=election)
    assert (own.choices, own.uncast, own.receipt) == ({first[0].pk: 1, second[2].pk: 1}, True, None)


def test_more_than_can_be_cast_is_kept_all_the_same(two_pots: Pots) -> None:
    voter, election, first, second = two_pots
    everything = [Choice(project.pk) for project in first + second]

    kept = drafts.save(actor=voter, election=election, choices=everything)

    assert set(kept.choices) == {project.pk for project in first + second}


def test_casting_removes_the_draft_that_says_the_same(two_pots: Pots) -> None:
    voter, election, first, _second = two_pots
    own = drafts.save(actor=voter, election=election, choices=[Choice(first[0].pk)])

    receipt = ballots.cast(actor=voter, election=election, choices=own.as_choices(), key="k")

    after = drafts.own(actor=voter, election=election)
    assert (after.choices, after.uncast) == ({first[0].pk: 1}, False)
    assert after.receipt is not None
    assert after.receipt.code == receipt.code
    assert not BallotDraft.objects.exists()


def test_casting_keeps_what_another_window_has_added_since(two_pots: Pots) -> None:
    voter, election, first, second = two_pots
    seen = drafts.save(actor=voter, election=election, choices=[Choice(first[0].pk)])
    drafts.save(
        actor=voter, election=election, choices=[Choice(second[0].pk)], envelope=second[0].envelope.slug
    )

    ballots.cast(actor=voter, election=election, choices=seen.as_choices(), key="k")

    own = drafts.own(actor=voter, election=election)
    assert (own.choices, own.uncast) == ({first[0].pk: 1, second[0].pk: 1}, True)


def test_a_late_saving_of_what_was_just_cast_is_no_draft(two_pots: Pots) -> None:
    voter, election, first, _second = two_pots
    ballots.cast(actor=voter, election=election, choices=[Choice(first[0].pk)], key="k")

    own = drafts.save(
        actor=voter, election=election, choices=[Choice(first[0].pk)], envelope=first[0].envelope.slug
    )

    assert own.uncast is False
    assert not BallotDraft.objects.exists()


def test_a_change_begins_with_what_was_cast(two_pots: Pots) -> None:
    voter, election, first, second = two_pots
    ballots.cast(
        actor=voter, election=election, choices=[Choice(first[0].pk), Choice(second[0].pk)], key=uuid4().hex
    )

    own = drafts.save(actor=voter, election=election, choices=[], envelope=second[0].envelope.slug)

    assert (own.choices, own.uncast) == ({first[0].pk: 1}, True)


def test_places_of_a_ranking_count_within_an_envelope() -> None:
    voter, election, first, second = town(ballot_kind=BallotKind.RANKING)
    chosen = {first[2].pk: 1, first[0].pk: 2, second[1].pk: 1}
    choices = [Choice(project, place) for project, place in chosen.items()]

    ballots.cast(actor=voter, election=election, choices=choices, key="k")

    assert drafts.own(actor=voter, election=election).choices == chosen


def test_a_project_of_another_envelope_is_refused(two_pots: Pots) -> None:
    voter, election, first, second = two_pots

    with pytest.raises(ForeignProject):
        drafts.save(
            actor=voter, election=election, choices=[Choice(first[0].pk)], envelope=second[0].envelope.slug
        )

    assert not BallotDraft.objects.exists()


def test_after_close_nothing_is_saved_and_what_was_there_stays(two_pots: Pots) -> None:
    voter, election, first, _second = two_pots
    drafts.save(actor=voter, election=election, choices=[Choice(first[0].pk)])
    closed_phase(election.cycle, PhaseKind.VOTE)

    with pytest.raises(PhaseClosed):
        drafts.save(actor=voter, election=election, choices=[])

    assert drafts.own(actor=voter, election=election).choices == {first[0].pk: 1}
