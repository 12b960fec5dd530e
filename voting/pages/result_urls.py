"""Addresses of results and of the desk that makes them."""

from django.urls import path

from voting.pages import (
    anomaly_desk,
    certification_desk,
    planning,
    report,
    result_package,
    results,
    results_desk,
)

urlpatterns = [
    path("results/", results.index, name="results"),
    path("results/<slug:slug>/", results.year, name="result"),
    path("results/<slug:slug>/package.zip", result_package.package, name="result_package"),
    path("results/<slug:slug>/package/<str:name>", result_package.package_file, name="result_package_file"),
    path("reports/<slug:slug>/", report.page, name="report"),
    path("reports/<slug:slug>/report.pdf", report.pdf, name="report_pdf"),
    path("reports/<slug:slug>/report.xlsx", report.xlsx, name="report_xlsx"),
    path("results/<slug:slug>/<slug:envelope_slug>/", results.envelope, name="result_envelope"),
    path("results/<slug:slug>/<slug:envelope_slug>/result.csv", results.result_csv, name="result_csv"),
    path("results/<slug:slug>/<slug:envelope_slug>/result.json", results.result_json, name="result_json"),
    path("results/<slug:slug>/<slug:envelope_slug>/result.pb", results.result_pb, name="result_pb"),
    path(
        "results/<slug:slug>/<slug:envelope_slug>/points.geojson", results.result_points, name="result_points"
    ),
    path("planning/", planning.index, name="planning_index"),
    path("planning/<slug:slug>/", planning.planning, name="planning"),
    path("desk/results/", results_desk.index, name="desk_results"),
    path("desk/results/import/", results_desk.import_file, name="desk_import"),
    path("desk/results/<slug:slug>/", results_desk.year, name="desk_result"),
    path("desk/results/<slug:slug>/count/", results_desk.count_now, name="desk_count"),
    path("desk/results/<slug:slug>/recount/", certification_desk.recount, name="desk_recount"),
    path("desk/results/<slug:slug>/lot/", certification_desk.read_lot, name="desk_lot"),
    path("desk/results/<slug:slug>/seal/", certification_desk.seal, name="desk_seal"),
    path("desk/results/<slug:slug>/cases/", anomaly_desk.cases, name="desk_cases"),
    path("desk/results/<slug:slug>/cases/<int:pk>/", anomaly_desk.case, name="desk_case"),
    path("desk/results/<slug:slug>/certify/", certification_desk.certify, name="desk_certify"),
    path("desk/results/<slug:slug>/publish/", results_desk.publish_now, name="desk_publish"),
]
