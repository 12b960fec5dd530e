"""Proposals on the pages of others: an area's page, the copy of one's data, leaving."""

from collections.abc import Callable

import pytest
from django.test import Client

from commons.accounts.models import User
from proposals.domain import supports
from proposals.models import Proposal, State
from tests.factories.proposals import DraftFactory, ProposalFactory
from tests.proposals.conftest import Town
from tests.proposals.pages.conftest import proposal_in

pytestmark = pytest.mark.django_db
Reader = Callable[..., Client]


def test_an_area_shows_three_of_its_proposals_and_the_way_to_all(town: Town, reader: Reader) -> None:
    for number in range(5):
        proposal_in(town, State.SUBMITTED, title=f"Ehdotus {number}")
    DraftFactory(cycle=town.cycle, area=town.harjula, title="Salainen")
    html = reader().get("/areas/kuvala/harjula/").content.decode()
    assert (html.count("card__title"), "Salainen" in html) == (3, False)
    assert 'href="/proposals/?cycle=all&amp;area=kuvala%2Fharjula%2F"' in html
    assert "See all 5 proposals" in html
    assert "Proposals here" not in reader().get("/areas/kuvala/ranta/").content.decode()


def test_the_copy_of_ones_data_holds_ones_own_and_nobody_elses(
    town: Town, reader: Reader, resident: User
) -> None:
    ProposalFactory(cycle=town.cycle, author=resident, title="Oma")
    supports.support(actor=resident, proposal=ProposalFactory(cycle=town.cycle, title="Kannatettu"))
    ProposalFactory(cycle=town.cycle, title="Vieras")
    copy = reader(resident).get("/me/my-data.json").json()
    assert [row["title"] for row in copy["proposals"]] == ["Oma"]
    assert [row["proposal__title"] for row in copy["supports"]] == ["Kannatettu"]
    assert copy["letters"] == []


def test_leaving_deletes_drafts_and_keeps_proposals_without_a_name(
    town: Town, reader: Reader, resident: User
) -> None:
    kept = ProposalFactory(cycle=town.cycle, author=resident)
    DraftFactory(cycle=town.cycle, author=resident)
    supports.support(actor=resident, proposal=ProposalFactory(cycle=town.cycle, author=None, title="Muu"))
    reader(resident).post("/me/erase/", {"email": resident.email})
    rows = Proposal.objects.order_by("pk").values_list("pk", "author", "support_count")
    assert [row for row in rows if row[0] == kept.pk] == [(kept.pk, None, 0)]
    assert not Proposal.objects.filter(state=State.DRAFT).exists()
    assert Proposal.objects.get(title="Muu").support_count == 0
