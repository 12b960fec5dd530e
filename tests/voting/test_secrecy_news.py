"""An address that was left right after voting tells nothing of the ballot, by order, writer, time or mention."""

import logging
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client

from commons.accounts.models import Role
from commons.moderation.proof import Pace
from commons.process.models import Cycle, PhaseKind
from proposals.domain import year_news
from proposals.models import YearReader
from tests.factories.accounts import official
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory, EnvelopeFactory, closed_phase, open_phase
from tests.factories.voting import RollEntryFactory, ballot_of, made_public, sealed
from tests.voting import secrecy
from tests.voting.polling import Polling
from voting.domain import ballots, count
from voting.domain.ballot_form import Choice
from voting.domain.voters import Voter
from voting.models import Election

VOTERS = 24
"""By chance n of 24 are hit with a likelihood of about 1/n!; the test lets 12 pass."""
BY_CHANCE = 12
Hits = dict[str, int]


def naively(cycle: Cycle, address: str) -> None:
    """How it is not done: the row is written while the voter waits."""
    YearReader.objects.create(cycle=cycle, address=address, language="fi")


def by_the_door(cycle: Cycle, address: str) -> None:
    """As people do it: the page, the mail, its link, at once."""
    browser = Client()
    assert browser.post(f"/years/{cycle.slug}/news/", {"address": address}).status_code == 200
    (path,) = re.findall(r"https?://[^/]+(/news/confirm/\S+)", str(mail.outbox.pop().body))
    assert browser.post(path).status_code == 200


def voted_and_asked(keep: Callable[[Cycle, str], None]) -> tuple[Election, dict[str, str]]:
    """24 people who vote one after the other, and each of whom leaves an address before the next one votes; and the
    receipt by address."""
    town = AreaFactory()
    pot = EnvelopeFactory(cycle=CycleFactory(area=town), area=town)
    election, projects = ballot_of([pot])
    open_phase(pot.cycle, PhaseKind.VOTE)
    truth = {}
    for place, entry in enumerate(RollEntryFactory.create_batch(VOTERS, election=election, area=town)):
        receipt = ballots.cast(
            actor=Voter(entry_id=entry.pk, election_id=election.pk),
            election=election,
            choices=[Choice(projects[place % 3].pk)],
            key=f"program {entry.pk}",
        )
        address = f"person{place:02}@example.org"
        keep(pot.cycle, address)
        truth[address] = receipt.code
    return election, truth


def attack(log: str, election: Election, truth: dict[str, str]) -> Hits:
    """Everything that the attacker of `secrecy` tries with people, tried with addresses; how many they find."""
    copy = secrecy.copy_of_everything(log, Path(settings.MEDIA_ROOT), Path(settings.KEYS_ROOT))
    readers = copy.tables["proposals_yearreader"]
    cast = [row for row in copy.ballots() if row["election_id"] == election.pk]

    def place(row: dict[str, Any]) -> tuple[int, ...]:
        return tuple(map(int, re.findall(r"\d+", row["ctid"])))

    def in_order(mark: Callable[[dict[str, Any]], Any]) -> dict[str, str]:
        mine, theirs = sorted(readers, key=mark), sorted(cast, key=mark)
        if len({mark(row) for row in mine}) == 1:
            return {}
        return {one["address"]: other["receipt"] for one, other in zip(mine, theirs, strict=False)}

    def before(row: dict[str, Any]) -> str:
        """The ballot that was written last before the row."""
        earlier = [one for one in cast if one["xmin"] < row["xmin"]]
        return str(max(earlier, key=lambda one: one["xmin"])["receipt"]) if earlier else ""

    marks = {
        str(one[name]) for one in cast for name in ("id", "receipt", "pseudonym", "key_hash") if one[name]
    }
    lines = [
        " ".join(str(value) for value in row.values()) for rows in copy.tables.values() for row in rows
    ] + [line for text in copy.texts.values() for line in text.splitlines()]
    found = {
        "order of writers": in_order(lambda row: row["xmin"]),
        "place": in_order(place),
        "written just before": {row["address"]: before(row) for row in readers},
    }
    hits = {
        way: sum(truth.get(one) == receipt for one, receipt in links.items()) for way, links in found.items()
    }
    named = [line for line in lines if "@example.org" in line and "person" in line]
    hits["mention"] = sum(any(mark in line for mark in marks) for line in named)
    hits["elsewhere"] = len(named) - len(readers)
    hits["times"] = sum(hasattr(value, "year") for row in readers for value in row.values())
    return hits


@pytest.mark.django_db(transaction=True)
def test_what_is_left_right_after_voting_cannot_be_joined_to_a_ballot(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(year_news, "BY_NETWORK", Pace(proven=(1000, 3600.0), unproven=(1000, 3600.0)))
    cache.clear()
    first, truth = voted_and_asked(naively)
    naive = attack(caplog.text, first, truth)
    assert naive["order of writers"] == naive["written just before"] == VOTERS, (
        "the control: it could be found out"
    )
    YearReader.objects.all().delete()

    election, truth = voted_and_asked(by_the_door)
    while_open = attack(caplog.text, election, truth)
    assert {way: n for way, n in while_open.items() if n >= BY_CHANCE} == {}
    assert (while_open["mention"], while_open["elsewhere"], while_open["times"]) == (0, 0, 0)

    year_news.mix_all()
    closed_phase(election.cycle, PhaseKind.VOTE)
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    sealed(made_public(election))
    after = attack(caplog.text, election, truth)
    assert {way: n for way, n in after.items() if n >= BY_CHANCE} == {}
    assert YearReader.objects.count() == VOTERS


@pytest.mark.django_db
def test_each_new_address_is_written_together_with_others(monkeypatch: pytest.MonkeyPatch) -> None:
    cycle = CycleFactory()
    YearReader.objects.bulk_create(
        YearReader(cycle=cycle, address=f"old{place}@example.org", language="fi") for place in range(12)
    )
    monkeypatch.setattr(year_news, "MIXED_WITH", 5)
    before = {row.pk: _place(row) for row in YearReader.objects.all()}
    year_news.ask(network="192.0.2.1", cycle=cycle, address="new@example.org", language="fi")
    (path,) = re.findall(r"https?://[^/]+/news/confirm/(\S+)/", str(mail.outbox[0].body))
    year_news.confirm(word=path)
    moved = Counter(_place(row) != before.get(row.pk) for row in YearReader.objects.all())
    assert moved == {True: 5, False: 8}


def _place(row: YearReader) -> str:
    found = YearReader.objects.extra(select={"place": "ctid::text"}).get(pk=row.pk)
    return str(found.place)


@pytest.mark.django_db
def test_the_receipt_leads_to_a_page_that_knows_nothing_of_the_vote() -> None:
    vote = Polling()
    visitor = vote.visitor()
    ballots.cast(
        actor=Voter(entry_id=vote.entry.pk, election_id=vote.election.pk),
        election=vote.election,
        choices=[Choice(vote.own[0].pk)],
        key="once",
    )
    url = f"/years/{vote.slug}/news/"
    assert f'href="{url}"' in visitor.get(f"{vote.url}receipt/").content.decode()
    asked, stranger = (one.get(url).content.decode() for one in (visitor, Client(HTTP_ACCEPT_LANGUAGE="en")))

    def main(page: str) -> str:
        drawn_anew = r'name="(csrfmiddlewaretoken|challenge)"[^>]*| word="[^"]*"'
        return re.sub(drawn_anew, "", page.partition("<main")[2])

    assert main(asked) == main(stranger)
