"""Addresses of the council's item and of its desk."""

from django.urls import path

from voting.pages.council import desk, public

urlpatterns = [
    path("council/", public.index, name="council_index"),
    path("council/annexes/<int:pk>/", public.annex, name="council_annex"),
    path("council/<slug:slug>/", public.year, name="council"),
    path("desk/council/<slug:slug>/waiting/", desk.waiting, name="desk_council_waiting"),
    path("desk/council/<slug:slug>/", desk.item, name="desk_council"),
    path("desk/council/<slug:slug>/<int:project>/", desk.line, name="desk_council_line"),
]
