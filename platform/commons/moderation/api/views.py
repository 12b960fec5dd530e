"""Moderation through the API: the same verbs as the pages."""

from dataclasses import asdict
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.adapters import address_of
from commons.http.sent import checked
from commons.moderation import proof
from commons.moderation.api import shapes
from commons.moderation.asking import Age, Tab, page_of, wish_of
from commons.moderation.domain import (
    appealing,
    deciding,
    log,
    looking,
    many,
    redacting,
    reporting,
    settings,
    waves,
)
from commons.moderation.domain.looking import Waiting
from commons.moderation.models import Case, Reason, Wave
from commons.process.models import Cycle


@extend_schema(tags=["moderation"])
class ReportsView(APIView):
    """Reporting something shown."""

    @extend_schema(operation_id="report_challenge", responses=shapes.ChallengeSerializer)
    def get(self, request: Request) -> Response:
        """A word to work on, for what is sent without an account: reports, drafts, asking for news. Nobody is refused
        for not working: without it ten seconds have to pass before a report, and slower limits hold."""
        return Response({"challenge": proof.challenge(), "bits": proof.BITS, "bits_of_id": proof.BITS_OF_ID})

    @extend_schema(
        operation_id="report", request=shapes.NewReport, responses={201: shapes.ReportedSerializer}
    )
    def post(self, request: Request) -> Response:
        """Ask a moderator to look at it; by the same person once."""
        sent = checked(shapes.NewReport, request)
        browser = reporting.Browser(
            network=address_of(request), challenge=sent["challenge"], answer=sent["answer"]
        )
        case = reporting.report(
            actor=request.user, kind=sent["kind"], target=sent["id"], reason=sent["reason"], browser=browser
        )
        return Response({"kind": case.kind, "id": case.target}, status=201)


@extend_schema(tags=["moderation"])
class CasesView(APIView):
    """The moderators' looking."""

    @extend_schema(
        operation_id="moderation_queue",
        parameters=[
            OpenApiParameter("tab", str, enum=[str(tab) for tab in Tab]),
            OpenApiParameter("kind", str, description="proposal, comment, picture, name and others."),
            OpenApiParameter("reason", str, description="Of the reports, the hiding or the blacking out."),
            OpenApiParameter("area", str, description="Slug; with everything below it."),
            OpenApiParameter(
                "age", str, enum=[str(age) for age in Age], description="In a day, or over so many."
            ),
            OpenApiParameter("language", str, description="Of the words, BCP 47; und: nobody said it."),
            OpenApiParameter("page", int),
        ],
        responses=shapes.QueueSerializer,
    )
    def get(self, request: Request) -> Response:
        """A page of what waits, thirty at most."""
        wish = wish_of(request.query_params)
        start = (page_of(request.query_params) - 1) * looking.PAGE
        rows = looking.waiting(actor=request.user, wish=wish, start=start)
        found = {
            "tab": wish.tab,
            "counts": looking.counts(actor=request.user, wish=wish),
            "languages": looking.languages(actor=request.user, wish=wish),
            "cases": [_row(row) for row in rows],
        }
        return Response(found)

    @extend_schema(
        operation_id="moderation_decide_many", request=shapes.ManyWish, responses=shapes.ManySerializer
    )
    def post(self, request: Request) -> Response:
        """Leave or hide up to a hundred at once; what cannot be decided is said one by one."""
        sent = checked(shapes.ManyWish, request)
        chosen = [(one["id"], one.get("seen")) for one in sent["cases"]]
        outcomes = many.decide_all(actor=request.user, chosen=chosen, act=sent["act"], reason=sent["reason"])
        return Response(
            {
                "decided": [_stands(one.case) for one in outcomes if one.case is not None],
                "refused": [
                    {"id": one.pk, "code": one.refusal.code, "detail": str(one.refusal)}
                    for one in outcomes
                    if one.refusal is not None
                ],
            }
        )


def _stands(case: Case) -> dict[str, object]:
    return {"id": case.pk, "state": case.state, "reason": case.reason}


def _row(row: Waiting) -> dict[str, object]:
    return {
        "id": row.case.pk,
        "kind": row.case.kind,
        "target": row.case.target,
        "state": row.case.state,
        "reason": row.case.reason,
        "text": row.thing.text,
        "language": row.thing.language,
        "url": row.thing.url,
        "reports": dict(row.reports),
        "appeal": row.appeal,
        "may_decide": row.may_decide,
        "may_redact": row.may_redact,
        "seen": row.seen,
        "stands": row.stands,
        "written_at": row.case.written_at,
    }


@extend_schema(tags=["moderation"])
class DecideView(APIView):
    """A decision."""

    @extend_schema(
        operation_id="moderation_decide", request=shapes.DecisionWish, responses=shapes.ModeratedSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Leave, hide with a reason, black out words, take that back, or refuse an appeal."""
        sent = checked(shapes.DecisionWish, request)
        return Response(_stands(_act(request, _case(request, pk), sent)))


def _act(request: Request, case: Case, sent: dict[str, Any]) -> Case:
    known = {"actor": request.user, "case": case, "seen": sent["seen"]}
    if sent["act"] == "hide":
        return deciding.hide(**known, reason=sent["reason"])
    if sent["act"] == "redact":
        return redacting.redact(**known, words=sent["words"], reason=sent["reason"] or Reason.PERSON)
    if sent["act"] == "restore":
        return redacting.restore(**known)
    if sent["act"] == "refuse":
        return deciding.refuse_appeal(**known)
    return deciding.leave(**known)


@extend_schema(tags=["moderation"])
class AppealView(APIView):
    """The writer's appeal."""

    @extend_schema(
        operation_id="moderation_appeal",
        request=shapes.AppealText,
        responses={201: shapes.ModeratedSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Ask that another person looks again; asked again it is the first appeal."""
        sent = checked(shapes.AppealText, request)
        try:
            case = appealing.own(pk, request.user)
        except Case.DoesNotExist:
            raise Http404 from None
        appealing.appeal(actor=request.user, case=case, text=sent["text"])
        return Response(_stands(case), status=201)


@extend_schema(tags=["moderation"])
class WaveView(APIView):
    """Hiding a wave of the same text."""

    @extend_schema(operation_id="moderation_wave", request=shapes.WaveWish, responses=shapes.WaveSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Hide everything like this one; without a reason only say how much it would be."""
        sent = checked(shapes.WaveWish, request)
        reason = sent.pop("reason")
        seed, criteria = _case(request, pk), waves.Criteria(**sent)
        if not reason:
            found = waves.preview(actor=request.user, seed=seed, criteria=criteria)
            return Response({"id": None, "count": found.count})
        made = waves.hide(actor=request.user, seed=seed, criteria=criteria, reason=reason)
        return Response({"id": made.pk, "count": made.count})


@extend_schema(tags=["moderation"])
class UndoView(APIView):
    """Taking a wave back."""

    @extend_schema(operation_id="moderation_wave_undo", request=None, responses=shapes.WaveSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Make everything as it was before."""
        waves.newest(actor=request.user, most=1)
        wave = get_object_or_404(Wave, pk=pk)
        return Response({"id": wave.pk, "count": waves.undo(actor=request.user, wave=wave)})


@extend_schema(tags=["moderation"])
class RulesView(APIView):
    """How a year moderates."""

    @extend_schema(operation_id="moderation_rule", request=shapes.RuleShape, responses=shapes.RuleShape)
    def put(self, request: Request, slug: str) -> Response:
        """Set the rule of one kind of thing."""
        sent = checked(shapes.RuleShape, request)
        cycle = get_object_or_404(Cycle.objects.select_related("area"), slug=slug)
        settings.set_rule(actor=request.user, cycle=cycle, **sent)
        return Response(sent)


@extend_schema(tags=["moderation"])
class LogView(APIView):
    """The public log."""

    @extend_schema(operation_id="moderation_log", responses=shapes.LogEntrySerializer(many=True))
    def get(self, request: Request) -> Response:
        """The newest fifty lines: days, kinds, decisions, reasons, numbers. No words and no people."""
        return Response([asdict(entry) | {"kind": str(entry.kind)} for entry in log.entries()])


@extend_schema(tags=["moderation"])
class AccountView(APIView):
    """The public numbers."""

    @extend_schema(operation_id="moderation_account", responses=shapes.AccountsSerializer)
    def get(self, request: Request) -> Response:
        """How moderation went: decisions on proposals and what is said about them, and each hearing's own account."""
        sums = asdict(log.sums())
        return Response({"decisions": sums, "elsewhere": [asdict(one) for one in log.elsewhere()]})


def _case(request: Request, pk: int) -> Case:
    try:
        return looking.one(actor=request.user, pk=pk)
    except Case.DoesNotExist:
        raise Http404 from None
