"""Addresses of the web: what may be told of one, whose it is, and where it leads."""

from __future__ import annotations

import ipaddress
import logging
import re
import socket
from urllib.parse import urlsplit

from rushes.errors import ConfigError, Unreachable, UsageError

__all__ = ["is_loopback", "is_private", "keep_addresses_out_of_logs", "origin", "redacted", "scrub"]


def redacted(url: str) -> str:
    """The address without what may be secret in it: its name, its key, its query."""
    try:
        parts = urlsplit(url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "an address that cannot be read"
    return f"{parts.scheme}://{host}{port}{parts.path}"


def scrub(text: str, *secrets: str, most: int = 300) -> str:
    """Somebody else's words without what may be secret in them, on one line of at most `most` characters."""
    for secret in secrets:
        text = text.replace(secret, "…") if len(secret) > 3 else text
    text = re.sub(r"\b(key_|Bearer\s+)[\w.~+/=-]{8,}", r"\1…", text)
    text = re.sub(r"\bdata:[\w/+.-]*(?:;[\w=-]+)*,\S*", "data:…", text)
    text = re.sub(r"\b(https?://)[^\s/@\"']*@", r"\1", text)
    text = re.sub(r"(https?://[^\s?#\"']*)[?#][^\s\"']*", r"\1?…", text)
    text = re.sub(r"[A-Za-z0-9+/_-]{120,}={0,2}", "…", text)
    text = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return text if len(text) <= most else text[: most - 1] + "…"


def origin(url: str) -> str:
    """The scheme and host of `url`, with the port where it is not the scheme's own. Raises ConfigError."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https") or not host:
        raise ConfigError(f"{redacted(url)} is no web address")
    host = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[scheme]
    return f"{scheme}://{host}" if port in (None, usual) else f"{scheme}://{host}:{port}"


def is_loopback(url: str) -> bool:
    """Whether `url` is on this machine, by its name alone."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_private(url: str) -> bool:
    """Whether any address that the host stands for is not one of the open internet."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise UsageError(f"{redacted(url)} is no web address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{redacted(url)} is no web address")
    try:
        return not ipaddress.ip_address(parts.hostname).is_global
    except ValueError:
        pass  # it is a name
    try:
        found = socket.getaddrinfo(parts.hostname, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(
            f"nobody knows the host of {redacted(url)}",
            billed="no",
            retryable=True,
            hint="check the address and the connection",
        ) from None
    return any(not ipaddress.ip_address(one[4][0]).is_global for one in found)


class Discreet(logging.Filter):
    """Takes out of log records what must not be in a log; the client writes whole addresses there."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = scrub(record.getMessage(), most=2000), ()
        return True


def keep_addresses_out_of_logs() -> None:
    parts = ("connection", "http11", "http2", "proxy", "socks")
    for name in ("httpx2", "httpcore2", *(f"httpcore2.{part}" for part in parts)):
        logger = logging.getLogger(name)
        if not any(isinstance(one, Discreet) for one in logger.filters):
            logger.addFilter(Discreet())
