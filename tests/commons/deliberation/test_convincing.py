"""Arguments that convince somebody: once each, counted, never listed; and the order that follows from it."""

import pytest
from django.contrib.auth.models import AnonymousUser

from commons.accounts.models import User
from commons.deliberation.domain import convincing, queries
from commons.deliberation.domain.errors import NotAnArgument, OwnArgument
from commons.deliberation.models import Comment, CommentKind, Conviction, Thread
from commons.http.errors import SignInNeeded
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
FOR, AGAINST, QUESTION, IMPROVEMENT = CommentKind


def argument(kind: CommentKind = FOR, thread: Thread | None = None, **fields: object) -> Comment:
    made: Comment = Comment.objects.create(
        thread=thread or Thread.objects.create(), author=UserFactory(), kind=kind, text="Lapset odottavat.",
        **fields,
    )  # fmt: skip
    return made


def convinced(comment: Comment) -> int:
    return Comment.objects.values_list("convinced", flat=True).get(pk=comment.pk)


def test_an_argument_convinces_a_person_once_and_can_stop_doing_so() -> None:
    said, me = argument(), UserFactory()
    counts = [
        verb(actor=me, comment=said)
        for verb in (convincing.convince, convincing.convince, convincing.unconvince, convincing.unconvince)
    ]
    assert counts == [1, 1, 0, 0]
    assert (convinced(said), Conviction.objects.count()) == (0, 0)


def test_one_may_be_convinced_by_both_sides() -> None:
    me, thread = UserFactory(), Thread.objects.create()
    both = [argument(kind, thread) for kind in (FOR, AGAINST)]
    assert [convincing.convince(actor=me, comment=said) for said in both] == [1, 1]
    shown = queries.page_of(thread, viewer=me).contributions
    assert [(one.convinced, one.convinces_me) for one in shown] == [(1, True), (1, True)]
    others = queries.page_of(thread, viewer=UserFactory()).contributions
    assert [(one.convinced, one.convinces_me) for one in others] == [(1, False), (1, False)]


@pytest.mark.parametrize("kind", [QUESTION, IMPROVEMENT])
def test_only_arguments_convince(kind: CommentKind) -> None:
    with pytest.raises(NotAnArgument):
        convincing.convince(actor=UserFactory(), comment=argument(kind))


def test_neither_a_reply_nor_a_hidden_nor_ones_own_argument_convinces() -> None:
    said = argument()
    reply = argument(thread=said.thread, reply_to=said)
    gone = argument(hidden_at="2026-01-01T12:00Z", hidden_reason="insult")
    for comment in (reply, gone):
        with pytest.raises(NotAnArgument):
            convincing.convince(actor=UserFactory(), comment=comment)
    assert said.author is not None
    with pytest.raises(OwnArgument):
        convincing.convince(actor=said.author, comment=said)
    with pytest.raises(SignInNeeded):
        convincing.convince(actor=AnonymousUser(), comment=said)


def test_a_deleted_account_takes_what_convinced_it_along() -> None:
    said, me = argument(), UserFactory()
    for person in (me, UserFactory()):
        convincing.convince(actor=person, comment=said)
    User.objects.get(pk=me.pk).delete()
    assert convinced(said) == 1


def test_the_strongest_of_both_sides_come_first_whatever_the_lot() -> None:
    thread = Thread.objects.create()
    made = {kind: [argument(kind, thread) for _number in range(8)] for kind in (FOR, AGAINST)}
    for kind, sizes in ((FOR, (4, 3, 2, 1)), (AGAINST, (2, 1))):
        for comment, size in zip(made[kind], sizes, strict=False):
            Conviction.objects.bulk_create(
                Conviction(comment=comment, user=UserFactory()) for _one in range(size)
            )
    orders = [queries.page_of(thread, seed=seed) for seed in range(6)]
    for page in orders:
        assert [one.pk for one in page.of(FOR)][:3] == [one.pk for one in made[FOR][:3]]
        assert [one.pk for one in page.of(AGAINST)][:2] == [one.pk for one in made[AGAINST][:2]]
        assert [one.kind for one in page.contributions] == [FOR, AGAINST] * 8
    # Beyond the strongest the lot decides, for the fourth as for those that convince nobody.
    assert len({tuple(one.pk for one in page.of(FOR)[3:]) for page in orders}) > 1


def test_what_was_hidden_does_not_lead() -> None:
    thread = Thread.objects.create()
    loud, calm = argument(FOR, thread), argument(FOR, thread)
    for comment, size in ((loud, 3), (calm, 1)):
        Conviction.objects.bulk_create(
            Conviction(comment=comment, user=UserFactory()) for _one in range(size)
        )
    Comment.objects.filter(pk=loud.pk).update(hidden_at="2026-01-01T12:00Z", hidden_reason="insult")
    for seed in range(4):
        assert queries.page_of(thread, seed=seed).contributions[0].pk == calm.pk


def test_every_reader_has_a_lot_of_their_own_for_the_day() -> None:
    me, other = UserFactory(), UserFactory()
    assert queries.seed_for(me) == queries.seed_for(me) != queries.seed_for(other)
    assert queries.seed_for(None) == queries.seed_for(AnonymousUser()) == queries.todays_seed()


def test_several_threads_are_read_as_one_talk() -> None:
    first, second = argument(FOR), argument(AGAINST)
    argument(QUESTION)
    page = queries.page_of([first.thread_id, second.thread_id])
    assert [(one.pk, one.thread) for one in page.contributions] == [
        (first.pk, first.thread_id), (second.pk, second.thread_id),
    ]  # fmt: skip
    assert page.counts.total == 2
