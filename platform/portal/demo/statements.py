"""Short statements about one proposal, what forty residents answer, and the opinion groups that come of it."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from commons.deliberation.domain.statements import picture
from commons.deliberation.models import Participant, Stance, Standpoint, Statement
from commons.http.models import Bucket
from portal.demo import catalogue
from portal.demo.ground import Ground
from portal.demo.votes import COORDINATOR
from proposals.domain import stating
from proposals.models import Proposal

ABOUT = "proposing-07"
BY_THE_TOWN = 2
ANSWERING = 40
CAMPS = 16, 14, 10
"""How many look at it first as bathers, as neighbours of the harbour, and with an eye on the money."""


@dataclass(frozen=True)
class Thought:
    """A statement, and how likely each camp agrees, from 0 to 1."""

    text: str
    agree: tuple[float, float, float]
    language: str = "fi"


THOUGHTS = (
    Thought("Saunan pitää olla auki kaikille, ei vain varaajille.", (0.97, 0.95, 0.95)),
    Thought("Lämmitykseen ei saa käyttää fossiilisia polttoaineita.", (0.95, 0.95, 0.9)),
    Thought("Sauna toisi satamaan elämää myös talvella.", (0.95, 0.2, 0.7)),
    Thought("Savu ja melu häiritsevät rannan asukkaita.", (0.1, 0.95, 0.3)),
    Thought("Saunavuorot pitää lopettaa kello kymmeneltä illalla.", (0.3, 0.95, 0.6)),
    Thought("Ylläpito tulee kaupungille liian kalliiksi.", (0.1, 0.6, 0.95)),
    Thought("Pieni pääsymaksu on kohtuullinen.", (0.35, 0.6, 0.95)),
    Thought("Saunan voisi rakentaa talkoilla seurojen kanssa.", (0.8, 0.5, 0.85)),
    Thought("Bastun måste gå att nå med rullstol.", (0.95, 0.95, 0.85), language="sv"),
    Thought("Vene- ja uintipaikat tarvitsevat ensin kunnostuksen.", (0.2, 0.85, 0.6)),
    Thought("A sauna by the harbour would bring visitors to the town.", (0.9, 0.15, 0.6), language="en"),
    Thought("Pukuhuoneet ja käymälä pitää pitää auki ympäri vuoden.", (0.85, 0.8, 0.15)),
)


def tell(told: Mapping[str, Proposal], ground: Ground) -> None:
    """Written by the verb; answered in bulk, as if over weeks; counted."""
    proposal = told[ABOUT]
    residents = [ground.people[one.key] for one in catalogue.people() if not one.roles]
    writers = [one for one in residents if one.pk != proposal.author_id]
    made = []
    for number, thought in enumerate(THOUGHTS):
        is_official = number < BY_THE_TOWN
        writer = ground.people[COORDINATOR] if is_official else writers[number]
        made.append(
            stating.write(
                actor=writer,
                proposal=proposal,
                text=thought.text,
                language=thought.language,
                although_similar=True,
                is_official=is_official,
            )
        )
    Bucket.objects.all().delete()
    _answer(proposal, made, ground)
    picture.draw(proposal.thread)


def _answer(proposal: Proposal, made: list[Statement], ground: Ground) -> None:
    lot = random.Random(ABOUT)  # noqa: S311 (nothing secret)
    # The first one is who tries the town out, and has everything still to answer.
    residents = [ground.people[one.key] for one in catalogue.people() if not one.roles]
    people = residents[1 : 1 + ANSWERING]
    camps = [camp for camp, size in enumerate(CAMPS) for _one in range(size)]
    answering = Participant.objects.bulk_create(
        Participant(thread=proposal.thread, user=person) for person in people
    )
    Standpoint.objects.bulk_create(
        Standpoint(statement=statement, participant=person, value=_value(lot, thought.agree[camp]))
        for person, camp in zip(answering, camps, strict=True)
        for statement, thought in zip(made, THOUGHTS, strict=True)
        if statement.author_id != person.user_id and lot.random() < 0.85
    )


def _value(lot: random.Random, likely: float) -> Stance:
    if lot.random() < 0.08:
        return Stance.PASS
    return Stance.AGREE if lot.random() < likely else Stance.DISAGREE
