"""Comments on the synthesis at the moderators' desk: shown, hidden, blacked out, and looked at again on appeal."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, may, require
from commons.audit.context import verb
from commons.http import rate
from commons.http.errors import Invalid
from commons.moderation.models import Moderation, Reason
from commons.moderation.screening import Piece, loaded, pieces
from hearings.domain import queries, synthesis
from hearings.domain.appeals import BY_NETWORK
from hearings.domain.errors import NotHidden, OwnDecision, OwnService
from hearings.domain.moderation import SEALED_FOR, settle_reports, without
from hearings.domain.notes import Writer, text_of
from hearings.models import (
    NOTE_LENGTH,
    CommentAppeal,
    Flag,
    FlagOutcome,
    Hearing,
    SealedComment,
    SynthesisComment,
)
from hearings.rules import MODERATE


@transaction.atomic
def show(*, actor: Actor, comment: SynthesisComment) -> SynthesisComment:
    """Show a comment that was held or hidden; an appeal is granted by it. Raises `NotAllowed`, `SignInNeeded`."""
    found = synthesis.locked(comment)
    require(actor, MODERATE, found.synthesis.hearing)
    CommentAppeal.objects.filter(comment=found, decided_at=None).update(
        decided_at=timezone.now(), is_granted=True
    )
    return _decide(actor, found, Moderation.SHOWN)


@transaction.atomic
def hide(*, actor: Actor, comment: SynthesisComment, reason: str) -> SynthesisComment:
    """Hide a comment for a reason from the list, which its writer is told. Never by somebody who works for a service
    that the theme's notes are about. Raises `Invalid`, `OwnService`, `NotAllowed`, `SignInNeeded`.
    """
    found = _for_hiding(actor, comment)
    if reason not in Reason.values:
        raise Invalid(fields={"reason": [_("Choose a reason. The writer will read it.")]})
    settle_reports(actor, Flag.objects.filter(comment=found, outcome=""), FlagOutcome.HIDDEN)
    return _decide(actor, found, Moderation.HIDDEN, Reason(reason))


@transaction.atomic
def redact(
    *, actor: Actor, comment: SynthesisComment, places: Collection[int] = (), words: str = ""
) -> SynthesisComment:
    """Black out marked places (by their number, from 0) and every place where one of `words` (a line each) stands, then
    show the comment. The first original is sealed for a year. Who may hide may do it.

    Raises `Invalid`, `OwnService`, `NotAllowed`, `SignInNeeded`.
    """
    found = _for_hiding(actor, comment)
    text = without(found, places, words)
    SealedComment.objects.get_or_create(
        comment=found,
        defaults={
            "text": found.text,
            "reason": Reason.PERSON,
            "expires_at": timezone.now() + SEALED_FOR,
        },
    )
    found.text, found.marks, found.is_redacted = text, [], True
    return _decide(actor, found, Moderation.SHOWN, Reason.PERSON, "text", "marks", "is_redacted")


@transaction.atomic
def appeal(*, actor: Writer, receipt: str, text: str) -> CommentAppeal:
    """Ask to have one's hidden comment looked at again; asked again it is the first appeal.

    Raises `Invalid`, `NotHidden`, `MistypedReceipt`, `UnknownReceipt`, `TooOften`.
    """
    found = synthesis.locked(synthesis.fate_of(receipt).comment)
    known = CommentAppeal.objects.filter(comment=found).first()
    if known is not None:
        return known
    if found.moderation != Moderation.HIDDEN:
        raise NotHidden
    words = text_of(text)
    wrong: list[str | Promise] = []
    if not words:
        wrong = [_("Write why it should be shown.")]
    elif len(words) > NOTE_LENGTH:
        wrong = [format_lazy(_("The text is too long: at most {most} characters."), most=NOTE_LENGTH)]
    if wrong:
        raise Invalid(fields={"text": wrong})
    rate.take(f"hearing appeal {actor.network}", *BY_NETWORK)
    made = CommentAppeal.objects.create(comment=found, text=words)
    synthesis.tell(found.synthesis.hearing)
    return made


@transaction.atomic
def keep_hidden(*, actor: Actor, comment: SynthesisComment) -> CommentAppeal:
    """Refuse the appeal: the comment stays hidden. Granting is showing it.

    Never by who hid it, nor by who works for a service that it is about. Raises `NotHidden`, `OwnDecision`,
    `OwnService`, `NotAllowed`, `SignInNeeded`.
    """
    found = _for_hiding(actor, comment)
    made = CommentAppeal.objects.filter(comment=found, decided_at=None).first()
    if made is None or found.moderation != Moderation.HIDDEN:
        raise NotHidden
    if isinstance(actor, User) and actor.pk is not None and actor.pk == _hidden_by(found):
        raise OwnDecision
    made.decided_at, made.is_granted = timezone.now(), False
    with verb("hearings.keep_comment_hidden", actor):
        made.save(update_fields=["decided_at", "is_granted"])
    synthesis.tell(found.synthesis.hearing)
    return made


def may_hide(actor: Actor, comment: SynthesisComment) -> bool:
    """Whether no service that the comment is about is the actor's own. Two queries."""
    own = queries.own_services(actor)
    about = comment.synthesis.hearing.service_areas.filter(service__in=[pk for pk in own if pk is not None])
    if comment.theme_id is not None:
        about = about.filter(contributions__theme=comment.theme_id)
    return not about.exists()


def appeals_open(hearing: Hearing) -> int:
    """How many appeals of comments wait. One query."""
    return CommentAppeal.objects.filter(
        comment__synthesis__hearing=hearing, decided_at=None, comment__moderation=Moderation.HIDDEN
    ).count()


@dataclass(frozen=True)
class OnDesk:
    """A comment cut up at what screening marked. `appeal`: the wish to look again that nobody has decided on."""

    comment: SynthesisComment
    pieces: list[Piece]
    appeal: CommentAppeal | None

    @property
    def found(self) -> list[tuple[int, Piece]]:
        """The marked pieces with their numbers."""
        return list(enumerate(piece for piece in self.pieces if piece.kind))


def reads_all(actor: Actor, hearing: Hearing) -> bool:
    """Whether the actor reads comments that wait or are hidden: moderators, as with notes."""
    return may(actor, MODERATE, hearing)


def on_desk(*, actor: Actor, hearing: Hearing) -> list[OnDesk]:
    """The comments that the actor reads: first those whose writers ask to look again, then those that wait. One query.

    Who does not moderate reads what is shown.
    """
    rows = SynthesisComment.objects.filter(synthesis__hearing=hearing).select_related("theme", "appeal")
    if not reads_all(actor, hearing):
        rows = rows.filter(moderation=Moderation.SHOWN)
    found = [
        OnDesk(row, pieces(row.text, loaded(row.marks)), _open_appeal(row))
        for row in rows.order_by("moderation", "pk")
    ]
    return sorted(found, key=lambda one: one.appeal is None)


def _open_appeal(row: SynthesisComment) -> CommentAppeal | None:
    made: CommentAppeal | None = getattr(row, "appeal", None)
    waits = made is not None and made.decided_at is None and row.moderation == Moderation.HIDDEN
    return made if waits else None


def _for_hiding(actor: Actor, comment: SynthesisComment) -> SynthesisComment:
    found = synthesis.locked(comment)
    require(actor, MODERATE, found.synthesis.hearing)
    if not may_hide(actor, found):
        raise OwnService
    return found


def _decide(
    actor: Actor, found: SynthesisComment, state: Moderation, reason: Reason | None = None, *fields: str
) -> SynthesisComment:
    found.moderation, found.moderated_at = state, timezone.now()
    found.hidden_reason = reason if reason is not None and state == Moderation.HIDDEN else ""
    with verb(f"hearings.{state}", actor, reason=str(reason or "")):
        found.save(update_fields=["moderation", "hidden_reason", "moderated_at", *fields])
    synthesis.tell(found.synthesis.hearing)
    return found


def _hidden_by(comment: SynthesisComment) -> Any:
    """The number of who hid it last, by the history."""
    events = apps.get_model("hearings", "SynthesisCommentEvent")._default_manager
    hidings = events.filter(pgh_obj=comment.pk, pgh_context__metadata__verb="hearings.hidden").order_by("-pk")
    return hidings.values_list("pgh_context__metadata__user", flat=True).first()
