"""The synthesis: read it, comment on it without an account, follow the comment; and the facilitators' side of it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.permissions import may
from commons.http.errors import Invalid, Refusal
from commons.live.templatetags.live import live_since
from commons.moderation.models import Reason
from hearings import browser
from hearings.domain import comment_desk, synthesis
from hearings.domain.errors import UnknownReceipt
from hearings.domain.receipts import grouped
from hearings.domain.report import publishing
from hearings.models import NOTE_LENGTH, Hearing, Synthesis, SynthesisComment
from hearings.pages.desk import on_desk
from hearings.pages.forms import SynthesisForm
from hearings.pages.grouping import number, told
from hearings.pages.moderating import places_in
from hearings.pages.public import reached
from hearings.pages.show import LANGUAGES_OF_NOTES
from hearings.rules import GROUP, MODERATE, SEE_DESK


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def synthesis_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The themes' words, what was changed, and a form for comments while they are taken."""
    found = reached(request, slug)
    if not hasattr(found, "synthesis"):
        raise Http404
    if request.method != "POST":
        return _page(request, found)
    try:
        got = synthesis.comment(actor=browser.writer_of(request), hearing=found, said=said_in(request))
    except Refusal as refusal:
        return _page(request, found, refusal)
    after = redirect("hearings:comment", grouped(got.receipt))
    return browser.with_device(request, after)


def said_in(request: HttpRequest) -> synthesis.Said:
    """The comment in a form; what cannot be read is left to the verb to refuse."""
    sent = request.POST
    try:
        uuid = UUID(sent.get("uuid", ""))
    except ValueError:
        uuid = uuid4()
    typed = sent.get("theme", "")
    theme = number(typed) or 0 if typed else None
    language = sent.get("language", "") or (get_language() or "fi")[:2]
    return synthesis.Said(uuid=uuid, theme=theme, text=sent.get("text", ""), language=language)


def _page(request: HttpRequest, found: Hearing, refusal: Refusal | None = None) -> HttpResponse:
    language = (get_language() or "fi")[:2]
    content = {
        "hearing": found,
        "synthesis": found.synthesis,
        "state": synthesis.state_of(found),
        "rows": synthesis.read_through(found, language=language),
        "whole": synthesis.on_the_whole(found),
        "uuid": request.POST.get("uuid") or uuid4(),
        "typed": {
            "theme": request.POST.get("theme", request.GET.get("theme", "")),
            "text": request.POST.get("text", ""),
            "language": request.POST.get("language") or language,
        },
        "languages": LANGUAGES_OF_NOTES,
        "most": NOTE_LENGTH,
        "refusal": refusal,
        "may_see_desk": may(request.user, SEE_DESK, found),
        "report": publishing.is_readable(found, request.user),
    }
    status = refusal.status if refusal else 200
    response = render(request, "hearings/synthesis.html", content, status=status)
    return browser.with_device(request, response)


@never_cache
@require_safe
def comment(request: HttpRequest, receipt: str) -> HttpResponse:
    """One's own comment by its receipt: where it is, and what became of it."""
    try:
        fate = synthesis.fate_of(receipt)
    except Refusal as refusal:
        return render(request, "hearings/comment.html", {"refusal": refusal}, status=refusal.status)
    return _own_page(request, fate)


def _own_page(
    request: HttpRequest, fate: synthesis.CommentFate, refusal: Refusal | None = None
) -> HttpResponse:
    content = {
        "fate": fate,
        "receipt": grouped(fate.receipt),
        "hearing": fate.comment.synthesis.hearing,
        "appeal": getattr(fate.comment, "appeal", None),
        "refusal": refusal,
        "typed": request.POST.get("text", ""),
    }
    return render(request, "hearings/comment.html", content, status=refusal.status if refusal else 200)


@never_cache
@require_POST
def ask_again(request: HttpRequest, receipt: str) -> HttpResponse:
    """Ask somebody else to look at one's hidden comment; what was typed stays where it is refused."""
    try:
        fate = synthesis.fate_of(receipt)
        text = request.POST.get("text", "")
        comment_desk.appeal(actor=browser.writer_of(request), receipt=receipt, text=text)
    except UnknownReceipt as refusal:
        return render(request, "hearings/comment.html", {"refusal": refusal}, status=refusal.status)
    except Refusal as refusal:
        return _own_page(request, fate, refusal)
    return redirect("hearings:comment", grouped(fate.receipt))


@require_safe
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the synthesis, read and answer the comments, freeze it."""
    return _desk_page(request, on_desk(request, slug))


def _desk_page(
    request: HttpRequest,
    hearing: Hearing,
    form: SynthesisForm | None = None,
    refusal: Refusal | None = None,
    about: int | None = None,
) -> HttpResponse:
    row = Synthesis.objects.filter(hearing=hearing).first()
    topic = f"hearing-queue:{hearing.slug}"
    since = live_since(topic)
    initial = {"comments_until": row.comments_until, "freezes_at": row.freezes_at} if row else {}
    content = {
        "hearing": hearing,
        "synthesis": row,
        "topic": topic,
        "since": since,
        "state": synthesis.state_of(hearing),
        "rows": comment_desk.on_desk(actor=request.user, hearing=hearing) if row else [],
        "reasons": Reason.choices,
        "form": form or SynthesisForm(initial=initial),
        "may": {
            "group": may(request.user, GROUP, hearing),
            "moderate": may(request.user, MODERATE, hearing),
        },
        "refusal": refusal,
        "about": about,
        "typed": request.POST,
    }
    status = refusal.status if refusal else 400 if form else 200
    return render(request, "hearings/desk/synthesis.html", content, status=status)


@require_POST
def open_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the themes to everybody for comments, or change the times."""
    hearing = on_desk(request, slug, GROUP)
    form = SynthesisForm(request.POST)
    if form.is_valid():
        try:
            synthesis.open_up(actor=request.user, hearing=hearing, **form.cleaned_data)
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("Saved. Everybody can read the themes and comment on them."))
            return redirect("hearings:desk_synthesis", slug)
    return _desk_page(request, hearing, form)


@require_POST
def freeze(request: HttpRequest, slug: str) -> HttpResponse:
    """Freeze the words now."""
    hearing = on_desk(request, slug, GROUP)
    try:
        synthesis.freeze(actor=request.user, hearing=hearing)
        messages.success(request, _("The themes are frozen. Their words stay as they are now."))
    except Refusal as refusal:
        told(request, refusal)
    return redirect("hearings:desk_synthesis", slug)


@require_POST
def decide(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show, hide, black out, keep hidden or answer a comment."""
    hearing = on_desk(request, slug)
    found = SynthesisComment.objects.filter(synthesis__hearing=hearing, pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    try:
        _decided(request, found)
    except Refusal as refusal:
        return _desk_page(request, hearing, refusal=refusal, about=pk)
    messages.success(request, _("Saved."))
    return redirect("hearings:desk_synthesis", slug)


def _decided(request: HttpRequest, found: SynthesisComment) -> Any:
    act, sent = request.POST.get("act", ""), request.POST
    if act == "show":
        return comment_desk.show(actor=request.user, comment=found)
    if act == "hide":
        return comment_desk.hide(actor=request.user, comment=found, reason=sent.get("reason", ""))
    if act == "keep":
        return comment_desk.keep_hidden(actor=request.user, comment=found)
    if act == "redact":
        places, words = places_in(request), sent.get("words", "")
        return comment_desk.redact(actor=request.user, comment=found, places=places, words=words)
    if act == "reply":
        return synthesis.reply(
            actor=request.user,
            comment=found,
            text=sent.get("reply", ""),
            has_changed=bool(sent.get("has_changed")),
        )
    raise Invalid(_("Choose what shall happen with the comment."))
