"""Connections of one thread to the outside alone, whatever name or redirect leads inside.

A name that was looked at once may resolve to another address when it is called, and a server
may send its caller on to any address. So the address is looked at in the moment of connecting.
"""

from __future__ import annotations

import ipaddress
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_thread = threading.local()
#: Ways to write an address of the old internet as one of the new: a gateway may lead inside.
_DISGUISES = (ipaddress.ip_network("64:ff9b::/32"), ipaddress.ip_network("2002::/16"))


class LeadsInside(OSError):
    """Refused: the address lies in this machine or its network. It is not named."""


@contextmanager
def outside_only() -> Iterator[None]:
    """Within it this thread connects to public addresses alone; else LeadsInside is raised."""
    before = getattr(_thread, "outside_only", False)
    _thread.outside_only = True
    try:
        yield
    finally:
        _thread.outside_only = before


def is_outside(host: str) -> bool:
    """True for a public address; False for inner ones, names and anything else."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    if any(address.version == net.version and address in net for net in _DISGUISES):
        return False
    return address.is_global and not address.is_multicast


def _look(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "socket.connect" or not getattr(_thread, "outside_only", False):
        return
    address = arguments[1]
    if not (isinstance(address, tuple) and is_outside(str(address[0]))):
        raise LeadsInside("An address inside this network is not called.")


# A hook cannot be taken away again, and is told of each connection that Python makes.
sys.addaudithook(_look)
