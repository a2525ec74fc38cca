"""The blocks of which reports are made, whatever draws them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple


class Heading(NamedTuple):
    """A heading; the report's own is of level 1."""

    text: str
    level: int = 2


class Paragraph(NamedTuple):
    """A line of its own."""

    text: str
    strong: bool = False
    alert: bool = False
    """Whether it must not be overlooked."""


class Bullets(NamedTuple):
    """A list."""

    lines: tuple[str, ...]


class Column(NamedTuple):
    """A column of a table; numbers stand to the right."""

    heading: str
    is_number: bool


def text(heading: str) -> Column:
    """A column of words."""
    return Column(heading, is_number=False)


def number(heading: str) -> Column:
    """A column of numbers."""
    return Column(heading, is_number=True)


class Grid(NamedTuple):
    """A table, of which one row may be marked."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: int | None = None


Block = Heading | Paragraph | Bullets | Grid
"""What every format can draw."""


def section(title: str, content: Bullets | Grid, level: int = 3) -> Iterator[Block]:
    """A list or a table under its heading; nothing where it is empty."""
    if content.lines if isinstance(content, Bullets) else content.rows:
        yield Heading(title, level)
        yield content


class Answer(NamedTuple):
    """What a reader looks for first: facts by their names, or a sentence where there are none."""

    facts: tuple[tuple[str, str], ...] = ()
    sentence: str = ""


class Bar(NamedTuple):
    """What one frame pays, yen; `label` says it in words."""

    name: str
    subsidy: int
    label: str
    strong: bool


class Bars(NamedTuple):
    """The subsidy of each frame and the client's own payment, beside each other."""

    bars: tuple[Bar, ...]
    total: int
    """The whole quote, yen, which is the whole of each bar."""


class Curve(NamedTuple):
    """What a frame pays as the prices of a quote change."""

    frame: str
    points: tuple[tuple[int, int], ...]
    """Eligible cost and subsidy, yen."""
    here: tuple[int, int]
    """The point of the quote as it is."""
    kinks: tuple[tuple[tuple[int, int], str], ...] = ()
    """Points where it bends, with a word or two each."""


class Cover(NamedTuple):
    """The head of a page that is handed over; what is not known is empty."""

    title: str
    to: str
    author: str
    made: str
    """The day, in words."""
    comment: str


class MoneyBar(NamedTuple):
    """The whole outlay with tax as a bar: the subsidy and the client's own money; yen."""

    subsidy: int
    outlay: int


class Numbered(NamedTuple):
    """A list whose entries have numbers."""

    lines: tuple[str, ...]


class Checklist(NamedTuple):
    """What somebody has to make sure of, with a box to tick."""

    rows: tuple[tuple[str, str], ...]
    """Who, and what."""
    more: str = ""


class Links(NamedTuple):
    """A list of what stands at public addresses: what it is called, and where it is."""

    rows: tuple[tuple[str, str], ...]


Drawn = Block | Answer | Bars | Curve | Cover | MoneyBar | Numbered | Checklist | Links


class Section(NamedTuple):
    """A part of a page; the last one is its `receipt`."""

    blocks: tuple[Drawn, ...]
    kind: str = ""


PageBlock = Drawn | Section
"""What a page can draw: also pictures."""


class Page(NamedTuple):
    """A page for the client."""

    title: str
    blocks: Iterable[PageBlock]


class Line(NamedTuple):
    """A line of a screen."""

    text: str
    style: str = ""
    """best, bold, dim, warning: how it stands out; never the only sign of what it says."""
    is_whole: bool = False
    """Whether it is never cut."""


Cell = str | int | None
"""A cell of a spreadsheet."""


class Deadline(NamedTuple):
    """A moment in a calendar, in Japan."""

    uid: str
    """Its name, the same in every calendar that has it."""
    day: date
    time: str
    """`17:00`."""
    summary: str
    description: str


class Calendar(NamedTuple):
    """Deadlines, and the day on which they were last found right."""

    verified_on: date
    deadlines: tuple[Deadline, ...]


class Report(NamedTuple):
    """One answer in every way that it is said; each way is worked out when a format asks for it."""

    data: Callable[[], dict[str, Any]]
    """The JSON object."""
    blocks: Callable[[], Iterable[Block]] | None = None
    page: Callable[[], Page] | None = None
    screen: Callable[[int | None], Iterable[Line]] | None = None
    """In the place of the blocks where a table is asked for; of the terminal's columns."""
    rows: Callable[[], Iterable[tuple[Cell, ...]]] | None = None
    """The rows of a spreadsheet, the headings first."""
    calendar: Callable[[], Calendar] | None = None
