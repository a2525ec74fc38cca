"""Words that reports share."""

from __future__ import annotations

from itsubsidy.answers.receipt import Receipt
from itsubsidy.inputs.applicant import Business
from itsubsidy.inputs.item import DISCOUNT
from itsubsidy.inputs.quote import Quote
from itsubsidy.money import yen
from itsubsidy.reports.screen import printable
from itsubsidy.rules.frames.size import Standing
from itsubsidy.rules.frames.worksheet import Check
from itsubsidy.terms import ENTITIES, INDUSTRIES, ORGANISERS, SIZES, as_typed, bound, shown


def requirement(check: Check) -> str:
    """What a check compared, in one phrase: `補助額の下限: 49,999円（必要: 50,000円以上）`."""
    if isinstance(check.limit, bool) and check.ok:
        return check.label
    actual, needed = actual_and_needed(check)
    return f"{check.label}: {actual}（必要: {needed}）"


def actual_and_needed(check: Check) -> tuple[str, str]:
    """Both sides of a check: `("49,999円", "50,000円以上")`."""
    return shown(check.actual, check.unit), bound(check.limit, check.op, check.unit)


def applicant_line(receipt: Receipt) -> str:
    """Who applies, in one line: `株式会社みなと食堂  小規模事業者（小売業、従業員 4人）`."""
    applicant, standing = receipt.applicant, receipt.standing
    if standing is None:
        kind, facts = ENTITIES["group"], _group_facts(receipt)
    else:
        kind, facts = size_name(standing), _business_facts(applicant)
    return f"{printable(applicant.name)}  {kind}" + (f"（{'、'.join(facts)}）" if facts else "")


def _group_facts(receipt: Receipt) -> list[str]:
    organiser = receipt.applicant.organiser
    return [
        f"代表 {as_typed(organiser, ORGANISERS) if organiser else ''}",
        f"構成員 {len(receipt.members)}者",
    ]


def _business_facts(business: Business) -> list[str]:
    facts = [] if business.entity == "company" else [as_typed(business.entity, ENTITIES)]
    if business.industry is not None:
        facts.append(as_typed(business.industry, INDUSTRIES))
    if business.employees is not None:
        facts.append(f"従業員 {business.employees:,}人")
    return facts


def size_name(standing: Standing) -> str:
    """A size: `中小企業・みなし大企業`."""
    return SIZES[standing.size] + ("・みなし大企業" if standing.deemed_large else "")


def quote_line(quote: Quote, total: int) -> str:
    """A quote and its total: `見積: 港システム「会計一式」 1,080,000円（税抜、契約全体）`."""
    tax = "税込の見積を税抜に直した額" if quote.tax == "included" else "税抜"
    if any(item.discount or item.category == DISCOUNT for item in quote.items):
        tax += "、値引き後"
    return f"見積: {quote_name(quote)} {yen(total)}（{tax}、契約全体）"


def quote_name(quote: Quote) -> str:
    """What to call a quote: `港システム株式会社「会計一式」`, else its file."""
    vendor = printable(quote.vendor) if quote.vendor else ""
    title = f"「{printable(quote.title)}」" if quote.title else ""
    return vendor + title or printable(quote.origin.file or "見積")
