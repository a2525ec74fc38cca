"""A vendor's spreadsheet read at once, without a file between: only where all of it is certain."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from itsubsidy.files.echo import quoted
from itsubsidy.files.problems import InputError, Problem
from itsubsidy.inputs.imports.quote import QuoteImport, import_quote, problem_at
from itsubsidy.inputs.tabular import table_bytes, tables_in


class DirectQuote(NamedTuple):
    """A quote that a spreadsheet says whole."""

    text: bytes
    """As quote.yaml has it."""
    rows: tuple[int, ...]
    """The row of the sheet that each item came from, from 1."""
    sha256: str
    """Of the spreadsheet."""
    note: str
    """What the reader should know of how it was read."""


def read_quote(file: str, encoding: str | None = None) -> DirectQuote:
    """The quote in a spreadsheet.

    Raises:
        InputError: it cannot be read, its sums disagree, or only the reader knows some of it.
    """
    raw = table_bytes(file)
    found = import_quote(tables_in(raw, file, encoding))
    problems = found.problems or list(_questions(file, found))
    if problems:
        raise InputError(problems)
    rows = tuple(_row(place) for place in found.places)
    note = "。".join([f"{file} を表から直接読みました", *found.notes])
    return DirectQuote(found.text.encode(), rows, hashlib.sha256(raw).hexdigest(), note)


def _questions(file: str, found: QuoteImport) -> Iterator[Problem]:
    """Each thing that is not certain, and the command that writes them all down."""
    for asked in found.asked:
        yield problem_at(file, asked.place, f"{asked.of}が表では決まりません（{asked.question}）")
    if found.asked:
        target = Path(file).with_name("quote.yaml")
        command = f"itsubsidy import quote {quoted(file)} -o {quoted(str(target))}"
        yield Problem(file, 0, 0, "", f"{command} で書き出し、「確認」の所を書き入れます")


def _row(place: str) -> int:
    """The row of a place as `Table.place` writes it: 12 of `見積!B12` and of `12:5`."""
    found = _ROW.search(place)
    return int(found[1] or found[2]) if found else 1


_ROW: Final = re.compile(r"![A-Z]+([0-9]+)\Z|\A([0-9]+):[0-9]+\Z")
