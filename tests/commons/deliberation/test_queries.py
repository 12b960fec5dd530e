"""Reading a thread."""

from datetime import timedelta

import pytest
from django.db.models import F
from pytest_django import DjangoAssertNumQueries

from commons.accounts.models import Role, User
from commons.deliberation.domain import comments, queries
from commons.deliberation.domain.queries import Order
from commons.deliberation.models import Comment, CommentKind, Thread
from tests.factories.accounts import UserFactory, official

FOR, AGAINST, QUESTION, IMPROVEMENT = CommentKind


@pytest.fixture
def thread(db: None) -> Thread:
    return Thread.objects.create()


def fill(thread: Thread, number: int, kind: CommentKind = FOR, **fields: object) -> list[Comment]:
    """`number` comments, each by a person of its own, one second apart, oldest first."""
    made = Comment.objects.bulk_create(
        Comment(thread=thread, author=UserFactory(), kind=kind, text=f"{kind} {n}", language="fi", **fields)
        for n in range(number)
    )
    for age, one in enumerate(reversed(made)):
        Comment.objects.filter(pk=one.pk).update(created_at=F("created_at") - timedelta(seconds=age))
    return made


def texts(page: queries.ThreadPage) -> list[str]:
    return [one.text for one in page.contributions]


def test_an_empty_thread_is_one_empty_page(thread: Thread) -> None:
    page = queries.page_of(thread)
    assert (page.contributions, page.number, page.pages, page.counts.total) == ([], 1, 1, 0)


def test_a_comment_is_shown_with_its_author_and_replies(thread: Thread) -> None:
    [first] = fill(thread, 1, QUESTION)
    fill(thread, 2, QUESTION, reply_to=first)
    Comment.objects.filter(reply_to=first, text="question 1").update(is_official=True, author=None)
    [shown] = queries.page_of(thread).contributions
    assert (shown.text, shown.author, shown.kind, shown.hidden, shown.is_edited) == (
        "question 0",
        first.author.display_name,
        QUESTION,
        "",
        False,
    )
    assert [(one.text, one.author, one.is_official, one.reply_to) for one in shown.replies] == [
        (
            "question 0",
            Comment.objects.get(reply_to=first, text="question 0").author.display_name,
            False,
            first.pk,
        ),
        ("question 1", "", True, first.pk),
    ]


def test_counts_are_by_kind_without_hidden_ones(thread: Thread) -> None:
    first, second, third = fill(thread, 3, FOR)
    fill(thread, 2, AGAINST)
    fill(thread, 1, FOR, reply_to=first)
    comments.hide(actor=official(Role.MODERATOR), comment=third, reason="Mainos.")
    counts = queries.page_of(thread).counts
    assert counts == queries.Counts({FOR: 2, AGAINST: 2, QUESTION: 0, IMPROVEMENT: 0}, replies=1)
    assert counts.total == 5
    other = Thread.objects.create()
    assert queries.totals_of([thread.pk, other.pk]) == {thread.pk: 5, other.pk: 0}
    assert second.pk in {one.pk for one in queries.page_of(thread).contributions}


def test_a_hidden_text_is_not_read_out(thread: Thread) -> None:
    [first] = fill(thread, 1)
    comments.hide(actor=official(Role.MODERATOR), comment=first, reason="Henkilötietoja.")
    [shown] = queries.page_of(thread).contributions
    assert (shown.text, shown.hidden) == ("", "Henkilötietoja.")


def test_newest_and_oldest_follow_the_clock(thread: Thread) -> None:
    fill(thread, 3)
    assert texts(queries.page_of(thread, order=Order.NEWEST)) == ["for 2", "for 1", "for 0"]
    assert texts(queries.page_of(thread, order=Order.OLDEST)) == ["for 0", "for 1", "for 2"]


def test_the_fair_order_lets_the_kinds_take_turns_on_every_page(thread: Thread) -> None:
    fill(thread, 30, FOR)
    fill(thread, 15, AGAINST)
    first = queries.page_of(thread, seed=7)
    assert (len(first.of(FOR)), len(first.of(AGAINST)), first.pages) == (10, 10, 3)
    seen = [
        one.pk for number in (1, 2, 3) for one in queries.page_of(thread, seed=7, number=number).contributions
    ]
    assert (len(seen), len(set(seen))) == (45, 45)


def test_the_fair_order_is_the_same_for_a_seed_and_another_for_another(thread: Thread) -> None:
    fill(thread, 20)
    assert texts(queries.page_of(thread, seed=1)) == texts(queries.page_of(thread, seed=1))
    assert texts(queries.page_of(thread, seed=1)) != texts(queries.page_of(thread, seed=2))


def test_one_kind_alone_can_be_read(thread: Thread) -> None:
    fill(thread, 2, FOR)
    fill(thread, 1, AGAINST)
    page = queries.page_of(thread, kind=AGAINST)
    assert (texts(page), page.pages, page.counts.total) == (["against 0"], 1, 3)


def test_a_page_past_the_end_is_the_last_page(thread: Thread) -> None:
    fill(thread, 21)
    page = queries.page_of(thread, number=99, order=Order.OLDEST)
    assert (texts(page), page.number, page.pages) == (["for 20"], 2, 2)


def test_the_viewer_may_correct_only_what_is_own_and_fresh(thread: Thread) -> None:
    old, fresh = fill(thread, 2)
    viewer: User = fresh.author
    Comment.objects.filter(pk=old.pk).update(
        author=viewer, created_at=F("created_at") - timedelta(minutes=16)
    )
    shown = queries.page_of(thread, order=Order.OLDEST, viewer=viewer).contributions
    assert [(one.is_mine, one.may_edit) for one in shown] == [(True, False), (True, True)]
    assert not any(one.is_mine for one in queries.page_of(thread, viewer=UserFactory()).contributions)


@pytest.mark.parametrize("number", [1, 30])
def test_a_page_takes_two_statements_however_much_is_said(
    thread: Thread, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for one in fill(thread, number):
        fill(thread, 1, reply_to=one)
    with django_assert_num_queries(2):
        queries.page_of(thread)
