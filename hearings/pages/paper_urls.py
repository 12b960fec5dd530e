"""Addresses of the pages about cards and papers."""

from django.urls import URLPattern, path

from hearings.pages import keying, paper, paper_desk

urlpatterns: list[URLPattern] = [
    path("c/<str:code>/", paper.card, name="card"),
    path("desk/hearings/<slug:slug>/cards/", paper_desk.cards_page, name="cards"),
    path("desk/hearings/<slug:slug>/cards/mark/", paper_desk.mark, name="cards_mark"),
    path("desk/hearings/<slug:slug>/cards/<int:pk>/cards.pdf", paper_desk.sheet, name="cards_pdf"),
    path("desk/hearings/<slug:slug>/signs.pdf", paper_desk.signs, name="signs"),
    path("desk/hearings/<slug:slug>/papers/", keying.piles, name="piles"),
    path("desk/hearings/<slug:slug>/papers/<int:pk>/", keying.key, name="key"),
    path("desk/hearings/<slug:slug>/papers/<int:pk>/check/", keying.check, name="check"),
    path("desk/hearings/<slug:slug>/papers/<int:pk>/check/<int:keyed>/", keying.decide, name="check_one"),
    path("desk/hearings/<slug:slug>/papers/photo/<int:pk>.jpg", keying.photo, name="paper_photo"),
]
