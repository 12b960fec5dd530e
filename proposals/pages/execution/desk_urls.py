"""Addresses of the desk of carrying out: ledger, plan, corrections."""

from django.urls import URLPattern, path

from proposals.pages.execution import desk_ledger, desk_newsletter, desk_plan, desk_purchases

ONE = "desk/proposals/<int:pk>/carry-out/"

urlpatterns: list[URLPattern] = [
    path("desk/carrying-out/ledger/", desk_ledger.index, name="desk_ledger"),
    path("desk/carrying-out/ledger/<int:pk>/", desk_ledger.one, name="desk_ledger_file"),
    path("desk/carrying-out/newsletter/", desk_newsletter.page, name="desk_newsletter"),
    path(f"{ONE}plan/", desk_plan.page, name="desk_work_plan"),
    path(f"{ONE}purchases/", desk_purchases.index, name="desk_purchases"),
    path(f"{ONE}purchases/<int:purchase>/", desk_purchases.one, name="desk_purchase"),
    path(f"{ONE}milestones/<int:milestone>/", desk_plan.correct, name="desk_correct_milestone"),
]
