"""Carrying out: the ledger, money, plan and pictures of projects."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.models import Service
from commons.followup.api.answers import milestone as milestone_answer
from commons.followup.api.shapes import MilestoneSerializer
from commons.followup.domain import milestones
from commons.followup.models import Milestone
from commons.http.errors import Invalid
from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from proposals.api import execution_answers as answers
from proposals.api import execution_shapes as shapes
from proposals.domain import queries
from proposals.domain.carrying_out import STATES
from proposals.domain.execution import ledger, ledger_files, money, plan
from proposals.models import DelayReason, LedgerFile, Moment, Proposal
from proposals.rules import CARRY_OUT

TAGS = ["carrying out"]


def project_of(pk: int, request: Request) -> Proposal:
    """A project that is carried out and that the reader reaches. Raises `Proposal.DoesNotExist`."""
    found = queries.reached(pk, request.user)
    if found.state not in STATES:
        raise Proposal.DoesNotExist
    return found


def _file(pk: int, request: Request) -> LedgerFile:
    found = ledger_files.files(actor=request.user).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


@extend_schema(tags=TAGS)
class LedgerFilesView(IdempotentCreate, APIView):
    """Files from the ledger."""

    @extend_schema(operation_id="ledger_files", responses=shapes.LedgerFileListSerializer)
    def get(self, request: Request) -> Response:
        """The newest hundred."""
        return Response(
            {"results": [answers.file(one) for one in ledger_files.files(actor=request.user)[:100]]}
        )

    @extend_schema(
        operation_id="ledger_file_look_at",
        request={"multipart/form-data": shapes.NewLedgerFile},
        responses={201: shapes.LedgerFileSerializer},
    )
    def post(self, request: Request) -> Response:
        """Look at a CSV file: what it would book, and what keeps it out. Nothing is booked yet."""
        sent = checked(shapes.NewLedgerFile, request)

        def produce() -> tuple[int, Any]:
            made = ledger.look_at(
                actor=request.user,
                data=sent["file"].read(ledger.MOST_READ),
                file_name=sent["file"].name,
                source=sent["source"],
            )
            return 201, answers.file(made)

        return self.answer_once(request, produce)


@extend_schema(tags=TAGS)
class LedgerFileView(APIView):
    """One file from the ledger."""

    @extend_schema(operation_id="ledger_file", responses=shapes.LedgerFileSerializer)
    def get(self, request: Request, file: int) -> Response:
        """What it does, or did."""
        return Response(answers.file(_file(file, request)))


@extend_schema(tags=TAGS)
class TakeInView(APIView):
    """Booking a file."""

    @extend_schema(operation_id="ledger_file_take_in", request=None, responses=shapes.LedgerFileSerializer)
    def post(self, request: Request, file: int) -> Response:
        """Book all its new lines, or none of them."""
        return Response(answers.file(ledger.take_in(actor=request.user, file=_file(file, request))))


@extend_schema(tags=TAGS)
class UndoView(APIView):
    """Undoing a file."""

    @extend_schema(
        operation_id="ledger_file_undo", request=shapes.UndoWish, responses=shapes.LedgerFileSerializer
    )
    def post(self, request: Request, file: int) -> Response:
        """Take back every booking that it made."""
        reason = checked(shapes.UndoWish, request)["reason"]
        return Response(
            answers.file(ledger.undo(actor=request.user, file=_file(file, request), reason=reason))
        )


@extend_schema(tags=TAGS)
class MoneyView(APIView):
    """The money of a project."""

    @extend_schema(operation_id="project_money", responses=shapes.MoneySerializer)
    def get(self, request: Request, pk: int) -> Response:
        """What it may cost, what is ordered and spent, by account and line by line."""
        return Response(answers.money(project_of(pk, request)))


@extend_schema(tags=TAGS)
class BudgetLinesView(IdempotentCreate, APIView):
    """Budget lines of a project."""

    @extend_schema(
        operation_id="budget_line_add",
        request=shapes.NewBudgetLine,
        responses={201: shapes.BudgetLineSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say what a part of the money is for."""
        sent = checked(shapes.NewBudgetLine, request)
        project = project_of(pk, request)

        def produce() -> tuple[int, Any]:
            return 201, answers.budget_line(money.add_line(actor=request.user, proposal=project, **sent))

        return self.answer_once(request, produce)


@extend_schema(tags=TAGS)
class BudgetLineView(APIView):
    """One budget line."""

    @extend_schema(operation_id="budget_line_remove", responses={204: None})
    def delete(self, request: Request, pk: int, line: int) -> Response:
        """Take it away; one that is gone already is no error."""
        money.remove_line(actor=request.user, proposal=project_of(pk, request), line=min(line, 2**63 - 1))
        return Response(status=204)


@extend_schema(tags=TAGS)
class PlanView(APIView):
    """The plan of a project."""

    @extend_schema(operation_id="project_plan", responses=shapes.WorkPlanSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Planned and actual days, the delay with its reason, pictures of before and after."""
        return Response(answers.plan_of(project_of(pk, request)))

    @extend_schema(
        operation_id="project_plan_settle", request=shapes.WorkPlanWish, responses=shapes.WorkPlanSerializer
    )
    def put(self, request: Request, pk: int) -> Response:
        """Write down who sees to it and when it shall be ready."""
        sent = checked(shapes.WorkPlanWish, request)
        project = project_of(pk, request)
        service = Service.objects.filter(slug=sent["service"]).first() if sent["service"] else None
        if sent["service"] and service is None:
            raise Invalid(fields={"service": [_("There is no such unit.")]})
        plan.settle(actor=request.user, proposal=project, **(sent | {"service": service}))
        return Response(answers.plan_of(project))


@extend_schema(tags=TAGS)
class DelayView(APIView):
    """A delay of a project."""

    @extend_schema(
        operation_id="project_delay", request=shapes.DelayWish, responses=shapes.WorkPlanSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Tell that it will be ready later, and why; who follows it gets a mail."""
        sent = checked(shapes.DelayWish, request)
        project = project_of(pk, request)
        plan.delay(actor=request.user, proposal=project, **(sent | {"reason": DelayReason(sent["reason"])}))
        return Response(answers.plan_of(project))


@extend_schema(tags=TAGS)
class SitePictureView(APIView):
    """Pictures of before and after."""

    @extend_schema(
        operation_id="site_picture_show",
        request={"multipart/form-data": shapes.NewSitePicture},
        responses=shapes.WorkPlanSerializer,
    )
    def put(self, request: Request, pk: int, moment: str) -> Response:
        """Show how the place looked before, or looks after; the picture that was there is replaced."""
        if moment not in Moment.values:
            raise Http404
        sent = checked(shapes.NewSitePicture, request)
        project = project_of(pk, request)
        plan.show(
            actor=request.user,
            proposal=project,
            moment=Moment(moment),
            picture=sent["picture"].file,
            alt=sent["alt"],
        )
        return Response(answers.plan_of(project))


@extend_schema(tags=TAGS)
class MilestoneView(APIView):
    """One milestone."""

    @extend_schema(
        operation_id="milestone_correct", request=shapes.MilestoneCorrection, responses=MilestoneSerializer
    )
    def put(self, request: Request, pk: int, milestone: int) -> Response:
        """Correct what was told, for a public reason; nobody is mailed again."""
        sent = checked(shapes.MilestoneCorrection, request)
        project = project_of(pk, request)
        found = Milestone.objects.filter(track=project.track_id, pk=min(milestone, 2**63 - 1)).first()
        if found is None:
            raise Http404
        told = milestones.correct(
            actor=request.user,
            milestone=found,
            permission=CARRY_OUT,
            target=project,
            not_before=plan.decided_on(project),
            **sent,
        )
        return Response(milestone_answer(told))
