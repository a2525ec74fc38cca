"""A vendor's spreadsheet → quote.yaml; every yen of it is accounted for, or it is not written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, NamedTuple

from itsubsidy.imports.figures import percent_of
from itsubsidy.imports.heads import compact
from itsubsidy.imports.quote_items import Ask, Line
from itsubsidy.imports.quote_paper import Paper, read_paper
from itsubsidy.imports.quote_rows import Passed, Rows, read_rows
from itsubsidy.imports.quote_sums import Amounts, Mode, Settled, Sum, settle
from itsubsidy.imports.quote_text import MARK, Entry, quote_text
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.reading import validate
from itsubsidy.inputs.spelling import CLIENT_FILE, QUOTE
from itsubsidy.inputs.tabular import Table
from itsubsidy.inputs.totals import total_faults
from itsubsidy.inputs.yamltext import LARGEST_FILE, InputError, Problem, parse
from itsubsidy.money import Exact, cut, decimal_text

USUAL_RATE: Final = Fraction(1, 10)
MOST_ITEMS: Final = 2_000


class QuoteImport(NamedTuple):
    """What was understood of a vendor's spreadsheet."""

    text: str
    """quote.yaml; nothing where there are problems."""
    entries: Sequence[Line | Passed]
    """Every row of the table, in its order."""
    problems: Sequence[Problem] = ()
    """Why nothing may be written."""
    notes: Sequence[str] = ()

    @property
    def marks(self) -> int:
        """How many things only the reader knows."""
        return self.text.count(f"# {MARK}: ")


def import_quote(tables: Sequence[Table], sheet: str | None = None) -> QuoteImport:
    """Understand the quote in some tables: the sheets of a workbook, or one text.

    `sheet` names the sheet that has the lines, where several have some.

    Raises:
        InputError: no table has the head of a quote, or several have, and nothing says which.
    """
    pages = _pages(tables, sheet)
    paper = _paper(tables, pages)
    if paper.months is not None:  # which says how long the lines run
        pages = [_rows(page.table, paper.months) for page in pages]
        paper = _paper(tables, pages)
    entries = [entry for page in pages for entry in page.entries]
    problems = [problem for page in pages for problem in page.problems]
    lines = list(_with_rates(line for page in pages for line in page.lines))
    problems += _larger_units(tables)
    if not lines and not problems:
        problems.append(pages[0].table.problem(None, "額のある明細の行がありません"))
    if problems:
        return QuoteImport("", entries, problems, _notes(pages))
    return _Writer(pages, paper, lines).written(entries)


# --- which tables --------------------------------------------------------------------------------


def _rows(table: Table, usual_months: int | None = None) -> Rows:
    rows = read_rows(table, usual_months)
    if rows is None:
        raise InputError([table.problem(None, _NO_HEAD)])
    return rows


_NO_HEAD: Final = (
    "見出しの行が見つかりません。品名（品目・項目・内容・摘要など）と、単価か金額の列が要ります"
)


def _pages(tables: Sequence[Table], sheet: str | None) -> list[Rows]:
    """The tables that have the lines: one, or the pages of one quote."""
    if sheet is not None:
        named = [table for table in tables if table.sheet == sheet]
        if not named:
            known = "、".join(table.sheet for table in tables)
            message = f"「{sheet}」というシートはありません。あるシート: {known}"
            raise InputError([Problem(tables[0].file, 0, 0, "", message)])
        return [_rows(named[0])]
    pages = [rows for table in tables if (rows := read_rows(table)) is not None]
    if not pages:
        where = tables[0] if len(tables) == 1 else tables[0]._replace(sheet="")
        raise InputError([where.problem(None, _NO_HEAD)])
    if len(pages) > 1 and not _belong_together(tables, pages):
        names = "、".join(f"「{page.table.sheet}」" for page in pages)
        message = f"明細のあるシートが {len(pages)}枚あります。--sheet で一枚を選びます: {names}"
        raise InputError([Problem(tables[0].file, 0, 0, "", message)])
    return pages


_THOUSANDS: Final = re.compile("単位.{0,2}(?:千|万|百万)円")


def _larger_units(tables: Sequence[Table]) -> Iterator[Problem]:
    """Tables in thousands of yen, which a quote cannot be read from to the yen."""
    for table in tables:
        for row in table.rows:
            for cell in row:
                if isinstance(cell.value, str) and _THOUSANDS.search(compact(cell.value)):
                    message = f"「{cell.text}」の表は読めません。円の額の見積書を指定してください"
                    yield table.problem(cell, message)


def _belong_together(tables: Sequence[Table], pages: Sequence[Rows]) -> bool:
    """Whether some tables are the pages of one quote: their lines make its total."""
    lines = list(_with_rates(line for page in pages for line in page.lines))
    if any(page.problems for page in pages) or not lines:
        return False
    settled = _settled(lines, _sums(pages, _paper(tables, pages)), None, USUAL_RATE)[0]
    return settled.is_shown and not settled.faults


def _paper(tables: Sequence[Table], pages: Sequence[Rows]) -> Paper:
    """What stands around the lines, on their own sheets and on those without lines."""
    parts: list[tuple[Table, range]] = []
    others = []
    for table in tables:
        page = next((page for page in pages if page.table is table), None)
        if page is not None:
            parts += [(table, range(page.head.top)), (table, range(page.end, len(table.rows)))]
        elif len(pages) == 1 or read_rows(table) is None:
            others.append((table, range(len(table.rows))))
    lines = sum(len(page.lines) for page in pages)
    others = [(table, rows) for table, rows in others if read_rows(table) is None]
    return read_paper([*parts, *others], lines)


def _sums(pages: Sequence[Rows], paper: Paper) -> list[Sum]:
    """The sums of all pages in their order, then those above the tables."""
    sums: list[Sum] = []
    before = 0
    for page in pages:
        sums += (one._replace(after=one.after + before) for one in page.sums)
        before += len(page.lines)
    return sums + list(paper.sums)


def _with_rates(lines: Iterator[Line]) -> Iterator[Line]:
    """The lines; what is taken off in percent is of the lines above it."""
    above: Exact = 0
    for line in lines:
        if "rate" in line.data and not line.amount:
            off = -cut(line.data["rate"] * above)
            line = line._replace(amount=off, whole=off)
        above += line.amount
        yield line


def _settled(
    lines: Sequence[Line],
    sums: Sequence[Sum],
    said: tuple[Mode | None, bool] | None,
    rate: Fraction,
) -> tuple[Settled, bool]:
    """How lines and sums fit, by what the paper adds up of each; else by the whole terms.

    Returns also whether the sums are of the whole terms.
    """
    says, surely = said or (None, False)
    settled = [
        settle(
            [
                Amounts(
                    amount,
                    rate if line.rate is None else line.rate,
                    line.name,
                    line.place,
                    line.is_discount,
                )
                for line, amount in zip(lines, amounts, strict=True)
            ],
            sums,
            says,
            surely=surely,
        )
        for amounts in ([line.amount for line in lines], [line.whole for line in lines])
    ]
    in_parts = any(line.amount != line.whole for line in lines)
    if in_parts and settled[0].faults and not settled[1].faults:
        return settled[1], True
    return settled[0], not in_parts


# --- what is written -----------------------------------------------------------------------------


class _Writer:
    """Holds lines and sums together, and writes the quote."""

    def __init__(self, pages: Sequence[Rows], paper: Paper, lines: Sequence[Line]) -> None:
        self.pages = pages
        self.paper = paper
        self.lines = lines
        self.file = pages[0].table.file
        self.rate = percent_of(paper.tax_rate or "") or USUAL_RATE
        self.sums = _sums(pages, paper)
        head = next((page.said_tax for page in pages if page.said_tax), None)
        usual: Any = head or paper.tax
        own = {line.tax for line in lines if line.tax is not None}
        modes = own | {usual} if usual and any(line.tax is None for line in lines) else own
        self.is_mixed = len(modes) > 1
        """Whether some lines have tax in them and others have not."""
        sure: Any = modes.pop() if own and not self.is_mixed else head
        self.says: Mode | None = usual if self.is_mixed or sure is None else sure
        """What the paper says of the tax in its lines, and in what says nothing itself."""
        self.surely = sure is not None and not self.is_mixed
        self.buys_for_members = any("members" in line.data for line in lines)

    def written(self, entries: Sequence[Line | Passed]) -> QuoteImport:
        notes = _notes(self.pages)
        settled, is_whole = self.settled()
        problems = [problem_at(self.file, *fault) for fault in settled.faults]
        if problems:
            return QuoteImport("", entries, problems, notes)
        items = [self.entry(at, line, settled) for at, line in enumerate(self.lines)]
        quote, remark = self.quote(settled, is_whole, items)
        if remark:
            notes.append(remark)
        head = [f"itsubsidy import quote が {Path(self.file).name} から作りました"]
        head += [f"宛先: {self.paper.to}"] if self.paper.to else []
        head += [remark] if remark else []
        problems = self.faults(quote_text([], quote, items, final=False), items)
        if problems:
            return QuoteImport("", entries, problems, notes)
        return QuoteImport(quote_text(head, quote, items), entries, (), notes)

    def settled(self) -> tuple[Settled, bool]:
        """How lines and sums fit; where not all lines are of one kind, the file itself says it."""
        if not self.is_mixed and not self.buys_for_members:
            said = (self.says, self.surely)
            return _settled(self.lines, self.sums, said, self.rate)
        stated = {one.name.kind: one.amount for one in self.sums}
        net = stated.get("net", stated.get("total"))
        return Settled(self.says, net, stated.get("gross"), is_shown=True), True

    def entry(self, at: int, line: Line, settled: Settled) -> Entry:
        """A line as an item of the quote."""
        data = dict(line.data)
        tax = "included" if at in settled.with_tax else line.tax
        if tax is not None and tax != settled.mode:
            data["tax"] = tax
        if line.rate is not None and line.rate != self.rate:
            data["tax_rate"] = line.rate
        follows = any(not other.is_discount for other in self.lines[at + 1 :])
        if line.is_discount and "for" not in data and follows:
            question = "引く品の品名。見積全体の値引きなら、この行を消します"
            data["for"] = Ask(question, None, MARK)
        return Entry(data, line.place, line.heading)

    def quote(
        self, settled: Settled, is_whole: bool, items: Sequence[Entry]
    ) -> tuple[dict[str, Any], str]:
        """The keys of the quote, and why the paper's total is not among them, if it is not."""
        paper = self.paper
        mode: object = settled.mode
        if mode is None:
            mode = Ask("税抜、税込のどちらの額ですか", "excluded")
        data = {
            "vendor": paper.vendor,
            "title": paper.title,
            "date": paper.dated,
            "number": paper.number,
            "valid_until": paper.valid_until,
            "tax": mode,
            "tax_rate": self.rate if self.rate != USUAL_RATE else None,
        }
        remark = ""
        left_out = {"total"} if settled.with_tax else set()  # which is before what is taken off
        total = {"total": _whole_yen(settled.net), "total_with_tax": _whole_yen(settled.gross)}
        if not settled.is_shown:
            remark = "合計の行がないので、明細との一致は確かめていません"
        elif not is_whole or settled.mode is None or any(map(_is_open, items)):
            figure = decimal_text(settled.net or settled.gross or 0)
            why = "一回の額で足した" if not is_whole else f"「{MARK}」の所が決まる前の"
            remark = f"見積書の合計 {figure}円は、{why}額なので、「合計」には書いていません"
        else:
            data |= {key: value for key, value in total.items() if key not in left_out}
        data["note"] = "。".join(paper.notes) or None
        return {key: value for key, value in data.items() if value is not None}, remark

    def faults(self, text: str, items: Sequence[Entry]) -> list[Problem]:
        """What the tool itself would refuse of the text, told by the cells that it came from."""
        if len(items) > MOST_ITEMS or len(text.encode()) > LARGEST_FILE:
            message = f"明細が多すぎます。{MOST_ITEMS:,}件までです"
            return [Problem(self.file, 0, 0, "", message)]
        try:
            quote = validate(Quote, parse(text.encode(), self.file, CLIENT_FILE))
        except InputError as error:
            return [self.of_line(problem, items) for problem in error.problems]
        if quote.names_members:
            return []
        faults = [fault for fault in total_faults(quote) if not fault.is_rounding]
        return [
            Problem(self.file, 0, 0, QUOTE[fault.key].spellings[0], fault.message.message())
            for fault in faults
        ]

    def of_line(self, problem: Problem, items: Sequence[Entry]) -> Problem:
        found = re.match(r"明細\.([0-9]+)\.?(.*)", problem.path)
        if found is None:
            return problem._replace(line=0, column=0)
        message = f"{found[2]}: {problem.message}" if found[2] else problem.message
        return problem_at(self.file, items[int(found[1]) - 1].place, message)


def _is_open(item: Entry) -> bool:
    """Whether what the line comes to is still to be said."""
    keys = ("price", "per", "months")
    return any(isinstance(item.data.get(key), Ask) for key in keys)


def _whole_yen(amount: Exact | None) -> int | None:
    return amount.numerator if amount is not None and amount.denominator == 1 else None


def _notes(pages: Sequence[Rows]) -> list[str]:
    """What the reader should know of how it was read."""
    notes = []
    for page in pages:
        name = f"{page.table.sheet}: " if page.table.sheet and len(pages) > 1 else ""
        if page.table.note:
            notes.append(page.table.note)
        if page.unread:
            notes.append(f"{name}使わなかった列: {'、'.join(page.unread)}")
        if page.beyond:
            places = "、".join(page.beyond)
            notes.append(
                f"{name}合計より下の額は合計に入っていないので、読みませんでした: {places}"
            )
    return notes


def problem_at(file: str, place: str, message: str) -> Problem:
    """A problem at a place as `Table.place` writes it."""
    found = re.fullmatch(r"([0-9]+):([0-9]+)", place)
    if found is None:
        return Problem(file, 0, 0, place, message)
    return Problem(file, int(found[1]), int(found[2]), "", message)
