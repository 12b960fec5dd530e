"""The composition root."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule


class PortalConfig(AppConfig):
    """Settings, addresses, base templates, the demo town."""

    name = "portal"

    def ready(self) -> None:
        """Load the admin pages of every app but django-leaflet's, whose form fields need GDAL."""
        for app in apps.get_app_configs():
            if app.name != "leaflet" and module_has_submodule(app.module, "admin"):
                import_module(f"{app.name}.admin")
