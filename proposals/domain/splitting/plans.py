"""Asking the author whether a proposal may be split into the prepared parts, with a deadline."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import NotAllowed, SignInNeeded
from commons.live import publish
from commons.process.domain.gate import StatementTimestamp
from proposals.domain.asking import LONGEST_ANSWER, WHY_NOT, end_of_day, reason_of
from proposals.domain.fields import missing
from proposals.domain.merging.errors import PlanIsOver
from proposals.domain.splitting.errors import PartsIncomplete, TooLateToConsent
from proposals.domain.splitting.preparing import locked_plan, open_plan, require_splittable
from proposals.models import Answer, CoAuthor, CoAuthorState, Proposal, SplitPart, SplitPlan, SplitState
from proposals.rules import MERGE


@transaction.atomic
def ask(*, actor: Actor, plan: SplitPlan) -> SplitPlan:
    """Ask the author, by mail, whether it may be split into these parts; from now on they stay as they are.

    Raises `NotAllowed`, `PlanIsOver`, `PartsIncomplete`, `NotSplittable`, `VotingHasBegun`.
    """
    found = open_plan(actor, plan)
    require_splittable(found.proposal)
    parts = list(found.parts.select_related("category", "area"))
    _require_complete(parts)
    found.state, found.answer_until = SplitState.ASKING, end_of_day(found.days)
    found.answer, found.answer_reason, found.answered_at = Answer.WAITING, "", None
    with verb("proposals.ask_about_splitting", actor):
        found.save(update_fields=["state", "answer_until", "answer", "answer_reason", "answered_at"])
    tell_authors(found, "asked")
    return found


def gaps_of(part: SplitPart) -> dict[str, list[str]]:
    """What a part still needs, in words, by field. No query when area and category are there by their keys."""
    as_proposal = Proposal(title=part.title, what=part.what, why=part.why)
    as_proposal.area_id, as_proposal.category_id = part.area_id, part.category_id
    return {name: [str(text) for text in texts] for name, texts in missing(as_proposal).items()}


def _require_complete(parts: list[SplitPart]) -> None:
    for number, part in enumerate(parts, 1):
        if gaps := gaps_of(part):
            words = " ".join(text for texts in gaps.values() for text in texts)
            raise PartsIncomplete(_("Part %(number)d: %(words)s") % {"number": number, "words": words})
    titles = {part.title.casefold() for part in parts}
    if len(titles) < len(parts):
        raise PartsIncomplete(_("Give each part a title of its own, so that people can tell them apart."))


@transaction.atomic
def answer(*, actor: Actor, plan: SplitPlan, agrees: bool, reason: str = "") -> SplitPlan:
    """The author says yes or (with a reason) no. May be changed until the deadline.

    Raises `SignInNeeded`, `NotAllowed` for anybody else, `ReasonNeeded`, `TooLateToConsent`, `PlanIsOver`.
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    found = locked_plan(plan)
    if found.proposal.author_id != actor.pk:
        raise NotAllowed
    if found.state != SplitState.ASKING or found.answer_until is None:
        raise PlanIsOver
    if found.answer_until <= timezone.now():
        raise TooLateToConsent
    found.answer_reason = (
        reason.strip()[:LONGEST_ANSWER] if agrees else reason_of(reason, LONGEST_ANSWER, WHY_NOT)
    )
    found.answer = Answer.AGREED if agrees else Answer.DECLINED
    found.answered_at = StatementTimestamp()
    found.save(update_fields=["answer", "answer_reason", "answered_at"])
    found.refresh_from_db(fields=["answered_at"])
    publish(f"proposal:{found.proposal_id}")
    return found


@transaction.atomic
def rework(*, actor: Actor, plan: SplitPlan) -> SplitPlan:
    """Change the parts once more, for example after a no; the author is asked anew.

    Raises `NotAllowed`, `PlanIsOver`.
    """
    found = locked_plan(plan)
    require(actor, MERGE, found.proposal)
    if found.state != SplitState.ASKING:
        raise PlanIsOver
    found.state, found.answer_until = SplitState.PREPARED, None
    with verb("proposals.rework_splitting", actor):
        found.save(update_fields=["state", "answer_until"])
    return found


@transaction.atomic
def call_off(*, actor: Actor, plan: SplitPlan) -> SplitPlan:
    """Give the plan up before it was carried out. Who was asked is told. Raises `NotAllowed`, `PlanIsOver`."""
    found = locked_plan(plan)
    require(actor, MERGE, found.proposal)
    if found.state not in (SplitState.PREPARED, SplitState.ASKING):
        raise PlanIsOver
    was_asked = found.state == SplitState.ASKING
    found.state = SplitState.CALLED_OFF
    with verb("proposals.call_off_splitting", actor):
        found.save(update_fields=["state"])
    if was_asked:
        tell_authors(found, "called_off")
    return found


def tell_authors(plan: SplitPlan, what: str) -> None:
    """Order the mails, inside the verb's transaction: the author is asked, co-authors hear what became of it."""
    from proposals.tasks_together import tell_about_splitting  # the job imports this package

    people = [plan.proposal.author_id] if plan.proposal.author_id else []
    if what in ("split", "undone"):
        with_author = CoAuthor.objects.filter(proposal=plan.proposal, state=CoAuthorState.ACCEPTED)
        people += with_author.order_by("pk").values_list("user", flat=True)
    for person in people:
        tell_about_splitting.defer(plan_id=plan.pk, person_id=person, what=what)
