"""Asking whether somebody may do something. Which rules there are, each part says in its `rules.py`."""

from typing import Any

import rules
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from commons.http.errors import NotAllowed, SignInNeeded

Asker = AbstractBaseUser | AnonymousUser


def require(actor: Asker, permission: str, target: Any = None) -> None:
    """Pass, or raise `SignInNeeded` (nobody is signed in) or `NotAllowed`.

    `permission`: a name given to `rules.add_perm`; a name that no rule
    knows is a mistake of ours and raises `LookupError`.
    """
    if not rules.perm_exists(permission):
        raise LookupError(f"No rule is registered for {permission!r}")
    if rules.has_perm(permission, actor, target):
        return
    raise NotAllowed if actor.is_authenticated else SignInNeeded


def may(actor: Asker, permission: str, target: Any = None) -> bool:
    """Whether `require` would pass; for showing or hiding a button."""
    return bool(rules.has_perm(permission, actor, target))
