"""Which addresses a connection may be made to, looked at where it is made: a name may mean another one each time."""

import re
import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from detomo.engine.run.adapter import AdapterError
from detomo.engine.run.url import Reach

Address = IPv4Address | IPv6Address
FORBIDDEN = "database_address_forbidden"
_HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}")  # neither a path of a Socket nor a list, both of which libpq knows
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052
_COMPATIBLE = ip_network("::/96")  # RFC 4291, section 2.5.5.1
_NOWHERE = tuple(  # reserved, or of IANA's special-purpose registries: no database is there, whatever Python calls it
    map(ip_network, ("0.0.0.0/8", "240.0.0.0/4", "192.0.0.0/24", "192.88.99.0/24"))
) + tuple(map(ip_network, ("64:ff9b:1::/48", "2001::/23", "3fff::/20", "5f00::/16")))
_METADATA = tuple(  # those that are not link-local: Azure, Alibaba; Amazon, Google, Oracle, Scaleway by IPv6
    map(
        ip_network, ("168.63.129.16", "100.100.100.200", "fd00:ec2::/32", "fd20:ce::254", "fd00:c1::/32", "fd00:42::42")
    )
)


def permitted_addresses(host: str, port: int, reach: Reach) -> tuple[str, ...]:
    """Resolve a host in whatever form it is written. Raises `AdapterError` unless all its addresses are in reach.

    Connect to what this returns and to nothing else: a second look-up could give another answer.
    """
    if not _HOST.fullmatch(host):
        raise AdapterError(FORBIDDEN, "the host is not a name or an address")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as err:
        raise AdapterError("database_unreachable", "the host is not known") from err
    addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not all(is_permitted(address, reach) for address in addresses):
        raise AdapterError(FORBIDDEN, "the host is not in a public network")
    return addresses


def is_permitted(address: str, reach: Reach) -> bool:
    """`public`: addresses of the internet. `private`: also those of an own network and this machine.

    Metadata services, link-local, multicast and reserved addresses belong to neither.
    """
    try:
        forms = tuple(_forms(ip_address(address)))
    except ValueError:  # with a zone: link-local
        return False
    return all(_is_permitted(form, reach) for form in forms)


def _is_permitted(address: Address, reach: Reach) -> bool:
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    if isinstance(address, IPv6Address) and address.is_site_local:
        return False
    if any(address in network for network in (*_NOWHERE, *_METADATA)):
        return False
    return (address.is_global and not address.is_reserved) or (reach == "private" and address.is_private)


def _forms(address: Address) -> Iterator[Address]:
    """The address and those inside it that a packet may end up at."""
    if isinstance(address, IPv4Address):
        yield address
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
        return
    if address in _COMPATIBLE and int(address) > 1:
        yield IPv4Address(int(address))
    elif address in _NAT64:
        yield IPv4Address(int(address) & 0xFFFF_FFFF)
    else:
        yield address
    yield from filter(None, (address.sixtofour, *(address.teredo or ())))
