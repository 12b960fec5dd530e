"""Writing the summary of a discussion, and going back to an earlier version of it."""

from django.db import transaction
from django.utils.translation import gettext as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.deliberation.domain.comments import LANGUAGE_TAG
from commons.deliberation.domain.summing_up.errors import NoSummary, SummaryChanged
from commons.deliberation.models import Summary, Thread
from commons.deliberation.models.summaries import LONGEST_SUMMARY
from commons.deliberation.owners import owner_of
from commons.deliberation.rules import SUM_UP
from commons.http.errors import Invalid, Text
from commons.live import publish


@transaction.atomic
def write(*, actor: Actor, thread: Thread, text: str, language: str, seen: int) -> Summary:
    """A new version of the summary. `seen`: number of the version that was read before writing, 0 for none.

    `text`: 1 to 4,000 characters. What says the same as the newest version is that version. Raises `NotAllowed`,
    `SignInNeeded`, `Invalid`, `SummaryChanged` when another version came meanwhile.
    """
    require(actor, SUM_UP, thread)
    words = cleaned(text, LONGEST_SUMMARY, _("Write the summary, in at most 4,000 characters."))
    require_language(language)
    newest = locked(thread)
    if newest is not None and (newest.text, newest.language) == (words, language):
        return newest
    with verb("deliberation.sum_up", actor):
        made = add(actor, thread, newest, seen, text=words, language=language)
    tell(thread)
    return made


@transaction.atomic
def back(*, actor: Actor, thread: Thread, number: int, seen: int) -> Summary:
    """Take the text of an earlier version up again, as a new version: none is ever lost.

    Raises `NotAllowed`, `SignInNeeded`, `NoSummary`, `SummaryChanged`.
    """
    require(actor, SUM_UP, thread)
    newest = locked(thread)
    earlier = Summary.objects.filter(thread=thread, number=number).first()
    if newest is None or earlier is None:
        raise NoSummary
    if earlier.text == newest.text:
        return newest
    with verb("deliberation.back_to_summary", actor):
        made = add(
            actor, thread, newest, seen, text=earlier.text, language=earlier.language, back_to=earlier.number
        )
    tell(thread)
    return made


def locked(thread: Thread) -> Summary | None:
    """The newest version, with the thread locked so that nobody else writes the next one."""
    Thread.objects.select_for_update().get(pk=thread.pk)
    return Summary.objects.filter(thread=thread).order_by("-number").first()


def add(
    actor: Actor,
    thread: Thread,
    newest: Summary | None,
    seen: int,
    *,
    text: str,
    language: str,
    back_to: int | None = None,
) -> Summary:
    """Store the next version; for verbs that hold the lock. Raises `SummaryChanged`."""
    number = newest.number if newest is not None else 0
    if seen != number:
        raise SummaryChanged
    made = Summary.objects.create(
        thread=thread,
        number=number + 1,
        text=text,
        language=language,
        author=actor if isinstance(actor, User) and actor.pk else None,
        back_to=back_to,
    )
    made.refresh_from_db(fields=["created_at"])
    return made


def cleaned(text: str, longest: int, told: Text, name: str = "text") -> str:
    """`text` without space around it and with line ends of one kind; `Invalid` at the field `name`."""
    words = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not words or len(words) > longest or "\x00" in words:
        raise Invalid(fields={name: [told]})
    return words


def require_language(language: str) -> None:
    """Pass for a BCP 47 tag that can be stored. Raises `Invalid`."""
    if not LANGUAGE_TAG.fullmatch(language) or len(language) > 12:
        raise Invalid(fields={"language": [_("Choose the language of your text.")]})


def tell(thread: Thread) -> None:
    """Tell open pages of the talk that there is another version, or one more correction."""
    owner = owner_of(thread)
    publish(f"thread:{thread.pk}", *([owner.topic] if owner is not None and owner.topic else []))
