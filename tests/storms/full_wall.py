"""A hall whose wall is full: `python -m tests.storms.full_wall NOTES` builds it and prints how to reach it."""

import json
import sys
from typing import Any

import django

TEXT = "Bussi kulkee hyvin, mutta odotustila on kylmä ja aikataulu vaihtuu usein ({place})"


def full(notes: int) -> dict[str, Any]:
    """What a phone in the hall has scanned; so many approved notes hang there, a third in each column."""
    from hearings.models import Contribution, Hearing
    from tests.factories.hearings import ContributionFactory
    from tests.storms.towns import hall

    found = hall()
    hearing = Hearing.objects.get(slug=found["slug"])
    area, questions = hearing.service_areas.first(), list(hearing.questions.all())
    Contribution.objects.bulk_create(
        (
            ContributionFactory.build(
                hearing=hearing,
                question=questions[place % len(questions)],
                service_area=area,
                text=TEXT.format(place=place),
            )
            for place in range(notes)
        ),
        batch_size=500,
    )
    return found | {"questions": [question.pk for question in questions]}


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(full(int(sys.argv[1]))))
