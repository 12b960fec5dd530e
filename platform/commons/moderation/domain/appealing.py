"""Appeals: the writer asks that another person looks again."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.http import rate
from commons.http.errors import Invalid, SignInNeeded
from commons.live import publish
from commons.moderation.domain.deciding import QUEUE
from commons.moderation.domain.errors import NotHidden
from commons.moderation.models import Appeal, Case, Moderation, Sealed
from commons.moderation.models.case import APPEAL_LENGTH

BY_PERSON = (10, 3600.0)


def own(pk: int, actor: Actor) -> Case:
    """The writer's own case. `Case.DoesNotExist` for anybody else's. Raises `SignInNeeded`. One query."""
    if not isinstance(actor, User):
        raise SignInNeeded
    return Case.objects.select_related("appeal").get(pk=pk, author=actor)


@transaction.atomic
def appeal(*, actor: Actor, case: Case, text: str) -> Appeal:
    """Ask to have one's hidden thing, or one with words blacked out, looked at again; asked again it is the first
    appeal.

    Raises `SignInNeeded`, `Case.DoesNotExist`, `Invalid`, `NotHidden`, `TooOften`.
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    found = Case.objects.select_for_update().get(pk=case.pk, author=actor)
    known = Appeal.objects.filter(case=found).first()
    if known is not None and known.decided_at is None:
        return known
    if known is not None or not _may_be_wrong(found):
        raise NotHidden
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise Invalid(fields={"text": [_("Write why it should be shown.")]})
    if len(words) > APPEAL_LENGTH or "\x00" in words:
        raise Invalid(fields={"text": [_("The text is too long: at most 2,000 characters.")]})
    rate.take(f"moderation appeal {actor.pk}", *BY_PERSON)
    made = Appeal.objects.create(case=found, text=words)
    publish(QUEUE)
    return made


def _may_be_wrong(case: Case) -> bool:
    """Whether something was taken from what the writer wrote."""
    if case.state == Moderation.SHOWN:
        return Sealed.objects.filter(case=case, undone_at=None).exists()
    return case.state == Moderation.HIDDEN
