"""The form of a walk's plan."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from hearings.models import MOST_GROUPS, Walk
from hearings.pages.forms import DeskForm
from hearings.pages.paper_forms import whole_number

NAMES = ("groups", "rounds", "first_minutes", "later_minutes", "move_minutes")


class WalkForm(DeskForm):
    """Groups and minutes."""

    groups = whole_number(_("Groups"))
    rounds = whole_number(_("Walls that each group visits"))
    first_minutes = whole_number(_("Minutes at the first wall"))
    later_minutes = whole_number(
        _("Minutes at each later wall"), help_text=_("Later walls need more time: there is more to read.")
    )
    move_minutes = whole_number(_("Minutes to move on"))

    def __init__(self, *args: Any, walk: Walk | None, walls: int, **kwargs: Any) -> None:
        model = walk or Walk(rounds=min(max(walls, 1), MOST_GROUPS), groups=min(max(walls, 1), MOST_GROUPS))
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(model, name) for name in NAMES}
