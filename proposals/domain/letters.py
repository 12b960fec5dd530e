"""Letters to authors, in the author's language: written by a verb, mailed once by a job, kept for the file."""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils import translation

from commons.accounts.domain.posting import post
from commons.live import publish
from proposals.domain.letter_pdf import pdf_of
from proposals.models import Letter, LetterKind, Proposal, Review, Verdict
from proposals.topics import REVIEW_QUEUE

LETTER = "proposals.letter"
"""What a letter's mail is about, for the door of the mails."""
DECIDING = (LetterKind.ON_BALLOT, LetterKind.NOT_FEASIBLE, LetterKind.UPHELD)
"""Letters that tell a decision: they come as a document, too."""

ONLY_FOR_THE_FILE = (LetterKind.RECEIVED, LetterKind.APPEALED)
"""Letters that say only that something came in: the author knows it, and nobody sends them on paper."""
WAITING = Q(refused_at__isnull=False, paper_on=None) & ~Q(kind__in=ONLY_FOR_THE_FILE)


@dataclass(frozen=True)
class Draft:
    """A letter as it would be sent now."""

    language: str
    subject: str
    body: str


def unreached() -> Q:
    """Proposals with a letter that waits to be sent on paper."""
    return Q(Exists(Letter.objects.filter(WAITING, proposal=OuterRef("pk"))))


def preview(
    proposal: Proposal, kind: LetterKind, *, review: Review | None = None, verdict: Verdict | None = None
) -> Draft | None:
    """The letter that `kind` would send; None without an author. `review` as it stands, saved or not.

    Only the review's public side goes in: reason, cost, what to complete. Internal remarks are another table.
    """
    author = proposal.author
    if author is None:
        return None
    with translation.override(author.language):
        body = render_to_string(
            f"proposals/letters/{kind}.txt",
            {
                "proposal": proposal,
                "review": review,
                "verdict": verdict,
                "url": f"{settings.SITE_URL}/proposals/{proposal.pk}/",
                "edit_url": f"{settings.SITE_URL}/proposals/{proposal.pk}/edit/",
                "site_name": settings.SITE_NAME,
            },
        )
        subject = " ".join(f"{LetterKind(kind).label}: {proposal.title}".split())[:200]
    return Draft(author.language, subject, body.strip() + "\n")


def write_letter(
    proposal: Proposal, kind: LetterKind, *, review: Review | None = None, verdict: Verdict | None = None
) -> Letter | None:
    """Write the letter and order its mailing, inside the verb's transaction. None without an author."""
    from proposals.tasks import send_letter  # the job imports this module

    draft = preview(proposal, kind, review=review, verdict=verdict)
    if draft is None:
        return None
    letter = Letter.objects.create(
        proposal=proposal, kind=kind, language=draft.language, subject=draft.subject, body=draft.body
    )
    send_letter.defer(letter_id=letter.pk)
    return letter


@transaction.atomic
def send(letter_id: int) -> bool:
    """Mail the letter unless it was mailed or refused, or its author is gone. Whether a mail went out now."""
    letter = (
        Letter.objects.select_for_update(of=("self",))
        .select_related("proposal__author", "proposal__cycle")
        .filter(pk=letter_id)
        .first()
    )
    if letter is None or letter.sent_at or letter.refused_at or letter.proposal.author is None:
        return False
    mail = EmailMessage(subject=letter.subject, body=letter.body, to=[letter.proposal.author.email])
    if letter.kind in DECIDING:
        mail.attach(f"raati-{letter.proposal_id}.pdf", pdf_of(letter), "application/pdf")
    return _hand_over(letter, mail)


@transaction.atomic
def ask(proposal: Proposal, kind: LetterKind, mail: EmailMessage, language: str) -> bool:
    """Mail the author a question that has a deadline, kept as a letter, so that officials see when it never came.
    Whether it went out; when the mail server does not answer now nothing is kept, and the job asks again."""
    letter = Letter.objects.create(
        proposal=proposal, kind=kind, language=language, subject=str(mail.subject), body=str(mail.body)
    )
    return _hand_over(letter, mail)


def _hand_over(letter: Letter, mail: EmailMessage) -> bool:
    """Mark it as sent, or as refused where the address takes no mail, which no job tries again. Marked first: when the
    mail server does not answer now, the mark is rolled back and the job tries again."""
    Letter.objects.filter(pk=letter.pk).update(sent_at=Now())
    if post(mail, about=(LETTER, letter.pk)):
        return True
    Letter.objects.filter(pk=letter.pk).update(sent_at=None, refused_at=Now())
    publish(REVIEW_QUEUE)
    return False
