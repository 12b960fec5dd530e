"""The public history of a proposal."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commons.audit import kinds
from commons.audit.domain.queries import of_object
from proposals.models import Proposal, State

KIND = "proposal"


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed since it was handed in, by whom in which part, and why."""
    found = Proposal.objects.visible_to(request.user).exclude(state=State.DRAFT).filter(pk=pk)
    proposal = found.without_texts().first()
    if proposal is None:
        raise Http404
    kind = kinds.find(KIND)
    entries = of_object(kind, pk, owner_id=proposal.author_id) if kind else []
    merged = [
        {"proposal": one, "entries": of_object(kind, one.pk, owner_id=one.author_id) if kind else []}
        for one in Proposal.objects.filter(merged_into=pk).without_texts().order_by("pk")
    ]
    split = Proposal.objects.public().filter(parts=pk, state=State.SPLIT)
    whole = split.without_texts().first()
    before = of_object(kind, whole.pk, owner_id=whole.author_id) if kind and whole else []
    context = {"proposal": proposal, "entries": entries, "merged": merged, "whole": whole, "before": before}
    return render(request, "proposals/history.html", context)
