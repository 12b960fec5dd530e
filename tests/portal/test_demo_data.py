"""The demo town's files: a sound map, believable texts in every language, money that adds up, nobody real."""

import csv
import io
import json
import re
from collections import Counter
from itertools import combinations, pairwise

import pytest
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from portal.demo import catalogue
from portal.demo.catalogue import DATA, TOWN, Idea, Utterance, Year

LIMIT = 200_000


def outlines() -> dict[str, BaseGeometry]:
    """The areas' shapes by slug."""
    features = json.loads(catalogue.areas_text())["features"]
    return {feature["properties"]["slug"]: shape(feature["geometry"]) for feature in features}


def all_ideas() -> list[Idea]:
    """The proposals of all three years."""
    return [idea for year in Year for idea in catalogue.ideas(year)]


def utterances(idea: Idea) -> list[Utterance]:
    """All comments and replies."""
    return [said for comment in idea.comments for said in (comment, *comment.replies)]


def test_files_stay_small() -> None:
    assert {path.name: path.stat().st_size for path in DATA.iterdir() if path.stat().st_size > LIMIT} == {}


def test_eight_districts_tile_the_town_without_gap_or_overlap() -> None:
    shapes = outlines()
    town = shapes.pop(TOWN)
    assert len(shapes) == 8
    assert all(outline.is_valid for outline in (town, *shapes.values()))
    assert unary_union(list(shapes.values())).symmetric_difference(town).area == pytest.approx(0, abs=1e-12)
    assert max(
        one.intersection(other).area for one, other in combinations(shapes.values(), 2)
    ) == pytest.approx(0, abs=1e-12)


def test_every_place_lies_in_its_district() -> None:
    shapes = outlines()
    astray = [
        place.name_fi
        for place in catalogue.places()
        if not shapes[place.area].contains(Point(place.longitude, place.latitude))
    ]
    assert astray == []
    assert len(catalogue.places()) > 280


def test_every_proposal_lies_in_its_district() -> None:
    shapes = outlines()
    astray = [
        idea.key
        for idea in all_ideas()
        if not shapes[idea.area].contains(Point(idea.longitude, idea.latitude))
    ]
    assert astray == []


def test_population_covers_all_ages_of_every_district() -> None:
    rows = list(csv.DictReader(io.StringIO(catalogue.population_text())))
    assert 33_000 < sum(int(row["persons"]) for row in rows) < 35_000
    for district in set(outlines()) - {TOWN}:
        bands = sorted((int(row["age_min"]), int(row["age_max"])) for row in rows if row["area"] == district)
        assert bands[0][0] == 0
        assert all(upper + 1 == lower for (_, upper), (lower, _) in pairwise(bands))


def test_proposals_speak_four_languages() -> None:
    languages = Counter(idea.language for idea in all_ideas())
    assert set(languages) == {"fi", "sv", "en", "ar"}
    assert languages["fi"] > 100
    assert min(languages["sv"], 12) == 12
    assert min(languages["en"], 8) == 8
    assert min(languages["ar"], 4) == 4


def test_comments_speak_four_languages_and_take_every_side() -> None:
    said = [utterance for idea in all_ideas() for utterance in utterances(idea)]
    assert len(said) > 250
    assert {utterance.language for utterance in said} == {"fi", "sv", "en", "ar"}
    assert {utterance.kind for utterance in said if utterance.kind} == {
        "for",
        "against",
        "question",
        "improvement",
    }


def test_arabic_texts_are_marked_as_arabic() -> None:
    wrong = [
        idea.key
        for idea in all_ideas()
        if (idea.language == "ar") != bool(re.search(r"[\u0600-\u06ff]", idea.title))
    ]
    assert wrong == []


def test_everything_that_is_named_exists() -> None:
    names = {person.key for person in catalogue.people()}
    subjects = {subject.slug for subject in catalogue.subjects()}
    for year in Year:
        pots = {pot.slug for pot in catalogue.pots(year)}
        for idea in catalogue.ideas(year):
            assert idea.envelope in {TOWN, idea.area} & pots
            assert idea.category in subjects
            said_by = {said.author for said in utterances(idea)} | {idea.author}
            assert said_by | ({idea.review.by} if idea.review else set()) <= names


def test_words_of_officials_come_in_three_languages() -> None:
    for subject in catalogue.subjects():
        assert set(subject.name) == set(subject.description) == {"fi", "sv", "en"}
    for year in Year:
        for pot in catalogue.pots(year):
            assert {frozenset(words) for words, _euros in pot.sources} == {frozenset({"fi", "sv", "en"})}


def test_winners_fit_their_pot_and_losers_do_not_fit_beside_them() -> None:
    won = {"done", "under_way", "planned", "dropped", "cancelled"}
    for pot in catalogue.pots(Year.FINISHED):
        here = [idea for idea in catalogue.ideas(Year.FINISHED) if idea.envelope == pot.slug and idea.review]
        costs = {idea.key: idea.review.cost or 0 for idea in here if idea.review}
        left = pot.amount - sum(costs[idea.key] for idea in here if idea.state in won)
        assert left >= 0, pot.slug
        assert [idea.key for idea in here if idea.state == "not_funded" and costs[idea.key] <= left] == []


def test_no_pot_of_the_running_vote_has_money_for_everything() -> None:
    for pot in catalogue.pots(Year.VOTING):
        costs = [
            idea.review.cost or 0
            for idea in catalogue.ideas(Year.VOTING)
            if idea.envelope == pot.slug and idea.state == "ballot" and idea.review
        ]
        assert max(costs) <= pot.amount < sum(costs), pot.slug


def test_money_spent_only_grows() -> None:
    for idea in all_ideas():
        spent = [step.spent for step in idea.steps]
        assert spent == sorted(spent), idea.key
        assert [step.days for step in idea.steps] == sorted(step.days for step in idea.steps), idea.key


def test_refusals_returns_and_council_decisions_give_a_reason() -> None:
    for idea in all_ideas():
        if idea.state in ("not_feasible", "returned"):
            assert idea.review, idea.key
            assert len(idea.review.text) > 80, idea.key
        if idea.state in ("dropped", "done", "under_way", "planned", "cancelled"):
            assert idea.council, idea.key


def test_nobody_can_be_taken_for_a_real_person() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in DATA.iterdir())
    assert re.findall(r"\b\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]\b", text) == [], "personal identity codes"
    assert re.findall(r"(?:\+358|\b0[45]0)[ \d-]{5,}", text) == [], "phone numbers"
    assert {
        mail for mail in re.findall(r"[\w.-]+@[\w.-]+", text) if not mail.endswith("@kuvala.example")
    } == set()


def test_two_years_hold_near_duplicates_about_cycling() -> None:
    about = [
        idea.key for idea in all_ideas() if re.search(r"pyörä|cykelväg", f"{idea.title} {idea.what}".lower())
    ]
    assert len(about) >= 6
