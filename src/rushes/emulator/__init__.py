"""A stand-in for the vendors: a real HTTP server with a virtual clock, a bill, and faults by script.

It shares no code with `rushes.providers`: what it knows of a vendor it has from the vendor's own
documents, and each rule says from which.

    from rushes import emulator

    with emulator.running(faults=[{"kind": "accept_then_drop", "nth": 2}]) as server:
        ...  # RUNWAYML_BASE_URL=server.url
        server.advance(60)
        print(server.bill()["jobs_accepted"])
"""

from __future__ import annotations

from rushes.emulator.running import Server, running

__all__ = ["Server", "running"]
