"""What tests of paper begin with."""

import pytest

from tests.voting.paper.desk import Desk, make_desk


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()
