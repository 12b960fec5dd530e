"""The town, built once for each file: its `FILLED_BY` says with what."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.portal.leaks.planted import filled
from tests.portal.leaks.town import Town


@pytest.fixture
def _django_db_helper() -> None:
    """In place of pytest-django's: the town is built once for a file."""


@pytest.fixture(scope="module")
def town(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Town]:
    """In a transaction that never ends well."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        yield getattr(request.module, "FILLED_BY", filled)()
        transaction.set_rollback(True)
