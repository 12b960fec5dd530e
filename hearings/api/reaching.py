"""Finding what an address names, for the reader who asks."""

from django.http import Http404
from rest_framework.request import Request

from commons.accounts.permissions import may
from commons.http.asking import require
from hearings.domain import queries
from hearings.models import Contribution, DevelopmentProposal, Hearing, Theme


def hearing(request: Request, slug: str) -> Hearing:
    """The hearing, or 404."""
    try:
        return queries.reached(slug, request.user)
    except Hearing.DoesNotExist:
        raise Http404 from None


def desk_hearing(request: Request, slug: str, permission: str) -> Hearing:
    """The same for officials: 404 where there is none, refused where the role does not include it."""
    found = hearing(request, slug)
    require(request.user, permission, found)
    return found


def may_see(request: Request, permission: str, about: Hearing) -> bool:
    """Whether the reader has this permission."""
    return may(request.user, permission, about)


def theme(request: Request, pk: int) -> Theme:
    """A theme of a hearing that the reader may see, or 404."""
    found = Theme.objects.select_related("hearing__area").filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    hearing(request, found.hearing.slug)
    return found


def note(pk: int) -> Contribution:
    """A note, or 404; the verb asks who may."""
    found = Contribution.objects.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def development(pk: int) -> DevelopmentProposal:
    """A development proposal, or 404; the verb asks who may."""
    found = DevelopmentProposal.objects.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found
