"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Name of the site, whether it is a demo town, and the chosen colour theme."""
    theme = request.COOKIES.get("theme", "auto")
    return {
        "site_name": settings.SITE_NAME,
        "is_demo": settings.RAATI_DEMO,
        "colours": theme if theme in ("light", "dark") else "auto",
    }
