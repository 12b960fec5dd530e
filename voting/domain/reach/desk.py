"""The participation desk: everything on its page, for officials of the vote."""

from dataclasses import dataclass

from commons.accounts.permissions import Actor, require
from voting.domain.reach.funnel import Funnel, funnel_of
from voting.domain.reach.languages import Languages, languages_of
from voting.domain.reach.missing import Representation, representation
from voting.domain.reach.roll import Roll, roll_of
from voting.domain.reach.shapes import Shape, shapes_of
from voting.models import Election
from voting.rules import SEE_DESK


@dataclass(frozen=True)
class ParticipationDesk:
    """The funnels, who is missing, in which languages people propose, and the map of the turnout."""

    voted: int
    entitled: int
    funnel: Funnel
    representation: Representation
    languages: Languages
    shapes: list[Shape]

    @property
    def percent(self) -> float | None:
        """Turnout of the town, one decimal."""
        return round(100 * self.voted / self.entitled, 1) if self.entitled else None


def participation_desk(*, actor: Actor, election: Election) -> ParticipationDesk:
    """All figures of the page; nine queries. Raises `SignInNeeded`, `NotAllowed`."""
    require(actor, SEE_DESK, election)
    roll: Roll = roll_of(election)
    funnel = funnel_of(election, roll)
    return ParticipationDesk(
        voted=roll.total("voted"),
        entitled=roll.total("people"),
        funnel=funnel,
        representation=representation(election, roll, funnel.areas),
        languages=languages_of(election),
        shapes=shapes_of(roll.areas, funnel.areas),
    )
