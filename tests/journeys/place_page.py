"""Addresses of the site and one page more, which asks "where?" and says what it understood. For test_maps.py."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from commons.places.pages.forms import PlaceForm
from portal.urls import urlpatterns as site

PAGE = """{% extends "base.html" %}{% block title %}Where{% endblock %}{% block content %}<h1>Where?</h1>
{% if chosen %}<p id="chosen">{{ chosen.area.slug }} {{ chosen.point.latitude }} {{ chosen.point.longitude }}
{{ chosen.name }}</p>{% endif %} {% include "pieces/error_summary.html" %}
<form method="post" id="where">{% csrf_token %}{% include "places/place_fields.html" with form_id="where" %}
{% include "pieces/buttons.html" with label="Save" name="save" value="1" %}</form>{% endblock %}"""

LIST = """{% extends "base.html" %}{% block title %}List{% endblock %}{% block content %}<h1>List</h1>
<ul id="things">{% for thing in things %}<li data-latitude="{{ thing.0 }}" data-longitude="{{ thing.1 }}"><a
href="/areas/?{{ forloop.counter }}">Thing {{ forloop.counter }}</a></li>{% endfor %}</ul>
{% include "pieces/list_map.html" with list_id="things" %}{% endblock %}"""


def where(request: HttpRequest) -> HttpResponse:
    """The form; nothing is stored."""
    form = PlaceForm(request.POST or None, needed=True)
    chosen = None
    if "search" in request.POST:
        form.look_up()
    elif request.method == "POST" and form.is_valid():
        chosen = form.chosen
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render({"form": form, "chosen": chosen}, request))


def things(request: HttpRequest) -> HttpResponse:
    """Forty things: thirty-nine close together and one apart."""
    spots = [(f"{61.9 + n / 100000:.5f}", "24.30000") for n in range(39)] + [("61.95000", "24.35000")]
    return HttpResponse(engines["django"].from_string(LIST).render({"things": spots}, request))


urlpatterns = [*site, path("where/", where), path("things/", things)]
