"""What a delegate writes: a finding, taking it back, looking again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commons.accounts.permissions import require
from commons.http.errors import Refusal, SignInNeeded
from proposals.domain import queries
from proposals.domain.carrying_out import STATES
from proposals.domain.delegates import noting, reading
from proposals.models import Finding, Proposal
from proposals.pages.delegates.forms import AgainForm, NoteForm
from proposals.pages.desk_forms import take
from proposals.pages.forms import readers_language
from proposals.rules import NOTE


def _project(request: HttpRequest, pk: int) -> Proposal:
    try:
        proposal = queries.one(pk, request.user)
    except (Proposal.DoesNotExist, OverflowError):
        raise Http404 from None
    if proposal.state not in STATES:
        raise Http404
    return proposal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what one saw at a project."""
    proposal = _project(request, pk)
    require(request.user, NOTE, proposal)
    form = NoteForm(request.POST or None, request.FILES or None, initial={"language": readers_language()})
    status = 200
    if request.method == "POST":
        status = 400
        try:
            if form.is_valid():
                return _noted(request, _note(request, proposal, form))
        except SignInNeeded:
            raise
        except Refusal as refusal:
            take(form, refusal)
            status = refusal.status
    mine = reading.membership(request.user, proposal.cycle_id)
    is_open = form.is_bound or (mine is not None and mine.is_in_term() and proposal.state in noting.VISITED)
    context = {"proposal": proposal, "form": form, "is_open": is_open}
    return render(request, "proposals/delegates/note.html", context, status=status)


def _note(request: HttpRequest, proposal: Proposal, form: NoteForm) -> Finding:
    said = form.cleaned_data
    return noting.note(
        actor=request.user,
        proposal=proposal,
        kind=said["kind"],
        text=said["text"],
        visited_on=said["visited_on"],
        place=said["place"],
        language=said["language"],
        shots=form.shots,
        key=said["uuid"],
    )


def _noted(request: HttpRequest, found: Finding) -> HttpResponse:
    if found.hidden_at is not None:
        words = _("It is stored. A moderator reads it before it is shown.")
    elif found.answer_by:
        words = _("It is stored and public. The officials got a mail and must answer.")
    else:
        words = _("It is stored and public. Good that somebody looked.")
    messages.success(request, words)
    return redirect(
        f"{reverse('proposals:finding', args=[found.proposal_id, found.pk])}?noted={found.key or ''}"
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int, finding: int) -> HttpResponse:
    """A delegate's own finding: what was answered; take it back, or say whether it is fixed."""
    proposal = _project(request, pk)
    found = next(
        iter(reading.whole(Finding.objects.filter(proposal=proposal, pk=min(finding, 2**63 - 1)))), None
    )
    if found is None:
        raise Http404
    if not request.user.is_authenticated or found.delegate.user_id != request.user.pk:
        return redirect(f"{reverse('proposals:progress', args=[pk])}#finding-{found.pk}")
    form, status = AgainForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            return _done(request, found, form)
        except Refusal as refusal:
            take(form, refusal)
            status = refusal.status
    mine = reading.membership(request.user, proposal.cycle_id)
    context = {
        "proposal": proposal,
        "finding": found,
        "own": reading.as_own(found, mine),
        "form": form,
        "noted": request.GET.get("noted", "")[:40],
    }
    return render(request, "proposals/delegates/finding.html", context, status=status)


def _done(request: HttpRequest, found: Finding, form: AgainForm) -> HttpResponse:
    do = request.POST.get("do", "")
    if do == "withdraw":
        noting.withdraw(actor=request.user, finding=found)
        messages.success(request, _("You have taken it back. It is not shown any more."))
        return redirect("proposals:group", found.proposal.cycle.slug)
    if do in ("fixed", "not_fixed"):
        is_fixed = do == "fixed"
        noting.look_again(
            actor=request.user, finding=found, is_fixed=is_fixed, text=form.cleaned_data["text"]
        )
        words = _("Thank you for looking again. Everybody can see that it is fixed.")
        if not is_fixed:
            words = _("The officials got a mail and must answer once more.")
        messages.success(request, words)
    return redirect("proposals:finding", found.proposal_id, found.pk)
