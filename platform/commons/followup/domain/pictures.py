"""Pictures of milestones: checked, made small, stripped of what a camera writes beside them."""

import io
import warnings
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from commons.http.errors import Invalid

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
WIDE = 1600
KINDS = ("JPEG", "PNG", "WEBP", "GIF")


def encoded(file: BinaryIO) -> ContentFile:
    """The picture as a JPEG of at most 1600 pixels a side and without metadata. Raises `Invalid` for `picture`."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Invalid(fields={"picture": [_("The picture is larger than 10 MB. Choose a smaller one.")]})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=KINDS)
            if image.width * image.height > MOST_PIXELS:
                raise Image.DecompressionBombError
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((WIDE, WIDE))
            flat = Image.new("RGB", upright.size, "white")
            flat.paste(upright, mask=upright.getchannel("A") if upright.mode in ("RGBA", "LA") else None)
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        raise Invalid(
            fields={"picture": [_("This file is not a picture that we can show. Choose a JPEG or PNG.")]}
        ) from None
    target = io.BytesIO()
    flat.save(target, "JPEG", quality=82, optimize=True)
    return ContentFile(target.getvalue(), name="picture.jpg")
