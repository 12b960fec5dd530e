"""Findings in plain sentences, with their numbers."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commons.texts.amounts import number_text
from voting.models import AnomalyCase, BallotProject, Channel, FindingKind


def where(case: AnomalyCase) -> str:
    """Where it was found: an hour and a way, a day and years of birth, a batch."""
    facts = case.facts
    if case.kind == FindingKind.BATCH:
        return _("Batch %(number)s") % {"number": facts["batch"]}
    if case.kind == FindingKind.AGE:
        return _("%(day)s, born %(first)s–%(last)s") % {
            "day": _day(facts["day"]),
            "first": facts["born"][0],
            "last": facts["born"][1],
        }
    way = f", {Channel(facts['channel']).label}" if "channel" in facts else ""
    return f"{_hour(facts['hour'])}{way}"


def sentence(case: AnomalyCase) -> str:
    """What stands out against the rest, for somebody who has never seen a finding. At most one query."""
    numbers = {name: number_text(getattr(case, name)) for name in ("number", "among", "expected")}
    if case.kind == FindingKind.BATCH:
        return _batch(case, numbers)
    if case.kind == FindingKind.AGE:
        first, last = case.facts["born"]
        return _(
            "%(number)s of the %(among)s people who voted on %(day)s were born in the years %(first)s–%(last)s. "
            "By their share of the roll about %(expected)s would be expected. It is not known which ballots are theirs."
        ) % {**numbers, "day": _day(case.facts["day"]), "first": first, "last": last}
    numbers["hour"] = _hour(case.facts["hour"])
    if case.kind == FindingKind.NETWORK:
        return (
            _(
                "%(hour)s: %(number)s of the %(among)s ballots of the hour came from one network. "
                "From each of the other networks it was about %(expected)s. "
                "Which network it was and which ballots these are is not known."
            )
            % numbers
        )
    if case.kind == FindingKind.HOUR:
        return (
            _(
                "%(hour)s: %(number)s ballots came in this hour, of %(among)s in all. "
                "In a usual hour it is %(expected)s."
            )
            % numbers
        )
    return (
        _(
            "%(hour)s: %(number)s of the %(among)s ballots that came in this hour and this way chose exactly the same. "
            "By the rest of the vote about %(expected)s would be expected."
        )
        % numbers
    )


def _batch(case: AnomalyCase, numbers: dict[str, str]) -> str:
    facts = case.facts
    title = (
        BallotProject.objects.filter(election=case.election_id, project_id=facts["project"])
        .values_list("proposal__title", flat=True)
        .first()
    )
    return _(
        "In batch %(batch)s %(number)s of %(among)s ballots name the project “%(project)s”. "
        "In the rest of the vote it is %(elsewhere)s of %(rest)s; so about %(expected)s would be expected here."
    ) % {
        **numbers,
        "batch": facts["batch"],
        "project": title or facts["project"],
        "elsewhere": number_text(facts["elsewhere"]),
        "rest": number_text(facts["rest"]),
    }


def _hour(iso: str) -> str:
    start = timezone.localtime(datetime.fromisoformat(iso))
    return _("%(day)s from %(hour)s to %(end)s o'clock") % {
        "day": date_format(start, "j.n.Y"),
        "hour": start.hour,
        "end": start.hour + 1,
    }


def _day(iso: str) -> str:
    return date_format(date.fromisoformat(iso), "j.n.Y")
