"""The mails about a plan for splitting, in each author's language."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from commons.accounts.domain.posting import post
from commons.accounts.models import User
from proposals.domain.letters import ask
from proposals.models import LetterKind, SplitPlan, SplitState

STATES = {
    "asked": SplitState.ASKING,
    "split": SplitState.SPLIT,
    "called_off": SplitState.CALLED_OFF,
    "undone": SplitState.UNDONE,
}


def tell_author(plan_id: int, person_id: int, what: str) -> bool:
    """Mail one author of the proposal, if the plan still is as the mail would say. Whether one went out."""
    plan = SplitPlan.objects.select_related("proposal__cycle").filter(pk=plan_id, state=STATES[what]).first()
    person = User.objects.filter(pk=person_id).first()
    if plan is None or person is None:
        return False
    with translation.override(person.language):
        context = {
            "plan": plan,
            "proposal": plan.proposal,
            "parts": plan.parts.order_by("pk"),
            "site_url": settings.SITE_URL,
            "site_name": settings.SITE_NAME,
        }
        subject = render_to_string(f"proposals/splitting/mail/{what}_subject.txt", context)
        body = render_to_string(f"proposals/splitting/mail/{what}.txt", context)
    message = EmailMessage(
        subject=" ".join(subject.split())[:200],
        body=body.strip() + "\n",
        to=[person.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    if what == "asked" and person.pk == plan.proposal.author_id:
        return ask(plan.proposal, LetterKind.SPLITTING, message, person.language)
    return post(message)
