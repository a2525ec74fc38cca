"""How an entry of the rule file becomes an obligation."""

from __future__ import annotations

from collections.abc import Iterator

from itsubsidy.money import Exact
from itsubsidy.rules.frames.worksheet import Obligation
from itsubsidy.rules.programme.obligations import FrameObligations, InWords, ReportPeriod
from itsubsidy.terms import Unit


def told(
    rule: InWords,
    formula: str | None = None,
    value: Exact | None = None,
    unit: Unit | None = "yen",
    *,
    part: str = "",
    label: str = "",
    when: str = "",
    **texts: str,
) -> Obligation:
    """What a rule asks, with its working and its amount; without them, in its own words.

    `part` tells apart several of one rule. `texts` stand for what the rule's words leave open.
    """
    return Obligation(
        id=f"{rule.id}.{part}" if part else rule.id,
        label=label or rule.label,
        when=when or rule.written(rule.when, **texts),
        formula=rule.written(rule.means, **texts) if formula is None else formula,
        value=exact(value),
        unit=unit if value is not None else None,
        source=rule.source,
    )


def reports(said: FrameObligations) -> Iterator[Obligation]:
    """When what is reported after the subsidy (効果報告)."""
    for period in said.reports.values():
        when = f"{months_text(period)}{'に' if period.closes else ''}"
        yield Obligation(period.id, period.label, when, period.covers, None, None, period.source)


def months_text(period: ReportPeriod) -> str:
    """`2027年4月から2028年1月まで`."""
    opens = f"{period.opens.year}年{period.opens.month}月から"
    closes = period.closes
    return f"{opens}{closes.year}年{closes.month}月まで" if closes else opens


def exact(amount: Exact | None) -> int | str | None:
    """An amount as a record has it: a whole number, or the text of a fraction."""
    if amount is None:
        return None
    return amount.numerator if amount.denominator == 1 else str(amount)
