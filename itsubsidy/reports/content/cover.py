"""Who gives a report to whom: the head of a page, and the first lines of a text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from itsubsidy.answers.receipt import Receipt
from itsubsidy.files.echo import printable
from itsubsidy.reports.blocks import Block, Bullets, Cover, Heading, Paragraph

DISCLAIMER: Final = (
    "この見積もりは概算です。採択と交付、補助額を保証しません。補助額は、審査と、事業の後の"
    "確定検査を経て事務局が決めます。"
)


class Addressed(NamedTuple):
    """Who gives the report to whom, and what is said with it."""

    to: str | None = None
    """The client's name where it says nothing."""
    author: str | None = None
    comment: str | None = None
    made: date | None = None
    """The day that stands on it."""


NOBODY: Final = Addressed()


def cover(receipt: Receipt, addressed: Addressed, about: str) -> Cover:
    """The head of a page that is handed over; `about` says what it holds."""
    return Cover(
        title=_title(receipt, about),
        to=_to(receipt, addressed),
        author=printable(addressed.author or ""),
        made=day_text(addressed.made),
        comment=printable(addressed.comment or ""),
    )


def cover_lines(receipt: Receipt, addressed: Addressed, about: str) -> Iterator[Block]:
    """The same above a text; nothing where nobody said to or from whom it is."""
    if not (addressed.to or addressed.author or addressed.comment):
        return
    yield Heading(_title(receipt, about), 1)
    yield Paragraph(_to(receipt, addressed), strong=True)
    lines = [day_text(addressed.made)] if addressed.made else []
    lines += [f"作成: {printable(addressed.author)}"] if addressed.author else []
    if lines:
        yield Bullets(tuple(lines))
    if addressed.comment:
        yield Paragraph(printable(addressed.comment))


def _title(receipt: Receipt, about: str) -> str:
    return f"{receipt.programme.name} {about}"


def _to(receipt: Receipt, addressed: Addressed) -> str:
    """The name that was given as it is, the client's own as one writes to a company."""
    if addressed.to is not None:
        return printable(addressed.to)
    return f"{printable(receipt.applicant.name)} 御中"


def day_text(day: date | None) -> str:
    """`2025年8月20日`; nothing of none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
