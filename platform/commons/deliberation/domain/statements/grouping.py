"""Finding opinion groups: people whose answers are near each other's. Knows no database, and nobody by name.

Source of the way: C. Small et al., Polis: Scaling Deliberation by Mapping High Dimensional Opinion Spaces, 2021.
Answers are laid out on the two directions in which people differ most; groups are sought there. What is added here:
no group under five people, groups only where answers hang together more than by chance, and the same answers always
give the same groups, in whatever order people come.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SMALLEST = 5
"""No group of fewer people is ever made."""
MOST = 5
SHUFFLES = 19
"""Answers hang together more than in every one of so many random worlds: by chance once in twenty times."""
MEASURED = 300
"""Among many people so many stand for all where everybody is compared with everybody."""
_SEED, _STARTS, _STEPS = 7, 3, 30

Answers = NDArray[np.float64]
"""People × statements: 1 agrees, -1 disagrees, 0 cannot say, NaN has not answered."""
Points = NDArray[np.float64]
"""People × the two directions in which they differ most."""
Labels = NDArray[np.int64]
"""The group of each person, from 0, the largest first."""


def groups(answers: Answers, *, least_people: int, least_answers: int) -> Labels | None:
    """The group of everybody; None where too few took part or where people do not fall into groups.

    Groups are sought among those who answered at least `least_answers`; the others are counted with the group that
    is nearest to what they answered, so that nobody's answer is left out.
    """
    active = (~np.isnan(answers)).sum(axis=1) >= least_answers
    if active.sum() < max(least_people, 2 * SMALLEST):
        return None
    # In an order that only the answers decide, so that the same answers give the same groups.
    known = _sorted(answers[active])
    plane = _Plane.through(known)
    best = _best(plane.place(known)) if _hangs_together(known) else None
    if best is None:
        return None
    everybody = plane.place(answers)
    return _largest_first(_nearest(everybody, best.centres), best.centres)


@dataclass(frozen=True)
class _Found:
    """Groups of one number: `clearness` (silhouette, -1 to 1), and where their middles are."""

    clearness: float
    centres: Points


@dataclass(frozen=True)
class _Plane:
    """The two directions in which people differ most. `mean`: of each statement, taken for what is not answered."""

    mean: NDArray[np.float64]
    directions: NDArray[np.float64]

    @classmethod
    def through(cls, answers: Answers) -> "_Plane":
        directions = np.linalg.svd(cls.centred(answers), full_matrices=False)[2][:2]
        return cls(cls.means(answers), directions)

    @staticmethod
    def means(answers: Answers) -> NDArray[np.float64]:
        """Of each statement; 0 where nobody answered."""
        found: NDArray[np.float64] = np.nansum(answers, axis=0) / np.maximum(
            (~np.isnan(answers)).sum(axis=0), 1
        )
        return found

    @classmethod
    def centred(cls, answers: Answers) -> Answers:
        """How far each answer is from the statement's mean."""
        return np.where(np.isnan(answers), 0.0, answers - cls.means(answers))

    def place(self, answers: Answers) -> Points:
        """Where people are. Who answered little would lie near the middle and is moved out by as much."""
        answered = np.maximum((~np.isnan(answers)).sum(axis=1), 1)
        centred = np.where(np.isnan(answers), 0.0, answers - self.mean)
        spread = np.sqrt(answers.shape[1] / answered)[:, None]
        placed: Points = (centred @ self.directions.T * spread).round(9)
        return placed


def _sorted(answers: Answers) -> Answers:
    keys = np.nan_to_num(answers, nan=2.0)
    return answers[np.lexsort(keys.T[::-1])]


def _best(points: Points) -> _Found | None:
    """The clearest of two to five groups of which none is too small."""
    best: _Found | None = None
    measured = _sample(points)
    for number in range(2, min(MOST, len(points) // SMALLEST, len(np.unique(points, axis=0))) + 1):
        centres = _middles(points, number)
        if np.bincount(_nearest(points, centres), minlength=number).min() < SMALLEST:
            continue
        found = _Found(_clearness(measured, _nearest(measured, centres)), centres)
        if best is None or found.clearness > best.clearness:
            best = found
    return best


def _middles(points: Points, number: int) -> Points:
    """The middles of `number` groups (k-means): the best of several starts, each with middles far apart.

    Written here, since scikit-learn takes seconds and a hundred megabytes to load for this little of it.
    """
    lot = np.random.default_rng(_SEED)
    best, least = points[:number], np.inf
    for _start in range(_STARTS):
        centres = _far_apart(points, number, lot)
        labels = _nearest(points, centres)
        for _step in range(_STEPS):
            inside = labels[:, None] == np.arange(number)
            sizes = inside.sum(axis=0)[:, None]
            centres = np.where(sizes > 0, inside.T @ points / np.maximum(sizes, 1), centres)
            labels, before = _nearest(points, centres), labels
            if np.array_equal(labels, before):
                break
        spread = round(float(_distances(points, centres).min(axis=1).sum()), 9)
        if spread < least:
            best, least = centres, spread
    return best


def _far_apart(points: Points, number: int, lot: np.random.Generator) -> Points:
    """Points to start from, each drawn with more chance the farther it is from those before it (k-means++)."""
    chosen = [points[lot.integers(len(points))]]
    while len(chosen) < number:
        far = _distances(points, np.array(chosen)).min(axis=1)
        chosen.append(points[lot.choice(len(points), p=far / far.sum())])
    return np.array(chosen)


def _distances(points: Points, centres: Points) -> Points:
    """Squared, points × centres; rounded, so that equal ones stay equal whatever the machine."""
    found: Points = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2).round(9)
    return found


def _nearest(points: Points, centres: Points) -> Labels:
    found: Labels = _distances(points, centres).argmin(axis=1)
    return found


def _clearness(points: Points, labels: Labels) -> float:
    """The mean silhouette: how much nearer people are to their own group than to the next one (-1 to 1)."""
    apart = np.sqrt(_distances(points, points))
    inside = labels[:, None] == np.arange(labels.max() + 1)
    sizes = inside.sum(axis=0)
    to_groups = apart @ inside
    own = to_groups[inside] / np.maximum(sizes[labels] - 1, 1)
    others = np.where(inside, np.inf, to_groups / np.maximum(sizes, 1))[:, sizes > 0].min(axis=1)
    most = np.maximum(own, others)
    return round(float(np.where(most > 0, (others - own) / np.where(most > 0, most, 1), 0).mean()), 9)


def _sample(points: Points) -> Points:
    return points[:: -(-len(points) // MEASURED)]


def _hangs_together(answers: Answers) -> bool:
    """Whether what somebody answers to one statement says something of the next: the strongest direction holds more
    than in every one of the shuffled worlds (J. Horn, A rationale and test for the number of factors, 1965)."""
    lot = np.random.default_rng(_SEED)
    clearest = _strongest(answers)
    for _time in range(SHUFFLES):
        shuffled = answers.copy()
        for column in range(answers.shape[1]):
            there = np.flatnonzero(~np.isnan(answers[:, column]))
            shuffled[there, column] = answers[lot.permutation(there), column]
        if _strongest(shuffled) >= clearest:
            return False
    return True


def _strongest(answers: Answers) -> float:
    centred = _Plane.centred(answers)
    return round(float(np.linalg.eigvalsh(centred.T @ centred)[-1]), 9)


def _largest_first(labels: Labels, centres: Points) -> Labels:
    sizes = np.bincount(labels, minlength=len(centres))
    order = sorted(range(len(centres)), key=lambda at: (-int(sizes[at]), *centres[at].round(6)))
    new = np.empty(len(centres), dtype=np.int64)
    new[order] = np.arange(len(centres))
    return new[labels]
