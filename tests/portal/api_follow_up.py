"""Rows of the grid of the API, as arguments of its `Row`: lessons of a year, what became of projects, the follow-up."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from tests.portal.api_world import World


def follow_up(world: World) -> list[tuple[Any, ...]]:
    """The resident of the world is the delegate; the finding waits for its answer."""
    cycle, confirmed = {"slug": world.cycle.slug}, {"pk": world.confirmed.pk}
    today = timezone.localdate().isoformat()
    term = {"email": "uusi@example.fi", "term_from": today, "term_to": "2030-01-01"}
    seen = {"kind": "quality", "text": "Naula on irti.", "visited_on": today}
    finding_at = {"pk": world.found.pk}
    judged = {"key": str(uuid4()), "as_promised": "yes", "in_use": "no", "worth_it": "yes"}
    later, lesson_at = {"slug": world.next_cycle.slug}, {**cycle, "pk": world.lesson.pk}
    said = {"kind": "question", "text": "Milloin?", "language": "fi"}
    lesson = {"topic": "review", "change": {"fi": "Toisin"}}
    # fmt: off
    return [
        ("GET",    "api-lessons",         "+++++++++", cycle),
        ("GET",    "api-lessons",         "0000+0000", later),
        ("POST",   "api-lessons",         "----+----", cycle, lesson),
        ("PUT",    "api-lesson",          "----c----", lesson_at, lesson),
        ("DELETE", "api-lesson",          "----c----", lesson_at),
        ("POST",   "api-lesson-publish",  "----+----", lesson_at),
        ("GET",    "api-lesson-comments", "+++++++++", cycle),
        ("GET",    "api-lesson-comments", "000000000", later),
        ("POST",   "api-lesson-comments", "-++++++++", cycle, said),
        ("PUT",    "api-lesson-talk",     "----+----", cycle, {"until": today}),
        ("POST",   "api-improvements",    "----+----", later, {"earlier": world.cycle.slug}),
        ("PUT",    "api-improvement",     "----+----", {**later, "pk": world.improvement.pk}, {"state": "done"}),
        ("POST",   "api-year-news",       "+++++++++", cycle, {"address": "aino@example.org"}),
        ("POST",   "api-year-news-confirm", "000000000", {}, {"word": "x"}),
        ("POST",   "api-year-news-stop",  "+++++++++", {}, {"word": "x"}),
        ("GET",    "api-delegates",       "+++++++++", cycle),
        ("POST",   "api-delegates",       "---++----", cycle, term),
        ("PATCH",  "api-delegate",        "-+-------", {"pk": world.delegate.pk}, {"shows_name": True}),
        ("POST",   "api-delegate-end",    "-+-++----", {"pk": world.delegate.pk}, {"reason": "Muutti."}),
        ("PUT",    "api-delegation",      "ccccccccc", {"word": "keksitty"}, {"accepts": False}),
        ("GET",    "api-findings",        "+++++++++", confirmed),
        ("POST",   "api-findings",        "-+-------", confirmed, seen),
        ("GET",    "api-findings-to-answer", "---++----"),
        ("GET",    "api-finding",         "+++++++++", finding_at),
        ("DELETE", "api-finding",         "-+-------", finding_at),
        ("POST",   "api-finding-answer",  "---++----", finding_at, {"kind": "fixed"}),
        ("POST",   "api-finding-look-again", "-c-------", finding_at, {"is_fixed": True}),
        ("GET",    "api-evaluation",      "+++++++++", confirmed),
        ("POST",   "api-evaluation",      "ccccccccc", confirmed, judged),
        ("GET",    "api-funded",          "+++++++++", {}, None, "?state=junk&page=x"),
        ("GET",    "api-funded-geojson",  "+++++++++"),
        ("GET",    "api-newsletter",      "+++++++++", {}, None, "?quarter=2026-4"),
    ]
    # fmt: on
