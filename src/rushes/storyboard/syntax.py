"""What YAML's parser says, in words for somebody who writes a storyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rushes.errors import Finding

__all__ = ["syntax_error"]


def syntax_error(file: Path, text: str, error: Any) -> Finding:
    """A finding for ruamel's `error` in `text`."""
    if hasattr(error, "character"):
        return unreadable(file, text, int(error.position))
    found: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if found is None:
        return Finding(file, 0, 0, "", f"is no YAML: {' '.join(str(error).split())}")
    context = str(error.context)
    problem = " ".join(str(error.problem or context).split())
    opened: Any = error.context_mark or found
    lines = text.splitlines()
    line, column = int(found.line), int(found.column)
    rest = lines[line][column:] if line < len(lines) else ""
    said, allowed, at_start = worded(problem, context, rest)
    mark = opened if at_start else found
    return Finding(file, int(mark.line) + 1, int(mark.column) + 1, "", said, allowed)


def worded(problem: str, context: str, rest: str) -> tuple[str, str | None, bool]:
    """What is wrong, what would be right, and whether it began where the parser's context stands."""
    quotes = "put the text in quotes"
    if "\\t" in problem or rest.startswith("\t"):
        return "a tab stands where YAML wants spaces", "indent with spaces", False
    if "cannot start any token" in problem:
        return f"text cannot begin with {rest[:1]} in YAML", quotes, False
    if "mapping values are not allowed" in problem:
        return "a colon stands where no key can be", f"where it is part of a text, {quotes}", False
    if "undefined alias" in problem:
        return "an alias (*name) that nothing is called", f"where it is plain text, {quotes}", False
    if "end of stream" in problem and "quoted" in context:
        return "a quote is opened and never closed", "close it, or double it where it is meant", True
    if "single document" in context or "single document" in problem:
        return "a second document begins", "one storyboard a file, with no `---` inside", False
    if "could not find expected ':'" in problem:
        return "a key has no colon", "`key: value`, with a space behind the colon", True
    if "block" in problem or "block" in context or "did not find expected" in problem:
        return "does not fit what stands above it", "check the indentation, and quotes around texts", False
    return f"is no YAML: {problem}", None, False


def unreadable(file: Path, text: str, position: int) -> Finding:
    """A character that no YAML file may hold."""
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    code = ord(text[position]) if position < len(text) else 0
    return Finding(file, line, column, "", f"holds a control character (U+{code:04X})", "text without them")
