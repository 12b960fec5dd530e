"""Where the page of a budget year leads: to its proposals, its vote, its results."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from commons.process import links
from commons.process.domain.queries import Year
from commons.process.links import Link
from commons.process.models import PhaseKind
from proposals.domain.carrying_out import STATES
from proposals.models import Proposal
from voting.domain.results import elections_with_results
from voting.models import CouncilSession, SessionState


def _proposals(year: Year) -> str:
    begun = PhaseKind.PROPOSE in year.begun or year.cycle.is_imported
    return f"/proposals/?{urlencode({'cycle': year.cycle.slug})}" if begun else ""


def _vote(year: Year) -> str:
    return f"/vote/{year.cycle.slug}/" if PhaseKind.VOTE in year.open_kinds else ""


def _results(year: Year) -> str:
    public = elections_with_results().filter(cycle=year.cycle).exists()
    return f"/results/{year.cycle.slug}/" if public else ""


def _council(year: Year) -> str:
    decided = CouncilSession.objects.filter(election__cycle=year.cycle, state=SessionState.CONFIRMED).exists()
    return f"/council/{year.cycle.slug}/" if decided else ""


def _report(year: Year) -> str:
    public = elections_with_results().filter(cycle=year.cycle).exists()
    return f"/reports/{year.cycle.slug}/" if public else ""


def _work(year: Year) -> str:
    slug = year.cycle.slug
    going = Proposal.objects.filter(cycle=year.cycle, state__in=STATES).exists()
    return f"/funded/?{urlencode({'cycle': slug})}" if going else ""


def _news(year: Year) -> str:
    is_ours = year.cycle.is_published and not year.cycle.is_imported
    return (
        reverse("proposals:year_news", args=[year.cycle.slug])
        if is_ours and PhaseKind.VOTE in year.begun
        else ""
    )


def register() -> None:
    """Tell the year's page about the services."""
    links.register(Link(_("Its proposals"), _proposals, PhaseKind.PROPOSE))
    links.register(Link(_("Vote"), _vote, PhaseKind.VOTE))
    links.register(Link(_("Its results"), _results, PhaseKind.COUNT))
    links.register(Link(_("What the council decided"), _council, PhaseKind.COUNCIL))
    links.register(Link(_("How far its projects are"), _work, PhaseKind.CARRY_OUT))
    links.register(Link(_("Report for councillors"), _report, PhaseKind.REPORT))
    links.register(Link(_("Hear by mail how the projects go"), _news))
