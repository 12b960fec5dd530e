"""Who voted what: an attacker with a copy of everything finds it out before sealing, and not after."""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pgtrigger
import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.test import Client

from commons.accounts.models import Role, User
from commons.http.errors import NotAllowed
from commons.http.rate import allow
from commons.places.domain.small_groups import LEAST
from commons.process.models import PhaseKind
from tests.factories.accounts import UserFactory, official
from tests.factories.paper import accepted_batch
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory, EnvelopeFactory, closed_phase, open_phase
from tests.factories.voting import RollEntryFactory, ballot_of, cast_ballot, made_public, sealed
from tests.voting import secrecy
from tests.voting.polling import Polling
from voting.domain import ballots, codes, count, drafts, keys, kiosk, queries, sealing, voters
from voting.domain.ballot_form import Choice
from voting.domain.errors import BoxSealed
from voting.domain.voters import Voter
from voting.models import (
    Ballot,
    BallotDraft,
    BatchPhoto,
    Channel,
    Election,
    KeyedSheet,
    PaperBatch,
    PaperSheet,
    PrintRun,
    RollEntry,
    Sealing,
)

VOTERS = 24
"""By chance n of 24 are hit with a likelihood of about 1/n!; the test lets 12 pass."""
BY_CHANCE = 12


def public_vote() -> tuple[Election, dict[int, str]]:
    """A published vote in which 24 people cast, each in a transaction of their own, two of them twice; and who has
    which receipt. One has a draft that was never cast."""
    town = AreaFactory()
    pot = EnvelopeFactory(cycle=CycleFactory(area=town), area=town)
    election, projects = ballot_of([pot])
    open_phase(pot.cycle, PhaseKind.VOTE)
    people = RollEntryFactory.create_batch(VOTERS + 1, election=election, area=town)
    truth = {}
    for place, entry in enumerate(people[:0:-1]):
        actor = Voter(entry_id=entry.pk, election_id=election.pk)
        for more in range(2 if place < 2 else 1):
            receipt = ballots.cast(
                actor=actor,
                election=election,
                choices=[Choice(projects[(place + more) % 3].pk)],
                key=f"program {entry.pk} {more}",
            )
            truth[entry.pk] = receipt.code
    drafts.save(
        actor=Voter(entry_id=people[0].pk, election_id=election.pk),
        election=election,
        choices=[Choice(projects[0].pk)],
    )
    closed_phase(pot.cycle, PhaseKind.VOTE)
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    return made_public(election), truth


def hits(links: secrecy.Links, truth: dict[int, str]) -> int:
    return sum(truth.get(entry) == receipt for entry, receipt in links.items())


@pytest.mark.django_db(transaction=True)
def test_everything_joins_roll_and_ballots_before_sealing_and_nothing_after(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    election, truth = public_vote()
    key = (Path(settings.KEYS_ROOT) / f"{election.key_id}.box").read_bytes()
    guesses = {entry: [f"program {entry} {more}" for more in range(2)] for entry in truth}
    folders = Path(settings.MEDIA_ROOT), Path(settings.KEYS_ROOT)

    def attack() -> dict[str, int]:
        copy = secrecy.copy_of_everything(caplog.text, *folders)
        found = {
            "key": secrecy.by_key(copy, key),
            "writer": secrecy.by_writer(copy),
            "place": secrecy.by_place(copy),
            "order of writers": secrecy.by_order_of_writers(copy),
            "time": secrecy.by_time(copy),
            "mention": secrecy.by_mention(copy),
            "senders' keys": secrecy.by_keys_of_senders(copy, guesses),
        }
        assert secrecy.moments(copy) == set()
        return {way: hits(links, truth) for way, links in found.items()}

    before = attack()
    assert before["key"] == before["senders' keys"] == VOTERS, "the control: it can be found out"
    assert before["writer"] >= VOTERS - 2, "the database alone knows it too"
    assert before["time"] == before["mention"] == 0

    sealed(election)
    after = attack()
    assert {way: number for way, number in after.items() if number >= BY_CHANCE} == {}
    assert after["key"] == after["writer"] == after["time"] == after["mention"] == after["senders' keys"] == 0
    assert not (Path(settings.KEYS_ROOT) / f"{election.key_id}.box").exists()
    assert Sealing.objects.get().key_gone_at is not None


@pytest.mark.django_db(transaction=True)
def test_sealing_keeps_the_ballots_the_receipts_and_the_result() -> None:
    election, _truth = public_vote()

    def box() -> list[tuple[object, ...]]:
        """Every ballot; of the two that were replaced not what they said, which so few would give away."""
        return sorted(
            (
                ballot.pk,
                ballot.superseded,
                ballot.receipt,
                () if ballot.superseded else tuple(ballot.choices.values_list("project")),
            )
            for ballot in Ballot.objects.filter(election=election)
        )

    result = f"/results/{election.cycle.slug}/"
    before = box(), RollEntry.objects.filter(voted_at__isnull=False).count()
    files = Client().get(f"{result}package.zip").content
    sealed(election)
    assert (box(), RollEntry.objects.filter(voted_at__isnull=False).count()) == before
    assert Client().get(result).status_code == 200
    assert Client().get(f"{result}package.zip").content == files
    receipt = Ballot.objects.filter(superseded=False).first().receipt
    assert queries.receipt_state(election, receipt).is_current
    assert not BallotDraft.objects.exists()
    assert not Ballot.objects.filter(superseded=True, choices__isnull=False).exists()
    assert set(Ballot.objects.values_list("version", flat=True)) == {1}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT xmin::text) FROM voting_ballot")
        assert cursor.fetchone() == (VOTERS + 2, 1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Ballot.objects.update(receipt="x")


@pytest.mark.django_db
def test_after_sealing_nobody_casts_or_looks_up_a_ballot_and_is_told_why() -> None:
    vote = Polling()
    actor = Voter(entry_id=vote.entry.pk, election_id=vote.election.pk)
    chosen = [Choice(vote.own[0].pk)]
    ballots.cast(actor=actor, election=vote.election, choices=chosen, key="once")
    program = vote.program()
    closed_phase(vote.cycle, PhaseKind.VOTE)
    count.count_votes(actor=official(Role.VOTE_CLERK), election=vote.election)
    election = sealed(made_public(vote.election))
    for attempt in (
        lambda: ballots.cast(actor=actor, election=election, choices=chosen, key="once"),
        lambda: drafts.own(actor=actor, election=election),
        lambda: drafts.save(actor=actor, election=election, choices=chosen),
        lambda: codes.enter(typed=vote.code, network="x"),
    ):
        with pytest.raises(BoxSealed):
            attempt()
    answer = program.get(f"{vote.api}receipt/")
    assert (answer.status_code, answer.json()["code"]) == (409, "box-sealed")
    page = Client(HTTP_ACCEPT_LANGUAGE="en").post(vote.url, {"code": vote.code})
    assert page.status_code == 409
    assert "The ballot box of this vote is sealed" in page.content.decode()


@pytest.mark.django_db
def test_sealing_forgets_visits_of_voters_and_keeps_other_sessions() -> None:
    election = closed_public()
    mine, other, official_too = SessionStore(), SessionStore(), SessionStore()
    voters.remember(mine, Voter(entry_id=1, election_id=election.pk))
    voters.remember(other, Voter(entry_id=1, election_id=election.pk + 1))
    official_too["_auth_user_id"] = "7"
    voters.remember(official_too, Voter(entry_id=2, election_id=election.pk))
    for store in (mine, other, official_too):
        store.save()
    allow("receipt mail of a voter", 5, 60.0)
    sealed(election)
    kept = {session.session_key: session.get_decoded() for session in Session.objects.all()}
    assert set(kept) == {other.session_key, official_too.session_key}
    assert kept[official_too.session_key] == {"_auth_user_id": "7"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM http_bucket")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_sealing_forgets_what_was_keyed_and_which_small_batch_a_ballot_came_with() -> None:
    election, projects = ballot_of([EnvelopeFactory()])
    batches = {number: accepted_batch(election) for number in (LEAST - 1, LEAST, 2)}
    for number, batch in batches.items():
        for _sheet in range(number):
            cast_ballot(election, projects[:1], channel=Channel.PAPER, paper_batch=batch)
    aside = batches[2]
    PaperBatch.objects.filter(pk=aside.pk).update(is_quarantined=True)
    run = PrintRun.objects.create(
        election=election, station=aside.day.station, area=election.cycle.area, first=1, last=1
    )
    sheet = PaperSheet.objects.create(
        election=election, number=1, run=run, state="counted", day=aside.day, batch=aside
    )
    with pgtrigger.ignore():
        KeyedSheet.objects.create(
            batch=aside, reading=1, sheet=sheet, keyer=aside.officer, choices={str(projects[0].pk): 1}
        )
    for name, of in (("whole", None), ("single", sheet)):
        BatchPhoto.objects.create(batch=aside, sheet=of, image=b"jpeg", sha256=name)
    kiosk.public_key(election)
    file = Path(settings.KEYS_ROOT) / f"{election.key_id}.kiosk"
    assert file.exists()
    closed_phase(election.cycle, PhaseKind.VOTE)
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    sealed(made_public(election))
    left = Counter(Ballot.objects.values_list("paper_batch", "channel"))
    assert left == {(None, "web"): LEAST - 1, (batches[LEAST].pk, "paper"): LEAST, (aside.pk, "paper"): 2}
    assert Ballot.objects.filter(election=election).counting().count() == 2 * LEAST - 1
    assert not KeyedSheet.objects.exists()
    assert [photo.sha256 for photo in BatchPhoto.objects.all()] == ["whole"]
    assert sealing.destroy_left_keys() == 1
    assert not file.exists()
    with pytest.raises(BoxSealed):
        kiosk.cast(election=election, envelope=kiosk.Envelope("", "", ""), network="x")
    assert not file.exists(), "nothing makes a new key for a sealed box"


def closed_public() -> Election:
    election, projects = ballot_of([EnvelopeFactory()])
    cast_ballot(election, projects[:1])
    closed_phase(election.cycle, PhaseKind.VOTE)
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    return made_public(election)


def past_appeals(election: Election) -> Election:
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=settings.RAATI_APPEAL_DAYS, minutes=1)
    election.counts.update(published_at=long_ago)
    return election


@pytest.mark.django_db
def test_two_people_seal_when_the_result_is_public_and_appeals_are_over() -> None:
    first, second = official(Role.CERTIFIER), official(Role.COORDINATOR)
    unpublished, _projects = ballot_of([EnvelopeFactory()])
    with pytest.raises(sealing.ResultAwaited):
        sealing.seal(actor=first, election=unpublished)
    election = closed_public()
    with pytest.raises(sealing.AppealsRunning):
        sealing.seal(actor=first, election=election)
    past_appeals(election)
    sealing.seal(actor=first, election=election)
    with pytest.raises(sealing.SecondSealerNeeded):
        sealing.seal(actor=first, election=election)
    sealing.withdraw(actor=second, election=election)
    assert not Sealing.objects.exists()
    sealing.seal(actor=second, election=election)
    sealing.seal(actor=first, election=election)
    for again in (sealing.seal, sealing.withdraw):
        with pytest.raises(BoxSealed):
            again(actor=first, election=election)
    state = sealing.state_of(actor=first, election=election)
    assert (state.asked_by, state.sealed_by) == (str(second), str(first))


@pytest.mark.django_db
@pytest.mark.parametrize("role", [None, *Role])
def test_who_may_seal(role: Role | None) -> None:
    actor: User = official(role) if role else UserFactory()
    election = past_appeals(closed_public())
    if role in (Role.COORDINATOR, Role.CERTIFIER):
        assert sealing.seal(actor=actor, election=election).sealed_at is None
    else:
        with pytest.raises(NotAllowed):
            sealing.seal(actor=actor, election=election)


@pytest.mark.django_db
def test_the_database_refuses_a_seal_by_one_person_and_a_seal_broken() -> None:
    person, now = official(Role.CERTIFIER), dt.datetime.now(dt.UTC)
    one = past_appeals(closed_public())
    Sealing.objects.create(election=one, first_person=person.pk, first_by=person, first_at=now)
    done = sealed(closed_public())
    attempts: list[Callable[[], object]] = [
        lambda: Election.objects.filter(pk=one.pk).update(sealed_at=now),
        lambda: Sealing.objects.filter(election=one).update(sealed_at=now, second_person=person.pk),
        lambda: Sealing.objects.filter(election=one).update(sealed_at=now),
        lambda: Election.objects.filter(pk=done.pk).update(sealed_at=None),
        lambda: Sealing.objects.filter(election=done).update(second_person=person.pk),
        lambda: Sealing.objects.filter(election=done).delete(),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


@pytest.mark.django_db
def test_a_key_that_was_left_behind_is_destroyed_by_the_hourly_job() -> None:
    election = sealed(closed_public())
    file = Path(settings.KEYS_ROOT) / f"{election.key_id}.box"
    assert file.exists(), "the test's transaction is not over, so the file stands"
    assert sealing.destroy_left_keys() == 1
    assert not file.exists()
    assert sealing.destroy_left_keys() == 0
    with pytest.raises(keys.KeyLost):
        keys.pseudonym(election.key_id, election.key_check, 1)


@pytest.mark.django_db
def test_the_desk_leads_through_sealing() -> None:
    election = past_appeals(closed_public())
    url = f"/desk/results/{election.cycle.slug}/"
    first, second = official(Role.COORDINATOR), official(Role.CERTIFIER)
    for person, data, status in (
        (first, {}, 400),
        (first, {"sure": "on"}, 302),
        (first, {"sure": "on"}, 403),
        (second, {"do": "withdraw"}, 302),
        (first, {"sure": "on"}, 302),
        (second, {"sure": "on"}, 302),
        (second, {"sure": "on"}, 409),
    ):
        client = Client(HTTP_ACCEPT_LANGUAGE="en")
        client.force_login(person)
        assert client.get(url).status_code == client.get(f"{url}seal/").status_code == 200
        assert client.post(f"{url}seal/", data).status_code == status
    assert "Nobody can find out who cast which ballot any more." in client.get(url).content.decode()
