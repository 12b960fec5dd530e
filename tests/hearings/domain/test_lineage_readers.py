"""Who took part in a hearing hears what becomes of the budget proposals that grew out of it."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client

from commons.accounts.models import Role
from commons.followup.domain import outside_news
from commons.followup.models import OutsideRun
from hearings.domain.receipts import grouped, receipt_of
from hearings.lineage_readers import readers
from hearings.models import Contribution, DevelopmentProposal, Subscriber
from proposals.domain import outcome
from proposals.models import Proposal, State
from tests.factories.accounts import official
from tests.factories.hearings import ContributionFactory, ThemeFactory
from tests.factories.proposals import BallotProposalFactory
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db


def subscriber(hall: Hall, address: str, **fields: object) -> Subscriber:
    made: Subscriber = Subscriber.objects.create(
        hearing=hall.hearing, address=address, **{"language": "fi", "is_confirmed": True, **fields}
    )
    return made


def grown(hall: Hall, **fields: object) -> tuple[DevelopmentProposal, Proposal]:
    """A development proposal that became a budget proposal."""
    theme = ThemeFactory(hearing=hall.hearing)
    ContributionFactory(hearing=hall.hearing, theme=theme, service_area=hall.elderly)
    proposal = BallotProposalFactory(title="Kuuma linja", **{"state": State.CONFIRMED, **fields})
    return DevelopmentProposal.objects.create(theme=theme, title="Kuuma linja", proposal=proposal), proposal


def wanted(track: int) -> set[str]:
    return {reader.address for reader in readers([track]) if track in reader.tracks}


def test_those_who_wanted_the_answers_are_told_when_the_work_begins(hall: Hall) -> None:
    _development, proposal = grown(hall)
    told = subscriber(hall, "aino@example.org", language="sv")
    now, hour = dt.datetime.now(dt.UTC), dt.timedelta(hours=1)
    outcome.start(actor=official(Role.COORDINATOR), proposal=proposal)
    run = OutsideRun.objects.create(day=now.date(), since=now - hour, until=now + hour)

    assert (outside_news.send(run.pk), outside_news.send(run.pk)) == (1, 0)
    (sent,) = mail.outbox
    assert sent.to == ["aino@example.org"]
    assert all(
        words in sent.body for words in ("Kuuma linja", "Arbetet har börjat", f"/h/mails/{told.token}/")
    )


def test_services_confirmation_and_merging_decide_who_is_told(hall: Hall) -> None:
    development, proposal = grown(hall)
    subscriber(hall, "kaikki@example.org")
    subscriber(hall, "vanhat@example.org", services=[hall.elderly.pk])
    subscriber(hall, "muut@example.org", services=[hall.elderly.pk + 10_000])
    subscriber(hall, "kesken@example.org", is_confirmed=False)
    expected = {"kaikki@example.org", "vanhat@example.org"}
    assert wanted(proposal.track_id) == expected
    assert wanted(BallotProposalFactory().track_id) == set()

    other = DevelopmentProposal.objects.create(
        theme=ThemeFactory(hearing=hall.hearing), title="Sama", merged_into=development
    )
    ContributionFactory(hearing=hall.hearing, theme=other.theme, service_area=hall.elderly)
    assert wanted(proposal.track_id) == expected


def test_who_holds_a_receipt_sees_what_became_of_it(hall: Hall, client: Client) -> None:
    development, proposal = grown(hall)
    note = Contribution.objects.get(theme=development.theme)
    page = client.get(f"/h/note/{grouped(receipt_of(note.uuid))}/")
    assert page.status_code == 200
    assert f'href="/proposals/{proposal.pk}/"' in page.content.decode()
