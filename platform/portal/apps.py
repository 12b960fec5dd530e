"""The composition root."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule

OURS = ("commons.", "proposals", "voting", "hearings")


class PortalConfig(AppConfig):
    """Settings, addresses, base templates, the demo town."""

    name = "portal"

    def ready(self) -> None:
        """Link years with the services; load our own admin pages, and nobody else's."""
        from portal import report_lessons, report_parts, year_links

        year_links.register()
        report_parts.register()
        report_lessons.register()
        for app in apps.get_app_configs():
            if app.name.startswith(OURS) and module_has_submodule(app.module, "admin"):
                import_module(f"{app.name}.admin")
