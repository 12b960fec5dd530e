"""The last steps of writing: pictures, the look over, submitting; and taking a proposal back."""

from collections.abc import Iterable
from typing import Any, BinaryIO, cast
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from commons.http.errors import Invalid, Refusal, SignInNeeded
from proposals.domain import drafts, pictures, reading, submission
from proposals.domain.fields import missing
from proposals.models import MOST_PICTURES, OPEN_TEXT, Picture, Proposal, State
from proposals.pages import browser, steps
from proposals.pages.forms import PictureForm
from proposals.pages.writing import key_of, own, request_of

PICTURES, OVER = steps.BY_SLUG["pictures"], steps.BY_SLUG["submit"]


def pictures_of(pictures: Iterable[Picture]) -> list[dict[str, Any]]:
    """The pictures as pages show them."""
    return [
        {
            "pk": one.pk,
            "url": one.image.url,
            "small": one.small.url,
            "alt": one.alt,
            "width": one.width,
            "height": one.height,
        }
        for one in pictures
    ]


def context_of(proposal: Proposal, step: steps.Step) -> dict[str, Any]:
    """What every step shows."""
    back = steps.before(step)
    return {
        "proposal": proposal,
        "step": step,
        "steps": steps.row(proposal, step),
        "request_of_review": request_of(proposal),
        "back": steps.address(proposal, back) if back else "",
        "pictures": pictures_of(proposal.pictures.all()),
    }


@method_decorator(never_cache, name="dispatch")
class PicturesPage(View):
    """Pictures are added one by one; going on needs none."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The pictures so far, and the form for one more."""
        proposal = own(request, pk)
        if proposal.state not in OPEN_TEXT:
            return HttpResponseRedirect(proposal.get_absolute_url())
        return self.show(request, proposal, PictureForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Add one picture; where it is refused, what was written about it stays."""
        proposal = own(request, pk)
        form = PictureForm(request.POST, request.FILES)
        try:
            self.add(request, proposal, form)
        except SignInNeeded:
            raise
        except Refusal as refusal:
            form.take(refusal)
            return self.show(request, proposal, form, refusal.status)
        messages.success(request, _("The picture was added."))
        return HttpResponseRedirect(steps.address(proposal, PICTURES))

    def add(self, request: HttpRequest, proposal: Proposal, form: PictureForm) -> None:
        """One verb."""
        file = request.FILES.get("image")
        if file is None:
            raise Invalid(fields={"image": [_("Choose a picture first, or go on without one.")]})
        pictures.add(
            actor=request.user,
            proposal=proposal,
            file=cast(BinaryIO, file),
            size=file.size or 0,
            alt=form.typed().get("alt", ""),
            token=browser.token_of(request),
            key=key_of(request),
        )

    def show(
        self,
        request: HttpRequest,
        proposal: Proposal,
        form: PictureForm,
        status: int = 200,
        typed: Picture | None = None,
    ) -> HttpResponse:
        """The page; `typed`: a picture with a description that was refused, shown as it was typed."""
        free = MOST_PICTURES - len(proposal.pictures.all())
        context = context_of(proposal, PICTURES)
        for one in context["pictures"]:
            if typed is not None and one["pk"] == typed.pk:
                one["alt"] = typed.alt
        context |= {
            "form": form,
            "key": uuid4(),
            "free": free,
            "next": steps.address(proposal, OVER),
        }
        return render(request, "proposals/write/pictures.html", context, status=status)


def _picture(request: HttpRequest, pk: int, picture: int) -> Picture:
    found = next((one for one in own(request, pk).pictures.all() if one.pk == picture), None)
    if found is None:
        raise Http404
    return found


@require_POST
def describe_picture(request: HttpRequest, pk: int, picture: int) -> HttpResponse:
    """Say what a picture shows."""
    found = _picture(request, pk, picture)
    alt = request.POST.get("alt", "")
    try:
        pictures.describe(actor=request.user, picture=found, alt=alt, token=browser.token_of(request))
    except SignInNeeded:
        raise
    except Refusal as refusal:
        found.alt = alt
        form = PictureForm()
        form.take(refusal)
        return PicturesPage().show(request, own(request, pk), form, refusal.status, typed=found)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(steps.address(found.proposal, PICTURES))


@require_POST
def remove_picture(request: HttpRequest, pk: int, picture: int) -> HttpResponse:
    """Take a picture away; one that is gone already is gone."""
    proposal = own(request, pk)
    for one in proposal.pictures.all():
        if one.pk == picture:
            pictures.remove(actor=request.user, picture=one, token=browser.token_of(request))
            messages.success(request, _("The picture was taken away."))
    return HttpResponseRedirect(steps.address(proposal, PICTURES))


@method_decorator(never_cache, name="dispatch")
class OverPage(View):
    """The whole proposal before it is handed in."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Everything that was written, with the way to change each part."""
        proposal = own(request, pk)
        if proposal.state not in OPEN_TEXT:
            return HttpResponseRedirect(proposal.get_absolute_url())
        return self.show(request, proposal)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand it in: for the first time, or completed."""
        proposal = own(request, pk)
        try:
            if proposal.state == State.RETURNED:
                submission.resubmit(actor=request.user, proposal=proposal)
            else:
                submission.submit(actor=request.user, proposal=proposal, token=browser.token_of(request))
        except SignInNeeded:
            return HttpResponseRedirect(sign_in_and_back(proposal))
        except Refusal as refusal:
            return self.show(request, own(request, pk), refusal)
        return HttpResponseRedirect(reverse("proposals:received", args=[pk]))

    def show(self, request: HttpRequest, proposal: Proposal, refusal: Refusal | None = None) -> HttpResponse:
        """The page; what is missing is listed above, with the way there."""
        if proposal.state not in OPEN_TEXT:
            return HttpResponseRedirect(proposal.get_absolute_url())
        context = context_of(proposal, OVER) | {
            "gaps": gaps_of(proposal),
            "refusal": refusal,
            "parts": parts_of(proposal),
            "sign_in": "" if request.user.is_authenticated else sign_in_and_back(proposal),
            "until": reading.taking_until(proposal.cycle),
        }
        return render(
            request, "proposals/write/submit.html", context, status=refusal.status if refusal else 200
        )


def sign_in_and_back(proposal: Proposal) -> str:
    """The way to sign in, which comes back to the look over."""
    return f"{reverse('account_login')}?next={steps.address(proposal, OVER)}"


def gaps_of(proposal: Proposal) -> list[dict[str, Any]]:
    """What is missing, in words, with the step in which it is asked for."""
    found = []
    for name, texts in missing(proposal).items():
        step = next(step for step in steps.STEPS if name in step.fields)
        found.append({"words": texts[0], "url": f"{steps.address(proposal, step)}?over"})
    return found


def parts_of(proposal: Proposal) -> list[dict[str, Any]]:
    """The parts of the look over: words of the question, what was answered, and the way to change it."""

    def part(slug: str, label: str, text: str, *, own_words: bool = True) -> dict[str, Any]:
        url = f"{steps.address(proposal, steps.BY_SLUG[slug])}?over"
        return {"label": label, "text": text, "url": url, "lang": proposal.language if own_words else ""}

    place = [str(proposal.area)] if proposal.area else []
    if proposal.latitude is not None:
        place.append(proposal.place_name or _("a place on the map"))
    return [
        part("title", _("Title"), proposal.title),
        part("what", _("What should be done"), proposal.what),
        part("what", _("Why it is needed"), proposal.why),
        part("for-whom", _("Who it is for"), proposal.for_whom),
        part("place", _("Where"), " · ".join(place), own_words=False),
        part("category", _("Subject"), str(proposal.category or ""), own_words=False),
    ]


@never_cache
@require_GET
def received(request: HttpRequest, pk: int) -> HttpResponse:
    """What happens next, after handing in."""
    proposal = own(request, pk)
    if proposal.state not in (State.SUBMITTED, State.IN_REVIEW):
        return HttpResponseRedirect(proposal.get_absolute_url())
    return render(
        request,
        "proposals/write/received.html",
        {"proposal": proposal, "address": request.build_absolute_uri(proposal.get_absolute_url())},
    )


@method_decorator(never_cache, name="dispatch")
class Discard(View):
    """Ask once, then delete a draft for good."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The question."""
        proposal = own(request, pk)
        if proposal.state != State.DRAFT:
            return HttpResponseRedirect(proposal.get_absolute_url())
        return render(request, "proposals/write/discard.html", {"proposal": proposal})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Delete it."""
        drafts.discard(actor=request.user, proposal=own(request, pk), token=browser.token_of(request))
        messages.success(request, _("The draft is deleted."))
        return HttpResponseRedirect(reverse("proposals:new"))


@method_decorator(never_cache, name="dispatch")
class Withdraw(View):
    """Ask once, then take a proposal back."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The question."""
        proposal = own(request, pk)
        if proposal.state not in submission.WITHDRAWABLE:
            return HttpResponseRedirect(proposal.get_absolute_url())
        return render(request, "proposals/write/withdraw.html", {"proposal": proposal})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take it back; its page stays."""
        submission.withdraw(actor=request.user, proposal=own(request, pk))
        messages.success(request, _("You have withdrawn your proposal."))
        return HttpResponseRedirect(reverse("proposals:detail", args=[pk]))
