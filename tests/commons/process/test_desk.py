"""The coordinators' desk of years, and the page of a year for everybody."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commons.accounts.models import Role, User
from commons.process.models import Cycle, Envelope, Phase, PhaseKind
from tests.factories.accounts import official
from tests.factories.places import AreaFactory
from tests.factories.process import (
    CycleFactory,
    EnvelopeFactory,
    closed_phase,
    coming_phase,
    open_phase,
)

pytestmark = pytest.mark.django_db
YEARS = "/desk/years/"
NAMES = {"name_fi": "Budjetti 2027", "name_sv": "Budget 2027", "name_en": "Budget 2027"}


@pytest.fixture
def cycle() -> Cycle:
    made: Cycle = CycleFactory(
        area=AreaFactory(slug="kuvala"),
        slug="kuvala-nyt",
        year=timezone.localdate().year,
        is_published=False,
    )
    return made


@pytest.fixture
def coordinator(client: Client, cycle: Cycle) -> User:
    person = official(Role.COORDINATOR)
    client.force_login(person)
    return person


def sent_dates(client: Client, cycle: Cycle) -> dict[str, str]:
    """What the browser sends back when nothing is touched."""
    form = client.get(f"{YEARS}{cycle.slug}/dates/").context["form"]
    return {field.html_name: str(field.value() or "")[:10] for field in form}


def test_a_year_lives_from_nothing_to_everybody(client: Client, cycle: Cycle, coordinator: User) -> None:
    made = client.post(
        f"{YEARS}new/", {**NAMES, "year": "2027", "area": cycle.area_id, "currency": "EUR"}, follow=True
    )
    assert made.redirect_chain == [(f"{YEARS}kuvala-2027/", 302)]
    assert [str(text) != "" for text in made.context["missing"]] == [True, True]
    client.post(
        f"{YEARS}kuvala-2027/dates/",
        {"propose_opens": "2027-01-11", "propose_closes": "2027-02-28", "vote_opens": "2027-05-03",
         "vote_opens_time": "09:00", "vote_closes": "2027-05-16", "vote_closes_time": "18:00"},
    )  # fmt: skip
    client.post(
        f"{YEARS}kuvala-2027/money/new/",
        {"name_fi": "Harjula", "sources-0-name_fi": "Valtuusto", "sources-0-amount": "40 000,50"},
    )
    assert Client().get("/years/kuvala-2027/").status_code == 404
    assert client.get("/years/kuvala-2027/").status_code == 200

    client.post(f"{YEARS}kuvala-2027/show/")

    year = Cycle.objects.get(slug="kuvala-2027")
    phases = {
        phase.kind: (
            timezone.localtime(phase.opens_at).strftime("%d.%m. %H.%M"),
            timezone.localtime(phase.closes_at).strftime("%d.%m. %H.%M"),
        )
        for phase in year.phases.all()
    }
    assert year.is_published
    assert phases == {
        "propose": ("11.01. 00.00", "01.03. 00.00"),
        "vote": ("03.05. 09.00", "16.05. 18.00"),
    }
    assert [(pot.name_fi, pot.amount) for pot in year.envelopes.all()] == [("Harjula", Decimal("40000.50"))]
    page = Client().get("/years/kuvala-2027/").content.decode()
    assert ("Valtuusto" in page, "40\xa0000,50\xa0€" in page) == (True, True)


def test_what_was_not_touched_keeps_its_moment_to_the_second(
    client: Client, cycle: Cycle, coordinator: User
) -> None:
    open_phase(cycle, PhaseKind.PROPOSE)
    closed_phase(cycle, PhaseKind.ANNOUNCE)
    before = list(Phase.objects.order_by("pk").values_list("opens_at", "closes_at"))

    response = client.post(f"{YEARS}{cycle.slug}/dates/", sent_dates(client, cycle))

    assert response.status_code == 302
    assert list(Phase.objects.order_by("pk").values_list("opens_at", "closes_at")) == before


def test_prolonging_an_open_vote_needs_a_reason_that_everybody_reads(
    client: Client, cycle: Cycle, coordinator: User
) -> None:
    vote = open_phase(cycle, PhaseKind.VOTE)
    Cycle.objects.update(is_published=True)
    later = timezone.localdate() + dt.timedelta(days=20)
    sent = {**sent_dates(client, cycle), "vote_closes": later.isoformat(), "vote_closes_time": "20:00"}

    refused = client.post(f"{YEARS}{cycle.slug}/dates/", sent)
    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["reason"])
    assert later.isoformat() in refused.content.decode()
    client.post(f"{YEARS}{cycle.slug}/dates/", {**sent, "reason": "Palvelin oli poissa."})

    vote.refresh_from_db()
    assert timezone.localtime(vote.closes_at).date() == later
    assert "Palvelin oli poissa." in Client().get(f"/years/{cycle.slug}/").content.decode()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"propose_opens": "2027-01-11"}, "propose_closes"),
        ({"propose_opens": "eilen", "propose_closes": "2027-01-11"}, "propose_opens"),
        ({"propose_opens": "2027-02-11", "propose_closes": "2027-01-11"}, "propose_opens"),
        ({"vote_opens": "2062-02-11", "vote_closes": "2062-03-11"}, "vote_opens"),
    ],
)
def test_nonsense_dates_are_told_in_their_row_and_kept(
    client: Client, cycle: Cycle, coordinator: User, sent: dict[str, str], field: str
) -> None:
    response = client.post(f"{YEARS}{cycle.slug}/dates/", sent)

    assert (response.status_code, list(response.context["form"].errors)) == (400, [field])
    assert all(value in response.content.decode() for value in sent.values())
    assert Phase.objects.count() == 0


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"sources-0-name_fi": "Valtuusto", "sources-0-amount": "5"}, "name_fi"),
        ({"name_fi": "Harjula"}, "__all__"),
        ({"name_fi": "Harjula", "sources-0-amount": "5"}, "sources-0-name_fi"),
        ({"name_fi": "Harjula", "sources-4-name_fi": "V", "sources-4-amount": "x"}, "sources-4-amount"),
        ({"name_fi": "Harjula", "sources-1-name_fi": "V", "sources-1-amount": "NaN"}, "sources-1-amount"),
    ],
)
def test_money_that_does_not_fit_is_told_where_it_stands(
    client: Client, cycle: Cycle, coordinator: User, sent: dict[str, str], field: str
) -> None:
    response = client.post(f"{YEARS}{cycle.slug}/money/new/", sent)

    assert (response.status_code, list(response.context["form"].errors)) == (400, [field])
    assert all(value in response.content.decode() for value in sent.values())
    assert Envelope.objects.count() == 0


def test_after_the_opening_of_the_vote_the_money_is_only_shown(
    client: Client, cycle: Cycle, coordinator: User
) -> None:
    pot = EnvelopeFactory(cycle=cycle)
    open_phase(cycle, PhaseKind.VOTE)
    sent = {"name_fi": "Uusi", "sources-0-name_fi": "V", "sources-0-amount": "5"}

    assert client.post(f"{YEARS}{cycle.slug}/money/{pot.pk}/", sent).status_code == 409
    client.post(f"{YEARS}{cycle.slug}/money/{pot.pk}/remove/")

    assert (cycle.envelopes.get().amount, f"/money/{pot.pk}/" in _page(client, cycle)) == (
        Decimal(50_000),
        False,
    )


def _page(client: Client, cycle: Cycle) -> str:
    return client.get(f"{YEARS}{cycle.slug}/").content.decode()


def test_an_incomplete_year_is_not_shown(client: Client, cycle: Cycle, coordinator: User) -> None:
    response = client.post(f"{YEARS}{cycle.slug}/show/", follow=True)

    cycle.refresh_from_db()
    assert (cycle.is_published, [one.level_tag for one in response.context["messages"]]) == (False, ["error"])


def test_years_of_another_town_are_out_of_reach(client: Client, cycle: Cycle) -> None:
    client.force_login(official(Role.COORDINATOR, area=AreaFactory(slug="muualla")))
    assert client.get(f"{YEARS}{cycle.slug}/").status_code == 403
    assert client.get(f"{YEARS}ei-ole-1900/").status_code == 404


def test_the_pages_cost_the_same_for_one_envelope_and_for_thirty(
    client: Client, cycle: Cycle, coordinator: User
) -> None:
    counts: dict[str, list[int]] = {}
    coming_phase(cycle, PhaseKind.PROPOSE)
    for more in (1, 29):
        for _ in range(more):
            EnvelopeFactory(cycle=cycle)
            CycleFactory(area=cycle.area)
        for path in (YEARS, f"{YEARS}{cycle.slug}/", f"/years/{cycle.slug}/"):
            counts.setdefault(path, []).append(_queries(client, path))
    assert all(few == many for few, many in counts.values()), counts


def _queries(client: Any, path: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)
