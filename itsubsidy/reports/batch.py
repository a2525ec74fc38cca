"""How each format has a batch of clients: one row a client, written as the answers come."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, islice
from typing import Any, ClassVar, Final, Generic

from itsubsidy.answers.batch import Answer, Row, Totals
from itsubsidy.answers.estimate import SCHEMA, Estimate, QuoteEstimate
from itsubsidy.files.csv import line as csv_line
from itsubsidy.files.problems import Problem
from itsubsidy.reports.blocks import Column, number, text
from itsubsidy.reports.content import estimate as content
from itsubsidy.reports.formats import markdown
from itsubsidy.reports.formats.json import line as json_line
from itsubsidy.reports.screen import Screen, printable
from itsubsidy.rules.frames.worksheet import FrameResult
from itsubsidy.terms import short_name

BATCH_SCHEMA: Final = "itsubsidy.batch/1"

COLUMNS: Final = (
    text("顧客"),
    text("申請枠"),
    number("補助対象経費"),
    text("補助率"),
    number("補助額"),
    number("自己負担額"),
    text("判定"),
)
PLAN_COLUMNS: Final = (number("組み合わせの補助額"), number("増える額"))
PLAN_HEADINGS: Final = ("組み合わせの申請枠", "組み合わせの補助額", "増える額")

MEASURED: Final = 500
"""Rows by which the columns of a table are measured; longer text that follows is folded."""

LEAST: Final = {1: 10, 0: 8, 3: 7}
"""To how many columns the frame, the client and the rate may be folded on a narrow screen."""

SPARE: Final = (3, 2)
"""The rate and the eligible cost, which go where there is no room for them."""

NARROW: Final = 120
"""Columns under which frames go without the word that two of them share."""

BOLD: Final = 1
RED: Final = 31

Cells = tuple[str, ...]

Pieces = Generator[str, None, None]
"""A report as it comes; to close it is to close the answers that it is made of."""


@dataclass(frozen=True)
class Format(ABC, Generic[Row]):
    """How a format has clients. Plain data: it travels to other processes."""

    screen: Screen
    plan: bool = False
    """Whether to say what a combination of frames pays."""
    all_frames: bool = False
    """Whether a spreadsheet has a row for each quote and frame."""
    obligations: bool = False
    """Whether to say what a subsidy binds to, and how many papers there are to gather."""

    explained: ClassVar[bool] = False
    """Whether it shows the working of an estimate."""

    @abstractmethod
    def answered(self, client: str, answer: Estimate, quote: QuoteEstimate, /) -> Row:
        """The row of a client, from its name, its estimate and its best quote."""

    @abstractmethod
    def refused(
        self, client: str, problems: Sequence[Problem], /, *, is_sample: bool = False
    ) -> Row:
        """The row of a client whose files are wrong."""

    def last_headings(self) -> Cells:
        """The headings of the last columns, which are there where they are asked for."""
        if not self.obligations:
            return ()
        from itsubsidy.reports.content.obligations import COLUMNS  # noqa: PLC0415  # few ask

        return COLUMNS

    def last_cells(self, result: FrameResult | None) -> Cells:
        """The cells of a frame below those headings."""
        if not self.obligations:
            return ()
        from itsubsidy.reports.content.obligations import columns  # noqa: PLC0415  # few ask

        return columns(result)

    def blank_cells(self, blank: str = "") -> Cells:
        """The cells below those headings where there is nothing to say."""
        return (blank,) * len(self.last_headings())

    @abstractmethod
    def write(self, answers: Iterable[Answer[Row]], totals: Totals, /) -> Pieces:
        """The whole report, piece by piece; `totals` are those of all answers at its end."""


class Table(Format[Cells]):
    """A table whose columns are measured by its first rows; what is longer is folded."""

    def answered(self, client: str, _answer: Estimate, quote: QuoteEstimate, /) -> Cells:
        """The cells of a client."""
        width = self.screen.width
        return _cells(client, quote, self, short=width is not None and width < NARROW)

    def refused(
        self, client: str, problems: Sequence[Problem], /, *, is_sample: bool = False
    ) -> Cells:
        """The cells of a client whose files are wrong."""
        return _refused_cells(client, problems, self, is_sample=is_sample)

    def write(self, answers: Iterable[Answer[Cells]], totals: Totals, /) -> Pieces:
        """Headings, rows and totals."""
        from itsubsidy.reports.formats.columns import Columns  # noqa: PLC0415  # with rich, which others go without

        answers = iter(answers)
        first = list(islice(answers, MEASURED))
        columns = Columns(
            _columns(self),
            (*(answer.row for answer in first), _total_cells(totals, self)),
            self.screen.width,
            least=LEAST,
            spare=SPARE,
            more=len(first) == MEASURED,
        )
        yield self._styled(columns.heading(), BOLD) + columns.rule
        for answer in chain(first, answers):
            lines = columns.line(answer.row)
            yield self._styled(lines, RED) if answer.problems else lines
        yield columns.rule + self._styled(columns.line(_total_cells(totals, self)), BOLD)

    def _styled(self, lines: str, code: int) -> str:
        if not self.screen.color:
            return lines
        inner = lines.rstrip("\n")
        return f"\x1b[{code}m{inner}\x1b[0m\n"


class Markdown(Format[str]):
    """A table in Markdown."""

    def answered(self, client: str, _answer: Estimate, quote: QuoteEstimate, /) -> str:
        """The row of a client."""
        return markdown.row(_cells(client, quote, self, short=False)) + "\n"

    def refused(
        self, client: str, problems: Sequence[Problem], /, *, is_sample: bool = False
    ) -> str:
        """The row of a client whose files are wrong."""
        return markdown.row(_refused_cells(client, problems, self, is_sample=is_sample)) + "\n"

    def write(self, answers: Iterable[Answer[str]], totals: Totals, /) -> Pieces:
        """Headings, rows and totals."""
        yield markdown.head(_columns(self)) + "\n"
        for answer in answers:
            yield answer.row
        yield markdown.row(_total_cells(totals, self), strong=True) + "\n"


class Csv(Format[str]):
    """Rows of a spreadsheet: the best frame of the best quote, or every quote and frame."""

    def answered(self, client: str, answer: Estimate, quote: QuoteEstimate, /) -> str:
        """The row or the rows of a client."""
        if not self.all_frames:
            return self._line(client, answer, quote, quote.best_result)
        return "".join(
            self._line(client, answer, each, result)
            for each in answer.quotes
            for result in each.frames.values()
        )

    def _line(
        self, client: str, answer: Estimate, quote: QuoteEstimate, result: FrameResult | None
    ) -> str:
        cells = content.row(answer, quote, result)
        planned = _planned(quote) if self.plan else ()
        last = (*content.last_cells(answer, quote, result), *self.last_cells(result))
        return csv_line((client, *cells, "", *planned, *last))

    def refused(
        self, client: str, problems: Sequence[Problem], /, *, is_sample: bool = False
    ) -> str:
        """One row with what is wrong."""
        state = "見本" if is_sample else "誤り"
        blank = [state if heading == "判定" else None for heading in content.HEADINGS]
        planned = [None] * len(PLAN_HEADINGS) if self.plan else []
        last = (*[None] * len(content.LAST_HEADINGS), *self.blank_cells())
        return csv_line((client, *blank, "／".join(map(str, problems)), *planned, *last))

    def write(self, answers: Iterable[Answer[str]], _totals: Totals, /) -> Pieces:
        """Headings and rows."""
        planned = PLAN_HEADINGS if self.plan else ()
        last = (*content.LAST_HEADINGS, *self.last_headings())
        yield csv_line(("顧客", *content.HEADINGS, "問題", *planned, *last))
        for answer in answers:
            yield answer.row


class JsonLines(Format[str]):
    """The JSON object of an estimate on a line, with the client's name in it."""

    explained = True

    def answered(self, client: str, answer: Estimate, _quote: QuoteEstimate, /) -> str:
        """The line of a client."""
        return json_line({"schema": SCHEMA, "client": client, **answer.to_dict()}, self.screen)

    def refused(
        self, client: str, problems: Sequence[Problem], /, *, is_sample: bool = False
    ) -> str:
        """The line of a client whose files are wrong."""
        wrong = [problem._asdict() for problem in problems]
        data = {"schema": SCHEMA, "client": client, "problems": wrong}
        return json_line({**data, "sample": True} if is_sample else data, self.screen)

    def write(self, answers: Iterable[Answer[str]], _totals: Totals, /) -> Pieces:
        """The lines as they are."""
        for answer in answers:
            yield answer.row


class Json(JsonLines):
    """One JSON object with all clients, each on a line."""

    def write(self, answers: Iterable[Answer[str]], totals: Totals, /) -> Pieces:
        """The clients, then the totals."""
        yield f'{{"schema": "{BATCH_SCHEMA}", "clients": ['
        comma = "\n"
        for answer in answers:
            yield comma + answer.row.rstrip("\n")
            comma = ",\n"
        yield f'\n], "totals": {json.dumps(asdict(totals))}}}\n'


FORMATS: Final[dict[str, type[Format[Any]]]] = {
    "table": Table,
    "csv": Csv,
    "jsonl": JsonLines,
    "json": Json,
    "markdown": Markdown,
}


def _columns(shape: Format[Any]) -> tuple[Column, ...]:
    planned = PLAN_COLUMNS if shape.plan else ()
    return (*COLUMNS, *planned, *map(text, shape.last_headings()))


def _cells(client: str, quote: QuoteEstimate, shape: Format[Any], *, short: bool) -> Cells:
    """A client's best frame; `short` names of frames are for narrow screens."""
    best = quote.best_result
    cells = (
        ("-", "-", "-", "0", f"{quote.total:,}", "対象外")
        if best is None
        else (
            short_name(best.name) if short else best.name,
            f"{best.eligible_cost:,}",
            best.rate or "-",
            f"{best.subsidy:,}",
            f"{best.self_payment:,}",
            "対象",
        )
    )
    _, subsidy, gain = _planned(quote)
    planned = (f"{subsidy:,}", f"{gain:,}") if shape.plan else ()
    return (printable(client), *cells, *planned, *shape.last_cells(best))


def _planned(quote: QuoteEstimate) -> tuple[str, int, int]:
    """The frames of the best combination, what it pays, and how much more than one frame; yen."""
    if quote.plan is None:
        return "", quote.subsidy, 0
    names = "・".join(quote.frames[frame].name for frame in quote.plan.frames)
    return names, quote.plan.subsidy, quote.plan.gain


def _refused_cells(
    client: str, problems: Sequence[Problem], shape: Format[Any], *, is_sample: bool
) -> Cells:
    more = ("-", "-") if shape.plan else ()
    state = "見本のまま" if is_sample else f"誤り {len(problems)}件"
    return (printable(client), *("-",) * 5, state, *more, *shape.blank_cells("-"))


def _total_cells(totals: Totals, shape: Format[Any]) -> Cells:
    amounts = (f"{totals.eligible_cost:,}", "", f"{totals.subsidy:,}", f"{totals.self_payment:,}")
    more = ("", "") if shape.plan else ()
    return (f"合計 {totals.summed:,}件", "", *amounts, "", *more, *shape.blank_cells())
