"""The schemas of models on fal, fetched once a day from where fal publishes them, which needs no key."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from rushes.errors import ProviderError
from rushes.http import Http
from rushes.model import Json
from rushes.providers.fal_schema import InputSchema, read_schema

__all__ = ["Schemas"]

FRESH = 86_400.0  # seconds
PATIENCE = 10.0  # seconds: without a schema a request is sent all the same


class Schemas:
    """The schemas at `address` (empty: none are fetched), kept in the folder `cache`."""

    def __init__(self, http: Http, address: str, cache: Path | None) -> None:
        self._http = http
        self._address = address
        self._cache = cache
        self._known: dict[str, InputSchema | None] = {}

    async def of(self, endpoint: str) -> InputSchema | None:
        """What the model takes; None where nobody says. An old answer counts where there is no new one."""
        if not self._address:
            return None
        if endpoint not in self._known:
            self._known[endpoint] = await self._found(endpoint)
        return self._known[endpoint]

    async def _found(self, endpoint: str) -> InputSchema | None:
        url = f"{self._address}?endpoint_id={quote(endpoint, safe='/')}"
        kept = (
            None if self._cache is None else self._cache / f"{hashlib.sha256(url.encode()).hexdigest()}.json"
        )
        if kept is not None and is_fresh(kept) and (schema := read_schema(read(kept), endpoint)) is not None:
            return schema
        document: Json = None
        with suppress(ProviderError, ValueError):
            reply = await self._http.send(
                "GET", url, headers={"Accept": "application/json"}, patience=PATIENCE
            )
            document = reply.json() if reply.status == 200 else None
        schema = read_schema(document, endpoint)
        if kept is None:
            return schema
        if schema is None:
            return read_schema(read(kept), endpoint)
        with suppress(OSError):
            write(kept, document)
        return schema


def is_fresh(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime < FRESH
    except OSError:
        return False


def read(path: Path) -> Json:
    with suppress(OSError, ValueError):
        return json.loads(path.read_text(encoding="utf-8"))
    return None


def write(path: Path, document: Json) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        temporary.write_text(json.dumps(document), encoding="utf-8")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
