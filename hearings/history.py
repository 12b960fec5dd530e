"""The history of hearings in words: what officials did. What people said is never part of it, nor who said it.

Of a note, a story or a comment is told what was decided about it, without its text: who reads the history need not be
who may read what is hidden.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.audit import kinds
from commons.audit.kinds import Kind, Subject
from hearings import models as m
from hearings.domain.labels import NAME, PRIVACY, PROGRAMME, PURPOSE, SUMMARY, TEXT, TITLE
from hearings.history_verbs import VERBS

Subjects = Callable[[Collection[int]], dict[int, Subject]]

DECIDED = {
    "moderation": pgettext_lazy("of a note", "Shown or hidden"),
    "hidden_reason": _("Reason for hiding"),
}


def _desk(hearing: m.Hearing, part: str = "") -> str:
    return f"/desk/hearings/{hearing.slug}/{part}"


def _found(model: Any, related: str, ids: Collection[int]) -> Iterable[Any]:
    found: Iterable[Any] = model.objects.filter(pk__in=ids).select_related(related)
    return found


def _of_hearing(model: Any, part: str = "", *, named: bool = True, related: str = "hearing") -> Subjects:
    """Rows that belong to a hearing, called by their own name and it, or by it alone; `part`: of its desk."""

    def subjects(ids: Collection[int]) -> dict[int, Subject]:
        told = {}
        for row in _found(model, related, ids):
            hearing = row
            for step in related.split("__"):
                hearing = getattr(hearing, step)
            title = f"{row}: {hearing}" if named else str(hearing)
            told[row.pk] = Subject(title, _desk(hearing, part))
        return told

    return subjects


def _hearings(ids: Collection[int]) -> dict[int, Subject]:
    return {one.pk: Subject(str(one), _desk(one)) for one in m.Hearing.objects.filter(pk__in=ids)}


def _themes(ids: Collection[int]) -> dict[int, Subject]:
    found = _found(m.Theme, "hearing", ids)
    return {one.pk: Subject(str(one), _desk(one.hearing, f"themes/{one.pk}/")) for one in found}


def _answers(ids: Collection[int]) -> dict[int, Subject]:
    return {
        one.pk: Subject(str(one.theme), _desk(one.theme.hearing, f"themes/{one.theme_id}/"))
        for one in _found(m.Answer, "theme__hearing", ids)
    }


def _developments(ids: Collection[int]) -> dict[int, Subject]:
    return {
        one.pk: Subject(one.title, _desk(one.theme.hearing, f"themes/{one.theme_id}/"))
        for one in _found(m.DevelopmentProposal, "theme__hearing", ids)
    }


def _plenaries(ids: Collection[int]) -> dict[int, Subject]:
    found = m.Plenary.objects.filter(pk__in=ids).select_related("hearing", "event")
    return {one.pk: Subject(str(one), _desk(one.hearing, f"plenary/{one.pk}/")) for one in found}


def _lines(ids: Collection[int]) -> dict[int, Subject]:
    found = m.MinuteLine.objects.filter(pk__in=ids).select_related("plenary__hearing", "plenary__event")
    return {
        one.pk: Subject(str(one.plenary), _desk(one.plenary.hearing, f"plenary/{one.plenary_id}/"))
        for one in found
    }


def _walks(ids: Collection[int]) -> dict[int, Subject]:
    found = _found(m.Walk, "event__hearing", ids)
    return {
        one.pk: Subject(str(one.event), _desk(one.event.hearing, f"walk/{one.event_id}/")) for one in found
    }


PREPARED = (
    Kind(
        "hearing",
        pgettext_lazy("a thing", "Hearing"),
        "hearings.HearingEvent",
        {
            "state": pgettext_lazy("stage", "State"),
            **TITLE,
            **PURPOSE,
            **PRIVACY,
            "area": _("Area"),
            "opens_at": _("Opens"),
            "closes_at": _("Closes"),
            "held_channels": _("Ways in whose notes are read before they are shown"),
            "answers_due": _("Answers promised by"),
            "report_published_at": _("Report published"),
        },
        subjects=_hearings,
    ),
    Kind(
        "organiser",
        _("Organiser"),
        "hearings.HostEvent",
        {
            "name": _("Name"),
            "url": _("Web address"),
            "is_lead": _("Answers for the personal data"),
        },
        subjects=_of_hearing(m.Host),
    ),
    Kind(
        "heard-service",
        _("Service that is heard about"),
        "hearings.ServiceAreaEvent",
        {**NAME, "is_sensitive": _("Sensitive")},
        subjects=_of_hearing(m.ServiceArea),
    ),
    Kind(
        "question",
        _("Question of a hearing"),
        "hearings.QuestionEvent",
        {"polarity": _("Asks for"), **TEXT},
        subjects=_of_hearing(m.Question),
    ),
    Kind(
        "hearing-event",
        _("Event of a hearing"),
        "hearings.MeetingEvent",
        {
            "town": pgettext_lazy("home town", "Town"),
            "place": _("Place"),
            "starts_at": _("Begins"),
            "ends_at": _("Ends"),
            "host": pgettext_lazy("of an event", "Host"),
            **PROGRAMME,
        },
        subjects=_of_hearing(m.Event),
    ),
    Kind(
        "statement",
        _("Statement of a survey"),
        "hearings.StatementEvent",
        {"source": pgettext_lazy("note", "Where it comes from"), **TEXT},
        subjects=_of_hearing(m.Statement, "survey/"),
    ),
    Kind(
        "smiley-question",
        _("Question with smileys"),
        "hearings.SmileyQuestionEvent",
        TEXT,
        subjects=_of_hearing(m.SmileyQuestion, "survey/"),
    ),
    Kind(
        "organisation",
        _("Organisation that passes the word on"),
        "hearings.OrganisationEvent",
        {
            "name": _("Name"),
            "asked_at": _("Asked"),
            "stopped_at": _("Wants no more mail"),
            "withdrawn_at": _("Taken off the list"),
        },
        subjects=_of_hearing(m.Organisation, "organisations/"),
    ),
)

GATHERED = (
    Kind(
        "note",
        pgettext_lazy("a thing", "Note"),
        "hearings.ContributionEvent",
        {**DECIDED, "is_redacted": _("Words were blacked out")},
        subjects=_of_hearing(m.Contribution, "queue/", named=False),
    ),
    Kind(
        "appeal",
        _("Wish to look at a hidden note again"),
        "hearings.AppealEvent",
        {"is_granted": _("Granted")},
        subjects=_of_hearing(m.Appeal, "queue/", named=False, related="contribution__hearing"),
    ),
    Kind(
        "report-by-reader",
        _("Report by a reader"),
        "hearings.FlagEvent",
        {
            "reason": _("Why it was reported"),
            "outcome": pgettext_lazy("of a report by a reader", "Decision"),
        },
        subjects=_of_hearing(m.Flag, "flags/", named=False),
    ),
    Kind(
        "story",
        pgettext_lazy("a thing", "Story"),
        "hearings.StoryEvent",
        {"offered_at": _("Version shown to its teller"), "published_at": pgettext_lazy("notes", "Published")},
        subjects=_of_hearing(m.Story, "stories/", named=False),
    ),
    Kind(
        "card-run",
        _("Paper cards"),
        "hearings.CardRunEvent",
        {"kind": _("Paper"), "first": _("First number"), "last": _("Last number")},
        subjects=_of_hearing(m.CardRun, "cards/"),
    ),
    Kind(
        "card",
        _("Paper card"),
        "hearings.CardEvent",
        {"state": pgettext_lazy("stage", "State")},
        subjects=_of_hearing(m.Card, "cards/", related="run__hearing"),
    ),
    Kind(
        "pile",
        _("Pile of papers"),
        "hearings.PileEvent",
        {"name": _("Name"), "kind": _("Paper"), "expected": _("Papers in the pile")},
        subjects=_of_hearing(m.Pile, "papers/"),
    ),
    Kind(
        "keyed-paper",
        _("Keyed paper"),
        "hearings.KeyingEvent",
        {"was_corrected": _("Corrected in the check")},
        subjects=_of_hearing(m.Keying, "papers/", named=False, related="pile__hearing"),
    ),
    Kind(
        "walk",
        _("Walk along the walls"),
        "hearings.WalkEvent",
        {
            "groups": _("Groups"),
            "rounds": _("Walls for each group"),
            "first_minutes": _("Minutes at the first wall"),
            "later_minutes": _("Minutes at each later wall"),
            "move_minutes": _("Minutes to move on"),
            "began_at": _("Begun"),
            "paused_at": _("Paused"),
        },
        subjects=_walks,
    ),
)

ANSWERED = (
    Kind(
        "theme",
        _("Theme"),
        "hearings.ThemeEvent",
        {
            **TITLE,
            **SUMMARY,
            "responsible": _("Who answers"),
            "assignee": _("Who is reminded"),
            "level": _("Who decides"),
            "due": _("Answer promised by"),
        },
        subjects=_themes,
    ),
    Kind(
        "synthesis",
        _("Synthesis"),
        "hearings.SynthesisEvent",
        {
            "comments_until": _("Comments until"),
            "freezes_at": _("Freezes"),
            "frozen_at": pgettext_lazy("of the themes", "Frozen"),
        },
        subjects=_of_hearing(m.Synthesis, "synthesis/", named=False),
    ),
    Kind(
        "synthesis-comment",
        _("Comment on the synthesis"),
        "hearings.SynthesisCommentEvent",
        {
            **DECIDED,
            "is_redacted": _("Words were blacked out"),
            "reply": pgettext_lazy("what was answered", "Reply"),
            "has_changed": _("Changed because of this"),
        },
        subjects=_of_hearing(m.SynthesisComment, "synthesis/", named=False, related="synthesis__hearing"),
    ),
    Kind(
        "comment-appeal",
        _("Wish to look at a hidden comment again"),
        "hearings.CommentAppealEvent",
        {"is_granted": _("Granted")},
        subjects=_of_hearing(
            m.CommentAppeal, "synthesis/", named=False, related="comment__synthesis__hearing"
        ),
    ),
    Kind(
        "answer",
        pgettext_lazy("to a theme", "Answer"),
        "hearings.AnswerEvent",
        {
            "kind": pgettext_lazy("to a theme", "Answer"),
            "by_date": _("Changed by"),
            **TEXT,
            "answered_by": _("Who answered"),
        },
        subjects=_answers,
    ),
    Kind(
        "development",
        _("Development proposal"),
        "hearings.DevelopmentEvent",
        {
            "title": _("Title"),
            "text": _("What should be done"),
            "is_shown": _("Shown to everybody"),
            "merged_into": _("Merged into"),
            "proposal": _("Became the budget proposal"),
        },
        subjects=_developments,
    ),
    Kind(
        "plenary",
        _("Plenary"),
        "hearings.PlenaryEvent",
        {
            "state": pgettext_lazy("stage", "State"),
            "held_at": _("Begins"),
            "item": _("Agenda item"),
            "theme": _("Theme"),
            "first_approver": _("Minutes approved first by"),
            "second_approver": _("Minutes approved then by"),
        },
        subjects=_plenaries,
    ),
    Kind(
        "minute-line",
        _("Line of the minutes"),
        "hearings.MinuteLineEvent",
        {"text": _("Own words"), "is_left_out": pgettext_lazy("note", "Left out")},
        subjects=_lines,
    ),
)


def register() -> None:
    """Make the history of hearings readable."""
    for kind in (*PREPARED, *GATHERED, *ANSWERED):
        kinds.register(kind)
    kinds.register_verbs(VERBS)
