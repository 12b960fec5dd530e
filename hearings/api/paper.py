"""Cards that are printed, and papers that are keyed by one person and checked by another."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.http.errors import Invalid
from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from hearings.api import paper_shapes as shapes
from hearings.api import reaching
from hearings.domain.paper import cards, keying
from hearings.domain.paper.codes import code_of
from hearings.models import Card, CardState, Hearing, Keying, Pile
from hearings.rules import SCRIBE, SET_UP

PARTS = {"question": "questions", "service_area": "service_areas", "event": "events"}


def parts_of(hearing: Hearing, sent: dict[str, Any]) -> dict[str, Any]:
    """The named parts of the hearing in place of their numbers; `Invalid` for those that it does not have."""
    found = dict(sent)
    for name, rows in PARTS.items():
        if sent.get(name) is not None:
            number = sent[name]
            found[name] = getattr(hearing, rows).filter(pk=number).first() if 0 < number < 2**63 else None
            if found[name] is None:
                raise Invalid(fields={name: [_("Choose one of these.")]})
    return found


def run_row(hearing: Hearing, run: Any) -> dict[str, Any]:
    """A run with its states; for an organisation without what came back, which is told in steps of five alone."""
    shown = [
        state
        for state in CardState
        if run.organisation_id is None or state not in (CardState.KEYED, CardState.CHECKED, CardState.GIVEN)
    ]
    return {
        "id": run.pk,
        "kind": run.kind,
        "first": run.first,
        "last": run.last,
        "question": run.question_id,
        "service_area": run.service_area_id,
        "event": run.event_id,
        "states": {str(state): getattr(run, str(state)) for state in shown},
        "pdf": reverse("hearings:cards_pdf", args=[hearing.slug, run.pk]),
    }


@extend_schema(tags=["hearings: paper"])
class RunsView(IdempotentCreate, APIView):
    """Runs of cards."""

    @extend_schema(operation_id="hearing_card_runs", responses=shapes.RunList)
    def get(self, request: Request, slug: str) -> Response:
        """All runs, newest first."""
        hearing = reaching.desk_hearing(request, slug, SCRIBE)
        return Response({"results": [run_row(hearing, run) for run in cards.runs_of(hearing)]})

    @extend_schema(
        operation_id="hearing_card_run_make", request=shapes.NewRun, responses={201: shapes.RunShape}
    )
    def post(self, request: Request, slug: str) -> Response:
        """Make cards with consecutive numbers, at most 500."""
        hearing = reaching.desk_hearing(request, slug, SET_UP)
        sent = parts_of(hearing, checked(shapes.NewRun, request))

        def produce() -> tuple[int, Any]:
            made = cards.make_run(actor=request.user, hearing=hearing, **sent)
            return 201, run_row(hearing, cards.runs_of(hearing).get(pk=made.pk))

        return self.answer_once(request, produce)


@extend_schema(tags=["hearings: paper"])
class MarkView(APIView):
    """Setting cards aside."""

    @extend_schema(
        operation_id="hearing_cards_mark", request=shapes.CardMarking, responses=shapes.MarkedShape
    )
    def post(self, request: Request, slug: str) -> Response:
        """Mark cards as given out or spoilt; those that were keyed stay."""
        hearing = reaching.desk_hearing(request, slug, SCRIBE)
        sent = checked(shapes.CardMarking, request)
        return Response({"marked": cards.set_aside(actor=request.user, hearing=hearing, **sent)})


@extend_schema(tags=["hearings: paper"])
class CardView(APIView):
    """One card."""

    @extend_schema(operation_id="hearing_card", responses=shapes.CardShape)
    def get(self, request: Request, slug: str, code: str) -> Response:
        """What a card asks and where it is, by its number and at least two of its letters."""
        hearing = reaching.desk_hearing(request, slug, SCRIBE)
        return Response(_card(cards.reached(request.user, hearing, code)))


def _card(card: Card) -> dict[str, Any]:
    run = card.run
    words = [str(part) for part in (run.service_area, run.question) if part] or [_("the writer chooses")]
    return {
        "code": code_of(card.number),
        "kind": run.kind,
        "state": card.state,
        "question": run.question_id,
        "service_area": run.service_area_id,
        "words": " · ".join([code_of(card.number), *words, str(CardState(card.state).label)]),
    }


@extend_schema(tags=["hearings: paper"])
class PilesView(IdempotentCreate, APIView):
    """Piles of papers."""

    @extend_schema(operation_id="hearing_piles", responses=shapes.PileList)
    def get(self, request: Request, slug: str) -> Response:
        """All piles with how far they are."""
        hearing = reaching.desk_hearing(request, slug, SCRIBE)
        return Response({"results": [_pile(one) for one in keying.piles_of(hearing, request.user)]})

    @extend_schema(
        operation_id="hearing_pile_start", request=shapes.NewPile, responses={201: shapes.PileShape}
    )
    def post(self, request: Request, slug: str) -> Response:
        """Start a pile."""
        hearing = reaching.desk_hearing(request, slug, SCRIBE)
        sent = parts_of(hearing, checked(shapes.NewPile, request))

        def produce() -> tuple[int, Any]:
            made = keying.start_pile(actor=request.user, hearing=hearing, **sent)
            return 201, _pile(keying.pile_of(hearing, made.pk, request.user))

        return self.answer_once(request, produce)


def _pile(pile: Any) -> dict[str, Any]:
    counts = {name: getattr(pile, name) for name in ("expected", "keyed", "checked", "corrected", "for_me")}
    return {"id": pile.pk, "name": pile.name, "kind": pile.kind, "event": pile.event_id, **counts}


def _reached_pile(request: Request, slug: str, pk: int) -> Pile:
    hearing = reaching.desk_hearing(request, slug, SCRIBE)
    try:
        return keying.pile_of(hearing, pk, request.user)
    except Pile.DoesNotExist:
        raise Http404 from None


def _keyed(one: Keying) -> dict[str, Any]:
    return {
        "id": one.pk,
        "card": code_of(one.card.number) if one.card else "",
        "text": one.text,
        "question": one.question_id,
        "service_area": one.service_area_id,
        "language": one.language,
        "has_photo": hasattr(one, "photo"),
        "background": {"age_band": "", "gender": "", "home_town": ""} | keying.background_of(one),
    }


@extend_schema(tags=["hearings: paper"])
class PapersView(APIView):
    """Papers of a pile."""

    parser_classes = (JSONParser, MultiPartParser, FormParser)

    @extend_schema(operation_id="hearing_paper_next", responses=shapes.ToCheck)
    def get(self, request: Request, slug: str, pk: int) -> Response:
        """The oldest paper of the pile that somebody else keyed and nobody has checked."""
        found = keying.to_check(request.user, _reached_pile(request, slug, pk))
        return Response({"next": _keyed(found) if found else None})

    @extend_schema(
        operation_id="hearing_paper_key", request=shapes.NewSheet, responses={201: shapes.KeyedShape}
    )
    def post(self, request: Request, slug: str, pk: int) -> Response:
        """Key a paper; with the same `uuid` again it is the same paper."""
        pile = _reached_pile(request, slug, pk)
        sent = checked(shapes.NewSheet, request)
        image = sent.pop("image")
        photo = keying.Photo(image.file, image.size) if image else None
        made = keying.key(actor=request.user, pile=pile, sheet=keying.Sheet(**sent), photo=photo)
        return Response(_keyed(made), status=201)


@extend_schema(tags=["hearings: paper"])
class PaperView(APIView):
    """One keyed paper."""

    @extend_schema(
        operation_id="hearing_paper_check", request=shapes.CheckedSheet, responses=shapes.CheckedShape
    )
    def put(self, request: Request, slug: str, pk: int) -> Response:
        """Tell what stands on a paper that somebody else keyed; it becomes a note."""
        one = self._reached(request, slug, pk)
        sheet = keying.Sheet(uuid=one.uuid, **checked(shapes.CheckedSheet, request))
        return Response({"note": keying.check(actor=request.user, keying=one, sheet=sheet).pk})

    @extend_schema(operation_id="hearing_paper_take_back", request=None, responses={204: None})
    def delete(self, request: Request, slug: str, pk: int) -> Response:
        """Take back what was keyed by mistake, before its check."""
        keying.take_back(actor=request.user, keying=self._reached(request, slug, pk))
        return Response(status=204)

    def _reached(self, request: Request, slug: str, pk: int) -> Keying:
        hearing = reaching.desk_hearing(request, slug, SCRIBE)
        try:
            return keying.keying_of(hearing, pk)
        except Keying.DoesNotExist:
            raise Http404 from None
