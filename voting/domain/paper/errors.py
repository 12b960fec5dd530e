"""What can go wrong with paper, by name."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Conflict, Invalid, NotAllowed


class SerialRefused(Invalid):
    """What was typed or scanned is no number of a sheet of this vote."""

    code = "serial-refused"
    title = _("This is not the number of a sheet")

    @classmethod
    def by(cls, text: object, *, field: str = "serial") -> "SerialRefused":
        """The refusal with its words at the field."""
        return cls(str(text), fields={field: [str(text)]})


class WrongYear(SerialRefused):
    """The sheet belongs to another vote."""

    code = "sheet-of-another-vote"
    title = _("This sheet belongs to another vote")


class SheetRefused(Conflict):
    """The sheet is ours, but cannot be in this batch: not issued, of another day, counted already."""

    code = "sheet-refused"
    title = _("This sheet cannot be keyed here")

    @classmethod
    def by(cls, text: object) -> "SheetRefused":
        """The refusal with its words at the field."""
        return cls(str(text), fields={"serial": [str(text)]})


class BothKeyers(NotAllowed):
    """One person may not key the same batch twice."""

    code = "both-keyers"
    title = _("You have keyed this batch already")
    detail = _(
        "Somebody else keys it the second time, without seeing what you keyed. Only so a slip is noticed."
    )


class KeyedByOthers(Conflict):
    """Both readings of the batch are in other hands."""

    code = "keyed-by-others"
    title = _("Two others are keying this batch")
    detail = _("Each batch is keyed by two people. Take another batch.")


class BatchNotOpen(Conflict):
    """The batch is past this step."""

    code = "batch-not-open"
    title = _("This batch is past that step")
    detail = _("Nothing was changed. Look at the batch again to see how far it is.")


class SizeDiffers(Conflict):
    """Another number of sheets was keyed than were counted by hand."""

    code = "batch-size-differs"
    title = _("The number of sheets does not agree")

    @classmethod
    def by(cls, size: int, keyed: int) -> "SizeDiffers":
        """`size` sheets were counted when the batch came, `keyed` were keyed."""
        return cls(
            format_lazy(
                _(
                    "{size} sheets were counted by hand and {keyed} are keyed. Count the pile again. If the first "
                    "number was wrong, correct it on the page of the batch."
                ),
                size=size,
                keyed=keyed,
            )
        )


class StillDifferent(Conflict):
    """Some sheets are not read alike yet."""

    code = "readings-differ"
    title = _("Some sheets are read differently")
    detail = _("Settle each of them against the paper, then accept the batch.")


class OwnReading(NotAllowed):
    """Nobody settles a difference in favour of their own reading."""

    code = "own-reading"
    title = _("Another person has to settle this")
    detail = _("You keyed this sheet like that yourself. Somebody else looks at the paper and decides.")


class BatchSetAside(Conflict):
    """The batch is in quarantine."""

    code = "batch-set-aside"
    title = _("This batch is set aside")
    detail = _("It does not count until two people have let it back in.")


class SecondPersonLetsIn(NotAllowed):
    """Two people let a batch back in."""

    code = "second-person-lets-in"
    title = _("Another person has to agree")
    detail = _("You asked to let this batch back in. Somebody else looks at it and agrees.")


class NotPrinted(Conflict):
    """No such sheets, or they are not at this station."""

    code = "sheets-not-there"
    title = _("These sheets are not there")


class DayClosed(Conflict):
    """The day at the station is closed."""

    code = "station-day-closed"
    title = _("This day is closed")
    detail = _("Open it again first; the history keeps both.")


class RulesNotFrozen(Conflict):
    """Paper ballots are printed from published rules only."""

    code = "rules-not-frozen"
    title = _("The vote has not been opened yet")
    detail = _(
        "Paper ballots are printed when rules, projects and costs are published: then they cannot change."
    )
