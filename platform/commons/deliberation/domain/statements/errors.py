"""What can go wrong with statements and answers to them."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from commons.deliberation.models import Statement
from commons.http.errors import Conflict, Refusal


class SaidAlready(Conflict):
    """The very same words stand there."""

    code = "said-already"
    title = _("Somebody has said this already")
    detail = _("The same statement is on the list. Answer it there, or say something else.")

    def __init__(self, same: Statement) -> None:
        super().__init__()
        # One that is hidden stays unseen.
        self.similar = [same] if same.hidden_at is None else []


class LooksAlike(Conflict):
    """Others say nearly the same; the writer decides whether it is something else. `similar`: the likest first."""

    code = "looks-alike"
    title = _("Others have said something like this")
    detail = _("Read what is there. If yours says something else, send it once more.")

    def __init__(self, similar: Sequence[Statement]) -> None:
        super().__init__(fields={"similar": [one.text for one in similar]})
        self.similar = list(similar)


class EnoughWritten(Conflict):
    """A person has written as many statements here as one may."""

    code = "enough-written"
    title = _("You have written as many statements here as one person may")
    detail = _("So everybody gets heard. You can still answer the statements of others.")


class EnoughStatements(Conflict):
    """The list is as long as anybody could read."""

    code = "enough-statements"
    title = _("There are as many statements here as anybody can read")
    detail = _("No more are taken. You can still answer those that are there.")


class OwnStatement(Refusal):
    """Somebody answers their own words."""

    status = 403
    code = "own-statement"
    title = _("This is your own statement")
    detail = _("Others say whether they agree with it.")


class NotToBeAnsweredNow(Conflict):
    """It is hidden."""

    code = "statement-hidden"
    title = _("This statement is not shown any more")
    detail = _("Go on with the next one.")
