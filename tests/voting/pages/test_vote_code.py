"""Entering a code, being asked for it again, being forgotten, and what nobody else may see."""

import time
from typing import Any

import pytest
from django.test import Client

from commons.accounts.models import Role
from commons.accounts.permissions import operator
from commons.process.models import PhaseKind
from tests.factories.accounts import UserFactory, official
from tests.factories.process import closed_phase, coming_phase, open_phase
from tests.factories.voting import ElectionFactory, RollEntryFactory
from tests.voting.polling import Polling, Visitor
from voting.domain import codes, letter_code, voters
from voting.domain.voters import Voter
from voting.models import BallotDraft

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    ["{code}", "  {lower} ", "{bare}", "{spaced}"],
)
def test_the_field_for_the_code_is_forgiving(typed: str) -> None:
    vote = Polling()
    bare = vote.code.replace("-", "")
    spaced = " ".join(bare[place : place + 5] for place in range(0, 16, 5))

    answer = Visitor().post(
        "/vote/", {"code": typed.format(code=vote.code, lower=vote.code.lower(), bare=bare, spaced=spaced)}
    )

    assert (answer.status_code, answer["Location"]) == (302, vote.url)


def wrong_check(code: str) -> str:
    last = next(c for c in letter_code.ALPHABET if c != code[-1])
    return code[:-1] + last


@pytest.mark.parametrize(
    ("make", "status", "words"),
    [
        (lambda vote: "", 400, "Type the 16 characters of your letter."),
        (lambda vote: wrong_check(vote.code), 400, "One character is wrong, or two have changed places."),
        (lambda vote: vote.code[:-1], 400, "You typed 15."),
        (lambda vote: letter_code.draw(), 400, "We do not know this code."),
        (lambda vote: "Ä" * 300, 400, "Ensure this value has at most 200 characters"),
        (lambda vote: "A\x00B", 400, "Null characters are not allowed."),
    ],
)
def test_a_code_that_does_not_work_is_explained_and_stays_in_the_field(
    make: Any, status: int, words: str
) -> None:
    vote = Polling()
    typed = make(vote)
    visitor = Visitor()

    for url in ("/vote/", vote.url):
        answer = visitor.post(url, {"code": typed})
        assert answer.status_code == status
        assert words in answer.content.decode()
    if "\x00" not in typed:
        assert f'value="{typed}"' in answer.content.decode() or not typed
    assert visitor.get(vote.choose_url()).status_code == 302


def test_a_replaced_code_says_that_a_newer_letter_is_on_its_way() -> None:
    vote = Polling()
    codes.replace(actor=operator(), entry=vote.entry)

    answer = Visitor().post("/vote/", {"code": vote.code})

    assert answer.status_code == 409
    assert "This code no longer works" in answer.content.decode()


def test_wrong_codes_are_slowed_down_and_a_right_one_still_works() -> None:
    vote = Polling()
    visitor = Visitor()

    answers = [visitor.post("/vote/", {"code": letter_code.draw()}).status_code for _try in range(61)]

    assert answers == [400] * 60 + [429]
    assert vote.visitor().get(vote.url).status_code == 302


def test_the_code_of_another_vote_is_not_taken_on_the_page_of_this_one() -> None:
    vote, other = Polling(), Polling()

    answer = Visitor().post(vote.url, {"code": other.code})

    assert answer.status_code == 400
    assert "We do not know this code" in answer.content.decode()


@pytest.mark.parametrize(
    ("move", "words"), [(coming_phase, "This vote opens on"), (closed_phase, "This vote closed on")]
)
def test_outside_the_vote_every_page_says_when(move: Any, words: str) -> None:
    vote = Polling()
    visitor = vote.visitor()
    move(vote.cycle, PhaseKind.VOTE)

    for page in (vote.url, vote.choose_url(), vote.url + "review/", vote.url + "receipt/"):
        assert words in visitor.page(page)


def test_before_the_rules_are_published_nobody_can_choose() -> None:
    election = ElectionFactory()
    RollEntryFactory(election=election)
    (new,) = codes.make_batch(actor=operator(), election=election).codes
    visitor = Visitor()

    answer = visitor.post("/vote/", {"code": new.code}, follow=True)

    assert answer.status_code == 200
    assert "It is not decided yet when this vote opens." in answer.content.decode()


def test_a_vote_of_an_unpublished_year_is_nowhere() -> None:
    vote = Polling()
    vote.cycle.is_published = False
    vote.cycle.save()
    visitor = Visitor()

    statuses = [
        visitor.get(vote.url + page).status_code
        for page in ("", "turnout/", "rules/", "rules.json", "check/", "review/")
    ]

    assert statuses == [404] * 6
    assert visitor.post("/vote/", {"code": vote.code}).status_code == 409


def test_after_half_an_hour_the_code_is_asked_again_and_the_choices_are_kept(monkeypatch: Any) -> None:
    vote = Polling()
    visitor = vote.visitor()
    fields = visitor.hidden(vote.choose_url())
    later = time.time() + voters.IDLE_SECONDS + 1
    monkeypatch.setattr(voters.time, "time", lambda: later)

    saved = visitor.post(vote.choose_url() + "save/", fields | {"choice": [vote.own[0].pk]})
    sent = visitor.post(vote.choose_url(), fields | {"choice": [vote.own[0].pk, vote.own[1].pk]})

    assert saved.status_code == 200
    assert sent.status_code == 302
    asked = visitor.page(sent["Location"])
    assert "Enter your code once more" in asked
    back = visitor.post(sent["Location"], {"code": vote.code, "next": vote.choose_url()})
    assert back["Location"] == vote.choose_url()
    assert visitor.page(vote.choose_url()).count('" checked>') == 2


@pytest.mark.parametrize(
    "bad", ["https://evil.example/", "//evil.example/", "/vote/other/", "/accounts/login/"]
)
def test_after_the_code_one_is_led_nowhere_else(bad: str) -> None:
    vote = Polling()

    answer = Visitor().post(vote.url, {"code": vote.code, "next": bad})

    assert answer["Location"] == vote.url


def test_who_is_done_is_forgotten_on_this_device() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])

    answer = visitor.post("/vote/leave/", follow=True)

    assert "This device has forgotten you." in answer.content.decode()
    assert visitor.get(vote.url + "review/").status_code == 302
    assert "NOT YET CAST" not in visitor.page("/about/")
    assert BallotDraft.objects.exists()


def test_a_page_left_open_by_one_person_never_acts_for_the_next() -> None:
    vote = Polling()
    RollEntryFactory(election=vote.election, area=vote.here)
    neighbours = vote.new_code()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    left_open = visitor.hidden(vote.choose_url())
    left_review = visitor.hidden(vote.url + "review/", "key")
    visitor.post("/vote/", {"code": neighbours})

    answers = [
        visitor.post(vote.choose_url(), left_open | {"choice": [vote.own[1].pk]}),
        visitor.post(vote.choose_url() + "save/", left_open | {"choice": [vote.own[1].pk]}),
        visitor.post(vote.url + "review/", left_review),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert "Another code has been entered in this browser" in answers[0].content.decode()
    assert vote.own[0].proposal.title not in visitor.page(vote.url + "review/")
    assert list(BallotDraft.objects.values_list("pk", flat=True)) == [vote.entry.pk]
    assert vote.box() == []


def test_the_session_key_changes_with_the_code() -> None:
    vote = Polling()
    visitor = vote.visitor()
    before = visitor.cookies["sessionid"].value

    visitor.post("/vote/", {"code": vote.code})

    assert visitor.cookies["sessionid"].value != before
    assert visitor.cookies["sessionid"]["max-age"] == ""


def test_the_bar_is_on_other_pages_only_for_the_voter_with_an_uncast_draft() -> None:
    vote = Polling()
    visitor = vote.visitor()
    nothing_chosen = visitor.page("/about/")
    visitor.choose(vote.choose_url(), vote.own[0])
    chosen = visitor.page("/about/")
    visitor.cast(vote.url + "review/")
    cast = visitor.page("/about/")

    assert ["NOT YET CAST" in page for page in (nothing_chosen, chosen, cast, Visitor().page("/about/"))] == [
        False,
        True,
        False,
        False,
    ]
    assert f'href="{vote.url}review/"' in chosen


def test_forms_from_elsewhere_are_stopped() -> None:
    vote = Polling()
    strict = Client(enforce_csrf_checks=True)

    statuses = [
        strict.post(url, {"code": vote.code}).status_code
        for url in ("/vote/", vote.url, "/vote/leave/", vote.choose_url(), vote.url + "review/")
    ]

    assert statuses == [403] * 5


@pytest.mark.parametrize(
    "page", ["", "turnout/", "rules/", "check/", "review/", "receipt/", "ballot/nowhere/"]
)
@pytest.mark.parametrize("query", ["?next=%00", "?again=%ff", "?q=" + "x" * 3000])
def test_junk_in_the_address_breaks_nothing(page: str, query: str) -> None:
    vote = Polling()

    for visitor in (Visitor(), vote.visitor()):
        assert visitor.get(vote.url + page + query).status_code in (200, 302, 400, 404)


WHO = ["anonymous", "resident", "coordinator", "vote clerk", "voter of another vote"]


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("move", [open_phase, coming_phase, closed_phase])
def test_nobody_but_the_voter_sees_or_does_what_is_the_voters(who: str, move: Any) -> None:
    vote = Polling()
    move(vote.cycle, PhaseKind.VOTE)
    visitor = Polling().visitor() if who == "voter of another vote" else Visitor()
    if who in ("resident", "coordinator", "vote clerk"):
        role = {"coordinator": Role.COORDINATOR, "vote clerk": Role.VOTE_CLERK}.get(who)
        user = official(role) if role else UserFactory()
        visitor.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    mark = Voter(vote.entry.pk, vote.election.pk).mark
    sent = {"voter": mark, "choice": [f"{vote.own[0].pk}:1"], "key": "k", "seen": "0", "go": "next"}

    pages = [vote.choose_url(), vote.url + "review/", vote.url + "receipt/"]
    seen = [visitor.get(page) for page in pages]
    done = [visitor.post(page, sent) for page in pages]
    saved = visitor.post(vote.choose_url() + "save/", sent | {"choice": [vote.own[0].pk]})

    assert [answer.status_code for answer in seen + done] == [302] * 6
    assert {answer["Location"].split("?")[0] for answer in seen + done} == {vote.url}
    assert (saved.status_code, saved.json()["code"]) == (403, "voter-needed")
    assert not BallotDraft.objects.filter(entry=vote.entry).exists()
    assert vote.box() == []


@pytest.mark.parametrize("how", ["replaced", "called back"])
def test_a_code_that_works_no_more_ends_the_visits_that_it_began_at_once(how: str) -> None:
    vote = Polling()
    visitor, program = vote.visitor(), vote.program()
    visitor.choose(vote.choose_url(), vote.own[0])
    fields = visitor.hidden(vote.url + "review/", "key")

    if how == "replaced":
        codes.replace(actor=operator(), entry=vote.entry)
    else:
        batch = vote.election.code_batches.get()
        codes.revoke_batch(actor=operator(), batch=batch, reason="Kirjeet varastettiin.")

    cast = visitor.post(vote.url + "review/", fields, follow=True)
    assert "The code that you entered here no longer works" in cast.content.decode()
    answer = program.post(
        vote.api + "cast/",
        {"choices": [{"project": vote.own[0].pk}]},
        format="json",
        headers={"Idempotency-Key": "k"},
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "code-ended")
    assert vote.box() == []
    assert BallotDraft.objects.count() == 1


def test_a_whole_care_home_votes_behind_one_address_while_somebody_there_guesses() -> None:
    vote = Polling()
    people = RollEntryFactory.create_batch(12, election=vote.election, area=vote.here)
    made = codes.make_batch(actor=operator(), election=vote.election).codes
    guess = Visitor()
    for _try in range(codes.PER_NETWORK[0] + 1):
        stopped = guess.post("/vote/", {"code": letter_code.draw()}).status_code
    assert stopped == 429

    entered = [Visitor().post("/vote/", {"code": new.code}).status_code for new in made]

    assert (len(people), entered) == (12, [302] * 12)
