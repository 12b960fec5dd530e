"""What every model in Django's admin holds to: an app's `admin.py` registers only `Looked` and `Repaired`.

The admin is for rare things; its site (who comes in, history) is `portal.administration`. Only fields that are named
are ever shown, nothing can be deleted, and what can be changed asks why.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Any]
    RepairBase = forms.ModelForm[Any]
else:
    Admin = admin.ModelAdmin
    RepairBase = forms.ModelForm

WHY, WHY_LENGTH = "why", 500


@dataclass(frozen=True)
class Numbered:
    """A thing as the title of its page calls it: by what it is and its number. What it says of itself may be words that
    nobody named to be shown, such as a comment's."""

    pk: Any
    kind: Any

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Looked(Admin):
    """A model to look at. `fields` and `list_display` name everything that is ever shown of it.

    `has_name`: whether the title of a page may be what the thing calls itself.
    """

    has_name = False
    actions = None
    list_per_page = 50
    show_full_result_count = False
    view_on_site = False

    @admin.display(description=_("number"), ordering="pk")
    def number(self, obj: Any) -> Any:
        """Its key, under a name that can be translated."""
        return obj.pk

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds anything."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes anything."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes anything here."""
        return False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """By its number, unless it has a name to show."""
        if context.get("original") is not None and not self.has_name:
            number = Numbered(context["original"].pk, self.model._meta.verbose_name)
            context |= {"original": number, "subtitle": str(number)}
        return super().render_change_form(request, context, *args, **kwargs)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Rows are narrowed by `list_filter` alone: an address must not ask about a field that is not shown."""
        return lookup.partition("__")[0] in self.list_filter

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """There is one history, for everything."""
        return HttpResponseRedirect(reverse("audit:desk_history"))

    def log_addition(self, *args: Any) -> Any:
        """Kept by the history of the model itself, not by the admin's own log, which would keep names."""

    def log_change(self, *args: Any) -> Any:
        """As `log_addition`."""


class RepairForm(RepairBase):
    """A change, and why: history keeps both."""

    why = forms.CharField(
        label=_("Why"),
        help_text=_("Kept in the history with your name. Write it for somebody who asks in a year."),
        max_length=WHY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class Repaired(Looked):
    """A model without a page of its own. It must be tracked by pghistory, in every field that can be changed.

    `may_add`: whether new ones are made here too.
    """

    form = RepairForm
    may_add = False
    has_name = True

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The named ones, and at the end why."""
        named = super().get_fields(request, obj)
        may_save = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [*named, WHY] if may_save else named

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether the admin's own permissions allow it."""
        return self.may_add and Admin.has_add_permission(self, request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the admin's own permissions allow it."""
        return Admin.has_change_permission(self, request, obj)
