"""How the finished year is carried out: plans, budget lines, a file from the ledger, a delay, before and after."""

import datetime as dt
import io
from collections.abc import Mapping
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from commons.accounts.models import Service, User
from commons.followup.models import Milestone
from portal.demo import catalogue, years
from portal.demo.catalogue import Idea, Year
from portal.demo.pictures import draw
from proposals.domain.execution import ledger, money, plan
from proposals.models import QUESTIONS, DelayReason, Evaluation, Moment, Proposal

BOOKED = ("under_way", "done")
LATE = "finished-13"
"""Late, with a reason. Others are silent for so long that the desk calls them stuck."""
PAIR = "finished-12"
EVALUATED = "finished-36"
ANSWERS = {("yes", "yes", "yes"): 9, ("partly", "partly", "yes"): 6, ("no", "no", "no"): 5}
"""Answers to the three questions, and how many people gave them."""
SAID = "Netti toimii ja talolla on nyt talvellakin lämmin. Kiitos!"
LINES = (("4300", "Rakennustyöt", 60), ("4500", "Tarvikkeet ja kalusteet", 40))
"""Account, what for, percent of the cost."""
WHY = {
    "fi": "Kaiteen lupa viipyi, koska portaat ovat suojellulla rinteellä. Valot tehdään samalla kertaa.",
    "sv": "Tillståndet för räcket dröjde, eftersom trappan ligger på en skyddad sluttning. Belysningen görs samtidigt.",
    "en": "The permit for the railing took longer: the stairs are on a protected slope. The lights come with it.",
}


def tell(told: Mapping[str, Proposal], official: User) -> list[Milestone]:
    """All of it by the verbs, as `official`. Gives the milestones that this made, all of today."""
    ideas = {idea.key: idea for idea in catalogue.ideas(Year.FINISHED) if idea.steps}
    services = {service.slug: service for service in Service.objects.all()}
    for key, idea in ideas.items():
        _plan(idea, told[key], official, next(iter(services.values()), None))
    _book({key: idea for key, idea in ideas.items() if idea.state in BOOKED}, told, official)
    for moment in Moment:
        drawing = draw(f"{PAIR}/{moment}", place=ideas[PAIR].place, language="fi")
        plan.show(
            actor=official,
            proposal=told[PAIR],
            moment=moment,
            picture=io.BytesIO(drawing.jpeg),
            alt={"fi": drawing.alt},
        )
    _evaluate(told[EVALUATED])
    plan.delay(
        actor=official,
        proposal=told[LATE],
        reason=DelayReason.PERMIT,
        expected_end=years.midnight(75).date(),
        text=WHY,
    )
    return list(Milestone.objects.filter(track=told[LATE].track_id).order_by("-pk")[:1])


def _plan(idea: Idea, proposal: Proposal, official: User, service: Service | None) -> None:
    first, last = idea.steps[0].days, idea.steps[-1].days
    end = {"done": last + 5, "under_way": -20 if idea.key == LATE else 90, "planned": 150}.get(
        idea.state, last
    )
    plan.settle(
        actor=official,
        proposal=proposal,
        service=service,
        planned_start=years.midnight(first).date(),
        planned_end=years.midnight(max(end, first)).date(),
    )


def _book(ideas: Mapping[str, Idea], told: Mapping[str, Proposal], official: User) -> None:
    """What was spent in each step, as two vouchers of a file in Latin-1 as a ledger writes it."""
    rows = ["hanke;päivä;tili;toimittaja;summa;tosite;laji;tilaus"]
    for key, idea in ideas.items():
        proposal, before = told[key], 0
        ordered: dict[str, str] = {}
        share = idea.steps[-1].spent * LINES[0][2] // 100
        sums = {"4300": share, "4500": idea.steps[-1].spent - share}
        for account, name, share in LINES:
            amount = ((proposal.cost or Decimal(0)) * share / 100).quantize(Decimal(1))
            money.add_line(actor=official, proposal=proposal, name=name, account=account, amount=amount)
        for step in idea.steps:
            spent, before = step.spent - before, step.spent
            if spent <= 0:
                continue
            work = spent * LINES[0][2] // 100
            day = years.midnight(step.days).date()
            parts = (("4300", "Rakennusliike", work), ("4500", "Tukkukauppa", spent - work))
            for account, supplier, part in parts:
                voucher = f"{key[-2:]}-{len(rows):04}"
                begins = f"{proposal.pk};{_words(day)};{account};{supplier}"
                if account not in ordered:
                    ordered[account] = order = f"T-{voucher}"
                    whole = sums[account] if idea.state == "done" else sums[account] + part // 10
                    rows.append(f"{begins};{whole},00;{order};tilaus;{order}")
                rows.append(f"{begins};{part},00;{voucher};maksettu;{ordered[account]}")
    file = ledger.look_at(
        actor=official, data="\r\n".join(rows).encode("latin-1"), file_name="kirjanpito-asukasbudjetti.csv"
    )
    ledger.take_in(actor=official, file=file)


def _evaluate(proposal: Proposal) -> None:
    """What residents said a year later; the texts are read at the desk."""
    for number, (answers, times) in enumerate(ANSWERS.items()):
        for time in range(times):
            Evaluation.objects.create(
                proposal=proposal,
                key=uuid5(NAMESPACE_URL, f"demo/{number}/{time}"),
                text=SAID if (number, time) == (0, 0) else "",
                **dict(zip(QUESTIONS, answers, strict=True)),
            )


def _words(day: dt.date) -> str:
    return f"{day.day}.{day.month}.{day.year}"
