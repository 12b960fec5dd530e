"""Hearing of the answers by mail, without an account: ask, confirm, stop."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commons.http import rate
from commons.http.errors import Invalid
from commons.moderation.proof import Pace
from commons.texts.translated import LANGUAGES
from hearings.domain.doors import Writer
from hearings.domain.errors import WrongState
from hearings.models import Hearing, HearingState, Subscriber

BY_DEVICE = (10, 3600.0)
BY_NETWORK = Pace(proven=(300, 3600.0), unproven=(30, 3600.0))
LONGEST = 254
KEPT_DAYS = 3 * 365
"""So long after a hearing has closed its addresses are kept for what is told later."""


def subscribe(
    *, actor: Writer, hearing: Hearing, address: str, language: str, services: Collection[int] = ()
) -> None:
    """Ask to be told of the answers; a mail asks to confirm. The answer is the same whether the address was known, so
    that nobody learns who is told. `services`: numbers of service areas; empty for the whole hearing.

    A filled trap is thanked and forgotten. Raises `Invalid`, `WrongState` (not open yet), `TooOften`.
    """
    if actor.effort.trap:
        return
    if hearing.state == HearingState.PREPARING:
        raise WrongState
    wrong: dict[str, list[str | Promise]] = {}
    cleaned = address.replace("\x00", "").strip()
    try:
        validate_email(cleaned)
        MaxLengthValidator(LONGEST)(cleaned)
    except ValidationError:
        wrong["address"] = [_("Write a mail address such as name@example.org.")]
    known = set(hearing.service_areas.values_list("pk", flat=True))
    if not set(services) <= known:
        wrong["services"] = [_("Choose services of this hearing.")]
    if language not in LANGUAGES:
        wrong["language"] = [_("Choose the language of your text.")]
    if wrong:
        raise Invalid(fields=wrong)
    BY_NETWORK.take("hearing mail", actor.network, is_proven=actor.effort.spends())
    rate.take(f"hearing mail device {actor.network if actor.is_new else actor.device}", *BY_DEVICE)
    _keep(hearing, cleaned, language, sorted(set(services)))


@transaction.atomic
def _keep(hearing: Hearing, address: str, language: str, services: list[int]) -> None:
    fields: dict[str, Any] = {"language": language, "services": services}
    same = Subscriber.objects.select_for_update().filter(hearing=hearing, address__iexact=address)
    # One that is confirmed keeps what it asked for: whoever types somebody's address changes nothing of theirs.
    if same.filter(is_confirmed=True).exists():
        return
    if same.update(**fields, is_asked=False):
        return
    try:
        with transaction.atomic():
            Subscriber.objects.create(hearing=hearing, address=address, **fields)
    except IntegrityError:
        return  # asked twice at the same moment


def by_token(token: str) -> Subscriber | None:
    """The address whose mails carry this word; None for one that has stopped. One query."""
    return (
        Subscriber.objects.select_related("hearing__area")
        .filter(token=token[:40].replace("\x00", ""))
        .first()
    )


@transaction.atomic
def confirm(*, token: str) -> Subscriber | None:
    """Begin to be told; again changes nothing. None where there is no such address any more."""
    found = by_token(token)
    if found is not None and not found.is_confirmed:
        found.is_confirmed = True
        found.save(update_fields=["is_confirmed"])
    return found


@transaction.atomic
def stop(*, token: str) -> None:
    """Forget the address; again changes nothing."""
    Subscriber.objects.filter(token=token[:40].replace("\x00", "")).delete()


def to_ask() -> QuerySet[Subscriber]:
    """Those whose mail that asks to confirm is not sent."""
    return Subscriber.objects.filter(is_asked=False, is_confirmed=False).select_related("hearing")


def drop_unconfirmed() -> int:
    """Delete the addresses that were asked and did not confirm; how many. Run once a week, so that no day is kept."""
    deleted, _by_model = Subscriber.objects.filter(is_asked=True, is_confirmed=False).delete()
    return deleted


def drop_old() -> int:
    """Delete the addresses of hearings that closed long ago; how many."""
    before = timezone.now() - dt.timedelta(days=KEPT_DAYS)
    deleted, _by_model = Subscriber.objects.filter(hearing__closes_at__lt=before).delete()
    return deleted
