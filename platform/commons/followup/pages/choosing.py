"""Which mails one gets: the page for it, and stopping them all by one click in a mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from commons.accounts.models import User
from commons.followup.domain import choices
from commons.followup.domain.errors import UnknownStopLink
from commons.followup.domain.queries import followed_by
from commons.followup.models import Rhythm
from commons.http.errors import Refusal, SignInNeeded


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mails(request: HttpRequest) -> HttpResponse:
    """How often, and of what; below it what one follows."""
    if not isinstance(request.user, User):
        raise SignInNeeded
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            choices.choose(
                actor=request.user,
                rhythm=request.POST.get("rhythm", ""),
                tags=request.POST.getlist("tag"),
            )
            messages.success(request, _("Saved."))
            return redirect("followup:mails")
        except Refusal as refused:
            refusal = refused
    chosen = choices.chosen_by(request.user)
    tags = set(request.POST.getlist("tag")) if refusal else chosen.tags
    content = {
        "chosen": chosen,
        "rhythms": Rhythm.choices,
        "tags": [{"value": tag, "label": name, "chosen": tag in tags} for tag, name in choices.may_watch()],
        "followed": [
            {
                "title": one.owner.title,
                "language": one.owner.language,
                "url": one.owner.url,
                "token": one.follower.stop_token,
            }
            for one in followed_by(request.user)
        ],
        "email": request.user.email,
        "refusal": refusal,
    }
    return render(request, "followup/mails.html", content, status=refusal.status if refusal else 200)


# The word in the link is the permission, and mail programs send the form without a cookie (RFC 8058).
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_news(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks (mail programs open links ahead of their readers), POST stops."""
    try:
        found = choices.stop_by_token(token=token) if request.method == "POST" else choices.by_token(token)
    except UnknownStopLink as refusal:
        return render(request, "followup/unknown_link.html", {"refusal": refusal}, status=refusal.status)
    is_stopped = found.rhythm == Rhythm.NONE
    return render(request, "followup/stop_news.html", {"is_stopped": is_stopped})
