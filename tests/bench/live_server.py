"""The sockets of the program, and beside them bare in-memory Channels, in one daphne."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.live_settings")

from channels.auth import AuthMiddlewareStack
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path

django_application = get_asgi_application()

from django.db import transaction  # noqa: E402 (models may be imported only now)

from commons.live.consumer import LiveConsumer  # noqa: E402
from commons.live.publishing import publish  # noqa: E402
from commons.live.topics import Kind, Topic, register  # noqa: E402

TOPIC = "bench:turnout"
state = {"number": 0}


def snapshot(_name: str) -> dict[str, int]:
    """What the page shows: the number of the update, among others as many as a turnout has."""
    return {"number": state["number"], **{f"area-{n}": n * 1000 for n in range(8)}}


register(Topic(TOPIC, Kind.PUBLIC, may_subscribe=lambda _user, _name: True, snapshot=snapshot))


@database_sync_to_async  # type: ignore[untyped-decorator]
def change(number: int) -> None:
    """What a verb does: change something, publish as the last line."""
    with transaction.atomic():
        state["number"] = number
        publish(TOPIC)


class Bare(AsyncJsonWebsocketConsumer):
    """Channels as its tutorial shows it; also takes the orders to send."""

    channel_layer_alias = "bare"

    async def connect(self) -> None:
        """Join the group."""
        await self.channel_layer.group_add("bench", self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Leave it."""
        await self.channel_layer.group_discard("bench", self.channel_name)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """An order: {"bare": number}, {"ours": number}, or {"send": data} to send those bytes."""
        if "bare" in content:
            data = snapshot(TOPIC) | {"number": content["bare"]}
            await self.channel_layer.group_send("bench", {"type": "bench.news", "data": data})
        elif "send" in content:
            await self.channel_layer.group_send("bench", {"type": "bench.news", "data": content["send"]})
        elif "ours" in content:
            await change(content["ours"])

    async def bench_news(self, message: dict[str, Any]) -> None:
        """Pass it on."""
        await self.send_json({"type": "change", "data": message["data"]})


application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": AuthMiddlewareStack(
            URLRouter([path("ws/live/", LiveConsumer.as_asgi()), path("ws/bare/", Bare.as_asgi())])
        ),
    }
)
