"""The follow-up group: invitations, consent to a name, terms, ends."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone, translation
from rest_framework.test import APIClient

from commons.accounts.domain import people
from commons.accounts.models import Role, User
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from proposals.domain.delegates import group, mails, reading
from proposals.domain.delegates.errors import GroupFull, InvitationOver, OfficialDelegate
from proposals.models import Delegate, DelegateState, Finding, Proposal
from tests.factories.delegates import DelegateFactory, FindingFactory
from tests.factories.proposals import ResidentFactory
from tests.proposals.conftest import Town, official

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
YEAR = dt.timedelta(days=365)


def invited(actor: Any, town: Town, email: str = "aino@example.fi", **more: Any) -> Delegate:
    term = {"term_from": TODAY(), "term_to": TODAY() + YEAR} | more
    return group.invite(actor=actor, cycle=town.cycle, email=email, **term)


def test_a_resident_is_invited_accepts_with_one_click_and_shows_a_name_only_by_consent(
    town: Town, reviewer: User, resident: User
) -> None:
    first = invited(reviewer, town, " Aino@Example.fi ")
    assert mails.tell_delegate(first.pk, "invited") == 1
    assert group.word_of(first) in mail.outbox[-1].body
    assert [one.pk for one in reading.of_person(resident)] == [first.pk]
    other = ResidentFactory(display_name="Bertta")
    second = invited(reviewer, town, "bertta@example.fi")

    silent = group.accept(actor=resident, invitation=group.invitation_of(group.word_of(first)))
    named = group.accept(actor=other, invitation=second, shows_name=True)

    with translation.override("en"):
        assert [str(one) for one in reading.group_of(town.cycle).delegates] == ["Delegate 1", "Bertta"]
        group.show_name(actor=other, delegate=named, shows=False)
        assert str(Delegate.objects.select_related("user").get(pk=named.pk)) == "Delegate 2"
    assert (silent.email, silent.number, named.number) == ("", 1, 2)
    with pytest.raises(InvitationOver):
        group.accept(actor=resident, invitation=first)
    with pytest.raises(NotAllowed):
        group.show_name(actor=resident, delegate=named, shows=True)


def test_declining_needs_no_account_and_erases_the_address(town: Town, reviewer: User) -> None:
    found = group.decline(invitation=invited(reviewer, town))

    assert (found.state, found.email, found.user) == (DelegateState.DECLINED, "", None)
    assert mails.tell_delegate(found.pk, "invited") == 0


def test_an_invitation_lapses_and_forgets_its_address(
    town: Town, reviewer: User, resident: User, anonymous: AnonymousUser
) -> None:
    found = invited(reviewer, town)
    with pytest.raises(SignInNeeded):
        group.accept(actor=anonymous, invitation=found)
    Delegate.objects.update(invited_at=timezone.now() - dt.timedelta(days=15))
    for word in (group.word_of(found), "keksitty"):
        with pytest.raises(InvitationOver):
            group.invitation_of(word)
    with pytest.raises(InvitationOver):
        group.accept(actor=resident, invitation=found)

    assert group.forget_lapsed() == 1
    assert Delegate.objects.filter(state=DelegateState.LAPSED, email="").exists()


def test_what_does_not_fit_is_said_at_its_field(town: Town, reviewer: User, resident: User) -> None:
    invited(reviewer, town)
    DelegateFactory(cycle=town.cycle, user=ResidentFactory(email="mukana@example.fi"), number=1)
    days: list[tuple[str, dict[str, Any]]] = [
        ("email", {"email": "ei mikään"}),
        ("email", {"email": "aino@example.fi"}),
        ("email", {"email": "mukana@example.fi"}),
        ("term_to", {"term_to": TODAY() - dt.timedelta(days=1), "term_from": TODAY() - YEAR}),
        ("term_to", {"term_to": TODAY() - YEAR}),
        ("term_to", {"term_to": TODAY() + 6 * YEAR}),
    ]
    for name, more in days:
        with pytest.raises(Invalid) as refused:
            invited(reviewer, town, **({"email": "uusi@example.fi"} | more))
        assert list(refused.value.fields) == [name]


def test_a_group_has_at_most_fifteen_people(town: Town, reviewer: User) -> None:
    for number in range(group.MOST):
        DelegateFactory(cycle=town.cycle, number=number + 1)
    with pytest.raises(GroupFull):
        invited(reviewer, town)


def test_officials_cannot_be_delegates_and_residents_cannot_invite(
    town: Town, reviewer: User, coordinator: User, resident: User
) -> None:
    found = invited(coordinator, town)
    with pytest.raises(OfficialDelegate):
        group.accept(actor=reviewer, invitation=found)
    with pytest.raises(NotAllowed):
        invited(resident, town)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COORDINATOR])
def test_who_works_in_a_part_of_the_town_neither_reads_nor_forms_the_group_of_a_whole_year(
    client: Client, town: Town, project: Proposal, reviewer: User, delegate: Delegate, role: Role
) -> None:
    other, api = official(role, town.harjula), APIClient()
    asked = invited(reviewer, town, "veikko@example.fi")
    desk, reason = "/desk/carrying-out/group/", {"reason": "Syy"}
    client.force_login(other)
    api.force_authenticate(other)

    for refused in (
        lambda: invited(other, town),
        lambda: group.end(actor=other, delegate=delegate, reason="Syy"),
        lambda: reading.members(actor=other, cycle=town.cycle),
    ):
        with pytest.raises(NotAllowed):
            refused()
    page = client.get(desk)
    assert (page.status_code, page.context["years"], page.context["held"]) == (200, [], [])
    assert client.get(f"{desk}?cycle={town.cycle.slug}").status_code == 404
    assert client.post(f"{desk}{asked.pk}/end/", reason).status_code == 403
    assert api.post(f"/api/v1/delegates/{asked.pk}/end/", reason, format="json").status_code == 403
    term = {"email": "bertta@example.fi", "term_from": f"{TODAY()}", "term_to": f"{TODAY() + YEAR}"}
    sent = api.post(f"/api/v1/cycles/{town.cycle.slug}/delegates/", term, format="json")
    assert (sent.status_code, Delegate.objects.count()) == (403, 2)
    client.force_login(reviewer)
    assert client.get(desk).context["years"] == [town.cycle]


def test_an_official_ends_a_membership_with_a_reason_that_the_delegate_reads(
    town: Town, reviewer: User, delegate: Delegate
) -> None:
    with pytest.raises(Invalid):
        group.end(actor=reviewer, delegate=delegate)
    with pytest.raises(NotAllowed):
        group.end(actor=ResidentFactory(), delegate=delegate, reason="Syy")

    group.end(actor=reviewer, delegate=delegate, reason="Muutti toiseen kuntaan.")

    assert mails.tell_delegate(delegate.pk, "ended") == 1
    assert "Muutti toiseen kuntaan." in mail.outbox[-1].body
    with pytest.raises(InvitationOver):
        group.end(actor=reviewer, delegate=delegate, reason="Taas.")
    assert (reading.group_of(town.cycle).delegates, reading.group_of(town.cycle).former) == ([], 1)


def test_a_delegate_leaves_without_a_reason_and_may_come_back(
    town: Town, reviewer: User, delegate: Delegate, resident: User
) -> None:
    group.end(actor=resident, delegate=delegate)
    again = group.accept(actor=resident, invitation=invited(reviewer, town))

    assert (again.number, reading.membership(resident, town.cycle)) == (2, again)


def test_who_accepts_a_new_term_leaves_the_old_one(
    town: Town, reviewer: User, delegate: Delegate, resident: User
) -> None:
    Delegate.objects.update(term_to=TODAY() - dt.timedelta(days=1))
    again = group.accept(actor=resident, invitation=invited(reviewer, town))

    assert list(Delegate.objects.filter(state=DelegateState.ACCEPTED)) == [again]


def test_an_erased_account_leaves_its_findings_under_a_number(delegate: Delegate, resident: User) -> None:
    Delegate.objects.update(shows_name=True)
    found = FindingFactory(delegate=delegate)

    people.erase(actor=resident)

    kept = Finding.objects.select_related("delegate__user").get(pk=found.pk)
    assert (kept.delegate.state, kept.delegate.user, kept.delegate.shows_name) == ("ended", None, False)
    assert str(kept.delegate) == kept.delegate.numbered


def test_the_database_keeps_the_rules_of_the_group_too(town: Town, delegate: Delegate) -> None:
    for wrong in (
        {"user": None},
        {"number": None},
        {"email": "x@example.fi"},
        {"term_to": TODAY() - 9 * YEAR},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Delegate.objects.filter(pk=delegate.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        DelegateFactory(cycle=town.cycle, user=delegate.user, number=2)
