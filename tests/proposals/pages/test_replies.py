"""Many replies to one comment: they come by pages, without scripts, and nothing typed is lost."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from commons.accounts.models import User
from commons.deliberation.models import Comment
from commons.process.models import PhaseKind
from proposals.models import Proposal, State
from tests.factories.process import closed_phase, open_phase
from tests.factories.proposals import ResidentFactory
from tests.proposals.conftest import Town
from tests.proposals.pages.conftest import proposal_in

pytestmark = pytest.mark.django_db
Reader = Callable[..., Client]


@pytest.fixture
def proposal(town: Town) -> Proposal:
    return proposal_in(town, State.SUBMITTED, title="Penkki rantaan")


@pytest.fixture
def argument(proposal: Proposal) -> Comment:
    made: Comment = Comment.objects.create(
        thread=proposal.thread, author=ResidentFactory(), kind="for", text="Vanhat jaksavat perille."
    )
    return made


@pytest.fixture
def replies(argument: Comment) -> list[Comment]:
    return Comment.objects.bulk_create(
        Comment(
            thread=argument.thread,
            author=argument.author,
            kind="for",
            text=f"Vastaus {n:02}",
            reply_to=argument,
        )
        for n in range(30)
    )


def shown(html: str) -> list[str]:
    return re.findall(r"Vastaus \d\d", html)


def button(html: str) -> str:
    """Where the button for more replies leads."""
    [address] = re.findall(r'formaction="([^"]+)" name="more"', html)
    return str(address).replace("&amp;", "&")


def test_more_replies_come_at_a_press_and_what_is_typed_stays(
    reader: Reader, proposal: Proposal, replies: list[Comment], resident: User
) -> None:
    client = reader(resident)
    first = client.get(f"/proposals/{proposal.pk}/").content.decode()
    assert (len(shown(first)), "Show 20 more replies" in first) == (3, True)
    typed = {"more": "1", "kind": "against", "text": "Kesken jäänyt ajatus", "language": "sv"}
    answer = client.post(button(first), typed)
    html = answer.content.decode()
    assert (answer.status_code, shown(html)[:3], len(set(shown(html)))) == (200, shown(first), 23)
    assert ("Show 7 more replies" in html, "Kesken jäänyt ajatus" in html) == (True, True)
    assert re.search(r'value="against"[^>]*checked', html)
    assert re.search(r'<option value="sv" selected', html)
    assert Comment.objects.count() == 31
    # The reader stays at the reply that was the last one.
    last = next(one.pk for one in replies if one.text == shown(first)[-1])
    assert button(first).endswith(f"#comment-{last}")
    whole = client.post(button(html), typed).content.decode()
    assert (len(set(shown(whole))), 'name="more"' in whole) == (30, False)


def test_what_is_typed_becomes_a_reply_at_a_press_and_a_comment_again(
    reader: Reader, proposal: Proposal, replies: list[Comment], argument: Comment
) -> None:
    client = reader()
    place = {"order": "fair", "page": "1", "seed": "7", "replies": f"{argument.pk}.1.23"}
    typed = {"kind": "against", "text": "Kesken jäänyt ajatus", "language": "sv", **place}
    html = client.get(f"/proposals/{proposal.pk}/").content.decode()
    [(address, wanted)] = re.findall(r'form="say" formaction="([^"]+)" name="reply" value="(\d+)"', html)
    reply = client.post(address, {**typed, "reply": wanted}).content.decode()
    back = client.post(address, {**typed, "reply_to": wanted, "reply": ""}).content.decode()
    to = f'name="reply_to" value="{argument.pk}"'
    assert [(to in one, "Kesken jäänyt ajatus" in one, len(set(shown(one)))) for one in (reply, back)] == [
        (True, True, 23),
        (False, True, 23),
    ]
    assert 'type="hidden" name="kind" value="against"' in reply
    assert re.search(r'value="against"[^>]*checked', back)
    assert Comment.objects.count() == 31
    junk = [client.post(address, {**typed, "reply": one}).status_code for one in ("x", "\x00", "9" * 40)]
    assert junk == [200] * 3


def test_where_nobody_may_write_more_replies_are_a_link(
    town: Town, reader: Reader, proposal: Proposal, replies: list[Comment]
) -> None:
    closed_phase(town.cycle, PhaseKind.PROPOSE)
    open_phase(town.cycle, PhaseKind.REVIEW)
    html = reader().get(f"/proposals/{proposal.pk}/").content.decode()
    [address] = re.findall(r'argument__more"><a class="button button--small" href="([^"]+)"', html)
    further = reader().get(address.replace("&amp;", "&").split("#")[0]).content.decode()
    assert (shown(further)[:3], len(shown(further))) == (shown(html), 23)


def test_a_reply_has_an_address_that_opens_its_page(
    reader: Reader, proposal: Proposal, replies: list[Comment], argument: Comment
) -> None:
    for one in replies[::7]:
        html = reader().get(f"/proposals/{proposal.pk}/?comment={one.pk}").content.decode()
        assert (f'id="comment-{one.pk}"' in html, len(shown(html)) <= 20) == (True, True)


def test_a_sent_reply_is_on_the_page_that_follows(
    reader: Reader, proposal: Proposal, replies: list[Comment], argument: Comment, resident: User
) -> None:
    client = reader(resident)
    data = {"text": "Minunkin mielestäni", "language": "fi", "reply_to": str(argument.pk)}
    place = f"?order=fair&page=1&seed=7&replies={argument.pk}.1.23"
    answer = client.post(f"/proposals/{proposal.pk}/comments/{place}", data)
    assert answer.status_code == 302
    assert "Minunkin mielestäni" in client.get(answer.headers["location"].split("#")[0]).content.decode()


def test_a_merged_proposals_comments_keep_their_addresses(
    town: Town, reader: Reader, proposal: Proposal, argument: Comment
) -> None:
    lead = proposal_in(town, State.SUBMITTED)
    Proposal.objects.filter(pk=proposal.pk).update(state=State.MERGED, merged_into=lead)
    answer = reader().get(f"/proposals/{proposal.pk}/?comment={argument.pk}")
    sought = f"comment={argument.pk}#comment-{argument.pk}"
    assert answer.headers["location"] == f"/proposals/{lead.pk}/?merged={proposal.pk}&{sought}"
    there = reader().get(answer.headers["location"].split("#")[0]).content.decode()
    assert f'id="comment-{argument.pk}"' in there


@pytest.mark.parametrize(
    "junk",
    [
        *("replies=x", "replies=1", "replies=1.2.3.4", "replies=1.9.2", "replies=1.1.999999", "replies=.."),
        *("replies=99999999999999999999.1.3", "replies=%00.1.2", "comment=x", "comment=0"),
        "comment=999999999999999999",
    ],
)
def test_junk_in_the_address_is_passed_over(
    reader: Reader, proposal: Proposal, replies: list[Comment], junk: str
) -> None:
    answer = reader().get(f"/proposals/{proposal.pk}/?{junk}")
    assert (answer.status_code, len(shown(answer.content.decode()))) == (200, 3)


def test_the_api_tells_replies_by_pages(
    reader: Reader, proposal: Proposal, replies: list[Comment], argument: Comment
) -> None:
    client, base = reader(), f"/api/v1/proposals/{proposal.pk}/comments/"
    [told] = client.get(f"{base}?seed=7").json()["comments"]
    assert (told["reply_count"], len(told["replies"])) == (30, 3)
    pages = [client.get(f"{base}{argument.pk}/replies/?seed=7&page={number}").json() for number in (1, 2)]
    assert [(one["page"], one["pages"], one["count"], len(one["replies"])) for one in pages] == [
        (1, 2, 30, 20),
        (2, 2, 30, 10),
    ]
    ids = [reply["id"] for one in pages for reply in one["replies"]]
    assert (ids[:3], set(ids)) == ([reply["id"] for reply in told["replies"]], {one.pk for one in replies})
    [found] = client.get(f"{base}?comment={ids[-1]}&seed=7").json()["comments"]
    assert ids[-1] in [reply["id"] for reply in found["replies"]]
    assert client.get(f"{base}{argument.pk}/replies/?order=x").status_code == 400
    assert client.get(f"{base}{2**62}/replies/").status_code == 404
