"""The package that is published with a result: shuffled ballots, receipts, rules, and a manifest of hashes."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from commons.accounts.permissions import Actor
from voting.counting import Election as PbElection
from voting.counting import package as packing
from voting.counting import read
from voting.domain import findings, lot
from voting.domain.pb_export import as_pb
from voting.domain.results import counted_election
from voting.models import Ballot, Election, EnvelopeCount, FrozenRules, RecountPackage

RECEIPTS, RULES, README = "receipts.csv", "rules.json", "README.txt"
WORDS = """\
Tarkista tulos itse / Kontrollera resultatet själv / Check the result yourself

fi  ballots-*.pb ja ballots-*.csv: äänestysliput sekoitettuina. receipts.csv: kuitit omassa järjestyksessään;
    kuitista ei voi päätellä lippua. Paperilipuillakin on rivi, jotta lista täsmää lippujen määrään; niiden
    kuittia ei ole kenelläkään. rules.json: säännöt sellaisina kuin ne lukittiin. manifest.json: jokaisen
    tiedoston tiiviste ja tulos.
sv  ballots-*.pb och ballots-*.csv: röstsedlarna i slumpad ordning. receipts.csv: kvittona i en egen ordning; av
    ett kvitto kan man inte sluta sig till sedeln. Också sedlar på papper har en rad, så att listan stämmer
    med antalet sedlar; deras kvitton har ingen. rules.json: reglerna som de låstes. manifest.json: varje fils
    kontrollsumma och resultatet.
en  ballots-*.pb and ballots-*.csv: the ballots, shuffled. receipts.csv: the receipts in an order of their own; no
    receipt leads to a ballot. Ballots on paper have a row too, so that the list adds up to the ballots;
    nobody holds their receipts. rules.json: the rules as they were frozen. manifest.json: the hash of every file,
    and the result.

python -m voting.counting verify PACKAGE.zip
sha256sum -c SHA256SUMS
"""


@dataclass(frozen=True)
class Listed:
    """A file of a package."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Package:
    """A published package. `slug`: of its year."""

    slug: str
    sha256: str
    manifest_sha256: str
    size: int
    files: list[Listed]

    @property
    def zip_name(self) -> str:
        """What the ZIP file is called."""
        return f"{self.slug}-recount.zip"

    @property
    def hashes_text(self) -> str:
        """`hashes` as JSON, for the scripts of pages."""
        return json.dumps(self.hashes())

    def hashes(self) -> dict[str, str]:
        """SHA-256 by name, of the ZIP file too."""
        return {one.name: one.sha256 for one in self.files} | {self.zip_name: self.sha256}


def ballots_name(slug: str, kind: str = "pb") -> str:
    """What the file of a pot's ballots is called."""
    return f"ballots-{slug}.{kind}"


def store(election: Election, counts: list[EnvelopeCount]) -> RecountPackage:
    """Make the package of these counts and keep it for good; in the transaction of publishing."""
    whole = packing.complete(*_content(election, [count for count in counts if count.is_official]))
    data = packing.pack(whole)
    return RecountPackage.objects.create(
        election=election,
        data=data,
        sha256=packing.sha256(data),
        manifest_sha256=packing.sha256(whole[packing.MANIFEST]),
        size=len(data),
        files=[[name, packing.sha256(whole[name]), len(whole[name])] for name in sorted(whole)],
    )


def _content(election: Election, counts: list[EnvelopeCount]) -> tuple[dict[str, Any], dict[str, bytes]]:
    frozen = FrozenRules.objects.filter(election=election).values_list("text", flat=True).first()
    receipts, numbers = _receipts(election)
    files = {README: WORDS.encode(), RECEIPTS: receipts}
    if frozen is not None:
        files[RULES] = frozen.encode()
    pots = []
    for count in counts:
        slug = count.envelope.slug
        ballots = as_pb(election, count.envelope, selected=frozenset(count.outcome["selected"]))
        box = read(ballots)
        files[ballots_name(slug)], files[ballots_name(slug, "csv")] = ballots, packing.table(box)
        pots.append(_pot(count, slug, box))
    told = lot.lot_of(election)
    manifest = {
        "vote": election.cycle.slug,
        "rules": {"file": RULES, "sha256": packing.sha256(files[RULES])} if RULES in files else None,
        "frozen_hash": election.frozen_hash,
        "lot": {"seed": told.seed, "commitment": told.commitment, "source": told.source},
        "receipts": {"file": RECEIPTS, **numbers},
        "exclusions": [
            {"kind": one.kind.value, "ballots": one.number, "reason": one.reason}
            for one in findings.exclusions(election)
        ],
        "pots": pots,
    }
    return manifest, files


def _pot(count: EnvelopeCount, slug: str, box: PbElection) -> dict[str, Any]:
    return {
        "pot": slug,
        "ballots": ballots_name(slug),
        "table": ballots_name(slug, "csv"),
        "rule": count.rule,
        "version": count.rule_version,
        "options": count.outcome["options"],
        "input_hash": count.input_hash,
        "count": len(box.ballots),
        "selected": count.outcome["selected"],
        "total_cost": count.outcome["total_cost"],
        "ties": count.outcome["ties"],
    }


def _receipts(election: Election) -> tuple[bytes, dict[str, int]]:
    """The list of receipts in the order of their letters, which were drawn by lot: it tells nothing of the ballots'.

    Those on paper whose batch is set aside, and those that two people excluded by a finding, are `excluded`.
    """
    rows = (
        Ballot.objects.filter(election=election)
        .order_by("receipt")
        .values_list("receipt", "superseded", "paper_batch__is_quarantined", "exclusion")
    )
    lines, numbers = ["receipt,state"], dict.fromkeys(packing.RECEIPT_STATES, 0)
    for receipt, superseded, aside, excluded in rows.iterator():
        state = "struck" if superseded else "excluded" if aside or excluded else "counted"
        lines.append(f"{receipt},{state}")
        numbers[state] += 1
    return ("\n".join(lines) + "\n").encode(), numbers


def published(actor: Actor, slug: str) -> RecountPackage:
    """The package of a year whose result the actor may see, with its bytes; Http404 where there is none."""
    found = RecountPackage.objects.filter(election=counted_election(actor, slug)).first()
    if found is None:
        raise Http404
    return found


def package_of(election: Election) -> Package | None:
    """What is in the published package of an election, and its hashes; None where there is none. One query."""
    found = RecountPackage.objects.filter(election=election).defer("data").first()
    if found is None:
        return None
    return Package(
        slug=election.cycle.slug,
        sha256=found.sha256,
        manifest_sha256=found.manifest_sha256,
        size=found.size,
        files=[Listed(*row) for row in found.files],
    )


def file_of(actor: Actor, slug: str, name: str) -> bytes:
    """One file of the package of a year; Http404 where there is none."""
    files = packing.unpack_bytes(bytes(published(actor, slug).data))
    if name not in files:
        raise Http404
    return files[name]
