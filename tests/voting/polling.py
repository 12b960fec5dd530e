"""A vote to try the doors of: a pot of the town and one of each district, a voter in the first, and a code."""

import re
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.test import Client
from rest_framework.test import APIClient

from commons.accounts.permissions import operator
from commons.process.models import PhaseKind
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory, EnvelopeFactory, open_phase
from tests.factories.voting import RollEntryFactory, ballot_of
from voting.domain import codes, letter_code
from voting.models import Ballot, BallotKind, BallotProject

BUDGET = {"ballot_kind": BallotKind.BUDGET, "max_length": None}
POINTS = {"ballot_kind": BallotKind.POINTS, "max_length": None, "max_points": 5, "max_sum_points": 6}
RANKING = {"ballot_kind": BallotKind.RANKING}


class Polling:
    """`whole`, `own`, `foreign`: three projects each (10 000, 20 000, 30 000 €; pots of 50 000 €)."""

    def __init__(self, costs: Iterable[int] = (10_000, 20_000, 30_000), **rules: Any) -> None:
        town = AreaFactory()
        self.here, self.elsewhere = AreaFactory(parent=town), AreaFactory(parent=town)
        self.cycle = CycleFactory(area=town)
        self.pots = [
            EnvelopeFactory(cycle=self.cycle, area=area) for area in (town, self.here, self.elsewhere)
        ]
        self.election, projects = ballot_of(self.pots, costs=costs, **rules)
        each = len(projects) // 3
        self.whole, self.own, self.foreign = projects[:each], projects[each : 2 * each], projects[2 * each :]
        self.phase = open_phase(self.cycle, PhaseKind.VOTE)
        self.entry = RollEntryFactory(election=self.election, area=self.here)
        self.code = self.new_code()
        self.slug = self.cycle.slug
        self.url = f"/vote/{self.slug}/"
        self.api = f"/api/v1/vote/{self.slug}/"

    def new_code(self) -> str:
        """A code for whoever on the roll has none."""
        return letter_code.grouped(codes.make_batch(actor=operator(), election=self.election).codes[0].code)

    def choose_url(self, place: int = 1) -> str:
        """The page of one envelope: 0 the town's, 1 the voter's own, 2 the other district's."""
        return f"{self.url}ballot/{self.pots[place].slug}/"

    def visitor(self, code: str = "") -> "Visitor":
        """A browser in which the code has been entered."""
        visitor = Visitor()
        answer = visitor.post("/vote/", {"code": code or self.code})
        assert answer.status_code == 302, answer.content.decode()
        return visitor

    def program(self, code: str = "") -> APIClient:
        """A program that has exchanged the code for a token."""
        client = APIClient(HTTP_ACCEPT_LANGUAGE="en")
        answer = client.post("/api/v1/vote/enter/", {"code": code or self.code}, format="json")
        assert answer.status_code == 200, answer.content
        client.credentials(HTTP_AUTHORIZATION=f"Voter {answer.json()['token']}")
        return client

    def box(self) -> list[tuple[bool, set[int]]]:
        """Every ballot in the box: superseded, projects."""
        return [
            (ballot.superseded, set(ballot.choices.values_list("project", flat=True)))
            for ballot in Ballot.objects.filter(election=self.election).order_by("version")
        ]


class Visitor(Client):
    """A browser that reads English and sends what the page that it has last looked at holds."""

    def __init__(self, **defaults: Any) -> None:
        super().__init__(HTTP_ACCEPT_LANGUAGE="en", **defaults)

    def page(self, url: str) -> str:
        """The page's HTML; it must be there."""
        answer = self.get(url, follow=True)
        assert answer.status_code == 200, answer.content.decode()
        return answer.content.decode()

    def hidden(self, url: str, form: str = "voter") -> dict[str, Any]:
        """The hidden fields of the form on this page that has a field `form`."""
        html = self.page(url)
        forms = [part for part in html.split("<form")[1:] if f'name="{form}"' in part.split("</form>")[0]]
        pairs = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', forms[0].split("</form>")[0])
        fields: dict[str, Any] = {}
        for name, value in pairs:
            fields[name] = [*fields.get(name, []), value]
        return {name: values if name == "choice" else values[0] for name, values in fields.items()}

    def choose(
        self, url: str, *chosen: BallotProject | tuple[BallotProject, object], go: str = "next"
    ) -> HttpResponse:
        """Fill in an envelope's page and send it."""
        fields = self.hidden(url)
        values = {f"value-{c[0].pk}": c[1] for c in chosen if isinstance(c, tuple)}
        ticked = [c.pk for c in chosen if not isinstance(c, tuple)]
        answer: HttpResponse = self.post(
            url, fields | values | {"go": go} | ({"choice": ticked} if ticked else {})
        )
        return answer

    def cast(self, review_url: str) -> HttpResponse:
        """Look the ballot over and cast it."""
        answer: HttpResponse = self.post(review_url, self.hidden(review_url, "key"))
        return answer


def receipt_on(page: str) -> str:
    """The receipt that a page shows."""
    found = re.search(r"receipt__code code\">([^<]+)<", page)
    return found.group(1) if found else ""
