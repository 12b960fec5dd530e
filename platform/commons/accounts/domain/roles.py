"""Giving and taking roles. Every change is kept in the history."""

import logging
import smtplib
from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts import mails
from commons.accounts.domain import queries
from commons.accounts.domain.errors import LastCoordinator, NotToOneself
from commons.accounts.models import Role, RoleAssignment, Service, User
from commons.accounts.permissions import require
from commons.accounts.rules import MANAGE_ROLE
from commons.http.errors import Invalid
from commons.places.models import Area

log = logging.getLogger(__name__)


@transaction.atomic
def grant(
    *,
    actor: User,
    email: str,
    role: Role,
    area: Area | None = None,
    service: Service | None = None,
    ends_at: datetime | None = None,
) -> RoleAssignment:
    """Give a role to the person with this mail address, everywhere or for an area or a service, for good or until.

    Somebody who has no account gets one and signs in by code like everybody. Given again, only the end changes.
    A mail tells the person. Raises `Invalid`, `NotAllowed`, `NotToOneself`, `SignInNeeded`.
    """
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid(
            fields={"email": [_("Write a mail address, like first.last@kuvala.example.")]}
        ) from error
    if role not in Role.values:
        raise Invalid(fields={"role": [_("Choose a role.")]})
    require(actor, MANAGE_ROLE, RoleAssignment(role=role, area=area, service=service))
    if ends_at is not None and ends_at <= timezone.now():
        raise Invalid(fields={"ends_at": [_("Choose a day that is still to come, or leave it empty.")]})
    if address == actor.email.lower() and not actor.is_superuser:
        raise NotToOneself
    person = User.objects.filter(email__iexact=address).first() or User.objects.create_user(address)
    assignment, is_new = RoleAssignment.objects.update_or_create(
        user=person,
        role=role,
        area=area,
        service=service,
        defaults={"ends_at": ends_at},
        create_defaults={"ends_at": ends_at, "granted_by": actor},
    )
    if is_new:
        _tell(person, "role_given", role)
    return assignment


@transaction.atomic
def revoke(*, actor: User, assignment: RoleAssignment) -> None:
    """Take a role away at once. A mail tells the person.

    Raises `NotAllowed`, `SignInNeeded`, and `LastCoordinator` where nobody could give roles any more.
    """
    require(actor, MANAGE_ROLE, assignment)
    # All coordinators' rows are locked, so that two cannot take each other away at the same time.
    list(RoleAssignment.objects.select_for_update().filter(role=Role.COORDINATOR).values_list("pk"))
    whole_town = (
        assignment.role == Role.COORDINATOR and assignment.area is None and assignment.service is None
    )
    if whole_town and queries.is_last_coordinator(assignment.user):
        raise LastCoordinator
    person, role = assignment.user, Role(assignment.role)
    RoleAssignment.objects.filter(pk=assignment.pk).delete()
    _tell(person, "role_taken", role)


def _tell(person: User, kind: str, role: Role) -> None:
    transaction.on_commit(partial(_tell_now, person.pk, kind, role), robust=True)


def _tell_now(person_id: int, kind: str, role: Role) -> None:
    """Mail at once; where the mail server does not answer, a job goes on trying."""
    from commons.accounts.tasks import tell_of_role  # the job imports this module

    try:
        tell(person_id, kind, role)
    except (OSError, smtplib.SMTPException):
        log.exception("The mail about a role waits for the mail server")
        tell_of_role.defer(person_id=person_id, kind=kind, role=role.value)


def tell(person_id: int, kind: str, role: Role) -> None:
    """Mail a person that a role was given or taken; nobody who is gone."""
    person = User.objects.filter(pk=person_id).first()
    if person is not None:
        mails.send(kind, to=person.email, language=person.language, role=role.label)
