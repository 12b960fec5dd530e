"""The moderators' queue: one key shows a note, a reason from the list hides it, words can be blacked out."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commons.http.errors import Invalid, Refusal
from commons.live.templatetags.live import live_since
from commons.moderation.models import Moderation, Reason
from hearings.domain import appeals, comment_desk, decided, flags, moderation, queries
from hearings.models import Contribution, Hearing
from hearings.pages.desk import on_desk
from hearings.pages.public import paged
from hearings.pages.show import ICONS
from hearings.rules import MODERATE

PAGE = 50
MOST_KNOWN = 200


@require_safe
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """Notes that wait, oldest first; with `?state=hidden` those that were hidden; fifty a page, `?page=`. `known`:
    numbers that an open page shows, of which it asks what became of them."""
    hearing = on_desk(request, slug, MODERATE)
    since = live_since(f"hearing-queue:{slug}")
    asked = request.GET.get("state", "")
    state = asked if asked in (Moderation.HIDDEN, queries.APPEALED) else Moderation.HELD
    counts, appealed = queries.counts(hearing), queries.appeals_open(hearing)
    waiting = {Moderation.HIDDEN: counts.hidden, queries.APPEALED: appealed}.get(state, counts.held)
    page = Paginator(range(waiting), PAGE).get_page(request.GET.get("page"))
    start = (page.number - 1) * PAGE
    rows = queries.queue(hearing, request.user, state=state, most=PAGE, start=start)
    content = {
        "hearing": hearing,
        "topic": f"hearing-queue:{slug}",
        "since": since,
        "rows": [{"row": row, "note": row.note, "icon": ICONS[row.note.question.polarity]} for row in rows],
        "state": state,
        "decided": decided.notes(hearing, state, known_of(request)),
        "tabs": tabs_of(hearing, state, counts.held, counts.hidden, appealed),
        "src": src_of(request),
        "waiting": waiting,
        "reasons": Reason.choices,
        **paged(request, page),
    }
    return render(request, "hearings/desk/queue.html", content)


def known_of(request: HttpRequest) -> list[int]:
    """The numbers that an open page shows and asks about."""
    words = request.GET.get("known", "").split(",")[:MOST_KNOWN]
    return [int(one) for one in words if one.isascii() and one.isdigit() and len(one) < 19]


def src_of(request: HttpRequest) -> str:
    """The address of this list, without what an open page asked about."""
    words = request.GET.copy()
    words.pop("known", None)
    return f"{request.path}?{words.urlencode()}" if words else request.path


Tab = tuple[str, str, Any, int, bool]


def tabs_of(hearing: Hearing, here: str, held: int, hidden: int, appealed: int) -> list[Tab]:
    """The moderators' lists: name, address, label, how many wait, and whether it is this one."""
    at = reverse("hearings:queue", args=[hearing.slug])
    lists = (
        ("held", at, _("Notes to read"), held),
        ("hidden", f"{at}?state=hidden", _("Hidden notes"), hidden),
        ("appealed", f"{at}?state={queries.APPEALED}", _("Appeals"), appealed),
        ("flags", reverse("hearings:flags", args=[hearing.slug]), _("Reported"), flags.things_open(hearing)),
    )
    tabs: list[Tab] = [(name, url, label, count, name == here) for name, url, label, count in lists]
    comments = reverse("hearings:desk_synthesis", args=[hearing.slug]) + "#comments"
    return [
        *tabs,
        ("comments", comments, _("Appeals of comments"), comment_desk.appeals_open(hearing), False),
    ]


@require_POST
def decide(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show, hide or black out. The page's script asks for JSON and takes the note off the list itself."""
    on_desk(request, slug, MODERATE)
    note = get_object_or_404(Contribution, pk=pk, hearing__slug=slug)
    wants_json = request.headers.get("Accept") == "application/json"
    try:
        decided = _decide(request, note)
    except Refusal as refusal:
        if wants_json:
            told = " ".join(str(text) for texts in refusal.fields.values() for text in texts)
            return JsonResponse({"code": refusal.code, "words": told or str(refusal)}, status=refusal.status)
        messages.error(request, str(refusal))
        return redirect("hearings:queue", slug)
    if wants_json:
        return JsonResponse({"state": decided.moderation})
    messages.success(request, _("Decided: %(state)s") % {"state": decided.get_moderation_display()})
    return redirect("hearings:queue", slug)


def _decide(request: HttpRequest, note: Contribution) -> Contribution:
    act, seen = request.POST.get("act", ""), request.POST.get("seen")
    if act == "show":
        return moderation.show(actor=request.user, note=note, seen=seen)
    if act == "hide":
        reason = request.POST.get("reason", "")
        return moderation.hide(actor=request.user, note=note, reason=reason, seen=seen)
    if act == "keep":
        appeals.keep_hidden(actor=request.user, note=note)
        return note
    if act == "redact":
        words = request.POST.get("words", "")
        places = places_in(request)
        return moderation.redact(actor=request.user, note=note, places=places, words=words, seen=seen)
    raise Invalid(_("Choose what shall happen with the note."))


def places_in(request: HttpRequest) -> list[int]:
    """The numbers of the marked places that were ticked."""
    ticked = request.POST.getlist("place")
    return [int(one) for one in ticked if one.isascii() and one.isdigit() and len(one) < 6]
