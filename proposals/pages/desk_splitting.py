"""The coordinator's desk of splitting: write the parts, ask the author, split, call it off, undo it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.http.errors import Refusal
from proposals.domain.drafts import mark_of
from proposals.domain.errors import ChangedElsewhere
from proposals.domain.splitting import carrying, plans, preparing, reading
from proposals.models import PART_FIELDS, Proposal, SplitPart, SplitPlan, SplitState
from proposals.pages.forms import initial_of
from proposals.pages.plan_buttons import buttons
from proposals.pages.splitting_forms import NewPlanForm, PartForm
from proposals.pages.writing import wants_json


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All plans."""
    return render(request, "proposals/desk/splitting.html", {"plans": reading.plans(actor=request.user)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a plan for `?proposal=`."""
    whole = _whole(request)
    form, status = NewPlanForm(request.POST or None, initial={"parts": "2", "days": "14"}), 200
    if request.method == "POST":
        try:
            plan = _prepared(request, whole, form)
        except Refusal as refusal:
            form.take(refusal)
            status = refusal.status
        else:
            messages.success(request, str(_("Each part says what the whole says. Now write them apart.")))
            return redirect("proposals:desk_split", plan.pk)
    return render(request, "proposals/desk/split_new.html", {"whole": whole, "form": form}, status=status)


def _whole(request: HttpRequest) -> Proposal:
    word = request.GET.get("proposal", "")
    number = int(word) if word.isascii() and word.isdigit() and len(word) < 16 else 0
    try:
        return reading.splittable(number, request.user)
    except Proposal.DoesNotExist:
        raise Http404 from None


def _prepared(request: HttpRequest, whole: Proposal, form: NewPlanForm) -> SplitPlan:
    return preparing.prepare(
        actor=request.user,
        proposal=whole,
        reason=form.typed().get("reason", ""),
        days=form.number("days"),
        parts=form.number("parts"),
    )


def _seen(request: HttpRequest, plan: int) -> reading.Seen:
    try:
        return reading.plan(actor=request.user, pk=plan)
    except SplitPlan.DoesNotExist:
        raise Http404 from None


def _part(request: HttpRequest, plan: int, part: int) -> tuple[reading.Seen, reading.PartSeen]:
    try:
        return reading.part(actor=request.user, plan_pk=plan, pk=part)
    except (SplitPlan.DoesNotExist, SplitPart.DoesNotExist):
        raise Http404 from None


@never_cache
@require_safe
def one(request: HttpRequest, plan: int) -> HttpResponse:
    """A plan with its parts and the answer."""
    return render(request, "proposals/desk/split.html", {"seen": _seen(request, plan)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, plan: int, part: int) -> HttpResponse:
    """Write one part; it saves itself, and what is refused stays as it was typed."""
    seen, found = _part(request, plan, part)
    form = _form(request, seen, found.part)
    if request.method != "POST":
        return _page(request, seen, found, form)
    try:
        saved = preparing.save_part(
            actor=request.user,
            part=found.part,
            changes=form.changes(found.part),
            seen=request.POST.get("seen"),
        )
    except Refusal as refusal:
        return _refused(request, seen, found, form, refusal)
    return _saved(request, plan, saved)


def _page(
    request: HttpRequest,
    seen: reading.Seen,
    found: reading.PartSeen,
    form: PartForm,
    *,
    mark: str = "",
    elsewhere: bool = False,
    status: int = 200,
) -> HttpResponse:
    now = mark_of(found.part, *PART_FIELDS)
    context = {
        "seen": seen,
        "found": found,
        "form": form,
        "version": now,
        "mark": mark or now,
        "elsewhere": elsewhere,
        "is_open": seen.plan.state == SplitState.PREPARED,
    }
    return render(request, "proposals/desk/split_part.html", context, status=status)


def _refused(
    request: HttpRequest, seen: reading.Seen, found: reading.PartSeen, form: PartForm, refusal: Refusal
) -> HttpResponse:
    """The page again with what was typed; what is saved beside it, where somebody else changed it meanwhile."""
    if wants_json(request):
        return JsonResponse({"code": refusal.code, "detail": str(refusal)}, status=refusal.status)
    form.take(refusal)
    elsewhere = isinstance(refusal, ChangedElsewhere)
    mark = "" if elsewhere else request.POST.get("seen", "")
    return _page(request, seen, found, form, mark=mark, elsewhere=elsewhere, status=refusal.status)


def _form(request: HttpRequest, seen: reading.Seen, part: SplitPart) -> PartForm:
    whole = seen.plan.proposal
    initial = {**initial_of(part), "keeps_point": part.latitude is not None}
    return PartForm(
        request.POST or None, initial=initial, cycle=whole.cycle, has_point=whole.latitude is not None
    )


def _saved(request: HttpRequest, plan: int, part: SplitPart) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"version": mark_of(part, *PART_FIELDS)})
    messages.success(request, str(_("The part is saved.")))
    return redirect("proposals:desk_split", plan)


@require_POST
def remove(request: HttpRequest, plan: int, part: int) -> HttpResponse:
    """Leave a part out."""
    _seen_plan, found = _part(request, plan, part)
    try:
        preparing.remove_part(actor=request.user, part=found.part)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(_("The part is left out.")))
    return redirect("proposals:desk_split", plan)


_button = buttons(_seen, "proposals:desk_split")
add = _button(preparing.add_part, _("One more part, with what the whole says."))
ask = _button(plans.ask, _("The author is asked by mail."))
rework = _button(plans.rework, _("You can change the parts again. Ask the author anew when they are ready."))
call_off = _button(plans.call_off, _("The plan is called off. The proposal stays whole."))
carry_out = _button(carrying.carry_out, _("The proposal is split. Its old address shows the parts."))
undo = _button(
    carrying.undo, _("The splitting is undone. The proposal is whole again, and the parts lead to it.")
)
