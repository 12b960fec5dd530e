"""The walk: what everybody in the hall looks at, and the facilitator's page that steers it."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.http.errors import Refusal
from hearings.domain import codes
from hearings.domain.walks import plan, steering
from hearings.models import Event, Walk
from hearings.pages.desk import on_desk
from hearings.pages.walk_forms import WalkForm
from hearings.rules import GROUP


@never_cache
@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """The walk of the event that this code belongs to, for phones, tablets and the projector."""
    try:
        station = codes.station_of(code)
    except Refusal as refusal:
        content = {"typed": code[:40], "receipt": "", "refusal": refusal}
        return render(request, "hearings/enter.html", content, status=refusal.status)
    walk = steering.walk_of(station.event) if station.event else None
    if walk is None:
        raise Http404
    content = {"hearing": station.hearing, "event": station.event, "station": station, **shown(walk)}
    return render(request, "hearings/walk.html", content)


def shown(walk: Walk) -> dict[str, Any]:
    """The clock and the timetable, for the template."""
    walls = plan.walls_of(walk.event.hearing)
    clock = plan.clock(walk)
    minutes, seconds = divmod(clock.left, 60)
    phases = plan.phases(walk)
    return {
        "walk": walk,
        "topic": f"hearing-walk:{walk.event_id}",
        "data": json.dumps(plan.told(walk, walls)),
        "now": round(timezone.now().timestamp() * 1000),
        "clock": clock,
        "left": f"{minutes}.{seconds:02}",
        "round_number": phases[clock.phase].round + 1 if clock.phase is not None else 0,
        "timetable": plan.timetable(walk, walls),
        "groups": range(1, walk.groups + 1),
        "walls": walls,
        "sharing": walk.groups > len(walls),
    }


def _event(request: HttpRequest, slug: str, pk: int) -> Event:
    hearing = on_desk(request, slug, GROUP)
    found = hearing.events.select_related("hearing__area").filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Plan the walk of an event, and steer it."""
    event = _event(request, slug, pk)
    walk = steering.walk_of(event)
    form = WalkForm(request.POST or None, walk=walk, walls=event.hearing.service_areas.count())
    if request.method == "POST" and form.is_valid():
        try:
            steering.prepare(actor=request.user, event=event, **form.cleaned_data)
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(
                request, _("The plan is ready. Start the clock when everybody stands at a wall.")
            )
            return redirect("hearings:walk_desk", slug, pk)
    station = event.stations.filter(service_area=None).first()
    content = {
        "hearing": event.hearing,
        "event": event,
        "form": form,
        "code": station.code if station else "",
        **(shown(walk) if walk else {}),
    }
    return render(request, "hearings/desk/walk.html", content, status=400 if form.errors else 200)


@require_POST
def steer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One of the buttons."""
    walk = steering.walk_of(_event(request, slug, pk))
    if walk is None:
        raise Http404
    seen = request.POST.get("phase", "")
    try:
        steering.steer(
            actor=request.user,
            walk=walk,
            act=request.POST.get("act", ""),
            phase=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 4 else None,
        )
    except Refusal as refusal:
        messages.error(request, f"{refusal.title}. {refusal.detail}")
    return redirect("hearings:walk_desk", slug, pk)
