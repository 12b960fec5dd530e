"""Addresses of the follow-up group."""

from django.urls import URLPattern, path

from proposals.pages.delegates import desk, mine, public

urlpatterns: list[URLPattern] = [
    path("follow-up/invitation/<str:word>/", public.invitation, name="delegate_invitation"),
    path("follow-up/<slug:slug>/", public.group, name="group"),
    path("follow-up/<slug:slug>/visits/", public.visits, name="group_visits"),
    path("follow-up/<slug:slug>/me/", public.me, name="group_me"),
    path("proposals/<int:pk>/findings/new/", mine.note, name="note_finding"),
    path("proposals/<int:pk>/findings/<int:finding>/", mine.one, name="finding"),
    path("desk/carrying-out/group/", desk.group, name="desk_group"),
    path("desk/carrying-out/group/<int:pk>/end/", desk.end, name="desk_group_end"),
    path("desk/carrying-out/findings/", desk.findings, name="desk_findings"),
    path("desk/carrying-out/findings/<int:pk>/", desk.answer, name="desk_finding"),
]
