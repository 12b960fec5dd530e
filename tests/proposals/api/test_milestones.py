"""A milestone through the API, with and without a picture."""

from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image
from rest_framework.test import APIClient

from commons.accounts.models import Role
from commons.followup.models import Milestone
from proposals.models import Proposal, State
from tests.factories.accounts import official
from tests.factories.proposals import BallotProposalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal() -> Proposal:
    found: Proposal = BallotProposalFactory(state=State.CONFIRMED, cycle__is_published=True)
    return found


@pytest.fixture
def desk() -> APIClient:
    client = APIClient(headers={"accept-language": "en"})
    client.force_login(official(Role.REVIEWER))
    return client


def a_picture() -> BytesIO:
    out = BytesIO()
    Image.new("RGB", (3200, 1600), "green").save(out, "PNG")
    out.seek(0)
    out.name = "bench.png"
    return out


def sent(**more: object) -> dict[str, object]:
    return {
        "date": "2027-05-01",
        "title.fi": "Penkki on paikallaan",
        "title.en": "The bench is there",
        "spent": "1180.50",
        "picture_alt.en": "A green bench",
        **more,
    }


def test_a_picture_is_stored_anew_with_its_words(desk: APIClient, proposal: Proposal) -> None:
    answer = desk.post(
        f"/api/v1/proposals/{proposal.pk}/milestones/", sent(picture=a_picture()), format="multipart"
    )

    stored = Milestone.objects.get()
    assert (answer.status_code, answer.json()) == (
        201,
        {
            "id": stored.pk,
            "date": "2027-05-01",
            "title": "The bench is there",
            "text": "",
            "picture": {"url": stored.picture.url, "alt": "A green bench"},
            "spent": "1180.50",
        },
    )
    with Image.open(stored.picture) as image:
        assert (image.format, image.size) == ("JPEG", (1600, 800))
    assert (stored.title_fi, stored.spent) == ("Penkki on paikallaan", Decimal("1180.50"))


def test_sent_twice_with_one_key_it_is_one_milestone(desk: APIClient, proposal: Proposal) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    answers = [
        desk.post(
            f"/api/v1/proposals/{proposal.pk}/milestones/",
            sent(picture=a_picture()),
            format="multipart",
            headers=key,
        )
        for _time in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Milestone.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"picture": BytesIO(b"not a picture")}, "picture"),
        ({"picture": "words"}, "picture"),
        ({"title.fi": "", "title.en": ""}, "title_fi"),
        ({"spent": "-1"}, "spent"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_stored(
    desk: APIClient, proposal: Proposal, more: dict[str, object], field: str
) -> None:
    answer = desk.post(f"/api/v1/proposals/{proposal.pk}/milestones/", sent(**more), format="multipart")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    assert not Milestone.objects.exists()


def test_a_picture_needs_words_for_those_who_cannot_see_it(desk: APIClient, proposal: Proposal) -> None:
    wordless = {name: value for name, value in sent(picture=a_picture()).items() if name != "picture_alt.en"}
    answer = desk.post(f"/api/v1/proposals/{proposal.pk}/milestones/", wordless, format="multipart")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["picture_alt_fi"])
    assert not Milestone.objects.exists()
