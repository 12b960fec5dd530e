"""A moderator at the open queue, while others report and decide."""

from collections.abc import Callable

import pytest

from commons.accounts.models import Role
from commons.deliberation.models import CommentKind
from commons.moderation.domain import deciding, reporting
from commons.moderation.domain.intake import case_of
from commons.moderation.models import Case, Moderation, Reason
from commons.process.models import PhaseKind
from proposals.domain import discussion
from tests.factories.accounts import UserFactory, official
from tests.factories.process import CycleFactory, open_phase
from tests.factories.proposals import ProposalFactory
from tests.journeys.axe import findings
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_somebody_else_decides_is_greyed_and_nothing_that_is_typed_is_lost(
    visitor: Callable[..., Visitor],
) -> None:
    cycle = CycleFactory()
    open_phase(cycle, PhaseKind.PROPOSE)
    proposal = ProposalFactory(cycle=cycle)

    def reported(text: str) -> Case:
        said = discussion.comment(
            actor=UserFactory(), proposal=proposal, kind=CommentKind.FOR, text=text, language="fi"
        )
        reporting.report(actor=UserFactory(), kind="comment", target=said.pk, reason=Reason.INSULT)
        found = case_of("comment", said.pk)
        assert found is not None
        return found

    first, second = reported("Ensimmäinen."), reported("Toinen, soita Repelle.")
    page = visitor(user=official(Role.MODERATOR), language="en").open("/desk/moderation/")
    row, other = page.locator(f"#case-{first.pk}"), page.locator(f"#case-{second.pk}")
    other.get_by_text("Black words out").click()
    other.get_by_label("These words too").fill("Repelle")
    deciding.leave(actor=official(Role.COORDINATOR, display_name="Liisa Lempeä"), case=first)
    third = reported("Kolmas.")
    row.get_by_role("button", name="Leave it").click()
    row.get_by_text("Liisa Lempeä has left it as it is, or shown it.").wait_for()
    page.locator(f"#case-{third.pk}.is-new").wait_for()
    assert other.get_by_label("These words too").input_value() == "Repelle"
    assert findings(page) == []
    other.get_by_role("button", name="Black out and show").click()
    other.wait_for(state="detached")
    page.locator(f"#case-{third.pk}").get_by_role("button", name="Leave it").focus()
    page.keyboard.press("2")
    page.locator(f"#case-{third.pk}").wait_for(state="detached")
    states = dict(Case.objects.values_list("pk", "state"))
    assert states == {first.pk: Moderation.SHOWN, second.pk: Moderation.SHOWN, third.pk: Moderation.HIDDEN}
