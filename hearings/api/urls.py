"""Addresses of the API, below /api/v1/."""

from django.urls import URLPattern, path

from hearings.api import (
    closing_urls,
    moderating,
    paper_urls,
    preparing,
    reading,
    report_urls,
    suggesting,
    theming,
    voice_urls,
    writing,
)

app_name = "hearings-api"
urlpatterns: list[URLPattern] = [
    path(
        "hearings/notes/", writing.NotesView.as_view(), name="notes"
    ),  # first: a hall writes here all at once
    *paper_urls.urlpatterns,
    *voice_urls.urlpatterns,
    *closing_urls.urlpatterns,
    *report_urls.urlpatterns,
    path("hearings/", reading.HearingsView.as_view(), name="list"),
    path("hearings/notes/states/", writing.StatesView.as_view(), name="note-states"),
    path("hearings/notes/appeal/", writing.AppealView.as_view(), name="appeal"),
    path("hearings/notes/<int:pk>/keep-hidden/", moderating.KeepView.as_view(), name="keep-hidden"),
    path("hearings/notes/<int:pk>/show/", moderating.ShowView.as_view(), name="show"),
    path("hearings/notes/<int:pk>/hide/", moderating.HideView.as_view(), name="hide"),
    path("hearings/notes/<int:pk>/redact/", moderating.RedactView.as_view(), name="redact"),
    path("hearings/codes/<str:code>/", writing.StationView.as_view(), name="station"),
    path("hearings/themes/<int:pk>/", theming.ThemeView.as_view(), name="theme"),
    path("hearings/themes/<int:pk>/promise/", theming.PromiseView.as_view(), name="promise"),
    path("hearings/themes/<int:pk>/answer/", theming.AnswerView.as_view(), name="answer"),
    path("hearings/themes/<int:pk>/developments/", theming.DevelopmentsView.as_view(), name="developments"),
    path("hearings/developments/<int:pk>/to-budget/", theming.ToBudgetView.as_view(), name="to-budget"),
    path("hearings/<slug:slug>/", reading.HearingView.as_view(), name="hearing"),
    path("hearings/<slug:slug>/service-areas/", preparing.ServiceAreasView.as_view(), name="service-areas"),
    path("hearings/<slug:slug>/questions/", preparing.QuestionsView.as_view(), name="questions"),
    path("hearings/<slug:slug>/events/", preparing.EventsView.as_view(), name="events"),
    path("hearings/<slug:slug>/codes/", preparing.CodesView.as_view(), name="codes"),
    path("hearings/<slug:slug>/state/", theming.StateView.as_view(), name="state"),
    path("hearings/<slug:slug>/notes/", reading.ShownNotesView.as_view(), name="shown-notes"),
    path("hearings/<slug:slug>/written-for/", writing.WrittenForView.as_view(), name="written-for"),
    path("hearings/<slug:slug>/queue/", moderating.QueueView.as_view(), name="queue"),
    path("hearings/<slug:slug>/themes/", theming.ThemesView.as_view(), name="themes"),
    path("hearings/suggestions/<int:pk>/take/", suggesting.TakeView.as_view(), name="suggestion-take"),
    path(
        "hearings/suggestions/<int:pk>/set-aside/", suggesting.SetAsideView.as_view(), name="suggestion-aside"
    ),
    path(
        "hearings/<slug:slug>/themes/suggestions/", suggesting.SuggestionsView.as_view(), name="suggestions"
    ),
    path("hearings/<slug:slug>/themes/place/", theming.PlaceView.as_view(), name="place"),
    path("hearings/<slug:slug>/themes/undo/", theming.UndoView.as_view(), name="undo"),
    path("hearings/<slug:slug>/themes/redo/", theming.RedoView.as_view(), name="redo"),
    path("hearings/<slug:slug>/numbers/", reading.NumbersView.as_view(), name="numbers"),
]
