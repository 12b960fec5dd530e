"""What is on the screen, who speaks, and the proposals that are written live."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor
from commons.http.errors import Invalid
from commons.live import publish
from hearings.domain import bridge
from hearings.domain.errors import BecameProposal, InOpenVote, WrongState
from hearings.domain.plenary.ground import running, tell, write_down
from hearings.models import DevelopmentProposal, LineKind, Plenary, Screen, SpeakerRole, Theme, Turn


@transaction.atomic
def put_on_screen(*, actor: Actor, plenary: Plenary, screen: str) -> Plenary:
    """Show the agenda, the theme, the vote or the minutes. Raises `Invalid`, `WrongState`, `NotAllowed`."""
    found = running(actor, plenary)
    if screen not in Screen.values:
        raise Invalid(fields={"screen": [_("Choose one of these.")]})
    found.screen = screen
    found.save(update_fields=["screen"])
    tell(found)
    return found


@transaction.atomic
def take_up(*, actor: Actor, plenary: Plenary, theme: Theme) -> Plenary:
    """Take up a theme: it alone is on the screen. Raises `Invalid`, `WrongState`, `NotAllowed`, `SignInNeeded`."""
    found = running(actor, plenary)
    if theme.hearing_id != found.hearing_id:
        raise Invalid(fields={"theme": [_("Choose a theme of this hearing.")]})
    if found.theme_id != theme.pk:
        found.theme = theme
        write_down(found, LineKind.THEME, theme.pk)
    found.screen = Screen.THEME
    found.save(update_fields=["theme", "screen"])
    tell(found)
    return found


@transaction.atomic
def speak(*, actor: Actor, plenary: Plenary, role: str) -> Turn | None:
    """Somebody of this role begins to speak; who spoke before has ended. `""`: nobody speaks.

    Raises `Invalid`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    found = running(actor, plenary)
    if role and role not in SpeakerRole.values:
        raise Invalid(fields={"role": [_("Choose one of these.")]})
    going_on = Turn.objects.filter(plenary=found, ended_at=None).first()
    if going_on is not None and going_on.role == role:
        return going_on
    Turn.objects.filter(plenary=found, ended_at=None).update(ended_at=timezone.now())
    made = Turn.objects.create(plenary=found, role=role, started_at=timezone.now()) if role else None
    tell(found)
    return made


@transaction.atomic
def write(
    *, actor: Actor, plenary: Plenary, title: str, text: str = "", language: str = "fi"
) -> DevelopmentProposal:
    """Begin a development proposal of the theme that is taken up. The room sees it when it is shown.

    Raises `Invalid`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    found = running(actor, plenary)
    if found.theme is None:
        raise WrongState(_("Take up a theme first."))
    made = bridge.develop(
        actor=actor, theme=found.theme, title=title, text=text, language=language, is_shown=False
    )
    tell(found)
    return made


@transaction.atomic
def rewrite(
    *, actor: Actor, plenary: Plenary, proposal: DevelopmentProposal, title: str, text: str
) -> DevelopmentProposal:
    """Other words; the room sees them as they are typed where the proposal is shown.

    Raises `Invalid`, `InOpenVote`, `BecameProposal`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    found = running(actor, plenary)
    row = _row(found, proposal)
    name, words = bridge.cleaned(title, text)
    row.title, row.text = name, words
    row.save(update_fields=["title", "text"])
    tell(found)
    return row


@transaction.atomic
def show(*, actor: Actor, plenary: Plenary, proposal: DevelopmentProposal, shown: bool = True) -> None:
    """Show a proposal to the room, or take it off again. Raises `InOpenVote`, `WrongState`, `NotAllowed`."""
    found = running(actor, plenary)
    row = _row(found, proposal)
    if row.is_shown == shown:
        return
    row.is_shown = shown
    row.save(update_fields=["is_shown"])
    if shown:
        write_down(found, LineKind.PROPOSAL, row.pk)
    _told(found)


@transaction.atomic
def merge(
    *, actor: Actor, plenary: Plenary, into: DevelopmentProposal, others: Collection[DevelopmentProposal]
) -> int:
    """Proposals that say the same become one before the vote, so that they do not take each other's votes. Undone by
    `unmerge`. Raises `Invalid`, `InOpenVote`, `BecameProposal`, `WrongState`, `NotAllowed`, `SignInNeeded`.
    """
    found = running(actor, plenary)
    kept = _row(found, into)
    rows = [_row(found, one) for one in others if one.pk != kept.pk]
    if not rows:
        raise Invalid(fields={"others": [_("Choose the proposals that say the same.")]})
    if kept.merged_into_id is not None or any(one.theme_id != kept.theme_id for one in rows):
        raise Invalid(fields={"into": [_("Choose a proposal of the same theme that stands by itself.")]})
    for one in rows:
        DevelopmentProposal.objects.filter(merged_into=one).update(merged_into=kept)
        one.merged_into = kept
        one.save(update_fields=["merged_into"])
    write_down(found, LineKind.MERGED, kept.pk)
    _told(found)
    return len(rows)


@transaction.atomic
def unmerge(*, actor: Actor, plenary: Plenary, proposal: DevelopmentProposal) -> None:
    """A merged proposal stands by itself again. Raises `InOpenVote`, `WrongState`, `NotAllowed`, `SignInNeeded`."""
    found = running(actor, plenary)
    row = _row(found, proposal)
    _row(found, row.merged_into or row)
    row.merged_into = None
    row.save(update_fields=["merged_into"])
    _told(found)


def _row(plenary: Plenary, proposal: DevelopmentProposal) -> DevelopmentProposal:
    """The proposal as it is now; not while people vote on it, and not when it lives on as a budget proposal."""
    row = DevelopmentProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if row.theme.hearing_id != plenary.hearing_id:
        raise WrongState
    if row.proposal_id is not None:
        raise BecameProposal
    if plenary.rounds.filter(closed_at=None, options__contains=[row.pk]).exists():
        raise InOpenVote
    return row


def _told(plenary: Plenary) -> None:
    tell(plenary)
    publish(f"hearing-themes:{plenary.hearing.slug}")
