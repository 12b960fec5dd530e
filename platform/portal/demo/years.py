"""The three budget years of the demo, dated from today, so that "in voting" is always in voting."""

import datetime as dt

from django.utils import timezone

from commons.audit import verb
from commons.places.models import Area
from commons.process.models import Cycle, Envelope, FundingSource, Phase, PhaseKind
from portal.demo import catalogue
from portal.demo.catalogue import Year
from portal.demo.ground import Ground

YEARS_FROM_NOW = {Year.FINISHED: -2, Year.VOTING: 0, Year.PROPOSING: 1}

K = PhaseKind
SPANS: dict[Year, dict[PhaseKind, tuple[int, int]]] = {
    Year.FINISHED: {
        K.ANNOUNCE: (-810, -800),
        K.PROPOSE: (-800, -755),
        K.REVIEW: (-770, -690),
        K.DELIBERATE: (-800, -619),
        K.VOTE: (-640, -619),
        K.COUNT: (-619, -600),
        K.COUNCIL: (-600, -560),
        K.CARRY_OUT: (-560, 180),
        K.REPORT: (180, 240),
    },
    Year.VOTING: {
        K.ANNOUNCE: (-170, -160),
        K.PROPOSE: (-160, -110),
        K.REVIEW: (-125, -30),
        K.DELIBERATE: (-160, 10),
        K.VOTE: (-11, 10),
        K.COUNT: (10, 25),
        K.COUNCIL: (25, 60),
        K.CARRY_OUT: (60, 700),
        K.REPORT: (700, 760),
    },
    Year.PROPOSING: {
        K.ANNOUNCE: (-40, -30),
        K.PROPOSE: (-30, 25),
        K.REVIEW: (-14, 75),
        K.DELIBERATE: (-30, 150),
        K.VOTE: (129, 150),
        K.COUNT: (150, 165),
        K.COUNCIL: (165, 200),
        K.CARRY_OUT: (200, 840),
        K.REPORT: (840, 900),
    },
}
"""Days from today: the phase opens as the first begins and closes as the second begins."""

SUMMARIES = {
    Year.FINISHED: (
        "Kuvalan ensimmäinen asukasbudjetti. Asukkaat ehdottivat ja äänestivät; nyt katsotaan, mitä syntyi.",
        "Kuvalas första invånarbudget. Invånarna föreslog och röstade; nu ser vi vad det blev.",
        "Kuvala's first residents' budget. Residents proposed and voted; now we follow what came of it.",
    ),
    Year.VOTING: (
        "Äänestys on käynnissä. Jokainen vähintään 12 vuotta täyttänyt kuvalalainen saa koodin kirjeessä.",
        "Omröstningen pågår. Varje Kuvalabo som har fyllt 12 år får en kod i ett brev.",
        "Voting is open. Everybody in Kuvala aged 12 or over gets a code in a letter.",
    ),
    Year.PROPOSING: (
        "Nyt kerätään ideoita. Yksi lause riittää alkuun, ja saat apua sen viimeistelyyn.",
        "Nu samlar vi idéer. En mening räcker till en början, och du får hjälp med resten.",
        "We are collecting ideas now. One sentence is enough to begin, and there is help with the rest.",
    ),
}


def midnight(days: int) -> dt.datetime:
    """The beginning of the day `days` from today, in the town's time."""
    day = timezone.localdate() + dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def moment(days: int, *, hour: int = 12, minute: int = 0) -> dt.datetime:
    """That time of the day `days` from today."""
    return midnight(days) + dt.timedelta(hours=hour, minutes=minute)


def begin(year: Year, ground: Ground) -> Cycle:
    """A published budget year with its pots. `pretend` and `set_clock` give its phases their dates."""
    number = timezone.localdate().year + YEARS_FROM_NOW[year]
    with verb("process.create_year", ground.people["koordinaattori"]):
        return _begin(year, number, ground)


def _begin(year: Year, number: int, ground: Ground) -> Cycle:
    summary = dict(zip(("summary_fi", "summary_sv", "summary_en"), SUMMARIES[year], strict=True))
    cycle = Cycle.objects.create(
        slug=f"{catalogue.TOWN}-{number}",
        name_fi=f"Kuvalan asukasbudjetti {number}",
        name_sv=f"Kuvala invånarbudget {number}",
        name_en=f"Kuvala residents’ budget {number}",
        area=ground.town,
        year=number,
        is_published=True,
        **summary,
    )
    for position, pot in enumerate(catalogue.pots(year)):
        _envelope(cycle, pot, ground.areas[pot.area], position)
    Phase.objects.bulk_create(
        Phase(cycle=cycle, kind=kind, opens_at=midnight(-1), closes_at=midnight(0)) for kind in SPANS[year]
    )
    return cycle


def pretend(cycle: Cycle, *kinds: PhaseKind) -> None:
    """Make it the time of `kinds`: these are open, those before are over, those after have yet to come."""
    with verb("process.plan_phases"):
        _pretend(cycle, kinds)


def _pretend(cycle: Cycle, kinds: tuple[PhaseKind, ...]) -> None:
    order = list(PhaseKind)
    first = min(order.index(kind) for kind in kinds)
    for phase in Phase.objects.filter(cycle=cycle):
        if phase.kind in kinds:
            phase.opens_at, phase.closes_at = midnight(-1), midnight(2)
        elif order.index(PhaseKind(phase.kind)) < first:
            phase.opens_at, phase.closes_at = midnight(-3), midnight(-2)
        else:
            phase.opens_at, phase.closes_at = midnight(3), midnight(4)
        phase.save()


def set_clock(cycle: Cycle, year: Year) -> None:
    """Give the phases their real dates."""
    with verb("process.plan_phases"):
        for kind, (opens, closes) in SPANS[year].items():
            Phase.objects.filter(cycle=cycle, kind=kind).update(
                opens_at=midnight(opens), closes_at=midnight(closes)
            )


def _envelope(cycle: Cycle, pot: catalogue.Pot, area: Area, position: int) -> None:
    envelope = Envelope.objects.create(
        cycle=cycle,
        slug=pot.slug,
        area=area,
        position=position,
        **{f"name_{language}": words for language, words in pot.name.items()},
    )
    for words, euros in pot.sources:
        FundingSource.objects.create(
            envelope=envelope, amount=euros, **{f"name_{language}": text for language, text in words.items()}
        )
