"""The voting desk: who may do what in which stage, by page and by API; and one story through both doors."""

import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from commons.accounts.models import Role, User
from commons.process.models import Cycle, PhaseKind
from proposals.models import Proposal
from tests.factories.accounts import UserFactory, official
from tests.factories.process import CycleFactory, open_phase
from tests.factories.voting import RollEntryFactory
from tests.voting.desk.making import approved, csv, signed_in, vote_in, year
from voting.domain import codes
from voting.domain.desk_votes import Stage, desk_votes
from voting.models import BallotProject, Election, RollEntry

pytestmark = pytest.mark.django_db

PAGES = ("", "rules/", "ballot/", "roll/", "letters/", "open/")
READS = ("", "ballot/", "roll/", "letters/", "checks/")
OFFICIALS = (Role.COORDINATOR, Role.VOTE_CLERK, Role.CERTIFIER)


def page_rules(**changed: Any) -> dict[str, Any]:
    return {
        "ballot_kind": "approval",
        "min_length": "1",
        "max_length": "3",
        "rule": "greedy",
        "seed": "",
        **changed,
    }


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_its_name_and_all_its_pages(stage: Stage) -> None:
    cycle = vote_in(stage)
    (vote,) = desk_votes(official(Role.CERTIFIER))
    assert vote.stage == stage

    client = signed_in(Role.COORDINATOR)
    seen = {path: client.get(f"/desk/votes/{cycle.slug}/{path}").status_code for path in PAGES}

    missing = (
        {"roll/": 404, "letters/": 404, "open/": 404, "ballot/": 302} if stage == Stage.NOT_BEGUN else {}
    )
    assert seen == {path: missing.get(path, 200) for path in PAGES}


@pytest.mark.parametrize("role", [None, *Role])
def test_who_sees_the_desk(role: Role | None) -> None:
    cycle = vote_in(Stage.OPEN)
    client = signed_in(role)

    pages = {client.get(f"/desk/votes/{cycle.slug}/{path}").status_code for path in PAGES}
    reads = {client.get(f"/api/v1/desk/votes/{cycle.slug}/{path}").status_code for path in READS}
    lists = [client.get(path).status_code for path in ("/desk/votes/", "/api/v1/desk/votes/")]

    wanted = 200 if role in OFFICIALS else 403
    page = wanted if role else 302  # to signing in
    assert (pages, reads, lists) == ({page}, {wanted}, [page, wanted])


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("role", [None, *Role])
def test_who_changes_what_in_which_stage(role: Role | None, stage: Stage) -> None:
    cycle = vote_in(stage)
    person = RollEntry.objects.first()
    base, client = f"/api/v1/desk/votes/{cycle.slug}", signed_in(role)
    json = {"content_type": "application/json"}

    answers = {
        "rules": client.put(f"{base}/rules/", {"max_length": 2}, **json),
        "fill": client.post(f"{base}/ballot/fill/", {}, **json),
        "order": client.put(f"{base}/ballot/order/", {"order": []}, **json),
        "roll": client.post(f"{base}/roll/", {"file": csv(cycle)}),
        "letters": client.post(f"{base}/letters/", {}, **json),
        "replace": client.post(
            f"{base}/letters/replace/", {"person": f"0/{person.pk}" if person else "x"}, **json
        ),
    }
    got = {name: answer.status_code for name, answer in answers.items()}

    begun, frozen = stage != Stage.NOT_BEGUN, stage not in (Stage.NOT_BEGUN, Stage.PREPARING)
    sees = role in OFFICIALS

    def wanted(roles: tuple[Role, ...], good: int, *, needs_begun: bool = True, freezes: bool = True) -> int:
        if not sees or role not in roles:
            # Whoever sees the desk is told first that there is no vote yet.
            return 404 if sees and needs_begun and not begun and not made else 403
        if needs_begun and not begun and not made:
            return 404
        return 409 if freezes and frozen else good

    made = role == Role.COORDINATOR and not begun  # deciding the rules has just begun it
    assert got == {
        "rules": wanted((Role.COORDINATOR,), 200, needs_begun=False),
        "fill": wanted((Role.COORDINATOR,), 201),
        "order": wanted((Role.COORDINATOR,), 200),
        "roll": wanted((Role.COORDINATOR, Role.VOTE_CLERK), 201, freezes=False),
        "letters": wanted((Role.VOTE_CLERK,), 201, freezes=False),
        "replace": wanted((Role.VOTE_CLERK,), 400, freezes=False),
    }


@pytest.mark.parametrize("role", [None, *Role])
def test_who_opens_the_vote(role: Role | None) -> None:
    by_page, by_api = vote_in(Stage.PREPARING), vote_in(Stage.PREPARING)
    client = signed_in(role)

    why = {"reason": "Kirjeet ovat jo postissa"}
    page = client.post(f"/desk/votes/{by_page.slug}/open/", {"sure": "on"} | why)
    answer = client.post(f"/api/v1/desk/votes/{by_api.slug}/open/", why, content_type="application/json")

    opened = set(Election.objects.filter(frozen_at__isnull=False).values_list("cycle__slug", flat=True))
    if role == Role.COORDINATOR:
        assert (page.status_code, answer.status_code, opened) == (302, 201, {by_page.slug, by_api.slug})
    else:
        assert (page.status_code, answer.status_code, opened) == (403 if role else 302, 403, set())


def by_page(cycle: Cycle, coordinator: User, clerk: User) -> bytes:
    """Prepare and open by the pages; gives the letters."""
    base, client = f"/desk/votes/{cycle.slug}", Client()
    client.force_login(coordinator)
    assert client.post(f"{base}/rules/", page_rules(totals_live="on", seed="31 5 7")).status_code == 302
    assert client.post(f"{base}/ballot/change/", {"do": "fill"}).status_code == 302
    client.force_login(clerk)
    kept = client.post(f"{base}/roll/", {"file": csv(cycle)})
    assert RollEntry.objects.filter(election__cycle=cycle).count() == 0
    assert client.post(kept["Location"]).status_code == 302
    letters = client.post(f"{base}/letters/", {"most": "10", "key": "k"})
    assert letters["Content-Type"] == "application/pdf"
    client.force_login(coordinator)
    assert client.post(f"{base}/open/", {"sure": "on"}).status_code == 302
    return letters.content


def by_api(cycle: Cycle, coordinator: User, clerk: User) -> bytes:
    """The same over the API."""
    base, client = f"/api/v1/desk/votes/{cycle.slug}", Client()
    json = {"content_type": "application/json"}
    client.force_login(coordinator)
    rules = {"max_length": 3, "totals_live": True, "seed": "31 5 7"}
    assert client.put(f"{base}/rules/", rules, **json).status_code == 200
    assert client.post(f"{base}/ballot/fill/", {}, **json).status_code == 201
    client.force_login(clerk)
    kept = client.post(f"{base}/roll/", {"file": csv(cycle)}).json()
    assert RollEntry.objects.filter(election__cycle=cycle).count() == 0
    assert client.post(f"{base}/roll/{kept['id']}/", **json).json()["state"] == "done"
    letters = client.post(f"{base}/letters/", {"most": 10}, **json)
    assert letters["Content-Type"] == "application/pdf"
    client.force_login(coordinator)
    assert client.post(f"{base}/open/", {}, **json).json()["stage"] == "waiting"
    return letters.content


def test_the_same_vote_is_prepared_by_page_and_by_api() -> None:
    coordinator, clerk = official(Role.COORDINATOR), official(Role.VOTE_CLERK)
    ends = []
    for door in (by_page, by_api):
        cycle = year()
        pdf = PdfReader(io.BytesIO(door(cycle, coordinator, clerk)))
        election = cycle.election
        (code, *_others) = re.findall(
            r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", pdf.pages[0].extract_text()
        )
        assert codes.enter(typed=code, network="x", election=election).election_id == election.pk
        ends.append(
            (
                election.max_length,
                election.totals_live,
                election.seed,
                sorted(election.projects.values_list("cost", flat=True)),
                list(election.roll.order_by("birth_year").values_list("birth_year", flat=True)),
                len(pdf.pages),
                len(election.frozen_hash),
            )
        )
    assert ends[0] == ends[1]
    assert ends[0][0] == 3


def test_rules_that_do_not_fit_are_told_beside_their_field_and_stay_typed() -> None:
    cycle, client = year(), signed_in(Role.COORDINATOR)
    client.cookies["django_language"] = "en"

    for changed, field in (
        ({"min_length": "many"}, "min_length"),
        ({"min_length": "4", "max_length": "2"}, "max_length"),
        ({"ballot_kind": "points"}, "max_sum_points"),
        ({"rule": "the-mayor-decides"}, "rule"),
        ({"ballot_kind": "telepathy"}, "ballot_kind"),
        ({"seed": "x" * 65}, "seed"),
    ):
        answer = client.post(f"/desk/votes/{cycle.slug}/rules/", page_rules(**{"seed": "my seed", **changed}))
        assert answer.status_code == 400
        assert field in answer.context["form"].errors
        assert next(iter(changed.values())) in answer.content.decode()
    assert not Election.objects.exists()


def test_single_projects_move_leave_and_come_back() -> None:
    cycle, client = vote_in(Stage.PREPARING), signed_in(Role.COORDINATOR)
    first, second = BallotProject.objects.order_by("position")
    address = f"/desk/votes/{cycle.slug}/ballot/change/"

    def order() -> list[int]:
        return list(BallotProject.objects.order_by("position").values_list("proposal", flat=True))

    seen = []
    for do in (
        f"down:{first.pk}",
        f"down:{first.pk}",
        f"up:{first.pk}",
        f"off:{second.pk}",
        f"put:{second.proposal_id}",
    ):
        assert client.post(address, {"do": do}).status_code == 302
        seen.append(order())

    a, b = first.proposal_id, second.proposal_id
    assert seen == [[b, a], [b, a], [a, b], [a], [a, b]]


@pytest.mark.parametrize(
    "do", ["", "up", "off:", "off:99999999999999999999", "put:0", "put:-1", "up:x", "burn:1", "\x00"]
)
def test_junk_on_the_ballot_page_changes_nothing(do: str) -> None:
    cycle, client = vote_in(Stage.PREPARING), signed_in(Role.COORDINATOR)

    answer = client.post(f"/desk/votes/{cycle.slug}/ballot/change/", {"do": do})

    assert answer.status_code in (302, 404)
    assert BallotProject.objects.count() == 2


def test_opening_asks_once_more_and_says_what_is_missing() -> None:
    cycle, client = vote_in(Stage.PREPARING), signed_in(Role.COORDINATOR)
    address = f"/desk/votes/{cycle.slug}/open/"

    unsure = client.post(address, {})
    BallotProject.objects.all().delete()
    unready = client.post(address, {"sure": "on", "reason": "Kiire"})

    assert (unsure.status_code, unready.status_code) == (400, 409)
    assert not Election.objects.exclude(frozen_at=None).exists()


def test_the_open_vote_shows_turnout_and_drafts_but_no_small_group() -> None:
    cycle, client = vote_in(Stage.OPEN), signed_in(Role.CERTIFIER)

    page = client.get(f"/desk/votes/{cycle.slug}/")
    answer = client.get(f"/api/v1/desk/votes/{cycle.slug}/").json()

    assert page.context["turnout"].voted == 1
    assert [line.voted for line in page.context["turnout"].areas] == [None]
    assert (answer["stage"], answer["voters"], answer["voted"], answer["drafts"]) == ("open", 2, 1, 0)


def test_an_official_of_one_area_sees_that_areas_votes_only() -> None:
    mine, other = vote_in(Stage.PREPARING), vote_in(Stage.PREPARING)
    client = Client()
    client.force_login(official(Role.COORDINATOR, area=mine.area))

    assert [row["cycle"] for row in client.get("/api/v1/desk/votes/").json()] == [mine.slug]
    assert client.get(f"/desk/votes/{other.slug}/").status_code == 403
    assert client.get("/desk/votes/no-such-year/").status_code == 404


def test_lists_take_the_same_queries_for_one_row_and_for_thirty() -> None:
    client = signed_in(Role.COORDINATOR)
    cycle = vote_in(Stage.PREPARING)
    client.get("/desk/votes/")
    addresses = [
        "/desk/votes/",
        *(f"/desk/votes/{cycle.slug}/{path}" for path in ("ballot/", "roll/", "letters/", "open/")),
    ]

    def taken() -> list[int]:
        numbers = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            numbers.append(len(queries))
        return numbers

    few = taken()
    pot = cycle.envelopes.get()
    for _number in range(30):
        CycleFactory(area=cycle.area)
        approved(cycle, pot.amount / 10, envelope=pot)
    for proposal in Proposal.objects.filter(ballot_projects=None)[:15]:
        client.post(f"/desk/votes/{cycle.slug}/ballot/change/", {"do": f"put:{proposal.pk}"})
    RollEntryFactory.create_batch(30, election=cycle.election, area=cycle.area)
    clerk = official(Role.VOTE_CLERK)
    for _number in range(10):
        codes.make_batch(actor=clerk, election=cycle.election, most=2)
    client.get("/desk/votes/")

    assert taken() == few


def test_residents_learn_nothing_of_a_vote_from_its_desk() -> None:
    cycle = vote_in(Stage.PREPARING)
    client = Client()
    client.force_login(UserFactory())
    open_phase(cycle, PhaseKind.VOTE)

    assert client.get(f"/desk/votes/{cycle.slug}/").status_code == 403
    assert client.get("/desk/votes/no-such-year/").status_code == 403
