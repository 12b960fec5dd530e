"""What the database itself refuses, and what it keeps."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from commons.process.models import Cycle
from proposals.models import MOVES, Proposal, State, Support
from tests.factories.process import CycleFactory, EnvelopeFactory
from tests.factories.proposals import (
    BallotProposalFactory,
    CategoryFactory,
    ProposalFactory,
    ResidentFactory,
    SupportFactory,
)

pytestmark = pytest.mark.django_db


def _in(state: State) -> Proposal:
    return BallotProposalFactory(state=state, public_reason="Syy", outcome_reason="Syy")


def test_the_database_allows_exactly_the_moves_that_are_listed() -> None:
    allowed = set()
    for old in State:
        proposal = _in(old)
        for new in State:
            if new == old:
                continue
            lead = ProposalFactory(cycle=proposal.cycle) if new == State.MERGED else None
            if new == State.SPLIT:
                ProposalFactory.create_batch(2, cycle=proposal.cycle, split_from=proposal)
            try:
                with transaction.atomic():
                    Proposal.objects.filter(pk=proposal.pk).update(state=new, merged_into=lead)
                    allowed.add((old, new))
                    raise LookupError
            except (DatabaseError, LookupError):
                pass
    assert allowed == set(MOVES)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_REVIEW, State.ON_BALLOT, State.DONE])
def test_a_submitted_text_cannot_be_changed(state: State) -> None:
    proposal = _in(state)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(why="Toinen syy")
    proposal.refresh_from_db()
    assert proposal.why == "Matkalla ei ole mitään istuinta."


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED])
def test_a_draft_and_a_returned_proposal_can_be_changed(state: State) -> None:
    proposal = _in(state)
    Proposal.objects.filter(pk=proposal.pk).update(why="Toinen syy")
    proposal.refresh_from_db()
    assert proposal.why == "Toinen syy"


def test_a_submitted_proposal_is_never_deleted() -> None:
    proposal = ProposalFactory()
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        proposal.delete()
    assert Proposal.objects.filter(pk=proposal.pk).exists()


def test_a_category_of_another_cycle_is_refused() -> None:
    other: Cycle = CycleFactory()
    with pytest.raises(IntegrityError, match="another cycle"), transaction.atomic():
        ProposalFactory(category=CategoryFactory(cycle=other))
    with pytest.raises(IntegrityError, match="another cycle"), transaction.atomic():
        BallotProposalFactory(envelope=EnvelopeFactory(cycle=other))


def test_no_proposal_is_on_the_ballot_without_cost_and_envelope() -> None:
    with pytest.raises(IntegrityError, match="cost_and_envelope"), transaction.atomic():
        ProposalFactory(state=State.ON_BALLOT)


def test_the_count_of_supports_follows_them() -> None:
    proposal, other = ProposalFactory(), ProposalFactory()
    people = ResidentFactory.create_batch(3)
    Support.objects.bulk_create(Support(proposal=proposal, user=person) for person in people)
    SupportFactory(proposal=other, user=people[0])
    people[0].delete()
    assert dict(Proposal.objects.values_list("pk", "support_count")) == {proposal.pk: 2, other.pk: 0}


def test_drafts_leave_no_history_and_supports_neither() -> None:
    draft = ProposalFactory(state=State.DRAFT)
    Proposal.objects.filter(pk=draft.pk).update(what="Toinen teksti")
    Proposal.objects.filter(pk=draft.pk).update(state=State.SUBMITTED)
    SupportFactory(proposal=draft)
    assert list(draft.events.values_list("pgh_label", "state", "what")) == [
        ("update", "submitted", "Toinen teksti")
    ]


@pytest.mark.parametrize(
    ("language", "title", "asked"),
    [
        ("fi", "Pyöräteitä Harjulaan", "pyöräteitä"),
        ("fi", "Pyöräteitä Harjulaan", "pyörä"),
        ("sv", "Cykelvägar till stranden", "cykelvägarna"),
        ("en", "Benches at the shore", "bench"),
        ("ar", "حديقة جديدة", "حديقة"),
    ],
)
def test_the_text_is_stemmed_in_its_own_language(language: str, title: str, asked: str) -> None:
    proposal = ProposalFactory(language=language, title=title)
    ProposalFactory(title="Valoja puistoon")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM proposals_proposal WHERE search @@ proposals_query(%s)", [asked])
        assert cursor.fetchall() == [(proposal.pk,)]


def test_many_at_once_have_threads_and_tracks_of_their_own(django_assert_num_queries) -> None:
    cycle = CycleFactory()
    with django_assert_num_queries(3):
        made = Proposal.bulk(
            {"cycle": cycle, "title": f"Penkki {n}", "state": State.SUBMITTED} for n in range(30)
        )
    assert len({proposal.thread_id for proposal in made} | {-proposal.track_id for proposal in made}) == 60
