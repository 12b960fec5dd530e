"""Shapes of what became of something."""

from rest_framework import serializers

from commons.texts.shapes import Texts


class SmallPictureSerializer(serializers.Serializer):
    """The first picture, small."""

    url = serializers.CharField()
    alt = serializers.CharField(help_text="What it shows; may be empty.")


class MilestoneSerializer(serializers.Serializer):
    """What happened on the way to the finished thing. Texts are in the reader's language."""

    id = serializers.IntegerField()
    date = serializers.DateField()
    title = serializers.CharField()
    text = serializers.CharField()
    picture = SmallPictureSerializer(allow_null=True)
    spent = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)


class NewMilestone(serializers.Serializer):
    """What happened. Followers get a mail."""

    date = serializers.DateField()
    title = Texts()
    text = Texts(required=False, default=dict)
    spent = serializers.DecimalField(
        max_digits=14, decimal_places=2, required=False, allow_null=True, default=None, min_value=0
    )


class NewPicturedMilestone(NewMilestone):
    """The same with a picture, as a form (`title.fi`, `picture_alt.fi` …)."""

    picture = serializers.FileField(required=False, help_text="JPEG, PNG, WebP or GIF of at most 10 MB.")
    picture_alt = Texts(required=False, default=dict, help_text="What the picture shows; needed with one.")
