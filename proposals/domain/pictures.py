"""Pictures of a proposal: checked, made small, stripped of everything that a camera writes beside them."""

import io
import warnings
from collections.abc import Sequence
from functools import partial
from typing import BinaryIO
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from commons.accounts.permissions import Actor, require
from commons.http.errors import Invalid
from proposals.domain.drafts import locked, owner_of
from proposals.domain.errors import PictureRefused, PictureTooLarge, TextFrozen, TooManyPictures
from proposals.models import MOST_PICTURES, OPEN_TEXT, Picture, Proposal
from proposals.rules import EDIT, Held

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
WIDE, SMALL = 1600, 480
QUALITY, SMALL_QUALITY = 82, 65
KINDS = {"JPEG", "PNG", "WEBP", "GIF"}
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")


@transaction.atomic
def add(
    *,
    actor: Actor,
    proposal: Proposal,
    file: BinaryIO,
    size: int,
    alt: str,
    token: str = "",
    key: UUID | None = None,
) -> Picture:
    """Store a picture of a draft or returned proposal: JPEG, at most 1600 pixels wide, without any metadata.

    `size`: bytes of `file`, at most 10 MB. `alt`: what it shows, for who cannot see it. Sent again with the
    same `key` it gives the first. Raises `PictureRefused` and its kinds, `Invalid`, `TextFrozen`,
    `NotAllowed`.
    """
    found = locked(proposal)
    require(actor, EDIT, Held(found, owner_of(token)))
    if found.state not in OPEN_TEXT:
        raise TextFrozen
    if key is not None and (first := found.pictures.filter(key=key).first()) is not None:
        return first
    words = alt_text(alt)
    taken = set(found.pictures.values_list("position", flat=True))
    free = [position for position in range(1, MOST_PICTURES + 1) if position not in taken]
    if not free:
        raise TooManyPictures
    image = read(file, size)
    whole, small = sized(image, WIDE), sized(image, SMALL)
    picture = Picture(
        proposal=found, alt=words, position=free[0], key=key, width=whole.width, height=whole.height
    )
    picture.image.save("picture.jpg", ContentFile(encoded(whole)), save=False)
    picture.small.save("small.jpg", ContentFile(encoded(small, SMALL_QUALITY)), save=False)
    picture.save()
    return picture


@transaction.atomic
def describe(*, actor: Actor, picture: Picture, alt: str, token: str = "") -> Picture:
    """Change what is said about a picture. Allowed as long as the text may change."""
    found = _editable(actor, picture, token)
    picture = found.pictures.get(pk=picture.pk)
    picture.alt = alt_text(alt)
    picture.save(update_fields=["alt"])
    return picture


@transaction.atomic
def remove(*, actor: Actor, picture: Picture, token: str = "") -> None:
    """Take a picture away for good; removed already is fine."""
    _editable(actor, picture, token)
    files = [picture.image, picture.small]
    Picture.objects.filter(pk=picture.pk).delete()
    for file in files:
        transaction.on_commit(partial(file.storage.delete, str(file.name)))


@transaction.atomic
def reorder(*, actor: Actor, proposal: Proposal, order: Sequence[int], token: str = "") -> list[Picture]:
    """Put the pictures in the order of `order`, the ids of all of them. The first is shown in lists.

    Raises `Invalid`, `TextFrozen`, `NotAllowed`.
    """
    found = locked(proposal)
    require(actor, EDIT, Held(found, owner_of(token)))
    if found.state not in OPEN_TEXT:
        raise TextFrozen
    there = {picture.pk: picture for picture in found.pictures.all()}
    if sorted(order) != sorted(there):
        raise Invalid(fields={"order": [_("Name every picture of the proposal once.")]})
    moved = [there[pk] for pk in order]
    for position, picture in enumerate(moved, start=1):
        picture.position = position
    Picture.objects.bulk_update(moved, ["position"])
    return moved


def _editable(actor: Actor, picture: Picture, token: str) -> Proposal:
    found = locked(picture.proposal)
    require(actor, EDIT, Held(found, owner_of(token)))
    if found.state not in OPEN_TEXT:
        raise TextFrozen
    return found


def alt_text(alt: str) -> str:
    """`alt` as one line of at most 300 characters, or `Invalid`."""
    words = " ".join(alt.split())
    if "\x00" in words or len(words) > 300:
        raise Invalid(fields={"alt": [_("Tell in at most 300 characters what the picture shows.")]})
    return words


def read(file: BinaryIO, size: int) -> Image.Image:
    """The picture, upright and in plain colours, or `PictureRefused`, `PictureTooLarge`."""
    if size > MOST_BYTES:
        raise PictureTooLarge(
            fields={
                "image": [
                    _("The picture is larger than 10 MB. Choose a smaller one. Everything else is kept.")
                ]
            }
        )
    start = file.read(32)
    file.seek(0)
    if start[4:8] == b"ftyp" and start[8:12] in _HEIF_BRANDS:
        raise PictureRefused(
            fields={
                "image": [
                    _("Pictures in the HEIC form cannot be used. Save the picture as JPEG and add it again.")
                ]
            }
        )
    Image.init()  # knows the kinds that Pillow reads on demand only
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=sorted(KINDS)) as checked:
                if checked.width * checked.height > MOST_PIXELS:
                    raise _too_many_pixels()
                checked.verify()
            file.seek(0)
            with Image.open(file, formats=sorted(KINDS)) as opened:
                opened.draft("RGB", (WIDE, WIDE))
                upright = ImageOps.exif_transpose(opened)
                return _flat(upright)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise PictureRefused(
            fields={
                "image": [_("This is not a picture that can be read. Use a JPEG, PNG, WebP or GIF file.")]
            }
        ) from error


def _too_many_pixels() -> PictureTooLarge:
    return PictureTooLarge(
        fields={"image": [_("The picture has more than 50 million pixels. Choose a smaller one.")]}
    )


def _flat(image: Image.Image) -> Image.Image:
    """In RGB, on white where it was see-through."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        shown = image.convert("RGBA")
        ground = Image.new("RGBA", shown.size, "white")
        return Image.alpha_composite(ground, shown).convert("RGB")
    return image.convert("RGB")


def sized(image: Image.Image, width: int) -> Image.Image:
    """A copy of at most `width` × 2 `width` pixels. Only pixels: no place, no camera, no thumbnail."""
    copy = image.copy()
    copy.thumbnail((width, width * 2))
    bare = Image.new("RGB", copy.size)
    bare.paste(copy)
    return bare


def encoded(image: Image.Image, quality: int = QUALITY) -> bytes:
    """The picture as a JPEG."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
