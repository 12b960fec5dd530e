"""Addresses of the pages of deliberation."""

from django.urls import URLPattern, path

from commons.deliberation.pages import summaries

app_name = "deliberation"
urlpatterns: list[URLPattern] = [
    path("desk/summaries/", summaries.desk, name="desk_summaries"),
    path("talk/<int:thread>/summary/", summaries.page, name="summary"),
    path("talk/<int:thread>/summary/versions/", summaries.versions, name="summary_versions"),
    path("talk/<int:thread>/summary/write/", summaries.write, name="summary_write"),
    path("talk/<int:thread>/summary/back/", summaries.back, name="summary_back"),
    path("talk/<int:thread>/summary/corrections/<int:correction>/", summaries.answer, name="correction"),
    path(
        "talk/<int:thread>/summary/corrections/<int:correction>/take-back/",
        summaries.take_back,
        name="correction_take_back",
    ),
]
