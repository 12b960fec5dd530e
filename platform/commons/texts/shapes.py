"""The shape of a translated text in the API."""

from rest_framework import serializers


class Texts(serializers.Serializer):
    """A text in the town's languages; missing ones are not written yet."""

    fi = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    sv = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    en = serializers.CharField(required=False, allow_blank=True, max_length=5000)
