"""One measurement in a process of its own: `python -m tests.bench.counting_one PROGRAM RULE FILE`; one line of JSON.

Seconds are processor time of this process; `memory` is the most that it had, in MB. PROGRAM is `ours` or `pabutools`;
both work on grouped ballots, and the grouping is counted.
For equal shares the budget is rounded down to a whole unit for every ballot, so that both programs begin at the same
endowment (pabutools begins at B/n, we at its whole part); the winners compared are those before our completion.
"""

import json
import resource
import sys
import time
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any


def ours(rule: str, path: Path) -> dict[str, Any]:
    from voting.counting import count, read

    begun = time.process_time()
    election = read(path)
    read_in = time.process_time()
    if rule == "read":
        return {"read": read_in - begun}
    if rule == "greedy":
        outcome = count(election, rule="greedy")
        return {
            "read": read_in - begun,
            "count": time.process_time() - read_in,
            "won": list(outcome.selected),
        }
    whole = Decimal(int(election.budget / len(election.ballots)) * len(election.ballots))
    outcome = count(replace(election, budget=whole), rule="equal-shares")
    taken = time.process_time() - read_in
    won = outcome.details.get("before_completion", list(outcome.selected))
    return {"read": read_in - begun, "count": taken, "won": won, "steps": outcome.details.get("steps")}


def pabutools(rule: str, path: Path) -> dict[str, Any]:
    from pabutools.election import Additive_Cardinal_Sat, Cost_Sat, parse_pabulib
    from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares
    from pabutools.tiebreaking import TieBreakingRule

    begun = time.process_time()
    instance, profile = parse_pabulib(str(path))
    read_in = time.process_time()
    if rule == "read":
        return {"read": read_in - begun}
    if type(profile).__name__ == "OrdinalProfile":
        profile = _scored(profile)
    place = {project.name: at for at, project in enumerate(_listed(path))}
    votes = {project: profile.approval_score(project) for project in instance} if _approves(profile) else {}

    def key(_instance: Any, _profile: Any, project: Any) -> Any:
        return (project.cost, -votes.get(project, 0), place[project.name])

    ties = TieBreakingRule(key)
    measure = Cost_Sat if _approves(profile) else Additive_Cardinal_Sat
    started = time.process_time()
    grouped = profile.as_multiprofile()
    if rule == "greedy":
        chosen = greedy_utilitarian_welfare(instance, grouped, sat_class=measure, tie_breaking=ties)
    else:
        instance.budget_limit = int(Fraction(str(instance.budget_limit)) / len(profile)) * len(profile)
        chosen = method_of_equal_shares(
            instance,
            profile.as_multiprofile(),
            sat_class=measure,
            voter_budget_increment=1,
            tie_breaking=ties,
        )
    taken = time.process_time() - started
    won = sorted((project.name for project in chosen), key=lambda name: place[name])
    return {"read": read_in - begun, "count": taken, "won": won}


def _scored(profile: Any) -> Any:
    """Rankings as L … 1 points, the way cities count them; pabutools' own measure for them gives the last nothing."""
    from pabutools.election import CumulativeBallot, CumulativeProfile

    return CumulativeProfile(
        [
            CumulativeBallot({project: len(ballot) - at for at, project in enumerate(ballot)})
            for ballot in profile
        ]
    )


def _approves(profile: Any) -> bool:
    return type(profile).__name__.startswith("Approval")


def _listed(path: Path) -> list[Any]:
    from types import SimpleNamespace

    from voting.counting import read

    return [SimpleNamespace(name=project.id) for project in read(path).projects]


def main() -> None:
    program, rule, file = sys.argv[1:4]
    found = {"ours": ours, "pabutools": pabutools}[program](rule, Path(file))
    print(json.dumps({**found, "memory": most_memory()}))


def most_memory() -> int:
    """MB of this process. Linux's `ru_maxrss` begins with the parent's, so its own figure is taken if there is one."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) // 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most >> 20 if sys.platform == "darwin" else most // 1024


if __name__ == "__main__":
    main()
