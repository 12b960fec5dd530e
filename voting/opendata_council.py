"""What is published of the council: its items, what it decided beside the count, money that was freed, questions."""

import datetime as dt

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from commons.opendata import datasets
from commons.opendata.common_fields import BEGAN, cycle, envelope, proposal
from commons.opendata.datasets import Change, Dataset, Field, Kind, Topic
from voting.domain import published_council as published
from voting.models import FreedUse, Verdict

MOVED = (
    *BEGAN,
    Change("2", dt.date(2026, 11, 25), _("Tells where money that was freed went, at the end of each row.")),
)
DECIDED = _("All items that the council has decided on and two officials have confirmed")


def register() -> None:
    """Publish the council's items."""
    datasets.register(
        _sessions(),
        _decisions(),
        _envelopes(),
        _freed(),
        _transfers(),
        _questions(),
        _annexes(),
        topic=Topic.COUNCIL,
    )


def _session(column: str = "") -> Field:
    return Field("session", Kind.INTEGER, _("Number of the item; leads to “council-sessions”."), column)


def _project(column: str = "") -> Field:
    return Field("project", Kind.CODE, _("Number of the project on the ballot, unique in the vote."), column)


def _sessions() -> Dataset:
    return Dataset(
        slug="council-sessions",
        title=_("The council’s items"),
        holds=_("When the council dealt with the result of each vote, and whether it rejected the whole."),
        period=DECIDED,
        rows=published.sessions,
        changes=BEGAN,
        fields=(
            Field("session", Kind.INTEGER, _("Number of the item, for life."), "pk"),
            cycle("election__cycle__slug"),
            Field("meeting", Kind.TEXT, _("The meeting, in the words of the town.")),
            Field("held_on", Kind.DATE, _("The day of the meeting.")),
            Field("section", Kind.TEXT, _("Section of the minutes.")),
            Field("introduction", Kind.TEXT, _("What was put before the council.")),
            Field("rejects_all", Kind.BOOLEAN, _("Whether the council rejected the whole result.")),
            Field("reason", Kind.TEXT, _("Why it rejected the whole; else empty.")),
            Field("confirmed_at", Kind.TIME, _("When a second official confirmed what was entered (UTC).")),
            Field(
                "page",
                Kind.ADDRESS,
                _("The page of the council’s decisions."),
                Concat(Value("/council/"), "election__cycle__slug", Value("/"), output_field=CharField()),
            ),
        ),
    )


def _decisions() -> Dataset:
    return Dataset(
        slug="council-decisions",
        title=_("Count and council side by side"),
        holds=_(
            "Every project that the count or the council funds: what the count gave it, what the council decided, the "
            "difference and the reason. The count is never changed by the council."
        ),
        period=_("All votes with a published result"),
        rows=published.decisions,
        changes=BEGAN,
        key=3,
        elsewhere=((_("What the council decided, as pages"), "/council/"),),
        fields=(
            cycle(),
            envelope(),
            _project(),
            proposal(),
            Field("funded", Kind.BOOLEAN, _("Whether the count funded it.")),
            Field("counted", Kind.MONEY, _("Money that the count gave it.")),
            Field(
                "verdict",
                Kind.CODE,
                _("What the council said; empty where it has not spoken."),
                "",
                Verdict.choices,
            ),
            Field("council", Kind.MONEY, _("Money that it has after the council; empty before.")),
            Field("difference", Kind.MONEY, _("After the council against the count; empty before.")),
            Field("spent", Kind.MONEY, _("What had been spent on a cancelled project; else empty.")),
            Field(
                "is_next",
                Kind.BOOLEAN,
                _("Whether it was the next on the list for money that was freed; empty before the council."),
            ),
            Field("reason", Kind.TEXT, _("The council's reason.")),
            Field("conditions", Kind.TEXT, _("Conditions that the council set.")),
            Field("section", Kind.TEXT, _("Section of the minutes.")),
            Field("decided_on", Kind.DATE, _("The day of the decision.")),
            _session(),
        ),
    )


def _envelopes() -> Dataset:
    return Dataset(
        slug="council-envelopes",
        title=_("Money of the envelopes after the council"),
        holds=_(
            "Envelope by envelope: the money there was, what the count used, what is used after the council."
        ),
        period=_("All votes with a published result"),
        rows=published.envelopes,
        changes=MOVED,
        key=2,
        fields=(
            cycle(),
            envelope(),
            Field("budget", Kind.MONEY, _("Money in the envelope at the count.")),
            Field("counted", Kind.MONEY, _("Money that the count used.")),
            Field("council", Kind.MONEY, _("Money used after the council; empty before.")),
            Field("difference", Kind.MONEY, _("After the council against the count; empty before.")),
            Field("received", Kind.MONEY, _("Money from other envelopes of the year; empty before.")),
            Field("projects", Kind.MONEY, _("Money of projects that the count funded; empty before.")),
            Field("used", Kind.MONEY, _("Money of the next on the list; empty before.")),
            Field(
                "carried",
                Kind.MONEY,
                _("Money that went, or waits, to another envelope or year; empty before."),
            ),
            Field("aside", Kind.MONEY, _("Money that is set aside in the envelope; empty before.")),
            Field("undecided", Kind.MONEY, _("Money that nobody has decided on; empty before.")),
        ),
    )


def _freed() -> Dataset:
    return Dataset(
        slug="council-freed",
        title=_("Money that the council freed"),
        holds=_(
            "What dropping or changing projects freed in each envelope, and what the council decided to do with it. "
            "Which projects came up is in “council-decisions” (is_next)."
        ),
        period=DECIDED,
        rows=published.freed,
        changes=MOVED,
        key=3,
        fields=(
            _session(),
            cycle(),
            envelope(),
            Field("freed", Kind.MONEY, _("Money that was freed.")),
            Field("use", Kind.CODE, _("What becomes of it."), "", FreedUse.choices),
            Field(
                "projects", Kind.INTEGER, _("Projects that came up for it; empty where it has another use.")
            ),
            Field("to_projects", Kind.MONEY, _("Money that these projects take; empty likewise.")),
            Field("reason", Kind.TEXT, _("The reason of the decision.")),
            Field("section", Kind.TEXT, _("Section of the minutes.")),
            Field("decided_on", Kind.DATE, _("The day of the decision.")),
            Field(
                "rest",
                Kind.CODE,
                _("What becomes of what the next on the list leave; empty where nothing is decided."),
                "",
                FreedUse.choices,
            ),
            Field(
                "carried",
                Kind.MONEY,
                _("Money of it that leaves for another envelope or year, or is set aside."),
            ),
        ),
    )


def _transfers() -> Dataset:
    return Dataset(
        slug="council-transfers",
        title=_("Money carried over"),
        holds=_(
            "Money that decisions of the council carried out of an envelope or set aside in it, with day, reason and "
            "section. What was taken back by a later decision stays in it, with that decision."
        ),
        period=DECIDED,
        rows=published.transfers,
        changes=BEGAN,
        fields=(
            Field("transfer", Kind.INTEGER, _("Number of the transfer, for life.")),
            _session(),
            cycle(),
            envelope(),
            Field("amount", Kind.MONEY, _("Money carried over.")),
            Field(
                "target_cycle",
                Kind.CODE,
                _("Budget year that it went to; empty: it waits for the next year."),
            ),
            Field("target", Kind.CODE, _("Envelope that it went to, in that year; empty likewise.")),
            Field("reason", Kind.TEXT, _("The reason of the decision.")),
            Field("section", Kind.TEXT, _("Section of the minutes.")),
            Field("decided_on", Kind.DATE, _("The day of the decision.")),
            Field("taken_back", Kind.INTEGER, _("Number of the item that took it back; empty: it stands.")),
        ),
    )


def _questions() -> Dataset:
    return Dataset(
        slug="council-questions",
        title=_("Questions of councillors and their answers"),
        holds=_(
            "What councillors asked or remarked before the meeting, and what officials answered. Nobody is named."
        ),
        period=DECIDED,
        rows=published.questions,
        changes=BEGAN,
        fields=(
            Field("question", Kind.INTEGER, _("Number of the question, for life."), "pk"),
            _session("session__pk"),
            cycle("session__election__cycle__slug"),
            _project("project__project_id"),
            proposal("proposal", "project__proposal__pk"),
            Field("text", Kind.TEXT, _("What was asked or remarked.")),
            Field("asked_on", Kind.DATE, _("The day on which it was asked.")),
            Field("answer", Kind.TEXT, _("What the officials answered; empty where they have not.")),
            Field("answered_on", Kind.DATE, _("The day of the answer.")),
        ),
    )


def _annexes() -> Dataset:
    return Dataset(
        slug="council-annexes",
        title=_("Annexes of the council’s items"),
        holds=_("The files that lay before the council, with their hash."),
        period=DECIDED,
        rows=published.annexes,
        changes=BEGAN,
        fields=(
            Field("annex", Kind.INTEGER, _("Number of the annex, for life."), "pk"),
            _session("session__pk"),
            Field("title", Kind.TEXT, _("Its title.")),
            Field("size", Kind.INTEGER, _("Size in bytes.")),
            Field("sha256", Kind.TEXT, _("SHA-256 of the file.")),
            Field(
                "file",
                Kind.ADDRESS,
                _("Where the file is (PDF)."),
                Concat(
                    Value("/council/annexes/"), Cast("pk", CharField()), Value("/"), output_field=CharField()
                ),
            ),
        ),
    )
