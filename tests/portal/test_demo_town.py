"""The demo town as a whole: built once for all these tests, and taken away again."""

import json
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count
from django.test import Client

from commons.accounts.models import Role, RoleAssignment, User
from commons.followup.models import Milestone
from commons.places.models import Area, Population
from commons.process.models import Cycle, PhaseKind
from portal.demo import access, catalogue, town
from proposals.models import Proposal, State
from tests.portal.weight import MOST, needed, weigh
from voting.domain import keys
from voting.models import Ballot, Election, LetterCode

pytestmark = pytest.mark.django_db

ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture
def _django_db_helper() -> None:
    """In place of pytest-django's: a transaction for each test would close the connection that holds the town."""


@pytest.fixture(scope="module")
def said(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """Kuvala, in a transaction that never ends well; what building it said."""
    lines: list[str] = []
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("django.conf.settings.KEYS_ROOT", tmp_path_factory.mktemp("keys"))
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        town.build(lines.append)
        yield lines
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def kuvala(said: list[str]) -> Iterator[None]:
    """What a test changes is put back, so that the next one finds the town as it was built."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def states(year: int) -> Counter[State]:
    return Counter(
        State(state) for state in Proposal.objects.filter(cycle__year=year).values_list("state", flat=True)
    )


def years() -> list[int]:
    return list(Cycle.objects.order_by("year").values_list("year", flat=True))


def test_eight_districts_with_shapes_and_people() -> None:
    kuvala = Area.objects.get(parent=None)
    districts = Area.objects.filter(parent=kuvala)

    assert (kuvala.slug, districts.count()) == ("kuvala", 8)
    assert not Area.objects.filter(outline=None).exists()
    assert set(Population.objects.values_list("area", flat=True)) >= set(
        districts.values_list("pk", flat=True)
    )


def test_three_years_one_finished_one_in_voting_one_taking_proposals() -> None:
    finished, voting, proposing = Cycle.objects.order_by("year")
    assert [cycle.is_published for cycle in (finished, voting, proposing)] == [True] * 3
    assert Proposal.objects.count() >= 115

    def is_open(cycle: Cycle) -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT kind FROM process_phase WHERE cycle_id = %s AND opens_at <= now() AND now() < closes_at",
                [cycle.pk],
            )
            return {kind for (kind,) in cursor.fetchall()}

    assert PhaseKind.CARRY_OUT in is_open(finished)
    assert PhaseKind.VOTE in is_open(voting)
    assert PhaseKind.PROPOSE in is_open(proposing)


def test_the_finished_year_was_counted_decided_and_is_followed_up() -> None:
    found = states(years()[0])

    assert set(found) >= {State.NOT_FUNDED, State.NOT_FEASIBLE, State.DONE, State.UNDER_WAY, State.PLANNED}
    assert not found[State.ON_BALLOT]
    assert Milestone.objects.count() >= 10
    assert Milestone.objects.exclude(picture="").exists()


def test_the_running_vote_has_projects_ballots_and_unused_codes() -> None:
    election = Election.objects.get(cycle__year=years()[1])

    assert states(years()[1])[State.ON_BALLOT] >= 10
    assert Ballot.objects.filter(election=election).count() > 500
    codes = access.unused_codes(election)
    assert len(codes) == access.CODES
    assert len({row["area"] for row in codes}) >= 4
    hashes = [keys.code_hash(election.key_id, row["code"].replace("-", "")) for row in codes]
    unused = LetterCode.objects.filter(code_hash__in=hashes, revoked_at=None, entry__voted_at=None)
    assert unused.count() == access.CODES
    assert access.unused_codes(election) == codes


def test_the_year_that_takes_proposals_has_them_in_every_early_state() -> None:
    found = states(years()[2])

    early = {State.SUBMITTED, State.IN_REVIEW, State.RETURNED}
    assert (
        early
        <= set(found)
        <= early
        | {State.DRAFT, State.NOT_FEASIBLE, State.ON_BALLOT, State.WITHDRAWN, State.MERGED, State.SPLIT}
    )


def test_proposals_speak_four_languages() -> None:
    assert set(Proposal.objects.values_list("language", flat=True)) == {"fi", "sv", "en", "ar"}


def test_every_role_has_somebody() -> None:
    assert set(RoleAssignment.objects.values_list("role", flat=True)) == set(Role.values)


def test_nothing_of_the_past_is_mailed_at_the_first_start_but_one_digest_to_look_at() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'todo' GROUP BY 1")
        assert cursor.fetchall() == [("followup.send_digests", 1)]
    assert mail.outbox == []


def test_the_ways_in_are_documented_and_work() -> None:
    out = StringIO()
    call_command("demo_access", address=f"{ADDRESS}/", stdout=out)
    found = json.loads(out.getvalue())

    assert set(found) == {"town", "address", "sign_in", "vote", "hearing_codes", "hearings"}
    assert (found["town"], found["address"], found["hearing_codes"]) == (
        "Kuvala",
        ADDRESS,
        found["hearing_codes"],
    )
    roles = {row["role"] for row in found["sign_in"]}
    assert roles == {"resident", "delegate", "administrator", *Role.values}
    assert found["vote"]["cycle"] == f"kuvala-{years()[1]}"
    for row in found["sign_in"]:
        assert row["url"].startswith(f"{ADDRESS}/demo/sign-in/")
        link = urlsplit(row["url"])
        client = Client()
        answer = client.get(f"{link.path}?{link.query}")
        assert answer.status_code == 302
        assert User.objects.get(pk=client.session["_auth_user_id"]).email == row["mail"]


def test_every_door_of_the_open_hearing_opens() -> None:
    (doors,) = access.ways_in(ADDRESS)["hearings"]

    assert (doors.pop("hearing"), doors.pop("card").partition("-")[0].isdigit()) == ("palvelut-nyt", True)
    assert set(doors) == {
        "page", "story", "survey", "synthesis", "card_url", "organisation", "receipt", "story_receipt",
        "comment_receipt", "tablet", "smileys", "walk", "vote",
    }  # fmt: skip
    assert {
        name: Client().get(url.removeprefix(ADDRESS)).status_code for name, url in doors.items()
    } == dict.fromkeys(doors, 200)


def test_the_console_says_the_ways_in() -> None:
    text = access.as_text(ADDRESS)

    assert f"{ADDRESS}/demo/mail/" in text
    assert text.count("/demo/sign-in/") == len(access.ways_in(ADDRESS)["sign_in"])


def test_a_second_time_nothing_is_doubled() -> None:
    before = (User.objects.count(), Proposal.objects.count(), Ballot.objects.count())
    out = StringIO()
    call_command("demo_town", stdout=out)
    call_command("demo_town", if_empty=True, stdout=out)

    assert (User.objects.count(), Proposal.objects.count(), Ballot.objects.count()) == before
    assert out.getvalue().count("The demo town stands already.") == 2


def test_a_real_town_is_left_alone(settings: Any) -> None:
    settings.RAATI_DEMO = False
    for command in ("demo_town", "demo_access"):
        with pytest.raises(CommandError, match="This is a real town"):
            call_command(command)
    assert Client().get(f"/demo/sign-in/{'x' * 20}/").status_code == 404


def test_what_was_built_is_told_step_by_step(said: list[str]) -> None:
    assert len(said) >= 7
    assert all(line.endswith(" s") for line in said)


def test_it_is_the_same_town_every_time(said: list[str]) -> None:
    """What is drawn by lot comes from seeds: nothing in the demo asks for chance or for the order of a set."""
    source = "".join(path.read_text() for path in Path(town.__file__).parent.glob("*.py"))

    assert "random.Random()" not in source
    assert "random.random()" not in source
    titles = [idea.title for year in catalogue.Year for idea in catalogue.ideas(year)]
    begun = Proposal.objects.filter(split_from=None)
    assert sorted(begun.values_list("title", flat=True)) == sorted(titles)


def addresses() -> list[str]:
    """The kinds of pages that residents come to first, the heaviest of each kind."""
    finished, voting, _proposing = Cycle.objects.order_by("year")
    talked = Proposal.objects.annotate(said=Count("thread__comments")).order_by("-said").first()
    done = Proposal.objects.filter(cycle=finished, state=State.DONE).first()
    envelope = voting.envelopes.first()
    assert talked
    assert done
    assert envelope
    return [
        "/",
        "/proposals/",
        f"/proposals/{talked.pk}/",
        f"/proposals/{done.pk}/",
        "/proposals/new/",
        "/areas/",
        "/areas/kuvala/",
        "/vote/",
        f"/vote/{voting.slug}/",
        f"/vote/{voting.slug}/ballot/{envelope.slug}/",
        f"/vote/{voting.slug}/turnout/",
        "/results/",
        f"/results/{finished.slug}/",
        *(f"/results/{finished.slug}/{one.slug}/" for one in finished.envelopes.all()),
        "/hearings/",
        "/accounts/login/",
        "/accessibility/",
        "/privacy/",
    ]


def test_a_first_visit_is_light_and_asks_no_other_host() -> None:
    weights = {path: weigh(Client(), path) for path in addresses()}

    assert {path: hosts for path, (_bytes, hosts) in weights.items() if hosts} == {}
    assert {path: size for path, (size, _hosts) in weights.items() if size > MOST} == {}


def test_the_scale_counts_what_it_should() -> None:
    page = (
        '<link rel="stylesheet" href="/a.css"><script type="module" src="x.js"></script><a href="/b/">b</a>'
    )

    assert list(needed(page, "/p/")) == ["/a.css", "/p/x.js"]
    assert list(needed('<link rel="alternate" href="/feed/">', "/")) == []
