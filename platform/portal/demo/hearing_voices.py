"""The demo town's other voices: stories told in confidence, statements, smileys."""

import datetime as dt
import random
from collections.abc import Mapping
from uuid import UUID, uuid5

from commons.accounts.permissions import operator
from hearings.domain import statements, stories, story_desk
from hearings.domain.notes import Writer
from hearings.domain.receipts import STORY, receipt_of
from hearings.models import Consent, Hearing, ServiceArea, SmileyPress, Source, StatementAnswer, Story

LANGUAGES = ("fi", "sv", "en")

STORIES = (
    (
        "elderly",
        "fi",
        Consent.ANONYMISED,
        "Äitini sairastui keväällä. Ensimmäiset kolme viikkoa kävin hänen luonaan ennen töitä ja töiden jälkeen, koska "
        "kotihoidon alku siirtyi kahdesti. Kun apu viimein tuli, se oli hyvää: sama hoitaja neljä kertaa viikossa.\n\n"
        "En toivo muuta kuin että joku olisi soittanut ja kertonut, missä mennään. Odottaminen tiedotta oli raskainta.",
        "Läheiseni sairastui, ja kotihoidon alku siirtyi kahdesti. Kun apu tuli, se oli hyvää: sama hoitaja. "
        "Raskainta oli odottaa ilman tietoa siitä, missä mennään.",
    ),
    (
        "health",
        "sv",
        Consent.AS_WRITTEN,
        "Jag ringde klockan åtta och blev uppringd klockan nio. Sköterskan lyssnade. Så här borde det alltid vara.",
        "Jag ringde klockan åtta och blev uppringd klockan nio. Sköterskan lyssnade. Så här borde det alltid vara.",
    ),
    (
        "disability",
        "fi",
        Consent.QUOTE,
        "Kuljetuspalvelun hakemus palautui kolme kertaa, aina eri syystä. Neljännellä kerralla sosiaalityöntekijä "
        "istui viereen ja täytimme sen yhdessä. Puoli tuntia, ja asia oli selvä.",
        "”Neljännellä kerralla täytimme hakemuksen yhdessä. Puoli tuntia, ja asia oli selvä.”",
    ),
    ("family", "fi", Consent.TEAM, "Tämän haluan sanoa vain teille: kiitos perhetyölle viime talvesta.", ""),
)
"""Service, language, permission, what was told, and the version for others."""


SMILEYS = (
    ("Miten sinut otettiin vastaan?", "Hur blev du bemött?", "How were you received?"),
    ("Miten sait apua asiaasi?", "Hur fick du hjälp med ditt ärende?", "How were you helped?"),
    ("Miten odottaminen sujui?", "Hur gick väntandet?", "How did the waiting go?"),
)
STATEMENTS = (
    (
        "elderly",
        Source.RESIDENTS,
        (
            "Kotihoidossa käy tuttu hoitaja.",
            "I hemvården kommer en bekant vårdare.",
            "A carer I know comes to my home.",
        ),
        (28, 26, 12, 18, 10, 6),
    ),
    (
        "elderly",
        Source.PROFESSIONALS,
        (
            "Tieto siirtyy hyvin sairaalan ja kotihoidon välillä.",
            "Information går bra mellan sjukhuset och hemvården.",
            "Information passes well between hospital and home care.",
        ),
        (34, 22, 12, 10, 4, 18),
    ),
    (
        "health",
        Source.RESIDENTS,
        (
            "Saan yhteyden terveysasemaan samana päivänä.",
            "Jag får kontakt samma dag.",
            "I reach the health centre on the same day.",
        ),
        (18, 20, 10, 28, 20, 4),
    ),
    (
        "health",
        Source.PROFESSIONALS,
        (
            "Asiakas ohjataan kerralla oikealle ammattilaiselle.",
            "Klienten hänvisas genast till rätt person.",
            "Clients are sent to the right professional at once.",
        ),
        (12, 22, 18, 26, 14, 8),
    ),
    (
        "family",
        Source.PROFESSIONALS,
        ("Perheet saavat apua ajoissa.", "Familjer får hjälp i tid.", "Families get help in time."),
        (22, 24, 14, 16, 8, 16),
    ),
    (
        "disability",
        Source.RESIDENTS,
        (
            "Hakemukseni käsitellään ymmärrettävästi.",
            "Min ansökan behandlas begripligt.",
            "My application is handled clearly.",
        ),
        (24, 26, 14, 18, 12, 6),
    ),
)
"""Service, source, text in three languages, and how people lean: disagree … agree, cannot say."""


def tell_stories(hearing: Hearing, areas: Mapping[str, ServiceArea], space: UUID) -> None:
    """Four stories; where a version was written its teller said yes, and it is published."""
    writer = Writer(network="demo")
    for place, (area, language, consent, text, version) in enumerate(STORIES):
        uuid = uuid5(space, f"story/{hearing.slug}/{place}")
        stories.tell(
            actor=writer,
            hearing=hearing,
            telling=stories.Telling(uuid, text, str(consent), areas[area].pk, language),
        )
        story = Story.objects.get(uuid=uuid)
        if version:
            story_desk.offer(actor=operator(), story=story, text=version)
            stories.judge(actor=writer, receipt=receipt_of(uuid, kind=STORY), accepted=True)
            story_desk.publish(actor=operator(), story=story)


def tell_statements(hearing: Hearing, areas: Mapping[str, ServiceArea]) -> None:
    """The statements, while the hearing is prepared."""
    for area, source, texts, _lean in STATEMENTS:
        statements.add_statement(
            actor=operator(),
            hearing=hearing,
            service_area=areas[area].pk,
            source=source,
            words={f"text_{language}": text for language, text in zip(LANGUAGES, texts, strict=True)},
        )
    for position, texts in enumerate(SMILEYS, start=1):
        words = {f"text_{language}": text for language, text in zip(LANGUAGES, texts, strict=True)}
        statements.ask_by_smileys(actor=operator(), hearing=hearing, position=position, words=words)


def answer_statements(hearing: Hearing, people: int, last: dt.date) -> None:
    """Answers of many devices, let into the public numbers but for a few; and three days of smileys, up to `last`."""
    rng = random.Random(f"voices/{hearing.slug}")  # noqa: S311 (nothing secret)
    answers = []
    for statement, (_area, _source, _texts, lean) in zip(
        hearing.statements.order_by("position"), STATEMENTS, strict=True
    ):
        for place in range(people - rng.randrange(people // 4)):
            value = rng.choices((1, 2, 3, 4, 5, 0), weights=lean)[0]
            shown = None if place < 12 else value
            answers.append(
                StatementAnswer(
                    id=UUID(int=rng.getrandbits(128), version=4),
                    statement=statement,
                    respondent=f"demo {place}",
                    value=value,
                    shown=shown,
                    waits=shown is None,
                )
            )
    StatementAnswer.objects.bulk_create(answers, batch_size=2000)
    SmileyPress.objects.bulk_create(_presses(hearing, rng, last), batch_size=2000)


def _presses(hearing: Hearing, rng: random.Random, last: dt.date) -> list[SmileyPress]:
    """Presses of three finished days at two services; one day has too few to be told."""
    found: list[SmileyPress] = []
    areas = list(hearing.service_areas.all())[:2]
    for ago in (1, 2, 3):
        for area in areas:
            for question in hearing.smiley_questions.all():
                number = 3 if (ago, area) == (2, areas[1]) else rng.randrange(9, 40)
                found += [
                    SmileyPress(
                        uuid=UUID(int=rng.getrandbits(128), version=4),
                        question=question,
                        service_area=area,
                        value=rng.choices((1, 2, 3, 4), weights=(8, 14, 40, 38))[0],
                        day=last - dt.timedelta(days=ago - 1),
                        tablet=f"demo {area.pk}",
                        slot=ago * 10_000 + place,
                    )
                    for place in range(number)
                ]
    return found
