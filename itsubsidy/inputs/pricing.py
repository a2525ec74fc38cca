"""A quote's lines priced: what each costs net of tax and discounts, which thing it is of, what it
is for. Names become numbers here; nothing behind this door looks a name up.

Tax that the prices include is taken off as on an invoice: once for all lines of a rate, and the
whole yen that are left are spread over these lines by the largest remainders. In a group each
line is an invoice of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from itsubsidy.inputs.discounts import Balances, Discount, Monthly, spread
from itsubsidy.inputs.item import BASES, DISCOUNT, Item, included_rates, places_of
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.things import Place, year_name
from itsubsidy.money import Exact, cut, decimal_text, part_of
from itsubsidy.terms import BASE, OPTIONS, SERVICES

NOT_BOUGHT: Final = 0
"""The number of a target whose quantity is 0."""

SERVES_ANALYSIS: Final = OPTIONS | SERVICES
"""What may belong to the analysis tools of a group, and then has one price for all."""

INHERITED: Final = ("processes", "functions", "registered", "invoice_compliant", "accounts")
"""What a further line of a thing need not write again."""


class PricedItem(NamedTuple):
    """An item of a quote with what it costs."""

    item: Item
    number: int
    """Its place in the quote, from 1."""
    line: int | None
    """Its line in the file, where there is one."""
    cost: Exact
    """What one buyer pays over the whole contract, net of tax and discounts, exact yen."""
    stated: Exact = 0
    """The same as the quote states it: with the tax where the price includes it."""
    off: Exact = 0
    """Yen off the whole contract of one buyer, as the quote states it."""
    monthly: tuple[Monthly, ...] = ()
    """What of that is off by the month."""
    first_month: int = 1
    """The month of use that its term begins with."""
    thing: int = 0
    """The number of the first line of the thing that it is of."""
    of: int | None = None
    """The number of the thing that it is for; `NOT_BOUGHT`, or None where it names none."""
    serves_analysis: bool = False
    """Whether it is an option or a service of the analysis tools; koubo-fukusu p.17 ②."""
    renews_nothing: bool = False
    """Whether its name says that it goes on, and not of which thing before it."""
    included: Fraction | int = 0
    """The tax rate that its price includes; 0 where it includes none."""
    buyers: int = 1

    @property
    def last_month(self) -> int | None:
        """The last month of use; None where it is bought outright."""
        return self.item.months and self.first_month + self.item.months - 1

    def months_until(self, last: int) -> int:
        """How many months of its term lie in the months of use up to `last`."""
        return max(0, min(self.item.months or 0, last - self.first_month + 1))

    def exact(self, last: int | None = None) -> Exact:
        """What one buyer pays over the contract, or for the months of use up to `last`."""
        months = self.item.months
        if last is not None and self.first_month > last:
            return 0
        if last is None or months is None or (self.last_month or 0) <= last:
            return self.cost
        counted = self.months_until(last)
        if not self.monthly or not self.stated:
            return part_of(self.cost, counted, months)
        whole = self.stated + sum(one.whole for one in self.monthly)
        part = Fraction(whole * counted, months) - sum(
            one.within(range(1, last + 1)) for one in self.monthly
        )
        share = Fraction(part) / self.stated  # other discounts may reach beyond a month's price
        return self.cost * min(max(share, Fraction(0)), Fraction(1))

    @property
    def each(self) -> int:
        """What one buyer pays over the whole contract, cut to yen."""
        return cut(self.cost)

    @property
    def total(self) -> int:
        """What all buyers pay over the whole contract, each cut to yen."""
        return self.each * self.buyers

    def formula(self, last: int | None = None) -> str:
        """How `exact` comes about: `15,000 × 2 × 24か月 - 60,000 × 24/36か月`.

        Of a price with tax first the whole contract without it, which is whole yen.
        """
        months = self.item.months
        limited = last is not None and months is not None and (self.last_month or 0) > last
        share = f"{self.months_until(last or 0)}/{months}か月" if limited else ""
        if self.cost == self.stated:
            return self._as_stated(last if limited else None, share)
        whole = f"{self._as_stated(None, '')} = {cut(self.stated):,}（税込）、税抜 {self.each:,}"
        return f"{whole} × {share}" if share else whole

    def _as_stated(self, last: int | None, share: str) -> str:
        item = self.item
        parts = [decimal_text(item.price)]
        if item.quantity != 1:
            parts.append(decimal_text(item.quantity))
        if item.people is not None:
            parts.append(f"{item.people}人")
        if item.amount is not None and item.payment != item.price * item.quantity * (
            item.people or 1
        ):
            parts = [f"{item.payment:,}"]
        parts += self._term(last, share)
        off = "".join(self._off(last, share)) if self.off else ""
        return " × ".join(parts) + off

    def _term(self, last: int | None, share: str) -> Iterator[str]:
        item = self.item
        counted = item.months if last is None else self.months_until(last)
        if item.months is None:
            return
        if item.per == "month":
            yield f"{counted}か月"
        elif item.per == "year":
            yield f"{counted}/12年"
        elif item.period is not None:
            yield f"{decimal_text(item.payments)}回（{item.period}か月ごと）"
        if share and item.per not in ("month", "year"):
            yield share

    def _off(self, last: int | None, share: str) -> Iterator[str]:
        whole = self.off - sum(one.whole for one in self.monthly)
        if whole:
            yield f" - {decimal_text(whole)}" + (f" × {share}" if share else "")
        for one in self.monthly:
            months = (
                one.months if last is None else max(0, min(one.months, last - one.first_month + 1))
            )
            yield f" - {decimal_text(one.amount)} × {months}か月"


class Prices(NamedTuple):
    """A quote's items with what they cost, and what was taken off."""

    items: tuple[PricedItem, ...]
    """Without discounts, and without what is not bought at all."""
    discounts: tuple[Discount, ...]

    @property
    def total(self) -> int:
        """The quote net of tax over the whole contract, all buyers, each item cut to yen."""
        return sum(priced.total for priced in self.items)


def price(quote: Quote, members: Sequence[str] = ()) -> Prices:
    """The items of a quote net of tax and discounts; of base items each member buys its own.

    `members` are the names of a group's members, none for a single applicant.
    """
    places = places_of(quote.items)
    items = _with_inherited(quote.items, places)
    included = included_rates(quote.items, quote.tax, quote.tax_rate)
    left: Mapping[int, Exact]
    if any(item.category == DISCOUNT or item.discount for item in items):
        balances = Balances(items, places, included)
        left, discounts = balances.left, tuple(balances.discounts)
        off = balances.off
    else:
        left = {number: items[number - 1].contract_amount for number in places}
        off, discounts = {}, ()
    net = left
    if any(included):
        alone = bool(members)
        net = _without_tax(left, included, alone=alone, total=None if alone else quote.total)
    targets = _Targets(items, places)
    lines: Sequence[int | None] = quote.origin.item_lines or [None] * len(items)
    priced = []
    for number, place in places.items():
        item = items[number - 1]
        target = targets.of(item)
        serves_analysis = targets.is_for_analysis(item, target)
        is_bought_by_each = members and item.category in BASE and not serves_analysis
        priced.append(
            PricedItem(
                item=item,
                number=number,
                line=lines[number - 1],
                cost=net[number],
                stated=left[number],
                off=off.get(number, 0),
                monthly=tuple(one.monthly[number] for one in discounts if number in one.monthly),
                first_month=place.first_month,
                thing=place.thing,
                of=target and target.thing,
                serves_analysis=serves_analysis,
                renews_nothing=place.renews_nothing,
                included=included[number - 1],
                buyers=len(item.members or members) if is_bought_by_each else 1,
            )
        )
    return Prices(tuple(priced), discounts)


def _with_inherited(items: Sequence[Item], places: Mapping[int, Place]) -> Sequence[Item]:
    """The items; a further line of a thing has what it does not write itself from the first."""
    further = [number for number, place in places.items() if place.thing != number]
    if not further:
        return items
    known = list(items)
    for number in further:
        item, first = items[number - 1], items[places[number].thing - 1]
        same: dict[str, Any] = {
            key: getattr(first, key)
            for key in INHERITED
            if key in first.model_fields_set and key not in item.model_fields_set
        }
        if same:
            known[number - 1] = item.model_copy(update=same)
    return known


def _rounded_as(total: int | None, exact: Mapping[Fraction, Fraction]) -> dict[Fraction, int]:
    """Whole yen of each rate: cut, but so many a yen more as the vendor's total has.

    These are the rates with the largest part of a yen.
    """
    whole = {rate: cut(amount) for rate, amount in exact.items()}
    more = 0 if total is None else total - sum(whole.values())
    odd = [rate for rate, amount in exact.items() if amount.denominator != 1]
    if 0 < more <= len(odd):
        odd.sort(key=lambda rate: cut(exact[rate]) - exact[rate])
        whole |= {rate: whole[rate] + 1 for rate in odd[:more]}
    return whole


def _without_tax(
    left: Mapping[int, Exact],
    included: Sequence[Fraction | int],
    *,
    alone: bool,
    total: int | None,
) -> dict[int, Exact]:
    """What each item costs without the tax that its price includes; whole yen where one does.

    Each line is rounded `alone`, or all of a rate together; where `total` is a yen more for a rate,
    the vendor rounded up, and the yen is in that rate's lines.
    """
    net = dict(left)
    rates = {number: Fraction(included[number - 1]) for number in left if included[number - 1]}
    if alone:
        return net | {number: cut(cut(left[number]) / (1 + rate)) for number, rate in rates.items()}
    by_rate: dict[Fraction, list[int]] = {}
    for number, rate in rates.items():
        by_rate.setdefault(rate, []).append(number)
    gross = {rate: [cut(left[number]) for number in numbers] for rate, numbers in by_rate.items()}
    if total is not None:
        total -= sum(cut(left[number]) for number in left.keys() - rates.keys())
    exact = {rate: Fraction(sum(amounts)) / (1 + rate) for rate, amounts in gross.items()}
    for rate, whole in _rounded_as(total, exact).items():
        net |= dict(zip(by_rate[rate], spread(whole, gross[rate]), strict=True))
    return net


class _Target(NamedTuple):
    """What an item is for: a thing, or one that is not bought; and whether that is analysis."""

    thing: int
    is_analysis: bool


class _Targets:
    """What the items of a quote may be `for`, by the names of its lines and things."""

    def __init__(self, items: Sequence[Item], places: Mapping[int, Place]) -> None:
        self._by_name: dict[str, _Target] = {}
        self._by_base: dict[str, _Target] = {}
        bases = [(number, item) for number, item in enumerate(items, 1) if item.category in BASES]
        bought = [(number, item) for number, item in bases if number in places]
        self._is_all_analysis = bool(bought) and all(
            item.category == "analysis" for _, item in bought
        )
        if any(item.target is not None for item in items):
            for number, item in (*bought, *bases):  # what is bought goes before what is not
                thing = places[number].thing if number in places else NOT_BOUGHT
                target = _Target(thing, item.category == "analysis")
                self._by_name.setdefault(item.name, target)
                self._by_base.setdefault(year_name(item.name).base, target)

    def of(self, item: Item) -> _Target | None:
        """What an item is for; None where it is for any."""
        if item.target is None or item.category == DISCOUNT:
            return None
        named = self._by_name.get(item.target)
        return named or self._by_base.get(year_name(item.target).base)

    def is_for_analysis(self, item: Item, target: _Target | None) -> bool:
        """Whether an option or a service is for the analysis tools.

        Without base software that is what names nothing, too.
        """
        is_for_it = self._is_all_analysis if target is None else target.is_analysis
        return is_for_it and item.category in SERVES_ANALYSIS
