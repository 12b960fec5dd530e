"""Writing, correcting and hiding comments."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import F, QuerySet

from commons.accounts.models import Role, User
from commons.deliberation import owners
from commons.deliberation.domain import comments
from commons.deliberation.domain.errors import HiddenAlready, NotToBeAnswered, TooLateToEdit
from commons.deliberation.models import Comment, CommentKind, Thread
from commons.http import rate
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from tests.factories.accounts import UserFactory, official
from tests.factories.places import AreaFactory


def history(comment: Comment) -> QuerySet:
    return apps.get_model("deliberation", "CommentEvent").objects.filter(pgh_obj=comment)


@pytest.fixture
def thread(db: None) -> Thread:
    return Thread.objects.create()


@pytest.fixture
def resident(db: None) -> User:
    return UserFactory()


def say(actor: User, thread: Thread, text: str = "Hyvä ehdotus.", **more: object) -> Comment:
    return comments.add(
        **{"actor": actor, "thread": thread, "kind": CommentKind.FOR, "text": text, "language": "fi"} | more
    )


def test_a_comment_is_stored_as_it_was_written(thread: Thread, resident: User) -> None:
    said = say(resident, thread, "  Pyörätie\r\npuuttuu.  ", language="sv", kind=CommentKind.QUESTION)
    stored = Comment.objects.get()
    assert (said.pk, said.created_at) == (stored.pk, stored.created_at)
    assert (
        stored.thread,
        stored.author,
        stored.kind,
        stored.text,
        stored.language,
        stored.reply_to,
        stored.is_official,
    ) == (
        thread,
        resident,
        "question",
        "Pyörätie\npuuttuu.",
        "sv",
        None,
        False,
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " \n "}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"language": "<b>"}, "language"),
        ({"language": ""}, "language"),
        ({"kind": "praise"}, "kind"),
    ],
)
def test_what_does_not_fit_is_refused(
    thread: Thread, resident: User, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        say(resident, thread, **changes)
    assert list(refusal.value.fields) == [field]
    assert not Comment.objects.exists()


def test_two_thousand_characters_fit(thread: Thread, resident: User) -> None:
    assert len(say(resident, thread, "ä" * 2000).text) == 2000


def test_nobody_signed_in_writes_nothing(thread: Thread) -> None:
    with pytest.raises(SignInNeeded):
        comments.add(actor=AnonymousUser(), thread=thread, kind=CommentKind.FOR, text="a", language="fi")


def test_the_same_key_gives_the_first_comment(thread: Thread, resident: User) -> None:
    key = uuid.uuid4()
    first = say(resident, thread, "Kerran.", key=key)
    Comment.objects.update(created_at=F("created_at") - timedelta(hours=2))
    assert say(resident, thread, "Kerran, toisin sanoin.", key=key) == first
    assert Comment.objects.count() == 1


def test_keys_of_two_people_do_not_meet(thread: Thread, resident: User) -> None:
    key = uuid.uuid4()
    assert say(resident, thread, key=key) != say(UserFactory(), thread, key=key)


def test_the_same_words_within_a_minute_are_one_comment(thread: Thread, resident: User) -> None:
    first = say(resident, thread)
    assert say(resident, thread) == first
    Comment.objects.update(created_at=F("created_at") - timedelta(seconds=61))
    assert say(resident, thread) != first


def test_the_same_words_elsewhere_are_another_comment(thread: Thread, resident: User) -> None:
    first = say(resident, thread)
    assert len({first, say(resident, Thread.objects.create()), say(resident, thread, reply_to=first)}) == 3


def test_a_reply_goes_one_level_deep_and_stays_in_its_thread(thread: Thread, resident: User) -> None:
    first = say(resident, thread)
    reply = say(resident, thread, "Samaa mieltä.", reply_to=first)
    assert reply.reply_to == first
    for where, to in ((thread, reply), (Thread.objects.create(), first)):
        with pytest.raises(NotToBeAnswered):
            say(resident, where, "Ja minä.", reply_to=to)


def test_a_hidden_comment_gets_no_reply(thread: Thread, resident: User) -> None:
    first = say(resident, thread)
    hidden = comments.hide(actor=official(Role.MODERATOR), comment=first, reason="Loukkaava.")
    with pytest.raises(NotToBeAnswered):
        say(resident, thread, "Miksi?", reply_to=hidden)


def test_somebody_who_writes_very_much_waits(thread: Thread, resident: User) -> None:
    for number in range(comments.AT_ONCE):
        say(resident, thread, f"Viesti {number}.")
    with pytest.raises(rate.TooOften):
        say(resident, thread, "Vielä yksi.")
    assert say(resident, thread, "Viesti 3.").text == "Viesti 3."  # a repetition is answered all the same
    assert Comment.objects.count() == comments.AT_ONCE
    say(UserFactory(), thread, "Toinen ihminen saa puhua.")


@pytest.mark.django_db(transaction=True)
def test_a_double_click_stores_once() -> None:
    thread, resident = Thread.objects.create(), UserFactory()
    found: list[int] = []
    start = threading.Barrier(6)

    def click() -> None:
        start.wait()
        found.append(say(resident, thread).pk)
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == [Comment.objects.get().pk] * 6


def test_a_comment_is_corrected_within_a_quarter_of_an_hour_and_the_first_words_are_kept(
    thread: Thread, resident: User
) -> None:
    said = say(resident, thread, "Pyörtäie.")
    Comment.objects.update(created_at=F("created_at") - timedelta(minutes=14))
    changed = comments.edit(actor=resident, comment=said, text=" Pyörätie. ")
    assert (changed.text, changed.edited_at is not None) == ("Pyörätie.", True)
    assert list(history(said).order_by("pgh_id").values_list("pgh_label", "text")) == [
        ("changed_from", "Pyörtäie."),
        ("changed_to", "Pyörätie."),
    ]


def test_after_a_quarter_of_an_hour_a_comment_stands(thread: Thread, resident: User) -> None:
    said = say(resident, thread)
    Comment.objects.update(created_at=F("created_at") - timedelta(minutes=16))
    with pytest.raises(TooLateToEdit):
        comments.edit(actor=resident, comment=said, text="Toista mieltä.")
    assert Comment.objects.get().text == "Hyvä ehdotus."


def test_a_hidden_comment_is_not_corrected(thread: Thread, resident: User) -> None:
    hidden = comments.hide(actor=official(Role.MODERATOR), comment=say(resident, thread), reason="Loukkaava.")
    with pytest.raises(TooLateToEdit):
        comments.edit(actor=resident, comment=hidden, text="Uusi.")


def test_nobody_corrects_the_words_of_others(thread: Thread, resident: User) -> None:
    said = say(resident, thread)
    for other in (UserFactory(), official(Role.MODERATOR), official(Role.COORDINATOR)):
        with pytest.raises(NotAllowed):
            comments.edit(actor=other, comment=said, text="Minun sanani.")
    with pytest.raises(SignInNeeded):
        comments.edit(actor=AnonymousUser(), comment=said, text="Minun sanani.")


HIDERS = {Role.MODERATOR, Role.COORDINATOR}


@pytest.mark.parametrize("role", list(Role))
def test_only_moderators_and_coordinators_hide(thread: Thread, resident: User, role: Role) -> None:
    said = say(resident, thread)
    if role in HIDERS:
        hidden = comments.hide(actor=official(role), comment=said, reason="  Nimeltä mainittu\nnaapuri. ")
        assert (hidden.hidden_reason, hidden.hidden_at is not None) == ("Nimeltä mainittu naapuri.", True)
        assert Comment.objects.get().text == "Hyvä ehdotus."
    else:
        with pytest.raises(NotAllowed):
            comments.hide(actor=official(role), comment=said, reason="En pidä tästä.")


def test_residents_and_writers_hide_nothing(thread: Thread, resident: User) -> None:
    said = say(resident, thread)
    for actor, refusal in (
        (resident, NotAllowed),
        (UserFactory(), NotAllowed),
        (AnonymousUser(), SignInNeeded),
    ):
        with pytest.raises(refusal):
            comments.hide(actor=actor, comment=said, reason="Pois.")


def test_a_moderator_of_one_district_leaves_another_alone(
    thread: Thread, resident: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    harjula, ranta = AreaFactory(), AreaFactory()
    monkeypatch.setattr(
        owners,
        "_resolvers",
        [lambda ids: dict.fromkeys(ids, owners.Owner("Leikkipuisto", "/proposals/1/", harjula))],
    )
    said = say(resident, thread)
    with pytest.raises(NotAllowed):
        comments.hide(actor=official(Role.MODERATOR, area=ranta), comment=said, reason="Ei kuulu tänne.")
    assert comments.hide(
        actor=official(Role.MODERATOR, area=harjula), comment=said, reason="Mainos."
    ).hidden_at


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_a_hiding_needs_a_reason(thread: Thread, resident: User, reason: str) -> None:
    with pytest.raises(Invalid):
        comments.hide(actor=official(Role.MODERATOR), comment=say(resident, thread), reason=reason)


def test_a_hiding_can_be_taken_back_once(thread: Thread, resident: User) -> None:
    moderator, said = official(Role.MODERATOR), say(resident, thread)
    with pytest.raises(HiddenAlready):
        comments.show_again(actor=moderator, comment=said)
    comments.hide(actor=moderator, comment=said, reason="Erehdys.")
    with pytest.raises(HiddenAlready):
        comments.hide(actor=moderator, comment=said, reason="Uudestaan.")
    shown = comments.show_again(actor=moderator, comment=said)
    assert (shown.hidden_at, shown.hidden_reason) == (None, "")
    assert list(history(said).order_by("pgh_id").values_list("hidden_reason", flat=True)) == [
        "",
        "Erehdys.",
        "Erehdys.",
        "",
    ]
