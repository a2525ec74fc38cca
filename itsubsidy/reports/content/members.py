"""Rows that are alike for several members of a group, said once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from itsubsidy.files.echo import printable
from itsubsidy.reports.blocks import Block, Grid

FEW: Final = 3
"""Members that are named one by one."""

MEMBER: Final = "\0"
"""Stands for the member in what rows have in common."""


def together(blocks: Iterable[Block], members: Iterable[str]) -> Iterator[Block]:
    """The blocks, with the rows of their tables that differ by the member alone as one row."""
    names = sorted({printable(name) for name in members}, key=len, reverse=True)
    for block in blocks:
        yield _together(block, names) if isinstance(block, Grid) and len(names) > 1 else block


def _together(grid: Grid, names: Sequence[str]) -> Grid:
    """A table whose first column says whose a row is: `魚政: POSレジ`, `機能の数（魚政）`."""
    alike: dict[tuple[tuple[str, ...], int], list[str]] = {}
    times: Counter[tuple[str, ...]] = Counter()
    for row in grid.rows:
        name, label = _apart(row[0], names)
        times[row] += 1  # what stands twice of one member, or of nobody, stays twice
        alike.setdefault(((label, *row[1:]), times[row]), []).append(name)
    rows = (
        (label.replace(MEMBER, _called(found)), *cells)
        for ((label, *cells), _), found in alike.items()
    )
    return grid._replace(rows=tuple(rows))


def _apart(label: str, names: Iterable[str]) -> tuple[str, str]:
    """Whose a row is, and the label with a mark in the place of the name; of nobody ""."""
    for name in names:
        if label.startswith(f"{name}: "):
            return name, MEMBER + label[len(name) :]
        if label.endswith(f"（{name}）"):
            return name, f"{label[: -len(name) - 1]}{MEMBER}）"
    return "", label


def _called(names: Sequence[str]) -> str:
    """Members: 魚政, 魚政・八百一, 9者（魚政 ほか）それぞれ."""
    if len(names) > FEW:
        return f"{len(names)}者（{names[0]} ほか）それぞれ"
    return "・".join(names) + ("それぞれ" if len(names) > 1 else "")
