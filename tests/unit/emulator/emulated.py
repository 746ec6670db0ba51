"""An emulator's two clients in tests: the vendor's own SDK, and bare HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

import httpx
import httpx2
from runwayml import RunwayML

from rushes.emulator import Server

KEY = "key_" + "5a" * 64
HEADERS = {"authorization": f"Bearer {KEY}", "x-runway-version": "2024-11-06"}
# The smallest that Runway makes.
WISH = {"model": "gen4.5", "promptText": "a lamp", "ratio": "1280:720", "duration": 2}

Start = Callable[..., Server]


def sdk(server: Server) -> RunwayML:
    """The vendor's SDK, which sends once and believes nothing."""
    return RunwayML(
        api_key=KEY,
        base_url=server.url,
        max_retries=0,
        timeout=10,
        http_client=httpx.Client(verify=False, trust_env=False),  # to read certificates takes 50 ms
        _strict_response_validation=True,
    )


class Http:
    """Bare HTTP, as Runway wants it."""

    def __init__(self, server: Server) -> None:
        self.url = server.url
        self.client = httpx2.Client(timeout=10, trust_env=False, verify=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.client.close()

    def post(self, path: str, body: object = None, **more: Any) -> httpx2.Response:
        return self.client.post(self.url + path, json=body, headers=HEADERS, **more)

    def get(self, path: str, **more: Any) -> httpx2.Response:
        return self.client.get(self.url + path, headers=HEADERS, **more)

    def create(self, **changes: object) -> httpx2.Response:
        return self.post("/v1/text_to_video", {**WISH, **changes})

    def task(self, id_: str) -> dict[str, Any]:
        return self.get(f"/v1/tasks/{id_}").json()

    def delete(self, id_: str) -> httpx2.Response:
        return self.client.delete(f"{self.url}/v1/tasks/{id_}", headers=HEADERS)


Talk = Callable[[Server], Http]
