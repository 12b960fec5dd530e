"""Addresses of the voting desk."""

from django.urls import path

from voting.pages import (
    desk_letters,
    desk_log,
    desk_notices,
    desk_participation,
    desk_people,
    desk_requests,
    desk_roll,
    desk_votes,
)

urlpatterns = [
    path("desk/votes/", desk_votes.index, name="desk_votes"),
    path("desk/votes/<slug:slug>/", desk_votes.one, name="desk_vote"),
    path("desk/votes/<slug:slug>/rules/", desk_votes.rules_of, name="desk_vote_rules"),
    path("desk/votes/<slug:slug>/ballot/", desk_votes.ballot, name="desk_vote_ballot"),
    path("desk/votes/<slug:slug>/ballot/change/", desk_votes.change_ballot, name="desk_vote_ballot_change"),
    path("desk/votes/<slug:slug>/roll/", desk_roll.roll, name="desk_vote_roll"),
    path("desk/votes/<slug:slug>/roll/<uuid:file>/", desk_roll.roll_file, name="desk_vote_roll_file"),
    path("desk/votes/<slug:slug>/letters/", desk_letters.make, name="desk_vote_letters"),
    path("desk/votes/<slug:slug>/letters/replace/", desk_letters.replace, name="desk_vote_replace"),
    path("desk/votes/<slug:slug>/letters/<int:batch>/revoke/", desk_letters.revoke, name="desk_vote_revoke"),
    path("desk/votes/<slug:slug>/requests/", desk_requests.queue, name="desk_requests"),
    path("desk/votes/<slug:slug>/requests/<int:pk>/", desk_requests.one, name="desk_request"),
    path("desk/votes/<slug:slug>/people/", desk_people.people, name="desk_people"),
    path("desk/votes/<slug:slug>/people/declare/", desk_people.declare, name="desk_people_declare"),
    path("desk/votes/<slug:slug>/people/act/", desk_people.act, name="desk_people_act"),
    path("desk/votes/<slug:slug>/people/correct/", desk_people.correct, name="desk_people_correct"),
    path("desk/votes/<slug:slug>/open/", desk_votes.open_vote, name="desk_vote_open"),
    path("desk/votes/<slug:slug>/changes/", desk_notices.index, name="desk_vote_notices"),
    path("desk/votes/<slug:slug>/changes/project/<int:project>/", desk_notices.project, name="desk_vote_ask"),
    path(
        "desk/votes/<slug:slug>/changes/pot/<slug:envelope>/", desk_notices.envelope, name="desk_vote_ask_pot"
    ),
    path("desk/votes/<slug:slug>/changes/<int:notice>/", desk_notices.one, name="desk_vote_notice"),
    path(
        "desk/votes/<slug:slug>/participation/", desk_participation.participation, name="desk_participation"
    ),
    path("desk/votes/<slug:slug>/log/", desk_log.log, name="desk_vote_log"),
]
