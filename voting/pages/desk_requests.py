"""Requests to be on the roll at the voting desk: the queue, and deciding one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from voting.domain import desk_votes, roll_requests
from voting.models import Election, RequestState, RollRequest
from voting.pages.sending import DONE, tried

PAGE = 50


class DecideForm(forms.Form):
    """The decision with its reason."""

    add = forms.ChoiceField(
        label=gettext_lazy("What do you decide?"),
        choices=[("yes", gettext_lazy("Add to the roll")), ("no", gettext_lazy("Do not add"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The person reads it in the mail. Write it plainly."),
        max_length=roll_requests.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecideManyForm(DecideForm):
    """The same decision for all that are ticked."""

    field_order = ("requests", "add", "reason")
    requests = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={
            "required": gettext_lazy("Tick at least one request in the table."),
            "invalid_choice": gettext_lazy("One of the requests is not on this page. Tick them anew."),
        },
    )

    def __init__(self, data: Any, waiting: Sequence[RollRequest]) -> None:
        super().__init__(data)
        self.fields["requests"].choices = [(row.pk, row.pk) for row in waiting]  # type: ignore[attr-defined]
        self.fields["reason"].help_text = _("Each person reads it in a mail of their own. Write it plainly.")


@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """Those that wait first, the oldest in front; POST decides all that are ticked alike."""
    election = desk_votes.election_at_desk(request.user, slug)
    rows = roll_requests.queue(actor=request.user, election=election)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    waiting = [row for row in page.object_list if row.state == RequestState.WAITING]
    form, status = DecideManyForm(request.POST or None, waiting), 200
    if request.method == "POST":
        status = tried(form, lambda: _decide_many(request, election, form))
        if status == DONE:
            return redirect("voting:desk_requests", slug)
    content = {
        "form": form,
        "may_decide": bool(waiting),
        "ticked": set(map(str, form["requests"].value() or [])),
        "cycle": election.cycle,
        "election": election,
        "page": page,
        "waiting": roll_requests.waiting(election),
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "voting/desk_requests.html", content, status=status)


def _decide_many(request: HttpRequest, election: Election, form: DecideManyForm) -> None:
    sent = form.cleaned_data
    done = roll_requests.decide_many(
        actor=request.user,
        election=election,
        requests=sent["requests"],
        add=sent["add"] == "yes",
        reason=sent["reason"],
    )
    told = ngettext("One request is decided.", "{n} requests are decided.", done.decided)
    messages.success(request, told.format(n=done.decided))
    for why in dict.fromkeys(why for _pk, why in done.left):
        messages.warning(request, _("Left as it was: {why}").format(why=why))


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One request, and the decision."""
    election = desk_votes.election_at_desk(request.user, slug)
    rows = roll_requests.queue(actor=request.user, election=election)
    found = get_object_or_404(rows, pk=pk)
    form, status = DecideForm(request.POST or None), 200
    if request.method == "POST":
        status = tried(
            form,
            lambda: roll_requests.decide(
                actor=request.user,
                request=found,
                add=form.cleaned_data["add"] == "yes",
                reason=form.cleaned_data["reason"],
            ),
        )
        if status == DONE:
            messages.success(request, _("Decided. The person is told by mail."))
            return redirect("voting:desk_requests", slug)
    content = {
        "cycle": election.cycle,
        "election": election,
        "asked": found,
        "form": form,
        "is_waiting": found.state == RequestState.WAITING,
    }
    return render(request, "voting/desk_request.html", content, status=status)
