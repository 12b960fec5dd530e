"""Something that can be followed."""

from collections.abc import Collection, Iterator, Mapping

import pytest
import rules
from django.utils.translation import get_language

from commons.accounts.models import User
from commons.followup import owners
from commons.followup.models import Track
from commons.followup.owners import Owner

TELL = "tests.tell"


@pytest.fixture
def track(db: None) -> Track:
    return Track.objects.create()


@pytest.fixture
def owner(track: Track, monkeypatch: pytest.MonkeyPatch) -> None:
    """The track belongs to a playground, and nothing else is followed."""

    def resolve(track_ids: Collection[int]) -> Mapping[int, Owner]:
        titles = {"fi": "Leikkipuisto", "sv": "Lekpark", "en": "Playground"}
        return {
            track_id: Owner(titles[(get_language() or "fi")[:2]], f"/proposals/{track_id}/")
            for track_id in track_ids
            if track_id == track.pk
        }

    monkeypatch.setattr(owners, "_resolvers", [resolve])


@pytest.fixture
def official(db: None) -> Iterator[User]:
    """Somebody who may tell what happened."""
    official = User.objects.create_user("official@kuvala.example")
    rules.add_perm(TELL, rules.predicate(lambda user, target: user == official, name="is_official"))
    yield official
    rules.remove_perm(TELL)
