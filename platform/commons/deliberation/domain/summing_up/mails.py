"""The mail that tells somebody what became of their correction."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from commons.accounts.domain.posting import post
from commons.deliberation.models import Correction, CorrectionState
from commons.deliberation.owners import owner_of


def tell_corrector(correction_id: int) -> bool:
    """Mail the writer in their language. Whether a mail went out."""
    found = Correction.objects.select_related("author", "thread").filter(pk=correction_id).first()
    answered = (CorrectionState.TAKEN, CorrectionState.DECLINED)
    if found is None or found.author is None or found.state not in answered:
        return False
    with translation.override(found.author.language):
        owner = owner_of(found.thread)
        context = {
            "correction": found,
            "title": owner.title if owner else "",
            "url": f"{settings.SITE_URL}/talk/{found.thread_id}/summary/",
            "site_name": settings.SITE_NAME,
        }
        subject = render_to_string(f"deliberation/mail/correction_{found.state}_subject.txt", context)
        body = render_to_string(f"deliberation/mail/correction_{found.state}.txt", context)
    message = EmailMessage(
        subject=" ".join(subject.split())[:200],
        body=body.strip() + "\n",
        to=[found.author.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    return post(message)
