"""History in words: who, what, when and why; for everybody and for officials."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from commons.accounts.domain import people
from commons.accounts.models import Role, User
from commons.audit import verb
from commons.audit.domain import queries
from commons.audit.domain.queries import Wish
from commons.audit.kinds import kinds
from commons.deliberation.domain import comments
from commons.deliberation.models import CommentKind
from commons.http.errors import NotAllowed, SignInNeeded
from commons.process.domain import phases
from commons.process.domain.phases import Span
from commons.process.models import PhaseKind
from proposals.domain import outcome, review
from proposals.history import KIND, REVIEW_KIND
from proposals.models import Feasibility, Ground, Proposal, Review
from tests.factories.accounts import UserFactory, official
from tests.factories.process import CycleFactory, EnvelopeFactory, open_phase
from tests.factories.proposals import BallotProposalFactory, ProposalFactory, RemarkFactory

pytestmark = pytest.mark.django_db
HISTORY = "/desk/history/"


@pytest.fixture
def coordinator() -> User:
    return official(Role.COORDINATOR, email="koordinaattori@kuvala.example", display_name="Kaisa")


def test_everybody_reads_what_changed_but_not_who_did_it_in_office(coordinator: User) -> None:
    proposal = ProposalFactory(rough_cost=Decimal(1500))
    RemarkFactory(proposal=proposal, text="Vain sisäisesti.")
    review.refuse(actor=coordinator, proposal=proposal, ground=Ground.PLAN, reason="Ranta on suojeltu.")

    with translation.override("en"):
        entries = queries.of_object(KIND, proposal.pk, owner_id=proposal.author_id)
        told = [
            (one.actor, str(one.what), [(str(c.name), c.before, c.after) for c in one.changes])
            for one in entries[1:]
        ]

    assert told == [
        ("An official", "Found it not feasible", [("State", "Submitted", "Being reviewed")]),
        (
            "An official",
            "Found it not feasible",
            [
                ("State", "Being reviewed", "Not feasible"),
                ("Ground of the refusal", "", "Against a plan or decision in force"),
                ("Reason of the review", "", "Ranta on suojeltu."),
            ],
        ),
    ]
    assert "sisäisesti" not in str(entries)
    assert "Kaisa" not in str([one.actor for one in entries])


def test_who_erased_their_account_is_not_taken_for_an_official(coordinator: User) -> None:
    proposal, writer = ProposalFactory(), UserFactory()
    with verb("proposals.edit", writer):
        Proposal.objects.filter(pk=proposal.pk).update(public_reason="Ranta on suojeltu.")
    people.erase(actor=writer)
    review.assign(actor=coordinator, proposal=proposal, reviewer=coordinator)

    with translation.override("en"):
        entries = queries.of_object(KIND, proposal.pk, owner_id=proposal.author_id)

    assert [one.actor for one in entries[1:]] == ["Somebody whose account is gone", "An official"]


def test_each_verb_of_a_request_keeps_its_name(coordinator: User) -> None:
    first, second = BallotProposalFactory.create_batch(2)
    with verb("voting.publish_result", coordinator):
        outcome.mark_funded(actor=coordinator, proposal=first)
        outcome.mark_not_funded(actor=coordinator, proposal=second)

    with translation.override("en"):
        told = [str(queries.of_object(KIND, one.pk, owner_id=None)[-1].what) for one in (first, second)]

    assert told == ["Recorded that the residents chose it", "Recorded that it was not chosen"]


def test_officials_read_who_it_was(coordinator: User) -> None:
    proposal = ProposalFactory()
    review.assign(actor=coordinator, proposal=proposal, reviewer=coordinator)

    last = queries.of_object_for_officials(KIND, proposal.pk)[-1]

    assert (last.actor, [(c.before != "", c.after != "") for c in last.changes]) == (
        "Kaisa (koordinaattori@kuvala.example)",
        [(True, True)],
    )


def test_who_reviews_is_told_to_officials_and_findings_to_nobody(coordinator: User) -> None:
    proposal, other = (
        ProposalFactory(),
        official(Role.REVIEWER, email="a@kuvala.example", display_name="Aapo"),
    )
    review.assign(actor=coordinator, proposal=proposal, reviewer=coordinator, due=dt.date(2030, 1, 2))
    review.record(actor=coordinator, proposal=proposal, feasibility=Feasibility.FEASIBLE, reason="Luonnos.")
    review.assign(actor=coordinator, proposal=proposal, reviewer=other, due=dt.date(2030, 1, 2))

    entries = queries.of_object_for_officials(REVIEW_KIND, Review.objects.get().pk)

    assert [[(c.before, c.after) for c in one.changes] for one in entries] == [
        [("", "Kaisa"), ("", "2.1.2030")],
        [("Kaisa", "Aapo")],
    ]
    assert "Luonnos" not in str(queries.page(actor=coordinator, wish=Wish()).entries)


def test_the_desk_tells_verb_reason_before_and_after(client: Client, coordinator: User) -> None:
    cycle = CycleFactory(year=timezone.localdate().year)
    phase = open_phase(cycle, PhaseKind.PROPOSE)
    later = phase.closes_at + dt.timedelta(days=3)
    phases.plan(
        actor=coordinator,
        cycle=cycle,
        spans={PhaseKind.PROPOSE: Span(phase.opens_at, later)},
        reason="Hiihtoloma väliin.",
    )
    client.force_login(coordinator)

    page = client.get(HISTORY, {"verb": "process.plan_phases"})

    (entry,) = page.context["entries"]
    assert (entry.reason, entry.actor, [str(c.name) for c in entry.changes], entry.subject.url) == (
        "Hiihtoloma väliin.",
        "Kaisa (koordinaattori@kuvala.example)",
        ["Sulkeutuu"],
        f"/years/{cycle.slug}/",
    )


def test_it_is_narrowed_by_who_kind_and_day(client: Client, coordinator: User) -> None:
    moderator = official(Role.MODERATOR, display_name="Matti")
    proposal = ProposalFactory()
    said = comments.add(
        actor=UserFactory(), thread=proposal.thread, kind=CommentKind.FOR, text="Mainos.", language="fi"
    )
    comments.hide(actor=moderator, comment=said, reason="advertisement")
    client.force_login(coordinator)

    def found(**wish: str) -> list[str]:
        return [one.kind.name for one in client.get(HISTORY, wish).context["entries"]]

    assert sorted(found(who="matti")) == ["comment", "moderation"]
    assert found(kind="comment") == ["comment"]
    assert found(who="ei kukaan") == []
    assert found(kind="comment", day=timezone.localdate().isoformat()) == ["comment"]
    assert found(kind="comment", day="2020-01-01") == []
    assert "proposal" in found()


def test_pages_follow_each_other_without_gap_or_repetition(coordinator: User) -> None:
    for _ in range(queries.PAGE + 10):
        ProposalFactory()
    seen, cursor = [], ""
    for _turn in range(40):
        page = queries.page(actor=coordinator, wish=Wish(), cursor=cursor)
        seen += [(one.kind.name, one.id) for one in page.entries]
        cursor = page.next
        if not cursor:
            break
    total = sum(kind.model._default_manager.exclude(pgh_label__in=kind.silent).count() for kind in kinds())
    assert (len(seen), len(set(seen))) == (total, total)


def test_one_row_costs_as_many_queries_as_thirty(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)
    counts = []
    for more in (1, 29):
        for _ in range(more):
            EnvelopeFactory(area=None)
        client.get(HISTORY, {"kind": "source"})
        with CaptureQueriesContext(connection) as found:
            assert len(client.get(HISTORY, {"kind": "source"}).context["entries"]) >= more
        counts.append(len(found))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "query",
    [
        {"after": "x"},
        {"after": "99999999999999999.proposal.1"},
        {"after": "..", "kind": "proposal"},
        {"after": "1.ei.1"},
        {"who": "\x00"},
        {"who": "x" * 500},
        {"kind": "ballot"},
        {"verb": "'; --"},
        {"day": "eilen"},
    ],
)
def test_junk_in_the_address_is_told_or_ignored(
    client: Client, coordinator: User, query: dict[str, str]
) -> None:
    client.force_login(coordinator)
    assert client.get(HISTORY, query).status_code in (200, 400)


def test_who_does_not_answer_for_the_whole_reads_nothing() -> None:
    for actor, refusal in [
        (AnonymousUser(), SignInNeeded),
        (UserFactory(), NotAllowed),
        (official(Role.REVIEWER), NotAllowed),
        (official(Role.VOTE_CLERK), NotAllowed),
        (official(Role.COUNCILLOR), NotAllowed),
    ]:
        with pytest.raises(refusal):
            queries.page(actor=actor, wish=Wish())


def test_ballots_rolls_and_internal_remarks_can_not_be_read() -> None:
    forbidden = ("ballot", "roll", "remark", "draft", "lettercode", "support", "follower")
    shown = {kind.event.lower() for kind in kinds()}
    told = [event for event in shown if any(word in event for word in forbidden)]
    # Of a request to be on the roll its way is told, not who asked.
    assert [event for event in told if not event.startswith("voting.rollrequest")] == []
    requests = [set(kind.fields) for kind in kinds() if kind.event.lower() in told]
    assert requests == [{"state", "times", "decision"}]
    fields = {name for kind in kinds() for name in kind.fields}
    assert fields & {"author", "draft_owner", "key", "key_id", "key_check", "seed", "stop_token"} == set()
