"""Light, dark or like the device: a choice kept in a cookie, made by a plain form."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

YEAR = 60 * 60 * 24 * 365


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember `theme` (light, dark or auto) for a year and go back to the page `next`."""
    chosen = request.POST.get("theme", "auto")
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    if chosen in ("light", "dark"):
        response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response
