"""What the council made of the finished year's result: questions before, one project dropped, one with a condition."""

from collections.abc import Mapping

import pgtrigger

from portal.demo import years
from portal.demo.catalogue import Idea
from portal.demo.ground import Ground
from portal.demo.votes import COORDINATOR, Vote
from voting.domain.council import deciding, freeing, items, money
from voting.models import CouncilQuestion, CouncilSession, FreedUse, Verdict

DECIDED = -578
COUNCILLOR = "valtuutettu1"
SECTION = "62 §"
INTRODUCTION = (
    "Asukkaat äänestivät asukasbudjetin hankkeista. Ääntenlaskennan tulos on varmennettu ja julkaistu; sen voi laskea "
    "uudelleen kuka tahansa. Kaupunginhallitus ehdottaa, että valtuusto vahvistaa hankkeet."
)
QUESTION = "Mitä hankkeiden ylläpito maksaa vuodessa, ja onko se otettu huomioon kustannuksissa?"
ANSWER = (
    "Kustannuksissa on mukana kahden ensimmäisen vuoden ylläpito. Sen jälkeen ylläpito kuuluu alueen tavalliseen "
    "hoitoon, eikä se vaadi uutta määrärahaa."
)
REMARK = "Hyvä, että äänestysaktiivisuus kerrotaan alueittain. Nuorten osuus ilahdutti."
THANKS = "Kiitos. Luvut löytyvät raportista ikäryhmittäin."
OF_ONE = "Paljonko tämän hankkeen käyttö maksaa joka vuosi, ja kuka sen maksaa?"
ANSWER_OF_ONE = (
    "Noin 14 000 euroa vuodessa. Sitä ei ole asukasbudjetissa, vaan se tulisi liikuntapalvelujen menoihin."
)
CONDITION = "Ennen rakentamista kuullaan lähinaapureita kerran lisää."
FREED = "Vapautuva raha käytetään laskennan järjestyksessä seuraavaan hankkeeseen, joka siihen mahtuu."
REST = " Loput siirretään seuraavaan budjettivuoteen."


def decide(vote: Vote, won: Mapping[str, Idea], ground: Ground) -> None:
    """Prepare, ask and answer, enter, and confirm by another official."""
    coordinator = ground.people[COORDINATOR]
    session = items.prepare(
        actor=coordinator,
        election=vote.election,
        meeting="Kaupunginvaltuusto",
        held_on=years.midnight(DECIDED).date(),
        section=SECTION,
        introduction=INTRODUCTION,
    )
    dropped_one = next(vote.projects[key] for key, idea in won.items() if idea.state == "dropped")
    for words, reply, about in (
        (QUESTION, ANSWER, None),
        (REMARK, THANKS, None),
        (OF_ONE, ANSWER_OF_ONE, dropped_one),
    ):
        asked = items.ask(actor=ground.people[COUNCILLOR], session=session, text=words, project=about)
        items.answer(actor=coordinator, question=asked, text=reply)
    condition = CONDITION
    for key, idea in won.items():
        dropped = idea.state == "dropped"
        deciding.enter(
            actor=coordinator,
            session=session,
            project=vote.projects[key],
            verdict=Verdict.DROPPED if dropped else Verdict.CONFIRMED,
            reason=idea.council,
            section=SECTION,
            conditions="" if dropped else condition,
        )
        condition = condition if dropped else ""
    _use_freed(session, ground)
    deciding.hand_in(actor=coordinator, session=session)
    deciding.confirm(actor=ground.people["varmentaja1"], session=session)
    _date(session)


def _use_freed(session: CouncilSession, ground: Ground) -> None:
    for pot in money.freed_pots(session):
        if pot.freed > 0:
            freeing.use_freed(
                actor=ground.people[COORDINATOR],
                session=session,
                envelope=pot.envelope,
                use=FreedUse.NEXT if pot.chosen else FreedUse.CARRY_OVER,
                rest=FreedUse.NEXT_CYCLE if pot.chosen else None,
                reason=FREED + REST if pot.chosen else FREED,
                section=SECTION,
            )


def _date(session: CouncilSession) -> None:
    with pgtrigger.ignore():
        CouncilSession.objects.filter(pk=session.pk).update(
            entered_at=years.moment(DECIDED + 1, hour=10), confirmed_at=years.moment(DECIDED + 1, hour=14)
        )
        CouncilQuestion.objects.filter(session=session).update(
            asked_at=years.moment(DECIDED - 9), answered_at=years.moment(DECIDED - 6)
        )
