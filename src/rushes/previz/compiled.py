"""A typed door to numba: `compiled(signature)` compiles a function ahead, without the GIL, and keeps it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import numba

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def compiled(signature: str) -> Callable[[Callable[Arguments, Result]], Callable[Arguments, Result]]:
    """Compile the decorated function for `signature` alone; the machine code is cached on disk.

    Where the package's own folder is read-only, numba keeps the cache in the user's folder; where
    there is no such folder either, the function is compiled again in each process.
    """

    def compile_it(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        options: dict[str, Any] = {
            "nogil": True,
            "error_model": "numpy",
            "boundscheck": False,
            "no_cfunc_wrapper": True,
        }
        jit: Any = numba.njit
        try:
            return jit(signature, cache=True, **options)(function)
        except RuntimeError:  # "no locator available": no folder can be written
            return jit(signature, **options)(function)

    return compile_it
