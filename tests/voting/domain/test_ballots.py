"""Casting: one person, one ballot, whatever happens."""

import threading
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction

from commons.http.errors import Refusal
from commons.http.idempotency import KeyReused
from commons.process.domain.gate import PhaseClosed
from commons.process.models import PhaseKind
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory, EnvelopeFactory, closed_phase, coming_phase, open_phase
from tests.factories.voting import ElectionFactory, RollEntryFactory, ballot_of
from voting.domain import ballots, drafts, keys
from voting.domain.ballot_form import Choice
from voting.domain.errors import NotOpenYet, VotedOnPaper, VoterNeeded
from voting.domain.voters import Voter
from voting.models import Ballot, BallotDraft, BallotKind, BallotProject, Channel, Election, RollEntry

pytestmark = pytest.mark.django_db


class Town:
    """A town with a pot of its own and one in each of two districts, and a voter in the first district."""

    def __init__(self, **rules: object) -> None:
        town = AreaFactory()
        self.here, self.elsewhere = AreaFactory(parent=town), AreaFactory(parent=town)
        cycle = CycleFactory(area=town)
        self.pots = [EnvelopeFactory(cycle=cycle, area=area) for area in (town, self.here, self.elsewhere)]
        self.election, projects = ballot_of(self.pots, **rules)
        self.whole, self.own, self.foreign = projects[:3], projects[3:6], projects[6:]
        self.phase = open_phase(cycle, PhaseKind.VOTE)
        self.entry = RollEntryFactory(election=self.election, area=self.here)
        self.voter = Voter(entry_id=self.entry.pk, election_id=self.election.pk)

    def cast(self, *chosen: BallotProject | tuple[BallotProject, int], key: str = "") -> ballots.Receipt:
        choices = [Choice(c[0].pk, c[1]) if isinstance(c, tuple) else Choice(c.pk) for c in chosen]
        return ballots.cast(actor=self.voter, election=self.election, choices=choices, key=key or uuid4().hex)

    def box(self) -> list[tuple[bool, list[tuple[int, int, int | None]]]]:
        """Every ballot in the box: superseded, choices (project, rank, points)."""
        return [
            (
                ballot.superseded,
                list(ballot.choices.order_by("rank").values_list("project", "rank", "points")),
            )
            for ballot in Ballot.objects.filter(election=self.election).order_by("version")
        ]


def test_a_cast_ballot_is_in_the_box_and_the_person_is_ticked_off_in_another_table() -> None:
    town = Town()

    receipt = town.cast(town.own[2], town.whole[0])

    ballot = Ballot.objects.get()
    entry = RollEntry.objects.get()
    assert town.box() == [(False, [(town.whole[0].pk, 1, None), (town.own[2].pk, 2, None)])]
    assert (receipt.code, receipt.version, receipt.replaces, receipt.is_current) == (
        ballot.receipt,
        1,
        "",
        True,
    )
    assert receipt.change_until == town.phase.closes_at
    assert (entry.voted_at, entry.channel) == (ballot.cast_hour, Channel.WEB)
    assert (ballot.cast_hour.minute, ballot.cast_hour.second, ballot.cast_hour.microsecond) == (0, 0, 0)
    columns = {field.name: field.related_model for field in Ballot._meta.get_fields() if field.concrete}
    assert RollEntry not in columns.values()
    assert str(entry.pk) not in {ballot.pseudonym, ballot.key_hash}


def test_a_second_cast_replaces_the_first_and_strikes_its_receipt() -> None:
    town = Town()
    first = town.cast(town.own[0])

    second = town.cast(town.own[1], town.own[2])

    assert (second.version, second.replaces) == (2, first.code)
    assert town.box() == [
        (True, [(town.own[0].pk, 1, None)]),
        (False, [(town.own[1].pk, 1, None), (town.own[2].pk, 2, None)]),
    ]


def test_the_same_key_gives_the_same_receipt_even_after_close() -> None:
    town = Town()
    first = town.cast(town.own[0], key="once")

    again = town.cast(town.own[0], key="once")
    closed_phase(town.election.cycle, PhaseKind.VOTE)
    late = town.cast(town.own[0], key="once")

    assert [first.code, again.code, late.code] == [first.code] * 3
    assert len(town.box()) == 1


def test_the_same_key_with_other_choices_is_refused_and_changes_nothing() -> None:
    town = Town()
    town.cast(town.own[0], key="once")

    with pytest.raises(KeyReused):
        town.cast(town.own[1], key="once")

    assert town.box() == [(False, [(town.own[0].pk, 1, None)])]


def test_the_key_of_a_replaced_ballot_says_that_it_was_replaced() -> None:
    town = Town()
    first = town.cast(town.own[0], key="once")
    town.cast(town.own[1])

    again = town.cast(town.own[0], key="once")

    assert (again.code, again.is_current) == (first.code, False)
    assert len(town.box()) == 2


@pytest.mark.parametrize("move", [closed_phase, coming_phase])
def test_outside_the_phase_nothing_is_cast_and_the_draft_stays(move: object) -> None:
    town = Town()
    drafts.save(actor=town.voter, election=town.election, choices=[Choice(town.own[0].pk)])
    move(town.election.cycle, PhaseKind.VOTE)  # type: ignore[operator]

    with pytest.raises(PhaseClosed):
        town.cast(town.own[0])

    assert town.box() == []
    assert BallotDraft.objects.get().choices == {str(town.own[0].pk): 1}


def test_without_published_rules_nothing_is_cast() -> None:
    election = ElectionFactory()
    open_phase(election.cycle, PhaseKind.VOTE)
    entry = RollEntryFactory(election=election)

    with pytest.raises(NotOpenYet):
        ballots.cast(actor=Voter(entry.pk, election.pk), election=election, choices=[Choice(1)], key="k")


def test_somebody_who_voted_on_paper_cannot_vote_on_the_web() -> None:
    town = Town()
    RollEntry.objects.update(voted_at=town.phase.opens_at, channel=Channel.PAPER)

    with pytest.raises(VotedOnPaper):
        town.cast(town.own[0])


def test_a_voter_of_another_election_is_nobody_here() -> None:
    town, other = Town(), Town()

    for voter in (other.voter, Voter(other.entry.pk, town.election.pk), Voter(0, town.election.pk)):
        with pytest.raises(VoterNeeded):
            ballots.cast(actor=voter, election=town.election, choices=[Choice(town.own[0].pk)], key="k")


BUDGET = {"ballot_kind": BallotKind.BUDGET, "max_length": None}
POINTS = {
    "ballot_kind": BallotKind.POINTS,
    "max_length": None,
    "max_points": 5,
    "min_sum_points": 3,
    "max_sum_points": 6,
}
RANKING = {"ballot_kind": BallotKind.RANKING}


@pytest.mark.parametrize(
    ("rules", "chosen", "code", "words"),
    [
        ({}, "", "empty-ballot", "Choose at least one project"),
        ({}, "own0 own0", "project-twice", "choose each project only once"),
        ({}, "foreign0", "foreign-project", "for people who live there"),
        (
            {"max_length": 2},
            "own0 own1 own2",
            "too-many-projects",
            "at most 2 projects and have chosen 3. Take 1 away",
        ),
        ({"min_length": 2}, "own0", "too-few-projects", "at least 2 projects, or none. You have chosen 1"),
        (BUDGET, "own0 own1 own2", "over-budget", "costs 60\xa0000\xa0€. That is 10\xa0000\xa0€ more"),
        (POINTS, "own0=0", "points-refused", "at least 1 to a project"),
        (POINTS, "own0=6", "points-refused", "at most 5 points"),
        (POINTS, "own0=4 own1=4", "points-refused", "have 6 points and have given 8. Take 2 away"),
        (POINTS, "own0=2", "points-refused", "at least 3 points, or none. You have given 2"),
        (RANKING, "own0=1 own1=1", "rank-refused", "two projects have place 1"),
        (RANKING, "own0=0", "rank-refused", "number the projects 1, 2, 3"),
    ],
)
def test_a_ballot_that_does_not_fit_is_refused_in_clear_words(
    rules: dict[str, object], chosen: str, code: str, words: str, settings: pytest.FixtureRequest
) -> None:
    settings.LANGUAGE_CODE = "en"  # type: ignore[attr-defined]
    town = Town(**rules)
    drafts.save(actor=town.voter, election=town.election, choices=[Choice(town.own[0].pk)])

    with pytest.raises(Refusal) as refusal:
        town.cast(*(_named(town, name) for name in chosen.split()))

    assert refusal.value.code == code
    assert words in str(refusal.value.detail)
    assert str(refusal.value.detail).endswith("Your choices are kept.")
    assert town.box() == []
    assert BallotDraft.objects.count() == 1


def _named(town: Town, name: str) -> tuple[BallotProject, int]:
    project, _equals, value = name.partition("=")
    return getattr(town, project[:-1])[int(project[-1])], int(value or 1)


def test_a_project_of_another_year_is_refused() -> None:
    town, other = Town(), Town()

    with pytest.raises(Refusal) as refusal:
        town.cast(town.own[0], other.own[0])

    assert refusal.value.code == "foreign-project"


def test_everything_that_is_wrong_is_told_at_once_by_envelope() -> None:
    town = Town(max_length=2)

    with pytest.raises(Refusal) as refusal:
        town.cast(*town.own, *town.whole)

    assert set(refusal.value.fields) == {town.pots[0].slug, town.pots[1].slug}


@pytest.mark.parametrize(
    ("rules", "chosen", "stored"),
    [
        (BUDGET, "own0 own1", [("own0", 1, None), ("own1", 2, None)]),
        (POINTS, "own1=5 own0=1 whole0=3", [("whole0", 1, 3), ("own0", 2, 1), ("own1", 3, 5)]),
        (
            RANKING,
            "own1=2 own0=7 own2=1 whole1=1",
            [("whole1", 1, None), ("own2", 2, None), ("own1", 3, None), ("own0", 4, None)],
        ),
    ],
)
def test_each_kind_of_ballot_is_stored_as_it_was_meant(
    rules: dict[str, object], chosen: str, stored: list[tuple[str, int, int | None]]
) -> None:
    town = Town(**rules)

    town.cast(*(_named(town, name) for name in chosen.split()))

    wanted = [(_named(town, name)[0].pk, rank, points) for name, rank, points in stored]
    assert town.box() == [(False, wanted)]


def test_limits_hold_for_each_envelope_by_itself() -> None:
    town = Town(max_length=2)

    town.cast(town.own[0], town.own[1], town.whole[0], town.whole[1])

    assert len(town.box()) == 1


def test_a_lost_or_wrong_key_file_stops_casting_instead_of_letting_people_vote_twice(
    settings: pytest.FixtureRequest, tmp_path: object
) -> None:
    town = Town()
    town.cast(town.own[0])
    settings.KEYS_ROOT = tmp_path  # type: ignore[attr-defined]

    with pytest.raises(keys.KeyLost):
        town.cast(town.own[1])
    keys.make(town.election.key_id)
    with pytest.raises(keys.KeyLost):
        town.cast(town.own[1])

    assert len(town.box()) == 1


def test_casting_takes_a_fixed_number_of_statements(django_assert_num_queries: object) -> None:
    """Seven, and the savepoint that stands for the transaction inside a test."""
    small, large = Town(), Town(max_length=None)
    for town in (small, large):
        drafts.own(actor=town.voter, election=town.election)  # fills the memory of the form

    with django_assert_num_queries(9):  # type: ignore[operator]
        small.cast(small.own[0])
    with django_assert_num_queries(9):  # type: ignore[operator]
        large.cast(*large.own, *large.whole)
    with django_assert_num_queries(9):  # type: ignore[operator]
        small.cast(small.own[1])


@pytest.mark.django_db(transaction=True)
def test_fifty_casts_of_one_person_at_once_leave_one_ballot() -> None:
    town = Town()
    gate, failures, receipts = threading.Barrier(50), [], []

    def vote(number: int) -> None:
        try:
            gate.wait()
            election = Election.objects.select_related("cycle").get(pk=town.election.pk)
            choice = [Choice(town.own[number % 3].pk)]
            receipts.append(
                ballots.cast(actor=town.voter, election=election, choices=choice, key=str(number % 25))
            )
        except KeyReused:
            receipts.append(None)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=vote, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    box = town.box()
    assert failures == []
    assert len(receipts) == 50
    assert [superseded for superseded, _choices in box] == [True] * 24 + [False]
    assert [ballot.version for ballot in Ballot.objects.order_by("version")] == list(range(1, 26))
    assert all(len(choices) == 1 for _superseded, choices in box)
    with transaction.atomic():
        assert RollEntry.objects.exclude(voted_at=None).count() == 1


def test_money_is_exact_to_the_cent() -> None:
    town = AreaFactory()
    pot = EnvelopeFactory(cycle=CycleFactory(area=town), area=town, source=Decimal("30000.00"))
    election, projects = ballot_of([pot], costs=(10_000, 20_000), **BUDGET)
    open_phase(pot.cycle, PhaseKind.VOTE)
    entry = RollEntryFactory(election=election, area=town)

    receipt = ballots.cast(
        actor=Voter(entry.pk, election.pk),
        election=election,
        choices=[Choice(p.pk) for p in projects],
        key="k",
    )

    assert receipt.version == 1
