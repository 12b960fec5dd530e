"""The demo town's hearings: one of five towns that is finished and answered, and one that is open now.

Everything is drawn by lot from fixed seeds, so that it is the same every time; notes are stored in bulk.
"""

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid5

from commons.accounts.models import Service, User
from commons.accounts.permissions import operator
from commons.moderation.models import Moderation, Reason
from commons.moderation.screening import screen, stored
from hearings.domain import answers, appeals, bridge, course, flags, missing, moderation, parts, setup, themes
from hearings.domain.notes import Writer
from hearings.domain.receipts import hash_of, receipt_of
from hearings.domain.report import publishing
from hearings.models import (
    AgeBand,
    Answer,
    Background,
    Channel,
    Contribution,
    DevelopmentProposal,
    Event,
    Hearing,
    HearingState,
    Plenary,
    Question,
    ServiceArea,
    Theme,
)
from portal.demo import hearing_paper, hearing_plenary, hearing_voices, years
from portal.demo.ground import Ground
from portal.demo.hearing_ground import AREAS, BEGINNINGS, DISTRICTS, ENDINGS, OTHERS, PLACES, TOWNS
from portal.demo.hearing_words import TOPICS, Said, Topic
from proposals.models import Proposal, State

NOTES = 2000
NOTES_NOW = 60
SPACE = UUID("7f0c1c1e-0000-4000-8000-0000000000aa")
LANGUAGES = ("fi", "sv", "en")
PRIVACY = (
    "Viestiin ei tarvita nimeä eikä tunnusta. Se luetaan ennen kuin se näytetään. Taustatiedot säilytetään erillään.",
    "Ditt meddelande behöver inget namn. Det läses innan det visas. Bakgrundsuppgifter förvaras för sig.",
    "A note needs no name and no account. It is read before it is shown. What you tell of yourself is kept apart.",
)
PROGRAMME = (
    "Kahvit ja alkusanat\nKävely palvelujen seinien luona\nYhteinen loppukeskustelu",
    "Kaffe och inledning\nVandring längs tjänsternas väggar\nGemensam avslutning",
    "Coffee and opening words\nA walk along the walls of the services\nClosing talk together",
)
CHANNELS = (
    *(Channel.PHONE,) * 9, *(Channel.STICKY,) * 5, *(Channel.POSTCARD,) * 3, *(Channel.SCRIBE,) * 2, Channel.WEB,
    Channel.ORGANISATION, Channel.TABLET,
)  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """A hearing with its parts, ready for notes."""

    hearing: Hearing
    areas: Mapping[str, ServiceArea]
    questions: Mapping[str, Question]
    events: list[Event]


def words(name: str, texts: tuple[str, str, str]) -> dict[str, str]:
    """`name_fi` … of the three texts."""
    return {f"{name}_{language}": text for language, text in zip(LANGUAGES, texts, strict=True)}


def tell(ground: Ground) -> None:
    """Both hearings."""
    held = _finished(ground)
    _open_now(ground, held)


def _stage(ground: Ground, slug: str, fields: dict[str, object], days: list[int]) -> Stage:
    actor = operator()
    hearing = setup.create(
        actor=actor,
        area=ground.town,
        slug=slug,
        fields={
            "languages": list(LANGUAGES),
            "hosts": "Kuvalan hyvinvointialue, Kuvalan kaupunki, järjestöt",
            "home_towns": list(TOWNS),
            "opens_at": years.midnight(-3),
            "closes_at": years.midnight(18),
            **words("privacy", PRIVACY),
            **fields,
        },
    )
    services = {service.slug: service for service in Service.objects.all()}
    areas = {
        key: setup.add_service_area(
            actor=actor,
            hearing=hearing,
            names=dict(zip(LANGUAGES, names, strict=True)),
            service=services.get("hyvinvointi") if key == "family" else None,
            is_sensitive=sensitive,
        )
        for key, (names, sensitive) in AREAS.items()
    }
    events = [
        setup.add_event(
            actor=actor,
            hearing=hearing,
            fields={
                "town": town,
                "place": place,
                "starts_at": years.moment(day, hour=12),
                "ends_at": years.moment(day, hour=19),
                "host": "Hyvinvointialueen osallisuustiimi",
                **words("programme", PROGRAMME),
            },
        )
        for town, place, day in zip(TOWNS, PLACES, days, strict=False)
    ]
    questions = {question.polarity: question for question in hearing.questions.all()}
    for name, lead in (
        ("Kuvalan hyvinvointialue", True),
        ("Kuvalan kaupunki", False),
        ("Kuvalan järjestöt ry", False),
    ):
        parts.add_organiser(actor=actor, hearing=hearing, name=name, is_lead=lead)
    hearing_voices.tell_statements(hearing, areas)
    hearing = course.move(actor=actor, hearing=hearing, state=HearingState.OPEN)
    return Stage(hearing, areas, questions, events)


def _finished(ground: Ground) -> Plenary:
    fields = {
        **words("title", ("Asukkaiden marraskuu", "Invånarnas november", "Residents’ November")),
        **words(
            "purpose",
            (
                "Kysyimme viidellä paikkakunnalla, mikä palveluissa toimii, mikä ei ja mitä pitäisi tehdä. Jokaiseen "
                "teemaan annettiin vastaus.",
                "Vi frågade på fem orter vad som fungerar i tjänsterna, vad som inte fungerar och vad som borde göras. "
                "Varje tema fick ett svar.",
                "We asked in five towns what works in the services, what does not, and what should be done. Every "
                "theme was answered.",
            ),
        ),
        "answers_due": years.midnight(-250).date(),
    }
    stage = _stage(ground, "asukkaiden-marraskuu", fields, [-388, -386, -382, -379, -375])
    made = _themes(stage)
    _store(stage, NOTES, "finished", made, years.midnight(-390), 24)
    _backgrounds(stage, 620)
    _answered(stage, made)
    _later(made[TOPICS[1].title[0]], ground.people["koordinaattori"])
    hearing_voices.answer_statements(stage.hearing, 240, years.midnight(-364).date())
    rows = [made[topic.title[0]] for topic in TOPICS]
    hearing_plenary.commented(stage.hearing, rows)
    held = hearing_plenary.closed(stage.hearing, stage.events[0], rows, ground.people)
    actor, hearing = operator(), stage.hearing
    for state in (HearingState.CLOSED, HearingState.ANSWERING, HearingState.ARCHIVED):
        hearing = course.move(actor=actor, hearing=hearing, state=state)
    publishing.publish(actor=actor, hearing=hearing)
    Hearing.objects.filter(pk=hearing.pk).update(
        opens_at=years.midnight(-392), closes_at=years.midnight(-362), created_at=years.midnight(-420)
    )
    return held


def _open_now(ground: Ground, held: Plenary) -> None:
    fields = {
        **words(
            "title",
            ("Miltä palvelut tuntuvat nyt?", "Hur känns tjänsterna nu?", "How do the services feel now?"),
        ),
        **words(
            "purpose",
            (
                "Hyvinvointialue tekee ensi vuoden suunnitelmaa. Kerro, mikä toimii, mikä ei ja mitä pitäisi tehdä. "
                "Jokaiseen teemaan vastataan.",
                "Välfärdsområdet gör nästa års plan. Berätta vad som fungerar, vad som inte gör det och vad som borde "
                "göras. Varje tema får ett svar.",
                "The wellbeing county makes its plan for next year. Tell what works, what does not, and what should "
                "be done. Every theme is answered.",
            ),
        ),
        "answers_due": years.midnight(70).date(),
        "home_towns": list(DISTRICTS),
    }
    stage = _stage(ground, "palvelut-nyt", fields, [0, 2, 6, 9, 13])
    _store(stage, NOTES_NOW, "now", {}, years.midnight(-3), 3)
    _backgrounds(stage, 160, DISTRICTS, seed="now", ages=(2, 12, 30, 34, 8, 2, 6))
    missing.look_again()
    _hide_two(stage.hearing)
    hearing_plenary.going_on(stage.hearing, stage.events[0], (TOPICS[0], TOPICS[2], TOPICS[6]), held)
    _report_two(stage.hearing)
    hearing_voices.tell_stories(stage.hearing, stage.areas, SPACE)
    hearing_paper.tell(stage.hearing, ground.people["koordinaattori"], ground.people["kirjuri"])
    hearing_voices.answer_statements(stage.hearing, 60, years.midnight(-1).date())


def _hide_two(hearing: Hearing) -> None:
    """Two notes are hidden; the writer of one asks to have it looked at again."""
    shown = Contribution.objects.filter(hearing=hearing, moderation=Moderation.SHOWN).order_by("pk")
    first, second = shown[:2]
    moderation.hide(actor=operator(), note=first, reason=Reason.REPEATED)
    moderation.hide(actor=operator(), note=second, reason=Reason.OTHER_MATTER)
    appeals.appeal(
        actor=Writer(network="demo"),
        receipt=receipt_of(second.uuid),
        text="Tämä koskee juuri sitä, mitä kysyttiin. Katsokaa uudelleen.",
    )


def _report_two(hearing: Hearing) -> None:
    """Two shown notes are reported by readers; one of them by two."""
    shown = list(Contribution.objects.filter(hearing=hearing, moderation=Moderation.SHOWN).order_by("pk")[:2])
    for place, (note, reason) in enumerate(
        ((shown[0], Reason.PERSON), (shown[0], Reason.INSULT), (shown[1], Reason.UNREADABLE))
    ):
        flags.flag(
            actor=Writer(device=f"demo {place}", network="demo"),
            hearing=hearing,
            kind="note",
            pk=note.pk,
            reason=reason,
            uuid=uuid5(SPACE, f"flag/{place}"),
        )


def _later(theme: Theme, actor: User) -> None:
    """What was told after an answer: the promise was kept."""
    answers.follow_up(
        actor=actor,
        theme=theme,
        date=years.midnight(-90).date(),
        words={
            **words("title", ("Kerhokyytiä käyttää jo 140 ihmistä", "Klubbskjutsen har redan 140 resenärer",
                              "140 people use the lift to the clubs")),
            **words("text", (
                "Kyyti on kulkenut keväästä asti joka keskiviikko. Reittiä jatkettiin Sinijoelle pyynnöstä.",
                "Skjutsen har gått varje onsdag sedan våren. Rutten förlängdes till Sinijoki på begäran.",
                "The lift has run every Wednesday since spring. The route was extended to Sinijoki on request.",
            )),
        },
        key=uuid5(SPACE, "later"),
    )  # fmt: skip


def _themes(stage: Stage) -> dict[str, Theme]:
    actor = operator()
    return {
        topic.title[0]: themes.create(
            actor=actor,
            hearing=stage.hearing,
            words={**words("title", topic.title), **words("summary", topic.summary)},
        )
        for topic in TOPICS
    }


def _store(
    stage: Stage, number: int, seed: str, made: Mapping[str, Theme], first: dt.datetime, days: int
) -> None:
    rng = random.Random(f"hearing/{seed}")  # noqa: S311 (nothing secret)
    rows = [_note(stage, rng, seed, place, made) for place in range(number)]
    times = sorted(first + dt.timedelta(days=rng.random() * days) for _row in rows)
    for row, when in zip(rows, times, strict=True):
        row.received_at = when
        row.moderated_at = when + dt.timedelta(minutes=4) if row.moderation != Moderation.HELD else None
    Contribution.objects.bulk_create(rows, batch_size=500)


def _note(stage: Stage, rng: random.Random, seed: str, place: int, made: Mapping[str, Theme]) -> Contribution:
    topic = rng.choice(TOPICS)
    polarity = rng.choices(("works", "works_not", "idea"), weights=(30, 48, 22))[0]
    language, text = _sentence(rng, topic, polarity)
    uuid = uuid5(SPACE, f"{seed}/{place}")
    marks = screen(text)
    state, reason = Moderation.SHOWN, ""
    if not made:
        state = Moderation.HELD if place % 3 == 0 or marks else Moderation.SHOWN
    elif rng.random() < 0.012:
        state, reason = Moderation.HIDDEN, rng.choice((Reason.INSULT, Reason.PERSON, Reason.OTHER_MATTER))
    return Contribution(
        uuid=uuid,
        hearing=stage.hearing,
        question=stage.questions[polarity],
        service_area=stage.areas[topic.area],
        event=rng.choice(stage.events) if made else stage.events[0],
        channel=rng.choice(CHANNELS) if made else Channel.PHONE,
        language=language,
        text=text,
        marks=stored(marks),
        moderation=state,
        hidden_reason=reason,
        receipt_hash=hash_of(receipt_of(uuid)),
        theme=made.get(topic.title[0]) if rng.random() < 0.97 else None,
    )


def _sentence(rng: random.Random, topic: Topic, polarity: str) -> tuple[str, str]:
    """A language and what was said in it."""
    if rng.random() < 0.01:
        return rng.choice(OTHERS)
    said: Said = {"works": topic.works, "works_not": topic.works_not, "idea": topic.idea}[polarity]
    language = rng.choices(LANGUAGES, weights=(80, 14, 6))[0]
    core = rng.choice(said[language])
    beginning = rng.choice(BEGINNINGS[language])
    if beginning and not beginning.endswith(": "):
        core = core[0].lower() + core[1:]
    return language, beginning + core + rng.choice(ENDINGS[language])


def _backgrounds(
    stage: Stage,
    people: int,
    towns: tuple[str, ...] = TOWNS,
    *,
    seed: str = "background",
    ages: tuple[int, ...] = (3, 9, 15, 25, 30, 12, 6),
) -> None:
    """`ages`: how many of each age band come, the last of no answer."""
    rng = random.Random(f"hearing/{seed}")  # noqa: S311
    rows: list[Background] = []
    for place, age in enumerate(rng.choices([*AgeBand.values, ""], weights=ages, k=people)):
        gender = rng.choices(("woman", "man", "other", ""), weights=(58, 34, 1, 7))[0]
        town = rng.choices((*towns, ""), weights=(40, 20, 14, 9, 8, 9))[0]
        rows += [
            Background(
                id=UUID(int=rng.getrandbits(128), version=4),
                service_area=area,
                respondent=hash_of(f"demo {seed} {place}"),
                age_band=age,
                gender=gender,
                home_town=town,
            )
            for area in rng.sample(list(stage.areas.values()), k=rng.choice((1, 1, 1, 2)))
        ]
    Background.objects.bulk_create(rows)


def _answered(stage: Stage, made: Mapping[str, Theme]) -> None:
    actor = operator()
    who = "Palvelujohtaja Aulikki Vastaava"
    for place, topic in enumerate(TOPICS):
        theme = made[topic.title[0]]
        answers.promise(
            actor=actor, theme=theme, responsible=who, due=years.midnight(-250).date(), level=topic.level
        )
        for title in topic.developments:
            bridge.develop(actor=actor, theme=theme, title=title)
        kind, ahead, texts = topic.answer
        answers.answer(
            actor=actor,
            theme=theme,
            kind=kind,
            words=words("text", texts),
            answered_by=who,
            by_date=years.midnight(ahead).date() if kind == "will_change" else None,
        )
        Answer.objects.filter(theme=theme).update(answered_at=years.moment(-280 + place))
    _bridge(made[TOPICS[1].title[0]])


def _bridge(theme: Theme) -> None:
    """One theme's development proposal stands on this year's ballot: the benches, or what there is."""
    on_ballot = Proposal.objects.filter(state=State.ON_BALLOT).order_by("pk")
    found = on_ballot.filter(title__icontains="penk").first() or on_ballot.first()
    if found is not None:
        DevelopmentProposal.objects.create(
            theme=theme, title=found.title, text=found.what[:500], language=found.language, proposal=found
        )
