"""Addresses of results, below /api/v1/."""

from django.urls import path

from voting.api import certification, results

urlpatterns = [
    path("results/", results.ResultList.as_view(), name="api-results"),
    path("results/import/", results.Import.as_view(), name="api-result-import"),
    path("results/<slug:slug>/", results.ResultDetail.as_view(), name="api-result"),
    path("results/<slug:slug>/count/", results.Count.as_view(), name="api-result-count"),
    path(
        "results/<slug:slug>/certification/",
        certification.Certification.as_view(),
        name="api-result-certification",
    ),
    path("results/<slug:slug>/publish/", results.Publish.as_view(), name="api-result-publish"),
    path(
        "results/<slug:slug>/council/<str:project_id>/", results.Council.as_view(), name="api-result-council"
    ),
]
