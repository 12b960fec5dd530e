"""Mails leave through `commons.accounts.domain.posting` alone, so that an address that takes none is known to all."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOOR = "platform/commons/accounts/domain/posting.py"
BACKENDS = {"platform/portal/mailbox.py"}
"""Mail servers, not senders: what the development server shows instead of sending."""
SENDERS = {"send_mail", "send_mass_mail", "mail_admins", "mail_managers"}
METHODS = {"send_messages", "email_user", "sendmail", "send_message"}
CODES = "platform/commons/accounts/sign_in.py"
"""django-allauth's process of a sign-in code has a `send()` of its own; its mail leaves through our adapter."""


def sources() -> Iterator[Path]:
    for folder in ("platform", "proposals", "voting", "hearings"):
        yield from (ROOT / folder).rglob("*.py")


def sent_on_its_own(source: str) -> list[str]:
    """What a source sends by itself: Django's own senders, a method that talks with a mail server, a bare `.send()`."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.core.mail"):
            found += [name.name for name in node.names if name.name in SENDERS]
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        bare = not node.args and all(word.arg == "fail_silently" for word in node.keywords)
        if node.func.attr in SENDERS | METHODS or (node.func.attr == "send" and bare):
            found.append(node.func.attr)
    return found


def test_nothing_but_the_door_hands_a_mail_over() -> None:
    found = {}
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        calls = sent_on_its_own(path.read_text(encoding="utf-8"))
        if calls and name != DOOR and name not in BACKENDS:
            found[name] = calls
    assert found == {CODES: ["send", "send_mail", "send"]}
    assert sent_on_its_own((ROOT / DOOR).read_text(encoding="utf-8")) == ["send", "send"]


@pytest.mark.parametrize(
    "source",
    [
        "from django.core.mail import EmailMessage\nEmailMessage('a', 'b', to=['c']).send()",
        "from django.core.mail import EmailMultiAlternatives as M\nmade = M()\nmade.send(fail_silently=True)",
        "from django.core.mail import send_mail\nsend_mail('a', 'b', None, ['c'])",
        "from django.core import mail\nmail.mail_admins('a', 'b')",
        "import smtplib\nsmtplib.SMTP().sendmail('a', 'b', 'c')",
        "from django.core.mail import EmailMessage, get_connection\nget_connection().send_messages([])",
    ],
)
def test_the_guard_sees_every_way_to_send(source: str) -> None:
    assert sent_on_its_own(source) != []
