"""The estimate as CSV for a spreadsheet: one row a quote and frame."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from itsubsidy.estimate import Estimate, QuoteEstimate
from itsubsidy.inputs.values import Origin
from itsubsidy.reports.content.wording import printable, requirement
from itsubsidy.terms import SIZES
from itsubsidy.worksheet import FrameResult

ENCODING: Final = "utf-8-sig"
"""With a byte order mark, by which spreadsheets know UTF-8."""

HEAD: Final = (
    "申請者",
    "規模",
    "見積元",
    "件名",
    "見積額",
    "申請枠",
    "判定",
    "最適",
    "補助対象経費",
    "補助率",
    "補助額",
    "自己負担額",
    "対象外の理由",
    "申請日",
    "規則",
    "規則の確認日",
    "itsubsidy",
    "申請者のファイル",
    "申請者のSHA-256",
    "見積のファイル",
    "見積のSHA-256",
    "賃金台帳のファイル",
    "賃金台帳のSHA-256",
)


Cell = str | int | None


def render(estimate: Estimate) -> str:
    """Rows with CRLF; amounts are plain integers, and no text runs as a formula."""
    rows = (
        cells(estimate, answer, result)
        for answer in estimate.quotes
        for result in answer.frames.values()
    )
    return "".join(map(line, (HEAD, *rows)))


def cells(
    estimate: Estimate, answer: QuoteEstimate, result: FrameResult | None
) -> tuple[Cell, ...]:
    """The row of a quote and a frame, or of a quote that has no frame open."""
    applicant, quote = estimate.applicant, answer.quote
    ledger = applicant.origin.ledger or Origin()
    if result is None:
        closed = [f"{one.name}: {_reasons(one)}" for one in answer.frames.values()]
        amounts: tuple[Cell, ...] = ("", "対象外", "", 0, "", 0, answer.total, "／".join(closed))
    else:
        amounts = (
            result.name,
            "対象" if result.eligible else "対象外",
            "最適" if result.frame == answer.best else "",
            result.eligible_cost,
            f"{result.rate}以内" if result.rate else "",  # a bare 1/2 would be read as a day
            result.subsidy,
            result.self_payment,
            _reasons(result),
        )
    return (
        applicant.name,
        SIZES[estimate.standing.size] if estimate.standing else "補助事業グループ",
        quote.vendor,
        quote.title,
        answer.total,
        *amounts,
        estimate.on.isoformat(),
        estimate.programme.id,
        estimate.programme.verified_on.isoformat(),
        estimate.tool,
        applicant.origin.file,
        applicant.origin.sha256,
        quote.origin.file,
        quote.origin.sha256,
        ledger.file,
        ledger.sha256,
    )


def _reasons(result: FrameResult) -> str:
    return "、".join(f"{requirement(check)}（{check.source}）" for check in result.failed)


def line(row: Iterable[Cell]) -> str:
    """One row."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(
        [safe(cell) if isinstance(cell, str) else cell for cell in row]
    )
    return out.getvalue()


def safe(text: str) -> str:
    """Text that a spreadsheet shows and does not run."""
    shown = printable(text)
    return f"'{shown}" if shown.lstrip()[:1] in ("=", "+", "-", "@") else shown
