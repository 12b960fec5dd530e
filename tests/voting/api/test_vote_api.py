"""Voting by program: the same verbs, the same refusals, as problem documents."""

import hashlib
import time
from typing import Any

import pytest
from django.core import signing
from rest_framework.test import APIClient

from commons.accounts.models import Role
from commons.accounts.permissions import operator
from commons.process.models import PhaseKind
from tests.factories.accounts import UserFactory, official
from tests.factories.process import closed_phase, coming_phase
from tests.factories.voting import ElectionFactory, RollEntryFactory
from tests.voting.polling import BUDGET, POINTS, RANKING, Polling
from voting.domain import codes, letter_code
from voting.models import BallotDraft, BallotProject, Channel, RollEntry

pytestmark = pytest.mark.django_db


def choices(*chosen: BallotProject | tuple[BallotProject, int]) -> dict[str, Any]:
    pairs = [c if isinstance(c, tuple) else (c, 1) for c in chosen]
    return {"choices": [{"project": project.pk, "value": value} for project, value in pairs]}


def cast(client: APIClient, vote: Polling, *chosen: Any, key: str = "one", **more: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(vote.api + "cast/", choices(*chosen) | more, format="json", headers=headers)


def test_a_person_votes_from_the_code_to_the_receipt() -> None:
    vote = Polling()
    client = vote.program()

    form = client.get(vote.api + "ballot/").json()
    kept = client.put(vote.api + "draft/", choices(vote.own[0]), format="json").json()
    read = client.get(vote.api + "draft/").json()
    answer = cast(client, vote, vote.own[0])
    receipt = client.get(vote.api + "receipt/").json()
    public = APIClient().get(f"{vote.api}receipts/{answer.json()['code'].lower()}/").json()

    assert [part["envelope"] for part in form["parts"]] == [vote.pots[0].slug, vote.pots[1].slug]
    assert form["parts"][1]["projects"][0] == {
        "project": vote.own[0].pk,
        "project_id": vote.own[0].project_id,
        "proposal": vote.own[0].proposal_id,
        "title": vote.own[0].proposal.title,
        "summary": vote.own[0].proposal.what,
        "language": "fi",
        "cost": "10000.00",
        "area": vote.own[0].proposal.area.name_en,
        "category": vote.own[0].proposal.category.name_en,
    }
    assert (
        kept
        == read
        == {
            "choices": choices(vote.own[0])["choices"],
            "uncast": True,
            "receipt": None,
            "on_paper": "",
        }
    )
    assert answer.status_code == 201
    assert {name: answer.json()[name] for name in ("version", "replaces", "is_current")} == {
        "version": 1,
        "replaces": "",
        "is_current": True,
    }
    assert receipt["code"] == answer.json()["code"]
    assert public == {
        "code": receipt["code"],
        "is_current": True,
        "is_excluded": False,
        "excluded_because": "",
    }
    assert answer["Cache-Control"] == "no-store"
    assert vote.box() == [(False, {vote.own[0].pk})]


def test_the_same_key_gives_the_same_receipt_and_another_key_a_new_one() -> None:
    vote = Polling()
    client = vote.program()

    first, again = cast(client, vote, vote.own[0]), cast(client, vote, vote.own[0])
    other = cast(client, vote, vote.own[1], key="two")
    reused = cast(client, vote, vote.own[2])
    struck = APIClient().get(f"{vote.api}receipts/{first.json()['code']}/").json()

    assert (first.json()["code"], first.status_code) == (again.json()["code"], again.status_code)
    assert other.json()["replaces"] == first.json()["code"]
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency-key-reused")
    assert struck["is_current"] is False
    assert [superseded for superseded, _projects in vote.box()] == [True, False]


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_casting_needs_a_key(key: str) -> None:
    vote = Polling()

    answer = cast(vote.program(), vote, vote.own[0], key=key)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["Idempotency-Key"])
    assert vote.box() == []


def test_a_ballot_that_was_not_seen_is_not_replaced() -> None:
    vote = Polling()
    client = vote.program()
    cast(client, vote, vote.own[0], seen=0)

    late = cast(client, vote, vote.own[1], key="two", seen=0)
    knowing = cast(client, vote, vote.own[1], key="two", seen=1)

    assert (late.status_code, late.json()["code"]) == (409, "cast-elsewhere")
    assert knowing.status_code == 201


@pytest.mark.parametrize(
    ("typed", "status", "code"),
    [
        ("", 400, "invalid"),
        ("AAAA-AAAA-AAAA-AAAA", 400, "mistyped-code"),
        ("x" * 201, 400, "invalid"),
        ("a\x00b", 400, "invalid"),
        (None, 400, "invalid"),
        ({}, 400, "invalid"),
        ("unknown", 400, "wrong-code"),
        ("replaced", 409, "used-up-code"),
    ],
)
def test_codes_that_do_not_work_are_refused(typed: Any, status: int, code: str) -> None:
    vote = Polling()
    if typed == "replaced":
        typed = vote.code
        codes.replace(actor=operator(), entry=vote.entry)
    elif typed == "unknown":
        typed = letter_code.draw()

    answer = APIClient().post("/api/v1/vote/enter/", {"code": typed}, format="json")

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code


def test_wrong_codes_are_slowed_down() -> None:
    Polling()

    answers = [
        APIClient().post("/api/v1/vote/enter/", {"code": letter_code.draw()}, format="json").status_code
        for _try in range(61)
    ]

    assert answers == [400] * 60 + [429]


VOTERS_ONLY = [
    ("get", "ballot/"), ("get", "draft/"), ("put", "draft/"), ("post", "cast/"), ("get", "receipt/"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), VOTERS_ONLY)
@pytest.mark.parametrize(
    "who", ["anonymous", "forged", "old", "other vote", "resident", "coordinator", "clerk", "browser"]
)
def test_only_the_voter_may_see_or_do_what_is_the_voters(
    who: str, method: str, path: str, monkeypatch: Any
) -> None:
    vote, other = Polling(), Polling()
    client = APIClient()
    if who == "forged":
        forged = signing.dumps([vote.entry.pk, vote.election.pk], salt="elsewhere")
        client.credentials(HTTP_AUTHORIZATION=f"Voter {forged}")
    elif who == "old":
        client = vote.program()
        later = time.time() + 30 * 60 + 5
        monkeypatch.setattr(signing.time, "time", lambda: later)
    elif who == "other vote":
        client = other.program()
    elif who in ("resident", "coordinator", "clerk"):
        roles = {"coordinator": Role.COORDINATOR, "clerk": Role.VOTE_CLERK}
        client.force_authenticate(official(roles[who]) if who in roles else UserFactory())
    elif who == "browser":
        client.cookies = vote.visitor().cookies

    answer = getattr(client, method)(
        vote.api + path, choices(vote.own[0]), format="json", headers={"Idempotency-Key": "k"}
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "voter-needed")
    assert vote.box() == []
    assert not BallotDraft.objects.exists()


@pytest.mark.parametrize("move", [coming_phase, closed_phase])
def test_outside_the_vote_nothing_is_saved_or_cast(move: Any) -> None:
    vote = Polling()
    client = vote.program()
    move(vote.cycle, PhaseKind.VOTE)

    answers = [
        client.put(vote.api + "draft/", choices(vote.own[0]), format="json"),
        cast(client, vote, vote.own[0]),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(409, "phase-closed")] * 2
    assert client.get(vote.api + "ballot/").status_code == 200
    assert client.get(vote.api + "receipt/").json()["code"] == "no-receipt"


REFUSED = [
    ({}, [], "empty-ballot"),
    ({}, ["own0", "own0"], "project-twice"),
    ({}, ["foreign0"], "foreign-project"),
    ({"max_length": 2}, ["own0", "own1", "own2"], "too-many-projects"),
    ({"min_length": 2}, ["own0"], "too-few-projects"),
    (BUDGET, ["own0", "own1", "own2"], "over-budget"),
    (POINTS, ["own0=6"], "points-refused"),
    (POINTS, ["own0=0"], "points-refused"),
    (POINTS, ["own0=4", "own1=4"], "points-refused"),
    (RANKING, ["own0=1", "own1=1"], "rank-refused"),
]


@pytest.mark.parametrize(("rules", "chosen", "code"), REFUSED)
def test_a_ballot_that_does_not_fit_is_refused(rules: Any, chosen: list[str], code: str) -> None:
    vote = Polling(**rules)
    pairs: list[Any] = []
    for word in chosen:
        name, _equals, value = word.partition("=")
        pairs.append((getattr(vote, name[:-1])[int(name[-1])], int(value or 1)))

    answer = cast(vote.program(), vote, *pairs)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["detail"]
    assert vote.box() == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"choices": "all"},
        {"choices": [1]},
        {"choices": [{"project": "x"}]},
        {"choices": [{"project": 0}]},
        {"choices": [{"project": 2**31}]},
        {"choices": [{"project": 1, "value": -1}]},
        {"choices": [{"project": 1, "value": 1.5}]},
        {"choices": [{"project": 1}] * 501},
        {"choices": [{"project": 1}], "seen": "x"},
        [],
        "text",
    ],
)
def test_junk_is_refused_by_field(body: Any) -> None:
    vote = Polling()
    client = vote.program()

    answers = [
        client.post(vote.api + "cast/", body, format="json", headers={"Idempotency-Key": "k"}),
        client.put(vote.api + "draft/", body, format="json"),
    ]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert vote.box() == []


def test_somebody_who_voted_on_paper_is_refused() -> None:
    vote = Polling()
    RollEntry.objects.update(voted_at=vote.phase.opens_at, channel=Channel.PAPER)

    answer = cast(vote.program(), vote, vote.own[0])

    assert (answer.status_code, answer.json()["code"]) == (409, "voted-on-paper")


def test_before_the_rules_are_published_nothing_is_cast() -> None:
    vote = Polling()
    election = ElectionFactory()
    RollEntryFactory(election=election)
    (new,) = codes.make_batch(actor=operator(), election=election).codes
    client = vote.program(new.code)

    answer = client.post(
        f"/api/v1/vote/{election.cycle.slug}/cast/",
        choices(vote.own[0]),
        format="json",
        headers={"Idempotency-Key": "k"},
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "rules-not-published")
    assert APIClient().get(f"/api/v1/vote/{election.cycle.slug}/rules/").status_code == 404


def test_public_reads(django_assert_max_num_queries: Any) -> None:
    vote = Polling(totals_live=True)
    cast(vote.program(), vote, vote.own[0])
    client = APIClient()

    with django_assert_max_num_queries(3):
        listed = client.get("/api/v1/vote/").json()
    one = client.get(vote.api).json()
    turnout = client.get(vote.api + "turnout/").json()
    rules = client.get(vote.api + "rules/").json()

    assert listed == [one]
    assert (one["cycle"], one["is_open"], one["is_over"], one["ballot_kind"]) == (
        vote.slug,
        True,
        False,
        "approval",
    )
    assert (turnout["voted"], turnout["eligible"], turnout["ballots"]) == (1, 1, 1)
    assert [(area["voted"], area["eligible"]) for area in turnout["areas"]] == [(None, None)]
    assert turnout["totals"][str(vote.own[0].pk)] == 1
    assert sum(turnout["totals"].values()) == 1
    assert (rules["sha256"], rules["text"]) == (vote.election.frozen_hash, "{}")


def test_the_published_hash_is_the_hash_of_the_published_text() -> None:
    from voting.domain.elections import freeze

    election = ElectionFactory()
    freeze(election)

    rules = APIClient().get(f"/api/v1/vote/{election.cycle.slug}/rules/").json()

    assert hashlib.sha256(rules["text"].encode()).hexdigest() == rules["sha256"]


@pytest.mark.parametrize(
    "path", ["", "ballot/", "draft/", "receipt/", "receipts/AAAA-BBBB-CCCC/", "turnout/", "rules/"]
)
def test_an_unpublished_year_is_nowhere(path: str) -> None:
    vote = Polling()
    client = vote.program()
    vote.cycle.is_published = False
    vote.cycle.save()

    assert client.get(vote.api + path).status_code == 404


def test_an_unknown_receipt_is_nowhere() -> None:
    vote = Polling()

    assert APIClient().get(vote.api + "receipts/AAAA-BBBB-CCCC/").status_code == 404


def test_the_schema_knows_all_of_it() -> None:
    schema = APIClient().get("/api/v1/schema/?format=json").json()

    paths = {path for path in schema["paths"] if path.startswith("/api/v1/vote/")}
    assert paths == {
        "/api/v1/vote/",
        "/api/v1/vote/enter/",
        "/api/v1/vote/{slug}/",
        *(
            f"/api/v1/vote/{{slug}}/{name}/"
            for name in ("ballot", "draft", "cast", "receipt", "receipts/{code}", "turnout", "rules", "ask")
        ),
        *(
            f"/api/v1/vote/{{slug}}/{name}/"
            for name in ("reminder", "changes", "log", "stations", "paper", "booth")
        ),
    }
    casting = schema["paths"]["/api/v1/vote/{slug}/cast/"]["post"]
    assert {"voterToken": []} in casting["security"]
    assert [p["required"] for p in casting["parameters"] if p["name"] == "Idempotency-Key"] == [True]
