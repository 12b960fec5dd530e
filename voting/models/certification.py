"""Who put their name to a count."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.audit.chained import chained
from voting.models.result import EnvelopeCount


@pghistory.track(pghistory.InsertEvent())
class CountSignature(models.Model):
    """The name of one official under one count. Append-only. Personal data of an official.

    `person`: number of the account, kept when the account is deleted, so that two names stay two people. Nobody signs
    a count twice, nor one that they made themselves, nor one that was replaced or is certified already.
    """

    count = models.ForeignKey(EnvelopeCount, on_delete=models.PROTECT, related_name="signatures")
    person = models.BigIntegerField()
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    signed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("name under a count")
        verbose_name_plural = _("names under a count")
        constraints = [
            models.UniqueConstraint(fields=["count", "person"], name="count_signature_person_once"),
        ]
        triggers = [
            *chained("(SELECT 'vote/' || c.election_id FROM voting_envelopecount c WHERE c.id = r.count_id)"),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                declare=[("same", "voting_countsignature")],
                func="""
                    same := NEW;
                    same.signed_by_id := OLD.signed_by_id;
                    IF same IS DISTINCT FROM OLD OR NEW.signed_by_id IS NOT NULL THEN
                        RAISE EXCEPTION 'A name under a count stays.' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="another_person",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM voting_envelopecount c
                        WHERE c.id = NEW.count_id AND c.state = 'provisional' AND NOT c.superseded
                            AND c.counted_by_id IS DISTINCT FROM NEW.person
                    ) OR NEW.signed_by_id IS DISTINCT FROM NEW.person THEN
                        RAISE EXCEPTION 'Only another person signs a count, while it is provisional.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count}: {self.person}"
