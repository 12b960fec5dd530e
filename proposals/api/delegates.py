"""The follow-up group of a year: who is in it, inviting, answering, ending."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from commons.process.models import Cycle
from proposals.domain.delegates import group, reading
from proposals.models import Delegate, DelegateState, State

Json = dict[str, Any]
TAGS = ["follow-up group"]


class DelegateSerializer(serializers.Serializer):
    """Somebody in the group, or asked into it."""

    id = serializers.IntegerField()
    number = serializers.IntegerField(allow_null=True, help_text="Null while only invited.")
    name = serializers.CharField(help_text="The name that they agreed to show, else their number in words.")
    state = serializers.ChoiceField(choices=DelegateState.choices)
    term_from = serializers.DateField()
    term_to = serializers.DateField()


class ProjectVisitSerializer(serializers.Serializer):
    """A project to visit."""

    proposal = serializers.IntegerField()
    title = serializers.CharField()
    lang = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    visited_on = serializers.DateField(allow_null=True, help_text="The newest visit of this term.")
    findings = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="Findings that the town has to answer.")
    late = serializers.IntegerField(help_text="Answers or promised days that are overdue.")


class FollowUpGroupSerializer(serializers.Serializer):
    """The group of a year as everybody sees it."""

    cycle = serializers.CharField()
    delegates = DelegateSerializer(many=True)
    visits = ProjectVisitSerializer(many=True)


class NewDelegate(serializers.Serializer):
    """Whom to invite, for which term."""

    email = serializers.CharField(max_length=254)
    term_from = serializers.DateField()
    term_to = serializers.DateField()


class AnswerToDelegation(serializers.Serializer):
    """Yes or no; a no needs no account."""

    accepts = serializers.BooleanField()
    shows_name = serializers.BooleanField(
        required=False, default=False, help_text="Consent that the name they chose is public."
    )


class EndOfDelegation(serializers.Serializer):
    """Why it ends; a delegate who leaves need not say."""

    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class NameChoice(serializers.Serializer):
    """Whether one's name is public."""

    shows_name = serializers.BooleanField()


def _delegate(one: Delegate) -> Json:
    return {
        "id": one.pk,
        "number": one.number,
        "name": str(one) if one.number else "",
        "state": one.state,
        "term_from": one.term_from,
        "term_to": one.term_to,
    }


def _visit(one: reading.Visit) -> Json:
    return {
        "proposal": one.project["pk"],
        "title": one.project["title"],
        "lang": one.project["language"],
        "state": one.project["state"],
        "visited_on": one.visited_on,
        "findings": one.found.findings if one.found else 0,
        "waiting": one.found.waiting if one.found else 0,
        "late": one.found.late if one.found else 0,
    }


@extend_schema(tags=TAGS)
class GroupView(IdempotentCreate, APIView):
    """The follow-up group of a year."""

    @extend_schema(operation_id="follow_up_group", responses=FollowUpGroupSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Who is in it now, and the projects to visit with what was found."""
        found = reading.group_of(get_object_or_404(Cycle, slug=slug, is_published=True))
        return Response(
            {
                "cycle": found.cycle.slug,
                "delegates": [_delegate(one) for one in found.delegates],
                "visits": [_visit(one) for one in found.visits],
            }
        )

    @extend_schema(operation_id="delegate_invite", request=NewDelegate, responses={201: DelegateSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Invite somebody by mail: for who carries out projects."""
        sent = checked(NewDelegate, request)
        cycle = get_object_or_404(Cycle, slug=slug, is_published=True)

        def produce() -> tuple[int, Json]:
            return 201, _delegate(group.invite(actor=request.user, cycle=cycle, **sent))

        return self.answer_once(request, produce)


@extend_schema(tags=TAGS)
class DelegateView(APIView):
    """One membership."""

    @extend_schema(operation_id="delegate_show_name", request=NameChoice, responses=DelegateSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Give or take back the consent to one's own name being public."""
        sent = checked(NameChoice, request)
        found = get_object_or_404(Delegate, pk=min(pk, 2**63 - 1))
        return Response(
            _delegate(group.show_name(actor=request.user, delegate=found, shows=sent["shows_name"]))
        )


@extend_schema(tags=TAGS)
class EndView(APIView):
    """The end of a membership."""

    @extend_schema(operation_id="delegate_end", request=EndOfDelegation, responses=DelegateSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Leave the group; or, for officials, end a membership or take an invitation back, for a reason."""
        sent = checked(EndOfDelegation, request)
        found = get_object_or_404(Delegate, pk=min(pk, 2**63 - 1))
        return Response(_delegate(group.end(actor=request.user, delegate=found, reason=sent["reason"])))


@extend_schema(tags=TAGS)
class DelegationView(APIView):
    """An invitation, by the word of its mail."""

    @extend_schema(operation_id="delegate_answer", request=AnswerToDelegation, responses=DelegateSerializer)
    def put(self, request: Request, word: str) -> Response:
        """Accept it, signed in, or decline it."""
        sent = checked(AnswerToDelegation, request)
        invitation = group.invitation_of(word)
        if not sent["accepts"]:
            return Response(_delegate(group.decline(invitation=invitation)))
        made = group.accept(actor=request.user, invitation=invitation, shows_name=sent["shows_name"])
        return Response(_delegate(made))
