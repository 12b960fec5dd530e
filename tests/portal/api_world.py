"""A small town with something at every address of the API, and a person of every kind."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from PIL import Image
from rest_framework.test import APIClient

from commons.accounts.models import Role, User
from commons.deliberation.models import Comment, CommentKind, Correction, Statement, Summary
from commons.followup.models import Milestone
from commons.moderation.models import Case, Wave
from commons.process.models import Cycle, Envelope, Improvement, Lesson, PhaseKind
from proposals.models import (
    CoAuthor,
    Delegate,
    Finding,
    LedgerFile,
    LessonTalk,
    LetterKind,
    MergePlan,
    Picture,
    Proposal,
    Purchase,
    Review,
    SplitPlan,
    SplitState,
    State,
    Suggestion,
)
from tests.factories.accounts import UserFactory, official
from tests.factories.delegates import DelegateFactory, FindingFactory
from tests.factories.paper import DayFactory, StationFactory
from tests.factories.places import AreaFactory, square
from tests.factories.process import (
    CycleFactory,
    EnvelopeFactory,
    LessonFactory,
    coming_phase,
    open_phase,
)
from tests.factories.proposals import (
    BallotProposalFactory,
    CategoryFactory,
    DraftFactory,
    LessonTalkFactory,
    ProposalFactory,
    RemarkFactory,
    merge_plan_of,
    split_plan_of,
)
from tests.factories.purchases import PurchaseFactory
from tests.factories.voting import ballot_of
from voting.models import AnomalyCase, PaperBatch

PREFIX = "api/v1/"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ROLES = {
    "reviewer": Role.REVIEWER,
    "coordinator": Role.COORDINATOR,
    "vote_clerk": Role.VOTE_CLERK,
    "certifier": Role.CERTIFIER,
    "councillor": Role.COUNCILLOR,
    "moderator": Role.MODERATOR,
}
PEOPLE = ("anonymous", "resident", "author", *ROLES)
SECRET = "Salaisuus-7421"
"""Stands wherever only officials, or only the writer of a draft, may read it."""


@dataclass
class World:
    """What lies at the addresses. `people` by name; anonymous is None."""

    cycle: Cycle
    next_cycle: Cycle
    envelope: Envelope
    free_envelope: Envelope
    draft: Proposal
    picture: Picture
    submitted: Proposal
    in_review: Proposal
    returned: Proposal
    on_ballot: Proposal
    confirmed: Proposal
    comment: Comment
    statement: Statement
    plan: MergePlan
    splitting: SplitPlan
    asked: SplitPlan
    correction: Correction
    invitation: CoAuthor
    suggestion: Suggestion
    hidden: Comment
    vote: Cycle
    finding: AnomalyCase
    batch: PaperBatch
    books: LedgerFile
    bought: Purchase
    case: Case
    hidden_case: Case
    wave: Wave
    delegate: Delegate
    found: Finding
    lesson: Lesson
    lesson_talk: LessonTalk
    improvement: Improvement
    people: dict[str, User | None]


def client_of(user: User | None, **headers: str) -> APIClient:
    """A client signed in as `user`, in English."""
    client = APIClient(headers={"accept-language": "en", **headers})
    if user is not None:
        client.force_login(user)
    return client


def a_picture() -> BytesIO:
    """A small JPEG file to upload."""
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    out.seek(0)
    out.name = "ranta.jpg"
    return out


def build() -> World:
    """Store the world. The vote of last year is open now; this year takes, discusses and reviews proposals."""
    town = AreaFactory(slug="kuvala")
    harjula = AreaFactory(slug="harjula", parent=town, outline=square(61.5, 23.8))
    cycle = CycleFactory(area=town, slug="kuvala-2026")
    for kind in (PhaseKind.PROPOSE, PhaseKind.DELIBERATE, PhaseKind.REVIEW):
        open_phase(cycle, kind)
    coming_phase(cycle, PhaseKind.VOTE)
    people: dict[str, User | None] = {
        "anonymous": None,
        "resident": UserFactory(),
        "author": UserFactory(),
        **{name: official(role) for name, role in ROLES.items()},
    }
    common: dict[str, Any] = {
        "cycle": cycle,
        "area": harjula,
        "author": people["author"],
        "category": CategoryFactory(slug="luonto"),
    }
    draft = DraftFactory(**common, title="Luonnos", what=SECRET, why=SECRET, for_whom=SECRET)
    submitted = ProposalFactory(**common)
    in_review = ProposalFactory(**common, state=State.IN_REVIEW)
    returned = ProposalFactory(**common, state=State.RETURNED)
    envelope = EnvelopeFactory(cycle=cycle, slug="potti")
    on_ballot = BallotProposalFactory(**common, envelope=envelope)
    confirmed = BallotProposalFactory(**common, state=State.CONFIRMED, envelope=envelope)
    _internal(submitted, in_review, returned)
    resident = people["resident"]
    delegate = DelegateFactory(cycle=cycle, user=resident, number=1)
    comment = Comment.objects.create(
        thread=submitted.thread, author=people["author"], kind=CommentKind.FOR, text="Hyvä ajatus."
    )
    hidden = Comment.objects.create(
        thread=submitted.thread, author=resident, kind=CommentKind.AGAINST, text=SECRET
    )
    Comment.objects.filter(pk=hidden.pk).update(hidden_at=cycle.created_at, hidden_reason="Asiaton")
    Milestone.objects.create(
        track=confirmed.track, date="2026-11-01", title_fi="Suunnittelu alkoi", spent=Decimal(100)
    )
    vote = CycleFactory(area=town, slug="kuvala-2025", year=2025)
    open_phase(vote, PhaseKind.VOTE)
    election, _projects = ballot_of([EnvelopeFactory(cycle=vote, slug="pyorat")])
    day = DayFactory(station=StationFactory(election=election))
    batch = PaperBatch.objects.create(
        election=election, number=1, day=day, officer=people["vote_clerk"], size=2
    )
    next_cycle = CycleFactory(area=town, slug="kuvala-2027", year=2027, is_published=False)
    lesson = LessonFactory(cycle=cycle)
    return World(
        cycle=cycle,
        next_cycle=next_cycle,
        envelope=envelope,
        free_envelope=EnvelopeFactory(cycle=cycle, slug="tyhja"),
        draft=draft,
        picture=_picture_of(draft),
        submitted=submitted,
        in_review=in_review,
        returned=returned,
        on_ballot=on_ballot,
        confirmed=confirmed,
        comment=comment,
        statement=Statement.objects.create(
            thread=submitted.thread, author=UserFactory(), text="Penkki on liian kaukana."
        ),
        invitation=CoAuthor.objects.create(proposal=submitted, email="pyydetty@example.fi"),
        suggestion=Suggestion.objects.create(
            proposal=submitted, author=resident, field="why", after="Ehdotus."
        ),
        plan=merge_plan_of(ProposalFactory(**common), ProposalFactory(**common)),
        splitting=split_plan_of(ProposalFactory(**common)),
        asked=_asked(split_plan_of(ProposalFactory(**common))),
        correction=_correction(ProposalFactory(**common), people["resident"]),
        hidden=hidden,
        vote=vote,
        finding=AnomalyCase.objects.create(
            election=election,
            kind="hour",
            key="x",
            facts={"hour": "2027-03-01T14:00+0200"},
            number=40,
            among=60,
            expected=4,
        ),
        batch=batch,
        books=LedgerFile.objects.create(source="ledger", file_name="kirjat.csv", state="refused"),
        bought=PurchaseFactory(proposal=confirmed),
        case=(case := Case.objects.create(kind="comment", target=comment.pk)),
        hidden_case=Case.objects.create(
            kind="comment", target=hidden.pk, author=people["author"], state="hidden", reason="insult"
        ),
        wave=Wave.objects.create(seed=case, reason="repeated"),
        delegate=delegate,
        found=FindingFactory(delegate=delegate, proposal=confirmed),
        lesson=lesson,
        lesson_talk=LessonTalkFactory(cycle=cycle),
        improvement=Improvement.objects.create(cycle=next_cycle, lesson=lesson),
        people=people,
    )


def _asked(plan: SplitPlan) -> SplitPlan:
    """Its author has a week to answer."""
    plan.state, plan.answer_until = SplitState.ASKING, timezone.now() + dt.timedelta(days=7)
    plan.save()
    return plan


def _correction(proposal: Proposal, writer: User | None) -> Correction:
    """What somebody finds missing in the summary of a talk."""
    about = Summary.objects.create(thread=proposal.thread, number=1, text="Yhteenveto.")
    return Correction.objects.create(thread=proposal.thread, about=about, author=writer, text="Puuttuu.")


def _internal(*proposals: Proposal) -> None:
    """What nobody outside may read."""
    for proposal in proposals:
        Review.objects.create(proposal=proposal, reason=SECRET, request=SECRET, cost=Decimal("7421.00"))
        RemarkFactory(proposal=proposal, text=SECRET)
        proposal.letters.create(kind=LetterKind.RETURNED, language="fi", subject=SECRET, body=SECRET)


def _picture_of(proposal: Proposal) -> Picture:
    picture = Picture(proposal=proposal, alt=SECRET, width=40, height=30, position=1)
    picture.image.save("picture.jpg", ContentFile(a_picture().read()), save=False)
    picture.small.save("small.jpg", ContentFile(a_picture().read()), save=False)
    picture.save()
    return picture


def routes() -> Iterator[tuple[str, str, str]]:
    """Every `(method, name, route)` of the API."""
    for route, pattern in _patterns(get_resolver().url_patterns):
        if route.startswith(PREFIX):
            view = getattr(pattern.callback, "cls", None)
            for method in METHODS:
                if hasattr(view, method.lower()):
                    yield method, pattern.name or route, route


def _patterns(found: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in found:
        if isinstance(entry, URLPattern):
            yield before + str(entry.pattern), entry
        else:
            yield from _patterns(entry.url_patterns, before + str(entry.pattern))
