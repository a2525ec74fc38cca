"""Reports as tables for a terminal, a pipe or a mail."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from rich.box import Box
from rich.console import Console, JustifyMethod, OverflowMethod, RenderableType
from rich.containers import Lines
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from itsubsidy.files.echo import printable
from itsubsidy.reports.blocks import Block, Bullets, Grid, Heading, Paragraph, Report
from itsubsidy.reports.formats.breaking import broken
from itsubsidy.reports.screen import Screen

NATURAL = 10_000
"""Columns of a table that nothing has to fit into."""

LINES = Box(
    "    \n    \n -- \n    \n    \n -- \n    \n    \n",
    ascii=True,
)
"""Rules of ASCII alone: box-drawing characters are two columns wide in some Japanese terminals."""

NARROW = 110
"""Columns under which an official name takes two lines."""

LEAST = 80
"""Columns that the amounts need: on a narrower screen its lines wrap, and nothing is cut."""


class Japanese(Text):
    """Text of a cell, broken where Japanese may be."""

    def wrap(  # as rich calls it
        self,
        console: Console,
        width: int,
        *,
        justify: JustifyMethod | None = None,
        overflow: OverflowMethod | None = None,
        tab_size: int = 8,
        no_wrap: bool | None = None,
    ) -> Lines:
        """The lines that have room in so many columns."""
        if no_wrap:
            return super().wrap(
                console, width, justify=justify, overflow=overflow, tab_size=tab_size, no_wrap=True
            )
        lines = Lines(Text(line, style=self.style, end="") for line in broken(self.plain, width))
        if justify:
            lines.justify(console, width, justify=justify, overflow=overflow or "fold")
        return lines


def draw(report: Report, screen: Screen) -> str:
    """A report's blocks, without spaces at the ends of lines."""
    if report.blocks is None:
        raise ValueError("this report has no blocks")
    width = max(screen.width, LEAST) if screen.width else NATURAL
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=screen.color,
        color_system="standard" if screen.color else None,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    plain = screen.width is None and not screen.color
    pieces = []
    for renderable in _laid_out(report.blocks(), screen.width):
        if plain and isinstance(renderable, (str, Text)):  # there is nothing to lay out
            pieces.append(f"{renderable}\n")
            continue
        if isinstance(renderable, Text):  # which rich would break by its own rules
            renderable.plain = "\n".join(broken(renderable.plain, width))
        with console.capture() as captured:
            console.print(renderable, width=_needed(renderable, console))
        pieces.append(captured.get())
    return "".join(line.rstrip() + "\n" for line in "".join(pieces).splitlines())


def _needed(renderable: RenderableType, console: Console) -> int | None:
    """The columns without which a table would cut an amount; its lines wrap on the screen."""
    if not isinstance(renderable, Table):
        return None
    return max(
        console.width,
        renderable.__rich_measure__(console, console.options.update(max_width=NATURAL)).minimum,
    )


def _laid_out(blocks: Iterable[Block], width: int | None) -> Iterator[RenderableType]:
    """Blocks as rich draws them, with a blank line around each table and above each heading."""
    before: Block | None = None
    for block in blocks:
        if before is not None and _are_apart(before, block):
            yield ""
        match block:
            case Heading(text):
                yield Text(printable(text), style="bold")
            case Paragraph(text, strong, alert):
                style = "bold red" if alert else "bold" if strong else ""
                yield Text(printable(text), style=style)
            case Bullets(lines):
                yield _bullets(lines, width)
            case Grid():
                yield _grid(block, narrow=width is not None and width < NARROW)
        before = block


def _are_apart(above: Block, below: Block) -> bool:
    return isinstance(above, Grid) or isinstance(below, (Grid, Heading))


def _grid(grid: Grid, *, narrow: bool) -> Table:
    table = Table(box=LINES, show_edge=False, collapse_padding=True, header_style="bold")
    for column in grid.columns:
        if column.is_number:
            table.add_column(Text(column.heading), justify="right", no_wrap=True)
        else:
            table.add_column(Japanese(column.heading), overflow="fold")
    for at, row in enumerate(grid.rows):
        table.add_row(
            *(Japanese(_short(cell) if narrow else cell) for cell in map(printable, row)),
            style="bold green" if at == grid.marked else "",
        )
    return table


def _short(cell: str) -> str:
    """An official name or a list of rates on two lines: it is broken where a reader would."""
    if cell.startswith("インボイス枠（"):
        return cell.replace("（", "\n（")
    rates = cell.split("・")
    if len(rates) > 2 and all("/" in rate for rate in rates):
        return "\n".join("・".join(rates[at : at + 2]) for at in range(0, len(rates), 2))
    return cell


def _bullets(lines: Iterable[str], width: int | None) -> RenderableType:
    """Lines that each hang under their dash."""
    lines = map(printable, lines)
    if width is None:
        return Text("\n".join(f"  - {line}" for line in lines))
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for line in lines:
        grid.add_row("-", Japanese(line))
    return Padding(grid, (0, 0, 0, 2))
