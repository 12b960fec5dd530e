"""Voting by page, from the code to the receipt, as an old browser without JavaScript does it."""

import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commons.accounts.models import Role
from commons.accounts.permissions import operator
from commons.process.models import PhaseKind
from tests.factories.accounts import UserFactory, official
from tests.factories.process import closed_phase, coming_phase, open_phase
from tests.factories.voting import ElectionFactory, RollEntryFactory
from tests.voting.polling import BUDGET, POINTS, RANKING, Polling, Visitor, receipt_on
from voting.domain import ballots, codes, letter_code, voters
from voting.domain.ballot_form import Choice
from voting.domain.voters import Voter
from voting.models import Ballot, BallotDraft, Channel, RollEntry

pytestmark = pytest.mark.django_db


def test_a_person_votes_from_the_letter_to_the_receipt() -> None:
    vote = Polling()
    visitor = vote.visitor()

    first = visitor.page(vote.url)
    next_page = visitor.choose(vote.choose_url(0), vote.whole[1])
    review = visitor.choose(vote.choose_url(1), vote.own[0], vote.own[2])
    looked = visitor.page(vote.url + "review/")
    done = visitor.cast(vote.url + "review/")
    receipt = visitor.page(vote.url + "receipt/")

    assert vote.whole[0].proposal.title in first
    assert vote.own[0].proposal.title not in first
    assert (next_page.status_code, next_page["Location"]) == (302, vote.choose_url(1))
    assert (review.status_code, review["Location"]) == (302, vote.url + "review/")
    assert "NOT YET CAST" in looked
    assert [vote.whole[1].proposal.title in looked, vote.own[1].proposal.title in looked] == [True, False]
    assert (done.status_code, done["Location"]) == (302, vote.url + "receipt/")
    assert vote.box() == [(False, {vote.whole[1].pk, vote.own[0].pk, vote.own[2].pk})]
    assert receipt_on(receipt) == Ballot.objects.get().receipt
    assert "NOT YET CAST" not in receipt
    assert vote.own[0].proposal.title not in receipt


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


def test_closed_while_choosing_says_so_and_keeps_the_ticks_on_the_page() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    fields = visitor.hidden(vote.choose_url())
    closed_phase(vote.cycle, PhaseKind.VOTE)

    answer = visitor.post(vote.choose_url(), fields | {"choice": [vote.own[1].pk], "go": "next"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Voting closed on" in page
    assert f'value="{vote.own[1].pk}"' in page.split('" checked>')[0]
    assert "Your choices were not cast" in visitor.page(vote.url)
    assert vote.box() == []


def test_closed_while_looking_it_over_casts_nothing() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    fields = visitor.hidden(vote.url + "review/", "key")
    closed_phase(vote.cycle, PhaseKind.VOTE)

    answer = visitor.post(vote.url + "review/", fields)

    assert answer.status_code == 409
    assert "Voting closed on" in answer.content.decode()
    assert vote.box() == []


REFUSED = [
    ({"max_length": 2}, "own0 own1 own2", "at most 2 projects and have chosen 3"),
    ({"min_length": 2}, "own0", "at least 2 projects, or none"),
    (BUDGET, "own0 own1 own2", "That is 10\xa0000\xa0€ more than there is"),
    (POINTS, "own0=6", "one project can get at most 5 points"),
    (POINTS, "own0=4 own1=4", "you have 6 points and have given 8"),
    (POINTS, "own0=many", "Write whole numbers"),
    (POINTS, "own0=-1", "Write whole numbers"),
    (POINTS, "own0=99999999999999999999", "Write whole numbers"),
    (RANKING, "own0=1 own1=1", "two projects have place 1"),
    (RANKING, "own0=0", "number the projects 1, 2, 3"),
]


def named(vote: Polling, chosen: str) -> list[Any]:
    """ "own0 own1=3" as projects, with values where there are any."""
    found: list[Any] = []
    for word in chosen.split():
        name, _equals, value = word.partition("=")
        project = getattr(vote, name[:-1])[int(name[-1])]
        found.append((project, value) if value else project)
    return found


@pytest.mark.parametrize(("rules", "chosen", "words"), REFUSED)
def test_what_does_not_fit_is_said_at_once_and_kept(rules: Any, chosen: str, words: str) -> None:
    vote = Polling(**rules)
    visitor = vote.visitor()

    answer = visitor.choose(vote.choose_url(), *named(vote, chosen))

    page = answer.content.decode()
    assert answer.status_code == 400
    assert words in page
    assert "Your choices are kept." in page
    for choice in named(vote, chosen):
        if isinstance(choice, tuple):
            assert f'value="{choice[1]}"' in page
    assert page.count('" checked>') == len([c for c in named(vote, chosen) if not isinstance(c, tuple)])
    visitor.post(vote.url + "review/", visitor.hidden(vote.choose_url()) | {"key": "k", "seen": "0"})
    assert vote.box() == []


@pytest.mark.parametrize(
    ("rules", "chosen", "words"), [row for row in REFUSED if "Write whole" not in row[2]]
)
def test_what_does_not_fit_cannot_be_cast_past_the_page_either(rules: Any, chosen: str, words: str) -> None:
    vote = Polling(**rules)
    visitor = vote.visitor()
    mark = visitor.hidden(vote.choose_url())["voter"]
    choices = [c if isinstance(c, tuple) else (c, 1) for c in named(vote, chosen)]

    answer = visitor.post(
        vote.url + "review/",
        {
            "voter": mark,
            "key": "k",
            "seen": "0",
            "choice": [f"{project.pk}:{value}" for project, value in choices],
        },
    )

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert vote.box() == []


@pytest.mark.parametrize("junk", ["foreign", "other", "0", "x", "99999999", "1e9", "\x00"])
def test_projects_that_are_not_on_the_ballot_are_refused(junk: str) -> None:
    vote, other = Polling(), Polling()
    sent = {"foreign": str(vote.foreign[0].pk), "other": str(other.own[0].pk)}.get(junk, junk)
    visitor = vote.visitor()
    fields = visitor.hidden(vote.choose_url())

    chosen = visitor.post(vote.choose_url(), fields | {"choice": [sent]})
    cast = visitor.post(vote.url + "review/", fields | {"key": "k", "seen": "0", "choice": [f"{sent}:1"]})

    assert (chosen.status_code, cast.status_code) == (400, 400)
    assert "One of the projects is not on your ballot" in chosen.content.decode()
    assert vote.box() == []
    assert not BallotDraft.objects.exists()


def test_the_page_of_another_districts_envelope_does_not_exist() -> None:
    vote = Polling()

    assert vote.visitor().get(vote.choose_url(2)).status_code == 404


@pytest.mark.parametrize(
    ("rules", "chosen", "words"),
    [
        ({}, "own0", "You can still choose 2 of 3"),
        ({}, "own0 own1 own2", "You have chosen as many as you can: 3"),
        (BUDGET, "own0 own1", "20\xa0000\xa0€ left of 50\xa0000\xa0€"),
        (BUDGET, "own0 own1 own2", "Too much by 10\xa0000\xa0€. Take something away."),
        (POINTS, "own0=4", "2\xa0points left of 6\xa0points"),
        (RANKING, "own2=1 own0=2", "You can still choose 1 of 3"),
    ],
)
def test_the_server_counts_what_is_left(rules: Any, chosen: str, words: str) -> None:
    vote = Polling(**rules)
    visitor = vote.visitor()

    answer = visitor.choose(vote.choose_url(), *named(vote, chosen), go="recount")

    assert answer["Location"] == vote.choose_url()
    assert words in visitor.page(vote.choose_url())


def test_a_ranking_is_shown_and_cast_in_the_voters_order() -> None:
    vote = Polling(**RANKING)
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), (vote.own[2], 1), (vote.own[0], 2))

    page = visitor.page(vote.url + "review/")
    visitor.cast(vote.url + "review/")

    assert page.index(vote.own[2].proposal.title) < page.index(vote.own[0].proposal.title)
    ranked = Ballot.objects.get().choices.order_by("rank").values_list("project", flat=True)
    assert list(ranked) == [vote.own[2].pk, vote.own[0].pk]


def test_double_click_and_a_lost_answer_give_the_same_receipt() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    fields = visitor.hidden(vote.url + "review/", "key")

    answers = [visitor.post(vote.url + "review/", fields)["Location"] for _click in range(3)]

    assert answers == [vote.url + "receipt/"] * 3
    assert len(vote.box()) == 1


def test_back_after_casting_shows_that_it_is_cast() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    visitor.cast(vote.url + "review/")

    review = visitor.get(vote.url + "review/")
    choose = visitor.get(vote.choose_url())

    assert "You have cast this ballot. You need not do anything more." in review.content.decode()
    assert 'name="key"' not in review.content.decode()
    assert "This is the ballot that you have cast." in choose.content.decode()
    assert {"no-store", "private"} <= set(review["Cache-Control"].split(", ")) & set(
        choose["Cache-Control"].split(", ")
    )


def test_a_second_window_does_not_replace_unseen_what_the_first_has_cast() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    old_window = visitor.hidden(vote.url + "review/", "key")
    visitor.choose(vote.choose_url(), vote.own[1])
    visitor.cast(vote.url + "review/")

    answer = visitor.post(vote.url + "review/", old_window)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "You have cast a ballot in another window" in page
    assert vote.box() == [(False, {vote.own[1].pk})]
    again = dict.fromkeys(["voter", "choice"]) | {
        "voter": old_window["voter"],
        "choice": old_window["choice"],
    }
    visitor.post(vote.url + "review/", again | {"key": "another", "seen": "1"})
    assert vote.box() == [(True, {vote.own[1].pk}), (False, {vote.own[0].pk})]


def test_two_windows_with_two_envelopes_lose_nothing_of_each_other() -> None:
    vote = Polling()
    visitor = vote.visitor()

    visitor.choose(vote.choose_url(0), vote.whole[0])
    visitor.choose(vote.choose_url(1), vote.own[0])
    visitor.cast(vote.url + "review/")

    assert vote.box() == [(False, {vote.whole[0].pk, vote.own[0].pk})]


def test_changing_the_vote_gives_a_new_receipt_and_strikes_the_old_one() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    visitor.cast(vote.url + "review/")
    first = receipt_on(visitor.page(vote.url + "receipt/"))

    visitor.choose(vote.choose_url(), vote.own[1])
    between = visitor.page(vote.url + "receipt/")
    visitor.cast(vote.url + "review/")
    second = visitor.page(vote.url + "receipt/")

    assert "NOT YET CAST" in between
    assert receipt_on(between) == first
    assert f"This receipt replaces {first}, which is struck" in second
    told = [
        Visitor().post(vote.url + "check/", {"receipt": code.lower().replace("-", " ")}).content.decode()
        for code in (first, receipt_on(second))
    ]
    assert "This receipt is struck" in told[0]
    assert "is in the box and counts" in told[1]
    assert vote.own[1].proposal.title not in told[1]


@pytest.mark.parametrize(
    ("sent", "status"), [("AAAA-BBBB-CCCC", 400), ("", 400), ("x" * 500, 400), ("\x00", 400)]
)
def test_an_unknown_receipt_is_said_to_be_unknown(sent: str, status: int) -> None:
    vote = Polling()

    assert Visitor().post(vote.url + "check/", {"receipt": sent}).status_code == status


def test_the_receipt_page_can_be_loaded_again_and_after_the_close() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    visitor.cast(vote.url + "review/")

    pages = [receipt_on(visitor.page(vote.url + "receipt/")) for _load in range(2)]
    closed_phase(vote.cycle, PhaseKind.VOTE)
    late = receipt_on(vote.visitor().page(vote.url))

    assert {*pages, late} == {Ballot.objects.get().receipt}


def test_the_receipt_is_sent_by_mail_and_the_address_is_kept_nowhere(mailoutbox: Any) -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    visitor.cast(vote.url + "review/")
    mark = visitor.hidden(vote.choose_url())["voter"]

    wrong = visitor.post(vote.url + "receipt/", {"voter": mark, "email": "nobody"})
    answers = [
        visitor.post(vote.url + "receipt/", {"voter": mark, "email": "a@kuvala.example"}).status_code
        for _mail in range(6)
    ]

    assert wrong.status_code == 400
    assert 'value="nobody"' in wrong.content.decode()
    assert answers == [302] * 5 + [429]
    assert Ballot.objects.get().receipt in mailoutbox[0].body
    assert vote.own[0].proposal.title not in mailoutbox[0].body


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


def test_somebody_who_voted_on_paper_is_told_so() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    RollEntry.objects.update(voted_at=vote.phase.opens_at, channel=Channel.PAPER)

    answer = visitor.cast(vote.url + "review/")

    assert answer.status_code == 409
    assert "You have already voted on paper" in answer.content.decode()


def test_without_its_key_a_page_casts_nothing() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    fields = visitor.hidden(vote.url + "review/", "key")

    for key in ("", "k" * 201):
        assert visitor.post(vote.url + "review/", fields | {"key": key}).status_code == 400
    assert vote.box() == []


def test_the_same_key_with_other_choices_is_refused() -> None:
    vote = Polling()
    visitor = vote.visitor()
    visitor.choose(vote.choose_url(), vote.own[0])
    fields = visitor.hidden(vote.url + "review/", "key")
    visitor.post(vote.url + "review/", fields)

    answer = visitor.post(vote.url + "review/", fields | {"choice": [f"{vote.own[1].pk}:1"]})

    assert answer.status_code == 422
    assert len(vote.box()) == 1


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


def test_turnout_hides_small_groups_and_totals_until_the_close() -> None:
    vote = Polling()
    RollEntryFactory.create_batch(6, election=vote.election, area=vote.here)
    RollEntryFactory.create_batch(6, election=vote.election, area=vote.elsewhere)
    RollEntry.objects.filter(area=vote.here).update(voted_at=vote.phase.opens_at, channel=Channel.WEB)
    RollEntry.objects.filter(pk=RollEntry.objects.filter(area=vote.elsewhere)[0].pk).update(
        voted_at=vote.phase.opens_at, channel=Channel.WEB
    )
    ballots.cast(
        actor=Voter(vote.entry.pk, vote.election.pk),
        election=vote.election,
        choices=[Choice(vote.own[1].pk)],
        key="k",
    )

    page = Visitor().page(vote.url + "turnout/")
    closed_phase(vote.cycle, PhaseKind.VOTE)
    after = Visitor().page(vote.url + "turnout/")

    assert 'data-live="voted">8</strong> of 13 people entitled have voted' in page
    assert 'data-live="areas.0.voted">–</td>' in page
    assert 'data-live="areas.1.voted">–</td>' in page
    assert f'data-live="totals.{vote.own[1].pk}"' not in page
    assert f'data-live="totals.{vote.own[1].pk}">1</td>' in after
    assert f'data-live="totals.{vote.own[0].pk}">0</td>' in after


def test_totals_are_live_where_the_rules_say_so() -> None:
    vote = Polling(totals_live=True)

    assert f'data-live="totals.{vote.own[1].pk}">0</td>' in Visitor().page(vote.url + "turnout/")


def test_the_rules_can_be_downloaded_byte_for_byte() -> None:
    vote = Polling()

    page = Visitor().page(vote.url + "rules/")
    file = Visitor().get(vote.url + "rules.json")

    assert vote.election.frozen_hash in page
    assert vote.own[0].proposal.title in page
    assert (file.content, file["Content-Type"]) == (b"{}", "application/json")


def test_rules_that_are_not_fixed_yet_show_no_ballot() -> None:
    election = ElectionFactory()

    page = Visitor().page(f"/vote/{election.cycle.slug}/rules/")

    assert "The rules are not fixed yet" in page
    assert Visitor().get(f"/vote/{election.cycle.slug}/rules.json").status_code == 404


def test_pages_need_as_many_queries_for_thirty_projects_as_for_one() -> None:
    counts = []
    for number in (1, 30):
        vote = Polling(costs=range(1_000, 1_000 + number), max_length=None)
        visitor = vote.visitor()
        visitor.choose(vote.choose_url(), *vote.own)
        for page in (vote.choose_url(), vote.url + "review/", vote.url + "rules/", vote.url + "turnout/"):
            with CaptureQueriesContext(connection) as queries:
                assert visitor.get(page).status_code == 200
            counts.append(len(queries))

    assert counts[:4] == counts[4:]
    assert max(counts) <= 16


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


def test_a_vote_is_not_changed_without_end(monkeypatch: Any) -> None:
    monkeypatch.setattr(ballots, "MOST_VERSIONS", 2)
    vote = Polling()
    visitor = vote.visitor()
    for project in vote.own[:2]:
        visitor.choose(vote.choose_url(), project)
        visitor.cast(vote.url + "review/")

    visitor.choose(vote.choose_url(), vote.own[2])
    answer = visitor.cast(vote.url + "review/")

    assert answer.status_code == 429
    assert "Your vote has been changed very many times" in answer.content.decode()
    assert vote.box() == [(True, {vote.own[0].pk}), (False, {vote.own[1].pk})]
