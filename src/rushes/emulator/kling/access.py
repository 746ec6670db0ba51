"""Who may ask: API keys, and the tokens that the legacy API takes beside them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import cast

__all__ = ["ACCESS_KEY", "API_KEY", "SECRET_KEY", "denied"]

API_KEY = "kling-emulator-key"
ACCESS_KEY, SECRET_KEY = "kling-emulator-access", "kling-emulator-secret"


def denied(header: str, *, legacy: bool, keys: frozenset[str], now: float) -> tuple[int, str] | None:
    """The service code and the words for who may not come in; rules `auth` and `auth-legacy`."""
    scheme, _, key = header.partition(" ")
    if not key:
        return 1001, "Authorization is empty"
    if scheme != "Bearer":
        return 1000, "Authorization is invalid"
    if key.count(".") != 2:
        known = keys or {API_KEY}
        return None if key in known else (1002, "access key or api key is invalid")
    if not legacy:
        return 1002, "a token is not accepted here: use an API key"
    return wrong_token(key, now)


def wrong_token(token: str, now: float) -> tuple[int, str] | None:
    """What is wrong with a JWT at `now`, in seconds since 1970."""
    head, body, signature = token.split(".")
    claims = decoded(body)
    if decoded(head).get("alg") != "HS256" or claims.get("iss") != ACCESS_KEY:
        return 1002, "access key is invalid"
    wanted = hmac.new(SECRET_KEY.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(base64.urlsafe_b64encode(wanted).rstrip(b"=").decode(), signature):
        return 1000, "signature is invalid"
    begins, ends = claims.get("nbf", 0), claims.get("exp")
    if not isinstance(begins, int) or begins > now:
        return 1003, "authorization is not valid yet"
    return None if isinstance(ends, int) and now < ends else (1004, "authorization has expired")


def decoded(part: str) -> Mapping[str, object]:
    try:
        found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error):
        return {}
    return cast("Mapping[str, object]", found) if isinstance(found, dict) else {}
