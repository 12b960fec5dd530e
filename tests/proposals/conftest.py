"""What the tests of proposals share: a year that takes proposals, and people of every kind."""

from dataclasses import dataclass

import pytest
from django.contrib.auth.models import AnonymousUser

from commons.accounts.models import Role, RoleAssignment, User
from commons.accounts.permissions import Actor
from commons.places.models import Area
from commons.process.models import Cycle, PhaseKind
from proposals.models import Category
from tests.factories.places import AreaFactory, square
from tests.factories.process import CycleFactory, open_phase
from tests.factories.proposals import CategoryFactory, ResidentFactory


@dataclass
class Town:
    """A town with two districts, a published year that takes proposals, and a category."""

    area: Area
    harjula: Area
    ranta: Area
    cycle: Cycle
    category: Category


def official(role: Role, area: Area | None = None) -> User:
    """Somebody with a role, everywhere or in an area."""
    user: User = ResidentFactory()
    RoleAssignment.objects.create(user=user, role=role, area=area)
    return user


@pytest.fixture
def town() -> Town:
    area = AreaFactory(slug="kuvala")
    cycle = CycleFactory(area=area, slug="kuvala-2026")
    open_phase(cycle, PhaseKind.PROPOSE)
    return Town(
        area=area,
        harjula=AreaFactory(slug="harjula", parent=area, outline=square(61.5, 23.8)),
        ranta=AreaFactory(slug="ranta", parent=area, outline=square(61.6, 23.8)),
        cycle=cycle,
        category=CategoryFactory(slug="luonto", name_fi="Luonto", name_sv="Natur", name_en="Nature"),
    )


@pytest.fixture
def resident() -> User:
    user: User = ResidentFactory(email="aino@example.fi", display_name="Aino")
    return user


@pytest.fixture
def coordinator(town: Town) -> User:
    return official(Role.COORDINATOR)


@pytest.fixture
def reviewer(town: Town) -> User:
    return official(Role.REVIEWER, town.harjula)


@pytest.fixture
def anonymous() -> Actor:
    return AnonymousUser()
