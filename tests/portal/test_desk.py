"""The officials' desk: every page of it for every role, and who is shown the way there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commons.accounts.models import Role, User
from commons.deliberation.domain import comments
from commons.deliberation.models import Comment, CommentKind
from commons.followup.models import Milestone
from commons.moderation.models import Case, Wave
from commons.process.models import Cycle, Envelope, Improvement, PhaseKind
from proposals.models import Finding, Handout, LedgerFile, Letter, Proposal, Purchase, SplitPlan, State
from tests.factories.accounts import RoleAssignmentFactory, UserFactory, official
from tests.factories.delegates import FindingFactory
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory, EnvelopeFactory, LessonFactory, closed_phase
from tests.factories.proposals import BallotProposalFactory, ProposalFactory, merge_plan_of, split_plan_of
from tests.factories.purchases import PurchaseFactory
from tests.factories.voting import ballot_of
from voting.models import AnomalyCase, Election

pytestmark = pytest.mark.django_db

C, R, M, V, Z = Role.COORDINATOR, Role.REVIEWER, Role.MODERATOR, Role.VOTE_CLERK, Role.CERTIFIER
F = Role.FACILITATOR
STAFF = set(Role) - {Role.COUNCILLOR}
MODERATING = ("/desk/moderation/", "/desk/summaries/")
VISITORS = ["anonymous", "resident", *Role]


@dataclass
class World:
    """What the addresses of the desk are about."""

    cycle: Cycle
    envelope: Envelope
    proposal: Proposal
    project: Proposal
    comment: Comment
    vote: Election
    finding: int
    case: int
    wave: int
    plan: int
    splitting: SplitPlan
    books: LedgerFile
    bought: Purchase
    milestone: Milestone
    found: Finding
    line: Improvement


@pytest.fixture
def world() -> World:
    cycle = CycleFactory(area=AreaFactory(slug="kuvala"))
    proposal = ProposalFactory(cycle=cycle)
    said = comments.add(
        actor=UserFactory(), thread=proposal.thread, kind=CommentKind.FOR, text="Hyvä.", language="fi"
    )
    vote, _projects = ballot_of([EnvelopeFactory()])
    closed_phase(vote.cycle, PhaseKind.VOTE)
    facts = {"hour": "2027-03-01T14:00+0200"}
    finding = AnomalyCase.objects.create(
        election=vote, kind="hour", key="x", facts=facts, number=40, among=60, expected=4
    )
    project = BallotProposalFactory(cycle=cycle, state=State.CONFIRMED)
    return World(
        cycle=cycle,
        envelope=EnvelopeFactory(cycle=cycle),
        proposal=proposal,
        project=project,
        books=LedgerFile.objects.create(source="ledger", file_name="kirjat.csv", state="refused"),
        bought=PurchaseFactory(proposal=project),
        milestone=Milestone.objects.create(track=project.track, date="2027-01-01", title_fi="Alkoi"),
        found=FindingFactory(delegate__cycle=cycle, proposal=project),
        comment=said,
        vote=vote,
        finding=finding.pk,
        case=(case := Case.objects.create(kind="comment", target=said.pk)).pk,
        wave=Wave.objects.create(seed=case, reason="repeated").pk,
        plan=merge_plan_of(proposal, BallotProposalFactory(cycle=cycle)).pk,
        line=Improvement.objects.create(cycle=vote.cycle, lesson=LessonFactory(cycle=cycle)),
        splitting=split_plan_of(proposal),
    )


def letter(world: World) -> int:
    """One that the author's address did not take."""
    told = {"language": "fi", "subject": "Kirje", "body": "Hei!", "refused_at": timezone.now()}
    return Letter.objects.create(proposal=world.proposal, kind="returned", **told).pk


Address = Callable[[World], str]
ROUTES: list[tuple[str, Address, set[Role]]] = [
    ("GET", lambda w: "/desk/", STAFF),
    ("GET", lambda w: "/desk/proposals/", {C, R}),
    ("POST", lambda w: "/desk/proposals/assign/", {C}),
    ("POST", lambda w: f"/desk/proposals/assign/{Handout.objects.create(what='reviews').pk}/undo/", {C}),
    ("GET", lambda w: "/desk/review-steps/", {C}),
    ("GET", lambda w: "/desk/proposals/workbook/", {C, R}),
    ("POST", lambda w: "/desk/proposals/workbook/", {C, R}),
    ("GET", lambda w: "/desk/proposals/workbook.xlsx", {C, R}),
    ("POST", lambda w: "/desk/review-steps/", {C}),
    ("GET", lambda w: f"/desk/proposals/{w.proposal.pk}/steps/", {C, R}),
    ("POST", lambda w: f"/desk/proposals/{w.proposal.pk}/steps/", {C, R}),
    ("GET", lambda w: f"/desk/proposals/{w.proposal.pk}/", {C, R}),
    ("POST", lambda w: f"/desk/proposals/{w.proposal.pk}/", {C, R}),
    ("GET", lambda w: f"/desk/letters/{letter(w)}.pdf", {C, R}),
    ("POST", lambda w: f"/desk/letters/{letter(w)}/paper/", {C, R}),
    ("POST", lambda w: f"/desk/proposals/{w.proposal.pk}/take/", {C, R}),
    ("POST", lambda w: f"/desk/proposals/{w.proposal.pk}/reopen/", {C, R}),
    ("GET", lambda w: f"/desk/proposals/{w.proposal.pk}/return/", {C, R}),
    ("POST", lambda w: f"/desk/proposals/{w.proposal.pk}/return/", {C, R}),
    ("GET", lambda w: f"/desk/proposals/{w.proposal.pk}/ballot/", {C, R}),
    ("POST", lambda w: f"/desk/proposals/{w.proposal.pk}/ballot/", {C, R}),
    ("GET", lambda w: f"/desk/proposals/{w.proposal.pk}/refuse/", {C, R}),
    ("POST", lambda w: f"/desk/proposals/{w.proposal.pk}/refuse/", {C, R}),
    ("GET", lambda w: "/desk/merging/", {C}),
    ("GET", lambda w: f"/desk/merging/new/?lead={w.proposal.pk}", {C}),
    ("POST", lambda w: f"/desk/merging/new/?lead={w.proposal.pk}", {C}),
    ("GET", lambda w: f"/desk/merging/{w.plan}/", {C}),
    ("POST", lambda w: f"/desk/merging/{w.plan}/carry-out/", {C}),
    ("POST", lambda w: f"/desk/merging/{w.plan}/undo/", {C}),
    ("POST", lambda w: f"/desk/merging/{w.plan}/call-off/", {C}),
    ("GET", lambda w: "/desk/splitting/", {C}),
    ("GET", lambda w: f"/desk/splitting/new/?proposal={w.proposal.pk}", {C}),
    ("POST", lambda w: f"/desk/splitting/new/?proposal={w.proposal.pk}", {C}),
    ("GET", lambda w: f"/desk/splitting/{w.splitting.pk}/", {C}),
    *(
        ("POST", lambda w, name=name: f"/desk/splitting/{w.splitting.pk}/{name}/", {C})
        for name in ("parts/add", "ask", "carry-out", "rework", "undo", "call-off")
    ),
    ("GET", lambda w: f"/desk/splitting/{w.splitting.pk}/parts/{w.splitting.parts.all()[0].pk}/", {C}),
    ("POST", lambda w: f"/desk/splitting/{w.splitting.pk}/parts/{w.splitting.parts.all()[0].pk}/", {C}),
    (
        "POST",
        lambda w: f"/desk/splitting/{w.splitting.pk}/parts/{w.splitting.parts.all()[0].pk}/remove/",
        {C},
    ),
    ("GET", lambda w: "/desk/carrying-out/", {C, R}),
    *(
        (method, lambda w, name=name: f"/desk/proposals/{w.proposal.pk}/{name}/", {C, R})
        for name in ("estimate", "extend", "appeal", "uphold", "grant")
        for method in ("GET", "POST")
    ),
    ("GET", lambda w: f"/desk/proposals/{w.project.pk}/carry-out/", {C, R}),
    ("POST", lambda w: f"/desk/proposals/{w.project.pk}/carry-out/", {C, R}),
    ("GET", lambda w: "/desk/carrying-out/group/", {C, R}),
    ("POST", lambda w: "/desk/carrying-out/group/", {C, R}),
    ("POST", lambda w: f"/desk/carrying-out/group/{w.found.delegate_id}/end/", {C, R}),
    ("GET", lambda w: "/desk/carrying-out/findings/", {C, R}),
    ("GET", lambda w: f"/desk/carrying-out/findings/{w.found.pk}/", {C, R}),
    ("POST", lambda w: f"/desk/carrying-out/findings/{w.found.pk}/", {C, R}),
    ("GET", lambda w: "/desk/carrying-out/newsletter/", {C, R}),
    ("GET", lambda w: "/desk/carrying-out/ledger/", {C, R}),
    ("POST", lambda w: "/desk/carrying-out/ledger/", {C, R}),
    ("GET", lambda w: f"/desk/carrying-out/ledger/{w.books.pk}/", {C, R}),
    ("POST", lambda w: f"/desk/carrying-out/ledger/{w.books.pk}/", {C, R}),
    ("GET", lambda w: f"/desk/proposals/{w.project.pk}/carry-out/plan/", {C, R}),
    ("POST", lambda w: f"/desk/proposals/{w.project.pk}/carry-out/plan/", {C, R}),
    ("GET", lambda w: f"/desk/proposals/{w.project.pk}/carry-out/purchases/", {C, R}),
    ("POST", lambda w: f"/desk/proposals/{w.project.pk}/carry-out/purchases/", {C, R}),
    ("GET", lambda w: f"/desk/proposals/{w.project.pk}/carry-out/purchases/{w.bought.pk}/", {C, R}),
    ("POST", lambda w: f"/desk/proposals/{w.project.pk}/carry-out/purchases/{w.bought.pk}/", {C, R}),
    ("GET", lambda w: f"/desk/proposals/{w.project.pk}/carry-out/milestones/{w.milestone.pk}/", {C, R}),
    ("POST", lambda w: f"/desk/proposals/{w.project.pk}/carry-out/milestones/{w.milestone.pk}/", {C, R}),
    ("GET", lambda w: "/desk/years/", {C}),
    ("GET", lambda w: "/desk/years/new/", {C}),
    ("POST", lambda w: "/desk/years/new/", {C}),
    ("GET", lambda w: f"/desk/years/{w.cycle.slug}/", {C}),
    ("GET", lambda w: f"/desk/years/{w.cycle.slug}/words/", {C}),
    ("POST", lambda w: f"/desk/years/{w.cycle.slug}/words/", {C}),
    ("GET", lambda w: f"/desk/years/{w.cycle.slug}/dates/", {C}),
    ("POST", lambda w: f"/desk/years/{w.cycle.slug}/dates/", {C}),
    ("GET", lambda w: f"/desk/years/{w.cycle.slug}/money/new/", {C}),
    ("POST", lambda w: f"/desk/years/{w.cycle.slug}/money/new/", {C}),
    ("GET", lambda w: f"/desk/years/{w.cycle.slug}/money/{w.envelope.pk}/", {C}),
    ("POST", lambda w: f"/desk/years/{w.cycle.slug}/money/{w.envelope.pk}/", {C}),
    ("POST", lambda w: f"/desk/years/{w.cycle.slug}/money/{w.envelope.pk}/remove/", {C}),
    ("POST", lambda w: f"/desk/years/{w.cycle.slug}/show/", {C}),
    ("GET", lambda w: f"/desk/years/{w.cycle.slug}/learned/", {C}),
    ("GET", lambda w: f"/desk/years/{w.cycle.slug}/learned/new/", {C}),
    ("GET", lambda w: f"/desk/years/{w.cycle.slug}/learned/comments/", {C}),
    ("POST", lambda w: f"/desk/years/{w.cycle.slug}/learned/comments/", {C}),
    ("POST", lambda w: f"/desk/years/{w.cycle.slug}/learned/new/", {C}),
    ("POST", lambda w: f"/desk/years/{w.cycle.slug}/learned/bring-over/", {C}),
    ("GET", lambda w: f"/desk/years/{w.cycle.slug}/learned/{w.line.lesson_id}/", {C}),
    ("POST", lambda w: f"/desk/years/{w.cycle.slug}/learned/{w.line.lesson_id}/", {C}),
    ("POST", lambda w: f"/desk/years/{w.cycle.slug}/learned/{w.line.lesson_id}/publish/", {C}),
    ("POST", lambda w: f"/desk/years/{w.cycle.slug}/learned/{w.line.lesson_id}/remove/", {C}),
    ("GET", lambda w: f"/desk/years/{w.vote.cycle.slug}/improvements/{w.line.pk}/", {C}),
    ("POST", lambda w: f"/desk/years/{w.vote.cycle.slug}/improvements/{w.line.pk}/", {C}),
    ("GET", lambda w: "/desk/comments/", {C, M}),
    ("GET", lambda w: f"/desk/comments/{w.comment.pk}/hide/", {C, M}),
    ("GET", lambda w: "/desk/summaries/", {C, M, F}),
    ("GET", lambda w: f"/talk/{w.proposal.thread_id}/summary/write/", {C, M, F}),
    ("POST", lambda w: f"/talk/{w.proposal.thread_id}/summary/write/", {C, M, F}),
    ("POST", lambda w: f"/talk/{w.proposal.thread_id}/summary/back/", {C, M, F}),
    ("GET", lambda w: f"/desk/comments/{w.cycle.slug}.xlsx", {C, R}),
    ("GET", lambda w: "/desk/moderation/", {C, M}),
    ("POST", lambda w: "/desk/moderation/many/", {C, M}),
    ("POST", lambda w: f"/desk/moderation/begin/comment/{w.comment.pk}/", {C, M}),
    ("POST", lambda w: f"/desk/moderation/{w.case}/", {C, M}),
    ("GET", lambda w: f"/desk/moderation/{w.case}/wave/", {C, M}),
    ("POST", lambda w: f"/desk/moderation/{w.case}/wave/", {C, M}),
    ("GET", lambda w: "/desk/moderation/waves/", {C, M}),
    ("POST", lambda w: f"/desk/moderation/waves/{w.wave}/undo/", {C, M}),
    ("GET", lambda w: f"/desk/moderation/rules/{w.cycle.slug}/", {C}),
    ("POST", lambda w: f"/desk/moderation/rules/{w.cycle.slug}/", {C}),
    ("GET", lambda w: "/desk/history/", {C, Z}),
    ("GET", lambda w: f"/desk/results/{w.vote.cycle.slug}/", {C, V, Z}),
    ("GET", lambda w: f"/desk/results/{w.vote.cycle.slug}/certify/", {Z}),
    ("POST", lambda w: f"/desk/results/{w.vote.cycle.slug}/certify/", {Z}),
    ("GET", lambda w: f"/desk/results/{w.vote.cycle.slug}/recount/", {C, V}),
    ("POST", lambda w: f"/desk/results/{w.vote.cycle.slug}/recount/", {C, V}),
    ("GET", lambda w: f"/desk/results/{w.vote.cycle.slug}/lot/", {C, V, Z}),
    ("POST", lambda w: f"/desk/results/{w.vote.cycle.slug}/lot/", {C, V, Z}),
    ("GET", lambda w: f"/desk/results/{w.vote.cycle.slug}/seal/", {C, Z}),
    ("POST", lambda w: f"/desk/results/{w.vote.cycle.slug}/seal/", {C, Z}),
    ("GET", lambda w: f"/desk/results/{w.vote.cycle.slug}/cases/", {C, V, Z}),
    ("POST", lambda w: f"/desk/results/{w.vote.cycle.slug}/cases/", {C, V, Z}),
    ("GET", lambda w: f"/desk/results/{w.vote.cycle.slug}/cases/{w.finding}/", {C, V, Z}),
    ("POST", lambda w: f"/desk/results/{w.vote.cycle.slug}/cases/{w.finding}/", {C, V, Z}),
    ("GET", lambda w: f"/desk/council/{w.vote.cycle.slug}/", {C, V, Z}),
    ("POST", lambda w: f"/desk/council/{w.vote.cycle.slug}/", {C, V, Z}),
    ("GET", lambda w: f"/desk/council/{w.vote.cycle.slug}/waiting/", {C}),
    ("POST", lambda w: f"/desk/council/{w.vote.cycle.slug}/waiting/", {C}),
    ("GET", lambda w: f"/desk/council/{w.vote.cycle.slug}/1/", {C}),
    ("POST", lambda w: f"/desk/council/{w.vote.cycle.slug}/1/", {C}),
    ("GET", lambda w: f"/desk/votes/{w.vote.cycle.slug}/paper/", {C, V, Z}),
    ("GET", lambda w: f"/desk/votes/{w.vote.cycle.slug}/participation/", {C, V, Z}),
    ("GET", lambda w: f"/desk/votes/{w.vote.cycle.slug}/requests/", {C, V}),
    ("POST", lambda w: f"/desk/votes/{w.vote.cycle.slug}/requests/", {C, V}),
    ("GET", lambda w: f"/desk/votes/{w.vote.cycle.slug}/people/", {V}),
    ("GET", lambda w: f"/desk/votes/{w.vote.cycle.slug}/people/correct/", {C}),
    ("POST", lambda w: f"/desk/votes/{w.vote.cycle.slug}/people/correct/", {C}),
    ("POST", lambda w: f"/desk/votes/{w.vote.cycle.slug}/people/declare/", {C, V}),
    ("GET", lambda w: "/desk/people/", {C}),
]


def person(who: str) -> User | None:
    if who == "anonymous":
        return None
    return UserFactory() if who == "resident" else official(Role(who))


@pytest.mark.parametrize("who", VISITORS)
def test_each_page_of_the_desk_opens_for_its_roles_only(client: Client, world: World, who: str) -> None:
    if (visitor := person(who)) is not None:
        client.force_login(visitor)
    wrong = {}
    for method, address, roles in ROUTES:
        path = address(world)
        answer = client.get(path) if method == "GET" else client.post(path, {})
        if who == "anonymous":
            fits = answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"]
        elif who in roles:
            fits = answer.status_code in (200, 302, 400, 409)
        else:
            fits = answer.status_code == 403
        if not fits:
            wrong[f"{method} {path}"] = answer.status_code
    assert wrong == {}


def test_a_year_that_is_not_shown_yet_is_seen_by_its_coordinators(client: Client) -> None:
    cycle = CycleFactory(is_published=False)
    found = {}
    for who in VISITORS:
        client.logout()
        if (visitor := person(who)) is not None:
            client.force_login(visitor)
        found[who] = client.get(f"/years/{cycle.slug}/").status_code
    assert found == {who: 200 if who == Role.COORDINATOR else 404 for who in VISITORS}


def _has_desk(client: Client) -> bool:
    return 'href="/desk/"' in client.get("/about/").content.decode()


def test_the_menu_leads_to_the_desk_for_those_who_have_one(client: Client) -> None:
    found = {}
    for who in VISITORS:
        client.logout()
        if (visitor := person(who)) is not None:
            client.force_login(visitor)
        found[who] = _has_desk(client)
    assert found == {who: who in STAFF for who in VISITORS}


def test_without_a_second_factor_the_menu_shows_no_desk_where_one_is_required(
    client: Client, settings: Any
) -> None:
    settings.RAATI_REQUIRE_MFA = True
    client.force_login(official(Role.COORDINATOR))
    assert not _has_desk(client)
    answer = client.get("/desk/")
    assert (answer.status_code, "totp" in answer.headers["Location"]) == (302, True)


def test_the_menu_asks_the_database_nothing_for_who_is_not_signed_in(
    client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        client.get("/about/")


def test_the_desk_shows_what_waits_by_role(client: Client, world: World) -> None:
    both = official(Role.REVIEWER)
    RoleAssignmentFactory(user=both, role=Role.MODERATOR)
    for visitor, addresses in [
        (both, ["/desk/proposals/", "/desk/carrying-out/", *MODERATING, "/desk/hearings/"]),
        (official(Role.MODERATOR), [*MODERATING, "/desk/hearings/"]),
        (official(Role.CERTIFIER), ["/desk/votes/", "/desk/results/", "/desk/history/"]),
    ]:
        client.force_login(visitor)
        assert [desk.url for desk in client.get("/desk/").context["desks"]] == addresses
    client.force_login(both)
    reviews, works, *_others = client.get("/desk/").context["desks"]
    assert [wait["n"] for wait in reviews.waits] == [0, 0, 1]
    assert [wait["n"] for wait in works.waits] == [1, 0]


def test_the_desk_costs_the_same_for_one_proposal_and_for_thirty(client: Client, world: World) -> None:
    client.force_login(official(Role.COORDINATOR))
    counts = []
    for more in (0, 29):
        for _ in range(more):
            ProposalFactory(cycle=world.cycle)
            BallotProposalFactory(cycle=world.cycle, state=State.PLANNED)
        client.get("/desk/")
        with CaptureQueriesContext(connection) as found:
            client.get("/desk/")
        counts.append(len(found))
    assert counts[0] == counts[1]
