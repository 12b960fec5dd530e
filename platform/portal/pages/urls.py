"""The portal's own pages."""

from django.urls import path
from django.views.generic import TemplateView

from portal.demo import geocoder
from portal.pages import demo, desk, front, look, pieces

app_name = "portal"

urlpatterns = [
    path("", front.front, name="front"),
    path("desk/", desk.desk, name="desk"),
    path("colours/", look.theme, name="theme"),
    path("pieces/", pieces.gallery, name="pieces"),
    path("demo/geocoder/search", geocoder.search, name="demo-geocoder"),
    path("demo/mail/", demo.mail_list, name="demo-mails"),
    path("demo/mail/<str:name>/", demo.one_mail, name="demo-mail"),
    path("demo/sign-in/<str:token>/", demo.sign_in, name="demo-sign-in"),
    path("data/", TemplateView.as_view(template_name="statements/open_data.html"), name="open_data"),
    path("about/", TemplateView.as_view(template_name="statements/about.html"), name="about"),
    path(
        "accessibility/",
        TemplateView.as_view(template_name="statements/accessibility.html"),
        name="accessibility",
    ),
    path("privacy/", TemplateView.as_view(template_name="statements/privacy.html"), name="privacy"),
]
