"""Answers laid out beside each other: competing quotes, and one quote before and after a change."""

from __future__ import annotations

from collections.abc import Sequence

from itsubsidy.answers.estimate import Estimate, QuoteEstimate
from itsubsidy.money import yen
from itsubsidy.reports.blocks import Grid, number, text
from itsubsidy.reports.content.wording import quote_name
from itsubsidy.terms import FUNCTIONS


def side_by_side(estimate: Estimate, shown: Sequence[QuoteEstimate]) -> Grid:
    """Competing quotes, a row each; what pays most and what costs least of all may differ.

    Of equal ones the first in the order of the files is marked.
    """
    answers = estimate.quotes
    most = max(answers, key=lambda answer: answer.subsidy)
    least = min(answers, key=lambda answer: answer.cash.net_with_tax)
    rows = []
    for answer in shown:
        marks = ["補助額最大"] if answer is most and answer.subsidy else []
        marks += ["負担最小"] if answer is least else []
        rows.append(
            (
                quote_name(answer.quote),
                estimate.programme.short[answer.best] if answer.best else "なし",
                f"{answer.subsidy:,}",
                f"{answer.cash.outlay:,}",
                f"{answer.cash.net_with_tax:,}",
                f"{answer.cash.three_years:,}",
                functions_of(answer),
                "・".join(marks) or "-",
            )
        )
    columns = (
        text("見積"),
        text("申請枠"),
        number("補助額"),
        number("支払（税込）"),
        number("実質負担（税込）"),
        number("3年間の負担（税込）"),
        text("機能"),
        text("印"),
    )
    marked = next((at for at, answer in enumerate(shown) if answer is most), None)
    return Grid(columns, tuple(rows), marked if most.best else None)


def before_and_after(
    before: Estimate, after: Estimate, old: QuoteEstimate, new: QuoteEstimate
) -> Grid:
    """One quote before and after a change, what a client looks at first; two days alike."""
    pairs = (
        ("申請日", str(before.on), str(after.on)),
        ("制度", _programme(before, old), _programme(after, new)),
        ("申請枠", _frame(before, old), _frame(after, new)),
        ("補助率", _rate(old), _rate(new)),
        ("補助額", yen(old.subsidy), yen(new.subsidy)),
        ("支払（税込）", yen(old.cash.outlay), yen(new.cash.outlay)),
        ("実質負担（税込）", yen(old.cash.net_with_tax), yen(new.cash.net_with_tax)),
        ("3年間の負担（税込）", yen(old.cash.three_years), yen(new.cash.three_years)),
    )
    return Grid((text("項目"), text("前"), text("後")), pairs)


def functions_of(answer: QuoteEstimate) -> str:
    """Which functions the software of a quote has: 会計・決済."""
    found = {function for item in answer.quote.items for function in item.functions}
    return "・".join(name for key, name in FUNCTIONS.items() if key in found) or "-"


def _programme(estimate: Estimate, answer: QuoteEstimate) -> str:
    best = answer.best_result
    round_text = f"（{best.round}次締切 {best.deadline}）" if best and best.round else ""
    return estimate.programme.name + round_text


def _frame(estimate: Estimate, answer: QuoteEstimate) -> str:
    return estimate.programme.short[answer.best] if answer.best else "なし"


def _rate(answer: QuoteEstimate) -> str:
    best = answer.best_result
    return (best.rate if best else None) or "-"
