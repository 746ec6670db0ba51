"""A batch as a table: a line of column names, then a job a row; commas, semicolons or tabs between."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from rushes.batch.format import COLUMNS, FREE, LISTED, OPTION, key_trouble, kind_of, location_of
from rushes.batch.rows import Row, Sheet, read_json
from rushes.storyboard.document import Place

__all__ = ["table_rows"]

SEPARATORS = (",", ";", "\t")
MAKING = ("prompt", "performance", "upscale")  # a row says one of these, or there is nothing to make

Read = Callable[[str], Any]
Columns = Sequence[tuple[str, Read | None]]  # by name; None reads a column that is wrong, and told of


def table_rows(sheet: Sheet, text: str) -> Iterator[Row]:
    """The job that each row says. Rows without a word say nothing."""
    lines = io.StringIO(text, newline="").readlines()
    first = next((number for number, line in enumerate(lines) if line.strip(" \t\r\n,;")), len(lines))
    separator = separator_of("".join(lines[first : first + 1]))
    reader = csv.reader(lines[first:], delimiter=separator, skipinitialspace=True, strict=True)
    columns: Columns | None = None
    number = 0
    while True:
        begins = first + reader.line_num
        try:
            cells = next(reader, None)
        except csv.Error as error:
            number += 1
            yield Row(number, begins + 1, None)
            rest = lines[begins : first + reader.line_num]
            if not report_syntax(sheet, rest, begins + 1, separator, str(error)) or columns is None:
                return
            continue
        if cells is None:
            return
        places = partial(cell_places, lines[begins : first + reader.line_num], begins + 1, separator)
        if columns is None:
            columns = named_columns(sheet, [cell.strip() for cell in cells], places)
        elif any(map(str.strip, cells)):
            number += 1
            said = said_by(sheet, cells, columns, places)
            names = partial(key_places, [name for name, _ in columns], places)
            yield Row(number, begins + 1, said, names)


def separator_of(line: str) -> str:
    """What stands between the cells of a table whose column names are in `line`."""

    def known(separator: str) -> tuple[int, int]:
        try:
            names = [name.strip() for cells in csv.reader([line], delimiter=separator) for name in cells]
        except csv.Error:  # told when the table is read
            return 0, 0
        return sum(key_trouble(name) is None for name in names), len(names)

    return max(SEPARATORS, key=known)  # the comma where nothing tells


def named_columns(sheet: Sheet, names: Sequence[str], places: Callable[[], Sequence[Place]]) -> Columns:
    """Each column with what reads it; what is wrong with a name is reported."""
    columns: list[tuple[str, Read | None]] = []
    seen: set[str] = set()
    for index, name in enumerate(names):
        trouble = key_trouble(name) if name else None
        if name in seen and name:
            trouble = "is there twice", "one column of each name"
        if trouble is not None:
            sheet.report(places()[index], name[:60], *trouble)
        columns.append((name, None) if trouble is not None else (name, reader_of(name)))
        seen.add(name)
    sheet.prompts = any(read and location_of(name)[0] in MAKING for name, read in columns)
    if not sheet.prompts and not sheet.findings:
        names_here = f"the first line names the columns: {', '.join(COLUMNS)}"
        sheet.report(places()[0], "", "has no column `prompt`", names_here)
    return columns


def said_by(
    sheet: Sheet, cells: Sequence[str], columns: Columns, places: Callable[[], Sequence[Place]]
) -> dict[str, Any] | None:
    """What the cells of a row say; an empty cell says nothing. None when they stand under wrong columns."""
    if any(map(str.strip, cells[len(columns) :])):
        sheet.report(
            places()[len(columns)],
            "",
            f"has {len(cells)} cells, and there are {len(columns)} columns",
            'a text with a separator in it stands in quotes: "…"',
        )
        return None
    said: dict[str, Any] = {}
    for index, ((key, read), cell) in enumerate(zip(columns, cells, strict=False)):
        if read is not None and cell and not cell.isspace():
            try:
                said[key] = read(cell)
            except ValueError as error:
                sheet.report(places()[index], key, str(error))
    return said


# ── what a cell says ──────────────────────────────────────────────────────────────────────────


def reader_of(name: str) -> Read:
    """What reads the cells of the column `name`."""
    if not name:
        return unnamed
    if name.startswith(FREE):
        return str
    if name.startswith(OPTION):
        return json_or_text
    kind = kind_of(name)
    if kind.several:
        return several
    if kind.object and name != "prompt":
        return picture if name in LISTED else json_object
    return truth if kind.truth else str.strip


def unnamed(cell: str) -> str:
    raise ValueError(f"{cell.strip()[:40]!r} stands in a column without a name")


def several(cell: str) -> list[str]:
    """Values with | between."""
    return [one.strip() for one in cell.split("|") if one.strip()]


def truth(cell: str) -> bool | str:
    """Spreadsheets write TRUE."""
    word = cell.strip()
    return word.lower() == "true" if word.lower() in ("true", "false") else word


def json_or_text(cell: str) -> Any:
    """A number, a truth, a text in quotes or what else is JSON; all else is text."""
    said = truth(cell)
    if isinstance(said, bool):
        return said
    try:
        return read_json(said)
    except ValueError:
        return said


def picture(cell: str) -> Any:
    """An object as JSON, or one value, that may begin with alternatives in braces."""
    return json_object(cell) if re.match(r'\s*\{\s*["}]', cell) else cell.strip()


def json_object(cell: str) -> Any:
    """One value, or an object as JSON."""
    if not cell.lstrip().startswith("{"):
        return cell.strip()
    try:
        return read_json(cell)
    except ValueError as error:
        raise ValueError(f"is no JSON object: {getattr(error, 'msg', error)}") from None


# ── where it stands ───────────────────────────────────────────────────────────────────────────


def report_syntax(sheet: Sheet, lines: Sequence[str], line: int, separator: str, said: str) -> bool:
    """Report a row that cannot be taken apart. Returns whether the rows after it can."""
    place = Place(line, 1, line, 1)
    twice = 'a quote in a text is written twice: ""'
    if "end of data" in said:
        sheet.report(cell_places(lines, line, separator)[-1], "", "a quote is opened and never closed", twice)
        return False
    if "limit" in said:
        most = f"has a cell of more than {csv.field_size_limit()} characters"
        sheet.report(cell_places(lines, line, separator)[-1], "", most, "close each quote that is opened")
        return False
    if "expected after" in said:
        sheet.report(place, "", "goes on after a closing quote", twice)
    else:
        sheet.report(place, "", f"is no row of a table: {said}")
    return True


def key_places(names: Sequence[str], places: Callable[[], Sequence[Place]]) -> Mapping[str, Place]:
    return dict(zip(names, places(), strict=False))


def cell_places(lines: Iterable[str], line: int, separator: str) -> list[Place]:
    """Where each cell of a row begins; `line` is the number of its first line."""
    found = [Place(line, 1, line, 1)]
    column, begins, in_quotes, is_open = 1, True, False, False
    for character in "".join(lines).replace("\r\n", "\n"):
        column += 1
        if character == '"' and (begins or in_quotes):
            in_quotes, is_open = True, not is_open  # a quote written twice closes and opens again
        elif character == separator and not is_open:
            found.append(Place(line, column, line, column))
            in_quotes = False
        elif character in "\r\n":
            line, column = line + 1, 1
        begins = character == separator or (begins and character == " ")
    return found
