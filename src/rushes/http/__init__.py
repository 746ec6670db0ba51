"""The web: the one client, what may be told of an address, and pictures that are fetched once."""

from rushes.http.addresses import is_loopback, is_private, origin, redacted, scrub
from rushes.http.client import Credentials, Http, NoAnswer, NotSent, Reply, Streamed, retry_after
from rushes.http.stills import fetch_still

__all__ = [
    "Credentials",
    "Http",
    "NoAnswer",
    "NotSent",
    "Reply",
    "Streamed",
    "fetch_still",
    "is_loopback",
    "is_private",
    "origin",
    "redacted",
    "retry_after",
    "scrub",
]
