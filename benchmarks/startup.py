"""What starting costs: `rushes --help` and `import rushes` beside a bare interpreter.

Aims: `rushes --help` at most 150 ms of CPU time more than `python -c pass`; `import rushes` under 60 ms.
`ratio` is the CPU time of `rushes --help` over that of a bare interpreter.
"""

from __future__ import annotations

import sys

from _measure import RUSHES, alternate, finish, row, run


def main() -> None:
    python = sys.executable
    bare, imported, helped = alternate(
        11,
        lambda: run([python, "-c", "pass"]),
        lambda: run([python, "-c", "import rushes"]),
        lambda: run([*RUSHES, "--help"]),
    )
    row("python -c pass", bare)
    row("python -c 'import rushes'", imported)
    row("rushes --help", helped)
    finish(
        "startup",
        helped.cpu / bare.cpu,
        help_cpu_ms_more=1000 * (helped.cpu - bare.cpu),
        import_cpu_ms_more=1000 * (imported.cpu - bare.cpu),
        import_wall_ms_more=1000 * (imported.wall - bare.wall),
        aim_help_ms=150,
        aim_import_ms=60,
    )


if __name__ == "__main__":
    main()
