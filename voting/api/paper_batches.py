"""Paper over the API: batches, keyed twice, settled, accepted, set aside."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commons.accounts.models import User
from commons.accounts.permissions import require
from commons.http.idempotency import IdempotentCreate
from commons.http.sent import checked
from voting import rules
from voting.api import paper_serializers as shapes
from voting.api.paper_stations import TAG, day_at
from voting.domain.desk_votes import election_at_desk
from voting.domain.paper import accepting, keying, lines, matching, photos, quarantine, queries, serials
from voting.models import PaperBatch, PaperSheet, Reading


def batch_at(request: Request, slug: str, number: int, permission: str = rules.SEE_DESK) -> PaperBatch:
    """The batch, for who holds `permission`."""
    election = election_at_desk(request.user, slug)
    require(request.user, permission, election)
    return queries.batch_at_desk(request.user, election, number)


def detail(batch: PaperBatch) -> dict[str, Any]:
    """One batch as JSON."""
    shelf = lines.shelf_of(batch.election)
    return shapes.batch(batch) | {
        "sheets": [shapes.compared(shelf, batch.election_id, one) for one in matching.compared(batch)],
        "photos": list(batch.photos.values("id", "sha256")),
    }


@extend_schema(tags=TAG)
class Batches(APIView):
    """All batches."""

    @extend_schema(responses=shapes.PaperBatchSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """Newest first."""
        rows = queries.batch_rows(request.user, election_at_desk(request.user, slug))
        return Response([shapes.batch(row.batch) for row in rows])


@extend_schema(tags=TAG)
class DayBatches(IdempotentCreate, APIView):
    """Boxes of a day."""

    @extend_schema(request=shapes.OpenBatchSerializer, responses={201: shapes.PaperBatchSerializer})
    def post(self, request: Request, slug: str, day: int) -> Response:
        """Take in a box: who brought it, and how many sheets were counted by hand."""
        one = day_at(request, slug, day)
        sent = checked(shapes.OpenBatchSerializer, request)
        officer = get_object_or_404(User, pk=sent["officer"])

        def produce() -> tuple[int, Any]:
            made = keying.open_batch(actor=request.user, day=one, officer=officer, size=sent["size"])
            return 201, shapes.batch(made)

        return self.answer_once(request, produce)


@extend_schema(tags=TAG)
class BatchOne(APIView):
    """One batch."""

    @extend_schema(responses=shapes.PaperBatchDetailSerializer)
    def get(self, request: Request, slug: str, number: int) -> Response:
        """How far it is; its sheets once both readings are finished."""
        return Response(detail(batch_at(request, slug, number)))


@extend_schema(tags=TAG)
class BatchSheets(IdempotentCreate, APIView):
    """One's own reading of a batch."""

    @extend_schema(responses=shapes.KeyedSerializer(many=True))
    def get(self, request: Request, slug: str, number: int) -> Response:
        """What one has keyed oneself, and nothing of the other keyer."""
        batch = batch_at(request, slug, number, rules.KEY_PAPER)
        shelf = lines.shelf_of(batch.election)
        own = queries.own_sheets(request.user, batch)
        return Response([shapes.keyed(shelf, batch.election_id, one) for one in own])

    @extend_schema(request=shapes.KeySerializer, responses={201: shapes.KeyedSerializer})
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Key one sheet, or key it anew."""
        batch = batch_at(request, slug, number, rules.KEY_PAPER)
        sent = checked(shapes.KeySerializer, request)

        def produce() -> tuple[int, Any]:
            kept = keying.key(actor=request.user, batch=batch, **sent)
            return 201, shapes.keyed(lines.shelf_of(batch.election), batch.election_id, kept)

        return self.answer_once(request, produce)


@extend_schema(tags=TAG)
class BatchSheetOne(APIView):
    """One sheet of one's own reading."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, slug: str, number: int, keyed: int) -> Response:
        """Take it out again."""
        batch = batch_at(request, slug, number, rules.KEY_PAPER)
        keying.take_away(actor=request.user, batch=batch, keyed_id=keyed)
        return Response(status=204)


class _OnBatch(IdempotentCreate, APIView):
    """A POST that changes a batch and answers with it."""

    permission = rules.KEY_PAPER

    def done(self, request: Request, slug: str, number: int, verb: Callable[..., object]) -> Response:
        """Run the verb once on the batch and show it as it is then."""
        batch = batch_at(request, slug, number, self.permission)

        def produce() -> tuple[int, Any]:
            verb(actor=request.user, batch=batch)
            return 200, detail(queries.batch_at_desk(request.user, batch.election, number))

        return self.answer_once(request, produce)

    def sent(self, shape: Any, request: Request, slug: str, number: int) -> dict[str, Any]:
        """The body, after asking whether the sender may at all."""
        batch_at(request, slug, number, self.permission)
        return checked(shape, request)


@extend_schema(tags=TAG)
class FinishBatch(_OnBatch):
    """Ending one's reading."""

    @extend_schema(request=None, responses=shapes.PaperBatchDetailSerializer)
    def post(self, request: Request, slug: str, number: int) -> Response:
        """After the second the two are compared."""
        return self.done(request, slug, number, keying.finish)


@extend_schema(tags=TAG)
class BatchSize(_OnBatch):
    """The number of sheets counted by hand."""

    permission = rules.MANAGE_PAPER

    @extend_schema(request=shapes.SizeSerializer, responses=shapes.PaperBatchDetailSerializer)
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Correct it, with the reason."""
        sent = self.sent(shapes.SizeSerializer, request, slug, number)
        return self.done(request, slug, number, lambda **to: keying.correct_size(**to, **sent))


@extend_schema(tags=TAG)
class BatchAnew(_OnBatch):
    """Doing a reading again."""

    permission = rules.MANAGE_PAPER

    @extend_schema(request=shapes.AnewSerializer, responses=shapes.PaperBatchDetailSerializer)
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Throw one reading away, with the reason."""
        sent = self.sent(shapes.AnewSerializer, request, slug, number)
        reading = Reading(sent["reading"])
        return self.done(
            request,
            slug,
            number,
            lambda **to: keying.start_over(**to, reading=reading, reason=sent["reason"]),
        )


@extend_schema(tags=TAG)
class SettleSheet(_OnBatch):
    """A sheet that was read differently."""

    @extend_schema(request=shapes.SettleSerializer, responses=shapes.PaperBatchDetailSerializer)
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Say what the paper says; never in favour of one's own reading."""
        sent = self.sent(shapes.SettleSerializer, request, slug, number)
        batch = batch_at(request, slug, number, self.permission)
        sheet = PaperSheet.objects.filter(
            election=batch.election_id, number=serials.read(batch.election, sent.pop("serial"))
        ).first()
        if sheet is None:
            raise Http404
        return self.done(request, slug, number, lambda **to: matching.settle(**to, sheet=sheet, **sent))


@extend_schema(tags=TAG)
class AcceptBatch(IdempotentCreate, APIView):
    """Putting the ballots of a batch in the box."""

    @extend_schema(request=None, responses=shapes.AcceptedSerializer)
    def post(self, request: Request, slug: str, number: int) -> Response:
        """All of them, once."""
        batch = batch_at(request, slug, number, rules.KEY_PAPER)

        def produce() -> tuple[int, Any]:
            return 200, {"ballots": accepting.accept(actor=request.user, batch=batch)}

        return self.answer_once(request, produce)


@extend_schema(tags=TAG)
class BatchPhotos(IdempotentCreate, APIView):
    """Photographs as evidence."""

    @extend_schema(request=shapes.PhotoSerializer, responses={201: shapes.PhotoShownSerializer})
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Keep one; place and camera are taken out of it."""
        batch = batch_at(request, slug, number, rules.KEY_PAPER)
        sent = checked(shapes.PhotoSerializer, request)
        file = sent["image"]

        def produce() -> tuple[int, Any]:
            kept = photos.add(
                actor=request.user, batch=batch, file=file, size=file.size, serial=sent["serial"]
            )
            return 201, {"id": kept.pk, "sha256": kept.sha256}

        return self.answer_once(request, produce)


@extend_schema(tags=TAG)
class BatchPhotoOne(APIView):
    """One photograph."""

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    def get(self, request: Request, slug: str, number: int, photo: int) -> HttpResponse:
        """The picture, for officials of the vote."""
        image = photos.image_of(actor=request.user, batch=batch_at(request, slug, number), pk=photo)
        return HttpResponse(image, content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


class _Aside(_OnBatch):
    permission = rules.SET_ASIDE


@extend_schema(tags=TAG)
class SetAside(_Aside):
    """Setting a whole batch aside."""

    @extend_schema(request=shapes.PaperReasonSerializer, responses=shapes.PaperBatchDetailSerializer)
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Its ballots leave the count at once; nothing is deleted."""
        sent = self.sent(shapes.PaperReasonSerializer, request, slug, number)
        return self.done(request, slug, number, lambda **to: quarantine.begin(**to, **sent))


@extend_schema(tags=TAG)
class AskBack(_Aside):
    """Asking to let a batch back in."""

    @extend_schema(request=shapes.PaperReasonSerializer, responses=shapes.PaperBatchDetailSerializer)
    def post(self, request: Request, slug: str, number: int) -> Response:
        """The first of two people."""
        sent = self.sent(shapes.PaperReasonSerializer, request, slug, number)
        return self.done(request, slug, number, lambda **to: quarantine.ask_back(**to, **sent))


@extend_schema(tags=TAG)
class LetBack(_Aside):
    """Letting a batch back in."""

    @extend_schema(request=None, responses=shapes.PaperBatchDetailSerializer)
    def post(self, request: Request, slug: str, number: int) -> Response:
        """The second of two people."""
        return self.done(request, slug, number, quarantine.let_back)
