"""Shapes of the council's items."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from voting.domain.council.accounts import PotAccount
from voting.domain.council.queries import PotBeside
from voting.models import CarriedMoney, CouncilSession, FreedUse, SessionState, Verdict


def money() -> serializers.DecimalField:
    """A sum in the year's currency."""
    return serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)


class PotRef(serializers.IntegerField):
    """The number of a pot, as in the years of `/api/v1/cycles/`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=2**63 - 1, **kwargs)


class ItemShape(serializers.Serializer):
    """Meeting and words of an item."""

    meeting = serializers.CharField(max_length=160)
    held_on = serializers.DateField()
    section = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    introduction = serializers.CharField(max_length=5000, required=False, allow_blank=True, default="")


class LineShape(serializers.Serializer):
    """What the council decided on one project, as it is entered."""

    verdict = serializers.ChoiceField(choices=Verdict.choices)
    section = serializers.CharField(max_length=60)
    reason = serializers.CharField(max_length=5000, required=False, allow_blank=True, default="")
    conditions = serializers.CharField(max_length=5000, required=False, allow_blank=True, default="")
    amount = serializers.DecimalField(
        max_digits=14, decimal_places=2, required=False, allow_null=True, default=None
    )
    spent = serializers.DecimalField(
        max_digits=14, decimal_places=2, required=False, allow_null=True, default=None
    )


class SectionShape(serializers.Serializer):
    """The section of the minutes."""

    section = serializers.CharField(max_length=60)


class UseShape(serializers.Serializer):
    """What becomes of money that is freed."""

    use = serializers.ChoiceField(choices=FreedUse.choices)
    to = PotRef(
        required=False,
        allow_null=True,
        default=None,
        help_text="Number of the pot it is carried into, of this or a later year; null: set aside in its own pot.",
    )
    rest = serializers.ChoiceField(
        choices=FreedUse.choices,
        required=False,
        allow_null=True,
        default=None,
        help_text="What becomes of what the next on the list leave; null: not decided yet.",
    )
    with_unused = serializers.BooleanField(
        required=False, default=False, help_text="Decide also on what was left in the pot before."
    )
    anew = serializers.BooleanField(
        required=False, default=False, help_text="Take back what was carried before and decide on it anew."
    )
    reason = serializers.CharField(max_length=5000)
    section = serializers.CharField(max_length=60)


class RejectionShape(serializers.Serializer):
    """Whether the council rejected the whole."""

    rejects = serializers.BooleanField()
    reason = serializers.CharField(max_length=5000, required=False, allow_blank=True, default="")


class StepShape(serializers.Serializer):
    """Where the item goes: handed in, confirmed by another official, or sent back with a reason."""

    state = serializers.ChoiceField(choices=SessionState.choices)
    reason = serializers.CharField(max_length=5000, required=False, allow_blank=True, default="")


class WordsShape(serializers.Serializer):
    """A question or an answer."""

    text = serializers.CharField(max_length=5000)


class AskShape(serializers.Serializer):
    """A councillor's question; `project_id`: of the project that it is about, empty for the whole result."""

    text = serializers.CharField(max_length=2000)
    project_id = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")


class AnnexFileShape(serializers.Serializer):
    """A PDF to put beside the item."""

    title = serializers.CharField(max_length=160)
    file = serializers.FileField()


class AnnexShape(serializers.Serializer):
    """An annex."""

    title = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    url = serializers.CharField()


class CouncilQuestionShape(serializers.Serializer):
    """What a councillor asked, and the officials' answer."""

    id = serializers.IntegerField()
    project_id = serializers.CharField(source="project.project_id", allow_null=True)
    text = serializers.CharField()
    asked_name = serializers.CharField()
    asked_at = serializers.DateTimeField()
    answer = serializers.CharField()
    answered_name = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)


class EnteredShape(LineShape):
    """A line with its project."""

    project_id = serializers.CharField()


class FreedShape(UseShape):
    """What becomes of money that is freed; `projects`: who comes up, [project id, cost]."""

    envelope = serializers.CharField()
    freed = money()
    carried = money()
    projects = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))


class SessionShape(ItemShape):
    """An item with everything that is entered."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=SessionState.choices)
    rejects_all = serializers.BooleanField()
    reason = serializers.CharField()
    sent_back = serializers.CharField()
    confirmed_at = serializers.DateTimeField(allow_null=True)
    lines = EnteredShape(many=True)
    freed = FreedShape(many=True)
    annexes = AnnexShape(many=True)
    questions = CouncilQuestionShape(many=True)


class BesideShape(serializers.Serializer):
    """A project in the count and after the council. `verdict` is empty where the council has not spoken."""

    project_id = serializers.CharField()
    title = serializers.CharField()
    funded = serializers.BooleanField()
    counted = money()
    verdict = serializers.ChoiceField(choices=Verdict.choices, allow_blank=True)
    reason = serializers.CharField()
    conditions = serializers.CharField()
    section = serializers.CharField()
    is_next = serializers.BooleanField()
    council = money()
    difference = money()


class PotShape(serializers.Serializer):
    """A pot: what the count used, what is used after the council."""

    envelope = serializers.CharField()
    budget = money()
    counted = money()
    council = money()
    difference = money()
    projects = BesideShape(many=True)


class MovedShape(serializers.Serializer):
    """Money that was carried on or set aside. `year` and `pot` are null while it waits for the next year."""

    id = serializers.IntegerField()
    amount = money()
    year = serializers.CharField(allow_null=True)
    pot = serializers.CharField(allow_null=True)
    decided_on = serializers.DateField()
    reason = serializers.CharField()
    section = serializers.CharField()
    taken_back_on = serializers.DateField(allow_null=True)


class PotAccountShape(serializers.Serializer):
    """Where the money of a pot is; `budget` + `received` is the sum of all that follows."""

    envelope = serializers.CharField()
    budget = money()
    received = money()
    projects = money()
    used = money()
    carried = money()
    aside = money()
    undecided = money()
    moves = MovedShape(many=True)


class CouncilShape(serializers.Serializer):
    """Count and council side by side, and the items."""

    cycle = serializers.SlugField()
    currency = serializers.CharField()
    pots = PotShape(many=True)
    items = SessionShape(many=True)
    accounts = PotAccountShape(many=True)


class PlaceShape(serializers.Serializer):
    """Where waiting money goes: the number of a pot of a later year."""

    to = PotRef()


def told_session(session: CouncilSession, *, entered: bool) -> dict[str, Any]:
    """As `SessionShape`. `entered`: the reader may know what is entered of one that is not decided."""
    is_told = entered or session.state == SessionState.CONFIRMED
    return {
        "id": session.pk,
        "meeting": session.meeting,
        "held_on": session.held_on,
        "section": session.section,
        "introduction": session.introduction,
        "state": session.state,
        "rejects_all": session.rejects_all and is_told,
        "reason": session.reason if is_told else "",
        "sent_back": session.sent_back if is_told else "",
        "confirmed_at": session.confirmed_at,
        "lines": [
            {
                "project_id": line.project.project_id,
                "verdict": line.verdict,
                "section": line.section,
                "reason": line.reason,
                "conditions": line.conditions,
                "amount": line.amount,
                "spent": line.spent,
            }
            for line in session.lines.all()
        ],
        "freed": [
            {
                "envelope": one.envelope.slug,
                "use": one.use,
                "reason": one.reason,
                "section": one.section,
                "to": one.target_id,
                "rest": one.rest or None,
                "with_unused": one.with_unused,
                "anew": one.anew,
                "carried": one.carried,
                "freed": one.freed,
                "projects": one.projects,
            }
            for one in session.freed.all()
        ],
        "annexes": [
            {
                "title": one.title,
                "size": one.size,
                "sha256": one.sha256,
                "url": reverse("voting:council_annex", args=[one.pk]),
            }
            for one in session.annexes.all()
        ],
        "questions": [CouncilQuestionShape(one).data for one in session.questions.all()],
    }


def told_account(account: PotAccount) -> dict[str, Any]:
    """As `PotAccountShape`."""
    names = ("budget", "received", "projects", "used", "carried", "aside", "undecided")
    return {
        "envelope": account.envelope.slug,
        **{name: getattr(account, name) for name in names},
        "moves": [told_move(one) for one in account.moves],
    }


def told_move(one: CarriedMoney) -> dict[str, Any]:
    """As `MovedShape`."""
    return {
        "id": one.pk,
        "amount": one.amount,
        "year": one.target.cycle.slug if one.target else None,
        "pot": one.target.slug if one.target else None,
        "decided_on": one.freed.session.held_on,
        "reason": one.freed.reason,
        "section": one.freed.section,
        "taken_back_on": one.taken_back.session.held_on if one.taken_back else None,
    }


def told_pot(pot: PotBeside) -> dict[str, Any]:
    """As `PotShape`."""
    return {
        "envelope": pot.result.envelope.slug,
        "budget": pot.result.budget,
        "counted": pot.counted,
        "council": pot.council,
        "difference": pot.difference,
        "projects": [
            {
                "project_id": row.row.project.project_id,
                "title": row.row.title,
                "funded": row.row.funded,
                "counted": row.counted,
                "verdict": row.said.verdict if row.said else "",
                "reason": row.said.reason if row.said else "",
                "conditions": row.said.conditions if row.said else "",
                "section": row.said.reference if row.said else "",
                "is_next": bool(row.said and row.said.is_next),
                "council": row.council,
                "difference": row.difference,
            }
            for row in pot.rows
        ],
    }
