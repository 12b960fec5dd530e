"""Making a budget year and showing it to everybody."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from commons.accounts.models import Role, User
from commons.http.errors import Invalid, NotAllowed, SignInNeeded
from commons.live.topics import find
from commons.places.models import Area
from commons.process.domain import years
from commons.process.domain.errors import NotReadyToPublish
from commons.process.models import Cycle, PhaseKind
from tests.factories.accounts import UserFactory, official
from tests.factories.places import AreaFactory
from tests.factories.process import CycleFactory, EnvelopeFactory, coming_phase, set_phase

pytestmark = pytest.mark.django_db

NAME = {"fi": "Asukasbudjetti 2027", "sv": "Invånarbudget 2027", "en": "Residents' budget 2027"}


def _midnight(*day: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(dt.date(*day), dt.time()))


@pytest.fixture
def town() -> Area:
    area: Area = AreaFactory(slug="kuvala")
    return area


@pytest.fixture
def coordinator() -> User:
    return official(Role.COORDINATOR)


def test_open_pages_hear_of_the_days_and_the_money_of_a_public_year(coordinator: User, town: Area) -> None:
    cycle = CycleFactory(area=town)
    phase = coming_phase(cycle, PhaseKind.PROPOSE)
    EnvelopeFactory(cycle=cycle, source=Decimal("1200.50"))
    EnvelopeFactory(cycle=cycle, source=False)
    name, closed = f"year:{cycle.slug}", f"year:{CycleFactory(area=town, is_published=False).slug}"
    topic = find(name)
    assert topic.snapshot is not None
    assert topic.snapshot(name) == {
        "phases": {"propose": [phase.opens_at.isoformat(), phase.closes_at.isoformat()]},
        "amount": "1200.50",
    }
    heard = [
        topic.may_subscribe(who, one) for one in (name, closed) for who in (AnonymousUser(), coordinator)
    ]
    assert (heard, topic.snapshot(closed)) == ([True, True, False, False], None)


def test_a_new_year_is_seen_by_officials_only(coordinator: User, town: Area) -> None:
    made = years.create(actor=coordinator, area=town, year=2027, name=NAME, summary={"fi": "Ideoita."})

    assert (made.slug, made.name_sv, made.summary_fi, made.currency, made.is_published) == (
        "kuvala-2027",
        "Invånarbudget 2027",
        "Ideoita.",
        "EUR",
        False,
    )
    event = Cycle.pgh_event_model.objects.select_related("pgh_context").get()  # type: ignore[attr-defined]
    assert event.pgh_context.metadata == {"verb": "process.create_year", "user": coordinator.pk}


def test_a_second_year_of_the_same_number_gets_an_address_of_its_own(coordinator: User, town: Area) -> None:
    slugs = [years.create(actor=coordinator, area=town, year=2027, name=NAME).slug for _ in range(3)]

    assert slugs == ["kuvala-2027", "kuvala-2027-2", "kuvala-2027-3"]


def test_last_years_settings_are_taken_over_and_moved(coordinator: User, town: Area) -> None:
    before = CycleFactory(area=town, year=2026)
    phase = set_phase(before, PhaseKind.PROPOSE, opens=dt.timedelta(), closes=dt.timedelta(days=1))
    phase.opens_at, phase.closes_at = _midnight(2026, 3, 20), _midnight(2026, 4, 15)
    phase.save()
    pot = EnvelopeFactory(cycle=before, slug="harjula", source=Decimal(70_000))

    made = years.create(actor=coordinator, area=town, year=2027, name=NAME, copied_from=before)

    copied = made.phases.get()
    # Summer time begins on another day in 2027; the local hour stays.
    assert (timezone.localtime(copied.opens_at).isoformat(), copied.kind) == (
        "2027-03-20T00:00:00+02:00",
        "propose",
    )
    assert [(one.slug, one.name_sv, one.area, one.amount) for one in made.envelopes.all()] == [
        ("harjula", pot.name_sv, pot.area, Decimal(70_000))
    ]
    assert (before.phases.count(), before.envelopes.get().amount) == (1, Decimal(70_000))


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"name": {}}, {"name_fi"}),
        ({"name": {"fi": "x" * 161}}, {"name_fi"}),
        ({"year": 1066}, {"year"}),
        ({"currency": "euro"}, {"currency"}),
        ({"summary": {"sv": "a\x00b"}}, {"summary_sv"}),
    ],
)
def test_what_does_not_fit_is_told_field_by_field(
    coordinator: User, town: Area, wrong: dict[str, object], fields: set[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        years.create(**{"actor": coordinator, "area": town, "year": 2027, "name": NAME, **wrong})  # type: ignore[arg-type]

    assert set(refused.value.fields) == fields
    assert Cycle.objects.count() == 0


def test_only_a_coordinator_of_the_town_makes_years(town: Area) -> None:
    elsewhere = AreaFactory(slug="muualla")
    for actor, refusal in [
        (AnonymousUser(), SignInNeeded),
        (UserFactory(), NotAllowed),
        (official(Role.REVIEWER), NotAllowed),
        (official(Role.COORDINATOR, area=elsewhere), NotAllowed),
    ]:
        with pytest.raises(refusal):
            years.create(actor=actor, area=town, year=2027, name=NAME)


def test_a_year_is_shown_when_its_frame_stands(coordinator: User, town: Area) -> None:
    cycle = CycleFactory(area=town, is_published=False, name_sv="")
    with pytest.raises(NotReadyToPublish) as refused:
        years.show(actor=coordinator, cycle=cycle)
    assert set(refused.value.fields) == {"name", "phases", "money"}

    years.describe(actor=coordinator, cycle=cycle, name=NAME)
    coming_phase(cycle, PhaseKind.PROPOSE)
    pot = EnvelopeFactory(cycle=cycle, source=False)
    with pytest.raises(NotReadyToPublish) as refused:
        years.show(actor=coordinator, cycle=cycle)
    assert set(refused.value.fields) == {"money"}

    pot.sources.create(name_fi="Valtuusto", amount=1000)
    assert years.show(actor=coordinator, cycle=cycle).is_published
    assert years.show(actor=coordinator, cycle=cycle).is_published
