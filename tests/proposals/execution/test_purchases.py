"""Purchases: ordered, paid and still to be paid, from the ledger and by hand; no euro is counted twice."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from django.db import Error, transaction
from django.test import Client
from django.utils.translation import override

from commons.accounts.models import User
from commons.http.errors import Invalid, NotAllowed
from proposals.domain.carrying_out import Warn, work
from proposals.domain.execution import ledger, money, purchases
from proposals.domain.execution.ledger import FileNotTaken
from proposals.domain.execution.purchases import PurchaseIsKnown, PurchaseIsOver, looks_like_a_person
from proposals.models import Booking, BudgetLine, LedgerFile, LedgerFileState, Proposal, Purchase, State
from tests.factories.proposals import BallotProposalFactory
from tests.factories.purchases import PurchaseFactory
from tests.proposals.conftest import Town

pytestmark = pytest.mark.django_db
HEADER = "hanke;päivä;tili;toimittaja;summa;tosite;laji;tilaus;selite"
DAY = dt.date(2026, 3, 1)


@pytest.fixture(autouse=True)
def english() -> object:
    with override("en"):
        yield


@pytest.fixture
def project(town: Town) -> Proposal:
    made: Proposal = BallotProposalFactory(
        title="Laituri", cycle=town.cycle, area=town.harjula, category=town.category, state=State.UNDER_WAY
    )
    return made


def line(
    project: Proposal, voucher: str, amount: str, kind: str = "tilaus", order: str = "T1", by: str = "Puu Oy"
) -> str:
    return f"{project.pk};9.3.2026;4300;{by};{amount};{voucher};{kind};{order};Lankut"


def looked_at(actor: User, *rows: str) -> LedgerFile:
    return ledger.look_at(actor=actor, data="\n".join([HEADER, *rows]).encode(), file_name="k.csv")


def taken(actor: User, *rows: str) -> LedgerFile:
    file = looked_at(actor, *rows)
    assert file.report["errors"] == []
    return ledger.take_in(actor=actor, file=file)


def said(file: LedgerFile, kind: str) -> list[tuple[int, str]]:
    return [(one["line"], one["reason"]) for one in file.report[kind]]


def sums(project: Proposal) -> tuple[int, int, int]:
    found = money.money_of(project)
    return int(found.bought), int(found.ordered), int(found.spent)


def told() -> Iterable[Any]:
    return Purchase.objects.with_sums().values_list("reference", "amount", "paid", "open")


def test_an_order_is_promised_until_it_is_paid_and_never_counted_with_what_is_spent(
    reviewer: User, project: Proposal
) -> None:
    taken(reviewer, line(project, "A1", "400"))
    assert sums(project) == (400, 400, 0)
    taken(reviewer, line(project, "A2", "150", "maksettu"))
    assert sums(project) == (400, 250, 150)
    taken(reviewer, line(project, "A3", "250", "maksettu"))
    assert sums(project) == (400, 0, 400)
    (account,) = money.money_of(project).accounts
    assert (account.ordered, account.paid) == (0, 400)


def test_the_same_file_again_orders_nothing_and_a_new_line_adds_to_its_order(
    reviewer: User, project: Proposal
) -> None:
    rows = (line(project, "A1", "400"), line(project, "A2", "50"))
    first = looked_at(reviewer, *rows)
    assert said(first, "warnings") == [(3, "order T1 is in line 2 already; together they are 450.00")]
    assert first.report["orders"] == [{"order": "T1", "project": project.pk, "sum": "450.00"}]
    ledger.take_in(actor=reviewer, file=first)
    again = looked_at(reviewer, *rows)
    assert (again.added, again.unchanged, list(told())) == (0, 2, [("T1", 450, 0, 450)])
    more = looked_at(reviewer, *rows, line(project, "A3", "-50"))
    assert said(more, "warnings") == [(4, "order T1 was of 450.00; with this file it is of 400.00")]
    ledger.take_in(actor=reviewer, file=more)
    assert list(told()) == [("T1", 400, 0, 400)]
    ledger.undo(actor=reviewer, file=more, reason="Väärä")
    assert list(told()) == [("T1", 450, 0, 450)]
    ledger.undo(actor=reviewer, file=first, reason="Väärä")
    assert list(told()) == []


def test_each_odd_line_of_an_order_is_named(reviewer: User, town: Town, project: Proposal) -> None:
    other = BallotProposalFactory(
        cycle=town.cycle, area=town.harjula, category=town.category, state=State.UNDER_WAY
    )
    cancelled = PurchaseFactory(proposal=project, reference="T9")
    purchases.cancel(actor=reviewer, purchase=cancelled, reason="Ei tarvita.")
    zero = looked_at(reviewer, line(project, "A4", "0", order="T3"))
    assert said(zero, "errors") == [(2, "the amount is nothing")]
    file = looked_at(
        reviewer,
        line(project, "A1", "100"),
        line(other, "A2", "10"),
        line(project, "A3", "-5", order="T2"),
        line(project, "A5", "10", order="T9"),
        line(project, "A6", "130", "maksettu"),
        line(project, "A7", "1", "maksettu", "T8"),
        line(project, "A8", "1", "maksettu", "T9"),
        line(project, "A9", "5", order="T4", by="Maija Meikäläinen"),
    )
    assert said(file, "errors") == [
        (3, f"order T1 belongs to project {project.pk}"),
        (4, "order T2 would be of nothing or less; cancel it on the page of the project"),
        (5, "order T9 was cancelled; order anew with another number"),
    ]
    assert said(file, "warnings") == [
        (6, "more is paid than ordered: order T1, 130.00 of 100.00"),
        (7, "there is no order T8; the line is booked without one"),
        (8, "order T9 was cancelled, and this pays it"),
        (9, "the supplier looks like the name of a person; write “private person” instead"),
    ]
    assert file.state == LedgerFileState.REFUSED
    with pytest.raises(FileNotTaken):
        ledger.take_in(actor=reviewer, file=file)


def test_what_is_ordered_above_the_budget_is_said_by_row_and_at_the_desk(
    reviewer: User, project: Proposal
) -> None:
    file = looked_at(reviewer, line(project, "A1", "700"), line(project, "A2", "500", "maksettu", ""))
    assert said(file, "warnings") == [
        (
            3,
            f"above the budget with what is ordered: project {project.pk} “Laituri” has 500.00 spent and 700.00"
            " ordered of 1000.00",
        )
    ]
    ledger.take_in(actor=reviewer, file=file)
    assert (money.money_of(project).over, money.money_of(project).too_much) == (0, 200)
    (row,) = work(actor=reviewer).rows
    assert (row["committed"], Warn.OVER in row["warnings"]) == (700, True)


def test_by_hand_it_is_written_down_delivered_and_cancelled(
    reviewer: User, resident: User, project: Proposal
) -> None:
    timber = BudgetLine.objects.create(proposal=project, name="Puu", amount=500)
    bought = {"proposal": project, "what": "Lankut", "ordered_on": DAY, "amount": Decimal("80.50")}
    with pytest.raises(NotAllowed):
        purchases.save(actor=resident, reference="T1", **bought)
    with pytest.raises(Invalid) as refused:
        purchases.save(
            actor=reviewer, reference=" ", proposal=project, what="", ordered_on=dt.date(2999, 1, 1),
            amount=Decimal(0), line=timber.pk + 1,
        )  # fmt: skip
    assert set(refused.value.fields) == {"reference", "what", "ordered_on", "amount", "line"}
    made = purchases.save(actor=reviewer, reference="T1", line=timber.pk, **bought)
    with pytest.raises(PurchaseIsKnown):
        purchases.save(actor=reviewer, reference="T1", **bought)
    assert money.money_of(project).accounts[0].ordered == Decimal("80.50")
    assert purchases.deliver(actor=reviewer, purchase=made).state == "delivered"
    with pytest.raises(NotAllowed):
        purchases.cancel(actor=resident, purchase=made, reason="x")
    with pytest.raises(Invalid):
        purchases.cancel(actor=reviewer, purchase=made, reason=" ")
    purchases.cancel(actor=reviewer, purchase=made, reason="Ei tarvita.")
    assert money.money_of(project).ordered == 0
    for act in (
        lambda: purchases.deliver(actor=reviewer, purchase=made),
        lambda: purchases.save(actor=reviewer, reference="", purchase=made, **bought),
    ):
        with pytest.raises(PurchaseIsOver):
            act()
    assert list(made.events.values_list("pgh_label", "state")) == [
        ("insert", "ordered"), ("update", "delivered"), ("update", "cancelled"),
    ]  # fmt: skip


def test_the_database_keeps_orders_with_their_project(project: Proposal) -> None:
    mine, other = PurchaseFactory(proposal=project), PurchaseFactory()
    file = LedgerFile.objects.create(source="ledger", file_name="k.csv", state="taken")
    booked = {"proposal": project, "file": file, "source": "l", "date": DAY, "account": "1", "amount": 1}
    for act in (
        lambda: Booking.objects.create(voucher="1", purchase=other, **booked),
        lambda: Booking.objects.create(voucher="2", kind="ordered", **booked),
        lambda: Purchase.objects.filter(pk=mine.pk).update(proposal=other.proposal),
        lambda: Purchase.objects.filter(pk=mine.pk).update(amount=0),
        lambda: Purchase.objects.filter(pk=mine.pk).update(state="cancelled"),
    ):
        with pytest.raises(Error), transaction.atomic():
            act()


@pytest.mark.parametrize(
    ("supplier", "is_person"),
    [
        ("Maija Meikäläinen", True), ("Virtanen, Matti Juhani", True), ("Rakennus Mäkinen Oy", False),
        ("Rakennusliike", False), ("Kuvalan kaupunki", False), ("Tukkuliike Virtanen", False),
        ("private person", False), ("", False),
    ],
)  # fmt: skip
def test_a_supplier_that_looks_like_a_person_is_noticed(supplier: str, is_person: bool) -> None:
    assert looks_like_a_person(supplier) == is_person


def test_page_and_interface_show_everybody_what_is_bought_but_not_from_whom(
    client: Client, reviewer: User, project: Proposal, django_assert_max_num_queries: Any
) -> None:
    address, api = (
        f"/desk/proposals/{project.pk}/carry-out/purchases/",
        f"/api/v1/proposals/{project.pk}/purchases/",
    )
    client.force_login(reviewer)
    client.cookies["django_language"] = "en"
    form = {"reference": "T1", "what": "Lankut", "supplier": "Maija Meikäläinen", "ordered_on": "2026-03-01"}
    refused = client.post(address, form | {"amount": "kymppi"})
    assert (refused.status_code, "Maija Meikäläinen" in refused.content.decode()) == (400, True)
    assert client.post(address, form | {"amount": "80,50"}).status_code == 302
    assert "looks like the name of a person" in client.get(address).content.decode()
    assert client.post(address, form | {"amount": "1"}).status_code == 409
    bought = Purchase.objects.get()
    page = f"{address}{bought.pk}/"
    assert [client.post(page, {"do": do}).status_code for do in ("", "cancel", "deliver")] == [400, 400, 302]
    assert client.post(page, {"do": "save", **form, "amount": "90"}).status_code == 302
    sent = client.post(
        api, {**form, "reference": "T2", "amount": "10"}, content_type="application/json"
    ).json()
    assert (sent["open"], sent["supplier_may_be_a_person"]) == ("10.00", True)
    assert client.get(f"{address}{2**70}/").status_code == 404

    client.logout()
    for place in range(30):
        PurchaseFactory(proposal=project, reference=f"X{place}", supplier="Maija Meikäläinen")
    with django_assert_max_num_queries(32):
        shown = client.get(f"/proposals/{project.pk}/progress/").content.decode()
    told = client.get(api).content.decode()
    assert ("Lankut" in shown, "Lankut" in told) == (True, True)
    assert "Meikäläinen" not in shown + told
