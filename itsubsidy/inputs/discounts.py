"""What a quote's discounts take off which of its items.

First comes what is off one item or thing, in the order of the file: the line's own `discount`, then
the discount lines that are for it. Then the discounts of the whole quote, which are added up and
spread over the items in proportion to what these cost by then. A percentage is of what is left
when its turn comes, and is cut to yen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from pydantic_core import InitErrorDetails

from itsubsidy.inputs.item import DISCOUNT, Item
from itsubsidy.inputs.things import Place, year_name
from itsubsidy.inputs.values import wrong
from itsubsidy.money import Exact, cut, yen


class Monthly(NamedTuple):
    """A discount by the month on one item: yen a month of the item's own price, in these months."""

    amount: Exact
    first_month: int
    months: int

    @property
    def whole(self) -> Exact:
        """What it takes off altogether."""
        return self.amount * self.months

    def within(self, months: range) -> Exact:
        """What of it lies in these months of use."""
        ends = min(months.stop, self.first_month + self.months)
        return self.amount * max(0, ends - max(months.start, self.first_month))


class Discount(NamedTuple):
    """A discount of a quote, and what it takes off each item."""

    number: int
    """Its place in the quote, from 1."""
    name: str
    amount: int
    """Yen, as the quote states it."""
    off: Mapping[int, Exact]
    """Yen off the items, by their numbers, each as its own price has the tax."""
    monthly: Mapping[int, Monthly] = {}
    """The same by the month, where the discount is one."""


class Fault(NamedTuple):
    """What contradicts itself in the discounts of a quote: of which entry and key, and why."""

    at: int
    key: str
    message: str
    arguments: tuple[object, ...]

    def detail(self, items: Sequence[Item]) -> InitErrorDetails:
        """The fault as a model tells it."""
        error = wrong(self.message, *self.arguments)
        return InitErrorDetails(
            type=error, loc=(self.at, self.key), input=getattr(items[self.at], self.key, None)
        )


class Balances:
    """What is left of each item's price while the discounts are taken off."""

    def __init__(
        self, items: Sequence[Item], places: Mapping[int, Place], included: Sequence[Fraction | int]
    ) -> None:
        self.items = items
        self.places = places
        """Of each item that is bought, by its number."""
        self.included = included
        """The tax rate that each entry's price includes; 0 where it includes none."""
        self.left: dict[int, Exact] = {
            number: items[number - 1].contract_amount for number in places
        }
        self.off: dict[int, Exact] = {}
        """What is taken off altogether."""
        self.discounts: list[Discount] = []
        self.faults: list[Fault] = []
        self._take_off()
        for number, off in self.off.items():
            if off and cut(self.left[number]) <= 0:  # what costs nothing in the end is free
                self.left[number] = 0

    def _take_off(self) -> None:
        self._own()
        whole = []
        for number, line in enumerate(self.items, 1):
            if line.category != DISCOUNT or not line.quantity or not (line.price or line.rate):
                continue
            targets = self.targets(line)
            if targets == []:  # the name that is not there is told of where it stands
                continue
            if targets is None:
                whole.append((number, line))
            elif line.per != "once":
                self._by_the_month(number, line, targets)
            else:
                self._off_targets(number, line, targets)
        if whole:
            self._off_all(whole)

    def _own(self) -> None:
        for number in self.places:
            item = self.items[number - 1]
            off = item.own_discount
            if off > self.left[number]:
                amount = cut(self.left[number])
                self._fault(number, "discount", _MORE, yen(off), f"この品の {yen(amount)}")
            elif off:
                self._add(Discount(number, f"{item.name}の値引き", off, {number: off}))

    def targets(self, line: Item) -> Sequence[int] | None:
        """The numbers of the items that a discount line is for; None where it is for all.

        A discount by the month that names nothing is for the one item that runs by the month.
        """
        if line.target is None:
            running = [number for number in self.places if self.items[number - 1].months]
            return running if line.per != "once" and len(running) == 1 else None
        if line.target in self._sold:
            return self._by_name.get(line.target, [])
        return self._by_base.get(year_name(line.target).base, [])

    @cached_property
    def _sold(self) -> set[str]:
        """The names of what is no discount, bought or not."""
        return {item.name for item in self.items if item.category != DISCOUNT}

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        return self._numbers(lambda name: name)

    @cached_property
    def _by_base(self) -> dict[str, list[int]]:
        return self._numbers(lambda name: year_name(name).base)

    def _numbers(self, called: Callable[[str], str]) -> dict[str, list[int]]:
        """The numbers of the items that are bought, by what they are called."""
        numbers: dict[str, list[int]] = {}
        for number in self.places:
            numbers.setdefault(called(self.items[number - 1].name), []).append(number)
        return numbers

    def _off_targets(self, number: int, line: Item, targets: Sequence[int]) -> None:
        left = [self._left_of(target, number) for target in targets]
        amount = self._amount(line, sum(left))
        if amount > sum(left):
            self._fault_of_target(line.target)
            return
        weights = [cut(self.left[target]) * self._rate(target, number) for target in targets]
        parts = spread(amount, weights)
        self._add(Discount(number, line.name, amount, self._own_tax(number, targets, parts)))

    def _by_the_month(self, number: int, line: Item, targets: Sequence[int]) -> None:
        """A discount by the month is off the months it lies in, item by item."""
        period = line.period or 1
        begins = line.first_month or min(self.places[target].first_month for target in targets)
        ends = begins + (line.months or 0)
        monthly = {}
        for target in targets:
            first, months = self.places[target].first_month, self.items[target - 1].months or 0
            lies = range(max(first, begins), min(first + months, ends))
            if lies:
                a_month = Fraction(line.payment, period) * self._rate(number, target)
                monthly[target] = Monthly(a_month, lies.start, len(lies))
        name = line.target or self.items[targets[0] - 1].name
        if all(self.items[target - 1].months is None for target in targets):
            self._fault(number, "months", "「{}」には契約の月数がありません", name)
            return
        if sum(one.months for one in monthly.values()) != line.months:
            self._fault(number, "months", "「{}」の契約の月数をはみ出しています", name)
            return
        for target, off in monthly.items():
            if off.whole > self._left_in(target, off):
                self._fault_of_target(self.items[target - 1].name, number)
                return
        whole = {target: one.whole for target, one in monthly.items()}
        self._add(Discount(number, line.name, cut(line.contract_amount), whole, monthly))

    def _left_in(self, target: int, off: Monthly) -> Exact:
        """What an item still costs in the months of a discount."""
        before = [one.monthly[target] for one in self.discounts if target in one.monthly]
        evenly = self.left[target] + sum(one.whole for one in before)
        months = range(off.first_month, off.first_month + off.months)
        in_them = Fraction(evenly * off.months, self.items[target - 1].months or 1)
        return in_them - sum(one.within(months) for one in before)

    def _off_all(self, whole: Sequence[tuple[int, Item]]) -> None:
        """The discounts of the whole quote, spread together; those of another tax apart."""
        numbers = list(self.places)
        before = dict(self.left)
        alike: dict[Fraction | int, list[tuple[int, Item]]] = {}
        amounts: dict[int, int] = {}
        costs = self._by_tax(self.left)
        for number, line in whole:
            taken = self._in_tax_of(number, self._by_tax(amounts))
            left = self._in_tax_of(number, costs) - taken
            amounts[number] = self._amount(line, left)
            if amounts[number] > left:
                off, most = yen(cut(amounts[number] + taken)), yen(cut(left + taken))
                for at in amounts:
                    self._fault(at, "price", _MORE, off, f"見積全体の {most}")
                return
            alike.setdefault(self.included[number - 1], []).append((number, line))
        for lines in alike.values():
            first = lines[0][0]
            amount = sum(amounts[number] for number, _ in lines)
            parts = spread(amount, [cut(before[n]) * self._rate(n, first) for n in numbers])
            names = "、".join(line.name for _, line in lines)
            self._add(Discount(first, names, amount, self._own_tax(first, numbers, parts)))

    def _amount(self, line: Item, left: Exact) -> int:
        return cut(line.contract_amount if line.rate is None else line.rate * left)

    def _rate(self, of: int, to: int) -> Fraction | int:
        """What a yen in the tax of one entry is in the tax of another."""
        a, b = self.included[of - 1], self.included[to - 1]
        return 1 if a == b else Fraction(1 + b) / (1 + a)

    def _by_tax(self, amounts: Mapping[int, Exact]) -> dict[Fraction | int, Exact]:
        """Yen of entries, added up by the tax that their prices include."""
        sums: dict[Fraction | int, Exact] = {}
        for number, amount in amounts.items():
            tax = self.included[number - 1]
            sums[tax] = sums.get(tax, 0) + amount
        return sums

    def _in_tax_of(self, number: int, sums: Mapping[Fraction | int, Exact]) -> Exact:
        """Yen by their tax, added up in that of an entry."""
        own = self.included[number - 1]
        return sum(
            amount if tax == own else amount * Fraction(1 + own) / (1 + tax)
            for tax, amount in sums.items()
        )

    def _left_of(self, target: int, number: int) -> Exact:
        """What is left of an item's price, in the tax of a discount."""
        return self.left[target] * self._rate(target, number)

    def _own_tax(
        self, number: int, targets: Sequence[int], parts: Sequence[int]
    ) -> dict[int, Exact]:
        """Yen in the tax of a discount as yen in the tax of each item that they are off."""
        return {
            target: part * self._rate(number, target)
            for target, part in zip(targets, parts, strict=True)
            if part
        }

    def _add(self, discount: Discount) -> None:
        self.discounts.append(discount)
        for number, off in discount.off.items():
            self.left[number] -= off
            self.off[number] = self.off.get(number, 0) + off

    def _fault(self, number: int, key: str, message: str, *arguments: object) -> None:
        self.faults.append(Fault(number - 1, key, message, arguments))

    def _fault_of_target(self, target: str | None, number: int | None = None) -> None:
        """Every discount line of a target whose discounts come to more than it costs."""
        message = "「{}」の値引きの合計が、その品の額より多くなっています"
        for at, line in enumerate(self.items, 1):
            if at == number or (line.category == DISCOUNT and line.target == target):
                self._fault(at, "price", message, target)


_MORE = "値引きの {}が、{}より多くなっています"


def spread(amount: int, over: Sequence[Exact]) -> tuple[int, ...]:
    """Whole yen in proportion to `over` that add up to `amount`, by the largest remainders.

    Of equal remainders the earlier has the yen.
    """
    total = sum(over)
    if not total:
        return (0,) * len(over)
    parts = [amount * cost // total for cost in over]
    first = sorted(range(len(over)), key=lambda at: -(amount * over[at] % total))
    for at in first[: amount - sum(parts)]:
        parts[at] += 1
    return tuple(parts)


def faults_of(balances: Balances) -> Iterator[InitErrorDetails]:
    """What is wrong with the discounts of a quote, each thing once."""
    seen = set()
    for fault in balances.faults:
        if (fault.at, fault.key) not in seen:
            seen.add((fault.at, fault.key))
            yield fault.detail(balances.items)
