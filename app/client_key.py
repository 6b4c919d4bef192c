"""Who asks, for what one client may hold and how often it may ask: told apart by address."""

import ipaddress
from functools import lru_cache

from starlette.requests import HTTPConnection

# Whoever has one IPv6 address mostly has all 2⁶⁴ of its network.
IPV6_PREFIX = 64


def client_of(connection: HTTPConnection) -> str:
    """The address, or the network of an IPv6 one. Behind a proxy that is trusted: of whom the proxy names."""
    return key_of(connection.client.host) if connection.client else ""


@lru_cache(maxsize=4096)
def key_of(host: str) -> str:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    if address.is_loopback:
        return str(address)
    return str(ipaddress.ip_network((int(address), IPV6_PREFIX), strict=False))
