"""Counting against pabutools 1.2.3 with gmpy2, on the same files in the same run; and how time grows.

`python -m tests.bench counting` takes some minutes; with `--full` more of the large and the long-ballot files are
counted by pabutools too, which takes half an hour and 5 GB of memory. Left out where the Pabulib files are absent.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests import pabulib
from tests.bench import counting_made

SHARES = ["Poland_Lodz_2022"]
SHARES_FULL = [
    "Poland_Lodz_2023",
    "Poland_Warszawa_2024_Srodmiescie",
    "Poland_Warszawa_2021_Wola",
    "Poland_Warszawa_2023_Praga-Poludnie",
    "Poland_Krakow_2024",
]
SIMPLE = [
    "Poland_Lodz_2022",
    "Poland_Lodz_2023",
    "Poland_Warszawa_2021_Wola",
    "Poland_Wroclaw_2015_150_-_500",
]
NO_MINUTE = [
    "Hungary_Budapest_2022_VIII_Jozsefvaros",
    "Hungary_Budapest_2023_VIII_Jozsefvaros",
    "Hungary_Budapest_2025_XI_Ujbuda",
    "Hungary_Veszprem_2025",
    "US_Stanford_Dataset_South_Lake_Tahoe_2021_Quadrant_3_vote_knapsacks",
    "Poland_Krakow_2024",
]
BALLOTS = (1_000, 10_000, 100_000, 1_500_000)
PROJECTS = (10, 30, 100, 300, 1_000)
LEAST = {"equal-shares": 100, "greedy": 20, "read": 5}
PATIENCE = 900


def folder() -> Path:
    """Where plots and generated elections go."""
    return Path(os.environ.get("RAATI_VAR", "var")) / "bench"


def measure(program: str, rule: str, path: Path) -> dict[str, Any] | None:
    """One measurement in a process of its own; None where it took too long or failed."""
    command = [sys.executable, "-m", "tests.bench.counting_one", program, rule, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
    except subprocess.TimeoutExpired:
        print(f"    {program} {rule} {path.stem}: not done in {PATIENCE} s")
        return None
    except subprocess.CalledProcessError as error:
        print(f"    {program} {rule} {path.stem}: {error.stderr.strip().splitlines()[-1:]}")
        return None
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def run() -> bool:
    """All measurements; whether every limit is kept."""
    full = "--full" in sys.argv
    good = True
    if pabulib.FOLDER.is_dir():
        good &= against("equal-shares", SHARES + (SHARES_FULL if full else []))
        good &= against("greedy", SIMPLE)
        good &= against("read", SIMPLE)
        good &= no_minute()
    else:
        print(f"    the Pabulib files are not at {pabulib.FOLDER}: left out")
    return national() and growth() and good


def against(rule: str, names: list[str]) -> bool:
    """Ours against pabutools, file by file."""
    print(f"\n{rule}: processor seconds\n{'file':52} {'pabutools':>10} {'ours':>9} {'ratio':>7}  winners")
    good = True
    for name in names:
        path = pabulib.FOLDER / f"{name}.pb"
        mine = measure("ours", rule, path)
        other = measure("pabutools", rule, path)
        if mine is None or other is None:
            good = good and mine is not None
            continue
        key = "read" if rule == "read" else "count"
        ratio = other[key] / max(mine[key], 1e-6)
        same = "" if rule == "read" else ("same" if mine["won"] == other["won"] else "DIFFERENT")
        good &= ratio >= LEAST[rule] and same != "DIFFERENT"
        print(
            f"{name[:52]:52} {other[key]:10.2f} {mine[key]:9.4f} {ratio:6.0f}x  {same}"
            f"  ({other['memory']} MB, {mine['memory']} MB)",
            flush=True,
        )
    print(f"    at least {LEAST[rule]}x is wanted")
    return good


def no_minute() -> bool:
    """Elections with very many steps of one unit, and the largest ones."""
    print("\nequal-shares where it took longest: processor seconds (steps of one unit)")
    good = True
    for name in NO_MINUTE:
        found = measure("ours", "equal-shares", pabulib.FOLDER / f"{name}.pb")
        good &= found is not None and found["count"] < 60
        if found is not None:
            print(f"{name[:70]:70} {found['count']:7.2f} s  {found['steps'] or 0:>8} steps", flush=True)
    return good


def national() -> bool:
    """1,500,000 ballots and 300 projects from a file: greedy under 5 s, shares under 60 s, under 1.5 GB."""
    path = counting_made.file(folder(), 1_500_000, 300)
    print(f"\n1,500,000 ballots, 300 projects ({path.stat().st_size >> 20} MB)")
    good = True
    for rule, limit in (("greedy", 5), ("equal-shares", 60)):
        found = measure("ours", rule, path)
        if found is None:
            return False
        good &= found["count"] < limit and found["memory"] < 1_536
        print(
            f"    {rule}: read {found['read']:.1f} s, count {found['count']:.2f} s, {found['memory']} MB",
            flush=True,
        )
    return good


def growth() -> bool:
    """Time against ballots and against projects: a table and a plot."""
    rows = list(_growth())
    print(f"\n{'ballots':>9} {'projects':>8} {'read':>8} {'greedy':>8} {'equal-shares':>13} {'MB':>6}")
    for row in rows:
        print(
            f"{row['ballots']:9} {row['projects']:8} {row['read']:8.3f} {row['greedy']:8.3f} "
            f"{row['equal-shares']:13.3f} {row['memory']:6}"
        )
    print(f"    plot: {plot(rows)}")
    return True


def _growth() -> Iterator[dict[str, Any]]:
    sizes = [(ballots, 100) for ballots in BALLOTS] + [(20_000, projects) for projects in PROJECTS]
    for ballots, projects in sizes:
        path = counting_made.file(folder(), ballots, projects)
        greedy, shares = measure("ours", "greedy", path), measure("ours", "equal-shares", path)
        if greedy is None or shares is None:
            continue
        yield {
            "ballots": ballots,
            "projects": projects,
            "read": greedy["read"],
            "greedy": greedy["count"],
            "equal-shares": shares["count"],
            "memory": shares["memory"],
        }


def plot(rows: list[dict[str, Any]]) -> Path:
    """Two panels on logarithmic axes."""
    import altair
    import vl_convert

    points = [
        {"size": row[axis], "axis": f"{axis} ({fixed})", "seconds": max(row[what], 0.001), "of": what}
        for axis, other, value, fixed in (
            ("ballots", "projects", 100, "with 100 projects"),
            ("projects", "ballots", 20_000, "with 20,000 ballots"),
        )
        for row in rows
        if row[other] == value
        for what in ("read", "greedy", "equal-shares")
    ]
    chart = (
        altair.Chart(altair.Data(values=points))
        .mark_line(point=True)
        .encode(
            x=altair.X("size:Q", scale=altair.Scale(type="log"), title=None),
            y=altair.Y("seconds:Q", scale=altair.Scale(type="log"), title="processor seconds"),
            color=altair.Color("of:N", title=None),
        )
        .properties(width=320, height=260)
        .facet(column=altair.Column("axis:N", title=None))
        .resolve_scale(x="independent")
    )
    target = folder() / "counting-growth.svg"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(vl_convert.vegalite_to_svg(chart.to_dict()), encoding="utf-8")
    return target
