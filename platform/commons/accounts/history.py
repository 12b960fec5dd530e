"""The history of roles in words."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import RoleAssignment
from commons.audit import kinds
from commons.audit.kinds import Kind, Subject


def _subjects(ids: Collection[int]) -> dict[int, Subject]:
    held = RoleAssignment.objects.filter(pk__in=ids).select_related("user")
    return {one.pk: Subject(one.user.email, reverse("accounts:people")) for one in held}


def register() -> None:
    """Make the history of roles readable."""
    fields = {
        "user": _("Person"),
        "role": _("Role"),
        "area": _("Area"),
        "service": _("Service"),
        "ends_at": _("Until"),
    }
    kinds.register(Kind("role", _("Role"), "accounts.RoleEvent", fields, subjects=_subjects))
