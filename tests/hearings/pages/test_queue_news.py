"""The moderators' open lists of a hearing are told what others decided; nothing is decided twice unseen."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from commons.accounts.models import Role, User
from commons.moderation.models import Moderation
from hearings.domain import appeals, decided, flags, moderation, queries
from hearings.models import Appeal, Contribution, Flag
from tests.factories.accounts import official
from tests.factories.hearings import ContributionFactory
from tests.hearings.api.test_two_doors import API, door
from tests.hearings.conftest import Hall
from tests.hearings.domain.test_flags import the_flag, told
from tests.hearings.pages import test_desk

pytestmark = pytest.mark.django_db
QUEUE = "/desk/hearings/marraskuu/queue/"
FLAGS = "/desk/hearings/marraskuu/flags/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def liisa() -> User:
    return official(Role.COORDINATOR, display_name="Liisa Lempeä")


def notes(hall: Hall, number: int, state: Moderation = Moderation.HELD) -> list[Contribution]:
    reason = "insult" if state == Moderation.HIDDEN else ""
    made: list[Contribution] = ContributionFactory.create_batch(
        number, hearing=hall.hearing, moderation=state, hidden_reason=reason, text="Soita Matille"
    )
    return made


def signed_in(person: User) -> Client:
    client = test_desk.signed_in(person)
    client.cookies["django_language"] = "en"
    return client


def said(client: Client, address: str, known: list[int]) -> list[tuple[int, str]]:
    page = client.get(address, {"known": ",".join(map(str, known))})
    found: list[tuple[int, str]] = page.context["decided"]
    return found


def test_an_open_list_hears_what_others_decided(hall: Hall, moderator: User, liisa: User) -> None:
    shown, hidden, redacted, waits = notes(hall, 4)
    moderation.show(actor=liisa, note=shown)
    moderation.hide(actor=liisa, note=hidden, reason="insult")
    moderation.redact(actor=liisa, note=redacted, words="Matille")
    known = [shown.pk, hidden.pk, redacted.pk, waits.pk, 2**60]
    client = signed_in(moderator)
    assert sorted(said(client, QUEUE, known)) == [
        (shown.pk, "Liisa Lempeä has left it as it is, or shown it."),
        (hidden.pk, "Liisa Lempeä has hidden it: It insults or threatens somebody."),
        (redacted.pk, "Liisa Lempeä has blacked words out and shown it."),
    ]
    # The addresses on the page are those of the list, not of the question.
    html = client.get(QUEUE, {"known": str(waits.pk)}).content.decode()
    assert f'src="{QUEUE}"' in html
    for junk in ("x", "1,,2", "-1", "9" * 30, ",".join("7" * 300)):
        assert client.get(QUEUE, {"known": junk}).status_code == 200


def test_an_appeal_that_another_refused_says_so(hall: Hall, moderator: User, liisa: User) -> None:
    first, second = notes(hall, 2, Moderation.HIDDEN)
    for note in (first, second):
        Appeal.objects.create(contribution=note, text="Miksi?")
    appeals.keep_hidden(actor=liisa, note=first)
    moderation.show(actor=liisa, note=second)
    with translation.override("en"):
        found = sorted(decided.notes(hall.hearing, queries.APPEALED, [first.pk, second.pk]))
    assert found == [
        (first.pk, "Liisa Lempeä refused the appeal: It insults or threatens somebody."),
        (second.pk, "Liisa Lempeä has left it as it is, or shown it."),
    ]
    assert decided.notes(hall.hearing, Moderation.HIDDEN, [first.pk]) == []


@pytest.mark.parametrize("act", ["show", "hide", "redact", "keep"])
def test_what_left_the_list_is_not_decided_on_unseen(
    hall: Hall, moderator: User, liisa: User, act: str
) -> None:
    [note] = notes(hall, 1)
    moderation.hide(actor=liisa, note=note, reason="insult")
    sent = {"act": act, "seen": "held", "reason": "hate", "words": "Matille"}
    client = signed_in(moderator)
    answer = client.post(f"{QUEUE}{note.pk}/", sent, headers=JSON)
    note.refresh_from_db()
    assert (answer.status_code, note.moderation, note.hidden_reason) == (409, "hidden", "insult")
    plain = client.post(f"{QUEUE}{note.pk}/", sent)
    assert (plain.status_code, plain.headers["location"]) == (302, QUEUE)
    if act == "show":
        body = {"seen": "held"}
        assert door(moderator).post(f"{API}notes/{note.pk}/show/", body).status_code == 409
        assert door(moderator).post(f"{API}notes/{note.pk}/show/", {"seen": "hidden"}).status_code == 200


def test_reports_hear_it_too(hall: Hall, moderator: User, liisa: User) -> None:
    kept, hidden, waits = notes(hall, 3, Moderation.SHOWN)
    found: list[Flag] = [the_flag(told(hall, one)) for one in (kept, hidden, waits)]
    flags.keep(actor=liisa, flag=found[0])
    flags.hide(actor=liisa, flag=found[1], reason="insult")
    client = signed_in(moderator)
    assert sorted(said(client, FLAGS, [one.pk for one in found])) == [
        (found[0].pk, "Liisa Lempeä has left it as it is, or shown it."),
        (found[1].pk, "Liisa Lempeä has hidden it: It insults or threatens somebody."),
    ]
    for act in ("keep", "hide"):
        sent = {"act": act, "seen": "1", "reason": "hate"}
        assert client.post(f"{FLAGS}{found[0].pk}/", sent, headers=JSON).status_code == 409
    kept.refresh_from_db()
    assert kept.moderation == Moderation.SHOWN


def test_every_list_tells_how_many_wait_in_each(hall: Hall, moderator: User) -> None:
    notes(hall, 3)
    notes(hall, 2, Moderation.HIDDEN)
    [reported] = notes(hall, 1, Moderation.SHOWN)
    told(hall, reported)
    told(hall, reported, "other")
    client = signed_in(moderator)
    for address, here in ((QUEUE, "held"), (f"{QUEUE}?state=hidden", "hidden"), (FLAGS, "flags")):
        tabs = client.get(address).context["tabs"]
        assert {name: count for name, _url, _label, count, _here in tabs} == {
            "held": 3, "hidden": 2, "appealed": 0, "flags": 1, "comments": 0,
        }  # fmt: skip
        assert [name for name, _url, _label, _count, is_here in tabs if is_here] == [here]


def test_asking_costs_the_same_for_one_and_for_thirty(hall: Hall, moderator: User, liisa: User) -> None:
    client, made = signed_in(moderator), notes(hall, 30)
    for note in made:
        moderation.show(actor=liisa, note=note)

    def cost(known: list[int]) -> int:
        with CaptureQueriesContext(connection) as caught:
            said(client, QUEUE, known)
        return len(caught)

    cost([made[0].pk])
    assert cost([made[0].pk]) == cost([one.pk for one in made])
