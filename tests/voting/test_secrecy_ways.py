"""Who voted what by the other ways: on paper, in a booth, with a code of the desk, added to the roll on request."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from commons.accounts.models import Role
from commons.accounts.permissions import operator
from commons.process.models import PhaseKind
from tests.factories.accounts import official
from tests.factories.paper import StationFactory
from tests.factories.process import closed_phase
from tests.factories.voting import RollEntryFactory, made_public, sealed
from tests.voting import secrecy
from tests.voting.paper.desk import Desk, make_desk
from tests.voting.paper.test_kiosk import sealed as sealed_envelope
from voting.domain import ballots, codes, count, desk_people, keys, kiosk, paper_voters, roll_requests
from voting.domain.ballot_form import Choice
from voting.domain.paper import accepting, days, keying, printing
from voting.domain.voters import Voter
from voting.models import Ballot, BallotProject, Channel, Election, PollingStation, RollEntry

WEB, BOOTH, BY_DESK, ASKED, PAPER = 6, 5, 5, 3, 6


class Town(Desk):
    """The vote of `make_desk` with people on its roll, who vote by every way there is. `truth`: receipt by person."""

    truth: dict[int, str]
    numbers: Iterator[int]
    code = ""

    @property
    def whole(self) -> list[BallotProject]:
        """The projects, as other votes of tests name them."""
        return self.projects

    def person(self) -> RollEntry:
        """Somebody new on the roll, with the person id `ID-` and a number of their own."""
        name = keys.person_hash(self.election.key_id, f"ID-{next(self.numbers)}")
        made: RollEntry = RollEntryFactory(
            election=self.election, area=self.election.cycle.area, person_hash=name, birth_year=1980
        )
        return made

    def choice(self, place: int) -> list[Choice]:
        return [Choice(self.projects[place % 3].pk)]

    def web(self, place: int) -> RollEntry:
        entry = self.person()
        voter = Voter(entry.pk, self.election.pk)
        sent = ballots.cast(
            actor=voter, election=self.election, choices=self.choice(place), key=f"web {entry.pk}"
        )
        self.truth[entry.pk] = sent.code
        return entry

    def in_booth(self, place: int) -> None:
        entry = self.person()
        letters = codes.make_batch(actor=operator(), election=self.election).codes
        made = next(letter for letter in letters if letter.entry_id == entry.pk)
        body = sealed_envelope(
            self,  # type: ignore[arg-type]
            code=made.code,
            choices=[[self.projects[place % 3].pk, 1]],
            key=f"booth {entry.pk}",
        )
        sent = kiosk.cast(election=self.election, envelope=kiosk.Envelope(**body), network="192.0.2.1")
        self.truth[entry.pk] = sent.code

    def with_code_of_desk(self, entry: RollEntry, place: int) -> None:
        code = desk_people.give_code(actor=self.clerk, entry=entry, station="Pääkirjasto")
        voter = codes.enter(typed=code, network="192.0.2.2")
        sent = ballots.cast(
            actor=voter, election=self.election, choices=self.choice(place), key=f"desk {entry.pk}"
        )
        self.truth[entry.pk] = sent.code

    def on_request(self, place: int) -> None:
        number = next(self.numbers)
        wish = roll_requests.Wish(
            f"ID-{number}", f"a{number}@kuvala.example", 1980, self.election.cycle.area, "Muutin.", "fi"
        )
        asked = roll_requests.ask(actor=operator(), election=self.election, wish=wish, network="192.0.2.3")
        roll_requests.decide(actor=self.second, request=asked, add=True, reason="Asuu täällä.")
        name = keys.person_hash(self.election.key_id, f"ID-{number}")
        self.with_code_of_desk(RollEntry.objects.get(person_hash=name), place)

    def on_paper(self, station: str, numbers: range, first_serial: int) -> None:
        """As many people as `numbers`, each with the sheet of that number, into one box of this station."""
        place = self.station if station == str(self.station) else self.new_station(station, first_serial)
        for number in reversed(numbers):
            entry = self.person()
            for act in (paper_voters.take_paper, paper_voters.put_in_box):
                act(actor=self.clerk, entry=entry, station=station)
            self.truth[entry.pk] = keys.sheet_pseudonym(self.election.key_id, self.election.key_check, number)
        batch = keying.open_batch(
            actor=self.clerk,
            day=days.day_of(place, timezone.localdate()),
            officer=self.clerk,
            size=len(numbers),
        )
        for keyer in (self.clerk, self.second):
            self.keyed(batch, keyer, {number: self.line(number % 3) for number in numbers})
        accepting.accept(actor=self.third, batch=batch)

    def new_station(self, name: str, serial: int) -> PollingStation:
        station: PollingStation = StationFactory(election=self.election, name_fi=name)
        printing.draw_up(actor=self.clerk, station=station, area=self.election.cycle.area, size=3)
        days.take_out(
            actor=self.clerk, station=station, day=timezone.localdate(), first=self.serial(serial), last=""
        )
        return station


def public_vote() -> tuple[Election, dict[int, str]]:
    """A published vote; who has which receipt."""
    desk = make_desk()
    town = Town(**vars(desk))
    town.truth, town.numbers = {}, iter(range(1, 1000))
    desk_people.declare(actor=town.clerk, election=town.election, typed="", not_on_roll=True)
    first = [town.web(place) for place in range(WEB)]
    for place in range(BOOTH):
        town.in_booth(place)
    for place in range(BY_DESK):
        town.with_code_of_desk(town.person(), place)
    for place in range(ASKED):
        town.on_request(place)
    town.with_code_of_desk(first[2], 1)  # somebody who has voted comes to the desk and changes it
    town.on_paper(str(town.station), range(1, PAPER + 1), 1)
    town.on_paper("Kylätalo", range(13, 14), 13)  # a box with one ballot
    receipts = dict(Ballot.objects.filter(channel=Channel.PAPER).values_list("pseudonym", "receipt"))
    truth = {entry: receipts.get(code, code) for entry, code in town.truth.items()}
    closed_phase(town.election.cycle, PhaseKind.VOTE)
    count.count_votes(actor=official(Role.VOTE_CLERK), election=town.election)
    return made_public(town.election), truth


@pytest.mark.django_db(transaction=True)
def test_every_way_of_voting_keeps_its_secret_after_sealing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    election, truth = public_vote()
    assert len(truth) == WEB + BOOTH + BY_DESK + ASKED + PAPER + 1
    key = (Path(settings.KEYS_ROOT) / f"{election.key_id}.box").read_bytes()
    folders = Path(settings.MEDIA_ROOT), Path(settings.KEYS_ROOT)
    guesses = {entry: [f"{way} {entry}" for way in ("web", "booth", "desk")] for entry in truth}

    def attack() -> dict[str, int]:
        copy = secrecy.copy_of_everything(caplog.text, *folders)
        assert secrecy.moments(copy) == set()
        found = {
            "key": secrecy.by_key(copy, key),
            "writer": secrecy.by_writer(copy),
            "place": secrecy.by_place(copy),
            "order of writers": secrecy.by_order_of_writers(copy),
            "time": secrecy.by_time(copy),
            "mention": secrecy.by_mention(copy),
            "senders' keys": secrecy.by_keys_of_senders(copy, guesses),
            "codes in order": secrecy.by_deeds(copy, "code", "desk"),
            "paper in order": secrecy.by_deeds(copy, "paper_in", "paper"),
            "change": secrecy.by_change(copy),
            "station": secrecy.by_station(copy),
        }
        hits = {
            way: sum(truth.get(entry) == receipt for entry, receipt in links.items())
            for way, links in found.items()
        }
        return hits | {"struck choices": secrecy.struck_choices(copy)}

    before = attack()
    online = WEB + BOOTH + BY_DESK + ASKED
    assert before["key"] == before["senders' keys"] == online, "the control: it can be found out"
    assert (before["change"], before["station"]) == (1, 1), "the only one who changed; the only one of a box"
    assert before["mention"] == before["time"] == 0

    sealed(election)
    after = attack()
    by_chance = {"place": 8, "order of writers": 8, "codes in order": 5, "paper in order": 5}
    assert {way: number for way, number in after.items() if number >= by_chance.get(way, 1)} == {}
