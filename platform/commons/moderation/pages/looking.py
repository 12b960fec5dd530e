"""The moderators' queue: one key leaves, hides or blacks out; several at once by one form."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info, gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commons.http.asking import may, require
from commons.http.errors import Invalid, Refusal
from commons.live.templatetags.live import live_since
from commons.moderation.asking import REASONED, UNKNOWN, Age, Tab, Wish, number_of, page_of, wish_of
from commons.moderation.domain import deciding, looking, many, redacting
from commons.moderation.kinds import all_kinds
from commons.moderation.models import Case, Reason
from commons.moderation.rules import MODERATE, SET_RULES

TABS = {
    Tab.REPORTED: gettext_lazy("Reported"),
    Tab.HELD: gettext_lazy("Held"),
    Tab.APPEALED: gettext_lazy("Appeals"),
    Tab.NEW: gettext_lazy("New"),
    Tab.HIDDEN: pgettext_lazy("tab", "Hidden"),
    Tab.REDACTED: gettext_lazy("Blacked out"),
}
AGES = {
    Age.DAY: gettext_lazy("In the last 24 hours"),
    Age.OVER_1: gettext_lazy("More than a day ago"),
    Age.OVER_3: gettext_lazy("More than three days ago"),
    Age.OVER_7: gettext_lazy("More than a week ago"),
}
MOST_KNOWN = 200


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits: `?tab=reported` (first), held, appealed, new, hidden, redacted; `kind`, `reason`, `area`, `age`,
    `language`; thirty a page. `known`: numbers that an open page shows, of which it asks what became of them."""
    return render(request, "moderation/desk/queue.html", _content(request, request.GET))


def _content(request: HttpRequest, asked: QueryDict) -> dict[str, Any]:
    wish = wish_of(asked)
    since = live_since(deciding.QUEUE)  # before anything is read
    counts = looking.counts(actor=request.user, wish=wish)
    waiting = 1 if wish.case else counts[wish.tab]
    pages = _paged(asked, Paginator(range(waiting), looking.PAGE))
    known = [pk for word in asked.get("known", "").split(",")[:MOST_KNOWN] if (pk := number_of(word))]
    return {
        "wish": wish,
        "tab": "" if wish.case else str(wish.tab),
        "tabs": [
            (replace(wish, tab=one, case=0).query, str(one), label, counts[one])
            for one, label in TABS.items()
        ],
        "waiting": waiting,
        "rows": looking.waiting(actor=request.user, wish=wish, start=int(str(pages["start"]))),
        "decided": looking.decided_since(actor=request.user, wish=wish, known=known),
        "reasons": [(value, label, str(place)) for place, (value, label) in enumerate(Reason.choices, 1)],
        "kinds": [(kind.code, kind.label) for kind in all_kinds()],
        "areas": looking.areas(actor=request.user),
        "languages": _languages(request, wish),
        "ages": [(str(age), label) for age, label in AGES.items()],
        "is_reasoned": wish.tab in REASONED,
        "may_set": may(request.user, SET_RULES),
        "topic": deciding.QUEUE,
        "since": since,
        "back": _query(asked),
        **pages,
    }


def _languages(request: HttpRequest, wish: Wish) -> list[tuple[str, str, int]]:
    """Codes with names as their readers write them, and numbers; the chosen one also where it has none."""
    found = looking.languages(actor=request.user, wish=wish)
    chosen = {wish.language: 0} if wish.language else {}
    return [(code, name_of(code), number) for code, number in (chosen | found).items()]


def name_of(code: str) -> str:
    """A language by its own name; by its code where the program does not know it."""
    if code == UNKNOWN:
        return pgettext("language", "not known")
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


@require_safe
def old_comments(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """There was a page of comments alone: the queue shows them now."""
    require(request.user, MODERATE)
    tab = Tab.HIDDEN if request.GET.get("hidden") == "1" else Tab.NEW
    return redirect(f"{reverse('moderation:desk')}?{Wish(tab, kind='comment').query}")


@require_POST
def begin(request: HttpRequest, kind: str, target: int) -> HttpResponse:
    """Show one thing in the queue, whatever was decided on it and whether or not anybody has reported it."""
    case = looking.begin(actor=request.user, kind=kind, target=target)
    return redirect(f"{reverse('moderation:desk')}?{Wish(case=case.pk).query}")


@never_cache
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave, hide, black out, take that back, or refuse the appeal. The page's script asks for JSON."""
    wants_json = request.headers.get("Accept") == "application/json"
    try:
        decided = act(request.user, _case(request, pk), request.POST)
    except Refusal as refusal:
        if not wants_json:
            return _again(request, refusal, pk)
        told = " ".join(str(text) for texts in refusal.fields.values() for text in texts)
        return JsonResponse({"code": refusal.code, "words": told or str(refusal)}, status=refusal.status)
    if wants_json:
        return JsonResponse({"state": decided.state})
    messages.success(request, _("Decided: %(state)s") % {"state": decided.get_state_display()})
    return redirect(_back(request))


def act(actor: Any, case: Case, sent: Mapping[str, str]) -> Case:
    """Do what was sent: `act`, with `reason` or `words`; `seen`: the last decision that the page showed."""
    wish, word = str(sent.get("act", "")), str(sent.get("seen", ""))
    seen = int(word) if _is_number(word) else None
    if wish == "leave":
        return deciding.leave(actor=actor, case=case, seen=seen)
    if wish.startswith("hide"):
        _word, _colon, reason = wish.partition(":")
        return deciding.hide(actor=actor, case=case, reason=reason or str(sent.get("reason", "")), seen=seen)
    if wish == "redact":
        why, words = str(sent.get("why", Reason.PERSON)), str(sent.get("words", ""))
        return redacting.redact(actor=actor, case=case, words=words, reason=why, seen=seen)
    if wish == "restore":
        return redacting.restore(actor=actor, case=case, seen=seen)
    if wish == "refuse":
        return deciding.refuse_appeal(actor=actor, case=case, seen=seen)
    raise Invalid(_("Choose what shall happen."))


@never_cache
@require_POST
def decide_many(request: HttpRequest) -> HttpResponse:
    """Leave or hide all that were chosen: `case` is "number:last decision seen", `act` is leave or hide:REASON."""
    wish, _colon, reason = request.POST.get("act", "").partition(":")
    chosen = [pair for word in request.POST.getlist("case") if (pair := _chosen(word)) is not None]
    try:
        outcomes = many.decide_all(actor=request.user, chosen=chosen, act=wish, reason=reason)
    except Invalid as refusal:
        return _again(request, refusal, chosen=[pk for pk, _seen in chosen])
    done = sum(one.case is not None for one in outcomes)
    if done:
        messages.success(request, ngettext("%(n)d is decided.", "%(n)d are decided.", done) % {"n": done})
    for words in dict.fromkeys(str(one.refusal) for one in outcomes if one.refusal is not None):
        messages.error(request, words)
    return redirect(_back(request))


def _again(
    request: HttpRequest, refusal: Refusal, pk: int = 0, chosen: list[int] | None = None
) -> HttpResponse:
    """The list once more, with what was typed and chosen."""
    content = _content(request, QueryDict(request.POST.get("back", "")))
    content |= {
        "refusal": refusal,
        "typed_pk": pk,
        "typed": request.POST.get("words", ""),
        "chosen": chosen or [],
    }
    return render(request, "moderation/desk/queue.html", content, status=refusal.status)


def _back(request: HttpRequest) -> str:
    return f"{reverse('moderation:desk')}?{_query(QueryDict(request.POST.get('back', '')))}"


def _query(asked: QueryDict) -> str:
    page = page_of(asked)
    return wish_of(asked).query + (f"&page={page}" if page > 1 else "")


def _paged(asked: QueryDict, paginator: Paginator) -> dict[str, object]:
    """What `pieces/pagination.html` wants, and the first row. Whole paths, since a refusal is shown elsewhere."""
    page = paginator.get_page(asked.get("page"))
    begins = f"{reverse('moderation:desk')}?{wish_of(asked).query}&page="
    return {
        "start": (page.number - 1) * paginator.per_page,
        "previous_url": f"{begins}{page.number - 1}" if page.has_previous() else "",
        "next_url": f"{begins}{page.number + 1}" if page.has_next() else "",
        "page_number": page.number,
        "page_count": paginator.num_pages,
    }


def _chosen(word: str) -> tuple[int, int | None] | None:
    number, _colon, seen = word.partition(":")
    return (int(number), int(seen) if _is_number(seen) else None) if _is_number(number) else None


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 19


def _case(request: HttpRequest, pk: int) -> Case:
    try:
        return looking.one(actor=request.user, pk=pk)
    except Case.DoesNotExist:
        raise Http404 from None
