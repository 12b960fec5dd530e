"""My story, for its teller and for everybody: tell it, keep it in hand by its receipt, read what was published."""

from typing import Any
from uuid import uuid4

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commons.http.errors import Refusal
from hearings import browser
from hearings.domain import queries, stories
from hearings.domain.errors import UnknownReceipt
from hearings.domain.receipts import grouped
from hearings.domain.report import publishing
from hearings.models import STORY_LENGTH, Consent, Hearing, Story
from hearings.models.story import RANK
from hearings.pages.hall import enter_page
from hearings.pages.public import paged, reached
from hearings.pages.show import LANGUAGES_OF_NOTES
from hearings.pages.typed import number_of, reader_language, uuid_of

STORIES_A_PAGE = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, slug: str) -> HttpResponse:
    """Write one's story; the receipt is on the next page."""
    hearing = reached(request, slug)
    if request.method != "POST":
        return _page(request, hearing)
    try:
        told = stories.tell(actor=browser.writer_of(request), hearing=hearing, telling=_telling(request))
    except Refusal as refusal:
        return _page(request, hearing, refusal)
    after = HttpResponseRedirect(reverse("hearings:own_story", args=[grouped(told.receipt)]) + "?sent=1")
    return browser.with_device(request, after)


def _telling(request: HttpRequest) -> stories.Telling:
    sent = request.POST
    return stories.Telling(
        uuid=uuid_of(sent.get("uuid", "")),
        text=sent.get("text", ""),
        consent=sent.get("consent", ""),
        service_area=number_of(sent.get("service_area", "")) if sent.get("service_area") else None,
        language=sent.get("language", "") or reader_language(),
        address=sent.get("address", "").strip(),
        reader_language=reader_language(),
    )


def _page(request: HttpRequest, hearing: Hearing, refusal: Refusal | None = None) -> HttpResponse:
    sent = request.POST
    content = {
        "hearing": hearing,
        "taking": queries.is_taking(hearing),
        "service_areas": hearing.service_areas.all(),
        "consents": Consent.choices,
        "languages": LANGUAGES_OF_NOTES,
        "uuid": sent.get("uuid") or uuid4(),
        "typed": {name: sent.get(name, "") for name in ("text", "address", "service_area")},
        "consent": sent.get("consent") or Consent.TEAM,
        "language": sent.get("language") or reader_language(),
        "most": STORY_LENGTH,
        "refusal": refusal,
    }
    response = render(request, "hearings/story_tell.html", content, status=refusal.status if refusal else 200)
    return browser.with_device(request, response)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, receipt: str) -> HttpResponse:
    """One's own story: what became of it, and the ways to take some or all of it back."""
    try:
        story = stories.story_of(receipt)
        if request.method == "POST":
            _act(request, receipt)
            return HttpResponseRedirect(reverse("hearings:own_story", args=[receipt]))
    except UnknownReceipt as refusal:
        return enter_page(request, receipt=receipt[:40], refusal=refusal)
    except Refusal as refusal:
        return _own_page(request, stories.story_of(receipt), receipt, refusal)
    return _own_page(request, story, receipt)


def _act(request: HttpRequest, receipt: str) -> None:
    writer, sent = browser.writer_of(request), request.POST
    match sent.get("act"):
        case "withdraw":
            stories.withdraw(actor=writer, receipt=receipt)
        case "lower":
            stories.lower(actor=writer, receipt=receipt, consent=sent.get("consent", ""))
        case "accept" | "decline" as word:
            words = sent.get("objection", "")
            stories.judge(actor=writer, receipt=receipt, accepted=word == "accept", objection=words)


def _own_page(
    request: HttpRequest, story: Story, receipt: str, refusal: Refusal | None = None
) -> HttpResponse:
    content = {
        "story": story,
        "hearing": story.hearing,
        "receipt": receipt,
        "sent": "sent" in request.GET,
        "lower": [choice for choice in Consent.choices if RANK[choice[0]] < RANK[story.consent]],
        "objection": request.POST.get("objection", ""),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "hearings/story_own.html", content, status=status)


@require_safe
def published(request: HttpRequest, slug: str) -> HttpResponse:
    """The stories whose tellers let them be published."""
    hearing = reached(request, slug)
    page = Paginator(stories.published(hearing), STORIES_A_PAGE).get_page(request.GET.get("page"))
    content: dict[str, Any] = {
        "hearing": hearing,
        "stories": page.object_list,
        "taking": queries.is_taking(hearing),
        "report": publishing.is_readable(hearing, request.user),
        **paged(request, page),
    }
    return render(request, "hearings/stories.html", content)
