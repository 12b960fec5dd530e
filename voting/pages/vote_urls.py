"""Addresses of the voter's side."""

from django.urls import path

from voting.pages import added, ballot, identity, reminder, vote

urlpatterns = [
    path("vote/", vote.index, name="index"),
    path("vote/leave/", vote.leave, name="leave"),
    path("vote/identity/back/", identity.back, name="identity_back"),
    path("vote/<slug:slug>/", vote.vote, name="vote"),
    path("vote/<slug:slug>/identity/", identity.out, name="identity"),
    path("vote/<slug:slug>/ask/", added.ask, name="ask_to_be_added"),
    path("vote/<slug:slug>/ask/sent/", added.sent, name="asked_to_be_added"),
    path("vote/<slug:slug>/ballot/<slug:envelope>/", ballot.choose, name="choose"),
    path("vote/<slug:slug>/ballot/<slug:envelope>/save/", ballot.save, name="save"),
    path("vote/<slug:slug>/review/", ballot.review, name="review"),
    path("vote/<slug:slug>/remind/", reminder.remind, name="remind"),
    path("vote/<slug:slug>/receipt/", ballot.receipt, name="receipt"),
    path("vote/<slug:slug>/turnout/", vote.turnout, name="turnout"),
    path("vote/<slug:slug>/check/", vote.check, name="check"),
    path("vote/<slug:slug>/rules/", vote.rules, name="rules"),
    path("vote/<slug:slug>/rules.json", vote.rules_text, name="rules_text"),
    path("vote/<slug:slug>/log.csv", vote.log_file, name="log_file"),
]
