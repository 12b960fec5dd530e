"""Stopping the mails with the link that each of them carries."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from commons.followup.domain import tracks
from commons.followup.domain.errors import UnknownStopLink
from commons.followup.owners import owner_of


# The word in the link is the permission, and mail programs send the form without a cookie (RFC 8058).
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks (mail programs open links ahead of their readers), POST stops: one click in the page or the program."""
    try:
        follower = tracks.stop_by_token(token=token) if request.method == "POST" else tracks.by_token(token)
    except UnknownStopLink as refusal:
        return render(request, "followup/unknown_link.html", {"refusal": refusal}, status=refusal.status)
    if request.method == "POST" and "List-Unsubscribe" not in request.POST:
        return redirect("followup:stop", token=token)
    owner = owner_of(follower.track)
    page = "followup/stop.html" if follower.stopped_at is None else "followup/stopped.html"
    return render(request, page, {"owner": owner, "owner_title": str(owner.title)})
