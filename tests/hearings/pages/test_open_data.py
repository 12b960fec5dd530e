"""The open data of a hearing: tables with n, and without what too few people said."""

import csv
import datetime as dt
import io
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commons.moderation.models import Moderation
from hearings.models import SmileyPress, SmileyQuestion, Statement, StatementAnswer
from tests.factories.hearings import ContributionFactory, HearingFactory, in_each
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db

HERE = "/hearings/marraskuu/data/"


def table(kind: str) -> list[dict[str, str]]:
    answer = Client().get(f"{HERE}{kind}.csv")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_shown_notes_alone_and_nothing_that_a_spreadsheet_runs(hall: Hall) -> None:
    note = ContributionFactory(hearing=hall.hearing, text="=1+1", service_area=hall.child, question=hall.idea)
    ContributionFactory(hearing=hall.hearing, moderation=Moderation.HELD)
    (row,) = table("notes")

    assert (row["note"], row["kind"], row["service_en"], row["text"]) == (
        str(note.pk), "idea", hall.child.name_en, "'=1+1",
    )  # fmt: skip


def test_statements_with_n_and_without_small_groups(hall: Hall) -> None:
    told, small = (
        Statement.objects.create(
            hearing=hall.hearing,
            service_area=hall.elderly,
            source="residents",
            position=n,
            **in_each("text", "Apua saa"),
        )
        for n in (1, 2)
    )
    for number in range(7):
        StatementAnswer.objects.create(statement=told, respondent=f"a{number}", value=5, shown=5, waits=False)
    StatementAnswer.objects.create(statement=small, respondent="b", value=1, shown=1, waits=False)
    rows = table("survey")

    assert [
        (row["statement"], row["n"], row["agree"], row["disagree"], row["suppressed"]) for row in rows
    ] == [
        (str(told.pk), "7", "7", "0", "0"),
        (str(small.pk), "", "", "", "1"),
    ]
    assert rows[0]["least"] == "5"


def test_smileys_of_days_that_are_over(hall: Hall) -> None:
    question = SmileyQuestion.objects.create(
        hearing=hall.hearing, position=1, **in_each("text", "Miten meni?")
    )
    today = timezone.localdate()
    for slot in range(6):
        for day in (today, today - dt.timedelta(days=1)):
            SmileyPress.objects.create(
                uuid=uuid4(),
                question=question,
                service_area=hall.elderly,
                value=4,
                day=day,
                tablet="t",
                slot=slot + 10 * (day == today),
            )
    (row,) = table("smileys")

    assert (row["day"], row["n"], row["very_good"], row["suppressed"]) == (
        (today - dt.timedelta(days=1)).isoformat(), "6", "6", "0",
    )  # fmt: skip


def test_the_page_lists_what_there_is_and_costs_the_same_for_many(hall: Hall) -> None:
    costs = []
    for _round in range(2):
        ContributionFactory.create_batch(10, hearing=hall.hearing)
        for path in (HERE, f"{HERE}notes.csv"):
            with CaptureQueriesContext(connection) as caught:
                assert Client().get(path).status_code == 200
            costs.append(len(caught))
    page = Client().get(HERE).content.decode()

    assert costs[:2] == costs[2:]
    assert f"{HERE}notes.csv" in page
    assert f"{HERE}survey.csv" not in page
    assert HERE in Client().get("/hearings/marraskuu/").content.decode()


@pytest.mark.parametrize(
    "path", [f"{HERE}junk.csv", "/hearings/kesken/data/", "/hearings/kesken/data/notes.csv"]
)
def test_what_is_not_there_or_not_yet_is_404(hall: Hall, path: str) -> None:
    HearingFactory(slug="kesken")

    assert Client().get(path).status_code == 404
