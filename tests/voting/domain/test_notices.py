"""A word of a frozen vote changes only by two officials, a reason and a public notice; nothing else changes at all."""

import hashlib
import json
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from commons.accounts.models import Role
from commons.http.errors import Invalid, NotAllowed, Refusal
from commons.process.domain import money
from commons.process.domain.errors import MoneyIsFixed
from commons.process.models import Cycle, Envelope
from proposals.models import Proposal
from tests.factories.accounts import official
from tests.factories.places import AreaFactory
from tests.factories.voting import ElectionFactory
from tests.voting.desk.making import signed_in
from tests.voting.polling import Polling
from voting.domain import elections, notices
from voting.domain.ballot_form import form_of
from voting.models import Election, FrozenRules, Notice

pytestmark = pytest.mark.django_db
REASON = "Osoitteessa oli lyöntivirhe"


class Told(Polling):
    """A vote whose frozen text is the real one, and two officials."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = official(Role.VOTE_CLERK), official(Role.COORDINATOR)
        self.project = self.whole[0]

    def ask(self, thing: object = None, after: object = (), **changed: object) -> Notice:
        asked = {"actor": self.first, "reason": REASON, **changed}
        words = {"title": "Uusi nimi"} if after == () else after
        return notices.ask(election=self.election, thing=thing or self.project, after=words, **asked)  # type: ignore[arg-type]


def current(election: Election) -> Election:
    return Election.objects.select_related("cycle__area").get(pk=election.pk)


def test_a_second_official_brings_it_into_force_and_the_new_hash_stands_beside_the_old() -> None:
    vote = Told()
    old = vote.project.proposal.title

    asked = vote.ask(after={"title": "Uusi nimi", "what": vote.project.proposal.what})
    assert (Proposal.objects.get(pk=vote.project.proposal_id).title, notices.public(vote.election)) == (
        old,
        [],
    )
    notices.confirm(actor=vote.second, notice=asked)

    election = current(vote.election)
    (told,) = notices.public(election)
    text = elections.rules_text(election)
    assert Proposal.objects.get(pk=vote.project.proposal_id).title == "Uusi nimi"
    assert (told.notice.before, told.notice.after) == ({"title": old}, {"title": "Uusi nimi"})
    assert (told.notice.asked_as, told.notice.decided_as) == ("vote_clerk", "coordinator")
    assert told.hash_before == election.frozen_hash != election.notice_hash
    assert election.notice_hash == hashlib.sha256(text.encode()).hexdigest() == told.notice.rules_hash
    assert told.notice.rules_text == text
    assert json.loads(text)["envelopes"][0]["projects"][0]["title"] == "Uusi nimi"
    assert FrozenRules.objects.get(pk=election.pk).text == "{}"


def test_a_second_notice_goes_on_from_the_first_and_an_envelope_gets_its_name() -> None:
    vote = Told()
    notices.confirm(actor=vote.second, notice=vote.ask())
    form_of(current(vote.election))

    asked = vote.ask(thing=vote.pots[0], after={"name_sv": "Hela staden"})
    notices.confirm(actor=vote.second, notice=asked)

    election = current(vote.election)
    by_hash = {told.notice.rules_hash: told.hash_before for told in notices.public(election)}
    assert by_hash[election.notice_hash] in by_hash
    assert Envelope.objects.get(pk=vote.pots[0].pk).name_sv == "Hela staden"
    assert form_of(election).pots[vote.pots[0].pk].names["sv"] == "Hela staden"


def test_a_project_that_cannot_be_carried_out_stays_on_the_ballot_and_everybody_is_told() -> None:
    vote = Told()

    notices.confirm(actor=vote.second, notice=vote.ask(after=None, reason="Maaperä on saastunut"))

    election = current(vote.election)
    assert notices.impossible(election) == {vote.project.pk}
    assert election.notice_hash == ""
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(0), vote.project)
    assert "A project cannot be carried out" in visitor.page(vote.choose_url(0))
    assert visitor.cast(vote.url + "review/").status_code == 302
    page = visitor.page(vote.url + "rules/")
    assert "Maaperä on saastunut" in page
    assert "The council decides what becomes of the project" in page


def test_one_person_alone_changes_nothing() -> None:
    vote = Told()
    mine = vote.ask(actor=vote.second)

    with pytest.raises(notices.AnotherOfficialNeeded):
        notices.confirm(actor=vote.second, notice=mine)
    with pytest.raises(NotAllowed):
        notices.confirm(actor=vote.first, notice=mine)  # a clerk asks, and does not confirm

    assert Notice.objects.get().state == "asked"


def test_what_was_decided_is_decided_and_one_change_of_a_thing_waits_at_a_time() -> None:
    vote = Told()
    asked = vote.ask()
    with pytest.raises(notices.NoticeWaits):
        vote.ask()
    with pytest.raises(Invalid):
        notices.refuse(actor=vote.second, notice=asked, reason=" ")
    refused = notices.refuse(actor=vote.second, notice=asked, reason="Nimi on oikein")
    with pytest.raises(notices.NoticeDecided):
        notices.confirm(actor=vote.second, notice=asked)
    taken_back = notices.refuse(actor=vote.first, notice=vote.ask(), reason="Erehdyin")

    assert (refused.state, refused.decision_reason, taken_back.decided_by) == (
        "refused",
        "Nimi on oikein",
        vote.first.pk,
    )
    assert notices.public(vote.election) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 2_001}, "reason"),
        ({"after": {}}, "title"),
        ({"after": {"title": ""}}, "title"),
        ({"after": {"title": "x" * 1_000}}, "title"),
    ],
)
def test_a_request_needs_a_reason_and_a_difference(change: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        Told().ask(**change)

    assert set(refusal.value.fields) == {field}


def test_before_opening_there_is_nothing_to_ask_for() -> None:
    vote, election = Told(), ElectionFactory()

    with pytest.raises(notices.NotFrozen):
        notices.ask(
            actor=vote.first, election=election, thing=vote.project, after={"title": "x"}, reason=REASON
        )


@pytest.mark.parametrize("role", [None, *Role])
def test_who_asks_and_who_confirms_by_page_and_by_api(role: Role | None) -> None:
    vote = Told()
    asked = vote.ask(thing=vote.whole[1])
    client = signed_in(role)
    desk, api = f"/desk/votes/{vote.slug}/changes/", f"/api/v1/desk/votes/{vote.slug}/changes/"
    sees = role in (Role.COORDINATOR, Role.VOTE_CLERK, Role.CERTIFIER)
    asks, confirms = role in (Role.COORDINATOR, Role.VOTE_CLERK), role in (Role.COORDINATOR, Role.CERTIFIER)
    no_page = 403 if role else 302
    body = {"kind": "cannot", "project_id": vote.own[0].project_id, "reason": REASON}

    seen = [client.get(desk).status_code, client.get(f"{desk}{asked.pk}/").status_code]
    asking = client.get(f"{desk}project/{vote.own[0].pk}/").status_code
    asked_by_api = client.post(api, body, content_type="application/json").status_code
    confirmed = client.post(f"{desk}{asked.pk}/", {"do": "confirm"}).status_code

    assert seen == [200 if sees else no_page] * 2
    assert asking == (200 if asks else no_page)
    assert asked_by_api == (201 if asks else 403)
    assert confirmed == (302 if confirms or not role else 403)
    assert (Notice.objects.get(pk=asked.pk).state == "confirmed") == confirms


def test_the_story_by_pages_keeps_what_was_typed_and_ends_on_the_page_of_the_rules() -> None:
    vote = Told()
    clerk, boss = signed_in(Role.VOTE_CLERK), signed_in(Role.COORDINATOR)
    for client in (clerk, boss):
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    words = notices.texts_of(vote.project) | {"title": "Korjattu nimi", "kind": "text"}
    address = f"/desk/votes/{vote.slug}/changes/project/{vote.project.pk}/"

    refused = clerk.post(address, words)
    assert (refused.status_code, "Korjattu nimi" in refused.content.decode()) == (400, True)
    assert clerk.post(address, words | {"reason": REASON}).status_code == 302
    page = f"/desk/votes/{vote.slug}/changes/{Notice.objects.get().pk}/"
    assert "Confirm and publish" not in clerk.get(page).content.decode()
    assert "Confirm and publish" in boss.get(page).content.decode()
    assert boss.post(page, {"do": "refuse"}).status_code == 400
    assert boss.post(page, {"do": "confirm"}).status_code == 302

    public = vote.visitor().page(vote.url + "rules/")
    told = clerk.get(f"/api/v1/vote/{vote.slug}/changes/").json()
    text = clerk.get(f"/vote/{vote.slug}/rules.json?now").content
    assert (REASON in public, "Korjattu nimi" in public) == (True, True)
    assert [(one["after"], one["asked_as"], one["decided_as"]) for one in told] == [
        ({"title": "Korjattu nimi"}, "vote_clerk", "coordinator")
    ]
    assert hashlib.sha256(text).hexdigest() == told[0]["sha256"]


def refused(sql: str, *params: object) -> bool:
    """Whether the database itself says no."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, params)
            assert cursor.rowcount != 0
    except DatabaseError:
        return True
    return False


def test_the_database_refuses_every_change_past_the_verbs() -> None:
    vote = Told()
    proposal, pot, project = vote.project.proposal_id, vote.pots[0].pk, vote.project.pk
    town = AreaFactory()
    asked = vote.ask()
    attempts = [
        ("UPDATE proposals_proposal SET title = 'x' WHERE id = %s", proposal),
        ("UPDATE proposals_proposal SET what = 'x' WHERE id = %s", proposal),
        ("UPDATE proposals_proposal SET why = 'x' WHERE id = %s", proposal),
        ("UPDATE proposals_proposal SET for_whom = 'x' WHERE id = %s", proposal),
        ("UPDATE proposals_proposal SET language = 'sv' WHERE id = %s", proposal),
        ("UPDATE process_envelope SET name_sv = 'x' WHERE id = %s", pot),
        ("UPDATE process_envelope SET slug = 'x' WHERE id = %s", pot),
        ("UPDATE process_envelope SET area_id = %s WHERE id = %s", town.pk, pot),
        ("UPDATE process_envelope SET position = 9 WHERE id = %s", pot),
        ("INSERT INTO process_envelope (cycle_id, slug, name_fi, name_sv, name_en, position)"
         " VALUES (%s, 'x', '', '', '', 9)", vote.cycle.pk),
        ("UPDATE process_fundingsource SET amount = 1 WHERE envelope_id = %s", pot),
        ("UPDATE process_cycle SET currency = 'SEK' WHERE id = %s", vote.cycle.pk),
        ("UPDATE process_cycle SET slug = 'x' WHERE id = %s", vote.cycle.pk),
        ("UPDATE voting_ballotproject SET cost = 1 WHERE id = %s", project),
        ("DELETE FROM voting_ballotproject WHERE id = %s", project),
        ("UPDATE voting_election SET max_length = 9 WHERE id = %s", vote.election.pk),
        ("UPDATE voting_election SET ballot_kind = 'budget' WHERE id = %s", vote.election.pk),
        ("UPDATE voting_election SET rule = 'other' WHERE id = %s", vote.election.pk),
        ("UPDATE voting_election SET notice_hash = repeat('1', 64) WHERE id = %s", vote.election.pk),
        ("UPDATE voting_notice SET state = 'confirmed', decided_by = asked_by, rules_hash = 'x' WHERE id = %s",
         asked.pk),
        ("UPDATE voting_notice SET state = 'confirmed', rules_hash = 'x' WHERE id = %s", asked.pk),
        ("UPDATE voting_notice SET after = '{}' WHERE id = %s", asked.pk),
        ("DELETE FROM voting_notice WHERE id = %s", asked.pk),
    ]  # fmt: skip

    assert [sql for sql, *params in attempts if not refused(sql, *params)] == []
    assert not refused("UPDATE proposals_proposal SET support_count = 3 WHERE id = %s", proposal)


@pytest.mark.django_db(transaction=True)
def test_a_notice_opens_the_words_once_and_not_for_later() -> None:
    vote = Told()
    old = vote.project.proposal.title
    notices.confirm(actor=vote.second, notice=vote.ask())
    notices.confirm(actor=vote.second, notice=vote.ask(after={"title": old}))

    assert refused(
        "UPDATE proposals_proposal SET title = 'Uusi nimi' WHERE id = %s", vote.project.proposal_id
    )


def test_money_and_envelopes_are_fixed_from_opening_on_even_before_voting_begins() -> None:
    vote = Told()
    Cycle.objects.get(pk=vote.cycle.pk).phases.update(
        opens_at="2050-01-01T00:00Z", closes_at="2050-02-01T00:00Z"
    )
    sources = [money.Source({"fi": "Kaupunki"}, Decimal(1))]
    boss = official(Role.COORDINATOR)

    for envelope in (vote.pots[0], None):
        with pytest.raises(MoneyIsFixed):
            money.save_envelope(
                actor=boss, cycle=vote.cycle, name={"fi": "Uusi"}, sources=sources, envelope=envelope
            )


def test_after_publication_nothing_is_asked_for() -> None:
    vote = Told()
    Election.objects.get(pk=vote.election.pk).counts.create(
        envelope=vote.pots[0], rule="greedy", rule_version="1", input_hash="x", outcome={}
    )
    vote.ask()  # a provisional count changes nothing

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE voting_envelopecount SET state = 'published', published_at = now()")
        cursor.execute("SET session_replication_role = DEFAULT")
    with pytest.raises(Refusal) as refusal:
        vote.ask(thing=vote.own[0])
    assert refusal.value.code == "already-published"
