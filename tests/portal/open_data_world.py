"""A town with something in every data set, and beside it everything that may be in none."""

import datetime as dt
from dataclasses import asdict
from hashlib import sha256
from uuid import uuid4

from django.utils import timezone

from commons.accounts.models import Role, User
from commons.deliberation.domain.statements.summary import Group, Numbers, Shares, Summary
from commons.deliberation.models import OpinionPicture, Statement
from commons.moderation.domain import deciding
from commons.moderation.models import Moderation, Reason
from commons.process.models import Improvement, PhaseKind
from hearings.models import Answer, Contribution, HearingState, SealedText, StatementAnswer
from proposals.models import (
    QUESTIONS,
    Booking,
    BudgetLine,
    Evaluation,
    FindingCheck,
    FindingReply,
    LedgerFile,
    MergePlan,
    Purchase,
    SitePicture,
    State,
    WorkPlan,
)
from proposals.models import Verdict as Decision
from tests.factories.accounts import UserFactory, official
from tests.factories.council import before_council, decided
from tests.factories.delegates import FindingFactory
from tests.factories.hearings import (
    AnswerFactory,
    ContributionFactory,
    HearingFactory,
    ThemeFactory,
    open_hearing,
)
from tests.factories.paper import accepted_batch
from tests.factories.places import AreaFactory, PopulationFactory
from tests.factories.process import CycleFactory, EnvelopeFactory, LessonFactory, closed_phase, open_phase
from tests.factories.proposals import BallotProposalFactory, ProposalFactory, merge_plan_of
from tests.factories.voting import RollEntryFactory, ballot_of, cast_ballot, made_public
from tests.portal.api_world import SECRET, World, build
from voting.domain.council import items
from voting.domain.count import count_votes
from voting.domain.paper import quarantine, reconciliation
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
    a_vote_that_is_over(year=2023)
    a_hearing()
    opinions_about(world.statement)
    carried_out(world)
    review_and_links(world)
    learned_and_moderated(world)
    return world


def carried_out(world: World) -> None:
    """A project with its plan, money, pictures, findings and answers; suppliers and what people wrote stay inside."""
    project, unseen = world.confirmed, ProposalFactory(cycle=world.next_cycle)
    books = LedgerFile.objects.create(source="ledger", file_name="k.csv", state="taken")
    WorkPlan.objects.create(proposal=project, planned_end="2026-06-01")
    for number, one in enumerate((project, unseen, world.submitted)):
        hidden = "" if one is project else SECRET
        Booking.objects.create(
            proposal=one, file=books, source="ledger", voucher=f"V{number}", date="2026-03-09",
            account=hidden or "4300", supplier=SECRET, text=SECRET, amount="100.00",
        )  # fmt: skip
        Purchase.objects.create(
            proposal=one, reference=f"T{number}", supplier=SECRET, what=hidden or "Puut", ordered_on="2026-03-01",
            amount="100.00",
        )  # fmt: skip
        BudgetLine.objects.create(proposal=one, name=hidden or "Puut", amount="700.00")
        SitePicture.objects.create(
            proposal=one, moment="before", picture="work/abc.jpg", alt_fi=hidden or "Kuoppa"
        )
    done = BallotProposalFactory(cycle=world.cycle, state=State.DONE)
    for _time in range(6):
        Evaluation.objects.create(proposal=done, key=uuid4(), text=SECRET, **dict.fromkeys(QUESTIONS, "yes"))
    hidden = FindingFactory(
        delegate=world.delegate,
        proposal=project,
        text=SECRET,
        hidden_at=timezone.now(),
        hidden_reason="insult",
    )
    for finding, text in ((world.found, "Korjattu."), (hidden, SECRET)):
        FindingReply.objects.create(finding=finding, kind="fixed", text_fi=text)
        FindingCheck.objects.create(finding=finding, is_fixed=False, text=text)


def review_and_links(world: World) -> None:
    """A finished decision and one that is not; a merged proposal and one that nobody sees any more."""
    lines = [{"label": "Puut", "amount": "12.00"}]
    refused = ProposalFactory(cycle=world.cycle, state=State.NOT_FEASIBLE, public_reason="Tontti on myyty.")
    Decision.objects.create(
        proposal=refused, outcome="not_feasible", ground="land", reason="Tontti on myyty.", lines=lines
    )
    secret = [{"label": SECRET, "amount": "12.00"}]
    Decision.objects.create(
        proposal=world.in_review, outcome="not_feasible", ground="land", reason=SECRET, lines=secret
    )
    now = timezone.now()
    for reason, gone in (("Sama mäki.", {}), (SECRET, {"hidden_at": now, "hidden_reason": "insult"})):
        lead = ProposalFactory(cycle=world.cycle)
        merged = ProposalFactory(cycle=world.cycle, state=State.MERGED, merged_into=lead, **gone)
        plan = merge_plan_of(lead, merged)
        MergePlan.objects.filter(pk=plan.pk).update(
            state="carried_out", carried_out_at=now, undo_until=now, reason=reason
        )


def learned_and_moderated(world: World) -> None:
    """Lessons and what became of them, in public and not yet; something hidden by a moderator."""
    draft = LessonFactory(cycle=world.cycle, is_published=False, promised_fi=SECRET, happened_fi=SECRET)
    later = CycleFactory(area=world.cycle.area, slug="kuvala-2028", year=2028)
    now = timezone.now()
    Improvement.objects.create(cycle=later, lesson=world.lesson, state="done", settled_at=now)
    Improvement.objects.create(
        cycle=world.next_cycle, lesson=LessonFactory(cycle=world.cycle), state="done", settled_at=now,
        words_fi=SECRET, words_sv=SECRET, words_en=SECRET,
    )  # fmt: skip
    Improvement.objects.create(cycle=later, lesson=draft, words_fi=SECRET)
    deciding.hide(actor=official(Role.MODERATOR), case=world.case, reason=Reason.INSULT)


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


def a_vote_that_is_over(*, year: int) -> None:
    """Closed, not counted yet, with an account of its paper and a batch that was set aside."""
    cycle = CycleFactory(slug=f"kuvala-{year}", year=year)
    election, projects = ballot_of([EnvelopeFactory(cycle=cycle, slug="koko")], ballot_kind="approval")
    cast_ballot(election, projects[:1])
    closed_phase(cycle, PhaseKind.VOTE)
    clerk = official(Role.VOTE_CLERK)
    quarantine.begin(actor=clerk, batch=accepted_batch(election), reason="Sinetti oli rikki.")
    reconciliation.run(actor=clerk, election=election)


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
