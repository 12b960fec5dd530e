"""Findings: noted by delegates, answered by officials, looked at again."""

import datetime as dt
import io
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from commons.accounts.models import Role, RoleAssignment, User
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from commons.moderation import kinds
from commons.moderation.models import Case
from proposals.domain.carrying_out import Warn, work
from proposals.domain.delegates import answering, mails, noting, reading
from proposals.domain.delegates.counts import findings_of
from proposals.domain.delegates.errors import (
    AnsweredMeanwhile,
    DisputedOnce,
    FindingMovedOn,
    NotInTerm,
    NotVisited,
)
from proposals.domain.delegates.noting import Shot
from proposals.domain.errors import PictureRefused
from proposals.models import (
    Delegate,
    Finding,
    FindingReply,
    FindingState,
    Proposal,
    ReplyKind,
    State,
    WorkPlan,
)
from tests.factories.accounts import ServiceFactory
from tests.factories.delegates import DelegateFactory, FindingFactory
from tests.factories.process import CycleFactory
from tests.factories.proposals import BallotProposalFactory, ResidentFactory
from tests.proposals.conftest import Town, official

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
DAY = dt.timedelta(days=1)


def noted(actor: Any, project: Proposal, **more: Any) -> Finding:
    sent = {"kind": "missing", "text": "Kaide puuttuu.", "visited_on": TODAY()} | more
    return noting.note(actor=actor, proposal=project, **sent)


def shot(alt: str = "Portaat ilman kaidetta", data: bytes | None = None) -> Shot:
    file = io.BytesIO(data or b"")
    if data is None:
        exif = Image.Exif()
        exif[0x010F] = "Kamera"
        Image.new("RGB", (90, 60), "green").save(file, "JPEG", exif=exif)
        file.seek(0)
    return Shot(file, file.getbuffer().nbytes, alt)


def test_a_finding_is_public_at_once_with_a_deadline_and_officials_are_told(
    project: Proposal, delegate: Delegate, resident: User, reviewer: User
) -> None:
    service = ServiceFactory(email="puistot@example.fi")
    WorkPlan.objects.create(proposal=project, service=service)
    RoleAssignment.objects.filter(user=reviewer).update(service=service)
    found = noted(resident, project, kind="safety", place=" Ala-  porras ", shots=[shot()])

    assert (found.state, found.place) == (FindingState.OPEN, "Ala- porras")
    assert found.answer_by is not None
    assert TODAY() < found.answer_by < TODAY() + 15 * DAY
    picture = Image.open(found.pictures.get().image)
    assert (picture.format, dict(picture.getexif())) == ("JPEG", {})
    assert mails.tell_of_finding(found.pk, "noted") == 2
    assert {address for one in mail.outbox[-2:] for address in one.to} == {service.email, reviewer.email}
    assert "Kaide puuttuu." in mail.outbox[-1].body
    assert reading.findings_at(project) == [found]
    assert Case.objects.get(kind="finding", target=found.pk).author == resident


def test_without_a_unit_the_coordinators_are_told(
    project: Proposal, delegate: Delegate, resident: User, coordinator: User
) -> None:
    assert mails.responsible(project) == [(coordinator.email, coordinator.language)]


def test_all_as_planned_waits_for_nothing(project: Proposal, delegate: Delegate, resident: User) -> None:
    found = noted(resident, project, kind="as_planned")

    assert (found.state, found.answer_by, mails.tell_of_finding(found.pk, "noted")) == ("noted", None, 0)


def test_sent_twice_it_is_stored_once(project: Proposal, delegate: Delegate, resident: User) -> None:
    key = uuid4()

    assert noted(resident, project, key=key) == noted(resident, project, key=key, text="Toisin.")
    assert Finding.objects.count() == 1


def test_who_may_note_where(
    town: Town, project: Proposal, delegate: Delegate, resident: User, reviewer: User
) -> None:
    other_year = BallotProposalFactory(cycle=CycleFactory(), state=State.UNDER_WAY)
    voted = BallotProposalFactory(cycle=town.cycle, area=town.harjula)
    cancelled = BallotProposalFactory(cycle=town.cycle, state=State.CANCELLED, outcome_reason="Kaava.")
    for actor, where, error in (
        (resident, other_year, NotAllowed),
        (reviewer, project, NotAllowed),
        (ResidentFactory(), project, NotAllowed),
        (resident, voted, NotVisited),
        (resident, cancelled, NotVisited),
    ):
        with pytest.raises(error):
            noted(actor, where)
    assert not Finding.objects.exists()


@pytest.mark.parametrize("term", [(-99, -1), (1, 99)])
def test_nothing_is_noted_outside_the_term(
    project: Proposal, delegate: Delegate, resident: User, term: tuple[int, int]
) -> None:
    Delegate.objects.update(term_from=TODAY() + term[0] * DAY, term_to=TODAY() + term[1] * DAY)
    with pytest.raises(NotInTerm):
        noted(resident, project)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"visited_on": "tomorrow"}, "visited_on"),
        ({"visited_on": "before"}, "visited_on"),
        ({"visited_on": None}, "visited_on"),
        ({"kind": "paha"}, "kind"),
        ({"text": "  "}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"place": "x" * 161}, "place"),
        ({"shots": "wordless"}, "alt_1"),
        ({"shots": "no picture"}, "picture_1"),
        ({"shots": "four"}, "picture_1"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    project: Proposal, delegate: Delegate, resident: User, more: dict[str, Any], field: str
) -> None:
    meant = {
        "tomorrow": TODAY() + DAY,
        "before": TODAY() - DAY,
        "wordless": [shot("")],
        "no picture": [shot(data=b"<svg onload=alert(1)>")],
        "four": [shot()] * 4,
    }
    sent = {
        name: meant.get(value, value) if isinstance(value, str) else value for name, value in more.items()
    }
    if more.get("visited_on") == "before":
        project = BallotProposalFactory(cycle=project.cycle, state=State.CONFIRMED)  # confirmed today
    with pytest.raises((Invalid, PictureRefused)) as refused:
        noted(resident, project, **sent)
    assert list(refused.value.fields) == [field]
    assert not Finding.objects.exists()


def test_officials_answer_the_delegate_is_told_and_looks_again(
    project: Proposal, delegate: Delegate, resident: User, reviewer: User
) -> None:
    found = noted(resident, project)
    promise = answering.answer(
        actor=reviewer, finding=found, kind=ReplyKind.PROMISED, promised_on=TODAY() + 5 * DAY, seen=0
    )
    assert mails.tell_of_finding(found.pk, "answered") == 1
    assert mail.outbox[-1].to == [resident.email]
    with pytest.raises(AnsweredMeanwhile):
        answering.answer(actor=reviewer, finding=found, kind=ReplyKind.FIXED, seen=0)
    with pytest.raises(FindingMovedOn):  # the promised day is still to come
        noting.look_again(actor=resident, finding=found, is_fixed=False, text="Ei vielä.")
    answering.answer(actor=reviewer, finding=found, kind=ReplyKind.FIXED, seen=1)
    with pytest.raises(Invalid):
        noting.look_again(actor=resident, finding=found, is_fixed=False)
    noting.look_again(actor=resident, finding=found, is_fixed=False, text="Kaide heiluu.")
    assert mails.tell_of_finding(found.pk, "disputed") == 1
    found.refresh_from_db()
    assert (found.state, found.is_waiting) == (FindingState.DISPUTED, True)
    answering.answer(actor=reviewer, finding=found, kind=ReplyKind.FIXED, text={"fi": "Nyt kiinni."})
    with pytest.raises(DisputedOnce):
        noting.look_again(actor=resident, finding=found, is_fixed=False, text="Heiluu yhä.")
    noting.look_again(actor=resident, finding=found, is_fixed=True)
    found.refresh_from_db()
    assert (found.state, list(found.replies.values_list("kind", flat=True))) == (
        FindingState.CONFIRMED,
        ["promised", "fixed", "fixed"],
    )
    assert promise.promised_on == TODAY() + 5 * DAY
    (shown,) = reading.findings_at(project)
    assert len(reading.timeline(project, [shown])) == 6


@pytest.mark.parametrize(
    ("kind", "more", "field"),
    [
        (ReplyKind.PROMISED, {}, "promised_on"),
        (ReplyKind.PROMISED, {"promised_on": -1}, "promised_on"),
        (ReplyKind.PROMISED, {"promised_on": 4000}, "promised_on"),
        (ReplyKind.UNCHANGED, {}, "text_fi"),
        (ReplyKind.FIXED, {"text": {"sv": "x" * 1001}}, "text_sv"),
    ],
)
def test_an_answer_that_does_not_fit_changes_nothing(
    project: Proposal, delegate: Delegate, reviewer: User, kind: ReplyKind, more: dict[str, Any], field: str
) -> None:
    found = FindingFactory(delegate=delegate, proposal=project)
    sent = {name: TODAY() + value * DAY if isinstance(value, int) else value for name, value in more.items()}
    with pytest.raises(Invalid) as refused:
        answering.answer(actor=reviewer, finding=found, kind=kind, **sent)
    found.refresh_from_db()
    assert (list(refused.value.fields), found.state) == ([field], FindingState.OPEN)


def test_who_may_answer(
    town: Town, project: Proposal, delegate: Delegate, resident: User, anonymous: Any
) -> None:
    found = FindingFactory(delegate=delegate, proposal=project)
    elsewhere, here = official(Role.REVIEWER, town.ranta), official(Role.REVIEWER, town.harjula)
    for actor, error in ((resident, NotAllowed), (elsewhere, NotAllowed), (anonymous, SignInNeeded)):
        with pytest.raises(error):
            answering.answer(actor=actor, finding=found, kind=ReplyKind.FIXED)
    assert [list(answering.to_answer(actor=one)) for one in (here, elsewhere)] == [[found], []]
    # Somebody who became an official does not answer their own finding.
    RoleAssignment.objects.create(user=resident, role=Role.COORDINATOR)
    with pytest.raises(NotAllowed):
        answering.answer(actor=User.objects.get(pk=resident.pk), finding=found, kind=ReplyKind.FIXED)


def test_a_finding_is_taken_back_until_it_is_answered(
    project: Proposal, delegate: Delegate, resident: User, reviewer: User
) -> None:
    first, second = noted(resident, project), noted(resident, project, kind="as_planned")
    with pytest.raises(NotAllowed):
        noting.withdraw(actor=reviewer, finding=first)
    answering.answer(actor=reviewer, finding=first, kind=ReplyKind.UNCHANGED, text={"fi": "Ei kuulu."})
    with pytest.raises(FindingMovedOn):
        noting.withdraw(actor=resident, finding=first)
    noting.withdraw(actor=resident, finding=second)

    assert reading.findings_at(project) == [first]


def test_what_a_moderator_hides_is_shown_nowhere(project: Proposal, delegate: Delegate) -> None:
    found = FindingFactory(delegate=delegate, proposal=project)
    kind = kinds.kind_of("finding")

    kind.conceal([found.pk], "insult")
    assert (reading.findings_at(project), findings_of(project.cycle)) == ([], [])
    assert kind.things([found.pk])[found.pk].text == found.text
    kind.reveal([found.pk])
    assert reading.findings_at(project) == [found]


def test_a_year_in_numbers_with_what_is_late(
    town: Town, project: Proposal, delegate: Delegate, reviewer: User
) -> None:
    FindingFactory(delegate=delegate, proposal=project, answer_by=TODAY() - DAY)
    FindingFactory(delegate=delegate, proposal=project, kind="as_planned", state="noted", answer_by=None)
    FindingFactory(delegate=delegate, proposal=project, state="promised", promised_on=TODAY() - DAY)
    FindingFactory(delegate=delegate, proposal=project, state="withdrawn")

    (one,) = findings_of(town.cycle)

    assert (one.proposal, one.findings, one.waiting, one.late) == (project.pk, 3, 1, 2)
    assert {kind: n for kind, n in one.by_kind.items() if n} == {"missing": 2, "as_planned": 1}
    assert {state: n for state, n in one.by_state.items() if n} == {"open": 1, "noted": 1, "promised": 1}
    (row,) = work(actor=reviewer).rows
    assert Warn.UNANSWERED in row["warnings"]


def test_the_database_keeps_the_rules_of_findings_too(project: Proposal, delegate: Delegate) -> None:
    found = FindingFactory(delegate=delegate, proposal=project)
    rows = Finding.objects.filter(pk=found.pk)
    for wrong in ({"text": "Toisin."}, {"state": "confirmed"}, {"answer_by": None}, {"state": "promised"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        FindingFactory(delegate=DelegateFactory(cycle=CycleFactory()), proposal=project)
    with pytest.raises(IntegrityError), transaction.atomic():
        FindingReply.objects.create(finding=found, kind="unchanged")
