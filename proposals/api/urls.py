"""Addresses of the API, below /api/v1/."""

from django.urls import URLPattern, path

from proposals.api import execution, merging, reading, reviewing, steps, taking_part, work, writing

ONE = "proposals/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path("proposals/", writing.ProposalsView.as_view(), name="api-proposals"),
    path("proposals.geojson", reading.PointsView.as_view(), name="api-proposals-geojson"),
    path("proposals/similar/", reading.SimilarView.as_view(), name="api-proposals-similar"),
    path("proposals/mine/", writing.MineView.as_view(), name="api-proposals-mine"),
    path("proposals/claim/", writing.ClaimView.as_view(), name="api-proposals-claim"),
    path(ONE, reading.ProposalView.as_view(), name="api-proposal"),
    path(f"{ONE}draft/", writing.DraftView.as_view(), name="api-draft"),
    path(f"{ONE}submit/", writing.SubmitView.as_view(), name="api-draft-submit"),
    path(f"{ONE}resubmit/", writing.ResubmitView.as_view(), name="api-proposal-resubmit"),
    path(f"{ONE}withdraw/", writing.WithdrawView.as_view(), name="api-proposal-withdraw"),
    path(f"{ONE}pictures/", writing.PicturesView.as_view(), name="api-pictures"),
    path(f"{ONE}pictures/order/", writing.PictureOrderView.as_view(), name="api-pictures-order"),
    path(f"{ONE}pictures/<int:picture>/", writing.PictureView.as_view(), name="api-picture"),
    path(f"{ONE}support/", taking_part.SupportView.as_view(), name="api-support"),
    path(f"{ONE}follow/", taking_part.FollowView.as_view(), name="api-follow"),
    path(f"{ONE}comments/", taking_part.CommentsView.as_view(), name="api-comments"),
    path(
        f"{ONE}comments/<int:comment>/convinced/", taking_part.ConvincedView.as_view(), name="api-convinced"
    ),
    path(f"{ONE}history/", reading.HistoryView.as_view(), name="api-proposal-history"),
    path(f"{ONE}milestones/", work.MilestonesView.as_view(), name="api-milestones"),
    path(f"{ONE}milestones/<int:milestone>/", execution.MilestoneView.as_view(), name="api-milestone"),
    path(f"{ONE}money/", execution.MoneyView.as_view(), name="api-project-money"),
    path(f"{ONE}budget-lines/", execution.BudgetLinesView.as_view(), name="api-budget-lines"),
    path(f"{ONE}budget-lines/<int:line>/", execution.BudgetLineView.as_view(), name="api-budget-line"),
    path(f"{ONE}plan/", execution.PlanView.as_view(), name="api-project-plan"),
    path(f"{ONE}delay/", execution.DelayView.as_view(), name="api-project-delay"),
    path(f"{ONE}site-pictures/<slug:moment>/", execution.SitePictureView.as_view(), name="api-site-picture"),
    path("ledger-files/", execution.LedgerFilesView.as_view(), name="api-ledger-files"),
    path("ledger-files/<int:file>/", execution.LedgerFileView.as_view(), name="api-ledger-file"),
    path("ledger-files/<int:file>/take-in/", execution.TakeInView.as_view(), name="api-ledger-take-in"),
    path("ledger-files/<int:file>/undo/", execution.UndoView.as_view(), name="api-ledger-undo"),
    path(f"{ONE}moves/", work.MovesView.as_view(), name="api-moves"),
    path(f"{ONE}review/", reviewing.ReviewView.as_view(), name="api-review"),
    path(f"{ONE}review/assign/", reviewing.AssignView.as_view(), name="api-review-assign"),
    path(f"{ONE}review/remarks/", reviewing.RemarksView.as_view(), name="api-review-remarks"),
    path(f"{ONE}review/return/", reviewing.ReturnView.as_view(), name="api-review-return"),
    path(f"{ONE}review/ballot/", reviewing.BallotView.as_view(), name="api-review-ballot"),
    path(f"{ONE}review/refuse/", reviewing.RefuseView.as_view(), name="api-review-refuse"),
    path(f"{ONE}review/reopen/", reviewing.ReopenView.as_view(), name="api-review-reopen"),
    path(f"{ONE}review/tasks/", steps.TasksView.as_view(), name="api-review-tasks"),
    path(f"{ONE}review/questions/", steps.QuestionsView.as_view(), name="api-review-questions"),
    path("review-tasks/<int:pk>/", steps.TaskView.as_view(), name="api-review-task"),
    path("review-tasks/<int:pk>/finish/", steps.FinishView.as_view(), name="api-review-finish"),
    path("review-questions/<int:pk>/answer/", steps.AnswerView.as_view(), name="api-review-answer"),
    path("review-steps/<slug:slug>/", steps.PlanView.as_view(), name="api-review-steps"),
    path("reviews/", reviewing.QueueView.as_view(), name="api-reviews"),
    path("merge-plans/", merging.PlansView.as_view(), name="api-merge-plans"),
    path("merge-plans/<int:pk>/", merging.PlanView.as_view(), name="api-merge-plan"),
    path("merge-plans/<int:pk>/answer/", merging.AnswerView.as_view(), name="api-merge-plan-answer"),
    path("merge-plans/<int:pk>/carry-out/", merging.CarryOutView.as_view(), name="api-merge-plan-carry-out"),
    path("merge-plans/<int:pk>/call-off/", merging.CallOffView.as_view(), name="api-merge-plan-call-off"),
    path("merge-plans/<int:pk>/undo/", merging.UndoView.as_view(), name="api-merge-plan-undo"),
    path("categories/", reading.CategoriesView.as_view(), name="api-categories"),
]
