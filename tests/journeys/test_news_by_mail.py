"""Forms of pages that keep their own address to themselves, as a browser without JavaScript sends them.

Such a page has a referrer policy, by which browsers choose what they say of where a form comes from; the guard against
forged forms reads just that, and only a real browser shows whether both agree.
"""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core import mail
from playwright.sync_api import expect

from commons.accounts.models import Role
from hearings.domain import flags
from hearings.domain.notes import Writer
from hearings.models import Flag, Subscriber
from proposals.models import YearReader
from tests.factories.accounts import official
from tests.factories.hearings import ContributionFactory, open_hearing
from tests.factories.process import CycleFactory
from tests.hearings.conftest import effort_for
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
Visitors = Callable[..., Visitor]


def test_a_voter_without_an_account_asks_for_news_confirms_and_stops(visitor: Visitors) -> None:
    cycle = CycleFactory()
    someone = visitor(width=320, script=False, language="en")
    page = someone.open(f"/years/{cycle.slug}/news/")
    page.get_by_label("Your mail address").fill("lukija@kirjasto")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_text("Write a mail address such as name@example.org.")).to_be_visible()
    expect(page.get_by_label("Your mail address")).to_have_value("lukija@kirjasto")
    assert mail.outbox == []

    page.get_by_label("Your mail address").fill(f"lukija-{uuid4()}@example.org")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_label("Your mail address")).to_have_count(0)
    (message,) = mail.outbox
    someone.open(re.findall(r"https?://[^/]+(/news/\S+)", str(message.body))[0])
    page.get_by_role("button", name="Yes, tell me").click()
    expect(page.get_by_role("heading", name="You hear how the projects go")).to_be_visible()
    someone.open(f"/news/{YearReader.objects.get().stop_word}/")
    page.get_by_role("button", name="Stop the mails and delete my address").click()
    expect(page.get_by_role("heading", name="No mails are sent")).to_be_visible()
    assert (YearReader.objects.count(), someone.is_too_wide) == (0, False)


def test_a_hearing_is_asked_for_mails_and_to_look_at_a_report_again(visitor: Visitors) -> None:
    hearing = open_hearing(slug="marraskuu")
    uuid = uuid4()
    receipt = flags.flag(
        actor=Writer("phone", "192.0.2.1", effort=effort_for("report", uuid)),
        hearing=hearing,
        kind="note",
        pk=ContributionFactory(hearing=hearing).pk,
        reason="insult",
        uuid=uuid,
    )
    flags.keep(actor=official(Role.MODERATOR), flag=Flag.objects.get())
    someone = visitor(script=False, language="en")
    page = someone.open(f"/h/flag/{receipt}/")
    page.get_by_role("button", name="Ask to look again").click()
    expect(page.get_by_text("Somebody else looks at it again")).to_be_visible()

    someone.open("/hearings/marraskuu/mails/")
    page.get_by_label("Your mail address").fill("kuulija@example.org")
    page.get_by_role("button", name="Tell me of the answers").click()
    expect(page.get_by_label("Your mail address")).to_have_count(0)
    someone.open(f"/h/mails/{Subscriber.objects.get().token}/")
    page.get_by_role("button", name="Yes, tell me").click()
    expect(page.get_by_role("heading", name="You hear of the answers")).to_be_visible()
    page.get_by_role("button", name="Stop the mails and delete my address").click()
    expect(page.get_by_role("heading", name="No mails are sent")).to_be_visible()
    assert Subscriber.objects.count() == 0
