"""The summary of a discussion: read it, correct it, look at its versions; write it and answer corrections."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.permissions import require
from commons.deliberation.domain.summing_up import correcting, reading, writing
from commons.deliberation.domain.summing_up.reading import Talk
from commons.deliberation.models import Correction, CorrectionState, Summary, Thread
from commons.deliberation.pages.summary_forms import AnswerForm, CorrectionForm, SummaryForm
from commons.deliberation.rules import SUM_UP
from commons.http.errors import Refusal, SignInNeeded

FORM = ["GET", "HEAD", "POST"]


def talk_or_404(thread: int) -> Talk:
    """The talk; 404 for what is not for everybody."""
    try:
        return reading.talk_of(thread)
    except Thread.DoesNotExist:
        raise Http404 from None


def _number(word: str) -> int:
    return int(word) if word.isascii() and word.isdigit() and len(word) < 10 else 0


@never_cache
@require_http_methods(FORM)
def page(request: HttpRequest, thread: int) -> HttpResponse:
    """The summary as it is, and the form for a correction."""
    talk = talk_or_404(thread)
    form, status = CorrectionForm(request.POST or None), 200
    if request.method == "POST":
        language = (get_language() or "fi")[:2]
        try:
            correcting.suggest(
                actor=request.user, thread=talk.thread, text=form.typed("text"), language=language
            )
        except SignInNeeded:
            raise
        except Refusal as refusal:
            form.take(refusal)
            status = refusal.status
        else:
            messages.success(request, _("Your correction is kept. The facilitator answers you by mail."))
            return redirect("deliberation:summary", thread)
    context = {"seen": reading.seen(talk, request.user), "talk": talk, "form": form}
    return render(request, "deliberation/summary/page.html", context, status=status)


@never_cache
@require_safe
def versions(request: HttpRequest, thread: int) -> HttpResponse:
    """All versions, and any two of them compared: `?from=` and `?to=`."""
    talk = talk_or_404(thread)
    found = reading.versions(
        talk, first=_number(request.GET.get("from", "")), second=_number(request.GET.get("to", ""))
    )
    may_sum_up = reading.sums_up_here(talk, request.user)
    return render(
        request,
        "deliberation/summary/versions.html",
        {"talk": talk, "found": found, "may_sum_up": may_sum_up},
    )


@never_cache
@require_http_methods(FORM)
def write(request: HttpRequest, thread: int) -> HttpResponse:
    """Write the summary, or the next version of it."""
    talk = talk_or_404(thread)
    require(request.user, SUM_UP, talk.thread)
    newest = reading.newest_of(talk.thread)
    initial = {
        "text": newest.text if newest else "",
        "language": newest.language if newest else get_language(),
    }
    form, status = SummaryForm(request.POST or None, initial=initial), 200
    if request.method == "POST":
        try:
            _write(request, talk, form)
        except Refusal as refusal:
            form.take(refusal)
            status = refusal.status
        else:
            messages.success(request, _("The summary is on the page. Its earlier versions are kept."))
            return redirect("deliberation:summary", thread)
    context = {"talk": talk, "form": form} | _theirs(request, newest, status)
    return render(request, "deliberation/summary/write.html", context, status=status)


def _write(request: HttpRequest, talk: Talk, form: SummaryForm) -> Summary:
    return writing.write(
        actor=request.user,
        thread=talk.thread,
        text=form.typed("text"),
        language=form.typed("language"),
        seen=_number(request.POST.get("seen", "")),
    )


def _theirs(request: HttpRequest, newest: Summary | None, status: int) -> dict[str, Any]:
    """The version that the form is about; after a conflict the newest one, shown beside what was typed."""
    now = str(newest.number if newest else 0)
    if status == 409:
        return {"number": now, "theirs": newest}
    return {"number": request.POST.get("seen", now), "theirs": None}


@require_POST
def back(request: HttpRequest, thread: int) -> HttpResponse:
    """Take an earlier version up again."""
    talk = talk_or_404(thread)
    number, seen = (_number(request.POST.get(name, "")) for name in ("number", "seen"))
    try:
        writing.back(actor=request.user, thread=talk.thread, number=number, seen=seen)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The earlier summary is shown again, as a new version."))
    return redirect("deliberation:summary_versions", thread)


@never_cache
@require_http_methods(FORM)
def answer(request: HttpRequest, thread: int, correction: int) -> HttpResponse:
    """Take a correction into the summary, or decline it with a reason."""
    talk = talk_or_404(thread)
    found = _correction(request, talk, correction)
    newest = reading.newest_of(talk.thread)
    form = AnswerForm(request.POST or None, initial={"text": newest.text if newest else ""})
    status = 200
    if request.method == "POST":
        try:
            _answer(request, found, form)
        except Refusal as refusal:
            form.take(refusal)
            status = refusal.status
        else:
            messages.success(request, _("The answer is mailed to whoever suggested it."))
            return redirect("deliberation:summary", thread)
    is_open = found.state == CorrectionState.OPEN
    context = {"talk": talk, "form": form, "correction": found, "is_open": is_open}
    context |= _theirs(request, newest, status)
    return render(request, "deliberation/summary/answer.html", context, status=status)


def _correction(request: HttpRequest, talk: Talk, pk: int) -> Correction:
    try:
        return reading.correction(actor=request.user, talk=talk, pk=pk)
    except Correction.DoesNotExist:
        raise Http404 from None


def _answer(request: HttpRequest, found: Correction, form: AnswerForm) -> None:
    if request.POST.get("answer") == "take":
        seen = _number(request.POST.get("seen", ""))
        correcting.take(actor=request.user, correction=found, text=form.typed("text"), seen=seen)
    else:
        correcting.decline(actor=request.user, correction=found, reason=form.typed("reason"))


@require_POST
def take_back(request: HttpRequest, thread: int, correction: int) -> HttpResponse:
    """Take one's own correction back."""
    talk = talk_or_404(thread)
    found = Correction.objects.filter(thread=talk.thread, pk=correction, author=request.user.pk).first()
    if not request.user.is_authenticated:
        raise SignInNeeded
    if found is None:
        raise Http404
    try:
        correcting.take_back(actor=request.user, correction=found)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your correction is taken back."))
    return redirect("deliberation:summary", thread)


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Corrections that wait for an answer."""
    return render(
        request, "deliberation/desk/summaries.html", {"waiting": reading.waiting(actor=request.user)}
    )
