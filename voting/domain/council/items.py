"""The result as an item of a meeting: prepared by officials, asked about by councillors, with annexes."""

import datetime as dt
import hashlib

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Invalid, Text
from commons.live import publish
from voting.domain.council.errors import AnnexRefused, HandedIn, ItemOpen, NotCountedYet
from voting.models import (
    BallotProject,
    CouncilAnnex,
    CouncilQuestion,
    CouncilSession,
    CountState,
    Election,
    SessionState,
)
from voting.rules import ANSWER_COUNCIL, ASK_OFFICIALS, RECORD_COUNCIL

MOST_BYTES = 10 * 1024 * 1024
MOST_ANNEXES = 20
LONGEST = 5_000


@transaction.atomic
def prepare(
    *,
    actor: Actor,
    election: Election,
    meeting: str,
    held_on: dt.date,
    section: str = "",
    introduction: str = "",
) -> CouncilSession:
    """Put a published result before the council. Raises `NotAllowed`, `NotCountedYet`, `ItemOpen`, `Invalid`."""
    require(actor, RECORD_COUNCIL, election)
    if not election.counts.filter(state=CountState.PUBLISHED, superseded=False).exists():
        raise NotCountedYet
    words = _about(meeting, section, introduction)
    try:
        with transaction.atomic(), verb("voting.prepare_item", actor):
            made = CouncilSession.objects.create(
                election=election, held_on=held_on, prepared_by=_number(actor), **words
            )
    except IntegrityError as error:
        if "council_session_one_is_open" in str(error):
            raise ItemOpen from error
        raise
    publish(f"result:{election.cycle.slug}")
    return made


@transaction.atomic
def change(
    *,
    actor: Actor,
    session: CouncilSession,
    meeting: str,
    held_on: dt.date,
    section: str = "",
    introduction: str = "",
) -> CouncilSession:
    """Change meeting, day, section or words before it is handed in. Raises `NotAllowed`, `HandedIn`, `Invalid`."""
    found = prepared(session)
    require(actor, RECORD_COUNCIL, found.election)
    for name, value in {**_about(meeting, section, introduction), "held_on": held_on}.items():
        setattr(found, name, value)
    with verb("voting.change_item", actor):
        found.save()
    return found


@transaction.atomic
def add_annex(*, actor: Actor, session: CouncilSession, title: str, content: bytes) -> CouncilAnnex:
    """Put a PDF beside the item; the same file again gives the first. Raises `AnnexRefused` and the like."""
    found = prepared(session)
    require(actor, RECORD_COUNCIL, found.election)
    title = needed("title", title, 160)
    if len(content) > MOST_BYTES or not content.startswith(b"%PDF-"):
        raise AnnexRefused
    known = found.annexes.filter(sha256=(name := hashlib.sha256(content).hexdigest())).first()
    if known:
        return known
    if found.annexes.count() >= MOST_ANNEXES:
        raise AnnexRefused(_("This item has as many annexes as it can hold."))
    with verb("voting.add_annex", actor):
        return CouncilAnnex.objects.create(
            session=found, title=title, content=content, size=len(content), sha256=name
        )


@transaction.atomic
def ask(
    *, actor: Actor, session: CouncilSession, text: str, project: BallotProject | None = None
) -> CouncilQuestion:
    """A councillor asks or comments before the decision. Raises `NotAllowed`, `HandedIn`, `Invalid`."""
    found = prepared(session)
    require(actor, ASK_OFFICIALS, found.election)
    text = needed("text", text, 2_000)
    if project is not None and project.election_id != found.election_id:
        raise Invalid(fields={"project": [_("This project is not part of the vote.")]})
    with verb("voting.ask_officials", actor):
        made = CouncilQuestion.objects.create(
            session=found, project=project, text=text, asked_by=_person(actor), asked_name=_name(actor)
        )
    publish(f"result:{found.election.cycle.slug}")
    return made


@transaction.atomic
def answer(*, actor: Actor, question: CouncilQuestion, text: str) -> CouncilQuestion:
    """An official answers, or puts a better answer there. Raises `NotAllowed`, `HandedIn`, `Invalid`."""
    session = prepared(question.session)
    require(actor, ANSWER_COUNCIL, session.election)
    question.answer, question.answered_name = needed("text", text, LONGEST), _name(actor)
    question.answered_at = Now()
    with verb("voting.answer_councillor", actor):
        question.save(update_fields=["answer", "answered_name", "answered_at"])
    question.refresh_from_db()
    publish(f"result:{session.election.cycle.slug}")
    return question


def prepared(session: CouncilSession) -> CouncilSession:
    """The item, locked, while it may be changed. Raises `HandedIn`."""
    found = locked(session)
    if found.state != SessionState.PREPARED:
        raise HandedIn
    return found


def locked(session: CouncilSession) -> CouncilSession:
    """The item as it is now, held until the transaction ends."""
    return (
        CouncilSession.objects.select_for_update(of=("self",))
        .select_related("election__cycle__area")
        .get(pk=session.pk)
    )


def needed(name: str, text: str, most: int) -> str:
    """A text that must be there and is not too long. Raises `Invalid`."""
    words = within(name, text, most)
    if not words:
        raise Invalid(fields={name: [_("This field is needed.")]})
    return words


def within(name: str, text: str, most: int) -> str:
    """A text that is not too long. Raises `Invalid`."""
    words = text.replace("\r\n", "\n").strip()
    if "\x00" in words or len(words) > most:
        told: Text = _("The text is too long: at most %(most)s characters.") % {"most": most}
        raise Invalid(fields={name: [told]})
    return words


def _about(meeting: str, section: str, introduction: str) -> dict[str, str]:
    return {
        "meeting": needed("meeting", meeting, 160),
        "section": within("section", section, 60),
        "introduction": within("introduction", introduction, LONGEST),
    }


def _person(actor: Actor) -> User | None:
    return actor if isinstance(actor, User) and actor.pk else None


def _number(actor: Actor) -> int:
    return actor.pk or 0


def _name(actor: Actor) -> str:
    return (actor.display_name if isinstance(actor, User) else "") or str(_("A member of the council"))
