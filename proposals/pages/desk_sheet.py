"""The queue as a workbook: out, and back with a preview of what would change."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.permissions import require
from commons.http.errors import Refusal
from commons.process.models import Cycle
from proposals.domain.reviewing import sheet, sheet_back
from proposals.domain.reviewing.sheet_back import Preview
from proposals.pages.desk_forms import take
from proposals.rules import REVIEW

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SALT = "proposals.review-sheet"
SECONDS = 3600


class SheetForm(forms.Form):
    """A workbook that came back."""

    file = forms.FileField(
        label=gettext_lazy("The workbook"),
        help_text=gettext_lazy(
            "The XLSX file that was exported here, filled in. You see every change before it is made."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the reader's review, of one year (`cycle`) or of all."""
    year = Cycle.objects.filter(slug=request.GET.get("cycle", "").replace("\x00", "")[:80]).first()
    answer = HttpResponse(sheet.write(request.user, cycle=year), content_type=KIND)
    answer["Content-Disposition"] = 'attachment; filename="raati-review.xlsx"'
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: HttpRequest) -> HttpResponse:
    """Choose a file, look at the differences, take them over (`step` do)."""
    require(request.user, REVIEW)
    if request.POST.get("step") == "do":
        return _do(request)
    form, status = SheetForm(request.POST or None, request.FILES or None), 200
    context: dict[str, Any] = {"form": form}
    if request.method == "POST":
        status = 400
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                preview = sheet_back.compare(actor=request.user, given=sheet.read(file, file.size))
                context |= {"preview": preview, "token": _token(request, preview)}
                status = 200
            except Refusal as refusal:
                take(form, refusal)
                status = refusal.status
    return render(request, "proposals/desk/sheet.html", context, status=status)


def _token(request: HttpRequest, preview: Preview) -> str:
    """What was shown, signed for who saw it: just that is taken over."""
    rows = [[row.pk, row.version, row.values] for row in preview.good]
    return signing.dumps({"by": request.user.pk, "rows": rows}, salt=SALT, compress=True)


def _do(request: HttpRequest) -> HttpResponse:
    form = SheetForm(None)
    try:
        told = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        told = None
    if told is None or told["by"] != request.user.pk:
        context = {"form": form, "failed": gettext_lazy("Choose the file again: what you saw is too old.")}
        return render(request, "proposals/desk/sheet.html", context, status=400)
    try:
        done = sheet_back.apply(actor=request.user, wishes=[tuple(row) for row in told["rows"]])
    except Refusal as refusal:
        context = {"form": form, "failed": str(refusal)}
        return render(request, "proposals/desk/sheet.html", context, status=refusal.status)
    messages.success(
        request, ngettext("%(n)d row was taken over.", "%(n)d rows were taken over.", done) % {"n": done}
    )
    return redirect("proposals:desk")
