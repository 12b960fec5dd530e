"""Hearings in the administration: their frame. Notes, stories, answers and backgrounds are never registered."""

from django.contrib import admin

from commons.http.rare import Looked
from hearings.models import Event, Hearing, ServiceArea, Theme


@admin.register(Hearing)
class HearingAdmin(Looked):
    """Set up at the desk."""

    fields = (
        "slug",
        "title_fi",
        "title_sv",
        "title_en",
        "area",
        "state",
        "opens_at",
        "closes_at",
        "answers_due",
    )
    list_display = ("slug", "title_fi", "area", "state", "opens_at", "closes_at", "answers_due")
    list_filter = ("state",)
    list_select_related = ("area",)


@admin.register(ServiceArea)
class ServiceAreaAdmin(Looked):
    """A part of the services that is heard about."""

    fields = ("hearing", "name_fi", "name_sv", "name_en", "service", "is_sensitive", "position")
    list_display = ("name_fi", "hearing", "service", "is_sensitive")
    list_select_related = ("hearing", "service")


@admin.register(Event)
class EventAdmin(Looked):
    """A meeting in a town."""

    fields = ("hearing", "town", "place", "starts_at", "ends_at", "host")
    list_display = ("town", "place", "hearing", "starts_at", "ends_at")
    list_select_related = ("hearing",)


@admin.register(Theme)
class ThemeAdmin(Looked):
    """What an answer is owed to."""

    fields = ("hearing", "title_fi", "title_sv", "title_en", "responsible", "level", "due")
    list_display = ("title_fi", "hearing", "responsible", "level", "due")
    list_select_related = ("hearing",)
