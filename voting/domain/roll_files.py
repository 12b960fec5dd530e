"""A file for the roll in two steps: look at what it would do, then take it in; big ones in the background."""

import json
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.permissions import Actor, require
from commons.audit import verb
from commons.http.errors import Conflict
from commons.live import publish
from voting import rules
from voting.domain import roll
from voting.domain.roll import Person, RollReport
from voting.models import Election, RollFile, RollFileState

BIG = 20_000
"""Files with more people are taken in by the worker, so that nobody waits at a page that may time out."""
KEPT = timedelta(hours=1)
MOST_PROBLEMS = 200


class FileForgotten(Conflict):
    """The file was taken in already, or was kept for an hour and then forgotten."""

    code = "roll-file-forgotten"
    title = _("This file is not kept any more")
    detail = _(
        "It was taken in already, or lay here longer than an hour. Nothing was changed: send it again."
    )


@transaction.atomic
def look_at(*, actor: Actor, election: Election, data: bytes, file_name: str) -> RollFile:
    """Check a file and keep what it says for an hour, hashed. One with errors is refused and nothing of it is kept.

    Raises `NotAllowed`.
    """
    require(actor, rules.MANAGE_ROLL, election)
    forget_old()
    report, people = roll.examine(election, data)
    good = not report.errors
    return RollFile.objects.create(
        election=election,
        made_by=actor if isinstance(actor, User) and actor.pk else None,
        file_name=file_name[:120],
        state=RollFileState.CHECKED if good else RollFileState.REFUSED,
        lines=report.lines,
        report=as_data(report),
        people=_packed(people) if good else b"",
    )


@transaction.atomic
def begin(*, actor: Actor, file: RollFile) -> RollFile:
    """Take in a checked file: a small one at once, a big one by the worker. Raises `NotAllowed`, `FileForgotten`."""
    require(actor, rules.MANAGE_ROLL, file.election)
    if file.lines <= BIG or actor.pk is None:
        return take_in(actor=actor, file_id=file.pk)
    started = RollFile.objects.filter(pk=file.pk, state=RollFileState.CHECKED).update(
        state=RollFileState.WORKING
    )
    if not started:
        raise FileForgotten
    from voting.tasks import take_in_roll  # the job imports this module

    take_in_roll.defer(file_id=str(file.pk), actor_id=actor.pk)
    file.refresh_from_db(fields=["state"])
    return file


@transaction.atomic
def take_in(*, actor: Actor, file_id: UUID) -> RollFile:
    """Put the people of a checked file on the roll, all or none; what was kept of it is forgotten."""
    # The election is locked and not the file, whose row shows the progress while this transaction is open.
    election = (
        Election.objects.select_for_update(of=("self",))
        .select_related("cycle__area")
        .filter(roll_files=file_id)
        .first()
    )
    file = RollFile.objects.filter(pk=file_id).first()
    if election is None or file is None or file.state not in (RollFileState.CHECKED, RollFileState.WORKING):
        raise FileForgotten
    require(actor, rules.MANAGE_ROLL, election)
    topic = f"roll:{election.cycle.slug}"
    tell = partial(_tell, file.pk, topic) if file.lines > BIG else _say_nothing
    with verb("voting.take_in_roll", actor):
        report = roll.write(election, _unpacked(bytes(file.people)), RollReport(lines=file.lines), tell)
    file.state, file.people, file.done = RollFileState.DONE, b"", file.lines
    file.report = {
        **file.report,
        **{name: getattr(report, name) for name in ("added", "changed", "unchanged")},
    }
    file.save(update_fields=["state", "people", "done", "report"])
    publish(topic)
    return file


def forget_old() -> int:
    """Drop what was kept longer than an hour; gives how many files."""
    return RollFile.objects.filter(made_at__lt=timezone.now() - KEPT).delete()[0]


def as_data(report: RollReport) -> dict[str, Any]:
    """The report for the page and the API; texts in the reader's language."""

    def told(problems: list[roll.RollProblem]) -> list[dict[str, Any]]:
        return [{**asdict(problem), "reason": str(problem.reason)} for problem in problems[:MOST_PROBLEMS]]

    return {
        "lines": report.lines,
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "errors": told(report.errors),
        "error_count": len(report.errors),
        "warnings": told(report.warnings),
        "warning_count": len(report.warnings),
        "by_area": report.by_area,
    }


def _packed(people: list[Person]) -> bytes:
    rows = [(person.person_hash, person.birth_year, person.area_id) for person in people]
    return zlib.compress(json.dumps(rows).encode())


def _unpacked(data: bytes) -> list[Person]:
    return [Person(*row) for row in json.loads(zlib.decompress(data))]


def _say_nothing(done: int, total: int) -> None:
    return None


def _tell(file_id: UUID, topic: str, done: int, total: int) -> None:
    """Progress for whoever looks at the page: written past the open transaction, in a thread with a connection."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        beside.submit(_write, file_id, topic, done).result()


def _write(file_id: UUID, topic: str, done: int) -> None:
    try:
        RollFile.objects.filter(pk=file_id).update(done=done)
        publish(topic)
    finally:
        connection.close()
