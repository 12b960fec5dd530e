"""The page of one proposal, for life."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from commons.deliberation.domain.queries import Contribution
from commons.deliberation.models import CommentKind
from commons.process.models import PhaseKind
from proposals.domain import queries
from proposals.domain.carrying_out import STATES as CARRIED_OUT
from proposals.domain.merging.reading import is_for_good
from proposals.domain.seeing import Seen, seen
from proposals.lineage import origins_of
from proposals.models import PRICED, Proposal, State
from proposals.pages import places, splitting, talk
from proposals.pages.drawing import draw
from proposals.pages.finishing import pictures_of
from proposals.pages.forms import AskForm, CommentForm, ReplyForm, readers_language
from proposals.pages.places import place_of
from proposals.pages.track import track

COUNTED = tuple(state for state in PRICED if state != State.ON_BALLOT)
"""States after the count: the result has been published."""


def look(request: HttpRequest, pk: int) -> Seen:
    """The proposal as the reader asked to see it; 404 where it is not theirs to see."""
    try:
        return seen(
            pk,
            request.user,
            order=places.order_of(request),
            number=places.number(request, "page", 5) or 1,
            seed=places.number(request, "seed", 10),
            opened=places.opened(request),
            sought=places.number(request, "comment", 18),
        )
    except Proposal.DoesNotExist:
        queries.require_not_hidden(pk)
        raise Http404 from None


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposal with everything that is known of it and said about it. Somebody's own draft is written on."""
    shown = look(request, pk)
    if shown.proposal.state == State.DRAFT:
        return HttpResponseRedirect(reverse("proposals:edit", args=[pk]))
    if shown.proposal.state == State.MERGED and "original" not in request.GET:
        return lead_on(shown.proposal, sought=places.number(request, "comment", 18))
    # A comment stays with the whole, so its own address leads to it there.
    if shown.proposal.state == State.SPLIT and request.GET.keys().isdisjoint({"original", "comment"}):
        return splitting.chooser(request, shown.proposal)
    return page(request, shown)


def lead_on(proposal: Proposal, *, sought: int | None = None) -> HttpResponse:
    """From a merged proposal to the one it goes on in, which says so; for good once it cannot be undone.

    `sought`: a comment that the address is about; it is shown there.
    """
    answer = HttpResponsePermanentRedirect if is_for_good(proposal) else HttpResponseRedirect
    comment = f"&comment={sought}#comment-{sought}" if sought else ""
    return answer(f"/proposals/{proposal.merged_into_id}/?merged={proposal.pk}{comment}")


def page(
    request: HttpRequest, shown: Seen, form: AskForm | None = None, *, status: int = 200
) -> HttpResponse:
    """The page, with a comment that was refused still in its form."""
    proposal = shown.proposal
    answered = replied_to(request, shown)
    context = {
        "seen": shown,
        "proposal": proposal,
        "state_label": State(proposal.state).label,
        "pictures": pictures_of(shown.pictures),
        "track": draw("pieces/status_track.html", steps=track(proposal, shown.dates)),
        "map": map_of(proposal) if proposal.latitude is not None else "",
        "is_carried_out": proposal.state in CARRIED_OUT,
        "is_stopped": proposal.state in (State.DROPPED, State.CANCELLED),
        "price": proposal.cost if proposal.state in PRICED else proposal.rough_cost,
        "is_reckoned": proposal.state in PRICED,
        "author": proposal.author.display_name if proposal.author else "",
        "talk": talk_of(request, shown),
        "form": form,
        "questions": questions(form, is_reply=answered is not None) if form or shown.may_comment else "",
        "officially": "officially" in request.POST,
        "key": request.POST.get("key") or uuid4(),
        "reply": answered,
        "result_url": result_of(proposal),
        "vote_url": vote_of(shown),
        "came_from": next((one for one in shown.merged if str(one.pk) == request.GET.get("merged")), None),
        "goes_on_in": shown.lead,
        "origin": _origin(proposal),
    }
    return render(request, "proposals/detail.html", context, status=status)


def _origin(proposal: Proposal) -> Any:
    """What it grew from; of a part also what the whole grew from."""
    keys = [pk for pk in (proposal.pk, proposal.split_from_id) if pk]
    found = origins_of(keys)
    return next((found[pk] for pk in keys if pk in found), None)


def questions(form: AskForm | None, *, is_reply: bool) -> SafeString:
    """The fields of the form for a comment: a fresh one is the same for everybody and remembered."""
    if form is None:
        return _fresh_questions(readers_language(), is_reply=is_reply)
    return render_to_string("proposals/_questions.html", {"form": form})


@lru_cache(maxsize=16)
def _fresh_questions(language: str, *, is_reply: bool) -> SafeString:
    form = (ReplyForm if is_reply else CommentForm)(initial={"language": language})
    return render_to_string("proposals/_questions.html", {"form": form})


def map_of(proposal: Proposal) -> SafeString:
    """The small map with its pin."""
    return draw(
        "pieces/place_picker.html",
        form_id="where-map",
        pick=False,
        areas=None,
        latitude=proposal.latitude,
        longitude=proposal.longitude,
        pin_label=proposal.title,
    )


def talk_of(request: HttpRequest, shown: Seen) -> dict[str, Any]:
    """The talk as its template wants it: HTML by kind, the counts, the ways through the pages."""
    found = shown.talk
    address = f"/proposals/{shown.proposal.pk}/"

    def way(number: int) -> str:
        words = urlencode(dict(place_of(found, request, {})) | {"page": number})
        return f"{address}?{words}#talk" if 0 < number <= found.pages else ""

    here = place_of(found, request)
    return {
        "drawn": talk.drawn(request, shown),
        "counts": {str(kind): number for kind, number in found.counts.by_kind.items()},
        "total": found.counts.total,
        "order": str(found.order),
        "address": address,
        "here": here,
        "query": urlencode(here),
        "previous": way(found.number - 1),
        "next": way(found.number + 1),
        "number": found.number,
        "pages": found.pages,
        "others": (CommentKind.QUESTION, CommentKind.IMPROVEMENT),
    }


def replied_to(request: HttpRequest, shown: Seen) -> Contribution | None:
    """The contribution on this page that the reader wants to reply to. A button that was just pressed comes first."""
    sent = request.POST
    wanted = sent["reply"] if "reply" in sent else sent.get("reply_to") or request.GET.get("reply", "")
    return next((one for one in shown.talk.contributions if str(one.pk) == wanted and not one.hidden), None)


def result_of(proposal: Proposal) -> str:
    """Where the result of the vote is; empty before the count, or where the town has no voting."""
    return _address("voting:result", proposal.cycle.slug) if proposal.state in COUNTED else ""


def vote_of(shown: Seen) -> str:
    """Where one can vote for it now; empty otherwise."""
    is_open = shown.proposal.state == State.ON_BALLOT and PhaseKind.VOTE in shown.open_phases
    return _address("voting:index") if is_open else ""


def _address(name: str, *args: str) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
