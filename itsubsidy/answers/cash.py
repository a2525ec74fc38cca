"""What a client pays and gets, with tax: the subsidy comes only after what it is for is paid.

All amounts are whole yen. Tax is put on as on an invoice: cut once for all lines of a rate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from itsubsidy.inputs.pricing import PricedItem
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.totals import sums_of
from itsubsidy.money import cut, part_of
from itsubsidy.rules.frames.worksheet import FrameResult

MONTHS_IN_YEAR: Final = 12
MONTHS_COMPARED: Final = 36
"""Over which quotes of other terms are compared."""


class Cash(NamedTuple):
    """What goes out for a quote and what comes back; whole yen."""

    outlay: int
    """The whole quote with tax, over the whole contract."""
    advance: int | None
    """What of it is paid before the subsidy comes: all that has no term, and of fees for a term the
    months that the best frame counts. None where no frame is open."""
    tax: int
    subsidy: int
    """Of the best frame; 0 where none is open."""
    net: int
    """What is borne without tax."""
    net_with_tax: int
    yearly_after: int
    """Twelve months of what is paid by the month or year, with tax, at the last month's price and
    before discounts."""
    three_years: int
    """What is borne with tax for three years of use, by which quotes of other terms compare: of
    fees the months until the 36th, past the contract as in `yearly_after`, and all else."""

    def to_dict(self) -> dict[str, Any]:
        """`quotes[].cash` in JSON."""
        return self._asdict()


def cash_of(
    quote: Quote, lines: Sequence[PricedItem], total: int, best: FrameResult | None
) -> Cash:
    """What goes out for a quote of these lines and what comes back from the best frame.

    `total` is the quote net of tax, yen.
    """
    sums = sums_of(quote, lines)
    stated = quote.total_with_tax
    outlay = stated if stated is not None and sums.is_with_tax(stated) else sums.with_tax
    subsidy = best.subsidy if best else 0
    last = _last_lines(lines)
    advance = None
    if best is not None:
        counted = dict(best.counted)
        until = [_until(line, counted) for line in lines]
        advance = outlay - (sums.with_tax - sums_of(quote, until).with_tax)
    return Cash(
        outlay=outlay,
        advance=advance,
        tax=outlay - total,
        subsidy=subsidy,
        net=total - subsidy,
        net_with_tax=outlay - subsidy,
        yearly_after=sums_of(quote, [_going_on(line, MONTHS_IN_YEAR) for line in last]).with_tax,
        three_years=outlay + _more_in_three_years(quote, lines, last, sums.with_tax) - subsidy,
    )


def _more_in_three_years(
    quote: Quote, lines: Sequence[PricedItem], last: Sequence[PricedItem], paid: int
) -> int:
    """What three years of use cost more than the contract, with tax; less for a longer one.

    `last` are the lines whose last month goes on, `paid` is what the contract costs.
    """
    after = [
        _going_on(line, MONTHS_COMPARED - (line.last_month or 0))
        for line in last
        if (line.last_month or 0) < MONTHS_COMPARED
    ]
    more = sums_of(quote, after).with_tax if after else 0
    if all((line.last_month or 0) <= MONTHS_COMPARED for line in lines):
        return more
    within = [_first_months(line, MONTHS_COMPARED) for line in lines]
    return more + sums_of(quote, within).with_tax - paid


def _until(line: PricedItem, counted: Mapping[int, int | None]) -> PricedItem:
    """A line as far as it is paid before the subsidy: in the months that count, if it has a term.

    `counted` has the last month of use that counts, None for no limit, of every line that counts.
    """
    return _first_months(line, counted.get(line.number, 0))


def _first_months(line: PricedItem, last: int | None) -> PricedItem:
    """A line up to a month of use, the whole of it for None; what has no term stays whole."""
    if last is None or (line.last_month or 0) <= last:
        return line
    exact = line.exact(last)
    share = Fraction(exact) / line.cost if exact else 0
    return line._replace(cost=exact, stated=line.stated * share)


def _last_lines(lines: Iterable[PricedItem]) -> list[PricedItem]:
    """The last line of each thing that is paid by the month or year: its last month goes on."""
    last: dict[tuple[int, tuple[str, ...] | None], PricedItem] = {}
    for line in lines:
        if line.item.per == "once":
            continue
        of = line.thing, line.item.members
        if of not in last or (line.last_month or 0) > (last[of].last_month or 0):
            last[of] = line
    return list(last.values())


def _going_on(line: PricedItem, months: int) -> PricedItem:
    """A line as so many months more of it, before discounts."""
    stated = part_of(line.item.payment, months, line.item.period or MONTHS_IN_YEAR)
    return line._replace(cost=cut(stated), stated=stated)
