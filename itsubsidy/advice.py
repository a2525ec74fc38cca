"""What would make an estimate better, found by working out changed copies of the client.

No amount here comes from a formula: each step is tried on a copy of the files, worked out by the
same frame, and kept when it pays.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple

from itsubsidy.change import Change, ChangeError, change
from itsubsidy.frozen import frozen
from itsubsidy.inputs.item import DISCOUNT, Item
from itsubsidy.inputs.pricing import PricedItem
from itsubsidy.inputs.values import PROCESSES
from itsubsidy.money import cut, yen
from itsubsidy.rules.case import Case
from itsubsidy.rules.costs import extra_consulting
from itsubsidy.rules.frames import FRAME_FUNCTIONS, case_of
from itsubsidy.rules.programme import Programme, Requirement, ToolCostRules
from itsubsidy.rules.requirements import PATHS, asked_of
from itsubsidy.terms import HARDWARE, shown
from itsubsidy.worksheet import FrameResult, NextStep

FUNCTIONS: Final = ("accounting", "ordering", "settlement")
FAR: Final = 1_000_000_000
"""Yen of cost beyond every ceiling."""


MOST_SCALED: Final = 100_000
"""Hundredths of the quote's prices at which every ceiling binds."""

CURVE_POINTS: Final = 120

FARTHEST_DRAWN: Final = 2_000
"""Hundredths of the prices where a curve ends at the latest, so that the client's point is seen."""


MOST_TRIED: Final = 30_000
"""Lines of quotes that are worked out anew in search of all next steps of an answer: as many as
the dozens of lines that quotes have take several times over, and seconds where they have hundreds.
"""

A_TRY: Final = 10
"""Lines that take as long as what a trial takes whatever its quote has."""

A_LINE: Final = 20
"""Members buying a line that take as long as a line."""


class SpentError(Exception):
    """There is no more to spend on next steps."""


class Budget:
    """What may still be spent on next steps: lines and not time, so that answers stay the same."""

    def __init__(self, most: int = MOST_TRIED) -> None:
        self.left = most

    @property
    def is_spent(self) -> bool:
        """Whether something was not looked at."""
        return self.left < 0

    def spend(self, lines: int) -> None:
        """Take what a trial costs.

        Raises:
            SpentError: there is not so much left.
        """
        self.left = self.left - lines if self.left >= lines else -1
        if self.is_spent:
            raise SpentError


class Proposal(NamedTuple):
    """Changes to try, and what to say of them when they pay."""

    id: str
    text: str | Callable[[NextStep, FrameResult], str]
    changes: tuple[Change, ...]


def next_steps(
    case: Case, result: FrameResult, programme: Programme, budget: Budget
) -> tuple[NextStep, ...]:
    """The steps that gain something in a frame, the largest net gain first.

    Some may be missing where the budget is spent.
    """
    if not any(check.id == f"{result.frame}.applicant" and check.ok for check in result.checks):
        return ()
    found: list[tuple[int, NextStep]] = []
    with suppress(SpentError):
        if case.quote.total is not None:  # which no changed copy keeps, nor the yen it rounds up
            budget.spend(cost_of(case))
            case = case_of(*change(case.applicant, case.quote, ()), case.on, programme)
            result = FRAME_FUNCTIONS[result.frame](case)
        adviser = Adviser(case, result, programme, budget)
        for place, proposal in adviser.proposals():
            step = adviser.try_out(proposal)
            if step is not None:
                found.append((place, step))
    return tuple(step for _, step in sorted(found, key=lambda one: (-one[1].net, one[0])))


def cost_of(case: Case) -> int:
    """What it costs to work a case out anew, in lines."""
    return A_TRY + len(case.items) + sum(priced.buyers for priced in case.items) // A_LINE


def tried(
    case: Case, frame_result: FrameResult, programme: Programme, changes: Sequence[Change]
) -> FrameResult:
    """The frame worked out again with the changes made.

    Raises:
        ChangeError: the changes cannot be made.
    """
    days = [one.value for one in changes if one.path == "date"]
    on = date.fromisoformat(days[0]) if days else case.on
    applicant, quote = change(
        case.applicant, case.quote, [one for one in changes if one.path != "date"]
    )
    return FRAME_FUNCTIONS[frame_result.frame](case_of(applicant, quote, on, programme))


class Adviser:
    """Looks for what to change in one client for one frame."""

    def __init__(
        self, case: Case, result: FrameResult, programme: Programme, budget: Budget
    ) -> None:
        self.case = case
        self.result = result
        self.programme = programme
        self.budget = budget
        self.cost = cost_of(case)
        self.rules = case.rules.frame(result.frame)
        self.is_discounted = any(
            line.category == DISCOUNT and not line.target for line in case.quote.items
        )
        """Whether a discount is spread over the whole quote."""
        self.continued = {one.thing for one in case.items if one.thing != one.number}
        """The things of more than one line."""

    def proposals(self) -> Iterator[tuple[int, Proposal]]:
        """Everything that is worth a try, whether it pays or not, and its place among equals.

        What there may be of each line comes last, for it may be more than is tried.
        """
        kinds = [self.answers, self.dates, self.sizes, self.flags, self.terms]
        match self.result.frame:
            case "normal":
                kinds += [self.processes_and_wages, self.near_minimum_wage]
            case "invoice":
                kinds += [self.second_function]
            case "consortium":
                kinds += [self.group]
        kinds += [self.lost_services, self.more_cost]
        for place, kind in sorted(enumerate(kinds), key=lambda one: one[1] == self.terms):
            for proposal in kind():
                yield place, proposal

    def tried(self, changes: Sequence[Change]) -> FrameResult:
        """The frame worked out again with the changes made, at the budget's cost."""
        self.budget.spend(self.cost)
        return tried(self.case, self.result, self.programme, changes)

    def try_out(self, proposal: Proposal) -> NextStep | None:
        """The step, if it raises the subsidy, or lowers the price and the subsidy stays.

        Where a discount of the whole quote is spread anew, the subsidy may fall a little too.
        """
        try:
            after = self.tried(proposal.changes)
        except ChangeError:
            return None
        gain, cost = after.subsidy - self.result.subsidy, after.total - self.result.total
        stays = gain == 0 or (self.is_discounted and gain - cost > 0)
        saves = self.result.eligible and stays and cost < 0
        if gain <= 0 and not saves:
            return None
        changes = tuple(one._replace(value=frozen(one.value)) for one in proposal.changes)
        step = NextStep(proposal.id, "", gain, cost, changes)
        text = proposal.text if isinstance(proposal.text, str) else proposal.text(step, after)
        return step._replace(text=text)

    # --- the applicant -----------------------------------------------------------------------

    def answers(self) -> Iterator[Proposal]:
        """What was answered with no, all of it made good."""
        failed = {check.id for check in self.result.failed}
        rules = self.rules
        asked = [
            requirement
            for group in (rules.prerequisites, rules.wage_plan_repeat)
            for requirement in asked_of(self.case, group)
            if requirement.id in failed
        ]
        if asked:
            labels = "、".join(requirement.label for requirement in asked)
            changes = tuple(Change(PATHS[one.asks], _written(one)) for one in asked)
            yield Proposal("prerequisites", f"{labels}を満たす", changes)

    def dates(self) -> Iterator[Proposal]:
        """The day that a bar ends, and the other side of a change of rules."""
        ends = [check.limit for check in self.result.failed if check.id.endswith(".waiting")]
        last = max((day for day in ends if isinstance(day, date)), default=None)
        if last is not None and self.programme.within(last) == last:
            yield Proposal("waiting", f"申請を {last} 以後にする", (Change("date", str(last)),))
        for period in self.programme.periods:
            if not period.since <= self.case.on <= period.until:
                day = period.since if self.case.on < period.since else period.until
                side = "以後" if self.case.on < period.since else "まで"
                yield Proposal("period", f"申請を {day} {side}にする", (Change("date", str(day)),))

    def sizes(self) -> Iterator[Proposal]:
        """One person or one yen over a threshold of size."""
        standing = self.case.standing
        if standing is None or self.case.applicant.size is not None:
            return
        for check in standing.checks:
            over = check.id.startswith("size.s") and not check.ok
            if over and isinstance(check.limit, int) and check.actual == check.limit + 1:
                key = check.id.rsplit(".", 1)[1]
                text = f"{check.label}が {shown(check.limit, check.unit)}であれば"
                yield Proposal("size", text, (Change(f"applicant.{key}", check.limit),))

    # --- the items ---------------------------------------------------------------------------

    def numbered(self) -> Iterator[tuple[str, Item]]:
        """Each item and its path."""
        for priced in self.case.items:
            yield f"items.{priced.number}", priced.item

    def flags(self) -> Iterator[Proposal]:
        """Registration and compliance that are missing."""
        for key, text in (
            ("registered", "登録されたＩＴツールにする"),
            ("invoice_compliant", "インボイス制度に対応した製品にする"),
        ):
            missing = [(path, item) for path, item in self.numbered() if not getattr(item, key)]
            if missing:
                names = "、".join(item.name for _, item in missing)
                changes = tuple(Change(f"{path}.{key}", True) for path, _ in missing)
                yield Proposal(key, f"{text}（{names}）", changes)

    def terms(self) -> Iterator[Proposal]:
        """Contracts shorter or longer than what counts."""
        for priced in self.case.items:
            path, item = f"items.{priced.number}", priced.item
            limit = self.rules.limit_of(item.category)
            if limit is None or item.months is None or item.per not in ("month", "year"):
                continue
            if priced.thing != priced.number or priced.number in self.continued:
                continue  # the next line of the thing has the months after it
            if item.months != limit.value:
                kind = "months" if item.months < limit.value else "months_past_limit"
                text = f"「{item.name}」の契約を {limit.value}か月にする"
                discounts = tuple(self.discounts_of(priced, limit.value))
                if discounts:
                    text += "（値引きも同じ割合にする）"
                yield Proposal(kind, text, (Change(f"{path}.months", limit.value), *discounts))

    def discounts_of(self, priced: PricedItem, months: int) -> Iterator[Change]:
        """The discounts on an item for another term, at the same rate."""
        item = priced.item
        if item.months is None:
            return
        if item.discount and isinstance(item.discount, int):
            discount = item.discount * months // item.months
            yield Change(f"items.{priced.number}.discount", discount)
        for number, line in self.discount_lines({priced.number}):
            if line.per != "once":
                left = months + 1 - (line.first_month or 1)
                yield Change(f"items.{number}.months", min(line.months or left, left))
            elif line.rate is None:
                yield Change(f"items.{number}.price", cut(line.price * months) // item.months)

    def discount_lines(self, numbers: Collection[int]) -> Iterator[tuple[int, Item]]:
        """The discount lines that are off these items alone, each with its place in the quote."""
        for discount in self.case.discounts:
            line = self.case.quote.items[discount.number - 1]
            is_off_all = line.target is None and line.per == "once"
            if line.category == DISCOUNT and not is_off_all and discount.off.keys() <= set(numbers):
                yield discount.number, line

    def lost_services(self) -> Iterator[Proposal]:
        """Services past their cap, and consulting items that do not count."""
        costs = getattr(self.rules, "costs", None)
        if not isinstance(costs, ToolCostRules) or self.case.applicant.is_group:
            return
        extra = extra_consulting(self.case.items, costs.consulting_count.value)
        if extra:
            gone = extra | {number for number, _ in self.discount_lines(extra)}
            names = "、".join(p.item.name for p in self.case.items[::-1] if p.number in extra)
            changes = tuple(Change(f"items.{number}", None) for number in sorted(gone)[::-1])
            yield Proposal("second_consulting", f"対象にならない「{names}」をやめる", changes)
        lost = sum(one.amount for one in self.result.excluded if one.id == costs.services_cap.id)
        for priced in self.case.items:
            item = priced.item
            simple = item.quantity == 1 and item.months is None and priced.off == 0
            simple = simple and priced.cost == priced.stated
            if lost and simple and item.category in ("setup", "consulting") and item.price > lost:
                text = f"役務の上限を超える {yen(lost)}を「{item.name}」から減らす"
                yield Proposal(
                    "services", text, (Change(f"items.{priced.number}.price", item.price - lost),)
                )
                return

    def eligible_software(self) -> list[tuple[str, Item]]:
        """The software that counts in this frame, the dearest first."""
        left_out = {one.item for one in self.result.excluded if not one.id.endswith("_months")}
        found = [
            (priced.total, f"items.{priced.number}", priced.item)
            for priced in self.case.items
            if priced.item.category == "software" and priced.item.name not in left_out
        ]
        return [(path, item) for _, path, item in sorted(found, key=lambda one: -one[0])]

    def more_cost(self) -> Iterator[Proposal]:
        """What is missing to the floor, and what still fits under the ceiling."""
        extra = self.extra_item()
        if extra is None:
            return
        path = f"items.{len(self.case.quote.items) + 1}"

        if self.case.quote.tax == "included":
            extra["tax"] = "excluded"

        def with_cost(cost: int) -> tuple[Change, ...]:
            return (Change(path, {**extra, "price": cost}),)

        self.budget.spend(self.cost)
        changed = change(self.case.applicant, self.case.quote, with_cost(1))
        wider = case_of(*changed, self.case.on, self.programme)
        *own, new = wider.items

        def paid(cost: int) -> int:
            self.budget.spend(self.cost)
            priced = new._replace(cost=cost, stated=cost)
            return FRAME_FUNCTIONS[self.result.frame](wider._replace(items=(*own, priced))).subsidy

        highest = paid(FAR)
        if any(check.id == f"{self.result.frame}.floor" for check in self.result.failed):
            if highest:
                enough = least(lambda cost: paid(cost) > 0)
                text = f"対象経費があと {yen(enough)}あれば下限に届く"
                yield Proposal("floor", text, with_cost(enough))
        elif self.result.eligible and highest > self.result.subsidy:
            room = least(lambda cost: paid(cost) == highest)

            def say(step: NextStep, after: FrameResult) -> str:
                most = f"補助率 {_rate_of(after)}、補助額は {yen(after.subsidy)}まで"
                return f"対象経費をあと {yen(step.cost)}まで増やせる（{most}）"

            yield Proposal("room", say, with_cost(room))

    def extra_item(self) -> dict[str, Any] | None:
        """One more item of the kind that this frame pays for.

        Of a quote with a discount off it all, the new item would take its share.
        """
        if self.is_discounted or self.result.frame in ("edi", "consortium"):
            return None
        if self.result.frame == "security":
            if not any(priced.item.category == "otasuketai" for priced in self.case.items):
                return None
            return {"name": "（追加のサービス）", "category": "otasuketai"}
        software = self.eligible_software()
        if not software:
            return None
        item = software[0][1]
        more: dict[str, Any] = {"name": "（追加のソフトウェア）", "category": "software"}
        if item.processes:
            more["processes"] = list(item.processes)
        if item.functions:
            more["functions"] = list(item.functions)
        return more

    # --- 通常枠 --------------------------------------------------------------------------------

    def processes_and_wages(self) -> Iterator[Proposal]:
        """Four processes and the wage plan, alone and together."""
        rules = self.case.rules.normal
        software = self.eligible_software()
        if not software:
            return
        path, item = software[0]
        have = {process for _, one in software for process in one.processes}
        missing = [process for process in PROCESSES if process not in have]
        wanted = missing[: max(0, rules.processes_upper.value - len(have))]
        processes = (Change(f"{path}.processes", [*item.processes, *wanted]),) if wanted else ()
        asked = _strictest(
            (*asked_of(self.case, rules.wage_plan), *asked_of(self.case, rules.wage_plan_repeat))
        )
        plan = Change("applicant.wage_plan", {one.asks: _written(one) for one in asked})
        more = f"プロセスを {rules.processes_upper.text}にする（あと {len(wanted)}種類）"
        figures = "、".join(f"{one.label} {one.text}" for one in asked if one.unit is not None)
        wages = f"賃金引上げ計画（{figures}）を作り表明する"
        if processes:
            yield Proposal("processes", more, processes)
            yield Proposal("processes_and_wage_plan", f"{more}。{wages}", (*processes, plan))
        yield Proposal("wage_plan", wages, (plan,))

    def near_minimum_wage(self) -> Iterator[Proposal]:
        """The employees and months that are missing to the higher rate."""
        rules, applicant = self.case.rules.normal.near_minimum_wage, self.case.applicant
        near, everyone = applicant.near_minimum_wage, applicant.employees
        if not everyone or (near and near.ledger is not None):
            return  # wages that were paid are what they are
        have = (near.employees or 0) if near else 0
        months = (near.months or 0) if near else 0
        need = -(-everyone * rules.share.value.numerator // rules.share.value.denominator)
        employees, term = max(have, need), max(months, rules.months.value)
        text = (
            f"{rules.share.label}を {rules.share.amount}にする"
            f"（{employees}人、あと {employees - have}人。{rules.months.text}）"
        )
        value = {"months": term, "employees": employees}
        yield Proposal("near_minimum_wage", text, (Change("applicant.near_minimum_wage", value),))

    # --- インボイス枠 ----------------------------------------------------------------------------

    def second_function(self) -> Iterator[Proposal]:
        """One function more, where one alone holds the amount."""
        software = self.eligible_software()
        have = {function for _, item in software for function in item.functions}
        missing = [function for function in FUNCTIONS if function not in have]
        if software and missing:
            path, item = software[0]
            value = [*item.functions, missing[0]]
            text = f"会計・受発注・決済のうち {self.case.rules.invoice.functions_upper.text}にする"
            yield Proposal("functions", text, (Change(f"{path}.functions", value),))

    # --- 複数社連携IT導入枠 --------------------------------------------------------------------

    def group(self) -> Iterator[Proposal]:
        """Members missing to ten, members that could introduce the analysis, the 10 % rule."""
        rules, members = self.case.rules.consortium, self.case.applicant.members
        missing = rules.members.value - len(members)
        if missing > 0:
            changes = tuple(
                Change(
                    f"applicant.members.{len(members) + number}",
                    {"name": f"（追加の構成員{number}）", "size": "small"},
                )
                for number in range(1, missing + 1)
            )
            yield Proposal("members", f"構成員をあと {missing}者増やす", changes)
        steps = {step.id for step in self.result.steps}
        if "analysis.cap" in steps:
            changes = tuple(
                Change(f"{path}.members", "all")
                for path, item in self.numbered()
                if item.category.startswith("analysis") and item.members is not None
            )
            if changes:
                yield Proposal("analysis", "分析ツールを構成員の全員が導入する", changes)
        if "other.share" in steps:
            yield from self.less_administration()

    def less_administration(self) -> Iterator[Proposal]:
        """Administration beyond what the 10 % rule pays for."""
        for priced in self.case.items:
            path, item = f"items.{priced.number}", priced.item
            if item.category != "administration" or item.quantity != 1 or item.months is not None:
                continue
            if priced.off or priced.cost != priced.stated or not isinstance(item.price, int):
                continue

            def paid(price: int, path: str = path) -> int:
                return self.tried((Change(f"{path}.price", price),)).subsidy

            enough = least(lambda price: paid(price) == self.result.subsidy, item.price)
            text = f"10％の上限を超える {yen(item.price - enough)}を「{item.name}」から減らす"
            yield Proposal("administration", text, (Change(f"{path}.price", enough),))
            return


def curve(case: Case, result: FrameResult) -> tuple[tuple[int, int], ...]:
    """Eligible cost and subsidy, yen, as all prices of the quote fall and rise together.

    From nothing to well past the point where the subsidy no longer grows, each point worked out
    by the frame itself.
    """

    def point(hundredths: int) -> tuple[int, int]:
        share = Fraction(hundredths, 100)
        items = tuple(priced._replace(cost=priced.cost * share) for priced in case.items)
        after = FRAME_FUNCTIONS[result.frame](case._replace(items=items))
        return after.eligible_cost, after.subsidy

    highest = point(MOST_SCALED)[1]
    full = least(lambda hundredths: point(hundredths)[1] == highest, MOST_SCALED)
    end = min(max(150, full * 5 // 4), FARTHEST_DRAWN)
    return tuple(point(end * at // CURVE_POINTS) for at in range(CURVE_POINTS + 1))


def least(holds: Callable[[int], bool], highest: int = FAR) -> int:
    """The least whole number up to `highest` for which a rising condition holds."""
    low, high = 0, highest
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _strictest(requirements: Iterable[Requirement]) -> list[Requirement]:
    """Of those that ask for the same the one that asks for the most."""
    most: dict[str, Requirement] = {}
    for requirement in requirements:
        known = most.get(requirement.asks)
        if known is None or requirement.value > known.value:
            most[requirement.asks] = requirement
    return list(most.values())


def _written(requirement: Requirement) -> bool | int | str:
    """What an applicant's file says where it just meets a requirement."""
    value = requirement.value
    return shown(value, requirement.unit) if isinstance(value, Fraction) else value


def _rate_of(result: FrameResult) -> str:
    """The rates of the tools, without those of devices."""
    rates = [part.rate for part in result.components if part.id not in HARDWARE]
    return "・".join(dict.fromkeys(rates))
