"""Shapes of parts of a hearing."""

from rest_framework import serializers


class OrganiserShape(serializers.Serializer):
    """An organisation that holds a hearing."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    url = serializers.CharField(allow_blank=True)
    is_lead = serializers.BooleanField()
