"""The identity service as a way into the vote: a claim, hashed as it comes in, leads to the place on the roll.

No account is made, linked or asked for, and the claim is kept nowhere.
"""

from django.views.decorators.debug import sensitive_variables

from voting.domain import keys
from voting.domain.errors import NotFoundOnRoll, NotOpenYet
from voting.domain.voters import Voter
from voting.models import Election, RollEntry


@sensitive_variables("claim")
def enter(*, claim: str, election: Election) -> Voter:
    """The voter whom the claim names (for example a personal identity code, as the roll has it).

    Raises `NotFoundOnRoll` where nobody on the roll is meant, or the service told nothing; `NotOpenYet` while the year
    is not public.
    """
    if not election.cycle.is_published:
        raise NotOpenYet
    found = None
    if claim:
        name = keys.person_hash(election.key_id, claim)
        found = RollEntry.objects.filter(election=election, person_hash=name).only("pk").first()
    if found is None:
        raise NotFoundOnRoll
    return Voter(entry_id=found.pk, election_id=election.pk)
