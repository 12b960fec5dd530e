"""Signing in for tests, as a browser would."""

from collections.abc import Callable, Iterator

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from commons.accounts.models import User


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def sign_in(client: Client) -> Callable[..., str]:
    """Sign in by a mailed code and give the address that one is led to."""

    def by_code(person: User | str, query: str = "", browser: Client = client) -> str:
        email = person if isinstance(person, str) else person.email
        confirm = browser.post(f"/accounts/login/{query}", {"email": email})["Location"]
        return str(browser.post(confirm, {"code": mail.outbox[-1].extra_headers["X-Raati-Code"]})["Location"])

    return by_code
