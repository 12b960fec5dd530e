"""The participation desk: the funnels, who is missing, what is left out, and who may read it."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from commons.accounts.models import Role
from commons.accounts.permissions import operator
from commons.http.errors import NotAllowed, SignInNeeded
from commons.places.domain import files
from commons.places.models import Area
from commons.process.models import PhaseKind
from proposals.models import Proposal
from tests.factories.accounts import UserFactory, official
from tests.factories.paper import StationFactory
from tests.factories.places import AreaFactory, PopulationFactory, square
from tests.factories.process import CycleFactory, EnvelopeFactory, open_phase
from tests.factories.proposals import DraftFactory, ProposalFactory
from tests.factories.voting import RollEntryFactory, ballot_of
from voting.domain.reach.desk import ParticipationDesk, participation_desk
from voting.domain.reach.missing import AGES, Hint
from voting.models import BallotDraft, Channel, CodeBatch, Election, LetterCode, PrintRun, RollEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def election() -> Election:
    cycle = CycleFactory(area=AreaFactory(slug="kuvala"), slug="kuvala-2026")
    open_phase(cycle, PhaseKind.VOTE)
    found, _projects = ballot_of([EnvelopeFactory(cycle=cycle)])
    return found


def people(
    election: Election, area: Area, number: int, *, age: int, voted: int, way: str = Channel.WEB
) -> list[RollEntry]:
    """People of one age on the roll, of whom the first have voted this week."""
    entries = [
        RollEntryFactory(election=election, area=area, birth_year=election.cycle.year - age)
        for _n in range(number)
    ]
    voters = [entry.pk for entry in entries[:voted]]
    RollEntry.objects.filter(pk__in=voters).update(voted_at=timezone.now(), channel=way)
    return entries


def desk_of(election: Election) -> ParticipationDesk:
    return participation_desk(actor=official(Role.VOTE_CLERK), election=election)


def district(election: Election, slug: str) -> Area:
    made: Area = AreaFactory(slug=slug, parent=election.cycle.area, outline=square(61.5, 23.8))
    Area.objects.filter(pk=made.pk).update(outline_shown=square(61.5, 23.8))
    return made


def test_a_group_far_below_its_share_is_named_with_what_could_be_done(election: Election) -> None:
    young, old = district(election, "harjula"), district(election, "hervanta")
    people(election, young, 60, age=30, voted=48)
    people(election, old, 60, age=70, voted=12)
    for area in (young, old):
        PopulationFactory(area=area, year=2025, age_min=30, age_max=64, persons=600 if area == young else 0)
        PopulationFactory(area=area, year=2025, age_min=65, age_max=110, persons=600 if area == old else 0)
    station = StationFactory(election=election)
    PrintRun.objects.create(election=election, station=station, area=old, first=1, last=50)

    found = desk_of(election).representation

    assert [(gap.path, gap.ages, gap.voted, gap.expected) for gap in found.gaps] == [
        ("kuvala/hervanta/", "65+", 12, 30)
    ]
    assert [hint.kind for hint in found.gaps[0].hints] == ["visit", "letter", "shift"]
    assert found.gaps[0].hints[2] == Hint("shift", found.gaps[0].hints[2].words, station.pk, str(station))
    assert (found.by_register, found.year) == (True, 2025)
    assert [(share.population, share.voted) for share in found.shares] == [(0, 0), (600, 48), (600, 12)]


def test_without_a_register_the_roll_stands_for_the_population(election: Election) -> None:
    area = district(election, "harjula")
    people(election, area, 50, age=20, voted=5)
    people(election, area, 50, age=40, voted=45)

    found = desk_of(election).representation

    assert found.by_register is False
    assert [(gap.ages, gap.expected) for gap in found.gaps] == [("–29", 25)]


def test_a_band_of_the_register_is_cut_at_the_youngest_who_may_vote(election: Election) -> None:
    area = district(election, "harjula")
    people(election, area, 10, age=15, voted=6)
    PopulationFactory(area=area, year=2025, age_min=10, age_max=19, persons=100)

    assert [share.population for share in desk_of(election).representation.shares] == [50, 0, 0]


def test_small_groups_and_what_would_tell_them_are_left_out(election: Election) -> None:
    few, many, more = (district(election, slug) for slug in ("yksi", "kaksi", "kolme"))
    people(election, few, 20, age=40, voted=2)
    people(election, many, 30, age=40, voted=12)
    people(election, more, 40, age=40, voted=20)

    lines = desk_of(election).funnel.areas

    assert [line.voted for line in sorted(lines, key=lambda line: line.people)] == [None, None, 20]


def test_an_area_where_nobody_has_voted_is_left_out_so_that_the_first_vote_does_not_show(
    election: Election,
) -> None:
    people(election, district(election, "yksi"), 20, age=40, voted=0)
    people(election, district(election, "kaksi"), 30, age=40, voted=12)

    assert {line.voted for line in desk_of(election).funnel.areas} == {None}


def test_the_way_from_a_letter_to_a_vote(election: Election) -> None:
    area = district(election, "harjula")
    entries = people(election, area, 30, age=40, voted=10)
    people(election, area, 10, age=40, voted=6, way=Channel.DESK)
    batch = CodeBatch.objects.create(election=election, size=20)
    for place, entry in enumerate(entries[:20]):
        LetterCode.objects.create(entry=entry, batch=batch, code_hash=f"{place:064x}")
    for entry in entries[20:27]:
        BallotDraft.objects.create(entry=entry)

    funnel = desk_of(election).funnel

    assert [step.number for step in funnel.votes] == [40, 20, 10, 16]
    assert [(line.people, line.sent, line.voted, line.chosen) for line in funnel.areas] == [(40, 20, 16, 7)]
    monday = timezone.localdate() - dt.timedelta(days=timezone.localdate().weekday())
    assert [(week.monday, week.votes) for week in funnel.weeks if any(week.votes)] == [(monday, (10, 6))]


def test_the_way_from_a_draft_to_the_ballot(election: Election) -> None:
    cycle = election.cycle
    DraftFactory(cycle=cycle, area=None)
    ProposalFactory(cycle=cycle, area=None)

    funnel = desk_of(election).funnel

    assert [step.number for step in funnel.proposals] == [5, 4, 3]
    assert [(name, (w.begun, w.submitted, w.on_ballot)) for name, w in funnel.written][-1] == ("", (2, 1, 0))


def test_a_language_in_which_far_fewer_propose_than_live_here_is_named(election: Election) -> None:
    town = election.cycle.area
    (unknown,) = desk_of(election).languages.shares
    assert (unknown.code, unknown.persons, unknown.expected, unknown.is_missing) == ("fi", None, None, False)
    files.import_languages(
        actor=operator(),
        text="area,year,language,persons\nkuvala,2025,fi,800\nkuvala,2025,sv,150\nkuvala,2025,other,50\n"
        "kuvala,2024,fi,1\n",
    )
    on_the_ballot = Proposal.objects.count()
    for language, number in (("fi", 38 - on_the_ballot), ("sv", 2), ("so", 8)):
        ProposalFactory.create_batch(number, cycle=election.cycle, area=town, language=language)

    found = desk_of(election).languages

    told = [
        (one.code, one.persons_percent, one.written, one.expected, one.is_missing) for one in found.shares
    ]
    assert told == [
        ("fi", 80.0, 38, 38, False),
        ("sv", 15.0, 2, 7, True),
        ("other", 5.0, 8, 2, False),
    ]
    assert (found.year, [one.code for one in found.missing]) == (2025, ["sv"])


def test_the_map_shades_what_is_told_and_leaves_the_rest_white(election: Election) -> None:
    low, high = district(election, "yksi"), district(election, "kaksi")
    people(election, low, 40, age=40, voted=10)
    people(election, high, 40, age=40, voted=30)

    assert sorted(shape.shade for shape in desk_of(election).shapes) == [1, 5]


def test_an_empty_roll_is_an_empty_page_and_no_fault(election: Election, client: Client) -> None:
    client.force_login(official(Role.COORDINATOR))

    assert client.get("/desk/votes/kuvala-2026/participation/").status_code == 200


def test_only_officials_of_the_vote_read_it(election: Election) -> None:
    for role in Role:
        actor = official(role)
        if role in (Role.COORDINATOR, Role.VOTE_CLERK, Role.CERTIFIER):
            assert participation_desk(actor=actor, election=election).voted == 0
        else:
            with pytest.raises(NotAllowed):
                participation_desk(actor=actor, election=election)
    with pytest.raises(NotAllowed):
        participation_desk(actor=UserFactory(), election=election)
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(SignInNeeded):
        participation_desk(actor=AnonymousUser(), election=election)


def test_page_and_interface_say_the_same_in_constant_queries(election: Election, client: Client) -> None:
    area = district(election, "harjula")
    people(election, area, 50, age=20, voted=10)
    people(election, area, 50, age=40, voted=40)
    client.force_login(official(Role.VOTE_CLERK))

    def queries(address: str) -> tuple[int, Any]:
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(address, headers={"accept-language": "en"})
        return len(seen), answer

    with translation.override("en"):
        few, page = queries("/desk/votes/kuvala-2026/participation/")
        _n, told = queries("/api/v1/desk/votes/kuvala-2026/participation/")
    for number in range(10):
        people(election, district(election, f"piiri-{number}"), 6, age=50, voted=5)
        ProposalFactory(cycle=election.cycle)
    many, _page = queries("/desk/votes/kuvala-2026/participation/")

    text = page.content.decode()
    assert many <= few
    assert (told.json()["voted"], told.json()["entitled"]) == (50, 100)
    assert [(gap["ages"], gap["voted"], gap["expected"]) for gap in told.json()["gaps"]] == [("–29", 10, 25)]
    assert "10 of 25 expected" in text
    assert len(AGES) == len(told.json()["shares"])
