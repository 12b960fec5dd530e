"""Two officials decide in the same moment: one decision stands, the other official is told of it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from commons.accounts.models import Role
from commons.process.models import PhaseKind
from proposals.domain import review
from proposals.domain.errors import DecidedAlready
from proposals.models import Ground, Letter, Proposal, State, Verdict
from tests.factories.accounts import official
from tests.factories.process import CycleFactory, EnvelopeFactory, coming_phase, open_phase
from tests.factories.proposals import ProposalFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_decisions_in_the_same_moment_are_one_decision_and_one_refusal() -> None:
    cycle = CycleFactory()
    open_phase(cycle, PhaseKind.REVIEW)
    coming_phase(cycle, PhaseKind.VOTE)
    proposal, envelope = ProposalFactory(cycle=cycle), EnvelopeFactory(cycle=cycle)
    first, second = official(Role.REVIEWER), official(Role.REVIEWER)
    together = Barrier(2, timeout=20)

    def at_once(verb: Callable[..., Any], **what: Any) -> str:
        try:
            together.wait()
            verb(proposal=Proposal.objects.get(pk=proposal.pk), **what)
        except DecidedAlready:
            return "told"
        finally:
            connection.close()
        return "decided"

    with ThreadPoolExecutor(2) as pool:
        yes = pool.submit(at_once, review.place_on_ballot, actor=first, envelope=envelope, cost=Decimal(9))
        no = pool.submit(at_once, review.refuse, actor=second, ground=Ground.PLAN, reason="Kaava estää.")
        outcome = (yes.result(30), no.result(30))
    assert sorted(outcome) == ["decided", "told"]
    verdict = Verdict.objects.get()
    proposal.refresh_from_db()
    assert (proposal.state, verdict.decided_by) == (
        (State.ON_BALLOT, first) if outcome[0] == "decided" else (State.NOT_FEASIBLE, second)
    )
    assert Letter.objects.filter(proposal=proposal).count() == 1
