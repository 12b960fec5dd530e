"""What residents write about proposals, as moderation handles it: proposals, comments, pictures, and names."""

from collections.abc import Collection
from typing import Any

from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.deliberation import owners, reasons
from commons.deliberation.models import Comment, CommentKind
from commons.live import publish
from commons.moderation import kinds
from commons.moderation.domain import deciding
from commons.moderation.domain.errors import CannotHide
from commons.moderation.domain.intake import case_of, received
from commons.moderation.kinds import Facts, Kind, Thing
from commons.moderation.models import Moderation, Reason
from proposals import copies, moderated_findings, rewording
from proposals.models import PRICED, Picture, Proposal, State
from proposals.whose import authors_of

PROPOSAL, COMMENT, PICTURE, NAME = "proposal", "comment", "picture", "name"


def _proposals(ids: Collection[int]) -> dict[int, Thing]:
    rows = Proposal.objects.filter(pk__in=ids).values("pk", "title", "what", "why", "for_whom", "language")
    return {
        row["pk"]: Thing(
            "\n\n".join(row[name] for name in ("title", "what", "why", "for_whom") if row[name]),
            row["language"],
            row["title"],
            row["language"],
            f"/proposals/{row['pk']}/",
        )
        for row in rows
    }


def facts_of_proposal(proposal: Proposal) -> Facts:
    """With its text loaded. It concerns all who wrote it."""
    text = f"{proposal.title}\n{proposal.what}\n{proposal.why}\n{proposal.for_whom}"
    return Facts(
        text,
        proposal.author_id,
        proposal.area_id,
        proposal.cycle_id,
        authors_of(proposal),
        proposal.language,
    )


def receive_proposal(proposal: Proposal) -> None:
    """Bring a proposal that was just handed in, and its pictures, to moderation."""
    received(PROPOSAL, proposal.pk, facts_of_proposal(proposal))
    for picture in Picture.objects.filter(proposal=proposal):
        picture.proposal = proposal
        received(PICTURE, picture.pk, facts_of_picture(picture))


def _proposal_facts(pk: int) -> Facts | None:
    found = Proposal.objects.public().filter(pk=pk).first()
    return facts_of_proposal(found) if found is not None else None


def _conceal_proposals(ids: Collection[int], reason: str) -> None:
    rows = Proposal.objects.filter(pk__in=ids)
    if rows.filter(state__in=PRICED).exists():
        raise CannotHide
    rows.update(hidden_at=Now(), hidden_reason=reason)
    _told(rows)


def _reveal_proposals(ids: Collection[int]) -> None:
    rows = Proposal.objects.filter(pk__in=ids)
    rows.update(hidden_at=None, hidden_reason="")
    _told(rows)


def _told(rows: Any) -> None:
    publish(*(f"proposal:{pk}" for pk in rows.values_list("pk", flat=True)))


def _comments(ids: Collection[int]) -> dict[int, Thing]:
    rows = Comment.objects.filter(pk__in=ids).values(
        "pk",
        "text",
        "language",
        "kind",
        "is_official",
        "thread__proposal",
        "thread__proposal__title",
        "thread__proposal__language",
    )
    return {
        row["pk"]: Thing(
            row["text"],
            row["language"],
            row["thread__proposal__title"] or "",
            row["thread__proposal__language"] or "",
            _address(row["thread__proposal"], row["pk"]),
            sort=_("official answer") if row["is_official"] else CommentKind(row["kind"]).label,
        )
        for row in rows
    }


def _address(proposal: int | None, comment: int) -> str:
    """Where the comment stands, also deep among the replies of a long talk."""
    return f"/proposals/{proposal}/?comment={comment}#comment-{comment}" if proposal else ""


def facts_of_comment(comment: Comment, proposal: Proposal) -> Facts:
    """It concerns whose proposal it is about, and whom it answers."""
    answered = comment.reply_to.author_id if comment.reply_to_id and comment.reply_to else None
    others = authors_of(proposal) + ((answered,) if answered is not None else ())
    return Facts(
        comment.text, comment.author_id, proposal.area_id, proposal.cycle_id, others, comment.language
    )


def _comment_facts(pk: int) -> Facts | None:
    rows = Comment.objects.select_related("reply_to", "thread__proposal__cycle")
    found = rows.filter(pk=pk, hidden_at=None, thread__proposal__cycle__is_published=True).first()
    return facts_of_comment(found, found.thread.proposal) if found is not None else None


def _conceal_comments(ids: Collection[int], reason: str) -> None:
    Comment.objects.filter(pk__in=ids).update(hidden_at=Now(), hidden_reason=reason)
    _told_threads(ids)


def _reveal_comments(ids: Collection[int]) -> None:
    Comment.objects.filter(pk__in=ids).update(hidden_at=None, hidden_reason="")
    _told_threads(ids)


def keep_decision(comment: Comment, actor: Actor) -> None:
    """What is decided by the comment's own number is a decision of moderation too: with log, appeal, mail, limits."""
    proposal = Proposal.objects.filter(thread=comment.thread_id).first()
    if proposal is None or not isinstance(actor, User) or actor.pk is None:
        return
    case = case_of(COMMENT, comment.pk, facts_of_comment(comment, proposal))
    if case is None:
        return
    if comment.hidden_at is None:
        deciding.note(actor=actor, case=case, state=Moderation.SHOWN)
    else:
        known = comment.hidden_reason in Reason.values
        reason = comment.hidden_reason if known else Reason.OTHER_MATTER
        deciding.note(actor=actor, case=case, state=Moderation.HIDDEN, reason=reason)


def _told_threads(ids: Collection[int]) -> None:
    found = set(Comment.objects.filter(pk__in=ids).values_list("thread", "thread__proposal"))
    publish(
        *{f"thread:{thread}" for thread, _pk in found}, *{f"proposal:{pk}" for _thread, pk in found if pk}
    )


def _pictures(ids: Collection[int]) -> dict[int, Thing]:
    rows = Picture.objects.filter(pk__in=ids).select_related("proposal")
    return {
        one.pk: Thing(
            one.alt or str(_("Picture of the proposal")),
            one.proposal.language if one.alt else "",
            one.proposal.title,
            one.proposal.language,
            one.proposal.get_absolute_url(),
            one.small.url,
        )
        for one in rows
    }


def _picture_facts(pk: int) -> Facts | None:
    rows = Picture.objects.select_related("proposal__cycle")
    found = (
        rows.filter(pk=pk, hidden_at=None, proposal__cycle__is_published=True)
        .exclude(proposal__state=State.DRAFT)
        .first()
    )
    return facts_of_picture(found) if found is not None else None


def facts_of_picture(picture: Picture) -> Facts:
    """With its proposal. Pictures are not compared, only their words."""
    proposal = picture.proposal
    language = proposal.language if picture.alt else ""
    return Facts(
        picture.alt,
        proposal.author_id,
        proposal.area_id,
        proposal.cycle_id,
        authors_of(proposal),
        language,
    )


def _conceal_pictures(ids: Collection[int], reason: str) -> None:
    _mark_pictures(ids, hidden_at=Now(), hidden_reason=reason)


def _reveal_pictures(ids: Collection[int]) -> None:
    _mark_pictures(ids, hidden_at=None, hidden_reason="")


def _mark_pictures(ids: Collection[int], **fields: Any) -> None:
    rows = Picture.objects.filter(pk__in=ids)
    rows.update(**fields)
    publish(*{f"proposal:{pk}" for pk in rows.values_list("proposal", flat=True)})


def _names(ids: Collection[int]) -> dict[int, Thing]:
    return {
        one.pk: Thing(one.hidden_name or one.display_name, title=_("Name shown to others"))
        for one in User.objects.filter(pk__in=ids)
    }


def _name_facts(pk: int) -> Facts | None:
    found = User.objects.filter(pk=pk, is_active=True).exclude(display_name="").first()
    return Facts(found.display_name, found.pk) if found is not None else None


def _conceal_names(ids: Collection[int], _reason: str) -> None:
    rows = User.objects.filter(pk__in=ids).exclude(display_name="")
    rows.update(hidden_name=F("display_name"), display_name="")


def _reveal_names(ids: Collection[int]) -> None:
    rows = User.objects.filter(pk__in=ids).exclude(hidden_name="")
    rows.filter(display_name="").update(display_name=F("hidden_name"))
    rows.update(hidden_name="")


def register() -> None:
    """Make them known, and the reasons readable where a comment stood."""
    kinds.register(
        Kind(
            PROPOSAL,
            _("Proposal"),
            _proposals,
            _proposal_facts,
            _conceal_proposals,
            _reveal_proposals,
            rewording.passages_of_proposal,
            rewording.rewrite_proposal,
            copies=copies.of_proposal,
        )
    )
    kinds.register(
        Kind(
            COMMENT,
            _("Comment"),
            _comments,
            _comment_facts,
            _conceal_comments,
            _reveal_comments,
            rewording.passages_of_comment,
            rewording.rewrite_comment,
            copies=copies.of_comment,
        )
    )
    kinds.register(
        Kind(
            PICTURE,
            _("Picture"),
            _pictures,
            _picture_facts,
            _conceal_pictures,
            _reveal_pictures,
            rewording.passages_of_picture,
            rewording.rewrite_picture,
        )
    )
    kinds.register(Kind(NAME, _("Name"), _names, _name_facts, _conceal_names, _reveal_names, may_wait=False))
    moderated_findings.register()
    owners.watch_moderation(keep_decision)
    labels = {str(reason): reason.label for reason in Reason}
    reasons.register_words(labels | {kinds.HELD: _("Waiting to be read by a moderator")})
