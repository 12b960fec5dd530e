"""Addresses of the voting desk, below /api/v1/."""

from django.urls import path

from voting.api import (
    desk_log,
    desk_participation,
    desk_people,
    desk_requests,
    desk_roll,
    desk_votes,
    notices,
)

urlpatterns = [
    path("desk/votes/", desk_votes.DeskVotes.as_view(), name="api-desk-votes"),
    path("desk/votes/<slug:slug>/", desk_votes.DeskVoteOne.as_view(), name="api-desk-vote"),
    path(
        "desk/votes/<slug:slug>/participation/",
        desk_participation.DeskParticipation.as_view(),
        name="api-desk-participation",
    ),
    path("desk/votes/<slug:slug>/rules/", desk_votes.Rules.as_view(), name="api-desk-vote-rules"),
    path("desk/votes/<slug:slug>/ballot/", desk_votes.Ballot.as_view(), name="api-desk-vote-ballot"),
    path("desk/votes/<slug:slug>/ballot/fill/", desk_votes.FillBallot.as_view(), name="api-desk-vote-fill"),
    path(
        "desk/votes/<slug:slug>/ballot/order/", desk_votes.BallotOrder.as_view(), name="api-desk-vote-order"
    ),
    path(
        "desk/votes/<slug:slug>/ballot/<str:project_id>/",
        desk_votes.BallotOne.as_view(),
        name="api-desk-vote-ballot-one",
    ),
    path("desk/votes/<slug:slug>/roll/", desk_roll.Roll.as_view(), name="api-desk-vote-roll"),
    path(
        "desk/votes/<slug:slug>/roll/<uuid:file>/",
        desk_roll.RollFileOne.as_view(),
        name="api-desk-vote-roll-file",
    ),
    path("desk/votes/<slug:slug>/letters/", desk_roll.Letters.as_view(), name="api-desk-vote-letters"),
    path(
        "desk/votes/<slug:slug>/letters/replace/",
        desk_roll.ReplaceLetter.as_view(),
        name="api-desk-vote-replace",
    ),
    path(
        "desk/votes/<slug:slug>/letters/<int:batch>/revoke/",
        desk_roll.RevokeLetters.as_view(),
        name="api-desk-vote-revoke",
    ),
    path("desk/votes/<slug:slug>/checks/", desk_votes.Checks.as_view(), name="api-desk-vote-checks"),
    path("desk/votes/<slug:slug>/changes/", notices.DeskNotices.as_view(), name="api-desk-vote-notices"),
    path(
        "desk/votes/<slug:slug>/changes/<int:notice>/confirm/",
        notices.Confirm.as_view(),
        name="api-desk-vote-notice-confirm",
    ),
    path(
        "desk/votes/<slug:slug>/changes/<int:notice>/refuse/",
        notices.Refuse.as_view(),
        name="api-desk-vote-notice-refuse",
    ),
    path("desk/votes/<slug:slug>/log/", desk_log.Log.as_view(), name="api-desk-vote-log"),
    path("desk/votes/<slug:slug>/requests/", desk_requests.Requests.as_view(), name="api-desk-requests"),
    path(
        "desk/votes/<slug:slug>/requests/decide/",
        desk_requests.DecideMany.as_view(),
        name="api-desk-requests-decide",
    ),
    path(
        "desk/votes/<slug:slug>/requests/<int:pk>/",
        desk_requests.RequestOne.as_view(),
        name="api-desk-request",
    ),
    path(
        "desk/votes/<slug:slug>/people/declare/",
        desk_people.DeclarePlace.as_view(),
        name="api-desk-people-declare",
    ),
    path(
        "desk/votes/<slug:slug>/people/find/", desk_people.FindPerson.as_view(), name="api-desk-people-find"
    ),
    path("desk/votes/<slug:slug>/people/code/", desk_people.GiveCode.as_view(), name="api-desk-people-code"),
    path("desk/votes/<slug:slug>/people/paper/", desk_people.Paper.as_view(), name="api-desk-people-paper"),
    path(
        "desk/votes/<slug:slug>/people/correct/",
        desk_people.CorrectPaper.as_view(),
        name="api-desk-people-correct",
    ),
    path("desk/votes/<slug:slug>/open/", desk_votes.Open.as_view(), name="api-desk-vote-open"),
]
