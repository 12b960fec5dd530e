"""The queue: what is chosen, several at once, what two officials do at once, and what an open page hears."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from commons.accounts.domain import people
from commons.accounts.models import Role, User
from commons.live.topics import find
from commons.moderation.asking import Tab, Wish, wish_of
from commons.moderation.domain import appealing, deciding, looking, many, reporting, settings
from commons.moderation.domain.deciding import QUEUE
from commons.moderation.domain.errors import DecidedAlready
from commons.moderation.models import Case, Moderation, Reason
from proposals.models import Proposal
from tests.commons.moderation.conftest import case, say
from tests.factories.accounts import UserFactory, official
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory
from tests.factories.proposals import ProposalFactory

pytestmark = pytest.mark.django_db
DESK = "/desk/moderation/"
JSON = {"accept": "application/json"}


def texts(moderator: User, query: str) -> list[str]:
    wish = wish_of(dict(pair.split("=") for pair in query.split("&")))
    return [row.thing.text for row in looking.waiting(actor=moderator, wish=wish)]


def test_it_is_chosen_by_kind_reason_area_and_age(proposal: Proposal, moderator: User) -> None:
    harjula = AreaFactory(slug="harjula", parent=AreaFactory(slug="kuvala"))
    Proposal.objects.filter(pk=proposal.pk).update(area=harjula)
    proposal.refresh_from_db()
    old, new = say(proposal, "Vanha."), say(proposal, "Uusi.")
    Case.objects.filter(pk=case(old).pk).update(written_at="2026-01-01T00:00Z")
    for said, reason in ((old, Reason.INSULT), (new, Reason.HATE)):
        reporting.report(actor=UserFactory(), kind="comment", target=said.pk, reason=reason)
    assert [
        texts(moderator, f"tab=reported&{more}")
        for more in (
            "kind=comment",
            "kind=name",
            "reason=hate",
            "area=harjula",
            "area=ei",
            "age=day",
            "age=7",
        )
    ] == [["Vanha.", "Uusi."], [], ["Uusi."], ["Vanha.", "Uusi."], [], ["Uusi."], ["Vanha."]]
    assert texts(moderator, "tab=x&kind=x&reason=x&age=x&case=-1") == ["Vanha.", "Uusi."]
    assert texts(official(Role.MODERATOR, area=AreaFactory(slug="ranta")), "tab=reported") == []


def test_the_api_chooses_as_the_page_does(proposal: Proposal, moderator: User, client: Client) -> None:
    said = say(proposal, "Sanon.")
    reporting.report(actor=UserFactory(), kind="comment", target=said.pk, reason=Reason.HATE)
    client.force_login(moderator)
    for query, found in (("kind=comment&reason=hate&age=day", 1), ("reason=insult", 0), ("kind=picture", 0)):
        answer = client.get(f"/api/v1/moderation/cases/?{query}").json()
        assert (len(answer["cases"]), answer["counts"]["reported"]) == (found, found)
        assert len(client.get(f"{DESK}?{query}").context["rows"]) == found


def test_two_officials_decide_at_once_and_the_second_hears_who_was_first(
    proposal: Proposal, moderator: User, client: Client
) -> None:
    first = official(Role.COORDINATOR, display_name="Liisa Lempeä")
    found = case(say(proposal, "Terävä."))
    deciding.hide(actor=first, case=found, reason=Reason.INSULT, seen=0)
    with pytest.raises(DecidedAlready):
        deciding.leave(actor=moderator, case=found, seen=0)
    client.force_login(moderator)
    with translation.override("en"):
        answer = client.post(f"{DESK}{found.pk}/", {"act": "leave", "seen": "0"}, headers=JSON)
        told = "Somebody has decided on it already. Liisa Lempeä has hidden it: It insults or threatens somebody."
        by_api = client.post(
            f"/api/v1/moderation/cases/{found.pk}/decide/", {"act": "leave", "seen": 0}, "application/json"
        )
    assert (answer.status_code, answer.json()["code"], by_api.status_code) == (409, "decided-already", 409)
    with translation.override("en"):
        assert str(DecidedAlready(looking.in_words(looking.last_decisions([found.pk])[found.pk]))) == told
    found.refresh_from_db()
    assert found.state == Moderation.HIDDEN


def test_a_refusal_without_javascript_keeps_what_was_typed(
    proposal: Proposal, moderator: User, client: Client
) -> None:
    client.force_login(moderator)
    found = case(say(proposal, "Sanon."))
    sent = {"act": "redact", "words": "ei löydy täältä", "seen": "0", "back": "tab=new&kind=comment"}
    answer = client.post(f"{DESK}{found.pk}/", sent)
    assert (answer.status_code, answer.context["typed"], answer.context["tab"]) == (
        400,
        "ei löydy täältä",
        "new",
    )
    assert "ei löydy täältä</textarea>" in answer.content.decode()
    done = client.post(f"{DESK}{found.pk}/", {"act": "leave", "seen": "0", "back": "tab=new&kind=comment"})
    assert (done.status_code, done.headers["Location"]) == (302, f"{DESK}?tab=new&kind=comment")


def test_many_at_once_by_page_and_api_say_one_by_one_what_was_refused(
    proposal: Proposal, moderator: User, client: Client
) -> None:
    one, two, own = say(proposal, "Yksi."), say(proposal, "Kaksi."), say(proposal, "Omani.", moderator)
    decided = case(say(proposal, "Päätetty."))
    deciding.hide(actor=official(Role.COORDINATOR), case=decided, reason=Reason.HATE)
    client.force_login(moderator)
    cases = [f"{case(said).pk}:0" for said in (one, two, own)] + [f"{decided.pk}:0", "x", "9" * 18]
    answer = client.post(f"{DESK}many/", {"case": cases, "act": "hide:insult", "back": "tab=new"})
    assert answer.status_code == 302
    assert sorted(Case.objects.filter(state="hidden").values_list("target", flat=True)) == sorted(
        [one.pk, two.pk, decided.target]
    )
    by_api = client.post(
        "/api/v1/moderation/cases/",
        {
            "cases": [{"id": Case.objects.get(target=one.pk, kind="comment").pk}, {"id": 10**9}],
            "act": "leave",
        },
        "application/json",
    ).json()
    assert [row["state"] for row in by_api["decided"]] == ["shown"]
    assert [row["code"] for row in by_api["refused"]] == ["nothing-there"]
    for sent in ({"act": "leave"}, {"case": cases, "act": "hide"}, {"case": cases, "act": "x"}):
        assert client.post(f"{DESK}many/", sent).status_code == 400


def test_an_open_page_hears_that_something_came_and_who_decided_what(
    proposal: Proposal, moderator: User, client: Client
) -> None:
    other = official(Role.COORDINATOR, display_name="Liisa Lempeä")
    stays, goes = (case(say(proposal, text)) for text in ("Jää.", "Menee."))
    deciding.leave(actor=other, case=goes)
    client.force_login(moderator)
    with CaptureQueriesContext(connection) as plain:
        client.get(f"{DESK}?tab=new")
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"{DESK}?tab=new&known={stays.pk},{goes.pk},x,{'9' * 30}")
    ((pk, words),) = page.context["decided"]
    assert (pk, words.startswith("Liisa Lempeä")) == (goes.pk, True)
    assert len(asked) == len(plain) + 3
    topic = find(QUEUE)
    people_who = (AnonymousUser(), UserFactory(), moderator)
    assert [topic.may_subscribe(who, QUEUE) for who in people_who] == [False, False, True]


def test_what_is_new_held_reported_appealed_or_decided_is_told_live(
    proposal: Proposal, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    for module in ("intake", "reporting", "appealing", "deciding"):
        monkeypatch.setattr(
            f"commons.moderation.domain.{module}.publish", lambda *topics: told.extend(topics)
        )
    writer = UserFactory()
    said = say(proposal, "Sanon.", writer)
    assert told == [QUEUE]
    reporting.report(actor=UserFactory(), kind="comment", target=said.pk, reason=Reason.HATE)
    found = deciding.hide(actor=moderator, case=case(said), reason=Reason.HATE)
    appealing.appeal(actor=writer, case=found, text="En.")
    settings.set_rule(
        actor=official(Role.COORDINATOR),
        cycle=proposal.cycle,
        kind="comment",
        is_before=True,
        trusted_after=0,
    )
    say(proposal, "Odotan.")
    assert told == [QUEUE] * 5


def test_a_moderator_decides_on_anything_they_come_across(
    proposal: Proposal, moderator: User, client: Client
) -> None:
    said = say(proposal, "Kerran jätetty.")
    deciding.leave(actor=official(Role.COORDINATOR), case=case(said))
    client.force_login(moderator)
    assert client.get(f"/report/comment/{said.pk}/").context["may_decide"]
    page = client.post(f"{DESK}begin/comment/{said.pk}/", follow=True)
    assert [row.thing.text for row in page.context["rows"]] == ["Kerran jätetty."]
    assert client.post(f"{DESK}begin/nothing/1/").status_code == 404
    client.force_login(UserFactory())
    assert client.post(f"{DESK}begin/comment/{said.pk}/").status_code == 403
    assert not client.get(f"/report/comment/{said.pk}/").context["may_decide"]


def test_the_old_page_of_comments_leads_to_the_queue(moderator: User, client: Client) -> None:
    client.force_login(moderator)
    found = [
        client.get(f"/desk/comments/{path}").headers["Location"] for path in ("", "?hidden=1", "5/hide/")
    ]
    assert found == [f"{DESK}?tab={tab}&kind=comment" for tab in ("new", "hidden", "new")]


def test_who_leaves_in_the_middle_of_an_appeal_leaves_a_case_that_can_be_decided(
    proposal: Proposal, moderator: User, client: Client
) -> None:
    writer = UserFactory(display_name="Ruma Nimi")
    said = say(proposal, "Sanon.", writer)
    found = deciding.hide(actor=moderator, case=case(said), reason=Reason.INSULT)
    appealing.appeal(actor=writer, case=found, text="En loukannut.")
    reporting.report(actor=UserFactory(), kind="name", target=writer.pk, reason=Reason.INSULT)
    second = official(Role.COORDINATOR)
    settings.set_rule(actor=second, cycle=proposal.cycle, kind="comment", is_before=True, trusted_after=0)
    held = say(proposal, "Odotan.", writer)
    people.erase(actor=writer)
    client.force_login(second)
    for tab, number in (("appealed", 1), ("reported", 1), ("held", 1)):
        page = client.get(f"{DESK}?tab={tab}")
        assert (page.status_code, len(page.context["rows"]), page.context["waiting"]) == (200, number, number)
    (gone,) = looking.waiting(actor=second, wish=Wish(Tab.REPORTED))
    assert (gone.is_gone, gone.may_redact) == (True, False)
    outcomes = many.decide_all(actor=second, chosen=[(found.pk, None), (gone.case.pk, None)], act="leave")
    assert [one.refusal for one in outcomes] == [None, None]
    deciding.leave(actor=second, case=Case.objects.get(kind="comment", target=held.pk))
    for one in (said, held):
        one.refresh_from_db()
        assert (one.hidden_at, one.author) == (None, None)
    assert client.get("/moderation/").status_code == 200


def test_a_text_of_5000_words_is_refused_kept_and_said_why(proposal: Proposal, client: Client) -> None:
    client.force_login(UserFactory())
    words = " ".join(f"sana{n}" for n in range(5000))
    sent = {"kind": "for", "text": words, "language": "fi"}
    page = client.post(f"/proposals/{proposal.pk}/comments/", sent)
    assert (page.status_code, words in page.content.decode()) == (400, True)
    by_api = client.post(f"/api/v1/proposals/{proposal.pk}/comments/", sent, "application/json")
    assert (by_api.status_code, "text" in by_api.json()["fields"]) == (400, True)


def test_moderators_see_their_own_areas_alone(proposal: Proposal) -> None:
    town = AreaFactory(slug="kuvala")
    cycle = CycleFactory(area=town)
    harjula, ranta = AreaFactory(slug="harjula", parent=town), AreaFactory(slug="ranta", parent=town)
    for area, title in ((harjula, "Harjulasta"), (ranta, "Rannasta")):
        looking.begin(
            actor=official(Role.MODERATOR),
            kind="proposal",
            target=ProposalFactory(cycle=cycle, area=area, title=title).pk,
        )
    mine = official(Role.MODERATOR, area=harjula)
    rows = looking.waiting(actor=mine, wish=Wish(Tab.NEW))
    assert [row.thing.title for row in rows] == ["Harjulasta"]
    assert [area.slug for area in looking.areas(actor=mine)] == ["harjula"]
