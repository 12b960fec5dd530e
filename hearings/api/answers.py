"""What the API gives, as plain data."""

from collections.abc import Sequence
from typing import Any

from commons.followup.models import Milestone
from commons.texts.translated import LANGUAGES
from hearings.domain.queries import Counts, Fate, ThemeRow, Waiting
from hearings.domain.receipts import grouped
from hearings.domain.who_spoke import BackgroundTable
from hearings.models import Answer, Contribution, DevelopmentProposal, Hearing, Theme


def words(row: Any, name: str) -> dict[str, str]:
    """A text by language, without the empty ones."""
    found = {language: str(getattr(row, f"{name}_{language}")) for language in LANGUAGES}
    return {language: text for language, text in found.items() if text}


def hearing_row(hearing: Any) -> dict[str, Any]:
    """A hearing in the list."""
    return {
        "slug": hearing.slug,
        "title": words(hearing, "title"),
        "state": hearing.state,
        "opens_at": hearing.opens_at,
        "closes_at": hearing.closes_at,
        "received": hearing.received,
        "themes": hearing.theme_count,
    }


def hearing_whole(hearing: Hearing, counts: Counts, *, is_taking: bool) -> dict[str, Any]:
    """One hearing."""
    return {
        "slug": hearing.slug,
        "title": words(hearing, "title"),
        "purpose": words(hearing, "purpose"),
        "privacy": words(hearing, "privacy"),
        "hosts": hearing.hosts,
        "organisers": [
            {"id": one.pk, "name": one.name, "url": one.url, "is_lead": one.is_lead}
            for one in hearing.organisers.all()
        ],
        "languages": hearing.languages,
        "state": hearing.state,
        "is_taking": is_taking,
        "opens_at": hearing.opens_at,
        "closes_at": hearing.closes_at,
        "answers_due": hearing.answers_due,
        "held_channels": hearing.held_channels,
        "questions": [
            {"id": one.pk, "polarity": one.polarity, "text": words(one, "text")}
            for one in hearing.questions.all()
        ],
        "service_areas": [
            {
                "id": row.area.pk,
                "name": words(row.area, "name"),
                "is_sensitive": row.area.is_sensitive,
                "works": row.works,
                "works_not": row.works_not,
                "idea": row.idea,
            }
            for row in counts.areas
        ],
        "events": [
            {
                "id": event.pk,
                "town": event.town,
                "place": event.place,
                "starts_at": event.starts_at,
                "ends_at": event.ends_at,
                "host": event.host,
                "programme": words(event, "programme"),
            }
            for event in hearing.events.all()
        ],
        "received": counts.received,
        "shown": counts.shown,
        "hidden": counts.hidden,
    }


def note(row: Contribution) -> dict[str, Any]:
    """A note. Nothing about when it came or who wrote it down."""
    return {
        "id": row.pk,
        "text": row.text,
        "language": row.language,
        "question": row.question_id,
        "polarity": row.question.polarity,
        "service_area": row.service_area_id,
        "event": row.event_id,
        "theme": row.theme_id,
        "channel": row.channel,
    }


def waiting(row: Waiting) -> dict[str, Any]:
    """A note in the queue."""
    return {**note(row.note), "marks": row.note.marks, "may_hide": row.may_hide}


def decided(row: Contribution) -> dict[str, Any]:
    """A note after a decision."""
    return {"id": row.pk, "state": row.moderation, "reason": row.hidden_reason, "text": row.text}


def answer(row: Answer | None) -> dict[str, Any] | None:
    """An answer, if there is one."""
    if row is None:
        return None
    return {
        "kind": row.kind,
        "by_date": row.by_date,
        "text": words(row, "text"),
        "answered_by": row.answered_by,
        "answered_at": row.answered_at,
    }


def fate(row: Fate) -> dict[str, Any]:
    """What became of a note."""
    return {
        "receipt": grouped(row.receipt),
        "state": row.note.moderation,
        "reason": row.note.hidden_reason,
        "told": str(row.told),
        "text": row.note.text,
        "language": row.note.language,
        "theme": row.note.theme_id,
        "answer": answer(row.answer),
    }


def development(row: DevelopmentProposal) -> dict[str, Any]:
    """What could be done."""
    return {
        "id": row.pk,
        "title": row.title,
        "text": row.text,
        "language": row.language,
        "proposal": row.proposal_id,
    }


def later_row(row: Milestone) -> dict[str, Any]:
    """What was told after an answer."""
    return {"id": row.pk, "date": row.date, "title": words(row, "title"), "text": words(row, "text")}


def theme(
    row: ThemeRow, developments: list[DevelopmentProposal], later: Sequence[Milestone] = ()
) -> dict[str, Any]:
    """A theme with its answer."""
    about: Theme = row.theme
    return {
        "id": about.pk,
        "title": words(about, "title"),
        "summary": words(about, "summary"),
        "notes": row.notes,
        "responsible": about.responsible,
        "level": about.level,
        "due": about.due,
        "is_late": row.is_late,
        "is_unkept": row.is_unkept,
        "answer": answer(row.answer),
        "later": [
            later_row(one) for one in later if about.track_id is not None and one.track_id == about.track_id
        ],
        "developments": [development(one) for one in developments if one.theme_id == about.pk],
    }


def table(row: BackgroundTable) -> dict[str, Any]:
    """Who spoke, by one kind of answer."""
    return {
        "name": row.name,
        "lines": [
            {
                "service_area": line.service_area.pk,
                "people": line.people,
                "cells": {
                    code or "none": cell for (code, _label), cell in zip(row.columns, line.cells, strict=True)
                },
                "least": line.least,
            }
            for line in row.lines
        ],
    }
