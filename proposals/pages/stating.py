"""The statements about a proposal: the pages of `commons.deliberation`, at the proposal's address."""

from functools import partial

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commons.deliberation.domain.statements.host import Host
from commons.deliberation.pages import statements
from proposals.domain import stating
from proposals.domain.merging.reading import is_for_good, threads_of
from proposals.models import Proposal, State
from proposals.moderated_statements import STATEMENT
from proposals.owners import further_of
from proposals.pages.acting import readable
from proposals.pages.forms import LANGUAGES


def stated(request: HttpRequest, pk: int) -> Proposal:
    """The proposal with its statements; 404 where the reader may not see it, and for drafts."""
    proposal = readable(request, pk)
    if proposal.state == State.DRAFT:
        raise Http404
    return proposal


def host_of(request: HttpRequest, proposal: Proposal) -> Host:
    """The proposal as the pages of statements want it. Two queries, three from the address of a merged one."""
    # Nothing is told of one that moderators hid.
    lead = proposal.merged_into if proposal.merged_into and proposal.merged_into.hidden_at is None else None
    return Host(
        thread=proposal.thread_id,
        title=proposal.title,
        language=proposal.language,
        url=f"/proposals/{proposal.pk}/",
        address=f"/proposals/{proposal.pk}/statements/",
        report=f"/report/{STATEMENT}/",
        is_open=stating.takes_answers(proposal),
        may_seed=stating.may_seed(request.user, proposal),
        write=partial(stating.write, proposal=proposal),
        answer=partial(stating.answer, proposal=proposal),
        take_back=partial(stating.take_back, proposal=proposal),
        languages=LANGUAGES,
        joined=tuple(threads_of(proposal)[1:]),
        came_from=_came_from(request, proposal),
        further=further_of(
            proposal,
            lead.title if lead else None,
            lead.language if lead else None,
            lead.thread_id if lead else None,
        ),
    )


def _came_from(request: HttpRequest, proposal: Proposal) -> str:
    """The title of the merged proposal whose address led here; empty without one."""
    word = request.GET.get("merged", "")
    if not (word.isascii() and word.isdigit() and len(word) <= 18):
        return ""
    merged = Proposal.objects.public().filter(merged_into=proposal.pk, pk=int(word))
    return merged.values_list("title", flat=True).first() or ""


def lead_on(request: HttpRequest, proposal: Proposal) -> HttpResponse | None:
    """From the statements of a merged proposal to those of the one it goes on in, which says so."""
    if proposal.state != State.MERGED or "original" in request.GET or request.method == "POST":
        return None
    address = request.path.replace(f"/proposals/{proposal.pk}/", f"/proposals/{proposal.merged_into_id}/", 1)
    words = request.GET.copy()
    words["merged"] = str(proposal.pk)
    answer = HttpResponsePermanentRedirect if is_for_good(proposal) else HttpResponseRedirect
    return answer(f"{address}?{words.urlencode()}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """Answering one after another, and writing."""
    proposal = stated(request, pk)
    return lead_on(request, proposal) or statements.index(request, host_of(request, proposal))


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int, statement: int) -> HttpResponse:
    """One answer. Also by GET: the way back from signing in leads here."""
    return statements.answer(request, host_of(request, stated(request, pk)), statement)


@never_cache
@require_safe
def opinions(request: HttpRequest, pk: int) -> HttpResponse:
    """What people think together."""
    proposal = stated(request, pk)
    return lead_on(request, proposal) or statements.opinions(request, host_of(request, proposal))
