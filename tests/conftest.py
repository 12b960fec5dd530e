"""Ground of all tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import AppConfig
from django.conf import settings as django_settings
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils import translation

from portal import translations

ROOT = Path(__file__).resolve().parents[1]


def pytest_configure() -> None:
    """Catalogues are compiled from their sources, so that a test never reads yesterday's words."""
    translations.compile_all(ROOT)
    post_migrate.connect(forget_jobs, dispatch_uid="tests")


def forget_jobs(sender: AppConfig, **_rest: Any) -> None:
    """Jobs go with the rest: Django empties only the tables of models that it manages itself."""
    if sender.label == "procrastinate":
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.fixture(autouse=True)
def language_of_the_town() -> Iterator[None]:
    """Pages leave their reader's language behind in the thread; no test begins with another one's."""
    with translation.override(django_settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def media_of_its_own(settings: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Uploads of tests go to a temporary folder."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")  # type: ignore[attr-defined]
