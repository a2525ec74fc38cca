"""What a report says, in blocks that each format draws in its own way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from itsubsidy.estimate import Estimate, QuoteEstimate
from itsubsidy.money import yen
from itsubsidy.receipt import Receipt
from itsubsidy.reports.content.wording import (
    actual_and_needed,
    applicant_line,
    printable,
    quote_line,
    quote_name,
    requirement,
)
from itsubsidy.terms import FRAMES, SIZES, Frame
from itsubsidy.worksheet import Check, FrameResult


class Heading(NamedTuple):
    """A heading; the page's own is of level 1."""

    text: str
    level: int = 2


class Paragraph(NamedTuple):
    """A line of its own."""

    text: str
    strong: bool = False


class Bullets(NamedTuple):
    """A list."""

    lines: tuple[str, ...]


class Grid(NamedTuple):
    """A table; columns of numbers are named by their places, and one row may be marked."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    marked: int | None = None


Block = Heading | Paragraph | Bullets | Grid


def summary(estimate: Estimate) -> Iterator[Block]:
    """The answer for each quote: the frames, why some are closed, what to do next."""
    yield Heading(applicant_line(estimate), 1)
    yield Paragraph(f"{estimate.programme.name}  申請日 {estimate.on}")
    yield from comparison(estimate)
    for answer in estimate.quotes:
        yield Heading(quote_line(answer.quote, answer.total))
        yield frames(answer)
        yield from verdict(answer)
        yield from outlook(estimate, answer)
        yield from closed(answer.frames.values())
        best = answer.best_result
        if best is not None:
            yield from reasons(best)
            yield from left_out(best)
            yield from steps_next(best)
            yield from to_confirm(best)
    yield from notes(estimate)


def explanation(estimate: Estimate, only: Sequence[Frame] = ()) -> Iterator[Block]:
    """Each number as a reader works it out on paper, with its source."""
    yield Heading(applicant_line(estimate), 1)
    yield Paragraph(f"{estimate.programme.name}  申請日 {estimate.on}")
    yield from size(estimate)
    for answer in estimate.quotes:
        yield Heading(quote_line(answer.quote, answer.total))
        chosen = only or ((answer.best,) if answer.best else tuple(answer.frames))
        for frame in chosen:
            yield from working(answer.frames[frame], best=frame == answer.best)
    yield from notes(estimate)


def frames(answer: QuoteEstimate) -> Grid:
    """One row a frame, the best one marked."""
    rows = tuple(
        (
            result.name,
            _state(result, answer),
            f"{result.eligible_cost:,}",
            (result.rate or "-") if result.eligible else "-",
            f"{result.subsidy:,}",
            f"{result.self_payment:,}",
        )
        for result in answer.frames.values()
    )
    best = list(answer.frames).index(answer.best) if answer.best else None
    head = ("申請枠", "判定", "補助対象経費", "補助率", "補助額", "自己負担額")
    return Grid(head, rows, frozenset({2, 4, 5}), best)


def verdict(answer: QuoteEstimate) -> Iterator[Block]:
    """The best frame and what it pays."""
    best = answer.best_result
    if best is None:
        yield Paragraph("対象になる申請枠はありません", strong=True)
        return
    yield Paragraph(f"最適な申請枠: {best.name}", strong=True)
    amounts = f"補助額 {yen(best.subsidy)}  自己負担額 {yen(best.self_payment)}"
    yield Paragraph(amounts, strong=True)


def outlook(estimate: Estimate, answer: QuoteEstimate) -> Iterator[Block]:
    """That a combination of frames pays more than the best one, and how to see it."""
    if answer.plan is None:
        return
    command = "itsubsidy plan"
    applicant, quote = estimate.applicant.origin.file, answer.quote.origin.file
    if len(estimate.quotes) > 1 and applicant and quote:  # of a folder it would take all quotes
        command = printable(f"{command} {applicant} {quote}")
    least = "" if answer.plan.proven else "少なくとも "
    yield Paragraph(
        f"{len(answer.plan.frames)}つの枠に分けて申請すると、補助額は{least}"
        f"{yen(answer.plan.subsidy)}（+{answer.plan.gain:,}円）: {command} で分け方を表示"
    )


def comparison(estimate: Estimate) -> Iterator[Block]:
    """Several quotes side by side; what pays most and what costs least may differ."""
    answers = estimate.quotes
    if len(answers) < 2:
        return
    most = max(answer.subsidy for answer in answers)
    least = min(answer.self_payment for answer in answers)
    rows = []
    for answer in answers:
        marks = [
            mark
            for mark, holds in (
                ("補助額が最大", answer.subsidy == most and most > 0),
                ("自己負担が最小", answer.self_payment == least),
            )
            if holds
        ]
        rows.append(
            (
                quote_name(answer.quote),
                f"{answer.total:,}",
                FRAMES[answer.best] if answer.best else "なし",
                f"{answer.subsidy:,}",
                f"{answer.self_payment:,}",
                "・".join(marks),
            )
        )
    yield Heading("見積の比較")
    head = ("見積", "見積額", "最適な申請枠", "補助額", "自己負担額", "")
    yield Grid(head, tuple(rows), frozenset({1, 3, 4}))


def closed(results: Iterable[FrameResult]) -> Iterator[Block]:
    """Why each closed frame is closed, in a line each."""
    lines = tuple(
        f"{result.name}: {printable(_why_closed(result))}"
        for result in results
        if not result.eligible
    )
    if lines:
        yield Heading("対象外の理由", 3)
        yield Bullets(lines)


def _why_closed(result: FrameResult) -> str:
    """The checks that failed; where nothing counts, also why the first items do not."""
    failed = "、".join(f"{requirement(check)}（{check.source}）" for check in result.failed)
    missing = [one for one in result.excluded if not one.id.endswith((".category", ".applicant"))]
    if result.eligible_cost or not missing:
        return failed
    told = dict.fromkeys(f"「{one.item}」は{one.reason}" for one in missing)
    more = " ほか" if len(told) > 2 else ""
    return f"{failed}。{'、'.join(list(told)[:2])}{more}"


def reasons(result: FrameResult) -> Iterator[Block]:
    """Why the amount is what it is: its parts, the ceilings that bind, what would lift them."""
    lines = [
        f"{part.name}: {yen(part.eligible_cost)} × {part.rate} → {yen(part.subsidy)}"
        for part in result.components
    ]
    held = [step for step in result.steps if step.id.endswith((".cap", ".share"))]
    lines += [f"{step.label}: {step.formula}（{step.source}）" for step in held]
    if held:
        lines += [
            f"満たさない条件 {requirement(check)}（{check.source}）"
            for check in result.checks
            if not check.required and not check.ok
        ]
    if lines:
        yield Heading(f"{result.name}の補助額の内訳", 3)
        yield Bullets(tuple(dict.fromkeys(map(printable, lines))))


def left_out(result: FrameResult) -> Iterator[Block]:
    """Every yen that a frame leaves out."""
    if result.excluded:
        yield Heading(f"{result.name}で対象にならない額", 3)
        yield Bullets(
            tuple(
                f"{printable(one.item)} {yen(one.amount)}: {one.reason}（{one.source}）"
                for one in result.excluded
            )
        )


def steps_next(result: FrameResult, most: int = 3) -> Iterator[Block]:
    """The next steps that gain most."""
    if result.next:
        yield Heading("次の一手", 3)
        lines = [
            f"{printable(step.text)}: 補助額 {step.gain:+,}円、見積額 {step.cost:+,}円"
            for step in result.next[:most]
        ]
        if len(result.next) > most:
            lines.append(f"ほか {len(result.next) - most}件（itsubsidy explain で全てを表示）")
        yield Bullets(tuple(lines))


def to_confirm(result: FrameResult) -> Iterator[Block]:
    """What a person must make sure of."""
    if result.to_confirm:
        yield Heading(f"{result.name}の申請までに確かめること", 3)
        yield Bullets(tuple(map(printable, result.to_confirm)))


def notes(receipt: Receipt) -> Iterator[Block]:
    """Notes, and the receipt: which tool, which rules, which files."""
    yield Heading("注", 3)
    yield Bullets((*map(printable, receipt.notes), *made_of(receipt)))


def made_of(receipt: Receipt) -> Iterator[str]:
    """What an answer was made of, so that it can be made again."""
    rules = f"{receipt.programme.id}（{receipt.programme.verified_on} 確認）"
    yield f"itsubsidy {receipt.tool}、規則 {rules}、申請日 {receipt.on}"
    for file, sha256 in receipt.files:
        yield f"{printable(file)}  SHA-256 {sha256}"


def size(receipt: Receipt) -> Iterator[Block]:
    """Who applies, and what settled the size."""
    yield Heading("申請者と規模")
    if receipt.standing is not None:
        yield Paragraph(f"規模: {SIZES[receipt.standing.size]}", strong=True)
        if receipt.standing.checks:
            yield _checks(receipt.standing.checks)
        else:
            yield Paragraph("規模は申請者の記入によります")
        return
    rows = tuple(
        (
            printable(member.business.name),
            SIZES[member.size] + ("・みなし大企業" if member.deemed_large else ""),
            "、".join(requirement(check) for check in member.checks) or "記入による",
            member.checks[-1].source if member.checks else "",
        )
        for member in receipt.members
    )
    yield Grid(("構成員", "規模", "判定", "根拠"), rows)


def working(result: FrameResult, *, best: bool) -> Iterator[Block]:
    """How one frame was worked out: items, sums, rate, ceiling, checks, next steps."""
    state = "最適" if best else "対象" if result.eligible else "対象外"
    yield Heading(f"{result.name}（{state}）")
    if result.failed:
        yield Heading("対象外の理由", 3)
        yield _checks(result.failed)
    items = [step for step in result.steps if step.id.startswith("items.")]
    if items:
        yield Heading("明細のうち対象になる額", 3)
        rows = tuple((printable(s.label), s.formula, yen_or_text(s.value), s.source) for s in items)
        yield Grid(("品名", "計算", "対象額", "根拠"), rows, frozenset({2}))
    if result.excluded:
        yield Heading("対象にならない額", 3)
        lost = tuple(
            (printable(one.item), yen(one.amount), one.reason, one.source)
            for one in result.excluded
        )
        yield Grid(("品名", "金額", "理由", "根拠"), lost, frozenset({1}))
    others = [step for step in result.steps if not step.id.startswith("items.")]
    if others:
        yield Heading("計算", 3)
        rows = tuple(
            (printable(s.label), s.formula, yen_or_text(s.value), s.source) for s in others
        )
        yield Grid(("項目", "式", "値", "根拠"), rows, frozenset({2}))
    if result.components:
        yield Heading("補助額の内訳", 3)
        parts = [
            (part.name, yen(part.eligible_cost), part.rate, yen(part.subsidy))
            for part in result.components
        ]
        parts.append(("合計", yen(result.eligible_cost), "", yen(result.subsidy)))
        yield Grid(("区分", "補助対象経費", "補助率", "補助額"), tuple(parts), frozenset({1, 3}))
    yield Heading("要件と条件", 3)
    yield _checks(result.checks)
    if result.next:
        yield Heading("次の一手", 3)
        steps = tuple(
            (printable(s.text), f"{s.gain:+,}", f"{s.cost:+,}", f"{s.net:+,}") for s in result.next
        )
        yield Grid(("変更", "補助額", "見積額", "差引"), steps, frozenset({1, 2, 3}))
    yield from to_confirm(result)


def difference(before: Estimate, after: Estimate, changes: Sequence[str] = ()) -> Iterator[Block]:
    """Two estimates side by side, every frame, with what the changes make of it."""
    yield Heading(applicant_line(after), 1)
    yield Paragraph(f"{after.programme.name}  申請日 {after.on}")
    if changes:
        yield Paragraph(f"変更: {printable('、'.join(changes))}")
    for old, new in zip(before.quotes, after.quotes, strict=True):
        yield Heading(quote_line(new.quote, new.total))
        pairs = [(old.frames[frame], new.frames[frame]) for frame in new.frames]
        rows = tuple(
            (
                now.name,
                _state(then, old),
                _state(now, new),
                f"{then.subsidy:,}",
                f"{now.subsidy:,}",
                _signed(now.subsidy - then.subsidy),
            )
            for then, now in pairs
        )
        best = list(new.frames).index(new.best) if new.best else None
        head = ("申請枠", "判定 前", "後", "補助額 前", "後", "差")
        yield Grid(head, rows, frozenset({3, 4, 5}), best)
        costs = tuple(
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
        head = ("申請枠", "対象経費 前", "後", "自己負担額 前", "後", "差")
        yield Grid(head, costs, frozenset({1, 2, 3, 4, 5}), best)
    yield from notes(after)


def _state(result: FrameResult, answer: QuoteEstimate) -> str:
    if result.frame == answer.best:
        return "最適"
    return "対象" if result.eligible else "対象外"


def _signed(amount: int) -> str:
    return f"{amount:+,}" if amount else "同じ"


def _checks(checks: Sequence[Check]) -> Grid:
    rows = []
    for check in checks:
        actual, needed = actual_and_needed(check)
        kind = (
            ("満たす" if check.ok else "満たさない")
            if check.required
            else ("該当" if check.ok else "非該当")
        )
        rows.append((printable(check.label), actual, needed, kind, check.source))
    return Grid(("項目", "実際", "基準", "判定", "根拠"), tuple(rows))


def yen_or_text(value: int | str) -> str:
    """A step's value: yen, or what is no amount."""
    return yen(value) if isinstance(value, int) else value
