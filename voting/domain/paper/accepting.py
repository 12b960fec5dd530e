"""A batch becomes ballots: all of it, once."""

import random
import secrets
from hashlib import sha256

from django.db import transaction
from django.db.models.functions import Now

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import NotAllowed
from commons.live import publish
from voting import rules
from voting.domain import keys
from voting.domain.ballot_form import form_of, in_order
from voting.domain.ballots import draw_receipt
from voting.domain.count import change_box
from voting.domain.paper import keying, lines
from voting.domain.paper.errors import BatchNotOpen, BatchSetAside, SheetRefused, StillDifferent
from voting.domain.paper.matching import Compared, compared
from voting.models import (
    Ballot,
    BallotChoice,
    BallotKind,
    BatchState,
    Channel,
    PaperBatch,
    PaperSheet,
    SheetState,
)


@transaction.atomic
def accept(*, actor: Actor, batch: PaperBatch) -> int:
    """Put the ballots of a batch in the box; gives how many. Sent again it gives the same number.

    A ballot's pseudonym is made of the number of its sheet with the box key: the database holds no second ballot of
    one sheet, and once the key is destroyed nobody can say which sheet a ballot was. Ballots are written in an order
    drawn by lot. Raises `NotAllowed`, `BatchNotOpen`, `StillDifferent`, `BatchSetAside`, `SheetRefused`,
    `AlreadyPublished`.
    """
    found = keying.locked(batch)
    require(actor, rules.KEY_PAPER, found.election)
    if not isinstance(actor, User) or actor.pk is None:
        raise NotAllowed
    if found.state == BatchState.ACCEPTED:
        return Ballot.objects.filter(paper_batch=found).count()
    if found.state != BatchState.COMPARING:
        raise BatchNotOpen
    if found.is_quarantined:
        raise BatchSetAside
    change_box(found.election)
    sheets = compared(found)
    if any(one.is_open for one in sheets):
        raise StillDifferent
    found.state, found.accepted_by, found.accepted_at = BatchState.ACCEPTED, actor, Now()
    with verb("voting.accept_batch", actor):
        found.save(update_fields=["state", "accepted_by", "accepted_at"])
        _mark(found, sheets)
        made = _write(found, sheets)
    slug = found.election.cycle.slug
    publish(f"turnout:{slug}", f"count:{slug}")
    return made


def _mark(batch: PaperBatch, sheets: list[Compared]) -> None:
    for void, state in ((False, SheetState.COUNTED), (True, SheetState.SPOILT)):
        pks = [one.sheet.pk for one in sheets if one.agreed and bool(one.agreed.void) == void]
        marked = PaperSheet.objects.filter(pk__in=pks, state=SheetState.ISSUED).update(
            state=state, batch=batch
        )
        if marked != len(pks):
            raise SheetRefused


def _write(batch: PaperBatch, sheets: list[Compared]) -> int:
    election, form = batch.election, form_of(batch.election)
    ballots: list[Ballot] = []
    choices: list[BallotChoice] = []
    valid = [(one.sheet, read) for one in sheets if (read := one.agreed) and not read.void]
    random.SystemRandom().shuffle(valid)
    for sheet, read in valid:
        ballot = Ballot(
            election=election,
            pseudonym=keys.sheet_pseudonym(election.key_id, election.key_check, sheet.number),
            receipt=draw_receipt(),
            channel=Channel.PAPER,
            key_hash=sha256(secrets.token_bytes(32)).hexdigest(),
            paper_batch=batch,
        )
        ballots.append(ballot)
        choices += [
            BallotChoice(
                ballot_id=ballot.pk,
                project_id=choice.project,
                rank=rank,
                points=choice.value if form.kind == BallotKind.POINTS else None,
            )
            for rank, choice in enumerate(in_order(form, lines.as_choices(read.choices)), start=1)
        ]
    Ballot.objects.bulk_create(ballots)
    BallotChoice.objects.bulk_create(choices)
    return len(ballots)
