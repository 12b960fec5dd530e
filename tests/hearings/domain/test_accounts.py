"""The public numbers of all hearings in the log that tells of everything."""

from dataclasses import asdict

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commons.moderation.models import Moderation
from hearings.domain import accounts
from tests.factories.hearings import ContributionFactory, open_hearing
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db


def test_each_public_hearing_is_told_by_what_became_of_its_notes(hall: Hall, client: Client) -> None:
    ContributionFactory.create_batch(2, hearing=hall.hearing)
    ContributionFactory(hearing=hall.hearing, moderation=Moderation.HELD)
    ContributionFactory(hearing=hall.hearing, moderation=Moderation.HIDDEN, hidden_reason="insult")
    (told,) = accounts.accounts()
    assert asdict(told) == {
        "title": str(hall.hearing),
        "url": f"/hearings/{hall.hearing.slug}/moderation/",
        "shown": 2,
        "held": 1,
        "hidden": 1,
        "redacted": 0,
        "reported": 0,
        "appealed": 0,
        "granted": 0,
    }
    assert client.get("/moderation/").context["elsewhere"] == [told]
    by_api = client.get("/api/v1/moderation/account/").json()
    assert (by_api["decisions"]["hidden"], by_api["elsewhere"]) == (0, [asdict(told)])
    assert client.get(told.url).status_code == 200


def test_many_hearings_cost_as_many_queries_as_one(hall: Hall, client: Client) -> None:
    counts = []
    for more in (0, 3):
        for _n in range(more):
            ContributionFactory(hearing=open_hearing())
        client.get("/moderation/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/moderation/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
