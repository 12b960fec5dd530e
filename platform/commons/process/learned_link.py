"""The way from a year's page to what it taught."""

from django.utils.translation import gettext_lazy as _

from commons.process import links
from commons.process.domain.learned import has_something
from commons.process.domain.queries import Year


def _learned(year: Year) -> str:
    return f"/years/{year.cycle.slug}/learned/" if has_something(year.cycle) else ""


def register() -> None:
    """Link it on every year that taught something."""
    links.register(links.Link(_("What we learned"), _learned))
