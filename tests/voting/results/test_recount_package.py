"""What was published can be checked by anybody, to the byte; and changing one byte is noticed and said."""

import csv
import io
import json
import random
import re
import zipfile
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from commons.accounts.models import Role
from commons.process.models import PhaseKind
from tests.factories.accounts import official
from tests.factories.process import EnvelopeFactory, closed_phase
from tests.factories.voting import BallotProjectFactory, ElectionFactory, cast_ballot, made_public
from voting.counting import package as packing
from voting.counting.cli import main
from voting.domain import count, elections
from voting.domain.recount_package import package_of
from voting.models import Ballot, Election, RecountPackage

pytestmark = pytest.mark.django_db


def published(pots: int = 1, rule: str = "equal-shares", votes: int = 6) -> Election:
    """A published vote of three projects a pot; the first voter has changed their mind once."""
    first = EnvelopeFactory(source=Decimal(30_000))
    envelopes = [
        first,
        *(EnvelopeFactory(cycle=first.cycle, source=Decimal(30_000)) for _ in range(pots - 1)),
    ]
    election = ElectionFactory(cycle=first.cycle, rule=rule)
    projects = [
        BallotProjectFactory(
            election=election, envelope=pot, position=1 + 3 * at + place, cost=Decimal(10_000 + place)
        )
        for at, pot in enumerate(envelopes)
        for place in range(3)
    ]
    elections.freeze(election)
    rng = random.Random(7)
    for _vote in range(votes):
        cast_ballot(election, rng.sample(projects[:3], 2))
    old = Ballot.objects.filter(election=election).first()
    Ballot.objects.filter(pk=old.pk).update(superseded=True)
    cast_ballot(election, projects[1:2])
    closed_phase(election.cycle, PhaseKind.VOTE)
    count.count_votes(actor=official(Role.VOTE_CLERK), election=election)
    return made_public(election)


def files_of(election: Election) -> dict[str, bytes]:
    return packing.unpack_bytes(bytes(RecountPackage.objects.get(election=election).data))


def test_anybody_downloads_the_package_and_counts_the_same(
    client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    election = published()
    slug = election.cycle.slug
    answer = client.get(f"/results/{slug}/package.zip")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    file = tmp_path / "package.zip"
    file.write_bytes(answer.content)
    told = client.get(f"/api/v1/results/{slug}/package/").json()
    assert main(["verify", str(file), "--manifest", told["manifest_sha256"]]) == 0
    assert "counting again gives the published result" in capsys.readouterr().out
    assert told["sha256"] == packing.sha256(answer.content)
    for one in told["files"]:
        data = client.get(one["url"]).content
        assert (packing.sha256(data), len(data)) == (one["sha256"], one["bytes"])
    folder = tmp_path / "files"
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    assert main(["verify", str(folder)]) == 0
    pot = election.cycle.envelopes.get().slug
    assert (
        client.get(f"/results/{slug}/{pot}/result.pb").content == (folder / f"ballots-{pot}.pb").read_bytes()
    )


def test_changing_one_byte_anywhere_is_noticed_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    election = published()
    data = bytes(RecountPackage.objects.get(election=election).data)
    file = tmp_path / "package.zip"
    rng = random.Random(1)
    for place in [0, len(data) - 1, *(rng.randrange(len(data)) for _ in range(25))]:
        file.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert main(["verify", str(file)]) == 1, place
    capsys.readouterr()
    files = files_of(election)
    for name in files:
        changed = {**files, name: files[name][:-2] + b"#" + files[name][-1:]}
        file.write_bytes(packing.pack(changed))
        assert main(["verify", str(file)]) == 1, name
        said = capsys.readouterr()
        assert name in said.out + said.err


def test_a_package_made_anew_with_another_result_does_not_follow_from_its_ballots(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = files_of(published())
    manifest = json.loads(files.pop(packing.MANIFEST))
    files.pop(packing.SUMS)
    manifest.pop("files")
    original = json.dumps(manifest)
    for key, value, said in (
        ("selected", ["3"], "selected is"),
        ("total_cost", "1", "total_cost is"),
        ("version", "99", "version"),
    ):
        forged = json.loads(original)
        forged["pots"][0][key] = value
        wrong = list(packing.verify(packing.complete(forged, files)))
        assert len(wrong) == 1
        assert said in wrong[0]
    forged = json.loads(original)
    forged["lot"]["seed"] = "toinen"
    assert any("promised" in line for line in packing.verify(packing.complete(forged, files)))
    file = tmp_path / "package.zip"
    file.write_bytes(packing.pack(packing.complete(manifest, files)))
    assert main(["verify", str(file), "--manifest", "0" * 64]) == 1
    assert "the result page names" in capsys.readouterr().out


def test_what_is_no_package_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "package.zip"
    for content in (b"", b"PK junk", packing.pack({"a": b""}), packing.pack({packing.MANIFEST: b"[]"})):
        file.write_bytes(content)
        assert main(["verify", str(file)]) == 1
    assert main(["verify", str(tmp_path / "nowhere.zip")]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_receipts_say_counted_or_struck_in_an_order_of_their_own() -> None:
    election = published(votes=40)
    rows = list(csv.reader(io.StringIO(files_of(election)["receipts.csv"].decode())))[1:]
    assert rows == sorted(rows)
    assert {row[0]: row[1] for row in rows} == {
        ballot.receipt: "struck" if ballot.superseded else "counted"
        for ballot in Ballot.objects.filter(election=election)
    }
    in_box = list(
        Ballot.objects.filter(election=election, superseded=False)
        .order_by("id")
        .values_list("receipt", flat=True)
    )
    assert in_box != sorted(in_box), "the ballots come in another order than the receipts"


def test_the_same_vote_gives_the_same_bytes_and_they_stay() -> None:
    election = published(pots=2, rule="greedy")
    kept = RecountPackage.objects.get(election=election)
    assert packing.pack(files_of(election)) == bytes(kept.data)
    assert list(packing.verify(files_of(election), bytes(kept.data))) == []
    for attempt in (lambda: kept.delete(), lambda: RecountPackage.objects.update(data=b"")):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_before_publication_there_is_none_and_odd_names_are_not_found(client: Client) -> None:
    election = published()
    slug = election.cycle.slug
    for name in ("nothing.csv", "..", "manifest.json%00", "a" * 300):
        assert client.get(f"/results/{slug}/package/{name}").status_code == 404
    other = ElectionFactory()
    for path in (f"/results/{other.cycle.slug}/package.zip", f"/api/v1/results/{other.cycle.slug}/package/"):
        assert client.get(path).status_code == 404


def test_the_result_page_says_how_to_find_ones_own_ballot(client: Client) -> None:
    election = published()
    client.cookies["django_language"] = "en"
    page = client.get(f"/results/{election.cycle.slug}/").content.decode()
    assert "Is my ballot in it?" in page
    assert f'href="/vote/{election.cycle.slug}/check/"' in page
    assert f"{election.cycle.slug}-recount.zip --manifest" in page


def test_the_page_of_a_year_with_several_pots_tells_the_browser_every_published_fingerprint() -> None:
    election = published(pots=2)

    html = Client().get(f"/results/{election.cycle.slug}/").content.decode()

    package = package_of(election)
    told = re.findall(r'<recount-package[^>]* data-files="([^"]+)"', html)
    assert package is not None
    assert [json.loads(unescape(text)) for text in told] == [package.hashes()]
    assert len(package.hashes()) >= 2 * 2 + 4
