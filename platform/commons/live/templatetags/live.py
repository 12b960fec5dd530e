"""What a page tells `<live-region>`."""

from django import template

from commons.live.versions import Version, versions_of

register = template.Library()


@register.simple_tag
def live_since(name: str) -> str:
    """Where the topic stands now, for the attribute `since`; one query.

    To be used before the page reads what it shows, so that the page is at least as new as it says.
    """
    version = versions_of([name]).get(name, Version())
    return f"{version.epoch}.{version.number}"
