"""Addresses of voting, below /api/v1/."""

from django.urls import path

from voting.api import notices, vote, ways

urlpatterns = [
    path("vote/", vote.Votes.as_view(), name="api-votes"),
    path("vote/enter/", vote.Enter.as_view(), name="api-vote-enter"),
    path("vote/<slug:slug>/", vote.Vote.as_view(), name="api-vote"),
    path("vote/<slug:slug>/ballot/", vote.BallotForm.as_view(), name="api-vote-ballot"),
    path("vote/<slug:slug>/draft/", vote.Draft.as_view(), name="api-vote-draft"),
    path("vote/<slug:slug>/cast/", vote.Cast.as_view(), name="api-vote-cast"),
    path("vote/<slug:slug>/ask/", ways.Ask.as_view(), name="api-vote-ask"),
    path("vote/<slug:slug>/reminder/", ways.Reminder.as_view(), name="api-vote-reminder"),
    path("vote/<slug:slug>/receipt/", vote.OwnReceipt.as_view(), name="api-vote-receipt"),
    path(
        "vote/<slug:slug>/receipts/<slug:code>/", vote.ReceiptState.as_view(), name="api-vote-receipt-state"
    ),
    path("vote/<slug:slug>/turnout/", vote.Turnout.as_view(), name="api-vote-turnout"),
    path("vote/<slug:slug>/rules/", vote.Rules.as_view(), name="api-vote-rules"),
    path("vote/<slug:slug>/changes/", notices.Notices.as_view(), name="api-vote-notices"),
    path("vote/<slug:slug>/log/", vote.Log.as_view(), name="api-vote-log"),
]
