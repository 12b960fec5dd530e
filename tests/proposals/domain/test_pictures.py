"""Pictures: what is taken, what is refused, what is not kept."""

import io
import struct
import zlib
from uuid import uuid4

import pytest
from PIL import Image

from commons.accounts.models import User
from commons.http.errors import Invalid, NotAllowed
from proposals.domain import drafts, pictures
from proposals.domain.errors import PictureRefused, PictureTooLarge, TextFrozen, TooManyPictures
from proposals.models import Picture, Proposal, State
from tests.factories.proposals import DraftFactory, ProposalFactory, ResidentFactory

pytestmark = pytest.mark.django_db


def photo(width: int = 2000, height: int = 1000, kind: str = "JPEG", mode: str = "RGB") -> io.BytesIO:
    """A picture with a place in its EXIF, as a phone makes it."""
    out = io.BytesIO()
    image = Image.new(mode, (width, height), "green")
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Puhelin"
    exif.get_ifd(0x8825)[1] = "N"
    image.save(out, kind, **({"exif": exif} if kind == "JPEG" else {}))
    out.seek(0)
    return out


def put(author: User, proposal: Proposal, file: io.BytesIO, **fields: object) -> Picture:
    size = len(file.getvalue())
    return pictures.add(actor=author, proposal=proposal, file=file, size=size, **{"alt": "Ranta", **fields})


@pytest.fixture
def draft(resident: User) -> Proposal:
    made: Proposal = DraftFactory(author=resident)
    return made


def test_a_picture_is_made_small_upright_and_bare(draft: Proposal, resident: User) -> None:
    picture = put(resident, draft, photo())
    assert (picture.width, picture.height, picture.alt, picture.position) == (1000, 2000, "Ranta", 1)
    with Image.open(picture.image) as stored, Image.open(picture.small) as small:
        assert (stored.format, stored.size, small.size) == ("JPEG", (1000, 2000), (480, 960))
        assert dict(stored.getexif()) == {}
        assert set(stored.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }
    assert b"Puhelin" not in picture.image.storage.open(picture.image.name).read()


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("GIF", "L"), ("WEBP", "RGB"), ("JPEG", "CMYK")]
)
def test_usual_kinds_are_taken(draft: Proposal, resident: User, kind: str, mode: str) -> None:
    file = io.BytesIO()
    Image.new(mode, (30, 20)).save(file, kind)
    file.seek(0)
    assert put(resident, draft, file).width == 30


def bomb() -> io.BytesIO:
    """A PNG of some bytes that claims 60,000 by 60,000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("file", "error"),
    [
        (io.BytesIO(b"\xff\xd8" + b"0" * 20 * 1024 * 1024), PictureTooLarge),
        (bomb(), PictureTooLarge),
        (io.BytesIO(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"0" * 100), PictureRefused),
        (io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"), PictureRefused),
        (io.BytesIO(b"%PDF-1.7"), PictureRefused),
        (io.BytesIO(b""), PictureRefused),
        (io.BytesIO(photo().getvalue()[:400]), PictureRefused),
    ],
    ids=["20 MB", "bomb", "heic", "svg", "pdf", "empty", "cut off"],
)
def test_what_cannot_be_taken_is_told_and_all_else_kept(
    draft: Proposal, resident: User, file: io.BytesIO, error: type[PictureRefused]
) -> None:
    put(resident, draft, photo(40, 30))
    with pytest.raises(error) as refused:
        put(resident, draft, file)
    assert type(refused.value) is error
    assert list(refused.value.fields) == ["image"]
    draft.refresh_from_db()
    assert (draft.title != "", draft.pictures.count()) == (True, 1)


def test_five_are_enough_and_a_freed_place_is_used_again(draft: Proposal, resident: User) -> None:
    made = [put(resident, draft, photo(40, 30)) for _number in range(5)]
    with pytest.raises(TooManyPictures):
        put(resident, draft, photo(40, 30))
    pictures.remove(actor=resident, picture=made[1])
    assert put(resident, draft, photo(40, 30)).position == 2


def test_the_same_key_stores_once(draft: Proposal, resident: User) -> None:
    key = uuid4()
    assert put(resident, draft, photo(40, 30), key=key) == put(resident, draft, photo(40, 30), key=key)
    assert Picture.objects.count() == 1


def test_only_the_author_while_the_text_may_change(draft: Proposal, resident: User) -> None:
    picture = put(resident, draft, photo(40, 30))
    other: User = ResidentFactory()
    with pytest.raises(NotAllowed):
        put(other, draft, photo(40, 30))
    with pytest.raises(NotAllowed):
        pictures.remove(actor=other, picture=picture)
    with pytest.raises(NotAllowed):
        pictures.describe(actor=other, picture=picture, alt="Muuta")
    Proposal.objects.filter(pk=draft.pk).update(state=State.SUBMITTED)
    for forbidden in (
        lambda: put(resident, draft, photo(40, 30)),
        lambda: pictures.remove(actor=resident, picture=picture),
        lambda: pictures.describe(actor=resident, picture=picture, alt="Muuta"),
    ):
        with pytest.raises(TextFrozen):
            forbidden()
    returned = ProposalFactory(author=resident, state=State.RETURNED)
    assert put(resident, returned, photo(40, 30)).position == 1


def test_the_description_is_one_line(draft: Proposal, resident: User) -> None:
    picture = put(resident, draft, photo(40, 30), alt=" Ranta\n ja  laituri ")
    assert picture.alt == "Ranta ja laituri"
    for bad in ("x" * 301, "a\x00"):
        with pytest.raises(Invalid):
            pictures.describe(actor=resident, picture=picture, alt=bad)


@pytest.mark.django_db(transaction=True)
def test_removed_pictures_and_discarded_drafts_leave_no_files(draft: Proposal, resident: User) -> None:
    first, second = put(resident, draft, photo(40, 30)), put(resident, draft, photo(40, 30))
    pictures.remove(actor=resident, picture=first)
    drafts.discard(actor=resident, proposal=draft)
    for picture in (first, second):
        assert not picture.image.storage.exists(picture.image.name)
        assert not picture.small.storage.exists(picture.small.name)
