"""The page of one proposal: what it shows in each state, and its buttons for each person in each phase."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commons.accounts.models import Role, User
from commons.deliberation.domain import comments
from commons.deliberation.models import Comment, CommentKind
from commons.followup.models import Follower
from commons.process.models import PhaseKind
from proposals.domain import discussion, review, supports
from proposals.models import Proposal, State, Support
from tests.factories.process import CycleFactory, closed_phase, open_phase
from tests.factories.proposals import DraftFactory, ProposalFactory, ResidentFactory
from tests.proposals.conftest import Town, official
from tests.proposals.pages.conftest import proposal_in

pytestmark = pytest.mark.django_db
Reader = Callable[..., Client]
Count = Callable[..., Any]


@pytest.fixture
def proposal(town: Town) -> Proposal:
    return proposal_in(town, State.SUBMITTED, title="Penkki rantaan")


def page(client: Client, proposal: Proposal, query: str = "") -> str:
    answer = client.get(f"/proposals/{proposal.pk}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def act(client: Client, proposal: Proposal, what: str, **data: str) -> int:
    return client.post(f"/proposals/{proposal.pk}/{what}/", data).status_code


@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
def test_every_state_has_its_page_for_everybody(
    town: Town, reader: Reader, resident: User, reviewer: User, state: State
) -> None:
    proposal = proposal_in(town, state, author=resident, title="Penkki rantaan")
    for person in (None, ResidentFactory(), resident, reviewer):
        html = page(reader(person), proposal, "?original")
        assert "Penkki rantaan" in html
        assert f"state--{state}" in html
        assert re.search(rf"{state.label}\s*</span>", html)


def test_states_that_end_the_way_say_why(town: Town, reader: Reader) -> None:
    found = {
        state: page(reader(), proposal_in(town, state, public_reason="Arviointi", outcome_reason="Valtuusto"))
        for state in (State.WITHDRAWN, State.NOT_FEASIBLE, State.DROPPED, State.CANCELLED)
    }
    assert "Withdrawn by its author" in found[State.WITHDRAWN]
    assert "Why it cannot be carried out" in found[State.NOT_FEASIBLE]
    assert "Arviointi" in found[State.NOT_FEASIBLE]
    assert "Valtuusto" in found[State.DROPPED]
    assert "Why it was cancelled" in found[State.CANCELLED]


def test_what_is_not_public_is_not_found(town: Town, reader: Reader, resident: User) -> None:
    draft = DraftFactory(cycle=town.cycle, author=resident)
    secret = ProposalFactory(cycle=CycleFactory(is_published=False))
    for client in (reader(), reader(ResidentFactory())):
        for one in (draft, secret):
            for address in ("", "history/", "comments/", "support/"):
                method = client.get if address in ("", "history/") else client.post
                assert method(f"/proposals/{one.pk}/{address}").status_code == 404
        assert client.get("/proposals/999999999999999999999999/").status_code == 404
    own = reader(resident).get(f"/proposals/{draft.pk}/")
    assert own.headers["location"] == f"/proposals/{draft.pk}/edit/"


@pytest.mark.parametrize("kind", list(PhaseKind))
@pytest.mark.parametrize("who", ["nobody", "author", "resident", "reviewer"])
def test_who_is_offered_what_in_which_phase(
    town: Town, reader: Reader, resident: User, reviewer: User, who: str, kind: PhaseKind
) -> None:
    closed_phase(town.cycle, PhaseKind.PROPOSE)
    open_phase(town.cycle, kind)
    proposal = proposal_in(town, State.SUBMITTED, author=resident)
    people = {"nobody": None, "author": resident, "resident": ResidentFactory(), "reviewer": reviewer}
    html = page(reader(people[who]), proposal)
    offered = {
        "support": "Support this proposal" in html,
        "comment": 'name="text"' in html,
        "officially": 'name="officially"' in html,
        "withdraw": "Withdraw the proposal" in html,
    }
    supporting = kind in (PhaseKind.PROPOSE, PhaseKind.REVIEW, PhaseKind.DELIBERATE)
    talking = kind in (PhaseKind.PROPOSE, PhaseKind.DELIBERATE)
    assert offered == {
        "support": supporting and who != "author",
        "comment": talking or who == "reviewer",
        "officially": who == "reviewer",
        "withdraw": who == "author",
    }


@pytest.mark.parametrize("kind", list(PhaseKind))
def test_a_comment_that_comes_too_late_is_kept_in_its_form(
    town: Town, reader: Reader, resident: User, proposal: Proposal, kind: PhaseKind
) -> None:
    closed_phase(town.cycle, PhaseKind.PROPOSE)
    open_phase(town.cycle, kind)
    data = {"kind": "for", "text": "Hyvä ajatus", "language": "fi"}
    answer = reader(resident).post(f"/proposals/{proposal.pk}/comments/", data)
    if kind in (PhaseKind.PROPOSE, PhaseKind.DELIBERATE):
        assert (answer.status_code, Comment.objects.count()) == (302, 1)
    else:
        assert (answer.status_code, Comment.objects.count()) == (409, 0)
        assert "Hyvä ajatus" in answer.content.decode()
        assert 'id="error-summary"' in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"kind": "for", "text": "", "language": "fi"}, "Write something first."),
        ({"kind": "for", "text": "x" * 2001, "language": "fi"}, "The text is too long"),
        ({"text": "Ilman lajia", "language": "fi"}, "Choose what your comment is."),
        ({"kind": "nonsense", "text": "Outo laji", "language": "fi"}, "Choose what your comment is."),
        ({"kind": "for", "text": "Outo kieli", "language": "??"}, "Choose the language of your text."),
    ],
)
def test_a_comment_that_does_not_fit_is_told_and_kept(
    reader: Reader, resident: User, proposal: Proposal, data: dict[str, str], words: str
) -> None:
    answer = reader(resident).post(f"/proposals/{proposal.pk}/comments/", data)
    html = answer.content.decode()
    assert (answer.status_code, words in html, data["text"] in html) == (400, True, True)
    assert not Comment.objects.exists()


def test_a_comment_is_shown_where_it_belongs_and_sent_once(
    reader: Reader, resident: User, proposal: Proposal
) -> None:
    client = reader(resident)
    data = {
        "kind": "against",
        "text": "Liian kallis",
        "language": "fi",
        "key": "0b5a1d6e-0000-4000-8000-000000000001",
    }
    for _click in range(2):
        answer = client.post(f"/proposals/{proposal.pk}/comments/", data)
    made = Comment.objects.get()
    assert answer.headers["location"] == f"/proposals/{proposal.pk}/?order=newest#comment-{made.pk}"
    html = page(reader(), proposal)
    assert html.index("pair__side--against") < html.index("Liian kallis") < html.index('id="write"')
    assert 'lang="fi">' in html


def test_a_comment_without_an_account_survives_signing_in(
    reader: Reader, resident: User, proposal: Proposal
) -> None:
    client = reader()
    data = {"kind": "for", "text": "Kirjoitin tämän ensin", "language": "fi"}
    answer = client.post(f"/proposals/{proposal.pk}/comments/", data)
    assert answer.headers["location"].startswith("/accounts/login/")
    client.force_login(resident, backend="django.contrib.auth.backends.ModelBackend")
    assert "Kirjoitin tämän ensin" in client.get("/accounts/continue/").content.decode()


def test_replies_and_answers_of_the_town(
    town: Town, reader: Reader, resident: User, reviewer: User, proposal: Proposal
) -> None:
    question = discussion.comment(
        actor=resident, proposal=proposal, kind=CommentKind.QUESTION, text="Kuka huoltaa?", language="fi"
    )
    form = page(reader(reviewer), proposal, f"?reply={question.pk}")
    assert f'name="reply_to" value="{question.pk}"' in form
    data = {"reply_to": str(question.pk), "text": "Puistot huoltaa.", "language": "fi", "officially": "1"}
    assert act(reader(reviewer), proposal, "comments", **data) == 302
    stored = Comment.objects.values("kind", "reply_to", "is_official").get(text="Puistot huoltaa.")
    assert stored == {"kind": "question", "reply_to": question.pk, "is_official": True}
    html = page(reader(), proposal)
    assert html.index("Kuka huoltaa?") < html.index("The town answers") < html.index("Puistot huoltaa.")
    claim = {"kind": "for", "text": "Muka virallinen", "language": "fi", "officially": "1"}
    assert act(reader(resident), proposal, "comments", **claim) == 403
    assert not Comment.objects.filter(text="Muka virallinen").exists()


@pytest.mark.parametrize("wanted", ["0", "x", "-1", "999999999999999999999", "%00"])
def test_a_reply_to_nothing_is_a_comment_form(reader: Reader, proposal: Proposal, wanted: str) -> None:
    assert 'name="reply_to"' not in page(reader(), proposal, f"?reply={wanted}&order=x&page=y")


def test_ones_own_comment_is_corrected_for_a_quarter_of_an_hour(
    reader: Reader, resident: User, proposal: Proposal
) -> None:
    mine = discussion.comment(
        actor=resident, proposal=proposal, kind=CommentKind.FOR, text="Hyvvä", language="fi"
    )
    address = f"/proposals/{proposal.pk}/comments/{mine.pk}/"
    assert f'href="{address}"' in page(reader(resident), proposal)
    assert f'href="{address}"' not in page(reader(ResidentFactory()), proposal)
    assert reader(ResidentFactory()).post(address, {"text": "Ilkeä"}).status_code == 404
    assert reader().get(address).headers["location"].startswith("/accounts/login/")
    assert "Hyvvä" in reader(resident).get(address).content.decode()
    assert reader(resident).post(address, {"text": ""}).status_code == 400
    assert reader(resident).post(address, {"text": "Hyvä"}).status_code == 302
    assert Comment.objects.get().text == "Hyvä"
    Comment.objects.update(created_at="2020-01-01T00:00:00Z")
    late = reader(resident).post(address, {"text": "Myöhässä"})
    assert (late.status_code, "Myöhässä" in late.content.decode()) == (409, True)


def test_a_hidden_comment_gives_its_reason(
    town: Town, reader: Reader, resident: User, proposal: Proposal
) -> None:
    made = discussion.comment(
        actor=resident, proposal=proposal, kind=CommentKind.FOR, text="Ruma sana", language="fi"
    )
    comments.hide(actor=official(Role.MODERATOR), comment=made, reason="Loukkaava")
    html = page(reader(), proposal)
    assert ("Ruma sana" in html, "Hidden: Loukkaava" in html) == (False, True)


def test_support_and_taking_it_back(reader: Reader, resident: User, proposal: Proposal) -> None:
    client = reader(resident)
    for _click in range(2):
        assert act(client, proposal, "support") == 302
    html = page(client, proposal)
    assert 'data-live="supports">1</b>' in html
    assert "Take my support back" in html
    assert "Stop following" in html
    assert act(client, proposal, "unsupport") == 302
    assert (Support.objects.count(), "Support this proposal" in page(client, proposal)) == (0, True)


def test_support_that_is_refused_says_why(
    town: Town, reader: Reader, resident: User, proposal: Proposal
) -> None:
    own = proposal_in(town, State.SUBMITTED, author=resident)
    answer = reader(resident).post(f"/proposals/{own.pk}/support/", follow=True)
    assert "This is your own proposal" in answer.content.decode()
    closed_phase(town.cycle, PhaseKind.PROPOSE)
    answer = reader(resident).post(f"/proposals/{proposal.pk}/support/", follow=True)
    assert "This is not open now" in answer.content.decode()
    assert (
        reader().post(f"/proposals/{proposal.pk}/support/").headers["location"].startswith("/accounts/login/")
    )
    assert not Support.objects.exists()


def test_following_and_stopping(reader: Reader, resident: User, proposal: Proposal) -> None:
    client = reader(resident)
    assert act(client, proposal, "follow") == 302
    assert "Stop following" in page(client, proposal)
    assert act(client, proposal, "unfollow") == 302
    assert not Follower.objects.filter(stopped_at=None).exists()


def test_buttons_opened_as_pages_lead_to_the_proposal(reader: Reader, proposal: Proposal) -> None:
    for what in ("support", "unsupport", "follow", "unfollow"):
        answer = reader().get(f"/proposals/{proposal.pk}/{what}/")
        assert answer.headers["location"] == f"/proposals/{proposal.pk}/"


def test_a_long_talk_has_pages_that_keep_their_order(
    reader: Reader, proposal: Proposal, resident: User
) -> None:
    Comment.objects.bulk_create(
        Comment(thread=proposal.thread, author=resident, kind="for", text=f"Kommentti {n:02}", language="fi")
        for n in range(45)
    )
    client = reader()
    told = [set(re.findall(r"Kommentti \d\d", page(client, proposal, f"?page={n}"))) for n in (1, 2, 3)]
    assert [len(one) for one in told] == [20, 20, 5]
    assert len(set.union(*told)) == 45
    assert "Page 2 of 3" in page(client, proposal, "?page=2")
    assert "Kommentti 44" in page(client, proposal, "?order=newest")


def test_the_history_tells_what_changed_and_no_names(
    town: Town, reader: Reader, coordinator: User, resident: User
) -> None:
    proposal = proposal_in(town, State.SUBMITTED, author=resident)
    review.return_for_completion(actor=coordinator, proposal=proposal, request="Kerro lisää")
    html = reader().get(f"/proposals/{proposal.pk}/history/").content.decode()
    assert "Returned it for completion" in html
    assert "An official" in html
    for secret in ("Kerro lisää", coordinator.email, str(coordinator)):
        assert secret not in html


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(("who", "queries"), [("nobody", 7), ("resident", 10)])
def test_the_page_takes_as_many_queries_for_one_comment_as_for_thirty(
    town: Town, reader: Reader, proposal: Proposal, number: int, who: str, queries: int,
    django_assert_num_queries: Count,
) -> None:  # fmt: skip
    for _number in range(number):
        Comment.objects.create(
            thread=proposal.thread, author=ResidentFactory(), kind="for", text="Hyvä", language="fi"
        )
    client = reader(None if who == "nobody" else ResidentFactory())
    with django_assert_num_queries(queries):
        page(client, proposal)


def test_my_page_has_my_drafts_proposals_supported_and_followed(
    town: Town, reader: Reader, resident: User
) -> None:
    client = reader(resident)
    assert "You have not proposed" in client.get("/me/").content.decode()
    DraftFactory(cycle=town.cycle, author=resident, title="Luonnos")
    proposal_in(town, State.RETURNED, author=resident, title="Täydennettävä")
    supports.support(actor=resident, proposal=proposal_in(town, State.SUBMITTED, title="Kannatettu"))
    act(client, proposal_in(town, State.SUBMITTED, title="Seurattu"), "follow")
    proposal_in(town, State.SUBMITTED, title="Muiden")
    html = client.get("/me/").content.decode()
    wanted = ["Täydennettävä", "Luonnos", "What I support", "Kannatettu", "What I follow", "Seurattu"]
    assert [word for word in wanted if word not in html] == []
    assert sorted(wanted, key=html.index) == wanted
    assert "Muiden" not in html


@pytest.mark.parametrize("number", [1, 30])
def test_my_page_takes_as_many_queries_for_one_as_for_thirty(
    town: Town, reader: Reader, resident: User, number: int, django_assert_num_queries: Count
) -> None:
    for _number in range(number):
        DraftFactory(cycle=town.cycle, author=resident)
        supports.support(actor=resident, proposal=ProposalFactory(cycle=town.cycle))
    client = reader(resident)
    with django_assert_num_queries(12):
        client.get("/me/")


def test_words_and_names_are_shown_in_their_own_direction(town: Town, reader: Reader) -> None:
    author = ResidentFactory.create(display_name="مثال")
    mine = ProposalFactory.create(
        cycle=town.cycle, author=author, language="ar", title="مطبخ", what="مطبخ للحي", why="سبب", for_whom=""
    )
    page = reader().get(f"/proposals/{mine.pk}/").content.decode()
    assert "<bdi>مثال</bdi>" in page
    assert '<div lang="ar" dir="auto"><p>مطبخ للحي</p></div>' in page
    assert '<div lang="ar" dir="auto"><p>سبب</p></div>' in page
