"""Shapes of the report."""

from rest_framework import serializers


class Publishing(serializers.Serializer):
    """Whether everybody may read it."""

    is_public = serializers.BooleanField()


class Published(serializers.Serializer):
    """Whether everybody may read it now."""

    is_public = serializers.BooleanField()


class ReportRow(serializers.Serializer):
    """A line of a figure. Null: left out."""

    label = serializers.CharField()  # type: ignore[assignment]  # also the name of an attribute of serializers
    cells = serializers.ListField(child=serializers.IntegerField(allow_null=True))
    url = serializers.CharField(help_text="The notes behind it; empty where they were put together.")


class ReportFigure(serializers.Serializer):
    """A table. The last row and column of notes are sums."""

    key = serializers.CharField()
    title = serializers.CharField()
    head = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())
    rows = ReportRow(many=True)
    n = serializers.IntegerField(allow_null=True)
    unit = serializers.ChoiceField(
        choices=["notes", "people", "answers", "presses", "ballots", "organisations"]
    )
    caution = serializers.CharField()


class ReportTally(serializers.Serializer):
    """A count."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # also the name of an attribute of serializers
    number = serializers.IntegerField()


class ReportCombination(serializers.Serializer):
    """Notes by service, kind, town and way in; large ones alone."""

    service = serializers.CharField()
    kind = serializers.CharField()
    town = serializers.CharField()
    channel = serializers.CharField()
    notes = serializers.IntegerField()
    url = serializers.CharField(help_text="These notes; empty where some of them were put together.")


class ReportQuote(serializers.Serializer):
    """What somebody said."""

    number = serializers.IntegerField()
    text = serializers.CharField()
    language = serializers.CharField()
    kind = serializers.CharField()
    polarity = serializers.CharField()
    service = serializers.CharField()
    url = serializers.CharField()


class ReportDevelopment(serializers.Serializer):
    """What could be done."""

    title = serializers.CharField()
    text = serializers.CharField()
    language = serializers.CharField()
    proposal_url = serializers.CharField()


class ReportAnswer(serializers.Serializer):
    """The official answer."""

    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # also the name of an attribute of serializers
    by_date = serializers.DateField(allow_null=True)
    text = serializers.CharField()
    answered_by = serializers.CharField()
    answered_on = serializers.DateField()


class ReportFollowUp(serializers.Serializer):
    """What was told later."""

    date = serializers.DateField()
    title = serializers.CharField()
    text = serializers.CharField()


class ReportTheme(serializers.Serializer):
    """A theme with what is behind it and after it."""

    number = serializers.IntegerField()
    anchor = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    notes = serializers.IntegerField()
    url = serializers.CharField()
    quotes = ReportQuote(many=True)
    developments = ReportDevelopment(many=True)
    responsible = serializers.CharField()
    level = serializers.CharField()
    due = serializers.DateField(allow_null=True)
    is_late = serializers.BooleanField()
    answer = ReportAnswer(allow_null=True)
    follow_ups = ReportFollowUp(many=True)


class ReportStory(serializers.Serializer):
    """A story as far as its teller allowed."""

    text = serializers.CharField()
    language = serializers.CharField()
    consent = serializers.CharField(help_text="quote, anonymised or as_written.")
    label = serializers.CharField()  # type: ignore[assignment]  # also the name of an attribute of serializers
    service = serializers.CharField()
    url = serializers.CharField()


class ReportComment(serializers.Serializer):
    """A comment on the themes' words."""

    about = serializers.CharField(help_text="The theme; empty for all of them.")
    text = serializers.CharField()
    language = serializers.CharField()
    reply = serializers.CharField()
    has_changed = serializers.BooleanField()


class ReportSynthesis(serializers.Serializer):
    """What was commented on the themes."""

    state = serializers.CharField(help_text="open, replying or frozen.")
    label = serializers.CharField()  # type: ignore[assignment]  # also the name of an attribute of serializers
    comments_until = serializers.DateField()
    freezes_on = serializers.DateField()
    changed = serializers.IntegerField()
    comments = ReportComment(many=True)
    url = serializers.CharField()


class ReportPlenary(serializers.Serializer):
    """A closing plenary and its votes."""

    title = serializers.CharField()
    held_on = serializers.DateField()
    state = serializers.CharField(help_text="In words.")
    votes = ReportFigure(many=True)
    url = serializers.CharField()
    minutes_url = serializers.CharField()


class ReportShape(serializers.Serializer):
    """The report of a hearing, in one language."""

    language = serializers.CharField()
    slug = serializers.CharField()
    title = serializers.CharField()
    purpose = serializers.CharField()
    hosts = serializers.CharField()
    area = serializers.CharField()
    state = serializers.CharField(help_text="In words.")
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    n = serializers.IntegerField()
    caution = serializers.CharField()
    tallies = ReportTally(many=True)
    answers = ReportTally(many=True)
    figures = ReportFigure(many=True)
    people = ReportFigure(many=True)
    combinations = ReportCombination(many=True)
    uncombined = serializers.IntegerField()
    combinations_caution = serializers.CharField()
    themes = ReportTheme(many=True)
    stories = ReportStory(many=True)
    synthesis = ReportSynthesis(allow_null=True)
    plenaries = ReportPlenary(many=True)
    voices = ReportFigure(many=True, help_text="The survey, the smileys, the organisations that were asked.")
