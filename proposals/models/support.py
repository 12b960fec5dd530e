"""Who supports a proposal.

Personal data: all of it; support can show a political opinion. Never listed publicly, only counted.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from proposals.models.proposal import Proposal


class Support(models.Model):
    """One resident's support of one proposal. `origin`: the merged or split one that it was brought from."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="supports")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="supports")
    origin = models.ForeignKey(
        Proposal, on_delete=models.CASCADE, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "user"], name="support_once")]
        # Counted by statement, so that a thousand supports at once are a few updates.
        triggers = [
            pgtrigger.Trigger(
                name="count_up",
                level=pgtrigger.Statement,
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                referencing=pgtrigger.Referencing(new="added"),
                func="""
                UPDATE proposals_proposal SET support_count = support_count + sums.n
                FROM (SELECT proposal_id, count(*) AS n FROM added GROUP BY proposal_id ORDER BY proposal_id)
                AS sums WHERE proposals_proposal.id = sums.proposal_id;
                RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="count_down",
                level=pgtrigger.Statement,
                operation=pgtrigger.Delete,
                when=pgtrigger.After,
                referencing=pgtrigger.Referencing(old="gone"),
                func="""
                UPDATE proposals_proposal SET support_count = support_count - sums.n
                FROM (SELECT proposal_id, count(*) AS n FROM gone GROUP BY proposal_id ORDER BY proposal_id)
                AS sums WHERE proposals_proposal.id = sums.proposal_id;
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.proposal_id}"
