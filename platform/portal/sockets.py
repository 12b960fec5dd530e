"""Addresses of sockets."""

from django.urls import URLPattern, path

from commons.live.consumer import LiveConsumer

urlpatterns: list[URLPattern] = [
    path("ws/live/", LiveConsumer.as_asgi()),
]
