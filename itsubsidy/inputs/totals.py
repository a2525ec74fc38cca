"""The totals that a vendor's paper states, held against what its lines make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from pydantic_core import PydanticCustomError

from itsubsidy.inputs.item import included_rates
from itsubsidy.inputs.pricing import Prices, price
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.values import wrong
from itsubsidy.money import cut, yen


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


def sums_of(quote: Quote, prices: Prices) -> Sums:
    """The sums of a quote, with and without tax."""
    included = included_rates(quote.items, quote.tax, quote.tax_rate)
    by_rate: dict[Fraction, int] = {}
    gross = 0
    for priced in prices.items:
        if included[priced.number - 1]:
            gross += cut(priced.stated) * priced.buyers
        else:
            rate = priced.item.tax_rate
            rate = quote.tax_rate if rate is None else rate
            by_rate[rate] = by_rate.get(rate, 0) + priced.total
    taxes = [rate * net for rate, net in by_rate.items()]
    with_tax = gross + sum(by_rate.values()) + sum(map(cut, taxes))
    return Sums(prices.total, with_tax, sum(tax.denominator != 1 for tax in taxes))


def total_faults(quote: Quote, members: Sequence[str] = ()) -> Iterator[TotalFault]:
    """What is wrong with `total` and `total_with_tax`; `members` are a group's members."""
    if quote.total is None and quote.total_with_tax is None:
        return
    prices = price(quote, members)
    sums = sums_of(quote, prices)
    lines = sum(priced.buyers for priced in prices.items)
    if quote.total is not None and quote.total != sums.net:
        yield _fault(
            "total", quote.total, sums.net, lines, *_explained(quote, prices, members, sums)
        )
    stated = quote.total_with_tax
    if stated is not None and not sums.with_tax <= stated <= sums.with_tax + sums.odd:
        why = "税抜の額です。{total} と書きます" if stated == sums.net else ""
        yield _fault("total_with_tax", stated, sums.with_tax, lines, why)


def _fault(key: str, stated: int, made: int, lines: int, why: str, *names: str) -> TotalFault:
    than = "多い" if stated > made else "少ない"
    error = wrong(
        f"{{}}は、明細から決まる {{}}より {{}}{{}}額です{why and f'。{why}'}",
        yen(stated),
        yen(made),
        yen(abs(stated - made)),
        than,
        *names,
    )
    return TotalFault(key, error, abs(stated - made) <= lines)


def _explained(quote: Quote, prices: Prices, members: Sequence[str], sums: Sums) -> tuple[str, ...]:
    """What could explain that `total` does not fit, if something does, and whose name is in it."""
    stated = quote.total or 0
    if sums.with_tax <= stated <= sums.with_tax + sums.odd:
        return ("税込の額です。{total_with_tax} と書きます",)
    for factor in (10_000, len(members)):
        if factor > 1 and stated and sums.net in (stated * factor, cut(Fraction(stated, factor))):
            return (f"ちょうど {factor:,}倍違います",)
    for priced in prices.items:
        if abs(stated - sums.net) in (priced.total, priced.each) and priced.total:
            return "「{}」の額だけ違います", priced.item.name
    return ("",)
