"""Where the talk about what a year taught is found: by its thread, from the year's page of lessons, in the history."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commons.audit import kinds
from commons.audit.kinds import Kind, Subject
from commons.deliberation import owners as talk
from commons.deliberation.domain.queries import totals_of
from commons.process import links
from commons.process.models import Cycle
from proposals.models import LessonTalk
from proposals.moderated_lessons import address_of, title_of


def of_threads(thread_ids: Collection[int]) -> dict[int, talk.Owner]:
    """The talks, by thread. One query."""
    rows = LessonTalk.objects.filter(thread__in=thread_ids).select_related("cycle__area")
    return {
        one.thread_id: talk.Owner(
            str(title_of(one.cycle)),
            address_of(one.cycle),
            one.cycle.area,
            is_public=one.cycle.is_published,
            topic=f"year:{one.cycle.slug}",
        )
        for one in rows.defer("cycle__area__outline", "cycle__area__outline_shown")
    }


def for_everybody(cycle: Cycle) -> links.LearnedLink | None:
    """From what a year taught to what residents say about it. At most two queries."""
    found = LessonTalk.objects.filter(cycle=cycle, cycle__is_published=True).first()
    if found is None:
        return None
    number = totals_of([found.thread_id])[found.thread_id]
    said = ngettext("%(n)d comment so far.", "%(n)d comments so far.", number) % {"n": number}
    day = date_format(found.until, "SHORT_DATE_FORMAT")
    open_words = _("Everybody can comment until %(day)s.") % {"day": day}
    words = open_words if found.is_open else str(_("Commenting is closed."))
    label = _("Say what you think") if found.is_open else _("Read the comments")
    return links.LearnedLink(label, address_of(cycle), f"{words} {said}")


def for_desk(cycle: Cycle) -> links.LearnedLink | None:
    """From the desk of the lessons to opening the talk. No query."""
    url = reverse("proposals:desk_lesson_talk", args=[cycle.slug])
    return links.LearnedLink(_("Comments of residents"), url, "")


def _subjects(ids: Collection[int]) -> dict[int, Subject]:
    rows = LessonTalk.objects.filter(pk__in=ids).select_related("cycle")
    return {one.pk: Subject(str(title_of(one.cycle)), address_of(one.cycle)) for one in rows}


def register() -> None:
    """Make the talk known to threads, years and the history."""
    talk.register(of_threads)
    links.register_learned(for_everybody, for_desk)
    kinds.register_verbs(
        {"proposals.open_lesson_talk": _("Said until when everybody can comment on lessons")}
    )
    fields = {"until": _("Open until")}
    kinds.register(
        Kind(
            "lesson_talk",
            _("Comments on what a year taught"),
            "proposals.LessonTalkEvent",
            fields,
            public=frozenset(fields),
            subjects=_subjects,
        )
    )
