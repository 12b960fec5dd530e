"""The paper desk: one batch, keying it, settling what differs, accepting it, setting it aside."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.http.errors import Refusal
from voting.domain.desk_votes import election_at_desk
from voting.domain.paper import (
    accepting,
    effect,
    keying,
    lines,
    matching,
    photos,
    quarantine,
    queries,
    serials,
)
from voting.domain.paper.matching import Compared
from voting.models import KeyedSheet, PaperBatch, Reading
from voting.pages.paper import show
from voting.pages.paper.forms import AnewForm, KeyForm, PhotoForm, ReasonForm, SettleForm, SizeForm
from voting.pages.paper.stations import GET_OR_POST, frame
from voting.pages.sending import DONE, tried


def _batch(request: HttpRequest, slug: str, number: int) -> PaperBatch:
    return queries.batch_at_desk(request.user, election_at_desk(request.user, slug), number)


def _page(request: HttpRequest, batch: PaperBatch, status: int = 200, **sent: Form) -> HttpResponse:
    election = batch.election
    shelf = lines.shelf_of(election)
    held = batch.quarantines.select_related("begun_by", "release_asked_by", "released_by").order_by("-pk")
    forms: dict[str, Form] = {
        "sizing": SizeForm(prefix="size", initial={"size": batch.size}),
        "anew": AnewForm(prefix="anew"),
        "picture": PhotoForm(prefix="photo"),
        "aside": ReasonForm(prefix="aside"),
    }
    sheets = matching.compared(batch)
    context = {
        "batch": batch,
        "rows": [show.compared_row(shelf, one) for one in sheets],
        "open_count": sum(one.is_open for one in sheets),
        "photos": batch.photos.defer("image").select_related("sheet", "taken_by"),
        "held": held,
        "effect": effect.effect_of(election) if batch.is_quarantined else None,
        "waits": queries.waits_for(request.user, batch),
        **forms,
        **sent,
    }
    return render(request, "voting/paper/batch.html", frame(request, election) | context, status=status)


@never_cache
@require_safe
def one(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One batch: how far it is, and what can be done."""
    return _page(request, _batch(request, slug, number))


def _do(
    request: HttpRequest, slug: str, number: int, name: str, form: Form, verb: Callable[[PaperBatch], object]
) -> HttpResponse:
    """Run a verb on the batch and come back to its page, with the form where something was wrong."""
    batch = _batch(request, slug, number)
    status = tried(form, lambda: verb(batch))
    if status != DONE:
        return _page(request, _batch(request, slug, number), status, **{name: form})
    return redirect("voting:desk_batch", slug, number)


@require_POST
def correct_size(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Correct the number of sheets."""
    form = SizeForm(request.POST, prefix="size")
    return _do(
        request,
        slug,
        number,
        "sizing",
        form,
        lambda batch: keying.correct_size(actor=request.user, batch=batch, **form.cleaned_data),
    )


@require_POST
def start_over(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Have one reading done again."""
    form = AnewForm(request.POST, prefix="anew")

    def again(batch: PaperBatch) -> None:
        reading = Reading(int(form.cleaned_data["reading"]))
        keying.start_over(
            actor=request.user, batch=batch, reading=reading, reason=form.cleaned_data["reason"]
        )

    return _do(request, slug, number, "anew", form, again)


@require_POST
def add_photo(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Keep a photograph."""
    form = PhotoForm(request.POST, request.FILES, prefix="photo")

    def add(batch: PaperBatch) -> None:
        file = form.cleaned_data["image"]
        photos.add(
            actor=request.user, batch=batch, file=file, size=file.size, serial=form.cleaned_data["serial"]
        )

    return _do(request, slug, number, "picture", form, add)


@require_safe
def photo(request: HttpRequest, slug: str, number: int, photo: int) -> HttpResponse:
    """One photograph, for officials only."""
    image = photos.image_of(actor=request.user, batch=_batch(request, slug, number), pk=photo)
    return HttpResponse(image, content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


@require_POST
def accept(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Put the ballots of the batch in the box."""
    try:
        made = accepting.accept(actor=request.user, batch=_batch(request, slug, number))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("{n} ballot is in the box.", "{n} ballots are in the box.", made)
        messages.success(request, words.format(n=made))
    return redirect("voting:desk_batch", slug, number)


@require_POST
def set_aside(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Set the batch aside, or ask to let it back in: the button says which."""
    form = ReasonForm(request.POST, prefix="aside")
    verb: Callable[..., object] = quarantine.ask_back if "back" in request.POST else quarantine.begin
    return _do(
        request,
        slug,
        number,
        "aside",
        form,
        lambda batch: verb(actor=request.user, batch=batch, **form.cleaned_data),
    )


@require_POST
def let_back(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Agree that the batch comes back in."""
    try:
        quarantine.let_back(actor=request.user, batch=_batch(request, slug, number))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("voting:desk_batch", slug, number)


@never_cache
@require_http_methods(GET_OR_POST)
def key(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Key sheet after sheet; opening the page takes the reading up."""
    batch = _batch(request, slug, number)
    try:
        reading = keying.take_up(actor=request.user, batch=batch)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("voting:desk_batch", slug, number)
    form = KeyForm(request.POST or None, initial=_again(request, batch))
    status, done = 200, ""
    if request.method == "POST":
        kept: list[KeyedSheet] = []
        status = tried(
            form,
            lambda: kept.append(keying.key(actor=request.user, batch=batch, **form.cleaned_data)),
        )
        if status == DONE:
            form = KeyForm()
            done = serials.written(batch.election_id, kept[0].sheet.number)
    return _key_page(request, batch, reading, form, done, status)


def _again(request: HttpRequest, batch: PaperBatch) -> dict[str, str]:
    """A sheet of one's own to correct, from the address."""
    wanted = request.GET.get("sheet", "")
    if not wanted.isdecimal() or len(wanted) > 9:
        return {}
    own = next(
        (one for one in queries.own_sheets(request.user, batch) if one.sheet.number == int(wanted)), None
    )
    if own is None:
        return {}
    shelf = lines.shelf_of(batch.election)
    serial = serials.written(batch.election_id, own.sheet.number)
    return {"serial": serial, "line": lines.as_line(shelf, own.choices), "void": own.void}


def _key_page(
    request: HttpRequest, batch: PaperBatch, reading: Reading, form: KeyForm, done: str, status: int
) -> HttpResponse:
    shelf = lines.shelf_of(batch.election)
    own = queries.own_sheets(request.user, batch)
    context: dict[str, Any] = {
        "batch": batch,
        "reading": reading,
        "form": form,
        "done": done,
        "own": [show.keyed_row(shelf, batch.election_id, one) for one in own],
        "left": max(batch.size - len(own), 0),
        "projects": show.projects(batch.election),
        "kind": shelf.form.kind.value,
        "limits": show.limits(shelf.form),
        "syntax": show.syntax(shelf.form.kind),
    }
    return render(request, "voting/paper/key.html", frame(request, batch.election) | context, status=status)


@require_POST
def take_away(request: HttpRequest, slug: str, number: int, keyed: int) -> HttpResponse:
    """Take a sheet out of one's own reading."""
    try:
        keying.take_away(actor=request.user, batch=_batch(request, slug, number), keyed_id=keyed)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("voting:desk_batch_key", slug, number)


@require_POST
def finish(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """End one's reading."""
    try:
        keying.finish(actor=request.user, batch=_batch(request, slug, number))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("voting:desk_batch_key", slug, number)
    messages.success(request, _("Your keying of this batch is finished. Thank you."))
    return redirect("voting:desk_batch", slug, number)


@never_cache
@require_http_methods(GET_OR_POST)
def settle(request: HttpRequest, slug: str, number: int, sheet: int) -> HttpResponse:
    """One sheet that was read differently."""
    batch = _batch(request, slug, number)
    found = _compared(batch, sheet)
    shelf = lines.shelf_of(batch.election)
    form = SettleForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = tried(
            form,
            lambda: matching.settle(actor=request.user, batch=batch, sheet=found.sheet, **form.cleaned_data),
        )
        if status == DONE:
            return redirect("voting:desk_batch", slug, number)
    context = {
        "batch": batch,
        "row": show.compared_row(shelf, found),
        "form": form,
        "projects": show.projects(batch.election),
        "kind": shelf.form.kind.value,
        "limits": show.limits(shelf.form),
        "syntax": show.syntax(shelf.form.kind),
        "photos": batch.photos.filter(sheet=found.sheet).defer("image"),
    }
    return render(
        request, "voting/paper/settle.html", frame(request, batch.election) | context, status=status
    )


def _compared(batch: PaperBatch, sheet: int) -> Compared:
    found = next((one for one in matching.compared(batch) if one.sheet.number == sheet and one.differs), None)
    if found is None:
        raise Http404
    return found
