"""How often somebody gets mails, and of what."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons import audit
from commons.accounts.domain import posting
from commons.accounts.models import User
from commons.accounts.permissions import Actor
from commons.followup.domain.errors import UnknownStopLink
from commons.followup.domain.news import watchable
from commons.followup.models import MailChoice, Rhythm, Watch
from commons.http.errors import Invalid, SignInNeeded, Text

OWN = "own"
"""Watching one's own proposals."""


@dataclass(frozen=True)
class Chosen:
    """What a person chose. `tags`: what they watch. `bounces`: their address takes no mails."""

    rhythm: Rhythm
    tags: set[str]
    bounces: bool


def chosen_by(actor: Actor) -> Chosen:
    """What the actor chose. Three queries. Raises `SignInNeeded`."""
    if not isinstance(actor, User):
        raise SignInNeeded
    choice = MailChoice.objects.filter(user=actor).first()
    return Chosen(
        Rhythm(choice.rhythm) if choice else Rhythm.EACH,
        set(Watch.objects.filter(user=actor).values_list("tag", flat=True)),
        posting.refused_since(actor.email) is not None,
    )


def mails_come_back(user: User) -> Text | None:
    """What somebody whose mails were refused is told when they sign in. One query."""
    if posting.refused_since(user.email) is None:
        return None
    words = _("News sent to {address} came back, so we send none. See My page: which mails I get.")
    return format_lazy(words, address=user.email)


def may_watch() -> list[tuple[str, Text]]:
    """Tags and their names, one's own proposals first."""
    return [(OWN, _("My own proposals")), *watchable()]


@transaction.atomic
def choose(*, actor: Actor, rhythm: str, tags: Collection[str]) -> Chosen:
    """Set both. Choosing a rhythm anew tries an address again that took no mails. Raises `Invalid`, `SignInNeeded`."""
    if not isinstance(actor, User):
        raise SignInNeeded
    if rhythm not in Rhythm.values:
        raise Invalid(fields={"rhythm": [_("Choose how often.")]})
    wanted = set(tags)
    if not wanted <= {tag for tag, _name in may_watch()}:
        raise Invalid(fields={"tags": [_("Choose from the list.")]})
    with audit.verb("followup.choose", actor):
        MailChoice.objects.update_or_create(user=actor, defaults={"rhythm": rhythm})
        posting.forget(actor.email)
        Watch.objects.filter(user=actor).exclude(tag__in=wanted).delete()
        Watch.objects.bulk_create(
            [Watch(user=actor, tag=tag) for tag in sorted(wanted)], ignore_conflicts=True
        )
    return chosen_by(actor)


def by_token(token: str) -> MailChoice:
    """The choice whose mails carry this word. Raises `UnknownStopLink`. One query."""
    found = MailChoice.objects.select_related("user").filter(stop_token=token).first() if token else None
    if found is None:
        raise UnknownStopLink
    return found


@transaction.atomic
def stop_by_token(*, token: str) -> MailChoice:
    """No more news by mail; twice is fine. Raises `UnknownStopLink`."""
    found = by_token(token)
    with audit.verb("followup.stop_news", found.user):
        MailChoice.objects.filter(pk=found.pk).update(rhythm=Rhythm.NONE)
    found.rhythm = Rhythm.NONE
    return found
