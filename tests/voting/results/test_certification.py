"""From the count to the published result: two others certify it, a reason leads back, and the database holds it so."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commons.accounts.models import Role, User
from commons.http.errors import NotAllowed
from commons.process.models import PhaseKind
from tests.factories.accounts import UserFactory, official
from tests.factories.process import EnvelopeFactory, closed_phase
from tests.factories.voting import ballot_of, cast_ballot, certified, made_public
from voting.domain import certification, count
from voting.domain.certification import Step, certify, standing
from voting.models import CountSignature, CountState, Election, EnvelopeCount

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    return official(Role.VOTE_CLERK, display_name="Laskija")


@pytest.fixture
def first() -> User:
    return official(Role.CERTIFIER, display_name="Ensimmäinen")


@pytest.fixture
def second() -> User:
    return official(Role.CERTIFIER, display_name="Toinen")


def counted(clerk: User, costs: tuple[int, ...] = (10_000, 20_000, 30_000)) -> Election:
    election, projects = ballot_of([EnvelopeFactory(source=Decimal(50_000))], costs, rule="equal-shares")
    for chosen in (projects[1:2], projects[1:], projects[:3]):
        cast_ballot(election, chosen)
    closed_phase(election.cycle, PhaseKind.VOTE)
    count.count_votes(actor=clerk, election=election)
    return election


def stands(election: Election) -> set[str]:
    return set(election.counts.filter(superseded=False).values_list("state", flat=True))


def test_two_others_certify_then_it_is_published(clerk: User, first: User, second: User) -> None:
    election = counted(clerk)
    found = []
    for step in (
        lambda: certify(actor=first, election=election),
        lambda: certify(actor=second, election=election),
        lambda: count.publish_result(actor=first, election=election),
    ):
        found.append((standing(actor=first, election=election).step, stands(election)))
        step()
    found.append((standing(actor=first, election=election).step, stands(election)))
    assert found == [
        (Step.CERTIFY, {"provisional"}),
        (Step.CERTIFY, {"provisional"}),
        (Step.PUBLISH, {"certified"}),
        (Step.SEAL, {"published"}),
    ]
    told = standing(actor=clerk, election=election)
    assert (told.counted_by, [one.name for one in told.names]) == ("Laskija", ["Ensimmäinen", "Toinen"])


def test_nobody_certifies_twice_nor_their_own_count(clerk: User, first: User) -> None:
    both = official(Role.CERTIFIER)
    both.roles.create(role=Role.VOTE_CLERK)
    election = counted(both)
    with pytest.raises(certification.SecondPersonNeeded):
        certify(actor=both, election=election)
    certify(actor=first, election=election)
    with pytest.raises(certification.SignedAlready):
        certify(actor=first, election=election)
    with pytest.raises(count.NotCertified):
        count.publish_result(actor=first, election=election)
    certify(actor=official(Role.CERTIFIER), election=election)
    with pytest.raises(certification.SignedAlready):
        certify(actor=official(Role.CERTIFIER), election=election)
    assert stands(election) == {"certified"}


def test_a_recount_needs_a_reason_keeps_the_old_count_and_drops_the_names(
    clerk: User, first: User, second: User
) -> None:
    election = certified(counted(clerk))
    for reason in ("", "  "):
        with pytest.raises(count.ReasonNeeded):
            count.count_votes(actor=clerk, election=election, reason=reason)
    count.count_votes(actor=clerk, election=election, reason=" Erä 7 puuttui. ")
    told = standing(actor=clerk, election=election)
    assert (told.step, told.names) == (Step.CERTIFY, [])
    assert [(one.reason, one.superseded, one.same) for one in told.counts] == [
        ("Erä 7 puuttui.", False, True),
        ("", True, True),
    ]
    certify(actor=first, election=election)
    certify(actor=second, election=election)
    count.publish_result(actor=second, election=election)
    with pytest.raises(count.AlreadyPublished):
        count.count_votes(actor=clerk, election=election, reason="Vielä kerran.")
    with pytest.raises(count.AlreadyPublished):
        certify(actor=first, election=election)


def test_a_name_goes_under_what_was_looked_at(clerk: User, first: User) -> None:
    election = counted(clerk)
    seen = standing(actor=first, election=election).fingerprint
    count.count_votes(actor=clerk, election=election, reason="Uusi erä.")
    with pytest.raises(certification.CountChanged):
        certify(actor=first, election=election, seen=seen)
    assert not CountSignature.objects.exists()


@pytest.mark.parametrize("role", [None, *Role])
def test_who_may_certify_and_when(role: Role | None, clerk: User) -> None:
    actor = official(role) if role else UserFactory()
    found = {}
    for phase, election in {
        "none": ballot_of([EnvelopeFactory()])[0],
        "counted": counted(clerk),
        "certified": certified(counted(clerk)),
        "published": made_public(counted(clerk)),
    }.items():
        try:
            certify(actor=actor, election=election)
            found[phase] = "done"
        except (NotAllowed, count.NothingCounted, count.AlreadyPublished, certification.SignedAlready) as no:
            found[phase] = no.code
    assert found == (
        {
            "none": "nothing-counted",
            "counted": "done",
            "certified": "signed-already",
            "published": "already-published",
        }
        if role == Role.CERTIFIER
        else dict.fromkeys(found, "not-allowed")
    )


def test_the_database_refuses_what_the_verbs_would_not_do(clerk: User, first: User) -> None:
    election = counted(clerk)
    rows = EnvelopeCount.objects.filter(election=election)
    one = rows.earliest("pk")
    one_name = lambda person: CountSignature.objects.create(count=one, person=person.pk, signed_by=person)  # noqa: E731
    attempts = [
        lambda: rows.update(state=CountState.CERTIFIED),
        lambda: rows.update(state=CountState.PUBLISHED, published_at=one.counted_at),
        lambda: one_name(clerk),
        lambda: CountSignature.objects.create(count=one, person=first.pk + 1, signed_by=first),
        lambda: (one_name(first), rows.update(state=CountState.CERTIFIED)),
        lambda: (one_name(first), one_name(first)),
        lambda: (one_name(first), CountSignature.objects.update(person=clerk.pk)),
        lambda: (one_name(first), CountSignature.objects.all().delete()),
        lambda: EnvelopeCount.objects.create(
            election=election, envelope=one.envelope, rule="x", outcome={}, state=CountState.CERTIFIED
        ),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert (stands(election), CountSignature.objects.count()) == ({"provisional"}, 0)


def test_a_name_stays_when_its_account_is_deleted(clerk: User, first: User, second: User) -> None:
    election = counted(clerk)
    certify(actor=first, election=election)
    first.delete()
    certify(actor=second, election=election)
    assert [one.name for one in standing(actor=clerk, election=election).names] == ["", "Toinen"]
    assert stands(election) == {"certified"}


def test_the_desk_says_what_is_next_and_to_whom(clerk: User, first: User, second: User) -> None:
    election = counted(clerk)
    url = f"/desk/results/{election.cycle.slug}/"

    def page(person: User) -> str:
        client = Client(HTTP_ACCEPT_LANGUAGE="en")
        client.force_login(person)
        return client.get(url).content.decode()

    assert "You had it counted, so others certify it." in page(clerk)
    assert 'href="' + url + 'certify/"' in page(first)
    certify(actor=first, election=election)
    assert "Your name is under it;" in page(first)
    assert "1 more person has to certify it." in page(second)
    certify(actor=second, election=election)
    assert "Publish the result" in page(first)
    assert "Publish the result" not in page(clerk)
    assert 'href="' + url + 'recount/"' in page(clerk)


def test_pages_certify_and_count_again_and_keep_what_was_typed(clerk: User, first: User) -> None:
    election = counted(clerk)
    url = f"/desk/results/{election.cycle.slug}/"
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(first)
    assert client.post(url + "certify/", {}).status_code == 400
    assert client.post(url + "certify/", {"sure": "on", "seen": "junk"}).status_code == 409
    seen = client.get(url + "certify/").context["standing"].fingerprint
    assert client.post(url + "certify/", {"sure": "on", "seen": seen}).status_code == 302
    assert client.get(url + "recount/").status_code == 403
    client.force_login(clerk)
    assert client.get(url + "certify/").status_code == 403
    assert client.post(url + "recount/", {"reason": " "}).status_code == 400
    assert client.post(url + "recount/", {"reason": "Erä 7 puuttui."}).status_code == 302


def test_standing_costs_the_same_for_one_count_and_for_many(clerk: User) -> None:
    election = counted(clerk)
    taken = []
    for more in (0, 5):
        for _again in range(more):
            count.count_votes(actor=clerk, election=election, reason="Taas.")
        with CaptureQueriesContext(connection) as queries:
            standing(actor=clerk, election=election)
        taken.append(len(queries))
    assert taken[0] == taken[1]
