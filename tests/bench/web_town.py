"""A full town for the bench: 2,000 proposals, 20,000 comments, an open vote. The same in every run."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from commons.accounts.models import User
from commons.deliberation.models import Comment, CommentKind
from commons.places.models import Area
from commons.process.models import Cycle, Envelope, FundingSource, Phase, PhaseKind
from proposals.models import Category, Proposal, State, Support
from tests.factories.voting import ballot_of
from voting.domain import voters
from voting.domain.voters import Voter
from voting.models import BallotProject, Election, RollEntry

PROPOSALS, COMMENTS, SUPPORTS = 2000, 20_000, 20_000
WRITERS, VOTERS = 400, 2000
THINGS = (
    "penkki",
    "leikkipaikka",
    "pyörätie",
    "uimaranta",
    "kirjasto",
    "valaistus",
    "metsäpolku",
    "puutarha",
)
PLACES = ("rantaan", "torille", "koululle", "puistoon", "kylälle", "satamaan", "asemalle", "lähiöön")
WORDS = (
    "Nykyinen paikka on huonossa kunnossa ja moni kiertää sen kaukaa. Toivomme, että kaupunki kunnostaa sen "
    "yhdessä asukkaiden kanssa, jotta lapset, vanhukset ja kaikki muutkin voivat käyttää sitä turvallisesti "
    "ympäri vuoden. Talkoisiin on jo ilmoittautunut kolmekymmentä asukasta. "
)


@dataclass(frozen=True)
class Town:
    """What the calls need to know."""

    cycle: str
    proposals: list[int]
    talked_about: int
    writers: list[str]
    vote: str
    tokens: list[str]
    voter_sessions: list[str]
    projects: list[int]
    pots: list[str]


def build() -> Town:
    """Store the town in an empty database."""
    draw = random.Random(7)
    town = Area.objects.create(slug="kuvala", path="kuvala/", name_fi="Kuvala")
    districts = [
        Area.objects.create(
            slug=f"osa-{n}", path=f"kuvala/osa-{n}/", parent=town, name_fi=f"Kaupunginosa {n}"
        )
        for n in range(8)
    ]
    cycle = _year(town, 2026, PhaseKind.PROPOSE, PhaseKind.DELIBERATE)
    envelope = _pot(cycle, "puistot")
    people = User.objects.bulk_create(
        User(email=f"a{n}@example.fi", display_name=f"Asukas {n}", password="!") for n in range(WRITERS)
    )
    categories = [
        Category.objects.create(slug=f"luokka-{n}", name_fi=f"Aihe {n}", name_sv=f"Ämne {n}")
        for n in range(6)
    ]
    proposals = Proposal.bulk(_rows(draw, cycle, envelope, districts, categories, people))
    _talk(draw, proposals, people)
    vote, projects = _vote(town)
    entries = RollEntry.objects.bulk_create(
        RollEntry(election=vote, person_hash=f"{n:064x}", birth_year=1980, area=town) for n in range(VOTERS)
    )
    found = [Voter(entry_id=entry.pk, election_id=vote.pk) for entry in entries]
    return Town(
        cycle=cycle.slug,
        proposals=[proposal.pk for proposal in proposals],
        talked_about=proposals[0].pk,
        writers=[_session(_signed_in(person)) for person in people],
        vote=vote.cycle.slug,
        tokens=[voters.token_of(voter) for voter in found],
        voter_sessions=[_session(_visit(voter)) for voter in found[:WRITERS]],
        projects=[project.pk for project in projects],
        pots=sorted({project.envelope.slug for project in projects}),
    )


def _year(town: Area, year: int, *kinds: PhaseKind) -> Cycle:
    cycle = Cycle.objects.create(
        slug=f"kuvala-{year}", name_fi=f"Kuvalan budjetti {year}", area=town, year=year, is_published=True
    )
    now = timezone.now()
    for kind in kinds:
        Phase.objects.create(
            cycle=cycle, kind=kind, opens_at=now - dt.timedelta(days=7), closes_at=now + dt.timedelta(days=7)
        )
    return cycle


def _pot(cycle: Cycle, slug: str) -> Envelope:
    envelope = Envelope.objects.create(cycle=cycle, slug=slug, name_fi=slug.capitalize(), area=cycle.area)
    FundingSource.objects.create(envelope=envelope, name_fi="Kaupunki", amount=Decimal(200_000))
    return envelope


def _rows(
    draw: random.Random,
    cycle: Cycle,
    envelope: Envelope,
    areas: list[Area],
    categories: list[Category],
    people: list[User],
) -> Iterator[dict[str, Any]]:
    for number in range(PROPOSALS):
        state = draw.choice((State.SUBMITTED, State.SUBMITTED, State.IN_REVIEW, State.ON_BALLOT))
        is_priced = state == State.ON_BALLOT
        yield {
            "cycle": cycle,
            "author": draw.choice(people),
            "title": f"{draw.choice(THINGS).capitalize()} {draw.choice(PLACES)} {number}",
            "what": WORDS * 3,
            "why": WORDS,
            "for_whom": "Kaikille asukkaille.",
            "category": draw.choice(categories),
            "area": draw.choice(areas),
            "latitude": 61.9 + draw.random() / 20,
            "longitude": 24.3 + draw.random() / 10,
            "place_name": "Rantapuisto",
            "rough_cost": Decimal(draw.randrange(500, 50_000)),
            "cost": Decimal(draw.randrange(500, 50_000)) if is_priced else None,
            "envelope": envelope if is_priced else None,
            "state": state,
            "submitted_at": timezone.now() - dt.timedelta(minutes=number),
        }


def _talk(draw: random.Random, proposals: list[Proposal], people: list[User]) -> None:
    """Ten comments a proposal, but for the first one, which has two hundred."""
    threads = [proposals[0].thread_id] * 200
    threads += [draw.choice(proposals[1:]).thread_id for _n in range(COMMENTS - len(threads))]
    Comment.objects.bulk_create(
        (
            Comment(
                thread_id=thread, author=draw.choice(people), kind=draw.choice(CommentKind.values), text=WORDS
            )
            for thread in threads
        ),
        batch_size=2000,
    )
    pairs = {(draw.randrange(PROPOSALS), draw.randrange(WRITERS)) for _n in range(SUPPORTS)}
    Support.objects.bulk_create(
        (Support(proposal=proposals[one], user=people[who]) for one, who in sorted(pairs)), batch_size=2000
    )


def _vote(town: Area) -> tuple[Election, list[BallotProject]]:
    cycle = _year(town, 2025, PhaseKind.VOTE)
    return ballot_of([_pot(cycle, "pyorat"), _pot(cycle, "rannat")], costs=(10_000,) * 12, max_length=5)


def _signed_in(person: User) -> dict[str, Any]:
    return {
        SESSION_KEY: str(person.pk),
        BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
        HASH_SESSION_KEY: person.get_session_auth_hash(),
    }


def _visit(voter: Voter) -> dict[str, Any]:
    session: dict[str, Any] = {}
    voters.remember(session, voter)
    return session


def _session(content: dict[str, Any]) -> str:
    """The key of a new session that holds `content`."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.update(content)
    session.create()
    return str(session.session_key)
