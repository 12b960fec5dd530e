"""Parts of "My page" that other apps add: my proposals, what I follow."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from commons.accounts.models import User


@dataclass(frozen=True)
class Section:
    """One part: `context(user, request)` gives what `template` needs, or None to leave the part out.

    The template begins with its own content, not with the heading; the context must not hold model instances that
    load more when they are drawn.
    """

    name: str
    title: str | Promise
    template: str
    context: Callable[[User, HttpRequest], dict[str, Any] | None]
    order: int = 50


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    """Add a part; each app does so when the program starts."""
    _sections[section.name] = section


def shown(user: User, request: HttpRequest) -> list[dict[str, Any]]:
    """The parts for this person, in order: `name`, `title`, `template`, `content`."""
    found = []
    for section in sorted(_sections.values(), key=lambda one: (one.order, one.name)):
        content = section.context(user, request)
        if content is not None:
            found.append(
                {
                    "name": section.name,
                    "title": section.title,
                    "template": section.template,
                    "content": content,
                }
            )
    return found
