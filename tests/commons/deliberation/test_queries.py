"""Reading a thread."""

from datetime import timedelta

import pytest
from django.db.models import F
from pytest_django import DjangoAssertNumQueries

from commons.accounts.models import Role, User
from commons.deliberation.domain import comments, queries
from commons.deliberation.domain.selects import Order
from commons.deliberation.domain.windows import UNASKED, Window, around, before, further, is_whole
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


def ranks(page: queries.ThreadPage) -> list[str]:
    [one] = page.contributions
    return [reply.text for reply in one.replies]


def test_of_many_replies_the_towns_come_first_and_the_others_by_lot(thread: Thread) -> None:
    [first] = fill(thread, 1)
    said = fill(thread, 30, QUESTION, reply_to=first)
    Comment.objects.filter(pk=said[20].pk).update(is_official=True)
    seen = {seed: ranks(queries.page_of(thread, seed=seed)) for seed in range(6)}
    assert {(len(texts), texts[0]) for texts in seen.values()} == {(3, "question 20")}
    assert len({tuple(texts) for texts in seen.values()}) > 1
    assert ranks(queries.page_of(thread, seed=3)) == seen[3]
    assert ranks(queries.page_of(thread, order=Order.NEWEST)) == ["question 29", "question 28", "question 27"]
    assert ranks(queries.page_of(thread, order=Order.OLDEST)) == ["question 0", "question 1", "question 2"]


def test_windows_and_pages_show_each_reply_once(thread: Thread) -> None:
    [first] = fill(thread, 1)
    fill(thread, 47, QUESTION, reply_to=first)
    window = UNASKED
    while True:
        page = queries.page_of(thread, seed=7, opened={first.pk: window})
        [one] = page.contributions
        assert (one.reply_count, one.window) == (47, window)
        if window.last == 47:
            break
        window = further(window, 47)
    shown = [reply.pk for reply in one.replies]
    paged = [
        reply.pk
        for number in (1, 2, 3)
        for reply in queries.replies_of(thread, first.pk, seed=7, number=number).replies
    ]
    assert (len(set(shown)), paged) == (47, shown)
    past = queries.replies_of(thread, first.pk, seed=7, number=9)
    assert (past.replies, past.count, past.pages) == ([], 47, 3)
    [last] = queries.page_of(thread, seed=7, opened={first.pk: Window(900, 950)}).contributions
    assert ([reply.pk for reply in last.replies], last.window) == (shown[-1:], Window(47, 47))


def test_a_page_holds_at_most_a_hundred_replies_of_one_comment() -> None:
    window = UNASKED
    for _press in range(8):
        window = further(window, 300)
    assert window == Window(64, 163)
    assert before(window) == Window(44, 143)
    assert (around(2, 300), around(4, 300), around(23, 300), around(299, 300)) == (
        UNASKED,
        Window(4, 23),
        Window(4, 23),
        Window(284, 300),
    )
    assert [is_whole(Window(*pair)) for pair in ((1, 100), (1, 101), (0, 3), (5, 4))] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("order", list(Order))
def test_what_is_sought_is_on_the_page_however_deep(thread: Thread, order: Order) -> None:
    arguments = fill(thread, 45)
    replies = fill(thread, 60, QUESTION, reply_to=arguments[30])
    for sought in (arguments[44], replies[0], replies[59]):
        page = queries.page_of(thread, order=order, seed=5, sought=sought.pk)
        found = {one.pk for one in page.contributions} | {
            reply.pk for one in page.contributions for reply in one.replies
        }
        assert sought.pk in found
        # The same address without what was sought shows the same.
        again = queries.page_of(thread, order=order, seed=5, number=page.number, opened=page.opened)
        assert again.contributions == page.contributions
    elsewhere = fill(Thread.objects.create(), 1)[0]
    assert queries.page_of(thread, order=order, seed=5, sought=elsewhere.pk).number == 1


@pytest.mark.parametrize("number", [1, 300])
def test_replies_take_the_same_statements_however_many(
    thread: Thread, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    [first] = fill(thread, 1)
    writer = UserFactory()
    said = Comment.objects.bulk_create(
        Comment(thread=thread, author=writer, kind=FOR, text=f"{n}", reply_to=first) for n in range(number)
    )
    with django_assert_num_queries(2):
        [one] = queries.page_of(thread, viewer=writer).contributions
    assert len(one.replies) == min(number, 3)
    with django_assert_num_queries(3):
        queries.page_of(thread, sought=said[-1].pk)
    with django_assert_num_queries(1):
        queries.replies_of(thread, first.pk)
