"""Addresses of the pages about organisations."""

from django.urls import URLPattern, path

from hearings.pages import rounds, rounds_desk

DESK = "desk/hearings/<slug:slug>/organisations/"
urlpatterns: list[URLPattern] = [
    path("o/stop/<str:token>/", rounds.stop, name="round_stop"),
    path("o/<str:token>/", rounds.write, name="round"),
    path("o/<str:token>/qr.svg", rounds.qr, name="round_qr"),
    path("o/<str:token>/cards.pdf", rounds.sheet, name="round_cards"),
    path(DESK, rounds_desk.index, name="organisations"),
    path(f"{DESK}add/", rounds_desk.add, name="organisations_add"),
    path(f"{DESK}ask/", rounds_desk.ask, name="organisations_ask"),
    path(f"{DESK}remind/", rounds_desk.remind, name="organisations_remind"),
    path(f"{DESK}<int:pk>/withdraw/", rounds_desk.withdraw, name="organisation_withdraw"),
]
