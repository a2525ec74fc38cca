"""A batch of clients: one row a client, written as the answers come."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import asdict
from functools import partial
from itertools import chain, islice
from typing import Any, Final, NamedTuple, cast

import typer

from itsubsidy.batch import Answer, Row, Totals
from itsubsidy.estimate import SCHEMA, Estimate, QuoteEstimate
from itsubsidy.inputs.yamltext import Problem
from itsubsidy.output import Output
from itsubsidy.reports.content.wording import printable
from itsubsidy.reports.formats import csv, markdown
from itsubsidy.terms import FRAMES, short_name

BATCH_SCHEMA: Final = "itsubsidy.batch/1"

HEAD: Final = (
    "顧客",
    "申請枠",
    "補助対象経費",
    "補助率",
    "補助額",
    "自己負担額",
    "判定",
)
NUMBERS: Final = frozenset({2, 4, 5})
PLAN_HEAD: Final = ("組み合わせの補助額", "増える額")
PLAN_NUMBERS: Final = NUMBERS | {len(HEAD), len(HEAD) + 1}
PLAN_CSV_HEAD: Final = ("組み合わせの申請枠", *PLAN_HEAD)

MEASURED: Final = 500
"""Rows by which the columns of a table are measured; longer text that follows is folded."""

LEAST: Final = {1: 10, 0: 8, 3: 7}
"""To how many columns the frame, the client and the rate may be folded on a narrow screen."""

SPARE: Final = (3, 2)
"""The rate and the eligible cost, which go where there is no room for them."""

NARROW: Final = 120
"""Columns under which frames go without the word that two of them share."""


class Format(NamedTuple):
    """How a format has a client, one whose files are wrong, and all of them together."""

    answered: Callable[[str, Estimate, QuoteEstimate], Row]
    refused: Callable[[str, Sequence[Problem]], Row]
    write: Callable[[Iterable[Answer], Totals], Generator[str, None, None]]
    explained: bool = False
    """Whether it shows the working of an estimate."""


def format_of(name: str, out: Output, *, all_frames: bool = False, plan: bool = False) -> Format:
    """The format of a name, as it suits the place where it goes."""
    match name:
        case "csv":
            rows = csv_frames if all_frames else csv_best
            return Format(
                partial(rows, plan=plan),
                partial(csv_refused, plan=plan),
                partial(write_csv, plan=plan),
            )
        case "json" | "jsonl":
            write = write_json if name == "json" else write_rows
            return Format(
                partial(json_line, out.ascii), partial(json_refused, out.ascii), write, True
            )
        case "markdown":
            return Format(
                partial(markdown_row, plan=plan),
                partial(markdown_refused, plan=plan),
                partial(write_markdown, plan=plan),
            )
        case _:
            short = out.width is not None and out.width < NARROW
            write = partial(write_table, out.width, out.color, plan=plan)
            return Format(
                partial(cells, short, plan=plan), partial(cells_refused, plan=plan), write
            )


def head(plan: bool) -> tuple[str, ...]:
    """The columns of a table, with those of `--plan` where it is asked for."""
    return (*HEAD, *PLAN_HEAD) if plan else HEAD


def planned(quote: QuoteEstimate) -> tuple[str, int, int]:
    """The frames of the best combination, what it pays, and how much more than one frame; yen."""
    if quote.plan is not None:
        names = "・".join(FRAMES[frame] for frame in quote.plan.frames)
        return names, quote.plan.subsidy, quote.plan.gain
    return "", quote.subsidy, 0


def cells(
    short: bool,
    client: str,
    answer: Estimate,  # noqa: ARG001
    quote: QuoteEstimate,
    *,
    plan: bool = False,
) -> tuple[str, ...]:
    """A client as the cells of a table."""
    more = tuple(f"{amount:,}" for amount in planned(quote)[1:]) if plan else ()
    best = quote.best_result
    if best is None:
        return (printable(client), "-", "-", "-", "0", f"{quote.total:,}", "対象外", *more)
    return (
        printable(client),
        short_name(best.name) if short else best.name,
        f"{best.eligible_cost:,}",
        best.rate or "-",
        f"{best.subsidy:,}",
        f"{best.self_payment:,}",
        "対象",
        *more,
    )


def cells_refused(
    client: str, problems: Sequence[Problem], *, plan: bool = False
) -> tuple[str, ...]:
    """A client whose files are wrong, as the cells of a table."""
    blank = ("-",) * (len(head(plan)) - len(HEAD))
    return (printable(client), "-", "-", "-", "-", "-", f"誤り {len(problems)}件", *blank)


def closing(totals: Totals, plan: bool = False) -> tuple[str, ...]:
    """The last row of a table."""
    amounts = (f"{totals.eligible_cost:,}", "", f"{totals.subsidy:,}", f"{totals.self_payment:,}")
    blank = ("",) * (len(head(plan)) - len(HEAD))
    return (f"合計 {totals.summed:,}件", "", *amounts, "", *blank)


def write_rows(answers: Iterable[Answer], _totals: Totals) -> Generator[str, None, None]:
    """Rows that are whole as they are."""
    for answer in answers:
        yield cast(str, answer.row)


def write_table(
    width: int | None,
    color: bool,
    answers: Iterable[Answer],
    totals: Totals,
    *,
    plan: bool = False,
) -> Generator[str, None, None]:
    """A table whose columns are measured by its first rows; what is longer is folded."""
    from itsubsidy.reports.formats.columns import Columns

    answers = iter(answers)
    first = list(islice(answers, MEASURED))
    top, numbers = head(plan), PLAN_NUMBERS if plan else NUMBERS
    rows = (*(cast(tuple[str, ...], answer.row) for answer in first), closing(totals, plan))
    more = len(first) == MEASURED
    columns = Columns(top, rows, numbers, width, least=LEAST, spare=SPARE, more=more)

    def styled(text: str, **style: Any) -> str:
        return typer.style(text.rstrip("\n"), **style) + "\n" if color else text

    yield styled(columns.heading(), bold=True) + columns.rule
    for answer in chain(first, answers):
        line = columns.line(cast(tuple[str, ...], answer.row))
        yield styled(line, fg="red") if answer.problems else line
    yield columns.rule + styled(columns.line(closing(totals, plan)), bold=True)


def markdown_row(client: str, answer: Estimate, quote: QuoteEstimate, *, plan: bool = False) -> str:
    """A client as a row of Markdown."""
    return _markdown(cells(False, client, answer, quote, plan=plan))


def markdown_refused(client: str, problems: Sequence[Problem], *, plan: bool = False) -> str:
    """A client whose files are wrong, as a row of Markdown."""
    return _markdown(cells_refused(client, problems, plan=plan))


def write_markdown(
    answers: Iterable[Answer], totals: Totals, *, plan: bool = False
) -> Generator[str, None, None]:
    """A table in Markdown."""
    top, numbers = head(plan), PLAN_NUMBERS if plan else NUMBERS
    yield _markdown(top)
    yield markdown.row("---:" if at in numbers else "---" for at in range(len(top))) + "\n"
    yield from write_rows(answers, totals)
    yield _markdown(closing(totals, plan), strong=True)


def _markdown(texts: Iterable[str], *, strong: bool = False) -> str:
    escaped = map(markdown.escaped, texts)
    return markdown.row(f"**{cell}**" if strong and cell else cell for cell in escaped) + "\n"


def csv_best(client: str, answer: Estimate, quote: QuoteEstimate, *, plan: bool = False) -> str:
    """A client as one row: the best frame of its best quote."""
    more = planned(quote) if plan else ()
    return csv.line((client, *csv.cells(answer, quote, quote.best_result), "", *more))


def csv_frames(client: str, answer: Estimate, _quote: QuoteEstimate, *, plan: bool = False) -> str:
    """A client as a row for each quote and frame."""
    return "".join(
        csv.line((client, *csv.cells(answer, quote, result), "", *(planned(quote) if plan else ())))
        for quote in answer.quotes
        for result in quote.frames.values()
    )


def csv_refused(client: str, problems: Sequence[Problem], *, plan: bool = False) -> str:
    """A client whose files are wrong, as one row with what is wrong."""
    blank = ["誤り" if head == "判定" else None for head in csv.HEAD]
    more = [None] * len(PLAN_CSV_HEAD) if plan else []
    return csv.line((client, *blank, "／".join(map(str, problems)), *more))


def write_csv(
    answers: Iterable[Answer], totals: Totals, *, plan: bool = False
) -> Generator[str, None, None]:
    """The head and the rows."""
    yield csv.line(("顧客", *csv.HEAD, "問題", *(PLAN_CSV_HEAD if plan else ())))
    yield from write_rows(answers, totals)


def json_line(ascii: bool, client: str, answer: Estimate, _quote: QuoteEstimate) -> str:
    """A client as the JSON object of an estimate, on one line, with the client's name in it."""
    return _json({"schema": SCHEMA, "client": client, **answer.to_dict()}, ascii)


def json_refused(ascii: bool, client: str, problems: Sequence[Problem]) -> str:
    """A client whose files are wrong, as one line of JSON."""
    told = [problem._asdict() for problem in problems]
    return _json({"schema": SCHEMA, "client": client, "problems": told}, ascii)


def write_json(answers: Iterable[Answer], totals: Totals) -> Generator[str, None, None]:
    """One object with all clients, each on a line."""
    yield f'{{"schema": "{BATCH_SCHEMA}", "clients": ['
    comma = "\n"
    for answer in answers:
        yield comma + cast(str, answer.row).rstrip("\n")
        comma = ",\n"
    yield f'\n], "totals": {json.dumps(asdict(totals))}}}\n'


def _json(data: dict[str, Any], ascii: bool) -> str:
    return json.dumps(data, ensure_ascii=ascii) + "\n"
