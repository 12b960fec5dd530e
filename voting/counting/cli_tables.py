"""Tables of the command line, as text."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from voting.counting.election import Election, tidy
from voting.counting.explanation import Explanation
from voting.counting.figures import Compared, Figures
from voting.counting.outcome import Outcome, rounded

NAME_WIDTH = 44


def plural(number: int, word: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def table(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    """Columns as wide as their widest cell; numbers to the right."""
    widths = [max(len(row[at]) for row in (header, *rows)) for at in range(len(header))]

    def line(cells: Sequence[str]) -> str:
        padded = (
            cell.rjust(width) if flush else cell.ljust(width)
            for cell, width, flush in zip(cells, widths, right, strict=True)
        )
        return "  ".join(padded).rstrip()

    return "\n".join([line(header), "  ".join("-" * width for width in widths), *map(line, rows)])


def short(text: str) -> str:
    """A name that fits into its column."""
    plain = " ".join(text.split())
    return plain if len(plain) <= NAME_WIDTH else plain[: NAME_WIDTH - 1] + "…"


def outcome(file: str, election: Election, found: Outcome, seconds: float) -> str:
    """One file: what was counted, every project by rank, ties, the sum."""
    names = {project.id: project.name for project in election.projects}
    ranked = sorted(found.projects, key=lambda result: (result.rank is None, result.rank or 0))
    rows = [
        (
            "" if result.rank is None else str(result.rank),
            result.id,
            short(names[result.id]),
            tidy(result.support),
            tidy(result.cost),
            "yes" if result.funded else "",
            result.sentence(),
        )
        for result in ranked
    ]
    word = "points" if election.uses_points else "votes"
    head = (
        f"{file}: {found.rule} (version {found.version}), {plural(found.ballots, 'ballot')}, {seconds:.3f} s"
    )
    body = table(
        ("rank", "project", "name", word, "cost", "funded", "why"),
        rows,
        (True, False, False, True, True, False, False),
    )
    return "\n".join([head, "", body, "", *_ties(found), _sum(found), ""])


def _sum(found: Outcome) -> str:
    projects = plural(len(found.selected), "project")
    left = tidy(found.money_left)
    return f"{projects} funded for {tidy(found.total_cost)} of {tidy(found.budget)}; {left} left"


def _ties(found: Outcome) -> list[str]:
    by = {"seed": "the lot drawn with the seed", "file_order": "the order of the file"}
    return [
        f"tie of {', '.join(tie.projects)}, settled by {by[tie.by]}"
        + ("" if tie.decisive else "; another order would fund the same")
        for tie in found.ties
    ]


def explanations(election: Election, found: Outcome, given: Mapping[str, Explanation]) -> str:
    """A paragraph a project."""
    unit = "points" if election.uses_points else "votes"
    names = {project.id: project.name for project in election.projects}
    by_point = found.options.get("utility") in ("points", "points-cost")
    lines = []
    for ident, explanation in given.items():
        result = explanation.result
        name = f" {short(names[ident])}" if names[ident] else ""
        rank = "" if result.rank is None else f", number {result.rank} by support"
        lines.append(f"{ident}{name}: {tidy(result.support)} {unit}{rank}, cost {tidy(result.cost)}")
        lines.extend(f"  {sentence}" for sentence in explanation.sentences(unit))
        lines.extend(f"  {sentence}" for sentence in _shares(explanation, by_point))
        lines.append("")
    return "\n".join([*lines, *_ties(found)])


def _shares(explanation: Explanation, by_point: bool) -> list[str]:
    """What equal shares adds."""
    shares = explanation.result.shares
    if shares is None:
        return []
    money = rounded(shares.supporters_money, 2)
    lines = [f"effective support {rounded(shares.effective_support, 2)} %: its supporters had {money}"]
    if shares.rate is not None:
        price = f"{rounded(shares.rate, 2)}{' a point' if by_point else ''}"
        lines.append(f"{shares.payers} of them paid for it, {shares.full_payers} the full price of {price}")
    return lines


def percent(share: Fraction) -> str:
    """A part of one as percent."""
    return f"{rounded(share * 100, 1)} %"


def whole(found: Figures) -> str:
    """The figures of an outcome."""
    part = percent(Fraction(found.spent) / Fraction(found.budget)) if found.budget else "0 %"
    without = percent(Fraction(found.without, max(found.ballots, 1)))
    lines = [
        f"money used: {tidy(found.spent)} of {tidy(found.budget)} ({part})",
        f"ballots without a funded project: {found.without} of {found.ballots} ({without})",
        f"funded projects on a ballot, on average: {rounded(found.average, 2)}",
    ]
    if found.categories:
        rows = [(row.category, percent(row.support), percent(row.money)) for row in found.categories]
        lines += ["", table(("category", "of support", "of money"), rows, (False, True, True))]
    return "\n".join(lines)


def comparison(election: Election, compared: Sequence[Compared]) -> str:
    """Figures of every rule, then who is funded by which."""
    rows = [
        (
            row.outcome.rule,
            str(row.figures.funded),
            tidy(row.figures.spent),
            tidy(row.figures.budget - row.figures.spent),
            str(row.figures.without),
            rounded(row.figures.average, 2) or "",
        )
        for row in compared
    ]
    head = ("rule", "funded", "spent", "left", "ballots without", "funded a ballot")
    figures_table = table(head, rows, (False, True, True, True, True, True))
    chosen = [set(row.outcome.selected) for row in compared]
    marks = [
        (project.id, short(project.name), *("x" if project.id in funded else "" for funded in chosen))
        for project in election.projects
        if any(project.id in funded for funded in chosen)
    ]
    who = table(
        ("project", "name", *(row.outcome.rule for row in compared)), marks, (False,) * (2 + len(compared))
    )
    return f"{figures_table}\n\n{who}"
