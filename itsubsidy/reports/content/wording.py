"""Words that the reports share."""

from __future__ import annotations

import unicodedata

from itsubsidy.inputs.quote import DISCOUNT, Quote
from itsubsidy.money import yen
from itsubsidy.receipt import Receipt
from itsubsidy.terms import ENTITIES, INDUSTRIES, ORGANISERS, SIZES, bound, shown
from itsubsidy.worksheet import Check


def printable(text: str) -> str:
    """Text from a client without what would move the cursor or turn the writing around."""
    if text.isprintable():
        return text
    return "".join(
        " "
        if char in "\n\t"
        else "\ufffd"
        if unicodedata.category(char) in ("Cc", "Cf", "Cs")
        else char
        for char in text
    )


def requirement(check: Check) -> str:
    """What a check compared, in one phrase: `補助額の下限: 49,999円（必要: 50,000円以上）`."""
    if isinstance(check.limit, bool):
        return check.label if check.ok else f"{check.label}: 満たしていません"
    actual, needed = actual_and_needed(check)
    return f"{check.label}: {actual}（必要: {needed}）"


def actual_and_needed(check: Check) -> tuple[str, str]:
    """Both sides of a check: `("49,999円", "50,000円以上")`."""
    return shown(check.actual, check.unit), bound(check.limit, check.op, check.unit)


def applicant_line(receipt: Receipt) -> str:
    """Who applies, in one line: `株式会社みなと食堂  小規模事業者（小売業、従業員 4人）`."""
    applicant = receipt.applicant
    if receipt.standing is None:
        organiser = ORGANISERS[applicant.organiser] if applicant.organiser else ""
        facts = [f"代表 {organiser}", f"構成員 {len(receipt.members)}者"]
        return f"{printable(applicant.name)}  {ENTITIES['group']}（{'、'.join(facts)}）"
    facts = [] if applicant.entity == "company" else [ENTITIES[applicant.entity]]
    if applicant.industry is not None:
        facts.append(INDUSTRIES[applicant.industry])
    if applicant.employees is not None:
        facts.append(f"従業員 {applicant.employees:,}人")
    size = SIZES[receipt.standing.size] + (
        "・みなし大企業" if receipt.standing.deemed_large else ""
    )
    return f"{printable(applicant.name)}  {size}" + (f"（{'、'.join(facts)}）" if facts else "")


def quote_line(quote: Quote, total: int) -> str:
    """A quote and its total: `見積: 港システム「会計一式」 1,080,000円（税抜、契約全体）`."""
    tax = "税込の見積を税抜に直した額" if quote.tax == "included" else "税抜"
    if any(item.discount or item.category == DISCOUNT for item in quote.items):
        tax += "、値引き後"
    return f"見積: {quote_name(quote)} {yen(total)}（{tax}、契約全体）"


def quote_name(quote: Quote) -> str:
    """What to call a quote: `港システム株式会社「会計一式」`, else its file."""
    who = printable(quote.vendor) if quote.vendor else ""
    what = f"「{printable(quote.title)}」" if quote.title else ""
    return who + what or printable(quote.origin.file or "見積")
