"""Addresses of the pages of process."""

from django.urls import URLPattern, path

from commons.process.pages import desk, learned, public

app_name = "process"
urlpatterns: list[URLPattern] = [
    path("years/<slug:slug>/", public.year, name="year"),
    path("years/<slug:slug>/learned/", learned.page, name="learned"),
    path("desk/years/", desk.index, name="desk_years"),
    path("desk/years/new/", desk.new, name="desk_new_year"),
    path("desk/years/<slug:slug>/", desk.one, name="desk_year"),
    path("desk/years/<slug:slug>/words/", desk.words, name="desk_words"),
    path("desk/years/<slug:slug>/dates/", desk.dates, name="desk_dates"),
    path("desk/years/<slug:slug>/money/new/", desk.envelope, name="desk_new_envelope"),
    path("desk/years/<slug:slug>/money/<int:pk>/", desk.envelope, name="desk_envelope"),
    path("desk/years/<slug:slug>/money/<int:pk>/remove/", desk.remove_envelope, name="desk_remove_envelope"),
    path("desk/years/<slug:slug>/learned/", learned.desk, name="desk_learned"),
    path("desk/years/<slug:slug>/learned/new/", learned.lesson, name="desk_new_lesson"),
    path("desk/years/<slug:slug>/learned/bring-over/", learned.bring_over, name="desk_bring_over"),
    path("desk/years/<slug:slug>/learned/<int:pk>/", learned.lesson, name="desk_lesson"),
    path("desk/years/<slug:slug>/learned/<int:pk>/publish/", learned.publish, name="desk_publish_lesson"),
    path("desk/years/<slug:slug>/learned/<int:pk>/remove/", learned.remove, name="desk_remove_lesson"),
    path("desk/years/<slug:slug>/improvements/<int:pk>/", learned.improvement, name="desk_improvement"),
    path("desk/years/<slug:slug>/show/", desk.show, name="desk_show_year"),
]
