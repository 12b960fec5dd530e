"""Giving and taking roles, and what a role is good for."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from pytest_django import Settings as SettingsWrapper

from commons.accounts.domain import roles
from commons.accounts.domain.errors import LastCoordinator, NotToOneself
from commons.accounts.models import Role, RoleAssignment, User
from commons.accounts.permissions import has_role, has_role_everywhere, is_official
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from tests.factories.accounts import RoleAssignmentFactory, ServiceFactory, UserFactory, official
from tests.factories.places import AreaFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> User:
    return official(Role.COORDINATOR, language="sv")


def fresh(user: User) -> User:
    """The user as the next request reads them."""
    return User.objects.get(pk=user.pk)


def test_a_coordinator_gives_a_role_and_a_mail_tells(
    coordinator: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    person, harjula = UserFactory(language="sv"), AreaFactory()
    ends = timezone.now() + timedelta(days=30)
    with django_capture_on_commit_callbacks(execute=True):
        given = roles.grant(
            actor=coordinator, email=person.email.upper(), role=Role.REVIEWER, area=harjula, ends_at=ends
        )
    assert (given.user, given.role, given.area, given.service, given.granted_by, given.ends_at) == (
        person,
        "reviewer",
        harjula,
        None,
        coordinator,
        ends,
    )
    [message] = mail.outbox
    assert (message.to, message.extra_headers["Content-Language"]) == ([person.email], "sv")


def test_somebody_who_never_signed_in_can_be_named(coordinator: User) -> None:
    given = roles.grant(actor=coordinator, email=" Uusi@Kuvala.example ", role=Role.SCRIBE)
    assert (given.user.email, given.user.has_usable_password()) == ("uusi@kuvala.example", False)


def test_a_role_given_again_changes_only_its_end(coordinator: User) -> None:
    first = roles.grant(actor=coordinator, email="a@kuvala.example", role=Role.REVIEWER)
    ends = timezone.now() + timedelta(days=1)
    again = roles.grant(actor=coordinator, email="a@kuvala.example", role=Role.REVIEWER, ends_at=ends)
    assert (again.pk, again.ends_at) == (first.pk, ends)


@pytest.mark.parametrize("role", list(Role))
def test_only_coordinators_of_the_whole_town_give_roles_for_it(role: Role) -> None:
    actor = official(role)
    if role == Role.COORDINATOR:
        assert roles.grant(actor=actor, email="a@kuvala.example", role=Role.REVIEWER).pk
    else:
        with pytest.raises(NotAllowed):
            roles.grant(actor=actor, email="a@kuvala.example", role=Role.REVIEWER)
        assert not User.objects.filter(email="a@kuvala.example").exists()


def test_residents_and_nobody_give_nothing() -> None:
    with pytest.raises(NotAllowed):
        roles.grant(actor=UserFactory(), email="a@kuvala.example", role=Role.REVIEWER)
    with pytest.raises(SignInNeeded):
        roles.grant(actor=AnonymousUser(), email="a@kuvala.example", role=Role.REVIEWER)


def test_a_coordinator_of_a_district_gives_roles_in_it_only() -> None:
    town = AreaFactory()
    harjula, ranta = AreaFactory(parent=town), AreaFactory(parent=town)
    block = AreaFactory(parent=harjula)
    actor = official(Role.COORDINATOR, area=harjula)
    for area in (harjula, block):
        assert roles.grant(actor=actor, email="a@kuvala.example", role=Role.REVIEWER, area=area).area == area
    for area, service, role in (
        (ranta, None, Role.REVIEWER),
        (town, None, Role.REVIEWER),
        (None, None, Role.REVIEWER),
        (harjula, ServiceFactory(), Role.REVIEWER),
        (harjula, None, Role.COORDINATOR),
    ):
        with pytest.raises(NotAllowed):
            roles.grant(actor=actor, email="b@kuvala.example", role=role, area=area, service=service)


def test_nobody_gives_a_role_to_oneself_but_the_administrator(coordinator: User) -> None:
    with pytest.raises(NotToOneself):
        roles.grant(actor=coordinator, email=coordinator.email, role=Role.CERTIFIER)
    administrator = UserFactory(is_superuser=True)
    assert (
        roles.grant(actor=administrator, email=administrator.email, role=Role.COORDINATOR).user
        == administrator
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "ei osoite"}, "email"),
        ({"role": "king"}, "role"),
        ({"ends_at": timezone.now() - timedelta(1)}, "ends_at"),
    ],
)
def test_what_does_not_fit_is_refused(coordinator: User, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        roles.grant(**{"actor": coordinator, "email": "a@kuvala.example", "role": Role.REVIEWER} | changes)
    assert list(refusal.value.fields) == [field]


def test_a_role_is_taken_away_and_the_history_keeps_it(
    coordinator: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    held = roles.grant(actor=coordinator, email="a@kuvala.example", role=Role.REVIEWER)
    with django_capture_on_commit_callbacks(execute=True):
        roles.revoke(actor=coordinator, assignment=held)
    assert not is_official(fresh(held.user))
    events = apps.get_model("accounts", "RoleEvent").objects.filter(user=held.user).order_by("pgh_id")
    assert list(events.values_list("pgh_label", "role", "granted_by")) == [
        ("insert", "reviewer", coordinator.pk),
        ("delete", "reviewer", coordinator.pk),
    ]
    assert [message.to for message in mail.outbox] == [["a@kuvala.example"]]


def test_others_take_no_roles_away(coordinator: User) -> None:
    held = roles.grant(actor=coordinator, email="a@kuvala.example", role=Role.REVIEWER)
    for actor in (
        UserFactory(),
        official(Role.REVIEWER),
        held.user,
        official(Role.COORDINATOR, area=AreaFactory()),
    ):
        with pytest.raises(NotAllowed):
            roles.revoke(actor=fresh(actor), assignment=held)


def test_the_last_coordinator_stays(coordinator: User) -> None:
    own = coordinator.roles.get()
    with pytest.raises(LastCoordinator):
        roles.revoke(actor=coordinator, assignment=own)
    official(Role.COORDINATOR, area=AreaFactory())
    with pytest.raises(LastCoordinator):
        roles.revoke(actor=coordinator, assignment=own)
    official(Role.COORDINATOR)
    roles.revoke(actor=coordinator, assignment=own)
    assert not RoleAssignment.objects.filter(pk=own.pk).exists()


def test_a_role_holds_in_its_area_below_it_and_until_its_end() -> None:
    town = AreaFactory()
    harjula, ranta = AreaFactory(parent=town), AreaFactory(parent=town)
    block = AreaFactory(parent=harjula)
    person = official(Role.REVIEWER, area=harjula)
    held = [has_role(fresh(person), Role.REVIEWER, area=area) for area in (town, harjula, block, ranta, None)]
    assert held == [False, True, True, False, True]
    assert not has_role_everywhere(fresh(person), Role.REVIEWER)
    person.roles.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert not has_role(fresh(person), Role.REVIEWER)


def test_a_role_for_a_service_holds_for_it_only() -> None:
    parks, schools = ServiceFactory(), ServiceFactory()
    person = official(Role.REVIEWER, service=parks)
    held = [has_role(fresh(person), Role.REVIEWER, service=service) for service in (parks, schools, None)]
    assert held == [True, False, True]
    assert not has_role_everywhere(fresh(person), Role.REVIEWER)


def test_roles_are_read_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person = fresh(official(Role.REVIEWER))
    with django_assert_num_queries(1):
        assert [has_role(person, Role.REVIEWER), has_role(person, Role.MODERATOR), is_official(person)] == [
            True,
            False,
            True,
        ]


def test_a_councillor_is_no_official_and_a_closed_account_holds_nothing() -> None:
    assert not is_official(official(Role.COUNCILLOR))
    assert not is_official(official(Role.REVIEWER, is_active=False))


def test_without_a_second_factor_no_role_is_in_force_where_it_is_required(settings: SettingsWrapper) -> None:
    settings.RAATI_REQUIRE_MFA = True
    person = official(Role.COORDINATOR)
    assert not has_role(person, Role.COORDINATOR)
    with pytest.raises(NotAllowed):
        roles.grant(actor=fresh(person), email="a@kuvala.example", role=Role.REVIEWER)
    person.authenticator_set.create(type="totp", data={})
    person.authenticator_set.create(type="recovery_codes", data={})
    assert has_role(fresh(person), Role.COORDINATOR)


# The coordinators' page.


def test_the_page_shows_roles_and_finds_them_by_address(client: Client, coordinator: User) -> None:
    official(Role.REVIEWER, email="aino@kuvala.example")
    official(Role.MODERATOR, email="liisa@kuvala.example")
    client.force_login(coordinator)

    def found(query: str) -> set[str]:
        return {row["held"].user.email for row in client.get(f"/desk/people/{query}").context["rows"]}

    assert found("") == {coordinator.email, "aino@kuvala.example", "liisa@kuvala.example"}
    assert found("?q=AINO") == {"aino@kuvala.example"}
    assert found("?role=moderator") == {"liisa@kuvala.example"}
    assert found("?q=nobody&page=99") == set()


def test_a_role_is_given_and_taken_on_the_page(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)
    day = timezone.localdate() + timedelta(days=3)
    form = {
        "email": "a@kuvala.example",
        "role": "reviewer",
        "area": "",
        "service": "",
        "last_day": day.isoformat(),
    }
    assert client.post("/desk/people/", form).status_code == 302
    held = RoleAssignment.objects.get(user__email="a@kuvala.example")
    assert timezone.localtime(held.ends_at).date() == day + timedelta(days=1)
    assert client.post(f"/desk/people/{held.pk}/take-away/").status_code == 302
    assert not RoleAssignment.objects.filter(pk=held.pk).exists()


def test_a_refusal_keeps_what_was_typed(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)
    response = client.post("/desk/people/", {"email": coordinator.email, "role": "certifier"})
    assert response.status_code == 400
    assert f'value="{coordinator.email}"' in response.content.decode()


@pytest.mark.parametrize("role", [None, *Role])
def test_only_coordinators_see_the_page(client: Client, role: Role | None) -> None:
    client.force_login(official(role) if role else UserFactory())
    assert client.get("/desk/people/").status_code == (200 if role == Role.COORDINATOR else 403)


def test_the_last_coordinator_is_told_so_on_the_page(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)
    assert client.post(f"/desk/people/{coordinator.roles.get().pk}/take-away/").status_code == 409
    assert client.get(f"/desk/people/{coordinator.roles.get().pk}/take-away/").status_code == 405


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_takes_the_same_statements_for_one_role_and_for_thirty(
    client: Client, coordinator: User, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    area, service = AreaFactory(), ServiceFactory()
    for _ in range(number):
        RoleAssignmentFactory(area=area, service=service, granted_by=coordinator)
    client.force_login(coordinator)
    with django_assert_num_queries(7):
        client.get("/desk/people/")
