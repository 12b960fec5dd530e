"""Sealing the box: two people, once, for good."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commons.audit.chained import chained
from voting.models.election import BOOK, Election


@pghistory.track()
class Sealing(models.Model):
    """Who sealed the box of an election: one asks for it, another does it. Personal data of two officials.

    `…_person`: numbers of accounts, kept when those are deleted. `key_gone_at`: when the file of the box key was
    seen to be gone from the disk.
    """

    election = models.OneToOneField(
        Election, on_delete=models.PROTECT, primary_key=True, related_name="sealing"
    )
    first_person = models.BigIntegerField()
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    first_at = models.DateTimeField()
    second_person = models.BigIntegerField(null=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    sealed_at = models.DateTimeField(null=True)
    key_gone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("sealing of a box")
        verbose_name_plural = _("sealings of boxes")
        constraints = [
            models.CheckConstraint(
                condition=Q(second_person__isnull=True) | ~Q(second_person=F("first_person")),
                name="sealing_two_people",
            ),
            models.CheckConstraint(
                condition=Q(second_person__isnull=True, sealed_at__isnull=True)
                | Q(second_person__isnull=False, sealed_at__isnull=False),
                name="sealing_by_the_second",
            ),
            models.CheckConstraint(
                condition=Q(key_gone_at__isnull=True) | Q(sealed_at__isnull=False),
                name="sealing_before_key_gone",
            ),
        ]
        triggers = [
            *chained(BOOK),
            pgtrigger.Trigger(
                name="sealed_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                declare=[("same", "voting_sealing")],
                func="""
                    IF OLD.sealed_at IS NULL THEN
                        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
                    END IF;
                    IF TG_OP = 'DELETE' THEN
                        RAISE EXCEPTION 'A sealed box stays sealed.' USING ERRCODE = 'restrict_violation';
                    END IF;
                    same := NEW;
                    same.first_by_id := OLD.first_by_id;
                    same.second_by_id := OLD.second_by_id;
                    IF OLD.key_gone_at IS NULL THEN same.key_gone_at := OLD.key_gone_at; END IF;
                    IF same IS DISTINCT FROM OLD THEN
                        RAISE EXCEPTION 'A sealed box stays sealed.' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.election)
