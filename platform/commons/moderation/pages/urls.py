"""Addresses of the pages of moderation."""

from django.urls import URLPattern, path

from commons.moderation.pages import desk, public

app_name = "moderation"
urlpatterns: list[URLPattern] = [
    path("report/<slug:kind>/<int:target>/", public.report, name="report"),
    path("moderation/", public.public_log, name="log"),
    path("moderation/<int:pk>/", public.own, name="own"),
    path("desk/moderation/", desk.index, name="desk"),
    path("desk/moderation/<int:pk>/", desk.decide, name="desk_decide"),
    path("desk/moderation/<int:pk>/wave/", desk.wave, name="desk_wave"),
    path("desk/moderation/waves/", desk.wave_list, name="desk_waves"),
    path("desk/moderation/waves/<int:pk>/undo/", desk.undo, name="desk_undo"),
    path("desk/moderation/rules/", desk.rules, name="desk_rules_newest"),
    path("desk/moderation/rules/<slug:slug>/", desk.rules, name="desk_rules"),
]
