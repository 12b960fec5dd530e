"""What is planted about votes: who is on the roll, what waits for a second official, the council's item in writing."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from commons.accounts.permissions import operator
from commons.process.models import PhaseKind
from tests.factories.council import SECTION, before_council
from tests.factories.process import CycleFactory, EnvelopeFactory, closed_phase, open_phase
from tests.factories.voting import RollEntryFactory, ballot_of, cast_ballot, made_public
from tests.portal.leaks.town import Town
from tests.portal.leaks.words import word
from voting.domain import codes, count, letter_code
from voting.domain.council import deciding, freeing, items
from voting.models import (
    AnomalyCase,
    CouncilLine,
    CouncilSession,
    DeskAct,
    DeskDeed,
    FreedUse,
    Notice,
    NoticeKind,
    RollRequest,
    Verdict,
)


def plant(town: Town) -> None:
    """A vote that goes on, and one whose result is before the council."""
    _open(town)
    _before_council(town)


def _open(town: Town) -> None:
    cycle = CycleFactory(area=town.area, slug="kuvala-aanestaa")
    pot = EnvelopeFactory(cycle=cycle, area=town.harjula, slug="harjulan-potti")
    election, projects = ballot_of([pot])
    open_phase(cycle, PhaseKind.VOTE)
    voter = RollEntryFactory(election=election, area=town.harjula)
    (code,) = codes.make_batch(actor=operator(), election=election).codes
    town.put("voting_code", letter_code.grouped(code.code))
    known = RollEntryFactory(
        election=election, area=town.harjula, person_hash=word("personhash").ljust(64, "0")
    )
    clerk = town.people["clerk_and_scribe"]
    DeskAct.objects.create(
        election=election,
        entry=known,
        deed=DeskDeed.CORRECTED,
        station=word("station"),
        reason=word("deskreason"),
        made_by=clerk,
    )
    asked = RollRequest.objects.create(
        election=election,
        person_hash=word("requesthash").ljust(64, "0"),
        contact=f"{word('requestmail')}@kuvala.example",
        area=town.harjula,
        reason=word("requestreason"),
    )
    notice = Notice.objects.create(
        election=election,
        kind=NoticeKind.TEXT,
        project=projects[0],
        before={"title": "Ennen"},
        after={"title": word("noticetext")},
        reason=word("noticereason"),
        asked_by=clerk.pk,
        asked_as="vote_clerk",
        asked_at=timezone.now(),
    )
    case = AnomalyCase.objects.create(
        election=election,
        kind="hour",
        key="x",
        facts={"hour": "2027-03-01T14:00+0200"},
        number=40,
        among=60,
        expected=4,
        proposed="excluded",
        reason=word("casereason"),
        first_person=clerk.pk,
        first_by=clerk,
    )
    assert voter.pk != known.pk
    town.put("vote", cycle.slug)
    town.put("pot", pot.slug)
    town.put("ballot_project", projects[0].pk)
    town.put("request", asked.pk)
    town.put("notice", notice.pk)
    town.put("anomaly", case.pk)


def _before_council(town: Town) -> None:
    """Entered by one official, and not confirmed by another yet."""
    cycle = CycleFactory(area=town.area, slug="kuvala-paattaa")
    pot = EnvelopeFactory(cycle=cycle, source=Decimal(50_000), slug="paatettava")
    election, projects = ballot_of([pot], (30_000, 20_000, 5_000))
    for chosen in ((0, 1), (0, 1), (0, 2)):
        cast_ballot(election, [projects[place] for place in chosen])
    closed_phase(cycle, PhaseKind.VOTE)
    clerk, coordinator = town.people["clerk_and_scribe"], town.people["coordinator"]
    count.count_votes(actor=clerk, election=election)
    made_public(election)
    session = before_council(election, actor=coordinator)
    CouncilSession.objects.filter(pk=session.pk).update(
        introduction=word("introduction"), sent_back=word("sentback")
    )
    said: dict[str, Any] = {"actor": coordinator, "session": session, "section": SECTION}
    deciding.enter(**said, project=projects[1], verdict=Verdict.DROPPED, reason=word("linereason"))
    deciding.confirm_others(**said)
    CouncilLine.objects.filter(session=session, project=projects[0]).update(conditions=word("conditions"))
    freeing.use_freed(**said, envelope=pot, use=FreedUse.NEXT_CYCLE, reason=word("freedreason"))
    items.ask(actor=town.people["councillor"], session=session, text=word("councilquestion"))
    town.put("vote", cycle.slug)
    town.put("pot", pot.slug)
    town.put("council_project", projects[1].pk)
