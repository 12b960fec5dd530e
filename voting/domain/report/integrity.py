"""What speaks for the count: who stands behind it, findings, the account of the paper, and hashes to count again."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from voting.domain import acts, findings, recount_package
from voting.domain.paper import reconciliation
from voting.domain.report.tree import DAY, NUMBER, TEXT, Fact, Row, Section, Table
from voting.domain.results import EnvelopeResult
from voting.models import AnomalyCase, CaseState, CountSignature, Election


def section(election: Election, results: list[EnvelopeResult]) -> Section:
    """Facts and hashes. A constant number of queries."""
    result = reverse("voting:result", args=[election.cycle.slug])
    rules = reverse("voting:rules", args=[election.cycle.slug])
    states = list(AnomalyCase.objects.filter(election=election).values_list("state", flat=True))
    signed = CountSignature.objects.filter(count__in=[one.count.pk for one in results])
    head = acts.head_of(election)
    package = recount_package.package_of(election)
    account = reconciliation.latest(election)
    facts = [
        Fact(
            "signatures", _("People who certified the count"), signed.values("person").distinct().count(),
            NUMBER, result,
        ),
        Fact("findings", _("Findings looked into"), len(states), NUMBER, result),
        Fact("findings-open", _("Findings still open"), states.count(CaseState.OPEN), NUMBER, result),
        Fact("excluded", _("Ballots excluded, with a public reason"), sum(
            one.number for one in findings.exclusions(election)
        ), NUMBER, result),
        Fact("log-length", _("Links in the book of acts"), head.length, NUMBER, rules),
        Fact("log-head", _("Head of the book of acts"), head.hash, TEXT, rules),
    ]  # fmt: skip
    if package:
        facts.append(
            Fact(
                "manifest", _("Fingerprint to count again (manifest)"), package.manifest_sha256, TEXT, result
            )
        )
    if election.sealed_at:
        facts.append(
            Fact("sealed", _("Box sealed"), timezone.localdate(election.sealed_at).isoformat(), DAY, result)
        )
    counts = Table(
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
        url=result,
    )
    tables = [counts]
    if account is not None and account.lines:
        tables.append(_paper(account, result))
    return Section("integrity", _("Can the count be trusted"), facts=tuple(facts), tables=tuple(tables))


def _paper(account: reconciliation.Account, url: str) -> Table:
    total = account.total
    rows = (
        (_("Issued"), total.issued),
        (_("Counted"), total.counted),
        (_("Set aside"), total.set_aside),
        (_("Void"), total.void),
        (_("Spoilt"), total.spoilt),
        (_("Unused"), total.unused),
        (_("Not accounted for"), total.missing),
    )
    return Table(
        key="paper",
        title=_("Account of the ballots on paper"),
        head=_("Ballots on paper"),
        columns=(_("Sheets"),),
        kinds=(NUMBER,),
        rows=tuple(Row(label, (number,)) for label, number in rows),
        note=_("Every day agrees.")
        if account.agrees
        else _("Some days do not agree; see the public account."),
        url=url,
    )
