"""The demo town's other voices: stories told in confidence."""

from collections.abc import Mapping
from uuid import UUID, uuid5

from commons.accounts.permissions import operator
from hearings.domain import stories, story_desk
from hearings.domain.notes import Writer
from hearings.domain.receipts import STORY, receipt_of
from hearings.models import Consent, Hearing, ServiceArea, Story

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
