"""The desk that prepares the council's item, enters what it decided, and has another official confirm it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from commons.accounts.permissions import may, require
from commons.process.domain.gate import is_open
from commons.process.models import PhaseKind
from voting.domain.council import carrying, deciding, freeing, items, queries
from voting.domain.council.errors import NoItem
from voting.models import (
    BallotProject,
    CouncilFreed,
    CouncilSession,
    Election,
    SessionState,
)
from voting.pages.certification_desk import election_at
from voting.pages.council import forms as council_forms
from voting.pages.council.public import next_in_line
from voting.pages.sending import DONE, tried
from voting.rules import ANSWER_COUNCIL, CONFIRM_COUNCIL, RECORD_COUNCIL

Act = Callable[[Any, CouncilSession, Any], object]


def _send_back(actor: Any, session: CouncilSession, form: Any) -> object:
    return deciding.send_back(actor=actor, session=session, **form.cleaned_data)


ACTS: dict[str, tuple[type[forms.Form], Act, Any]] = {
    "change": (
        council_forms.ItemForm,
        lambda actor, session, form: items.change(actor=actor, session=session, **form.cleaned_data),
        gettext_lazy("The item is changed."),
    ),
    "annex": (
        council_forms.AnnexForm,
        lambda actor, session, form: items.add_annex(actor=actor, session=session, **form.sent()),
        gettext_lazy("The annex stands beside the item."),
    ),
    "others": (
        council_forms.OthersForm,
        lambda actor, session, form: deciding.confirm_others(
            actor=actor, session=session, **form.cleaned_data
        ),
        gettext_lazy("All others are entered as confirmed."),
    ),
    "reject": (
        council_forms.RejectForm,
        lambda actor, session, form: deciding.reject_all(actor=actor, session=session, **form.cleaned_data),
        gettext_lazy("Entered. Nothing is public before another official confirms it."),
    ),
    "hand_in": (
        council_forms.NoForm,
        lambda actor, session, _form: deciding.hand_in(actor=actor, session=session),
        gettext_lazy("Handed in. Another official compares it with the minutes and confirms it."),
    ),
    "send_back": (council_forms.SendBackForm, _send_back, gettext_lazy("Sent back to be corrected.")),
    "confirm": (
        council_forms.NoForm,
        lambda actor, session, _form: deciding.confirm(actor=actor, session=session),
        gettext_lazy("The council's decisions are public, and everybody concerned will hear of them."),
    ),
}
"""Acts of the desk by the name of their button: form, verb, and what is said afterwards."""


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the open item stands and what comes next; without one, preparing it."""
    election = election_at(request, slug)
    session = queries.open_session(election)
    if session is None:
        return _prepare(request, election)
    bound, status = {}, 200
    if request.method == "POST":
        name, form, status = _done(request, session)
        if status == DONE:
            return redirect("voting:desk_council", slug)
        bound = {name: form}
    return render(
        request, "voting/council/desk.html", _content(request, election, session, bound), status=status
    )


def _prepare(request: HttpRequest, election: Election) -> HttpResponse:
    if not may(request.user, RECORD_COUNCIL, election):
        return redirect("voting:council", election.cycle.slug)
    form, status = council_forms.ItemForm(request.POST or None), 200
    if request.method == "POST":
        status = tried(
            form, lambda: items.prepare(actor=request.user, election=election, **form.cleaned_data)
        )
        if status == DONE:
            messages.success(request, _("The result is before the council. Councillors can read it and ask."))
            return redirect("voting:desk_council", election.cycle.slug)
    content = {"form": form, "cycle": election.cycle, "election": election}
    return render(request, "voting/council/desk_prepare.html", content, status=status)


def _done(request: HttpRequest, session: CouncilSession) -> tuple[str, forms.Form, int]:
    """Run the act whose button was pressed: its name, its form, and the status."""
    name, _sep, about = request.POST.get("do", "").partition(":")
    if name == "freed" and about.isdigit():
        return _freed(request, session, int(about))
    if name == "answer" and about.isdigit():
        return _answer(request, session, int(about))
    if name not in ACTS:
        raise Http404
    made, act, words = ACTS[name]
    form = made(request.POST, request.FILES)
    status = tried(form, lambda: act(request.user, session, form))
    if status == DONE:
        messages.success(request, str(words))
    return name, form, status


def _freed(request: HttpRequest, session: CouncilSession, pk: int) -> tuple[str, forms.Form, int]:
    envelope = get_object_or_404(session.election.cycle.envelopes, pk=pk)
    targets = carrying.targets(session.election.cycle)
    form = council_forms.FreedForm(request.POST, auto_id=f"freed-{pk}-%s", targets=targets)
    status = tried(
        form,
        lambda: freeing.use_freed(actor=request.user, session=session, envelope=envelope, **form.decision()),
    )
    return f"freed:{pk}", form, status


def _answer(request: HttpRequest, session: CouncilSession, pk: int) -> tuple[str, forms.Form, int]:
    question = get_object_or_404(session.questions, pk=pk)
    form = council_forms.AnswerForm(request.POST, auto_id=f"answer-{pk}-%s")
    status = tried(form, lambda: items.answer(actor=request.user, question=question, **form.cleaned_data))
    return f"answer:{pk}", form, status


def _content(
    request: HttpRequest, election: Election, session: CouncilSession, bound: dict[str, forms.Form]
) -> dict[str, Any]:
    lines = {line.project_id: line for line in session.lines.all()}
    told = {one.envelope_id: one for one in session.freed.select_related("target__cycle")}
    targets = carrying.targets(election.cycle)
    prepared = session.state == SessionState.PREPARED
    return {
        "cycle": election.cycle,
        "election": election,
        "session": session,
        "pots": [
            {"pot": pot, "rows": [{"beside": row, "line": lines.get(row.row.project.pk)} for row in pot.rows]}
            for pot in queries.beside(election)
        ],
        "freed": [
            {
                "pot": pot,
                "said": told.get(pot.envelope.pk),
                "form": bound.get(f"freed:{pot.envelope.pk}")
                or council_forms.FreedForm(
                    auto_id=f"freed-{pot.envelope.pk}-%s",
                    initial=_said(told.get(pot.envelope.pk), session),
                    targets=targets,
                ),
            }
            for pot in next_in_line(session)
        ],
        "questions": [
            {
                "question": one,
                "form": bound.get(f"answer:{one.pk}")
                or council_forms.AnswerForm(auto_id=f"answer-{one.pk}-%s", initial={"text": one.answer}),
            }
            for one in session.questions.select_related("project__proposal")
        ],
        "annexes": session.annexes.defer("content"),
        "is_prepared": prepared,
        "council_open": is_open(election.cycle, PhaseKind.COUNCIL),
        "may_record": may(request.user, RECORD_COUNCIL, election) and prepared,
        "may_answer": may(request.user, ANSWER_COUNCIL, election) and prepared,
        "may_confirm": may(request.user, CONFIRM_COUNCIL, election)
        and session.state == SessionState.ENTERED
        and session.entered_by != request.user.pk,
        "may_send_back": may(request.user, CONFIRM_COUNCIL, election)
        and session.state == SessionState.ENTERED,
        "forms": _forms(session, bound),
    }


def _said(freed: CouncilFreed | None, session: CouncilSession) -> dict[str, Any]:
    """What the form of freed money shows first."""
    if freed is None:
        return {"section": session.section}
    names = ("use", "rest", "with_unused", "anew", "reason", "section")
    return {name: getattr(freed, name) for name in names} | {"to": freed.target_id}


@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for a later year, and into which of its pots each sum goes."""
    election = election_at(request, slug)
    require(request.user, RECORD_COUNCIL, election)
    form, status = None, 200
    if request.method == "POST":
        form = council_forms.PlaceForm(request.POST, auto_id="place-%s", election=election)
        status = tried(form, lambda: carrying.place(actor=request.user, **form.cleaned_data))
        if status == DONE:
            messages.success(request, _("The money lies in its pot now."))
            return redirect("voting:desk_council_waiting", slug)
    return render(request, "voting/council/desk_waiting.html", _waiting(election, form), status=status)


def _waiting(election: Election, form: council_forms.PlaceForm | None) -> dict[str, Any]:
    sent = form["carried"].value() if form else None
    return {
        "cycle": election.cycle,
        "refused": form,
        "targets": carrying.later_targets(election.cycle),
        "rows": [
            {
                "carried": one,
                "form": form
                if form is not None and sent == str(one.pk)
                else council_forms.PlaceForm(
                    auto_id=f"place-{one.pk}-%s", initial={"carried": one.pk}, election=election
                ),
            }
            for one in carrying.waiting(election.cycle)
        ],
    }


def _forms(session: CouncilSession, bound: dict[str, forms.Form]) -> dict[str, forms.Form]:
    initial: dict[str, dict[str, Any]] = {
        "change": council_forms.ItemForm.of(session),
        "others": {"section": session.section},
        "reject": {"rejects": session.rejects_all, "reason": session.reason},
    }
    return {
        name: bound.get(name) or made(initial=initial.get(name, {}), auto_id=f"{name}-%s")
        for name, (made, _act, _words) in ACTS.items()
    }


@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, slug: str, project: int) -> HttpResponse:
    """What the council decided on one project."""
    election = election_at(request, slug)
    require(request.user, RECORD_COUNCIL, election)
    session = queries.open_session(election)
    if session is None:
        raise NoItem
    row = get_object_or_404(
        BallotProject.objects.select_related("proposal", "envelope"), pk=project, election=election
    )
    known = session.lines.filter(project=row).first()
    form = council_forms.LineForm(
        request.POST or None, initial=council_forms.LineForm.of(known, session.section)
    )
    status = 200
    if request.method == "POST":
        status = tried(
            form,
            lambda: deciding.enter(actor=request.user, session=session, project=row, **form.decision()),
        )
        if status == DONE:
            messages.success(request, _("Entered. Nothing is public before another official confirms it."))
            return redirect("voting:desk_council", slug)
    content = {"form": form, "project": row, "cycle": election.cycle, "session": session}
    return render(request, "voting/council/desk_line.html", content, status=status)
