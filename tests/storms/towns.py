"""What the storms need: `python -m tests.storms.towns PEOPLE` builds it and prints how to reach it."""

import json
import sys
from typing import Any

import django


def vote(people: int) -> dict[str, Any]:
    """An open vote with a roll and a letter for everybody on it."""
    from commons.accounts.permissions import operator
    from commons.process.models import PhaseKind
    from tests.factories.places import AreaFactory
    from tests.factories.process import CycleFactory, EnvelopeFactory, open_phase
    from tests.factories.voting import ballot_of
    from voting.domain import codes
    from voting.models import RollEntry

    town = AreaFactory()
    cycle = CycleFactory(area=town)
    election, projects = ballot_of(
        [EnvelopeFactory(cycle=cycle, area=town)], costs=[10_000] * 10, max_length=5
    )
    open_phase(cycle, PhaseKind.VOTE)
    RollEntry.objects.bulk_create(
        RollEntry(election=election, person_hash=f"{number:064x}", birth_year=1951, area=town)
        for number in range(people)
    )
    batch = codes.make_batch(actor=operator(), election=election, most=people)
    return {
        "slug": cycle.slug,
        "election": election.pk,
        "projects": [project.pk for project in projects],
        "codes": [new.code for new in batch.codes],
    }


def hall() -> dict[str, Any]:
    """An open hearing whose notes come onto the wall at once: what a phone in the hall has scanned."""
    from tests.factories.hearings import open_hearing

    hearing = open_hearing(slug="halli", held_channels=[])
    return {
        "slug": hearing.slug,
        "code": hearing.stations.get().code,
        "question": hearing.questions.all()[0].pk,
        "service_area": hearing.service_areas.all()[0].pk,
    }


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps({"vote": vote(int(sys.argv[1])), "hall": hall()}))
