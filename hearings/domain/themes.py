"""Grouping notes into themes. Grouping never loses a note, and every step can be undone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.live import publish
from commons.process.domain.gate import StatementTimestamp
from hearings.domain.errors import Frozen, NotEmpty, WrongState
from hearings.domain.words import cleaned_words
from hearings.models import Contribution, Grouping, Hearing, HearingState, Synthesis, Theme
from hearings.rules import GROUP

WORKING = (HearingState.OPEN, HearingState.CLOSED, HearingState.ANSWERING)
MOST_AT_ONCE = 500


@transaction.atomic
def create(*, actor: Actor, hearing: Hearing, words: Mapping[str, Any]) -> Theme:
    """A new theme, at the end. `words`: `title_fi` … in each language of the hearing, `summary_fi` …

    Raises `Invalid`, `Frozen`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    _require_changeable(actor, hearing)
    cleaned = cleaned_words(hearing, words, needed=("title",), optional=("summary",))
    last = hearing.themes.aggregate(last=Max("position"))["last"]
    with verb("hearings.theme", actor):
        theme = Theme.objects.create(hearing=hearing, position=(last or 0) + 1, **cleaned)
    _tell(hearing)
    return theme


@transaction.atomic
def change(*, actor: Actor, theme: Theme, words: Mapping[str, Any]) -> Theme:
    """New words for a theme. Raises `Invalid`, `Frozen`, `WrongState`, `NotAllowed`, `SignInNeeded`."""
    found = Theme.objects.select_for_update(of=("self",)).select_related("hearing__area").get(pk=theme.pk)
    _require_changeable(actor, found.hearing)
    cleaned = cleaned_words(found.hearing, words, needed=("title",), optional=("summary",))
    for name, value in cleaned.items():
        setattr(found, name, value)
    with verb("hearings.theme", actor):
        found.save(update_fields=list(cleaned))
    _tell(found.hearing)
    return found


@transaction.atomic
def remove(*, actor: Actor, theme: Theme) -> None:
    """Take away a theme that holds nothing: no note, no proposal, no answer. The history keeps its words.

    Raises `NotEmpty`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    found = Theme.objects.select_for_update(of=("self",)).select_related("hearing__area").get(pk=theme.pk)
    _require_changeable(actor, found.hearing)
    if not is_empty(found):
        raise NotEmpty
    with verb("hearings.theme", actor):
        found.delete()
    _tell(found.hearing)


def is_empty(theme: Theme) -> bool:
    """Whether nothing would be lost with it. At most three queries."""
    return not (theme.contributions.exists() or theme.developments.exists() or hasattr(theme, "answer"))


@dataclass(frozen=True)
class Placed:
    """What a step of grouping did. `elsewhere`: notes that somebody else had moved since the page was made; they stay
    where that person put them."""

    moved: int
    elsewhere: int


@transaction.atomic
def place(
    *,
    actor: Actor,
    hearing: Hearing,
    notes: Collection[int],
    theme: Theme | None,
    seen: Mapping[int, int | None] | None = None,
) -> Placed:
    """Put notes (by number) into a theme, or (None) out of theirs. One step to undo.

    `seen`: the theme in which the actor saw each note. One that is elsewhere by now was moved by somebody else in the
    meantime: it is left alone and counted, so that nobody's work is undone by a page that was old. Notes without a
    `seen` are moved whatever happened. Rows are locked in order, so that two facilitators come one after the other.
    Raises `Invalid`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    _require_working(actor, hearing)
    if len(notes) > MOST_AT_ONCE:
        raise Invalid(fields={"notes": [_("Choose fewer notes at once.")]})
    if theme is not None and theme.hearing_id != hearing.pk:
        raise Invalid(fields={"theme": [_("Choose a theme of this hearing.")]})
    rows = Contribution.objects.select_for_update().filter(hearing=hearing, pk__in=notes).order_by("pk")
    now = dict(rows.values_list("pk", "theme_id"))
    if not now:
        raise Invalid(fields={"notes": [_("Choose notes first.")]})
    wanted = theme.pk if theme else None
    moved_away = {pk for pk, there in now.items() if seen and pk in seen and seen[pk] != there}
    before = {str(pk): there for pk, there in now.items() if there != wanted and pk not in moved_away}
    if before:
        Contribution.objects.filter(pk__in=[int(pk) for pk in before]).update(theme=theme)
        Grouping.objects.create(hearing=hearing, actor=_person(actor), theme=theme, before=before)
        _tell(hearing)
    return Placed(len(before), sum(1 for pk in moved_away if now[pk] != wanted))


@transaction.atomic
def undo(*, actor: Actor, hearing: Hearing) -> int:
    """Take back one's own latest step of grouping; how many notes went back. Notes that somebody else moved since
    stay where they are now. Raises `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    _require_working(actor, hearing)
    step = _steps(actor, hearing).filter(undone_at=None).first()
    if step is None:
        raise WrongState(_("There is nothing to undo."))
    back = 0
    still_there = set(Theme.objects.filter(hearing=hearing).values_list("pk", flat=True))
    for theme, notes in _by_theme(step).items():
        wanted = theme if theme in still_there else None
        back += Contribution.objects.filter(pk__in=notes, theme=step.theme_id).update(theme=wanted)
    step.undone_at = timezone.now()
    step.save(update_fields=["undone_at"])
    _tell(hearing)
    return back


@transaction.atomic
def redo(*, actor: Actor, hearing: Hearing) -> int:
    """Do again what one undid last; how many notes moved. A new step ends what can be done again.

    Notes that somebody else moved since stay where they are. Raises `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    _require_working(actor, hearing)
    step = _undone(_steps(actor, hearing))
    if step is None:
        raise WrongState(_("There is nothing to do again."))
    forth = 0
    for theme, notes in _by_theme(step).items():
        forth += Contribution.objects.filter(pk__in=notes, theme=theme).update(theme=step.theme_id)
    step.undone_at = None
    step.save(update_fields=["undone_at"])
    _tell(hearing)
    return forth


def can_redo(actor: Actor, hearing: Hearing) -> bool:
    """Whether the actor undid a step that can be done again. Two queries."""
    return _undone(Grouping.objects.filter(hearing=hearing, actor=_person(actor))) is not None


def _steps(actor: Actor, hearing: Hearing) -> QuerySet[Grouping]:
    return Grouping.objects.select_for_update().filter(hearing=hearing, actor=_person(actor))


def _undone(steps: QuerySet[Grouping]) -> Grouping | None:
    """The first undone step after the last one that stands: undone in turn, steps are done again in turn."""
    last = steps.filter(undone_at=None).first()
    return steps.filter(undone_at__isnull=False, pk__gt=last.pk if last else 0).order_by("pk").first()


def _by_theme(step: Grouping) -> dict[int | None, list[int]]:
    """The notes of a step by the theme that they came from."""
    found: dict[int | None, list[int]] = {}
    for pk, theme in step.before.items():
        found.setdefault(theme, []).append(int(pk))
    return found


def _person(actor: Actor) -> User | None:
    return actor if isinstance(actor, User) and actor.pk is not None else None


def _require_changeable(actor: Actor, hearing: Hearing) -> None:
    """Pass while the words may change: before the synthesis freezes. Raises also `Frozen`."""
    _require_working(actor, hearing)
    rows = Synthesis.objects.filter(hearing=hearing)
    if rows.filter(Q(frozen_at__isnull=False) | Q(freezes_at__lte=StatementTimestamp())).exists():
        raise Frozen


def _require_working(actor: Actor, hearing: Hearing) -> None:
    require(actor, GROUP, hearing)
    if hearing.state not in WORKING:
        raise WrongState


def _tell(hearing: Hearing) -> None:
    publish(f"hearing:{hearing.slug}", f"hearing-themes:{hearing.slug}")
