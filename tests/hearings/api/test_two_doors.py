"""The same story through the pages' twin: send, follow, moderate, group, answer, archive; and what the API refuses."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from commons.accounts.models import Role, User
from commons.process.models import PhaseKind
from hearings.models import Background, Contribution, SuggestionRun
from proposals.models import Proposal
from tests.factories.accounts import official
from tests.factories.hearings import (
    AnswerFactory,
    ContributionFactory,
    HearingFactory,
    ThemeFactory,
    WalkFactory,
)
from tests.factories.plenary import PlenaryFactory
from tests.factories.process import CycleFactory, open_phase
from tests.factories.synthesis import SynthesisCommentFactory, SynthesisFactory
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db

API = "/api/v1/hearings/"


def door(person: User | None = None) -> APIClient:
    client = APIClient()
    if person is not None:
        client.force_authenticate(person)
    return client


def body(hall: Hall, **more: Any) -> dict[str, Any]:
    fields = {
        "uuid": str(uuid4()),
        "code": hall.station.code,
        "question": hall.works.pk,
        "service_area": hall.elderly.pk,
        "text": "Hoitajat ovat ystävällisiä",
    }
    return fields | more


def test_from_a_note_to_an_archived_answer(
    hall: Hall, moderator: User, facilitator: User, reviewer: User, coordinator: User
) -> None:
    slug = hall.hearing.slug
    sent = body(hall, background={"age_band": "18-29"})
    first = door().post(f"{API}notes/", sent)
    again = door().post(f"{API}notes/", sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["receipt"] == again.json()["receipt"]
    assert Background.objects.get().age_band == "18-29"

    waiting = door(moderator).get(f"{API}{slug}/queue/").json()["results"]
    assert [(row["text"], row["may_hide"]) for row in waiting] == [(sent["text"], True)]
    number = waiting[0]["id"]
    assert door(moderator).post(f"{API}notes/{number}/show/").json()["state"] == "shown"
    assert [row["id"] for row in door().get(f"{API}{slug}/notes/").json()["results"]] == [number]

    words = {"title": {"fi": "Hoitajat", "sv": "Vårdarna", "en": "Carers"}}
    theme = door(facilitator).post(f"{API}{slug}/themes/", words).json()
    moved = door(facilitator).post(f"{API}{slug}/themes/place/", {"notes": [number], "theme": theme["id"]})
    assert moved.json() == {"moved": 1, "elsewhere": 0}
    for state in ("closed", "answering"):
        assert door(coordinator).put(f"{API}{slug}/state/", {"state": state}).json()["state"] == state
    early = door(coordinator).put(f"{API}{slug}/state/", {"state": "archived"})
    assert (early.status_code, early.json()["code"]) == (409, "unanswered")
    promise = {"responsible": "Johtaja", "due": "2026-12-24", "level": "board"}
    assert door(reviewer).put(f"{API}themes/{theme['id']}/promise/", promise).json()["due"] == "2026-12-24"
    answer = {
        "kind": "changed",
        "text": {"fi": "Tehty", "sv": "Gjort", "en": "Done"},
        "answered_by": "Johtaja",
    }
    assert door(reviewer).put(f"{API}themes/{theme['id']}/answer/", answer).status_code == 200
    assert door(coordinator).put(f"{API}{slug}/state/", {"state": "archived"}).status_code == 200

    fate = (
        door().post(f"{API}notes/states/", {"receipts": [first.json()["receipt"], "junk"]}).json()["results"]
    )
    assert [(row["state"], row["theme"], row["answer"]["kind"]) for row in fate] == [
        ("shown", theme["id"], "changed")
    ]


def test_the_bridge(hall: Hall, facilitator: User) -> None:
    open_phase(CycleFactory(area=hall.hearing.area), PhaseKind.PROPOSE)
    theme = ThemeFactory(hearing=hall.hearing)
    made = door(facilitator).post(f"{API}themes/{theme.pk}/developments/", {"title": "Linja"})
    budget = door(facilitator).post(f"{API}developments/{made.json()['id']}/to-budget/")

    assert (made.status_code, budget.status_code) == (201, 201)
    assert budget.json() == {"proposal": Proposal.objects.get().pk}
    again = door(facilitator).post(f"{API}developments/{made.json()['id']}/to-budget/")
    assert (again.status_code, again.json()["code"]) == (409, "became-proposal")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"text": ""}, 400, "invalid"),
        ({"text": "ä" * 10_000}, 400, "invalid"),
        ({"text": None}, 400, None),
        ({"uuid": "x"}, 400, None),
        ({"code": "CCCCC"}, 404, "unknown-code"),
        ({"code": "ÄÄ"}, 400, "mistyped-code"),
        ({"question": 2**80}, 400, "invalid"),
        ({"background": "x"}, 400, None),
        ({"written_at": "yesterday"}, 400, None),
        ({"language": "xx-" + "y" * 20}, 400, None),
    ],
)
def test_a_bad_note_is_a_problem_document(
    hall: Hall, change: dict[str, Any], status: int, code: str | None
) -> None:
    answer = door().post(f"{API}notes/", body(hall, **change))

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert code in (None, answer.json()["code"])
    assert not Contribution.objects.exists()


def test_a_session_is_not_looked_at_when_a_note_is_sent(hall: Hall, resident: User) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(resident, backend="django.contrib.auth.backends.ModelBackend")

    assert client.post(f"{API}notes/", body(hall)).status_code == 201
    assert Contribution.objects.get().entered_by is None


READS = (
    "",
    "{slug}/",
    "{slug}/notes/",
    "{slug}/themes/",
    "{slug}/numbers/",
    "themes/{theme}/",
    "codes/{code}/",
    "{slug}/plenaries/",
    "plenaries/{plenary}/",
    "plenaries/{plenary}/minutes/",
    "walks/{walk}/",
)
WRITES: dict[str, tuple[str, set[str]]] = {
    "{slug}/queue/": ("get", {"moderator", "coordinator"}),
    "notes/{note}/show/": ("post", {"moderator", "coordinator"}),
    "notes/{note}/hide/": ("post", {"moderator", "coordinator"}),
    "notes/{note}/redact/": ("post", {"moderator", "coordinator"}),
    "notes/{note}/keep-hidden/": ("post", {"moderator", "coordinator"}),
    "{slug}/written-for/": ("post", {"scribe", "facilitator", "coordinator"}),
    "{slug}/card-runs/": ("post", {"coordinator"}),
    "{slug}/cards/mark/": ("post", {"scribe", "facilitator", "coordinator"}),
    "{slug}/cards/1001-CC/": ("get", {"scribe", "facilitator", "coordinator"}),
    "{slug}/organisations/": ("get", {"coordinator"}),
    "{slug}/organisations/ask/": ("post", {"coordinator"}),
    "{slug}/organisations/remind/": ("post", {"coordinator"}),
    "{slug}/organisations/1/": ("delete", {"coordinator"}),
    "{slug}/piles/": ("post", {"scribe", "facilitator", "coordinator"}),
    "{slug}/piles/1/papers/": ("get", {"scribe", "facilitator", "coordinator"}),
    "{slug}/papers/1/": ("delete", {"scribe", "facilitator", "coordinator"}),
    "{slug}/themes/": ("post", {"facilitator", "coordinator"}),
    "{slug}/themes/place/": ("post", {"facilitator", "coordinator"}),
    "{slug}/plenaries/": ("post", {"facilitator", "coordinator"}),
    "plenaries/{plenary}/acts/": ("post", {"facilitator", "coordinator"}),
    "{slug}/synthesis/": ("put", {"facilitator", "coordinator"}),
    "{slug}/synthesis/freeze/": ("post", {"facilitator", "coordinator"}),
    "walks/{walk}/": ("put", {"facilitator", "coordinator"}),
    "comments/{comment}/": ("patch", {"moderator", "coordinator"}),
    "{slug}/themes/suggestions/": ("post", {"facilitator", "coordinator"}),
    "suggestions/{suggestion}/take/": ("post", {"facilitator", "coordinator"}),
    "suggestions/{suggestion}/set-aside/": ("post", {"facilitator", "coordinator"}),
    "{slug}/themes/redo/": ("post", {"facilitator", "coordinator"}),
    "{slug}/themes/undo/": ("post", {"facilitator", "coordinator"}),
    "themes/{theme}/": ("put", {"facilitator", "coordinator"}),
    "themes/{theme}/promise/": ("put", {"reviewer", "coordinator"}),
    "themes/{theme}/answer/": ("put", {"reviewer", "coordinator"}),
    "themes/{theme}/developments/": ("post", {"facilitator", "coordinator"}),
    "{slug}/state/": ("put", {"coordinator"}),
}


@pytest.mark.parametrize("path", READS)
def test_everybody_reads(hall: Hall, path: str) -> None:
    theme = ThemeFactory(hearing=hall.hearing)
    plenary = PlenaryFactory(hearing=hall.hearing)
    address = API + path.format(
        slug=hall.hearing.slug,
        theme=theme.pk,
        code=hall.station.code,
        plenary=plenary.pk,
        walk=WalkFactory(event__hearing=hall.hearing).event_id,
    )

    assert door().get(address).status_code == 200


@pytest.mark.parametrize("path", WRITES)
def test_who_may_do_what(hall: Hall, resident: User, path: str) -> None:
    """Whoever may is told what is wrong with an empty body, or succeeds; everybody else is refused."""
    method, allowed = WRITES[path]
    note = ContributionFactory(hearing=hall.hearing)
    theme = ThemeFactory(hearing=hall.hearing)
    run = SuggestionRun.objects.create(hearing=hall.hearing, state="done")
    suggestion = run.suggestions.create(service_area=hall.elderly, words=["bussi"], notes=[note.pk])
    comment = SynthesisCommentFactory(synthesis=SynthesisFactory(hearing=hall.hearing))
    address = API + path.format(
        slug=hall.hearing.slug,
        theme=theme.pk,
        note=note.pk,
        suggestion=suggestion.pk,
        comment=comment.pk,
        plenary=PlenaryFactory(hearing=hall.hearing).pk,
        walk=WalkFactory(event__hearing=hall.hearing).event_id,
    )
    words = {"fi": "Sana", "sv": "Ord", "en": "Word"}
    full = {
        "title": words if "developments" not in path else "Sana",
        "kind": "changed",
        "text": words if "answer" in path else "Sana",
        "answered_by": "Johtaja",
        "responsible": "Johtaja",
        "reason": "insult",
        "act": "show",
        "notes": [],
        "theme": None,
        "state": "archived",
        "uuid": str(uuid4()),
        "question": hall.works.pk,
        "service_area": hall.elderly.pk,
    }
    people = {role.value: official(role) for role in Role} | {"resident": resident}

    def status(person: User | None) -> int:
        client = door(person)
        sent = {} if method == "get" else {"data": full}
        return int(getattr(client, method)(address, **sent).status_code)

    passed = {name for name, person in people.items() if status(person) != 403}

    assert passed == allowed
    assert status(None) == 403


@pytest.mark.parametrize(
    "path",
    ["nowhere/", "themes/999999999/", f"themes/{2**70}/", "codes/CCCCC/", "kesken/", "kesken/numbers/"],
)
def test_what_is_not_there_or_not_yet_is_404(hall: Hall, path: str) -> None:
    HearingFactory(slug="kesken")

    assert door().get(API + path).status_code == 404


@pytest.mark.parametrize("words", ["service_area=x", "polarity=x", "cursor=x", "page_size=x", "theme=9999"])
def test_junk_in_an_address_never_breaks_a_list(hall: Hall, words: str) -> None:
    answer = door().get(f"{API}{hall.hearing.slug}/notes/?{words}")

    assert answer.status_code in (200, 400, 404)


def test_lists_cost_the_same_for_one_and_for_thirty(hall: Hall) -> None:
    costs = []
    for _round in range(2):
        theme = ThemeFactory(hearing=hall.hearing)
        AnswerFactory(theme=theme)
        ContributionFactory.create_batch(15, hearing=hall.hearing, theme=theme)
        for path in (
            "",
            f"{hall.hearing.slug}/",
            f"{hall.hearing.slug}/notes/",
            f"{hall.hearing.slug}/themes/",
        ):
            with CaptureQueriesContext(connection) as caught:
                assert door().get(API + path).status_code == 200
            costs.append(len(caught))

    assert costs[:4] == costs[4:]
