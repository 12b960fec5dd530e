"""Addresses of moderation, below /api/v1/."""

from django.urls import URLPattern, path

from commons.moderation.api import views

urlpatterns: list[URLPattern] = [
    path("reports/", views.ReportsView.as_view(), name="api-reports"),
    path("moderation/cases/", views.CasesView.as_view(), name="api-cases"),
    path("moderation/cases/<int:pk>/decide/", views.DecideView.as_view(), name="api-case-decide"),
    path("moderation/cases/<int:pk>/appeal/", views.AppealView.as_view(), name="api-case-appeal"),
    path("moderation/cases/<int:pk>/wave/", views.WaveView.as_view(), name="api-case-wave"),
    path("moderation/waves/<int:pk>/undo/", views.UndoView.as_view(), name="api-wave-undo"),
    path("moderation/rules/<slug:slug>/", views.RulesView.as_view(), name="api-moderation-rules"),
    path("moderation/account/", views.AccountView.as_view(), name="api-moderation-account"),
    path("moderation/log/", views.LogView.as_view(), name="api-moderation-log"),
]
