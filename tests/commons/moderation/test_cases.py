"""Reports, decisions and appeals: who decides what, what the writer hears, and what stays."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from commons.accounts.models import Role, User
from commons.http import rate
from commons.http.errors import Invalid, NotAllowed
from commons.moderation import proof
from commons.moderation.asking import Tab, Wish
from commons.moderation.domain import appealing, deciding, looking, mails, redacting, reporting, settings
from commons.moderation.domain.errors import (
    CannotHide,
    DecidedAlready,
    NotHidden,
    NothingThere,
    NotReady,
    OwnDecision,
    OwnMatter,
    TooEarly,
)
from commons.moderation.domain.intake import case_of
from commons.moderation.models import Case, Decision, Moderation, Reason, Report
from proposals.models import CoAuthor, CoAuthorState, Proposal, State
from tests.commons.moderation.conftest import case, say
from tests.factories.accounts import UserFactory, official
from tests.factories.proposals import BallotProposalFactory, ProposalFactory

pytestmark = pytest.mark.django_db


def solved(word: str) -> str:
    return proof.solution(word, proof.BITS)


def test_a_report_comes_to_the_queue_once_and_leaving_settles_it(proposal: Proposal, moderator: User) -> None:
    said = say(proposal, "Huono ajatus.")
    reporter = UserFactory()
    for _again in range(2):
        reporting.report(actor=reporter, kind="comment", target=said.pk, reason=Reason.INSULT)
    rows = looking.waiting(actor=moderator, wish=Wish(Tab.REPORTED))
    assert [(row.thing.text, row.may_decide) for row in rows] == [("Huono ajatus.", True)]
    assert Report.objects.count() == 1
    deciding.leave(actor=moderator, case=rows[0].case)
    said.refresh_from_db()
    assert (said.hidden_at, looking.waiting(actor=moderator, wish=Wish(Tab.REPORTED))) == (None, [])


def test_hiding_tells_the_writer_the_reason_in_their_language(
    proposal: Proposal, moderator: User, client: Client
) -> None:
    writer = UserFactory(language="sv", email="skribent@kuvala.example")
    said = say(proposal, "Köp min båt.", writer)
    found = deciding.hide(actor=moderator, case=case(said), reason=Reason.ADVERTISEMENT)
    mails.tell_writer(found.pk)
    with translation.override("sv"):
        label = str(Reason.ADVERTISEMENT.label)
    assert [(one.to, label in one.body, "Köp min båt." in one.body) for one in mail.outbox] == [
        ([writer.email], True, True)
    ]
    client.force_login(writer)
    assert client.get("/me/").status_code == 200
    assert "Köp min båt." in client.get(f"/moderation/{found.pk}/").content.decode()
    client.force_login(UserFactory())
    assert client.get(f"/moderation/{found.pk}/").status_code == 404


@pytest.mark.parametrize(
    "who", ["writer", "reporter", "author", "co-author", "merged author", "merged co-author"]
)
def test_nobody_decides_what_concerns_them(proposal: Proposal, who: str) -> None:
    person = official(Role.MODERATOR)
    merged = ProposalFactory(cycle=proposal.cycle, state=State.MERGED, merged_into=proposal)
    written = merged if "merged" in who else proposal
    if who.endswith("co-author"):
        CoAuthor.objects.create(proposal=written, user=person, state=CoAuthorState.ACCEPTED)
    elif who.endswith("author"):
        Proposal.objects.filter(pk=written.pk).update(author=person)
        written.refresh_from_db()
    said = say(proposal, "Kelvoton.", person if who == "writer" else None)
    if who == "reporter":
        reporting.report(actor=person, kind="comment", target=said.pk, reason=Reason.INSULT)
    found = case(said)
    for wish in (deciding.leave, redacting.redact, redacting.restore):
        with pytest.raises(OwnMatter):
            wish(actor=person, case=found)
    with pytest.raises(OwnMatter):
        deciding.hide(actor=person, case=found, reason=Reason.INSULT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            case=found, old_state="shown", state="hidden", reason=Reason.INSULT, by=person
        )


def test_an_appeal_is_decided_by_another_person(proposal: Proposal, moderator: User) -> None:
    writer, second = UserFactory(), official(Role.COORDINATOR)
    said = say(proposal, "Sanon toisin.", writer)
    found = deciding.hide(actor=moderator, case=case(said), reason=Reason.INSULT)
    first = appealing.appeal(actor=writer, case=found, text="En loukannut.")
    assert appealing.appeal(actor=writer, case=found, text="Uudestaan.") == first
    for wish in (deciding.leave, deciding.refuse_appeal):
        with pytest.raises(OwnDecision):
            wish(actor=moderator, case=found)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            case=found,
            old_state="hidden",
            old_reason=Reason.INSULT,
            state="shown",
            by=moderator,
            is_second=True,
        )
    assert not looking.waiting(actor=moderator, wish=Wish(Tab.APPEALED))[0].may_decide
    deciding.leave(actor=second, case=found)
    said.refresh_from_db()
    first.refresh_from_db()
    assert (said.hidden_at, first.is_granted) == (None, True)
    with pytest.raises(NotHidden):
        appealing.appeal(actor=writer, case=found, text="Kolmas kerta.")


def test_two_moderators_at_once_hide_it_once(proposal: Proposal, moderator: User) -> None:
    found = case(say(proposal, "Sama."))
    deciding.hide(actor=moderator, case=found, reason=Reason.INSULT)
    with pytest.raises(DecidedAlready):
        deciding.hide(actor=official(Role.MODERATOR), case=found, reason=Reason.HATE)
    with pytest.raises(Invalid):
        deciding.hide(actor=moderator, case=found, reason="koska")
    with pytest.raises(NotAllowed):
        deciding.leave(actor=UserFactory(), case=found)


def test_a_hidden_proposal_says_so_and_returns_to_all_lists(
    proposal: Proposal, moderator: User, client: Client
) -> None:
    found = case_of("proposal", proposal.pk)
    assert found is not None
    deciding.hide(actor=moderator, case=found, reason=Reason.HATE)
    pages = [f"/proposals/{proposal.pk}/", f"/api/v1/proposals/{proposal.pk}/"]
    assert [client.get(page).status_code for page in pages] == [410, 404]
    assert client.get("/api/v1/proposals/").json()["results"] == []
    client.force_login(proposal.author)
    assert client.get(pages[0]).status_code == 200
    deciding.leave(actor=moderator, case=found)
    client.logout()
    assert [client.get(page).status_code for page in pages] == [200, 200]


def test_what_is_on_the_ballot_is_not_hidden(moderator: User) -> None:
    ballot = BallotProposalFactory(state=State.ON_BALLOT)
    found = case_of("proposal", ballot.pk)
    assert found is not None
    with pytest.raises(CannotHide):
        deciding.hide(actor=moderator, case=found, reason=Reason.HATE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=ballot.pk).update(hidden_at="2026-01-01T00:00Z", hidden_reason="hate")


def test_a_hidden_name_is_gone_everywhere_and_cannot_be_chosen_again(moderator: User, client: Client) -> None:
    person = UserFactory(display_name="Ruma Nimi")
    found = case_of("name", person.pk)
    assert found is not None
    deciding.hide(actor=moderator, case=found, reason=Reason.INSULT)
    client.force_login(person)
    tried = client.patch("/api/v1/me/", {"display_name": "ruma nimi"}, "application/json")
    person.refresh_from_db()
    assert (tried.status_code, person.display_name) == (400, "")
    deciding.leave(actor=moderator, case=found)
    person.refresh_from_db()
    assert (person.display_name, person.hidden_name) == ("Ruma Nimi", "")


@pytest.mark.parametrize("door", ["page", "api"])
def test_a_year_says_what_is_read_before_it_is_shown_where_that_can_be(
    proposal: Proposal, client: Client, door: str
) -> None:
    slug = proposal.cycle.slug
    client.force_login(official(Role.COORDINATOR))
    page, api = f"/desk/moderation/rules/{slug}/", f"/api/v1/moderation/rules/{slug}/"
    offered = {row["kind"].code for row in client.get(page).context["rows"]}
    assert (offered & {"comment", "proposal", "name", "evaluation"}) == {"comment", "proposal"}
    if door == "page":
        sent = {"before-comment": "1", "trusted-comment": "0"}
        refused, set_ = client.post(page, {**sent, "trusted-comment": "many"}), client.post(page, sent)
        assert (refused.status_code, set_.status_code) == (400, 302)
    else:
        rule = {"kind": "comment", "is_before": True, "trusted_after": 0}
        asked = [client.put(api, {**rule, "kind": kind}, "application/json") for kind in ("name", "comment")]
        assert [answer.status_code for answer in asked] == [400, 200]
    assert say(proposal, "Odotan lukijaa.").hidden_reason == "held"


def test_reading_first_holds_strangers_and_trusts_those_who_stand(
    proposal: Proposal, moderator: User
) -> None:
    coordinator, writer = official(Role.COORDINATOR), UserFactory()
    settings.set_rule(
        actor=coordinator, cycle=proposal.cycle, kind="comment", is_before=True, trusted_after=2
    )
    held = [say(proposal, f"Sanon {n}.", writer) for n in "ab"]
    assert [one.hidden_reason for one in held] == ["held", "held"]
    for one in held:
        deciding.leave(actor=moderator, case=Case.objects.get(kind="comment", target=one.pk))
    assert say(proposal, "Liian pian.", writer).hidden_reason == "held"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE moderation_case SET written_at = written_at - interval '2 hours'")
    assert say(proposal, "Nyt luotetaan.", writer).hidden_at is None
    deciding.hide(
        actor=moderator, case=Case.objects.get(kind="comment", target=held[0].pk), reason=Reason.INSULT
    )
    assert say(proposal, "Ei enää.", writer).hidden_reason == "held"
    with pytest.raises(NotAllowed):
        settings.set_rule(
            actor=moderator, cycle=proposal.cycle, kind="comment", is_before=False, trusted_after=0
        )


def test_anybody_reports_without_an_account_if_the_browser_works_or_waits(
    proposal: Proposal, client: Client
) -> None:
    said = say(proposal, "Mainos.")
    address = f"/report/comment/{said.pk}/"
    word = client.get(address).context["challenge"]
    sent = {"reason": "advertisement", "challenge": word}
    early = client.post(address, sent)
    assert (early.status_code, early.context["chosen"]) == (429, "advertisement")
    assert client.post(address, sent | {"answer": solved(word), "website": "x"}).status_code == 400
    for _again in range(2):
        assert client.post(address, sent | {"answer": solved(word)}).status_code == 200
    assert list(Report.objects.values_list("is_proven", "reporter")) == [(True, None)]
    assert client.get("/report/comment/999999/").status_code == 404
    assert client.get("/report/nothing/1/").status_code == 404


def test_without_javascript_a_form_that_lay_open_counts(
    proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = say(proposal, "Mainos.")
    nobody = reporting.Browser(network="192.0.2.1", challenge=proof.challenge())
    ask = {"actor": AnonymousUser(), "kind": "comment", "target": said.pk, "reason": Reason.ADVERTISEMENT}
    with pytest.raises(TooEarly):
        reporting.report(**ask, browser=nobody)
    monkeypatch.setattr(proof, "WAIT", -1)
    reporting.report(**ask, browser=nobody)
    for _again in range(5):
        reporting.report(**ask, browser=nobody)
    with pytest.raises(rate.TooOften):
        reporting.report(**ask, browser=nobody)
    with pytest.raises(NotReady):
        reporting.report(**ask, browser=reporting.Browser(trap="x"))
    with pytest.raises(NothingThere):
        reporting.report(**ask | {"target": 2**70}, browser=nobody)


def test_hiding_a_comment_by_its_own_number_is_a_decision_like_others(
    proposal: Proposal, client: Client
) -> None:
    moderator = official(Role.MODERATOR)
    writer = UserFactory(language="sv")
    said, own = say(proposal, "Sanon.", writer), say(proposal, "Omani.", moderator)
    client.force_login(moderator)

    def hide(pk: int) -> int:
        answer = client.post(f"/api/v1/comments/{pk}/hide/", {"reason": "repeated"}, "application/json")
        return answer.status_code

    assert [hide(said.pk), hide(said.pk), hide(own.pk)] == [200, 409, 403]
    found = Case.objects.get(kind="comment", target=said.pk)
    assert (found.state, found.reason) == (Moderation.HIDDEN, Reason.REPEATED)
    mails.tell_writer(found.pk)
    assert [(one.to, f"/moderation/{found.pk}/" in one.body) for one in mail.outbox] == [
        ([writer.email], True)
    ]
    own.refresh_from_db()
    assert own.hidden_at is None


def test_the_queue_works_by_page_and_by_api(proposal: Proposal, moderator: User, client: Client) -> None:
    said, other = say(proposal, "Yksi."), say(proposal, "Kaksi.")
    client.force_login(moderator)
    address = f"/desk/moderation/{case(said).pk}/"
    answer = client.post(address, {"act": "hide:insult"}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (200, {"state": "hidden"})
    assert (
        client.post(address, {"act": "hide:insult"}, headers={"accept": "application/json"}).status_code
        == 409
    )
    assert client.post(address, {"act": "x"}, headers={"accept": "application/json"}).status_code == 400
    by_api = client.post(
        f"/api/v1/moderation/cases/{case(other).pk}/decide/",
        {"act": "hide", "reason": "hate"},
        "application/json",
    )
    assert by_api.json() == {
        "id": case(other).pk if False else by_api.json()["id"],
        "state": "hidden",
        "reason": "hate",
    }
    for query in ("", "?tab=hidden", "?tab=new&page=9", "?tab=x&page=-1"):
        assert client.get("/desk/moderation/" + query).status_code == 200
        assert client.get("/api/v1/moderation/cases/" + query).status_code == 200


def test_the_queue_costs_the_same_for_one_and_for_thirty(
    proposal: Proposal, moderator: User, client: Client
) -> None:
    client.force_login(moderator)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get("/desk/moderation/?tab=new")
        return len(found)

    say(proposal, "Ensimmäinen.")
    queries()
    one = queries()
    for n in range(29):
        say(proposal, f"Toinen {n}.")
    assert queries() == one


def test_the_public_log_tells_days_reasons_and_numbers_and_nobody(
    proposal: Proposal, moderator: User, client: Client
) -> None:
    writer = UserFactory(display_name="Salainen Henkilö")
    for text in ("Sana yksi.", "Sana kaksi."):
        deciding.hide(actor=moderator, case=case(say(proposal, text, writer)), reason=Reason.HATE)
    page = client.get("/moderation/").content.decode()
    assert not [word for word in ("Salainen", "Sana yksi", moderator.display_name) if word in page]
    rows = client.get("/api/v1/moderation/log/").json()
    assert [(row["state"], row["reason"], row["count"]) for row in rows] == [("hidden", "hate", 2)]
    assert client.get("/moderation/?page=junk").status_code == 200
