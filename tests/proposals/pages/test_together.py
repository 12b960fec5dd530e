"""The pages of working together: invitations, suggestions, versions."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commons.accounts.models import User
from proposals.domain import drafts
from proposals.domain.together import authors, suggesting
from proposals.models import CoAuthor, CoAuthorState, Proposal, State, Suggestion, SuggestionState
from tests.factories.proposals import ResidentFactory
from tests.proposals.conftest import Town
from tests.proposals.pages.conftest import hidden, proposal_in

pytestmark = pytest.mark.django_db
Reader = Callable[..., Client]


@pytest.fixture
def proposal(town: Town, resident: User) -> Proposal:
    return proposal_in(town, State.RETURNED, author=resident, title="Penkki rantaan")


def test_a_co_author_is_invited_accepts_and_is_named(
    reader: Reader, resident: User, proposal: Proposal
) -> None:
    mine, address = reader(resident), f"/proposals/{proposal.pk}/together/"
    refused = mine.post(address, {"email": "ei osoite"})
    assert (refused.status_code, "ei osoite" in refused.content.decode()) == (400, True)
    assert mine.post(address, {"email": "ystava@example.fi"}).status_code == 302
    assert "ystava@example.fi" in mine.get(address).content.decode()
    link = f"/proposals/together/{authors.word_of(CoAuthor.objects.get())}/"
    assert reader().post(link, {"answer": "accept"}).headers["location"].startswith("/accounts/")
    friend = reader(ResidentFactory(display_name="Ystävä Kallio"))
    assert "asks you to be a co-author" in friend.get(link).content.decode()
    assert friend.post(link, {"answer": "accept"}).status_code == 302
    assert "Ystävä Kallio" in reader().get(f"/proposals/{proposal.pk}/").content.decode()
    assert friend.get(f"/proposals/{proposal.pk}/edit/what/").status_code == 200
    over = friend.get(link)
    assert (over.status_code, "This invitation is over" in over.content.decode()) == (409, True)
    end = f"{address}{CoAuthor.objects.get().pk}/end/"
    assert friend.post(end).headers["location"] == f"/proposals/{proposal.pk}/"
    assert friend.get(address).status_code == 403


def test_an_invitation_is_declined_without_an_account(
    reader: Reader, resident: User, proposal: Proposal
) -> None:
    invitation = authors.invite(actor=resident, proposal=proposal, email="ystava@example.fi")
    link = f"/proposals/together/{authors.word_of(invitation)}/"
    assert reader().post(link, {"answer": "decline"}).status_code == 302
    assert CoAuthor.objects.get().state == CoAuthorState.DECLINED
    assert reader().get("/proposals/together/keksitty/").status_code == 409


def test_a_change_is_suggested_seen_word_by_word_and_taken(
    reader: Reader, resident: User, proposal: Proposal
) -> None:
    other = ResidentFactory()
    client, address = reader(other), f"/proposals/{proposal.pk}/suggest/?field=what"
    html = client.get(address).content.decode()
    assert "Tukeva penkki, jossa on selkänoja." in html
    data = {"before": hidden(html, "before"), "text": "Tukeva penkki, jossa on pöytä.", "note": "Eväille."}
    assert client.post(address, data).status_code == 302
    mine = reader(resident)
    workshop = mine.get(f"/proposals/{proposal.pk}/together/").content.decode()
    for words in ("<ins>", "pöytä", "<del>", "selkänoja", "Eväille."):
        assert words in workshop
    answer = f"/proposals/{proposal.pk}/suggestions/{Suggestion.objects.get().pk}/"
    refused = mine.post(answer, {"answer": "decline", "reason": ""})
    assert (refused.status_code, "Write why" in refused.content.decode()) == (400, True)
    assert mine.post(answer, {"answer": "take"}).status_code == 302
    proposal.refresh_from_db()
    assert proposal.what == "Tukeva penkki, jossa on pöytä."
    versions = reader().get(f"/proposals/{proposal.pk}/versions/").content.decode()
    assert "The text has had 2 versions" in versions
    assert "<ins>" in versions


def test_a_suggestion_that_does_not_fit_is_told_and_kept(
    reader: Reader, resident: User, proposal: Proposal
) -> None:
    client, address = reader(ResidentFactory()), f"/proposals/{proposal.pk}/suggest/?field=what"
    before = hidden(client.get(address).content.decode(), "before")
    same = client.post(address, {"before": before, "text": proposal.what})
    assert (same.status_code, "Change something in the text first" in same.content.decode()) == (400, True)
    drafts.save(actor=resident, proposal=proposal, changes={"what": "Muuttui välissä."})
    late = client.post(address, {"before": before, "text": "Oma ehdotukseni."})
    assert (late.status_code, "Oma ehdotukseni." in late.content.decode()) == (409, True)
    assert not Suggestion.objects.exists()


def test_only_the_authors_and_the_suggester_see_a_suggestion(
    reader: Reader, resident: User, proposal: Proposal
) -> None:
    other = ResidentFactory()
    made = suggesting.suggest(actor=other, proposal=proposal, field="why", text="Salainen perustelu.")
    for client, sees in (
        (reader(resident), False),
        (reader(other), True),
        (reader(ResidentFactory()), False),
    ):
        html = client.get(f"/proposals/{proposal.pk}/suggest/").content.decode()
        assert ("Salainen" in html) == sees
    answer = f"/proposals/{proposal.pk}/suggestions/{made.pk}/"
    assert reader(ResidentFactory()).post(answer, {"answer": "take"}).status_code == 403
    assert reader(ResidentFactory()).post(answer, {"answer": "back"}).status_code == 404
    assert reader(other).post(answer, {"answer": "back"}).status_code == 302
    assert Suggestion.objects.get().state == SuggestionState.WITHDRAWN


def test_the_authors_page_takes_as_many_queries_for_one_suggestion_as_for_many(
    reader: Reader, resident: User, proposal: Proposal
) -> None:
    client, counts = reader(resident), []
    for number in (1, 20):
        for _one in range(number):
            suggesting.suggest(
                actor=ResidentFactory(), proposal=proposal, field="why", text="Toinen perustelu."
            )
        with CaptureQueriesContext(connection) as found:
            client.get(f"/proposals/{proposal.pk}/together/")
        counts.append(len(found))
    assert counts[0] == counts[1]
