"""My story: told in confidence, in its teller's hands, published only as far as was allowed and seen."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from commons.accounts.models import Role, Service, User
from commons.accounts.permissions import Actor
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from hearings.domain import stories, story_desk, wall
from hearings.domain.errors import MistypedReceipt, NotOpen, OwnService
from hearings.domain.notes import Writer
from hearings.domain.stories import Telling
from hearings.domain.voice_errors import ConsentRaised, NoConsent, NothingOffered, TellerIsAsked, UnknownStory
from hearings.models import Consent, Contribution, Hearing, Story, StoryContact, StoryReading
from tests.factories.accounts import RoleAssignmentFactory, official
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db

TEXT = "Äitini odotti hoitopaikkaa kaksi vuotta. Kukaan ei soittanut."


def told(hall: Hall, writer: Writer, **more: Any) -> tuple[str, Story]:
    """A story's receipt, and the story."""
    telling = Telling(**({"uuid": uuid4(), "text": TEXT, "consent": Consent.ANONYMISED} | more))
    got = stories.tell(actor=writer, hearing=hall.hearing, telling=telling)
    return got.receipt, stories.story_of(got.receipt)


def test_a_story_is_stored_apart_and_stays_with_the_team(hall: Hall, writer: Writer) -> None:
    receipt, story = told(hall, writer, consent="team", address="kertoja@example.fi")

    assert (story.text, story.consent, story.public_text, len(receipt)) == (TEXT, "team", "", 10)
    assert not Contribution.objects.exists()
    assert wall.wall_of(hall.hearing) == {"notes": {}, "received": 0}
    assert list(stories.published(hall.hearing)) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM hearings_story s")
        row = cursor.fetchone()[0]
    assert "kertoja@example.fi" not in row
    assert writer.device not in row
    assert receipt not in row


def test_sent_twice_it_is_one_and_with_more_words_nothing_is_lost(hall: Hall, writer: Writer) -> None:
    one = uuid4()
    first, _story = told(hall, writer, uuid=one)
    again, _story = told(hall, writer, uuid=one)
    longer, story = told(hall, writer, uuid=one, text=TEXT + " Ja sitten.")
    longer_again, _story = told(hall, writer, uuid=one, text=TEXT + " Ja sitten.")

    assert first == again
    assert (longer == longer_again, longer != first, Story.objects.count()) == (True, True, 2)
    assert story.text == TEXT + " Ja sitten."


@pytest.mark.parametrize(
    "text",
    [
        "ä" * 10_000,
        "sana " * 9_999,
        "😀👩🏽‍⚕️",
        "قصة طويلة عن أمي",
        "<script>alert(1)</script>",
        "{{ 7*7 }}\n\nrivi",
    ],
)
def test_whatever_is_told_is_kept_word_by_word(hall: Hall, writer: Writer, text: str) -> None:
    _receipt, story = told(hall, writer, text=text)

    assert story.text == text.strip()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": " \x00"}, "text"),
        ({"text": "ä" * 50_001}, "text"),
        ({"consent": "all"}, "consent"),
        ({"service_area": 2**70}, "service_area"),
        ({"language": "<b>"}, "language"),
        ({"address": "kissa"}, "address"),
    ],
)
def test_what_does_not_fit_is_named(
    hall: Hall, writer: Writer, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        told(hall, writer, **change)

    assert set(refused.value.fields) == {field}


def test_after_the_close_none_are_taken(hall: Hall, writer: Writer) -> None:
    now = timezone.now()
    Hearing.objects.filter(pk=hall.hearing.pk).update(
        opens_at=now - dt.timedelta(days=9), closes_at=now - dt.timedelta(hours=1)
    )
    with pytest.raises(NotOpen):
        told(hall, writer)


def test_words_that_tell_who_somebody_is_are_marked(hall: Hall, writer: Writer) -> None:
    _receipt, story = told(hall, writer, text="Soita 040 123 4567")

    assert story.marks == [[6, 18, "phone"]]


def test_each_opening_is_kept_for_good(hall: Hall, writer: Writer, moderator: User) -> None:
    _receipt, story = told(hall, writer)
    for _time in range(2):
        opened = story_desk.read(actor=moderator, story=story)

    assert [reading.reader for reading in opened.readings] == [moderator, moderator]
    for act in (StoryReading.objects.all().delete, lambda: StoryReading.objects.update(reader=None)):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_only_coordinators_and_moderators_read_and_never_about_their_own_service(
    hall: Hall, writer: Writer, anonymous: Actor, resident: User
) -> None:
    service = Service.objects.create(slug="vanhus", name_fi="Vanhuspalvelut")
    hall.elderly.service = service
    hall.elderly.save()
    _receipt, story = told(hall, writer, service_area=hall.elderly.pk)
    people = {role.value: official(role) for role in Role}
    passed = set()
    for name, person in people.items():
        try:
            story_desk.read(actor=person, story=story)
            passed.add(name)
        except NotAllowed:
            pass
    own = official(Role.MODERATOR)
    RoleAssignmentFactory(user=own, role=Role.REVIEWER, service=service)

    assert passed == {"moderator", "coordinator"}
    with pytest.raises(OwnService):
        story_desk.read(actor=own, story=story)
    with pytest.raises(NotAllowed):
        story_desk.read(actor=resident, story=story)
    with pytest.raises(SignInNeeded):
        story_desk.read(actor=anonymous, story=story)
    assert story_desk.readable(own, story_desk.inbox(hall.hearing)) == []
    assert StoryReading.objects.count() == 2


def test_the_teller_sees_the_version_first_and_says_yes(hall: Hall, writer: Writer, moderator: User) -> None:
    receipt, story = told(hall, writer)
    with pytest.raises(NothingOffered):
        story_desk.publish(actor=moderator, story=story)
    story_desk.offer(actor=moderator, story=story, text="Omainen odotti hoitopaikkaa kauan.")
    with pytest.raises(TellerIsAsked):
        story_desk.publish(actor=moderator, story=story)
    stories.judge(actor=writer, receipt=receipt, accepted=True)
    story_desk.publish(actor=moderator, story=story)

    assert [row.public_text for row in stories.published(hall.hearing)] == [
        "Omainen odotti hoitopaikkaa kauan."
    ]


def test_a_no_keeps_it_back_until_another_version_is_shown(
    hall: Hall, writer: Writer, moderator: User
) -> None:
    receipt, story = told(hall, writer)
    story_desk.offer(actor=moderator, story=story, text="Kuvalalainen odotti.")
    stories.judge(actor=writer, receipt=receipt, accepted=False, objection="Kunta pois")
    Story.objects.filter(pk=story.pk).update(offered_at=timezone.now() - dt.timedelta(days=30))
    with pytest.raises(TellerIsAsked):
        story_desk.publish(actor=moderator, story=story)
    with pytest.raises(DatabaseError), transaction.atomic():
        Story.objects.filter(pk=story.pk).update(published_at=timezone.now())
    fresh = story_desk.offer(actor=moderator, story=story, text="Omainen odotti.")

    assert (fresh.word, fresh.objection) == ("", "")


def test_two_weeks_of_silence_are_enough_for_what_was_allowed(
    hall: Hall, writer: Writer, moderator: User
) -> None:
    _receipt, story = told(hall, writer)
    story_desk.offer(actor=moderator, story=story, text="Omainen odotti.")
    Story.objects.filter(pk=story.pk).update(offered_at=timezone.now() - story_desk.WAIT)

    assert story_desk.publish(actor=moderator, story=story).published_at


def test_as_written_goes_out_as_written_and_a_changed_one_is_shown_first(
    hall: Hall, writer: Writer, moderator: User
) -> None:
    _receipt, story = told(hall, writer, consent="as_written")
    story_desk.offer(actor=moderator, story=story, text=TEXT)
    assert story_desk.publish(actor=moderator, story=story).published_at
    story_desk.offer(actor=moderator, story=story, text=TEXT[:20])
    with pytest.raises(TellerIsAsked):
        story_desk.publish(actor=moderator, story=story)


def test_what_is_for_the_team_is_never_published_and_a_quote_is_short(
    hall: Hall, writer: Writer, moderator: User
) -> None:
    _receipt, story = told(hall, writer, consent="team")
    with pytest.raises(NoConsent):
        story_desk.offer(actor=moderator, story=story, text="Jotain")
    with pytest.raises(DatabaseError), transaction.atomic():
        Story.objects.filter(pk=story.pk).update(
            public_text="Jotain", offered_at=timezone.now(), published_at=timezone.now()
        )
    _receipt, quoted = told(hall, writer, consent="quote", text="a" * 5000)
    with pytest.raises(Invalid):
        story_desk.offer(actor=moderator, story=quoted, text="a" * 601)


def test_the_permission_is_only_made_smaller_and_then_it_comes_down(
    hall: Hall, writer: Writer, moderator: User
) -> None:
    receipt, story = told(hall, writer, consent="as_written")
    story_desk.offer(actor=moderator, story=story, text=TEXT)
    story_desk.publish(actor=moderator, story=story)
    lowered = stories.lower(actor=writer, receipt=receipt, consent="quote")

    assert (lowered.consent, lowered.public_text, lowered.published_at) == ("quote", "", None)
    with pytest.raises(ConsentRaised):
        stories.lower(actor=writer, receipt=receipt, consent="as_written")
    with pytest.raises(DatabaseError), transaction.atomic():
        Story.objects.filter(pk=story.pk).update(consent="as_written")
    with pytest.raises(Invalid):
        stories.lower(actor=writer, receipt=receipt, consent="x")


def test_taken_back_its_words_are_gone_everywhere(hall: Hall, writer: Writer, moderator: User) -> None:
    receipt, story = told(hall, writer, consent="as_written", address="kertoja@example.fi")
    story_desk.offer(actor=moderator, story=story, text=TEXT)
    story_desk.publish(actor=moderator, story=story)
    for _time in range(2):
        gone = stories.withdraw(actor=writer, receipt=receipt)

    assert (gone.text, gone.public_text, gone.marks, gone.published_at) == ("", "", [], None)
    assert not StoryContact.objects.exists()
    assert (story_desk.inbox(hall.hearing), story_desk.withdrawn(hall.hearing)) == ([], 1)
    events = apps.get_model("hearings", "StoryEvent").objects.values()
    assert TEXT not in str(list(events))
    with pytest.raises(NoConsent):
        story_desk.offer(actor=moderator, story=story, text="Jotain")
    with pytest.raises(NothingOffered):
        stories.judge(actor=writer, receipt=receipt, accepted=True)


def test_a_story_is_never_rewritten_nor_deleted(hall: Hall, writer: Writer) -> None:
    _receipt, story = told(hall, writer)
    for act in (story.delete, lambda: Story.objects.filter(pk=story.pk).update(text="Toista")):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_teller_is_mailed_in_the_language_of_the_page(
    hall: Hall, writer: Writer, moderator: User
) -> None:
    receipt, story = told(hall, writer, address="kertoja@example.fi", reader_language="sv")
    story_desk.offer(actor=moderator, story=story, text="Omainen odotti.")

    assert story_desk.mail_teller(story.pk)
    letter = mail.outbox[-1]
    assert letter.to == ["kertoja@example.fi"]
    assert f"/h/story/{receipt[:5]}-{receipt[5:]}/" in letter.body
    assert TEXT not in letter.body
    stories.judge(actor=writer, receipt=receipt, accepted=True)
    assert not story_desk.mail_teller(story.pk)


@pytest.mark.parametrize("place", range(10))
def test_a_receipt_mistyped_by_one_letter_is_noticed(hall: Hall, writer: Writer, place: int) -> None:
    receipt, _story = told(hall, writer)
    other = "C" if receipt[place] != "C" else "D"
    with pytest.raises(MistypedReceipt):
        stories.story_of(receipt[:place] + other + receipt[place + 1 :])
    with pytest.raises(UnknownStory):
        stories.story_of("0" * 10)


def test_what_the_teller_does_leaves_no_trace_of_who_is_signed_in(
    hall: Hall, writer: Writer, moderator: User
) -> None:
    receipt, story = told(hall, writer)
    story_desk.offer(actor=moderator, story=story, text="Omainen odotti.")
    before = apps.get_model("hearings", "StoryEvent").objects.count()
    stories.judge(actor=writer, receipt=receipt, accepted=True)
    stories.lower(actor=writer, receipt=receipt, consent="team")
    stories.withdraw(actor=writer, receipt=receipt)

    assert before == 1
    assert apps.get_model("hearings", "StoryEvent").objects.count() == before
