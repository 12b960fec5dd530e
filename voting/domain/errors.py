"""Why a vote, a code or a setting was refused. Each says what to do, and nothing that was chosen is lost."""

from collections.abc import Sequence
from typing import Any, Self

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commons.http.errors import Conflict, Invalid, NotAllowed, Refusal, TooMany

Text = str | Promise


class WrongCode(Refusal):
    """No letter has this code."""

    code = "wrong-code"
    title = _("We do not know this code")
    detail = _(
        "Compare it with your letter, character by character. If it still does not work, ask for a new letter."
    )


class MistypedCode(WrongCode):
    """The code cannot be right: length, a character that no code has, or the check character."""

    code = "mistyped-code"
    title = _("There is a slip in the code")


class UsedUpCode(WrongCode):
    """The code was replaced by a newer letter or called back."""

    status = 409
    code = "used-up-code"
    title = _("This code no longer works")
    detail = _("You have been sent a newer letter with another code. Use that one, or ask for a new letter.")


class ExpiredCode(UsedUpCode):
    """A code from the desk that was not entered in time, or was entered already."""

    code = "expired-code"
    title = _("This code has been used, or its time is over")
    detail = _(
        "A code from the voting desk works once, within half an hour. Ask at the desk for another one."
    )


class TooManyCodes(TooMany):
    """Too many wrong codes from one network, or near one code."""

    code = "too-many-codes"
    title = _("Too many wrong codes in a short time")
    detail = _("Wait ten minutes, then try again with the code of your letter. A right code always works.")


class VoterNeeded(NotAllowed):
    """Nobody has entered a code here, or half an hour has gone by without anything happening."""

    code = "voter-needed"
    title = _("Enter your code first")
    detail = _(
        "To keep your vote safe, the code is asked again after 30 minutes. What you have chosen is kept."
    )


class CodeEnded(VoterNeeded):
    """The code that was entered here has been replaced or called back since."""

    code = "code-ended"
    title = _("The code that you entered here no longer works")
    detail = _(
        "You have been given a newer code, or this one was called back. Enter the new one: what you have chosen is "
        "kept. A ballot that is in the box stays there."
    )


class AnotherVoter(Conflict):
    """The page was opened by somebody else, before another code was entered in this browser."""

    code = "another-voter"
    title = _("Another code has been entered in this browser")
    detail = _("This page belongs to somebody else's ballot. Nothing was saved or cast from it.")


class CastElsewhere(Conflict):
    """A ballot was cast in another window since this one was opened."""

    code = "cast-elsewhere"
    title = _("You have cast a ballot in another window")
    detail = _(
        "Nothing was changed now. If the choices below shall count instead of that ballot, cast them once more."
    )


class NoReceipt(Conflict):
    """There is no ballot of this voter in the box."""

    code = "no-receipt"
    title = _("You have not cast a ballot yet")
    detail = _("Look your choices over and cast them: then there is a receipt.")


class NoDraft(Conflict):
    """Nothing is chosen that is not cast, so there is nothing to be reminded of."""

    code = "no-draft"
    title = _("There is nothing to be reminded of")
    detail = _("Choose something first. Your address was not kept.")


class TooManyVersions(TooMany):
    """The vote was changed more often than any person would."""

    code = "too-many-versions"
    title = _("Your vote has been changed very many times")
    detail = _("The ballot that you cast last counts. If you must change it, ask at the voting desk.")


class VotedOnPaper(Conflict):
    """The person has voted on paper; one person, one ballot."""

    code = "voted-on-paper"
    title = _("You have already voted on paper")
    detail = _("A ballot on paper cannot be changed on the web. If this is not so, ask at the voting desk.")


class HasPaperBallot(Conflict):
    """The person has been given a ballot on paper, which is neither in the box nor back."""

    code = "has-paper-ballot"
    title = _("You have been given a ballot on paper")
    detail = _(
        "While you have it you cannot vote on the web. Vote with the paper, or bring it back to the voting desk: "
        "then you can go on here. What you have chosen here is kept."
    )


class VotedOnline(Conflict):
    """The person has voted with a code; a ballot on paper would be a second one."""

    code = "voted-online"
    title = _("This person has voted on the web already")
    detail = _("No ballot on paper can be given. The vote can be changed with a code until it closes.")


class HoldsPaper(Conflict):
    """The person has been given a ballot on paper already."""

    code = "holds-paper"
    title = _("This person has been given a ballot on paper already")
    detail = _("Take the first one back before you give another: mark it as spoilt or unused.")


class PaperInBox(Conflict):
    """The person has voted on paper."""

    code = "paper-in-box"
    title = _("This person has voted on paper already")
    detail = _("A ballot that is in the box cannot be taken back. If it is a mistake, ask the coordinator.")


class NoPaperOut(Conflict):
    """The person holds no ballot on paper that could be taken back or put in the box."""

    code = "no-paper-out"
    title = _("This person holds no ballot on paper")
    detail = _("Look the person up again to see how it is now.")


class NotOnRoll(Refusal):
    """Nobody on this roll has the person id."""

    status = 404
    code = "not-on-roll"
    title = _("Nobody on the roll has this person id")
    detail = _("Compare it with the document. Whoever should be on the roll can ask to be added.")


class NotFoundOnRoll(Refusal):
    """The identity service has named somebody who is not on this roll."""

    status = 404
    code = "not-found-on-roll"
    title = _("We do not find you on the roll of this vote")
    detail = _("You were identified, but the roll does not have you. Nothing about you was stored.")


class OwnRequest(NotAllowed):
    """An official would decide on a request of their own."""

    code = "own-request"
    title = _("This request is your own")
    detail = _("Let another official decide it.")


class DeclareFirst(NotAllowed):
    """The official has not said where they stand on the roll themselves."""

    code = "declare-first"
    title = _("First say where you stand on the roll yourself")
    detail = _("So that nobody ticks off themselves, each official says it once for each vote.")


class OwnEntry(NotAllowed):
    """An official would do something for themselves."""

    code = "own-entry"
    title = _("This is you yourself")
    detail = _("Vote as everybody does: with your letter, or let another official tick you off.")


class PersonForgotten(Conflict):
    """The person was looked up too long ago, or by another official."""

    code = "person-forgotten"
    title = _("This person is not on your desk any more")
    detail = _("Nothing was done. A person who was looked up stays for 15 minutes: look them up again.")


class NotOpenYet(Conflict):
    """The rules of the vote have not been published, so no ballot can be taken."""

    code = "rules-not-published"
    title = _("The vote has not been opened yet")
    detail = _("Your choices are kept. Try again when the rules of the vote have been published.")


class BallotRefused(Refusal):
    """The ballot does not fit the rules. `fields`: messages by envelope identifier, of everything that is wrong."""

    status = 400
    code = "ballot-refused"
    title = _("Your ballot needs a change before it can be cast")
    envelope = ""

    @classmethod
    def of(cls, envelope: str, text: Text, **values: Any) -> Self:
        """The refusal for one envelope: `text` with `values` filled in."""
        words: Any = text
        message = format_lazy(words, **values) if values else words
        refusal = cls(
            format_lazy("{} {}", message, _("Your choices are kept.")), fields={envelope: [message]}
        )
        refusal.envelope = envelope
        return refusal

    @classmethod
    def first(cls, found: Sequence["BallotRefused"]) -> "BallotRefused":
        """The first refusal, carrying the messages of all."""
        first = found[0]
        for other in found[1:]:
            for name, texts in other.fields.items():
                first.fields[name] = [*first.fields.get(name, []), *texts]
        return first


class OverBudget(BallotRefused):
    """The projects cost more than the envelope holds."""

    code = "over-budget"
    title = _("Your choices cost too much")


class TooManyProjects(BallotRefused):
    """More projects than allowed."""

    code = "too-many-projects"
    title = _("You have chosen too many projects")

    @classmethod
    def by(cls, envelope: str, name: Text, most: int, chosen: int) -> Self:
        """`chosen` where `most` are allowed."""
        text = ngettext_lazy(
            "{name}: you can choose at most one project and have chosen {chosen}. Take {over} away.",
            "{name}: you can choose at most {most} projects and have chosen {chosen}. Take {over} away.",
            most,
        )
        return cls.of(envelope, text, name=name, most=most, chosen=chosen, over=chosen - most)


class TooFewProjects(BallotRefused):
    """Fewer projects than asked for."""

    code = "too-few-projects"
    title = _("You have chosen too few projects")

    @classmethod
    def by(cls, envelope: str, name: Text, least: int, chosen: int) -> Self:
        """`chosen` where `least` are needed."""
        text = _("{name}: choose at least {least} projects, or none. You have chosen {chosen}.")
        return cls.of(envelope, text, name=name, least=least, chosen=chosen)


class EmptyBallot(BallotRefused):
    """Nothing is chosen at all."""

    code = "empty-ballot"
    title = _("Nothing is chosen yet")


class PointsRefused(BallotRefused):
    """The points do not fit: too many, too few, or no whole number above zero."""

    code = "points-refused"
    title = _("The points need a change")


class RankRefused(BallotRefused):
    """Two projects have the same place, or a place is missing."""

    code = "rank-refused"
    title = _("The order needs a change")


class ForeignProject(BallotRefused):
    """A project that is not on this voter's ballot: of another year, another area, or none at all."""

    code = "foreign-project"
    title = _("One of the projects is not on your ballot")


class ProjectTwice(BallotRefused):
    """The same project is named twice."""

    code = "project-twice"
    title = _("One project is on your ballot twice")


class ElectionFrozen(Conflict):
    """The vote has been opened: its rules, projects and costs cannot change any more."""

    code = "election-frozen"
    title = _("The rules of this vote are published and cannot change")
    detail = _("Nothing was changed. Everybody votes by the same rules from the first ballot to the last.")


class BoxSealed(Conflict):
    """The result is public, appeals are over, and nobody can find a voter's ballot any more: neither they nor we."""

    code = "box-sealed"
    title = _("The ballot box of this vote is sealed")
    detail = _(
        "No ballot can be cast or looked up by its voter any more: the key to that is destroyed. Your receipt still "
        "shows whether your ballot was counted."
    )


class NotReady(Conflict):
    """The vote cannot be opened: `fields` has what is missing."""

    code = "election-not-ready"
    title = _("The vote cannot be opened yet")
    detail = _("Settle the points on the list, then open the vote.")


class WarningsUnread(Conflict):
    """There are warnings, and nobody has said why the vote is opened all the same: `fields` has them."""

    code = "warnings-unread"
    title = _("There are points that are worth a look")
    detail = _("Settle them, or write why the vote is opened all the same. The reason goes on record.")


class NotOnBallot(Invalid):
    """A proposal that has not been approved for the ballot, or belongs to another year."""

    code = "not-on-ballot"
    title = _("This proposal cannot be put on the ballot")


class NobodyWithoutCode(Conflict):
    """Everybody on the roll (of the area) has a code that works."""

    code = "nobody-without-code"
    title = _("Everybody has a code already")
    detail = _("No letters were made. Take in the roll first, or replace the codes of single people.")


class RollRefused(Invalid):
    """The file of the roll has errors; nothing of it was taken in. `report` has every line."""

    code = "roll-refused"
    title = _("The roll was not taken in")
    detail = _("Nothing was changed. Correct the lines on the list and send the whole file again.")

    def __init__(self, report: Any) -> None:
        self.report = report
        super().__init__(fields={"file": [str(problem) for problem in report.errors[:100]]})
