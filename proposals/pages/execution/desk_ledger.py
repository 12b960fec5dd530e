"""The ledger at the desk: send a file, look at what it would do, take it in, undo it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commons.http.errors import Refusal
from proposals.domain.execution import ledger, ledger_files
from proposals.models import LedgerFile, LedgerFileState
from proposals.pages.desk_forms import take
from proposals.pages.execution.forms import LedgerForm, UndoForm

SHOWN = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The files so far, and the form for the next."""
    found = ledger_files.files(actor=request.user)
    form = LedgerForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                sent = form.cleaned_data["file"]
                data = sent.read(ledger.MOST_READ)
                kept = ledger.look_at(
                    actor=request.user, data=data, file_name=sent.name, source=form.cleaned_data["source"]
                )
                return redirect("proposals:desk_ledger_file", kept.pk)
            except Refusal as refusal:
                take(form, refusal)
                status = refusal.status
    context = {"form": form, "files": found[:SHOWN]}
    return render(request, "proposals/desk/execution/ledger.html", context, status=status)


def _file(request: HttpRequest, pk: int) -> LedgerFile:
    found = ledger_files.files(actor=request.user).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: what it does, the button that books it, the form that undoes it."""
    file, do = _file(request, pk), request.POST.get("do", "")
    form = UndoForm(request.POST if do == "undo" else None)
    status = 200
    if request.method == "POST":
        status = 400
        try:
            if do == "take":
                ledger.take_in(actor=request.user, file=file)
                messages.success(request, _("It is booked. The public pages of the projects show it."))
                return redirect("proposals:desk_ledger_file", pk)
            if do == "undo" and form.is_valid():
                ledger.undo(actor=request.user, file=file, reason=form.cleaned_data["reason"])
                messages.success(request, _("The whole file is undone."))
                return redirect("proposals:desk_ledger_file", pk)
        except Refusal as refusal:
            take(form, refusal) if do == "undo" else messages.error(request, str(refusal))
            status = refusal.status
    context = {
        "file": file,
        "report": file.report,
        "form": form,
        "may_take": file.state == LedgerFileState.CHECKED and file.added > 0,
        "may_undo": file.state == LedgerFileState.TAKEN and file.added > 0,
    }
    return render(request, "proposals/desk/execution/ledger_file.html", context, status=status)
