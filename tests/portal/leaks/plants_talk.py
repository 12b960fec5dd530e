"""What is planted into talks, moderation and the follow-up: hidden things, corrections, words that were blacked out."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from commons.accounts.models import User
from commons.deliberation.models import Comment, CommentKind, Correction, Statement, Summary
from commons.followup.models import Milestone
from commons.moderation.domain import redacting
from commons.moderation.domain.intake import case_of
from commons.moderation.models import Appeal, Case, Moderation, Reason, Wave
from proposals.models import (
    Booking,
    BudgetLine,
    Evaluation,
    FindingPicture,
    FindingState,
    LedgerFile,
    Proposal,
    State,
)
from tests.factories.delegates import DelegateFactory, FindingFactory
from tests.factories.process import EnvelopeFactory
from tests.factories.proposals import BallotProposalFactory
from tests.portal.leaks.plants_reviews import picture_of, proposal
from tests.portal.leaks.town import Town
from tests.portal.leaks.words import word

HIDDEN: dict[str, Any] = {"hidden_reason": Reason.INSULT}


def plant(town: Town) -> None:
    """Everything that was said and hidden, and a project that is followed."""
    talked = proposal(town)
    _talk(town, talked)
    _hidden_proposals(town, talked)
    _blacked_out(town)
    _project(town)
    town.put("proposal", talked.pk)
    town.put("talked", talked.pk)
    town.put("spoken_of", talked.pk)
    town.put("thread", talked.thread_id)


def _case(town: Town, kind: str, target: int, author: User) -> Case:
    """It was hidden, and its writer asks for another look."""
    made = Case.objects.create(
        kind=kind,
        target=target,
        author=author,
        area=town.harjula,
        cycle=town.cycle,
        state=Moderation.HIDDEN,
        reason=Reason.INSULT,
    )
    Appeal.objects.create(case=made, text=word(f"{kind}appeal"))
    town.put("case", made.pk)
    town.put("report", f"{kind}/{target}")
    return made


def _talk(town: Town, one: Proposal) -> None:
    writer, now = town.people["writer"], timezone.now()
    said: dict[str, Any] = {"thread": one.thread, "author": writer}
    comment = Comment.objects.create(**said, kind=CommentKind.AGAINST, text=word("hiddenwording"))
    Comment.objects.filter(pk=comment.pk).update(text=word("hiddencomment"), edited_at=now)
    reply = Comment.objects.create(
        thread=one.thread,
        author=town.people["resident"],
        kind=CommentKind.AGAINST,
        text="Näin.",
        reply_to=comment,
    )
    edited = Comment.objects.create(**said, kind=CommentKind.FOR, text="Ensin näin.")
    edited.text, edited.edited_at = "Toisin sanoen.", now
    edited.save()
    statement = Statement.objects.create(**said, text=word("hiddenstatement"))
    for model, pk in ((Comment, comment.pk), (Statement, statement.pk)):  # history keeps what it said
        model.objects.filter(pk=pk).update(hidden_at=now, **HIDDEN)
    summary = Summary.objects.create(thread=one.thread, number=1, text="Yhteenveto.")
    about: dict[str, Any] = {**said, "about": summary}
    correction = Correction.objects.create(**about, text=word("correction"))
    Correction.objects.create(
        **about, text="Muuta.", state="declined", reason=word("correctiondeclined"), answered_at=now
    )
    first = _case(town, "comment", comment.pk, writer)
    _case(town, "statement", statement.pk, writer)
    town.put("wave", Wave.objects.create(seed=first, reason=Reason.REPEATED).pk)
    picture = picture_of(one, word("hiddenpicture"))
    type(picture).objects.filter(pk=picture.pk).update(hidden_at=now, **HIDDEN)
    _case(town, "picture", picture.pk, town.people["author"])
    town.put("comment", comment.pk, reply.pk)
    town.put("statement", statement.pk)
    town.put("correction", correction.pk)


def _hidden_proposals(town: Town, lead: Proposal) -> None:
    """One by itself, one that goes on in another."""
    now = timezone.now()
    alone = proposal(town, title=word("hiddentitle"), what=word("hiddenproposal"), hidden_at=now, **HIDDEN)
    merged = proposal(
        town,
        state=State.MERGED,
        merged_into=lead,
        title=word("hiddenmerged"),
        hidden_at=now,
        **HIDDEN,
    )
    hidden: dict[str, Any] = {"hidden_at": now, **HIDDEN}
    lead_away = proposal(town, title=word("hiddenlead"), **hidden)
    gone_on = proposal(town, state=State.MERGED, merged_into=lead_away)
    whole, split = proposal(town, title=word("hiddenwhole"), **hidden), proposal(town)
    part = proposal(town, split_from=whole)
    for of, fields in ((whole, {}), (split, {}), (split, {"title": word("hiddenpart"), **hidden})):
        proposal(town, split_from=of, **fields)
    Proposal.objects.filter(pk__in=[whole.pk, split.pk]).update(state=State.SPLIT)
    proposal(town, state=State.NOT_FEASIBLE, public_reason="Ei.", title=word("hiddenrefused"), **hidden)
    Comment.objects.create(
        thread=merged.thread, kind=CommentKind.FOR, text=word("hiddencomment"), hidden_at=now, **HIDDEN
    )
    _case(town, "proposal", alone.pk, town.people["author"])
    town.put("proposal", alone.pk, merged.pk, gone_on.pk, part.pk, split.pk)


def _blacked_out(town: Town) -> None:
    """A proposal with a past, a comment that was corrected, a statement: one name is covered in all of them."""
    moderator, name = town.people["moderator"], word("blackedout")
    one = proposal(
        town, state=State.RETURNED, title=f"Kysy {name}", what=f"Ensin {name}.", why=f"Koska {name}."
    )
    Proposal.objects.filter(pk=one.pk).update(what=f"Sitten {name}.")
    Proposal.objects.filter(pk=one.pk).update(state=State.SUBMITTED)
    writer: dict[str, Any] = {"thread": one.thread, "author": town.people["writer"]}
    comment = Comment.objects.create(**writer, kind=CommentKind.FOR, text=f"Soita {name}.")
    Comment.objects.filter(pk=comment.pk).update(text=f"Kirjoita {name}.", edited_at=timezone.now())
    statement = Statement.objects.create(**writer, text=f"{name} on oikeassa.")
    for kind, pk in (("proposal", one.pk), ("comment", comment.pk), ("statement", statement.pk)):
        found = case_of(kind, pk)
        assert found is not None
        redacting.redact(actor=moderator, case=found, words=name)
        town.put("case", found.pk)
    town.put("proposal", one.pk)
    town.put("spoken_of", one.pk)


def _project(town: Town) -> None:
    """Under way, with money, a finding of a delegate that was hidden, and what people think of a finished one."""
    project = BallotProposalFactory(
        cycle=town.cycle,
        area=town.harjula,
        category=town.category,
        author=town.people["author"],
        state=State.UNDER_WAY,
        envelope=EnvelopeFactory(cycle=town.cycle, slug="potti"),
    )
    _money(town, project)
    delegate = DelegateFactory(cycle=town.cycle, user=town.people["delegate"], number=1)
    noted: dict[str, Any] = {"delegate": delegate, "proposal": project}
    hidden = FindingFactory(**noted, text=word("hiddenfinding"), hidden_at=timezone.now(), **HIDDEN)
    FindingPicture.objects.create(finding=hidden, image="a.jpg", alt=word("findingpicture"))
    FindingFactory(**noted, text=word("withdrawnfinding"), state=FindingState.WITHDRAWN)
    open_one = FindingFactory(**noted)
    _case(town, "finding", hidden.pk, town.people["delegate"])
    DelegateFactory(
        cycle=town.cycle,
        user=None,
        number=None,
        state="invited",
        email=f"{word('delegatemail')}@kuvala.example",
    )
    DelegateFactory(cycle=town.cycle, number=3, state="ended", end_reason=word("endreason"))
    for text in (word("evaluation"), ""):
        Evaluation.objects.create(
            proposal=project, as_promised="yes", in_use="no", worth_it="yes", text=text, key=uuid4()
        )
    milestone = Milestone.objects.create(track=project.track, date="2026-11-01", title_fi="Alkoi")
    town.put("proposal", project.pk)
    town.put("project", project.pk)
    town.put("envelope", project.envelope_id)
    town.put("finding", hidden.pk, open_one.pk)
    town.put("delegate", delegate.pk)
    town.put("milestone", milestone.pk)


def _money(town: Town, project: Proposal) -> None:
    books = LedgerFile.objects.create(
        source="ledger",
        file_name=f"{word('ledgerfile')}.csv",
        state="undone",
        reason=word("ledgerundone"),
        report={"projects": [{"project": project.pk, "lines": 1, "amount": "100.00"}]},
    )
    Booking.objects.create(
        proposal=project,
        file=LedgerFile.objects.create(source="ledger", file_name="kirjat.csv", state="taken"),
        source="ledger",
        voucher="4711",
        date=dt.date(2026, 9, 1),
        account="4300",
        supplier=word("supplier"),
        text=word("bookingtext"),
        amount=Decimal(100),
    )
    BudgetLine.objects.create(proposal=project, name="Kaiteet", account="4300", amount=Decimal(500))
    town.put("books", books.pk)
