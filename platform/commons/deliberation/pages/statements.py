"""Statements one can agree or disagree with: answering one at a time, writing, and what everybody thinks together.

The owner's pages find the thing (`Host`) and hand it over; these views do not know what it is.
"""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commons.deliberation.domain.statements.errors import LooksAlike, SaidAlready
from commons.deliberation.domain.statements.host import Host
from commons.deliberation.domain.statements.reading import Sheet, sheet_of, similar_as_shown
from commons.deliberation.models import Stance, Statement
from commons.deliberation.pages.opinions import drawn
from commons.deliberation.pages.statement_forms import StatementForm
from commons.http.errors import Refusal, SignInNeeded
from commons.live.versions import Version, versions_of


def index(request: HttpRequest, host: Host) -> HttpResponse:
    """The next statement to answer (`?after=`: after this one; `?one=`: this one), what one has answered, the form."""
    if request.method == "POST":
        return _write(request, host)
    return _page(request, host)


def _write(request: HttpRequest, host: Host) -> HttpResponse:
    form = StatementForm(request.POST, languages=host.languages)
    try:
        made = host.write(
            actor=request.user,
            text=request.POST.get("text", ""),
            language=request.POST.get("language", ""),
            key=_key(request),
            although_similar="different" in request.POST,
            is_official="officially" in request.POST,
        )
    except SignInNeeded:
        raise
    except Refusal as refusal:
        form.take(refusal)
        return _page(request, host, form, refusal)
    if made.hidden_at is None:
        messages.success(request, _("Your statement is on the list. Others can answer it now."))
    else:
        messages.info(request, _("Your statement is kept. A moderator reads it before others see it."))
    return HttpResponseRedirect(host.address)


def answer(request: HttpRequest, host: Host, pk: int) -> HttpResponse:
    """Answer one statement, or take one's answer back; then on to the next one, or to where one came from."""
    back = f"{host.address}?after={pk}#answer"
    if request.method == "POST":
        statement = _statement(host, pk)
        value = request.POST.get("value", "")
        try:
            if value == "none":
                host.take_back(actor=request.user, statement=statement)
            else:
                host.answer(actor=request.user, statement=statement, value=value)
        except SignInNeeded:
            raise
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            back = _said(request, host, pk, value)
    return HttpResponseRedirect(back)


def _said(request: HttpRequest, host: Host, pk: int, value: str) -> str:
    if "again" not in request.POST:
        return f"{host.address}?after={pk}#answer"
    if value == "none":
        messages.success(request, _("Your answer is taken back."))
    else:
        messages.success(request, _("Your answer is changed."))
    return f"{host.address}#mine"


def opinions(request: HttpRequest, host: Host) -> HttpResponse:
    """What all share, the opinion groups, every statement's numbers. `?numbers=all`: without answering first."""
    since = _since(host)
    sheet = _sheet(request, host)
    context = (
        _context(host, sheet)
        | since
        | {"drawn": drawn(sheet), "asks_all": request.GET.get("numbers") == "all"}
    )
    return render(request, "deliberation/statements/opinions.html", context)


def _page(
    request: HttpRequest,
    host: Host,
    form: StatementForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    since = _since(host)
    sheet = _sheet(request, host)
    wanted = sheet.one(_number(request, "one") or 0)
    language = (get_language() or "fi")[:2]
    context = (
        _context(host, sheet)
        | since
        | {
            "next": wanted or sheet.next_after(_number(request, "after")),
            "stances": Stance,
            "form": form or StatementForm(initial={"language": language}, languages=host.languages),
            "similar": similar_as_shown(refusal.similar)
            if isinstance(refusal, LooksAlike | SaidAlready)
            else [],
            "may_pass": isinstance(refusal, LooksAlike),
            "key": request.POST.get("key") or uuid4(),
            "mine": [one for one in [*sheet.statements, *sheet.hidden] if one.is_mine],
        }
    )
    return render(
        request, "deliberation/statements/index.html", context, status=refusal.status if refusal else 200
    )


def _since(host: Host) -> dict[str, str]:
    """The live topics and where they stand; asked before anything is read, so that the page is at least as new."""
    topics = {"topic": f"statements:{host.thread}", "answers_topic": f"answers:{host.thread}"}
    found = versions_of(list(topics.values()))
    known = {name: found.get(topic, Version()) for name, topic in topics.items()}
    return topics | {f"{name}_since": f"{one.epoch}.{one.number}" for name, one in known.items()}


def _sheet(request: HttpRequest, host: Host) -> Sheet:
    asks_all = request.GET.get("numbers") == "all"
    return sheet_of([host.thread, *host.joined], viewer=request.user, is_open=host.is_open, asks_all=asks_all)


def _context(host: Host, sheet: Sheet) -> dict[str, Any]:
    return {
        "host": host,
        "sheet": sheet,
        "opinions": sheet.opinions,
        "done": len(sheet.answered),
        "total": len(sheet.open) + len(sheet.answered),
    }


def _statement(host: Host, pk: int) -> Statement:
    threads = [host.thread, *host.joined]
    found = Statement.objects.filter(thread__in=threads, pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def _number(request: HttpRequest, name: str) -> int | None:
    word = request.GET.get(name, "")
    return int(word) if word.isascii() and word.isdigit() and len(word) <= 18 else None


def _key(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None
