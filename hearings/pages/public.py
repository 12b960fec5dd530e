"""What everybody may read: hearings, their themes with answers, notes and back, who spoke."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from commons.accounts.permissions import may
from commons.live.templatetags.live import live_since
from hearings.domain import codes, queries, synthesis, wall, who_spoke
from hearings.domain.plenary import reading
from hearings.domain.report import publishing
from hearings.models import Channel, Contribution, Hearing, Polarity, Theme
from hearings.pages.show import is_over, note_row
from hearings.rules import SEE_DESK

NOTES_A_PAGE = 60


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All hearings, the open ones first."""
    hearings = list(queries.public_hearings())
    content = {
        "open": [one for one in hearings if one.state == "open"],
        "working": [one for one in hearings if one.state in ("closed", "answering")],
        "done": [one for one in hearings if one.state == "archived"],
        "may_see_desk": may(request.user, SEE_DESK),
    }
    return render(request, "hearings/list.html", content)


def reached(request: HttpRequest, slug: str) -> Hearing:
    """The hearing, or 404 for who may not see it."""
    try:
        return queries.reached(slug, request.user)
    except Hearing.DoesNotExist:
        raise Http404 from None


@require_safe
def hearing(request: HttpRequest, slug: str) -> HttpResponse:
    """One hearing: why, when and where, what was said, what is answered."""
    found = reached(request, slug)
    topic = f"hearing:{found.slug}"
    since = live_since(topic)  # before anything is read, so that the page is at least as new as it says
    rows = queries.themes_of(found)
    content = {
        "hearing": found,
        "topic": topic,
        "since": since,
        "taking": queries.is_taking(found),
        "code": queries.main_code(found),
        "counts": queries.counts(found),
        "events": [{"event": event, "over": is_over(event)} for event in found.events.all()],
        "themes": rows,
        "plenaries": reading.plenaries(found),
        "synthesis": synthesis.state_of(found),
        "answered": sum(1 for row in rows if row.answer),
        "late": [row for row in rows if row.is_late],
        "unkept": [row for row in rows if row.is_unkept],
        "sums": sums(found),
        "tables": [table_rows(table) for table in who_spoke.tables(found)],
        "report": publishing.is_readable(found, request.user),
        "may_see_desk": may(request.user, SEE_DESK, found),
        "ways": queries.ways(found),
        "organisers": found.organisers.all(),
    }
    return render(request, "hearings/hearing.html", content)


def sums(hearing: Hearing) -> list[dict[str, Any]]:
    """Notes by town and by the way they came in, for pieces/figure.html; what did not happen is left out."""
    towns: Counter[str] = Counter()
    channels: Counter[str] = Counter()
    for row in queries.by_town(hearing):
        towns[row["event__town"] or _("elsewhere")] += row["n"]
        channels[str(Channel(row["channel"]).label)] += row["n"]
    tables = (
        (_("By town"), pgettext("home town", "Town"), towns),
        (_("By the way they came"), _("How it came"), channels),
    )
    return [
        {"title": title, "columns": [head, _("Notes")], "rows": found.most_common(), "open": True}
        for title, head, found in tables
        if found
    ]


def table_rows(table: who_spoke.BackgroundTable) -> dict[str, Any]:
    """For pieces/figure.html: a dash where a number is left out."""
    return {
        "title": table.title,
        "columns": [
            _("Service"),
            pgettext("how many", "People"),
            *(str(label) for _code, label in table.columns),
        ],
        "rows": [
            [
                str(line.service_area),
                *("–" if cell is None else cell for cell in (line.people, *line.cells)),
            ]
            for line in table.lines
        ],
        "open": True,
    }


@require_safe
def theme(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One theme: what notes it is made of, what could be done, what was answered."""
    found = reached(request, slug)
    try:
        about = queries.theme_of(found, pk)
    except Theme.DoesNotExist:
        raise Http404 from None
    notes, later = queries.shown_notes(found, theme=about), queries.later_of(about)
    page = Paginator(notes, NOTES_A_PAGE).get_page(request.GET.get("page"))
    content = {
        "hearing": found,
        "theme": about,
        "answer": getattr(about, "answer", None),
        "late": queries.is_late(about),
        "later": later,
        "unkept": queries.is_unkept(about, later),
        "report": publishing.is_readable(found, request.user),
        "developments": about.developments.public().select_related("proposal"),
        "notes": [note_row(note) for note in page],
        **paged(request, page),
    }
    return render(request, "hearings/theme.html", content)


@require_safe
def notes(request: HttpRequest, slug: str) -> HttpResponse:
    """The approved notes, narrowed by service and by what they say."""
    found = reached(request, slug)
    typed = request.GET.get("service", "")
    service = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None
    polarity, town = request.GET.get("kind", ""), request.GET.get("town", "")[:60]
    channel = request.GET.get("channel", "")
    rows = queries.shown_notes(found, service_area=service, polarity=polarity, town=town, channel=channel)
    page = Paginator(rows, NOTES_A_PAGE).get_page(request.GET.get("page"))
    content = {
        "hearing": found,
        "service_areas": found.service_areas.all(),
        "report": publishing.is_readable(found, request.user),
        "kinds": Polarity.choices,
        "service": service,
        "kind": polarity,
        "towns": dict.fromkeys(found.events.values_list("town", flat=True)),
        "town": town,
        "channels": Channel.choices,
        "channel": channel,
        "notes": [{**note_row(note), "theme": note.theme} for note in page],
        **paged(request, page),
    }
    return render(request, "hearings/notes.html", content)


@require_safe
def shown_note(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One note by its own address: from a sentence of the report here, and on to its theme and the answer."""
    found = reached(request, slug)
    try:
        note = queries.shown_note(found, pk)
    except Contribution.DoesNotExist:
        raise Http404 from None
    content = {
        "hearing": found,
        "notes": [note_row(note)],
        "note": note,
        "theme": note.theme,
        "answer": getattr(note.theme, "answer", None),
        "late": note.theme is not None and queries.is_late(note.theme),
        "report": publishing.is_readable(found, request.user),
    }
    return render(request, "hearings/shown_note.html", content)


def paged(request: HttpRequest, page: Any) -> dict[str, Any]:
    """Where the pages before and after are; other words of the address stay."""
    words = request.GET.copy()

    def at(number: int) -> str:
        words["page"] = str(number)
        return f"?{words.urlencode()}"

    return {
        "total": page.paginator.count,
        "page_number": page.number,
        "page_count": page.paginator.num_pages,
        "previous_url": at(page.previous_page_number()) if page.has_previous() else "",
        "next_url": at(page.next_page_number()) if page.has_next() else "",
    }


@require_safe
def projector(request: HttpRequest, code: str) -> HttpResponse:
    """The wall: of one service at an event, or of everything that the code stands for."""
    station = codes.station_of(code)
    area = station.service_area_id
    event = station.event_id if "all" not in request.GET else None
    topic = f"hearing-wall:{station.hearing.slug}"
    since = live_since(topic)
    columns = wall.columns(station.hearing, service_area=area, event=event)
    content = {
        "hearing": station.hearing,
        "station": station,
        "topic": topic,
        "since": since,
        "area": area or "",
        "event": event or "",
        "columns": [
            {"polarity": polarity, "label": label, "notes": columns[polarity]}
            for polarity, label in Polarity.choices
        ],
    }
    return render(request, "hearings/wall.html", content)
