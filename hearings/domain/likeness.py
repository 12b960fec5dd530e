"""Which notes resemble each other: TF-IDF over stems, weighed by what a word tells, and k-means. No Django, no people.

Method. Within one service a note is a vector of its stems by TF-IDF (scikit-learn). Left out are stems of one note
alone, and of more than 30 % of the notes where that is more than twenty. Each stem is weighed by how unevenly it is
spread over the services (relative entropy): "thank you", "for a long time" stand everywhere and tell nothing of a
theme. Then k-means with a fixed seed on one thread, so that the same notes give the same groups. Notes far from the
middle of their group are left out: a person groups those. Memory grows with the number of words, never with the square
of the number of notes.
"""

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

FEWEST = 3
"""Notes that make a group."""
FAR = 0.2
"""Cosine to the middle of the group below which a note is left out."""
WORDS = 5
"""Words that are told of each group."""
_SEED = 0
_LEAST_WEIGHT = 0.02


@dataclass(frozen=True)
class Group:
    """Places of texts in the list that was given, nearest to the middle first, and the stems that made the group."""

    places: list[int]
    stems: list[str]


def weights(stems: Sequence[Sequence[str]], services: Sequence[Hashable]) -> dict[str, float]:
    """How much each stem tells about which service is meant, 0 … 1: 0 where it is as common in all of them."""
    kinds = sorted(set(services), key=str)
    if len(kinds) < 2:
        return {}
    share = np.array([services.count(kind) for kind in kinds], dtype=float) / len(services)
    place = {kind: number for number, kind in enumerate(kinds)}
    seen: dict[str, Any] = {}
    for words, kind in zip(stems, services, strict=True):
        for word in set(words):
            seen.setdefault(word, np.zeros(len(kinds)))[place[kind]] += 1
    most = math.log(1 / float(share.min()))
    found = {}
    for word, counts in seen.items():
        # Two more notes, spread as all notes are: a word that was written twice proves nothing.
        spread = (counts + 2 * share) / (counts.sum() + 2)
        found[word] = float((spread * np.log(spread / share)).sum()) / most
    return found


def groups(stems: Sequence[Sequence[str]], telling: dict[str, float]) -> list[Group]:
    """Groups among texts about one service, the largest first. `telling`: see `weights`; empty: all words alike."""
    # Only who looks for groups pays for loading these: seconds, and a hundred megabytes.
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize
    from threadpoolctl import threadpool_limits

    common = Counter(word for words in stems for word in set(words))
    if len(stems) < 2 * FEWEST or max(common.values(), default=0) < 2:
        return []
    maker = TfidfVectorizer(analyzer=list, sublinear_tf=True, min_df=2, max_df=max(20, int(0.3 * len(stems))))
    try:
        table = maker.fit_transform(stems)
    except ValueError:  # no word is left
        return []
    names = maker.get_feature_names_out()
    if telling:
        weight = np.array([telling.get(name, 0.0) + _LEAST_WEIGHT for name in names])
        table = normalize(table.multiply(weight).tocsr())
    filled = np.flatnonzero(table.getnnz(axis=1))
    if len(filled) < 2 * FEWEST:
        return []
    table = table[filled]
    with threadpool_limits(limits=1):
        found = KMeans(_how_many(table), n_init=4, random_state=_SEED).fit(table)
    made = [_group(table, found, number, filled, names) for number in range(found.n_clusters)]
    return sorted((one for one in made if one), key=lambda one: (-len(one.places), one.places))


def _how_many(table: Any) -> int:
    """About the square root of a third of the notes; never more than there are different ones."""
    different = len({row.indices.tobytes() + row.data.tobytes() for row in table})
    return max(1, min(different, round(math.sqrt(table.shape[0] / 3))))


def _group(table: Any, found: Any, number: int, filled: Any, names: Any) -> Group | None:
    rows = np.flatnonzero(found.labels_ == number)
    middle = found.cluster_centers_[number]
    length = float(np.linalg.norm(middle))
    if not length:
        return None
    near = np.round(np.asarray(table[rows] @ middle).ravel() / length, 9)
    order = sorted((-near[at], int(filled[row])) for at, row in enumerate(rows) if near[at] >= FAR)
    if len(order) < FEWEST:
        return None
    best = sorted(range(len(names)), key=lambda at: (-round(float(middle[at]), 9), names[at]))
    return Group([place for _near, place in order], [names[at] for at in best[:WORDS] if middle[at] > 0])
