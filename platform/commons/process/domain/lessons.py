"""Writing down what a year taught: as a draft, then for everybody, with each version kept."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Invalid, Text
from commons.live import publish as tell
from commons.process.domain.errors import LessonIncomplete, LessonIsPublic
from commons.process.models import Cycle, Lesson, LessonTopic
from commons.process.models.lesson import PARTS
from commons.process.rules import SET_UP
from commons.texts.translated import LANGUAGES

Texts = Mapping[str, str]
"""A text by language: "fi", "sv", "en"; missing and empty ones are not written yet."""

LONGEST, LONGEST_LINK = 2000, 300
MOST = 100
NOT_YET: dict[str, Text] = {
    "fi": _("Not written in Finnish yet."),
    "sv": _("Not written in Swedish yet."),
    "en": _("Not written in English yet."),
}


@transaction.atomic
def write(
    *,
    actor: Actor,
    cycle: Cycle,
    topic: str,
    promised: Texts,
    happened: Texts,
    change: Texts,
    link: str = "",
    lesson: Lesson | None = None,
) -> Lesson:
    """A new draft, or other words of `lesson`. A draft may lack languages; a published lesson may not.

    `link`: a path of this site, or an address that begins with http. Raises `SignInNeeded`, `NotAllowed`, `Invalid`,
    `LessonIncomplete`.
    """
    require(actor, SET_UP, cycle)
    Cycle.objects.select_for_update(of=("self",)).get(pk=cycle.pk)
    words, problems = _read({"promised": promised, "happened": happened, "change": change})
    if topic not in LessonTopic.values:
        problems["topic"] = [_("Choose from the list.")]
    address = link.strip()
    is_ours = address.startswith("/") and not address.startswith("//")
    if address and not (is_ours or address.startswith(("https://", "http://"))):
        problems["link"] = [
            _("Write a path of this site that begins with /, or an address that begins with https://.")
        ]
    elif len(address) > LONGEST_LINK or not address.isprintable() or " " in address:
        problems["link"] = [_("This is no address.")]
    if lesson is None and cycle.lessons.count() >= MOST:
        problems["promised_fi"] = [_("A year has at most 100 lessons. Put some together.")]
    if problems:
        raise Invalid(fields=problems)
    kept = Lesson(cycle=cycle) if lesson is None else Lesson.objects.select_for_update().get(pk=lesson.pk)
    kept.topic, kept.link = LessonTopic(topic), address
    for column, text in words.items():
        setattr(kept, column, text)
    if kept.is_published and (missing := missing_of(kept)):
        raise LessonIncomplete(fields=missing)
    with verb("process.write_lesson", actor):
        kept.save()
    tell(f"year:{cycle.slug}")
    return kept


@transaction.atomic
def publish(*, actor: Actor, lesson: Lesson) -> Lesson:
    """Show it to everybody, for good; again changes nothing. Raises `SignInNeeded`, `NotAllowed`, `LessonIncomplete`,
    whose `fields` name each text that a language lacks."""
    found = Lesson.objects.select_for_update(of=("self",)).select_related("cycle__area").get(pk=lesson.pk)
    require(actor, SET_UP, found.cycle)
    if found.is_published:
        return found
    if missing := missing_of(found):
        raise LessonIncomplete(fields=missing)
    found.is_published = True
    with verb("process.publish_lesson", actor):
        found.save(update_fields=["is_published"])
    tell(f"year:{found.cycle.slug}")
    return found


@transaction.atomic
def remove(*, actor: Actor, lesson: Lesson) -> None:
    """Throw a draft away. Raises `SignInNeeded`, `NotAllowed`, `LessonIsPublic`."""
    found = Lesson.objects.select_for_update(of=("self",)).select_related("cycle__area").get(pk=lesson.pk)
    require(actor, SET_UP, found.cycle)
    if found.is_published:
        raise LessonIsPublic
    with verb("process.remove_lesson", actor):
        found.delete()
    tell(f"year:{found.cycle.slug}")


def missing_of(lesson: Lesson) -> dict[str, list[Text]]:
    """The texts that are not written yet, by column (`happened_sv`)."""
    return {
        f"{part}_{language}": [NOT_YET[language]]
        for part in PARTS
        for language in LANGUAGES
        if not getattr(lesson, f"{part}_{language}")
    }


def _read(given: Mapping[str, Texts]) -> tuple[dict[str, str], dict[str, list[Text]]]:
    words: dict[str, str] = {}
    problems: dict[str, list[Text]] = {}
    for part, texts in given.items():
        for language in LANGUAGES:
            column = f"{part}_{language}"
            words[column] = text = str(texts.get(language, "")).replace("\r\n", "\n").strip()
            if "\x00" in text:
                problems[column] = [_("The text holds a character that cannot be stored.")]
            elif len(text) > LONGEST:
                problems[column] = [_("The text is too long: at most 2,000 characters.")]
    if not any(words.values()):
        problems["happened_fi"] = [_("Write something, in at least one language.")]
    return words, problems
