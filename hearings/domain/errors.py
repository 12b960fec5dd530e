"""What can go wrong in a hearing, in words for the person it happens to."""

from django.utils.translation import gettext_lazy as _

from commons.http.errors import Conflict, Invalid, NotAllowed, Refusal


class WrongState(Conflict):
    """The hearing is in a state that this verb does not start from."""

    code = "wrong-state"
    title = _("The hearing has moved on")
    detail = _("This cannot be done in its present state. Load the page again to see where it is now.")


class NotOpen(Conflict):
    """A note comes while the hearing does not take any."""

    code = "hearing-not-open"
    title = _("The hearing is not open now")
    detail = _("What you wrote is kept on this page.")


class UnknownCode(Refusal):
    """Nobody has given out such a code."""

    status = 404
    code = "unknown-code"
    title = _("There is no such code")
    detail = _("Compare the five letters with the ones on the wall.")


class MistypedCode(UnknownCode):
    """What was typed cannot be a code."""

    status = 400
    code = "mistyped-code"
    title = _("This is not a code")


class UnknownReceipt(Refusal):
    """No note has this receipt."""

    status = 404
    code = "unknown-receipt"
    title = _("No note has this receipt")
    detail = _("Compare the ten characters with what you wrote down. Your note is safe in any case.")


class MistypedReceipt(UnknownReceipt):
    """A character is wrong: the check does not fit."""

    status = 400
    code = "mistyped-receipt"
    title = _("One character of the receipt is wrong")


class Incomplete(Invalid):
    """A hearing is opened while something is missing; `fields` says what."""

    status = 409
    code = "incomplete"
    title = _("The hearing cannot open yet")
    detail = _("Everything is kept. Add what is missing and open it then.")


class Unanswered(Conflict):
    """A hearing is archived while a theme has no answer."""

    code = "unanswered"
    title = _("A theme is still without an answer")
    detail = _("Everybody who spoke is promised an answer. Answer each theme first.")


class OwnService(NotAllowed):
    """Somebody hides criticism of the service that they work for."""

    code = "own-service"
    title = _("This note is about the service you work for")
    detail = _("Somebody else decides whether it is hidden. You may show it.")


class NotHidden(Conflict):
    """An appeal against something that is not hidden."""

    code = "not-hidden"
    title = _("This note is not hidden")
    detail = _("There is nothing to look at again.")


class OwnDecision(NotAllowed):
    """Who hid a note decides on the appeal against it."""

    code = "own-decision"
    title = _("You hid this note yourself")
    detail = _("Somebody else decides whether it stays hidden. You may show it.")


class BecameProposal(Conflict):
    """A development proposal is made into a budget proposal a second time."""

    code = "became-proposal"
    title = _("This is a budget proposal already")
    detail = _("Go on with the one that was made.")


class NothingOpen(Conflict):
    """No budget year takes proposals."""

    code = "no-open-year"
    title = _("No budget year takes proposals now")
    detail = _("The development proposal is kept. Make it a budget proposal when the next year opens.")


class NotEmpty(Conflict):
    """A theme that holds notes, proposals or an answer is to be taken away."""

    code = "theme-not-empty"
    title = _("This theme is not empty")
    detail = _("Move its notes elsewhere first. A theme with an answer or a proposal stays.")


class SearchUnderWay(Conflict):
    """Groups are being looked for already."""

    code = "search-under-way"
    title = _("Groups are being looked for")
    detail = _("Somebody has asked for them already. This page shows how far it is.")


class NotPublished(Refusal):
    """A report that only officials may read yet."""

    status = 404
    code = "report-not-published"
    title = _("The report is not published yet")
    detail = _("It is published here when the hearing has closed and its notes are grouped.")


class CommentsClosed(Conflict):
    """A comment on the synthesis comes while none are taken."""

    code = "comments-closed"
    title = _("Comments are not taken now")
    detail = _("What you wrote is kept on this page.")


class Frozen(Conflict):
    """The words of the themes are frozen."""

    code = "frozen"
    title = _("The themes are frozen")
    detail = _(
        "Everybody could comment on these words; they stay as they are now. Notes may still be grouped."
    )


class InOpenVote(Conflict):
    """A proposal is changed while people vote on it."""

    code = "in-open-vote"
    title = _("People are voting on this now")
    detail = _("Close the vote first. What is voted on stays as it is.")


class VoteClosed(Conflict):
    """A ballot comes while no vote is open."""

    code = "plenary-vote-closed"
    title = _("The vote has closed")
    detail = _("Your ballot was not counted. If you had cast one before, that one counts.")


class EmptyBallot(Refusal):
    """A ballot that chooses nothing, and does not say that it means to."""

    code = "empty-ballot"
    title = _("You have not chosen anything yet")
    detail = _("Your ballot is not cast. Choose first, or cast it empty if that is what you want.")


class VotedAlready(Conflict):
    """A phone casts a second ballot."""

    code = "voted-already"
    title = _("This phone has voted")
    detail = _(
        "Its ballot counts once. You may change it on the page where you cast it, until the vote closes."
    )


class NoDevice(Conflict):
    """A vote comes from a browser that keeps no cookie."""

    code = "no-device"
    title = _("Your browser does not say which phone it is")
    detail = _("Allow cookies for this page and load it again: this is how each phone votes once.")


class ApprovedByOne(NotAllowed):
    """The same person approves minutes twice."""

    code = "approved-by-one"
    title = _("You have approved these minutes")
    detail = _("Another official approves them too.")


class NotKept(Conflict):
    """Somebody else is asked for where nothing was decided to stay."""

    code = "not-kept"
    title = _("There is nothing to look at again")
    detail = _("Somebody else can be asked for when it was decided that it stays.")
