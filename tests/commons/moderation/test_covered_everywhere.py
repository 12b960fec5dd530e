"""A word that was blacked out stands in no column of any table that a page or an API shows."""

import pytest
from django.db import connection

from commons.accounts.models import Role, User
from commons.deliberation.domain.summing_up import correcting, writing
from commons.http.models import Answer
from commons.moderation.domain import redacting
from commons.moderation.domain.intake import case_of
from commons.moderation.models import Sealed
from proposals.domain.together import suggesting
from proposals.models import Letter, LetterKind, Proposal, SplitPart, SplitPlan
from tests.commons.moderation.conftest import say
from tests.factories.accounts import UserFactory, official
from tests.factories.proposals import ProposalFactory

pytestmark = pytest.mark.django_db

WORD = "Zorblaksinen"
BEGINS = "zorblak"
"""Without its ending, as stemmed search columns hold it."""
KEPT = {"moderation_sealed"}
"""Sealed for a year, shown by no page, and then deleted."""


def where_it_stands() -> set[str]:
    """Tables in which a row holds the word, in any column of any type."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        union = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\" AS row WHERE row::text ILIKE %(word)s)"
            for name in tables
        )
        cursor.execute(union, {"word": f"%{BEGINS}%"})
        return {name for (name,) in cursor.fetchall()}


def worded(proposal: Proposal, **texts: str) -> Proposal:
    """Another proposal of the year, with these texts."""
    made: Proposal = ProposalFactory(cycle=proposal.cycle, author=UserFactory(), **texts)
    return made


@pytest.fixture
def talked(proposal: Proposal) -> Proposal:
    """A proposal whose words others took over in every way there is."""
    proposal = worded(
        proposal, title=f"{WORD} talo", what=f"Naapuri {WORD} riehuu.", place_name=f"{WORD} piha"
    )
    facilitator = official(Role.FACILITATOR)
    suggesting.suggest(
        actor=UserFactory(), proposal=proposal, field="what", text=f"Herra {WORD} riehuu.", note=f"Ks. {WORD}"
    )
    writing.write(
        actor=facilitator,
        thread=proposal.thread,
        text=f"Puhuttiin: {WORD}, 040 555 1234.",
        language="fi",
        seen=0,
    )
    plan = SplitPlan.objects.create(
        proposal=proposal, proposed_by=facilitator, reason="Kaksi asiaa.", days=14
    )
    SplitPart.objects.create(plan=plan, title=f"{WORD} puoli", what=f"{WORD}!")
    Letter.objects.create(
        proposal=proposal, kind=LetterKind.RECEIVED, language="fi", subject=f"{WORD} talo", body=f"Hei {WORD}"
    )
    Answer.objects.create(scope="x", key="x", fingerprint="x", body={"title": f"{WORD} talo"})
    return proposal


def test_a_covered_word_of_a_proposal_stands_nowhere_else_and_comes_back_everywhere(
    talked: Proposal, moderator: User
) -> None:
    before = where_it_stands()
    found = case_of("proposal", talked.pk)
    assert found is not None
    found = redacting.redact(actor=moderator, case=found, words=WORD, marked=False)

    assert where_it_stands() == KEPT
    assert before > {
        "proposals_suggestion",
        "proposals_splitpart",
        "proposals_letter",
        "deliberation_summary",
    }
    assert talked.thread.summaries.get().text == "Puhuttiin: ▇▇▇, 040 555 1234."
    one = talked.suggestions.get()
    assert (one.before, one.after, one.note) == ("Naapuri ▇▇▇ riehuu.", "Herra ▇▇▇ riehuu.", "Ks. ▇▇▇")
    redacting.restore(actor=official(Role.COORDINATOR), case=found)
    assert where_it_stands() == (before | KEPT) - {"http_answer"}


def test_of_what_others_wrote_only_the_very_same_words_are_covered(
    proposal: Proposal, moderator: User
) -> None:
    facilitator, writer = official(Role.FACILITATOR), UserFactory()
    argument = say(proposal, f"Soita {WORD}, 040 123 4567.")
    writing.write(
        actor=facilitator, thread=proposal.thread, text="Kunta: 040 999 9999.", language="fi", seen=0
    )
    correction = correcting.suggest(
        actor=writer, thread=proposal.thread, text=f"{WORD} 040 123 4567", language="fi"
    )
    writing.write(
        actor=facilitator,
        thread=proposal.thread,
        text="Kunta: 040 999 9999. Myös 040 123 4567.",
        language="fi",
        seen=1,
    )
    for kind, pk in (("comment", argument.pk), ("correction", correction.pk)):
        found = case_of(kind, pk)
        assert found is not None
        redacting.redact(actor=moderator, case=found, words=WORD)

    assert where_it_stands() == KEPT
    assert [one.text for one in proposal.thread.summaries.order_by("number")] == [
        "Kunta: 040 999 9999.",
        "Kunta: 040 999 9999. Myös ▇▇▇.",
    ]
    assert Sealed.objects.count() == 2


def test_a_suggestion_may_read_like_the_text_once_both_are_covered(
    proposal: Proposal, moderator: User
) -> None:
    proposal = worded(proposal, what=f"Rouva {WORD} tietää.")
    one = suggesting.suggest(
        actor=UserFactory(), proposal=proposal, field="what", text=f"Rouva {BEGINS} tietää."
    )
    found = case_of("suggestion", one.pk)
    assert found is not None
    redacting.redact(actor=moderator, case=found, words=f"{WORD}\n{BEGINS}", marked=False)
    one.refresh_from_db()
    assert one.before == one.after == "Rouva ▇▇▇ tietää."
