"""The public history of a proposal."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commons.audit import kinds
from commons.audit.domain.entries import Entry
from commons.audit.domain.queries import of_object
from commons.audit.kinds import Kind
from proposals.models import CoAuthor, Proposal, State

KIND = "proposal"


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed since it was handed in, by whom in which part, and why."""
    found = Proposal.objects.visible_to(request.user).exclude(state=State.DRAFT).filter(pk=pk)
    proposal = found.without_texts().first()
    if proposal is None:
        raise Http404
    kind = kinds.find(KIND)
    joined = list(Proposal.objects.public().filter(merged_into=pk).without_texts().order_by("pk"))
    writers = _co_authors([pk, *(one.pk for one in joined)])
    entries = _told(kind, proposal, writers)
    merged = [{"proposal": one, "entries": _told(kind, one, writers)} for one in joined]
    split = Proposal.objects.public().filter(parts=pk, state=State.SPLIT)
    whole = split.without_texts().first()
    before = _told(kind, whole, _co_authors([whole.pk])) if whole else []
    context = {"proposal": proposal, "entries": entries, "merged": merged, "whole": whole, "before": before}
    return render(request, "proposals/history.html", context)


def _told(kind: Kind | None, proposal: Proposal, writers: dict[int, set[int]]) -> list[Entry]:
    """Its entries; co-authors are told as such."""
    known = {user: _("A co-author") for user in writers.get(proposal.pk, ())}
    return of_object(kind, proposal.pk, owner_id=proposal.author_id, known=known) if kind else []


def _co_authors(pks: list[int]) -> dict[int, set[int]]:
    """Who has ever written them together with the author, by proposal. One query."""
    found: dict[int, set[int]] = {}
    for pk, user in CoAuthor.objects.filter(proposal__in=pks).values_list("proposal", "user"):
        if user:
            found.setdefault(pk, set()).add(user)
    return found
