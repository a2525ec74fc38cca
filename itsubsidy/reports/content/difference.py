"""What changes make of an estimate, said of every frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

from itsubsidy.answers.estimate import Estimate, QuoteEstimate
from itsubsidy.files.problems import Problem
from itsubsidy.money import yen
from itsubsidy.reports.blocks import Block, Grid, Heading, Paragraph, Report, number, text
from itsubsidy.reports.content.citations import blocks_in_words
from itsubsidy.reports.content.compare import before_and_after
from itsubsidy.reports.content.estimate import place_of_best, state
from itsubsidy.reports.content.receipt import head, notes
from itsubsidy.reports.content.warnings import warnings
from itsubsidy.reports.content.wording import quote_line
from itsubsidy.reports.screen import printable

SCHEMA: Final = "itsubsidy.whatif/1"


def difference_report(
    before: Estimate,
    after: Estimate,
    changes: Sequence[str] = (),
    odd: Sequence[Problem] = (),
) -> Report:
    """Two estimates of the same quotes, and the changes, as they were written, between them.

    `odd` is what may be meant otherwise in what was changed.
    """
    return Report(
        data=partial(_data, before, after, changes),
        blocks=blocks_in_words(
            partial(_blocks, before, after, changes, odd), after.programme.words
        ),
    )


def _data(before: Estimate, after: Estimate, changes: Sequence[str]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "changes": list(changes),
        "before": before.to_dict(),
        "after": after.to_dict(),
    }


def _blocks(
    before: Estimate, after: Estimate, changes: Sequence[str], odd: Sequence[Problem]
) -> Iterator[Block]:
    for old, new in zip(before.quotes, after.quotes, strict=True):
        yield Paragraph(_sentence(old.subsidy, new.subsidy), strong=True)
    yield from head(after)
    if changes:
        yield Paragraph(f"変更: {printable('、'.join(changes))}")
    yield from warnings(odd)
    for old, new in zip(before.quotes, after.quotes, strict=True):
        yield Heading(quote_line(new.quote, new.total))
        yield before_and_after(before, after, old, new)
        yield _subsidies(old, new)
        yield _costs(old, new)
    yield from notes(after)


def _sentence(old: int, new: int) -> str:
    """What becomes of the subsidy: `補助額 700,000 → 1,499,999円（+799,999円）`."""
    if old == new:
        return f"補助額 {yen(new)}のまま変わりません"
    return f"補助額 {old:,} → {yen(new)}（{new - old:+,}円）"


def _subsidies(old: QuoteEstimate, new: QuoteEstimate) -> Grid:
    columns = (
        text("申請枠"),
        text("判定 前"),
        text("後"),
        number("補助額 前"),
        number("後"),
        number("差"),
    )
    pairs = ((old.frames[frame], result) for frame, result in new.frames.items())
    rows = tuple(
        (
            now.name,
            state(then, old),
            state(now, new),
            f"{then.subsidy:,}",
            f"{now.subsidy:,}",
            _signed(now.subsidy - then.subsidy),
        )
        for then, now in pairs
    )
    return Grid(columns, rows, place_of_best(new))


def _costs(old: QuoteEstimate, new: QuoteEstimate) -> Grid:
    columns = (
        text("申請枠"),
        number("対象経費 前"),
        number("後"),
        number("自己負担額 前"),
        number("後"),
        number("差"),
    )
    pairs = ((old.frames[frame], result) for frame, result in new.frames.items())
    rows = tuple(
        (
            now.name,
            f"{then.eligible_cost:,}",
            f"{now.eligible_cost:,}",
            f"{then.self_payment:,}",
            f"{now.self_payment:,}",
            _signed(now.self_payment - then.self_payment),
        )
        for then, now in pairs
    )
    return Grid(columns, rows, place_of_best(new))


def _signed(amount: int) -> str:
    return f"{amount:+,}" if amount else "同じ"
