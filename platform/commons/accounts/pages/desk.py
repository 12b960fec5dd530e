"""The coordinators' page of people: who has which role; giving and taking roles."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from commons.accounts.domain import queries, roles
from commons.accounts.models import Role, RoleAssignment
from commons.accounts.pages.forms import GrantForm, take_refusal
from commons.accounts.pages.me import signed_in
from commons.accounts.permissions import may
from commons.accounts.rules import MANAGE_ROLE
from commons.http.errors import Refusal

PAGE_SIZE = 50


@never_cache
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with a role, searchable by mail address and role; below, the form that gives a role."""
    actor = signed_in(request)
    held = queries.roles_for_desk(actor)
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        try:
            roles.grant(
                actor=actor,
                email=fields["email"],
                role=Role(fields["role"]),
                area=fields["area"],
                service=fields["service"],
                ends_at=form.ends_at,
            )
        except Refusal as refusal:
            take_refusal(form, refusal.fields, str(refusal))
        else:
            messages.success(request, _("The role was given. A mail tells the person."))
            return HttpResponseRedirect(reverse("accounts:people"))
    wanted, role = request.GET.get("q", "").strip().replace("\x00", ""), request.GET.get("role", "")
    if wanted:
        held = held.filter(user__email__icontains=wanted)
    if role in Role.values:
        held = held.filter(role=role)
    page = Paginator(held, PAGE_SIZE).get_page(request.GET.get("page"))
    content = {
        "form": form,
        "page": page,
        "rows": [{"held": one, "may_take": may(actor, MANAGE_ROLE, one)} for one in page],
        "query": wanted,
        "role": role,
        "roles": Role.choices,
    }
    return render(request, "accounts/desk/people.html", content, status=400 if form.errors else 200)


@require_POST
def take_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role away."""
    assignment = get_object_or_404(RoleAssignment.objects.select_related("user", "area"), pk=pk)
    roles.revoke(actor=signed_in(request), assignment=assignment)
    messages.success(request, _("The role was taken away. A mail tells the person."))
    return HttpResponseRedirect(reverse("accounts:people"))
