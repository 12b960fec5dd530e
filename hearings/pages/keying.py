"""Keying papers and checking them, by keyboard: one page for each, the next paper comes by itself."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.http.errors import Refusal
from hearings.domain.paper import keying
from hearings.domain.paper.codes import code_of
from hearings.models import NOTE_LENGTH, AgeBand, Gender, Hearing, Keying, Pile
from hearings.pages.desk import on_desk
from hearings.pages.paper_forms import PileForm
from hearings.pages.show import LANGUAGES_OF_NOTES
from hearings.rules import SCRIBE

BACKGROUND = ("age_band", "gender", "home_town")
STAYS = ("question", "service_area", "language")
"""Stays chosen for the next paper."""


@require_http_methods(["GET", "HEAD", "POST"])
def piles(request: HttpRequest, slug: str) -> HttpResponse:
    """All piles with how far they are; a POST starts a new one."""
    hearing = on_desk(request, slug, SCRIBE)
    form = PileForm(request.POST or None, hearing=hearing)
    if request.method == "POST" and form.is_valid():
        try:
            pile = keying.start_pile(actor=request.user, hearing=hearing, **form.cleaned_data)
        except Refusal as refusal:
            form.take(refusal)
        else:
            return redirect("hearings:key", slug, pile.pk)
    content = {
        "hearing": hearing,
        "piles": keying.piles_of(hearing, request.user),
        "form": form,
        "topic": f"hearing-piles:{slug}",
    }
    return render(request, "hearings/desk/piles.html", content, status=400 if form.errors else 200)


def _pile(request: HttpRequest, slug: str, pk: int) -> Pile:
    hearing = on_desk(request, slug, SCRIBE)
    try:
        return keying.pile_of(hearing, pk, request.user)
    except Pile.DoesNotExist:
        raise Http404 from None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def key(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One paper after the other."""
    pile = _pile(request, slug, pk)
    if request.method != "POST":
        return _key_page(request, pile)
    try:
        made = keying.key(actor=request.user, pile=pile, sheet=_sheet(request), photo=_photo(request))
    except Refusal as refusal:
        return _key_page(request, pile, refusal)
    stays = {name: request.POST.get(name, "")[:20] for name in STAYS}
    here = reverse("hearings:key", args=[slug, pk])
    return redirect(f"{here}?{urlencode(stays | {'done': str(made.uuid)})}")


def _key_page(request: HttpRequest, pile: Pile, refusal: Refusal | None = None) -> HttpResponse:
    typed = request.POST or request.GET
    last = [_keyed_row(one) for one in keying.last_keyed(pile, request.user)]
    content = {
        **_choices(pile.hearing),
        "pile": pile,
        "chosen": {name: typed.get(name, "") for name in STAYS},
        "language": typed.get("language") or (get_language() or "fi")[:2],
        "card": request.POST.get("card", ""),
        "text": request.POST.get("text", ""),
        "uuid": request.POST.get("uuid") or uuid4(),
        "background": {name: request.POST.get(name, "") for name in BACKGROUND},
        "done": request.GET.get("done", "")[:40],
        "last": last,
        "refusal": refusal,
    }
    return render(request, "hearings/desk/key.html", content, status=refusal.status if refusal else 200)


def _choices(hearing: Hearing) -> dict[str, Any]:
    return {
        "hearing": hearing,
        "ages": AgeBand.choices,
        "genders": Gender.choices,
        "questions": hearing.questions.all(),
        "service_areas": hearing.service_areas.all(),
        "languages": LANGUAGES_OF_NOTES,
        "most": NOTE_LENGTH,
        "topic": f"hearing-piles:{hearing.slug}",
    }


def _keyed_row(one: Keying) -> dict[str, Any]:
    return {
        "pk": one.pk,
        "code": code_of(one.card.number) if one.card else "",
        "text": one.text,
        "lang": one.language,
        "area": one.service_area,
        "question": one.question,
        "polarity": one.question.polarity,
        "has_photo": hasattr(one, "photo"),
        "version": str(one.uuid),
    }


def _sheet(request: HttpRequest, uuid: UUID | None = None) -> keying.Sheet:
    """What was typed; what cannot be read is left to the verb to refuse."""
    sent = request.POST
    return keying.Sheet(
        uuid=uuid or _uuid(sent.get("uuid", "")),
        text=sent.get("text", ""),
        card=sent.get("card", "")[:120].replace("\x00", ""),
        question=_number(sent.get("question", "")),
        service_area=_number(sent.get("service_area", "")),
        language=sent.get("language", "fi"),
        background={name: sent.get(name, "") for name in BACKGROUND},
    )


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        return uuid4()


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None


def _photo(request: HttpRequest) -> keying.Photo | None:
    sent = request.FILES.get("image")
    return keying.Photo(sent, sent.size or 0) if sent else None


@never_cache
@require_safe
def check(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The next paper of the pile that somebody else keyed."""
    pile = _pile(request, slug, pk)
    return _check_page(request, pile, keying.to_check(request.user, pile))


def _check_page(
    request: HttpRequest, pile: Pile, one: Keying | None, refusal: Refusal | None = None
) -> HttpResponse:
    typed = request.POST if refusal else {}
    kept = keying.background_of(one) if one else {}
    content = {
        **_choices(pile.hearing),
        "pile": pile,
        "one": _keyed_row(one) if one else None,
        "text": typed.get("text", one.text if one else ""),
        "chosen": {
            "question": typed.get("question", str(one.question_id) if one else ""),
            "service_area": typed.get("service_area", str(one.service_area_id) if one else ""),
        },
        "language": typed.get("language", one.language if one else "fi"),
        "background": {name: typed.get(name, kept.get(name, "")) for name in BACKGROUND},
        "corrections": keying.corrections(pile),
        "refusal": refusal,
    }
    return render(request, "hearings/desk/check.html", content, status=refusal.status if refusal else 200)


@require_POST
def decide(request: HttpRequest, slug: str, pk: int, keyed: int) -> HttpResponse:
    """Right as it stands, corrected, or taken back."""
    pile = _pile(request, slug, pk)
    try:
        one = keying.keying_of(pile.hearing, keyed)
    except Keying.DoesNotExist:
        messages.info(request, _("This paper is not there any more. Go on with the next one."))
        return redirect("hearings:check", slug, pk)
    try:
        if request.POST.get("act") == "back":
            keying.take_back(actor=request.user, keying=one)
            messages.success(request, _("Taken back. The card can be keyed again."))
        else:
            keying.check(actor=request.user, keying=one, sheet=_sheet(request, one.uuid))
    except Refusal as refusal:
        return _check_page(request, pile, one, refusal)
    mine = request.POST.get("from") == "key"
    return redirect("hearings:key" if mine else "hearings:check", slug, pk)


@never_cache
@require_safe
def photo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The photo of a paper, for those who key and check alone."""
    hearing = on_desk(request, slug, SCRIBE)
    try:
        found = keying.photo_of(hearing, pk)
    except Keying.DoesNotExist:
        raise Http404 from None
    return HttpResponse(found, content_type="image/jpeg", headers={"Content-Disposition": "inline"})
