"""What a council decided, for tests."""

import datetime as dt
from collections.abc import Mapping

from commons.accounts.models import Role, User
from commons.process.models import PhaseKind
from tests.factories.accounts import official
from tests.factories.process import open_phase
from voting.domain.council import deciding, freeing, items, money
from voting.models import BallotProject, CouncilSession, Election, FreedUse, SessionState, Verdict

DAY = dt.date(2026, 11, 2)
SECTION = "§ 12"


def before_council(election: Election, *, actor: User | None = None) -> CouncilSession:
    """The result as an open item of the council, in the council's phase."""
    open_phase(election.cycle, PhaseKind.COUNCIL)
    actor = actor or official(Role.COORDINATOR)
    return items.prepare(actor=actor, election=election, meeting="Valtuusto", held_on=DAY, section=SECTION)


def decided(
    election: Election,
    said: Mapping[BallotProject, tuple[Verdict, str]],
    *,
    use: FreedUse = FreedUse.CARRY_OVER,
    actors: tuple[User, User] | None = None,
    session: CouncilSession | None = None,
) -> CouncilSession:
    """What the council said of each project, the others confirmed, entered by one official and confirmed by another."""
    first, second = actors or (official(Role.COORDINATOR), official(Role.COORDINATOR))
    session = session or before_council(election, actor=first)
    for project, (verdict, reason) in said.items():
        deciding.enter(
            actor=first, session=session, project=project, verdict=verdict, reason=reason, section=SECTION
        )
    deciding.confirm_others(actor=first, session=session, section=SECTION)
    for pot in money.freed_pots(session):
        if pot.freed > 0:
            freeing.use_freed(
                actor=first, session=session, envelope=pot.envelope, use=use, reason="Näin.", section=SECTION
            )
    session = deciding.hand_in(actor=first, session=session)
    assert session.state == SessionState.ENTERED
    return deciding.confirm(actor=second, session=session)
