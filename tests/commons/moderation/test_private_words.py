"""What only some people see: corrections of summaries, suggested changes, and what is told a year later. Reported by
who sees it, decided on in the one queue like everything else."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pgtrigger
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client
from django.utils import timezone

from commons.accounts.models import Role, User
from commons.deliberation.domain.summing_up import correcting, writing
from commons.deliberation.domain.summing_up import reading as summaries
from commons.deliberation.domain.summing_up.errors import CorrectionAnswered
from commons.moderation.asking import Tab, Wish
from commons.moderation.domain import appealing, deciding, log, looking, many, reporting, waves
from commons.moderation.domain.errors import NothingThere
from commons.moderation.models import Case, Moderation, Reason, Rule
from proposals.domain.execution import evaluation
from proposals.domain.together import mails as together_mails
from proposals.domain.together import reading, suggesting
from proposals.domain.together.errors import AnsweredAlready
from proposals.models import QUESTIONS, Proposal, State
from tests.factories.accounts import UserFactory, official
from tests.factories.proposals import BallotProposalFactory

pytestmark = pytest.mark.django_db

KINDS = ("correction", "suggestion", "evaluation")


@dataclass
class Said:
    """One thing of a kind, with who wrote it and who else sees it."""

    kind: str
    thing: Any
    writer: User | None
    reader: User

    @property
    def case(self) -> Case:
        return Case.objects.get(kind=self.kind, target=self.thing.pk)


def said(kind: str, proposal: Proposal, text: str = "Mainos: halpa laina.") -> Said:
    writer = UserFactory(language="en")
    if kind == "correction":
        reader = official(Role.FACILITATOR)
        if not proposal.thread.summaries.exists():
            writing.write(actor=reader, thread=proposal.thread, text="Puolesta.", language="fi", seen=0)
        made = correcting.suggest(actor=writer, thread=proposal.thread, text=text, language="fi")
        return Said(kind, made, writer, reader)
    if kind == "suggestion":
        assert proposal.author is not None
        made = suggesting.suggest(actor=writer, proposal=proposal, field="what", text="Toisin.", note=text)
        return Said(kind, made, writer, proposal.author)
    project = BallotProposalFactory(cycle=proposal.cycle, area=proposal.area, state=State.DONE)
    with pgtrigger.ignore("proposals.ProposalEvent:append_only"):
        project.events.update(pgh_created_at=timezone.now() - dt.timedelta(days=370))
    told = evaluation.answer(
        proposal=project, network="192.0.2.1", key=uuid4(), answers=dict.fromkeys(QUESTIONS, "yes"), text=text
    )
    return Said(kind, told, None, official(Role.REVIEWER))


def is_seen(one: Said, viewer: User) -> bool:
    """Whether somebody else than its writer reads its words."""
    if one.kind == "correction":
        talk = summaries.talk_of(one.thing.thread_id)
        return one.thing in summaries.seen(talk, viewer).waiting
    if one.kind == "suggestion":
        shown = reading.workshop(actor=viewer, proposal=one.thing.proposal).suggestions
        return one.thing in [each.suggestion for each in shown]
    return one.thing in evaluation.texts(actor=viewer, proposal=one.thing.proposal)


@pytest.mark.parametrize("kind", KINDS)
def test_who_sees_it_reports_it_and_to_others_there_is_nothing(
    kind: str, proposal: Proposal, moderator: User, client: Client
) -> None:
    one = said(kind, proposal)
    address = f"/report/{kind}/{one.thing.pk}/"
    body = {"kind": kind, "id": one.thing.pk, "reason": "advertisement"}
    for stranger in (AnonymousUser(), UserFactory()):
        with pytest.raises(NothingThere):
            reporting.report(actor=stranger, kind=kind, target=one.thing.pk, reason=Reason.INSULT)
    assert client.get(address).status_code == 404
    assert client.post("/api/v1/reports/", body, "application/json").status_code == 404
    client.force_login(one.reader)
    assert "halpa laina" in client.get(address).content.decode()
    assert client.post("/api/v1/reports/", body, "application/json").status_code == 201

    rows = looking.waiting(actor=moderator, wish=Wish(Tab.REPORTED, kind))
    assert [(row.case.target, row.may_decide) for row in rows] == [(one.thing.pk, True)]


@pytest.mark.parametrize("kind", KINDS)
def test_hiding_takes_it_from_its_readers_and_an_appeal_brings_it_back(
    kind: str, proposal: Proposal, moderator: User
) -> None:
    one = said(kind, proposal)
    assert is_seen(one, one.reader)
    deciding.hide(actor=moderator, case=one.case, reason=Reason.ADVERTISEMENT)
    one.thing.refresh_from_db()
    assert (is_seen(one, one.reader), one.thing.hidden_reason) == (False, "advertisement")
    assert "laina" not in str(log.entries())
    with pytest.raises(NothingThere):
        reporting.report(actor=one.reader, kind=kind, target=one.thing.pk, reason=Reason.INSULT)
    if one.writer is not None:
        appealing.appeal(actor=one.writer, case=one.case, text="Ei ole mainos.")
    deciding.leave(actor=official(Role.COORDINATOR), case=one.case)
    one.thing.refresh_from_db()
    assert (is_seen(one, one.reader), one.thing.hidden_at) == (True, None)


def test_nobody_answers_what_is_hidden(proposal: Proposal, moderator: User) -> None:
    correction, suggestion = said("correction", proposal), said("suggestion", proposal)
    for one in (correction, suggestion):
        deciding.hide(actor=moderator, case=one.case, reason=Reason.INSULT)
    with pytest.raises(CorrectionAnswered):
        correcting.decline(actor=correction.reader, correction=correction.thing, reason="Ei.")
    with pytest.raises(CorrectionAnswered):
        correcting.take(actor=correction.reader, correction=correction.thing, text="Uusi.", seen=1)
    with pytest.raises(AnsweredAlready):
        suggesting.decline(actor=suggestion.reader, suggestion=suggestion.thing, reason="Ei.")


def test_what_is_read_first_is_mailed_to_the_authors_only_then(proposal: Proposal, moderator: User) -> None:
    Rule.objects.create(cycle=proposal.cycle, kind="suggestion", is_before=True, trusted_after=0)
    one = said("suggestion", proposal)
    assert not together_mails.tell(one.thing.pk, "open")
    assert (is_seen(one, one.reader), one.case.state) == (False, Moderation.HELD)
    deciding.leave(actor=moderator, case=one.case)
    assert is_seen(one, one.reader)
    assert together_mails.tell(one.thing.pk, "open")
    assert mail.outbox[-1].to == [one.reader.email]


def test_of_who_tells_the_town_something_the_day_alone_is_kept(proposal: Proposal) -> None:
    one = said("evaluation", proposal)
    written = timezone.localtime(one.case.written_at)
    assert (one.case.author, written.date(), written.time()) == (None, one.thing.day, dt.time())


def test_several_are_hidden_at_once_and_a_wave_is_taken_back(proposal: Proposal, moderator: User) -> None:
    all_of_them = [said(kind, proposal) for kind in KINDS]
    outcomes = many.decide_all(
        actor=moderator, chosen=[(one.case.pk, None) for one in all_of_them], act="hide", reason="insult"
    )
    assert [one.refusal for one in outcomes] == [None] * 3
    assert not any(is_seen(one, one.reader) for one in all_of_them)
    spam = [
        said("correction", proposal, "Osta halpa laina osoitteesta laina.example heti") for _n in range(3)
    ]
    wave = waves.hide(
        actor=moderator, seed=spam[0].case, criteria=waves.Criteria(), reason=Reason.ADVERTISEMENT
    )
    assert (wave.count, is_seen(spam[0], spam[0].reader)) == (3, False)
    waves.undo(actor=moderator, wave=wave)
    assert all(is_seen(one, one.reader) for one in spam)
