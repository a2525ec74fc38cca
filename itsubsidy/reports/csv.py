"""The estimate as CSV for a spreadsheet: one row a quote and frame."""

from __future__ import annotations

import csv
import io
from typing import Final

from itsubsidy import __version__
from itsubsidy.estimate import Estimate
from itsubsidy.reports.wording import printable, requirement
from itsubsidy.terms import SIZES

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


def render(estimate: Estimate) -> str:
    """Rows with CRLF; amounts are plain integers, and no text runs as a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    applicant, origin = estimate.applicant, estimate.applicant._origin
    ledger = origin.ledger if origin else None
    for answer in estimate.quotes:
        quote, quote_origin = answer.quote, answer.quote._origin
        for frame, result in answer.frames.items():
            reasons = "、".join(f"{requirement(c)}（{c.source}）" for c in result.failed)
            row: tuple[str | int | None, ...] = (
                applicant.name,
                SIZES[estimate.standing.size] if estimate.standing else "補助事業グループ",
                quote.vendor,
                quote.title,
                answer.total,
                result.name,
                "対象" if result.eligible else "対象外",
                "最適" if frame == answer.best else "",
                result.eligible_cost,
                f"{result.rate}以内" if result.rate else "",  # a bare 1/2 would be read as a day
                result.subsidy,
                result.self_payment,
                reasons,
                estimate.on.isoformat(),
                estimate.programme.id,
                estimate.programme.verified_on.isoformat(),
                __version__,
                origin.file if origin else None,
                origin.sha256 if origin else None,
                quote_origin.file if quote_origin else None,
                quote_origin.sha256 if quote_origin else None,
                ledger.file if ledger else None,
                ledger.sha256 if ledger else None,
            )
            writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


def safe(text: str) -> str:
    """Text that a spreadsheet shows and does not run."""
    shown = printable(text)
    return f"'{shown}" if shown.lstrip()[:1] in ("=", "+", "-", "@") else shown
