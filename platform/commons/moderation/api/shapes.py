"""Shapes of moderation in the API."""

from typing import Any

from rest_framework import serializers

from commons.moderation.asking import Tab
from commons.moderation.domain.many import ACTS, MOST
from commons.moderation.models import Moderation, Reason
from commons.moderation.models.case import APPEAL_LENGTH
from commons.moderation.models.rule import MOST_TRUST


class NewReport(serializers.Serializer):
    """Something that a moderator shall look at."""

    kind = serializers.CharField(max_length=16, help_text="proposal, comment, picture, name and others.")
    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    reason = serializers.ChoiceField(choices=Reason.choices)
    challenge = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=200,
        help_text="From GET, without an account.",
    )
    answer = serializers.CharField(required=False, default="", allow_blank=True, max_length=12)


class ChallengeSerializer(serializers.Serializer):
    """Find a number whose SHA-256 of `challenge:number` begins with `bits` zero bits. The word is good for four hours
    and once. What carries an id of the sender's making needs no word: there it is `PURPOSE:ID:number` and `bits_of_id`,
    with the purposes note, story, comment and report (hearings) and evaluation."""

    challenge = serializers.CharField()
    bits = serializers.IntegerField()
    bits_of_id = serializers.IntegerField()


class ReportedSerializer(serializers.Serializer):
    """That it was reported."""

    kind = serializers.CharField()
    id = serializers.IntegerField()


class SeenField(serializers.IntegerField):
    """The last decision that was seen: with it, what somebody decided since is never undone unseen."""

    def __init__(self, **fields: Any) -> None:
        super().__init__(
            required=False, default=None, allow_null=True, min_value=0, max_value=2**63 - 1, **fields
        )


class DecisionWish(serializers.Serializer):
    """What shall happen."""

    act = serializers.ChoiceField(choices=["leave", "hide", "redact", "restore", "refuse"])
    reason = serializers.CharField(
        required=False, default="", allow_blank=True, help_text="For hiding and blacking out."
    )
    words = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=2000, help_text="To black out, a line each."
    )
    seen = SeenField()


class ManyCaseWish(serializers.Serializer):
    """One of those that are decided on together."""

    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    seen = SeenField()


class ManyWish(serializers.Serializer):
    """What shall happen with all of them."""

    cases = serializers.ListField(child=ManyCaseWish(), allow_empty=False, max_length=MOST)
    act = serializers.ChoiceField(choices=ACTS)
    reason = serializers.CharField(required=False, default="", allow_blank=True, help_text="For hiding.")


class ModeratedSerializer(serializers.Serializer):
    """How it stands now."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Moderation.choices)
    reason = serializers.CharField()


class NotDecidedSerializer(serializers.Serializer):
    """One that was not decided on, and why."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()


class ManySerializer(serializers.Serializer):
    """What became of each."""

    decided = ModeratedSerializer(many=True)
    refused = NotDecidedSerializer(many=True)


class CaseSerializer(serializers.Serializer):
    """A moderated thing as a moderator sees it."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    target = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Moderation.choices)
    reason = serializers.CharField()
    text = serializers.CharField()
    language = serializers.CharField()
    url = serializers.CharField()
    reports = serializers.DictField(child=serializers.IntegerField())
    appeal = serializers.CharField(help_text="Open appeal; empty: none.")
    may_decide = serializers.BooleanField()
    may_redact = serializers.BooleanField()
    seen = serializers.IntegerField(help_text="The last decision; send it back with yours. 0: none.")
    stands = serializers.CharField(help_text="Who decided what last, in words; empty: nobody.")
    written_at = serializers.DateTimeField()


class QueueSerializer(serializers.Serializer):
    """A page of a tab."""

    tab = serializers.ChoiceField(choices=[str(tab) for tab in Tab])
    counts = serializers.DictField(child=serializers.IntegerField())
    languages = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="How many of this tab are in which language, whatever language is chosen.",
    )
    cases = CaseSerializer(many=True)


class AppealText(serializers.Serializer):
    """Why it should be shown."""

    text = serializers.CharField(max_length=APPEAL_LENGTH)


class WaveWish(serializers.Serializer):
    """How the wave is chosen, and why it is hidden."""

    alike = serializers.BooleanField(required=False, default=True)
    hours = serializers.IntegerField(required=False, default=24, min_value=1, max_value=336)
    account_days = serializers.IntegerField(required=False, default=7, min_value=0, max_value=3650)
    reason = serializers.CharField(
        required=False, default="", allow_blank=True, help_text="Empty: only look what would be hidden."
    )


class WaveSerializer(serializers.Serializer):
    """A wave. `id` null: only looked over."""

    id = serializers.IntegerField(allow_null=True)
    count = serializers.IntegerField()


class RuleShape(serializers.Serializer):
    """How one kind of thing is moderated in a year."""

    kind = serializers.CharField(max_length=16)
    is_before = serializers.BooleanField()
    trusted_after = serializers.IntegerField(min_value=0, max_value=MOST_TRUST)


class LogEntrySerializer(serializers.Serializer):
    """Decisions of one day that were the same."""

    day = serializers.DateField()
    kind = serializers.CharField()
    state = serializers.ChoiceField(choices=Moderation.choices)
    reason = serializers.CharField()
    is_second = serializers.BooleanField(help_text="On an appeal.")
    is_redacted = serializers.BooleanField()
    count = serializers.IntegerField()


class SumsSerializer(serializers.Serializer):
    """Decisions since the beginning."""

    hidden = serializers.IntegerField()
    shown = serializers.IntegerField(help_text="Left, or shown again.")
    redacted = serializers.IntegerField()
    reported = serializers.IntegerField()
    appealed = serializers.IntegerField()
    granted = serializers.IntegerField()


class AccountSerializer(serializers.Serializer):
    """What stands in one hearing by what became of it; reports and appeals since the beginning."""

    title = serializers.CharField()
    url = serializers.CharField()
    shown = serializers.IntegerField()
    held = serializers.IntegerField()
    hidden = serializers.IntegerField()
    redacted = serializers.IntegerField()
    reported = serializers.IntegerField()
    appealed = serializers.IntegerField()
    granted = serializers.IntegerField()


class AccountsSerializer(serializers.Serializer):
    """How moderation went everywhere."""

    decisions = SumsSerializer()
    elsewhere = AccountSerializer(many=True)
