"""The estimate of one proposal: investment lines, contingency, upkeep, source."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commons.http.errors import Refusal
from commons.texts.fields import MoneyField
from proposals.domain.errors import ReviewedElsewhere
from proposals.domain.reviewing import estimates
from proposals.domain.reviewing.estimates import Estimate, Line
from proposals.models import MOST_LINES, Review
from proposals.pages.desk_forms import take
from proposals.pages.desk_review import file_or_404

SPARE = 3


class EstimateForm(forms.Form):
    """As many lines as are stored or were sent, and some spare ones. An empty line is no line."""

    def __init__(self, data: Any, *, rows: int, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.rows = min(rows, MOST_LINES)
        for number in range(1, self.rows + 1):
            self.fields[f"label_{number}"] = forms.CharField(
                label=gettext_lazy("What"), required=False, max_length=160
            )
            self.fields[f"amount_{number}"] = MoneyField(label=gettext_lazy("Amount"), required=False)
        self.fields["contingency"] = forms.DecimalField(
            label=gettext_lazy("Contingency, %"),
            required=False,
            localize=True,
            max_digits=5,
            decimal_places=2,
            help_text=gettext_lazy("Added to the sum of the lines."),
        )
        self.fields["upkeep"] = MoneyField(label=gettext_lazy("Upkeep a year"), required=False)
        self.fields["source"] = forms.CharField(
            label=gettext_lazy("Source of the estimate"),
            required=False,
            max_length=300,
            help_text=gettext_lazy(
                "An offer, a framework contract, a similar project: where the figures come from."
            ),
        )
        self.fields["seen"] = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def lines(self) -> list[dict[str, Any]]:
        """The fields of each line side by side."""
        return [
            {"number": number, "label": self[f"label_{number}"], "amount": self[f"amount_{number}"]}
            for number in range(1, self.rows + 1)
        ]

    def wish(self) -> Estimate:
        """The estimate as it was typed."""
        sent = self.cleaned_data
        pairs = [(sent[f"label_{n}"], sent[f"amount_{n}"]) for n in range(1, self.rows + 1)]
        lines = [Line(label, amount or Decimal(0)) for label, amount in pairs if label or amount is not None]
        return Estimate(lines, sent["contingency"] or Decimal(0), sent["upkeep"], sent["source"])


def _initial(found: Review | None) -> tuple[dict[str, Any], int]:
    if found is None:
        return {"seen": timezone.now().isoformat()}, SPARE
    stored = list(found.lines.all())
    fields: dict[str, Any] = {
        "contingency": found.contingency or None,
        "upkeep": found.upkeep,
        "source": found.cost_source,
        "seen": found.saved_at.isoformat(),
    }
    for number, line in enumerate(stored, 1):
        fields |= {f"label_{number}": line.label, f"amount_{number}": line.amount}
    return fields, len(stored) + SPARE


def _sent_rows(request: HttpRequest) -> int:
    numbers = [name.removeprefix("label_") for name in request.POST if name.startswith("label_")]
    return max(
        [int(one) for one in numbers if one.isascii() and one.isdecimal() and len(one) < 4], default=SPARE
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at the estimate or save it; what is refused stays as it was typed."""
    file = file_or_404(request, pk)
    initial, rows = _initial(file.review)
    form = EstimateForm(
        request.POST or None, rows=_sent_rows(request) if request.method == "POST" else rows, initial=initial
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                estimates.estimate(
                    actor=request.user,
                    proposal=file.proposal,
                    wish=form.wish(),
                    seen=form.cleaned_data["seen"],
                )
                messages.success(request, _("The estimate is saved. Nobody outside sees it yet."))
                return redirect("proposals:desk_estimate", pk)
            except Refusal as refusal:
                take(form, refusal)
                status = refusal.status
                file = file_or_404(request, pk)
                if isinstance(refusal, ReviewedElsewhere) and file.review:
                    # What was typed stays; sent again it is meant in the knowledge of theirs.
                    form.data = {**request.POST.dict(), "seen": file.review.saved_at.isoformat()}
    context = {"proposal": file.proposal, "review": file.review, "form": form}
    return render(request, "proposals/desk/estimate.html", context, status=status)
