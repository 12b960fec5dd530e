"""Nothing internal leaves the desk: every address that can be read is read by everybody who is no reviewer."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from pypdf import PdfReader

from commons.accounts.models import Role, User
from commons.process.models import PhaseKind
from proposals.domain import review
from proposals.domain.reviewing import appeals, questions, tasks
from proposals.models import Proposal, ReviewStep, ReviewTask, State, StepKind, TaskState
from tests.factories.accounts import ServiceFactory
from tests.factories.process import coming_phase
from tests.factories.proposals import ProposalFactory, ResidentFactory
from tests.proposals.conftest import Town, official

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
SECRET = "Salamanterikivi"
"""A word that is in no text of the program and in no name of the factories."""
UNREAD = (
    "admin/", "accounts/", "static/", "media/", "__", "pieces/", "demo/", "i18n/", "desk/", "hearings/", "h/", "votes/",
    "vote/", "api/v1/schema", "api/v1/docs", "api/v1/hearings", "api/v1/votes", "api/v1/desk", "api/v1/h/",
)  # fmt: skip
"""The desk refuses these readers (a grid of its own); the others know no proposal under review."""


@pytest.fixture
def proposals(town: Town, reviewer: User) -> list[Proposal]:
    """One under review and one refused with an appeal; everything internal about them holds the secret."""
    coming_phase(town.cycle, PhaseKind.VOTE)
    for kind in StepKind:
        ReviewStep.objects.create(cycle=town.cycle, kind=kind, days=5, service=ServiceFactory())
    author = ResidentFactory()
    made = [
        ProposalFactory(cycle=town.cycle, area=town.harjula, category=town.category, author=author)
        for _ in "12"
    ]
    for one in made:
        tasks.begin(one)
        review.assign(actor=reviewer, proposal=one, reviewer=reviewer)
        review.remark(actor=reviewer, proposal=one, text=f"{SECRET} huomautus")
        review.record(actor=reviewer, proposal=one, feasibility="open", reason=f"{SECRET} luonnos")  # type: ignore[arg-type]
        asked = questions.ask(actor=reviewer, proposal=one, of=reviewer, text=f"{SECRET} kysymys")
        questions.answer(actor=reviewer, question=asked, text=f"{SECRET} vastaus")
        task = ReviewTask.objects.get(proposal=one, state=TaskState.OPEN)
        tasks.finish(actor=reviewer, task=task, passed=False, note=f"{SECRET} merkintä")
    review.refuse(actor=reviewer, proposal=made[1], reason="Ranta on suojeltu.")
    appeals.enter(
        actor=reviewer, proposal=made[1], text=f"{SECRET} oikaisu", received_on=timezone.localdate()
    )
    return made


def patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every address of the program as it is written in `urls.py`."""
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, route)
        elif isinstance(one, URLPattern) and "(?P" not in route:
            yield route.replace("^", "").replace("$", "")


def addresses(town: Town, proposal: Proposal) -> list[str]:
    """The addresses with this proposal, its year, area and category filled in."""

    def fill(found: re.Match[str]) -> str:
        kind, _colon, name = found.group(1).rpartition(":")
        if name == "slug":
            return town.cycle.slug
        if name in ("path", "area"):
            return proposal.area.path if proposal.area and kind != "int" else str(proposal.area_id)
        return "1" if name not in ("pk", "proposal", "project_id", "object_id") else str(proposal.pk)

    found = {re.sub(r"<([^>]+)>", fill, route) for route in patterns(get_resolver())}
    return sorted(f"/{one}" for one in found if not one.startswith(UNREAD) and "sign-out" not in one)


def text_of(answer: Any) -> str:
    """What the answer says, also in a document or a stream."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"%PDF"):
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode("utf-8", "replace")


@pytest.mark.parametrize("who", ["anonymous", "resident", "author", "councillor"])
def test_what_is_internal_is_on_no_page_and_in_no_file(
    town: Town, proposals: list[Proposal], who: str
) -> None:
    person: Any = {
        "anonymous": AnonymousUser,
        "resident": ResidentFactory,
        "author": lambda: proposals[0].author,
        "councillor": lambda: official(Role.COUNCILLOR),
    }[who]()
    client = Client()
    if person.is_authenticated:
        client.force_login(person, backend=BACKEND)
    read: dict[str, str] = {}
    for proposal in proposals:
        for address in addresses(town, proposal):
            if address in read:
                continue
            answer = client.get(address)
            assert answer.status_code != 500, address
            text = text_of(answer)
            assert SECRET not in text, f"{who} reads it at {address}"
            read[address] = text if answer.status_code == 200 else ""
    inside, decided = (one.pk for one in proposals)
    must = {
        "/proposals/", "/proposals/points.geojson", f"/proposals/{inside}/", f"/proposals/{inside}/history/",
        f"/proposals/{decided}/decision/", f"/proposals/{decided}/decision.pdf", "/api/v1/proposals/",
        f"/api/v1/proposals/{inside}/", f"/api/v1/proposals/{inside}/history/", f"/api/v1/proposals/{inside}/comments/",
        f"/api/v1/proposals/{decided}/decisions/", "/api/v1/proposals.geojson",
    }  # fmt: skip
    said = {address for address, text in read.items() if text}
    assert must <= said, must - said
    assert "Ranta on suojeltu." in read[f"/proposals/{decided}/decision.pdf"]


def test_the_secret_is_there_to_be_found(proposals: list[Proposal], reviewer: User) -> None:
    client = Client()
    client.force_login(reviewer, backend=BACKEND)
    told = "".join(
        text_of(client.get(f"/desk/proposals/{one.pk}/{page}"))
        for one in proposals
        for page in ("", "steps/")
    )
    kinds = ("huomautus", "luonnos", "kysymys", "vastaus", "merkintä", "oikaisu")
    assert [kind for kind in kinds if f"{SECRET} {kind}" not in told] == []
    assert State(proposals[0].state)
