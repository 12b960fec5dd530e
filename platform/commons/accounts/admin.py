"""People, departments and roles in the administration: close an account, name an administrator, add a department."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from commons.accounts.models import RoleAssignment, Service, User
from commons.http.rare import Looked, Repaired

NAMES = ("name_fi", "name_sv", "name_en")


@admin.register(Service)
class ServiceAdmin(Repaired):
    """Departments have no page of their own."""

    may_add = True
    fields = ("slug", *NAMES, "email")
    list_display = ("slug", *NAMES, "email")
    search_fields = ("slug", *NAMES)


@admin.register(User)
class UserAdmin(Repaired):
    """Who may sign in, and who administers. Nobody changes their own account here."""

    readonly_fields = ("email", "display_name", "language", "date_joined")
    fields = (*readonly_fields, "is_active", "is_superuser")
    list_display = ("email", "display_name", "is_active", "is_superuser", "date_joined")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email", "display_name")
    ordering = ("email",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not oneself: so one administrator is always left."""
        return super().has_change_permission(request, obj) and (obj is None or obj.pk != request.user.pk)


@admin.register(RoleAssignment)
class RoleAdmin(Looked):
    """Given and taken at the desk."""

    fields = ("user", "role", "area", "service", "granted_by", "granted_at", "ends_at")
    list_display = ("user", "role", "area", "service", "granted_at", "ends_at")
    list_filter = ("role",)
    list_select_related = ("user", "area", "service")
    search_fields = ("user__email",)
