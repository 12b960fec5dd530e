"""What is not kept forever."""

from datetime import timedelta
from functools import partial

from django.db import transaction

from commons.deliberation.models import Thread
from commons.followup.models import Track
from commons.process.domain.gate import StatementTimestamp
from proposals.models import Picture, Proposal, State

KEPT = timedelta(days=60)


@transaction.atomic
def drop_abandoned_drafts() -> int:
    """Delete drafts without an account that were not saved for 60 days. How many there were."""
    old = Proposal.objects.select_for_update(skip_locked=True).filter(
        state=State.DRAFT, author=None, saved_at__lt=StatementTimestamp() - KEPT
    )
    rows = list(old.exclude(draft_owner="").values_list("pk", "thread", "track"))
    drafts = [row[0] for row in rows]
    files = [
        file
        for picture in Picture.objects.filter(proposal__in=drafts)
        for file in (picture.image, picture.small)
    ]
    Proposal.objects.filter(pk__in=drafts).delete()
    Thread.objects.filter(pk__in=[row[1] for row in rows]).delete()
    Track.objects.filter(pk__in=[row[2] for row in rows]).delete()
    for file in files:
        transaction.on_commit(partial(file.storage.delete, str(file.name)))
    return len(rows)
