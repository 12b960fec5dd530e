"""The mails about a plan for merging, in each author's language."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from commons.accounts.domain.posting import post
from proposals.domain.letters import ask
from proposals.models import LetterKind, MergePart, PlanState

STATES = {
    "asked": PlanState.ASKING,
    "merged": PlanState.CARRIED_OUT,
    "called_off": PlanState.CALLED_OFF,
    "undone": PlanState.UNDONE,
}


def tell_author(part_id: int, what: str) -> bool:
    """Mail the author of one proposal of a plan, if the plan still is as the mail would say. Whether one went out."""
    part = (
        MergePart.objects.select_related("plan__lead", "proposal__author", "proposal__cycle")
        .filter(pk=part_id)
        .first()
    )
    if part is None or part.proposal.author is None or part.plan.state != STATES[what]:
        return False
    author = part.proposal.author
    others = part.plan.parts.exclude(pk=part.pk).select_related("proposal")
    with translation.override(author.language):
        context = {
            "part": part,
            "plan": part.plan,
            "others": others,
            "is_merged": bool(part.state_before),
            "site_url": settings.SITE_URL,
            "site_name": settings.SITE_NAME,
        }
        subject = render_to_string(f"proposals/merging/mail/{what}_subject.txt", context)
        body = render_to_string(f"proposals/merging/mail/{what}.txt", context)
    message = EmailMessage(
        subject=" ".join(subject.split())[:200],
        body=body.strip() + "\n",
        to=[author.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    if what == "asked":
        return ask(part.proposal, LetterKind.MERGING, message, author.language)
    return post(message)
