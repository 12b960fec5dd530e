"""Counting participatory budgets: exact, explained, and repeatable by anybody who has the published `.pb`
file.

    from voting.counting import count, explain, read

    election = read("town.pb")
    outcome = count(election, rule="greedy", seed="drawn 12 May 2027: 481516")
    why = explain(election, outcome)

Pure Python and NumPy. On the command line: `python -m voting.counting count town.pb --rule greedy`.
"""

from voting.counting.election import VOTE_TYPES, Ballots, Column, Election, Project
from voting.counting.explain import explain
from voting.counting.explanation import Explanation
from voting.counting.figures import Figures, figures
from voting.counting.outcome import FUNDED, STATUSES, Outcome, ProjectResult, Shares, Tie
from voting.counting.pb import check, dumps, read, write
from voting.counting.problems import CODES, ERROR, WARNING, PbError, Problem
from voting.counting.rules import RULES, Progress, Rule, RuleError, count
from voting.counting.tally import input_hash

__all__ = [
    "CODES",
    "ERROR",
    "FUNDED",
    "RULES",
    "STATUSES",
    "VOTE_TYPES",
    "WARNING",
    "Ballots",
    "Column",
    "Election",
    "Explanation",
    "Figures",
    "Outcome",
    "PbError",
    "Problem",
    "Progress",
    "Project",
    "ProjectResult",
    "Rule",
    "RuleError",
    "Shares",
    "Tie",
    "check",
    "count",
    "dumps",
    "explain",
    "figures",
    "input_hash",
    "read",
    "write",
]
