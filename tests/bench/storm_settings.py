"""A server as a town would run it, whose commits are on disk; beside it the bare views and the bare channel layer."""

from tests.storms.settings import *  # noqa: F403
from tests.storms.settings import CHANNEL_LAYERS as OURS

ROOT_URLCONF = "tests.bench.urls"
CHANNEL_LAYERS = {
    **OURS,
    "bare": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 10_000}},
}
