"""Addresses of the pages of moderation."""

from django.urls import URLPattern, path

from commons.moderation.pages import desk, looking, public

app_name = "moderation"
urlpatterns: list[URLPattern] = [
    path("report/<slug:kind>/<int:target>/", public.report, name="report"),
    path("moderation/", public.public_log, name="log"),
    path("moderation/<int:pk>/", public.own, name="own"),
    path("desk/moderation/", looking.index, name="desk"),
    path("desk/comments/", looking.old_comments, name="old_comments"),
    path("desk/comments/<int:pk>/hide/", looking.old_comments),
    path("desk/moderation/begin/<slug:kind>/<int:target>/", looking.begin, name="desk_begin"),
    path("desk/moderation/many/", looking.decide_many, name="desk_many"),
    path("desk/moderation/<int:pk>/", looking.decide, name="desk_decide"),
    path("desk/moderation/<int:pk>/wave/", desk.wave, name="desk_wave"),
    path("desk/moderation/waves/", desk.wave_list, name="desk_waves"),
    path("desk/moderation/waves/<int:pk>/undo/", desk.undo, name="desk_undo"),
    path("desk/moderation/rules/", desk.rules, name="desk_rules_newest"),
    path("desk/moderation/rules/<slug:slug>/", desk.rules, name="desk_rules"),
]
