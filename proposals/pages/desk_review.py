"""The review of one proposal: as the public sees it, and beside it what only officials see."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from commons.accounts.models import User
from commons.accounts.permissions import may
from commons.audit.domain.entries import Entry
from commons.audit.domain.queries import of_object_for_officials
from commons.http.errors import Refusal
from proposals import history
from proposals.domain import assigning, queries, review, review_reading, undelivered
from proposals.domain.review_reading import File
from proposals.models import Feasibility, Letter, Proposal, Review, State
from proposals.pages.desk_forms import AssignForm, FindingsForm, RemarkForm, table_asked, take
from proposals.rules import ASSIGN, CARRY_OUT

DECIDABLE = (State.SUBMITTED, State.IN_REVIEW)


def file_or_404(request: HttpRequest, pk: int) -> File:
    """The proposal's file; 404 where there is none, and the permission's refusal for who may not review it."""
    try:
        return review_reading.file_of(request.user, pk)
    except Proposal.DoesNotExist:
        raise Http404 from None


Forms = dict[str, Form]


def _forms(request: HttpRequest, file: File) -> Forms:
    """The page's forms; the one that was sent is bound, the others are as stored."""
    sent = request.POST.get("do", "") if request.method == "POST" else ""
    found, data = file.review, request.POST
    people = assigning.reviewers(file.proposal) if may(request.user, ASSIGN, file.proposal) else []
    return {
        "assign": AssignForm(
            data if sent == "assign" else None,
            people=people,
            initial={"reviewer": found.reviewer_id if found else None, "due": found.due if found else None},
        ),
        "remark": RemarkForm(data if sent == "remark" else None, auto_id="remark-%s"),
        "record": FindingsForm(
            data if sent == "record" else None,
            auto_id="record-%s",
            initial={
                "feasibility": found.feasibility if found else Feasibility.OPEN,
                "cost": found.cost if found else None,
                "ground": found.ground if found else "",
                "reason": found.reason if found else "",
                "seen": (found.saved_at if found else timezone.now()).isoformat(),
            },
        ),
    }


def _assign(request: HttpRequest, proposal: Proposal, form: Any) -> str:
    review.assign(actor=request.user, proposal=proposal, reviewer=form.chosen, due=form.cleaned_data["due"])
    return _("Saved who reviews it.")


def _remark(request: HttpRequest, proposal: Proposal, form: Any) -> str:
    review.remark(actor=request.user, proposal=proposal, text=form.cleaned_data["text"])
    return _("The remark is noted.")


def _record(request: HttpRequest, proposal: Proposal, form: Any) -> str:
    review.record(actor=request.user, proposal=proposal, **form.cleaned_data)
    return _("The findings are saved. Nobody outside sees them yet.")


DOES: dict[str, Callable[[HttpRequest, Proposal, Any], str]] = {
    "assign": _assign,
    "remark": _remark,
    "record": _record,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Look, assign, remark, record. What is refused is shown in its form with everything that was typed."""
    file = file_or_404(request, pk)
    forms, status, do = _forms(request, file), 200, request.POST.get("do", "")
    if request.method == "POST":
        status = 400
        if do in DOES and forms[do].is_valid():
            try:
                messages.success(request, DOES[do](request, file.proposal, forms[do]))
                return redirect("proposals:desk_review", pk)
            except Refusal as refusal:
                take(forms[do], refusal)
                status = refusal.status
    return render(request, "proposals/desk/review.html", _context(request, file, forms), status=status)


def _context(request: HttpRequest, file: File, forms: Forms) -> dict[str, Any]:
    proposal = queries.one(file.proposal.pk, request.user)
    state, found = State(proposal.state), file.review
    to_send = [one for one in file.letters if undelivered.waits(one)]
    is_mine = found is not None and found.reviewer_id == request.user.pk
    return {
        "proposal": proposal,
        "state_label": state.label,
        "review": found,
        "remarks": file.remarks,
        "tasks": file.tasks,
        "unanswered": sum(not one.answer for one in file.questions),
        "letters": file.letters,
        "to_send": to_send,
        "refused_since": undelivered.refused_since(proposal) if to_send else None,
        "today": timezone.localdate(),
        "forms": forms,
        "entries": _entries(proposal, found, file.letters),
        "is_open": state in review.REVIEWABLE,
        "is_late": bool(
            found and found.due and found.due < timezone.localdate() and state in review.REVIEWABLE
        ),
        "may_decide": state in DECIDABLE,
        "may_refuse": state in review.REVIEWABLE,
        "may_reopen": state in (State.ON_BALLOT, State.NOT_FEASIBLE) and file.appeal is None,
        "may_extend": state == State.RETURNED,
        "appeal": file.appeal,
        "decided_first": file.appeal is not None and file.appeal.against.decided_by_id == request.user.pk,
        "may_enter_appeal": _may_enter_appeal(file),
        "may_assign": may(request.user, ASSIGN, proposal),
        "may_take": not is_mine and (found is None or found.reviewer_id is None),
        "is_mine": is_mine,
        "may_carry_out": may(request.user, CARRY_OUT, proposal)
        and state in (State.CONFIRMED, State.PLANNED, State.UNDER_WAY, State.DONE, State.CANCELLED),
        "theirs": found if forms["record"].errors else None,
    }


def _may_enter_appeal(file: File) -> bool:
    """Whether a letter on paper could still be an appeal: one that came in time may be typed in later."""
    verdict = file.verdict
    is_refused = file.proposal.state == State.NOT_FEASIBLE and file.appeal is None
    return is_refused and verdict is not None and verdict.appeal_until is not None


def _entries(proposal: Proposal, found: Review | None, letters: list[Letter]) -> list[Entry]:
    """What happened to the proposal, to its review and to letters that went on paper, the newest first."""
    entries = of_object_for_officials(history.KIND, proposal.pk)
    if found is not None:
        entries += of_object_for_officials(history.REVIEW_KIND, found.pk)
    for letter in letters:
        if letter.refused_at is not None:
            entries += of_object_for_officials(history.LETTER_KIND, letter.pk)
    return sorted(entries, key=lambda entry: entry.when, reverse=True)


@require_POST
def take_it(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a review that nobody has, or (`back`) give back one's own."""
    file = file_or_404(request, pk)
    me = request.user if isinstance(request.user, User) and "back" not in request.POST else None
    try:
        review.assign(
            actor=request.user,
            proposal=file.proposal,
            reviewer=me,
            due=file.review.due if file.review and me else None,
        )
        messages.success(request, _("The review is yours.") if me else _("The review is back in the queue."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(table_asked(request) or reverse("proposals:desk_review", args=[pk]))


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at a finished review again, until voting opens."""
    file = file_or_404(request, pk)
    try:
        review.reopen(actor=request.user, proposal=file.proposal)
        messages.success(request, _("The review is open again."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("proposals:desk_review", pk)
