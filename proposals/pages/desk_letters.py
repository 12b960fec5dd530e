"""Letters that the author's address did not take: the document to print, and noting that it was sent on paper."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commons.http.errors import Refusal
from proposals.domain import letter_pdf, undelivered
from proposals.models import Letter


class PaperForm(forms.Form):
    """On which day; empty for today."""

    day = forms.DateField(
        label=gettext_lazy("Sent on paper on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _found(request: HttpRequest, pk: int) -> Letter:
    """The letter; 404 where there is none, and the permission's refusal for who may not review its proposal."""
    try:
        return undelivered.one(request.user, pk)
    except Letter.DoesNotExist:
        raise Http404 from None


@never_cache
@require_safe
def document(request: HttpRequest, letter: int) -> HttpResponse:
    """The letter as an accessible PDF, as it was written."""
    found = _found(request, letter)
    answer = HttpResponse(letter_pdf.pdf_of(found), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="raati-{found.proposal_id}-{found.pk}.pdf"'
    return answer


@require_POST
def on_paper(request: HttpRequest, letter: int) -> HttpResponse:
    """Note the day, or (`undo`) take it back; then the review as it was."""
    found, form = _found(request, letter), PaperForm(request.POST)
    try:
        if "undo" in request.POST:
            undelivered.undo(actor=request.user, letter=found)
            messages.success(request, _("The letter waits again to be sent on paper."))
        elif not form.is_valid():
            messages.error(request, " ".join(str(text) for text in form.errors["day"]))
        else:
            undelivered.send_on_paper(actor=request.user, letter=found, day=form.cleaned_data["day"])
            messages.success(request, _("Noted: the letter was sent on paper."))
    except Refusal as refusal:
        messages.error(request, _said(refusal))
    return redirect("proposals:desk_review", found.proposal_id)


def _said(refusal: Refusal) -> str:
    words: list[Any] = [text for texts in refusal.fields.values() for text in texts]
    return " ".join(str(text) for text in words) or str(refusal)
