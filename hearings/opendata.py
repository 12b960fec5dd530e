"""What is published of hearings: notes that everybody may read, themes, answers, survey, account of moderation."""

from django.utils.translation import gettext_lazy as _

from commons.moderation.models import Reason
from commons.opendata import datasets
from commons.opendata.common_fields import BEGAN, area, hearing, language, names
from commons.opendata.datasets import Dataset, Field, Kind, Topic
from hearings.domain import published
from hearings.models import AnswerKind, Channel, HearingState, Polarity
from hearings.models.survey import Source
from hearings.models.theme import DecisionLevel


def register() -> None:
    """Publish hearings."""
    datasets.register(
        _hearings(), _notes(), _themes(), _survey(), _smileys(), _moderation(), topic=Topic.HEARINGS
    )


def _hearings() -> Dataset:
    return Dataset(
        slug="hearings",
        title=_("Hearings"),
        holds=_("Every hearing that is public: what it is about, who held it, when."),
        period=_("All hearings that are public"),
        rows=published.hearings,
        changes=BEGAN,
        fields=(
            Field("hearing", Kind.CODE, _("Identifier of the hearing, as in its address."), "slug"),
            *names("title"),
            *names("purpose"),
            Field("hosts", Kind.TEXT, _("Organisations that hold it.")),
            area("area__path"),
            Field("state", Kind.CODE, _("Where the hearing is on its way."), "", HearingState.choices),
            Field("opens_at", Kind.TIME, _("From when on people are heard (UTC).")),
            Field("closes_at", Kind.TIME, _("Until when people are heard (UTC).")),
            Field("answers_due", Kind.DATE, _("The day by which answers are promised.")),
        ),
    )


def _notes() -> Dataset:
    return Dataset(
        slug="hearing-notes",
        title=_("Notes of hearings"),
        holds=_(
            "What people said, note by note: those that were read and are shown. Not in it: notes that wait or are "
            "hidden, words that were blacked out, when somebody wrote, and who."
        ),
        period=_("All hearings that are public"),
        rows=published.notes,
        changes=BEGAN,
        fields=(
            Field("note", Kind.INTEGER, _("Number of the note, for life."), "pk"),
            hearing("hearing__slug"),
            Field("service", Kind.INTEGER, _("Number of the service that it is about."), "service_area__pk"),
            *names("service_name", "service_area__name"),
            Field("polarity", Kind.CODE, _("What was asked for."), "question__polarity", Polarity.choices),
            Field("town", Kind.TEXT, _("Town of the meeting where it was written."), "event__town"),
            Field("channel", Kind.CODE, _("The way it came in."), "", Channel.choices),
            language(),
            Field("text", Kind.TEXT, _("What was said, in its own language.")),
            Field("theme", Kind.INTEGER, _("Number of its theme; leads to “hearing-themes”."), "theme__pk"),
        ),
    )


def _themes() -> Dataset:
    return Dataset(
        slug="hearing-themes",
        title=_("Themes of hearings and their answers"),
        holds=_("What many notes have in common, who answers for it, and the official answer."),
        period=_("All hearings that are public"),
        rows=published.themes,
        changes=BEGAN,
        fields=(
            Field("theme", Kind.INTEGER, _("Number of the theme, for life."), "pk"),
            hearing("hearing__slug"),
            *names("title"),
            *names("summary"),
            Field("level", Kind.CODE, _("Who can decide on it."), "", DecisionLevel.choices),
            Field("due", Kind.DATE, _("The day by which the answer is promised.")),
            Field(
                "answer",
                Kind.CODE,
                _("The kind of answer; empty before there is one."),
                "answer__kind",
                AnswerKind.choices,
            ),
            Field(
                "by_date",
                Kind.DATE,
                _("When it will have changed, where a change is promised."),
                "answer__by_date",
            ),
            *names("answer_text", "answer__text"),
            Field("answered_at", Kind.TIME, _("When it was answered (UTC)."), "answer__answered_at"),
        ),
    )


def _survey() -> Dataset:
    steps = (
        ("disagree", _("People who disagree.")),
        ("partly_disagree", _("People who partly disagree.")),
        ("neither", _("People who neither agree nor disagree.")),
        ("partly_agree", _("People who partly agree.")),
        ("agree", _("People who agree.")),
        ("cannot_say", _("People who cannot say.")),
    )
    return Dataset(
        slug="hearing-survey",
        title=_("Surveys of hearings"),
        holds=_("Statements and how many agree. Empty: so few people that it is not told."),
        period=_("All hearings that are public"),
        rows=published.survey,
        changes=BEGAN,
        key=2,
        fields=(
            hearing(),
            Field("statement", Kind.INTEGER, _("Number of the statement, for life.")),
            Field("service", Kind.INTEGER, _("Number of the service that it is about.")),
            *names("text"),
            Field("source", Kind.CODE, _("Whose words it is made of."), "", Source.choices),
            Field("people", Kind.INTEGER, _("People who answered; empty where they are too few.")),
            *(Field(name, Kind.INTEGER, meaning) for name, meaning in steps),
        ),
    )


def _smileys() -> Dataset:
    faces = (
        ("very_bad", _("Presses of the very sad face.")),
        ("bad", _("Presses of the sad face.")),
        ("good", _("Presses of the glad face.")),
        ("very_good", _("Presses of the very glad face.")),
    )
    return Dataset(
        slug="hearing-smileys",
        title=_("Smileys of hearings"),
        holds=_(
            "What was pressed on tablets in waiting rooms, by day and service. Empty: so few presses that it is not "
            "told."
        ),
        period=_("All hearings that are public, days that are over"),
        rows=published.smileys,
        changes=BEGAN,
        key=4,
        fields=(
            hearing(),
            Field("day", Kind.DATE, _("The day on which they were pressed.")),
            Field("service", Kind.INTEGER, _("Number of the service; empty: the whole place.")),
            Field("question", Kind.INTEGER, _("Number of the question, for life.")),
            *names("text"),
            Field("presses", Kind.INTEGER, _("All presses that count; empty where they are too few.")),
            *(Field(name, Kind.INTEGER, meaning) for name, meaning in faces),
        ),
    )


def _moderation() -> Dataset:
    return Dataset(
        slug="hearing-moderation",
        title=_("How notes were moderated"),
        holds=_(
            "The public account: notes received, shown, waiting and hidden with the reason, appeals and reports."
        ),
        period=_("All hearings that are public"),
        rows=published.moderation,
        changes=BEGAN,
        key=3,
        fields=(
            hearing(),
            Field(
                "measure",
                Kind.CODE,
                _("What is counted: received, shown, held, hidden, redacted, appealed …"),
            ),
            Field("reason", Kind.CODE, _("Why notes were hidden; empty: all reasons."), "", Reason.choices),
            Field("notes", Kind.INTEGER, _("How many.")),
        ),
    )
