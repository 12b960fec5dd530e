"""The moderators' queue of a hearing, while others write and decide: nothing moves under the hand."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from commons.accounts.models import Role
from commons.moderation.models import Moderation
from hearings.domain import moderation
from tests.factories.accounts import official
from tests.factories.hearings import ContributionFactory, open_hearing
from tests.journeys.axe import findings
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)


def test_nothing_moves_under_the_moderators_hand(visitor: Callable[..., Visitor]) -> None:
    hearing = open_hearing(slug="marraskuu")
    first, second, third, fourth = ContributionFactory.create_batch(
        4, hearing=hearing, moderation=Moderation.HELD
    )
    page = visitor(user=official(Role.MODERATOR), language="en").open("/desk/hearings/marraskuu/queue/")
    page.locator(f"#note-{fourth.pk} summary").click()
    page.locator(f"#words-{fourth.pk}").fill("Repelle")
    page.evaluate("customElements.whenDefined('queue-news')")
    moderation.show(actor=official(Role.COORDINATOR, display_name="Liisa Lempeä"), note=first)
    fresh = ContributionFactory(hearing=hearing, moderation=Moderation.HELD)
    # Pressed before or after the list has heard of it: it is not decided twice, and the list says who did.
    page.locator(f"#note-{first.pk} [data-show]").click()
    expect(page.locator(f"#note-{first.pk} .queue__decided")).to_have_text(
        "Liisa Lempeä has left it as it is, or shown it."
    )
    expect(page.locator(f"#note-{fresh.pk}.is-new")).to_have_count(1)
    expect(page.locator(".queue__row").last).to_have_id(f"note-{fresh.pk}")
    expect(page.locator(f"#words-{fourth.pk}")).to_have_value("Repelle")
    expect(page.locator("[data-waiting]")).to_have_text("4")
    assert findings(page) == []

    # The row is taken out of the page while the decision is on its way: the hand goes on where it stood.
    def without_its_row(route: Route) -> None:
        page.evaluate("pk => document.getElementById(`note-${pk}`).remove()", second.pk)
        route.continue_()

    page.route(f"**/queue/{second.pk}/", without_its_row)
    page.locator(f"#note-{second.pk} [data-show]").press("Enter")
    expect(page.locator(f"#note-{third.pk} [data-show]")).to_be_focused()
    expect(page.locator(f"#words-{fourth.pk}")).to_have_value("Repelle")
