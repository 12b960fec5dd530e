"""What the sockets carry: approved notes and counts for everybody; for officials only that something changed."""

import pytest
from django.contrib.auth.models import AnonymousUser

from commons.accounts.models import User
from commons.live.patches import merge_patch
from commons.live.topics import Kind, find
from commons.moderation.models import Moderation
from hearings.domain import wall
from tests.factories.hearings import ContributionFactory, HearingFactory
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db


def test_the_wall_tells_approved_notes_alone_and_patches_them(hall: Hall) -> None:
    note = ContributionFactory(hearing=hall.hearing, text="Näkyy")
    held = ContributionFactory(hearing=hall.hearing, text="Odottaa", moderation=Moderation.HELD)
    topic = find("hearing-wall:marraskuu")
    assert topic.kind == Kind.PUBLIC
    assert topic.snapshot is not None
    before = topic.snapshot("hearing-wall:marraskuu")
    assert list(before["notes"]) == [str(note.pk)]
    assert set(before["notes"][str(note.pk)]) == {"text", "lang", "polarity", "area", "event"}
    held.moderation, note.moderation, note.hidden_reason = Moderation.SHOWN, Moderation.HIDDEN, "insult"
    held.save()
    note.save()
    patch = merge_patch(before, topic.snapshot("hearing-wall:marraskuu"))

    assert patch is not None
    assert patch["notes"][str(note.pk)] is None
    assert patch["notes"][str(held.pk)]["text"] == "Odottaa"


def test_who_may_listen(hall: Hall, moderator: User, facilitator: User, scribe: User, resident: User) -> None:
    HearingFactory(slug="kesken")
    people = (AnonymousUser(), resident, scribe, facilitator, moderator)
    heard = {
        kind: [find(f"{kind}:{slug}").may_subscribe(person, f"{kind}:{slug}") for person in people]
        for kind in ("hearing-wall", "hearing", "hearing-queue", "hearing-themes")
        for slug in ("marraskuu",)
    }

    assert heard == {
        "hearing-wall": [True] * 5,
        "hearing": [True] * 5,
        "hearing-queue": [False, False, False, False, True],
        "hearing-themes": [False, False, False, True, False],
    }
    assert not find("hearing-wall:kesken").may_subscribe(moderator, "hearing-wall:kesken")
    assert not find("hearing:nowhere").may_subscribe(moderator, "hearing:nowhere")


def test_the_counts_hold_no_text(hall: Hall) -> None:
    ContributionFactory(hearing=hall.hearing, text="Salaisuus", moderation=Moderation.HELD)
    topic = find("hearing:marraskuu")
    assert topic.snapshot is not None
    told = topic.snapshot("hearing:marraskuu")

    assert "Salaisuus" not in str(told)
    assert (told["received"], told["shown"]) == (1, 0)


def test_a_wall_holds_the_newest_two_thousand(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wall, "MOST", 3)
    notes = ContributionFactory.create_batch(5, hearing=hall.hearing)

    assert list(wall.wall_of(hall.hearing)["notes"]) == [str(note.pk) for note in reversed(notes[2:])]
