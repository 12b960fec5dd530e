"""The mails that writers get: about one decision, or about a whole wave."""

import logging
import smtplib
from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from commons.accounts.domain.posting import post
from commons.moderation.domain import redacting
from commons.moderation.domain.waves import writers_of
from commons.moderation.kinds import kind_of, things_of
from commons.moderation.models import Case, Moderation, Reason, Wave
from commons.moderation.told import TOLD_WRITER

log = logging.getLogger(__name__)


def tell_writer(case_id: int) -> bool:
    """Mail the writer, in their language, how their thing stands now. Whether a mail went out."""
    case = Case.objects.select_related("author", "appeal").filter(pk=case_id).first()
    if case is None or case.author is None or case.state == Moderation.HELD or case.looked_at is None:
        return False
    thing = things_of([(case.kind, case.target)]).get((case.kind, case.target))
    with translation.override(case.author.language):
        appeal = getattr(case, "appeal", None)
        context = {
            "case": case,
            "kind": str(kind_of(case.kind).label),
            "thing": thing,
            "told": str(TOLD_WRITER.get(case.reason, "")),
            "label": str(Reason(case.reason).label) if case.reason else "",
            "redacted": redacting.why(case),
            "was_refused": appeal is not None and appeal.decided_at is not None and not appeal.is_granted,
            "was_appealed": appeal is not None and appeal.decided_at is not None,
            "url": f"{settings.SITE_URL}/moderation/{case.pk}/",
            "site_name": settings.SITE_NAME,
        }
        return _send(case.author.email, "hidden" if case.state == Moderation.HIDDEN else "shown", context)


def tell_wave(wave_id: int) -> int:
    """Mail every writer of a wave once. How many mails. One that fails keeps none from the others."""
    wave = Wave.objects.filter(pk=wave_id, undone_at=None).first()
    sent = 0
    for person in writers_of(wave) if wave is not None else ():
        with translation.override(person.language):
            assert wave is not None  # noqa: S101 (there are writers)
            context = {
                "told": str(TOLD_WRITER.get(wave.reason, "")),
                "label": str(Reason(wave.reason).label),
                "url": f"{settings.SITE_URL}/me/",
                "site_name": settings.SITE_NAME,
            }
            try:
                sent += int(_send(person.email, "wave", context))
            except (OSError, smtplib.SMTPException):
                log.exception("A mail of wave %s failed", wave_id)
    return sent


def _send(to: str, name: str, context: Mapping[str, object]) -> bool:
    subject = render_to_string(f"moderation/mail/{name}_subject.txt", context)
    body = render_to_string(f"moderation/mail/{name}.txt", context)
    return post(
        EmailMessage(
            subject=" ".join(subject.split()),
            body=body.strip() + "\n",
            to=[to],
            headers={"Auto-Submitted": "auto-generated"},
        )
    )
