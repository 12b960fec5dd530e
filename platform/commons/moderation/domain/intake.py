"""What was just written comes to moderation: shown at once, or held until somebody has read it."""

from typing import Any

from django.db import connection

from commons.live import publish
from commons.moderation.domain.deciding import QUEUE
from commons.moderation.kinds import HELD, Facts, kind_of
from commons.moderation.likeness import fingerprint, likeness
from commons.moderation.models import Case, Moderation

# One statement: it stands in every verb that writes something. Who is trusted has so many things standing for an hour
# at least, and none hidden.
_RECEIVE = """
WITH rule AS (
    SELECT is_before, trusted_after FROM moderation_rule WHERE cycle_id = %(cycle)s AND kind = %(kind)s
), past AS (
    SELECT count(*) FILTER (WHERE state = 'shown' AND written_at < statement_timestamp() - interval '1 hour')
            AS standing,
        count(*) FILTER (WHERE state = 'hidden') AS hidden
    FROM moderation_case WHERE author_id = %(author)s
        AND EXISTS (SELECT FROM rule WHERE is_before AND trusted_after > 0)
)
INSERT INTO moderation_case
    (kind, target, author_id, area_id, cycle_id, concerns, fingerprint, likeness, language, reason, state)
SELECT %(kind)s, %(target)s, %(author)s, %(area)s, %(cycle)s, %(concerns)s, %(fingerprint)s, %(likeness)s,
    %(language)s, '',
    CASE WHEN EXISTS (
        SELECT FROM rule, past WHERE rule.is_before AND (rule.trusted_after = 0 OR past.hidden > 0
            OR past.standing < rule.trusted_after)
    ) THEN 'held' ELSE 'shown' END
ON CONFLICT (kind, target) DO NOTHING
RETURNING state
"""


def received(kind: str, target: int, facts: Facts) -> bool:
    """Begin the case of something that was just written; whether it is held, and concealed, until somebody reads it.

    Called by the owner's verb, in its transaction. The same thing twice is once. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVE, _columns(kind, target, facts))
        row = cursor.fetchone()
    is_held = row is not None and row[0] == Moderation.HELD
    if is_held:
        kind_of(kind).conceal([target], HELD)
    if row is not None:
        publish(QUEUE)  # what is shown at once comes to the moderators as new
    return is_held


def case_of(kind: str, target: int, facts: Facts | None = None) -> Case | None:
    """The case of a thing, begun now where there is none yet; None where there is no such thing to see."""
    found = Case.objects.filter(kind=kind, target=target).first()
    if found is None and (facts := facts or kind_of(kind).facts(target)) is not None:
        columns = _columns(kind, target, facts)
        found, _made = Case.objects.get_or_create(
            kind=kind,
            target=target,
            defaults={
                "author_id": columns["author"],
                "area_id": columns["area"],
                "cycle_id": columns["cycle"],
                "concerns": columns["concerns"],
                "fingerprint": columns["fingerprint"],
                "likeness": columns["likeness"],
                "language": columns["language"],
            },
        )
    return found


def _columns(kind: str, target: int, facts: Facts) -> dict[str, Any]:
    concerns = {facts.author, *facts.concerns} - {None}
    return {
        "kind": kind,
        "target": target,
        "author": facts.author,
        "area": facts.area,
        "cycle": facts.cycle,
        "concerns": sorted(pk for pk in concerns if pk is not None),
        "fingerprint": fingerprint(facts.text),
        "likeness": likeness(facts.text),
        "language": facts.language[:12],
    }
