"""The council's items over the API: read by everybody once decided, made by officials, asked about by councillors."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.permissions import require
from commons.http.idempotency import IdempotentCreate
from commons.process.models import Envelope
from voting.api.council import shapes
from voting.domain.council import carrying, deciding, freeing, items, queries
from voting.domain.council.accounts import accounts
from voting.domain.council.errors import NoItem
from voting.models import (
    BallotProject,
    CarriedMoney,
    CouncilQuestion,
    CouncilSession,
    Election,
    FreedUse,
    SessionState,
    Verdict,
)
from voting.rules import ANSWER_COUNCIL, RECORD_COUNCIL, SEE_ITEM


def _election(slug: str) -> Election:
    return get_object_or_404(Election.objects.select_related("cycle", "cycle__area"), cycle__slug=slug)


def _open(request: Request, slug: str) -> CouncilSession:
    election = _election(slug)
    require(request.user, SEE_ITEM, election)
    session = queries.open_session(election)
    if session is None:
        raise NoItem
    return session


def _told(request: Request, session: CouncilSession) -> dict[str, Any]:
    found = queries.sessions(request.user, session.election).filter(pk=session.pk).first()
    if found is None:
        raise Http404
    return shapes.told_session(found, entered=queries.reads_entered(request.user, session.election))


def _checked(shape: type[Any], request: Request) -> dict[str, Any]:
    data = shape(data=request.data)
    data.is_valid(raise_exception=True)
    found: dict[str, Any] = data.validated_data
    return found


@extend_schema(tags=["council"])
class Council(IdempotentCreate, APIView):
    """Count and council of a year."""

    @extend_schema(operation_id="council", responses=shapes.CouncilShape)
    def get(self, request: Request, slug: str) -> Response:
        """Side by side; decided items for everybody, open ones for councillors and officials."""
        election = queries.published_election(slug)
        pots = queries.beside(election)
        entered = queries.reads_entered(request.user, election)
        shown = queries.sessions(request.user, election)
        return Response(
            {
                "cycle": slug,
                "currency": election.cycle.currency,
                "pots": [shapes.told_pot(pot) for pot in pots],
                "items": [shapes.told_session(one, entered=entered) for one in shown],
                "accounts": [shapes.told_account(one) for one in accounts(election, pots)],
            }
        )

    @extend_schema(
        operation_id="council_prepare", request=shapes.ItemShape, responses={201: shapes.SessionShape}
    )
    def post(self, request: Request, slug: str) -> Response:
        """Put the result before the council."""
        election, values = _election(slug), _checked(shapes.ItemShape, request)

        def produce() -> tuple[int, Any]:
            made = items.prepare(actor=request.user, election=election, **values)
            return 201, _told(request, made)

        return self.answer_once(request, produce)


@extend_schema(tags=["council"])
class Item(APIView):
    """The open item."""

    @extend_schema(operation_id="council_change", request=shapes.ItemShape, responses=shapes.SessionShape)
    def put(self, request: Request, slug: str) -> Response:
        """Change meeting, day, section or words."""
        session, values = _open(request, slug), _checked(shapes.ItemShape, request)
        return Response(_told(request, items.change(actor=request.user, session=session, **values)))


@extend_schema(tags=["council"])
class Line(APIView):
    """What the council decided on one project."""

    @extend_schema(operation_id="council_enter", request=shapes.LineShape, responses=shapes.SessionShape)
    def put(self, request: Request, slug: str, project_id: str) -> Response:
        """Enter it, or replace what was entered. The item with all that is entered."""
        session, values = _open(request, slug), _checked(shapes.LineShape, request)
        project = get_object_or_404(
            BallotProject.objects.select_related("proposal"),
            election=session.election_id,
            project_id=project_id,
        )
        values["verdict"] = Verdict(values["verdict"])
        deciding.enter(actor=request.user, session=session, project=project, **values)
        return Response(_told(request, session))


@extend_schema(tags=["council"])
class Others(APIView):
    """All funded projects that nothing is entered of."""

    @extend_schema(
        operation_id="council_confirm_others", request=shapes.SectionShape, responses=shapes.SessionShape
    )
    def put(self, request: Request, slug: str) -> Response:
        """Enter them as confirmed."""
        session, values = _open(request, slug), _checked(shapes.SectionShape, request)
        deciding.confirm_others(actor=request.user, session=session, **values)
        return Response(_told(request, session))


@extend_schema(tags=["council"])
class Freed(APIView):
    """Money that the item frees in a pot."""

    @extend_schema(operation_id="council_use_freed", request=shapes.UseShape, responses=shapes.SessionShape)
    def put(self, request: Request, slug: str, envelope_slug: str) -> Response:
        """Enter what becomes of it. Who is next on the list is reckoned by the order of the count."""
        session, values = _open(request, slug), _checked(shapes.UseShape, request)
        envelope = get_object_or_404(session.election.cycle.envelopes, slug=envelope_slug)
        values["to"] = values["to"] and get_object_or_404(
            Envelope.objects.select_related("cycle"), pk=values["to"]
        )
        values["use"], values["rest"] = FreedUse(values["use"]), values["rest"] and FreedUse(values["rest"])
        freeing.use_freed(actor=request.user, session=session, envelope=envelope, **values)
        return Response(_told(request, session))


@extend_schema(tags=["council"])
class Waiting(APIView):
    """Money that waits for a pot of the next year."""

    @extend_schema(operation_id="council_place_money", request=shapes.PlaceShape, responses=shapes.MovedShape)
    def put(self, request: Request, pk: int) -> Response:
        """Say into which pot of a later year it goes."""
        carried = get_object_or_404(
            CarriedMoney.objects.select_related("freed__session__election__cycle__area"), pk=pk
        )
        require(request.user, RECORD_COUNCIL, carried.freed.session.election)
        values = _checked(shapes.PlaceShape, request)
        pot = get_object_or_404(Envelope.objects.select_related("cycle"), pk=values["to"])
        return Response(shapes.told_move(carrying.place(actor=request.user, carried=carried, envelope=pot)))


@extend_schema(tags=["council"])
class Rejection(APIView):
    """The rejection of the whole."""

    @extend_schema(
        operation_id="council_reject", request=shapes.RejectionShape, responses=shapes.SessionShape
    )
    def put(self, request: Request, slug: str) -> Response:
        """Enter that the council rejected the whole, or not after all."""
        session, values = _open(request, slug), _checked(shapes.RejectionShape, request)
        return Response(_told(request, deciding.reject_all(actor=request.user, session=session, **values)))


STEPS: dict[str, Callable[[Any, CouncilSession, str], CouncilSession]] = {
    SessionState.ENTERED: lambda actor, session, _reason: deciding.hand_in(actor=actor, session=session),
    SessionState.CONFIRMED: lambda actor, session, _reason: deciding.confirm(actor=actor, session=session),
    SessionState.PREPARED: lambda actor, session, reason: deciding.send_back(
        actor=actor, session=session, reason=reason
    ),
}


@extend_schema(tags=["council"])
class Step(APIView):
    """Handing in, confirming, sending back."""

    @extend_schema(operation_id="council_step", request=shapes.StepShape, responses=shapes.SessionShape)
    def put(self, request: Request, slug: str) -> Response:
        """One official hands in, another confirms: then it is public and the proposals move."""
        session, values = _open(request, slug), _checked(shapes.StepShape, request)
        return Response(_told(request, STEPS[values["state"]](request.user, session, values["reason"])))


@extend_schema(tags=["council"])
class Annexes(IdempotentCreate, APIView):
    """Annexes of the open item."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="council_annex",
        request={"multipart/form-data": shapes.AnnexFileShape},
        responses={201: shapes.SessionShape},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Put a PDF beside the item."""
        session, values = _open(request, slug), _checked(shapes.AnnexFileShape, request)

        def produce() -> tuple[int, Any]:
            content = values["file"].read()
            items.add_annex(actor=request.user, session=session, title=values["title"], content=content)
            return 201, _told(request, session)

        return self.answer_once(request, produce)


@extend_schema(tags=["council"])
class Questions(IdempotentCreate, APIView):
    """Questions of councillors."""

    @extend_schema(
        operation_id="council_ask", request=shapes.AskShape, responses={201: shapes.CouncilQuestionShape}
    )
    def post(self, request: Request, slug: str) -> Response:
        """Ask or comment before the meeting, on the whole or on one project."""
        session, values = _open(request, slug), _checked(shapes.AskShape, request)

        def produce() -> tuple[int, Any]:
            project = queries.project_of(session.election, values["project_id"])
            made = items.ask(actor=request.user, session=session, text=values["text"], project=project)
            return 201, shapes.CouncilQuestionShape(made).data

        return self.answer_once(request, produce)


@extend_schema(tags=["council"])
class Answer(APIView):
    """The officials' answer."""

    @extend_schema(
        operation_id="council_answer", request=shapes.WordsShape, responses=shapes.CouncilQuestionShape
    )
    def put(self, request: Request, pk: int) -> Response:
        """Answer a question, or put a better answer there."""
        question = get_object_or_404(
            CouncilQuestion.objects.select_related("session__election__cycle__area"), pk=pk
        )
        require(request.user, ANSWER_COUNCIL, question.session.election)
        values = _checked(shapes.WordsShape, request)
        made = items.answer(actor=request.user, question=question, **values)
        return Response(shapes.CouncilQuestionShape(made).data)
