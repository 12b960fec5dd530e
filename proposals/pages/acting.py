"""What a reader does with a proposal: support it, follow it, talk about it. Each is one form and one verb."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commons.deliberation.models import Comment, CommentKind
from commons.http.errors import Refusal, SignInNeeded
from proposals.domain import discussion, following, queries, supports
from proposals.domain.merging.reading import threads_of
from proposals.models import Proposal
from proposals.pages import places
from proposals.pages.detail import look, page, replied_to
from proposals.pages.forms import AskForm, CommentForm, CorrectForm, ReplyForm
from proposals.pages.writing import key_of


def readable(request: HttpRequest, pk: int) -> Proposal:
    """The proposal for a verb; 404 where the reader may not see it."""
    try:
        return queries.reached(pk, request.user)
    except Proposal.DoesNotExist:
        raise Http404 from None


def _button(verb: Callable[..., Any], said: Callable[[], str]) -> Callable[[HttpRequest, int], HttpResponse]:
    """A view for a button that does `verb` and says `said` on the proposal's page; a refusal is said there too."""

    @require_http_methods(["GET", "POST"])
    def press(request: HttpRequest, pk: int) -> HttpResponse:
        proposal = readable(request, pk)
        if request.method == "POST":
            try:
                verb(actor=request.user, proposal=proposal)
            except SignInNeeded:
                raise
            except Refusal as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, said())
        # Also by GET: the way back from signing in leads here.
        return HttpResponseRedirect(reverse("proposals:detail", args=[pk]))

    return press


support = _button(
    supports.support, lambda: _("You support this proposal. We tell you by mail what becomes of it.")
)
unsupport = _button(supports.unsupport, lambda: _("You have taken your support back."))
follow = _button(
    following.follow, lambda: _("You follow this proposal. We tell you by mail what becomes of it.")
)
unfollow = _button(following.unfollow, lambda: _("You get no more mails about this proposal."))


@require_http_methods(["GET", "POST"])
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something; where it is refused, the page shows the comment still in its form."""
    if request.method == "GET":
        return HttpResponseRedirect(f"{reverse('proposals:detail', args=[pk])}#write")
    proposal = readable(request, pk)
    if not request.POST.keys().isdisjoint({"more", "reply"}):
        return _still_writing(request, pk)
    wanted = request.POST.get("reply_to", "")
    answered = _answered(proposal, wanted)
    form: AskForm = (ReplyForm if wanted else CommentForm)(request.POST)
    try:
        made = say(request, proposal, answered, form)
    except SignInNeeded:
        raise
    except Refusal as refusal:
        form.take(refusal)
        return page(request, look(request, pk), form, status=refusal.status)
    if made.hidden_at is None:
        messages.success(request, _("Your comment is on the page."))
    else:
        messages.info(request, _("Your comment is kept. A moderator reads it before others see it."))
    return HttpResponseRedirect(_place_of(request, pk, made, answered))


def _still_writing(request: HttpRequest, pk: int) -> HttpResponse:
    """More replies were asked for in the middle of writing, or it shall be a reply, or none: nothing is said yet, and
    nothing typed is lost."""
    if "reply" in request.POST:
        request.GET = QueryDict(places.kept(request.POST))
    shown = look(request, pk)
    form: AskForm = (ReplyForm if replied_to(request, shown) else CommentForm)(request.POST)
    return page(request, shown, form)


def say(request: HttpRequest, proposal: Proposal, answered: Comment | None, form: AskForm) -> Comment:
    """One verb with what was typed."""
    typed = form.typed()
    kind = answered.kind if answered else typed.get("kind", "")
    return discussion.comment(
        actor=request.user,
        proposal=proposal,
        kind=kind,  # type: ignore[arg-type]  # the verb refuses what is none
        text=typed.get("text", ""),
        language=typed.get("language", ""),
        reply_to=answered,
        key=key_of(request),
        is_official="officially" in request.POST,
    )


def _answered(proposal: Proposal, wanted: str) -> Comment | None:
    if not (wanted.isascii() and wanted.isdigit()) or len(wanted) > 18:
        return None
    try:
        return queries.said_about(proposal, int(wanted))
    except Comment.DoesNotExist:
        return None


def _place_of(request: HttpRequest, pk: int, made: Comment, answered: Comment | None) -> str:
    """Where the new comment is on the page: by lot it may be on any, so long talks are shown newest first."""
    address = reverse("proposals:detail", args=[pk])
    place = places.kept(request.GET) if answered else "order=newest"
    sought = f"comment={made.pk}" if answered else ""
    return f"{address}?{'&'.join(filter(None, (place, sought)))}#comment-{made.pk}"


@require_http_methods(["GET", "POST"])
def convinced(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """An argument convinces the reader, or (`value=0`) does so no longer; then back to it on the page it was on."""
    proposal = readable(request, pk)
    place = places.kept(request.POST)
    if request.method == "POST":
        verb = discussion.unconvince if request.POST.get("value") == "0" else discussion.convince
        try:
            verb(actor=request.user, proposal=proposal, comment=queries.said_about(proposal, comment))
        except SignInNeeded:
            raise
        except Comment.DoesNotExist:
            raise Http404 from None
        except Refusal as refusal:
            messages.error(request, str(refusal))
    query = f"?{place or f'comment={comment}'}#comment-{comment}"
    return HttpResponseRedirect(reverse("proposals:detail", args=[pk]) + query)


@method_decorator(never_cache, name="dispatch")
class Correct(View):
    """Correct one's own comment for a quarter of an hour."""

    proposal: Proposal
    comment: Comment

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only one's own; who is not signed in is asked to."""
        self.proposal = readable(request, kwargs["pk"])
        if not request.user.is_authenticated:
            raise SignInNeeded
        own = Comment.objects.filter(thread__in=threads_of(self.proposal), author=request.user.pk)
        self.comment = get_object_or_404(own, pk=kwargs["comment"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """The words as they are."""
        return self.show(request, CorrectForm(initial={"text": self.comment.text}))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """The words as they should be."""
        form = CorrectForm(request.POST)
        try:
            discussion.correct(
                actor=request.user,
                proposal=self.proposal,
                comment=self.comment,
                text=form.typed().get("text", ""),
            )
        except Refusal as refusal:
            form.take(refusal)
            return self.show(request, form, refusal.status)
        messages.success(request, _("Your comment is corrected. Its history keeps what it said before."))
        address = reverse("proposals:detail", args=[self.proposal.pk])
        return HttpResponseRedirect(f"{address}?comment={self.comment.pk}#comment-{self.comment.pk}")

    def show(self, request: HttpRequest, form: CorrectForm, status: int = 200) -> HttpResponse:
        """The page."""
        context = {
            "form": form,
            "proposal": self.proposal,
            "kind": CommentKind(self.comment.kind).label,
            "language": self.comment.language,
        }
        return render(request, "proposals/correct.html", context, status=status)
