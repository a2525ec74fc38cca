"""The estimate as a table for a terminal, a pipe or a mail."""

from __future__ import annotations

import io
from collections.abc import Iterable

from rich.box import Box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from itsubsidy.estimate import Estimate, QuoteEstimate
from itsubsidy.money import yen
from itsubsidy.reports.wording import applicant_line, printable, quote_line, requirement
from itsubsidy.worksheet import FrameResult

NATURAL = 100_000
"""Columns of a table that nothing has to fit into."""

LINES = Box(
    "    \n    \n -- \n    \n    \n -- \n    \n    \n",
    ascii=True,
)
"""Rules of ASCII alone: box-drawing characters are two columns wide in some Japanese terminals."""

NARROW = 110
"""Columns under which a frame's official name takes two lines."""

LEAST = 80
"""Columns that the amounts need: on a narrower screen its lines wrap, and nothing is cut."""


def render(estimate: Estimate, *, width: int | None = None, color: bool = False) -> str:
    """The table and what stands below it; `width` in columns, None for the natural width."""
    return printed(_page(estimate, narrow=width is not None and width < NARROW), width, color)


def printed(page: Iterable[RenderableType], width: int | None, color: bool) -> str:
    """What rich prints of a page, without spaces at the ends of lines."""
    console = Console(
        file=io.StringIO(),
        width=max(width, LEAST) if width else NATURAL,
        force_terminal=color,
        color_system="standard" if color else None,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    with console.capture() as captured:
        for renderable in page:
            console.print(renderable)
    return "".join(line.rstrip() + "\n" for line in captured.get().splitlines())


def _page(estimate: Estimate, narrow: bool) -> Iterable[RenderableType]:
    yield Text(applicant_line(estimate), style="bold")
    yield Text(f"{estimate.programme.name}  申請日 {estimate.on}")
    for answer in estimate.quotes:
        yield ""
        yield Text(quote_line(answer))
        yield ""
        yield _frames(answer, narrow)
        yield ""
        yield from _verdict(answer)
        closed = [result for result in answer.frames.values() if not result.eligible]
        yield from _list("対象外の理由", (_why_closed(result) for result in closed))
        if answer.best:
            best = answer.frames[answer.best]
            left_out = [
                f"{printable(one.item)} {one.amount:,}円: {one.reason}（{one.source}）"
                for one in best.excluded
            ]
            yield from _list(f"{best.name}で対象にならない額", left_out)
            yield from _list(f"{best.name}の申請までに確かめること", best.to_confirm)
    yield from _list("注", estimate.notes)


def _frames(answer: QuoteEstimate, narrow: bool) -> Table:
    table = Table(box=LINES, show_edge=False, collapse_padding=True, header_style="bold")
    table.add_column("申請枠", no_wrap=True)
    table.add_column("判定", no_wrap=True)
    table.add_column("補助対象経費", justify="right", no_wrap=True)
    table.add_column("補助率", no_wrap=True)
    table.add_column("補助額", justify="right", no_wrap=True)
    table.add_column("自己負担額", justify="right", no_wrap=True)
    for frame, result in answer.frames.items():
        best = frame == answer.best
        table.add_row(
            Text(result.name.replace("（", "\n（") if narrow else result.name),
            Text("最適" if best else "対象" if result.eligible else "対象外"),
            f"{result.eligible_cost:,}",
            Text(_rates(result, narrow)),
            f"{result.subsidy:,}",
            f"{result.self_payment:,}",
            style="bold green" if best else "" if result.eligible else "dim",
        )
    return table


def _rates(result: FrameResult, narrow: bool) -> str:
    if result.rate is None or not result.eligible:
        return "-"
    rates = result.rate.split("・")
    if not narrow or len(rates) < 3:
        return result.rate
    return "\n".join("・".join(rates[at : at + 2]) for at in range(0, len(rates), 2))


def _verdict(answer: QuoteEstimate) -> Iterable[RenderableType]:
    if answer.best is None:
        yield Text("対象になる申請枠はありません", style="bold")
    else:
        best = answer.frames[answer.best]
        amounts = f"補助額 {yen(best.subsidy)}  自己負担額 {yen(best.self_payment)}"
        yield Text(f"最適な申請枠: {best.name}", style="bold")
        yield Text(amounts, style="bold")


def _why_closed(result: FrameResult) -> str:
    reasons = "、".join(
        f"{printable(requirement(check))}（{check.source}）" for check in result.failed
    )
    return f"{result.name}: {reasons}"


def _list(heading: str, lines: Iterable[str]) -> Iterable[RenderableType]:
    """A heading and its lines, each hanging under its dash; nothing where there is none."""
    lines = list(lines)
    if not lines:
        return
    yield ""
    yield Text(heading, style="bold")
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for line in lines:
        grid.add_row("-", Text(line))
    yield Padding(grid, (0, 0, 0, 2))
