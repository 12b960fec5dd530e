"""The follow-up group in the browser and over the API."""

import datetime as dt
import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commons.accounts.models import User
from proposals.domain.delegates import group
from proposals.models import Delegate, Finding, FindingReply, Proposal, State
from tests.factories.delegates import DelegateFactory, FindingFactory
from tests.factories.process import CycleFactory
from tests.factories.proposals import BallotProposalFactory
from tests.portal.api_world import a_picture, client_of
from tests.proposals.conftest import Town

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
DAY = dt.timedelta(days=1)


@pytest.fixture
def reader() -> Client:
    return Client(headers={"accept-language": "en"})


def form(**more: Any) -> dict[str, Any]:
    sent = {
        "kind": "missing",
        "text": "Kaide puuttuu.",
        "language": "fi",
        "visited_on": f"{TODAY()}",
        "place": "",
        "uuid": f"{uuid4()}",
    }
    return sent | more


def test_a_delegate_notes_what_they_saw_with_a_picture_and_everybody_reads_it(
    reader: Client, project: Proposal, delegate: Delegate, resident: User
) -> None:
    reader.force_login(resident)
    page = f"/proposals/{project.pk}/findings/new/"
    assert reader.get(page).status_code == 200
    sent = form(alt_2="Portaat", picture_2=SimpleUploadedFile("a.jpg", a_picture().read()))

    answer = reader.post(page, sent)
    found = Finding.objects.get()

    assert answer["Location"] == f"/proposals/{project.pk}/findings/{found.pk}/?noted={found.key}"
    assert f'data-done="{found.key}"' in reader.get(answer["Location"]).content.decode()
    public = Client(headers={"accept-language": "en"}).get(f"/proposals/{project.pk}/progress/")
    assert public.context["findings"] == [found]
    assert "Something is missing" in public.content.decode()
    assert f"#finding-{found.pk}" in [getattr(one, "link", "") for one in public.context["milestones"]]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"visited_on": f"{TODAY() + DAY}"}, 400),
        ({"kind": ""}, 400),
        ({"picture_1": SimpleUploadedFile("a.jpg", b"<svg/>"), "alt_1": "Kuva"}, 400),
        ({"term": "over"}, 409),
        ({"term": "ended"}, 409),
    ],
)
def test_what_is_refused_is_not_lost(
    reader: Client, project: Proposal, delegate: Delegate, resident: User, more: dict[str, Any], status: int
) -> None:
    reader.force_login(resident)
    what = more.pop("term", "") if "term" in more else ""
    if what == "over":
        Delegate.objects.update(term_to=TODAY() - DAY)
    if what == "ended":
        group.end(actor=resident, delegate=delegate)

    answer = reader.post(
        f"/proposals/{project.pk}/findings/new/", form(text="Pitkä havainto rannalta.", **more)
    )

    assert answer.status_code == status
    assert answer.context["form"]["text"].value() == "Pitkä havainto rannalta."
    assert answer.context["form"].errors
    assert not Finding.objects.exists()


def test_who_opens_the_form(
    reader: Client, town: Town, project: Proposal, delegate: Delegate, reviewer: User
) -> None:
    page = f"/proposals/{project.pk}/findings/new/"
    assert "/accounts/login/" in reader.get(page)["Location"]
    reader.force_login(reviewer)
    assert reader.get(page).status_code == 403
    reader.force_login(DelegateFactory(cycle=CycleFactory()).user)
    assert reader.get(page).status_code == 403
    submitted = BallotProposalFactory(cycle=town.cycle)
    assert reader.get(f"/proposals/{submitted.pk}/findings/new/").status_code == 404
    assert reader.get(f"/proposals/{10**30}/findings/new/").status_code == 404


def test_an_official_answers_and_the_delegate_looks_again(
    reader: Client, project: Proposal, delegate: Delegate, resident: User, reviewer: User
) -> None:
    found = FindingFactory(delegate=delegate, proposal=project, answer_by=TODAY() - DAY)
    reader.force_login(reviewer)
    assert [one.pk for one in reader.get("/desk/carrying-out/findings/?show=late").context["findings"]] == [
        found.pk
    ]
    desk = f"/desk/carrying-out/findings/{found.pk}/"
    past = {"kind": "promised", "promised_on": f"{TODAY() - DAY}", "text_fi": "Pian.", "seen": "0"}
    refused = reader.post(desk, past)
    assert (refused.status_code, refused.context["form"]["text_fi"].value()) == (400, "Pian.")
    FindingReply.objects.create(finding=found, kind="fixed")
    meanwhile = reader.post(desk, {"kind": "fixed", "text_fi": "Tehty.", "seen": "0"})
    assert (meanwhile.status_code, meanwhile.context["form"]["text_fi"].value()) == (409, "Tehty.")
    assert reader.post(desk, {"kind": "fixed", "text_fi": "Tehty.", "seen": "1"}).status_code == 302

    reader.force_login(resident)
    own = f"/proposals/{project.pk}/findings/{found.pk}/"
    assert reader.post(own, {"do": "not_fixed", "text": ""}).status_code == 400
    assert reader.post(own, {"do": "withdraw"}).status_code == 409
    assert reader.post(own, {"do": "not_fixed", "text": "Heiluu."}).status_code == 302
    found.refresh_from_db()
    assert found.state == "disputed"
    reader.logout()
    assert reader.get(own)["Location"] == f"/proposals/{project.pk}/progress/#finding-{found.pk}"


def test_the_group_is_formed_at_the_desk_and_joined_from_the_mail_or_my_page(
    reader: Client, town: Town, project: Proposal, resident: User, reviewer: User
) -> None:
    reader.force_login(reviewer)
    desk = f"/desk/carrying-out/group/?cycle={town.cycle.slug}"
    wrong = reader.post(desk, {"email": "aino@", "term_from": f"{TODAY()}", "term_to": f"{TODAY() + DAY}"})
    assert (wrong.status_code, wrong.context["form"]["email"].value()) == (400, "aino@")
    sent = {"email": resident.email, "term_from": f"{TODAY()}", "term_to": f"{TODAY() + DAY}"}
    assert reader.post(desk, sent).status_code == 302
    invitation = Delegate.objects.get()
    word = f"/follow-up/invitation/{group.word_of(invitation)}/"

    reader.logout()
    assert reader.get(word).status_code == 200
    assert "/accounts/login/" in reader.post(word, {"answer": "accept"})["Location"]
    reader.force_login(resident)
    # The signed word on My page may be of a later second than ours.
    assert "/follow-up/invitation/" in reader.get("/me/").content.decode()
    assert (
        reader.post(word, {"answer": "accept", "shows_name": "on"})["Location"]
        == f"/follow-up/{town.cycle.slug}/"
    )
    assert reader.get(word).status_code == 409
    page = reader.get(f"/follow-up/{town.cycle.slug}/")
    assert [str(one) for one in page.context["group"].delegates] == ["Aino"]
    for do, names in (("hide", "Delegate 1"), ("show", "Aino")):
        reader.post(f"/follow-up/{town.cycle.slug}/me/", {"do": do})
        shown = reader.get(f"/follow-up/{town.cycle.slug}/").context["group"].delegates
        assert shown[0].shows_name == (names == "Aino")

    reader.force_login(reviewer)
    end = f"/desk/carrying-out/group/{invitation.pk}/end/"
    assert reader.post(end, {"reason": ""}).status_code == 400
    assert reader.post(end, {"reason": "Kausi vaihtui."}).status_code == 302
    reader.force_login(resident)
    assert reader.post(f"/follow-up/{town.cycle.slug}/me/", {"do": "leave"}).status_code == 404


def test_the_list_of_visits_tells_what_was_visited_this_term(
    reader: Client, town: Town, project: Proposal, delegate: Delegate
) -> None:
    other = BallotProposalFactory(cycle=town.cycle, area=town.ranta, state=State.DONE)
    FindingFactory(delegate=delegate, proposal=project)
    FindingFactory(delegate=delegate, proposal=other, visited_on=delegate.term_from - DAY)

    found = reader.get(f"/follow-up/{town.cycle.slug}/visits/").context["group"]

    assert {one.project["pk"]: one.visited_on for one in found.visits} == {
        project.pk: TODAY() - DAY,
        other.pk: None,
    }
    assert (found.visited, found.found) == (1, {"noted": 0, "waiting": 2, "answered": 0, "late": 0})


@pytest.mark.parametrize(
    "path", ["/follow-up/none/", "/follow-up/kuvala-2026/", "/follow-up/kuvala-2026/visits/"]
)
def test_a_year_without_a_group_has_no_page(reader: Client, project: Proposal, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_junk_in_addresses_is_no_error(
    reader: Client, project: Proposal, delegate: Delegate, reviewer: User
) -> None:
    reader.force_login(reviewer)
    big = 10**25
    found = {
        path: reader.get(path).status_code
        for path in (
            "/desk/carrying-out/findings/?show=%00",
            "/desk/carrying-out/group/?cycle=%00",
            f"/desk/carrying-out/findings/{big}/",
            f"/proposals/{project.pk}/findings/{big}/",
            "/follow-up/invitation/x:y:z/",
        )
    }
    assert list(found.values()) == [200, 404, 404, 404, 409]


def test_thirty_of_each_cost_as_many_queries_as_one(
    reader: Client, town: Town, project: Proposal, delegate: Delegate, reviewer: User
) -> None:
    reader.force_login(reviewer)
    counts: dict[str, list[int]] = {}
    for more in (1, 29):
        for number in range(more):
            where = BallotProposalFactory(
                cycle=town.cycle, area=town.harjula, category=town.category, state=State.DONE
            )
            for one in (project, where):
                made = FindingFactory(delegate=delegate, proposal=one)
                FindingReply.objects.create(finding=made, kind="fixed")
            if more > 1 and number < 9:
                DelegateFactory(cycle=town.cycle, number=number + 2)
        for path in (
            f"/proposals/{project.pk}/progress/",
            f"/follow-up/{town.cycle.slug}/",
            "/desk/carrying-out/findings/",
            "/desk/carrying-out/group/",
            "/desk/carrying-out/",
            "/api/v1/findings/",
            f"/api/v1/cycles/{town.cycle.slug}/delegates/",
        ):
            reader.get(path)
            with CaptureQueriesContext(connection) as seen:
                assert reader.get(path).status_code == 200
            counts.setdefault(path, []).append(len(seen))
    assert {path: pair for path, pair in counts.items() if pair[0] != pair[1]} == {}


def test_the_api_walks_the_same_way(town: Town, project: Proposal, resident: User, reviewer: User) -> None:
    official, person, anybody = client_of(reviewer), client_of(resident), client_of(None)
    group_url = f"/api/v1/cycles/{town.cycle.slug}/delegates/"
    term = {"email": resident.email, "term_from": f"{TODAY()}", "term_to": f"{TODAY() + DAY}"}
    made = official.post(group_url, term, format="json")
    assert (made.status_code, made.data["name"]) == (201, "")
    word = group.word_of(Delegate.objects.get())
    joined = person.put(f"/api/v1/delegations/{word}/", {"accepts": True}, format="json").data
    assert joined["name"] == "Delegate 1"
    named = person.patch(f"/api/v1/delegates/{joined['id']}/", {"shows_name": True}, format="json").data
    assert (named["name"], [one["name"] for one in anybody.get(group_url).data["delegates"]]) == (
        "Aino",
        ["Aino"],
    )

    findings = f"/api/v1/proposals/{project.pk}/findings/"
    sent = {"kind": "missing", "text": "Kaide puuttuu.", "visited_on": f"{TODAY()}", "key": f"{uuid4()}"}
    first = person.post(findings, sent | {"picture_1": a_picture(), "alt_1": "Portaat"}, format="multipart")
    again = person.post(findings, sent, format="json")
    assert (first.status_code, first.data["id"], len(first.data["pictures"])) == (201, again.data["id"], 1)
    one = f"/api/v1/findings/{first.data['id']}/"
    answered = official.post(f"{one}answer/", {"kind": "fixed", "seen": 0}, format="json").data
    checked = person.post(f"{one}look-again/", {"is_fixed": True}, format="json").data
    assert (answered["state"], checked["state"]) == ("fixed", "confirmed")
    assert anybody.get(findings).data["results"][0]["checks"][0]["is_fixed"] is True
    other = person.post(findings, sent | {"key": f"{uuid4()}"}, format="json").data
    assert person.delete(f"/api/v1/findings/{other['id']}/").data["state"] == "withdrawn"
    assert anybody.get(f"/api/v1/findings/{other['id']}/").status_code == 404
    ended = person.post(f"/api/v1/delegates/{joined['id']}/end/", {}, format="json").data
    assert ended["state"] == "ended"


def test_open_data_tells_findings_and_names_nobody(
    reader: Client, project: Proposal, delegate: Delegate
) -> None:
    Delegate.objects.update(shows_name=True)
    found = FindingFactory(delegate=delegate, proposal=project)
    FindingFactory(delegate=delegate, proposal=project, state="withdrawn")
    FindingReply.objects.create(finding=found, kind="unchanged", text_fi="Ei kuulu hankkeeseen.")

    text = b"".join(reader.get("/data/findings.json").streaming_content).decode()  # type: ignore[attr-defined]

    (row,) = json.loads(text)["rows"]
    assert (row["finding"], row["answer"], row["answer_text_fi"]) == (
        found.pk,
        "unchanged",
        "Ei kuulu hankkeeseen.",
    )
    assert "Aino" not in text
