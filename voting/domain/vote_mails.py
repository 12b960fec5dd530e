"""Mails of the vote, in the language that is active."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language


def mail(*, to: str, subject: str, paragraphs: Sequence[str], code: str = "") -> EmailMultiAlternatives:
    """One mail, to hand to the post. `code`: a receipt, shown large below the first paragraph; may be empty."""
    content = {
        "subject": subject,
        "code": code,
        "paragraphs": list(paragraphs),
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "language": get_language(),
    }
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string("accounts/mail/letter.txt", content),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        headers={"Content-Language": str(get_language()), "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string("accounts/mail/letter.html", content), "text/html")
    return message
