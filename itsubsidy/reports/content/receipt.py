"""What every report says of its answer: for whom, by which rules, from which files."""

from __future__ import annotations

from collections.abc import Iterator

from itsubsidy.receipt import Receipt
from itsubsidy.reports.blocks import Block, Bullets, Grid, Heading, Paragraph, text
from itsubsidy.reports.content.frame import checks_grid
from itsubsidy.reports.content.wording import applicant_line, requirement, size_name
from itsubsidy.reports.screen import printable
from itsubsidy.terms import SIZES


def head(receipt: Receipt, space: str = "  ") -> Iterator[Block]:
    """Who applies, by which rules, on which day."""
    yield Heading(applicant_line(receipt), 1)
    yield Paragraph(f"{receipt.programme.name}{space}申請日 {receipt.on}")
    if receipt.programme.state:
        yield Paragraph(receipt.programme.state, strong=True)


def size(receipt: Receipt) -> Iterator[Block]:
    """Who applies, and what settled the size."""
    yield Heading("申請者と規模")
    standing = receipt.standing
    if standing is None:
        yield _members(receipt)
        return
    yield Paragraph(f"規模: {SIZES[standing.size]}", strong=True)
    if standing.checks:
        yield checks_grid(standing.checks)
    else:
        yield Paragraph("規模は申請者の記入によります")


def _members(receipt: Receipt) -> Grid:
    rows = tuple(
        (
            printable(member.business.name),
            size_name(member),
            "、".join(requirement(check) for check in member.checks) or "記入による",
            member.checks[-1].source if member.checks else "",
        )
        for member in receipt.members
    )
    return Grid((text("構成員"), text("規模"), text("判定"), text("根拠")), rows)


def notes(receipt: Receipt) -> Iterator[Block]:
    """Notes, and what the answer was made of, so that it can be made again."""
    rules = f"{receipt.programme.id}（{receipt.programme.verified_on} 確認）"
    yield Heading("注", 3)
    yield Bullets(
        (
            *map(printable, receipt.notes),
            f"itsubsidy {receipt.tool}、規則 {rules}、申請日 {receipt.on}",
            *(f"{printable(file)}  SHA-256 {sha256}" for file, sha256 in receipt.files),
        )
    )
