"""Splitting a proposal: its author is asked first, nothing is lost, and it can be undone."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from commons.accounts.models import Role, User
from commons.deliberation.models import Comment
from commons.followup.models import Follower
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from commons.process.models import PhaseKind
from proposals.domain import drafts, history, submission, supports
from proposals.domain.errors import ChangedElsewhere, WrongState
from proposals.domain.gates import VotingHasBegun
from proposals.domain.merging.errors import ReasonNeeded
from proposals.domain.splitting import carrying, mails, plans, preparing, reading
from proposals.domain.splitting.errors import (
    AnswerMissing,
    NotSplittable,
    PartsIncomplete,
    PlanIsOver,
    TooFewParts,
    TooLateToConsent,
    TooLateToJoin,
)
from proposals.models import (
    PART_FIELDS,
    Answer,
    CoAuthor,
    CoAuthorState,
    Proposal,
    SplitPart,
    SplitPlan,
    SplitState,
    State,
    Support,
)
from tests.factories.process import open_phase
from tests.factories.proposals import ProposalFactory, ResidentFactory
from tests.proposals.conftest import Town, official
from tests.proposals.domain.test_merging import author, everything, made, planned
from tests.proposals.pages.conftest import proposal_in

pytestmark = pytest.mark.django_db
TITLES = ("Pulkkamäki", "Valaistus polulle")


@pytest.fixture
def whole(town: Town) -> Proposal:
    return made(town, State.RETURNED, title="Pulkkamäki ja valaistus")


def prepared(actor: User, whole: Proposal, **given: Any) -> SplitPlan:
    """A plan with two complete parts."""
    plan = preparing.prepare(actor=actor, proposal=whole, **({"reason": "Kaksi ajatusta."} | given))
    for part, title in zip(plan.parts.all(), TITLES, strict=False):
        preparing.save_part(actor=actor, part=part, changes={"title": title, "rough_cost": "700"})
    return plan


def asked(actor: User, whole: Proposal) -> SplitPlan:
    return plans.ask(actor=actor, plan=prepared(actor, whole))


def agreed(actor: User, whole: Proposal) -> SplitPlan:
    return plans.answer(actor=author(whole), plan=asked(actor, whole), agrees=True)


def split(actor: User, whole: Proposal) -> tuple[SplitPlan, list[Proposal]]:
    plan = carrying.carry_out(actor=actor, plan=agreed(actor, whole))
    return plan, list(Proposal.objects.filter(split_from=whole).order_by("pk"))


def test_each_part_is_a_proposal_of_its_own_by_the_same_people(coordinator: User, whole: Proposal) -> None:
    second, supporter = ResidentFactory(), Support.objects.get(proposal=whole).user
    CoAuthor.objects.create(proposal=whole, user=second, state=CoAuthorState.ACCEPTED)
    before = everything()
    _plan, parts = split(coordinator, whole)
    whole.refresh_from_db()
    assert (whole.state, [part.title for part in parts]) == (State.SPLIT, list(TITLES))
    for part in parts:
        kept = ("author_id", "submitted_at", "cycle_id", "what", "why", "area_id", "category_id", "latitude")
        assert {name: getattr(part, name) for name in kept} == {name: getattr(whole, name) for name in kept}
        assert (part.state, part.support_count, str(part.rough_cost)) == (State.SUBMITTED, 1, "700.00")
        assert list(part.supports.values_list("user", "origin")) == [(supporter.pk, whole.pk)]
        assert list(part.co_authors.values_list("user", "state")) == [(second.pk, "accepted")]
        followers = Follower.objects.filter(track=part.track_id, stopped_at=None).values_list(
            "user", flat=True
        )
        assert set(followers) == {author(whole).pk, supporter.pk}
        assert [entry.verb for entry in history.of(part)] == ["proposals.split"]
    # The whole keeps all that it had.
    now = everything()
    assert now["Comment"] == before["Comment"]
    assert [row for row in now["Support"] if row["proposal_id"] == whole.pk] == before["Support"]
    with pytest.raises(WrongState):
        supports.support(actor=ResidentFactory(), proposal=whole)


def test_nobody_counts_twice_and_a_support_is_taken_back_part_by_part(
    coordinator: User, whole: Proposal
) -> None:
    person = Support.objects.get(proposal=whole).user
    plan, (first, second) = split(coordinator, whole)
    assert supports.support(actor=person, proposal=first) == 1
    assert supports.unsupport(actor=person, proposal=first) == 0
    assert Support.objects.filter(user=person, proposal=whole).exists()
    assert supports.unsupport(actor=person, proposal=second) == 0
    # Taken back from every part, it does not come back with the whole.
    carrying.undo(actor=coordinator, plan=plan)
    whole.refresh_from_db()
    assert (whole.support_count, Support.objects.filter(user=person).exists()) == (0, False)


def test_undoing_makes_it_whole_again_with_what_came_meanwhile(coordinator: User, whole: Proposal) -> None:
    before = Proposal.objects.filter(pk=whole.pk).values().get()
    plan, parts = split(coordinator, whole)
    fresh = ResidentFactory()
    for part in parts:
        supports.support(actor=fresh, proposal=part)
    said = Comment.objects.create(thread=parts[0].thread, author=fresh, kind="for", text="Juuri tämä")
    assert carrying.undo(actor=coordinator, plan=plan).state == SplitState.UNDONE
    now = Proposal.objects.filter(pk=whole.pk).values().get()
    assert now == before | {"support_count": 2}
    assert Support.objects.get(proposal=whole, user=fresh).origin == parts[0]
    assert Follower.objects.filter(track=whole.track, user=fresh).exists()
    for part in parts:
        part.refresh_from_db()
        assert (part.state, part.merged_into) == (State.MERGED, whole)
    assert reading.plan(actor=coordinator, pk=plan.pk).may_undo is False
    from proposals.domain import queries

    assert queries.said_about(whole, said.pk) == said
    # It can be split anew: its own parts are no others that were merged into it.
    assert split(coordinator, whole)[0].state == SplitState.SPLIT


def test_who_stopped_the_mails_of_every_part_gets_none_of_the_whole(
    coordinator: User, whole: Proposal
) -> None:
    plan, parts = split(coordinator, whole)
    person = Support.objects.get(proposal=whole).user
    tracks = [part.track_id for part in parts]
    Follower.objects.filter(track__in=tracks, user=person).update(stopped_at=timezone.now())
    carrying.undo(actor=coordinator, plan=plan)
    still = Follower.objects.filter(track=whole.track, stopped_at=None).values_list("user", flat=True)
    assert list(still) == [author(whole).pk]


@pytest.mark.parametrize("built", ["late", "withdrawn", "merged", "split", "decided"])
def test_what_was_built_on_is_not_undone(town: Town, coordinator: User, whole: Proposal, built: str) -> None:
    plan, (first, second) = split(coordinator, whole)
    if built == "late":
        SplitPlan.objects.update(undo_until=timezone.now())
    elif built == "withdrawn":
        submission.withdraw(actor=author(first), proposal=first)
    elif built == "merged":
        other = made(town)
        Proposal.objects.filter(pk=other.pk).update(state=State.MERGED, merged_into=second)
    elif built == "split":
        split(coordinator, first)
    else:
        Proposal.objects.filter(pk=first.pk).update(state=State.IN_REVIEW)
        Proposal.objects.filter(pk=first.pk).update(state=State.NOT_FEASIBLE, public_reason="Ei käy.")
    with pytest.raises(TooLateToJoin):
        carrying.undo(actor=coordinator, plan=plan)
    assert reading.plan(actor=coordinator, pk=plan.pk).may_undo is False


def test_without_consent_it_stays_whole(coordinator: User, whole: Proposal) -> None:
    plan = asked(coordinator, whole)
    with pytest.raises(AnswerMissing):
        carrying.carry_out(actor=coordinator, plan=plan)
    for reason in ("", "  ", "x" * 1001, "a\x00b"):
        with pytest.raises(ReasonNeeded):
            plans.answer(actor=author(whole), plan=plan, agrees=False, reason=reason)
    plans.answer(actor=author(whole), plan=plan, agrees=False, reason="Kuuluvat yhteen.")
    with pytest.raises(AnswerMissing):
        carrying.carry_out(actor=coordinator, plan=plan)
    # After a no the parts are changed and the author is asked anew; what was written is not lost.
    plans.rework(actor=coordinator, plan=plan)
    assert [part.title for part in plan.parts.all()] == list(TITLES)
    again = plans.ask(actor=coordinator, plan=plan)
    assert (again.answer, again.answer_reason) == (Answer.WAITING, "")
    SplitPlan.objects.update(answer_until=timezone.now() - dt.timedelta(minutes=1))
    with pytest.raises(TooLateToConsent):
        plans.answer(actor=author(whole), plan=plan, agrees=True)
    with pytest.raises(AnswerMissing):
        carrying.carry_out(actor=coordinator, plan=plan)
    assert plans.call_off(actor=coordinator, plan=plan).state == SplitState.CALLED_OFF
    whole.refresh_from_db()
    assert (whole.state, Proposal.objects.count()) == (State.RETURNED, 1)


def test_an_author_who_deletes_the_account_holds_nothing_up(coordinator: User, whole: Proposal) -> None:
    plan = asked(coordinator, whole)
    person = author(whole).pk
    User.objects.get(pk=person).delete()
    assert carrying.carry_out(actor=coordinator, plan=plan).state == SplitState.SPLIT
    assert not mails.tell_author(plan.pk, person, "split")


def test_what_was_asked_about_stays_as_it_was(coordinator: User, whole: Proposal) -> None:
    plan = asked(coordinator, whole)
    part = plan.parts.first()
    assert part is not None
    for refused in (
        lambda: preparing.save_part(actor=coordinator, part=part, changes={"title": "Muu"}),
        lambda: preparing.add_part(actor=coordinator, plan=plan),
        lambda: preparing.remove_part(actor=coordinator, part=part),
    ):
        with pytest.raises(PlanIsOver):
            refused()
    for broken in (
        lambda: SplitPart.objects.filter(pk=part.pk).update(title="Muu"),
        lambda: SplitPart.objects.filter(pk=part.pk).delete(),
        lambda: SplitPart.objects.create(plan=plan),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


def test_parts_are_complete_and_told_apart_before_the_author_is_asked(
    coordinator: User, whole: Proposal
) -> None:
    plan = preparing.prepare(actor=coordinator, proposal=whole, reason="Kaksi ajatusta.")
    # Begun with what the whole says, so with one title.
    first, second = plan.parts.all()
    assert [getattr(first, name) for name in PART_FIELDS] == [getattr(whole, name) for name in PART_FIELDS]
    with pytest.raises(PartsIncomplete):
        plans.ask(actor=coordinator, plan=plan)
    preparing.save_part(actor=coordinator, part=first, changes={"title": "Pulkkamäki", "what": " "})
    with pytest.raises(PartsIncomplete) as refused:
        plans.ask(actor=coordinator, plan=plan)
    assert "1" in str(refused.value.detail)
    with pytest.raises(Invalid):
        preparing.save_part(actor=coordinator, part=second, changes={"title": "x" * 121, "rough_cost": "-3"})
    with pytest.raises(TooFewParts):
        preparing.remove_part(actor=coordinator, part=second)
    for _number in range(4):
        third = preparing.add_part(actor=coordinator, plan=plan)
    with pytest.raises(TooFewParts):
        preparing.add_part(actor=coordinator, plan=plan)
    preparing.remove_part(actor=coordinator, part=third)
    assert plan.parts.count() == 5


def test_two_officials_who_write_one_part_at_once_notice_it(coordinator: User, whole: Proposal) -> None:
    part = prepared(coordinator, whole).parts.all()[0]
    seen = drafts.mark_of(part, *PART_FIELDS)
    preparing.save_part(actor=official(Role.COORDINATOR), part=part, changes={"what": "Toisen."}, seen=seen)
    with pytest.raises(ChangedElsewhere):
        preparing.save_part(actor=coordinator, part=part, changes={"what": "Minun."}, seen=seen)


@pytest.mark.parametrize(
    "state", [s for s in State if s not in (State.SUBMITTED, State.IN_REVIEW, State.RETURNED)]
)
def test_a_proposal_in_another_state_is_refused(town: Town, coordinator: User, state: State) -> None:
    with pytest.raises(NotSplittable):
        prepared(coordinator, proposal_in(town, state))


def test_what_others_were_merged_into_and_what_is_asked_about_is_refused(
    town: Town, coordinator: User, whole: Proposal
) -> None:
    lead, other = made(town), made(town)
    planned(coordinator, lead, other)
    with pytest.raises(NotSplittable):
        prepared(coordinator, lead)
    Proposal.objects.filter(pk=made(town).pk).update(state=State.MERGED, merged_into=whole)
    with pytest.raises(NotSplittable):
        prepared(coordinator, whole)
    alone = made(town)
    prepared(coordinator, alone)
    with pytest.raises(NotSplittable):
        prepared(coordinator, alone)
    for given in ({"reason": " "}, {"days": 6}, {"days": 61}, {"parts": 1}, {"parts": 7}):
        with pytest.raises(Invalid):
            prepared(coordinator, made(town), **given)


def test_no_splitting_once_voting_has_begun(town: Town, coordinator: User, whole: Proposal) -> None:
    done, _parts = split(coordinator, made(town))
    ready, waiting = agreed(coordinator, whole), prepared(coordinator, made(town))
    open_phase(town.cycle, PhaseKind.VOTE)
    for verb, plan in ((carrying.carry_out, ready), (carrying.undo, done), (plans.ask, waiting)):
        with pytest.raises(VotingHasBegun):
            verb(actor=coordinator, plan=plan)
    with pytest.raises(VotingHasBegun):
        prepared(coordinator, made(town))


def test_only_coordinators_of_the_area_who_did_not_write_it_may(
    town: Town, coordinator: User, reviewer: User, resident: User, whole: Proposal
) -> None:
    elsewhere = official(Role.COORDINATOR, town.ranta)
    own = made(town, author=coordinator)
    plan = asked(coordinator, whole)
    part = plan.parts.first()
    assert part is not None
    for actor in (resident, reviewer, elsewhere, official(Role.MODERATOR)):
        with pytest.raises(NotAllowed):
            prepared(actor, whole)
        for verb in (
            plans.ask,
            plans.rework,
            plans.call_off,
            carrying.carry_out,
            carrying.undo,
            preparing.add_part,
        ):
            with pytest.raises(NotAllowed):
                verb(actor=actor, plan=plan)
        with pytest.raises(NotAllowed):
            preparing.save_part(actor=actor, part=part, changes={})
    with pytest.raises(NotAllowed):
        prepared(coordinator, own)


def test_only_its_author_answers(coordinator: User, resident: User, anonymous: Any, whole: Proposal) -> None:
    plan = asked(coordinator, whole)
    with pytest.raises(SignInNeeded):
        plans.answer(actor=anonymous, plan=plan, agrees=True)
    for actor in (resident, coordinator):
        with pytest.raises(NotAllowed):
            plans.answer(actor=actor, plan=plan, agrees=True)
    # What is only prepared is nobody's to answer.
    other = ProposalFactory(cycle=whole.cycle, area=whole.area)
    with pytest.raises(PlanIsOver):
        plans.answer(actor=author(other), plan=prepared(coordinator, other), agrees=True)


def test_the_mails_say_what_is_asked_and_what_came_of_it(coordinator: User, whole: Proposal) -> None:
    second = ResidentFactory(language="sv")
    CoAuthor.objects.create(proposal=whole, user=second, state=CoAuthorState.ACCEPTED)
    User.objects.filter(pk=author(whole).pk).update(language="en")
    plan = asked(coordinator, whole)
    assert mails.tell_author(plan.pk, author(whole).pk, "asked")
    assert f"/proposals/splitting/{plan.pk}/" in mail.outbox[-1].body
    assert "- Valaistus polulle" in mail.outbox[-1].body
    assert "Without an answer your proposal stays whole" in mail.outbox[-1].body
    plans.answer(actor=author(whole), plan=plan, agrees=True)
    carrying.carry_out(actor=coordinator, plan=plan)
    for person, words in ((author(whole), "was split. You are named"), (second, "har delats. Du nämns")):
        assert mails.tell_author(plan.pk, person.pk, "split")
        assert words in mail.outbox[-1].body
    # What is out of date by the time the job runs is not sent.
    assert not mails.tell_author(plan.pk, author(whole).pk, "asked")


def test_the_database_keeps_parts_within_a_year_and_a_split_one_with_parts(
    town: Town, whole: Proposal
) -> None:
    foreign = ProposalFactory()
    for about, fields in (
        (whole, {"state": State.SPLIT}),
        (foreign, {"split_from": whole}),
        (whole, {"split_from": whole}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.filter(pk=about.pk).update(**fields)
