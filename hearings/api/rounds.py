"""Organisations that pass the word on: added, asked, reminded, withdrawn, and how far they are."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.sent import checked
from hearings.api import reaching
from hearings.domain.rounds import organisations, sending
from hearings.models import CardKind, MailingKind, Organisation
from hearings.rules import SET_UP


class OrganisationShape(serializers.Serializer):
    """An organisation with how far it is. `answers` and `returned` in steps of five: 0 for fewer."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.CharField(allow_blank=True)
    language = serializers.CharField()
    link = serializers.CharField()
    mailed = serializers.ListField(child=serializers.ChoiceField(choices=MailingKind.choices))
    opened = serializers.BooleanField()
    wants_mails = serializers.BooleanField()
    withdrawn = serializers.BooleanField()
    cards = serializers.IntegerField()
    answers = serializers.IntegerField()
    returned = serializers.IntegerField()


class OrganisationList(serializers.Serializer):
    """The organisations of a hearing."""

    results = OrganisationShape(many=True)


class OrganisationLines(serializers.Serializer):
    """A list, one organisation a line: `name; address; language`. `dry`: only say what it is taken for."""

    list = serializers.CharField(max_length=1_000_000, trim_whitespace=False)
    dry = serializers.BooleanField(required=False, default=False)


class BadLineShape(serializers.Serializer):
    """A line that cannot be used."""

    number = serializers.IntegerField()
    text = serializers.CharField()
    why = serializers.CharField()


class LinesRead(serializers.Serializer):
    """How many were added (or could be), how many were there, and the lines that cannot be used."""

    added = serializers.IntegerField()
    known = serializers.IntegerField()
    bad = BadLineShape(many=True)


class Asking(serializers.Serializer):
    """Invitations with cards for each."""

    card_count = serializers.IntegerField(required=False, default=0)
    kind = serializers.ChoiceField(choices=CardKind.choices, required=False, default=CardKind.POSTCARD)


class Mailed(serializers.Serializer):
    """How many get a mail."""

    mailed = serializers.IntegerField()


@extend_schema(tags=["hearings: organisations"])
class OrganisationsView(APIView):
    """The list."""

    @extend_schema(operation_id="hearing_organisations", responses=OrganisationList)
    def get(self, request: Request, slug: str) -> Response:
        """All organisations with how far they are."""
        hearing = reaching.desk_hearing(request, slug, SET_UP)
        return Response({"results": [_row(row) for row in organisations.rows_of(hearing)]})

    @extend_schema(operation_id="hearing_organisations_add", request=OrganisationLines, responses=LinesRead)
    def post(self, request: Request, slug: str) -> Response:
        """Add those of a list that can be; the same list again adds nothing."""
        hearing = reaching.desk_hearing(request, slug, SET_UP)
        sent = checked(OrganisationLines, request)
        reading = organisations.preview(actor=request.user, hearing=hearing, text=sent["list"])
        added = len(reading.good)
        if not sent["dry"]:
            added = (
                organisations.add(actor=request.user, hearing=hearing, wanted=reading.good) if added else 0
            )
        bad = [{"number": one.number, "text": one.text, "why": str(one.why)} for one in reading.bad]
        return Response({"added": added, "known": len(reading.known), "bad": bad})


def _row(row: organisations.Row) -> dict[str, Any]:
    one = row.organisation
    return {
        "id": one.pk,
        "name": one.name,
        "email": one.email,
        "language": one.language,
        "link": sending.link_of(one),
        "mailed": sorted(row.mailed),
        "opened": one.opened_at is not None,
        "wants_mails": one.stopped_at is None and one.withdrawn_at is None,
        "withdrawn": one.withdrawn_at is not None,
        "cards": row.cards,
        "answers": row.answers,
        "returned": row.returned,
    }


@extend_schema(tags=["hearings: organisations"])
class AskView(APIView):
    """Invitations."""

    @extend_schema(operation_id="hearing_organisations_ask", request=Asking, responses=Mailed)
    def post(self, request: Request, slug: str) -> Response:
        """Mail those who have not been asked, one after the other."""
        hearing = reaching.desk_hearing(request, slug, SET_UP)
        sent = checked(Asking, request)
        return Response({"mailed": organisations.ask(actor=request.user, hearing=hearing, **sent)})


@extend_schema(tags=["hearings: organisations"])
class RemindView(APIView):
    """Reminders."""

    @extend_schema(operation_id="hearing_organisations_remind", request=None, responses=Mailed)
    def post(self, request: Request, slug: str) -> Response:
        """Mail once more to those from whom fewer than five notes have come; each once."""
        hearing = reaching.desk_hearing(request, slug, SET_UP)
        return Response({"mailed": organisations.remind(actor=request.user, hearing=hearing)})


@extend_schema(tags=["hearings: organisations"])
class OrganisationView(APIView):
    """One organisation."""

    @extend_schema(operation_id="hearing_organisation_withdraw", request=None, responses={204: None})
    def delete(self, request: Request, slug: str, pk: int) -> Response:
        """Withdraw it: its address is erased, its link goes on to the hearing."""
        hearing = reaching.desk_hearing(request, slug, SET_UP)
        try:
            found = organisations.of_hearing(hearing, pk)
        except Organisation.DoesNotExist:
            raise Http404 from None
        organisations.withdraw(actor=request.user, organisation=found)
        return Response(status=204)
