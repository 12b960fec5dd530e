"""Choosing by page: what does not fit is said and kept; the server counts what is left."""

from typing import Any

import pytest

from commons.process.models import PhaseKind
from tests.factories.process import closed_phase
from tests.voting.polling import BUDGET, POINTS, RANKING, Polling
from voting.models import Ballot, BallotDraft

pytestmark = pytest.mark.django_db


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
