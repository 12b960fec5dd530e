"""Paper in the running vote of the demo: three stations, a day that is closed, and a box that was read differently."""

import datetime as dt

from django.utils import timezone

from portal.demo import electorate
from portal.demo.ground import Ground
from portal.demo.votes import CLERK, COORDINATOR, UNCAST, Vote
from voting.domain import paper_voters
from voting.domain.paper import accepting, days, keying, lines, printing, reconciliation, serials, stations
from voting.domain.paper.stations import StationWords
from voting.models import PaperBatch, PollingStation, SheetState, StationDay

PLACES = (
    (
        ("Pääkirjasto", "Huvudbiblioteket", "Main library"),
        "Kirjastokatu 2",
        ("ma–pe 10–19, la 10–15", "må–fr 10–19, lö 10–15", "Mon–Fri 10–19, Sat 10–15"),
        (
            "Ovi aukeaa napista, hissi toiseen kerrokseen, induktiosilmukka tiskillä.",
            "Dörren öppnas med knapp, hiss till andra våningen, hörslinga vid disken.",
            "The door opens by a button, lift to the second floor, hearing loop at the desk.",
        ),
        True,
    ),
    (
        ("Sataman koulu", "Hamnens skola", "Harbour school"),
        "Satamatie 14",
        ("ti ja to 15–19", "ti och to 15–19", "Tue and Thu 15–19"),
        (
            "Sisäänkäynti pihan puolelta, luiska oikealla.",
            "Ingång från gården, ramp till höger.",
            "Entrance from the yard, ramp on the right.",
        ),
        True,
    ),
    (
        ("Palvelupiste Koski", "Serviceställe Koski", "Service point Koski"),
        "Myllytie 3",
        ("ma–pe 9–15", "må–fr 9–15", "Mon–Fri 9–15"),
        (
            "Kolme porrasta; soita ovikelloa, niin tulemme ulos.",
            "Tre trappsteg; ring på dörrklockan så kommer vi ut.",
            "Three steps; ring the bell and we come out.",
        ),
        False,
    ),
)
SHEETS = 60
AT_DESK = 4
"""So many were given paper by `votes.at_the_desk`."""
COUNTED, DISPUTED = 8, 4


def tell(vote: Vote, ground: Ground) -> None:
    """Stations, sheets, one box in the count, one that waits for a third pair of eyes, and the account."""
    made = [_station(vote, ground, *place) for place in PLACES]
    library = made[0]
    # People of one area, who have not voted and have chosen nothing: they come to the library.
    left = [voter for voter in vote.voters if not voter.votes][UNCAST + AT_DESK :]
    area = left[0].area
    people = [voter for voter in left if voter.area == area][: COUNTED + DISPUTED]
    clerk = ground.people[CLERK]
    printing.draw_up(actor=clerk, station=library, area=ground.areas[area], size=SHEETS)
    yesterday = _day(vote, ground, library, people[:COUNTED], 1, ago=1)
    batch = _keyed(vote, ground, yesterday, people[:COUNTED], 1)
    accepting.accept(actor=clerk, batch=batch)
    for number, state in ((9, SheetState.SPOILT), *((n, SheetState.UNUSED) for n in range(10, 21))):
        days.bring_back(actor=clerk, day=yesterday, state=state, first=_serial(vote, number))
    days.close(actor=clerk, day=yesterday)
    today = _day(vote, ground, library, people[COUNTED:], 21, ago=0)
    _keyed(vote, ground, today, people[COUNTED:], 21, slip=True)
    reconciliation.run(actor=clerk, election=vote.election)


def _station(
    vote: Vote,
    ground: Ground,
    name: tuple[str, ...],
    address: str,
    hours: tuple[str, ...],
    access: tuple[str, ...],
    step_free: bool,
) -> PollingStation:
    def by_language(texts: tuple[str, ...]) -> dict[str, str]:
        return dict(zip(("fi", "sv", "en"), texts, strict=True))

    words = StationWords(by_language(name), address, by_language(hours), by_language(access), step_free)
    return stations.save(actor=ground.people[COORDINATOR], election=vote.election, words=words)


def _day(
    vote: Vote,
    ground: Ground,
    station: PollingStation,
    people: list[electorate.Voter],
    first: int,
    *,
    ago: int,
) -> StationDay:
    """Twenty sheets taken out; each of `people` is given one and puts it in the box."""
    clerk, date = ground.people[CLERK], timezone.localdate() - dt.timedelta(days=ago)
    days.take_out(
        actor=clerk, station=station, day=date, first=_serial(vote, first), last=_serial(vote, first + 19)
    )
    for voter in people:
        entry = vote.entries[voter.person_id]
        paper_voters.take_paper(actor=clerk, entry=entry, station=str(station))
        if ago:
            paper_voters.put_in_box(actor=clerk, entry=entry, station=str(station))
    day = days.day_of(station, date)
    days.tell_given_out(actor=clerk, day=day, number=len(people))
    return day


def _keyed(
    vote: Vote,
    ground: Ground,
    day: StationDay,
    people: list[electorate.Voter],
    first: int,
    *,
    slip: bool = False,
) -> PaperBatch:
    """The box keyed by clerk and coordinator; with a slip of the second in its last sheet."""
    clerk = ground.people[CLERK]
    batch = keying.open_batch(actor=clerk, day=day, officer=clerk, size=len(people))
    shelf = lines.shelf_of(vote.election)
    for who in (clerk, ground.people[COORDINATOR]):
        for number, voter in enumerate(people, start=first):
            chosen = {str(project.pk): 1 for project in vote.choices(voter)}
            last = slip and who != clerk and number == first + len(people) - 1
            line = "" if last or not chosen else lines.as_line(shelf, chosen)
            keying.key(
                actor=who,
                batch=batch,
                serial=_serial(vote, number),
                line=line,
                void="" if line else "unclear" if last else "empty",
            )
        keying.finish(actor=who, batch=batch)
    return batch


def _serial(vote: Vote, number: int) -> str:
    return serials.written(vote.election.pk, number)
