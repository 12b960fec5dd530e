"""Photographs of sheets as evidence: re-encoded, and nothing of what a camera writes beside them is kept."""

import hashlib
from typing import BinaryIO

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Conflict
from proposals.domain import pictures
from voting import rules
from voting.domain.paper import keying, serials
from voting.domain.paper.errors import SheetRefused
from voting.models import BatchPhoto, PaperBatch, PaperSheet

WIDE = 1600
MOST_PHOTOS = 500


class TooManyPhotos(Conflict):
    """The batch has as many photographs as it can hold."""

    code = "too-many-photos"
    title = _("This batch has enough photographs")
    detail = _("Photograph several sheets on one picture.")


@transaction.atomic
def add(*, actor: Actor, batch: PaperBatch, file: BinaryIO, size: int, serial: str = "") -> BatchPhoto:
    """Keep a photograph of the batch, or with `serial` of one sheet; the same picture again gives the first.

    Raises `NotAllowed`, `PictureRefused`, `PictureTooLarge`, `SerialRefused`, `SheetRefused`, `TooManyPhotos`.
    """
    found = keying.locked(batch)
    require(actor, rules.KEY_PAPER, found.election)
    sheet = _sheet(found, serial) if serial.strip() else None
    image = pictures.encoded(pictures.sized(pictures.read(file, size), WIDE))
    name = hashlib.sha256(image).hexdigest()
    known = found.photos.filter(sha256=name).defer("image").first()
    if known:
        return known
    if found.photos.count() >= MOST_PHOTOS:
        raise TooManyPhotos
    with verb("voting.add_batch_photo", actor):
        return BatchPhoto.objects.create(
            batch=found,
            sheet=sheet,
            image=image,
            sha256=name,
            taken_by=actor if isinstance(actor, User) and actor.pk else None,
        )


def _sheet(batch: PaperBatch, serial: str) -> PaperSheet:
    number = serials.read(batch.election, serial)
    sheet = PaperSheet.objects.filter(election=batch.election_id, number=number, day=batch.day_id).first()
    if sheet is None:
        raise SheetRefused.by(_("No sheet with this number was out at this station on this day."))
    return sheet


def image_of(*, actor: Actor, batch: PaperBatch, pk: int) -> bytes:
    """The JPEG, for officials of the vote. Raises `NotAllowed`, Http404."""
    require(actor, rules.SEE_DESK, batch.election)
    photo = batch.photos.filter(pk=pk).first()
    if photo is None:
        raise Http404
    return bytes(photo.image)
