"""A wave of spam: found by likeness, time and age of accounts, hidden and taken back by one decision each."""

import tracemalloc
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commons.accounts.models import User
from commons.deliberation.models import Comment, CommentKind
from commons.moderation.domain import deciding, mails, reporting, waves
from commons.moderation.domain.errors import UndoneAlready
from commons.moderation.domain.waves import Criteria
from commons.moderation.likeness import fingerprint, likeness
from commons.moderation.models import Case, Decision, Reason, Report
from proposals.models import Proposal
from tests.commons.moderation.conftest import case, say
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
SPAM = "Osta halpaa kullattua kattotiiltä suoraan tehtaalta, tarjous vain tänään, soita heti {n}!"


def flood(proposal: Proposal, count: int) -> list[int]:
    """`count` comments of five new accounts with their cases, made by statements over sets."""
    writers = [UserFactory() for _n in range(5)]
    made = Comment.objects.bulk_create(
        [
            Comment(
                thread=proposal.thread,
                author=writers[n % 5],
                kind=CommentKind.FOR,
                text=SPAM.format(n=n),
                language="fi",
            )
            for n in range(count)
        ]
    )
    same, near = fingerprint(SPAM), likeness(SPAM)
    Case.objects.bulk_create(
        [
            Case(
                kind="comment",
                target=one.pk,
                author_id=one.author_id,
                concerns=[one.author_id],
                fingerprint=same,
                likeness=near,
            )
            for one in made
        ]
    )
    return [one.pk for one in made]


def test_2000_posts_are_hidden_and_back_exactly_in_bounded_time_and_memory(
    proposal: Proposal, moderator: User
) -> None:
    numbers = flood(proposal, 2000)
    honest = say(proposal, "Katto vuotaa koulussa, korjataan se ensin.")
    old = UserFactory()
    User.objects.filter(pk=old.pk).update(date_joined=timezone.now() - timedelta(days=400))
    quoted = say(proposal, SPAM.format(n=7), old)
    reporting.report(actor=UserFactory(), kind="comment", target=numbers[0], reason=Reason.ADVERTISEMENT)
    seed = Case.objects.get(kind="comment", target=numbers[0])
    assert waves.preview(actor=moderator, seed=seed, criteria=Criteria()).count == 2000
    tracemalloc.start()
    begun = timezone.now()
    with CaptureQueriesContext(connection) as asked:
        wave = waves.hide(actor=moderator, seed=seed, criteria=Criteria(), reason=Reason.ADVERTISEMENT)
    assert len(asked) < 60
    took = (timezone.now() - begun).total_seconds()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (wave.count, Comment.objects.filter(hidden_reason="advertisement").count()) == (2000, 2000)
    assert not Comment.objects.filter(pk__in=[honest.pk, quoted.pk], hidden_at__isnull=False).exists()
    assert took < 30
    assert peak < 20_000_000
    mails.tell_wave(wave.pk)
    assert len(mail.outbox) == 5
    assert waves.undo(actor=moderator, wave=wave) == 2000
    assert not Comment.objects.exclude(hidden_at=None).exists()
    assert set(Case.objects.values_list("state", "reason", "looked_at")) == {("shown", "", None)}
    assert list(Report.objects.values_list("settled_at", flat=True)) == [None]
    with pytest.raises(UndoneAlready):
        waves.undo(actor=moderator, wave=wave)


def test_what_was_decided_since_stays_when_a_wave_is_taken_back(proposal: Proposal, moderator: User) -> None:
    numbers = flood(proposal, 3)
    seed = Case.objects.get(target=numbers[0], kind="comment")
    wave = waves.hide(actor=moderator, seed=seed, criteria=Criteria(), reason=Reason.REPEATED)
    deciding.leave(actor=moderator, case=seed)
    deciding.hide(actor=moderator, case=seed, reason=Reason.HATE)
    assert waves.undo(actor=moderator, wave=wave) == 2
    found = dict(Comment.objects.filter(pk__in=numbers).values_list("pk", "hidden_reason"))
    assert found == {numbers[0]: "hate", numbers[1]: "", numbers[2]: ""}
    assert Decision.objects.filter(wave=wave).count() == 3


def test_texts_that_vary_are_alike_and_others_are_not() -> None:
    spam, varied = SPAM.format(n=1), SPAM.format(n=2).replace("tänään", "nyt")
    other = "Puistoon tarvitaan penkkejä, joilla vanhukset voivat levätä kauppamatkalla kotiin."

    def far(one: str, two: str) -> int:
        first, second = likeness(one), likeness(two)
        assert first is not None
        assert second is not None
        return bin((first ^ second) & (2**64 - 1)).count("1")

    assert fingerprint(spam) == fingerprint(SPAM.format(n=99).upper())
    assert likeness("Lyhyt.") is None
    assert far(spam, varied) < far(spam, other)


def test_a_wave_by_page_asks_first_and_by_api_counts_first(
    proposal: Proposal, moderator: User, client: Client
) -> None:
    numbers = flood(proposal, 4)
    seed = Case.objects.get(target=numbers[0], kind="comment")
    client.force_login(moderator)
    address = f"/desk/moderation/{seed.pk}/wave/"
    assert client.get(address).context["found"].count == 4
    assert client.get(address + "?hours=junk&account_days=x").status_code == 400
    assert client.post(address, {"reason": "", "hours": "24", "account_days": "7"}).status_code == 400
    by_api = f"/api/v1/moderation/cases/{seed.pk}/wave/"
    assert client.post(by_api, {}, "application/json").json() == {"id": None, "count": 4}
    made = client.post(by_api, {"reason": "repeated"}, "application/json").json()
    assert made["count"] == 4
    assert client.get("/desk/moderation/waves/").status_code == 200
    assert client.post(f"/desk/moderation/waves/{made['id']}/undo/").status_code == 302
    assert not Comment.objects.exclude(hidden_at=None).exists()


def test_posting_costs_two_statements_more(proposal: Proposal) -> None:
    from commons.moderation.domain.intake import received
    from proposals.moderated import facts_of_comment

    said = Comment.objects.create(thread=proposal.thread, kind=CommentKind.FOR, text="Hyvä.", language="fi")
    with CaptureQueriesContext(connection) as found:
        received("comment", said.pk, facts_of_comment(said, proposal))
    assert len(found) == 2  # whose it is, and the case
    assert case(said).state == "shown"
