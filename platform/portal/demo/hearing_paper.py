"""Cards of the open hearing: printed, given out, some keyed and checked, a pile half done; organisations that were
asked, and a walk that is planned."""

from uuid import UUID, uuid5

from commons.accounts.models import User
from hearings.domain.paper import cards, codes, keying
from hearings.domain.rounds import lists, organisations
from hearings.domain.walks import steering
from hearings.models import CardRun, CardState, Hearing, Mailing, Organisation

SPACE = UUID("7f0c1c1e-0000-4000-8000-0000000000ab")

ORGANISATIONS = """
Kuvalan eläkkeensaajat; toimisto@elakkeensaajat.example; fi
Kuvala svenska pensionärer; kansli@pensionarer.example; sv
Vammaisneuvosto; neuvosto@vammaiset.example; fi
Perhekahvila Pikku; kahvila@pikku.example; fi
Folkhälsan i Kuvala; info@folkhalsan.example; sv
Newcomers in Kuvala; hello@newcomers.example; en
"""

KEYED = (
    ("Kotihoidossa käy aina sama hoitaja, se on hyvä.", "fi"),
    ("Ajan saa vasta kuuden viikon päähän.", "fi"),
    ("Bra att man får svar på svenska.", "sv"),
    ("Lomakkeet ovat liian vaikeita.", "fi"),
    ("Kirjaston neuvontapiste auttoi heti.", "fi"),
    ("Puhelimeen vastataan vain aamulla.", "fi"),
)
CHECKED = 4
ANSWERS = (12, 6, 3, 0, 8, 0)


def tell(hearing: Hearing, coordinator: User, scribe: User) -> None:
    """Two runs and a pile: four papers checked (one corrected), two waiting; and six organisations, one not asked."""
    works_not = hearing.questions.filter(polarity="works_not").get()
    area, event = hearing.service_areas.first(), hearing.events.first()
    run = cards.make_run(
        actor=coordinator,
        hearing=hearing,
        kind="sticky",
        count=40,
        question=works_not,
        service_area=area,
        event=event,
    )
    postcards = cards.make_run(actor=coordinator, hearing=hearing, kind="postcard", count=60)
    for state, first, last in (
        (CardState.GIVEN, run.first, run.first + 29),
        (CardState.SPOILT, run.last, run.last),
    ):
        cards.set_aside(actor=scribe, hearing=hearing, state=state, first=first, last=last)
    pile = keying.start_pile(
        actor=scribe, hearing=hearing, name="Kirjaston laatikko", kind="sticky", event=event, expected=24
    )
    for place, (text, language) in enumerate(KEYED):
        uuid = uuid5(SPACE, f"paper/{place}")
        sheet = keying.Sheet(uuid=uuid, card=codes.code_of(run.first + place), text=text, language=language)
        made = keying.key(actor=scribe, pile=pile, sheet=sheet)
        if place < CHECKED:
            right = text if place else text.replace("hyvä.", "hyvä asia.")
            keying.check(actor=coordinator, keying=made, sheet=keying.Sheet(uuid, right, language=language))
    _postcard(hearing, postcards, scribe)
    if event is not None:
        steering.prepare(
            actor=coordinator,
            event=event,
            groups=4,
            rounds=4,
            first_minutes=5,
            later_minutes=7,
            move_minutes=1,
        )
    _organisations(hearing, coordinator)


def _postcard(hearing: Hearing, run: CardRun, scribe: User) -> None:
    """A postcard that waits for its check, with what its writer ticked about herself."""
    pile = keying.start_pile(actor=scribe, hearing=hearing, name="Postilaatikko", kind="postcard", expected=8)
    sheet = keying.Sheet(
        uuid=uuid5(SPACE, "postcard"),
        card=codes.code_of(run.first),
        text="Lähihoitaja soitti heti takaisin. Kiitos!",
        question=hearing.questions.get(polarity="works").pk,
        service_area=hearing.service_areas.all()[0].pk,
        background={"age_band": "65-79", "gender": "woman", "home_town": hearing.home_towns[0]},
    )
    keying.key(actor=scribe, pile=pile, sheet=sheet)


def _organisations(hearing: Hearing, coordinator: User) -> None:
    """All but the last have been asked, as if the mails had left days ago."""
    wanted = lists.read(ORGANISATIONS, languages=hearing.languages, known=()).good
    organisations.add(actor=coordinator, hearing=hearing, wanted=wanted[:-1])
    organisations.ask(actor=coordinator, hearing=hearing, card_count=20)
    organisations.add(actor=coordinator, hearing=hearing, wanted=wanted[-1:])
    when = hearing.opens_at
    Mailing.objects.filter(organisation__hearing=hearing).update(sent_at=when)
    for one, answers in zip(
        Organisation.objects.filter(hearing=hearing).order_by("pk"), ANSWERS, strict=True
    ):
        Organisation.objects.filter(pk=one.pk).update(
            answers=answers,
            asked_at=when if one.asked_at else None,
            opened_at=when if answers else None,
        )
