"""Addresses of the pages."""

from django.urls import URLPattern, path

from hearings.pages import desk, grouping, hall, moderating, public, scribing, suggesting, theming

app_name = "hearings"
urlpatterns: list[URLPattern] = [
    path("h/", hall.enter, name="enter"),
    path("h/note/", hall.note, name="find_note"),
    path("h/note/<str:receipt>/", hall.note, name="note"),
    path("h/note/<str:receipt>/appeal/", hall.ask_again, name="appeal"),
    path("h/<str:code>/", hall.station, name="station"),
    path("h/<str:code>/qr.svg", hall.qr, name="qr"),
    path("h/<str:code>/wall/", public.projector, name="wall"),
    path("hearings/", public.index, name="list"),
    path("hearings/<slug:slug>/", public.hearing, name="hearing"),
    path("hearings/<slug:slug>/notes/", public.notes, name="notes"),
    path("hearings/<slug:slug>/themes/<int:pk>/", public.theme, name="theme"),
    path("desk/hearings/", desk.index, name="desk"),
    path("desk/hearings/new/", desk.new, name="desk_new"),
    path("desk/hearings/<slug:slug>/", desk.one, name="desk_hearing"),
    path("desk/hearings/<slug:slug>/edit/", desk.edit, name="desk_edit"),
    path("desk/hearings/<slug:slug>/move/", desk.move, name="desk_move"),
    path("desk/hearings/<slug:slug>/services/", desk.add_service, name="desk_service"),
    path("desk/hearings/<slug:slug>/questions/", desk.add_question, name="desk_question"),
    path("desk/hearings/<slug:slug>/events/", desk.add_event, name="desk_event"),
    path("desk/hearings/<slug:slug>/queue/", moderating.queue, name="queue"),
    path("desk/hearings/<slug:slug>/queue/<int:pk>/", moderating.decide, name="decide"),
    path("desk/hearings/<slug:slug>/scribe/", scribing.write, name="scribe"),
    path("desk/hearings/<slug:slug>/themes/", grouping.group, name="group"),
    path("desk/hearings/<slug:slug>/themes/place/", grouping.place, name="place"),
    path("desk/hearings/<slug:slug>/themes/undo/", grouping.undo, name="undo"),
    path("desk/hearings/<slug:slug>/themes/redo/", grouping.redo, name="redo"),
    path("desk/hearings/<slug:slug>/themes/suggestions/", suggesting.page, name="suggestions"),
    path("desk/hearings/<slug:slug>/themes/suggestions/look/", suggesting.ask, name="suggest"),
    path("desk/hearings/<slug:slug>/themes/suggestions/<int:pk>/", suggesting.decide, name="suggestion"),
    path("desk/hearings/<slug:slug>/themes/new/", grouping.create, name="theme_new"),
    path("desk/hearings/<slug:slug>/themes/<int:pk>/", theming.theme, name="desk_theme"),
    path("desk/hearings/<slug:slug>/themes/<int:pk>/remove/", grouping.remove, name="theme_remove"),
    path("desk/hearings/<slug:slug>/themes/<int:pk>/words/", theming.change, name="theme_words"),
    path("desk/hearings/<slug:slug>/themes/<int:pk>/promise/", theming.promise, name="theme_promise"),
    path("desk/hearings/<slug:slug>/themes/<int:pk>/answer/", theming.answer, name="theme_answer"),
    path("desk/hearings/<slug:slug>/themes/<int:pk>/develop/", theming.develop, name="theme_develop"),
    path(
        "desk/hearings/<slug:slug>/themes/<int:pk>/develop/<int:development>/",
        theming.to_budget,
        name="to_budget",
    ),
]
