"""What the database refuses, whatever the program does."""

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Model

from commons.moderation.models import Moderation
from hearings.models import Contribution, Hearing, HearingState
from tests.factories.hearings import (
    AnswerFactory,
    ContributionFactory,
    EventFactory,
    HearingFactory,
    QuestionFactory,
    ServiceAreaFactory,
    ThemeFactory,
    open_hearing,
)
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db


def refused(act: object) -> None:
    """Running it breaks a rule of the database."""
    with pytest.raises(DatabaseError), transaction.atomic():
        act()  # type: ignore[operator]


def update(row: Model, **fields: object) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**fields)


@pytest.mark.parametrize("field", ["title_sv", "purpose_en", "privacy_fi"])
def test_a_hearing_cannot_open_with_a_text_missing_in_one_language(field: str) -> None:
    hearing = HearingFactory(**{field: "  "})
    refused(lambda: update(hearing, state=HearingState.OPEN))
    update(hearing, **{field: "Teksti"})
    update(hearing, state=HearingState.OPEN)


@pytest.mark.parametrize(
    ("part", "field"),
    [(ServiceAreaFactory, "name_sv"), (QuestionFactory, "text_en"), (EventFactory, "programme_fi")],
)
def test_nor_with_one_missing_in_its_parts(part: type, field: str) -> None:
    hearing = HearingFactory()
    row = part(hearing=hearing, **{field: ""})
    refused(lambda: update(hearing, state=HearingState.OPEN))
    update(hearing, languages=[language for language in ("fi", "sv", "en") if not field.endswith(language)])
    update(hearing, state=HearingState.OPEN)
    update(row, **{field: ""})


def test_an_open_hearing_keeps_its_texts(hall: Hall) -> None:
    refused(lambda: update(hall.hearing, title_sv=""))
    refused(lambda: update(hall.elderly, name_en=""))
    refused(lambda: QuestionFactory(hearing=hall.hearing, text_sv=""))


def test_a_hearing_with_an_unanswered_theme_cannot_be_archived(hall: Hall) -> None:
    answered, unanswered = ThemeFactory(hearing=hall.hearing), ThemeFactory(hearing=hall.hearing)
    AnswerFactory(theme=answered)
    update(hall.hearing, state=HearingState.CLOSED)
    update(hall.hearing, state=HearingState.ANSWERING)
    refused(lambda: update(hall.hearing, state=HearingState.ARCHIVED))
    AnswerFactory(theme=unanswered)
    update(hall.hearing, state=HearingState.ARCHIVED)


@pytest.mark.parametrize("state", [HearingState.PREPARING, HearingState.ANSWERING, HearingState.ARCHIVED])
def test_states_follow_each_other(state: HearingState) -> None:
    hearing = open_hearing()
    refused(lambda: update(hearing, state=state))


def test_a_note_is_never_deleted_nor_rewritten(hall: Hall) -> None:
    note = ContributionFactory(hearing=hall.hearing)
    refused(note.delete)
    refused(lambda: update(note, text="Muuta"))
    refused(lambda: update(note, text="Muuta", is_redacted=True))
    refused(lambda: update(note, question=hall.works_not))
    refused(lambda: update(note, channel="web"))
    refused(lambda: update(note, receipt_hash="0" * 64))
    assert Contribution.objects.get().text == note.text


def test_hidden_has_a_reason_and_shown_has_none(hall: Hall) -> None:
    note = ContributionFactory(hearing=hall.hearing)
    refused(lambda: update(note, moderation=Moderation.HIDDEN))
    refused(lambda: update(note, hidden_reason="insult"))
    refused(lambda: update(note, moderation=Moderation.HIDDEN, hidden_reason="taste"))
    update(note, moderation=Moderation.HIDDEN, hidden_reason="insult")


def test_notes_themes_and_parts_belong_to_one_hearing(hall: Hall) -> None:
    other = open_hearing()
    note = ContributionFactory(hearing=hall.hearing)
    refused(lambda: ContributionFactory(hearing=hall.hearing, question=other.questions.first()))
    refused(lambda: ContributionFactory(hearing=hall.hearing, service_area=other.service_areas.first()))
    refused(lambda: update(note, theme=ThemeFactory(hearing=other)))


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "will_change", "by_date": None},
        {"kind": "will_not", "by_date": "2026-12-01"},
        {"kind": "maybe"},
        {"text_fi": "", "text_sv": "", "text_en": ""},
    ],
)
def test_an_answer_has_words_and_a_date_only_for_what_will_change(hall: Hall, fields: dict[str, str]) -> None:
    theme = ThemeFactory(hearing=hall.hearing)
    refused(lambda: AnswerFactory(theme=theme, **fields))


def test_the_same_uuid_or_receipt_is_stored_once(hall: Hall) -> None:
    note = ContributionFactory(hearing=hall.hearing)
    refused(lambda: ContributionFactory(hearing=hall.hearing, uuid=note.uuid, receipt_hash="1" * 64))
    refused(lambda: ContributionFactory(hearing=hall.hearing, receipt_hash=note.receipt_hash))


def test_periods_and_languages_are_sound() -> None:
    hearing = HearingFactory()
    refused(lambda: update(hearing, closes_at=hearing.opens_at))
    refused(lambda: update(hearing, languages=[]))
    refused(lambda: update(hearing, languages=["de"]))
    assert Hearing.objects.get().state == HearingState.PREPARING
