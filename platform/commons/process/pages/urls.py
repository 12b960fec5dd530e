"""Addresses of the pages of process."""

from django.urls import URLPattern, path

from commons.process.pages import desk, public

app_name = "process"
urlpatterns: list[URLPattern] = [
    path("years/<slug:slug>/", public.year, name="year"),
    path("desk/years/", desk.index, name="desk_years"),
    path("desk/years/new/", desk.new, name="desk_new_year"),
    path("desk/years/<slug:slug>/", desk.one, name="desk_year"),
    path("desk/years/<slug:slug>/words/", desk.words, name="desk_words"),
    path("desk/years/<slug:slug>/dates/", desk.dates, name="desk_dates"),
    path("desk/years/<slug:slug>/money/new/", desk.envelope, name="desk_new_envelope"),
    path("desk/years/<slug:slug>/money/<int:pk>/", desk.envelope, name="desk_envelope"),
    path("desk/years/<slug:slug>/money/<int:pk>/remove/", desk.remove_envelope, name="desk_remove_envelope"),
    path("desk/years/<slug:slug>/show/", desk.show, name="desk_show_year"),
]
