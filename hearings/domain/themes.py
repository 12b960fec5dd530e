"""Grouping notes into themes. Grouping never loses a note, and every step can be undone."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.live import publish
from hearings.domain.errors import WrongState
from hearings.domain.words import cleaned_words
from hearings.models import Contribution, Grouping, Hearing, HearingState, Theme
from hearings.rules import GROUP

WORKING = (HearingState.OPEN, HearingState.CLOSED, HearingState.ANSWERING)
MOST_AT_ONCE = 500


@transaction.atomic
def create(*, actor: Actor, hearing: Hearing, words: Mapping[str, Any]) -> Theme:
    """A new theme, at the end. `words`: `title_fi` … in each language of the hearing, `summary_fi` …

    Raises `Invalid`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    _require_working(actor, hearing)
    cleaned = cleaned_words(hearing, words, needed=("title",), optional=("summary",))
    last = hearing.themes.aggregate(last=Max("position"))["last"]
    with verb("hearings.theme", actor):
        theme = Theme.objects.create(hearing=hearing, position=(last or 0) + 1, **cleaned)
    _tell(hearing)
    return theme


@transaction.atomic
def change(*, actor: Actor, theme: Theme, words: Mapping[str, Any]) -> Theme:
    """New words for a theme. Raises `Invalid`, `WrongState`, `NotAllowed`, `SignInNeeded`."""
    found = Theme.objects.select_for_update(of=("self",)).select_related("hearing__area").get(pk=theme.pk)
    _require_working(actor, found.hearing)
    cleaned = cleaned_words(found.hearing, words, needed=("title",), optional=("summary",))
    for name, value in cleaned.items():
        setattr(found, name, value)
    with verb("hearings.theme", actor):
        found.save(update_fields=list(cleaned))
    _tell(found.hearing)
    return found


@transaction.atomic
def place(*, actor: Actor, hearing: Hearing, notes: Collection[int], theme: Theme | None) -> int:
    """Put notes (by number) into a theme, or (None) out of theirs; how many moved. One step to undo.

    The rows are locked in order, so that two facilitators who move the same note come one after the other: the later
    one counts, and both steps can be undone. Raises `Invalid`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    _require_working(actor, hearing)
    if len(notes) > MOST_AT_ONCE:
        raise Invalid(fields={"notes": [_("Choose fewer notes at once.")]})
    if theme is not None and theme.hearing_id != hearing.pk:
        raise Invalid(fields={"theme": [_("Choose a theme of this hearing.")]})
    rows = Contribution.objects.select_for_update().filter(hearing=hearing, pk__in=notes).order_by("pk")
    wanted = theme.pk if theme else None
    before = {str(pk): old for pk, old in rows.values_list("pk", "theme_id") if old != wanted}
    if not notes or (not before and not rows.exists()):
        raise Invalid(fields={"notes": [_("Choose notes first.")]})
    if before:
        Contribution.objects.filter(pk__in=[int(pk) for pk in before]).update(theme=theme)
        Grouping.objects.create(
            hearing=hearing, actor=actor if isinstance(actor, User) else None, theme=theme, before=before
        )
        _tell(hearing)
    return len(before)


@transaction.atomic
def undo(*, actor: Actor, hearing: Hearing) -> int:
    """Take back one's own latest step of grouping; how many notes went back. Notes that somebody else moved since
    stay where they are now. Raises `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    _require_working(actor, hearing)
    mine = Grouping.objects.select_for_update().filter(
        hearing=hearing, actor=actor if isinstance(actor, User) else None, undone_at=None
    )
    step = mine.first()
    if step is None:
        raise WrongState(_("There is nothing to undo."))
    back = 0
    still_there = {theme.pk for theme in Theme.objects.filter(hearing=hearing)}
    for pk, old in step.before.items():
        theme = old if old in still_there else None
        back += Contribution.objects.filter(pk=int(pk), theme=step.theme_id).update(theme=theme)
    step.undone_at = timezone.now()
    step.save(update_fields=["undone_at"])
    _tell(hearing)
    return back


def _require_working(actor: Actor, hearing: Hearing) -> None:
    require(actor, GROUP, hearing)
    if hearing.state not in WORKING:
        raise WrongState


def _tell(hearing: Hearing) -> None:
    publish(f"hearing:{hearing.slug}", f"hearing-themes:{hearing.slug}")
