"""The lot: promised before the vote, told with the count, read off by two, and repeatable by anybody."""

from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from commons.accounts.models import Role, User
from commons.http.errors import Invalid, NotAllowed
from commons.process.models import PhaseKind
from tests.factories.accounts import UserFactory, official
from tests.factories.process import EnvelopeFactory, closed_phase, open_phase
from tests.factories.voting import BallotProjectFactory, ElectionFactory, cast_ballot, made_public
from voting.counting.cli import main
from voting.domain import count, elections, lot
from voting.domain.lot import Way
from voting.models import Election, LotSeed

pytestmark = pytest.mark.django_db

DRAWING = "Lotto 4.4.2027, varsinaiset numerot"


@pytest.fixture
def clerk() -> User:
    return official(Role.VOTE_CLERK)


def tied(**rules: str) -> Election:
    """Three projects of the same cost with one vote each, of which two fit."""
    pot = EnvelopeFactory(source=Decimal(20_000))
    election = ElectionFactory(cycle=pot.cycle, **rules)
    projects = [
        BallotProjectFactory(election=election, envelope=pot, position=place, cost=Decimal(10_000))
        for place in (1, 2, 3)
    ]
    elections.freeze(election)
    for project in projects:
        cast_ballot(election, [project])
    closed_phase(pot.cycle, PhaseKind.VOTE)
    return election


def winners(election: Election) -> list[str]:
    return list(election.counts.get(superseded=False).outcome["selected"])


def drawn(seed: str) -> list[str]:
    order = sorted("123", key=lambda ident: sha256(f"{seed}\n{ident}".encode()).hexdigest())
    return sorted(order[:2])


def test_a_seed_is_promised_at_opening_and_told_with_the_count(clerk: User) -> None:
    election = tied()
    before = lot.lot_of(election)
    assert (before.way, before.seed, len(before.commitment)) == (Way.PROMISE, "", 64)
    assert before.commitment in election.frozen_rules.text
    assert LotSeed.objects.get().secret not in election.frozen_rules.text
    count.count_votes(actor=clerk, election=election)
    after = lot.lot_of(election)
    assert sha256(after.seed.encode()).hexdigest() == before.commitment
    assert winners(election) == drawn(after.seed)
    count.count_votes(actor=clerk, election=election, reason="Vielä kerran.")
    assert (lot.lot_of(election), winners(election)) == (after, drawn(after.seed))


def test_a_seed_named_beforehand_is_published_with_the_rules(clerk: User) -> None:
    election = tied(seed="arvottu torilla 7")
    assert (lot.lot_of(election).way, "arvottu torilla 7" in election.frozen_rules.text) == (Way.SEED, True)
    count.count_votes(actor=clerk, election=election)
    assert winners(election) == drawn("arvottu torilla 7")


def test_a_public_drawing_is_read_off_by_two_before_the_count(clerk: User) -> None:
    election = tied(lot_source=DRAWING)
    with pytest.raises(lot.LotMissing):
        count.count_votes(actor=clerk, election=election)
    lot.read_off(actor=clerk, election=election, value="4 8 15")
    with pytest.raises(lot.SecondReaderNeeded):
        lot.read_off(actor=clerk, election=election, value="4 8 15")
    with pytest.raises(lot.ReadersDiffer):
        lot.read_off(actor=official(Role.CERTIFIER), election=election, value="4 8 16")
    assert lot.lot_of(election).entered == 0
    lot.read_off(actor=clerk, election=election, value=" 4  8 15 ")
    found = lot.read_off(actor=official(Role.CERTIFIER), election=election, value="4 8 15")
    assert (found.seed, found.entered) == ("4 8 15", 2)
    count.count_votes(actor=clerk, election=election)
    assert winners(election) == drawn("4 8 15")
    with pytest.raises(lot.NoDrawing):
        lot.read_off(actor=clerk, election=election, value="1 2 3")


def test_a_drawing_is_not_read_off_while_the_vote_is_open_nor_with_junk(clerk: User) -> None:
    election = tied(lot_source=DRAWING)
    for junk in ("", "  ", "x" * 65, "4\x008"):
        with pytest.raises(Invalid):
            lot.read_off(actor=clerk, election=election, value=junk)
    open_phase(election.cycle, PhaseKind.VOTE)
    with pytest.raises(lot.NoDrawing):
        lot.read_off(actor=clerk, election=election, value="4 8 15")


@pytest.mark.parametrize("role", [None, *Role])
def test_who_may_read_off_a_drawing(role: Role | None) -> None:
    election = tied(lot_source=DRAWING)
    actor = official(role) if role else UserFactory()
    if role in (Role.COORDINATOR, Role.VOTE_CLERK, Role.CERTIFIER):
        assert lot.read_off(actor=actor, election=election, value="4 8 15").entered == 1
    else:
        with pytest.raises(NotAllowed):
            lot.read_off(actor=actor, election=election, value="4 8 15")


def test_the_database_holds_the_promise(clerk: User) -> None:
    election, drawing = tied(), tied(lot_source=DRAWING)
    now = election.frozen_at
    rows = LotSeed.objects.filter(election=election)
    LotSeed.objects.create(election=drawing, first_value="4 8", first_person=clerk.pk, first_by=clerk)
    public = LotSeed.objects.filter(election=drawing)
    attempts = [
        lambda: rows.update(seed="0" * 32, told_at=now),
        lambda: rows.update(secret="0" * 32),
        lambda: rows.delete(),
        lambda: (lot.tell(election), rows.update(told_at=now)),
        lambda: public.update(seed="4 8", told_at=now),
        lambda: public.update(seed="4 8", told_at=now, second_person=clerk.pk),
        lambda: public.update(seed="5 9", told_at=now, second_person=clerk.pk + 1),
        lambda: Election.objects.filter(pk=election.pk).update(lot_commitment="0" * 64),
        lambda: Election.objects.filter(pk=drawing.pk).update(lot_source="Jokin muu"),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_seed_and_drawing_exclude_each_other() -> None:
    election = ElectionFactory()
    with pytest.raises(Invalid) as refused:
        elections.set_up(
            actor=official(Role.COORDINATOR),
            cycle=election.cycle,
            ballot_rules=elections.BallotRules(seed="7", lot_source=DRAWING),
        )
    assert list(refused.value.fields) == ["lot_source"]


def test_everybody_can_draw_the_lot_again_from_the_page(
    clerk: User, client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    election = tied()
    slug = election.cycle.slug
    client.cookies["django_language"] = "en"
    promised = client.get(f"/vote/{slug}/rules/").content.decode()
    assert lot.lot_of(election).commitment in promised
    count.count_votes(actor=clerk, election=election)
    made_public(election)
    answer = client.get(f"/results/{slug}/")
    seed = lot.lot_of(election).seed
    assert seed in answer.content.decode()
    ((shown),) = answer.context["result"].draws
    file = tmp_path / "result.pb"
    file.write_bytes(client.get(answer.context["pb_url"]).content)
    assert main(["lot", str(file), "--seed", seed]) == 0
    told = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [(one.digest, one.project_id) for one in shown] == [(line[1], line[2]) for line in told]
    assert main(["lot", str(file), "--seed", seed, "--project", "99"]) == 2


def test_the_desk_asks_two_people_for_the_drawing(clerk: User) -> None:
    election = tied(lot_source=DRAWING)
    url = f"/desk/results/{election.cycle.slug}/lot/"
    for person, sent, status in (
        (clerk, "", 400),
        (clerk, "4 8 15", 302),
        (clerk, "4 8 15", 403),
        (official(Role.CERTIFIER), "4 8 15", 302),
    ):
        client = Client(HTTP_ACCEPT_LANGUAGE="en")
        client.force_login(person)
        assert client.get(url).status_code == 200
        assert client.post(url, {"value": sent}).status_code == status
    client.force_login(official(Role.MODERATOR))
    assert client.get(url).status_code == 403
