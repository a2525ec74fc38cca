"""The totals that a vendor's paper states, held against what its lines make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from pydantic_core import PydanticCustomError

from itsubsidy.inputs.item import DISCOUNT, is_sum_row
from itsubsidy.inputs.pricing import PricedItem, price
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.values import Origin, wrong
from itsubsidy.money import cut, percent, yen

FACTORS: Final = (1_000, 10_000)
"""What is lost where 千円 or 万円 are written as yen."""


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
    by_rate: dict[tuple[int, int], int] = {}  # rates as ratios: a fraction is slow to hash
    usual = quote.tax_rate.as_integer_ratio()
    whole = with_tax = odd = 0
    for priced in lines:
        net = priced.total
        whole += net
        if priced.included:
            with_tax += cut(priced.stated) * priced.buyers
        else:
            own = priced.item.tax_rate
            rate = usual if own is None else own.as_integer_ratio()
            by_rate[rate] = by_rate.get(rate, 0) + net
    for (share, of), net in by_rate.items():
        tax, rest = divmod(share * net, of)
        with_tax += net + tax
        odd += rest > 0
    return Sums(whole, with_tax, odd)


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


class _Faulty(NamedTuple):
    """A total that the lines do not make."""

    key: str
    stated: int
    quote: Quote
    lines: Sequence[PricedItem]
    members: Sequence[str]

    @property
    def made(self) -> int:
        """What the lines make in its place."""
        return self.made_of(self.lines)

    def made_of(self, lines: Sequence[PricedItem]) -> int:
        """What some of them would make."""
        sums = sums_of(self.quote, lines)
        return sums.net if self.key == "total" else sums.with_tax

    @property
    def is_rounding(self) -> bool:
        """Whether the two are no more than a yen a line apart."""
        return abs(self.stated - self.made) <= sum(one.buyers for one in self.lines)


Explained = tuple[str, ...]
"""What may be the reason, and whose name is in it."""


def _fault(
    key: str, quote: Quote, lines: Sequence[PricedItem], members: Sequence[str]
) -> TotalFault:
    """A total that the lines do not make: both figures, and what could explain it."""
    stated = (quote.total if key == "total" else quote.total_with_tax) or 0
    faulty = _Faulty(key, stated, quote, lines, members)
    made = faulty.made
    than = "多い" if stated > made else "少ない"
    why, *arguments = next(_explanations(faulty), ("",))
    error = wrong(
        f"{{}}は、明細から決まる {{}}より {{}}{{}}額です{why and f'。{why}'}",
        yen(stated),
        yen(made),
        yen(abs(stated - made)),
        than,
        *arguments,
    )
    return TotalFault(key, error, faulty.is_rounding)


def _explanations(faulty: _Faulty) -> Iterator[Explained]:
    """What could explain that a total does not fit, the likeliest first."""
    yield from _by_the_tax(faulty)
    yield from _by_rows_of_sums(faulty)
    yield from _by_the_discounts(faulty)
    yield from _by_a_line(faulty)
    yield from _by_prices_with_tax(faulty)
    yield from _by_a_factor(faulty)


def _by_the_tax(faulty: _Faulty) -> Iterator[Explained]:
    sums = sums_of(faulty.quote, faulty.lines)
    if faulty.key == "total" and sums.is_with_tax(faulty.stated):
        yield ("税込の額です。{total_with_tax} と書きます",)
    if faulty.key == "total_with_tax" and faulty.stated == sums.net:
        yield (
            "明細の税抜の合計と同じ額です。税抜の合計なら {total}、単価が税込なら {tax:included} と"
            "書きます",
        )


def _by_rows_of_sums(faulty: _Faulty) -> Iterator[Explained]:
    rows = [one for one in faulty.lines if is_sum_row(one.item.name)]
    rest = [one for one in faulty.lines if not is_sum_row(one.item.name)]
    if rows and faulty._replace(lines=rest).is_rounding:
        names = "」と「".join(one.item.name for one in rows)
        yield "「{}」は合計か税の行です。明細から消します", names


def _by_the_discounts(faulty: _Faulty) -> Iterator[Explained]:
    bought = tuple(item for item in faulty.quote.items if item.category != DISCOUNT)
    if len(bought) == len(faulty.quote.items):
        return
    before = faulty.quote.model_copy(update={"items": bought})
    before.read_from(Origin())
    lines = price(before, faulty.members).items
    if faulty._replace(quote=before, lines=lines).made == faulty.stated:
        yield ("{category:discount} の行を引く前の額です",)


A_FEW: Final = 2
"""Yen by which the tax of a line alone may differ from its part in that of all lines."""


def _by_a_line(faulty: _Faulty) -> Iterator[Explained]:
    made, lines = faulty.made, faulty.lines
    apart = abs(faulty.stated - made)
    for at, priced in enumerate(lines):
        about = faulty.made_of([priced])  # but for the yen that are cut from the tax of all
        if min(abs(apart - about), abs(apart - about // priced.buyers)) > A_FEW:
            continue
        of_line = made - faulty.made_of([*lines[:at], *lines[at + 1 :]])
        of_one = cut(Fraction(of_line, priced.buyers))
        if of_line and apart in (of_line, of_one):
            yield "「{}」の額だけ違います", priced.item.name


def _by_prices_with_tax(faulty: _Faulty) -> Iterator[Explained]:
    for rate in (faulty.quote.tax_rate, Fraction(1, 10), Fraction(2, 25)):
        if rate and abs(faulty.stated * (1 + rate) - faulty.made) <= len(faulty.lines):
            yield "単価が {} の税込のようです。そうなら {tax:included} と書きます", percent(rate)


def _by_a_factor(faulty: _Faulty) -> Iterator[Explained]:
    for factor in (*FACTORS, len(faulty.members)):
        less, more = sorted((faulty.stated, faulty.made))
        if factor > 1 and less and less * factor == more:
            yield (f"ちょうど {factor:,}倍違います",)
