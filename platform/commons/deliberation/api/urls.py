"""Addresses of comments, below /api/v1/."""

from django.urls import URLPattern, path

from commons.deliberation.api import summaries, views

urlpatterns: list[URLPattern] = [
    path("comments/<int:pk>/", views.CommentView.as_view(), name="api-comment"),
    path("comments/<int:pk>/hide/", views.HideView.as_view(), name="api-comment-hide"),
    path("comments/<int:pk>/show/", views.ShowView.as_view(), name="api-comment-show"),
    path("threads/<int:pk>/summary/", summaries.SummaryView.as_view(), name="api-summary"),
    path("threads/<int:pk>/summary/versions/", summaries.VersionsView.as_view(), name="api-summary-versions"),
    path("threads/<int:pk>/summary/back/", summaries.BackView.as_view(), name="api-summary-back"),
    path(
        "threads/<int:pk>/summary/corrections/", summaries.CorrectionsView.as_view(), name="api-corrections"
    ),
    path("corrections/", summaries.WaitingView.as_view(), name="api-corrections-waiting"),
    path("corrections/<int:pk>/", summaries.CorrectionView.as_view(), name="api-correction"),
    path("corrections/<int:pk>/take/", summaries.TakeView.as_view(), name="api-correction-take"),
    path("corrections/<int:pk>/decline/", summaries.DeclineView.as_view(), name="api-correction-decline"),
]
