"""The history of decisions in words."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from commons.audit import kinds
from commons.audit.kinds import Kind, Subject
from commons.moderation.kinds import things_of
from commons.moderation.models import Case, Sealed


def _subjects(ids: Collection[int]) -> dict[int, Subject]:
    rows = {
        pk: (kind, target)
        for pk, kind, target in Case.objects.filter(pk__in=ids).values_list("pk", "kind", "target")
    }
    things = things_of(list(rows.values()))
    return {pk: Subject(things[row].title, things[row].url) for pk, row in rows.items() if row in things}


def _sealed_subjects(ids: Collection[int]) -> dict[int, Subject]:
    cases = dict(Sealed.objects.filter(pk__in=ids).values_list("pk", "case"))
    found = _subjects(set(cases.values()))
    return {pk: found[case] for pk, case in cases.items() if case in found}


def register() -> None:
    """Make the history of moderation readable for officials."""
    kinds.register(
        Kind(
            "moderation",
            _("Moderation"),
            "moderation.CaseEvent",
            {"kind": _("What"), "state": _("Shown or not"), "reason": _("Why it was hidden")},
            subjects=_subjects,
        )
    )
    kinds.register(
        Kind(
            "moderation_sealed",
            _("Words blacked out"),
            "moderation.SealedEvent",
            {"reason": _("Why words were blacked out"), "undone_at": _("Taken back")},
            subjects=_sealed_subjects,
        )
    )
    kinds.register(
        Kind(
            "moderation_rule",
            _("Rule of moderation"),
            "moderation.RuleEvent",
            {
                "kind": _("What"),
                "is_before": _("Read before it is shown"),
                "trusted_after": _("Trusted after so many"),
            },
        )
    )
    kinds.register_verbs(
        {
            "moderation.shown": _("Left or showed what somebody wrote"),
            "moderation.hidden": _("Hid what somebody wrote"),
            "moderation.keep_hidden": _("Refused an appeal"),
            "moderation.redact": _("Blacked out words"),
            "moderation.restore": _("Took back the blacking out of words"),
            "moderation.hide_wave": _("Hid a wave"),
            "moderation.undo_wave": _("Took back the hiding of a wave"),
            "moderation.set_rule": _("Set how things are moderated"),
        }
    )
