"""Everything that the page of one proposal shows, read at once in a constant number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model

from commons.accounts.models import User
from commons.accounts.permissions import Actor, may
from commons.deliberation.domain.queries import ThreadPage, page_of
from commons.deliberation.domain.selects import Order
from commons.deliberation.domain.windows import Window
from commons.deliberation.reasons import in_words
from commons.deliberation.rules import sums_up
from commons.followup.models import Milestone
from commons.live.versions import Version, versions_of
from commons.places.models import Area
from commons.process.models import Cycle, Envelope, PhaseKind
from proposals.domain import queries
from proposals.domain.gates import SUPPORTING, TALKING
from proposals.domain.reviewing import verdicts
from proposals.domain.submission import WITHDRAWABLE
from proposals.domain.supports import SUPPORTABLE
from proposals.models import MERGEABLE, SILENT, Category, Picture, Proposal, Review, State
from proposals.rules import MERGE, REVIEW

EVENTFUL = (State.CONFIRMED, State.PLANNED, State.UNDER_WAY, State.DONE, State.CANCELLED)
"""States that may have milestones."""


@dataclass(frozen=True)
class Lead:
    """The proposal in which a merged one goes on, unless moderators hid it."""

    pk: int
    title: str
    language: str


@dataclass(frozen=True)
class Merged:
    """A proposal that goes on in this one and is not hidden. `author`: by the name that person chose, or empty;
    `co_authors`: those who wrote it too."""

    pk: int
    title: str
    language: str
    author: str
    thread: int
    summary: "Summed | None" = None
    co_authors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Split:
    """What a split proposal has to do with this one: the whole that this is a part of, a part of this, or another part.

    `comments`, `statements`: of the whole, made before it was split.
    """

    pk: int
    title: str
    language: str
    comments: int = 0
    statements: int = 0


@dataclass(frozen=True)
class Summed:
    """The summary of its talk that is shown, written by the town."""

    number: int
    text: str
    language: str
    at: datetime


@dataclass(frozen=True)
class Seen:
    """One proposal for one viewer.

    `hidden_pictures`: why those that moderators hid are not shown. `since`: where its live topic stood before
    anything was read, as `live-region` wants it. `leads`: the viewer wrote it, `is_own`: alone or with others,
    `writes`: as a co-author. `statements`: how many are shown. `dates`: when it came into each state. `may_support`,
    `may_comment` and `may_weigh` (arguments and statements) speak of state, phase and person; nobody signed in may be
    asked to.
    """

    proposal: Proposal
    pictures: list[Picture]
    hidden_pictures: list[str]
    since: str
    dates: Mapping[str, datetime]
    milestones: list[Milestone]
    talk: ThreadPage
    open_phases: set[PhaseKind]
    leads: bool
    is_own: bool
    supports: bool
    follows: bool
    may_support: bool
    may_comment: bool
    may_weigh: bool
    may_answer: bool
    may_merge: bool
    merged: list[Merged]
    lead: Lead | None
    whole: Split | None
    parts: list[Split]
    summary: Summed | None
    may_sum_up: bool
    co_authors: list[str]
    writes: bool
    has_verdict: bool
    statements: int

    @property
    def may_withdraw(self) -> bool:
        """Its author, until it is on the ballot."""
        return self.leads and self.proposal.state in WITHDRAWABLE

    @property
    def may_suggest(self) -> bool:
        """Anybody else, before it is decided."""
        open_now = not self.open_phases.isdisjoint(SUPPORTING)
        return not self.is_own and self.proposal.state in MERGEABLE and open_now

    @property
    def may_complete(self) -> bool:
        """Its author, while it is returned."""
        return self.is_own and self.proposal.state == State.RETURNED

    @property
    def request(self) -> Review | None:
        """What the author is asked to complete; for the author only."""
        return getattr(self.proposal, "review", None) if self.may_complete else None


# One statement for the small things: to make a statement costs more than to run it, and this page is read most.
_BESIDE = """
WITH moved AS (
    SELECT state, max(pgh_created_at) AS at FROM proposals_proposalevent WHERE pgh_obj_id = %(pk)s GROUP BY state
)
SELECT
    (SELECT array_agg(kind) FROM process_phase WHERE cycle_id = %(cycle)s
        AND opens_at <= statement_timestamp() AND closes_at > statement_timestamp()),
    (SELECT json_agg(json_build_array(merged.id, merged.title, merged.language, coalesce(author.display_name, ''),
            merged.thread_id, (SELECT json_build_array(number, text, language, created_at) FROM deliberation_summary
                WHERE thread_id = merged.thread_id ORDER BY number DESC LIMIT 1),
            (SELECT json_agg(person.display_name ORDER BY co.id) FROM proposals_coauthor AS co
                JOIN accounts_user AS person ON person.id = co.user_id
                WHERE co.proposal_id = merged.id AND co.state = 'accepted')) ORDER BY merged.id)
        FROM proposals_proposal AS merged LEFT JOIN accounts_user AS author ON author.id = merged.author_id
        WHERE merged.merged_into_id = %(pk)s AND merged.hidden_at IS NULL),
    (SELECT array_agg(thread_id ORDER BY id) FROM proposals_proposal WHERE merged_into_id = %(pk)s),
    (SELECT json_build_array(lead.id, lead.title, lead.language) FROM proposals_proposal AS lead
        WHERE lead.id = %(lead)s AND lead.hidden_at IS NULL),
    (SELECT array_agg(state) FROM moved), (SELECT array_agg(at) FROM moved),
    (SELECT array_agg(person.display_name ORDER BY co.id) FROM proposals_coauthor AS co
        JOIN accounts_user AS person ON person.id = co.user_id
        WHERE co.proposal_id = %(pk)s AND co.state = 'accepted'),
    EXISTS (SELECT FROM proposals_coauthor
        WHERE proposal_id = %(pk)s AND user_id = %(viewer)s AND state = 'accepted'),
    EXISTS (SELECT FROM proposals_support WHERE proposal_id = %(pk)s AND user_id = %(viewer)s),
    EXISTS (SELECT FROM followup_follower WHERE track_id = %(track)s AND user_id = %(viewer)s AND stopped_at IS NULL),
    EXISTS (SELECT FROM proposals_verdict WHERE proposal_id = %(pk)s),
    (SELECT count(DISTINCT lower(text)) FROM deliberation_statement WHERE hidden_at IS NULL AND thread_id IN (
        SELECT %(thread)s UNION ALL SELECT thread_id FROM proposals_proposal WHERE merged_into_id = %(pk)s)),
    (SELECT json_build_array(whole.id, whole.title, whole.language, (SELECT count(*) FROM deliberation_comment
            WHERE thread_id = whole.thread_id AND hidden_at IS NULL), (SELECT count(*) FROM deliberation_statement
            WHERE thread_id = whole.thread_id AND hidden_at IS NULL))
        FROM proposals_proposal AS whole WHERE whole.id = %(whole)s AND whole.hidden_at IS NULL
        AND whole.state = 'split'),
    (SELECT json_agg(json_build_array(part.id, part.title, part.language) ORDER BY part.id)
        FROM proposals_proposal AS part WHERE part.split_from_id = coalesce(%(whole)s, %(pk)s) AND part.id <> %(pk)s
        AND part.hidden_at IS NULL AND part.merged_into_id IS DISTINCT FROM part.split_from_id),
    (SELECT json_build_array(number, text, language, created_at) FROM deliberation_summary
        WHERE thread_id = %(thread)s ORDER BY number DESC LIMIT 1)
"""


_PICTURES = "SELECT * FROM proposals_picture WHERE proposal_id = %s ORDER BY position"

HEAVY = {"search", "title_plain", "outline", "outline_shown", "password"}
"""Columns that no page of a proposal shows."""
BESIDE: tuple[tuple[str, type[Model]], ...] = (
    ("cycle", Cycle),
    ("area", Area),
    ("category", Category),
    ("envelope", Envelope),
    ("author", User),
)


@cache
def _statement() -> tuple[str, list[tuple[str, type[Model], list[str]]]]:
    """The statement of `_one`, and what its columns are: name of the relation, model, fields."""
    read: list[tuple[str, type[Model]]] = [("proposal", Proposal), *BESIDE]
    parts = [
        (name, model, [one.attname for one in model._meta.concrete_fields if one.attname not in HEAVY])
        for name, model in read
    ]
    columns = ", ".join(f'{name}."{attname}"' for name, _model, attnames in parts for attname in attnames)
    joins = " ".join(
        f"LEFT JOIN {model._meta.db_table} AS {name} ON {name}.id = proposal.{name}_id"
        for name, model in BESIDE
    )
    # Only names of our own tables and columns.
    return (
        f"SELECT {columns} FROM proposals_proposal AS proposal {joins} WHERE proposal.id = %s"  # noqa: S608
        " AND ((cycle.is_published AND proposal.state <> %s AND proposal.hidden_at IS NULL)"
        " OR proposal.author_id = %s)",
        parts,
    )


def _one(pk: int, viewer: Actor) -> Proposal:
    """As `queries.one`, by a statement that is made once. One statement."""
    sql, parts = _statement()
    if pk >= 2**63:
        raise Proposal.DoesNotExist
    with connection.cursor() as cursor:
        cursor.execute(sql, [pk, State.DRAFT, viewer.pk])
        row = cursor.fetchone()
    if row is None:
        raise Proposal.DoesNotExist
    found: dict[str, Any] = {}
    at = 0
    for name, model, attnames in parts:
        values = row[at : at + len(attnames)]
        at += len(attnames)
        # The key is the first column of each of these tables.
        found[name] = model.from_db("default", attnames, values) if values[0] is not None else None
    proposal: Proposal = found.pop("proposal")
    proposal._state.fields_cache.update(found)
    return proposal


@dataclass(frozen=True)
class _Beside:
    """Which phases are open, when it came into each state, whether the viewer supports and follows it, and the rest."""

    open_phases: set[PhaseKind]
    merged: list[Merged]
    threads: list[int]
    lead: Lead | None
    dates: Mapping[str, datetime]
    co_authors: list[str]
    writes: bool
    supports: bool
    follows: bool
    has_verdict: bool
    statements: int
    whole: Split | None
    parts: list[Split]
    summary: Summed | None


def _beside(proposal: Proposal, viewer: Actor) -> _Beside:
    asked = {
        "cycle": proposal.cycle_id,
        "pk": proposal.pk,
        "track": proposal.track_id,
        "thread": proposal.thread_id,
        "lead": proposal.merged_into_id,
        "whole": proposal.split_from_id,
        "viewer": viewer.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, asked)
        row = cursor.fetchone()
    kinds, merged, threads, lead, states, times, others, writes, supports, follows, has_verdict = row[:11]
    statements, whole, parts, summary = row[11:]
    return _Beside(
        open_phases={PhaseKind(kind) for kind in kinds or []},
        merged=[
            Merged(
                pk, title, language, author, thread, _summed(summed) if summed else None, tuple(more or ())
            )
            for pk, title, language, author, thread, summed, more in merged or []
        ],
        threads=threads or [],
        lead=Lead(*lead) if lead else None,
        dates=dict(zip(states or [], times or [], strict=True)),
        co_authors=others or [],
        writes=writes,
        supports=supports,
        follows=follows,
        has_verdict=has_verdict,
        statements=statements,
        whole=Split(*whole) if whole else None,
        parts=[Split(*one) for one in parts or []],
        summary=_summed(summary) if summary else None,
    )


def _summed(row: list[Any]) -> Summed:
    number, text, language, at = row
    return Summed(number, text, language, datetime.fromisoformat(at))


def seen(
    pk: int,
    viewer: Actor,
    *,
    order: Order = Order.FAIR,
    number: int = 1,
    seed: int | None = None,
    opened: Mapping[int, Window] | None = None,
    sought: int | None = None,
) -> Seen:
    """The proposal `pk` with page `number` of its talk, or with the page where the comment `sought` is.

    `opened`: more replies than the first few, by comment. `Proposal.DoesNotExist` where the viewer may not see it. Six
    statements, seven with milestones; for who is signed in one more, with `sought` one more.
    """
    topic = f"proposal:{pk}"
    # Before anything else is read, so that the page is at least as new as it says.
    version = versions_of([topic]).get(topic, Version())
    proposal = _one(pk, viewer)
    beside = _beside(proposal, viewer)
    is_open = beside.open_phases
    leads = proposal.author_id is not None and proposal.author_id == viewer.pk
    may_answer = viewer.is_authenticated and may(viewer, REVIEW, proposal)
    speaks = proposal.state not in SILENT
    pictures = list(Picture.objects.raw(_PICTURES, [pk]))
    return Seen(
        proposal=proposal,
        pictures=[one for one in pictures if one.hidden_at is None],
        hidden_pictures=[in_words(one.hidden_reason) for one in pictures if one.hidden_at is not None],
        since=f"{version.epoch}.{version.number}",
        dates=beside.dates,
        milestones=queries.milestones_of(proposal) if proposal.state in EVENTFUL else [],
        talk=page_of(
            [proposal.thread_id, *beside.threads],
            order=order,
            number=number,
            seed=seed,
            viewer=viewer,
            opened=opened,
            sought=sought,
        ),
        open_phases=is_open,
        leads=leads,
        is_own=leads or beside.writes,
        supports=beside.supports,
        follows=beside.follows,
        may_support=not (leads or beside.writes)
        and proposal.state in SUPPORTABLE
        and not is_open.isdisjoint(SUPPORTING),
        may_comment=speaks and (may_answer or not is_open.isdisjoint(TALKING)),
        may_weigh=speaks and not is_open.isdisjoint(TALKING),
        may_answer=may_answer,
        may_merge=may_answer and proposal.state in MERGEABLE and may(viewer, MERGE, proposal),
        merged=beside.merged,
        lead=beside.lead,
        whole=beside.whole,
        parts=beside.parts,
        summary=beside.summary,
        may_sum_up=viewer.is_authenticated and not leads and sums_up(viewer, proposal.area, ()),
        co_authors=beside.co_authors,
        writes=beside.writes,
        has_verdict=beside.has_verdict and proposal.state in verdicts.SHOWN,
        statements=beside.statements,
    )
