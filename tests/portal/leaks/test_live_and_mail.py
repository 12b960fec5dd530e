"""What comes by itself tells no more than the addresses do: the live layer, news by mail, letters, the newsletter."""

import datetime as dt
import itertools
from collections import defaultdict
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.mail import EmailMessage

from commons.accounts.models import User
from commons.followup.domain import digests, mails
from commons.followup.models import DigestRun, Follower, FollowReason, MailChoice, Milestone, Rhythm, Watch
from commons.live.topics import Kind, Topic, find
from commons.live.versions import to_text
from proposals.domain import letters
from proposals.domain.execution import newsletter
from proposals.models import Letter, Proposal
from tests.portal.leaks.reading import text_of
from tests.portal.leaks.table import MAY_READ, NOBODY
from tests.portal.leaks.town import Town
from tests.portal.leaks.words import found_in

pytestmark = pytest.mark.django_db
STAFF_TOPIC, ITS_LISTENERS = "moderation-queue:all", {"moderator", "coordinator", "elsewhere"}


def _sent(town: Town) -> list[tuple[str, set[str]]]:
    """Who got each mail that is on its way, and the kinds of planted text in it, attachments included."""
    names = {one.pk: name for name, one in town.people.by_name.items()}
    of_pk = User.objects.filter(pk__in=names).values_list("email", "pk")
    who = {address: names[pk] for address, pk in of_pk}
    found = [(who.get(address, address), found_in(_words(one))) for one in mail.outbox for address in one.to]
    mail.outbox.clear()
    return found


def _words(one: EmailMessage) -> str:
    files = [text_of(file[1]) if isinstance(file[1], bytes) else str(file[1]) for file in one.attachments]
    other = [str(part[0]) for part in getattr(one, "alternatives", [])]
    headers = [f"{name}: {value}" for name, value in one.extra_headers.items()]
    return "\n".join([str(one.subject), str(one.body), *files, *other, *headers])


def _too_much(sent: list[tuple[str, set[str]]]) -> dict[str, set[str]]:
    """By reader, what nobody may read in their place."""
    found: dict[str, set[str]] = defaultdict(set)
    for who, kinds in sent:
        found[who] |= {kind for kind in kinds if who not in MAY_READ.get(kind, NOBODY)}
    return {who: kinds for who, kinds in found.items() if kinds}


def _everybody_follows_everything(town: Town) -> list[Any]:
    people = list(town.people.by_name.values())
    tracks = Proposal.objects.values_list("track", flat=True)
    Follower.objects.bulk_create(
        (
            Follower(user=person, track_id=track, reason=FollowReason.ASKED)
            for person in people
            for track in tracks
        ),
        ignore_conflicts=True,
    )
    return people


def test_what_is_broadcast_holds_nothing_that_is_planted(town: Town) -> None:
    """Whole snapshots, and the patches from each one to each other."""
    told = [(name, topic, snapshot) for name in _public_names(town) for topic, snapshot in [_taken(name)]]
    assert {name for name, _topic, snapshot in told if snapshot is not None} > set(town.at["topic"][:1])
    leaks = {name: found_in(to_text(snapshot)) for name, _topic, snapshot in told}
    for (name, topic, before), (_other, same, after) in itertools.permutations(told, 2):
        if topic is same and topic.delta is not None and before and after:
            leaks[name] |= found_in(to_text(topic.delta(before, after)))
    assert {name: kinds for name, kinds in leaks.items() if kinds} == {}


def _public_names(town: Town) -> list[str]:
    rows = Proposal.objects.values_list("pk", "thread")
    return [
        *(f"proposal:{pk}" for pk, _thread in rows),
        *(f"{kind}:{thread}" for kind in ("statements", "answers") for _pk, thread in rows),
    ]


def _taken(name: str) -> tuple[Topic, Any]:
    topic = find(name)
    assert topic.kind == Kind.PUBLIC
    assert topic.snapshot is not None
    return topic, topic.snapshot(name)


def test_nobody_listens_to_what_is_hidden_or_not_handed_in(town: Town) -> None:
    closed = Proposal.objects.exclude(pk__in=Proposal.objects.public())
    names = [
        name
        for pk, thread in closed.values_list("pk", "thread")
        for name in (f"proposal:{pk}", f"statements:{thread}", f"answers:{thread}")
    ]
    everybody = [AnonymousUser(), town.people.all_seeing, *town.people.by_name.values()]
    assert len(names) > 20
    assert [name for name in names for who in everybody if find(name).may_subscribe(who, name)] == []
    assert [name for name in names if _taken(name)[1] is not None] == []


def test_what_staff_hear_is_that_something_changed(town: Town) -> None:
    topic = find(STAFF_TOPIC)
    assert topic.snapshot is None
    readers = {"anonymous": AnonymousUser(), **town.people.by_name}
    assert {who for who, one in readers.items() if topic.may_subscribe(one, STAFF_TOPIC)} == ITS_LISTENERS
    said = town.people.client("moderator").get(f"/api/v1/live/{STAFF_TOPIC}").json()
    assert sorted(said) == ["epoch", "topic", "version"]


@pytest.mark.parametrize("rhythm", [Rhythm.EACH, Rhythm.DAILY, Rhythm.WEEKLY])
def test_news_by_mail_tells_each_reader_only_what_the_table_allows(town: Town, rhythm: Rhythm) -> None:
    people = _everybody_follows_everything(town)
    MailChoice.objects.all().delete()
    MailChoice.objects.bulk_create(MailChoice(user=person, rhythm=rhythm) for person in people)
    tags = ["own", f"area:{town.area.pk}", f"category:{town.category.pk}"]
    Watch.objects.bulk_create(
        (Watch(user=person, tag=tag) for person in people for tag in tags), ignore_conflicts=True
    )
    now, day = dt.datetime.now(dt.UTC), dt.timedelta(days=1)
    run = DigestRun.objects.create(rhythm=rhythm, slot="all", since=now - day, until=now + day)
    mail.outbox.clear()
    assert digests.send(run.pk, 0, 2**62) == len(people)
    sent = _sent(town)
    assert {who for who, _kinds in sent} == set(town.people.by_name)
    assert _too_much(sent) == {}


def test_the_mail_of_a_milestone_and_the_newsletter_hold_nothing_that_is_planted(town: Town) -> None:
    people = _everybody_follows_everything(town)
    MailChoice.objects.all().delete()
    (milestone,) = Milestone.objects.all()
    mail.outbox.clear()
    assert mails.tell_followers(milestone.pk).sent == len(people)
    assert {kind for _who, kinds in _sent(town) for kind in kinds} == set()

    quarter = newsletter.quarter(f"{milestone.date.year}-{(milestone.date.month + 2) // 3}")
    items = newsletter.items(quarter)
    assert [item.proposal.pk for item in items] == town.at["project"]
    assert found_in("\n".join(newsletter.block(quarter, items).values())) == set()


def test_a_letter_goes_to_its_author_alone(town: Town) -> None:
    mail.outbox.clear()
    for letter in Letter.objects.all():
        letters.send(letter.pk)
    assert _sent(town) == [("author", {"lettersubject", "letterbody"})]
