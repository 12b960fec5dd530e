"""Deciding: first the form, then the very letter that the author will get, and only then the decision."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commons.http.errors import Refusal
from commons.process.domain import working_days
from proposals.domain import rehearsal, review
from proposals.domain.review_reading import File
from proposals.domain.reviewing import appeals, completion
from proposals.models import Lapse
from proposals.pages.desk_forms import BallotForm, ExtendForm, PaperAppealForm, RefuseForm, ReturnForm, take
from proposals.pages.desk_review import file_or_404


@dataclass(frozen=True)
class Decision:
    """One of the decisions. `form(data, file)` makes its form; its cleaned data are what `verb` wants."""

    verb: Callable[..., Any]
    form: Callable[[Any, File], Form]
    title: str | Promise
    lead: str | Promise
    button: str | Promise
    done: str | Promise


def _found(file: File, name: str) -> Any:
    return getattr(file.review, name) if file.review else None


DECISIONS = {
    "return": Decision(
        verb=review.return_for_completion,
        form=lambda data, file: ReturnForm(
            data,
            initial={
                "request": _found(file, "request"),
                "until": working_days.after(timezone.localdate(), 10),
                "outcome": Lapse.CLOSE,
            },
        ),
        title=_("Return for completion"),
        lead=_("The author can change the text again and sends it in anew. Supports and comments stay."),
        button=_("Return it and send the letter"),
        done=_("The proposal is returned. The author gets the letter by mail."),
    ),
    "ballot": Decision(
        verb=review.place_on_ballot,
        form=lambda data, file: BallotForm(
            data,
            proposal=file.proposal,
            initial={"cost": _found(file, "cost"), "reason": _found(file, "reason")},
        ),
        title=_("Place on the ballot"),
        lead=_("It can be carried out, and the residents decide. Cost and reason become public."),
        button=_("Place it on the ballot and send the letter"),
        done=_("The proposal is on the ballot. The author gets the letter by mail."),
    ),
    "refuse": Decision(
        verb=review.refuse,
        form=lambda data, file: RefuseForm(
            data, initial={"ground": _found(file, "ground"), "reason": _found(file, "reason")}
        ),
        title=_("Not feasible"),
        lead=_("It does not go to the vote. Ground and reason are public and stay on the proposal's page."),
        button=_("Decide so and send the letter"),
        done=_("The decision is public. The author gets the letter by mail."),
    ),
    "extend": Decision(
        verb=completion.extend,
        form=lambda data, file: ExtendForm(
            data,
            initial={"until": working_days.after(_found(file, "request_until") or timezone.localdate(), 10)},
        ),
        title=_("Give more time"),
        lead=_("The author gets a letter with the new day and the reason."),
        button=_("Give more time and send the letter"),
        done=_("The author has more time and gets the letter by mail."),
    ),
    "appeal": Decision(
        verb=appeals.enter,
        form=lambda data, file: PaperAppealForm(data),
        title=_("Enter an appeal from paper"),
        lead=_("The day on which the letter came counts. Another person than the first decides."),
        button=_("Enter the appeal and send the letter"),
        done=_("The appeal is in. The author gets a letter that it came."),
    ),
    "uphold": Decision(
        verb=appeals.uphold,
        form=lambda data, file: RefuseForm(data, initial={"ground": file.proposal.ground}),
        title=_("Appeal: the decision stays"),
        lead=_(
            "The decision on an appeal is final. Ground and reason are public and stay on the proposal's page."
        ),
        button=_("Decide so and send the letter"),
        done=_("The decision is public. The author gets the letter by mail."),
    ),
    "grant": Decision(
        verb=appeals.grant,
        form=lambda data, file: BallotForm(
            data, proposal=file.proposal, initial={"cost": _found(file, "cost")}
        ),
        title=_("Appeal: onto the ballot"),
        lead=_("It can be carried out after all, and the residents decide. Cost and reason become public."),
        button=_("Place it on the ballot and send the letter"),
        done=_("The proposal is on the ballot. The author gets the letter by mail."),
    ),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """`step` look: the letter as it will be; edit: back to the form; do: the decision."""
    decision, file = DECISIONS[what], file_or_404(request, pk)
    form, step = decision.form(request.POST or None, file), request.POST.get("step", "")
    context: dict[str, Any] = {"decision": decision, "proposal": file.proposal, "form": form, "what": what}
    if request.method != "POST":
        return render(request, "proposals/desk/decide.html", context)
    status = 400
    if form.is_valid() and step != "edit":
        given = {"actor": request.user, "proposal": file.proposal, **form.cleaned_data}
        try:
            if step == "do":
                decision.verb(**given)
                messages.success(request, str(decision.done))
                return redirect("proposals:desk_review", pk)
            context |= {"letter": rehearsal.letter_of(decision.verb, **given), "looks": True}
            return render(request, "proposals/desk/confirm.html", context)
        except Refusal as refusal:
            take(form, refusal)
            status = refusal.status
    return render(request, "proposals/desk/decide.html", context, status=200 if step == "edit" else status)
