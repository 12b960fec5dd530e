"""What the tests of the pages share: readers, forms as a browser sends them, and where each state comes from."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from commons.accounts.models import User
from proposals.models import PRICED, Proposal, State
from tests.factories.process import EnvelopeFactory
from tests.factories.proposals import ProposalFactory
from tests.proposals.conftest import Town

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def reader() -> Callable[..., Client]:
    """Make browsers in English: `reader(user)` is signed in, `reader()` is not."""

    def make(user: User | None = None) -> Client:
        client = Client(headers={"accept-language": "en"})
        if user is not None:
            client.force_login(user, backend=BACKEND)
        return client

    return make


def hidden(html: str, name: str) -> str:
    """The value of a hidden field on a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no field {name}"
    return found.group(1)


def proposal_in(town: Town, state: State, **fields: Any) -> Proposal:
    """A proposal of the town's year that is in `state`."""
    if state in PRICED:
        fields |= {"cost": Decimal(1000), "envelope": EnvelopeFactory(cycle=town.cycle, area=town.area)}
    reasons = {"public_reason": "Syy", "outcome_reason": "Syy"} if state != State.SUBMITTED else {}
    made: Proposal = ProposalFactory(
        cycle=town.cycle, area=town.harjula, category=town.category, state=state, **(reasons | fields)
    )
    return made
