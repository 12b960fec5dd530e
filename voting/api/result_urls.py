"""Addresses of results, below /api/v1/."""

from django.urls import path

from voting.api import anomalies, certification, planning, report, result_package, results

urlpatterns = [
    path("planning/", planning.PastVotes.as_view(), name="api-planning"),
    path("planning/<slug:slug>/", planning.Planning.as_view(), name="api-planning-one"),
    path("results/", results.ResultList.as_view(), name="api-results"),
    path("results/import/", results.Import.as_view(), name="api-result-import"),
    path("results/<slug:slug>/", results.ResultDetail.as_view(), name="api-result"),
    path("results/<slug:slug>/report/", report.ReportView.as_view(), name="api-report"),
    path("results/<slug:slug>/count/", results.Count.as_view(), name="api-result-count"),
    path(
        "results/<slug:slug>/certification/",
        certification.Certification.as_view(),
        name="api-result-certification",
    ),
    path("results/<slug:slug>/package/", result_package.ResultPackage.as_view(), name="api-result-package"),
    path("results/<slug:slug>/lot/", result_package.ReadLot.as_view(), name="api-result-lot"),
    path("results/<slug:slug>/seal/", certification.Seal.as_view(), name="api-result-seal"),
    path("results/<slug:slug>/findings/", anomalies.Findings.as_view(), name="api-result-findings"),
    path("results/<slug:slug>/findings/<int:pk>/", anomalies.Finding.as_view(), name="api-result-finding"),
    path("results/<slug:slug>/publish/", results.Publish.as_view(), name="api-result-publish"),
]
