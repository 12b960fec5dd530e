"""The statements about a proposal: the pages of `commons.deliberation`, at the proposal's address."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commons.deliberation.domain.statements.host import Host
from commons.deliberation.pages import statements
from proposals.domain import stating
from proposals.models import Proposal, State
from proposals.moderated_statements import STATEMENT
from proposals.pages.acting import readable
from proposals.pages.forms import LANGUAGES


def host(request: HttpRequest, pk: int) -> Host:
    """The proposal as the pages of statements want it; 404 where the reader may not see it, and for drafts."""
    proposal = readable(request, pk)
    if proposal.state == State.DRAFT:
        raise Http404
    return host_of(request, proposal)


def host_of(request: HttpRequest, proposal: Proposal) -> Host:
    """One query."""
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
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """Answering one after another, and writing."""
    return statements.index(request, host(request, pk))


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int, statement: int) -> HttpResponse:
    """One answer. Also by GET: the way back from signing in leads here."""
    return statements.answer(request, host(request, pk), statement)


@never_cache
@require_safe
def opinions(request: HttpRequest, pk: int) -> HttpResponse:
    """What people think together."""
    return statements.opinions(request, host(request, pk))
