"""The mails about working together, in the reader's language."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from commons.accounts.domain.posting import post
from commons.accounts.models import User
from proposals.domain.together.authors import word_of
from proposals.models import CoAuthor, CoAuthorState, Suggestion, SuggestionState


def invite(invitation_id: int) -> bool:
    """Mail an invitation, if it still is one. Whether a mail went out."""
    found = CoAuthor.objects.select_related("proposal__author").filter(pk=invitation_id).first()
    if found is None or found.state != CoAuthorState.INVITED or found.proposal.author is None:
        return False
    known = User.objects.filter(email__iexact=found.email).values_list("language", flat=True).first()
    context = {"invitation": found, "proposal": found.proposal, "word": word_of(found)}
    return _send(found.email, known or found.proposal.author.language, "invited", context, is_anew=True)


def tell(suggestion_id: int, state: str) -> bool:
    """Mail the authors about a suggestion, or its writer about the answer. Whether a mail went out."""
    found = (
        Suggestion.objects.select_related("proposal__author", "author")
        .filter(pk=suggestion_id, state=state)
        .first()
    )
    if found is None or found.hidden_at is not None:
        return False
    reader = found.proposal.author if state == SuggestionState.OPEN else found.author
    if reader is None:
        return False
    context = {"suggestion": found, "proposal": found.proposal}
    return _send(reader.email, reader.language, f"suggestion_{state}", context)


def _send(address: str, language: str, kind: str, context: dict[str, Any], *, is_anew: bool = False) -> bool:
    with translation.override(language):
        context |= {"site_url": settings.SITE_URL, "site_name": settings.SITE_NAME}
        subject = render_to_string(f"proposals/together/mail/{kind}_subject.txt", context)
        body = render_to_string(f"proposals/together/mail/{kind}.txt", context)
    message = EmailMessage(
        subject=" ".join(subject.split())[:200],
        body=body.strip() + "\n",
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    return post(message, is_anew=is_anew)
