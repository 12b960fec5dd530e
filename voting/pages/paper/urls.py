"""Addresses of paper voting."""

from django.urls import path

from voting.pages.paper import batches, booth, public, stations

DESK = "desk/votes/<slug:slug>/paper/"
STATION = DESK + "stations/<int:station>/"
DAY = DESK + "days/<int:day>/"
BATCH = DESK + "batches/<int:number>/"

urlpatterns = [
    path("vote/<slug:slug>/stations/", public.stations, name="stations"),
    path("vote/<slug:slug>/paper/", public.account, name="paper_account"),
    path("vote/<slug:slug>/booth/", booth.booth, name="booth"),
    path(DESK, stations.index, name="desk_paper"),
    path(DESK + "reconcile/", stations.reconcile, name="desk_paper_reconcile"),
    path(DESK + "stations/new/", stations.write, name="desk_station_new"),
    path(STATION, stations.one, name="desk_station"),
    path(STATION + "words/", stations.write, name="desk_station_words"),
    path(STATION + "shifts/", stations.add_shift, name="desk_station_shift"),
    path(STATION + "shifts/<int:shift>/remove/", stations.remove_shift, name="desk_shift_remove"),
    path(STATION + "print/", stations.print_sheets, name="desk_station_print"),
    path(STATION + "take-out/", stations.take_out, name="desk_station_take_out"),
    path(DESK + "runs/<int:run>/", stations.print_again, name="desk_print_again"),
    path(DAY, stations.day, name="desk_station_day"),
    path(DAY + "back/", stations.bring_back, name="desk_day_back"),
    path(DAY + "given-out/", stations.given_out, name="desk_day_given_out"),
    path(DAY + "close/", stations.close_day, name="desk_day_close"),
    path(DAY + "batches/", stations.open_batch, name="desk_day_batch"),
    path(BATCH, batches.one, name="desk_batch"),
    path(BATCH + "key/", batches.key, name="desk_batch_key"),
    path(BATCH + "key/<int:keyed>/take-away/", batches.take_away, name="desk_batch_take_away"),
    path(BATCH + "finish/", batches.finish, name="desk_batch_finish"),
    path(BATCH + "size/", batches.correct_size, name="desk_batch_size"),
    path(BATCH + "anew/", batches.start_over, name="desk_batch_anew"),
    path(BATCH + "settle/<int:sheet>/", batches.settle, name="desk_batch_settle"),
    path(BATCH + "accept/", batches.accept, name="desk_batch_accept"),
    path(BATCH + "photos/", batches.add_photo, name="desk_batch_photo"),
    path(BATCH + "photos/<int:photo>/", batches.photo, name="desk_batch_photo_one"),
    path(BATCH + "aside/", batches.set_aside, name="desk_batch_aside"),
    path(BATCH + "let-back/", batches.let_back, name="desk_batch_let_back"),
]
