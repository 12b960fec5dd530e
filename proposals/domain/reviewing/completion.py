"""The author's clock: a returned proposal is completed by a day, is reminded of it, may get more time, or lapses."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.process.domain import working_days
from commons.texts.translated import LANGUAGES
from proposals.domain.drafts import locked
from proposals.domain.errors import WrongState
from proposals.domain.letters import write_letter
from proposals.domain.reviewing import tasks, verdicts
from proposals.domain.submission import tell
from proposals.models import TEXT_LENGTH, Feasibility, Ground, Lapse, LetterKind, Proposal, Review, State
from proposals.rules import REVIEW

REMIND_BEFORE = 3
"""Working days before the last day."""


def last_day(until: date | None) -> date | None:
    """The day on which the time really ends: a holiday or weekend moves it to the next working day."""
    return None if until is None else working_days.next_working(until)


@transaction.atomic
def extend(*, actor: Actor, proposal: Proposal, until: date, reason: str) -> Proposal:
    """Give the author more time, for a reason that the letter tells.

    Raises `SignInNeeded`, `NotAllowed`, `WrongState`, `Invalid`.
    """
    found = locked(proposal)
    require(actor, REVIEW, found)
    review = Review.objects.filter(proposal=found).first()
    if found.state != State.RETURNED or review is None:
        raise WrongState
    words = reason.replace("\r\n", "\n").replace("\x00", "").strip()
    day = working_days.next_working(until)
    wrong: dict[str, list[str | Promise]] = {}
    if day <= (review.request_until or timezone.localdate()) or day < timezone.localdate():
        wrong["until"] = [_("Choose a day that is later than the one now.")]
    if not words:
        wrong["reason"] = [_("Give the reason. The author reads it in the letter.")]
    if len(words) > TEXT_LENGTH:
        wrong["reason"] = [_("The text is too long: at most 5,000 characters.")]
    if wrong:
        raise Invalid(fields=wrong)
    review.request_until = day
    review.extension_reason = words
    review.reminded_at = None
    with verb("proposals.extend_completion", actor, reason=words):
        review.save()
    write_letter(found, LetterKind.EXTENDED, review=review)
    tell(found)
    return found


def remind(now: datetime | None = None) -> int:
    """Write once to every author whose time is nearly over; how many letters."""
    today = _today(now)
    reminded = 0
    waiting = Review.objects.filter(
        proposal__state=State.RETURNED, request_until__gte=today, reminded_at=None
    ).order_by("pk")
    for pk, until in list(waiting.values_list("pk", "request_until")):
        if until is None or today < working_days.before(until, REMIND_BEFORE):
            continue
        with transaction.atomic():
            review = Review.objects.select_for_update(of=("self",)).filter(pk=pk, reminded_at=None).first()
            if review is None:
                continue
            review.reminded_at = now or timezone.now()
            review.save(update_fields=["reminded_at"])
            reminded += write_letter(review.proposal, LetterKind.REMINDER, review=review) is not None
    return reminded


def lapse(now: datetime | None = None) -> int:
    """Do with every proposal whose time is over what its letter said; how many."""
    today = _today(now)
    over = Review.objects.filter(proposal__state=State.RETURNED, request_until__lt=today)
    return sum(
        _lapse(proposal, today) for proposal in Proposal.objects.filter(review__in=over).order_by("pk")
    )


@transaction.atomic
def _lapse(proposal: Proposal, today: date) -> bool:
    """Each is a transaction of its own; who completed it meanwhile was in time."""
    found = locked(proposal)
    review = Review.objects.filter(proposal=found).first()
    if found.state != State.RETURNED or review is None or review.request_until is None:
        return False
    if review.request_until >= today:
        return False
    with verb("proposals.lapse"):
        if review.request_outcome == Lapse.GO_ON:
            found.state = State.IN_REVIEW if review.reviewer_id else State.SUBMITTED
            found.save(update_fields=["state"])
            tasks.resume(found)
            write_letter(found, LetterKind.GOES_ON, review=review)
        else:
            _close(found, review)
    tell(found)
    return True


def _close(proposal: Proposal, review: Review) -> None:
    proposal.state = State.NOT_FEASIBLE
    proposal.ground = Ground.UNCLEAR
    proposal.public_reason = _reason(proposal, review)
    proposal.save(update_fields=["state", "ground", "public_reason"])
    review.feasibility = Feasibility.NOT_FEASIBLE
    review.ground = proposal.ground
    review.reason = proposal.public_reason
    review.finished_at = timezone.now()
    review.save()
    tasks.drop(proposal)
    verdict = verdicts.keep(proposal, review, Feasibility.NOT_FEASIBLE, None)
    write_letter(proposal, LetterKind.NOT_FEASIBLE, review=review, verdict=verdict)


def _reason(proposal: Proposal, review: Review) -> str:
    """Why it is closed, in the language of the proposal where the town speaks it."""
    language = proposal.language[:2] if proposal.language[:2] in LANGUAGES else LANGUAGES[0]
    with translation.override(language):
        day = date_format(review.request_until, "j.n.Y") if review.request_until else ""
        return gettext(
            "The proposal was returned for completion and was not completed by %(day)s. "
            "Because of that it could not be reviewed further."
        ) % {"day": day}


def _today(now: datetime | None) -> date:
    return timezone.localtime(now).date() if now else timezone.localdate()
