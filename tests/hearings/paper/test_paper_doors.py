"""The same story through the API: made, keyed, checked by somebody else."""

from uuid import uuid4

import pytest

from commons.accounts.models import Role, User
from hearings.domain.paper import codes
from hearings.models import Contribution
from tests.factories.accounts import official
from tests.hearings.api.test_two_doors import API, door
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db


def test_a_card_from_the_printer_to_the_queue(hall: Hall, coordinator: User, scribe: User) -> None:
    here = f"{API}{hall.hearing.slug}/"
    wanted = {"kind": "postcard", "count": 3, "question": hall.idea.pk, "service_area": hall.child.pk}
    run = door(coordinator).post(f"{here}card-runs/", wanted)
    assert (run.status_code, run.json()["states"]["printed"]) == (201, 3)
    marked = {"state": "given", "first": run.json()["first"], "last": run.json()["last"]}
    assert door(scribe).post(f"{here}cards/mark/", marked).json() == {"marked": 3}
    code = codes.code_of(run.json()["first"])
    card = door(scribe).get(f"{here}cards/{code[:7]}/").json()
    assert (card["code"], card["question"], card["service_area"], card["state"]) == (
        code,
        hall.idea.pk,
        hall.child.pk,
        "given",
    )
    pile = door(scribe).post(f"{here}piles/", {"name": "Kortit", "kind": "postcard"}).json()
    sheet = {"uuid": str(uuid4()), "card": code, "text": "Tulkkeja lisää"}
    papers = f"{here}piles/{pile['id']}/papers/"
    first, again = door(scribe).post(papers, sheet), door(scribe).post(papers, sheet)
    assert (first.status_code, first.json()) == (201, again.json())
    taken = door(scribe).post(papers, sheet | {"uuid": str(uuid4())})
    assert (taken.status_code, taken.json()["code"]) == (409, "card-not-free")
    own = door(scribe).put(f"{here}papers/{first.json()['id']}/", {"text": "x"})
    assert (own.status_code, own.json()["code"]) == (403, "own-keying")

    another = door(official(Role.SCRIBE))
    waiting = another.get(papers).json()["next"]
    assert waiting == first.json()
    note = another.put(f"{here}papers/{waiting['id']}/", {"text": "Tulkkeja lisää!", "language": "fi"}).json()
    assert Contribution.objects.get(pk=note["note"]).text == "Tulkkeja lisää!"
    told = door(scribe).get(f"{here}piles/").json()["results"][0]
    assert (told["keyed"], told["checked"], told["corrected"], told["for_me"]) == (1, 1, 1, 0)


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("card-runs/", {"kind": "sticky", "count": 501}, "count"),
        ("card-runs/", {"kind": "sticky", "count": 1, "event": 2**70}, "event"),
        ("card-runs/", {"kind": "x", "count": 1}, "kind"),
        ("piles/", {"name": " ", "kind": "sticky"}, "name"),
        ("piles/", {"name": "x", "kind": "sticky", "expected": -1}, "expected"),
        ("cards/mark/", {"state": "keyed", "first": 1, "last": 1}, "state"),
        ("cards/mark/", {"state": "given", "first": 9, "last": 1}, "last"),
    ],
)
def test_bad_input_names_its_field(
    hall: Hall, coordinator: User, path: str, body: dict[str, object], field: str
) -> None:
    answer = door(coordinator).post(f"{API}{hall.hearing.slug}/{path}", body)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
