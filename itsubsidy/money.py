"""Whole yen and exact fractions; no amount ever passes through a float."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

Exact = Fraction | int
"""An amount in yen before it is cut."""


def cut(amount: Exact) -> int:
    """Yen with everything below one yen dropped (１円未満切り捨て); koubo-tsujyo p.15."""
    return amount if type(amount) is int else amount.numerator // amount.denominator


def up(amount: Exact) -> int:
    """The least whole yen that is no less; how a vendor or a threshold may round."""
    return -cut(-amount)


def part_of(amount: Exact, count: int, of: int) -> Exact:
    """So many parts of so many of an amount; a whole number where it is one, which is quicker."""
    whole, rest = divmod(amount * count, of)
    return Fraction(amount * count) / of if rest else whole


def magnitude(amount: Exact) -> Exact:
    """An amount without its sign."""
    return -amount if amount < 0 else amount


def cut_note(amount: Exact) -> str:
    """What to say of an amount that is cut; nothing of one that is whole."""
    return "" if amount.denominator == 1 else "（1円未満切り捨て）"


def yen(amount: int) -> str:
    """`1234567` → `1,234,567円`."""
    return f"{amount:,}円"


def exact_text(amount: Exact) -> str:
    """`1500000` → `1,500,000`; `Fraction(2000000, 3)` → `2,000,000/3`."""
    if amount.denominator == 1:
        return f"{amount.numerator:,}"
    return f"{amount.numerator:,}/{amount.denominator:,}"


def decimal_text(number: Exact) -> str:
    """`Fraction(3, 2)` → `1.5`, `1500` → `1,500`; what has no short decimal stays a fraction."""
    if number.denominator == 1 or 10**9 % number.denominator:
        return exact_text(number)
    return f"{Decimal(number.numerator) / Decimal(number.denominator):,}"


def percent(share: Fraction) -> str:
    """`Fraction(3, 200)` → `1.5%`; a share that has no short decimal stays a fraction."""
    hundredfold, of = abs(share.numerator) * 100, share.denominator
    sign = "-" if share < 0 else ""
    for digits in range(5):
        scaled, more = divmod(hundredfold * 10**digits, of)
        if not more:
            whole, rest = divmod(scaled, 10**digits)
            return f"{sign}{whole}.{rest:0{digits}d}%" if digits else f"{sign}{whole}%"
    return str(share)
