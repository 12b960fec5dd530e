"""Did it do what it promised? A form for everybody, without a name."""

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commons.accounts.adapters import address_of
from commons.http.errors import Refusal
from commons.moderation.pages.browser import effort_in
from proposals.domain import queries
from proposals.domain.execution import evaluation
from proposals.domain.history import reached_at
from proposals.models import QUESTIONS, Evaluation, Judgement, Proposal, State
from proposals.pages.desk_forms import take

COOKIE = "raati_evaluated_%d"
"""Tells that somebody answered about this project in this browser, and nothing else: neither how nor which answer is
theirs, so that nobody who sits down here learns it. Sent to the pages of this project alone, while it is asked."""


def _choice(name: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=Evaluation._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
        choices=Judgement.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the three.")},
    )


class EvaluationForm(forms.Form):
    """Three questions and a word to the town."""

    as_promised = _choice("as_promised")
    in_use = _choice("in_use")
    worth_it = _choice("worth_it")
    text = forms.CharField(
        label=gettext_lazy("What would you tell the town?"),
        required=False,
        max_length=evaluation.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    website = forms.CharField(required=False)


def _project(request: HttpRequest, pk: int) -> Proposal:
    try:
        proposal = queries.one(pk, request.user)
    except (Proposal.DoesNotExist, OverflowError):
        raise Http404 from None
    if proposal.state != State.DONE:
        raise Http404
    return proposal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions while they are asked; else what came of them."""
    proposal = _project(request, pk)
    form = EvaluationForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        try:
            if form.is_valid() and _answer(request, proposal, form):
                messages.success(request, _("Thank you. Your answers are stored without your name."))
                return _remembered(request, redirect("proposals:progress", pk), pk)
        except Refusal as refusal:
            take(form, refusal)
            status = refusal.status
    context = {
        "proposal": proposal,
        "form": form,
        "questions": [form[name] for name in QUESTIONS],
        "is_asked": evaluation.is_asked(proposal, reached_at(pk).get(State.DONE)),
        "has_answered": has_answered(request, pk),
        "result": evaluation.result(proposal),
    }
    return render(request, "proposals/evaluation.html", context, status=status)


def has_answered(request: HttpRequest, pk: int) -> bool:
    """Whether somebody has answered about this project in this browser."""
    return COOKIE % pk in request.COOKIES


def _remembered(request: HttpRequest, response: HttpResponseRedirect, pk: int) -> HttpResponse:
    response.set_cookie(
        COOKIE % pk,
        "1",
        max_age=evaluation.OPEN,
        path=reverse("proposals:detail", args=[pk]),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


def _answer(request: HttpRequest, proposal: Proposal, form: EvaluationForm) -> bool:
    said = form.cleaned_data
    if not said["website"]:  # what no person sees, only programs fill in; they are thanked too
        evaluation.answer(
            proposal=proposal,
            network=address_of(request),
            effort=effort_in(request),
            key=said["key"],
            answers={name: said[name] for name in QUESTIONS},
            text=said["text"],
        )
    return True
