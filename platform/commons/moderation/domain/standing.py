"""How a case stands by its last decision, in words for moderators: who decided what, and why."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from commons.moderation.models import Decision, Moderation, Reason


def last_decisions(cases: Collection[int]) -> dict[int, Decision]:
    """The last decision on each of the cases, with who made it. One query."""
    rows = Decision.objects.filter(case__in=cases).order_by("case", "-pk").distinct("case")
    return {row.case_id: row for row in rows.select_related("by")}


def in_words(decision: Decision | None) -> str:
    """A decision as another moderator reads it; empty where nobody has decided."""
    if decision is None:
        return ""
    who = decision.by.display_name if decision.by else ""
    return told(
        who,
        decision.state,
        decision.reason,
        is_second=decision.is_second,
        is_redacted=decision.is_redacted,
    )


def told(
    who: str, state: str, reason: str = "", *, is_second: bool = False, is_redacted: bool = False
) -> str:
    """That `who` (empty: somebody) brought something into this state, for another moderator."""
    name = who or _("Somebody else")
    if state == Moderation.HIDDEN:
        label = str(Reason(reason).label)
        words = _("%(who)s refused the appeal: %(reason)s.") if is_second else None
        return (words or _("%(who)s has hidden it: %(reason)s.")) % {"who": name, "reason": label}
    if is_redacted:
        return _("%(who)s has blacked words out and shown it.") % {"who": name}
    if state == Moderation.HELD:
        return _("%(who)s has taken back its hiding: it waits again.") % {"who": name}
    return _("%(who)s has left it as it is, or shown it.") % {"who": name}
