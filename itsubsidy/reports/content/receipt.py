"""What every report says of its answer: for whom, by which rules, from which files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from itsubsidy.answers.receipt import Receipt, rules_behind
from itsubsidy.reports.blocks import (
    Block,
    Bullets,
    Drawn,
    Grid,
    Heading,
    Links,
    Paragraph,
    section,
    text,
)
from itsubsidy.reports.content.frame import Cite, checks_grid
from itsubsidy.reports.content.wording import applicant_line, requirement, size_name
from itsubsidy.reports.screen import printable
from itsubsidy.rules.frames.worksheet import FrameResult
from itsubsidy.rules.programme.rules import Grade, cited_in
from itsubsidy.terms import GRADES, SIZES


def head(receipt: Receipt, space: str = "  ") -> Iterator[Block]:
    """Who applies, by which rules, on which day."""
    programme = receipt.programme
    yield Heading(applicant_line(receipt), 1)
    if programme.state:
        yield Paragraph(programme.state, strong=True, alert=True)
    is_open = "（受付中）" if programme.closed is False else ""
    yield Paragraph(f"{programme.name}{space}申請日 {receipt.on}{is_open}")


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
    """The members, those together of whom the same is said."""
    alike: dict[tuple[str, str, str], list[str]] = {}
    for member in receipt.members:
        said = "、".join(requirement(check) for check in member.checks) or "記入による"
        source = member.checks[-1].source if member.checks else "-"
        names = alike.setdefault((size_name(member), said, source), [])
        names.append(printable(member.business.name))
    rows = tuple(
        (names[0] if len(names) == 1 else f"{len(names)}者（{names[0]} ほか）", *said)
        for said, names in alike.items()
    )
    return Grid((text("構成員"), text("規模"), text("判定"), text("根拠")), rows)


FEW_NAMES: Final = 3
"""Rules that are named of a document where the working is not shown."""


def citing(receipt: Receipt) -> Cite:
    """How this answer writes its sources: with a mark where the text is not held as it is."""

    def cite(source: str) -> str:
        grade = receipt.programme.grade_of(source)
        return source if grade == "official" else f"{source}［{GRADES[grade]}］"

    return cite


def to_look_up(
    receipt: Receipt, results: Iterable[FrameResult], most: int | None = FEW_NAMES
) -> Iterator[Block]:
    """The rules that decided these frames and are not official, a line a document.

    Of a document `most` rules are named, or all.
    """
    behind = rules_behind(results)
    lines = []
    for document in receipt.programme.unconfirmed:
        labels = (rule.label for rule in behind if document.name in cited_in(rule.source))
        names = list(dict.fromkeys(labels))
        if names:
            shown = names[:most]
            more = f" ほか {len(names) - len(shown)}件" if len(names) > len(shown) else ""
            lines.append(
                f"{document.title}（{GRADES[document.grade]}）: "
                f"{printable('、'.join(shown))}{more}。"
                f"{LOOK_UP[document.grade].format(receipt.programme.name)}"
            )
    return section("公式の原文で確かめていない規則", Bullets(tuple(lines)))


LOOK_UP: Final[dict[Grade, str]] = {
    "quoted": "引用された文書の原文で確かめます",
    "superseded": "改められた後の原文で確かめます",
    "reported": "{} の公募要領か事業ホームページで確かめます",
    "carried": "{} の公募要領の同じ定めで確かめます",
}
"""What to do about a document that is not official."""


def addresses(receipt: Receipt) -> Iterator[Drawn]:
    """Where the documents stand that an answer cites, as far as that is known."""
    if receipt.programme.addresses:
        yield Heading("根拠の文書の所在", 3)
        yield Links(receipt.programme.addresses)


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
