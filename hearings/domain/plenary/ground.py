"""What the verbs of a plenary share: finding it locked, telling the room, writing a line of the minutes."""

from collections.abc import Collection

from commons.accounts.permissions import Actor, require
from commons.live import publish
from hearings.domain.errors import WrongState
from hearings.models import LineKind, MinuteLine, Plenary, PlenaryState
from hearings.rules import GROUP


def locked(actor: Actor, plenary: Plenary, states: Collection[str], permission: str = GROUP) -> Plenary:
    """The plenary as it is now, locked; raises `WrongState` unless it is in one of the states, `NotAllowed`."""
    found = (
        Plenary.objects.select_for_update(of=("self",))
        .select_related("hearing__area", "item", "theme")
        .get(pk=plenary.pk)
    )
    require(actor, permission, found.hearing)
    if found.state not in states:
        raise WrongState
    return found


def running(actor: Actor, plenary: Plenary) -> Plenary:
    """The same for one that goes on now."""
    return locked(actor, plenary, (PlenaryState.RUNNING,))


def write_down(plenary: Plenary, kind: LineKind, about: int | None = None, text: str = "") -> MinuteLine:
    """A line of the minutes, under the item that the room is at."""
    return MinuteLine.objects.create(plenary=plenary, kind=kind, about=about, text=text, item=plenary.item)


def topic_of(plenary: Plenary) -> str:
    """The live topic of what the room sees."""
    return f"plenary:{plenary.pk}"


def tell(plenary: Plenary) -> None:
    """That the room sees something else now."""
    publish(topic_of(plenary))
