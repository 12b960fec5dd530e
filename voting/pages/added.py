"""Asking to be on the roll: one form, and what happens next."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.adapters import address_of
from commons.http.errors import Refusal
from commons.places.models import Area
from voting.domain import queries, roll_requests
from voting.domain.roll_requests import Wish
from voting.models import Election
from voting.pages import visits
from voting.pages.desk_forms import whole
from voting.pages.sending import add_refusal


class AskForm(forms.Form):
    """Who asks, where they live, and why."""

    person = forms.CharField(
        label=_("Person id"),
        help_text=_(
            "As in your document. It is turned at once into a code that nobody can read, and kept only so."
        ),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    birth_year = whole(_("Year of birth"), least=1, most=9_999)
    area = forms.ModelChoiceField(
        label=_("Where do you live?"), queryset=Area.objects.none(), empty_label=_("Choose an area")
    )
    reason = forms.CharField(
        label=_("Why should you be on the roll?"),
        help_text=_("For example: I moved here in August. Send no documents."),
        max_length=roll_requests.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    contact = forms.EmailField(
        label=_("Mail address"),
        help_text=_("The decision is sent there. It is deleted 30 days later."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, election: Election) -> None:
        super().__init__(*args)
        areas = Area.objects.filter(path__startswith=election.cycle.area.path)
        self.fields["area"].queryset = areas.order_by("position", "path")  # type: ignore[attr-defined]
        self.fields["birth_year"].required = True

    def wish(self) -> Wish:
        """As the verb takes it."""
        data = self.cleaned_data
        names = ("person", "contact", "birth_year", "area", "reason")
        return Wish(**{name: data[name] for name in names}, language=(get_language() or "fi")[:2])


@sensitive_post_parameters("person")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """The form. What was typed stays on the page when something is wrong, but for the person id."""
    election = visits.found(request, slug)
    form = AskForm(request.POST if request.method == "POST" else None, election=election)
    status = 200
    if request.method == "POST":
        status = 400
        if request.POST.get("website"):  # a field that people do not see
            return redirect("voting:asked_to_be_added", slug)
        if form.is_valid():
            try:
                roll_requests.ask(
                    actor=request.user, election=election, wish=form.wish(), network=address_of(request)
                )
                return redirect("voting:asked_to_be_added", slug)
            except Refusal as refusal:
                status = refusal.status
                add_refusal(form, refusal)
    content = {"election": election, "cycle": election.cycle, "form": form, "time": queries.time_of(election)}
    return render(request, "voting/vote_ask.html", content, status=status)


@require_safe
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens next."""
    election = visits.found(request, slug)
    return render(request, "voting/vote_asked.html", {"election": election, "cycle": election.cycle})
