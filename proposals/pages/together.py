"""The pages of working together: the authors' side, invitations, suggested changes, versions compared."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.http.errors import Refusal, SignInNeeded
from proposals.domain.drafts import mark_of
from proposals.domain.together import authors, reading, suggesting
from proposals.models import MERGEABLE, OPEN_TEXT, CoAuthor, Proposal, State, SuggestedField, Suggestion
from proposals.pages.acting import readable
from proposals.pages.places import number
from proposals.pages.together_forms import PARTS, DeclineForm, InviteForm, SuggestForm


def _whole(request: HttpRequest, pk: int) -> Proposal:
    """The proposal with its texts; 404 where the reader may not see it."""
    found = Proposal.objects.visible_to(request.user).exclude(state=State.DRAFT).select_related("cycle")
    return get_object_or_404(found.defer("search", "title_plain"), pk=pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def together(request: HttpRequest, pk: int) -> HttpResponse:
    """The authors' side: who writes with me, and what others suggest. Posting invites somebody."""
    workshop = reading.workshop(actor=request.user, proposal=_whole(request, pk))
    form, status = InviteForm(request.POST or None), 200
    if request.method == "POST":
        try:
            email = form.typed().get("email", "")
            authors.invite(actor=request.user, proposal=workshop.proposal, email=email)
        except Refusal as refusal:
            form.take(refusal)
            status = refusal.status
        else:
            messages.success(request, _("The invitation is on its way by mail."))
            return redirect("proposals:together", pk)
    return _workshop(request, workshop, form, status=status)


def _workshop(
    request: HttpRequest, workshop: reading.Workshop, form: InviteForm, **more: Any
) -> HttpResponse:
    proposal = workshop.proposal
    context = {
        "workshop": workshop,
        "proposal": proposal,
        "form": form,
        "may_invite": workshop.leads and proposal.state in MERGEABLE,
        "may_take": proposal.state in OPEN_TEXT,
        "decline": more.get("decline", DeclineForm()),
        "declined": more.get("declined", 0),
    }
    return render(request, "proposals/together/together.html", context, status=more.get("status", 200))


@require_POST
def part(request: HttpRequest, pk: int, co_author: int) -> HttpResponse:
    """Leave, let go, or take an invitation back."""
    proposal = readable(request, pk)
    found = get_object_or_404(CoAuthor, pk=co_author, proposal=proposal.pk)
    leads = proposal.author_id == request.user.pk
    try:
        authors.part(actor=request.user, co_author=found)
    except SignInNeeded:
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Done. What was written together stays."))
    return redirect("proposals:together" if leads else "proposals:detail", pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, word: str) -> HttpResponse:
    """The page behind the link of an invitation: accept it, signed in, or decline it, without."""
    try:
        invitation = authors.invitation_of(word)
        if request.method == "POST":
            return _answer(request, invitation)
    except SignInNeeded:
        raise
    except Refusal as refusal:
        told = {"refusal": refusal}
        return render(request, "proposals/together/invited.html", told, status=refusal.status)
    context = {"invitation": invitation, "proposal": invitation.proposal}
    return render(request, "proposals/together/invited.html", context)


def _answer(request: HttpRequest, invitation: CoAuthor) -> HttpResponse:
    if request.POST.get("answer") == "accept":
        authors.accept(actor=request.user, invitation=invitation)
        messages.success(request, _("You are a co-author now, and are named beside the author."))
    else:
        authors.decline(invitation=invitation)
        messages.success(request, _("You have declined. Your address is erased."))
    return redirect("proposals:detail", invitation.proposal_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest, pk: int) -> HttpResponse:
    """Suggest how a part of the text (`?field=`) should read."""
    proposal = _whole(request, pk)
    word = request.GET.get("field", "")
    field = word if word in SuggestedField.values else str(SuggestedField.WHAT)
    form, status = SuggestForm(request.POST or None, initial={"text": getattr(proposal, field)}), 200
    if request.method == "POST":
        try:
            typed = form.typed() | {"before": request.POST.get("before", "")}
            suggesting.suggest(actor=request.user, proposal=proposal, field=field, **{"text": "", **typed})
        except SignInNeeded:
            raise
        except Refusal as refusal:
            form.take(_beside(refusal, field))
            status = refusal.status
        else:
            messages.success(request, _("The authors get your suggestion by mail. Only they and you see it."))
            return redirect("proposals:suggest", pk)
    context = {
        "proposal": proposal,
        "form": form,
        "field": field,
        "parts": PARTS,
        "part": SuggestedField(field).label,
        "before": request.POST.get("before") or mark_of(proposal, field),
        "mine": reading.mine(actor=request.user, proposal=proposal) if request.user.is_authenticated else [],
        "is_open": proposal.state in MERGEABLE,
    }
    return render(request, "proposals/together/suggest.html", context, status=status)


def _beside(refusal: Refusal, field: str) -> Refusal:
    """What is wrong with the part of the text is said beside its field on this page."""
    if field in refusal.fields:
        refusal.fields = {"text": refusal.fields[field]}
    return refusal


@require_POST
def answer(request: HttpRequest, pk: int, suggestion: int) -> HttpResponse:
    """Take, decline (`answer`), or take one's own suggestion back."""
    proposal = _whole(request, pk)
    found = get_object_or_404(Suggestion, pk=suggestion, proposal=proposal.pk)
    what, form = request.POST.get("answer", ""), DeclineForm(request.POST)
    try:
        if what == "take":
            suggesting.take(actor=request.user, suggestion=found)
        elif what == "back":
            get_object_or_404(Suggestion, pk=suggestion, author=request.user.pk)
            suggesting.take_back(actor=request.user, suggestion=found)
            return redirect("proposals:suggest", pk)
        else:
            suggesting.decline(actor=request.user, suggestion=found, reason=form.typed().get("reason", ""))
    except SignInNeeded:
        raise
    except Refusal as refusal:
        workshop = reading.workshop(actor=request.user, proposal=proposal)
        form.take(refusal)
        kept = {"decline": form, "declined": found.pk, "status": refusal.status}
        return _workshop(request, workshop, InviteForm(), **kept)
    messages.success(request, _("Done. The person who suggested it gets a mail."))
    return redirect("proposals:together", pk)


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Any two versions of the text, compared word by word."""
    proposal = _whole(request, pk)
    found = reading.versions(proposal)
    if not found:
        raise Http404
    first, second = reading.pair(found, number(request, "from", 5), number(request, "to", 5))
    context = {
        "proposal": proposal,
        "merged": Proposal.objects.public().filter(merged_into=pk).without_texts().order_by("pk"),
        "versions": found,
        "covered": any(one.is_covered for one in found),
        "first": first,
        "second": second,
        "parts": reading.compared(first, second),
    }
    return render(request, "proposals/together/versions.html", context)
