"""What of an item counts: its price net of tax, the months that count, what it is attached to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from fractions import Fraction
from typing import NamedTuple

from itsubsidy.figures import Provision, Threshold
from itsubsidy.inputs.quote import DISCOUNT, MONTHS_IN_YEAR, Item, Quote, own_discounts
from itsubsidy.money import Exact, cut, cut_note
from itsubsidy.rules.programme import CostRules, ToolCostRules
from itsubsidy.terms import CATEGORIES
from itsubsidy.worksheet import Worksheet

OPTIONS = frozenset({"extension", "integration", "security"})
"""大分類Ⅱ オプション."""

SERVICES = frozenset({"consulting", "setup", "support"})
"""大分類Ⅲ 役務."""

HARDWARE = frozenset({"pc", "register"})
"""大分類Ⅳ ハードウェア."""

TOOLS = frozenset({"software"}) | OPTIONS | SERVICES
BASE = TOOLS | HARDWARE
"""What each member of a group buys for itself: the price is per member."""

IN_USE = "ソフトウェアの契約期間"
"""What limits 保守サポート where the software is in use for less than the limit."""


class PricedItem(NamedTuple):
    """An item of a quote with what it costs."""

    item: Item
    number: int
    """Its place in the quote, from 1."""
    line: int | None
    """Its line in the file, where there is one."""
    cost: Exact
    """What one buyer pays over the whole contract, net of tax and discounts, exact yen."""
    off: int = 0
    """Yen off the whole contract of one buyer, as the quote states it."""
    net: Exact = 1
    """What is left of a yen of the quote without its tax: 10/11 where that is included."""
    buyers: int = 1

    def exact(self, limit: Threshold[int] | None = None) -> Exact:
        """What one buyer pays over the contract, or over the months that a limit allows."""
        months = self.item.months
        if limit is None or months is None or months <= limit.value:
            return self.cost
        return Fraction(self.cost * limit.value, months)

    @property
    def each(self) -> int:
        """What one buyer pays over the whole contract, cut to yen."""
        return cut(self.cost)

    @property
    def total(self) -> int:
        """What all buyers pay over the whole contract, each cut to yen."""
        return self.each * self.buyers

    def formula(self, limit: Threshold[int] | None = None) -> str:
        """How `exact` comes about: `15,000 × 2 × 24か月 - 60,000 × 24/36か月`."""
        item = self.item
        off = f" - {self.off:,}" if self.off else ""
        parts = [f"{item.price:,}"]
        if item.quantity > 1:
            parts.append(str(item.quantity))
        if item.months is not None:
            counted = item.months if limit is None else min(item.months, limit.value)
            if item.per == "month":
                parts.append(f"{counted}か月")
            elif item.per == "year":
                parts.append(f"{counted}/{MONTHS_IN_YEAR}年")
            elif counted != item.months:
                parts.append(f"{counted}/{item.months}か月")
            if off and counted != item.months:
                off += f" × {counted}/{item.months}か月"
        amount = " × ".join(parts) + off
        if self.net == 1 or not item.price:
            return amount
        return f"({amount}) × {self.net}" if off else f"{amount} × {self.net}"


class Discount(NamedTuple):
    """A discount of a quote, and what it takes off each item."""

    number: int
    """Its place in the quote, from 1."""
    name: str
    amount: int
    """Yen, as the quote states it."""
    parts: tuple[int, ...]
    """Yen off each entry of the quote, in its order."""


def price(
    quote: Quote, members: Sequence[str] = (), off: Sequence[Discount] | None = None
) -> tuple[PricedItem, ...]:
    """The items of a quote net of tax and discounts; of base items each member buys its own.

    `members` are the names of a group's members, none for a single applicant; `off` are the
    quote's `discounts`, where the caller has them already.
    """
    off = discounts(quote) if off is None else off
    lines: Sequence[int | None] = quote.origin.item_lines or [None] * len(quote.items)
    net = 1 / (1 + quote.tax_rate) if quote.tax == "included" else 1
    priced = []
    for number, (item, line) in enumerate(zip(quote.items, lines, strict=True), 1):
        if item.category == DISCOUNT:
            continue
        stated, less = item.amount, 0
        for discount in off:
            less += discount.parts[number - 1]
        if less and less == cut(stated):  # what costs nothing in the end is free
            item, stated, less = item.model_copy(update={"price": 0}), 0, 0
        buyers = len(item.members or members) if members and item.category in BASE else 1
        cost = (stated - less) * net
        priced.append(PricedItem(item, number, line, cost, less, net, buyers))
    return tuple(priced)


def discounts(quote: Quote) -> tuple[Discount, ...]:
    """The discounts of a quote, those off one item each, those off the whole quote together.

    A discount off the whole quote is spread over the items in proportion to what they cost
    after their own discounts, to the yen by the largest remainders, the earlier item first.
    """
    found: list[Discount] = []
    whole: list[tuple[int, Item]] = []
    for number, line in enumerate(quote.items, 1):
        if line.discount:
            parts = tuple(line.discount if item is line else 0 for item in quote.items)
            found.append(Discount(number, f"{line.name}の値引き", line.discount, parts))
        elif line.category == DISCOUNT and line.target is None:
            whole.append((number, line))
        elif line.category == DISCOUNT:
            parts = tuple(
                line.price if item.name == line.target and item.category != DISCOUNT else 0
                for item in quote.items
            )
            found.append(Discount(number, line.name, line.price, parts))
    if whole:
        costs = [
            0 if item.category == DISCOUNT else cut(item.amount) - own
            for item, own in zip(quote.items, own_discounts(quote.items), strict=True)
        ]
        amount = sum(line.price for _, line in whole)
        names = "、".join(line.name for _, line in whole)
        found.append(Discount(whole[0][0], names, amount, spread(amount, costs)))
    return tuple(found)


def spread(amount: int, over: Sequence[int]) -> tuple[int, ...]:
    """Whole yen in proportion to `over` that add up to `amount`, by the largest remainders."""
    total = sum(over)
    if not total:
        return (0,) * len(over)
    parts = [amount * cost // total for cost in over]
    first = sorted(range(len(over)), key=lambda at: -(amount * over[at] % total))
    for at in first[: amount - sum(parts)]:
        parts[at] += 1
    return tuple(parts)


class ToolCosts(NamedTuple):
    """What one buyer's tools cost, as far as it counts, in whole yen."""

    software: tuple[Item, ...]
    """The software that is eligible."""
    tools: int
    """Software, options and services together."""
    pc: int = 0
    register: int = 0

    @property
    def total(self) -> int:
        return self.tools + self.pc + self.register


def tool_costs(
    sheet: Worksheet,
    items: Sequence[PricedItem],
    rules: ToolCostRules,
    refuse: Callable[[Item], Provision | None],
    *,
    categories: frozenset[str] = TOOLS,
    buyer: str = "",
) -> ToolCosts:
    """What of one buyer's items counts; koubo-tsujyo pp.13–14, koubo-invoice pp.10–12.

    `refuse` is the frame's own reason against a software item. Everything left out is written
    down with its reason; `buyer` is the member of a group that the items are for.
    """
    software: list[Item] = []
    sums = dict.fromkeys(("software", "options", "services", "pc", "register"), 0)
    consulting: list[tuple[int, PricedItem]] = []

    for priced in items:
        item = priced.item
        if item.category == "software":
            reason = refusal(item, rules) or refuse(item)
            if reason is not None:
                leave_out(sheet, priced, reason)
            else:
                software.append(item)
                sums["software"] += count(sheet, priced, rules.software_months, rules, buyer)
    names = {item.name for item in software}

    for priced in items:
        item = priced.item
        category = item.category
        if category == "software":
            continue
        reason = refusal(item, rules, categories)
        if reason is None and not belongs(item, names):
            reason = rules.attached
        if reason is None and category in HARDWARE and item.months is not None:
            reason = rules.rental
        if reason is not None:
            leave_out(sheet, priced, reason)
        elif category in OPTIONS:
            sums["options"] += count(sheet, priced, rules.option_months, rules, buyer)
        elif category == "support":
            limit = _support_limit(item, software, rules)
            sums["services"] += count(sheet, priced, limit, rules, buyer)
        elif category == "consulting":
            consulting.append((priced.each, priced))
        elif category == "setup":
            sums["services"] += count(sheet, priced, None, rules, buyer)
        else:
            sums[category] += count(sheet, priced, None, rules, buyer)

    consulting.sort(key=lambda pair: -pair[0])
    allowed = rules.consulting_count.value
    for _, priced in consulting[:allowed]:
        sums["services"] += count(sheet, priced, None, rules, buyer)
    for _, priced in consulting[allowed:]:
        sheet.exclude(
            priced.item.name,
            priced.line,
            priced.each,
            rules.consulting_count,
            f"{CATEGORIES['consulting']}は1申請に{allowed}件まで",
        )
    services = _capped_services(sheet, sums["services"], rules, buyer)
    parts = (sums["software"], sums["options"], services)
    tools = sum(parts)
    if tools:
        formula = " + ".join(f"{part:,}" for part in parts)
        label = _of(buyer, "補助対象経費（ソフトウェア + オプション + 役務）")
        sheet.step("cost", label, formula, tools, rules.category.source)
    return ToolCosts(tuple(software), tools, sums["pc"], sums["register"])


def _support_limit(support: Item, software: Sequence[Item], rules: ToolCostRules) -> Threshold[int]:
    """保守サポート counts as long as the software it belongs to is in use; koubo-tsujyo p.13."""
    terms = [one.months for one in software if support.target in (None, one.name)]
    limit = rules.support_months
    in_use = [months for months in terms if months is not None]
    if len(in_use) < len(terms) or max(in_use) >= limit.value:
        return limit
    return limit.but(value=max(in_use), label=IN_USE)


def _capped_services(sheet: Worksheet, services: int, rules: ToolCostRules, buyer: str) -> int:
    cap = rules.services_cap
    counted = cap.stop(services)
    if counted < services:
        sheet.step(
            "services", _of(buyer, cap.label), f"{services:,} → {cap.text}", counted, cap.source
        )
        sheet.exclude(
            "役務の合計", None, services - counted, cap, f"役務の上限 {cap.amount}を超える分"
        )
    return counted


def belongs(item: Item, software: Collection[str]) -> bool:
    """Whether an item is attached to one of these programs, or to none of them by name."""
    return item.target in software if item.target else bool(software)


def refusal(
    item: Item, rules: CostRules, categories: frozenset[str] | None = None
) -> Provision | None:
    """Why an item does not count whatever it is attached to, if so."""
    if item.category == "other" and rules.outside is not None:
        return rules.outside
    if categories is not None and item.category not in categories:
        return rules.category
    if item.price == 0:
        return rules.free
    asked = rules.registered
    if asked is not None and not item.registered and item.category not in asked.exempt:
        return asked
    return None


def count(
    sheet: Worksheet,
    priced: PricedItem,
    limit: Threshold[int] | None,
    rules: CostRules,
    buyer: str = "",
) -> int:
    """What of one buyer's item counts, cut to yen; the months past the limit are left out."""
    exact = priced.exact(limit)
    counted = cut(exact)
    if sheet.full:
        past_limit(sheet, priced, limit, counted)
        sheet.step(
            f"items.{priced.number}",
            _of(buyer, priced.item.name),
            priced.formula(limit) + cut_note(exact),
            counted,
            (limit or rules.category).source,
        )
    return counted


def past_limit(
    sheet: Worksheet, priced: PricedItem, limit: Threshold[int] | None, counted: int
) -> None:
    """Leave out what an item costs in the months past the limit."""
    months = priced.item.months
    if limit is not None and months is not None and months > limit.value:
        whose = IN_USE if limit.label == IN_USE else ""
        sheet.exclude(
            priced.item.name,
            priced.line,
            priced.each - counted,
            limit,
            f"契約{months}か月のうち{whose}{limit.value}か月を超える分",
        )


def leave_out(sheet: Worksheet, priced: PricedItem, reason: Provision) -> None:
    """Leave out one buyer's whole item."""
    if sheet.full:
        sheet.exclude(priced.item.name, priced.line, priced.each, reason)


def _of(buyer: str, name: str) -> str:
    return f"{buyer}: {name}" if buyer else name
