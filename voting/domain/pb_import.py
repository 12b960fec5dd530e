"""Making a complete, counted budget year out of a `.pb` file.

Nothing of a file is guessed silently: what contradicts itself (a file cut in half, totals that do not match) is
refused with line and reason, and nothing is stored. Ballots outside the limits of their own election are kept as the
town accepted them and reported.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Refusal
from commons.live import publish
from commons.process.models import Cycle, Envelope, FundingSource, Phase, PhaseKind
from proposals.models import TITLE_LENGTH, Category, Proposal, State
from voting.counting import Ballots, PbError, Problem, dumps
from voting.counting import Election as PbElection
from voting.counting.pb import examine
from voting.domain import count, pb_ballots, pb_places, pb_problems
from voting.models import BallotKind, BallotProject, Election, FrozenRules, PbSource
from voting.rules import IMPORT_ELECTION

Progress = Callable[[str, int, int], None]
"""Called with (stage, done, total); stages: read, projects, ballots, count, publish."""

KINDS = {
    "approval": BallotKind.APPROVAL,
    "choose-1": BallotKind.APPROVAL,
    "ordinal": BallotKind.RANKING,
    "cumulative": BallotKind.POINTS,
    "scoring": BallotKind.POINTS,
}
AS_ACCEPTED = frozenset(
    {"ballot_too_dear", "ballot_too_long", "ballot_too_short", "points_over", "points_under", "points_sum_over",
     "points_sum_under"}
)  # fmt: skip
"""Problems of single ballots that the town counted all the same."""
RULES_OF_FILES = {
    "greedy": "greedy",
    "greedy-no-skip": "greedy-no-skip",
    "greedy-threshold": "greedy-threshold",
}
MOST_SHOWN = 20


class PbRefused(Refusal):
    """The file contradicts itself; `problems` has all of it, `fields["file"]` the first twenty as sentences."""

    status = 422
    code = "pb-refused"
    title = _("The file was not imported")
    detail = _(
        "Nothing was stored. Correct the named lines, or fetch the file again: it may have been cut off."
    )

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        wrong = [problem for problem in problems if problem.severity == "error"] or list(problems)
        super().__init__(fields={"file": [pb_problems.told(problem) for problem in wrong[:MOST_SHOWN]]})


@dataclass(frozen=True)
class Imported:
    """What an import made: the year, and the problems that were met and kept."""

    cycle: Cycle
    projects: int
    ballots: int
    kept: tuple[Problem, ...]


def import_pb(
    *,
    actor: Actor,
    content: bytes,
    file_name: str,
    publish_result: bool,
    rule: str | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> Imported:
    """Store a `.pb` file as a cycle with one envelope, its ballots, and its count; all or nothing.

    `rule`: counts by this rule; else by the file's own where we know it to the letter, else by `greedy`. A count by
    `greedy` is always made beside it. Raises `PbRefused` with every problem of the file.
    """
    require(actor, IMPORT_ELECTION)
    progress("read", 0, 1)
    try:
        found, problems = examine(content)
    except PbError as error:
        raise PbRefused(error.problems) from error
    if found is None or any(p.severity == "error" and p.code not in AS_ACCEPTED for p in problems):
        raise PbRefused(
            [p for p in problems if p.severity == "error" and p.code not in AS_ACCEPTED] or problems
        )
    _refuse_what_has_no_place(found)
    progress("read", 1, 1)
    with transaction.atomic(), verb("voting.import_pb", actor):
        cycle = _store(actor, found, content, file_name, rule, progress)
        count.count_all(actor=actor, election=cycle.election, progress=progress)
        if publish_result:
            progress("publish", 0, 1)
            count.publish_imported(actor=actor, election=cycle.election)
            progress("publish", 1, 1)
    publish(f"result:{cycle.slug}")
    return Imported(cycle, len(found.projects), len(found.ballots), tuple(problems))


def _refuse_what_has_no_place(found: PbElection) -> None:
    """Our columns hold cents and whole points; the format allows more. Not seen in any public file."""
    problems = [
        Problem(
            "cost_unreadable",
            section="PROJECTS",
            field="cost",
            params={"project": p.id, "value": str(p.cost)},
        )
        for p in found.projects
        if p.cost >= 10**12 or p.cost != p.cost.quantize(Decimal("0.01"))
    ]
    if found.budget >= 10**12 or found.budget != found.budget.quantize(Decimal("0.01")):
        problems.append(
            Problem(
                "number_unreadable",
                section="META",
                field="budget",
                params={"key": "budget", "value": str(found.budget)},
            )
        )
    ballots = found.ballots
    if (
        ballots.points is not None
        and ballots.points_decimals
        and (ballots.points % 10**ballots.points_decimals).any()
    ):
        problems.append(
            Problem(
                "points_unreadable",
                section="VOTES",
                field="points",
                params={"voter": "", "value": "fractions"},
            )
        )
    if problems:
        raise PbRefused(problems)


def _store(
    actor: Actor, found: PbElection, content: bytes, file_name: str, rule: str | None, progress: Progress
) -> Cycle:
    meta = {key: value.strip() for key, value in found.meta.items()}
    places = pb_places.Places(found)
    begin, end = pb_places.period(meta)
    name = meta.get("description") or Path(file_name).stem
    cycle = Cycle.objects.create(
        slug=_free_slug(Path(file_name).stem),
        name_fi=name[:160],
        area=places.root,
        year=begin.year,
        currency=(meta.get("currency") or "EUR")[:3].upper(),
        is_imported=True,
    )
    Phase.objects.bulk_create(
        [
            Phase(cycle=cycle, kind=PhaseKind.VOTE, opens_at=begin, closes_at=end),
            Phase(cycle=cycle, kind=PhaseKind.COUNT, opens_at=end, closes_at=end + pb_places.YEAR),
            Phase(cycle=cycle, kind=PhaseKind.COUNCIL, opens_at=end, closes_at=end + pb_places.YEAR),
        ]
    )
    area = places.of(meta.get("district", "") or meta.get("subunit", ""))
    envelope = Envelope.objects.create(
        cycle=cycle,
        slug="all",
        name_fi=(meta.get("subunit") or meta.get("district") or name)[:160],
        area=area,
    )
    FundingSource.objects.create(
        envelope=envelope, name_fi=str(meta.get("unit") or name)[:160], amount=found.budget
    )
    proposals = _proposals(cycle, envelope, found, meta, places, progress)
    election = Election.objects.create(
        cycle=cycle,
        ballot_kind=BallotKind.BUDGET
        if meta.get("max_sum_cost") and not found.uses_points
        else KINDS[found.vote_type],
        min_length=_whole(meta.get("min_length")) or 0,
        max_length=1 if found.vote_type == "choose-1" else _whole(meta.get("max_length")),
        min_sum_points=_whole(meta.get("min_sum_points")),
        max_sum_points=_whole(meta.get("max_sum_points")),
        max_points=_whole(meta.get("max_points")),
        rule=rule or RULES_OF_FILES.get(meta.get("rule", ""), "greedy"),
    )
    BallotProject.objects.bulk_create(
        [
            BallotProject(
                election=election,
                envelope=envelope,
                proposal=proposal,
                project_id=row.id,
                cost=row.cost,
                position=place,
            )
            for place, (row, proposal) in enumerate(zip(found.projects, proposals, strict=True))
        ],
        batch_size=2000,
    )
    PbSource.objects.create(
        envelope=envelope,
        file_name=Path(file_name).name[:255],
        sha256=hashlib.sha256(content).hexdigest(),
        meta=[[key, value] for key, value in found.meta.items()],
        project_columns=list(found.project_columns),
        vote_columns=list(found.vote_columns),
        projects={row.id: pb_ballots.project_cells(row, found.project_columns) for row in found.projects},
    )
    _freeze(election, found)
    pb_ballots.store(election=election, found=found, progress=progress)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE voting_ballot, voting_ballotchoice, voting_ballotproject")
    return cycle


def _freeze(election: Election, found: PbElection) -> None:
    """Publish what the vote was about as the file has it: META and PROJECTS, canonical, with their hash."""
    head = dumps(replace(found, ballots=Ballots.of([]), vote_columns=("voter_id", "vote"))).decode()
    FrozenRules.objects.create(election=election, text=head)
    election.frozen_at = timezone.now()
    election.frozen_hash = hashlib.sha256(head.encode()).hexdigest()
    election.save(update_fields=["frozen_at", "frozen_hash"])


def _proposals(
    cycle: Cycle,
    envelope: Envelope,
    found: PbElection,
    meta: dict[str, str],
    places: pb_places.Places,
    progress: Progress,
) -> list[Proposal]:
    categories: dict[str, Category] = {}
    for row in found.projects:
        for label in row.categories[:1]:
            slug = slugify(label)[:80] or f"category-{len(categories) + 1}"
            if slug not in categories:
                categories[slug] = Category.objects.create(
                    cycle=cycle, slug=slug, name_fi=label[:120], position=len(categories)
                )
    rows = []
    for place, row in enumerate(found.projects):
        title = row.name.strip() or f"#{row.id}"
        label = row.categories[0] if row.categories else ""
        point = row.latitude is not None and row.longitude is not None
        rows.append(
            {
                "cycle": cycle,
                "language": (meta.get("language") or "und")[:12],
                "title": title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1] + "…",
                "what": row.extra.get("description", "")[:5000]
                or (title if len(title) > TITLE_LENGTH else ""),
                "for_whom": row.extra.get("beneficiaries", ""),
                "category": categories.get(slugify(label)[:80]) if label else None,
                "area": places.of(row.district or row.extra.get("neighborhood", "")) or envelope.area,
                "latitude": float(row.latitude) if point and row.latitude is not None else None,
                "longitude": float(row.longitude) if point and row.longitude is not None else None,
                "cost": row.cost,
                "envelope": envelope,
                "state": State.ON_BALLOT,
                "public_id": row.id[:80],
            }
        )
        if place % 500 == 0:
            progress("projects", place, len(found.projects))
    made = Proposal.bulk(rows)
    progress("projects", len(made), len(made))
    return made


def _whole(text: str | None) -> int | None:
    try:
        return int(Decimal(text.replace(",", "."))) if text else None
    except ArithmeticError:
        return None


def _free_slug(stem: str) -> str:
    base = slugify(stem.replace("_", "-"))[:70] or "election"
    taken = set(Cycle.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug
        for number in range(1, len(taken) + 2)
        if (slug := base if number == 1 else f"{base}-{number}") not in taken
    )


def author_of(actor: Actor) -> User | None:
    """The user to store as the doer; None for the operator of the server."""
    return actor if isinstance(actor, User) and actor.pk else None
