"""Appeals: the writer of a hidden note asks somebody else to look again."""

from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.audit.context import verb
from commons.http import rate
from commons.http.errors import Invalid
from commons.moderation.models import Moderation
from hearings.domain import queries
from hearings.domain.errors import NotHidden, OwnDecision
from hearings.domain.moderation import locked, require_hiding
from hearings.domain.notes import Writer, tell, text_of
from hearings.models import NOTE_LENGTH, Appeal, Contribution

BY_NETWORK = (60, 3600.0)


@transaction.atomic
def appeal(*, actor: Writer, receipt: str, text: str) -> Appeal:
    """Ask to have one's hidden note looked at again; asked again it is the first appeal.

    Raises `Invalid`, `NotHidden`, `MistypedReceipt`, `UnknownReceipt`, `TooOften`.
    """
    note = locked(queries.fate_of(receipt).note)
    known = Appeal.objects.filter(contribution=note).first()
    if known is not None:
        return known
    if note.moderation != Moderation.HIDDEN:
        raise NotHidden
    words = text_of(text)
    wrong: list[str | Promise] = []
    if not words:
        wrong = [_("Write why it should be shown.")]
    elif len(words) > NOTE_LENGTH:
        wrong = [format_lazy(_("The text is too long: at most {most} characters."), most=NOTE_LENGTH)]
    if wrong:
        raise Invalid(fields={"text": wrong})
    rate.take(f"hearing appeal {actor.network}", *BY_NETWORK)
    made = Appeal.objects.create(contribution=note, text=words)
    tell(note.hearing, wall=False)
    return made


@transaction.atomic
def keep_hidden(*, actor: Actor, note: Contribution) -> Appeal:
    """Refuse the appeal: the note stays hidden. Granting is showing it (`moderation.show`).

    Never by who hid it, nor by who works for the service. Raises `NotHidden`, `OwnDecision`, `OwnService`,
    `NotAllowed`, `SignInNeeded`.
    """
    found = locked(note)
    require_hiding(actor, found)
    made = Appeal.objects.filter(contribution=found, decided_at=None).first()
    if made is None or found.moderation != Moderation.HIDDEN:
        raise NotHidden
    if isinstance(actor, User) and actor.pk is not None and actor.pk == _hidden_by(found):
        raise OwnDecision
    made.decided_at, made.is_granted = timezone.now(), False
    with verb("hearings.keep_hidden", actor):
        made.save(update_fields=["decided_at", "is_granted"])
    tell(found.hearing, wall=False)
    return made


def _hidden_by(note: Contribution) -> Any:
    """The number of who hid it last, by the history."""
    events = apps.get_model("hearings", "ContributionEvent")._default_manager
    hidings = events.filter(pgh_obj=note.pk, moderation=Moderation.HIDDEN).order_by("-pk")
    return hidings.values_list("pgh_context__metadata__user", flat=True).first()
