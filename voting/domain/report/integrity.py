"""What speaks for the count: whether the numbers agree, what stood out and what was done, who stands behind it, and how
anybody counts again."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from voting.domain import acts, notices, recount_package
from voting.domain.paper import reconciliation
from voting.domain.participation import Participation
from voting.domain.report import agreeing, deeds
from voting.domain.report.tree import DAY, NUMBER, TEXT, Fact, Row, Section, Table
from voting.domain.results import EnvelopeResult
from voting.models import CaseState, Election


def section(election: Election, took_part: Participation, results: list[EnvelopeResult]) -> Section:
    """Facts, accounts and hashes. A constant number of queries."""
    result = reverse("voting:result", args=[election.cycle.slug])
    rules = reverse("voting:rules", args=[election.cycle.slug])
    account = reconciliation.latest(election)
    agreed = agreeing.agreement(election, took_part, results, account)
    cases = deeds.cases(election)
    signed = deeds.signatures(results)
    package = recount_package.package_of(election)
    tables = [
        *agreeing.tables(agreed, result),
        _paper(account, result),
        *deeds.case_tables(cases, result),
        deeds.changes(notices.public(election), rules),
        deeds.recounts(election, result),
        deeds.hands(election, results, signed, result),
        _counts(election, results, result),
        _files(package, result),
    ]
    facts = [
        Fact("signatures", _("People who certified the count"), len(signed), NUMBER, result),
        Fact("unexplained", _("Differences that nobody has explained"), agreed.unexplained, NUMBER, result),
        Fact("findings", _("Findings looked into"), len(cases), NUMBER, result),
        Fact(
            "findings-open",
            _("Findings still open"),
            sum(case.state == CaseState.OPEN for case in cases),
            NUMBER,
            result,
        ),
        Fact(
            "excluded",
            _("Ballots excluded, with a public reason"),
            sum(case.excluded for case in cases),
            NUMBER,
            result,
        ),
        Fact("corrected", _("Mistakes corrected at the officers' desk"), agreed.corrected, NUMBER, result),
        *_hashes(election, package, result, rules),
    ]
    return Section(
        "integrity",
        _("Can the count be trusted"),
        words=_how(package),
        facts=tuple(facts),
        tables=tuple(table for table in tables if table.rows),
    )


def _how(package: recount_package.Package | None) -> tuple[str, ...]:
    """How anybody repeats the count."""
    if package is None:
        return ()
    command = f"python -m voting.counting verify {package.zip_name} --manifest {package.manifest_sha256}"
    return (
        _(
            "Anybody can count again: the file %(file)s has the ballots in an order drawn by lot, the receipts, the "
            "rules and the result. This command looks at every byte and counts: %(command)s"
        )
        % {"file": package.zip_name, "command": command},
        _("Without it, “sha256sum -c SHA256SUMS” shows whether each file is as it was published."),
    )


def _hashes(
    election: Election, package: recount_package.Package | None, result: str, rules: str
) -> list[Fact]:
    head = acts.head_of(election)
    facts = [
        Fact("log-length", _("Links in the book of acts"), head.length, NUMBER, rules),
        Fact("log-head", _("Head of the book of acts"), head.hash, TEXT, rules),
    ]
    if package:
        manifest = _("Fingerprint to count again (manifest)")
        facts.append(Fact("manifest", manifest, package.manifest_sha256, TEXT, result))
    if election.sealed_at:
        sealed = timezone.localdate(election.sealed_at).isoformat()
        facts.append(Fact("sealed", _("Box sealed"), sealed, DAY, result))
    return facts


def _counts(election: Election, results: Sequence[EnvelopeResult], url: str) -> Table:
    return Table(
        key="counts",
        title=_("The counts"),
        head=_("Pot"),
        columns=(_("Rule"), _("Version"), _("Counted"), _("Fingerprint of what was counted")),
        kinds=(TEXT, TEXT, DAY, TEXT),
        rows=tuple(
            Row(
                str(one.envelope),
                (
                    one.count.rule,
                    one.count.rule_version,
                    timezone.localdate(one.count.counted_at).isoformat(),
                    one.count.input_hash,
                ),
                reverse("voting:result_envelope", args=[election.cycle.slug, one.envelope.slug]),
            )
            for one in results
        ),
        url=url,
    )


def _files(package: recount_package.Package | None, url: str) -> Table:
    """The published files and their hashes, the whole package last."""
    rows = []
    if package is not None:
        rows = [
            Row(
                one.name,
                (one.size, one.sha256),
                reverse("voting:result_package_file", args=[package.slug, one.name]),
            )
            for one in package.files
        ]
        whole = reverse("voting:result_package", args=[package.slug])
        rows.append(Row(package.zip_name, (package.size, package.sha256), whole))
    return Table(
        key="files",
        title=_("The published files"),
        head=_("File"),
        columns=(_("Bytes"), _("Fingerprint (SHA-256)")),
        kinds=(NUMBER, TEXT),
        rows=tuple(rows),
        note=_("A file with another fingerprint is not the one that was published."),
        url=url,
    )


def _paper(account: reconciliation.Account | None, url: str) -> Table:
    rows: tuple[tuple[str, int], ...] = ()
    agrees = account is not None and account.agrees
    if account is not None and account.lines:
        total = account.total
        rows = (
            (_("Issued"), total.issued),
            (_("Counted"), total.counted),
            (_("Set aside"), total.set_aside),
            (_("Void"), total.void),
            (_("Spoilt"), total.spoilt),
            (_("Unused"), total.unused),
            (pgettext("sheets of paper", "Being keyed"), total.waiting),
            (_("Not accounted for"), total.missing),
        )
    return Table(
        key="paper",
        title=_("Account of the ballots on paper"),
        head=_("Ballots on paper"),
        columns=(_("Sheets"),),
        kinds=(NUMBER,),
        rows=tuple(Row(label, (number,)) for label, number in rows),
        note=_("Every day agrees.") if agrees else _("Some days do not agree; see the public account."),
        url=url,
    )
