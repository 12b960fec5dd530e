"""Opinion groups from answers alone: found where they are, not found where they are not, and nothing told of few."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from commons.deliberation.domain.statements.grouping import Answers, groups
from commons.deliberation.domain.statements.summary import LEAST, STEP, Summary, summary

SOME, FEW = settings(max_examples=30, deadline=None), settings(max_examples=4, deadline=None)
VALUES = st.sampled_from([1.0, -1.0, 0.0, np.nan])
MATRICES = st.tuples(st.integers(1, 40), st.integers(1, 7)).flatmap(
    lambda shape: arrays.arrays(np.float64, shape, elements=VALUES)
)


def camps(*sizes: int, seed: int = 1, statements: int = 8) -> Answers:
    """People of camps that answer most statements as their camp does; the first two as everybody does."""
    lot = np.random.default_rng(seed)
    kinds = np.array(
        [
            [1 if (statement + 2 * camp) % 5 < 2 else -1 for statement in range(statements)]
            for camp in range(len(sizes))
        ]
    )
    kinds[:, :2] = 1
    answers = np.repeat(kinds, sizes, axis=0).astype(float)
    answers[lot.random(answers.shape) < 0.04] *= -1
    answers[lot.random(answers.shape) < 0.1] = np.nan
    return answers


def told(answers: Answers, *, people: int = 20, enough: int = 3) -> Summary:
    labels = groups(answers, least_people=people, least_answers=enough)
    return summary(answers, range(answers.shape[1]), labels, active=0)


@pytest.mark.parametrize("sizes", [(20, 12), (18, 12, 9)])
def test_camps_are_found_the_largest_first(sizes: tuple[int, ...]) -> None:
    labels = groups(camps(*sizes), least_people=20, least_answers=3)
    assert labels is not None
    assert np.bincount(labels).tolist() == list(sizes)
    assert labels.tolist() == np.repeat(range(len(sizes)), sizes).tolist()


def test_people_without_camps_are_not_put_into_groups() -> None:
    lot = np.random.default_rng(3)
    found = [
        groups(lot.choice([1.0, -1.0, 0.0], size=(40, 10)), least_people=20, least_answers=5)
        for _one in range(6)
    ]
    assert sum(one is not None for one in found) <= 1


@pytest.mark.parametrize(
    ("answers", "people", "is_found"),
    [
        (camps(12, 8), 20, True),
        (camps(12, 8), 21, False),
        (camps(16, 4), 20, False),
        (np.ones((30, 6)), 20, False),
        (np.full((0, 4), np.nan), 20, False),
    ],
    ids=["enough", "one too few", "one camp of four", "all of one mind", "nobody"],
)
def test_groups_need_enough_people_and_five_in_each(answers: Answers, people: int, is_found: bool) -> None:
    assert (groups(answers, least_people=people, least_answers=3) is not None) is is_found


def test_what_all_share_comes_out_and_what_tells_them_apart() -> None:
    found = told(camps(20, 14))
    assert {one.statement for one in found.shared} >= {0, 1}
    assert [group.size for group in found.groups] == [20, 14]
    for group in found.groups:
        assert group.telling
        assert all(one.statement > 1 and one.here - one.elsewhere >= 20 for one in group.telling)


@FEW
@given(st.permutations(range(34)), st.integers(1, 4))
def test_the_order_of_people_does_not_matter(order: list[int], seed: int) -> None:
    answers = camps(20, 14, seed=seed)
    first, second = (groups(one, least_people=20, least_answers=3) for one in (answers, answers[order]))
    assert first is not None
    assert second is not None
    assert first[order].tolist() == second.tolist()


@SOME
@given(MATRICES, st.integers(0, 3), st.data())
def test_no_number_of_fewer_than_five_people_is_told_and_all_add_up(
    answers: Answers, parts: int, data: st.DataObject
) -> None:
    labels = None
    if parts:  # at least two groups
        drawn = st.lists(st.integers(0, parts), min_size=len(answers), max_size=len(answers))
        labels = np.array(data.draw(drawn.filter(any)), dtype=np.int64)
    found = summary(answers, range(answers.shape[1]), labels, active=0)
    answered = (~np.isnan(answers)).sum(axis=0)
    assert set(found.numbers) == {at for at, people in enumerate(answered) if people >= LEAST}
    assert all(one.answered == answered[at] for at, one in found.numbers.items())
    shares = [one.shares for one in found.numbers.values()]
    shares += [one for group in found.groups for one in group.shares.values()]
    for one in shares:
        assert one.agree + one.disagree + one.passed == 100
        assert all(share % STEP == 0 and share >= 0 for share in (one.agree, one.disagree, one.passed))
    assert sum(group.size for group in found.groups) == (len(answers) if labels is not None else 0)
    # By group only where every group has five: all groups or none, so that nothing follows from the sum.
    for at in range(answers.shape[1]):
        here = [group.shares.get(at) for group in found.groups]
        people = [int((~np.isnan(answers[labels == group, at])).sum()) for group in range(len(here))]
        assert all(one is not None for one in here) if min(people, default=0) >= LEAST else not any(here)
