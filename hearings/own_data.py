"""What hearings know about a person: for residents nothing, for officials what they wrote down and grouped."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from commons.accounts import personal
from commons.accounts.models import User
from hearings.models import Contribution, Grouping, StoryReading


def _work(person: User) -> dict[str, Any] | None:
    written = Contribution.objects.filter(entered_by=person).order_by("pk")
    grouped = Grouping.objects.filter(actor=person).order_by("pk")
    return {
        "written_down_for_others": list(written.values("pk", "hearing__slug", "received_at")),
        "stories_opened": list(
            StoryReading.objects.filter(reader=person).order_by("pk").values("story", "read_at")
        ),
        "grouped": list(grouped.values("pk", "hearing__slug", "done_at")),
    }


def register() -> None:
    """Register the work of officials."""
    personal.register(
        personal.PersonalData(
            "hearings",
            _work,
            stays=_("Notes stay as they were said, without the name of the official who wrote them down."),
        )
    )
