"""Gathering the report of a year from what the result page, the council's page and the history are made of."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from commons.texts.amounts import money_text, number_text, share_text
from voting.domain.council import queries
from voting.domain.explaining import rule_name
from voting.domain.participation import Participation, participation
from voting.domain.report import integrity, people
from voting.domain.report.execution import execution
from voting.domain.report.freed import account_table, freed_table, freed_words
from voting.domain.report.parts import registered
from voting.domain.report.review import review
from voting.domain.report.tree import MONEY, NUMBER, SHARE, TEXT, Fact, Report, Row, Section, Table
from voting.domain.results import EnvelopeResult, envelope_results
from voting.models import Election


def gather(election: Election, language: str) -> Report:
    """The whole report of a year with a published result. A constant number of queries."""
    with override(language):
        results = envelope_results(election, public_only=True)
        pots = queries.beside(election, results)
        took_part = participation(election)
        cycle = election.cycle
        who, reviewed, carried = people.section(election, took_part), review(cycle), execution(cycle)
        proof = integrity.section(election, took_part, results)
        sections = [
            _money(election, pots),
            *_results(election, results),
            _council(election, pots),
            who,
            reviewed,
            *(made for part in registered() if (made := part.section(cycle)) is not None),
            carried,
            proof,
        ]
        return Report(
            language=language,
            slug=cycle.slug,
            title=str(cycle),
            area=str(cycle.area),
            year=cycle.year,
            currency=cycle.currency,
            words=_words(pots, took_part, who.words[1:], cycle.currency),
            summary=_summary(election, pots, took_part, reviewed, carried, proof),
            sections=tuple(section for section in sections if section.facts or section.tables),
        )


def _words(
    pots: list[queries.PotBeside], took_part: Participation, missing: tuple[str, ...], currency: str
) -> tuple[str, ...]:
    """The year in a few sentences. `missing`: who was, in words."""
    funded = sum(len(pot.result.funded) for pot in pots)
    said = [
        _("Residents could decide on %(sum)s. The count funded %(funded)s of %(all)s projects.")
        % {
            "sum": money_text(sum((pot.result.budget for pot in pots), Decimal(0)), currency),
            "funded": number_text(funded),
            "all": number_text(sum(len(pot.result.rows) for pot in pots)),
        }
    ]
    if took_part.entitled:
        said.append(
            _("%(ballots)s of %(entitled)s people who could vote did so: %(share)s %%.")
            % {
                "ballots": number_text(took_part.voted),
                "entitled": number_text(took_part.entitled),
                "share": share_text(100 * took_part.voted / took_part.entitled),
            }
        )
    said += missing
    decided = [row for pot in pots for row in pot.rows if row.said is not None]
    if decided:
        said.append(
            _("The council spoke of %(all)s projects; it changed the count's result for %(changed)s of them.")
            % {
                "all": number_text(len(decided)),
                "changed": number_text(sum(row.difference != 0 for row in decided)),
            }
        )
    else:
        said.append(_("The council has not decided yet."))
    return tuple(said)


def _summary(
    election: Election,
    pots: list[queries.PotBeside],
    took_part: Participation,
    reviewed: Section,
    carried: Section,
    proof: Section,
) -> tuple[Fact, ...]:
    slug = election.cycle.slug
    result, council = reverse("voting:result", args=[slug]), reverse("voting:council", args=[slug])
    here = reverse("voting:report", args=[slug])
    facts = [
        Fact(
            "budget", _("Money to decide on"), _sum(pot.result.budget for pot in pots), MONEY, f"{here}#money"
        ),
        Fact("counted", _("Money used by the count"), _sum(pot.counted for pot in pots), MONEY, result),
        Fact("council", _("Money used after the council"), _sum(pot.council for pot in pots), MONEY, council),
        Fact(
            "projects", _("Projects on the ballot"), sum(len(pot.result.rows) for pot in pots), NUMBER, result
        ),
        Fact(
            "funded",
            _("Projects funded by the count"),
            sum(len(pot.result.funded) for pot in pots),
            NUMBER,
            result,
        ),
        Fact(
            "after-council",
            _("Projects to carry out after the council"),
            sum(row.council > 0 for pot in pots for row in pot.rows),
            NUMBER,
            council,
        ),
        Fact("ballots", _("Ballots"), took_part.ballots, NUMBER, f"{here}#participation"),
    ]
    if took_part.entitled:
        share = round(100 * took_part.voted / took_part.entitled, 1)
        facts += [
            Fact("entitled", _("People who could vote"), took_part.entitled, NUMBER, f"{here}#participation"),
            Fact("turnout", _("Share that voted"), share, SHARE, f"{here}#participation"),
        ]
    chosen = {
        "proposals": reviewed,
        "done": carried,
        "late": carried,
        "unexplained": proof,
        "findings": proof,
    }
    facts += [fact for key, section in chosen.items() for fact in section.facts if fact.key == key]
    return tuple(facts)


def _sum(amounts: Any) -> str:
    return _text(sum(amounts, Decimal(0)))


def _text(amount: Decimal) -> str:
    """Money as text with two digits."""
    return f"{amount:.2f}"


def _money(election: Election, pots: list[queries.PotBeside]) -> Section:
    slug = election.cycle.slug
    by_pot = Table(
        key="money-pots",
        title=_("Money by pot"),
        head=_("Pot"),
        columns=(
            _("Money in the pot"),
            _("By the count"),
            _("After the council"),
            _("Difference"),
            _("Not used"),
        ),
        kinds=(MONEY,) * 5,
        rows=tuple(
            Row(
                str(pot.result.envelope),
                (
                    _text(pot.result.budget),
                    _text(pot.counted),
                    _text(pot.council),
                    _text(pot.difference),
                    _text(pot.result.budget - pot.council),
                ),
                reverse("voting:result_envelope", args=[slug, pot.result.envelope.slug]),
            )
            for pot in pots
        ),
        chart=0,
        url=reverse("voting:council", args=[slug]),
    )
    sources = [
        Row(f"{envelope}: {source}", (_text(source.amount),))
        for envelope in election.cycle.envelopes.prefetch_related("sources").order_by("position", "pk")
        for source in envelope.sources.all()
    ]
    by_source = Table(
        key="money-sources",
        title=_("Where the money comes from"),
        head=_("Pot and source"),
        columns=(_("Money"),),
        kinds=(MONEY,),
        rows=tuple(sources),
        url=reverse("process:year", args=[slug]),
    )
    account, facts = account_table(election, pots)
    return Section(
        "money",
        _("Money"),
        words=freed_words(facts, election.cycle.currency),
        facts=facts,
        tables=(by_pot, account, by_source),
    )


def _results(election: Election, results: list[EnvelopeResult]) -> list[Section]:
    tables = [_result(election, result) for result in results]
    return [
        Section("result", _("Result, with reasons"), tables=tuple(tables)),
        Section(
            "rules",
            _("If another rule had been used"),
            words=(
                _("The result stands by the rule that was fixed before the vote; this is for comparison."),
            ),
            tables=tuple(_comparison(election, result) for result in results if result.comparisons),
        ),
    ]


def _result(election: Election, result: EnvelopeResult) -> Table:
    return Table(
        key=f"result-{result.envelope.slug}",
        title=str(result.envelope),
        head=_("Project"),
        columns=(_("Votes or points"), pgettext("budget", "Cost"), _("Count"), _("Council"), _("Why")),
        kinds=(NUMBER, MONEY, TEXT, TEXT, TEXT),
        rows=tuple(
            Row(
                row.title,
                (
                    float(row.support) if row.support % 1 else int(row.support),
                    _text(row.project.cost),
                    _("Funded") if row.funded else _("Not funded"),
                    str(row.project.council_decision.get_verdict_display()) if row.verdict else None,
                    " ".join([row.why, *row.missing]),
                ),
                row.project.proposal.get_absolute_url(),
                row.project.proposal.language,
            )
            for row in result.rows
        ),
        note=str(rule_name(result.count.rule)),
        url=reverse("voting:result_envelope", args=[election.cycle.slug, result.envelope.slug]),
    )


def _comparison(election: Election, result: EnvelopeResult) -> Table:
    return Table(
        key=f"rules-{result.envelope.slug}",
        title=str(result.envelope),
        head=_("Rule"),
        columns=(
            _("Money used"),
            _("Funded only by the rule of this vote"),
            _("Funded only by the other rule"),
        ),
        kinds=(MONEY, TEXT, TEXT),
        rows=tuple(
            Row(
                str(other.rule_name),
                (
                    _text(other.total_cost),
                    ", ".join(other.only_here) or None,
                    ", ".join(other.only_there) or None,
                ),
            )
            for other in result.comparisons
        ),
        url=reverse("voting:result_envelope", args=[election.cycle.slug, result.envelope.slug]),
    )


def _council(election: Election, pots: list[queries.PotBeside]) -> Section:
    url = reverse("voting:council", args=[election.cycle.slug])
    decided = Table(
        key="council-decisions",
        title=_("What the council decided"),
        head=_("Project"),
        columns=(
            _("By the count"), _("After the council"), _("Council"), _("Reason"), _("Conditions"),
            _("Section of the minutes"),
        ),
        kinds=(MONEY, MONEY, TEXT, TEXT, TEXT, TEXT),
        rows=tuple(
            Row(
                row.row.title,
                (
                    _text(row.counted),
                    _text(row.council),
                    str(row.said.get_verdict_display()),
                    row.said.reason or None,
                    row.said.conditions or None,
                    row.said.reference or None,
                ),
                row.row.project.proposal.get_absolute_url(),
                row.row.project.proposal.language,
            )
            for pot in pots
            for row in pot.rows
            if row.said is not None
        ),
        url=url,
    )  # fmt: skip
    tables = tuple(table for table in (decided, freed_table(election)) if table.rows)
    return Section("council", _("The council"), tables=tables)
