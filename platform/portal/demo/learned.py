"""What the finished year taught, and what the two years after it made of that."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from commons.accounts.models import User
from commons.deliberation.models import CommentKind
from commons.process.domain import improvements, lessons
from commons.process.models import Cycle
from proposals.domain import lesson_talk

Texts = tuple[str, str, str]
"""In Finnish, Swedish and English."""

LESSONS: tuple[tuple[str, str, Texts, Texts, Texts], ...] = (
    (
        "communication",
        "/reports/{slug}/#people",
        (
            "Lupasimme, että kaikki yli 12-vuotiaat kuvalalaiset kuulevat äänestyksestä ajoissa.",
            "Vi lovade att alla Kuvalabor över 12 år får veta om omröstningen i tid.",
            "We promised that everybody in Kuvala over 12 would hear of the vote in time.",
        ),
        (
            "Kirjeet tulivat perille vasta kolmantena äänestyspäivänä, ja nuoret äänestivät selvästi muita harvemmin.",
            "Breven kom fram först på omröstningens tredje dag, och unga röstade klart mer sällan än andra.",
            "The letters arrived on the third day of the vote only, and young people voted much less than others.",
        ),
        (
            "Postitamme kirjeet viikkoa ennen äänestystä ja viemme äänestyksen jokaiseen yläkouluun.",
            "Vi postar breven en vecka före omröstningen och tar omröstningen till varje högstadium.",
            "We post the letters a week before the vote, and take the vote to every lower secondary school.",
        ),
    ),
    (
        "execution",
        "/funded/?cycle={slug}",
        (
            "Lupasimme, että kaikki hankkeet ovat valmiina vuodessa päätöksestä.",
            "Vi lovade att alla projekt är färdiga ett år efter beslutet.",
            "We promised that all projects would be ready a year after the decision.",
        ),
        (
            "Osa hankkeista myöhästyi, useimmin lupien takia, eikä viivästyksestä kerrottu heti.",
            "En del av projekten blev försenade, oftast på grund av tillstånd, och det berättades inte genast.",
            "Some projects were late, mostly because of permits, and it was not told at once.",
        ),
        (
            "Haemme luvat jo arvioinnin aikana ja kerromme viivästyksestä samalla viikolla.",
            "Vi söker tillstånden redan under granskningen och berättar om en försening samma vecka.",
            "We apply for permits during the review already, and tell of a delay in the same week.",
        ),
    ),
    (
        "review",
        "",
        (
            "Lupasimme, että jokainen ehdotus arvioidaan kuudessa viikossa.",
            "Vi lovade att varje förslag granskas på sex veckor.",
            "We promised that every proposal would be reviewed within six weeks.",
        ),
        (
            "Arviointi kesti keskimäärin yhdeksän viikkoa, koska kustannusarviot jäivät yhden ihmisen varaan.",
            "Granskningen tog i genomsnitt nio veckor, eftersom kostnadsberäkningarna hängde på en person.",
            "The review took nine weeks on average, because the estimates hung on one person.",
        ),
        (
            "Kustannusarvioita tekee kaksi yksikköä, ja jokaisella vaiheella on määräaika.",
            "Två enheter gör kostnadsberäkningar, och varje steg har en tidsfrist.",
            "Two units make the estimates, and each step has a deadline.",
        ),
    ),
)
FIRST_WORDS: Texts = (
    "Postitamme kirjeet aiemmin.",
    "Vi postar breven tidigare.",
    "We post the letters earlier.",
)
"""What the first lesson said at first; it was made clearer later, and both can be read."""

DONE, NOT_NOW = "done", "not_now"
SETTLED: tuple[tuple[str, Texts], ...] = (
    (
        DONE,
        (
            "Kirjeet lähtivät yhdeksän päivää ennen äänestystä, ja äänestysteltta kävi viidessä yläkoulussa.",
            "Breven gick i väg nio dagar före omröstningen, och rösttältet besökte fem högstadier.",
            "The letters went out nine days before the vote, and the voting tent came to five schools.",
        ),
    ),
    (
        DONE,
        (
            "Lupien tarve katsotaan nyt arvioinnin toisessa vaiheessa.",
            "Behovet av tillstånd granskas nu i granskningens andra steg.",
            "Which permits are needed is now looked at in the second step of the review.",
        ),
    ),
    (
        NOT_NOW,
        (
            "Toinen yksikkö saa kustannusten laskijan vasta ensi vuoden talousarviossa.",
            "Den andra enheten får en kostnadsberäknare först i nästa års budget.",
            "The second unit gets somebody who makes estimates in next year's budget only.",
        ),
    ),
)


SAID = (
    (
        "esko",
        CommentKind.IMPROVEMENT,
        "fi",
        "Ottakaa mukaan myös ammattikoulu: sieltä ei kukaan tuttuni saanut kirjettä ajoissa.",
        "Kiitos, lisäsimme ammattikoulun ensi vuoden kiertueelle.",
    ),
    (
        "saga",
        CommentKind.FOR,
        "sv",
        "Bra att ni säger rakt ut vad som inte gick som ni lovade.",
        "",
    ),
)
"""Who, what it is, in which language, the words, and what the town answered."""


def tell(finished: Cycle, voting: Cycle, proposing: Cycle, official: User) -> None:
    """Three lessons; the next year's checklist settled, the one after it a third done."""
    for place, (topic, link, promised, happened, change) in enumerate(LESSONS):
        words: dict[str, Any] = {
            "topic": topic,
            "link": link.format(slug=finished.slug),
            "promised": _by_language(promised),
            "happened": _by_language(happened),
        }
        change_first = FIRST_WORDS if place == 0 else change
        made = lessons.write(actor=official, cycle=finished, change=_by_language(change_first), **words)
        lessons.publish(actor=official, lesson=made)
        if place == 0:
            lessons.write(actor=official, cycle=finished, lesson=made, change=_by_language(change), **words)
    for cycle, settled in ((voting, SETTLED), (proposing, SETTLED[:1])):
        lines = improvements.bring_over(actor=official, cycle=cycle, source=finished)
        for line, (state, said) in zip(lines, settled, strict=False):
            improvements.settle(actor=official, improvement=line, state=state, words=_by_language(said))


def talk(finished: Cycle, people: Mapping[str, User]) -> None:
    """What residents say of the lessons, and the town's answer to one."""
    official = people["koordinaattori"]
    until = timezone.localdate() + dt.timedelta(days=21)
    opened = lesson_talk.open_until(actor=official, cycle=finished, until=until)
    for who, kind, language, text, answer in SAID:
        made = lesson_talk.say(actor=people[who], talk=opened, kind=kind, language=language, text=text)
        if answer:
            lesson_talk.say(
                actor=official, talk=opened, kind=kind, language=language, text=answer, reply_to=made,
                is_official=True,
            )  # fmt: skip


def _by_language(texts: Texts) -> dict[str, str]:
    return dict(zip(("fi", "sv", "en"), texts, strict=True))
