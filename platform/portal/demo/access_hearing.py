"""The ways into the open hearings of the demo town: codes, and one door of each kind."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from commons.moderation.models import Moderation
from hearings.domain import queries
from hearings.domain.paper.codes import code_of
from hearings.domain.receipts import STORY, grouped, receipt_of
from hearings.models import (
    Card,
    CardKind,
    CardState,
    Contribution,
    Hearing,
    HearingState,
    Organisation,
    Plenary,
    PlenaryState,
    Station,
    Story,
    SynthesisComment,
)


def codes_of(address: str) -> list[dict[str, str]]:
    """The codes of the open hearings: of the whole and of today's event with its walls."""
    stations = Station.objects.filter(hearing__state=HearingState.OPEN).filter(
        Q(event=None) | Q(event__starts_at__date=timezone.localdate())
    )
    return [
        {
            "code": station.code,
            "hearing": station.hearing.slug,
            "place": ", ".join(str(part) for part in (station.event, station.service_area) if part)
            or str(station.hearing),
            "url": f"{address}/h/{station.code}/",
            "wall": f"{address}/h/{station.code}/wall/",
        }
        for station in stations.select_related("hearing", "event", "service_area").order_by("pk")
    ]


def doors(address: str) -> list[dict[str, str]]:
    """Of each open hearing: its slug, the number of a free postcard (`card`), and where everything is reached; what a
    hearing does not have is empty."""
    found = Hearing.objects.filter(state=HearingState.OPEN).order_by("pk")
    return [_doors(hearing, address) for hearing in found]


def _doors(hearing: Hearing, address: str) -> dict[str, str]:
    def at(name: str, *args: object) -> str:
        return address + reverse(f"hearings:{name}", args=args) if all(args) else ""

    station = _station(hearing)
    card = _free_card(hearing)
    organisation = (
        Organisation.objects.filter(hearing=hearing, withdrawn_at=None).exclude(asked_at=None).first()
    )
    plenary = Plenary.objects.filter(hearing=hearing, state=PlenaryState.RUNNING).order_by("pk").first()
    return {
        "hearing": hearing.slug,
        "page": at("hearing", hearing.slug),
        "story": at("story", hearing.slug),
        "survey": at("survey", hearing.slug),
        "synthesis": at("synthesis", hearing.slug) if hasattr(hearing, "synthesis") else "",
        "card": card,
        "card_url": at("card", card),
        "organisation": at("round", organisation.token if organisation else ""),
        "receipt": at("note", _receipt_of_note(hearing)),
        "story_receipt": at("own_story", _receipt_of_story(hearing)),
        "comment_receipt": at("comment", _receipt_of_comment(hearing)),
        "tablet": at("shared", station),
        "smileys": at("tablet", station) if hearing.smiley_questions.exists() else "",
        "walk": at("walk", station),
        "vote": at("vote", hearing.slug, plenary.pk if plenary else 0),
    }


def _station(hearing: Hearing) -> str:
    """A code of today's event, so that there is a walk; else of the whole hearing."""
    today = hearing.stations.filter(event__starts_at__date=timezone.localdate(), service_area__isnull=False)
    found = today.order_by("pk").values_list("code", flat=True).first()
    return found or queries.main_code(hearing)


def _free_card(hearing: Hearing) -> str:
    """A card that was given out, or only printed, and nobody has keyed: as printed on it."""
    free = Card.objects.filter(run__hearing=hearing, state__in=(CardState.GIVEN, CardState.PRINTED))
    number = free.filter(run__kind=CardKind.POSTCARD).values_list("number", flat=True).first()
    return code_of(number) if number else ""


def _receipt_of_note(hearing: Hearing) -> str:
    shown = Contribution.objects.filter(hearing=hearing, moderation=Moderation.SHOWN, theme__isnull=False)
    uuid = shown.order_by("pk").values_list("uuid", flat=True).first()
    return grouped(receipt_of(uuid)) if uuid else ""


def _receipt_of_story(hearing: Hearing) -> str:
    uuid = Story.objects.filter(hearing=hearing).order_by("pk").values_list("uuid", flat=True).first()
    return grouped(receipt_of(uuid, kind=STORY)) if uuid else ""


def _receipt_of_comment(hearing: Hearing) -> str:
    said = SynthesisComment.objects.filter(synthesis__hearing=hearing).order_by("moderation", "pk")
    uuid = said.values_list("uuid", flat=True).first()
    return grouped(receipt_of(uuid)) if uuid else ""
