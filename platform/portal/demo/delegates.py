"""The follow-up group of the finished year: three fictional residents, what they found and what the town answered."""

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass

import pgtrigger

from commons.process.models import Cycle
from portal.demo import years
from portal.demo.ground import Ground
from portal.demo.pictures import draw
from proposals.domain.delegates import answering, group, noting
from proposals.domain.delegates.noting import Shot
from proposals.models import Delegate, Finding, FindingCheck, FindingKind, FindingReply, Proposal, ReplyKind

COORDINATOR = "koordinaattori"
TERM = (-250, 115)
MEMBERS = (("esko", True), ("saga", True), ("keijo", False))
"""Who, and whether they agreed that their name is shown."""


@dataclass(frozen=True)
class Seen:
    """A finding. `days`: of the visit from today. `answer`: kind, day of the answer, promised day, words."""

    by: str
    idea: str
    days: int
    kind: str
    language: str
    text: str
    place: str = ""
    answer: tuple[ReplyKind, int, int, Mapping[str, str]] | None = None
    confirmed: int = 0
    has_picture: bool = False


SEEN = (
    Seen(
        "esko",
        "finished-12",
        -200,
        "quality",
        "fi",
        "Keinun toinen ketju on väärän mittainen, joten istuin on vinossa. Muuten paikka on hieno ja lapsia paljon.",
        "Keinut kentän puolella",
        (
            ReplyKind.FIXED,
            -188,
            0,
            {
                "fi": "Ketju vaihdettiin. Kiitos huomiosta!",
                "sv": "Kedjan är utbytt. Tack för iakttagelsen!",
                "en": "The chain was replaced. Thank you for telling us!",
            },
        ),
        -180,
    ),
    Seen(
        "saga",
        "finished-23",
        -34,
        "accessibility",
        "sv",
        "Med rullstol kommer man fram till rampen men inte över tröskeln: den är flera centimeter hög.",
        "Vid rampens övre ände",
        (
            ReplyKind.PROMISED,
            -26,
            40,
            {
                "fi": "Kynnys madalletaan, kun ranta huolletaan. Siihen asti sen päällä on irtoluiska.",
                "sv": "Tröskeln sänks när stranden får sin service. Till dess ligger en lös ramp över den.",
                "en": "The threshold will be lowered when the beach is serviced. Until then a loose ramp lies over it.",
            },
        ),
        has_picture=True,
    ),
    Seen(
        "keijo",
        "finished-08",
        -24,
        "safety",
        "fi",
        "Kaksi valoa on pimeänä juuri portaiden kohdalla. Illalla ei näe, mihin astuu.",
        "Sillan viereiset portaat",
    ),
    Seen(
        "esko",
        "finished-01",
        -15,
        "as_planned",
        "fi",
        "Penkit ovat tukevia, ja niissä on selkänojat kuten luvattiin. Istuin jokaisella.",
    ),
)


def tell(cycle: Cycle, told: Mapping[str, Proposal], ground: Ground) -> None:
    """The group and its findings by the verbs; then each gets the day on which it happened."""
    for key, shows_name in MEMBERS:
        invitation = group.invite(
            actor=ground.people[COORDINATOR],
            cycle=cycle,
            email=ground.people[key].email,
            term_from=_day(TERM[0]),
            term_to=_day(TERM[1]),
        )
        group.accept(actor=ground.people[key], invitation=invitation, shows_name=shows_name)
    Delegate.objects.filter(cycle=cycle).update(
        invited_at=years.moment(TERM[0] - 9), answered_at=years.moment(TERM[0] - 6)
    )
    for seen in SEEN:
        _note(seen, told[seen.idea], ground)


def _day(days: int) -> dt.date:
    return years.midnight(days).date()


def _note(seen: Seen, project: Proposal, ground: Ground) -> None:
    shots = []
    if seen.has_picture:
        drawing = draw(f"{seen.idea}/found", place=seen.place, language=seen.language)
        shots = [Shot(io.BytesIO(drawing.jpeg), len(drawing.jpeg), drawing.alt)]
    found = noting.note(
        actor=ground.people[seen.by],
        proposal=project,
        kind=seen.kind,
        text=seen.text,
        visited_on=_day(seen.days),
        place=seen.place,
        language=seen.language,
        shots=shots,
    )
    if seen.answer:
        kind, _days, promised, words = seen.answer
        answering.answer(
            actor=ground.people[COORDINATOR],
            finding=found,
            kind=kind,
            text=words,
            promised_on=_day(promised) if promised else None,
        )
    if seen.confirmed:
        noting.look_again(actor=ground.people[seen.by], finding=found, is_fixed=True)
    _date(seen, found)


def _date(seen: Seen, found: Finding) -> None:
    by = noting.answer_by(FindingKind(seen.kind), _day(seen.days))
    with pgtrigger.ignore():
        Finding.objects.filter(pk=found.pk).update(created_at=years.moment(seen.days, hour=17), answer_by=by)
        if seen.answer:
            FindingReply.objects.filter(finding=found).update(
                created_at=years.moment(seen.answer[1], hour=10)
            )
        if seen.confirmed:
            FindingCheck.objects.filter(finding=found).update(
                created_at=years.moment(seen.confirmed, hour=18)
            )
