"""Addresses of the pages."""

from django.urls import URLPattern, path

from proposals.pages import (
    acting,
    decision,
    desk_urls,
    detail,
    finishing,
    history,
    lesson_talk,
    likeness,
    lists,
    merging,
    splitting,
    stating,
    together,
    writing,
    year_news,
)
from proposals.pages.delegates import urls as delegates
from proposals.pages.execution import evaluating
from proposals.pages.execution import public as execution

app_name = "proposals"
urlpatterns: list[URLPattern] = [
    path("proposals/", lists.index, name="list"),
    path("proposals/points.geojson", lists.geojson, name="points"),
    path("proposals/new/", writing.Begin.as_view(), name="new"),
    path("proposals/similar/", likeness.fragment, name="similar"),
    path("proposals/merging/<int:plan>/", merging.asked, name="merging"),
    path("proposals/splitting/<int:plan>/", splitting.asked, name="splitting"),
    path("proposals/<int:pk>/", detail.detail, name="detail"),
    path("proposals/<int:pk>/progress/", execution.progress, name="progress"),
    path("proposals/<int:pk>/evaluation/", evaluating.page, name="evaluation"),
    path("years/<slug:slug>/news/", year_news.ask, name="year_news"),
    path("news/confirm/<str:word>/", year_news.confirm, name="year_news_confirm"),
    path("news/<str:word>/", year_news.stop, name="year_news_stop"),
    path("funded/", execution.index, name="funded"),
    path("funded/points.geojson", execution.points, name="funded_points"),
    path("proposals/<int:pk>/decision/", decision.page, name="decision"),
    path("proposals/<int:pk>/decision.pdf", decision.document, name="decision_pdf"),
    path("proposals/<int:pk>/appeal/", decision.appeal, name="appeal"),
    path("proposals/<int:pk>/history/", history.history, name="history"),
    path("proposals/<int:pk>/support/", acting.support, name="support"),
    path("proposals/<int:pk>/unsupport/", acting.unsupport, name="unsupport"),
    path("proposals/<int:pk>/follow/", acting.follow, name="follow"),
    path("proposals/<int:pk>/unfollow/", acting.unfollow, name="unfollow"),
    path("proposals/<int:pk>/comments/", acting.comment, name="comment"),
    path("proposals/<int:pk>/comments/<int:comment>/", acting.Correct.as_view(), name="correct"),
    path("proposals/<int:pk>/comments/<int:comment>/convinced/", acting.convinced, name="convinced"),
    path("proposals/<int:pk>/statements/", stating.index, name="statements"),
    path("proposals/<int:pk>/statements/<int:statement>/answer/", stating.answer, name="statement_answer"),
    path("proposals/<int:pk>/statements/opinions/", stating.opinions, name="opinions"),
    path("proposals/together/<str:word>/", together.invited, name="invited"),
    path("proposals/<int:pk>/together/", together.together, name="together"),
    path("proposals/<int:pk>/together/<int:co_author>/end/", together.part, name="together_end"),
    path("proposals/<int:pk>/suggest/", together.suggest, name="suggest"),
    path("proposals/<int:pk>/suggestions/<int:suggestion>/", together.answer, name="suggestion"),
    path("proposals/<int:pk>/versions/", together.versions, name="versions"),
    path("proposals/<int:pk>/edit/", writing.go_on, name="edit"),
    path("proposals/<int:pk>/edit/pictures/", finishing.PicturesPage.as_view(), name="pictures"),
    path(
        "proposals/<int:pk>/edit/pictures/<int:picture>/", finishing.describe_picture, name="describe_picture"
    ),
    path(
        "proposals/<int:pk>/edit/pictures/<int:picture>/remove/",
        finishing.remove_picture,
        name="remove_picture",
    ),
    path("proposals/<int:pk>/edit/submit/", finishing.OverPage.as_view(), name="submit"),
    path("proposals/<int:pk>/edit/<slug:slug>/", writing.StepPage.as_view(), name="step"),
    path("proposals/<int:pk>/received/", finishing.received, name="received"),
    path("proposals/<int:pk>/discard/", finishing.Discard.as_view(), name="discard"),
    path("proposals/<int:pk>/withdraw/", finishing.Withdraw.as_view(), name="withdraw"),
    path("years/<slug:slug>/learned/comments/", lesson_talk.page, name="lesson_talk"),
    path("desk/years/<slug:slug>/learned/comments/", lesson_talk.desk, name="desk_lesson_talk"),
    *delegates.urlpatterns,
    *desk_urls.urlpatterns,
]
