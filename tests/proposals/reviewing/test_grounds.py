"""On which ground a proposal is refused: chosen from a list, public, and counted."""

import io
from decimal import Decimal

import openpyxl
import pgtrigger
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from commons.accounts.models import Role, User
from commons.http.errors import Invalid
from proposals.domain import review
from proposals.domain.errors import DecidedAlready
from proposals.domain.reviewing import appeals, sheet, verdicts
from proposals.models import Feasibility, Ground, Letter, LetterKind, Proposal, Review, State, Verdict
from tests.factories.accounts import official
from tests.factories.process import EnvelopeFactory
from tests.factories.proposals import ProposalFactory, ResidentFactory
from tests.proposals.conftest import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(town: Town) -> Proposal:
    made: Proposal = ProposalFactory(
        cycle=town.cycle, area=town.harjula, category=town.category, author=ResidentFactory(language="fi")
    )
    return made


@pytest.fixture
def other(town: Town) -> User:
    return official(Role.REVIEWER, town.harjula)


def refuse(proposal: Proposal, actor: User, ground: Ground = Ground.PLAN) -> Verdict:
    review.refuse(actor=actor, proposal=proposal, ground=ground, reason="Ranta on suojeltu.")
    proposal.refresh_from_db()
    return Verdict.objects.get(proposal=proposal)


def test_the_ground_is_in_the_decision_on_the_proposal_and_in_the_letter(
    proposal: Proposal, reviewer: User
) -> None:
    verdict = refuse(proposal, reviewer)

    assert (verdict.ground, proposal.ground, Review.objects.get().ground) == ("plan", "plan", "plan")
    first, second, *_rest = Letter.objects.get().body.split("\n\n")
    assert first == "Ranta on suojeltu."
    assert second == "Peruste: On voimassa olevan kaavan, suunnitelman tai päätöksen vastainen"


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({}, ["ground", "reason"]),
        ({"reason": "Ranta on suojeltu."}, ["ground"]),
        ({"ground": Ground.PLAN}, ["reason"]),
        ({"ground": "whim", "reason": "Ranta on suojeltu."}, ["ground"]),
    ],
)
def test_a_refusal_names_all_that_is_missing(
    proposal: Proposal, reviewer: User, sent: dict[str, str], fields: list[str]
) -> None:
    with pytest.raises(Invalid) as wrong:
        review.refuse(actor=reviewer, proposal=proposal, **sent)  # type: ignore[arg-type]
    assert (list(wrong.value.fields), Verdict.objects.count()) == (fields, 0)


def test_a_ground_among_the_findings_is_the_one_of_the_decision(proposal: Proposal, reviewer: User) -> None:
    review.record(
        actor=reviewer,
        proposal=proposal,
        feasibility=Feasibility.NOT_FEASIBLE,
        ground=Ground.UPKEEP,
        reason="Lautta maksaa liikaa.",
    )
    review.refuse(actor=reviewer, proposal=proposal)
    assert verdicts.latest(proposal).ground == Ground.UPKEEP  # type: ignore[union-attr]


def test_deciding_again_on_another_ground_is_told(proposal: Proposal, reviewer: User) -> None:
    refuse(proposal, reviewer)
    with pytest.raises(DecidedAlready):
        refuse(proposal, reviewer, Ground.LAND)
    refuse(proposal, reviewer)
    assert Verdict.objects.count() == 1


def test_looked_at_again_it_has_no_ground_until_it_is_refused_anew(
    town: Town, proposal: Proposal, reviewer: User
) -> None:
    refuse(proposal, reviewer)
    review.reopen(actor=reviewer, proposal=proposal)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.ground) == (State.IN_REVIEW, "")
    review.place_on_ballot(
        actor=reviewer, proposal=proposal, envelope=EnvelopeFactory(cycle=town.cycle), cost=Decimal(5)
    )
    last = verdicts.latest(proposal)
    assert last is not None
    assert (last.outcome, last.ground, Review.objects.get().ground) == ("feasible", "", "")


def test_the_decision_on_an_appeal_keeps_the_ground_or_names_another(
    proposal: Proposal, reviewer: User, other: User
) -> None:
    second: Proposal = ProposalFactory(
        cycle=proposal.cycle, area=proposal.area, category=proposal.category, author=ResidentFactory()
    )
    told = []
    for one, ground in ((proposal, None), (second, Ground.LAND)):
        refuse(one, reviewer)
        appeals.appeal(actor=one.author, proposal=one, text="Paikka on toinen.")
        appeals.uphold(actor=other, proposal=one, reason="Sekin on suojeltu.", ground=ground)
        one.refresh_from_db()
        last = verdicts.latest(one)
        assert last is not None
        told.append((one.ground, last.ground, Verdict.objects.filter(proposal=one).earliest("pk").ground))
    assert told == [("plan", "plan", "plan"), ("land", "land", "plan")]
    assert (
        "Peruste: Maa tai rakennus ei ole kunnan"
        in Letter.objects.get(kind=LetterKind.UPHELD, proposal=second).body
    )


def test_granted_on_appeal_it_has_no_ground(
    town: Town, proposal: Proposal, reviewer: User, other: User
) -> None:
    refuse(proposal, reviewer)
    appeals.appeal(actor=proposal.author, proposal=proposal, text="Paikka on toinen.")
    envelope = EnvelopeFactory(cycle=town.cycle)
    appeals.grant(actor=other, proposal=proposal, envelope=envelope, cost=Decimal(5), reason="Sopii.")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.ground) == (State.ON_BALLOT, "")


def test_the_database_takes_no_refusal_without_a_ground_and_no_ground_without_a_refusal(
    proposal: Proposal, reviewer: User
) -> None:
    for wrong in (
        {"outcome": "not_feasible", "reason": "Ei."},
        {"outcome": "feasible", "ground": "plan"},
        {"outcome": "not_feasible", "reason": "Ei.", "ground": "whim"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Verdict.objects.create(proposal=proposal, decided_by=reviewer, **wrong)
    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(ground="plan")
    verdict = refuse(proposal, reviewer)
    with pytest.raises(DatabaseError), transaction.atomic():
        Verdict.objects.filter(pk=verdict.pk).update(ground="land")


@pytest.mark.parametrize(("language", "words"), [
    ("fi", ("Peruste:", "voimassa olevan kaavan")),
    ("sv", ("Grund:", "gällande plan")),
    ("en", ("Ground:", "Against a plan or decision in force")),
])  # fmt: skip
def test_everybody_reads_the_ground_in_their_language(
    client: Client, proposal: Proposal, reviewer: User, language: str, words: tuple[str, str]
) -> None:
    refuse(proposal, reviewer)
    client.cookies["django_language"] = language
    for path in ("", "decision/"):
        page = client.get(f"/proposals/{proposal.pk}/{path}").content.decode()
        assert all(word in page for word in words), path
    document = client.get(f"/proposals/{proposal.pk}/decision.pdf")
    text = " ".join(PdfReader(io.BytesIO(document.content)).pages[0].extract_text().split())
    assert all(word in text for word in words)
    assert words[1] in client.get(f"/proposals/{proposal.pk}/history/").content.decode()


def test_a_decision_from_before_the_list_is_shown_without_a_ground(
    client: Client, proposal: Proposal, reviewer: User
) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(state=State.IN_REVIEW)
    Proposal.objects.filter(pk=proposal.pk).update(state=State.NOT_FEASIBLE, public_reason="Ei käy.")
    with pgtrigger.ignore("proposals.Verdict:states_ground"):
        Verdict.objects.create(proposal=proposal, outcome="not_feasible", reason="Ei käy.")
    client.cookies["django_language"] = "en"
    for path in ("", "decision/"):
        page = client.get(f"/proposals/{proposal.pk}/{path}")
        assert (page.status_code, "Ground:" in page.content.decode()) == (200, False)
    told = client.get(f"/api/v1/proposals/{proposal.pk}/decisions/").json()["results"]
    assert [(one["ground"], one["ground_name"]) for one in told] == [("", "")]


def test_the_desk_asks_for_the_ground_and_keeps_what_was_typed(
    client: Client, proposal: Proposal, reviewer: User
) -> None:
    client.force_login(reviewer)
    client.cookies["django_language"] = "en"
    page = client.post(
        f"/desk/proposals/{proposal.pk}/refuse/", {"reason": "Ranta on suojeltu.", "step": "do"}
    )
    shown = page.content.decode()
    assert (page.status_code, Verdict.objects.count()) == (400, 0)
    assert "Choose the ground on which it is refused." in shown
    assert "Ranta on suojeltu." in shown
    saved = {
        "do": "record",
        "feasibility": "not_feasible",
        "ground": "land",
        "cost": "",
        "reason": "Ei maata.",
    }
    client.post(f"/desk/proposals/{proposal.pk}/", saved)
    form = client.get(f"/desk/proposals/{proposal.pk}/refuse/").context["form"]
    assert (form["ground"].value(), form["reason"].value()) == ("land", "Ei maata.")


def test_a_program_refuses_on_a_ground(client: Client, proposal: Proposal, reviewer: User) -> None:
    client.force_login(reviewer)
    address = f"/api/v1/proposals/{proposal.pk}/review/refuse/"
    lacks = client.post(address, {"reason": "Ei maata."}, content_type="application/json")
    assert (lacks.status_code, list(lacks.json()["fields"])) == (400, ["ground"])
    sent = {"reason": "Ei maata.", "ground": "land"}
    assert client.post(address, sent, content_type="application/json").json()["ground"] == "land"
    public = Client(headers={"accept-language": "en"}).get(f"/api/v1/proposals/{proposal.pk}/").json()
    assert (public["ground"], public["ground_name"]) == ("land", "The land or building is not the town's")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_workbook_offers_the_grounds_and_names_one_that_is_none(
    proposal: Proposal, reviewer: User, language: str
) -> None:
    with translation.override(language):
        book = openpyxl.load_workbook(io.BytesIO(sheet.write(reviewer)))
        labels = [str(one.label) for one in Ground]
    assert [cell.value for cell in book["Grounds"]["A"]] == labels
    kept = []
    for label in (*labels, "plan", "", "en tiedä"):
        book.worksheets[0].cell(row=3, column=list(sheet.HEADS).index("ground") + 1, value=label)
        content = io.BytesIO()
        book.save(content)
        (row,) = sheet.read(io.BytesIO(content.getvalue()), 1)
        kept.append((row.values["ground"], "ground" in row.wrong))
    assert kept == [
        *((str(one), False) for one in Ground), ("plan", False), ("", False), ("en tiedä", True),
    ]  # fmt: skip
