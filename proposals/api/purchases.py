"""Purchases of projects over the API."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from proposals.api import execution_answers as answers
from proposals.api import purchase_shapes as shapes
from proposals.api.execution import project_of
from proposals.domain.execution import purchases
from proposals.models import Proposal, Purchase

TAGS = ["carrying out"]


def _purchase(proposal: Proposal, pk: int) -> Any:
    found = Purchase.objects.filter(proposal=proposal, pk=pk).with_sums().first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def _told(kept: Purchase) -> dict[str, Any]:
    told = answers.purchase(_purchase(kept.proposal, kept.pk))
    return told | {"supplier_may_be_a_person": purchases.looks_like_a_person(kept.supplier)}


@extend_schema(tags=TAGS)
class PurchasesView(IdempotentCreate, APIView):
    """Purchases of a project."""

    @extend_schema(operation_id="project_purchases", responses=shapes.PurchaseListSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """What is ordered, paid and still to be paid. Suppliers are not told: they may be persons."""
        rows = purchases.purchases_of(project_of(pk, request))
        return Response({"results": [answers.purchase(one) for one in rows]})

    @extend_schema(
        operation_id="purchase_add",
        request=shapes.NewPurchase,
        responses={201: shapes.KeptPurchaseSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Write a purchase down."""
        sent = checked(shapes.NewPurchase, request)
        project = project_of(pk, request)

        def produce() -> tuple[int, Any]:
            return 201, _told(purchases.save(actor=request.user, proposal=project, **sent))

        return self.answer_once(request, produce)


@extend_schema(tags=TAGS)
class PurchaseView(APIView):
    """One purchase."""

    @extend_schema(
        operation_id="purchase_correct",
        request=shapes.PurchaseWish,
        responses=shapes.KeptPurchaseSerializer,
    )
    def put(self, request: Request, pk: int, purchase: int) -> Response:
        """Correct it; its number stays."""
        sent = checked(shapes.PurchaseWish, request)
        project = project_of(pk, request)
        found = _purchase(project, purchase)
        kept = purchases.save(
            actor=request.user, proposal=project, purchase=found, reference=found.reference, **sent
        )
        return Response(_told(kept))


@extend_schema(tags=TAGS)
class DeliveryView(APIView):
    """The delivery of a purchase."""

    @extend_schema(operation_id="purchase_deliver", request=None, responses=shapes.PurchaseSerializer)
    def post(self, request: Request, pk: int, purchase: int) -> Response:
        """It has come; again changes nothing."""
        found = _purchase(project_of(pk, request), purchase)
        purchases.deliver(actor=request.user, purchase=found)
        return Response(answers.purchase(_purchase(found.proposal, found.pk)))


@extend_schema(tags=TAGS)
class CancellationView(APIView):
    """The cancellation of a purchase."""

    @extend_schema(
        operation_id="purchase_cancel", request=shapes.CancelWish, responses=shapes.PurchaseSerializer
    )
    def post(self, request: Request, pk: int, purchase: int) -> Response:
        """It will not be bought, and why; what was paid stays spent."""
        sent = checked(shapes.CancelWish, request)
        found = _purchase(project_of(pk, request), purchase)
        purchases.cancel(actor=request.user, purchase=found, reason=sent["reason"])
        return Response(answers.purchase(_purchase(found.proposal, found.pk)))
