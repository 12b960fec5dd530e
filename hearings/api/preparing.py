"""Preparing a hearing: its texts, services, questions and events. The codes are made with it."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.models import Service
from commons.http.asking import require
from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from commons.places.models import Area
from hearings.api import answers, reaching, shapes
from hearings.domain import queries, setup
from hearings.models import Hearing
from hearings.rules import SEE_DESK, SET_UP

WORDS = ("title", "purpose", "privacy")


def whole(hearing: Hearing) -> dict[str, Any]:
    """The hearing as it is now."""
    return answers.hearing_whole(hearing, queries.counts(hearing), is_taking=queries.is_taking(hearing))


def flat(sent: dict[str, Any], *names: str) -> dict[str, Any]:
    """The texts by language taken apart: `{"title": {"fi": …}}` → `{"title_fi": …}`."""
    found = {name: value for name, value in sent.items() if name not in names}
    for name in names:
        for language, text in sent.get(name, {}).items():
            if language in ("fi", "sv", "en"):
                found[f"{name}_{language}"] = text
    return found


def create(request: Request) -> tuple[int, Any]:
    """Make a hearing out of the request's body, for the town."""
    sent = checked(shapes.NewHearing, request)
    slug = sent.pop("slug")
    town = Area.objects.filter(parent=None).order_by("pk").first()
    if town is None:
        raise Http404
    return 201, whole(setup.create(actor=request.user, area=town, slug=slug, fields=flat(sent, *WORDS)))


def change(request: Request, slug: str) -> Response:
    """Change some of a hearing's texts and times."""
    hearing = reaching.desk_hearing(request, slug, SET_UP)
    sent = checked(shapes.HearingFields, request, partial=True)
    changed = setup.change(actor=request.user, hearing=hearing, fields=flat(sent, *WORDS))
    return Response(whole(changed))


class PartView(IdempotentCreate, APIView):
    """Base of what adds a part: `add` does it, the whole hearing is answered."""

    shape: Any = None

    def add(self, request: Request, hearing: Hearing, sent: dict[str, Any]) -> None:
        """Add the part."""
        raise NotImplementedError

    def made(self, request: Request, slug: str) -> Response:
        """Once for each idempotency key."""
        hearing = reaching.desk_hearing(request, slug, SET_UP)
        sent = checked(self.shape, request)

        def produce() -> tuple[int, Any]:
            self.add(request, hearing, sent)
            return 201, whole(hearing)

        return self.answer_once(request, produce)


@extend_schema(tags=["hearings: officials"])
class ServiceAreasView(PartView):
    """Services that are heard about."""

    shape = shapes.NewServiceArea

    @extend_schema(
        operation_id="hearing_service_area_add",
        request=shapes.NewServiceArea,
        responses={201: shapes.HearingShape},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Add a service, while the hearing is prepared."""
        return self.made(request, slug)

    def add(self, request: Request, hearing: Hearing, sent: dict[str, Any]) -> None:
        """Add it."""
        service = Service.objects.filter(slug=sent["service"]).first() if sent["service"] else None
        setup.add_service_area(
            actor=request.user,
            hearing=hearing,
            names=sent["name"],
            service=service,
            is_sensitive=sent["is_sensitive"],
        )


@extend_schema(tags=["hearings: officials"])
class QuestionsView(PartView):
    """What is asked."""

    shape = shapes.NewQuestion

    @extend_schema(
        operation_id="hearing_question_add",
        request=shapes.NewQuestion,
        responses={201: shapes.HearingShape},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Add a question, while the hearing is prepared."""
        return self.made(request, slug)

    def add(self, request: Request, hearing: Hearing, sent: dict[str, Any]) -> None:
        """Add it."""
        setup.add_question(actor=request.user, hearing=hearing, polarity=sent["polarity"], texts=sent["text"])


@extend_schema(tags=["hearings: officials"])
class EventsView(PartView):
    """Meetings."""

    shape = shapes.NewEvent

    @extend_schema(
        operation_id="hearing_event_add", request=shapes.NewEvent, responses={201: shapes.HearingShape}
    )
    def post(self, request: Request, slug: str) -> Response:
        """Add a meeting in a town, with a code for it and one for each service's wall."""
        return self.made(request, slug)

    def add(self, request: Request, hearing: Hearing, sent: dict[str, Any]) -> None:
        """Add it."""
        setup.add_event(actor=request.user, hearing=hearing, fields=flat(sent, "programme"))


@extend_schema(tags=["hearings: officials"])
class CodesView(APIView):
    """The codes of a hearing."""

    @extend_schema(operation_id="hearing_codes", responses=shapes.CodeList)
    def get(self, request: Request, slug: str) -> Response:
        """All codes, of the whole hearing first."""
        hearing = reaching.desk_hearing(request, slug, SEE_DESK)
        rows = [
            {"code": one.code, "event": one.event_id, "service_area": one.service_area_id}
            for one in queries.stations_of(hearing)
        ]
        return Response({"signs": reverse("hearings:signs", args=[hearing.slug]), "results": rows})


def may_create(request: Request) -> None:
    """Only coordinators, before anything in the body is looked at."""
    require(request.user, SET_UP)
