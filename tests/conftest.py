"""Ground of all tests."""

from pathlib import Path

import pytest

from portal import translations

ROOT = Path(__file__).resolve().parents[1]


def pytest_configure() -> None:
    """Catalogues are compiled from their sources, so that a test never reads yesterday's words."""
    translations.compile_all(ROOT)


@pytest.fixture(autouse=True)
def media_of_its_own(settings: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Uploads of tests go to a temporary folder."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")  # type: ignore[attr-defined]
