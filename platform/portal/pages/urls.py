"""The portal's own pages."""

from django.urls import path
from django.views.generic import TemplateView

from portal.demo import geocoder
from portal.pages import look, pieces

app_name = "portal"

urlpatterns = [
    path("colours/", look.theme, name="theme"),
    path("pieces/", pieces.gallery, name="pieces"),
    path("demo/geocoder/search", geocoder.search, name="demo-geocoder"),
    path("about/", TemplateView.as_view(template_name="statements/about.html"), name="about"),
    path("accessibility/", TemplateView.as_view(template_name="statements/accessibility.html"), name="accessibility"),
    path("privacy/", TemplateView.as_view(template_name="statements/privacy.html"), name="privacy"),
]
