"""The history of hearings in words: each deed of an official is told, and never what people said."""

import ast
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import translation

from commons.accounts.models import Role, User
from commons.audit.domain import queries
from commons.audit.domain.queries import Wish
from commons.audit.kinds import verbs
from hearings import history
from hearings.domain import appeals, bridge, flags, moderation, receipts, setup, statements
from hearings.domain.notes import Writer, receive
from hearings.models import Contribution, Flag, HearingState
from tests.factories.accounts import official
from tests.factories.hearings import ContributionFactory, HearingFactory, ThemeFactory
from tests.hearings.conftest import Hall

pytestmark = pytest.mark.django_db
HEARINGS = Path(history.__file__).parent

Told = tuple[str, str, list[tuple[str, str, str]]]


def told(reader: User, kind: str) -> list[Told]:
    """What was done, to what, and what changed; oldest first."""
    with translation.override("en"):
        entries = queries.page(actor=reader, wish=Wish(kind=kind)).entries
        return [
            (
                str(one.what),
                str(one.subject.title) if one.subject else "",
                [(str(change.name), change.before, change.after) for change in one.changes],
            )
            for one in reversed(entries)
        ]


def test_what_is_prepared_is_told_with_before_and_after(coordinator: User) -> None:
    hearing = HearingFactory()

    def words(text: str) -> dict[str, str]:
        return {"text_fi": text, "text_sv": f"{text} sv", "text_en": f"{text} en"}

    setup.add_service_area(actor=coordinator, hearing=hearing, names={"en": "Elderly care"})
    statements.ask_by_smileys(actor=coordinator, hearing=hearing, position=1, words=words("Did you wait?"))
    statements.ask_by_smileys(actor=coordinator, hearing=hearing, position=1, words=words("Was it quick?"))

    assert told(coordinator, "heard-service") == [
        (
            "Added to the hearing",
            "Elderly care: Residents’ November",
            [("Name in English", "", "Elderly care"), ("Sensitive", "", "no")],
        )
    ]
    about = "Was it quick? en: Residents’ November"
    assert told(coordinator, "smiley-question") == [
        (
            "Decided a question with smileys",
            about,
            [
                ("Text in Finnish", "", "Did you wait?"),
                ("Text in Swedish", "", "Did you wait? sv"),
                ("Text in English", "", "Did you wait? en"),
            ],
        ),
        (
            "Decided a question with smileys",
            about,
            [
                ("Text in Finnish", "Did you wait?", "Was it quick?"),
                ("Text in Swedish", "Did you wait? sv", "Was it quick? sv"),
                ("Text in English", "Did you wait? en", "Was it quick? en"),
            ],
        ),
    ]


def test_which_ways_in_are_read_first_is_told(coordinator: User) -> None:
    hearing = HearingFactory(held_channels=["phone", "web"])
    setup.change(actor=coordinator, hearing=hearing, fields={"held_channels": ["phone"]})

    assert told(coordinator, "hearing")[-1][2] == [
        (
            "Ways in whose notes are read before they are shown",
            "Own phone at a station, On the web",
            "Own phone at a station",
        )
    ]


def test_a_copy_says_that_it_is_one(hall: Hall, coordinator: User) -> None:
    setup.copy(actor=coordinator, hearing=hall.hearing, slug="toinen", fields={})

    assert {what for what, _about, _changes in told(coordinator, "heard-service")[-2:]} == {
        "Copied a past hearing"
    }
    assert told(coordinator, "hearing")[-1][0] == "Began to prepare the hearing"


def test_decisions_about_a_note_are_told_without_its_words(
    client: Client, hall: Hall, writer: Writer, moderator: User, coordinator: User
) -> None:
    receipt = receive(actor=writer, hearing=hall.hearing, wording=hall.wording("Naapurin Aatu juo")).receipt
    note = Contribution.objects.get()
    moderation.hide(actor=moderator, note=note, reason="person")
    appeals.appeal(actor=writer, receipt=receipt, text="Aatu on keksitty")
    appeals.keep_hidden(actor=coordinator, note=note)
    client.force_login(coordinator)

    reason = "It tells about a person who can be recognised"
    assert told(coordinator, "note") == [
        (
            "Hid what somebody said",
            "Residents’ November",
            [
                ("Shown or hidden", "", "Hidden"),
                ("Reason for hiding", "", reason),
                ("Words were blacked out", "", "no"),
            ],
        )
    ]
    assert told(coordinator, "appeal") == [
        ("Kept a note hidden after looking again", "Residents’ November", [("Granted", "", "no")])
    ]
    assert "Aatu" not in client.get("/desk/history/").content.decode()


def test_reports_by_readers_are_told_without_the_readers(
    hall: Hall, moderator: User, coordinator: User
) -> None:
    note = ContributionFactory(hearing=hall.hearing)
    reader = official(Role.REVIEWER, display_name="Wilhelmiina", email="w@kuvala.example")
    visitor = Client()
    visitor.force_login(reader)
    sent = {"reason": "insult", "uuid": str(uuid4())}
    visitor.post(f"/hearings/marraskuu/flag/note/{note.pk}/", sent)
    flags.keep(actor=moderator, flag=Flag.objects.get())
    receipt = receipts.receipt_of(Flag.objects.get().uuid, kind=flags.RECEIPT)
    visitor.post(f"/h/flag/{receipt}/", {})
    entries = queries.page(actor=coordinator, wish=Wish(kind="report-by-reader")).entries

    assert told(coordinator, "report-by-reader") == [
        (
            "A reader reported something shown",
            "Residents’ November",
            [("Why it was reported", "", "It insults or threatens somebody")],
        ),
        ("Decided on reports by readers", "Residents’ November", [("Decision", "", "It stays as it is")]),
        (
            "A reader asked somebody else to look at it",
            "Residents’ November",
            [("Decision", "It stays as it is", "")],
        ),
    ]
    assert [one.actor != "" for one in reversed(entries)] == [False, True, False]
    page = visitor_of(coordinator).get("/desk/history/?kind=report-by-reader").content.decode()
    assert note.text not in page
    assert "Wilhelmiina" not in page


def visitor_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_development_proposal_tells_who_wrote_it(hall: Hall, coordinator: User) -> None:
    facilitator = official(Role.FACILITATOR, display_name="Fanni", email="fanni@kuvala.example")
    theme = ThemeFactory(hearing=hall.hearing)
    bridge.develop(actor=facilitator, theme=theme, title="Lyhyempi jono")

    (entry,) = queries.page(actor=coordinator, wish=Wish(kind="development")).entries

    assert (entry.actor, entry.subject and entry.subject.url) == (
        "Fanni (fanni@kuvala.example)",
        f"/desk/hearings/{hall.hearing.slug}/themes/{theme.pk}/",
    )


def test_every_verb_of_hearings_has_words() -> None:
    used = set()
    for file in HEARINGS.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if (
                not isinstance(call, ast.Call)
                or getattr(call.func, "id", "") not in ("verb", "unnamed")
                or not call.args
            ):
                continue
            used |= set(re.findall(r"'(hearings\.[a-z_]+)'", ast.unparse(call.args[0])))
    states = {f"hearings.{state}" for state in HearingState if state != HearingState.PREPARING}
    assert len(used) > 30
    assert (used | states) - set(verbs()) == set()


def test_every_kind_reads_its_events_and_subjects(hall: Hall) -> None:
    for kind in (*history.PREPARED, *history.GATHERED, *history.ANSWERED):
        assert {field.name for field in kind.model._meta.get_fields()} >= set(kind.fields)
        assert dict(kind.subjects({0})) == {}
