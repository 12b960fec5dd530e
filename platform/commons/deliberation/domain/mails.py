"""The mail that a writer gets when their comment is hidden, or shown again."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from commons.deliberation.models import Comment
from commons.deliberation.owners import owner_of
from commons.deliberation.reasons import in_words


def tell_writer(comment_id: int, *, hidden: bool) -> bool:
    """Mail the writer in their language, if the comment still is as the mail would say. Whether a mail went out.

    The mail gives the reason first, quotes what was written, and says how to object.
    """
    comment = Comment.objects.select_related("author", "thread").filter(pk=comment_id).first()
    if comment is None or comment.author is None or (comment.hidden_at is not None) != hidden:
        return False
    with translation.override(comment.author.language):
        owner = owner_of(comment.thread)
        context = {
            "comment": comment,
            "reason": in_words(comment.hidden_reason),
            "title": owner.title if owner else "",
            "url": settings.SITE_URL + (owner.url if owner else "/"),
            "site_name": settings.SITE_NAME,
        }
        kind = "hidden" if hidden else "shown"
        subject = render_to_string(f"deliberation/mail/{kind}_subject.txt", context)
        body = render_to_string(f"deliberation/mail/{kind}.txt", context)
    EmailMessage(
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        to=[comment.author.email],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()
    return True
