"""Preparing a vote: the kind of ballot, what stands on it, and freezing all of it at opening."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Invalid
from commons.live import publish
from commons.process.models import Cycle, Envelope
from proposals.models import Proposal, State
from voting import rules
from voting.counting import RULES
from voting.domain import keys, lot
from voting.domain.errors import ElectionFrozen, NotOnBallot, NotReady, WarningsUnread
from voting.domain.pb_export import VOTE_TYPES
from voting.domain.readiness import Level, checks
from voting.models import BallotKind, BallotProject, Election, FrozenRules, Notice

LONGEST_SEED = 64
LONGEST_SOURCE = 200


@dataclass(frozen=True)
class BallotRules:
    """What a coordinator decides about a vote; see `Election` for the meaning and units of each.

    `seed`: drawn in public beforehand; `lot_source`: a public drawing after the close, instead. With neither, a seed is
    drawn at opening, promised by its SHA-256, and told with the count.
    """

    ballot_kind: BallotKind = BallotKind.APPROVAL
    min_length: int = 1
    max_length: int | None = None
    min_sum_points: int | None = None
    max_sum_points: int | None = None
    max_points: int | None = None
    totals_live: bool = False
    rule: str = "greedy"
    seed: str = ""
    lot_source: str = ""


@transaction.atomic
def set_up(*, actor: Actor, cycle: Cycle, ballot_rules: BallotRules) -> Election:
    """Decide the rules of the cycle's vote, as often as needed until it is opened.

    Raises `NotAllowed`, `ElectionFrozen`, or `Invalid` for limits that contradict each other.
    """
    require(actor, rules.SET_UP, cycle)
    _require_sense(ballot_rules)
    election = Election.objects.select_for_update().filter(cycle=cycle).first()
    if election is None:
        key_id = uuid4()
        election = Election(cycle=cycle, key_id=key_id, key_check=keys.make(key_id))
    elif election.frozen_at is not None:
        raise ElectionFrozen
    for field in fields(ballot_rules):
        setattr(election, field.name, getattr(ballot_rules, field.name))
    election.rule_version = RULES[ballot_rules.rule].version
    with verb("voting.set_up", actor):
        election.save()
    return election


def _require_sense(chosen: BallotRules) -> None:
    wrong: dict[str, list[Any]] = {}
    with_points = chosen.ballot_kind == BallotKind.POINTS
    if chosen.max_length is not None and chosen.max_length < max(chosen.min_length, 1):
        wrong["max_length"] = [_("This is less than the smallest number of projects.")]
    if with_points and chosen.max_sum_points is None:
        wrong["max_sum_points"] = [_("Say how many points a voter has.")]
    if not with_points and (chosen.max_sum_points or chosen.min_sum_points or chosen.max_points):
        wrong["max_sum_points"] = [_("Points are only for a vote with points. Leave these empty.")]
    least, most = chosen.min_sum_points, chosen.max_sum_points
    if least is not None and most is not None and least > most:
        wrong["min_sum_points"] = [_("This is more than a voter has.")]
    wrong |= _rule_problems(chosen)
    if wrong:
        raise Invalid(fields=wrong)


def _rule_problems(chosen: BallotRules) -> dict[str, list[Any]]:
    wrong: dict[str, list[Any]] = {}
    rule = RULES.get(chosen.rule)
    if rule is None:
        wrong["rule"] = [_("There is no such rule.")]
    elif rule.vote_types is not None and VOTE_TYPES[BallotKind(chosen.ballot_kind)] not in rule.vote_types:
        wrong["rule"] = [
            _("This rule cannot count this kind of ballot. Choose another rule or another ballot.")
        ]
    if len(chosen.seed) > LONGEST_SEED or not chosen.seed.isprintable():
        wrong["seed"] = [_("Use at most 64 characters, in one line.")]
    if len(chosen.lot_source) > LONGEST_SOURCE or not chosen.lot_source.isprintable():
        wrong["lot_source"] = [_("Use at most 200 characters, in one line.")]
    if chosen.seed and chosen.lot_source:
        wrong["lot_source"] = [_("Give a seed or a public drawing, not both.")]
    return wrong


@transaction.atomic
def put_on_ballot(*, actor: Actor, election: Election, proposal: Proposal) -> BallotProject:
    """Put a reviewed proposal (state *on the ballot*, with cost and envelope) last on the ballot.

    Raises `NotAllowed`, `ElectionFrozen`, `NotOnBallot`.
    """
    election = _unfrozen(actor, election)
    proposal = Proposal.objects.without_texts().select_for_update(of=("self",)).get(pk=proposal.pk)
    if proposal.cycle_id != election.cycle_id:
        raise NotOnBallot(_("It belongs to another budget year."))
    if proposal.state != State.ON_BALLOT or proposal.cost is None or proposal.envelope_id is None:
        raise NotOnBallot(_("Its review must be finished first, with a cost and an envelope."))
    known = BallotProject.objects.filter(election=election, proposal=proposal).first()
    if known:
        return known
    last = BallotProject.objects.filter(election=election).aggregate(last=Max("position"))["last"] or 0
    with verb("voting.put_on_ballot", actor):
        return BallotProject.objects.create(
            election=election,
            envelope_id=proposal.envelope_id,
            proposal=proposal,
            project_id=str(proposal.pk),
            cost=proposal.cost,
            position=last + 1,
        )


@transaction.atomic
def fill_ballot(*, actor: Actor, election: Election) -> list[BallotProject]:
    """Put every reviewed proposal of the year on the ballot, in an order drawn by lot, envelope by envelope.

    Costs and envelopes are taken from the reviews again, and what is no longer approved is taken off. The lot is
    drawn from the election's own identifier, so that filling again keeps the order.
    """
    election = _unfrozen(actor, election)
    envelopes = {pk: place for place, pk in enumerate(_envelopes(election).values_list("pk", flat=True))}
    approved = (
        Proposal.objects.without_texts()
        .filter(cycle=election.cycle_id, state=State.ON_BALLOT)
        .select_for_update(of=("self",))
    )
    drawn: list[tuple[tuple[int, str], BallotProject]] = []
    for proposal in approved:
        if proposal.cost is None or proposal.envelope_id is None or proposal.envelope_id not in envelopes:
            continue
        lot = sha256(f"{election.key_id} {proposal.pk}".encode()).hexdigest()
        project = BallotProject(
            election=election,
            envelope_id=proposal.envelope_id,
            proposal=proposal,
            project_id=str(proposal.pk),
            cost=proposal.cost,
        )
        drawn.append(((envelopes[proposal.envelope_id], lot), project))
    drawn.sort(key=lambda place: place[0])
    for position, (_place, project) in enumerate(drawn, start=1):
        project.position = position
    with verb("voting.fill_ballot", actor):
        BallotProject.objects.filter(election=election).delete()
        return BallotProject.objects.bulk_create(project for _place, project in drawn)


@transaction.atomic
def take_off_ballot(*, actor: Actor, project: BallotProject) -> None:
    """Take a project off the ballot again. Raises `NotAllowed`, `ElectionFrozen`."""
    _unfrozen(actor, project.election)
    with verb("voting.take_off_ballot", actor):
        BallotProject.objects.filter(pk=project.pk).delete()


@transaction.atomic
def put_in_order(*, actor: Actor, election: Election, order: Sequence[int]) -> None:
    """Give the projects the order of their keys in `order`; ones that are not named follow in their old order."""
    election = _unfrozen(actor, election)
    wanted = {pk: place for place, pk in enumerate(order)}
    projects = list(BallotProject.objects.filter(election=election).order_by("position", "pk"))
    projects.sort(key=lambda project: wanted.get(project.pk, len(wanted) + project.position))
    for position, project in enumerate(projects, start=1):
        project.position = position
    with verb("voting.put_in_order", actor):
        BallotProject.objects.bulk_update(projects, ["position"])


@transaction.atomic
def move(*, actor: Actor, project: BallotProject, by: int) -> None:
    """Move a project on the ballot by so many places, up (negative) or down; it stops at the ends.

    Raises `NotAllowed`, `ElectionFrozen`.
    """
    election = _unfrozen(actor, project.election)
    order = list(
        BallotProject.objects.filter(election=election)
        .order_by("position", "pk")
        .values_list("pk", flat=True)
    )
    if project.pk not in order:
        return
    place = order.index(project.pk)
    order.insert(min(max(place + by, 0), len(order) - 1), order.pop(place))
    put_in_order(actor=actor, election=election, order=order)


@transaction.atomic
def open_vote(*, actor: Actor, election: Election, reason: str = "") -> Election:
    """Freeze and publish the rules, projects and costs; from now on ballots are taken while the phase is open.

    `reason`: why it is opened although there are warnings; goes on record. Raises `NotAllowed`, `ElectionFrozen`,
    `NotReady` with what is missing, or `WarningsUnread` with the warnings where no reason is given.
    """
    require(actor, rules.OPEN, election)
    election = _unfrozen(actor, election)
    found = [check for check in checks(election) if check.level != Level.OK]
    if missing := {check.code: [check.text] for check in found if check.is_error}:
        raise NotReady(fields=missing)
    reason = reason.strip()
    if found and not reason:
        raise WarningsUnread(fields={check.code: [check.text] for check in found})
    with verb("voting.open", actor, reason=reason):
        freeze(election)
    publish(f"turnout:{election.cycle.slug}")
    return election


def freeze(election: Election) -> None:
    """Write down, hash and fix the rules of an election. For `open_vote` and for importing finished elections."""
    lot.promise(election)
    text = rules_text(election)
    FrozenRules.objects.create(election=election, text=text)
    election.frozen_hash = hashlib.sha256(text.encode()).hexdigest()
    election.frozen_at = Now()
    election.save(update_fields=["lot_commitment", "frozen_hash", "frozen_at"])
    election.refresh_from_db(fields=["frozen_at"])


def rules_text(election: Election, *, notice: Notice | None = None) -> str:
    """Rules, envelopes, projects, texts and costs as canonical JSON: keys in order, no needless space, UTF-8.

    `notice`: as they will be with the words of this one.
    """
    project_words = {notice.project_id: notice.after} if notice else {}
    envelope_words = {notice.envelope_id: notice.after} if notice else {}
    by_envelope: dict[int, list[dict[str, Any]]] = {}
    for project in (
        BallotProject.objects.filter(election=election).select_related("proposal").order_by("position")
    ):
        by_envelope.setdefault(project.envelope_id, []).append(
            _project(project) | project_words.get(project.pk, {})
        )
    body = {
        "cycle": election.cycle.slug,
        "currency": election.cycle.currency,
        "rules": {
            field.name: getattr(election, field.name)
            for field in fields(BallotRules)
            if field.name not in ("seed", "lot_source")
        },
        "rule_version": election.rule_version,
        "seed": election.seed,
        "lot": {"commitment": election.lot_commitment, "source": election.lot_source},
        "envelopes": [
            {
                "slug": envelope.slug,
                "name": _names(envelope, envelope_words.get(envelope.pk, {})),
                "area": envelope.area.path if envelope.area else None,
                "money": str(envelope.amount),
                "projects": by_envelope.get(envelope.pk, []),
            }
            for envelope in _envelopes(election).select_related("area").prefetch_related("sources")
        ],
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _project(project: BallotProject) -> dict[str, Any]:
    proposal = project.proposal
    return {
        "id": project.project_id,
        "proposal": proposal.pk,
        "position": project.position,
        "cost": str(project.cost),
        "language": proposal.language,
        "title": proposal.title,
        "what": proposal.what,
        "why": proposal.why,
        "for_whom": proposal.for_whom,
    }


def _names(envelope: Envelope, changed: Mapping[str, str]) -> dict[str, str]:
    names = {language: f"name_{language}" for language in ("fi", "sv", "en")}
    return {language: changed.get(name, getattr(envelope, name)) for language, name in names.items()}


def _envelopes(election: Election) -> Any:
    return Envelope.objects.filter(cycle=election.cycle_id).order_by("position", "pk")


def _unfrozen(actor: Actor, election: Election) -> Election:
    """The election, locked, for somebody who may change it while it can be changed."""
    require(actor, rules.SET_UP, election)
    rows: Iterable[Election] = (
        Election.objects.select_for_update(of=("self",)).select_related("cycle__area").filter(pk=election.pk)
    )
    locked = next(iter(rows))
    if locked.frozen_at is not None:
        raise ElectionFrozen
    return locked
