"""The queue as a workbook: what goes out comes back as it was; what differs is shown before it is done."""

import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from rest_framework.test import APIClient

from commons.accounts.models import Role, User
from commons.http.errors import Invalid, NotAllowed
from proposals.domain import review
from proposals.domain.reviewing import estimates, sheet, sheet_back
from proposals.domain.reviewing.estimates import Estimate, Line
from proposals.domain.reviewing.sheet import HEADS, Given
from proposals.domain.reviewing.sheet_back import Preview
from proposals.models import Feasibility, Proposal, Review
from tests.factories.proposals import ProposalFactory, ResidentFactory
from tests.proposals.conftest import Town, official
from tests.proposals.pages.conftest import reader  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db
COLUMN = {name: number for number, name in enumerate(HEADS, 1)}


@pytest.fixture
def three(town: Town, coordinator: User, reviewer: User) -> list[Proposal]:
    """Three that wait; the first has a reviewer and findings, the second an estimate."""
    made = [
        ProposalFactory(cycle=town.cycle, area=town.harjula, category=town.category, title=f"=SUM(A1) {n}")
        for n in range(3)
    ]
    review.assign(actor=coordinator, proposal=made[0], reviewer=reviewer, due=date(2027, 2, 1))
    review.record(
        actor=reviewer,
        proposal=made[0],
        feasibility=Feasibility.FEASIBLE,
        cost=Decimal("1200.50"),
        reason="Sopii.\nHyvin.",
    )
    wish = Estimate([Line("Penkki", Decimal(100))], Decimal(10), Decimal(5), "Tarjous")
    estimates.estimate(actor=reviewer, proposal=made[1], wish=wish)
    return made


def changed(actor: User, cells: dict[tuple[int, str], Any], more: tuple[Any, ...] = ()) -> bytes:
    """The exported workbook with `cells` by (place of the proposal, column) filled in, and a row more."""
    book = openpyxl.load_workbook(io.BytesIO(sheet.write(actor)))
    for (place, column), value in cells.items():
        book.active.cell(row=place + 3, column=COLUMN[column], value=value)
    if more:
        book.active.append(more)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def given(content: bytes) -> list[Given]:
    return sheet.read(io.BytesIO(content), len(content))


def previewed(actor: User, content: bytes) -> Preview:
    return sheet_back.compare(actor=actor, given=given(content))


def told(preview: Preview) -> list[tuple[int, list[tuple[str, str, str]], list[tuple[str, str]]]]:
    return [
        (
            row.number,
            [(one.column, one.before, one.after) for one in row.changes],
            [(str(label), str(why)) for label, why in row.problems],
        )
        for row in preview.rows
    ]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_what_goes_out_comes_back_unchanged(three: list[Proposal], coordinator: User, language: str) -> None:
    with translation.override(language):
        content = sheet.write(coordinator)
    found = previewed(coordinator, content)
    assert (found.rows, found.unchanged) == ([], 3)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert (book.active.cell(3, COLUMN["title"]).value, book.active.cell(3, COLUMN["title"]).data_type) == (
        "=SUM(A1) 0",
        "s",
    ) or book.active.cell(3, COLUMN["title"]).value.startswith("=SUM")


def test_every_difference_is_shown_and_then_done_at_once(
    three: list[Proposal], coordinator: User, reviewer: User
) -> None:
    content = changed(
        coordinator,
        {
            (0, "due"): datetime(2027, 3, 1),  # noqa: DTZ001 (a cell has no zone)
            (0, "cost"): 1300,
            (1, "upkeep"): "12,50",
            (2, "reviewer"): reviewer.email.upper(),
            (2, "feasibility"): "Not feasible",
            (2, "ground"): "Against a plan or decision in force",
            (2, "reason"): "Kaava estää.",
        },
    )
    found = previewed(coordinator, content)
    assert told(found) == [
        (3, [("due", "2027-02-01", "2027-03-01"), ("cost", "1200.50", "1300.00")], []),
        (4, [("upkeep", "5.00", "12.50")], []),
        (
            5,
            [
                ("reviewer", "", reviewer.email),
                ("feasibility", "open", "not_feasible"),
                ("ground", "", "plan"),
                ("reason", "", "Kaava estää."),
            ],
            [],
        ),
    ]
    assert Review.objects.get(proposal=three[0]).cost == Decimal("1200.50")
    wishes = [(row.pk or 0, row.version, row.values) for row in found.good]
    assert sheet_back.apply(actor=coordinator, wishes=wishes) == 3
    first, second, third = Review.objects.order_by("proposal_id")
    assert (first.due, first.cost, first.reason) == (date(2027, 3, 1), Decimal(1300), "Sopii.\nHyvin.")
    assert (second.upkeep, second.cost, second.lines.count()) == (Decimal("12.50"), Decimal(110), 1)
    assert (third.reviewer, third.feasibility, third.ground, third.reason) == (
        reviewer,
        "not_feasible",
        "plan",
        "Kaava estää.",
    )
    with pytest.raises(sheet_back.StaleSheet) as stale:
        sheet_back.apply(actor=coordinator, wishes=wishes)
    assert three[0].title in str(stale.value)


def test_what_cannot_be_taken_over_names_its_row_and_column(three: list[Proposal], coordinator: User) -> None:
    content = changed(
        coordinator,
        {
            (0, "cost"): "paljon",
            (0, "due"): "ylihuomenna",
            (1, "cost"): 90,
            (2, "reviewer"): "ei.ketaan@example.fi",
        },
        (99999999, "x", "Tuntematon"),
    )
    with translation.override("en"):
        found = told(previewed(coordinator, content))
        problems = [(number, [(label, why) for label, why in wrong]) for number, _changes, wrong in found]
    assert problems == [
        (3, [("Due", "Write a day, for example 2027-05-31."), ("Cost", "Write an amount.")]),
        (4, [("Cost", "The cost is the sum of the lines of the estimate. Change the lines instead.")]),
        (5, [("Reviewer (mail address)", "This person cannot review this proposal.")]),
        (6, [("Number", "No such proposal waits for a review that you can do.")]),
    ]
    assert not previewed(coordinator, content).good


def test_a_row_that_was_changed_on_the_desk_is_a_conflict(
    three: list[Proposal], coordinator: User, reviewer: User
) -> None:
    content = changed(coordinator, {(0, "cost"): 1300, (2, "cost"): 7})
    review.record(
        actor=reviewer, proposal=three[0], feasibility=Feasibility.FEASIBLE, cost=Decimal(5), reason="Sopii."
    )
    found = previewed(coordinator, content)
    assert ([row.pk for row in found.good], [row.pk for row in found.bad]) == ([three[2].pk], [three[0].pk])


def test_one_row_that_is_refused_keeps_all_others_as_they_were(
    three: list[Proposal], coordinator: User
) -> None:
    found = previewed(coordinator, changed(coordinator, {(0, "cost"): 1300, (2, "cost"): 7}))
    wishes = [(row.pk or 0, row.version, row.values) for row in found.good]
    wishes[1][2]["cost"] = "-1"
    with pytest.raises(Invalid):
        sheet_back.apply(actor=coordinator, wishes=wishes)
    assert Review.objects.get(proposal=three[0]).cost == Decimal("1200.50")


def test_only_what_one_reviews_goes_out_and_comes_back(
    three: list[Proposal], town: Town, coordinator: User
) -> None:
    elsewhere = official(Role.REVIEWER, town.ranta)
    assert list(sheet.rows_of(elsewhere)) == []
    found = previewed(elsewhere, changed(coordinator, {(0, "cost"): 1}))
    assert (len(found.bad), found.good) == (3, [])
    with pytest.raises(NotAllowed):
        sheet.write(ResidentFactory())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"a;b;c"])
def test_a_file_that_is_no_workbook_is_refused(coordinator: User, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        given(content)
    assert list(refused.value.fields) == ["file"]


def test_the_round_trip_by_page(
    three: list[Proposal],
    coordinator: User,
    reader: Callable[..., Client],  # noqa: F811
) -> None:
    desk, url = reader(coordinator), "/desk/proposals/workbook/"
    exported = desk.get("/desk/proposals/workbook.xlsx")
    assert exported["Content-Disposition"].endswith('.xlsx"')
    assert desk.post(url, {}).status_code == 400
    file = SimpleUploadedFile("x.xlsx", changed(coordinator, {(0, "cost"): 1300}))
    shown = desk.post(url, {"file": file})
    assert (shown.status_code, "1300.00" in shown.content.decode()) == (200, True)
    token = shown.context["token"]
    assert desk.post(url, {"step": "do", "token": "x"}).status_code == 400
    assert desk.post(url, {"step": "do", "token": token}).status_code == 302
    assert Review.objects.get(proposal=three[0]).cost == Decimal(1300)
    assert desk.post(url, {"step": "do", "token": token}).status_code == 409


def test_the_round_trip_by_api(three: list[Proposal], coordinator: User) -> None:
    api = APIClient()
    api.force_authenticate(coordinator)
    file = SimpleUploadedFile("x.xlsx", changed(coordinator, {(2, "cost"): 7}))
    (row,) = api.post("/api/v1/review-sheet/", {"file": file}, format="multipart").json()["rows"]
    assert row["changes"] == [{"column": "cost", "before": "", "after": "7.00"}]
    wish = {"rows": [{name: row[name] for name in ("id", "version", "values")}]}
    assert api.post("/api/v1/review-sheet/take/", wish, format="json").json() == {"done": 1}
    again = api.post("/api/v1/review-sheet/take/", wish, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "stale-sheet")
