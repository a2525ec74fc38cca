"""A vendor's spreadsheet → quote.yaml; every yen of it is accounted for, or it is not written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from itsubsidy.files.limits import LARGEST_FILE, MOST_ITEMS
from itsubsidy.files.problems import InputError, Problem
from itsubsidy.files.yaml import parse
from itsubsidy.inputs.imports.figures import percent_of, whole_yen
from itsubsidy.inputs.imports.quote_items import Ask, Line
from itsubsidy.inputs.imports.quote_pages import USUAL_RATE, Papers, held_against_sums, read_papers
from itsubsidy.inputs.imports.quote_rows import Passed
from itsubsidy.inputs.imports.quote_sums import Mode, Settled
from itsubsidy.inputs.imports.quote_text import Entry, quote_text
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.spelling import CLIENT_FILE, ITEM, QUOTE
from itsubsidy.inputs.tables import Table
from itsubsidy.inputs.totals import total_faults
from itsubsidy.inputs.validated import validate
from itsubsidy.inputs.words import UNSETTLED
from itsubsidy.money import Exact, decimal_text


class Asked(NamedTuple):
    """Something that only the reader knows."""

    place: str
    """Of the line; nothing for the whole quote."""
    of: str
    """What it is of: 「会計ソフト」の区分."""
    question: str


class QuoteImport(NamedTuple):
    """What was understood of a vendor's spreadsheet."""

    text: str
    """quote.yaml; nothing where there are problems."""
    entries: Sequence[Line | Passed]
    """Every row of the table, in its order."""
    problems: Sequence[Problem] = ()
    """Why nothing may be written."""
    notes: Sequence[str] = ()
    places: Sequence[str] = ()
    """Where each item of the quote came from."""
    asked: Sequence[Asked] = ()
    keys: Mapping[str, Any] = {}
    """The keys of the quote but its items; a value may be an `Ask`."""
    items: Sequence[Entry] = ()

    @property
    def marks(self) -> int:
        """How many things only the reader knows."""
        return len(self.asked)


def import_quote(tables: Sequence[Table], sheet: str | None = None) -> QuoteImport:
    """Understand the quote in some tables: the sheets of a workbook, or one text.

    `sheet` names the sheet that has the lines, where several have some.

    Raises:
        InputError: no table has the head of a quote, or several have, and nothing says which.
    """
    papers = read_papers(tables, sheet)
    problems: Sequence[Problem] = papers.problems
    if problems:
        return QuoteImport("", papers.entries, problems, papers.notes)
    written = _Writer(papers).written()
    notes = [*papers.notes, *filter(None, [written.remark])]
    return QuoteImport(
        written.text,
        papers.entries,
        written.problems,
        notes,
        [item.place for item in written.items],
        list(written.asked()),
        written.quote,
        written.items,
    )


class _Written(NamedTuple):
    """The file, and what it was made of."""

    text: str = ""
    remark: str = ""
    """Why the paper's total is not in it."""
    problems: Sequence[Problem] = ()
    """Why nothing may be written."""
    quote: Mapping[str, Any] = {}
    """Its own keys."""
    items: Sequence[Entry] = ()

    def asked(self) -> Iterator[Asked]:
        """Everything that only the reader knows."""
        for key, value in self.quote.items():
            if isinstance(value, Ask):
                yield Asked("", QUOTE[key].spellings[0], value.question)
        for item in self.items:
            for key, value in item.data.items():
                if isinstance(value, Ask):
                    of = f"「{item.data['name']}」の{ITEM[key].spellings[0]}"
                    yield Asked(item.place, of, value.question)


class _Writer:
    """Holds lines and sums together, and writes the quote."""

    def __init__(self, papers: Papers) -> None:
        self.papers = papers
        self.paper = papers.paper
        self.lines = papers.lines
        self.file = papers.file
        self.rate = percent_of(papers.paper.tax_rate or "") or USUAL_RATE
        usual: Any = papers.said_tax or papers.paper.tax
        own = {line.tax for line in self.lines if line.tax is not None}
        modes = own | {usual} if usual and any(line.tax is None for line in self.lines) else own
        self.is_mixed = len(modes) > 1
        """Whether some lines have tax in them and others have not."""
        sure: Any = modes.pop() if own and not self.is_mixed else papers.said_tax
        self.says: Mode | None = usual if self.is_mixed or sure is None else sure
        """What the paper says of the tax in its lines, and in what says nothing itself."""
        self.surely = sure is not None and not self.is_mixed

    def written(self) -> _Written:
        """The file, or why nothing may be written."""
        settled = self.settled()
        if not settled.is_shown and not settled.faults:
            settled = settled._replace(faults=tuple(self.like_sums()))
        if settled.faults:
            return _Written(problems=[problem_at(self.file, *fault) for fault in settled.faults])
        items = [self.entry(at, line, settled) for at, line in enumerate(self.lines)]
        remark = self.remark(settled, items)
        quote = self.quote(settled, with_totals=not remark)
        problems = self.faults(quote_text([], quote, items, final=False), items)
        if problems:
            return _Written(remark=remark, problems=problems)
        head = [f"itsubsidy import quote が {Path(self.file).name} から作りました"]
        head += [f"宛先: {self.paper.to}"] if self.paper.to else []
        head += [remark] if remark else []
        return _Written(quote_text(head, quote, items), remark, (), quote, items)

    def settled(self) -> Settled:
        """How lines and sums fit; where not all lines are of one kind, the file itself says it."""
        for_members = any("members" in line.data for line in self.lines)
        if not self.is_mixed and not for_members:
            return held_against_sums(self.papers, self.says, surely=self.surely, rate=self.rate)
        stated = {one.name.kind: one.amount for one in self.papers.sums}
        net = stated.get("net", stated.get("total"))
        return Settled(self.says, net, stated.get("gross"), is_shown=True)

    def like_sums(self) -> Iterator[tuple[str, str]]:
        """The lines that may be sums under a name that is not known, where nothing shows it."""
        above: Exact = 0
        for at, line in enumerate(self.lines):
            is_known = not isinstance(line.data["category"], Ask)
            if at > 1 and line.amount == above != 0 and not is_known:
                figure = decimal_text(above)
                yield (
                    line.place,
                    f"「{line.name}」の {figure}円は、上の行の合計と同じ額です。"
                    "合計の行なら名前を「合計」に直し、品なら表に合計の行を足します",
                )
            above += line.amount

    def entry(self, at: int, line: Line, settled: Settled) -> Entry:
        """A line as an item of the quote."""
        data = dict(line.data)
        tax = "included" if at in settled.with_tax else line.tax
        if tax is not None and tax != settled.mode:
            data["tax"] = tax
        if line.is_of_a_year and not settled.is_shown:
            data["months"] = Ask("何か月の契約ですか", data["months"])
        if line.is_loose and not settled.is_shown:
            yen = decimal_text(data.pop("amount", line.amount))
            question = f"{yen}円は一つの額ですか、数量の全部の額ですか。一つの額を書きます"
            data["price"] = Ask(question, data["price"])
        if line.rate is not None and line.rate != self.rate:
            data["tax_rate"] = line.rate
        follows = any(not other.is_discount for other in self.lines[at + 1 :])
        if line.is_discount and "for" not in data and follows:
            question = "引く品の品名。見積全体の値引きなら、この行を消します"
            data["for"] = Ask(question, None)
        return Entry(data, line.place, line.heading)

    def remark(self, settled: Settled, items: Sequence[Entry]) -> str:
        """Why the paper's total is not written, if it is not."""
        if not settled.is_shown:
            return "合計の行がないので、明細との一致は確かめていません"
        if settled.is_in_part:
            why = "一回の額で足した"
        elif settled.mode is None or any(map(_is_open, items)):
            why = f"「{UNSETTLED}」の所が決まる前の"
        else:
            return ""
        figure = decimal_text(settled.net or settled.gross or 0)
        return f"見積書の合計 {figure}円は、{why}額なので、「合計」には書いていません"

    def quote(self, settled: Settled, *, with_totals: bool) -> dict[str, Any]:
        """The keys of the quote."""
        paper = self.paper
        mode: Any = settled.mode or Ask("税抜、税込のどちらの額ですか", "excluded")
        data = {
            "vendor": paper.vendor,
            "title": paper.title,
            "date": paper.dated,
            "number": paper.number,
            "valid_until": paper.valid_until,
            "tax": mode,
            "tax_rate": self.rate if self.rate != USUAL_RATE else None,
        }
        if with_totals:
            net = None if settled.with_tax else settled.net  # before what is taken off below it
            data |= {"total": whole_yen(net), "total_with_tax": whole_yen(settled.gross)}
        data["note"] = "。".join(note.rstrip("。") for note in paper.notes) or None
        return {key: value for key, value in data.items() if value is not None}

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
            problem_at(
                self.file,
                self.place_of(getattr(quote, fault.key)),
                f"{QUOTE[fault.key].spellings[0]} {fault.message.message()}",
            )
            for fault in faults
        ]

    def place_of(self, total: object) -> str:
        """Where the paper states a total."""
        return next((one.place for one in self.papers.sums if one.amount == total), "")

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


def problem_at(file: str, place: str, message: str) -> Problem:
    """A problem at a place as `Table.place` writes it."""
    found = re.fullmatch(r"([0-9]+):([0-9]+)", place)
    if found is None:
        return Problem(file, 0, 0, place, message)
    return Problem(file, int(found[1]), int(found[2]), "", message)
