"""The program's addresses and two bare views beside them: what any view costs on this server."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.urls import path

from commons.http.models import Answer
from portal.urls import urlpatterns as program


def constant(request: HttpRequest) -> HttpResponse:
    """A constant page behind the usual middleware."""
    return HttpResponse("Good morning.")


def insert(request: HttpRequest) -> HttpResponse:
    """One row written."""
    Answer.objects.create(scope="bench", key=str(uuid4()), fingerprint="")
    return HttpResponse("Written.", status=201)


urlpatterns = [path("bench/constant/", constant), path("bench/insert/", insert), *program]
