"""Shapes of carrying out: ledger, money, plan."""

from rest_framework import serializers

from commons.moderation.api.effort import WorkedById
from commons.texts.shapes import Texts
from proposals.models import BookingKind, DelayReason, Judgement, LedgerFileState, Moment, State


def _money(**more: object) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=14, decimal_places=2, **more)  # type: ignore[arg-type]


class LedgerProblemSerializer(serializers.Serializer):
    """What is wrong, or odd, in a line; lines count from 1, the header included."""

    line = serializers.IntegerField()
    reason = serializers.CharField()


class LedgerProjectSerializer(serializers.Serializer):
    """What the file would book for one project."""

    project = serializers.IntegerField()
    lines = serializers.IntegerField()
    amount = _money()


class LedgerOrderSerializer(serializers.Serializer):
    """What the file orders with one number."""

    order = serializers.CharField()
    project = serializers.IntegerField()
    sum = _money()


class LedgerFileSerializer(serializers.Serializer):
    """A file from the ledger and what it does, or did."""

    id = serializers.IntegerField()
    file_name = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    encoding = serializers.CharField(help_text="What the file was read as; empty: it could not be read.")
    state = serializers.ChoiceField(choices=LedgerFileState.choices)
    lines = serializers.IntegerField()
    added = serializers.IntegerField(help_text="New bookings.")
    unchanged = serializers.IntegerField(help_text="Booked already, left as they are.")
    errors = LedgerProblemSerializer(many=True)  # type: ignore[assignment]
    warnings = LedgerProblemSerializer(many=True)
    projects = LedgerProjectSerializer(many=True)
    orders = LedgerOrderSerializer(many=True)
    made_at = serializers.DateTimeField()


class LedgerFileListSerializer(serializers.Serializer):
    """The newest hundred files."""

    results = LedgerFileSerializer(many=True)


class NewLedgerFile(serializers.Serializer):
    """A CSV file to look at."""

    file = serializers.FileField(help_text="At most 5 MB.")
    source = serializers.CharField(  # type: ignore[assignment]
        required=False, allow_blank=True, max_length=40, default=""
    )


class UndoWish(serializers.Serializer):
    """Why the file is undone."""

    reason = serializers.CharField(max_length=300)


class AccountSumSerializer(serializers.Serializer):
    """One account of a project."""

    name = serializers.CharField()
    account = serializers.CharField()
    planned = _money()
    ordered = _money()
    paid = _money()


class BudgetLineSerializer(serializers.Serializer):
    """What a part of the money is for."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    account = serializers.CharField()
    amount = _money()


class BookingSerializer(serializers.Serializer):
    """A line of the ledger. Suppliers are not published: they may be persons."""

    date = serializers.DateField()
    account = serializers.CharField()
    kind = serializers.ChoiceField(choices=BookingKind.choices)
    voucher = serializers.CharField()
    amount = _money()


class MoneySerializer(serializers.Serializer):
    """What a project may cost and what of it is gone."""

    currency = serializers.CharField()
    cost = _money()
    spent = _money()
    ordered = _money(help_text="Ordered and not paid yet; never part of what is spent.")
    bought = _money(help_text="All that was ordered.")
    too_much = _money(help_text="How much more is spent and ordered than decided.")
    over = _money(help_text="How much more was spent than decided; 0.00 where it was not.")
    from_ledger = serializers.BooleanField(help_text="False: as told with the milestones.")
    accounts = AccountSumSerializer(many=True)
    budget_lines = BudgetLineSerializer(many=True)
    bookings = BookingSerializer(many=True)


class NewBudgetLine(serializers.Serializer):
    """What a part of the money is for."""

    name = serializers.CharField(max_length=120)
    account = serializers.CharField(required=False, allow_blank=True, max_length=80, default="")
    amount = _money()


class SitePictureSerializer(serializers.Serializer):
    """How the place looked."""

    moment = serializers.ChoiceField(choices=Moment.choices)
    url = serializers.CharField()
    alt = serializers.CharField()


class WorkPlanSerializer(serializers.Serializer):
    """Planned and actual days of a project."""

    service = serializers.CharField(help_text="Responsible unit; empty: not chosen yet.")
    planned_start = serializers.DateField(allow_null=True)
    planned_end = serializers.DateField(allow_null=True, help_text="The first promise.")
    expected_end = serializers.DateField(allow_null=True)
    delay_reason = serializers.CharField(help_text="Code of the reason; empty: not late.")
    delay_words = serializers.CharField(help_text="The reason in the reader's language.")
    delay_text = serializers.CharField()
    started_on = serializers.DateField(allow_null=True)
    ended_on = serializers.DateField(allow_null=True)
    pictures = SitePictureSerializer(many=True)


class WorkPlanWish(serializers.Serializer):
    """Who sees to it, and when it shall be ready."""

    service = serializers.SlugField(
        required=False, allow_null=True, default=None, help_text="Slug of a unit."
    )
    planned_start = serializers.DateField(required=False, allow_null=True, default=None)
    planned_end = serializers.DateField(required=False, allow_null=True, default=None)


class DelayWish(serializers.Serializer):
    """That it will be ready later, and why. Followers get a mail."""

    reason = serializers.ChoiceField(choices=DelayReason.choices)
    expected_end = serializers.DateField()
    text = Texts(required=False, default=dict)


class NewSitePicture(serializers.Serializer):
    """A picture of before or after; it replaces the one that was there."""

    picture = serializers.FileField(help_text="JPEG, PNG, WebP or GIF of at most 10 MB.")
    alt = Texts(required=False, default=dict, help_text="What it shows, in at least one language.")


class MilestoneCorrection(serializers.Serializer):
    """A milestone as it should have been, and what was wrong."""

    date = serializers.DateField()
    title = Texts()
    text = Texts(required=False, default=dict)
    spent = serializers.DecimalField(
        max_digits=14, decimal_places=2, required=False, allow_null=True, default=None, min_value=0
    )
    reason = serializers.CharField(max_length=300, help_text="Public.")


class FundedProjectSerializer(serializers.Serializer):
    """A project that residents' money was given to."""

    id = serializers.IntegerField()
    url = serializers.CharField()
    title = serializers.CharField()
    language = serializers.CharField()
    year = serializers.IntegerField()
    area = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    cost = _money(allow_null=True)
    spent = _money(allow_null=True)
    currency = serializers.CharField()
    due = serializers.DateField(allow_null=True, help_text="When it should be ready, as expected now.")
    is_late = serializers.BooleanField(help_text="That day has passed.")


class FundedListSerializer(serializers.Serializer):
    """A page of fifty, the newest year first."""

    found = serializers.IntegerField()
    pages = serializers.IntegerField()
    page = serializers.IntegerField()
    results = FundedProjectSerializer(many=True)


class FundedPointSerializer(serializers.Serializer):
    """WGS 84, longitude first."""

    type = serializers.CharField()
    coordinates = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)


class FundedFeatureSerializer(serializers.Serializer):
    """A project as a GeoJSON feature."""

    type = serializers.CharField()
    id = serializers.IntegerField()
    geometry = FundedPointSerializer()
    properties = serializers.DictField()


class FundedCollectionSerializer(serializers.Serializer):
    """A GeoJSON FeatureCollection."""

    type = serializers.CharField()
    features = FundedFeatureSerializer(many=True)


class NewsletterSerializer(serializers.Serializer):
    """What was told in three months, ready to be copied, in the reader's language."""

    quarter = serializers.CharField()
    html = serializers.CharField()
    text = serializers.CharField()


class EvaluationQuestionSerializer(serializers.Serializer):
    """One question and how many answered how; null: too few to be told."""

    words = serializers.CharField()
    yes = serializers.IntegerField(allow_null=True)
    partly = serializers.IntegerField(allow_null=True)
    no = serializers.IntegerField(allow_null=True)


class EvaluationSerializer(serializers.Serializer):
    """What residents say a year later. No questions while fewer than five have answered."""

    is_asked = serializers.BooleanField()
    questions = EvaluationQuestionSerializer(many=True)


class NewEvaluation(WorkedById):
    """One person's answers, without a name."""

    key = serializers.UUIDField(help_text="Made by the sender; sent twice with one key it is stored once.")
    as_promised = serializers.ChoiceField(choices=Judgement.choices)
    in_use = serializers.ChoiceField(choices=Judgement.choices)
    worth_it = serializers.ChoiceField(choices=Judgement.choices)
    text = serializers.CharField(required=False, allow_blank=True, max_length=1000, default="")
