"""What one frame pays and why, in blocks that several reports share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from itsubsidy.answers.estimate import QuoteEstimate
from itsubsidy.money import yen
from itsubsidy.reports.blocks import (
    Block,
    Bullets,
    Column,
    Grid,
    Heading,
    Paragraph,
    number,
    section,
    text,
)
from itsubsidy.reports.content.sentences import why_not
from itsubsidy.reports.content.wording import actual_and_needed, requirement
from itsubsidy.reports.screen import printable
from itsubsidy.rules.frames.worksheet import Check, FrameResult, NextStep, Step
from itsubsidy.terms import LineKind

Cite = Callable[[str], str]
"""How a source is written: `koubo-tsujyo p.5`, with a mark where its text is not held."""

FEW_STEPS: Final = 3
"""Next steps that a summary shows."""


CAPS: Final[frozenset[LineKind]] = frozenset({"cap", "analysis_cap", "administration_cap"})
"""Lines of the working that hold an amount."""


def closed(results: Iterable[FrameResult]) -> Iterator[Block]:
    """Why each closed frame is closed, in a line each."""
    lines = (
        f"{result.name}: {printable(_why_closed(result))}"
        for result in results
        if not result.eligible
    )
    return section("対象外の理由", Bullets(tuple(lines)))


def _why_closed(result: FrameResult) -> str:
    """The checks that failed; where nothing counts, also why the first items do not."""
    failed = "、".join(f"{why_not(check)}（{check.source}）" for check in result.failed)
    missing = [excluded for excluded in result.excluded if excluded.kind != "elsewhere"]
    if result.eligible_cost or not missing:
        return failed
    reasons = list(dict.fromkeys(f"「{out.item}」は{out.reason}" for out in missing))
    more = " ほか" if len(reasons) > 2 else ""
    return f"{failed}。{'、'.join(reasons[:2])}{more}"


def reasons(result: FrameResult) -> Iterator[Block]:
    """Why the amount is what it is: its parts, the ceilings that bind, what would lift them."""
    lines = [
        f"{part.name}: {yen(part.eligible_cost)} × {part.rate} → {yen(part.subsidy)}"
        for part in result.components
    ]
    held = [step for step in result.steps if step.kind in CAPS]
    lines += [f"{step.label}: {step.formula}（{step.source}）" for step in held]
    if held:
        lines += [
            f"満たさない条件 {requirement(check)}（{check.source}）"
            for check in result.checks
            if not check.required and not check.ok
        ]
    unlike = tuple(dict.fromkeys(map(printable, lines)))
    return section(f"{result.name}の補助額の内訳", Bullets(unlike))


def left_out(result: FrameResult) -> Iterator[Block]:
    """Every yen that a frame leaves out."""
    lines = (
        f"{printable(out.item)} {yen(out.amount)}: {out.reason}（{out.source}）"
        for out in result.excluded
    )
    return section(f"{result.name}で対象にならない額", Bullets(tuple(lines)))


def steps_next(result: FrameResult, command: str) -> Iterator[Block]:
    """The next steps that gain most, and the command that shows the others."""
    lines = [
        f"{printable(step.text)}: 補助額 {step.gain:+,}円、見積額 {step.cost:+,}円"
        for step in result.next[:FEW_STEPS]
    ]
    if len(result.next) > FEW_STEPS:
        hidden = len(result.next) - FEW_STEPS
        lines.append(f"ほか {hidden}件（{command} で全てを表示）")
    lines.extend(_untried(result))
    return section("次の一手", Bullets(tuple(lines)))


def steps_elsewhere(answer: QuoteEstimate) -> list[tuple[FrameResult, NextStep]]:
    """Steps by which another frame would pay more than the best, those that gain most first."""
    found = [
        (result, step)
        for result in answer.frames.values()
        if result.frame != answer.best
        for step in result.next
        if step.kind != "room" and step.gain and result.subsidy + step.gain > answer.subsidy
    ]
    return sorted(found, key=lambda one: -one[1].gain)


def other_steps(answer: QuoteEstimate) -> Iterator[Block]:
    """The steps of other frames, where only the best is explained."""
    found = steps_elsewhere(answer) if answer.best is not None else []
    lines = (
        f"{result.name}: {printable(step.text)}: 補助額 {step.gain:+,}円、見積額 {step.cost:+,}円"
        for result, step in found
    )
    return section("ほかの枠の補助額が最大になる変更", Bullets(tuple(lines)))


def _untried(result: FrameResult) -> Iterator[str]:
    """That some changes were not looked at, if so."""
    if result.next_untried:
        yield f"見積か台帳が長いため、{result.next_untried:,}件の変更は補助額を調べていません"


def doubts(results: Iterable[FrameResult]) -> Iterator[Block]:
    """What frames would pay by other readings of the texts, and why these are not taken."""
    lines = tuple(
        f"{result.name}: {doubt.text}: "
        + (f"補助額 {yen(doubt.subsidy)}" if doubt.subsidy else "対象外")
        + f"（{doubt.difference:+,}円、{doubt.source}）"
        for result in results
        for doubt in result.doubts
    )
    return section("定めの読みが分かれるところ", Bullets(lines))


def to_confirm(result: FrameResult) -> Iterator[Block]:
    """What a person must make sure of."""
    lines = tuple(map(printable, result.to_confirm))
    return section(f"{result.name}の申請までに確かめること", Bullets(lines))


def working(result: FrameResult, *, best: bool, cite: Cite = str) -> Iterator[Block]:
    """How one frame was worked out: items, sums, rate, ceiling, checks, next steps."""
    state = "補助額最大" if best else "対象" if result.eligible else "対象外"
    items = [step for step in result.steps if step.kind == "item"]
    others = [step for step in result.steps if step.kind != "item"]
    yield Heading(f"{result.name}（{state}）")
    if round_text := its_round(result):
        yield Paragraph(round_text)
    yield from section("対象外の理由", checks_grid(result.failed, cite))
    yield from section("明細のうち対象になる額", _steps_grid(items, "品名", "計算", "対象額", cite))
    yield from section("対象にならない額", _excluded_grid(result, cite))
    yield from section("計算", _steps_grid(others, "項目", "式", "値", cite))
    yield from section("補助額の内訳", _components_grid(result))
    yield from section("要件と条件", checks_grid(result.checks, cite))
    yield from section("次の一手", _next_grid(result))
    yield from section("調べていない変更", Bullets(tuple(_untried(result))))
    yield from doubts([result])
    yield from to_confirm(result)


def its_round(result: FrameResult) -> str:
    """The round of the application: `4次締切 2025-08-20、交付決定 2025-09-30`, as far as known."""
    if result.round is None:
        return ""
    days = [f"{result.round}次締切 {result.deadline}"]
    days += [f"交付決定 {result.decision}"] if result.decision else []
    days += [f"実績報告 {result.report} まで"] if result.report else []
    return "、".join(days)


def checks_grid(checks: Sequence[Check], cite: Cite = str) -> Grid:
    """Checks, each with both sides of its comparison."""
    rows = []
    for check in checks:
        actual, needed = actual_and_needed(check)
        rows.append((printable(check.label), actual, needed, _verdict(check), cite(check.source)))
    columns = (text("項目"), text("実際"), text("基準"), text("判定"), text("根拠"))
    return Grid(columns, tuple(rows))


def _verdict(check: Check) -> str:
    if check.required:
        return "満たす" if check.ok else "満たさない"
    return "該当" if check.ok else "非該当"


def _steps_grid(steps: Iterable[Step], label: str, formula: str, value: str, cite: Cite) -> Grid:
    rows = tuple(
        (
            printable(step.label),
            step.formula,
            yen(step.value) if isinstance(step.value, int) else str(step.value),
            cite(step.source),
        )
        for step in steps
    )
    return Grid((text(label), text(formula), number(value), text("根拠")), rows)


def _excluded_grid(result: FrameResult, cite: Cite) -> Grid:
    columns = (text("品名"), number("金額"), text("理由"), text("根拠"))
    rows = ((printable(x.item), yen(x.amount), x.reason, cite(x.source)) for x in result.excluded)
    return Grid(columns, tuple(rows))


def _components_grid(result: FrameResult) -> Grid:
    columns: tuple[Column, ...] = (
        text("区分"),
        number("補助対象経費"),
        text("補助率"),
        number("補助額"),
    )
    if not result.components:
        return Grid(columns, ())
    parts = (
        (part.name, yen(part.eligible_cost), str(part.rate), yen(part.subsidy))
        for part in result.components
    )
    total = ("合計", yen(result.eligible_cost), "", yen(result.subsidy))
    return Grid(columns, (*parts, total))


def _next_grid(result: FrameResult) -> Grid:
    columns = (text("変更"), number("補助額"), number("見積額"), number("差引"))
    rows = (
        (printable(step.text), f"{step.gain:+,}", f"{step.cost:+,}", f"{step.net:+,}")
        for step in result.next
    )
    return Grid(columns, tuple(rows))
