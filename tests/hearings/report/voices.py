"""Everything that stands in a report beside the notes: some of it told, some of it too small or never allowed."""

import datetime as dt
from uuid import uuid4

from django.utils import timezone

from commons.moderation.models import Moderation
from hearings.models import (
    DevelopmentProposal,
    Organisation,
    Plenary,
    Round,
    SmileyPress,
    SmileyQuestion,
    Source,
    Statement,
    StatementAnswer,
    Story,
    Theme,
)
from tests.factories.hearings import in_each
from tests.factories.plenary import PlenaryFactory
from tests.factories.synthesis import SynthesisCommentFactory, SynthesisFactory
from tests.hearings.conftest import Hall

QUOTED, WHOLE, OWN = "Kukaan ei soittanut.", "Odotimme kaksi vuotta.\n\nSitten soitto tuli.", "Kerron itse."
NEVER = ("Vain tiimille kerrottu.", "Ei näin, sanoi kertoja.", "Vielä vastaamatta.")


def add(hall: Hall, theme: Theme) -> None:
    """All of it; before answering begins."""
    survey(hall)
    smileys(hall)
    for number in range(6):
        asked = {"asked_at": timezone.now(), "answers": 7 if number == 0 else 3 if number == 1 else 0}
        Organisation.objects.create(
            hearing=hall.hearing, name=f"Yhdistys {number}", email=f"y{number}@example.org", **asked
        )
    for consent, public, is_published in (
        ("quote", QUOTED, True),
        ("anonymised", WHOLE, True),
        ("as_written", OWN, True),
        ("team", "", False),
        ("anonymised", NEVER[1], False),
        ("quote", NEVER[2], False),
    ):
        now = timezone.now()
        Story.objects.create(
            uuid=uuid4(),
            hearing=hall.hearing,
            service_area=hall.child,
            text=public if consent == "as_written" else f"{NEVER[0]} {public}",
            consent=consent,
            public_text=public,
            offered_at=now if public else None,
            published_at=now if is_published else None,
            receipt_hash=uuid4().hex,
        )
    made = SynthesisFactory(hearing=hall.hearing)
    SynthesisCommentFactory(
        synthesis=made, theme=theme, text="Yöt puuttuvat", moderation=Moderation.SHOWN, reply="Lisätty",
        has_changed=True, replied_at=timezone.now(),
    )  # fmt: skip
    SynthesisCommentFactory(synthesis=made, text="Odottaa lukijaa")
    votes(PlenaryFactory(hearing=hall.hearing, state="ended", held_at=timezone.now()), theme)


def survey(hall: Hall) -> None:
    """Twelve people answered one statement, three the other one."""
    for people in (12, 3):
        one = Statement.objects.create(
            hearing=hall.hearing,
            service_area=hall.elderly,
            source=Source.RESIDENTS,
            **in_each("text", f"Apua saa {people}"),
        )
        StatementAnswer.objects.bulk_create(
            StatementAnswer(statement=one, respondent=uuid4().hex, value=5 if number % 3 else 0)
            for number in range(people)
        )


def smileys(hall: Hall) -> None:
    """Seven presses on one day, six on another, two on a third, which is not told."""
    question = SmileyQuestion.objects.create(hearing=hall.hearing, position=1, **in_each("text", "Sujuiko"))
    today = timezone.localdate()
    SmileyPress.objects.bulk_create(
        SmileyPress(
            uuid=uuid4(), question=question, service_area=hall.elderly, value=4 if number % 2 else 1,
            day=today - dt.timedelta(days=days), tablet="t", slot=days * 100 + number,
        )
        for days, presses in ((1, 7), (2, 6), (3, 2))
        for number in range(presses)
    )  # fmt: skip


def votes(plenary: Plenary, theme: Theme) -> None:
    """Dots, stances on which opinions differ, and a vote of two, which is not told."""
    rows = [
        DevelopmentProposal.objects.create(theme=theme, title=title) for title in ("Yöbussi", "Lähihoitaja")
    ]
    keys = [str(row.pk) for row in rows]
    for kind, ballots, options in (
        ("dots", 9, {keys[0]: {"dots": 14, "givers": 8}, keys[1]: {"dots": 9, "givers": 5}}),
        ("stance", 9, {keys[0]: {"agree": 5, "disagree": 4, "unsure": 0}}),
        ("dots", 2, {}),
    ):
        Round.objects.create(
            plenary=plenary, theme=theme, kind=kind, options=[row.pk for row in rows], closed_at=timezone.now(),
            result={"ballots": ballots, "options": options},
        )  # fmt: skip
