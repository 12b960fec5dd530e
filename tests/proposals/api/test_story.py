"""From a draft without an account to a finished bench, through the API alone."""

from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image
from rest_framework.test import APIClient

from commons.accounts.models import Role, User
from commons.process.models import PhaseKind
from proposals.domain import outcome
from proposals.models import Proposal, State
from tests.factories.process import EnvelopeFactory, coming_phase, open_phase
from tests.factories.proposals import ProposalFactory
from tests.proposals.conftest import Town, official

pytestmark = pytest.mark.django_db

TOKEN = "x" * 20 + "0123456789abcdefXY"
TEXT = {
    "language": "fi",
    "title": "Penkki rantaan",
    "what": "Tukeva penkki.",
    "why": "Matkalla ei ole istuinta.",
    "category": "luonto",
    "latitude": 61.5,
    "longitude": 23.8,
    "rough_cost": "1500",
}


def client(user: User | None = None, **headers: str) -> APIClient:
    made = APIClient(headers={"accept-language": "en", **headers})
    if user is not None:
        made.force_login(user)
    return made


def a_picture(colour: str = "red") -> BytesIO:
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    out.seek(0)
    out.name = f"{colour}.jpg"
    return out


def test_from_a_draft_without_an_account_to_a_finished_bench(
    town: Town, resident: User, reviewer: User
) -> None:
    envelope = EnvelopeFactory(cycle=town.cycle, slug="puistot")
    coming_phase(town.cycle, PhaseKind.VOTE)
    coordinator, councillor, moderator = (
        official(role) for role in (Role.COORDINATOR, Role.COUNCILLOR, Role.MODERATOR)
    )
    nobody = client(**{"X-Draft-Token": TOKEN})

    begun = nobody.post("/api/v1/proposals/", {"cycle": "kuvala-2026", "title": "Penkki"})
    assert begun.status_code == 201, begun.content
    pk = begun.json()["id"]
    one = f"/api/v1/proposals/{pk}/"
    assert set(begun.json()["missing"]) == {"what", "why", "area", "category"}
    saved = nobody.patch(f"{one}draft/", TEXT)
    assert (saved.json()["area"], saved.json()["missing"]) == (town.harjula.pk, {})
    assert client().get(one).status_code == 404
    assert client(resident).get(f"{one}draft/").status_code == 404
    refused = nobody.post(f"{one}submit/")
    assert (refused.status_code, refused.json()["code"]) == (403, "sign-in-needed")

    me = client(resident, **{"X-Draft-Token": TOKEN})
    assert me.post("/api/v1/proposals/claim/").json() == {"claimed": 1}
    red = me.post(f"{one}pictures/", {"image": a_picture(), "alt": "Ranta"}, format="multipart").json()
    blue = me.post(f"{one}pictures/", {"image": a_picture("blue")}, format="multipart").json()
    assert me.patch(f"{one}pictures/{blue['id']}/", {"alt": "Järvi"}).json()["alt"] == "Järvi"
    ordered = me.put(f"{one}pictures/order/", {"order": [blue["id"], red["id"]]}).json()["results"]
    assert [picture["id"] for picture in ordered] == [blue["id"], red["id"]]
    assert me.delete(f"{one}pictures/{red['id']}/").status_code == 204
    assert me.post(f"{one}submit/").json()["state"] == "submitted"
    assert me.post(f"{one}submit/").json()["state"] == "submitted"

    friend = client(councillor)
    assert friend.put(f"{one}support/").json() == {"supports": True, "support_count": 1}
    assert friend.put(f"{one}support/").json() == {"supports": True, "support_count": 1}
    assert me.put(f"{one}support/").json()["code"] == "own-proposal"
    words = {"kind": "for", "text": "Hyvä ajatus.", "language": "fi"}
    key = {"Idempotency-Key": str(uuid4())}
    first = friend.post(f"{one}comments/", words, headers=key)
    again = friend.post(f"{one}comments/", words, headers=key)
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    reply = {**words, "kind": "question", "text": "Milloin?", "reply_to": first.json()["id"]}
    assert me.post(f"{one}comments/", reply).status_code == 201
    hidden = client(moderator).post(f"/api/v1/comments/{first.json()['id']}/hide/", {"reason": "Asiaton"})
    assert hidden.json() == {"id": first.json()["id"], "hidden": "Asiaton"}
    discussion = client().get(one).json()["discussion"]
    assert [(talk["text"], talk["hidden"], len(talk["replies"])) for talk in discussion["comments"]] == [
        ("", "Asiaton", 1)
    ]

    desk = client(reviewer)
    assert [row["id"] for row in desk.get("/api/v1/reviews/").json()["results"]] == [pk]
    assert desk.put(f"{one}review/assign/", {"reviewer": reviewer.pk}).json()["state"] == "in_review"
    assert desk.post(f"{one}review/remarks/", {"text": "Kysy puutarhurilta."}).status_code == 201
    back = desk.post(f"{one}review/return/", {"request": "Kumpi ranta?", "until": "2027-01-31"})
    assert back.json()["letters"][-1]["kind"] == "returned"
    mine = me.get(f"{one}draft/").json()
    assert (mine["request"], mine["request_until"]) == ("Kumpi ranta?", "2027-02-01")
    assert me.patch(f"{one}draft/", {"for_whom": "Kaikille"}).status_code == 200
    assert me.post(f"{one}resubmit/").json()["state"] == "in_review"
    found = {"feasibility": "feasible", "cost": "1200", "reason": "Sopii rantaan."}
    assert desk.put(f"{one}review/", found).json()["cost"] == "1200.00"
    placed = desk.post(f"{one}review/ballot/", {"envelope": "puistot"})
    assert placed.json()["state"] == "on_ballot", placed.content

    proposal = Proposal.objects.get(pk=pk)
    outcome.mark_funded(actor=coordinator, proposal=proposal)
    outcome.confirm(actor=coordinator, proposal=proposal)
    assert desk.post(f"{one}moves/", {"to": "under_way"}).json()["state"] == "under_way"
    told = desk.post(
        f"{one}milestones/",
        {"date": "2027-05-01", "title": {"fi": "Penkki on paikallaan"}, "spent": "1180.50"},
    )
    assert (told.status_code, told.json()["title"]) == (201, "Penkki on paikallaan")
    assert desk.post(f"{one}moves/", {"to": "done"}).json()["state"] == "done"
    assert me.post(f"{one}withdraw/").json()["code"] == "wrong-state"

    whole = friend.get(one).json()
    assert {name: whole[name] for name in ("state", "cost", "public_reason", "envelope", "viewer")} == {
        "state": "done",
        "cost": "1200.00",
        "public_reason": "Sopii rantaan.",
        "envelope": {"slug": "puistot", "name": str(envelope.name_en)},
        "viewer": {"is_author": False, "supports": True, "follows": True},
    }
    assert [milestone["spent"] for milestone in whole["milestones"]] == [None, None, "1180.50"]
    entries = client().get(f"{one}history/").json()["entries"]
    assert [(entry["verb"], entry["state"]) for entry in entries] == [
        ("proposals.submit", "submitted"),
        ("proposals.assign", "in_review"),
        ("proposals.return", "returned"),
        ("proposals.save", "returned"),
        ("proposals.resubmit", "in_review"),
        ("proposals.place_on_ballot", "on_ballot"),
        ("proposals.mark_funded", "funded"),
        ("proposals.confirm", "confirmed"),
        ("proposals.start_work", "under_way"),
        ("proposals.finish", "done"),
    ]
    assert Proposal.objects.get(pk=pk).state == State.DONE


def test_a_draft_sent_twice_is_begun_once(town: Town) -> None:
    nobody = client(**{"X-Draft-Token": TOKEN, "Idempotency-Key": "first"})
    answers = [nobody.post("/api/v1/proposals/", {"cycle": "kuvala-2026"}) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    other = client(**{"X-Draft-Token": TOKEN[::-1], "Idempotency-Key": "first"})
    assert other.post("/api/v1/proposals/", {"cycle": "kuvala-2026"}).json()["id"] != answers[0].json()["id"]
    assert nobody.post("/api/v1/proposals/", {"cycle": "kuvala-2026", "title": "Muu"}).status_code == 422


@pytest.mark.parametrize(
    ("headers", "code", "field"),
    [({}, "sign-in-needed", None), ({"X-Draft-Token": "short"}, "invalid", "X-Draft-Token")],
)
def test_a_draft_without_an_account_needs_a_secret(
    town: Town, headers: dict[str, str], code: str, field: str | None
) -> None:
    answer = client(**headers).post("/api/v1/proposals/", {"cycle": "kuvala-2026"})

    assert (answer.json()["code"], list(answer.json().get("fields", {}))) == (code, [field] if field else [])
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("language", "title"),
    [("fi", "Kirjaudu ensin sisään"), ("sv", "Logga in först"), ("en", "Sign in first")],
)
def test_errors_come_in_the_readers_language(town: Town, language: str, title: str) -> None:
    answer = client(**{"accept-language": language}).post("/api/v1/proposals/", {"cycle": "kuvala-2026"})

    assert answer.json()["title"] == title


def test_a_taken_back_support_and_the_end_of_mails(town: Town, resident: User) -> None:
    pk = ProposalFactory(cycle=town.cycle).pk
    me = client(resident)
    me.put(f"/api/v1/proposals/{pk}/support/")

    assert me.delete(f"/api/v1/proposals/{pk}/support/").json() == {"supports": False, "support_count": 0}
    assert me.delete(f"/api/v1/proposals/{pk}/follow/").json() == {"follows": False}
    assert me.put(f"/api/v1/proposals/{pk}/follow/").json() == {"follows": True}


def test_review_can_refuse_and_reopen(town: Town, reviewer: User) -> None:
    one = f"/api/v1/proposals/{ProposalFactory(cycle=town.cycle, area=town.harjula).pk}/review/"
    desk = client(reviewer)

    assert desk.post(f"{one}refuse/", {"ground": "plan"}).json()["fields"] == {
        "reason": ["Give the reason. The author and everybody else will read it."]
    }
    refused = desk.post(f"{one}refuse/", {"ground": "plan", "reason": "Rantakaava estää."}).json()
    assert (refused["state"], refused["ground"]) == ("not_feasible", "plan")
    assert desk.post(f"{one}reopen/").json()["state"] == "in_review"
    assert desk.post(f"{one}ballot/", {"envelope": "ei-ole", "cost": "5"}).json()["fields"] == {
        "envelope": ["Choose an envelope of this budget year."]
    }
    open_phase(town.cycle, PhaseKind.VOTE)
    assert (
        desk.post(f"{one}refuse/", {"ground": "plan", "reason": "Ei."}).json()["code"] == "voting-has-begun"
    )
