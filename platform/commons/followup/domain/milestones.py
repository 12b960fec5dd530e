"""Telling what happened."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import BinaryIO
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commons import audit
from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.followup.domain import pictures
from commons.followup.models import Milestone, Track
from commons.http.errors import Conflict, Invalid, SignInNeeded
from commons.texts.translated import LANGUAGES

Texts = Mapping[str, str]
"""A text by language: "fi", "sv", "en"; missing and empty ones are not written yet."""

LONGEST_TITLE = 160
LONGEST_ALT = 300
LONGEST_TEXT = 5000
LONGEST_REASON = 300
MOST_MONEY = Decimal(10) ** 12


def add(
    *,
    actor: Actor,
    track: Track,
    permission: str,
    target: object,
    date: dt.date,
    title: Texts,
    text: Texts | None = None,
    picture: BinaryIO | None = None,
    picture_alt: Texts | None = None,
    spent: Decimal | None = None,
    key: UUID | None = None,
    not_before: dt.date | None = None,
) -> Milestone:
    """Store a milestone and mail its followers (by a job, after commit).

    Sent again with the same `key` it gives the first.

    `permission` and `target`: what the owner requires of the actor. `date`: of the event, may lie ahead. `title`: in at
    least one language. `picture`: an open image file, which needs `picture_alt`. `spent`: money of this step, not
    negative, in the owner's currency. `not_before`: the day from
    which something can have happened. Raises `SignInNeeded`, `NotAllowed`, `Invalid`, `Conflict` (the key belongs to
    another track).
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    require(actor, permission, target)
    if (first := _sent_before(track, key)) is not None:
        return first
    words = _checked(title, text or {}, picture_alt or {}, has_picture=picture is not None, spent=spent)
    _check_day(date, not_before)
    milestone = Milestone(track=track, date=date, spent=spent, author=actor, key=key, **words)
    if picture is not None:
        milestone.picture.save("picture.jpg", pictures.encoded(picture), save=False)
    try:
        with transaction.atomic(), audit.verb("followup.add_milestone", actor):
            milestone.save()
            _tell(milestone)
    except BaseException as error:
        if milestone.picture:
            milestone.picture.delete(save=False)
        if isinstance(error, IntegrityError) and (first := _sent_before(track, key)) is not None:
            return first
        raise
    return milestone


@transaction.atomic
def correct(
    *,
    actor: Actor,
    milestone: Milestone,
    permission: str,
    target: object,
    reason: str,
    date: dt.date,
    title: Texts,
    text: Texts | None = None,
    spent: Decimal | None = None,
    not_before: dt.date | None = None,
) -> Milestone:
    """Correct what was told, for a reason that is kept in the public history. Nobody is mailed again.

    The picture and its words stay. Otherwise as `add`.
    """
    if not isinstance(actor, User):
        raise SignInNeeded
    require(actor, permission, target)
    why = " ".join(reason.replace("\x00", "").split())
    if not why or len(why) > LONGEST_REASON:
        raise Invalid(fields={"reason": [_("Say in at most 300 characters what was wrong. It is public.")]})
    found = Milestone.objects.select_for_update().get(pk=milestone.pk)
    words = _checked(title, text or {}, {}, has_picture=False, spent=spent)
    _check_day(date, not_before)
    found.date, found.spent = date, spent
    for name, said in words.items():
        if not name.startswith("picture_alt"):
            setattr(found, name, said)
    with audit.verb("followup.correct_milestone", actor, reason=why):
        found.save()
    return found


def _check_day(date: dt.date, not_before: dt.date | None) -> None:
    if not_before is not None and date < not_before:
        words = _(
            "The decision was made on %(day)s. Nothing can have happened before it: choose that day or later."
        )
        raise Invalid(fields={"date": [words % {"day": date_format(not_before, "SHORT_DATE_FORMAT")}]})


def _sent_before(track: Track, key: UUID | None) -> Milestone | None:
    first = Milestone.objects.filter(key=key).first() if key is not None else None
    if first is not None and first.track_id != track.pk:
        raise Conflict
    return first


def _tell(milestone: Milestone) -> None:
    from commons.followup.tasks import tell_followers

    # Stored by the same transaction: no milestone without its mails, no mails without a milestone.
    tell_followers.defer(milestone_id=milestone.pk)


def _checked(
    title: Texts, text: Texts, alt: Texts, *, has_picture: bool, spent: Decimal | None
) -> dict[str, str]:
    problems: dict[str, list[object]] = {}
    words: dict[str, str] = {}
    for name, texts, longest in (
        ("title", title, LONGEST_TITLE),
        ("text", text, LONGEST_TEXT),
        ("picture_alt", alt, LONGEST_ALT),
    ):
        for language in LANGUAGES:
            written = str(texts.get(language, "")).strip()
            if len(written) > longest:
                problems[f"{name}_{language}"] = [_("This is too long.")]
            words[f"{name}_{language}"] = written
    if not any(words[f"title_{language}"] for language in LANGUAGES):
        problems["title_fi"] = [_("Say what happened, in at least one language.")]
    if has_picture and not any(words[f"picture_alt_{language}"] for language in LANGUAGES):
        problems["picture_alt_fi"] = [_("Say what the picture shows, for those who cannot see it.")]
    if spent is not None and not (spent.is_finite() and 0 <= spent < MOST_MONEY):
        problems["spent"] = [_("Money spent cannot be negative or more than 12 digits.")]
    if problems:
        raise Invalid(fields=problems)  # type: ignore[arg-type]
    return words
