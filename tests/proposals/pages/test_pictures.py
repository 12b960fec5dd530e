"""Pictures on pages: what is refused loses nothing else."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from commons.accounts.models import User
from proposals.domain import pictures
from proposals.models import Picture, Proposal
from tests.factories.proposals import DraftFactory, ResidentFactory
from tests.proposals.conftest import Town
from tests.proposals.pages.conftest import hidden

pytestmark = pytest.mark.django_db
Reader = Callable[..., Client]


@pytest.fixture
def draft(town: Town, resident: User) -> Proposal:
    made: Proposal = DraftFactory(cycle=town.cycle, author=resident)
    return made


def jpeg(name: str = "ranta.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "green").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def address(draft: Proposal) -> str:
    return f"/proposals/{draft.pk}/edit/pictures/"


def test_a_picture_is_added_once_described_and_taken_away(
    draft: Proposal, reader: Reader, resident: User
) -> None:
    client = reader(resident)
    key = hidden(client.get(address(draft)).content.decode(), "key")
    for _click in range(2):
        answer = client.post(address(draft), {"image": jpeg(), "alt": "", "key": key})
        assert answer.headers["location"] == address(draft)
    picture = Picture.objects.get()
    assert "Not told yet." in client.get(address(draft)).content.decode()
    client.post(f"{address(draft)}{picture.pk}/", {"alt": " Vihreä ranta "})
    assert Picture.objects.get().alt == "Vihreä ranta"
    for _click in range(2):
        client.post(f"{address(draft)}{picture.pk}/remove/")
    assert not Picture.objects.exists()


def test_refused_pictures_keep_what_was_written_about_them(
    draft: Proposal, reader: Reader, resident: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = reader(resident)
    broken = SimpleUploadedFile("ranta.jpg", b"\xff\xd8\xff" + b"nonsense" * 50, "image/jpeg")
    heic = SimpleUploadedFile("IMG_1.HEIC", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 50, "image/heic")
    for file, status, words in [
        (broken, 400, "This is not a picture that can be read."),
        (heic, 400, "Save the picture as JPEG"),
        ("", 400, "Choose a picture first"),
    ]:
        answer = client.post(address(draft), {"image": file, "alt": "Ranta aamulla"})
        html = answer.content.decode()
        assert (answer.status_code, words in html, "Ranta aamulla" in html) == (status, True, True)
    assert not Picture.objects.exists()


def test_a_picture_of_more_than_ten_megabytes_is_refused(
    draft: Proposal, reader: Reader, resident: User
) -> None:
    large = SimpleUploadedFile("iso.jpg", jpeg().read() + b"\x00" * pictures.MOST_BYTES, "image/jpeg")
    answer = reader(resident).post(address(draft), {"image": large, "alt": "Ranta aamulla"})
    html = answer.content.decode()
    assert (answer.status_code, "larger than 10 MB" in html, "Ranta aamulla" in html) == (413, True, True)


def test_a_sixth_picture_is_not_asked_for_and_refused(
    draft: Proposal, reader: Reader, resident: User
) -> None:
    client = reader(resident)
    for number in range(5):
        client.post(address(draft), {"image": jpeg(), "alt": f"Kuva {number}"})
    assert "Add this picture" not in client.get(address(draft)).content.decode()
    assert client.post(address(draft), {"image": jpeg(), "alt": "Kuudes"}).status_code == 409
    assert Picture.objects.count() == 5


def test_a_description_that_is_too_long_is_kept_on_the_page(
    draft: Proposal, reader: Reader, resident: User
) -> None:
    client = reader(resident)
    client.post(address(draft), {"image": jpeg(), "alt": "Lyhyt"})
    answer = client.post(f"{address(draft)}{Picture.objects.get().pk}/", {"alt": "z" * 301})
    assert (answer.status_code, "z" * 301 in answer.content.decode()) == (400, True)
    assert Picture.objects.get().alt == "Lyhyt"


def test_nobody_else_touches_the_pictures(draft: Proposal, reader: Reader, resident: User) -> None:
    reader(resident).post(address(draft), {"image": jpeg(), "alt": "Ranta"})
    picture = Picture.objects.get()
    stranger = reader(ResidentFactory())
    for path in (address(draft), f"{address(draft)}{picture.pk}/", f"{address(draft)}{picture.pk}/remove/"):
        assert stranger.post(path, {"alt": "Toinen"}).status_code == 404
    assert reader(resident).post(f"{address(draft)}{picture.pk + 1}/", {"alt": "x"}).status_code == 404
    assert Picture.objects.get().alt == "Ranta"
