"""A town with something in every data set, and beside it everything that may be in none."""

import datetime as dt
from dataclasses import asdict
from hashlib import sha256

from django.utils import timezone

from commons.accounts.models import Role, User
from commons.deliberation.domain.statements.summary import Group, Numbers, Shares, Summary
from commons.deliberation.models import OpinionPicture, Statement
from commons.moderation.models import Moderation, Reason
from commons.process.models import PhaseKind
from hearings.models import Answer, Contribution, HearingState, SealedText, StatementAnswer
from proposals.models import State
from tests.factories.accounts import UserFactory, official
from tests.factories.council import before_council, decided
from tests.factories.hearings import (
    AnswerFactory,
    ContributionFactory,
    HearingFactory,
    ThemeFactory,
    open_hearing,
)
from tests.factories.places import AreaFactory, PopulationFactory
from tests.factories.process import CycleFactory, EnvelopeFactory, closed_phase, open_phase
from tests.factories.proposals import ProposalFactory
from tests.factories.voting import RollEntryFactory, ballot_of, cast_ballot, made_public
from tests.portal.api_world import SECRET, World, build
from voting.domain.council import items
from voting.domain.count import count_votes
from voting.domain.results import envelope_results
from voting.models import Ballot, Channel, Election, RollEntry, Verdict


def whole() -> World:
    """The world of the API grid, with a published result and a hearing."""
    world = build()
    town = world.cycle.area
    PopulationFactory(area=town)
    ProposalFactory(cycle=world.cycle, state=State.WITHDRAWN, title=SECRET, what=SECRET)
    world.next_cycle.name_fi = SECRET
    world.next_cycle.save()
    EnvelopeFactory(cycle=world.next_cycle, slug="salaisuus-7421")
    ProposalFactory(cycle=world.next_cycle, title=SECRET)
    UserFactory(email="erkki.esimerkki@kuvala.example", display_name="Erkki Esimerkki-Salainen")
    councils_word(published_vote(year=2024))
    a_hearing()
    opinions_about(world.statement)
    return world


def opinions_about(shown: Statement) -> None:
    """A picture with two groups, of a statement that is shown and of one that is hidden."""
    hidden = Statement.objects.create(
        thread=shown.thread, text=SECRET, hidden_at=timezone.now(), hidden_reason="insult"
    )
    numbers = {pk: Numbers(12, Shares(60, 40, 0)) for pk in (shown.pk, hidden.pk)}
    shares = {pk: one.shares for pk, one in numbers.items()}
    told = Summary(12, 12, numbers, [Group(7, shares, []), Group(5, shares, [])], [])
    OpinionPicture.objects.create(thread=shown.thread, version=1, data=asdict(told))


def published_vote(*, year: int) -> Election:
    """A counted and published vote of twenty people on the roll, twelve of whom have voted."""
    town = AreaFactory(slug=f"kaupunki-{year}")
    cycle = CycleFactory(area=town, slug=f"kuvala-{year}", year=year)
    open_phase(cycle, PhaseKind.VOTE)
    election, projects = ballot_of([EnvelopeFactory(cycle=cycle, slug="koko")], ballot_kind="approval")
    for place in range(20):
        entry = RollEntryFactory(election=election, area=town, birth_year=1950 + place)
        if place < 12:
            cast_ballot(election, projects[: 1 + place % 2])
            RollEntry.objects.filter(pk=entry.pk).update(voted_at=cycle.created_at, channel=Channel.WEB)
    closed_phase(cycle, PhaseKind.VOTE)
    count_votes(actor=official(Role.COORDINATOR), election=election)
    made_public(election)
    return election


def councils_word(election: Election) -> None:
    """The council dropped the first winner; a councillor asked before. A later item is not confirmed yet."""
    councillor, official_ = official(Role.COUNCILLOR), official(Role.COORDINATOR)
    session = before_council(election, actor=official_)
    asked = items.ask(actor=councillor, session=session, text="Mitä kunnossapito maksaa?")
    items.answer(actor=official_, question=asked, text="500 euroa vuodessa.")
    items.add_annex(actor=official_, session=session, title="Kartta", content=b"%PDF-1.7\n%%EOF")
    first = next(row.project for row in envelope_results(election)[0].rows if row.funded)
    decided(
        election,
        {first: (Verdict.DROPPED, "Tontti on myyty.")},
        actors=(official_, official(Role.CERTIFIER)),
        session=session,
    )
    later = items.prepare(
        actor=official_, election=election, meeting=SECRET, held_on=dt.date(2027, 1, 1), introduction=SECRET
    )
    items.ask(actor=councillor, session=later, text=SECRET)
    items.add_annex(actor=official_, session=later, title=SECRET, content=b"%PDF-1.7 " + SECRET.encode())


def a_hearing() -> None:
    """One with a shown note, and notes, words and answers that are not to be seen."""
    hearing = open_hearing(hosts="Kuvalan kaupunki")
    theme = ThemeFactory(hearing=hearing)
    ContributionFactory(hearing=hearing, theme=theme)
    ContributionFactory(hearing=hearing, moderation=Moderation.HELD, text=f"{SECRET} 050 123 4567")
    ContributionFactory(
        hearing=hearing, moderation=Moderation.HIDDEN, hidden_reason=Reason.PERSON, text=SECRET
    )
    AnswerFactory(theme=theme)
    sealed = ContributionFactory(hearing=hearing)
    SealedText.objects.create(
        contribution=sealed, text=SECRET, expires_at=timezone.now() + dt.timedelta(days=1)
    )
    statement = hearing.statements.create(
        service_area=hearing.service_areas.first(), source="residents", text_fi="A", text_sv="B", text_en="C"
    )
    for place in range(3):
        StatementAnswer.objects.create(statement=statement, respondent=device(place), value=5, shown=5)
    HearingFactory(slug="salaisuus-7421", title_fi=SECRET, state=HearingState.PREPARING)
    assert Answer.objects.exists()


def device(place: int) -> str:
    """What stands for a device in the survey."""
    return sha256(bytes([place])).hexdigest()


def planted() -> set[str]:
    """Everything in the database that may stand in no file: secrets, names, mails, hashes, receipts."""
    found = {SECRET.lower(), "050 123 4567", "salaisuus-7421"}
    for user in User.objects.all():
        found |= {user.email.lower(), user.display_name.lower()}
    found |= {name for name in RollEntry.objects.values_list("person_hash", flat=True) if len(set(name)) > 4}
    for ballot in Ballot.objects.all():
        found |= {str(ballot.pk), ballot.pseudonym, ballot.receipt, ballot.key_hash}
    for note in Contribution.objects.all():
        found |= {str(note.uuid), note.receipt_hash}
    found |= set(StatementAnswer.objects.values_list("respondent", flat=True))
    return {text.lower() for text in found if text}
