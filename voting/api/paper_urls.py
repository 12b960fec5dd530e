"""Addresses of paper voting, below /api/v1/."""

from django.urls import path

from voting.api import kiosk
from voting.api import paper_batches as batches
from voting.api import paper_stations as stations

DESK = "desk/votes/<slug:slug>/paper/"
STATION = DESK + "stations/<int:station>/"
DAY = DESK + "days/<int:day>/"
BATCH = DESK + "batches/<int:number>/"

urlpatterns = [
    path("vote/<slug:slug>/stations/", stations.PublicStations.as_view(), name="api-vote-stations"),
    path("vote/<slug:slug>/paper/", stations.PublicAccount.as_view(), name="api-vote-paper"),
    path("vote/<slug:slug>/booth/", kiosk.BoothCast.as_view(), name="api-vote-booth"),
    path(DESK + "reconcile/", stations.Reconcile.as_view(), name="api-paper-reconcile"),
    path(DESK + "stations/", stations.Stations.as_view(), name="api-paper-stations"),
    path(STATION, stations.StationOne.as_view(), name="api-paper-station"),
    path(STATION + "shifts/", stations.Shifts.as_view(), name="api-paper-shifts"),
    path(STATION + "shifts/<int:shift>/", stations.ShiftOne.as_view(), name="api-paper-shift"),
    path(STATION + "runs/", stations.Runs.as_view(), name="api-paper-runs"),
    path(STATION + "days/", stations.Days.as_view(), name="api-paper-days"),
    path(DESK + "runs/<int:run>/", stations.RunOne.as_view(), name="api-paper-run"),
    path(DAY, stations.DayOne.as_view(), name="api-paper-day"),
    path(DAY + "back/", stations.BringBack.as_view(), name="api-paper-back"),
    path(DAY + "given-out/", stations.GivenOut.as_view(), name="api-paper-given-out"),
    path(DAY + "close/", stations.CloseDay.as_view(), name="api-paper-close"),
    path(DAY + "open/", stations.OpenDay.as_view(), name="api-paper-open"),
    path(DAY + "batches/", batches.DayBatches.as_view(), name="api-paper-day-batches"),
    path(DESK + "batches/", batches.Batches.as_view(), name="api-paper-batches"),
    path(BATCH, batches.BatchOne.as_view(), name="api-paper-batch"),
    path(BATCH + "sheets/", batches.BatchSheets.as_view(), name="api-paper-sheets"),
    path(BATCH + "sheets/<int:keyed>/", batches.BatchSheetOne.as_view(), name="api-paper-sheet"),
    path(BATCH + "finish/", batches.FinishBatch.as_view(), name="api-paper-finish"),
    path(BATCH + "size/", batches.BatchSize.as_view(), name="api-paper-size"),
    path(BATCH + "anew/", batches.BatchAnew.as_view(), name="api-paper-anew"),
    path(BATCH + "settle/", batches.SettleSheet.as_view(), name="api-paper-settle"),
    path(BATCH + "accept/", batches.AcceptBatch.as_view(), name="api-paper-accept"),
    path(BATCH + "photos/", batches.BatchPhotos.as_view(), name="api-paper-photos"),
    path(BATCH + "photos/<int:photo>/", batches.BatchPhotoOne.as_view(), name="api-paper-photo"),
    path(BATCH + "aside/", batches.SetAside.as_view(), name="api-paper-aside"),
    path(BATCH + "ask-back/", batches.AskBack.as_view(), name="api-paper-ask-back"),
    path(BATCH + "let-back/", batches.LetBack.as_view(), name="api-paper-let-back"),
]
