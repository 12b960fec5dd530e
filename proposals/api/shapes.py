"""Shapes of what the API of proposals answers. For the schema; the dictionaries themselves are made in `answers.py`."""

from rest_framework import serializers

from commons.deliberation.api.shapes import DiscussionSerializer
from commons.deliberation.api.summaries import SummarySerializer
from commons.followup.api.shapes import MilestoneSerializer, SmallPictureSerializer
from proposals.models import Ground, LetterKind, State, StepKind


class NamedSerializer(serializers.Serializer):
    """Something with an identifier and a name in the reader's language."""

    slug = serializers.CharField()
    name = serializers.CharField()


class PlaceAreaSerializer(serializers.Serializer):
    """The area a proposal is for."""

    id = serializers.IntegerField()
    path = serializers.CharField(help_text='E.g. "kuvala/harjula/"; all below it begin with it.')
    name = serializers.CharField(help_text="In the reader's language.")


class ProposalRowSerializer(serializers.Serializer):
    """A proposal in a list."""

    id = serializers.IntegerField()
    url = serializers.CharField(help_text="Path of its page; it has it for life.")
    cycle = serializers.CharField(help_text="Identifier of the budget year.")
    state = serializers.ChoiceField(choices=State.choices)
    state_name = serializers.CharField(help_text="In the reader's language.")
    title = serializers.CharField()
    language = serializers.CharField(help_text="Of the text, BCP 47.")
    summary = serializers.CharField(help_text="The beginning of the text, at most 220 characters.")
    author = serializers.CharField(help_text="The name the author chose to show; may be empty.")
    category = NamedSerializer(allow_null=True)
    area = PlaceAreaSerializer(allow_null=True)
    place_name = serializers.CharField()
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    cost = serializers.DecimalField(
        max_digits=14, decimal_places=2, allow_null=True, help_text="The town's figure."
    )
    rough_cost = serializers.DecimalField(
        max_digits=14, decimal_places=2, allow_null=True, help_text="The author's guess."
    )
    currency = serializers.CharField()
    support_count = serializers.IntegerField()
    comment_count = serializers.IntegerField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    picture = SmallPictureSerializer(allow_null=True)


class PictureSerializer(serializers.Serializer):
    """A picture of a proposal, at most 1600 pixels wide, and a small one."""

    id = serializers.IntegerField()
    url = serializers.CharField()
    small_url = serializers.CharField()
    alt = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    position = serializers.IntegerField(min_value=1, max_value=5)


class ViewerSerializer(serializers.Serializer):
    """What the asking person has to do with the proposal."""

    is_author = serializers.BooleanField()
    supports = serializers.BooleanField()
    follows = serializers.BooleanField()


class LinkedSerializer(serializers.Serializer):
    """Another proposal."""

    id = serializers.IntegerField()
    url = serializers.CharField()
    title = serializers.CharField()
    language = serializers.CharField()


class MergedSerializer(LinkedSerializer):
    """A proposal that goes on in this one."""

    author = serializers.CharField()
    co_authors = serializers.ListField(child=serializers.CharField())


class ProposalSerializer(ProposalRowSerializer):
    """A proposal with all its texts and the first page of its discussion."""

    what = serializers.CharField()
    why = serializers.CharField()
    for_whom = serializers.CharField()
    envelope = NamedSerializer(allow_null=True)
    ground = serializers.ChoiceField(
        choices=Ground.choices, allow_blank=True, help_text="On which it cannot be carried out."
    )
    ground_name = serializers.CharField()
    public_reason = serializers.CharField(help_text="Why it is on the ballot or cannot be carried out.")
    outcome_reason = serializers.CharField(help_text="The council's reason, or why it was cancelled.")
    pictures = PictureSerializer(many=True)
    hidden_pictures = serializers.ListField(
        child=serializers.CharField(), help_text="Why each picture that is not here is not shown."
    )
    milestones = MilestoneSerializer(many=True)
    viewer = ViewerSerializer()
    co_authors = serializers.ListField(child=serializers.CharField())
    merged_into = LinkedSerializer(allow_null=True, help_text="The proposal that a merged one goes on in.")
    merged = MergedSerializer(many=True, help_text="Proposals that go on in this one.")
    split_from = LinkedSerializer(allow_null=True, help_text="The split proposal that this one is a part of.")
    parts = LinkedSerializer(many=True, help_text="What this one was split into.")
    thread = serializers.IntegerField(help_text="Of its discussion, for the addresses of its summary.")
    discussion_summary = SummarySerializer(allow_null=True, help_text="Written by the town.")
    discussion = DiscussionSerializer()


class OwnProposalSerializer(serializers.Serializer):
    """One's own proposal as its author writes it."""

    id = serializers.IntegerField()
    url = serializers.CharField()
    cycle = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    state_name = serializers.CharField()
    language = serializers.CharField()
    title = serializers.CharField()
    what = serializers.CharField()
    why = serializers.CharField()
    for_whom = serializers.CharField()
    category = serializers.CharField(allow_null=True)
    area = serializers.IntegerField(allow_null=True)
    place_name = serializers.CharField()
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    rough_cost = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    saved_at = serializers.DateTimeField()
    missing = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="What is needed before it can be submitted, by field.",
    )
    pictures = PictureSerializer(many=True)
    request = serializers.CharField(help_text="What the town asked to complete; empty otherwise.")
    request_until = serializers.DateField(allow_null=True)


class MineSerializer(serializers.Serializer):
    """A line of one's own list."""

    id = serializers.IntegerField()
    url = serializers.CharField()
    cycle = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    state_name = serializers.CharField()
    title = serializers.CharField()
    saved_at = serializers.DateTimeField()


class SimilarSerializer(serializers.Serializer):
    """A proposal that may be about the same."""

    id = serializers.IntegerField()
    url = serializers.CharField()
    title = serializers.CharField()
    language = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    support_count = serializers.IntegerField()
    score = serializers.FloatField(help_text="Larger is more alike; only for ordering.")


class SimilarListSerializer(serializers.Serializer):
    """At most five, most alike first."""

    results = SimilarSerializer(many=True)


class SupportSerializer(serializers.Serializer):
    """The sum, and whether the asking person is part of it."""

    supports = serializers.BooleanField()
    support_count = serializers.IntegerField()


class FollowSerializer(serializers.Serializer):
    """Whether the asking person gets a mail at each step."""

    follows = serializers.BooleanField()


class ClaimedSerializer(serializers.Serializer):
    """How many drafts became one's own."""

    claimed = serializers.IntegerField()


class StateSerializer(serializers.Serializer):
    """Where the proposal is now."""

    id = serializers.IntegerField()
    url = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    state_name = serializers.CharField()


class ChangeSerializer(serializers.Serializer):
    """A field before and after, as text; money as a decimal number."""

    field = serializers.CharField()
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField(allow_null=True)


class HistoryEntrySerializer(serializers.Serializer):
    """One change of a public proposal."""

    at = serializers.DateTimeField()
    verb = serializers.CharField(help_text='E.g. "proposals.submit"; empty where it is not known.')
    state = serializers.ChoiceField(choices=State.choices)
    state_name = serializers.CharField()
    changes = ChangeSerializer(many=True)


class HistorySerializer(serializers.Serializer):
    """What became of a proposal, oldest first."""

    entries = HistoryEntrySerializer(many=True)


class PointGeometrySerializer(serializers.Serializer):
    """Longitude and latitude, WGS 84."""

    type = serializers.ChoiceField(choices=["Point"])
    coordinates = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)


class PointPropertiesSerializer(serializers.Serializer):
    """What a map says about a point."""

    title = serializers.CharField()
    lang = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    category = serializers.CharField()
    url = serializers.CharField()


class PointSerializer(serializers.Serializer):
    """A proposal on the map."""

    type = serializers.ChoiceField(choices=["Feature"])
    id = serializers.IntegerField()
    geometry = PointGeometrySerializer()
    properties = PointPropertiesSerializer()


class PointsSerializer(serializers.Serializer):
    """All that were found and have a place."""

    type = serializers.ChoiceField(choices=["FeatureCollection"])
    features = PointSerializer(many=True)


class CategorySerializer(NamedSerializer):
    """A subject that residents choose from."""

    description = serializers.CharField(help_text="What belongs here, in the reader's language.")
    cycle = serializers.CharField(allow_null=True, help_text="null: used in every budget year.")


class OfficialSerializer(serializers.Serializer):
    """A person of the town's staff."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class RemarkSerializer(serializers.Serializer):
    """An internal remark. Never public."""

    id = serializers.IntegerField()
    author = serializers.CharField()
    text = serializers.CharField()
    created_at = serializers.DateTimeField()


class LetterSerializer(serializers.Serializer):
    """A letter to the author as it was written."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=LetterKind.choices)
    language = serializers.CharField()
    subject = serializers.CharField()
    body = serializers.CharField()
    created_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    refused_at = serializers.DateTimeField(
        allow_null=True, help_text="When the address was found to take no mail: send the letter on paper."
    )
    paper_on = serializers.DateField(allow_null=True, help_text="The day it was sent on paper.")


class ReviewSerializer(serializers.Serializer):
    """The internal side of a proposal: for those who may review it."""

    proposal = serializers.IntegerField()
    state = serializers.ChoiceField(choices=State.choices)
    reviewer = OfficialSerializer(allow_null=True)
    assigned_at = serializers.DateTimeField(allow_null=True)
    due = serializers.DateField(allow_null=True)
    feasibility = serializers.CharField(help_text="open, feasible or not_feasible.")
    cost = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    ground = serializers.ChoiceField(choices=Ground.choices, allow_blank=True)
    reason = serializers.CharField()
    request = serializers.CharField()
    request_until = serializers.DateField(allow_null=True)
    request_outcome = serializers.CharField(help_text="close or go_on: what happens when the day passes.")
    contingency = serializers.DecimalField(max_digits=5, decimal_places=2)
    upkeep = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    cost_source = serializers.CharField()
    saved_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    remarks = RemarkSerializer(many=True)
    letters = LetterSerializer(many=True)


class QueueRowSerializer(serializers.Serializer):
    """A proposal that waits for its review."""

    id = serializers.IntegerField()
    url = serializers.CharField()
    cycle = serializers.CharField()
    title = serializers.CharField()
    language = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    state_name = serializers.CharField()
    area = PlaceAreaSerializer(allow_null=True)
    category = NamedSerializer(allow_null=True)
    submitted_at = serializers.DateTimeField(allow_null=True)
    support_count = serializers.IntegerField()
    reviewer = OfficialSerializer(allow_null=True)
    due = serializers.DateField(allow_null=True)
    step = serializers.ChoiceField(
        choices=StepKind.choices, allow_null=True, help_text="Of the open task that is due first."
    )
    step_service = serializers.CharField(allow_null=True, help_text="The slug of its department.")
    step_due = serializers.DateField(allow_null=True)
    is_late = serializers.BooleanField()
    is_unreached = serializers.BooleanField(help_text="A letter could not be mailed: send it on paper.")
    feasibility = serializers.CharField()


class MineListSerializer(serializers.Serializer):
    """One's own proposals and drafts, newest first."""

    results = MineSerializer(many=True)


class CategoryListSerializer(serializers.Serializer):
    """The categories in their order."""

    results = CategorySerializer(many=True)


class PictureListSerializer(serializers.Serializer):
    """All pictures in their order."""

    results = PictureSerializer(many=True)


class MilestoneListSerializer(serializers.Serializer):
    """All milestones, oldest first."""

    results = MilestoneSerializer(many=True)
