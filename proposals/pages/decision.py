"""The public decision of a review, as a page and as a document; and the author's appeal against it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commons.http.errors import Refusal
from commons.texts.translated import LANGUAGES
from proposals.domain import letter_pdf, queries
from proposals.domain.reviewing import appeals, verdicts
from proposals.models import TEXT_LENGTH, Proposal, Verdict
from proposals.pages.desk_forms import take


class AppealForm(forms.Form):
    """Why somebody else should decide again."""

    text = forms.CharField(
        label=gettext_lazy("Why should it be decided otherwise?"),
        help_text=gettext_lazy("Only the officials read this. Say what the first decision did not see."),
        max_length=TEXT_LENGTH,
        error_messages={"required": gettext_lazy("Write why it should be decided otherwise.")},
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )


def _found(request: HttpRequest, pk: int) -> tuple[Proposal, list[Verdict]]:
    """The proposal and its finished decisions; 404 where there are none to see."""
    try:
        proposal, found = verdicts.public_of(request.user, pk)
    except Proposal.DoesNotExist:
        raise Http404 from None
    if not found:
        raise Http404
    return proposal, found


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """All finished decisions, the newest first."""
    proposal, found = _found(request, pk)
    may = appeals.may_appeal(request.user, proposal, found[0])
    return render(
        request, "proposals/decision.html", {"proposal": proposal, "verdicts": found, "may_appeal": may}
    )


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision in force as an accessible PDF, in the reader's language."""
    proposal, found = _found(request, pk)
    language = (get_language() or LANGUAGES[0])[:2]
    answer = HttpResponse(letter_pdf.pdf_of_decision(found[0], language), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="decision-{proposal.pk}.pdf"'
    return answer


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a second decision; what is refused stays in its form."""
    try:
        proposal = queries.reached(pk, request.user)
    except Proposal.DoesNotExist:
        raise Http404 from None
    if proposal.author_id != request.user.pk:
        raise Http404
    verdict = verdicts.latest(proposal)
    form, status = AppealForm(request.POST or None), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                appeals.appeal(actor=request.user, proposal=proposal, text=form.cleaned_data["text"])
                messages.success(request, _("Your appeal is in. Another official decides; you get a letter."))
                return redirect("proposals:detail", pk)
            except Refusal as refusal:
                take(form, refusal)
                status = refusal.status
    context: dict[str, Any] = {"proposal": proposal, "verdict": verdict, "form": form}
    context["may_appeal"] = appeals.may_appeal(request.user, proposal, verdict)
    return render(request, "proposals/appeal.html", context, status=status)
