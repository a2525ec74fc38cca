"""Which tables have the lines of a quote, and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from itsubsidy.files.problems import InputError, Problem
from itsubsidy.inputs.imports.heads import compact
from itsubsidy.inputs.imports.quote_items import Line
from itsubsidy.inputs.imports.quote_paper import Paper, read_paper
from itsubsidy.inputs.imports.quote_rows import Passed, Rows, read_rows
from itsubsidy.inputs.imports.quote_sums import Amounts, Mode, Settled, Sum, settle
from itsubsidy.inputs.tables import Table
from itsubsidy.money import Exact, cut

USUAL_RATE: Final = Fraction(1, 10)

_NO_HEAD: Final = (
    "見出しの行が見つかりません。品名（品目・項目・内容・摘要など）と、単価か金額の列が要ります"
)
_THOUSANDS: Final = re.compile("単位.{0,2}(?:千|万|百万)円")


class Papers(NamedTuple):
    """The pages of a quote: the tables of its lines, and what stands around them."""

    pages: Sequence[Rows]
    paper: Paper

    @property
    def file(self) -> str:
        """Where it was read from."""
        return self.pages[0].table.file

    @property
    def entries(self) -> list[Line | Passed]:
        """Every row of the tables, in their order."""
        return list(_with_rates(entry for page in self.pages for entry in page.entries))

    @property
    def lines(self) -> list[Line]:
        """The lines of all pages."""
        return [entry for entry in self.entries if isinstance(entry, Line)]

    @property
    def sums(self) -> list[Sum]:
        """The sums of all pages in their order, then those above the tables."""
        sums: list[Sum] = []
        before = 0
        for page in self.pages:
            sums += (one._replace(after=one.after + before) for one in page.sums)
            before += len(page.lines)
        return sums + list(self.paper.sums)

    @property
    def said_tax(self) -> str | None:
        """What the heads of the prices say of the tax in them."""
        return next((page.said_tax for page in self.pages if page.said_tax), None)

    @property
    def problems(self) -> list[Problem]:
        """Why the pages cannot be read."""
        problems = [problem for page in self.pages for problem in page.problems]
        for page in self.pages:
            problems += _larger_units(page.table)
        if not problems and not any(page.lines for page in self.pages):
            problems.append(self.pages[0].table.problem(None, "額のある明細の行がありません"))
        return problems

    @property
    def notes(self) -> list[str]:
        """What the reader should know of how they were read."""
        several = len(self.pages) > 1
        return [note for page in self.pages for note in _notes(page, several=several)]


def read_papers(tables: Sequence[Table], sheet: str | None = None) -> Papers:
    """The quote in some tables: the sheets of a workbook, or one text.

    `sheet` names the sheet that has the lines, where several have some.

    Raises:
        InputError: no table has the head of a quote, or several have, and nothing says which.
    """
    found = [(table, read_rows(table)) for table in tables]
    pages = [rows for table, rows in found if rows and sheet in (None, table.sheet)]
    if not pages:
        raise InputError([_no_pages(tables, sheet)])
    around = [table for table, rows in found if rows is None]
    papers = _with_paper(pages, around)
    if len(pages) > 1 and not _belong_together(papers):
        names = "、".join(f"「{page.table.sheet}」" for page in pages)
        message = f"明細のあるシートが {len(pages)}枚あります。--sheet で一枚を選びます: {names}"
        raise InputError([Problem(papers.file, 0, 0, "", message)])
    months = papers.paper.months
    if months is None:
        return papers
    again = [read_rows(page.table, months) or page for page in pages]  # the lines run as long
    return _with_paper(again, around)


def _no_pages(tables: Sequence[Table], sheet: str | None) -> Problem:
    """What is wrong where no table, or not the one of this name, has lines."""
    if len(tables) == 1 and sheet is None:
        return tables[0].problem(None, _NO_HEAD)
    known = [table.sheet for table in tables]
    message = _NO_HEAD
    if sheet is not None and sheet not in known:
        message = f"「{sheet}」というシートはありません。あるシート: {'、'.join(known)}"
    return Problem(tables[0].file, 0, 0, sheet if sheet in known else "", message)


def _with_paper(pages: Sequence[Rows], around: Sequence[Table]) -> Papers:
    """The pages, with what stands above and below their lines, and on sheets without lines."""
    parts: list[tuple[Table, range]] = []
    for page in pages:
        table = page.table
        parts += [(table, range(page.head.top)), (table, range(page.end, len(table.rows)))]
    parts += ((table, range(len(table.rows))) for table in around)
    return Papers(pages, read_paper(parts, sum(len(page.lines) for page in pages)))


def _belong_together(papers: Papers) -> bool:
    """Whether some tables are the pages of one quote: their lines make its total."""
    if papers.problems:
        return False
    settled = held_against_sums(papers, None, surely=False)
    return settled.is_shown and not settled.faults


def _with_rates(entries: Iterable[Line | Passed]) -> Iterator[Line | Passed]:
    """The rows; what a line takes off in percent is of the lines above it."""
    above: Exact = 0
    for entry in entries:
        if isinstance(entry, Line):
            if "rate" in entry.data and not entry.amount:
                off = -cut(entry.data["rate"] * above)
                entry = entry._replace(amount=off, whole=off)
            above += entry.amount
        yield entry


def held_against_sums(
    papers: Papers, says: Mode | None, *, surely: bool, rate: Fraction = USUAL_RATE
) -> Settled:
    """How lines and sums fit: by what the paper adds up of each, else by their whole terms."""
    lines, sums = papers.lines, papers.sums

    def settled(*, whole: bool) -> Settled:
        amounts = [
            Amounts(
                line.whole if whole else line.amount,
                rate if line.rate is None else line.rate,
                line.name,
                line.place,
                line.is_discount,
            )
            for line in lines
        ]
        return settle(amounts, sums, says, surely=surely)

    by_payment = settled(whole=False)
    if all(line.amount == line.whole for line in lines):
        return by_payment
    by_term = settled(whole=True)
    if by_payment.faults and not by_term.faults:
        return by_term
    return by_payment._replace(is_in_part=True)


# --- what is told --------------------------------------------------------------------------------


def _larger_units(table: Table) -> Iterator[Problem]:
    """What says that a table is in thousands of yen, from which no quote can be read."""
    for cell in (cell for row in table.rows for cell in row):
        if isinstance(cell.value, str) and _THOUSANDS.search(compact(cell.value)):
            message = f"「{cell.text}」の表は読めません。円の額の見積書を指定してください"
            yield table.problem(cell, message)


def _notes(page: Rows, *, several: bool) -> Iterator[str]:
    name = f"{page.table.sheet}: " if several else ""
    if page.table.note:
        yield page.table.note
    if page.unread:
        yield f"{name}使わなかった列: {'、'.join(page.unread)}"
    if page.beyond:
        places = "、".join(page.beyond)
        yield f"{name}合計より下の額は合計に入っていないので、読みませんでした: {places}"
