"""What can go wrong with a proposal, in words for the person it happens to."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.http.errors import Conflict, Invalid, Refusal
from proposals.models import Proposal, State, Verdict


class WrongState(Conflict):
    """The proposal is in a state that this verb does not start from."""

    code = "wrong-state"
    title = _("The proposal has moved on")
    detail = _("This cannot be done in its present state. Load the page again to see where it is now.")


class TakenAlready(Conflict):
    """Somebody else took the review in the meantime."""

    code = "taken-already"
    title = _("Somebody else reviews this already")
    detail = _("Nothing was changed. Talk to them, or ask the coordinator to give the review to you.")


class ReviewedElsewhere(Conflict):
    """Somebody saved findings since this page was opened."""

    code = "reviewed-elsewhere"
    title = _("Somebody saved findings while you were writing")
    detail = _("What you wrote is still here and was not saved. Compare it with theirs, then save again.")


class DecidedAlready(Conflict):
    """Somebody else decided in the meantime; says who and what. `verdict` None: it is not known who."""

    code = "decided-already"
    title = _("Somebody decided this already")
    detail = _("What you wrote is still on this page and was not saved.")

    def __init__(self, proposal: Proposal, verdict: Verdict | None) -> None:
        decider = verdict.decided_by if verdict else None
        words = _("{who} decided: {state}. {reason} What you wrote is still on this page and was not saved.")
        super().__init__(
            format_lazy(
                words,
                who=str(decider) if decider else _("An official"),
                state=State(proposal.state).label,
                reason=f"“{proposal.public_reason}”" if proposal.public_reason else "",
            )
        )


class AppealOpen(Conflict):
    """A finished review is looked at again while an appeal waits for its decision."""

    code = "appeal-open"
    title = _("An appeal waits for its decision")
    detail = _("Decide the appeal first. Nothing was changed.")


class StepsOpen(Conflict):
    """A decision before the checks that come first are done."""

    code = "steps-open"
    title = _("The checks before the decision are not done yet")
    detail = _("Finish the open tasks first. What you wrote is kept on this page.")


class TaskDone(Conflict):
    """Somebody else did the task in the meantime."""

    code = "task-done"
    title = _("This task is done already")
    detail = _("What you wrote is still here and was not saved.")


class NoOpenTask(Conflict):
    """An open task is given where there is none."""

    code = "no-open-task"
    title = _("It has no open task")
    detail = _("Its review has no steps, or the author completes it now. Give the review itself.")


class ChangedSince(Conflict):
    """What would be undone was changed by somebody since."""

    code = "changed-since"
    title = _("Somebody has changed this since")
    detail = _("It stays as it is now.")


class UndoneAlready(Conflict):
    """Undone twice."""

    code = "undone-already"
    title = _("This was undone already")
    detail = _("Nothing was changed.")


class TooLateToUndo(Conflict):
    """The time in which it could be undone is over."""

    code = "too-late-to-undo"
    title = _("It is too late to undo this")
    detail = _("It could be undone for a day. Give them anew instead.")


class TextFrozen(WrongState):
    """A submitted text is changed."""

    code = "text-frozen"
    title = _("A submitted proposal keeps its text")
    detail = _(
        "People support and discuss what they have read. You can write an improvement in the discussion."
    )


class ChangedElsewhere(Conflict):
    """The same step was saved in another window since this one was opened."""

    code = "changed-elsewhere"
    title = _("You changed this in another window")
    detail = _(
        "What you wrote here is still on this page. Compare the two and save the one you want to keep."
    )


class Incomplete(Invalid):
    """A proposal is submitted while something is missing; `fields` says what."""

    code = "incomplete"
    title = _("Something is still missing")
    detail = _("Your draft is kept. Fill in what is missing and submit again.")


class OwnProposal(Refusal):
    """Somebody supports their own proposal."""

    status = 403
    code = "own-proposal"
    title = _("This is your own proposal")
    detail = _("Your proposal counts without your own support. Share its address to win others over.")


class PictureRefused(Invalid):
    """A picture cannot be taken. Everything else is kept."""

    code = "picture-refused"
    title = _("The picture was not added")
    detail = _("Everything else you wrote is kept.")


class PictureTooLarge(PictureRefused):
    """More bytes or pixels than allowed."""

    status = 413
    code = "picture-too-large"


class TooManyPictures(PictureRefused):
    """A sixth picture."""

    status = 409
    code = "too-many-pictures"
    detail = _("A proposal can have five pictures. Remove one first. Everything else you wrote is kept.")


class HiddenProposal(Refusal):
    """A moderator has hidden it, or has not read it yet. The detail says why."""

    status = 410
    code = "hidden-proposal"
    title = _("This proposal is not shown now")


class UnknownNewsLink(Refusal):
    """The word in the link that asks to confirm is no word of ours, or is older than a week."""

    status = 404
    code = "unknown-news-link"
    title = _("This link is not known")
    detail = _("It works for seven days. Perhaps only a part of it was copied; you can simply ask again.")
