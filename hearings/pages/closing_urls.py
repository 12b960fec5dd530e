"""Addresses of what comes after grouping: the synthesis and the plenary."""

from django.urls import URLPattern, path

from hearings.pages import console, plenary, synthesis

urlpatterns: list[URLPattern] = [
    path("h/comment/<str:receipt>/", synthesis.comment, name="comment"),
    path("h/comment/<str:receipt>/appeal/", synthesis.ask_again, name="comment_appeal"),
    path("hearings/<slug:slug>/synthesis/", synthesis.synthesis_page, name="synthesis"),
    path("desk/hearings/<slug:slug>/synthesis/", synthesis.desk, name="desk_synthesis"),
    path("desk/hearings/<slug:slug>/synthesis/open/", synthesis.open_up, name="synthesis_open"),
    path("desk/hearings/<slug:slug>/synthesis/freeze/", synthesis.freeze, name="synthesis_freeze"),
    path("desk/hearings/<slug:slug>/synthesis/<int:pk>/", synthesis.decide, name="comment_decide"),
    path("h/<str:code>/vote/", plenary.by_code, name="vote_by_code"),
    path("h/<str:code>/vote/qr.svg", plenary.vote_qr, name="vote_qr"),
    path("hearings/<slug:slug>/plenary/<int:pk>/", plenary.screen, name="plenary"),
    path("hearings/<slug:slug>/plenary/<int:pk>/vote/", plenary.vote, name="vote"),
    path("hearings/<slug:slug>/plenary/<int:pk>/minutes/", plenary.minutes_page, name="minutes"),
    path("hearings/<slug:slug>/plenary/<int:pk>/minutes.pdf", plenary.minutes_pdf, name="minutes_pdf"),
    path("desk/hearings/<slug:slug>/plenary/", console.index, name="plenaries"),
    path("desk/hearings/<slug:slug>/plenary/new/", console.plan, name="plenary_new"),
    path("desk/hearings/<slug:slug>/plenary/<int:pk>/", console.console, name="console"),
    path("desk/hearings/<slug:slug>/plenary/<int:pk>/do/", console.do, name="console_do"),
]
