"""Rows that are alike for several members of a group, said once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Final

from itsubsidy.files.echo import printable
from itsubsidy.reports.blocks import Block, Grid

FEW: Final = 3
"""Members that are named one by one."""

MEMBER: Final = "\0"
"""Stands for the member in what rows have in common."""


def together(blocks: Iterable[Block], members: Iterable[str]) -> Iterator[Block]:
    """The blocks, with the rows of their tables that differ by the member alone as one row."""
    names = frozenset(map(printable, members))
    for block in blocks:
        yield _together(block, names) if isinstance(block, Grid) and len(names) > 1 else block


def _together(grid: Grid, names: Set[str]) -> Grid:
    """A table whose first column says whose a row is: `魚政: POSレジ`, `機能の数（魚政）`."""
    alike: dict[tuple[tuple[str, ...], int], list[str]] = {}
    times: Counter[tuple[str, ...]] = Counter()
    lengths = sorted(set(map(len, names)), reverse=True)
    for row in grid.rows:
        name, label = _apart(row[0], names, lengths)
        times[row] += 1  # what stands twice of one member, or of nobody, stays twice
        alike.setdefault(((label, *row[1:]), times[row]), []).append(name)
    rows = (
        (label.replace(MEMBER, _called(found)), *cells)
        for ((label, *cells), _), found in alike.items()
    )
    return grid._replace(rows=tuple(rows))


def _apart(label: str, names: Set[str], lengths: Iterable[int]) -> tuple[str, str]:
    """Whose a row is, and the label with a mark in the place of the name; of nobody "".

    The longest name first: of thousands of members and rows, each row looks only where a name
    of each length would end.
    """
    last = len(label) - 1
    for length in lengths:
        if label.startswith(": ", length) and label[:length] in names:
            return label[:length], MEMBER + label[length:]
        start = last - length
        if start > 0 and label[start - 1] == "（" and label[last] == "）":
            name = label[start:last]
            if name in names:
                return name, f"{label[:start]}{MEMBER}）"
    return "", label


def _called(names: Sequence[str]) -> str:
    """Members: 魚政, 魚政・八百一, 9者（魚政 ほか）それぞれ."""
    if len(names) > FEW:
        return f"{len(names)}者（{names[0]} ほか）それぞれ"
    return "・".join(names) + ("それぞれ" if len(names) > 1 else "")
