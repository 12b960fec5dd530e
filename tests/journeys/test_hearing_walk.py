"""The walk in a real browser: right on a device whose own clock is wrong, and it goes on without a network."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from commons.accounts.models import Role
from hearings.domain.walks import steering
from hearings.models import Event, Walk
from tests.factories.accounts import official
from tests.factories.hearings import EventFactory, StationFactory, open_hearing
from tests.journeys.axe import findings
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

CUES = """
window.cues = [];
navigator.vibrate = (pattern) => cues.push(pattern);
const begin = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (when) {
  cues.push(`${this.frequency.value} Hz`);
  begin.call(this, when);
};
"""
"""Writes down what is played and how the device shakes."""

PLAN = {"groups": 2, "rounds": 2, "first_minutes": 5, "later_minutes": 7, "move_minutes": 1}


@pytest.fixture
def event(transactional_db: None) -> Event:
    found: Event = EventFactory(hearing=open_hearing(slug="marraskuu"))
    StationFactory(hearing=found.hearing, event=found, code="CFGHJ")
    return found


def test_a_phone_with_a_wrong_clock_shows_the_right_time_and_goes_on_offline(
    visitor: Callable[..., Visitor], event: Event
) -> None:
    facilitator = official(Role.FACILITATOR)
    walk = steering.prepare(actor=facilitator, event=event, **PLAN)
    steering.steer(actor=facilitator, walk=walk, act="start")
    Walk.objects.update(began_at=timezone.now() - dt.timedelta(seconds=4 * 60 + 30))
    someone = visitor(width=320, language="en")
    page = someone.page
    page.add_init_script(CUES)
    page.clock.install(time=timezone.now() + dt.timedelta(hours=3))
    someone.open("/h/CFGHJ/walk/")
    expect(page.locator("[data-left]")).to_have_text(re.compile(r"^0\.[12]\d$"))
    expect(page.locator("[data-phase]")).to_have_text("At the wall")
    page.select_option("[data-group]", index=2)
    expect(page.locator("[data-mine]")).to_have_text("Now: Child protection · Next: Elderly care")
    page.locator("[data-sound]").click()
    expect(page.locator("[data-sound]")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("cues.splice(0)") == ["660 Hz", [100]]
    assert findings(page) == []

    page.route("**/*", lambda route: route.abort())
    page.clock.fast_forward(35_000)
    expect(page.locator("[data-phase]")).to_have_text("Move on to the next wall")
    expect(page.locator("[data-say]")).to_contain_text("Move on to the next wall")
    expect(page.locator(".walk__clock.is-cue")).to_have_count(1)
    assert page.evaluate("cues.splice(0)") == ["880 Hz", "660 Hz", [400, 150, 400]]
    page.clock.fast_forward(60_000)
    expect(page.locator("[data-number]")).to_have_text("Round 2 of 2")
    expect(page.locator("[data-mine]")).to_have_text("Now: Elderly care")
    page.clock.fast_forward(8 * 60_000)
    expect(page.locator("[data-phase]")).to_have_text("The walk is over. Thank you.")
    expect(page.locator("[data-mine]")).to_be_hidden()
    assert not someone.is_too_wide


def test_the_facilitator_plans_and_steers_by_keyboard(visitor: Callable[..., Visitor], event: Event) -> None:
    someone = visitor(user=official(Role.FACILITATOR), language="en", width=1280)
    page = someone.open(f"/desk/hearings/marraskuu/walk/{event.pk}/")
    page.locator("#id_groups").press("Enter")
    page.get_by_role("button", name="Start the clock").press("Enter")
    expect(page.locator("[data-left]")).to_have_text(re.compile(r"^[45]\.\d\d$"))
    page.get_by_role("button", name="Pause").press("Enter")
    expect(page.locator("[data-phase]")).to_have_text("Pause")
    page.get_by_role("button", name="Go on").press("Enter")
    page.get_by_role("button", name="On to the next").press("Enter")
    expect(page.locator("[data-phase]")).to_have_text("Move on to the next wall")

    assert findings(page) == []


def test_before_it_begins_each_group_sees_where_and_without_script_the_plan_is_a_table_with_times(
    visitor: Callable[..., Visitor], event: Event
) -> None:
    steering.prepare(actor=official(Role.FACILITATOR), event=event, **PLAN)
    waiting = visitor(language="en").open("/h/CFGHJ/walk/")
    waiting.select_option("[data-group]", index=2)
    expect(waiting.locator("[data-mine]")).to_have_text("Begin here: Child protection")
    page = visitor(width=320, language="en", script=False).open("/h/CFGHJ/walk/")
    begins = timezone.localtime(event.starts_at)

    expect(page.locator("th [data-times]").first).to_contain_text(f"{begins:%H.%M}–")
    expect(page.locator("[data-tools]")).to_be_hidden()
