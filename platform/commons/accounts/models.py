"""People who sign in, and what they may do.

Personal data: the mail address and the name that a person chose to show. Kept until the person asks for erasure.
"""

from typing import Any, ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from commons.places.models import Area
from commons.texts.translated import Language, translated


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), model_name="ServiceEvent"
)
class Service(models.Model):
    """A responsible unit of the town: parks, schools, elderly care."""

    slug = models.SlugField(_("identifier"), unique=True)
    name = translated(models.CharField(_("name"), max_length=120, blank=True))
    email = models.EmailField(_("mail address"), blank=True)

    class Meta:
        ordering = ("slug",)
        verbose_name = _("service")
        verbose_name_plural = _("services")

    def __str__(self) -> str:
        return str(self.name)


class UserManager(BaseUserManager["User"]):
    """Users are known by mail address; there are no passwords unless an administrator wants one."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new user with `email` in lower case."""
        user = self.model(email=email.strip().lower(), **fields)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user who may do everything in Django's admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user with this mail address, however it is capitalised."""
        return self.get(email__iexact=username)


# Whether somebody may come in, and administers; never who they are.
@pghistory.track(
    pghistory.UpdateEvent(condition=pghistory.AnyChange("is_active", "is_superuser")),
    fields=["is_active", "is_superuser"],
    model_name="UserEvent",
)
class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. Personal data: `email`, `display_name`, `hidden_name` (one that a
    moderator hid)."""

    email = models.EmailField(_("mail address"), unique=True)
    display_name = models.CharField(
        _("name shown to others"),
        max_length=60,
        blank=True,
        help_text=_("A first name or a nickname is enough."),
    )
    hidden_name = models.CharField(max_length=60, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.FINNISH)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may use Django's admin"), default=False)
    date_joined = models.DateTimeField(_("joined"), db_default=Now(), editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.display_name or str(_("Resident %(number)s")) % {"number": self.pk}


class Role(models.TextChoices):
    """What an official or a councillor is trusted with."""

    COORDINATOR = "coordinator", _("Coordinator")
    REVIEWER = "reviewer", _("Reviewer")
    MODERATOR = "moderator", _("Moderator")
    FACILITATOR = "facilitator", _("Facilitator")
    SCRIBE = "scribe", _("Scribe")
    VOTE_CLERK = "vote_clerk", _("Vote clerk")
    CERTIFIER = "certifier", _("Certifier")
    COUNCILLOR = "councillor", _("Councillor")


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), model_name="RoleEvent"
)
class RoleAssignment(models.Model):
    """A role of a person: everywhere, or in one area and below, or for one service."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("area"))
    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("service")
    )
    granted_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("given by")
    )
    granted_at = models.DateTimeField(_("given on"), db_default=Now(), editable=False)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_known"),
            models.UniqueConstraint(
                fields=["user", "role", "area", "service"], nulls_distinct=False, name="role_given_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.user}"


class RefusedAddress(models.Model):
    """A mail address that takes no mails, and since when. `mark`: a keyed hash, since many have no account here."""

    mark = models.CharField(max_length=64, unique=True)
    refused_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("address that takes no mails")
        verbose_name_plural = _("addresses that take no mails")

    def __str__(self) -> str:
        return f"{self.mark[:8]} {self.refused_at:%Y-%m-%d}"
