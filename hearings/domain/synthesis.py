"""The synthesis: "is this what you meant?" Everybody may comment on the themes' words before they freeze."""

import datetime as dt
import difflib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.accounts.permissions import Actor, require
from commons.audit.context import verb
from commons.http.errors import Invalid
from commons.live import publish
from commons.moderation.models import Moderation, Reason
from commons.moderation.screening import screen, stored
from commons.moderation.told import TOLD_OF_NOTE
from commons.process.domain.gate import StatementTimestamp
from commons.texts.translated import LANGUAGES
from hearings.domain.doors import Writer, admit
from hearings.domain.errors import CommentsClosed, Frozen, UnknownReceipt, WrongState
from hearings.domain.notes import TAG, Received, text_of
from hearings.domain.receipts import hash_of, read, receipt_of
from hearings.domain.themes import WORKING
from hearings.domain.words import missing_in
from hearings.models import NOTE_LENGTH, Hearing, Synthesis, SynthesisComment, Theme
from hearings.rules import GROUP

TEXTS = tuple(f"{name}_{language}" for name in ("title", "summary") for language in LANGUAGES)


def state_of(hearing: Hearing) -> str:
    """`""` (not opened), `open` (comments are taken), `replying`, or `frozen`; by the database's clock. One query."""
    row = Synthesis.objects.filter(hearing=hearing).annotate(clock=StatementTimestamp()).first()
    if row is None:
        return ""
    if row.frozen_at is not None or row.freezes_at <= row.clock:
        return "frozen"
    return "open" if row.clock < row.comments_until else "replying"


@transaction.atomic
def open_up(
    *, actor: Actor, hearing: Hearing, comments_until: dt.datetime, freezes_at: dt.datetime
) -> Synthesis:
    """Show the themes' words to everybody for comments; again before the freeze it changes the times.

    Every theme needs its words in each language of the hearing. Raises `Invalid`, `Frozen`, `WrongState`,
    `NotAllowed`, `SignInNeeded`.
    """
    found = Hearing.objects.select_for_update(of=("self",)).select_related("area").get(pk=hearing.pk)
    require(actor, GROUP, found)
    if found.state not in WORKING:
        raise WrongState
    if state_of(found) == "frozen":
        raise Frozen
    themes = list(found.themes.all())
    if wrong := _not_ready(found, themes, comments_until, freezes_at):
        raise Invalid(fields=wrong)
    before = {str(theme.pk): {name: getattr(theme, name) for name in TEXTS} for theme in themes}
    times = {"comments_until": comments_until, "freezes_at": freezes_at}
    with verb("hearings.synthesis", actor):
        made, _is_new = Synthesis.objects.update_or_create(
            hearing=found, defaults=times, create_defaults=times | {"before": before}
        )
    tell(found)
    return made


def _not_ready(
    hearing: Hearing, themes: list[Theme], comments_until: dt.datetime, freezes_at: dt.datetime
) -> dict[str, list[str | Promise]]:
    wrong: dict[str, list[str | Promise]] = {}
    if comments_until <= timezone.now():
        wrong["comments_until"] = [_("Give a time to come.")]
    if freezes_at < comments_until:
        wrong["freezes_at"] = [_("It freezes when the comments have closed, or later.")]
    if not themes:
        wrong["themes"] = [_("Group the notes into themes first.")]
    for theme in themes:
        gaps = [
            language for language in hearing.languages if not getattr(theme, f"summary_{language}").strip()
        ]
        texts: list[str | Promise] = [
            format_lazy("{theme}: {missing}", theme=str(theme), missing=missing_in(language))
            for language in gaps
        ]
        if texts:
            wrong.setdefault("themes", []).extend(texts)
    return wrong


@transaction.atomic
def freeze(*, actor: Actor, hearing: Hearing) -> Synthesis:
    """Freeze the words now; again changes nothing. Raises `WrongState`, `NotAllowed`, `SignInNeeded`."""
    require(actor, GROUP, hearing)
    found = Synthesis.objects.select_for_update().filter(hearing=hearing).first()
    if found is None:
        raise WrongState(_("The synthesis has not been opened for comments."))
    if state_of(hearing) != "frozen":
        found.frozen_at = timezone.now()
        with verb("hearings.freeze", actor):
            found.save(update_fields=["frozen_at"])
        tell(hearing)
    return found


@dataclass(frozen=True)
class Said:
    """A comment as it was sent. `theme`: its number, or None for all of them."""

    uuid: UUID
    theme: int | None
    text: str
    language: str = "fi"


def comment(*, actor: Writer, hearing: Hearing, said: Said) -> Received:
    """Store a comment once, however often it is sent. It is read before it is shown, like a note.

    Raises `Invalid`, `CommentsClosed`, `TooOften`.
    """
    known = SynthesisComment.objects.filter(uuid=said.uuid).first()
    if known is not None:
        return Received(receipt_of(known.uuid), known.moderation, is_new=False)
    if state_of(hearing) != "open":
        raise CommentsClosed
    text, wrong = text_of(said.text), _wrong(hearing, said)
    if wrong:
        raise Invalid(fields=wrong)
    admit(actor, "comment", said.uuid)
    return _store(hearing, said, text)


def _wrong(hearing: Hearing, said: Said) -> dict[str, list[str | Promise]]:
    wrong: dict[str, list[str | Promise]] = {}
    text = text_of(said.text)
    if not text:
        wrong["text"] = [_("Write something first.")]
    elif len(text) > NOTE_LENGTH:
        wrong["text"] = [format_lazy(_("The text is too long: at most {most} characters."), most=NOTE_LENGTH)]
    if said.theme is not None and not (
        0 < said.theme < 2**63 and hearing.themes.filter(pk=said.theme).exists()
    ):
        wrong["theme"] = [_("Choose a theme.")]
    if len(said.language) > 12 or not TAG.fullmatch(said.language):
        wrong["language"] = [_("Choose the language of your text.")]
    return wrong


@transaction.atomic
def _store(hearing: Hearing, said: Said, text: str) -> Received:
    receipt = receipt_of(said.uuid)
    try:
        with transaction.atomic():
            made = SynthesisComment.objects.create(
                synthesis=hearing.synthesis,
                theme_id=said.theme,
                uuid=said.uuid,
                language=said.language,
                text=text,
                marks=stored(screen(text)),
                receipt_hash=hash_of(receipt),
            )
    except IntegrityError:
        first = SynthesisComment.objects.filter(uuid=said.uuid).first()
        if first is None:
            raise CommentsClosed from None
        return Received(receipt, first.moderation, is_new=False)
    tell(hearing)
    return Received(receipt, made.moderation, is_new=True)


@transaction.atomic
def reply(*, actor: Actor, comment: SynthesisComment, text: str, has_changed: bool) -> SynthesisComment:
    """Say to everybody what became of a comment. Until the words freeze. Raises `Invalid`, `Frozen`, `NotAllowed`."""
    found = locked(comment)
    require(actor, GROUP, found.synthesis.hearing)
    if state_of(found.synthesis.hearing) == "frozen":
        raise Frozen
    words = text_of(text)
    if not words or len(words) > NOTE_LENGTH:
        raise Invalid(fields={"reply": [_("Say in at most 1,000 characters what became of the comment.")]})
    found.reply, found.has_changed, found.replied_at = words, has_changed, timezone.now()
    with verb("hearings.reply", actor):
        found.save(update_fields=["reply", "has_changed", "replied_at"])
    tell(found.synthesis.hearing)
    return found


def locked(comment: SynthesisComment) -> SynthesisComment:
    """The comment as it is now, locked until the transaction ends."""
    return (
        SynthesisComment.objects.select_for_update(of=("self",))
        .select_related("synthesis__hearing__area", "theme")
        .get(pk=comment.pk)
    )


def tell(hearing: Hearing) -> None:
    """Tell open pages and desks."""
    publish(f"hearing:{hearing.slug}", f"hearing-themes:{hearing.slug}", f"hearing-queue:{hearing.slug}")


@dataclass(frozen=True)
class ThemeNow:
    """A theme as it is now and as it was when commenting opened. `changes`: its summary in the reader's language cut
    up: (`same` | `out` | `in`, text); empty where nothing changed."""

    theme: Theme
    was_title: str
    changes: list[tuple[str, str]]
    comments: list[SynthesisComment]


def read_through(hearing: Hearing, *, language: str, every: bool = False) -> list[ThemeNow]:
    """The themes with the comments on each; last of all those on the whole (a row without a theme, if there are any).

    `every`: held and hidden comments too. Three queries.
    """
    row = Synthesis.objects.filter(hearing=hearing).first()
    if row is None:
        return []
    said = row.comments.filter(Q() if every else Q(moderation=Moderation.SHOWN)).select_related("theme")
    by_theme: dict[int | None, list[SynthesisComment]] = {}
    for one in said:
        by_theme.setdefault(one.theme_id, []).append(one)
    return [
        ThemeNow(theme, *_changed(row, theme, language), by_theme.get(theme.pk, []))
        for theme in hearing.themes.all()
    ]


def on_the_whole(hearing: Hearing, *, every: bool = False) -> list[SynthesisComment]:
    """Comments on no theme in particular. One query."""
    rows = SynthesisComment.objects.filter(synthesis__hearing=hearing, theme=None)
    return list(rows if every else rows.filter(moderation=Moderation.SHOWN))


def _changed(row: Synthesis, theme: Theme, language: str) -> tuple[str, list[tuple[str, str]]]:
    was = row.before.get(str(theme.pk))
    if was is None:
        return "", []
    used = language if getattr(theme, f"title_{language}", "") else LANGUAGES[0]
    title, now = getattr(theme, f"title_{used}"), getattr(theme, f"summary_{used}")
    was_title = was[f"title_{used}"] if was[f"title_{used}"] != title else ""
    return was_title, differences(was[f"summary_{used}"], now)


def differences(was: str, now: str) -> list[tuple[str, str]]:
    """Two texts word by word: (`same` | `out` | `in`, text); empty where they are the same."""
    if was == now:
        return []
    old, new = was.split(), now.split()
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("same", " ".join(old[a:b])))
            continue
        found += [("out", " ".join(old[a:b]))] if b > a else []
        found += [("in", " ".join(new[c:d]))] if d > c else []
    return found


@dataclass(frozen=True)
class CommentFate:
    """What became of a comment, for whoever holds its receipt. `told`: why it was hidden, in words."""

    receipt: str
    comment: SynthesisComment
    told: Any


def fate_of(typed: str) -> CommentFate:
    """The comment with this receipt. Raises `MistypedReceipt`, `UnknownReceipt`. One query."""
    receipt = read(typed)
    found = (
        SynthesisComment.objects.select_related("synthesis__hearing", "theme", "appeal")
        .filter(receipt_hash=hash_of(receipt))
        .first()
    )
    if found is None:
        raise UnknownReceipt
    return CommentFate(
        receipt, found, TOLD_OF_NOTE[Reason(found.hidden_reason)] if found.hidden_reason else ""
    )


def receipt_in(typed: str) -> str | None:
    """The receipt, if it is one of a comment. At most one query."""
    try:
        return fate_of(typed).receipt
    except UnknownReceipt:
        return None
