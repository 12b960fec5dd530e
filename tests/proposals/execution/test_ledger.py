"""Spending from the ledger: read whatever a program wrote, booked whole or not at all, undone whole."""

import datetime as dt
from decimal import Decimal

import pgtrigger
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from commons.accounts.models import Role, User
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from proposals.domain.execution import ledger, money
from proposals.domain.execution.ledger import FileNotTaken, NothingToUndo
from proposals.domain.execution.ledger_files import files
from proposals.domain.execution.ledger_text import NotReadable, amount, day, decoded
from proposals.models import Booking, LedgerFile, LedgerFileState, Proposal, State
from tests.factories.proposals import BallotProposalFactory
from tests.proposals.conftest import Town, official

pytestmark = pytest.mark.django_db
HEADER = "hanke;päivä;tili;toimittaja;summa;tosite"


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


def listed(*rows: str, header: str = HEADER) -> str:
    return "\r\n".join([header, *rows]) + "\r\n"


def row(project: Proposal, voucher: str = "A1", amount: str = "100,50", day: str = "9.3.2026") -> str:
    return f"{project.pk};{day};4300;Rakennus Mäkinen Öy;{amount};{voucher}"


def looked_at(actor: User, text: str, encoding: str = "utf-8") -> LedgerFile:
    return ledger.look_at(actor=actor, data=text.encode(encoding), file_name="kirjat.csv")


def errors(file: LedgerFile) -> list[tuple[int, str]]:
    return [(one["line"], one["reason"]) for one in file.report["errors"]]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8 BOM"), ("latin-1", "Latin-1"), ("utf-16", "UTF-16")],
)
@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_a_file_is_read_in_the_encoding_that_it_is_in(
    reviewer: User, project: Proposal, encoding: str, told: str, separator: str
) -> None:
    text = listed(row(project, amount="100.50")).replace(";", separator)
    file = looked_at(reviewer, text, encoding)

    assert (file.state, file.encoding, file.added) == (LedgerFileState.CHECKED, told, 1)
    assert file.report["sample"][0]["supplier"] == "Rakennus Mäkinen Öy"


def test_windows_letters_are_told_from_latin_ones() -> None:
    assert decoded("summa €".encode("cp1252")).encoding == "Windows-1252"
    assert decoded("päivä".encode("latin-1")) == decoded("päivä".encode("cp1252"))


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("a\npäivä".encode().decode("latin-1").encode(), 2),  # converted twice
        (b"\xef\xbb\xbfa\nb\xe4", 2),
        (b"a\nb\x81", 2),
        (b"a\x00b", 1),
        ("a\nb�".encode(), 2),
    ],
)
def test_what_is_in_no_known_encoding_is_told_with_its_line(data: bytes, line: int) -> None:
    with pytest.raises(NotReadable) as refused:
        decoded(data)
    assert refused.value.line == line


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("1 234,56", "1234.56"),
        ("1\u00a0234,5 €", "1234.50"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1234", "1234.00"),
        ("\N{MINUS SIGN}12,50", "-12.50"),
        ("12.50-", "-12.50"),
        ("1.234.567", "1234567.00"),
    ],
)
def test_amounts_are_read_as_ledgers_write_them(words: str, value: str) -> None:
    assert amount(words) == Decimal(value)


@pytest.mark.parametrize("words", ["", "1.234", "1,234", "kymppi", "1.234.56", "0,00", "1e5", "9" * 13, "٣"])
def test_an_amount_that_is_none_or_could_be_two_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        amount(words)


def test_days_are_read_as_ledgers_write_them() -> None:
    assert {day("2026-03-09"), day("9.3.2026"), day("20260309")} == {dt.date(2026, 3, 9)}
    with pytest.raises(ValueError, match="no date"):
        day("31.2.2026")


def test_a_file_is_booked_once_however_often_it_is_sent(reviewer: User, project: Proposal) -> None:
    text = listed(row(project), row(project, "A2", "-20,00"), row(project, "A3", "5"))
    first = ledger.take_in(actor=reviewer, file=looked_at(reviewer, text))
    again = looked_at(reviewer, text)

    assert (first.state, first.added, again.added, again.unchanged) == (LedgerFileState.TAKEN, 3, 0, 3)
    assert money.money_of(project).spent == Decimal("85.50")
    with pytest.raises(FileNotTaken):
        ledger.take_in(actor=reviewer, file=first)
    assert Booking.objects.count() == 3


def test_every_bad_line_is_named_and_nothing_is_booked(reviewer: User, town: Town, project: Proposal) -> None:
    elsewhere = BallotProposalFactory(
        cycle=town.cycle, area=town.ranta, category=town.category, state=State.UNDER_WAY
    )
    voted = BallotProposalFactory(cycle=town.cycle, area=town.harjula, category=town.category)
    tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    file = looked_at(
        reviewer,
        listed(
            row(project),
            row(project),  # 3: the voucher again
            row(project, "A2").replace(str(project.pk), "99999", 1),
            row(elsewhere, "A3"),
            row(voted, "A4"),
            row(project, "A5", day=tomorrow),
            row(project, "", "x"),
            f"{project.pk};1.1.2026",
            "Yhteensä;;;;100,50;",
            row(project, "A6"),  # 11: after the end
        ),
    )

    assert file.state == LedgerFileState.REFUSED
    assert [line for line, _reason in errors(file)] == [3, 4, 5, 6, 7, 8, 8, 9, 11]
    assert errors(file)[0][1] == "voucher A1 is in line 2 already"
    assert errors(file)[-1][1] == "the list ended with its sum in line 10; nothing may follow it"
    with pytest.raises(FileNotTaken):
        ledger.take_in(actor=reviewer, file=file)
    assert not Booking.objects.exists()


def test_a_voucher_that_is_booked_with_another_amount_keeps_the_file_out(
    reviewer: User, project: Proposal
) -> None:
    ledger.take_in(actor=reviewer, file=looked_at(reviewer, listed(row(project))))
    file = looked_at(reviewer, listed(row(project, "A9"), row(project, amount="7,00")))

    assert [line for line, _reason in errors(file)] == [3]
    assert file.rows == []


def test_two_ledgers_may_use_the_same_voucher(reviewer: User, project: Proposal) -> None:
    data = listed(row(project)).encode()
    for source in ("kirjanpito", "Vesi  Oy"):
        file = ledger.look_at(actor=reviewer, data=data, file_name="a.csv", source=source)
        ledger.take_in(actor=reviewer, file=file)
    assert set(Booking.objects.values_list("source", flat=True)) == {"kirjanpito", "vesi oy"}


def test_spending_above_the_budget_is_booked_and_said(reviewer: User, project: Proposal) -> None:
    file = looked_at(reviewer, listed(row(project, amount="1 200,00")))
    ledger.take_in(actor=reviewer, file=file)

    assert [one["line"] for one in file.report["warnings"]] == [2]
    assert "above the budget" in file.report["warnings"][0]["reason"]
    assert money.money_of(project).over == Decimal(200)


def test_a_line_after_the_projects_end_is_booked_and_said(reviewer: User, project: Proposal) -> None:
    ended = timezone.now() - dt.timedelta(days=400)
    with pgtrigger.ignore("proposals.ProposalEvent:append_only"):
        Proposal.objects.filter(pk=project.pk).update(state=State.DONE)
        project.events.filter(state=State.DONE).update(pgh_created_at=ended)
    last = timezone.localtime(ended).date()
    days = (last.isoformat(), (last + dt.timedelta(days=1)).isoformat())
    file = looked_at(reviewer, listed(row(project, "A1", day=days[0]), row(project, "A2", day=days[1])))

    assert (file.state, file.added) == (LedgerFileState.CHECKED, 2)
    assert [(one["line"], "after the project’s end" in one["reason"]) for one in file.report["warnings"]] == [
        (3, True)
    ]


def test_a_sum_that_does_not_fit_keeps_the_file_out(reviewer: User, project: Proposal) -> None:
    file = looked_at(reviewer, listed(row(project), "Yhteensä;;;;100,00;"))
    assert [line for line, _reason in errors(file)] == [3]


@pytest.mark.parametrize(
    ("text", "line"),
    [("", 1), ("hanke;päivä\n1;2\n", 1), (HEADER + "\n", 1), (HEADER + '\n"1;2;3\n', 2)],
)
def test_a_file_without_a_list_is_refused(reviewer: User, text: str, line: int) -> None:
    file = looked_at(reviewer, text)
    assert (file.state, errors(file)[0][0] >= line) == (LedgerFileState.REFUSED, True)


def test_a_whole_file_is_undone_for_a_reason_and_may_come_again(reviewer: User, project: Proposal) -> None:
    text = listed(row(project), row(project, "A2"))
    file = ledger.take_in(actor=reviewer, file=looked_at(reviewer, text))
    with pytest.raises(Invalid):
        ledger.undo(actor=reviewer, file=file, reason=" ")
    undone = ledger.undo(actor=reviewer, file=file, reason="Väärä kuukausi.")

    assert (undone.state, undone.reason, Booking.objects.count()) == (
        LedgerFileState.UNDONE, "Väärä kuukausi.", 0
    )  # fmt: skip
    with pytest.raises(NothingToUndo):
        ledger.undo(actor=reviewer, file=file, reason="Taas")
    assert ledger.take_in(actor=reviewer, file=looked_at(reviewer, text)).added == 2


def test_only_who_carries_out_keeps_the_books(
    town: Town, reviewer: User, resident: User, project: Proposal
) -> None:
    file = looked_at(reviewer, listed(row(project)))
    with pytest.raises(NotAllowed):
        looked_at(resident, listed(row(project)))
    with pytest.raises(NotAllowed):
        ledger.take_in(actor=official(Role.MODERATOR), file=file)
    with pytest.raises(FileNotTaken):
        ledger.take_in(actor=official(Role.REVIEWER, town.ranta), file=file)
    with pytest.raises((SignInNeeded, NotAllowed)):
        ledger.undo(actor=resident, file=file, reason="x")
    assert not Booking.objects.exists()


def test_a_file_is_open_to_who_carries_out_all_that_it_names_and_to_who_sent_it(
    client: Client, town: Town, coordinator: User, project: Proposal
) -> None:
    other = BallotProposalFactory(
        cycle=town.cycle, area=town.ranta, category=town.category, state=State.UNDER_WAY
    )
    here, there = official(Role.REVIEWER, town.harjula), official(Role.COORDINATOR, town.ranta)
    theirs = looked_at(coordinator, listed(row(project)))
    both = looked_at(coordinator, listed(row(project, "A2"), row(other, "A3")))
    bad = looked_at(here, listed(row(other, "A4")))
    for file in (theirs, both):
        ledger.take_in(actor=coordinator, file=file)
    ledger.undo(actor=here, file=theirs, reason="Väärä")

    opened = {
        who: {one.pk for one in files(actor=who)} for who in (here, there, official(Role.REVIEWER, town.area))
    }
    assert list(opened.values()) == [{theirs.pk, bad.pk}, set(), {theirs.pk, both.pk}]
    assert {one.pk for one in files(actor=coordinator)} == {theirs.pk, both.pk, bad.pk}
    client.force_login(here)
    address = f"/desk/carrying-out/ledger/{both.pk}/"
    plan = client.get(f"/desk/proposals/{project.pk}/carry-out/plan/").content.decode()
    assert ("A2" in plan, address in plan, client.get(address).status_code) == (True, False, 404)
    assert client.post(address, {"do": "undo", "reason": "x"}).status_code == 404
    read = [client.get(f"/api/v1/ledger-files/{file.pk}/").status_code for file in (both, bad)]
    assert read == [404, 200]


def test_an_official_looks_books_and_undoes_by_page(
    client: Client, reviewer: User, project: Proposal
) -> None:
    client.force_login(reviewer)
    sent = client.post(
        "/desk/carrying-out/ledger/",
        {"file": SimpleUploadedFile("k.csv", listed(row(project, amount="2000,00")).encode("latin-1"))},
    )
    shown = client.get(sent.url)
    assert (shown.context["may_take"], shown.context["file"].encoding) == (True, "Latin-1")
    client.post(sent.url, {"do": "take"})
    plan = client.get(f"/desk/proposals/{project.pk}/carry-out/plan/")
    assert plan.context["money"].over == Decimal(1000)
    assert client.post(sent.url, {"do": "undo", "reason": ""}).status_code == 400
    client.post(sent.url, {"do": "undo", "reason": "Väärä tiedosto"})
    assert client.get("/desk/carrying-out/ledger/").context["files"][0].state == LedgerFileState.UNDONE
    assert client.post("/desk/carrying-out/ledger/", {}).status_code == 400
    assert client.get("/desk/carrying-out/ledger/999999999999999999999/").status_code == 404
