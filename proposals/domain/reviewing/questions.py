"""Questions between officials about a proposal, and their answers. Never public."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.accounts.domain.posting import post
from commons.accounts.models import User
from commons.accounts.permissions import Actor, may, require
from commons.http.errors import Conflict, Invalid
from commons.live import publish
from commons.process.domain.gate import StatementTimestamp
from proposals.domain.drafts import locked
from proposals.models import TEXT_LENGTH, Proposal, ReviewQuestion
from proposals.rules import REVIEW
from proposals.topics import REVIEW_QUEUE


class AnsweredAlready(Conflict):
    """Somebody answered in the meantime."""

    code = "answered-already"
    title = _("This question has an answer already")
    detail = _("What you wrote is still here and was not saved.")


@transaction.atomic
def ask(*, actor: Actor, proposal: Proposal, of: User | None, text: str) -> ReviewQuestion:
    """Ask a colleague (or None: whoever knows). The colleague gets a mail that does not quote the question.

    Raises `SignInNeeded`, `NotAllowed`, `Invalid`.
    """
    from proposals.tasks import mail_question  # the job imports this module

    found = locked(proposal)
    require(actor, REVIEW, found)
    if of is not None and not may(of, REVIEW, found):
        raise Invalid(fields={"of": [_("This person cannot review this proposal.")]})
    made = ReviewQuestion.objects.create(
        proposal=found, asked_by=_person(actor), asked_of=of, text=_words(text, "text")
    )
    if of is not None:
        mail_question.defer(question_id=made.pk)
    publish(REVIEW_QUEUE)
    return made


@transaction.atomic
def answer(*, actor: Actor, question: ReviewQuestion, text: str) -> ReviewQuestion:
    """Answer a question once. Raises `SignInNeeded`, `NotAllowed`, `AnsweredAlready`, `Invalid`."""
    proposal = locked(question.proposal)
    require(actor, REVIEW, proposal)
    found = ReviewQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if found.answer:
        raise AnsweredAlready
    found.answer = _words(text, "answer")
    found.answered_by = _person(actor)
    found.answered_at = StatementTimestamp()
    found.save()
    publish(REVIEW_QUEUE)
    found.refresh_from_db()
    return found


@transaction.atomic
def mail(question_id: int) -> bool:
    """Tell the asked person, once, unless it was answered. Whether a mail went out now."""
    found = (
        ReviewQuestion.objects.select_for_update(of=("self",))
        .select_related("proposal", "asked_of", "asked_by")
        .filter(pk=question_id, answer="", mailed_at=None)
        .first()
    )
    if found is None or found.asked_of is None or not may(found.asked_of, REVIEW, found.proposal):
        return False
    ReviewQuestion.objects.filter(pk=found.pk).update(mailed_at=Now())
    with translation.override(found.asked_of.language):
        subject = gettext("A colleague asks about “%(title)s”") % {"title": found.proposal.title}
        body = render_to_string(
            "proposals/letters/question.txt",
            {
                "question": found,
                "url": f"{settings.SITE_URL}/desk/proposals/{found.proposal_id}/steps/",
                "site_name": settings.SITE_NAME,
            },
        )
    return post(EmailMessage(subject=" ".join(subject.split())[:200], body=body, to=[found.asked_of.email]))


def _person(actor: Actor) -> User | None:
    return actor if isinstance(actor, User) and actor.pk else None


def _words(text: str, field: str) -> str:
    words = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words:
        raise Invalid(fields={field: [_("Write something first.")]})
    if len(words) > TEXT_LENGTH:
        raise Invalid(fields={field: [_("The text is too long: at most 5,000 characters.")]})
    return words
