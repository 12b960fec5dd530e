"""The columns of a `.pb` file that say who the voters are."""

import re
from collections.abc import Callable
from typing import Final

import numpy as np

from voting.counting.election import Election, number
from voting.counting.pb_text import Report
from voting.counting.pb_votes import Votes

_METHODS: Final = frozenset({"", "internet", "paper"})
_AGES: Final = re.compile(r"(\d{1,3})-(\d{1,3})")


def _is_age(text: str) -> bool:
    """An age in years, or two: `40-59`."""
    if bucket := _AGES.fullmatch(text):
        return int(bucket[1]) <= int(bucket[2])
    return not text or number(text) is not None


def check_voters(election: Election, votes: Votes, report: Report) -> None:
    """Odd values of the voter columns; each distinct value is judged once."""
    judges: dict[str, tuple[str, Callable[[str], bool]]] = {
        "age": ("age_unreadable", _is_age),
        "sex": ("sex_unusual", lambda text: text.upper() in ("", "M", "F", "O")),
        "voting_method": ("method_unusual", lambda text: text.lower() in _METHODS),
    }
    for name, (code, accepts) in judges.items():
        column = election.ballots.columns.get(name)
        if column is None:
            continue
        odd = [at for at, text in enumerate(column.values) if not accepts(text)]
        for ballot in np.flatnonzero(np.isin(column.codes, odd)).tolist() if odd else []:
            voter, value = election.ballots.voter(ballot), column[ballot][:40]
            report.add(code, int(votes.lines[ballot]), "VOTES", name, voter=voter, value=value)
