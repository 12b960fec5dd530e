"""Addresses of the officials' desk of proposals."""

from django.urls import URLPattern, path

from proposals.pages import (
    desk_decide,
    desk_estimate,
    desk_merging,
    desk_plan,
    desk_queue,
    desk_review,
    desk_sheet,
    desk_sheets,
    desk_splitting,
    desk_steps,
    desk_work,
)
from proposals.pages.execution import desk_urls as execution

urlpatterns: list[URLPattern] = [
    path("desk/proposals/", desk_queue.index, name="desk"),
    path("desk/proposals/workbook/", desk_sheet.give_back, name="desk_sheet"),
    path("desk/proposals/workbook.xlsx", desk_sheet.export, name="desk_export"),
    path("desk/comments/<slug:slug>.xlsx", desk_sheets.comments, name="desk_comments_sheet"),
    path("desk/proposals/assign/", desk_queue.assign, name="desk_assign"),
    path("desk/proposals/assign/<int:pk>/undo/", desk_queue.undo, name="desk_assign_undo"),
    path("desk/proposals/<int:pk>/", desk_review.page, name="desk_review"),
    path("desk/proposals/<int:pk>/steps/", desk_steps.page, name="desk_steps"),
    path("desk/review-steps/", desk_plan.page, name="desk_plan"),
    path("desk/proposals/<int:pk>/take/", desk_review.take_it, name="desk_take"),
    path("desk/proposals/<int:pk>/reopen/", desk_review.reopen, name="desk_reopen"),
    path("desk/proposals/<int:pk>/return/", desk_decide.decide, {"what": "return"}, name="desk_return"),
    path("desk/proposals/<int:pk>/ballot/", desk_decide.decide, {"what": "ballot"}, name="desk_ballot"),
    path("desk/proposals/<int:pk>/refuse/", desk_decide.decide, {"what": "refuse"}, name="desk_refuse"),
    path("desk/merging/", desk_merging.index, name="desk_merging"),
    path("desk/merging/new/", desk_merging.new, name="desk_merge_new"),
    path("desk/merging/<int:plan>/", desk_merging.one, name="desk_merge"),
    path("desk/merging/<int:plan>/carry-out/", desk_merging.carry_out, name="desk_merge_carry_out"),
    path("desk/merging/<int:plan>/call-off/", desk_merging.call_off, name="desk_merge_call_off"),
    path("desk/merging/<int:plan>/undo/", desk_merging.undo, name="desk_merge_undo"),
    path("desk/splitting/", desk_splitting.index, name="desk_splitting"),
    path("desk/splitting/new/", desk_splitting.new, name="desk_split_new"),
    path("desk/splitting/<int:plan>/", desk_splitting.one, name="desk_split"),
    path("desk/splitting/<int:plan>/parts/add/", desk_splitting.add, name="desk_split_add"),
    path("desk/splitting/<int:plan>/parts/<int:part>/", desk_splitting.part, name="desk_split_part"),
    path(
        "desk/splitting/<int:plan>/parts/<int:part>/remove/", desk_splitting.remove, name="desk_split_remove"
    ),
    path("desk/splitting/<int:plan>/ask/", desk_splitting.ask, name="desk_split_ask"),
    path("desk/splitting/<int:plan>/rework/", desk_splitting.rework, name="desk_split_rework"),
    path("desk/splitting/<int:plan>/call-off/", desk_splitting.call_off, name="desk_split_call_off"),
    path("desk/splitting/<int:plan>/carry-out/", desk_splitting.carry_out, name="desk_split_carry_out"),
    path("desk/splitting/<int:plan>/undo/", desk_splitting.undo, name="desk_split_undo"),
    path("desk/proposals/<int:pk>/extend/", desk_decide.decide, {"what": "extend"}, name="desk_extend"),
    path("desk/proposals/<int:pk>/appeal/", desk_decide.decide, {"what": "appeal"}, name="desk_appeal"),
    path("desk/proposals/<int:pk>/uphold/", desk_decide.decide, {"what": "uphold"}, name="desk_uphold"),
    path("desk/proposals/<int:pk>/grant/", desk_decide.decide, {"what": "grant"}, name="desk_grant"),
    path("desk/proposals/<int:pk>/estimate/", desk_estimate.page, name="desk_estimate"),
    path("desk/carrying-out/", desk_work.index, name="desk_works"),
    path("desk/proposals/<int:pk>/carry-out/", desk_work.project, name="desk_project"),
    *execution.urlpatterns,
]
