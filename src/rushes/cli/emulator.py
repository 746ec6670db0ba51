"""`rushes emulator`: a stand-in for the vendors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli.framework import FILE, command
from rushes.cli.out import Out

if TYPE_CHECKING:
    from rushes.emulator.server import Emulator
    from rushes.model import Json

__all__ = ["emulator"]

PORT = 8377


@command(
    "emulator",
    examples=[
        "rushes emulator                                      Runway's API on port 8377",
        "rushes emulator --script faults.toml                 with things going wrong",
        "rushes emulator --folder .emulator --seed 7          remembers jobs over restarts",
        "rushes emulator --manual                             time moves only when it is told to",
    ],
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="The API's port; 0: any."
)
@click.option(
    "--output-port",
    type=click.IntRange(0, 65535),
    help="The port that outputs are fetched from. Otherwise the API's port + 1.",
)
@click.option("--folder", type=FILE, metavar="FOLDER", help="Remember jobs, uploads and the clock here.")
@click.option("--script", type=FILE, metavar="FILE", help="Faults, as TOML or JSON.")
@click.option("--seed", type=int, default=0, show_default=True, help="Decides ids and times.")
@click.option("--manual", is_flag=True, help="Time stands still until POST /__emulator/clock moves it.")
@click.option(
    "--speed",
    type=click.FloatRange(0.001, 100_000),
    default=1.0,
    show_default=True,
    help="How much faster than real its time runs.",
)
@click.option(
    "--run-seconds",
    type=click.FloatRange(0, 86_400),
    default=30.0,
    show_default=True,
    help="How long a job runs, in its time.",
)
@click.option("--tier", type=click.IntRange(1, 5), default=1, show_default=True, help="The account's tier.")
@click.option(
    "--credits", "credit", type=click.FloatRange(0), default=100_000.0, show_default=True, help="Its credit."
)
def emulator(
    out: Out,
    *,
    host: str,
    port: int,
    output_port: int | None,
    folder: Path | None,
    script: Path | None,
    seed: int,
    manual: bool,
    speed: float,
    run_seconds: float,
    tier: int,
    credit: float,
) -> None:
    """Serve a stand-in for the vendors, for tests that cost nothing.

    A real HTTP server that speaks Runway's API: jobs, uploads, credits, playable clips. Point any
    client at it; every key that begins with `key_` is accepted. `/__emulator/bill` says what was
    bought. It runs until Ctrl-C.
    """
    from rushes.emulator.running import build

    built = build(
        folder=folder,
        faults=script or (),
        seed=seed,
        real_time=not manual,
        speed=speed,
        run_seconds=run_seconds,
        tier=tier,
        credits=credit,
    )
    if output_port is None:
        output_port = port + 1 if 0 < port < 65535 else 0
    _serve(out, built, host, port, output_port)


def _serve(out: Out, served: Emulator, host: str, port: int, output_port: int) -> None:
    import asyncio

    from rushes.errors import UsageError

    async def run() -> None:
        try:
            await served.start(host, port, output_port)
        except OSError as error:
            raise UsageError(
                f"the emulator cannot listen on {host}, ports {port} and {output_port}: {error.strerror}",
                hint="give another --port, or --port 0 for any that is free",
            ) from error
        _announce(out, served)
        try:
            await asyncio.Event().wait()
        finally:
            await served.stop()

    asyncio.run(run())


def _announce(out: Out, served: Emulator) -> None:
    url, outputs = served.url, served.world.outputs
    if out.json:
        told: dict[str, Json] = {"url": url, "outputs": outputs, "dialects": list(served.dialects)}
        told["environment"] = {**served.environment()}
        out.document("rushes/emulator/1", told)
    else:
        for variable, value in served.environment().items():
            out.data(f"{variable}={value}")
        out.say(f"outputs are at {outputs}; the bill is at {url}/__emulator/bill; Ctrl-C ends it")
    out.flush()
