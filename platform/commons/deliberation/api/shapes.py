"""Shapes of a discussion in the API."""

from rest_framework import serializers

from commons.deliberation.models import CommentKind


class ReplySerializer(serializers.Serializer):
    """A reply to a comment."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=CommentKind.choices)
    text = serializers.CharField(help_text="Empty when it was hidden.")
    language = serializers.CharField()
    author = serializers.CharField()
    is_official = serializers.BooleanField(help_text="Written in office, the town's answer.")
    created_at = serializers.DateTimeField()
    is_edited = serializers.BooleanField()
    hidden = serializers.CharField(help_text="Why it was hidden; empty when it is shown.")
    reply_to = serializers.IntegerField(allow_null=True)
    is_mine = serializers.BooleanField()
    may_edit = serializers.BooleanField()
    convinced = serializers.IntegerField(help_text="How many people this argument convinces.")
    convinces_me = serializers.BooleanField(help_text="Whether it convinces the reader.")


class CommentSerializer(ReplySerializer):
    """A comment and the first few of its replies."""

    reply_count = serializers.IntegerField(
        help_text="How many replies there are; by pages below the comment."
    )
    replies = ReplySerializer(many=True)


class CommentCountsSerializer(serializers.Serializer):
    """How many comments are shown, by kind; replies apart."""

    total = serializers.IntegerField()
    replies = serializers.IntegerField()
    by_kind = serializers.DictField(child=serializers.IntegerField())


class DiscussionSerializer(serializers.Serializer):
    """A page of the discussion."""

    order = serializers.ChoiceField(choices=["fair", "newest", "oldest"])
    seed = serializers.IntegerField(help_text="Of the lot; ask for further pages with it.")
    page = serializers.IntegerField(min_value=1)
    pages = serializers.IntegerField(min_value=1)
    counts = CommentCountsSerializer()
    comments = CommentSerializer(many=True)


class RepliesSerializer(serializers.Serializer):
    """A page of the replies to one comment."""

    order = serializers.ChoiceField(choices=["fair", "newest", "oldest"])
    seed = serializers.IntegerField(help_text="Of the lot; ask for further pages with it.")
    page = serializers.IntegerField(min_value=1)
    pages = serializers.IntegerField(min_value=1)
    count = serializers.IntegerField()
    replies = ReplySerializer(many=True)


class NewComment(serializers.Serializer):
    """A comment, or with `reply_to` a reply to one."""

    kind = serializers.ChoiceField(choices=CommentKind.choices)
    text = serializers.CharField(max_length=2000)
    language = serializers.CharField(max_length=12, help_text="Of the text, BCP 47.")
    reply_to = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=2**63 - 1, default=None
    )
    is_official = serializers.BooleanField(
        required=False, default=False, help_text="The town's answer: for those who may review the proposal."
    )


class CommentText(serializers.Serializer):
    """The corrected text."""

    text = serializers.CharField(max_length=2000)


class HidingReason(serializers.Serializer):
    """Why it is hidden. Everybody can read it."""

    reason = serializers.CharField(max_length=300)


class ConvincedSerializer(serializers.Serializer):
    """How many people an argument convinces, and whether the asker is one of them."""

    convinced = serializers.IntegerField()
    convinces_me = serializers.BooleanField()


class HiddenSerializer(serializers.Serializer):
    """A comment after hiding it or showing it again."""

    id = serializers.IntegerField()
    hidden = serializers.CharField(help_text="Why it was hidden; empty when it is shown.")
