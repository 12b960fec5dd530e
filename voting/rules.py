"""Who may do what in the vote. Everybody else needs a place on the roll, which the verbs check by themselves."""

import rules

from commons.accounts.models import Role
from commons.accounts.permissions import Actor, has_role
from commons.process.models import Cycle
from voting.models import Election

SEE_DESK = "voting.see_desk"
SET_UP = "voting.set_up"
OPEN = "voting.open"
MANAGE_ROLL = "voting.manage_roll"
MAKE_CODES = "voting.make_codes"
TICK_OFF = "voting.tick_off"
CORRECT_ROLL = "voting.correct_roll"
COUNT = "voting.count"
DECIDE_CASES = "voting.decide_cases"
READ_LOT = "voting.read_lot"
CERTIFY = "voting.certify"
PUBLISH = "voting.publish"
SEAL = "voting.seal"
SIMULATE = "voting.simulate"
RECORD_COUNCIL = "voting.record_council"
CONFIRM_COUNCIL = "voting.confirm_council"
SEE_ITEM = "voting.see_item"
ASK_OFFICIALS = "voting.ask_officials"
ANSWER_COUNCIL = "voting.answer_council"
IMPORT_ELECTION = "voting.import_election"
MANAGE_PAPER = "voting.manage_paper"
KEY_PAPER = "voting.key_paper"
SET_ASIDE = "voting.set_aside"
ASK_NOTICE = "voting.ask_notice"
CONFIRM_NOTICE = "voting.confirm_notice"


def holds(*roles: Role) -> rules.Predicate:
    """Holds one of `roles` for the town of the cycle or election; asked without a target, anywhere."""

    @rules.predicate("holds:" + ",".join(roles))
    def predicate(actor: Actor, target: Cycle | Election | None) -> bool:
        cycle = target.cycle if isinstance(target, Election) else target
        return has_role(actor, *roles, area=cycle.area if cycle else None)

    made: rules.Predicate = predicate
    return made


rules.add_perm(SEE_DESK, holds(Role.COORDINATOR, Role.VOTE_CLERK, Role.CERTIFIER))
rules.add_perm(SET_UP, holds(Role.COORDINATOR))
rules.add_perm(OPEN, holds(Role.COORDINATOR))
rules.add_perm(MANAGE_ROLL, holds(Role.COORDINATOR, Role.VOTE_CLERK))
rules.add_perm(MAKE_CODES, holds(Role.VOTE_CLERK))
rules.add_perm(TICK_OFF, holds(Role.VOTE_CLERK))
rules.add_perm(CORRECT_ROLL, holds(Role.COORDINATOR))
rules.add_perm(COUNT, holds(Role.COORDINATOR, Role.VOTE_CLERK))
rules.add_perm(DECIDE_CASES, holds(Role.COORDINATOR, Role.VOTE_CLERK, Role.CERTIFIER))
rules.add_perm(READ_LOT, holds(Role.COORDINATOR, Role.VOTE_CLERK, Role.CERTIFIER))
rules.add_perm(CERTIFY, holds(Role.CERTIFIER))
rules.add_perm(PUBLISH, holds(Role.CERTIFIER))
rules.add_perm(SEAL, holds(Role.COORDINATOR, Role.CERTIFIER))
rules.add_perm(SIMULATE, holds(Role.COORDINATOR, Role.VOTE_CLERK, Role.CERTIFIER, Role.COUNCILLOR))
rules.add_perm(RECORD_COUNCIL, holds(Role.COORDINATOR))
rules.add_perm(CONFIRM_COUNCIL, holds(Role.COORDINATOR, Role.CERTIFIER))
rules.add_perm(SEE_ITEM, holds(Role.COORDINATOR, Role.VOTE_CLERK, Role.CERTIFIER, Role.COUNCILLOR))
rules.add_perm(ASK_OFFICIALS, holds(Role.COUNCILLOR))
rules.add_perm(ANSWER_COUNCIL, holds(Role.COORDINATOR))
rules.add_perm(IMPORT_ELECTION, holds(Role.COORDINATOR))
rules.add_perm(MANAGE_PAPER, holds(Role.COORDINATOR, Role.VOTE_CLERK))
rules.add_perm(KEY_PAPER, holds(Role.COORDINATOR, Role.VOTE_CLERK))
rules.add_perm(SET_ASIDE, holds(Role.COORDINATOR, Role.VOTE_CLERK, Role.CERTIFIER))
rules.add_perm(ASK_NOTICE, holds(Role.COORDINATOR, Role.VOTE_CLERK))
rules.add_perm(CONFIRM_NOTICE, holds(Role.COORDINATOR, Role.CERTIFIER))
