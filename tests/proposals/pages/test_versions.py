"""The versions of a text compared word by word, by page and API, and the history beside them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commons.accounts.models import Role, User
from commons.moderation.domain import looking, redacting
from proposals.domain import drafts
from proposals.domain.together import authors, suggesting
from proposals.domain.together.reading import Source
from proposals.models import CoAuthor, Proposal, State
from tests.factories.accounts import official
from tests.factories.proposals import ResidentFactory
from tests.proposals.conftest import Town
from tests.proposals.pages.conftest import proposal_in

pytestmark = pytest.mark.django_db
Reader = Callable[..., Client]


@pytest.fixture
def proposal(town: Town, resident: User) -> Proposal:
    return proposal_in(town, State.RETURNED, author=resident, title="Penkki rantaan", what="Tukeva penkki.")


def page(client: Client, proposal: Proposal, query: str = "") -> str:
    answer = client.get(f"/proposals/{proposal.pk}/versions/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def told(client: Client, proposal: Proposal, query: str = "") -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"/api/v1/proposals/{proposal.pk}/versions/{query}").json()
    return answer


def read_out(html: str) -> str:
    """The first comparison as a screen reader reads it."""
    [found] = re.findall(r'<div class="difference"[^>]*>(.*?)</div>', html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", found).split())


@pytest.fixture
def changed(proposal: Proposal, resident: User) -> Proposal:
    """Changed by the author, by a co-author, and by a suggestion that the author took."""
    drafts.save(actor=resident, proposal=proposal, changes={"what": "Tukeva penkki rantaan."})
    friend = ResidentFactory(email="ystava@example.fi")
    invitation = authors.invite(actor=resident, proposal=proposal, email=friend.email)
    authors.accept(actor=friend, invitation=invitation)
    drafts.save(actor=friend, proposal=proposal, changes={"what": "Tukeva pöytä rantaan."})
    proposal.refresh_from_db()
    made = suggesting.suggest(
        actor=ResidentFactory(), proposal=proposal, field="what", text="Tukeva pöytä ja katos rantaan."
    )
    suggesting.take(actor=resident, suggestion=made)
    proposal.refresh_from_db()
    return proposal


def test_two_versions_are_compared_word_by_word_for_eyes_and_ears(reader: Reader, changed: Proposal) -> None:
    html = page(reader(), changed, "?from=2&to=3")
    assert read_out(html) == (
        "Tukeva removed: penkki end of what was removed added: pöytä end of what was added rantaan."
    )
    assert (html.count("<ins>"), html.count("<del>")) == (1, 1)
    assert "What was added is underlined, what was removed is struck through." in html
    [part] = told(reader(), changed, "?from=2&to=3")["compared"]
    assert part == {
        "field": "what",
        "differences": [
            {"kind": "same", "text": "Tukeva "},
            {"kind": "removed", "text": "penkki"},
            {"kind": "added", "text": "pöytä"},
            {"kind": "same", "text": " rantaan."},
        ],
    }


def test_each_version_says_what_made_it(reader: Reader, changed: Proposal) -> None:
    sources = [one["made_by"] for one in told(reader(), changed)["versions"]]
    assert sources[1:] == [Source.AUTHOR, Source.CO_AUTHOR, Source.SUGGESTION]
    html = page(reader(), changed).partition('id="each"')[2]
    places = [html.index(words) for words in ("As it was handed in", "The author<", "A co-author<")]
    assert places == sorted(places)
    assert "A suggested change that the authors took" in html
    # The history beside it names a co-author as such too, and what was taken as a suggestion.
    history = reader().get(f"/proposals/{changed.pk}/history/").content.decode()
    assert "A co-author" in history
    assert "Took a suggested change into the text" in history
    CoAuthor.objects.all().delete()
    Proposal.objects.filter(pk=changed.pk).update(author=None)
    assert [one["made_by"] for one in told(reader(), changed)["versions"]][1:] == [
        Source.AUTHOR,
        Source.AUTHOR,
        Source.SUGGESTION,
    ]


@pytest.mark.parametrize(
    ("query", "compared"),
    [
        ("", (3, 4)),
        ("?to=2", (1, 2)),
        ("?from=1", (1, 4)),
        ("?from=1&to=4", (1, 4)),
        ("?from=4&to=1", (1, 4)),
        ("?to=1", (1, 1)),
        ("?from=99&to=3", (2, 3)),
        ("?from=3&to=99", (3, 4)),
        ("?from=0&to=0", (3, 4)),
    ],
)
def test_first_last_and_unknown_numbers(
    reader: Reader, changed: Proposal, query: str, compared: tuple[int, int]
) -> None:
    first, second = compared
    html = page(reader(), changed, query)
    assert f"Version {second} compared with version {first}" in html
    assert ("These two are the same." in html) == (first == second)
    wanted = told(reader(), changed, f"?from={first}&to={second}")["compared"]
    assert told(reader(), changed, query)["compared"] == wanted
    assert bool(wanted) == (first != second)


@pytest.mark.parametrize("query", ["", "?from=1&to=1", "?from=x&to=99999999", "?from=0&to=-1", "?to=%00"])
def test_one_version_alone_says_so_and_opens_with_any_words(
    reader: Reader, proposal: Proposal, query: str
) -> None:
    html = page(reader(), proposal, query)
    assert ("The text has been the same" in html, "<select" in html, "<ins>" in html) == (True, False, False)
    assert len(told(reader(), proposal)["versions"]) == 1


def test_what_moderators_blacked_out_is_in_no_version(reader: Reader, changed: Proposal) -> None:
    moderator = official(Role.MODERATOR)
    case = looking.begin(actor=moderator, kind="proposal", target=changed.pk)
    redacting.redact(actor=moderator, case=case, words="pöytä")
    for query in ("", "?from=1&to=4", "?from=2&to=3"):
        html = page(reader(), changed, query)
        assert ("pöytä" in html, "▇▇▇" in html) == (False, True)
    assert "A moderator has blacked out words of this text." in html
    found = told(reader(), changed)
    assert [one["is_covered"] for one in found["versions"]] == [False, False, True, True]
    assert "pöytä" not in str(found)
    redacting.restore(actor=moderator, case=case)
    assert told(reader(), changed)["versions"][-1]["made_by"] == Source.MODERATION


def test_the_two_histories_lead_to_each_other(reader: Reader, town: Town, changed: Proposal) -> None:
    merged = proposal_in(town, State.SUBMITTED, title="Katos rantaan")
    Proposal.objects.filter(pk=merged.pk).update(state=State.MERGED, merged_into=changed)
    html = page(reader(), changed)
    for address in (f"/proposals/{changed.pk}/history/", f"/proposals/{merged.pk}/versions/"):
        assert f'href="{address}"' in html
        answer = reader().get(address).content.decode()
        back = (
            address.replace("history", "versions")
            if "history" in address
            else address.replace("versions", "history")
        )
        assert f'href="{back}"' in answer
    for pk in (changed.pk, merged.pk):
        page_of = reader().get(f"/proposals/{pk}/?original").content.decode()
        assert (f"/proposals/{pk}/history/" in page_of, f"/proposals/{pk}/versions/" in page_of) == (
            True,
            True,
        )


def test_hidden_ones_and_drafts_have_no_versions_for_others(
    reader: Reader, town: Town, changed: Proposal
) -> None:
    draft = proposal_in(town, State.DRAFT)
    Proposal.objects.filter(pk=changed.pk).update(hidden_at="2026-01-01T00:00Z", hidden_reason="insult")
    for pk in (draft.pk, changed.pk, 2**62):
        assert reader().get(f"/proposals/{pk}/versions/").status_code == 404
        assert reader().get(f"/api/v1/proposals/{pk}/versions/").status_code in (404, 451)


def test_thirty_versions_take_the_queries_of_one(reader: Reader, proposal: Proposal) -> None:
    events = apps.get_model("proposals", "ProposalEvent")._default_manager
    client = reader()

    def cost() -> list[int]:
        counts = []
        for address in (f"/proposals/{proposal.pk}/versions/", f"/api/v1/proposals/{proposal.pk}/versions/"):
            client.get(address)
            with CaptureQueriesContext(connection) as caught:
                client.get(address)
            counts.append(len(caught))
        return counts

    one, first = cost(), events.filter(pgh_obj=proposal.pk).first()
    for number in range(30):
        first.pk, first.pgh_id, first.what = None, None, f"Penkki {number}"
        first._state.adding = True
        first.save()
    assert (len(told(client, proposal)["versions"]), cost()) == (31, one)
