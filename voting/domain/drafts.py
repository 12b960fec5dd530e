"""A ballot on its way: kept at every step, and deleted when it is cast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now

from commons.http.errors import Refusal
from commons.process.domain.gate import StatementTimestamp, require_open
from commons.process.models import PhaseKind
from voting.domain import keys
from voting.domain.ballot_form import Choice, Form, form_of
from voting.domain.ballots import Receipt, receipt_of, versions_of
from voting.domain.errors import ForeignProject, HasPaperBallot, VotedOnPaper
from voting.domain.voters import Voter, entry_of
from voting.models import BallotChoice, BallotDraft, BallotKind, Channel, Election, RollEntry


@dataclass(frozen=True)
class OwnBallot:
    """What a voter sees of their own vote.

    `choices`: chosen now, by `BallotProject.pk`: 1, points or place (places count within an envelope). `uncast`:
    something here is not in the box. `receipt`: of the ballot in the box, or None. `area_path`: where the voter lives.
    `on_paper`: why nothing can be cast here, for whoever votes or has voted on paper, else None.
    """

    choices: Mapping[int, int]
    uncast: bool
    receipt: Receipt | None
    area_path: str
    on_paper: Refusal | None = None

    def as_choices(self) -> list[Choice]:
        """As `cast` takes them."""
        return [Choice(project, value) for project, value in self.choices.items()]


def own(*, actor: Voter, election: Election) -> OwnBallot:
    """The voter's draft, else what they have cast. Four queries."""
    entry = entry_of(actor, election, "channel", "paper_since")
    form = form_of(election)
    receipt, cast = _cast(election, form, entry)
    draft = BallotDraft.objects.filter(pk=entry.pk).first()
    return OwnBallot(
        choices=cast if draft is None else _read(draft, form),
        uncast=draft is not None,
        receipt=receipt,
        area_path=entry.area.path,
        on_paper=paper_refusal(entry),
    )


def paper_refusal(entry: RollEntry) -> Refusal | None:
    """Why this person cannot cast on the web: has voted on paper, or holds a ballot on paper; else None."""
    if entry.channel == Channel.PAPER:
        return VotedOnPaper()
    return HasPaperBallot() if entry.paper_since is not None else None


def uncast_in(voter: Voter) -> str | None:
    """The identifier of the year in which this voter has chosen something and can still cast it. One query."""
    code = {"entry__codes": voter.code_id, "entry__codes__revoked_at": None} if voter.code_id else {}
    return (
        BallotDraft.objects.filter(
            **code,
            pk=voter.entry_id,
            entry__paper_since=None,
            entry__election=voter.election_id,
            entry__election__frozen_at__isnull=False,
            entry__election__cycle__is_published=True,
            entry__election__cycle__phases__kind=PhaseKind.VOTE,
            entry__election__cycle__phases__opens_at__lte=StatementTimestamp(),
            entry__election__cycle__phases__closes_at__gt=StatementTimestamp(),
        )
        .values_list("entry__election__cycle__slug", flat=True)
        .first()
    )


@transaction.atomic
def save(
    *, actor: Voter, election: Election, choices: Sequence[Choice], envelope: str | None = None
) -> OwnBallot:
    """Keep the choices, also ones that cannot be cast yet; with `envelope`, the others' choices stay as they are.

    A draft that says the same as the ballot in the box is none. Raises `ForeignProject` for a project that is not in
    the envelope or not on the voter's ballot, `PhaseClosed` outside the vote, `VotedOnPaper` or `HasPaperBallot` where
    nothing could be cast; what was kept before stays.
    """
    entry = entry_of(actor, election, "channel", "paper_since", lock=True)
    require_open(election.cycle, PhaseKind.VOTE)
    if refusal := paper_refusal(entry):
        raise refusal
    form = form_of(election)
    places = {pot.pk for pot in form.pots_for(entry.area.path) if envelope in (None, pot.slug)}
    for choice in choices:
        if choice.project not in form.projects or form.projects[choice.project][0] not in places:
            raise ForeignProject.of(envelope or "", ForeignProject.title)
    draft = BallotDraft.objects.filter(pk=entry.pk).first()
    receipt, cast = _cast(election, form, entry)
    before = _read(draft, form) if draft else cast
    kept = {project: value for project, value in before.items() if form.projects[project][0] not in places}
    now = kept | {choice.project: choice.value for choice in choices}
    uncast = now != cast
    if uncast and (draft is None or now != before):
        stored = {str(project): value for project, value in now.items()}
        BallotDraft.objects.update_or_create(pk=entry.pk, defaults={"choices": stored, "saved_at": Now()})
    elif draft and not uncast:
        draft.delete()
    return OwnBallot(choices=now, uncast=uncast, receipt=receipt, area_path=entry.area.path)


def _cast(election: Election, form: Form, entry: RollEntry) -> tuple[Receipt | None, dict[int, int]]:
    if election.frozen_at is None:
        return None, {}
    name = keys.pseudonym(election.key_id, election.key_check, entry.pk)
    mine = versions_of(election, name)
    if not mine:
        return None, {}
    rows = (
        BallotChoice.objects.filter(ballot=mine[-1].pk).order_by("rank").values_list("project_id", "points")
    )
    chosen: dict[int, int] = {}
    places: dict[int, int] = {}
    for project, points in rows:
        pot = form.projects[project][0]
        places[pot] = places.get(pot, 0) + 1
        chosen[project] = places[pot] if form.kind == BallotKind.RANKING else points or 1
    return receipt_of(mine[-1], mine), chosen


def _read(draft: BallotDraft, form: Form) -> dict[int, int]:
    return {int(project): value for project, value in draft.choices.items() if int(project) in form.projects}
