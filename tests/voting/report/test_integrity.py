"""What speaks for the count: two counts of everything beside each other, what officials did, and hashes that hold."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from commons.accounts.models import Role
from commons.process.models import PhaseKind
from tests.factories.accounts import UserFactory, official
from tests.factories.process import EnvelopeFactory, closed_phase
from tests.factories.voting import RollEntryFactory, ballot_of, cast_ballot, made_public
from tests.voting.report.making import ADDRESS, NOON, cells, part, published, same_everywhere, table, year
from voting.counting import package as packing
from voting.counting.cli import main
from voting.domain import anomalies, count, notices
from voting.domain.participation import participation
from voting.domain.report import integrity, stored
from voting.domain.results import envelope_results
from voting.models import (
    CaseState,
    Channel,
    CodeBatch,
    DeskAct,
    DeskDeed,
    Election,
    LetterCode,
    RecountPackage,
    RollEntry,
)

pytestmark = pytest.mark.django_db

AGREE, UNKNOWN = "They agree.", "Nobody has explained this."


@pytest.fixture(autouse=True)
def english(client: Client) -> Any:
    client.cookies["django_language"] = "en"
    cache.clear()
    with translation.override("en"):
        yield


def voters(election: Election, number: int, channel: Channel = Channel.WEB) -> list[RollEntry]:
    """People who have voted that way, each with a ballot in the box."""
    project = election.projects.first()
    made: list[RollEntry] = RollEntryFactory.create_batch(
        number, election=election, area=election.cycle.area, voted_at=NOON, channel=channel
    )
    for _person in made:
        cast_ballot(election, [project], channel=channel)
    return made


def a_vote(**ways: int) -> Election:
    """A closed vote in which so many people voted by each way; the roll and the box agree."""
    envelope = EnvelopeFactory(
        source=Decimal(50_000), slug="pot", name_en="The whole town", cycle__slug="kuvala"
    )
    election, _projects = ballot_of([envelope], (30_000, 20_000))
    for way, number in ways.items():
        voters(election, number, Channel(way))
    return election


def told(election: Election) -> Election:
    """The vote closed, counted and public."""
    closed_phase(election.cycle, PhaseKind.VOTE)
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    return made_public(election)


def codes(election: Election, people: list[RollEntry], size: int | None = None) -> CodeBatch:
    """Letters of these people; `size`: how many are said to be printed."""
    batch: CodeBatch = CodeBatch.objects.create(election=election, size=len(people) if size is None else size)
    LetterCode.objects.bulk_create(
        LetterCode(entry=entry, batch=batch, code_hash=f"letter {entry.pk}") for entry in people
    )
    return batch


def desk_code(election: Election, entry: RollEntry, **fields: Any) -> None:
    """A one-time code that an officer gave, and wrote down."""
    DeskAct.objects.create(election=election, entry=entry, deed=DeskDeed.CODE)
    fields = {"expires_at": NOON, **fields}
    LetterCode.objects.create(
        entry=entry, code_hash=f"desk {entry.pk} {LetterCode.objects.count()}", **fields
    )


def test_two_counts_of_everything_agree_and_are_the_same_in_every_format(client: Client) -> None:
    election = a_vote(web=9, desk=6, paper=7)
    web, desk = (list(election.roll.filter(channel=way)) for way in ("web", "desk"))
    stayed = RollEntryFactory.create_batch(5, election=election, area=election.cycle.area)
    codes(election, [*web, *stayed])
    for entry in desk:
        desk_code(election, entry, used_at=NOON)
    desk_code(election, stayed[0], revoked_at=NOON)
    told(election)

    report = same_everywhere(client)

    assert cells(report, "agreement") == {
        "Ballots cast, and ballots counted, replaced, excluded or set aside": (22, 22, 0, AGREE),
        "People who have voted by the roll, and ballots that none replaces": (22, 22, 0, AGREE),
        "Voted online by the roll, and ballots cast online": (15, 15, 0, AGREE),
        "Voted on paper by the roll, and ballots on paper": (7, 7, 0, AGREE),
        "Ballots that name a project, pot by pot, and ballots that were counted there": (22, 22, 0, AGREE),
        "Letters printed, and codes of letters": (14, 14, 0, AGREE),
        "Codes that officers wrote down as given, and codes of the desk": (7, 7, 0, AGREE),
    }
    assert cells(report, "codes") == {
        "Codes of letters": (14, 9, 0, 5, 0),
        "One-time codes of the officers' desk": (7, 6, 1, 0, 0),
    }
    assert {row.label: row.cells[0] for row in table(report, "box").rows} == {
        "Cast in all": 22,
        "Counted": 22,
        "Replaced by a newer ballot of the same voter": 0,
        "Excluded by two officials": 0,
        "In a box of paper that is set aside": 0,
    }
    assert {fact.key: fact.value for fact in report.summary}["unexplained"] == 0


def test_a_difference_is_told_and_nobody_has_explained_it() -> None:
    election = a_vote(web=8)
    people = list(election.roll.all())
    codes(election, people, size=9)
    for _unknown in range(2):
        cast_ballot(election, [election.projects.first()])
    told(election)

    report = stored.report("kuvala", "en")

    found = cells(report, "agreement")
    assert found["People who have voted by the roll, and ballots that none replaces"] == (8, 10, -2, UNKNOWN)
    assert found["Letters printed, and codes of letters"] == (9, 8, 1, UNKNOWN)
    assert {fact.key: fact.value for fact in report.summary}["unexplained"] == 3


def test_numbers_from_which_few_people_would_follow_are_left_out() -> None:
    election = a_vote(web=12, paper=3)
    codes(election, list(election.roll.filter(channel="web"))[:10])  # two came by another door
    told(election)

    report = stored.report("kuvala", "en")

    found = cells(report, "agreement")
    assert found["Voted online by the roll, and ballots cast online"] == (None, None, 0, AGREE)
    assert found["Voted on paper by the roll, and ballots on paper"] == (None, None, 0, AGREE)
    assert cells(report, "codes") == {"Codes of letters": (10, None, 0, None, 0)}


def test_findings_tell_kind_number_and_what_was_done_and_a_recount_why(client: Client) -> None:
    election = a_vote()
    projects = list(election.projects.order_by("position"))
    for hours in range(8):
        cast_ballot(election, projects[:1], cast_hour=NOON + dt.timedelta(hours=1 + hours % 4))
    for _crowd in range(12):
        cast_ballot(election, projects[1:], cast_hour=NOON)
    closed_phase(election.cycle, PhaseKind.VOTE)
    clerk = official(Role.VOTE_CLERK)
    count.count_votes(actor=clerk, election=election)
    case = election.anomaly_cases.get()
    first, second = official(Role.COORDINATOR, display_name="Onni Official"), official(Role.CERTIFIER)
    anomalies.propose(actor=first, case=case, state=CaseState.EXCLUDED, reason="One computer.")
    anomalies.agree(actor=second, case=case)
    count.count_votes(actor=clerk, election=election)
    count.count_votes(actor=clerk, election=election, reason="Looked at again.")
    made_public(election)

    report = same_everywhere(client)

    kind = "Many ballots alike in one hour"
    assert cells(report, "findings") == {kind: (1, 0, 1, 0, 12)}
    done = "Excluded, the ballots do not count"
    assert cells(report, "findings-decided") == {kind: (12, done, 12, "One computer.")}
    assert [row.cells[1:] for row in table(report, "recounts").rows] == [
        (None, None),
        (None, "Yes"),
        ("Looked at again.", "No"),
    ]
    assert {row.label: row.cells[0] for row in table(report, "box").rows}["Excluded by two officials"] == 12
    today = timezone.localdate().isoformat()
    assert [(row.label, row.cells) for row in table(report, "hands").rows] == [
        ("Had the votes counted", ("Coordinator / Vote clerk", today)),
        ("Certified, person 1", ("Certifier", today)),
        ("Certified, person 2", ("Certifier", today)),
        ("Published the result", ("Certifier", today)),
    ]
    assert "Onni" not in repr(part(report, "integrity"))


def test_a_change_of_frozen_words_is_told_with_two_roles_and_its_reason(client: Client) -> None:
    election, projects = year()
    asked = notices.ask(
        actor=official(Role.VOTE_CLERK),
        election=election,
        thing=projects[0],
        after=None,
        reason="The site is sold.",
    )
    notices.confirm(actor=official(Role.COORDINATOR), notice=asked)
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    made_public(election)

    (row,) = table(same_everywhere(client), "frozen-changes").rows

    day = timezone.localdate().isoformat()
    what = "A project cannot be carried out"
    assert row.label == projects[0].proposal.title
    assert row.cells == (what, "Vote clerk", "Coordinator", day, "The site is sold.")
    assert f'id="notice-{asked.pk}"' in client.get(row.url.partition("#")[0]).content.decode()


def test_each_hash_is_that_of_the_published_file_and_a_file_that_was_changed_shows(
    client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    election, _projects = published()
    report = stored.report("kuvala", "en")
    rows = table(report, "files").rows

    def differing() -> list[str]:
        files = {row.label: client.get(row.url).content for row in rows}
        return [
            row.label
            for row in rows
            if (len(files[row.label]), packing.sha256(files[row.label])) != row.cells
        ]

    assert {row.label for row in rows} >= {"manifest.json", "receipts.csv", "ballots-pot.pb", "SHA256SUMS"}
    assert differing() == []
    manifest = next(fact.value for fact in part(report, "integrity").facts if fact.key == "manifest")
    assert manifest == next(row.cells[1] for row in rows if row.label == "manifest.json")
    words = " ".join(part(report, "integrity").words)
    command = f"python -m voting.counting verify kuvala-recount.zip --manifest {manifest}"
    assert command in words
    file = tmp_path / "kuvala-recount.zip"
    file.write_bytes(client.get(rows[-1].url).content)
    assert main(command.replace("kuvala-recount.zip", str(file)).split()[3:]) == 0

    kept = RecountPackage.objects.get(election=election)
    files = packing.unpack_bytes(bytes(kept.data))
    files["receipts.csv"] = files["receipts.csv"].replace(b"counted", b"struck.", 1)
    with pgtrigger.ignore("voting.RecountPackage:kept"):
        RecountPackage.objects.filter(pk=kept.pk).update(data=packing.pack(files))

    assert differing() == ["receipts.csv", "kuvala-recount.zip"]
    file.write_bytes(client.get(rows[-1].url).content)
    capsys.readouterr()
    assert main(["verify", str(file), "--manifest", str(manifest)]) == 1
    said = capsys.readouterr()
    assert "receipts.csv" in said.out + said.err
    assert client.get(ADDRESS).status_code == 200


def test_the_number_of_queries_does_not_grow() -> None:
    counted = []
    for size in (1, 6):
        envelope = EnvelopeFactory(source=Decimal(50_000))
        election, _projects = ballot_of([envelope], (30_000,))
        people = voters(election, size)
        codes(election, people)
        for entry in people:
            DeskAct.objects.create(election=election, entry=entry, deed=DeskDeed.CODE, made_by=UserFactory())
        told(election)
        election = Election.objects.select_related("cycle__area").get(pk=election.pk)
        results, took_part = envelope_results(election, public_only=True), participation(election)
        with CaptureQueriesContext(connection) as found:
            integrity.section(election, took_part, results)
        counted.append(len(found))

    assert counted[0] == counted[1] <= 14
