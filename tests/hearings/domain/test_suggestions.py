"""Suggested groups: what makes them, what a person takes of them, and how good they are on the demo town's notes."""

import random
from collections import Counter
from typing import Any

import pytest
from sklearn.metrics import adjusted_rand_score

from commons.accounts.models import User
from commons.http.errors import Invalid, NotAllowed
from commons.moderation.models import Moderation
from hearings.domain import likeness, suggestions, themes
from hearings.domain.errors import SearchUnderWay, WrongState
from hearings.domain.stems import Text, stems_of, written
from hearings.models import Contribution, Hearing, Suggestion, Theme
from hearings.tasks import suggest_groups
from portal.demo import hearing as demo
from portal.demo.hearing_words import TOPICS
from tests.factories.hearings import ContributionFactory, ThemeFactory
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db

BUSES = [f"Bussit kulkevat myöhässä, linja {number}" for number in range(5)]
CARERS = [f"Hoitajan nimi vaihtuu viikossa {number} kertaa" for number in range(5)]
SWEDISH = [f"Bussarna kommer alltid för sent, linje {number}" for number in range(5)]


def filled(hall: Hall) -> dict[str, list[Contribution]]:
    """Three kinds of notes in two services and two languages."""

    def made(texts: list[str], area: Any, language: str) -> list[Contribution]:
        return [
            ContributionFactory(hearing=hall.hearing, text=text, service_area=area, language=language)
            for text in texts
        ]

    return {
        "buses": made(BUSES, hall.elderly, "fi"),
        "bussar": made(SWEDISH, hall.elderly, "sv"),
        "carers": made(CARERS, hall.child, "fi"),
        "kinds": made([f"Hoitaja oli ystävällinen {number}" for number in range(5)], hall.child, "fi"),
    }


def test_words_are_brought_to_their_stems_in_the_language_of_the_note() -> None:
    finnish, swedish, somali = stems_of(
        [Text("fi", "hoitajat hoitajien"), Text("sv-FI", "bussarna bussen"), Text("so", "bussarna bussen")]
    )
    assert (len(finnish), swedish, somali) == (1, ["buss"], ["bussarna", "bussen"])
    assert written([Text("sv", "Bussen, bussen! Bussarna")], ["buss", "ingen"]) == ["bussen", "ingen"]


def test_groups_are_found_by_service_and_language_and_always_the_same(hall: Hall, facilitator: User) -> None:
    notes = filled(hall)
    ContributionFactory(
        hearing=hall.hearing, text=BUSES[0], moderation=Moderation.HIDDEN, hidden_reason="insult"
    )
    run = suggestions.ask(actor=facilitator, hearing=hall.hearing)
    found = [sorted(row.notes) for row in run.suggestions.all()]
    named = {name: sorted(note.pk for note in rows) for name, rows in notes.items()}

    assert run.state == "done"
    assert named["buses"] in found
    assert named["bussar"] in found
    again = suggestions.ask(actor=facilitator, hearing=hall.hearing)
    assert [sorted(row.notes) for row in again.suggestions.all()] == found
    assert Suggestion.objects.count() == len(found)


def test_a_part_is_taken_into_a_new_theme_and_undone_like_any_step(hall: Hall, facilitator: User) -> None:
    note, other, third = ContributionFactory.create_batch(3, hearing=hall.hearing)
    theme = ThemeFactory(hearing=hall.hearing)
    run = hall.hearing.suggestion_runs.create(state="done")
    made = run.suggestions.create(
        service_area=hall.elderly, words=["bussi"], notes=[note.pk, other.pk, third.pk]
    )
    themes.place(actor=facilitator, hearing=hall.hearing, notes=[other.pk], theme=theme)
    words = {"title_fi": "Bussit", "title_sv": "Bussar", "title_en": "Buses"}
    with pytest.raises(Invalid):
        suggestions.accept_as_new(
            actor=facilitator, suggestion=made, notes=[note.pk], words=words | {"title_sv": ""}
        )
    placed = suggestions.accept_as_new(
        actor=facilitator, suggestion=made, notes=[note.pk, other.pk, 10**9], words=words
    )

    assert placed == themes.Placed(moved=1, elsewhere=1)
    assert list(Theme.objects.get(title_fi="Bussit").contributions.all()) == [note]
    with pytest.raises(WrongState):
        suggestions.set_aside(actor=facilitator, suggestion=made)
    themes.undo(actor=facilitator, hearing=hall.hearing)
    assert not Theme.objects.get(title_fi="Bussit").contributions.exists()


def test_what_is_set_aside_is_not_shown_again(hall: Hall, facilitator: User, moderator: User) -> None:
    filled(hall)
    run = suggestions.ask(actor=facilitator, hearing=hall.hearing)
    first, *rest = suggestions.open_of(run)
    with pytest.raises(NotAllowed):
        suggestions.set_aside(actor=moderator, suggestion=first.suggestion)
    suggestions.set_aside(actor=facilitator, suggestion=first.suggestion)

    assert suggestions.open_of(run) == rest
    assert Contribution.objects.filter(theme=None).count() == 20


def test_many_notes_are_looked_through_in_the_background(
    hall: Hall, facilitator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(hall)
    monkeypatch.setattr(suggestions, "SMALL", 5)
    run = suggestions.ask(actor=facilitator, hearing=hall.hearing)
    assert (run.state, run.suggestions.count()) == ("working", 0)
    with pytest.raises(SearchUnderWay):
        suggestions.ask(actor=facilitator, hearing=hall.hearing)
    suggest_groups(run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, run.total, run.suggestions.count() >= 2) == ("done", 2, 2, True)


def test_too_few_notes_and_a_past_hearing_are_refused(hall: Hall, facilitator: User) -> None:
    with pytest.raises(Invalid):
        suggestions.ask(actor=facilitator, hearing=hall.hearing)
    Hearing.objects.update(state="closed")
    Hearing.objects.update(state="answering")
    Hearing.objects.update(state="archived")
    with pytest.raises(WrongState):
        suggestions.ask(actor=facilitator, hearing=Hearing.objects.get())


def test_groups_on_the_demo_towns_notes_are_purer_than_services_alone() -> None:
    """The figures of the README: 2,000 notes of eight known themes in four services and three languages."""
    rng = random.Random("hearing/finished")
    rows = []
    for _place in range(2000):
        topic = rng.choice(TOPICS)
        polarity = rng.choices(("works", "works_not", "idea"), weights=(30, 48, 22))[0]
        language, text = demo._sentence(rng, topic, polarity)
        rows.append((Text(language, text), topic.area, topic.title[0]))
    stems = stems_of([row[0] for row in rows])
    areas = [row[1] for row in rows]
    telling = likeness.weights(stems, areas)
    grouped: dict[int, str] = {}
    for area in sorted(set(areas)):
        mine = [place for place, one in enumerate(areas) if one == area]
        for number, group in enumerate(likeness.groups([stems[place] for place in mine], telling)):
            grouped |= {mine[at]: f"{area} {number}" for at in group.places}
    truth = [rows[place][2] for place in grouped]

    def purity(labels: list[str]) -> float:
        kinds: dict[str, Counter[str]] = {}
        for label, known in zip(labels, truth, strict=True):
            kinds.setdefault(label, Counter())[known] += 1
        return sum(max(kind.values()) for kind in kinds.values()) / len(truth)

    def right(labels: list[str]) -> float:
        """Of all pairs of notes that are put together, the share that is about one theme."""
        both = Counter(zip(labels, truth, strict=True))
        return sum(map(pairs, both.values())) / sum(map(pairs, Counter(labels).values()))

    def pairs(number: int) -> int:
        return number * (number - 1) // 2

    figures = {
        "groups": len(set(grouped.values())),
        "notes": len(grouped),
        "purity": round(purity(list(grouped.values())), 2),
        "purity of services alone": round(purity([areas[place] for place in grouped]), 2),
        "pairs of one theme": round(right(list(grouped.values())), 2),
        "pairs of one theme by services alone": round(right([areas[place] for place in grouped]), 2),
        "ARI": round(adjusted_rand_score(truth, list(grouped.values())), 2),
        "ARI of services alone": round(adjusted_rand_score(truth, [areas[place] for place in grouped]), 2),
    }
    assert figures == {
        "groups": 51,
        "notes": 1859,
        "purity": 0.88,
        "purity of services alone": 0.52,
        "pairs of one theme": 0.74,
        "pairs of one theme by services alone": 0.5,
        "ARI": 0.24,
        "ARI of services alone": 0.6,
    }
