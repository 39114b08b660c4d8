"""What counts as an e-mail address and as a host of this machine."""

import ipaddress
import re

MAX_LOCAL = 64
MAX_ADDRESS = 254
MAX_PORT = 65535
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def check_address(text: str) -> str:
    """Return the address with its domain in ASCII (IDNA), ready for an SMTP envelope.

    A bare `local@domain` alone is accepted: no display name, quotes or comments (a subset of RFC 5321
    4.1.2; 64 octets before the `@`, 254 in all). Raises `ValueError` in Russian otherwise, also for CR or LF.
    """
    address = text.strip(" ")
    local, at, domain = address.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        domain = ""
    labels = domain.split(".")
    is_good = (
        at == "@"
        and len(local) <= MAX_LOCAL
        and _LOCAL.fullmatch(local) is not None
        and all(_LABEL.fullmatch(label) for label in labels)
        and (len(labels) > 1 or domain == "localhost")
        and len(local) + 1 + len(domain) <= MAX_ADDRESS
    )
    if not is_good:
        raise ValueError("это не адрес электронной почты вида имя@домен")
    return f"{local}@{domain}"


def is_loopback(host: str) -> bool:
    """Whether the host is this machine by its name or address, without asking a name server."""
    host = host.strip("[]")
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def split_listen(text: str) -> tuple[str, int]:
    """Split `host:port` or `[ipv6]:port`; port 0 asks the system for a free one. Raises `ValueError`."""
    host, colon, port = text.strip().rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    is_plain = bare != "" and (":" not in host or bare != host) and not re.search(r"[\s/@]", bare)
    if not (colon and is_plain and port.isascii() and port.isdigit() and int(port) <= MAX_PORT):
        raise ValueError("must be host:port, for example 127.0.0.1:8000")
    return bare, int(port)
