"""Shapes of what the API takes and gives."""

from rest_framework import serializers

from commons.accounts.models import User
from commons.moderation.models import Moderation, Reason
from hearings.api.part_shapes import OrganiserShape
from hearings.models import AnswerKind, Channel, DecisionLevel, HearingState, Polarity


class Words(serializers.DictField):
    """A text by language: `fi`, `sv`, `en`."""

    child = serializers.CharField(allow_blank=True)


class BackgroundShape(serializers.Serializer):
    """Optional answers about oneself, kept apart from the note."""

    age_band = serializers.CharField(required=False, allow_blank=True, default="")
    gender = serializers.CharField(required=False, allow_blank=True, default="")
    home_town = serializers.CharField(required=False, allow_blank=True, default="")


class NewNote(serializers.Serializer):
    """A note. `uuid` is made by the sender; the same one again is the same note."""

    uuid = serializers.UUIDField()
    code = serializers.CharField(max_length=40, help_text="The five letters of the station.")
    question = serializers.IntegerField(allow_null=True, required=False, default=None)
    service_area = serializers.IntegerField(
        allow_null=True, required=False, default=None, help_text="Not needed where the station gives it."
    )
    text = serializers.CharField(allow_blank=True, trim_whitespace=False)
    language = serializers.CharField(max_length=12, required=False, default="fi", help_text="BCP 47.")
    written_at = serializers.DateTimeField(
        required=False, allow_null=True, default=None, help_text="By the phone's clock."
    )
    background = BackgroundShape(required=False)
    round = serializers.CharField(
        max_length=60,
        required=False,
        allow_blank=True,
        default="",
        help_text="The word in an organisation's link, where that led here. An unknown one is passed over.",
    )
    shared = serializers.BooleanField(
        required=False, default=False, help_text="From a tablet that many use: no background is kept."
    )


class WrittenFor(serializers.Serializer):
    """A note that an official writes down word by word."""

    uuid = serializers.UUIDField()
    question = serializers.IntegerField()
    service_area = serializers.IntegerField()
    text = serializers.CharField(allow_blank=True, trim_whitespace=False)
    language = serializers.CharField(max_length=12, required=False, default="fi")
    channel = serializers.ChoiceField(choices=Channel.choices, default=Channel.SCRIBE)
    code = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class ReceivedShape(serializers.Serializer):
    """That a note is stored."""

    receipt = serializers.CharField()
    state = serializers.ChoiceField(choices=Moderation.choices)
    is_new = serializers.BooleanField()


class Receipts(serializers.Serializer):
    """Receipts that one holds."""

    receipts = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=100, allow_empty=True
    )


class AnswerShape(serializers.Serializer):
    """An answer to a theme."""

    kind = serializers.ChoiceField(choices=AnswerKind.choices)
    by_date = serializers.DateField(allow_null=True)
    text = Words()
    answered_by = serializers.CharField()
    answered_at = serializers.DateTimeField()


class FateShape(serializers.Serializer):
    """What became of a note."""

    receipt = serializers.CharField()
    state = serializers.ChoiceField(choices=Moderation.choices)
    reason = serializers.CharField(allow_blank=True)
    told = serializers.CharField(allow_blank=True, help_text="What its writer is told about a hiding.")
    text = serializers.CharField()
    language = serializers.CharField()
    theme = serializers.IntegerField(allow_null=True)
    answer = AnswerShape(allow_null=True)


class FateList(serializers.Serializer):
    """What became of several notes."""

    results = FateShape(many=True)


class QuestionShape(serializers.Serializer):
    """What is asked."""

    id = serializers.IntegerField()
    polarity = serializers.ChoiceField(choices=Polarity.choices)
    text = Words()


class ServiceAreaShape(serializers.Serializer):
    """A service that is heard about, with its notes by what they say."""

    id = serializers.IntegerField()
    name = Words()
    is_sensitive = serializers.BooleanField()
    works = serializers.IntegerField()
    works_not = serializers.IntegerField()
    idea = serializers.IntegerField()


class EventShape(serializers.Serializer):
    """A meeting."""

    id = serializers.IntegerField()
    town = serializers.CharField()
    place = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    host = serializers.CharField()
    programme = Words()


class HearingRow(serializers.Serializer):
    """A hearing in the list."""

    slug = serializers.CharField()
    title = Words()
    state = serializers.ChoiceField(choices=HearingState.choices)
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    received = serializers.IntegerField()
    themes = serializers.IntegerField()


class HearingShape(serializers.Serializer):
    """One hearing whole."""

    slug = serializers.CharField()
    title = Words()
    purpose = Words()
    privacy = Words()
    hosts = serializers.CharField()
    organisers = OrganiserShape(many=True)
    languages = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(choices=HearingState.choices)
    is_taking = serializers.BooleanField()
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    answers_due = serializers.DateField(allow_null=True)
    questions = QuestionShape(many=True)
    service_areas = ServiceAreaShape(many=True)
    events = EventShape(many=True)
    received = serializers.IntegerField()
    shown = serializers.IntegerField()
    hidden = serializers.IntegerField()


class StationShape(serializers.Serializer):
    """Where a code leads."""

    code = serializers.CharField()
    hearing = serializers.CharField()
    event = serializers.IntegerField(allow_null=True)
    service_area = serializers.IntegerField(allow_null=True)
    is_taking = serializers.BooleanField()


class NoteShape(serializers.Serializer):
    """A note that everybody may read."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    language = serializers.CharField()
    question = serializers.IntegerField()
    polarity = serializers.ChoiceField(choices=Polarity.choices)
    service_area = serializers.IntegerField()
    event = serializers.IntegerField(allow_null=True)
    theme = serializers.IntegerField(allow_null=True)
    channel = serializers.ChoiceField(choices=Channel.choices)


class WaitingShape(NoteShape):
    """A note in the moderators' queue. `marks`: `[start, end, kind]` of what screening found."""

    marks = serializers.ListField(child=serializers.ListField())
    may_hide = serializers.BooleanField()


class WaitingList(serializers.Serializer):
    """The queue, oldest first."""

    results = WaitingShape(many=True)


class Hiding(serializers.Serializer):
    """Why a note is hidden."""

    reason = serializers.CharField(help_text=", ".join(Reason.values))


class NewAppeal(serializers.Serializer):
    """Asks to have a hidden note looked at again."""

    receipt = serializers.CharField(max_length=40)
    text = serializers.CharField(allow_blank=True, trim_whitespace=False)


class BlackingOut(serializers.Serializer):
    """What is blacked out: marks by number, and words."""

    places = serializers.ListField(child=serializers.IntegerField(), required=False, default=list)
    words = serializers.ListField(child=serializers.CharField(), required=False, default=list)


class Decided(serializers.Serializer):
    """A note after a decision."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Moderation.choices)
    reason = serializers.CharField(allow_blank=True)
    text = serializers.CharField()


class DevelopmentShape(serializers.Serializer):
    """What could be done about a theme. `proposal`: the budget proposal that it became."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    text = serializers.CharField()
    language = serializers.CharField()
    proposal = serializers.IntegerField(allow_null=True)


class LaterShape(serializers.Serializer):
    """What was told after the answer."""

    id = serializers.IntegerField()
    date = serializers.DateField()
    title = Words()
    text = Words()


class ThemeShape(serializers.Serializer):
    """A theme with its answer."""

    id = serializers.IntegerField()
    title = Words()
    summary = Words()
    notes = serializers.IntegerField()
    responsible = serializers.CharField()
    level = serializers.ChoiceField(choices=DecisionLevel.choices)
    due = serializers.DateField(allow_null=True)
    is_late = serializers.BooleanField()
    is_unkept = serializers.BooleanField(help_text="A promised day has passed and nothing was told since.")
    answer = AnswerShape(allow_null=True)
    later = LaterShape(many=True)
    developments = DevelopmentShape(many=True)


class ThemeList(serializers.Serializer):
    """All themes in their order."""

    results = ThemeShape(many=True)


class Promise(serializers.Serializer):
    """Who answers a theme, by when."""

    responsible = serializers.CharField(allow_blank=True)
    due = serializers.DateField(allow_null=True, required=False, default=None)
    level = serializers.CharField(required=False, default=DecisionLevel.SERVICE)
    assignee = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.filter(is_active=True), allow_null=True, required=False, default=None
    )


class NewAnswer(serializers.Serializer):
    """An answer."""

    kind = serializers.CharField()
    by_date = serializers.DateField(allow_null=True, required=False, default=None)
    text = Words()
    answered_by = serializers.CharField(allow_blank=True)


class NewDevelopment(serializers.Serializer):
    """What could be done."""

    title = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True, required=False, default="")
    language = serializers.CharField(required=False, default="fi")


class Move(serializers.Serializer):
    """The state that a hearing shall have."""

    state = serializers.CharField()


class BackgroundLine(serializers.Serializer):
    """One service. null: left out, so that nobody can be made out."""

    service_area = serializers.IntegerField()
    people = serializers.IntegerField(allow_null=True)
    cells = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    least = serializers.IntegerField()


class BackgroundTableShape(serializers.Serializer):
    """Who spoke: people by one kind of answer."""

    name = serializers.CharField()
    lines = BackgroundLine(many=True)


class Numbers(serializers.Serializer):
    """Empty until answering begins."""

    tables = BackgroundTableShape(many=True)


class HearingFields(serializers.Serializer):
    """Texts and times of a hearing."""

    title = Words(required=False)
    purpose = Words(required=False)
    privacy = Words(required=False)
    hosts = serializers.CharField(max_length=300, required=False, allow_blank=True)
    languages = serializers.ListField(child=serializers.CharField(max_length=2), required=False)
    home_towns = serializers.ListField(child=serializers.CharField(max_length=60), required=False)
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    answers_due = serializers.DateField(allow_null=True, required=False)


class NewHearing(HearingFields):
    """A hearing to be prepared."""

    slug = serializers.SlugField(max_length=60)
    languages = serializers.ListField(child=serializers.CharField(max_length=2))


class NewServiceArea(serializers.Serializer):
    """A service. `service`: identifier of the responsible unit, or empty."""

    name = Words()
    service = serializers.CharField(required=False, allow_blank=True, default="")
    is_sensitive = serializers.BooleanField(required=False, default=False)


class NewQuestion(serializers.Serializer):
    """A question."""

    text = Words()
    polarity = serializers.CharField()


class NewEvent(serializers.Serializer):
    """A meeting."""

    town = serializers.CharField(max_length=60)
    place = serializers.CharField(max_length=160)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    host = serializers.CharField(max_length=160, required=False, allow_blank=True, default="")
    programme = Words(required=False, default=dict)


class CodeRow(serializers.Serializer):
    """A code and what it stands for."""

    code = serializers.CharField()
    event = serializers.IntegerField(allow_null=True)
    service_area = serializers.IntegerField(allow_null=True)


class CodeList(serializers.Serializer):
    """All codes."""

    results = CodeRow(many=True)
