"""Stories on the officials' desk. Opening one is kept with the reader's name."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.permissions import may
from commons.http.errors import Refusal
from hearings.domain import story_desk
from hearings.models import Consent, Hearing, Story
from hearings.pages.desk import on_desk
from hearings.rules import READ_STORIES


@require_safe
def inbox(request: HttpRequest, slug: str) -> HttpResponse:
    """The stories, without a word of them."""
    hearing = on_desk(request, slug, READ_STORIES)
    rows = [
        {"story": row, "state": state_words(row), "may_read": may(request.user, READ_STORIES, row)}
        for row in story_desk.inbox(hearing)
    ]
    content = {"hearing": hearing, "rows": rows, "withdrawn": story_desk.withdrawn(hearing)}
    return render(request, "hearings/desk/stories.html", content)


def state_words(story: Story) -> str:
    """Where a story is."""
    if story.published_at:
        return pgettext("notes", "Published")
    if story.word == "declined":
        return _("The teller said no to the version")
    if story.word == "accepted":
        return _("The teller said yes: to be published")
    if story.offered_at:
        return _("The teller is asked")
    return _("To be read") if not getattr(story, "read_times", 0) else _("Read")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Read one story; write, publish or take down the version for others."""
    hearing = on_desk(request, slug, READ_STORIES)
    story = Story.objects.filter(hearing=hearing, pk=pk).first() if pk < 2**63 else None
    if story is None:
        raise Http404
    if request.method != "POST":
        return _page(request, hearing, story)
    try:
        _act(request, story)
    except Refusal as refusal:
        return _page(request, hearing, story, refusal)
    messages.success(request, _("Saved."))
    return redirect("hearings:desk_story", slug, pk)


def _act(request: HttpRequest, story: Story) -> None:
    match request.POST.get("act"):
        case "offer":
            story_desk.offer(actor=request.user, story=story, text=request.POST.get("text", ""))
        case "publish":
            story_desk.publish(actor=request.user, story=story)
        case "take_down":
            story_desk.take_down(actor=request.user, story=story)


def _page(
    request: HttpRequest, hearing: Hearing, story: Story, refusal: Refusal | None = None
) -> HttpResponse:
    opened = story_desk.read(actor=request.user, story=story)
    found = opened.story
    begin = found.text if found.consent == Consent.AS_WRITTEN else ""
    content: dict[str, Any] = {
        "hearing": hearing,
        "story": found,
        "opened": opened,
        "state": state_words(found),
        "may_offer": found.consent != Consent.TEAM and found.withdrawn_at is None,
        "may_publish": story_desk.may_publish(found) and found.published_at is None,
        "quote": found.consent == Consent.QUOTE,
        "quote_length": story_desk.QUOTE_LENGTH,
        "text": request.POST.get("text") or found.public_text or begin,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "hearings/desk/story.html", content, status=status)
