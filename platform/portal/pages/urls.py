"""The portal's own pages."""

from django.urls import path
from django.views.generic import TemplateView

from portal.demo import geocoder
from portal.pages import demo, desk, front, look, open_data, pieces

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
    path("data/", open_data.index, name="open_data"),
    path("data/catalogue.jsonld", open_data.catalogue, name="open_data_catalogue"),
    path("data/catalogue.ttl", open_data.turtle, name="open_data_turtle"),
    path("data/examples/", open_data.examples, name="open_data_examples"),
    path("data/<slug:slug>.<slug:ending>", open_data.file, name="open_data_file"),
    path("data/<slug:slug>/", open_data.dataset, name="open_data_set"),
    path("about/", TemplateView.as_view(template_name="statements/about.html"), name="about"),
    path(
        "accessibility/",
        TemplateView.as_view(template_name="statements/accessibility.html"),
        name="accessibility",
    ),
    path("privacy/", TemplateView.as_view(template_name="statements/privacy.html"), name="privacy"),
]
