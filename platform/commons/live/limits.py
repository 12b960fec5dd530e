"""What one socket and one network may take, so that nobody crowds the others out."""

from collections import Counter
from ipaddress import ip_address, ip_network

TOPICS_PER_SOCKET = 20
LARGEST_MESSAGE = 500
"""Characters of a message from a client: two words and a topic's name."""
MISTAKES_PER_SOCKET = 10
SOCKETS_PER_NETWORK = 2000
"""A school or a hall full of phones comes through one address; a flood has more."""
SEND_SECONDS = 20.0
"""A client that takes longer for one message is let go; it comes back by itself."""


class Networks:
    """How many sockets each network has open: an IPv4 address, or the /64 of an IPv6 one."""

    def __init__(self, most: int = SOCKETS_PER_NETWORK) -> None:
        self.most = most
        self._open: Counter[str] = Counter()

    def enter(self, network: str) -> bool:
        """Count one more; False where there are too many already. No network (a local socket) is not counted."""
        if not network:
            return True
        if self._open[network] >= self.most:
            return False
        self._open[network] += 1
        return True

    def leave(self, network: str) -> None:
        """Count one less."""
        if network:
            self._open[network] -= 1
            if self._open[network] <= 0:
                del self._open[network]


def network_of(client: object) -> str:
    """The network of an ASGI scope's `client`, or "" where there is none."""
    if not isinstance(client, list | tuple) or not client:
        return ""
    try:
        address = ip_address(str(client[0]))
    except ValueError:
        return ""
    return str(ip_network((address, 64 if address.version == 6 else 32), strict=False))


networks = Networks()
"""Of this process."""
