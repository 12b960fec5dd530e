"""The same story through the pages and through the API leaves the same facts."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from commons.accounts.models import Role, User
from commons.followup.models import Follower
from commons.process.models import PhaseKind
from proposals.models import Proposal
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory, EnvelopeFactory, coming_phase, open_phase
from tests.factories.proposals import CategoryFactory, ResidentFactory
from tests.proposals.conftest import official
from tests.proposals.pages.conftest import BACKEND, hidden
from tests.voting.polling import BUDGET, POINTS, RANKING, Polling
from voting.models import Ballot, BallotProject

pytestmark = pytest.mark.django_db

TITLE, WHAT, WHY, WHOM = "Penkki rantaan", "Tukeva penkki.", "Matkalla ei ole istuinta.", "Kaikille."
SAID, ASKED, REMARK = "Hyvä ajatus.", "Milloin?", "Kysy puutarhurilta."
COMPLETE, REASON = "Kumpi ranta?", "Sopii rantaan."


@dataclass
class Cast:
    """Who takes part, and where."""

    author: User
    friend: User
    reviewer: User
    area: int
    envelope: Any


@pytest.fixture
def cast() -> Cast:
    town = AreaFactory(slug="kuvala")
    area = AreaFactory(slug="harjula", parent=town)
    cycle = CycleFactory(area=town, slug="kuvala-2026")
    open_phase(cycle, PhaseKind.PROPOSE)
    coming_phase(cycle, PhaseKind.VOTE)
    CategoryFactory(slug="luonto")
    reviewer = official(Role.REVIEWER, area)
    return Cast(ResidentFactory(), ResidentFactory(), reviewer, area.pk, EnvelopeFactory(cycle=cycle))


def by_pages(cast: Cast) -> None:
    """The story as people click it, without any script."""

    def browser(user: User | None = None) -> Client:
        client = Client(headers={"accept-language": "fi"})
        if user is not None:
            client.force_login(user, backend=BACKEND)
        return client

    def send(client: Client, address: str, **fields: Any) -> None:
        answer = client.post(address, fields)
        assert answer.status_code == 302, (address, answer.status_code, answer.content.decode()[-3000:])

    author, friend, desk = browser(), browser(cast.friend), browser(cast.reviewer)
    key = hidden(author.get("/proposals/new/").content.decode(), "key")
    send(author, "/proposals/new/", title=TITLE, language="fi", key=key)
    pk = Proposal.objects.get().pk
    one, inside = f"/proposals/{pk}/", f"/desk/proposals/{pk}/"
    send(author, f"{one}edit/what/", what=WHAT, why=WHY)
    send(author, f"{one}edit/for-whom/", for_whom=WHOM)
    send(author, f"{one}edit/place/", area=cast.area)
    send(author, f"{one}edit/category/", category="luonto", rough_cost="1 500")
    author.force_login(cast.author, backend=BACKEND)
    send(author, f"{one}edit/submit/")
    send(friend, f"{one}support/")
    send(friend, f"{one}comments/", kind="for", text=SAID, language="fi")
    said = Proposal.objects.get().thread.comments.get().pk
    send(author, f"{one}comments/", kind="for", text=ASKED, language="fi", reply_to=said)
    send(desk, f"{inside}take/")
    send(desk, inside, do="remark", text=REMARK)
    send(desk, f"{inside}return/", request=COMPLETE, step="do")
    send(author, f"{one}edit/what/", what=f"{WHAT} Etelärantaan.", why=WHY)
    send(author, f"{one}edit/submit/")
    seen = hidden(desk.get(inside).content.decode(), "seen")
    send(desk, inside, do="record", feasibility="feasible", cost="1 200", reason=REASON, seen=seen)
    send(desk, f"{inside}ballot/", envelope=cast.envelope.pk, cost="1 200", reason=REASON, step="do")


def by_api(cast: Cast) -> None:
    """The story as programs send it."""

    def program(user: User | None = None) -> APIClient:
        client = APIClient(headers={"accept-language": "fi", "X-Draft-Token": "t" * 40})
        if user is not None:
            client.force_login(user, backend=BACKEND)
        return client

    def send(client: APIClient, method: str, address: str, **body: Any) -> Any:
        answer = getattr(client, method)(f"/api/v1/{address}", body)
        assert answer.status_code < 300, (address, answer.content)
        return answer.json()

    author, friend, desk = program(), program(cast.friend), program(cast.reviewer)
    begun = send(author, "post", "proposals/", cycle="kuvala-2026", title=TITLE, language="fi")
    one = f"proposals/{begun['id']}/"
    send(author, "patch", f"{one}draft/", what=WHAT, why=WHY, for_whom=WHOM)
    send(author, "patch", f"{one}draft/", area=cast.area, category="luonto", rough_cost="1500")
    author.force_login(cast.author, backend=BACKEND)
    send(author, "post", f"{one}submit/")
    send(friend, "put", f"{one}support/")
    said = send(friend, "post", f"{one}comments/", kind="for", text=SAID, language="fi")
    send(author, "post", f"{one}comments/", kind="for", text=ASKED, language="fi", reply_to=said["id"])
    send(desk, "put", f"{one}review/assign/", reviewer=cast.reviewer.pk)
    send(desk, "post", f"{one}review/remarks/", text=REMARK)
    send(desk, "post", f"{one}review/return/", request=COMPLETE)
    send(author, "patch", f"{one}draft/", what=f"{WHAT} Etelärantaan.")
    send(author, "post", f"{one}resubmit/")
    send(desk, "put", f"{one}review/", feasibility="feasible", cost="1200", reason=REASON)
    send(desk, "post", f"{one}review/ballot/", envelope=cast.envelope.slug, cost="1200", reason=REASON)


def facts(cast: Cast) -> dict[str, Any]:
    """What is stored of the story, without ids and times."""
    people = {cast.author.pk: "author", cast.friend.pk: "friend", cast.reviewer.pk: "reviewer"}
    proposal = Proposal.objects.get()
    columns = ("state", "title", "what", "why", "for_whom", "language", "rough_cost", "cost", "draft_owner",
               "public_reason", "support_count", "area__slug", "category__slug", "envelope__slug")  # fmt: skip
    review = proposal.review
    return {
        "proposal": Proposal.objects.values(*columns).get(),
        "author": people[proposal.author_id or 0],
        "comments": [
            (people[row.author_id or 0], row.kind, row.text, row.language, row.reply_to_id is not None)
            for row in proposal.thread.comments.order_by("pk")
        ],
        "review": (people[review.reviewer_id or 0], review.feasibility, review.cost, review.reason),
        "asked": (review.request, review.request_until),
        "remarks": list(proposal.remarks.values_list("text", flat=True)),
        "letters": list(proposal.letters.order_by("pk").values_list("kind", "language", "sent_at")),
        "followers": sorted(
            (people[row.user_id], row.reason) for row in Follower.objects.filter(track=proposal.track_id)
        ),
        "states": list(proposal.events.order_by("pgh_id").values_list("state", flat=True)),
    }


@pytest.mark.parametrize("tell", [by_pages, by_api])
def test_from_the_first_word_to_the_ballot(cast: Cast, tell: Any) -> None:
    tell(cast)

    assert facts(cast) == {
        "proposal": {
            "state": "on_ballot",
            "title": TITLE,
            "what": f"{WHAT} Etelärantaan.",
            "why": WHY,
            "for_whom": WHOM,
            "language": "fi",
            "rough_cost": 1500,
            "cost": 1200,
            "draft_owner": "",
            "public_reason": REASON,
            "support_count": 1,
            "area__slug": "harjula",
            "category__slug": "luonto",
            "envelope__slug": cast.envelope.slug,
        },
        "author": "author",
        "comments": [("friend", "for", SAID, "fi", False), ("author", "for", ASKED, "fi", True)],
        "review": ("reviewer", "feasible", 1200, REASON),
        "asked": (COMPLETE, None),
        "remarks": [REMARK],
        "letters": [("received", "fi", None), ("returned", "fi", None), ("on_ballot", "fi", None)],
        "followers": [("author", "author"), ("friend", "supporter")],
        "states": ["submitted", "in_review", "returned", "returned", "in_review", "on_ballot"],
    }


def box(vote: Polling) -> dict[str, Any]:
    """What is stored of a vote, without the names of ballots and receipts."""
    vote.entry.refresh_from_db()
    return {
        "ballots": [
            (
                ballot.version,
                ballot.superseded,
                ballot.channel,
                list(ballot.choices.order_by("rank").values_list("project", "rank", "points")),
            )
            for ballot in Ballot.objects.filter(election=vote.election).order_by("version")
        ],
        "voted": (vote.entry.voted_at is not None, vote.entry.channel),
    }


Chosen = list[BallotProject] | list[tuple[BallotProject, int]]


@pytest.mark.parametrize(
    ("rules", "values"), [({}, None), (BUDGET, None), (POINTS, (2, 4)), (RANKING, (1, 2))]
)
def test_a_ballot_and_a_change_of_mind(rules: dict[str, Any], values: tuple[int, int] | None) -> None:
    vote = Polling(**rules)

    def chosen(projects: list[BallotProject]) -> Chosen:
        return list(zip(projects, values, strict=True)) if values else projects

    first, second = chosen(vote.own[:2]), chosen([vote.own[1], vote.own[0]][: 2 if values else 1])

    visitor = vote.visitor()
    for choice in (first, second):
        visitor.choose(vote.choose_url(), *choice, go="review")
        assert visitor.cast(f"{vote.url}review/").status_code == 302
    by_page = box(vote)
    other = Polling(**rules)
    pairs = dict(zip(vote.own, other.own, strict=True))
    program = other.program()
    for number, choice in enumerate((first, second)):
        sent = [one if isinstance(one, tuple) else (one, 1) for one in choice]
        body = {"choices": [{"project": pairs[project].pk, "value": value} for project, value in sent]}
        answer = program.post(
            f"{other.api}cast/", body, format="json", headers={"Idempotency-Key": f"{number}"}
        )
        assert answer.status_code == 201, answer.content

    same = {project.pk: twin.pk for project, twin in pairs.items()}
    for _version, _superseded, _channel, choices in by_page["ballots"]:
        choices[:] = [(same[project], rank, points) for project, rank, points in choices]
    assert box(other) == by_page
    assert len(by_page["ballots"]) == 2
