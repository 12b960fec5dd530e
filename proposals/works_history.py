"""The history of carrying out in words: money, plan, pictures. Suppliers are never part of it."""

from collections.abc import Callable, Collection, Mapping

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.audit import kinds
from commons.audit.kinds import Kind, Subject
from commons.http.errors import Text
from proposals.models import Booking, BudgetLine, LedgerFile, Purchase, SitePicture, WorkPlan


def _of_projects(model: type[Model]) -> Callable[[Collection[int]], dict[int, Subject]]:
    def subjects(ids: Collection[int]) -> dict[int, Subject]:
        rows = model._default_manager.filter(pk__in=ids).values_list("pk", "proposal", "proposal__title")
        return {pk: Subject(title, f"/proposals/{proposal}/") for pk, proposal, title in rows}

    return subjects


def _files(ids: Collection[int]) -> dict[int, Subject]:
    names = LedgerFile.objects.filter(pk__in=ids).values_list("pk", "file_name")
    return {pk: Subject(name, f"/desk/carrying-out/ledger/{pk}/") for pk, name in names}


BOOKED = {
    "kind": _("Kind"),
    "date": _("Date"),
    "account": _("Account"),
    "voucher": _("Voucher"),
    "amount": _("Amount"),
}
BOUGHT = {
    "reference": _("Number of the order"),
    "what": _("What is bought"),
    "ordered_on": _("Day of the order"),
    "amount": _("Amount ordered"),
    "state": _("State"),
    "reason": _("Reason"),
}
LINES = {"name": _("What for"), "account": _("Account"), "amount": _("Amount")}
PLANNED = {
    "service": _("Responsible unit"),
    "planned_start": _("Planned beginning"),
    "planned_end": _("Promised to be ready"),
    "expected_end": _("Expected to be ready"),
    "delay_reason": _("Why it is late"),
    "delay_text_fi": _("More about the delay, in Finnish"),
    "delay_text_sv": _("More about the delay, in Swedish"),
    "delay_text_en": _("More about the delay, in English"),
}
FILED = {
    "state": _("State"),
    "lines": _("Lines"),
    "added": pgettext_lazy("how many", "New"),
    "reason": _("Reason"),
}
WORKS: tuple[tuple[str, Text, type[Model], str, Mapping[str, Text]], ...] = (
    ("booking", _("Booking"), Booking, "proposals.BookingEvent", BOOKED),
    ("purchase", _("Purchase"), Purchase, "proposals.PurchaseEvent", BOUGHT),
    ("budget_line", _("Budget line"), BudgetLine, "proposals.BudgetLineEvent", LINES),
    ("work_plan", _("Plan of a project"), WorkPlan, "proposals.WorkPlanEvent", PLANNED),
    (
        "site_picture",
        _("Picture of the place"),
        SitePicture,
        "proposals.SitePictureEvent",
        {"moment": _("Taken")},
    ),
)


VERBS = {
    "proposals.look_at_ledger": _("Looked at a file from the ledger"),
    "proposals.take_in_ledger": _("Booked a file from the ledger"),
    "proposals.undo_ledger": _("Undid a file from the ledger"),
    "proposals.plan_money": _("Planned the money"),
    "proposals.buy": _("Wrote down a purchase"),
    "proposals.deliver": _("Noted that a purchase was delivered"),
    "proposals.cancel_purchase": _("Cancelled a purchase"),
    "proposals.settle_plan": _("Planned the work"),
    "proposals.delay": _("Told a delay"),
    "proposals.show_place": _("Showed a picture of the place"),
}


def register() -> None:
    """Make the history of carrying out readable."""
    kinds.register_verbs(VERBS)
    for name, label, model, event, fields in WORKS:
        kinds.register(
            Kind(name, label, event, fields, public=frozenset(fields), subjects=_of_projects(model))
        )
    kinds.register(
        Kind("ledger_file", _("File from the ledger"), "proposals.LedgerFileEvent", FILED, subjects=_files)
    )
