"""The lot: the seed with which ties are settled, promised before the vote and told with the count."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commons.audit.chained import chained
from voting.models.election import BOOK, Election


@pghistory.track(exclude=["secret"])
class LotSeed(models.Model):
    """The seed of an election's lot. Personal data of officials: who read off a public drawing.

    `secret`: the seed while only its SHA-256 is public (`Election.lot_commitment`). `seed`: what the count uses,
    empty until it is told; then nothing here changes any more. With a public drawing (`Election.lot_source`) two
    people read off the same text: `first_…` and `second_…`; `…_person` are numbers of accounts, kept when those
    are deleted.
    """

    election = models.OneToOneField(Election, on_delete=models.PROTECT, primary_key=True, related_name="lot")
    secret = models.CharField(max_length=64, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    first_value = models.CharField(max_length=64, blank=True)
    first_person = models.BigIntegerField(null=True)
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    second_person = models.BigIntegerField(null=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("seed of a lot")
        verbose_name_plural = _("seeds of lots")
        constraints = [
            models.CheckConstraint(
                condition=Q(second_person__isnull=True) | ~Q(second_person=F("first_person")),
                name="lot_seed_two_people",
            ),
            models.CheckConstraint(
                condition=Q(seed="", told_at__isnull=True) | (~Q(seed="") & Q(told_at__isnull=False)),
                name="lot_seed_told_once",
            ),
        ]
        triggers = [
            *chained(BOOK, without=("secret",)),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="as_promised",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("same", "voting_lotseed"), ("promise", "text"), ("drawing", "text")],
                func="""
                    IF TG_OP = 'UPDATE' THEN
                        same := NEW;
                        same.first_by_id := OLD.first_by_id;
                        same.second_by_id := OLD.second_by_id;
                        IF OLD.seed <> '' AND same IS DISTINCT FROM OLD OR OLD.secret <> NEW.secret THEN
                            RAISE EXCEPTION 'The seed of a lot is never changed.'
                                USING ERRCODE = 'restrict_violation';
                        END IF;
                    END IF;
                    IF NEW.seed = '' OR (TG_OP = 'UPDATE' AND OLD.seed <> '') THEN RETURN NEW; END IF;
                    SELECT lot_commitment, lot_source INTO promise, drawing
                        FROM voting_election WHERE id = NEW.election_id;
                    IF promise <> '' AND promise <> encode(sha256(convert_to(NEW.seed, 'UTF8')), 'hex') THEN
                        RAISE EXCEPTION 'The seed is not the one that was promised.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    IF drawing <> '' AND (NEW.first_person IS NULL OR NEW.second_person IS NULL
                            OR NEW.first_value <> NEW.seed) THEN
                        RAISE EXCEPTION 'Two people read off a public drawing.'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.election)
