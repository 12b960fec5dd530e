"""As the other measurements, with a second channel layer beside: the in-memory one of Channels."""

from tests.bench.settings import *  # noqa: F403
from tests.bench.settings import CHANNEL_LAYERS as OURS

CHANNEL_LAYERS = {
    **OURS,
    "bare": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 10_000}},
}
