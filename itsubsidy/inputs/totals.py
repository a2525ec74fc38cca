"""The totals that a vendor's paper states, held against what its lines make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from pydantic_core import PydanticCustomError

from itsubsidy.inputs.item import is_sum_row
from itsubsidy.inputs.pricing import PricedItem, price
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.values import wrong
from itsubsidy.money import cut, percent, yen

TEN_THOUSANDS: Final = 10_000
"""What is lost where 万円 are written as yen."""


class TotalFault(NamedTuple):
    """A stated total that the lines do not make."""

    key: str
    message: PydanticCustomError
    is_rounding: bool
    """Whether it is no more than a yen a line away, as vendors round."""


class Sums(NamedTuple):
    """What the lines of a quote make, all buyers, over the whole contract; yen."""

    net: int
    with_tax: int
    """With the tax put on as on an invoice: cut to yen once for each rate."""
    odd: int
    """How many rates leave a part of a yen of tax, which a vendor may round up."""

    def is_with_tax(self, stated: int) -> bool:
        """Whether a figure is the total with tax, as it may be rounded."""
        return self.with_tax <= stated <= self.with_tax + self.odd


def sums_of(quote: Quote, lines: Sequence[PricedItem]) -> Sums:
    """The sums of some lines of a quote, with and without tax."""
    by_rate: dict[Fraction, int] = {}
    with_tax = 0
    for priced in lines:
        if priced.included:
            with_tax += cut(priced.stated) * priced.buyers
        else:
            rate = quote.tax_rate if priced.item.tax_rate is None else priced.item.tax_rate
            by_rate[rate] = by_rate.get(rate, 0) + priced.total
    for rate, net in by_rate.items():
        with_tax += net + cut(rate * net)
    odd = sum((rate * net).denominator != 1 for rate, net in by_rate.items())
    return Sums(sum(priced.total for priced in lines), with_tax, odd)


def total_faults(quote: Quote, members: Sequence[str] = ()) -> Iterator[TotalFault]:
    """What is wrong with `total` and `total_with_tax`; `members` are a group's members."""
    if quote.total is None and quote.total_with_tax is None:
        return
    lines = price(quote, members).items
    sums = sums_of(quote, lines)
    if quote.total is not None and quote.total != sums.net:
        yield _fault("total", quote, lines, members)
    if quote.total_with_tax is not None and not sums.is_with_tax(quote.total_with_tax):
        yield _fault("total_with_tax", quote, lines, members)


def _fault(
    key: str, quote: Quote, lines: Sequence[PricedItem], members: Sequence[str]
) -> TotalFault:
    """A total that the lines do not make: both figures, and what could explain it."""
    stated = (quote.total if key == "total" else quote.total_with_tax) or 0
    sums = sums_of(quote, lines)
    made = sums.net if key == "total" else sums.with_tax
    than = "多い" if stated > made else "少ない"
    why, *arguments = _explained(key, stated, quote, lines, members)
    error = wrong(
        f"{{}}は、明細から決まる {{}}より {{}}{{}}額です{why and f'。{why}'}",
        yen(stated),
        yen(made),
        yen(abs(stated - made)),
        than,
        *arguments,
    )
    return TotalFault(key, error, abs(stated - made) <= sum(one.buyers for one in lines))


def _explained(
    key: str, stated: int, quote: Quote, lines: Sequence[PricedItem], members: Sequence[str]
) -> tuple[str, ...]:
    """What could explain that a total does not fit, if something does, and what is named in it."""
    sums = sums_of(quote, lines)
    made = sums.net if key == "total" else sums.with_tax
    if key == "total" and sums.is_with_tax(stated):
        return ("税込の額です。{total_with_tax} と書きます",)
    if key == "total_with_tax" and stated == sums.net:
        return (
            "明細の税抜の合計と同じ額です。税抜の合計なら {total}、単価が税込なら {tax:included} と"
            "書きます",
        )
    rows = [one for one in lines if is_sum_row(one.item.name)]
    rest = sums_of(quote, [one for one in lines if one not in rows])
    if rows and (
        abs(stated - rest.net) <= len(lines) if key == "total" else rest.is_with_tax(stated)
    ):
        names = "」と「".join(one.item.name for one in rows)
        return "「{}」は合計か税の行です。明細から消します", names
    for at, priced in enumerate(lines):
        rest = sums_of(quote, [*lines[:at], *lines[at + 1 :]])
        of_line = made - (rest.net if key == "total" else rest.with_tax)
        if of_line and abs(stated - made) in (of_line, cut(Fraction(of_line, priced.buyers))):
            return "「{}」の額だけ違います", priced.item.name
    for rate in dict.fromkeys((quote.tax_rate, Fraction(1, 10), Fraction(2, 25))):
        if rate and abs(stated * (1 + rate) - made) <= len(lines):
            return "単価が {} の税込のようです。そうなら {tax:included} と書きます", percent(rate)
    for factor in (TEN_THOUSANDS, len(members)):
        if factor > 1 and factor in (_times(stated, made), _times(made, stated)):
            return (f"ちょうど {factor:,}倍違います",)
    return ("",)


def _times(less: int, more: int) -> int:
    """How many times one amount is in another, as a whole number; 0 where it is none."""
    return more // less if less and more % less == 0 else 0
