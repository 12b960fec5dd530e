"""The roles that every permission is made of, and asking for one."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.db.models.functions import Now

from commons.accounts.models import Role, RoleAssignment, Service, User
from commons.http.asking import may, require
from commons.places.models import Area

__all__ = [
    "Actor",
    "has_role",
    "has_role_everywhere",
    "is_official",
    "may",
    "operator",
    "paths_held",
    "require",
]

Actor = User | AnonymousUser


def has_role(actor: Actor, *roles: Role, area: Area | None = None, service: Service | None = None) -> bool:
    """Whether the actor holds one of `roles`: for everything, or for `service`, or for `area` or an area above it.

    Without `area` (or `service`) a role in any area (for any service) counts. The assignments of a user are read once
    per user object.
    """
    return any(
        role in roles
        and (path is None or area is None or area.path.startswith(path))
        and (held_service is None or service is None or held_service == service.pk)
        for role, path, held_service in _held(actor)
    )


def has_role_everywhere(actor: Actor, *roles: Role) -> bool:
    """Whether the actor holds one of `roles` for the whole town and every service."""
    return any(role in roles and path is None and service is None for role, path, service in _held(actor))


def paths_held(actor: Actor, *roles: Role) -> list[str] | None:
    """Paths of the areas for which the actor holds one of `roles`, for narrowing rows; None: the whole town."""
    paths = [path for role, path, _service in _held(actor) if role in roles]
    return None if None in paths else [path for path in paths if path is not None]


def is_official(actor: Actor) -> bool:
    """Whether the actor holds any role of the town's staff (councillors are not staff)."""
    return has_role(actor, *(role for role in Role if role != Role.COUNCILLOR))


def operator() -> User:
    """Whoever runs commands on the server itself: holds every role, is nobody in the database.

    For management commands only; verbs store no author for it (its `pk` is None).
    """
    nobody = User(email="operator@localhost", display_name="")
    nobody._roles_held = [(str(role), None, None) for role in Role]  # type: ignore[attr-defined]
    return nobody


def _held(actor: Actor) -> list[tuple[str, str | None, int | None]]:
    """The actor's roles that are in force as `(role, area path, service)`.

    Where the town requires a second factor, roles are in force only for people who have one: so no door is forgotten.
    """
    if not isinstance(actor, User) or not actor.is_active:
        return []
    held: list[tuple[str, str | None, int | None]] | None = getattr(actor, "_roles_held", None)
    if held is None:
        found = RoleAssignment.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=Now()), user=actor)
        if settings.RAATI_REQUIRE_MFA:
            found = found.filter(user__authenticator__type=Authenticator.Type.TOTP)
        held = list(found.values_list("role", "area__path", "service"))
        actor._roles_held = held  # type: ignore[attr-defined]
    return held
