"""What the database refuses, whoever asks."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from commons.process.domain.gate import PhaseClosed
from commons.process.models import Cycle, FundingSource, PhaseKind
from tests.factories.process import (
    CycleFactory,
    EnvelopeFactory,
    FundingSourceFactory,
    closed_phase,
    open_phase,
)
from tests.factories.voting import (
    BallotProjectFactory,
    ElectionFactory,
    RollEntryFactory,
    ballot_of,
    cast_ballot,
    frozen,
)
from tests.voting.polling import Polling
from voting.domain import ballots
from voting.domain.ballot_form import Choice
from voting.domain.voters import Voter
from voting.models import (
    Ballot,
    BallotChoice,
    BallotKind,
    BallotProject,
    Channel,
    Election,
    FrozenRules,
    LetterCode,
)

pytestmark = pytest.mark.django_db


def refused(change: object) -> bool:
    """Whether the database refuses `change`."""
    try:
        with transaction.atomic():
            change()  # type: ignore[operator]
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ballot_kind", "budget"),
        ("min_length", 0),
        ("max_length", 9),
        ("min_sum_points", 1),
        ("max_sum_points", 9),
        ("max_points", 9),
        ("totals_live", True),
        ("rule", "equal-shares"),
        ("rule_version", "2"),
        ("seed", "other"),
        ("frozen_at", None),
        ("frozen_hash", "1" * 64),
        ("key_check", "1" * 64),
    ],
)
def test_a_frozen_election_keeps_its_rules(field: str, value: object) -> None:
    election = frozen(ElectionFactory())

    assert refused(lambda: Election.objects.filter(pk=election.pk).update(**{field: value}))
    before = ElectionFactory()
    if field not in ("frozen_at", "frozen_hash"):
        assert not refused(lambda: Election.objects.filter(pk=before.pk).update(**{field: value}))


def test_a_frozen_election_and_its_text_cannot_be_deleted_or_rewritten() -> None:
    election = frozen(ElectionFactory())

    assert refused(lambda: Election.objects.filter(pk=election.pk).delete())
    assert refused(lambda: FrozenRules.objects.filter(pk=election.pk).update(text="[]"))
    assert refused(lambda: FrozenRules.objects.filter(pk=election.pk).delete())


def test_projects_and_costs_are_frozen_with_the_election() -> None:
    election, (project, *_others) = ballot_of([EnvelopeFactory()])

    assert refused(lambda: BallotProject.objects.filter(pk=project.pk).update(cost=Decimal(1)))
    assert refused(lambda: BallotProject.objects.filter(pk=project.pk).delete())
    assert refused(lambda: BallotProjectFactory(election=election, envelope=project.envelope, position=99))


def test_the_money_of_an_envelope_is_frozen_with_its_election() -> None:
    pot, other = EnvelopeFactory(), EnvelopeFactory()
    ballot_of([pot])

    assert refused(lambda: pot.sources.update(amount=Decimal(1)))
    assert refused(lambda: pot.sources.all().delete())
    assert refused(lambda: FundingSourceFactory(envelope=pot))
    assert refused(lambda: FundingSource.objects.filter(envelope=other).update(envelope=pot))
    assert not refused(lambda: other.sources.update(amount=Decimal(1)))
    assert not refused(lambda: pot.sources.update(name_fi="Toinen nimi"))


def test_an_envelope_of_another_cycle_is_refused() -> None:
    election = ElectionFactory()
    foreign = EnvelopeFactory()

    assert refused(lambda: BallotProjectFactory(election=election, envelope=foreign))


def test_ballots_are_only_ever_superseded() -> None:
    election, (project, *_others) = ballot_of([EnvelopeFactory()])
    ballot = cast_ballot(election, [project])
    mine = Ballot.objects.filter(pk=ballot.pk)

    assert refused(lambda: mine.delete())
    assert refused(lambda: mine.update(pseudonym="other"))
    assert refused(lambda: mine.update(cast_hour=dt.datetime.now(dt.UTC)))
    assert refused(lambda: BallotChoice.objects.filter(ballot=ballot).update(rank=2))
    assert refused(lambda: BallotChoice.objects.filter(ballot=ballot).delete())
    assert not refused(lambda: mine.update(superseded=True))
    assert refused(lambda: mine.update(superseded=False))


def test_one_ballot_of_a_pseudonym_is_current() -> None:
    election, (project, *_others) = ballot_of([EnvelopeFactory()])
    first = cast_ballot(election, [project])

    with pytest.raises(IntegrityError, match="ballot_one_is_current"), transaction.atomic():
        Ballot.objects.create(
            election=election, pseudonym=first.pseudonym, version=2, receipt="x", channel=Channel.WEB
        )
    Ballot.objects.filter(pk=first.pk).update(superseded=True)
    Ballot.objects.create(
        election=election, pseudonym=first.pseudonym, version=2, receipt="x", channel=Channel.WEB
    )


def test_a_ballot_needs_frozen_rules() -> None:
    election = ElectionFactory()

    assert refused(lambda: cast_ballot(election, []))


def test_a_ballot_names_a_project_once_and_of_its_own_election() -> None:
    election, (project, *_others) = ballot_of([EnvelopeFactory()])
    _other_election, (foreign, *_rest) = ballot_of([EnvelopeFactory()])
    ballot = cast_ballot(election, [project])

    assert refused(lambda: BallotChoice.objects.create(ballot=ballot, project=project, rank=2))
    assert refused(lambda: BallotChoice.objects.create(ballot=ballot, project=foreign, rank=2))


@pytest.mark.parametrize(
    ("rules", "points"),
    [
        ({"max_length": 2}, [None, None, None]),
        ({"ballot_kind": BallotKind.BUDGET, "max_length": None}, [None, None, None]),
        ({"ballot_kind": BallotKind.POINTS, "max_length": None, "max_sum_points": 5}, [2, 2, 2]),
        ({"ballot_kind": BallotKind.POINTS, "max_length": None, "max_points": 5}, [6]),
        ({"ballot_kind": BallotKind.POINTS, "max_length": None}, [1, None]),
        ({"ballot_kind": BallotKind.APPROVAL}, [1]),
    ],
)
def test_the_caps_hold_even_past_the_verb(rules: dict[str, object], points: list[int | None]) -> None:
    election, projects = ballot_of([EnvelopeFactory(source=Decimal(50_000))], **rules)
    choices = dict(zip(projects, points, strict=False))

    assert refused(lambda: cast_ballot(election, choices))
    cast_ballot(election, choices, channel=Channel.IMPORT)  # a town's file is kept as it was accepted


def test_the_caps_count_what_is_there_already() -> None:
    election, (first, second, third) = ballot_of([EnvelopeFactory()], max_length=2)
    ballot = cast_ballot(election, [first, second])

    assert refused(lambda: BallotChoice.objects.create(ballot=ballot, project=third, rank=3))


def test_somebody_has_at_most_one_code_that_works() -> None:
    entry = RollEntryFactory()
    batch = entry.election.code_batches.create(size=1)
    LetterCode.objects.create(entry=entry, batch=batch, code_hash="a")

    assert refused(lambda: LetterCode.objects.create(entry=entry, batch=batch, code_hash="b"))


def test_an_election_is_of_one_cycle() -> None:
    cycle = CycleFactory()
    ElectionFactory(cycle=cycle)

    assert refused(lambda: ElectionFactory(cycle=cycle))


@pytest.mark.parametrize("channel", [Channel.WEB, Channel.DESK, Channel.IMPORT])
def test_after_the_close_the_box_takes_no_ballot_and_changes_none_even_past_the_verb(
    channel: Channel,
) -> None:
    election, (first, second, *_others) = ballot_of([EnvelopeFactory()])
    open_phase(election.cycle, PhaseKind.VOTE)
    ballot = cast_ballot(election, [first], channel=channel)
    closed_phase(election.cycle, PhaseKind.VOTE)

    with pytest.raises(IntegrityError, match="The vote has closed"), transaction.atomic():
        Ballot.objects.create(
            election=election, pseudonym="late", receipt="late", channel=channel, key_hash="late"
        )
    assert refused(lambda: Ballot.objects.filter(pk=ballot.pk).update(superseded=True))
    assert refused(lambda: BallotChoice.objects.create(ballot=ballot, project=second, rank=2))
    assert list(Ballot.objects.values_list("pk", "superseded")) == [(ballot.pk, False)]
    assert ballot.choices.count() == 1


def test_after_the_close_the_box_still_takes_paper_and_files_of_past_years() -> None:
    election, (project, *_others) = ballot_of([EnvelopeFactory()])
    closed_phase(election.cycle, PhaseKind.VOTE)
    past, (old, *_rest) = ballot_of([EnvelopeFactory()])
    closed_phase(past.cycle, PhaseKind.VOTE)
    Cycle.objects.filter(pk=past.cycle_id).update(is_imported=True)

    cast_ballot(election, [project], channel=Channel.PAPER)
    cast_ballot(past, [old], channel=Channel.IMPORT)

    assert Ballot.objects.count() == 2


def test_a_ballot_that_the_database_finds_late_is_told_as_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """The close falls between the verb's look at the clock and the writing of the ballot."""
    vote = Polling()

    def close_now(*_args: object) -> None:
        closed_phase(vote.cycle, PhaseKind.VOTE)

    monkeypatch.setattr(ballots, "require_fit", close_now)
    with pytest.raises(PhaseClosed):
        ballots.cast(
            actor=Voter(vote.entry.pk, vote.election.pk),
            election=vote.election,
            choices=[Choice(vote.own[0].pk)],
            key="k",
        )

    assert vote.box() == []
