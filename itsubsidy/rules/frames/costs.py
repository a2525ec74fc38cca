"""What of an item counts: the months of use that a frame pays for, and what it is attached to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from itsubsidy.inputs.item import Item
from itsubsidy.inputs.pricing import NOT_BOUGHT, PricedItem
from itsubsidy.inputs.things import year_name
from itsubsidy.money import Exact, cut, cut_note
from itsubsidy.rules.frames.worksheet import Tally, Worksheet
from itsubsidy.rules.programme.figures import Provision, Threshold
from itsubsidy.rules.programme.rules import CostRules, ToolCostRules
from itsubsidy.terms import CATEGORIES, DEVICES, OPTIONS, SERVICES, TOOLS, ExclusionKind

OTASUKETAI = "otasuketai"
"""サイバーセキュリティお助け隊サービス."""

IN_USE = "ソフトウェアの契約期間"
"""What limits 保守サポート where the software is in use for less than the limit."""

NOT_BOUGHT_REASON: Final = "対象のソフトウェアの数量が 0"


class ToolCosts(NamedTuple):
    """What one buyer's tools cost, as far as it counts, in whole yen."""

    software: tuple[PricedItem, ...]
    """The software that is eligible and of which some month counts."""
    tools: int
    """Software, options and services together."""
    pc: int = 0
    register: int = 0

    @property
    def total(self) -> int:
        return self.tools + self.pc + self.register

    @property
    def processes(self) -> set[str]:
        """The processes that the software has between it."""
        return {process for priced in self.software for process in priced.item.processes}

    @property
    def functions(self) -> set[str]:
        """会計, 受発注, 決済: those that the software has between it."""
        return {function for priced in self.software for function in priced.item.functions}


def tool_costs(
    sheet: Tally,
    items: Sequence[PricedItem],
    rules: ToolCostRules,
    refuse: Callable[[Item], Provision | None],
    *,
    categories: frozenset[str] = TOOLS,
    buyer: str = "",
) -> ToolCosts:
    """What of one buyer's items counts; 2025's koubo-tsujyo pp.13–14, koubo-invoice pp.10–12.

    `refuse` is the frame's own reason against a software item. Everything left out is written
    down with its reason; `buyer` is the member of a group that the items are for.
    """
    eligible = [
        priced
        for priced in items
        if priced.item.category == "software"
        and not left_out(sheet, priced, refusal(priced, rules) or refuse(priced.item), rules)
    ]
    software = tuple(priced for priced in eligible if is_in_reach(priced, rules.software_months))
    things = {priced.thing for priced in software}
    others = [
        priced
        for priced in items
        if priced.item.category != "software"
        and not left_out(sheet, priced, unattached(priced, rules, things, categories), rules)
    ]
    sums = dict.fromkeys(("software", "options", "services", "pc", "register"), 0)
    for priced in (*eligible, *_counted_consulting(sheet, others, rules)):
        category = priced.item.category
        limit = rules.limit_of(category)
        if limit is not None and category == "support":
            limit = while_in_use(limit, priced, software)
        bucket = _BUCKETS.get(category, category)
        sums[bucket] += count(sheet, priced, limit, rules, buyer)

    services = _capped_services(sheet, sums["services"], rules, buyer)
    tools = _added_up(sheet, (sums["software"], sums["options"], services), rules, buyer)
    return ToolCosts(software, tools, sums["pc"], sums["register"])


def _added_up(sheet: Tally, parts: Sequence[int], rules: ToolCostRules, buyer: str) -> int:
    """Software, options and services together, yen."""
    tools = sum(parts)
    if tools:
        formula = " + ".join(f"{part:,}" for part in parts)
        label = _of(buyer, "補助対象経費（ソフトウェア + オプション + 役務）")
        sheet.step("cost", label, formula, tools, rules.category)
    return tools


_BUCKETS: Final = dict.fromkeys(OPTIONS, "options") | dict.fromkeys(SERVICES, "services")


def refusal(
    priced: PricedItem, rules: CostRules, categories: frozenset[str] | None = None
) -> Provision | None:
    """Why an item does not count whatever it is attached to, if so."""
    item = priced.item
    if item.category == "other" and rules.outside is not None:
        return rules.outside
    if categories is not None and item.category not in categories:
        is_service = item.category == OTASUKETAI and rules.otasuketai is not None
        return rules.otasuketai if is_service else rules.category
    if item.acquisition != "purchase" and (reason := _not_purchased(item, rules)) is not None:
        return reason
    if priced.cost == 0:
        return rules.free
    return None if item.registered else _unregistered(item, rules)


def _not_purchased(item: Item, rules: CostRules) -> Provision | None:
    """Why an item that is leased or used does not count, if so."""
    return rules.used if item.acquisition == "used" else rules.lease


def _unregistered(item: Item, rules: CostRules) -> Provision | None:
    """Why an item that is not registered as an ITツール does not count, if so."""
    asked = rules.registered
    return asked if asked is not None and item.category not in asked.exempt else None


def unattached(
    priced: PricedItem,
    rules: ToolCostRules,
    things: Collection[int],
    categories: frozenset[str] | None = None,
) -> Provision | None:
    """Why an option, a service or a device for these things does not count, if so."""
    reason = refusal(priced, rules, categories) or _detached(priced, rules, things)
    if reason is None and priced.item.category in DEVICES and priced.item.months is not None:
        reason = rules.rental
    return reason


def _detached(
    priced: PricedItem, rules: ToolCostRules, things: Collection[int]
) -> Provision | None:
    """Why an item is for none of these things, if so; what names none is for any of them."""
    if bool(things) if priced.of is None else priced.of in things:
        return None
    if priced.of == NOT_BOUGHT:
        return rules.attached.but(label=NOT_BOUGHT_REASON)
    return rules.attached


def _counted_consulting(
    sheet: Tally, items: Sequence[PricedItem], rules: ToolCostRules
) -> Iterator[PricedItem]:
    """The items without the consulting beyond the number that counts."""
    allowed = rules.consulting_count
    extra = extra_consulting(items, allowed.value)
    for priced in items:
        if priced.number in extra:
            why = f"{CATEGORIES['consulting']}は1申請に{allowed.value}件まで"
            exclude(sheet, priced, priced.each, allowed, why, kind="count")
        else:
            yield priced


def extra_consulting(items: Iterable[PricedItem], allowed: int) -> set[int]:
    """The numbers of the consulting lines beyond so many things: the dearest stay."""
    things: dict[int, list[PricedItem]] = {}
    for priced in items:
        if priced.item.category == "consulting":
            things.setdefault(priced.thing, []).append(priced)
    dearest = sorted(things.values(), key=lambda lines: -sum(line.each for line in lines))
    return {line.number for lines in dearest[allowed:] for line in lines}


def is_in_reach(priced: PricedItem, limit: Threshold[int]) -> bool:
    """Whether anything of an item counts: whether it begins within the limit."""
    return limit.holds(priced.first_month)


def while_in_use(
    limit: Threshold[int], support: PricedItem, software: Sequence[PricedItem]
) -> Threshold[int]:
    """保守サポート counts as long as its software is in use; 2025's koubo-tsujyo p.13."""
    last = [used.last_month for used in software if support.of in (None, used.thing)]
    if None in last:
        return limit
    in_use = max(month for month in last if month is not None)
    return limit if in_use >= limit.value else limit.but(value=in_use, label=IN_USE)


def _capped_services(sheet: Tally, services: int, rules: ToolCostRules, buyer: str) -> int:
    cap = rules.services_cap
    counted = cap.stop(services)
    if counted < services:
        sheet.step("services", _of(buyer, cap.label), f"{services:,} → {cap.text}", counted, cap)
        reason = f"役務の上限 {cap.amount}を超える分"
        left = services - counted
        sheet.exclude("役務の合計", None, left, cap, reason, kind="cap", number=None)
    return counted


def otasuketai_as_options(items: Sequence[PricedItem]) -> tuple[PricedItem, ...]:
    """The items with お助け隊 services as what they may be registered for: security options."""
    return tuple(
        priced._replace(item=priced.item.model_copy(update={"category": "security"}))
        if priced.item.category == OTASUKETAI
        else priced
        for priced in items
    )


def count(
    sheet: Tally,
    priced: PricedItem,
    limit: Threshold[int] | None,
    rules: CostRules,
    buyer: str = "",
) -> int:
    """What of one buyer's item counts, cut to yen; the months past the limit are left out."""
    last = None if limit is None else limit.value
    exact = priced.exact(last)
    counted = cut(exact)
    sheet.reach(priced.number, last)
    sheet.write(_write_counted, priced, exact, limit, rules, buyer)
    return counted


def _write_counted(
    sheet: Worksheet,
    priced: PricedItem,
    exact: Exact,
    limit: Threshold[int] | None,
    rules: CostRules,
    buyer: str,
) -> None:
    """What counts of an item, exact yen before the cut, and what is past the limit."""
    counted = cut(exact)
    sheet.prepaid += counted if priced.item.months is not None else 0
    past_limit(sheet, priced, limit, counted)
    formula = priced.formula(None if limit is None else limit.value) + cut_note(exact)
    name = _of(buyer, priced.item.name)
    sheet.item(priced.number, name, formula, counted, limit or rules.category)


def doubtful_terms(
    items: Sequence[PricedItem], longest_of: Callable[[str], int | None]
) -> Iterator[tuple[int, str]]:
    """Numbers of lines whose place in the use of a thing is not sure, and what to ask."""
    alike: dict[tuple[str, str], list[PricedItem]] = {}
    for priced in items:
        category: str = priced.item.category
        if priced.item.months is None or longest_of(category) is None:
            continue
        if priced.renews_nothing:
            yield (
                priced.number,
                f"「{priced.item.name}」が何の続きか決まらないので、利用の1か月目からとしました。"
                "続きなら「開始月」を書きます",
            )
        alike.setdefault((category, year_name(priced.item.name).base), []).append(priced)
    for (category, _), lines in alike.items():
        if len(lines) > 1:
            yield from _side_by_side(lines, longest_of(category) or 0)


def _side_by_side(lines: Sequence[PricedItem], limit: int) -> Iterator[tuple[int, str]]:
    """Lines of one name that begin together count as things side by side.

    Where the months that one buyer has of them pass the limit together, they may be one thing
    whose years were not written.
    """
    for own in _lines_by_buyer(lines):
        months = sum(line.item.months or 0 for line in own)
        if len({line.thing for line in own}) > 1 and months > limit:
            yield own[1].number, _counted_apart(own, months, limit)
            return


def _lines_by_buyer(lines: Sequence[PricedItem]) -> Iterator[list[PricedItem]]:
    """The lines that each member has of these, with those that name none; else all of them."""
    named = [name for line in lines for name in line.item.members or ()]
    for buyer in dict.fromkeys(named or [""]):
        yield [line for line in lines if buyer in (line.item.members or (buyer,))]


def _counted_apart(lines: Sequence[PricedItem], months: int, limit: int) -> str:
    names = "」と「".join(dict.fromkeys(line.item.name for line in lines))
    return (
        f"「{names}」を同じ月に始まる別のものとして数えました（合わせて {months}か月）。"
        f"一つのものの続きなら「開始月」を書きます（対象は {limit}か月まで）"
    )


def past_limit(
    sheet: Tally, priced: PricedItem, limit: Threshold[int] | None, counted: int
) -> None:
    """Leave out what an item costs in the months of use past the limit."""
    if limit is None or (is_in_reach(priced, limit) and (priced.last_month or 0) <= limit.value):
        return
    whose = IN_USE if limit.label == IN_USE else ""
    begins = f"{priced.first_month}か月目からの" if priced.first_month > 1 else ""
    term = f"{priced.item.months}か月" if priced.item.months else ""
    past = f"利用{limit.value}か月" if begins and not whose else f"{whose}{limit.value}か月"
    reason = f"{begins}契約{term}のうち{past}を超える分"
    exclude(sheet, priced, priced.each - counted, limit, reason, kind="term")


def left_out(sheet: Tally, priced: PricedItem, reason: Provision | None, rules: CostRules) -> bool:
    """Leave out one buyer's whole item if there is a reason."""
    if reason is None:
        return False
    is_elsewhere = reason is rules.category or reason is rules.otasuketai
    sheet.leave_out(priced, reason, "elsewhere" if is_elsewhere else "unfit")
    return True


def exclude(
    sheet: Tally,
    priced: PricedItem,
    amount: int,
    rule: Provision,
    reason: str = "",
    *,
    kind: ExclusionKind,
) -> None:
    """Leave out so many yen of an item."""
    item = priced.item.name
    sheet.exclude(item, priced.line, amount, rule, reason, kind=kind, number=priced.number)


def _of(buyer: str, name: str) -> str:
    return f"{buyer}: {name}" if buyer else name
