"""Areas and places as JSON."""

from rest_framework import serializers

from commons.places.models import Area


class AreaSerializer(serializers.ModelSerializer[Area]):
    """An area. `name` is in the reader's language, the others are as the town wrote them."""

    name = serializers.CharField(read_only=True, help_text="In the reader's language.")
    latitude = serializers.FloatField(read_only=True, allow_null=True, help_text="Of a point inside, WGS 84.")
    longitude = serializers.FloatField(read_only=True, allow_null=True)

    class Meta:
        model = Area
        fields = (
            "id", "slug", "path", "parent", "name", "name_fi", "name_sv", "name_en", "latitude", "longitude",
            "position",
        )  # fmt: skip
        read_only_fields = fields


class AgeBandSerializer(serializers.Serializer):
    """People of an age band, both ends included."""

    age_min = serializers.IntegerField(min_value=0)
    age_max = serializers.IntegerField(min_value=0)
    persons = serializers.IntegerField(min_value=0)


class PopulationSerializer(serializers.Serializer):
    """Population of an area; an area without own figures has the sum of those inside it."""

    year = serializers.IntegerField(allow_null=True)
    persons = serializers.IntegerField(min_value=0)
    bands = AgeBandSerializer(many=True)


class HitSerializer(serializers.Serializer):
    """A place that was found. `area`: the smallest area around it, null outside the town."""

    name = serializers.CharField()
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()
    area = AreaSerializer(allow_null=True)


class HitsSerializer(serializers.Serializer):
    """At most eight places, best first."""

    hits = HitSerializer(many=True)


class AreaAtSerializer(serializers.Serializer):
    """The smallest area around a point; null outside the town."""

    area = AreaSerializer(allow_null=True)


class GeometrySerializer(serializers.Serializer):
    """A GeoJSON MultiPolygon in WGS 84, with fewer corners than the town's own file."""

    type = serializers.CharField()
    coordinates = serializers.ListField()


class FeatureSerializer(serializers.Serializer):
    """An area as a GeoJSON feature."""

    type = serializers.CharField()
    id = serializers.IntegerField()
    properties = serializers.DictField()
    geometry = GeometrySerializer()


class FeatureCollectionSerializer(serializers.Serializer):
    """All areas that have a shape."""

    type = serializers.CharField()
    features = FeatureSerializer(many=True)
