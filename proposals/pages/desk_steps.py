"""The steps of one review: tasks, who does them, what they found, questions between colleagues."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commons.accounts.models import User
from commons.accounts.permissions import may
from commons.http.errors import Refusal
from proposals.domain import assigning
from proposals.domain.reviewing import questions, tasks
from proposals.domain.reviewing.reading import Course, course_of
from proposals.models import Proposal, ReviewQuestion, ReviewTask, State, StepKind, TaskState
from proposals.pages.desk_forms import take
from proposals.pages.desk_step_forms import (
    AddTaskForm,
    AnswerForm,
    AskColleagueForm,
    FinishTaskForm,
    GiveTaskForm,
    can_finish,
)
from proposals.rules import ASSIGN

RUNNING = (TaskState.OPEN, TaskState.PAUSED)


def course_or_404(request: HttpRequest, pk: int) -> Course:
    """The course of a review; 404 where there is no such proposal."""
    try:
        return course_of(request.user, pk)
    except Proposal.DoesNotExist:
        raise Http404 from None


def _give(request: HttpRequest, course: Course, form: Any, task: ReviewTask) -> str:
    sent = form.cleaned_data
    tasks.give(actor=request.user, task=task, reviewer=form.chosen, service=sent["service"], due=sent["due"])
    return _("Saved who does it.")


def _take(request: HttpRequest, course: Course, form: Any, task: ReviewTask) -> str:
    me = request.user if isinstance(request.user, User) and task.reviewer_id != request.user.pk else None
    tasks.give(actor=request.user, task=task, reviewer=me, service=task.service)
    return _("The task is yours.") if me else _("The task is back with the department.")


def _finish(request: HttpRequest, course: Course, form: Any, task: ReviewTask) -> str:
    tasks.finish(actor=request.user, task=task, **form.cleaned_data)
    return _("The task is done.")


def _add(request: HttpRequest, course: Course, form: Any, _item: None) -> str:
    sent = form.cleaned_data
    tasks.add(
        actor=request.user,
        proposal=course.proposal,
        kind=StepKind(sent["kind"]),
        reviewer=form.chosen,
        service=sent["service"],
        days=sent["days"],
    )
    return _("One more takes part in the step.")


def _ask(request: HttpRequest, course: Course, form: Any, _item: None) -> str:
    questions.ask(
        actor=request.user, proposal=course.proposal, of=form.chosen, text=form.cleaned_data["text"]
    )
    return _("The question is asked.")


def _answer(request: HttpRequest, course: Course, form: Any, question: ReviewQuestion) -> str:
    questions.answer(actor=request.user, question=question, text=form.cleaned_data["answer"])
    return _("The answer is noted.")


DOES: dict[str, Callable[[HttpRequest, Course, Any, Any], str]] = {
    "give": _give,
    "take": _take,
    "finish": _finish,
    "add": _add,
    "ask": _ask,
    "answer": _answer,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at the steps, or do one thing of `DOES`; what is refused stays in its form."""
    course = course_or_404(request, pk)
    people = assigning.reviewers(course.proposal)
    do, which = request.POST.get("do", ""), request.POST.get("which", "")
    item, status, bound = _item(course, do, which), 200, None
    if request.method == "POST" and do in DOES and (item is not None or do in ("add", "ask")):
        bound, status = _form(do, request.POST, people, item), 400
        if bound.is_valid():
            try:
                messages.success(request, DOES[do](request, course, bound, item))
                return redirect("proposals:desk_steps", pk)
            except Refusal as refusal:
                take(bound, refusal)
                status = refusal.status
                course = course_or_404(request, pk)
    elif request.method == "POST":
        status = 400
    context = _context(request, course, people, (do, which, bound))
    return render(request, "proposals/desk/steps.html", context, status=status)


def _item(course: Course, do: str, which: str) -> ReviewTask | ReviewQuestion | None:
    """The task or question that a form is about."""
    among: list[Any] = list(course.questions if do == "answer" else course.tasks)
    return next((one for one in among if str(one.pk) == which), None)


def _form(do: str, data: Any, people: list[User], item: Any) -> Form:
    prefix = f"{do}-{item.pk}" if item is not None else do
    auto_id = f"{prefix}-%s"
    if do == "give":
        initial = {"reviewer": item.reviewer_id, "service": item.service_id, "due": item.due}
        return GiveTaskForm(data, people=people, auto_id=auto_id, initial=initial)
    if do == "add":
        return AddTaskForm(data, people=people, auto_id=auto_id)
    if do == "ask":
        return AskColleagueForm(data, people=people, auto_id=auto_id)
    return {"finish": FinishTaskForm, "answer": AnswerForm}.get(do, Form)(data, auto_id=auto_id)


def _context(
    request: HttpRequest, course: Course, people: list[User], sent: tuple[str, str, Form | None]
) -> dict[str, Any]:
    def form(do: str, item: Any = None) -> Form:
        is_sent = sent[0] == do and sent[1] == (str(item.pk) if item is not None else "")
        return sent[2] if is_sent and sent[2] is not None else _form(do, None, people, item)

    may_assign = may(request.user, ASSIGN, course.proposal)
    workable = course.proposal.state in (State.SUBMITTED, State.IN_REVIEW)
    return {
        "proposal": course.proposal,
        "state_label": State(course.proposal.state).label,
        "rows": [
            _row(request, task, form, may_assign=may_assign, workable=workable) for task in course.tasks
        ],
        "coming": _coming(course),
        "asked": [
            {"question": one, "form": form("answer", one) if not one.answer else None}
            for one in course.questions
        ],
        "add": form("add") if workable else None,
        "ask": form("ask"),
    }


def _row(
    request: HttpRequest, task: ReviewTask, form: Callable[..., Form], *, may_assign: bool, workable: bool
) -> dict[str, Any]:
    is_running = task.state in RUNNING
    is_mine = task.reviewer_id is not None and task.reviewer_id == request.user.pk
    may_finish = task.state == TaskState.OPEN and workable and can_finish(task)
    return {
        "task": task,
        "is_mine": is_mine,
        "is_late": task.state == TaskState.OPEN and task.due < timezone.localdate(),
        "give": form("give", task) if is_running and may_assign else None,
        "may_take": is_running and (is_mine or task.reviewer_id is None),
        "finish": form("finish", task)
        if may_finish and (is_mine or may_assign or task.reviewer_id is None)
        else None,
    }


def _coming(course: Course) -> list[Any]:
    """Planned steps that have not begun, while the review goes on."""
    if course.proposal.state not in (State.SUBMITTED, State.IN_REVIEW, State.RETURNED):
        return []
    begun = {task.kind for task in course.tasks}
    return [step for step in course.steps if step.kind not in begun]
