"""Writing a proposal: the first page and the steps that ask one question each."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from commons.accounts.adapters import address_of
from commons.http.errors import Invalid, Refusal, SignInNeeded
from commons.moderation.pages.browser import effort_in
from commons.process.domain.gate import PhaseClosed
from commons.process.models import PhaseKind
from proposals.domain import drafts, queries, reading
from proposals.domain.errors import ChangedElsewhere
from proposals.domain.fields import missing
from proposals.models import OPEN_TEXT, Proposal, State
from proposals.pages import browser, steps
from proposals.pages.forms import AskForm, TitleForm, initial_of, readers_language
from proposals.pages.likeness import found_like


def wants_json(request: HttpRequest) -> bool:
    """Whether a page's own script asks, which saves while somebody writes."""
    return request.headers.get("Accept") == "application/json"


def refused(refusal: Refusal) -> JsonResponse:
    """A refusal for the script; the page shows it in words when the button is pressed."""
    return JsonResponse({"code": refusal.code, "title": str(refusal.title)}, status=refusal.status)


def key_of(request: HttpRequest) -> UUID | None:
    """The key that the page was made with, so that a double click makes one of it."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def own(request: HttpRequest, pk: int) -> Proposal:
    """Somebody's own proposal or draft. `SignInNeeded` for nobody, 404 for everybody else."""
    try:
        return queries.own(pk, request.user, browser.owner_of(request))
    except Proposal.DoesNotExist:
        if not request.user.is_authenticated:
            raise SignInNeeded from None
        raise Http404 from None


@method_decorator(never_cache, name="dispatch")
class Begin(View):
    """The first question: what do you propose?"""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty page; what was typed before and not sent comes back from the browser."""
        form = TitleForm(
            initial={"language": readers_language(), "title": request.GET.get("title", "")[:200]}
        )
        return self.show(request, form)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the draft and go on to the next question."""
        form = TitleForm(request.POST)
        try:
            draft = self.keep(request, form)
        except Refusal as refusal:
            form.take(refusal)
            return refused(refusal) if wants_json(request) else self.show(request, form, refusal.status)
        if wants_json(request):
            return JsonResponse({"version": str(draft.pk)})
        return HttpResponseRedirect(steps.address(draft, steps.STEPS[1]))

    def keep(self, request: HttpRequest, form: TitleForm) -> Proposal:
        """Begin the draft, or go on with the one that this page began. Also refuses an empty title."""
        typed = form.typed()
        if not typed.get("title", "").strip():
            raise Invalid(fields={"title": [_("Give your proposal a title.")]})
        cycle = queries.taking_proposals()
        if cycle is None:
            raise PhaseClosed(None, PhaseKind.PROPOSE)
        return drafts.keep(
            actor=request.user,
            cycle=cycle,
            changes=typed,
            token=browser.token_for_writing(request),
            key=key_of(request),
            network=address_of(request),
            effort=effort_in(request),
        )

    def show(self, request: HttpRequest, form: TitleForm, status: int = 200) -> HttpResponse:
        """The page with what was typed."""
        cycle = queries.taking_proposals()
        owner = browser.owner_of(request)
        context = {
            "form": form,
            "cycle": cycle,
            "key": request.POST.get("key") or uuid4(),
            "steps": steps.row(None, steps.STEPS[0]),
            "version": reading.newest_of(request.user, owner),
            "drafts": reading.told_states(reading.drafts_of(request.user, owner)),
            "until": reading.taking_until(cycle) if cycle else None,
            "opening": reading.next_opening() if cycle is None else None,
        }
        return render(request, "proposals/new.html", context, status=status)


@never_cache
@require_GET
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Where writing goes on: the first step that misses something, or the look over."""
    proposal = own(request, pk)
    if proposal.state not in OPEN_TEXT:
        return HttpResponseRedirect(proposal.get_absolute_url())
    return HttpResponseRedirect(steps.address(proposal, steps.first_open(proposal)))


@method_decorator(never_cache, name="dispatch")
class StepPage(View):
    """One question of a draft or of a returned proposal."""

    proposal: Proposal
    step: steps.Step

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the proposal; one that is past changing leads to its page."""
        self.step = steps.BY_SLUG.get(kwargs["slug"], steps.STEPS[-1])
        if kwargs["slug"] not in steps.BY_SLUG:
            raise Http404
        self.proposal = own(request, kwargs["pk"])
        if self.proposal.state not in OPEN_TEXT and request.method == "GET":
            return HttpResponseRedirect(self.proposal.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """The question with what is saved."""
        return self.show(request, self.form())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Save and go on; where it is refused the page keeps what was typed."""
        form = self.form(request.POST)
        if isinstance(form, AskForm):
            changes: dict[str, Any] = form.typed()
        else:
            if "search" in request.POST:
                form.look_up()
                return self.show(request, form)
            if not form.is_valid():
                return self.refuse(request, form, 400)
            changes = form.changes()
        return self.save(request, form, changes)

    def form(self, data: Any = None) -> Any:
        """The step's form, over what is saved."""
        if self.step.form is None:
            raise Http404
        more = {"cycle": self.proposal.cycle} if self.step.slug in ("place", "category") else {}
        return self.step.form(data, initial=initial_of(self.proposal), **more)

    def save(self, request: HttpRequest, form: Any, changes: dict[str, Any]) -> HttpResponse:
        """One verb, then the next question."""
        try:
            saved = drafts.save(
                actor=request.user,
                proposal=self.proposal,
                changes=changes,
                token=browser.token_of(request),
                seen=request.POST.get("seen"),
            )
        except SignInNeeded:
            raise
        except Refusal as refusal:
            form.take(refusal)
            elsewhere = isinstance(refusal, ChangedElsewhere)
            return self.refuse(request, form, refusal.status, elsewhere=elsewhere)
        if wants_json(request):
            return JsonResponse({"version": drafts.mark_of(saved, *self.step.fields)})
        return self.go_on(request, form, saved)

    def go_on(self, request: HttpRequest, form: Any, saved: Proposal) -> HttpResponse:
        """The next question; not before this one has its answer."""
        gaps = {name: texts for name, texts in missing(saved).items() if name in self.step.fields}
        for name, texts in gaps.items():
            form.add_error(name, [str(text) for text in texts])
        if gaps and "later" not in request.POST:
            self.proposal = saved
            return self.show(request, form, status=400, seen=drafts.mark_of(saved, *self.step.fields))
        if "later" in request.POST:
            messages.success(request, _("Your draft is saved. You find it here whenever you want to go on."))
            return HttpResponseRedirect(reverse("proposals:new"))
        onwards = steps.STEPS[-1] if "over" in request.GET else steps.after(self.step)
        return HttpResponseRedirect(steps.address(saved, onwards))

    def refuse(
        self, request: HttpRequest, form: Any, status: int, *, elsewhere: bool = False
    ) -> HttpResponse:
        """The page again, with what was typed; what is saved beside it where it was changed in another window."""
        if wants_json(request):
            return JsonResponse({"code": "refused"}, status=status)
        self.proposal = own(request, self.proposal.pk)
        seen = drafts.mark_of(self.proposal, *self.step.fields) if elsewhere else request.POST.get("seen", "")
        return self.show(request, form, status=status, seen=seen, elsewhere=elsewhere)

    def show(
        self, request: HttpRequest, form: Any, *, status: int = 200, seen: str = "", elsewhere: bool = False
    ) -> HttpResponse:
        """The page of this step."""
        proposal, step = self.proposal, self.step
        mark = drafts.mark_of(proposal, *step.fields)
        back = steps.before(step)
        context = {
            "form": form,
            "proposal": proposal,
            "step": step,
            "steps": steps.row(proposal, step),
            "seen": seen or mark,
            "version": mark,
            "store": f"proposal-{proposal.pk}-{step.slug}",
            "elsewhere": elsewhere,
            "saved": saved_words(proposal, step) if elsewhere else [],
            "request_of_review": request_of(proposal),
            "similar": found_like(request.user, proposal) if step.slug == "what" else [],
            "back": steps.address(proposal, back) if back else "",
            "over": "over" in request.GET,
        }
        return render(request, f"proposals/write/{step.slug}.html", context, status=status)


def saved_words(proposal: Proposal, step: steps.Step) -> list[str]:
    """What is saved now of a step, in words, to compare with."""
    if step.slug == "place":
        return [str(value) for value in (proposal.area, proposal.place_name) if value]
    return [str(value) for name in step.fields if (value := getattr(proposal, name))]


def request_of(proposal: Proposal) -> Any:
    """The review that asks the author to complete something; None for a draft."""
    return getattr(proposal, "review", None) if proposal.state == State.RETURNED else None
