"""The votes of the demo: the roll, the letters, the ballots.

Rules, roll and codes go through the verbs. Most ballots are written into the box as `cast` would have written them,
with the hour they were cast at; what the database refuses is refused here too. The last ballots of the running vote are
really cast.
"""

import csv
import datetime as dt
import hashlib
import io
import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from commons.accounts.models import User
from commons.process.models import Cycle, PhaseKind
from portal.demo import access, catalogue, electorate, years
from portal.demo.bulk import rewrite
from portal.demo.catalogue import Year
from portal.demo.ground import Ground
from proposals.models import Proposal
from voting.domain import (
    ballots,
    codes,
    drafts,
    elections,
    keys,
    lot,
    notices,
    paper_voters,
    roll,
    roll_requests,
)
from voting.domain.ballot_form import Choice
from voting.domain.roll_requests import Wish
from voting.domain.voters import Voter
from voting.models import (
    Ballot,
    BallotChoice,
    BallotKind,
    BallotProject,
    Channel,
    Election,
    FrozenRules,
    RollEntry,
)

COORDINATOR, CLERK = "koordinaattori", "vaali"
SIZE = {Year.FINISHED: 1800, Year.VOTING: 2000}
RULES = {
    Year.FINISHED: elections.BallotRules(ballot_kind=BallotKind.APPROVAL, max_length=3),
    Year.VOTING: elections.BallotRules(ballot_kind=BallotKind.BUDGET),
}
REALLY_CAST = 30
UNCAST = 24
NEWCOMERS = 40
"""So many moved to town after the letters were printed."""


NEWCOMERS_ASK = (
    ("oili", 1951, "Muutin Kuvalaan elokuussa tyttäreni luo. Kirjettä ei ole tullut."),
    ("tapio", 1998, "Muutin opiskelemaan. Olen kirjoilla Kuvalassa syyskuun alusta."),
)


MISTAKEN = "voting-21"
SLIP = ("kolme lepopenkkiä", "neljä lepopenkkiä")


@dataclass
class Vote:
    """A vote being made. `entries`: row of the roll by person id."""

    year: Year
    election: Election
    voters: Sequence[electorate.Voter]
    entries: Mapping[str, RollEntry]
    shelf: Sequence[electorate.Project]
    projects: Mapping[str, BallotProject]
    money: dict[str, int]

    def choices(self, voter: electorate.Voter) -> list[BallotProject]:
        """What the voter chooses, in the ballot's order."""
        chosen = electorate.choose(voter, self.shelf, self.money, most=RULES[self.year].max_length)
        return sorted((self.projects[project.key] for project in chosen), key=lambda one: one.position)


def prepare(year: Year, cycle: Cycle, ground: Ground, told: Mapping[str, Proposal]) -> Vote:
    """Rules, ballot, roll and letter codes; then the rules are frozen, dated to the opening."""
    coordinator, clerk = ground.people[COORDINATOR], ground.people[CLERK]
    election = elections.set_up(actor=coordinator, cycle=cycle, ballot_rules=RULES[year])
    elections.fill_ballot(actor=coordinator, election=election)
    voters = electorate.electorate(SIZE[year], cycle.year, seed=year)
    early, late = voters[:-NEWCOMERS], voters[-NEWCOMERS:]
    roll.take_in(actor=clerk, election=election, data=_roll_file(early))
    printed = {
        new.code: new.area.slug
        for area in ground.areas.values()
        if area != ground.town
        for new in codes.make_batch(actor=clerk, election=election, area=area).codes
    }
    roll.take_in(actor=clerk, election=election, data=_roll_file(late))
    _freeze(election, years.midnight(years.SPANS[year][PhaseKind.VOTE][0]))
    if year == Year.VOTING:
        access.keep_codes(printed)
    by_hash = {entry.person_hash: entry for entry in RollEntry.objects.filter(election=election)}
    by_proposal = {project.proposal_id: project for project in election.projects.select_related("envelope")}
    return Vote(
        year=year,
        election=election,
        voters=early,
        entries={
            voter.person_id: by_hash[keys.person_hash(election.key_id, voter.person_id)] for voter in voters
        },
        shelf=electorate.shelf(catalogue.ideas(year)),
        projects={
            key: by_proposal[proposal.pk] for key, proposal in told.items() if proposal.pk in by_proposal
        },
        money={pot.slug: pot.amount for pot in catalogue.pots(year)},
    )


def fill_box(vote: Vote) -> None:
    """The ballots of everybody who has voted; in a running vote but for the last few, who really cast."""
    voting = [voter for voter in vote.voters if voter.votes]
    written = voting[:-REALLY_CAST] if vote.year == Year.VOTING else voting
    rows: list[Ballot] = []
    choices: list[BallotChoice] = []
    entries: list[RollEntry] = []
    for voter in written:
        entry = vote.entries[voter.person_id]
        entry.voted_at, entry.channel = _hour(vote.year, voter), _channel(voter)
        ballot = Ballot(
            election=vote.election,
            pseudonym=keys.pseudonym(vote.election.key_id, vote.election.key_check, entry.pk),
            receipt=ballots.draw_receipt(),
            cast_hour=entry.voted_at,
            channel=entry.channel,
            key_hash=hashlib.sha256(uuid.uuid4().bytes).hexdigest(),
        )
        rows.append(ballot)
        entries.append(entry)
        choices += [
            BallotChoice(ballot=ballot, project=project, rank=rank)
            for rank, project in enumerate(vote.choices(voter), start=1)
        ]
    Ballot.objects.bulk_create(rows)
    BallotChoice.objects.bulk_create(choices)
    rewrite(entries, "voted_at", "channel")


def cast_the_last(vote: Vote) -> None:
    """Cast the last ballots as a voter does, and leave some filled in but not cast."""
    for voter in [voter for voter in vote.voters if voter.votes][-REALLY_CAST:]:
        ballots.cast(
            actor=_actor(vote, voter),
            election=vote.election,
            choices=[Choice(project.pk) for project in vote.choices(voter)],
            key=f"{vote.election.key_id}/{voter.person_id}",
        )
    for voter in [voter for voter in vote.voters if not voter.votes][:UNCAST]:
        drafts.save(
            actor=_actor(vote, voter),
            election=vote.election,
            choices=[Choice(project.pk) for project in vote.choices(voter)],
        )


def at_the_desk(vote: Vote, clerk: User) -> None:
    """Some have taken a ballot on paper, and two who moved here ask to be on the roll."""
    away = [vote.entries[voter.person_id] for voter in vote.voters if not voter.votes]
    for place, entry in enumerate(away[UNCAST : UNCAST + 4]):
        paper_voters.take_paper(actor=clerk, entry=entry, station="Pääkirjasto")
        if place < 3:
            paper_voters.put_in_box(actor=clerk, entry=entry, station="Pääkirjasto")
    area = away[0].area
    for name, year, reason in NEWCOMERS_ASK:
        wish = Wish(f"KUVALA {name}", f"{name}@kuvala.example", year, area, reason, "fi")
        roll_requests.ask(actor=AnonymousUser(), election=vote.election, wish=wish, network="demo")


def correct_a_word(vote: Vote, coordinator: User, clerk: User) -> None:
    """A slip in a frozen text: asked for by one official, confirmed by another, told to everybody."""
    project = vote.projects[MISTAKEN]
    said = project.proposal.what
    notice = notices.ask(
        actor=clerk,
        election=vote.election,
        thing=project,
        after={"what": said.replace(*SLIP)},
        reason="Arvioinnissa sovittiin neljästä penkistä. Kustannus on laskettu niiden mukaan, eikä se muutu.",
    )
    notices.confirm(actor=coordinator, notice=notice)


def _actor(vote: Vote, voter: electorate.Voter) -> Voter:
    return Voter(entry_id=vote.entries[voter.person_id].pk, election_id=vote.election.pk)


def _roll_file(voters: Sequence[electorate.Voter]) -> bytes:
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(roll.COLUMNS)
    sheet.writerows((voter.person_id, voter.birth_year, voter.area) for voter in voters)
    return text.getvalue().encode()


def _freeze(election: Election, opened: dt.datetime) -> None:
    """As `elections.freeze`, but at the time when the vote opened, which the database keeps for good."""
    lot.promise(election, hashlib.sha256(f"{election.cycle.slug}".encode()).hexdigest()[:32])
    text = elections.rules_text(election)
    FrozenRules.objects.create(election=election, text=text)
    election.frozen_hash = hashlib.sha256(text.encode()).hexdigest()
    election.frozen_at = opened
    election.save(update_fields=["lot_commitment", "frozen_hash", "frozen_at"])


def _hour(year: Year, voter: electorate.Voter) -> dt.datetime:
    """The hour of casting: many on the first days and on the last ones, more in the evening than in the morning."""
    rng = random.Random(f"hour/{voter.person_id}")  # noqa: S311 (nothing secret)
    opens, closes = years.SPANS[year][PhaseKind.VOTE]
    length = min(closes, 0) - opens
    day = opens + min(int(length * rng.betavariate(0.7, 0.9)), length - 1)
    hour = rng.choices(range(24), weights=[1] * 7 + [3, 5, 6, 6, 6, 7, 6, 5, 5, 7, 9, 11, 12, 11, 9, 5, 2])[0]
    return min(years.moment(day, hour=hour), timezone.now().replace(minute=0, second=0, microsecond=0))


def _channel(voter: electorate.Voter) -> Channel:
    rng = random.Random(f"channel/{voter.person_id}")  # noqa: S311
    older = voter.birth_year < timezone.localdate().year - 65
    return Channel.DESK if rng.random() < (0.3 if older else 0.04) else Channel.WEB
