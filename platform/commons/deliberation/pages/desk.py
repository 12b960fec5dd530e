"""The moderators' desk: the newest comments; hiding with a reason, and showing again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.deliberation.domain import comments, moderation
from commons.deliberation.domain.moderation import Said
from commons.deliberation.models import Comment
from commons.deliberation.pages.forms import HideForm
from commons.deliberation.reasons import in_words
from commons.http.errors import Refusal


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The newest comments, or (`?hidden=1`) those that are hidden; `?before=` goes on with older ones."""
    hidden, before = request.GET.get("hidden") == "1", request.GET.get("before", "")
    page = moderation.newest(
        actor=request.user,
        before=int(before) if before.isdecimal() and len(before) < 18 else 0,
        hidden=hidden,
    )
    rows = [{"said": said, "reason": in_words(said.comment.hidden_reason)} for said in page.said]
    context = {"rows": rows, "next": page.next, "hidden": hidden}
    return render(request, "deliberation/desk/comments.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then hide."""
    said = _said(request, pk)
    form = HideForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                comments.hide(actor=request.user, comment=said.comment, reason=form.cleaned_data["reason"])
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = refusal.status
            else:
                messages.success(request, _("The comment is hidden. A mail tells its writer why."))
                return redirect("deliberation:desk_comments")
    return render(request, "deliberation/desk/hide.html", {"form": form, "said": said}, status=status)


@require_POST
def show_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a hiding back."""
    said = _said(request, pk)
    try:
        comments.show_again(actor=request.user, comment=said.comment)
        messages.success(request, _("The comment is shown again. A mail tells its writer."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("deliberation:desk_comments")


def _said(request: HttpRequest, pk: int) -> Said:
    try:
        return moderation.one(actor=request.user, pk=pk)
    except Comment.DoesNotExist:
        raise Http404 from None
