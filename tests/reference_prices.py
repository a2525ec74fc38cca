"""A second reading of what a quote costs and what the frames pay for it, to hold the first against.

Written from the guidelines and the forms alone, with exact fractions, month by month and buyer by
buyer; slow, without explanations, and without a line of the package. A quote is plain data as
`Quote` takes it; what its names say of products and years is given beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf
from typing import Any, Literal, NamedTuple

Plain = dict[str, Any]
OPTIONS = ("extension", "integration", "security")
SERVICES = ("consulting", "setup", "support")
DEVICES = ("pc", "register")
RUNNING = ("software", *OPTIONS, "support", "otasuketai", "analysis")
OF_EACH = ("software", *OPTIONS, *SERVICES, *DEVICES)
INHERITED = ("processes", "functions", "registered", "invoice_compliant", "accounts")


class Meaning(NamedTuple):
    """What a line's name says."""

    product: str
    year: int | Literal["renewal"] | None = None


class ContradictionError(Exception):
    """A discount that takes off more than there is, or months in which nothing runs."""


@dataclass
class Line:
    """A line that buys something; `money` is yen by month of use, all at 0 without a term."""

    at: int
    item: Plain
    means: Meaning
    first: int = 1
    months: int | None = None
    money: dict[int, Fraction] = field(default_factory=dict)
    off: Fraction = Fraction(0)
    net: Fraction = Fraction(0)
    share: Fraction = Fraction(1)
    buyers: Sequence[str] = ("",)
    """Who pays its price, each for itself."""
    things: dict[str, int] = field(default_factory=dict)
    """The first line of the thing that it is of, for each that has it."""

    def __getitem__(self, key: str) -> Any:
        return self.item.get(key)

    @property
    def left(self) -> Fraction:
        return sum(self.money.values(), Fraction(0))

    @property
    def last(self) -> float:
        return inf if self.months is None else self.first + self.months - 1

    def counts(self, most: float = inf) -> Fraction:
        """What counts of it in the months of use up to `most`; what is left in them of its net."""
        if self.first > most:
            return Fraction(0)
        if self.months is None or self.last <= most or not self.left:
            return self.net
        until = sum((yen for month, yen in self.money.items() if month <= most), Fraction(0))
        return self.net * min(max(until / self.left, Fraction(0)), Fraction(1))


def floor(amount: Fraction | int) -> int:
    return amount.numerator // amount.denominator


def by_remainders(amount: int, weights: Sequence[Fraction | int]) -> list[int]:
    """Whole yen in proportion; what is over goes to the largest remainders, the earlier first."""
    total = sum(weights)
    if not total:
        return [0] * len(weights)
    exact = [Fraction(amount * weight) / total for weight in weights]
    parts = [floor(part) for part in exact]
    order = sorted(range(len(weights)), key=lambda at: (parts[at] - exact[at], at))
    for at in order[: amount - sum(parts)]:
        parts[at] += 1
    return parts


class Priced:
    """The lines of a quote with what each costs net of tax and discounts."""

    def __init__(
        self, quote: Plain, meanings: Sequence[Meaning], members: Sequence[str] = ()
    ) -> None:
        self.quote = quote
        self.members = members
        self.lines = [
            Line(at, item, means)
            for at, (item, means) in enumerate(zip(quote["items"], meanings, strict=True))
            if item["category"] != "discount" and item.get("quantity", 1)
        ]
        self.discounts = [
            item
            for item in quote["items"]
            if item["category"] == "discount" and (item.get("rate") or item.get("price"))
        ]
        for line in self.lines:
            self._place(line)
        for item in quote["items"]:
            self._is_for_one(item)
        for line in self.lines:
            self._inherit(line)
            self._cost(line)
        self._take_off()
        self._without_tax()

    # --- whose, and when ---------------------------------------------------------------------

    def _place(self, line: Line) -> None:
        item, year = line.item, line.means.year
        line.months = item.get("months")
        if line.months is None and isinstance(year, int) and item["category"] in RUNNING:
            line.months = 12
        everyone = self.members or ("",)
        having = item.get("members") or everyone
        for buyer in having:
            known = self._things(line, buyer)
            if "first_month" in item:
                first = item["first_month"]
            elif isinstance(year, int):
                first = 12 * (year - 1) + 1
            elif year == "renewal" and len(known) == 1 and self._end(known[0]) < inf:
                first = self._end(known[0])
            else:
                first = 1
            line.first = first
            for thing in known:
                if all(self._apart(line, other) for other in thing):
                    line.things[buyer] = thing[0].things[buyer]
                    break
            else:
                line.things[buyer] = line.at

    def _is_for_one(self, item: Plain) -> None:
        """No item is for things that somebody has side by side."""
        kinds = ("software", "analysis") if item["category"] != "discount" else ()
        lines = [line for line in self.lines if not kinds or line["category"] in kinds]
        called = self._called(item["for"], lines) if "for" in item else []
        for buyer in {buyer for line in called for buyer in line.things}:
            if len({line.things.get(buyer) for line in called} - {None}) > 1:
                raise ContradictionError

    def _things(self, line: Line, buyer: str) -> list[list[Line]]:
        """The things of this product that a buyer has before a line, each with its lines."""
        found: dict[int, list[Line]] = {}
        for other in self.lines:
            same = (other["category"], other.means.product)
            if other is line:
                break
            if buyer in other.things and same == (line["category"], line.means.product):
                found.setdefault(other.things[buyer], []).append(other)
        return list(found.values())

    def _span(self, line: Line) -> tuple[int, float]:
        months = line.months or (12 if isinstance(line.means.year, int) else inf)
        return line.first, line.first + months

    def _apart(self, one: Line, other: Line) -> bool:
        (a, b), (c, d) = self._span(one), self._span(other)
        return b <= c or d <= a

    def _end(self, thing: Iterable[Line]) -> Any:
        return max(self._span(line)[1] for line in thing)

    def _inherit(self, line: Line) -> None:
        first = next(one for one in self.lines if one.at == next(iter(line.things.values())))
        line.item = {
            **{key: first.item[key] for key in INHERITED if key in first.item},
            **line.item,
        }

    # --- yen ---------------------------------------------------------------------------------

    def _cost(self, line: Line) -> None:
        item = line.item
        amount = Fraction(item["price"]) * item.get("quantity", 1) * (item.get("people") or 1)
        if "amount" in item and amount.denominator != 1:  # the vendor rounded the one payment
            amount = Fraction(item["amount"])
        amount *= payments(item, line.months)
        discount = item.get("discount", 0)
        off = floor(discount * amount) if isinstance(discount, Fraction) else discount
        if off > amount:
            raise ContradictionError
        line.off += off
        months = range(line.first, line.first + (line.months or 0)) or range(1)
        line.money = {month: (amount - off) / len(months) for month in months}

    def _rate(self, item: Plain) -> Fraction:
        """The tax that a price includes."""
        if item.get("tax", self.quote.get("tax", "excluded")) == "excluded":
            return Fraction(0)
        return self._tax_of(item)

    def _tax_of(self, item: Plain) -> Fraction:
        rates: Plain = {"tax_rate": Fraction(1, 10)} | self.quote | item
        return Fraction(rates["tax_rate"])

    def _in_tax_of(self, amount: Fraction | int, of: Plain, to: Plain) -> Fraction:
        return Fraction(amount) / (1 + self._rate(of)) * (1 + self._rate(to))

    def _take_off(self) -> None:
        whole = []
        for discount in self.discounts:
            targets = self._targets(discount)
            if targets == []:  # for what is not bought
                continue
            if discount.get("per", "once") != "once":
                self._monthly(discount, targets or [line for line in self.lines if line.months])
            elif targets is None:
                whole.append(discount)
            else:
                left = sum(
                    (self._in_tax_of(one.left, one.item, discount) for one in targets), Fraction(0)
                )
                amount = self._amount(discount, left)
                if amount > left:
                    raise ContradictionError
                self._spread(amount, discount, targets, [floor(one.left) for one in targets])
        weights = [floor(line.left) for line in self.lines]
        before = [(line, line.left) for line in self.lines]
        amounts: list[tuple[int, Plain]] = []
        for discount in whole:
            left = sum(
                (self._in_tax_of(yen, line.item, discount) for line, yen in before), Fraction(0)
            )
            for yen, other in amounts:
                left -= self._in_tax_of(yen, other, discount)
            amount = self._amount(discount, left)
            if amount > left:
                raise ContradictionError
            amounts.append((amount, discount))
        rates = dict.fromkeys(self._rate(discount) for discount in whole)
        for rate in rates:
            alike = [(yen, one) for yen, one in amounts if self._rate(one) == rate]
            self._spread(sum(yen for yen, _ in alike), alike[0][1], self.lines, weights)
        for line in self.lines:
            if line.off and floor(line.left) <= 0:
                line.money = dict.fromkeys(line.money, Fraction(0))

    def _targets(self, discount: Plain) -> list[Line] | None:
        """The lines of a name, or of the product of that name."""
        if "for" not in discount:
            return None
        return self._called(discount["for"], self.lines)

    def _called(self, name: str, lines: Sequence[Line]) -> list[Line]:
        """The lines of a name, where one has it, be it of quantity 0; else those of a product."""
        names = {item["name"] for item in self.quote["items"] if item["category"] != "discount"}
        if name in names:
            return [line for line in lines if line["name"] == name]
        return [line for line in lines if line.means.product == name]

    def _amount(self, discount: Plain, left: Fraction) -> int:
        if "rate" in discount:
            return floor(Fraction(discount["rate"]) * left)
        return floor(Fraction(discount["price"]) * discount.get("quantity", 1))

    def _spread(
        self, amount: int, discount: Plain, targets: Sequence[Line], weights: Sequence[int]
    ) -> None:
        over = [
            self._in_tax_of(weight, line.item, discount)
            for line, weight in zip(targets, weights, strict=True)
        ]
        for line, part in zip(targets, by_remainders(amount, over), strict=True):
            off = self._in_tax_of(part, discount, line.item)
            line.off += off
            for month in line.money:
                line.money[month] -= off / len(line.money)

    def _monthly(self, discount: Plain, targets: Sequence[Line]) -> None:
        a_month = Fraction(discount["price"]) * discount.get("quantity", 1)
        a_month *= payments(discount, discount["months"]) / discount["months"]
        begins = discount.get("first_month", min(line.first for line in targets))
        wanted = range(begins, begins + discount["months"])
        places = [(line, month) for line in targets for month in line.money if month in wanted]
        if sorted(month for _, month in places) != list(wanted):
            raise ContradictionError
        for line in targets:
            own = [month for one, month in places if one is line]
            off = self._in_tax_of(a_month, discount, line.item)
            if off * len(own) > sum(line.money[month] for month in own):
                raise ContradictionError
            for month in own:
                line.money[month] -= off
                line.off += off

    def _without_tax(self) -> None:
        for line in self.lines:
            line.net = line.left
        for rate in {self._rate(line.item) for line in self.lines} - {Fraction(0)}:
            lines = [line for line in self.lines if self._rate(line.item) == rate]
            gross = [floor(line.left) for line in lines]
            if self.members:
                net = [floor(yen / (1 + rate)) for yen in gross]
            else:
                net = by_remainders(floor(sum(gross) / (1 + rate)), gross)
            for line, yen in zip(lines, net, strict=True):
                line.net = Fraction(yen)
        for line in self.lines:
            if self.members and line["category"] in OF_EACH and not self.serves_analysis(line):
                line.buyers = line["members"] or self.members

    # --- what belongs to what ------------------------------------------------------------------

    def target(self, line: Line) -> list[int] | None:
        """The first lines of the things that a line is for; None where it names none."""
        if line["for"] is None:
            return None
        bases = [one for one in self.lines if one["category"] in ("software", "analysis")]
        called = self._called(line["for"], bases)
        return [thing for one in called for thing in one.things.values()]

    def serves_analysis(self, line: Line) -> bool:
        if not self.members or line["category"] not in OPTIONS + SERVICES:
            return False
        target = self.target(line)
        if target is None:
            kinds = {one["category"] for one in self.lines} & {"software", "analysis"}
            return kinds == {"analysis"}
        named = [
            item
            for item, means in zip(self.quote["items"], self._meanings(), strict=True)
            if line["for"] in (item["name"], means.product)
            and item["category"] in ("software", "analysis")
        ]
        return bool(named[0]["category"] == "analysis")

    def _meanings(self) -> list[Meaning]:
        says = {line.at: line.means for line in self.lines}
        return [says.get(at, Meaning(item["name"])) for at, item in enumerate(self.quote["items"])]

    @property
    def total(self) -> int:
        return sum(floor(line.net) * len(line.buyers) for line in self.lines)

    @property
    def with_tax(self) -> int:
        """With the tax that is put on, cut once for each rate."""
        gross = [one for one in self.lines if self._rate(one.item)]
        found = sum(floor(line.left) * len(line.buyers) for line in gross)
        net = [one for one in self.lines if one not in gross]
        for rate in {self._tax_of(line.item) for line in net}:
            of_rate = [one for one in net if self._tax_of(one.item) == rate]
            amount = sum(floor(line.net) * len(line.buyers) for line in of_rate)
            found += amount + floor(rate * amount)
        return found


def payments(item: Plain, months: int | None) -> Fraction:
    per = item.get("per", "once")
    if per == "once" or months is None:
        return Fraction(1)
    period = {"month": 1, "year": 12}.get(per) or int(per.split()[0])
    return Fraction(months, period)


class Paid(NamedTuple):
    """What a frame pays: whether it is open, the eligible cost and the subsidy, yen."""

    eligible: bool
    cost: int
    subsidy: int


def outright(line: Line, *, registered: bool = True) -> bool:
    """Whether nothing speaks against a line by itself."""
    bought = line["acquisition"] in (None, "purchase")
    known = line["registered"] is not False or not registered
    return bought and known and line.net != 0


class Tools(NamedTuple):
    """What of software, options, services and devices counts for one buyer, whole yen."""

    software: list[Line]
    tools: int
    pc: int
    register: int


def tools(
    priced: Priced,
    lines: Sequence[Line],
    buyer: str,
    unfit: Any,
    *,
    devices: bool,
    registered: bool = True,
) -> Tools:
    ok = [one for one in lines if outright(one, registered=registered)]
    if registered and devices:  # a PC needs no registration
        ok += [
            one
            for one in lines
            if one["category"] == "pc" and one not in ok and outright(one, registered=False)
        ]
    eligible = [one for one in ok if one["category"] == "software" and not unfit(one)]
    software = [one for one in eligible if one.first <= 24]
    things = {one.things[buyer] for one in software}

    def belongs(line: Line) -> bool:
        target = priced.target(line)
        return bool(things) if target is None else bool(things & set(target))

    rest = [one for one in ok if one["category"] != "software" and belongs(one)]
    options = [one for one in rest if one["category"] in OPTIONS]
    services = [one for one in rest if one["category"] in ("setup", "support")]
    consulting: dict[int, list[Line]] = {}
    for one in rest:
        if one["category"] == "consulting":
            consulting.setdefault(one.things[buyer], []).append(one)
    if consulting:
        services += max(consulting.values(), key=lambda these: sum(floor(x.net) for x in these))

    def in_use(line: Line) -> float:
        if line["category"] != "support":
            return inf
        target = priced.target(line)
        return min(
            24, max(one.last for one in software if target is None or one.things[buyer] in target)
        )

    cost = sum(floor(one.counts(24)) for one in software)
    cost += sum(floor(one.counts(12)) for one in options)
    cost += min(2_000_000, sum(floor(one.counts(in_use(one))) for one in services))
    held = {
        kind: sum(floor(one.net) for one in rest if one["category"] == kind and one.months is None)
        for kind in DEVICES
    }
    return Tools(software, cost, held["pc"], held["register"])


def normal(priced: Priced, size: str) -> Paid:
    counted = tools(priced, priced.lines, "", lambda one: not one["processes"], devices=False)
    processes = {process for one in counted.software for process in one["processes"]}
    upper = len(processes) >= 4 and size == "small"
    exact = Fraction(counted.tools, 2)
    amount = min(floor(exact), 4_500_000 if upper else 1_499_999)
    is_open = bool(processes - {"汎P-07"}) and amount >= 50_000
    return Paid(is_open, counted.tools, amount if is_open else 0)


def marginal(cost: int, first: Fraction, most: int) -> int:
    """The part of the subsidy up to 500,000 at the first rate, the rest at 2/3."""
    exact = first * cost
    if exact > 500_000:
        exact = 500_000 + Fraction(2, 3) * (cost - 500_000 / first)
    return min(floor(exact), most)


def not_invoice(line: Line) -> bool:
    return not line["functions"] or line["invoice_compliant"] is False


def invoice(priced: Priced, size: str) -> Paid:
    counted = tools(priced, priced.lines, "", not_invoice, devices=True)
    functions = {function for one in counted.software for function in one["functions"]}
    first = Fraction(4, 5) if size == "small" else Fraction(3, 4)
    paid = marginal(counted.tools, first, 3_500_000 if len(functions) > 1 else 500_000)
    paid += min(counted.pc // 2, 100_000) + min(counted.register // 2, 200_000)
    cost = counted.tools + counted.pc + counted.register
    is_open = bool(functions) and paid >= 1
    return Paid(is_open, cost, paid if is_open else 0)


def edi(priced: Priced, size: str) -> Paid:
    platforms: dict[int, Fraction] = {}
    for one in priced.lines:
        fits = one["category"] == "software" and one.months is not None and one["accounts"]
        fits = fits and "ordering" in (one["functions"] or ())
        if fits and one["invoice_compliant"] is not False and outright(one):
            accounts = one["accounts"]
            share = Fraction(accounts["sme_suppliers"], accounts["suppliers"])
            thing = one.things[""]
            platforms[thing] = platforms.get(thing, Fraction(0)) + one.counts(24) * share
    cost = max(platforms.values(), default=Fraction(0))
    rate = Fraction(1, 2) if size == "large" else Fraction(2, 3)
    paid = min(floor(rate * cost), 3_500_000)
    is_open = bool(platforms) and paid >= 1
    return Paid(is_open, floor(cost), paid if is_open else 0)


def security(priced: Priced, size: str) -> Paid:
    cost = 0
    for one in priced.lines:
        known = one["registered"] is not False and one.net != 0
        if one["category"] == "otasuketai" and known:
            cost += floor(one.counts(24))
    paid = min(floor((Fraction(2, 3) if size == "small" else Fraction(1, 2)) * cost), 1_500_000)
    is_open = cost > 0 and paid >= 50_000
    return Paid(is_open, cost, paid if is_open else 0)


def consortium(priced: Priced, sizes: dict[str, str], representative: str | None = None) -> Paid:
    """As the workbook of 様式5–8 adds up."""
    base = [
        one
        for one in priced.lines
        if one["category"] in OF_EACH and not priced.serves_analysis(one)
    ]
    cost = paid = 0
    users, software_things = set(), set()
    for member, size in sizes.items():
        own = [one for one in base if member in (one["members"] or priced.members)]
        counted = tools(priced, own, member, not_invoice, devices=True, registered=False)
        if counted.software:
            users.add(member)
            software_things |= {one.things[member] for one in counted.software}
        functions = {function for one in counted.software for function in one["functions"]}
        first = Fraction(4, 5) if size == "small" else Fraction(3, 4)
        border = 625_001 if size == "small" else 666_667
        if len(functions) > 1:
            below = min(counted.tools, border)
            paid += min(floor(first * below), 500_000)
            paid += min(floor(Fraction(2, 3) * (counted.tools - below)), 3_000_000)
        else:
            paid += min(floor(first * counted.tools), 500_000)
        paid += min(counted.pc // 2, 100_000) + min(counted.register // 2, 200_000)
        cost += counted.tools + counted.pc + counted.register

    tool_lines = [
        one
        for one in priced.lines
        if one["category"] == "analysis" and outright(one, registered=False)
    ]
    analysis = sum(floor(one.counts(12)) for one in tool_lines)
    in_reach = [one for one in tool_lines if one.first <= 12]
    analysers = {name for one in in_reach for name in one["members"] or priced.members}
    things = {thing for one in in_reach for thing in one.things.values()}
    introducing = set(analysers)
    for one in priced.lines:
        device = one["category"] == "analysis_hardware"
        if not (device or priced.serves_analysis(one)) or not outright(one, registered=False):
            continue
        target, these = priced.target(one), things | (software_things if device else set())
        if not (these if target is None else these & set(target)) or (device and one.months):
            continue
        users_of_it = {
            name
            for tool in in_reach
            if target and set(tool.things.values()) & set(target)
            for name in tool["members"] or priced.members
        }
        introducing |= set(
            one["members"] or users_of_it or (priced.members if device else analysers)
        )
        most: float = 12 if one["category"] in OPTIONS else inf
        if one["category"] == "support":
            in_use = [x for x in in_reach if target is None or set(x.things.values()) & set(target)]
            most = min(12, max(x.last for x in in_use))
        analysis += floor(one.counts(most))
    cost += analysis
    paid += min(floor(Fraction(2, 3) * analysis), 500_000 * len(introducing))
    paid = min(paid, 30_000_000)

    other = sum(
        floor(one.net)
        for one in priced.lines
        if one["category"] in ("administration", "expert") and one.net
    )
    cost += other
    most_other = min(2_000_000, floor(Fraction(paid) * Fraction(1, 10) * Fraction(2, 3)))
    paid += min(floor(Fraction(2, 3) * other), most_other)

    users |= analysers
    idle = set(sizes) - users
    counted_members = len(users) + (representative in idle if representative else bool(idle))
    is_open = bool(users) and counted_members >= 10 and paid >= 1
    return Paid(is_open, cost, paid if is_open else 0)
