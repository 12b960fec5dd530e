"""What everybody can recount a published result from."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commons.audit.chained import chained
from voting.models.election import BOOK, Election


class RecountPackage(models.Model):
    """The ZIP file that was published with a result, byte for byte; see `voting.counting.package`. No personal data.

    `sha256`: of `data`; `manifest_sha256`: of the manifest inside, which names the hash of every file.
    `files`: [name, SHA-256, bytes] of each.
    """

    election = models.OneToOneField(
        Election, on_delete=models.PROTECT, primary_key=True, related_name="recount_package"
    )
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    manifest_sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    files = models.JSONField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("recount package")
        verbose_name_plural = _("recount packages")
        triggers = [
            *chained(BOOK, without=("data",)),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.election)
