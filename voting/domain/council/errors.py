"""What can be wrong with an item of the council."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Conflict


class NotCountedYet(Conflict):
    """The council decides on a published result."""

    code = "not-counted-yet"
    title = _("There is no published result yet")
    detail = _("Publish the result of the count first; then it can be put before the council.")


class ItemOpen(Conflict):
    """Only one item of a vote is open at a time."""

    code = "item-open"
    title = _("This result is before the council already")
    detail = _("Finish the open item first; then there can be another.")


class NoItem(Conflict):
    """There is no open item."""

    code = "no-item"
    title = _("The result is not before the council")
    detail = _("Prepare the item first: meeting, day, and what is put before the council.")


class HandedIn(Conflict):
    """Nothing is changed while the second official looks at it, or afterwards."""

    code = "item-handed-in"
    title = _("The decisions are handed in")
    detail = _("A second official looks at them now. To change something, have them sent back first.")


class NotHandedIn(Conflict):
    """Only what is handed in is confirmed."""

    code = "item-not-handed-in"
    title = _("The decisions are not handed in yet")
    detail = _("One official enters them and hands them in; another confirms them.")


class AnotherConfirms(Conflict):
    """Four eyes: nobody confirms what they entered."""

    code = "another-confirms"
    title = _("Somebody else confirms")
    detail = _("You handed these decisions in. Another official compares them with the minutes and confirms.")


class WorkBegan(Conflict):
    """A project whose work began is not dropped."""

    code = "work-began"
    title = _("The work on this project began already")
    detail = _("It cannot be dropped any more. Cancel it, with the reason and with what has been spent.")


class WorkNotBegun(Conflict):
    """A cancellation is for work that began."""

    code = "work-not-begun"
    title = _("The work on this project has not begun")
    detail = _("Drop it instead of cancelling it.")


class NotFundedByCount(Conflict):
    """What the count did not fund comes up by the list alone."""

    code = "not-funded-by-count"
    title = _("The count did not fund this project")
    detail = _("It comes up only as the next on the list, when money is freed.")


class MoreThanPot(Conflict):
    """Amounts go beyond the money of the pot."""

    code = "more-than-pot"
    title = _("This is more than the money of the pot")
    detail = _("Amounts that are raised must fit into what the count left and what is freed.")


class MoneyIsVotedOn(Conflict):
    """What was carried into another year is taken back, or more is put there, after its vote has opened."""

    code = "money-is-voted-on"
    title = _("People vote on this money already")
    detail = _("The vote of that year has opened with this money. Nothing was changed.")

    def __init__(self, *, year: str = "", pot: str = "") -> None:
        if not year:
            super().__init__()
            return
        text = _("The vote of “{year}” has opened with this money in “{pot}”. Nothing was changed.")
        super().__init__(format_lazy(text, year=year, pot=pot))


class MoneyIsUsed(Conflict):
    """What was carried into another pot of the year was given to projects there."""

    code = "money-is-used"
    title = _("This money is given out already")
    detail = _("The pot that it was carried into has used it. Decide on the projects there first.")


class MoneyIsPlaced(Conflict):
    """Waiting money is placed once."""

    code = "money-is-placed"
    title = _("This money has its place")
    detail = _("It was put into a pot or taken back already. Nothing was changed.")


class Undecided(Conflict):
    """Something is not decided yet; the message names it."""

    code = "undecided"
    title = _("Something is not decided yet")


class AnnexRefused(Conflict):
    """The file is no PDF or too large."""

    status = 400
    code = "annex-refused"
    title = _("This file cannot be an annex")
    detail = _("Choose a PDF file of at most 10 MB.")
