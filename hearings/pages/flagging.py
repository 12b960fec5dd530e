"""Reports of something shown: by anybody, without an account; the moderators' list; the public account."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.http.errors import Refusal
from commons.live.templatetags.live import live_since
from commons.moderation.models import Reason
from hearings import browser
from hearings.domain import decided, flags, queries
from hearings.domain.receipts import grouped
from hearings.models import Flag
from hearings.pages.desk import on_desk
from hearings.pages.moderating import known_of, src_of, tabs_of
from hearings.pages.public import reached
from hearings.rules import MODERATE


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: HttpRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    """Report a note, a story or a comment; then to the page where the decision will stand."""
    hearing = reached(request, slug)
    try:
        about = flags.shown(hearing, kind, pk)
    except flags.NothingShown:
        raise Http404 from None
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            receipt = flags.flag(
                actor=browser.writer_of(request), hearing=hearing, kind=kind, pk=pk,
                reason=request.POST.get("reason", ""), uuid=_uuid(request.POST.get("uuid", "")),
            )  # fmt: skip
            return browser.with_device(request, redirect("hearings:flag_state", grouped(receipt)))
        except Refusal as one:
            refusal = one
    text, language = flags.text_of(about)
    content = {
        "hearing": hearing, "text": text, "lang": language, "reasons": Reason.choices, "refusal": refusal,
        "uuid": _uuid(request.POST.get("uuid", "")), "chosen": request.POST.get("reason", ""),
    }  # fmt: skip
    return render(request, "hearings/flag.html", content, status=refusal.status if refusal else 200)


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        return uuid4()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def state(request: HttpRequest, receipt: str) -> HttpResponse:
    """What was decided; and asking that somebody else decides."""
    try:
        found = flags.flag_of(receipt)
        if request.method == "POST":
            flags.ask_again(actor=browser.writer_of(request), receipt=receipt)
            return redirect("hearings:flag_state", receipt)
    except Refusal as refusal:
        return render(request, "hearings/flag_unknown.html", {"refusal": refusal}, status=refusal.status)
    content = {"flag": found, "hearing": found.hearing, "receipt": receipt}
    return render(request, "hearings/flag_state.html", content)


@require_safe
def account(request: HttpRequest, slug: str) -> HttpResponse:
    """How moderation went, for everybody."""
    hearing = reached(request, slug)
    return render(
        request, "hearings/moderation.html", {"hearing": hearing, "account": flags.account(hearing)}
    )


@require_safe
def waiting(request: HttpRequest, slug: str) -> HttpResponse:
    """What is reported, longest ago first. `known` as in the queue of notes."""
    hearing = on_desk(request, slug, MODERATE)
    topic = f"hearing-queue:{slug}"
    since = live_since(topic)
    rows = flags.waiting(hearing, request.user)
    counts = queries.counts(hearing)
    content = {
        "decided": decided.reports(hearing, known_of(request)),
        "tabs": tabs_of(hearing, "flags", counts.held, counts.hidden, queries.appeals_open(hearing)),
        "src": src_of(request),
        "hearing": hearing,
        "topic": topic,
        "since": since,
        "rows": [{"row": row, "words": flags.text_of(row.about)} for row in rows],
        "reasons": Reason.choices,
    }
    return render(request, "hearings/desk/flags.html", content)


@require_POST
def decide(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Keep or hide. The page's script asks for JSON and takes it off the list itself."""
    on_desk(request, slug, MODERATE)
    found = get_object_or_404(Flag, pk=pk, hearing__slug=slug)
    wants_json = request.headers.get("Accept") == "application/json"
    try:
        if request.POST.get("act") == "hide":
            reason = request.POST.get("reason", "")
            flags.hide(actor=request.user, flag=found, reason=reason, as_seen="seen" in request.POST)
        else:
            flags.keep(actor=request.user, flag=found, as_seen="seen" in request.POST)
    except Refusal as refusal:
        told = " ".join(str(text) for texts in refusal.fields.values() for text in texts)
        if wants_json:
            return JsonResponse({"code": refusal.code, "words": told or str(refusal)}, status=refusal.status)
        messages.error(request, told or str(refusal))
        return redirect("hearings:flags", slug)
    if wants_json:
        return JsonResponse({"state": "decided"})
    messages.success(request, _("Decided. The reporter sees it by receipt."))
    return redirect("hearings:flags", slug)
