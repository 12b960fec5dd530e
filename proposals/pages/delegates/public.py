"""The follow-up group for everybody: who, what was visited, what was found; and the way into it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.http.errors import Refusal, SignInNeeded
from commons.process.models import Cycle
from proposals.domain.delegates import group as verbs
from proposals.domain.delegates import reading
from proposals.models import Delegate


def _group(slug: str) -> reading.Group:
    found = reading.group_of(get_object_or_404(Cycle, slug=slug, is_published=True))
    if not found.delegates and not found.former:
        raise Http404
    return found


@require_safe
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is in it, the projects to visit, what was found; for a delegate also what they have noted."""
    found = _group(slug)
    mine = reading.membership(request.user, found.cycle)
    context = {
        "group": found,
        "cycle": found.cycle,
        "mine": mine,
        "is_in_term": mine is not None and mine.is_in_term(),
        "own": [reading.as_own(one, mine) for one in reading.own_findings(request.user, found.cycle)]
        if mine
        else [],
    }
    return render(request, "proposals/delegates/group.html", context)


@require_safe
def visits(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of visits, to be printed and taken along."""
    context = {"group": (found := _group(slug)), "cycle": found.cycle, "today": timezone.localdate()}
    return render(request, "proposals/delegates/visits.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, word: str) -> HttpResponse:
    """The page behind the link of an invitation: accept it, signed in, or decline it, without."""
    try:
        found = verbs.invitation_of(word)
        if request.method == "POST":
            return _answer(request, found)
    except SignInNeeded:
        raise
    except Refusal as refusal:
        told = {"refusal": refusal}
        return render(request, "proposals/delegates/invitation.html", told, status=refusal.status)
    context = {"invitation": found, "cycle": found.cycle}
    return render(request, "proposals/delegates/invitation.html", context)


def _answer(request: HttpRequest, found: Delegate) -> HttpResponse:
    if request.POST.get("answer") == "accept":
        shows = request.POST.get("shows_name") == "on"
        verbs.accept(actor=request.user, invitation=found, shows_name=shows)
        messages.success(request, _("Welcome to the follow-up group. Here is what there is to visit."))
        return redirect("proposals:group", found.cycle.slug)
    verbs.decline(invitation=found)
    messages.success(request, _("You have declined. Your address is erased."))
    return redirect("proposals:funded")


@require_POST
def me(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own membership: show the name or not, leave."""
    if not request.user.is_authenticated:
        raise SignInNeeded
    mine = reading.membership(request.user, get_object_or_404(Cycle, slug=slug).pk)
    if mine is None:
        raise Http404
    do = request.POST.get("do", "")
    if do in ("show", "hide"):
        verbs.show_name(actor=request.user, delegate=mine, shows=do == "show")
        words = _("Your name is public now.") if do == "show" else _("Only your number is public now.")
        messages.success(request, words)
    elif do == "leave":
        verbs.end(actor=request.user, delegate=mine)
        messages.success(
            request, _("You have left the group. What you noted stays. Thank you for your work.")
        )
    return redirect("proposals:group", slug)
