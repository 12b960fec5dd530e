"""The command line. Results go to standard output, all that is said about them to standard error.

Exit codes: 0 done; 1 a file cannot be read, has errors (`check`) or is not as it was published (`verify`); 2 the
command itself is wrong (unknown rule or option, a rule that does not go with the ballots); 130 interrupted.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from voting.counting import cli_tables as tables
from voting.counting import cli_verify
from voting.counting.cli_progress import Bar
from voting.counting.election import Election
from voting.counting.explain import explain
from voting.counting.figures import compare, figures
from voting.counting.outcome import Outcome
from voting.counting.pb import examine, read
from voting.counting.problems import ERROR, PbError
from voting.counting.rules import COMPLETIONS, RULES, UTILITIES, RuleError, count

DONE, FAILED, WRONG, INTERRUPTED = 0, 1, 2, 130
SHOWN_PROBLEMS = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except RuleError as error:
        _say(f"error: {error}")
        return WRONG
    except KeyboardInterrupt:
        _say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has seen enough (`… | head`); keep the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(
        prog="python -m voting.counting",
        description="Count participatory budgeting votes from .pb files, exactly and repeatably.",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    one = commands.add_parser("count", help="count one or more files by a rule")
    one.add_argument("files", nargs="+", metavar="FILE", help=".pb file, - for standard input")
    _rule_options(one)
    _format(one)
    one.set_defaults(run=run_count)
    why = commands.add_parser("explain", help="say of each project why it was funded or what was missing")
    why.add_argument("file", metavar="FILE")
    _rule_options(why)
    why.add_argument("--project", action="append", metavar="ID", help="only this project (may be repeated)")
    _format(why)
    why.set_defaults(run=run_explain)
    check = commands.add_parser("check", help="report every problem of a file, with line, field and reason")
    check.add_argument("files", nargs="+", metavar="FILE")
    _format(check)
    check.set_defaults(run=run_check)
    side = commands.add_parser("compare", help="the outcomes of all rules side by side")
    side.add_argument("file", metavar="FILE")
    side.add_argument("--seed", metavar="TEXT", help="the published lot for ties")
    side.add_argument("--strict", action="store_true", help="refuse a file with any error")
    _format(side)
    side.set_defaults(run=run_compare)
    cli_verify.add(commands)
    return top


def _rule_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--rule", choices=list(RULES), default="greedy", help="default: greedy")
    command.add_argument("--utility", choices=UTILITIES, help="equal-shares: what a funded project is worth")
    command.add_argument("--completion", choices=COMPLETIONS, help="equal-shares: default add1u")
    command.add_argument("--seed", metavar="TEXT", help="the published lot for ties; without it file order")
    command.add_argument("--strict", action="store_true", help="refuse a file with any error")


def _format(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", choices=("json", "table"), default="table", help="default: table")


def run_count(options: argparse.Namespace) -> int:
    """One JSON object a line, or one table a file. A file that cannot be read does not stop the others."""
    code = DONE
    for file in options.files:
        with Bar(Path(file).name) as bar:
            begun = time.perf_counter()
            election = _read(file, options)
            if election is None:
                code = FAILED
                continue
            counting = time.perf_counter()
            outcome = _count(election, options, bar)
            counted = time.perf_counter()
        seconds, read_seconds = round(counted - counting, 6), round(counting - begun, 6)
        if options.format == "json":
            _line({"file": file, **_summary(outcome), "seconds": seconds, "read_seconds": read_seconds})
        else:
            print(tables.outcome(file, election, outcome, seconds))
    return code


def run_explain(options: argparse.Namespace) -> int:
    """Every project (JSON: one object a line), then the figures of the whole."""
    election = _read(options.file, options)
    if election is None:
        return FAILED
    known = election.index()
    for ident in options.project or ():
        if ident not in known:
            _say(f"error: {options.file} has no project {ident!r}")
            return WRONG
    with Bar(Path(options.file).name) as bar:
        outcome = _count(election, options, bar)
        found = explain(election, outcome, projects=options.project, progress=bar)
    whole = figures(election, outcome)
    if options.format == "json":
        results = {row["id"]: row for row in outcome.project_dicts()}
        for ident, explanation in found.items():
            _line({**results[ident], **explanation.as_dict()})
        _line({"figures": whole.as_dict()})
    else:
        print(tables.explanations(election, outcome, found))
        print(tables.whole(whole))
    return DONE


def run_check(options: argparse.Namespace) -> int:
    """All problems; 1 where one of them is an error."""
    code = DONE
    for file in options.files:
        source = _source(file)
        if source is None:
            code = FAILED
            continue
        _, problems = examine(source)
        errors = sum(problem.severity == ERROR for problem in problems)
        code = FAILED if errors else code
        if options.format == "json":
            for problem in problems:
                _line({"file": file, **problem.as_dict()})
        else:
            for problem in problems:
                print(f"{file}: {problem.severity}: {problem.sentence()}")
            print(
                f"{file}: {tables.plural(errors, 'error')}, {tables.plural(len(problems) - errors, 'warning')}"
            )
    return code


def run_compare(options: argparse.Namespace) -> int:
    """All rules that go with the ballots (JSON: one object a rule)."""
    election = _read(options.file, options)
    if election is None:
        return FAILED
    with Bar(Path(options.file).name) as bar:
        compared = compare(election, seed=options.seed, progress=bar)
    if options.format == "json":
        for row in compared:
            _line({"file": options.file, **_summary(row.outcome), "figures": row.figures.as_dict()})
    else:
        print(tables.comparison(election, compared))
    return DONE


def _count(election: Election, options: argparse.Namespace, bar: Bar) -> Outcome:
    return count(
        election,
        rule=options.rule,
        seed=options.seed,
        utility=options.utility,
        completion=options.completion,
        progress=bar,
    )


def _summary(outcome: Outcome) -> dict[str, Any]:
    shown = outcome.as_dict()
    keys = ("rule", "version", "selected", "total_cost", "ties", "options", "ballots", "input_hash")
    return {key: shown[key] for key in keys}


def _source(file: str) -> bytes | None:
    """The bytes of a file; None, and said so, where it cannot be had."""
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        _say(f"error: {file}: {error.strerror or error}")
        return None


def _read(file: str, options: argparse.Namespace) -> Election | None:
    """The election; None, and said so, where none can be made. What lenient reading did is said too."""
    source = _source(file)
    if source is None:
        return None
    try:
        election = read(source, strict=options.strict)
    except PbError as error:
        _say(f"error: {file}: {error}")
        return None
    errors = [problem for problem in election.problems if problem.severity == ERROR]
    for problem in errors[:SHOWN_PROBLEMS]:
        _say(f"note: {file}: {problem.sentence()}")
    if len(errors) > SHOWN_PROBLEMS:
        _say(f"note: {file}: {len(errors) - SHOWN_PROBLEMS} more; see them with: check {file}")
    return election


def _line(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)


def _say(text: str) -> None:
    print(text, file=sys.stderr)
