"""The history of roles, of departments and of who may come in, in words."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import RoleAssignment, Service, User
from commons.audit import kinds
from commons.audit.kinds import Kind, Subject

NAMES = {"name_fi": _("Name in Finnish"), "name_sv": _("Name in Swedish"), "name_en": _("Name in English")}


def _subjects(ids: Collection[int]) -> dict[int, Subject]:
    held = RoleAssignment.objects.filter(pk__in=ids).select_related("user")
    return {one.pk: Subject(one.user.email, reverse("accounts:people")) for one in held}


def _people(ids: Collection[int]) -> dict[int, Subject]:
    return {one.pk: Subject(str(one)) for one in User.objects.filter(pk__in=ids)}


def _services(ids: Collection[int]) -> dict[int, Subject]:
    return {one.pk: Subject(str(one)) for one in Service.objects.filter(pk__in=ids)}


def register() -> None:
    """Make these histories readable."""
    fields = {
        "user": _("Person"),
        "role": _("Role"),
        "area": _("Area"),
        "service": _("Service"),
        "ends_at": _("Until"),
    }
    kinds.register(Kind("role", _("Role"), "accounts.RoleEvent", fields, subjects=_subjects))
    kinds.register(
        Kind(
            "service",
            _("Department"),
            "accounts.ServiceEvent",
            {"slug": _("Identifier"), **NAMES, "email": _("Mail address")},
            subjects=_services,
        )
    )
    kinds.register(
        Kind(
            "person",
            _("Person"),
            "accounts.UserEvent",
            {"is_active": _("May sign in"), "is_superuser": _("Administers the program")},
            subjects=_people,
        )
    )
    kinds.register_verbs({"admin.change": _("Repaired in the administration")})
