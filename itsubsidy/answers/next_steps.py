"""What would make an estimate better, found by working out changed copies of the client.

No amount here comes from a formula: each step is tried on a copy of the files, worked out by the
same frame, and kept when it pays.

What the client may do is told as something to do (`improve`). What is so or not, whoever wishes it
(wages, heads, what a product can do), is asked (`declare`). What could still be bought up to the
ceiling is no advice (`room`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple

from itsubsidy.answers.changes import Change, ChangeError, change
from itsubsidy.frozen import frozen
from itsubsidy.inputs.item import DISCOUNT, Item
from itsubsidy.inputs.pricing import PricedItem
from itsubsidy.inputs.values import PROCESSES
from itsubsidy.money import cut, yen
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.costs import extra_consulting
from itsubsidy.rules.frames.requirements import PATHS, asked_of
from itsubsidy.rules.frames.table import FRAME_FUNCTIONS, case_of
from itsubsidy.rules.frames.worksheet import FrameResult, NextStep
from itsubsidy.rules.programme.rules import Asks, Programme, Requirement, ToolCostRules
from itsubsidy.terms import FUNCTIONS, STEP_KINDS, StepKind, bound, shown

MOST_LINES: Final = 20_000
"""Lines that the search for the steps of one frame may read and work out again, which takes about a
third of a second. They are counted, and time is not, so that the answer to a file is always one.
"""

FEWEST_TRIES: Final = 3
"""Tries that a search has whatever the length of the files."""


class Proposal(NamedTuple):
    """Changes to try, and what to say of them when they pay."""

    id: str
    kind: StepKind
    text: str | Callable[[NextStep, FrameResult], str]
    changes: tuple[Change, ...]


def with_next_steps(case: Case, result: FrameResult, programme: Programme) -> FrameResult:
    """A frame's result with the steps that gain something in it.

    First what the client may do, then what is to be asked, then what could still be bought; of a
    kind the largest gain first.
    """
    if not any(check.kind == "applicant" and check.ok for check in result.checks):
        return result
    before = result
    if case.quote.total is not None:  # which no changed copy keeps, nor the yen that it rounds up
        case = case_of(*change(case.applicant, case.quote, ()), case.on, programme)
        before = FRAME_FUNCTIONS[result.frame](case)
    adviser = Adviser(case, before, programme)
    steps = [step for proposal in adviser.proposals() if (step := adviser.try_out(proposal))]
    steps.sort(key=lambda step: (_KINDS.index(step.kind), -step.gain, step.cost))
    return result._replace(next=tuple(steps), next_untried=adviser.untried)


_KINDS: Final = tuple(STEP_KINDS)


def tried(
    case: Case, frame_result: FrameResult, programme: Programme, changes: Sequence[Change]
) -> FrameResult:
    """What the frame pays with the changes made, without its working.

    Raises:
        ChangeError: the changes cannot be made.
    """
    days = [one.value for one in changes if one.path == "date"]
    on = date.fromisoformat(days[0]) if days else case.on
    applicant, quote = change(
        case.applicant, case.quote, [one for one in changes if one.path != "date"]
    )
    changed = case_of(applicant, quote, on, programme, explained=False)
    return FRAME_FUNCTIONS[frame_result.frame](changed)


class Adviser:
    """Looks for what to change in one client for one frame."""

    def __init__(self, case: Case, result: FrameResult, programme: Programme) -> None:
        self.case = case
        self.result = result
        self.programme = programme
        self.rules = case.rules.frame(result.frame)
        self.is_discounted = any(
            line.category == DISCOUNT and not line.target for line in case.quote.items
        )
        """Whether a discount is spread over the whole quote."""
        self.continued = {one.thing for one in case.items if one.thing != one.number}
        """The things of more than one line."""
        purchases = sum(priced.buyers for priced in case.items)
        self.working = len(case.items) // 16 + purchases // 8
        """What it takes to work the frame out, in lines that could be read in the same time."""
        if result.frame == "normal":
            near = case.applicant.near_minimum_wage
            ledger = (near and near.ledger) or ()
            self.working += sum(len(row.wages) for row in ledger) // 10
        self.reading = len(case.quote.items) + len(case.applicant.members)
        """The lines that are read again for a changed copy."""
        self.left = max(MOST_LINES, FEWEST_TRIES * (self.reading + self.working))
        """The lines that may still be read."""
        self.untried = 0
        """How many proposals were not looked at."""

    def affords(self, tries: int = 1, workings: int = 0) -> bool:
        """Whether there is room for so many tries and workings of the frame, which it takes."""
        lines = tries * (self.reading + self.working) + workings * self.working
        if lines > self.left:
            self.untried += 1
            return False
        self.left -= lines
        return True

    def proposals(self) -> Iterator[Proposal]:
        """Everything that is worth a try, whether it pays or not."""
        yield from self.answers()
        yield from self.dates()
        yield from self.sizes()
        yield from self.flags()
        match self.result.frame:
            case "normal":
                yield from self.processes_and_wages()
                yield from self.near_minimum_wage()
            case "invoice":
                yield from self.second_function()
            case "consortium":
                yield from self.group()
        yield from self.lost_services()
        yield from self.more_cost()
        yield from self.terms()

    def try_out(self, proposal: Proposal) -> NextStep | None:
        """The step, if it raises the subsidy, or lowers the price and the subsidy stays.

        Where a discount of the whole quote is spread anew, the subsidy may fall a little too.
        """
        if not self.affords():
            return None
        try:
            after = tried(self.case, self.result, self.programme, proposal.changes)
        except ChangeError:
            return None
        gain, cost = after.subsidy - self.result.subsidy, after.total - self.result.total
        stays = gain == 0 or (self.is_discounted and gain - cost > 0)
        saves = self.result.eligible and stays and cost < 0
        if gain <= 0 and not saves:
            return None
        changes = tuple(one._replace(value=frozen(one.value)) for one in proposal.changes)
        step = NextStep(proposal.id, proposal.kind, "", gain, cost, changes)
        text = proposal.text if isinstance(proposal.text, str) else proposal.text(step, after)
        return step._replace(text=text, changes=() if step.kind == "room" else changes)

    # --- the applicant -----------------------------------------------------------------------

    def answers(self) -> Iterator[Proposal]:
        """What closes the frame and can be made good: papers, plans and the figures of plans.

        With it the end of a wait, where the frame waits too.
        """
        asked = self.asked()
        if not asked:
            return
        is_of_wages = any(requirement.asks == "pays_minimum_wage" for requirement in asked)
        kind: StepKind = "declare" if is_of_wages else "improve"
        text = "。".join(_deeds(asked))
        changes = tuple(part for requirement in asked for part in self.answered(requirement))
        yield Proposal("prerequisites", kind, text, changes)
        if day := self.last_wait():
            text = f"{text}。申請を {day} 以後にする"
            changes = (*changes, Change("date", str(day)))
            yield Proposal("prerequisites_and_waiting", kind, text, changes)

    def asked(self) -> list[Requirement]:
        """The requirements that were answered with no or too little, and close the frame."""
        failed = {check.id for check in self.result.failed}
        return [
            requirement
            for group in (self.rules.prerequisites, self.rules.wage_plan_repeat)
            for requirement in asked_of(self.case, group)
            if requirement.id in failed
        ]

    def answered(self, requirement: Requirement) -> Iterator[Change]:
        """What meets a requirement; of SECURITY ACTION each member of a group has its own."""
        applicant, path = self.case.applicant, PATHS[requirement.asks]
        if requirement.asks != "security_action":
            yield Change(path, _written(requirement))
            return
        businesses = [("applicant", applicant.prerequisites)]
        businesses += (
            (f"applicant.members.{number}", member.prerequisites)
            for number, member in enumerate(applicant.members, 1)
        )
        for whose, prerequisites in businesses:
            stars = prerequisites.security_action
            if isinstance(stars, int) and not requirement.holds(stars):
                changed = path.replace("applicant", whose, 1)
                yield Change(changed, _written(requirement))

    def last_wait(self) -> date | None:
        """The first day after all that the frame has to wait for, within the programme."""
        ends = [
            check.limit
            for check in self.result.failed
            if check.kind == "waiting" and isinstance(check.limit, date)
        ]
        last = max(ends, default=None)
        return last if last is not None and self.programme.within(last) == last else None

    def dates(self) -> Iterator[Proposal]:
        """The day that a bar ends, and the other side of a change of rules."""
        if day := self.last_wait():
            text = f"申請を {day} 以後にする"
            yield Proposal("waiting", "improve", text, (Change("date", str(day)),))
        for period in self.programme.periods:
            if not period.since <= self.case.on <= period.until:
                day = period.since if self.case.on < period.since else period.until
                side = "以後" if self.case.on < period.since else "まで"
                text = f"申請を {day} {side}にする"
                yield Proposal("period", "improve", text, (Change("date", str(day)),))

    def sizes(self) -> Iterator[Proposal]:
        """One person or one yen over a threshold of size: it may have been counted otherwise."""
        standing = self.case.standing
        if standing is None or self.case.applicant.size is not None:
            return
        for check in standing.checks:
            if check.kind not in ("employees", "capital") or check.ok:
                continue
            if isinstance(check.limit, int) and check.actual == check.limit + 1:
                text = f"{check.label}は {bound(check.limit, check.op, check.unit)}ではありませんか"
                if check.kind == "employees":
                    text += "（常時使用する従業員の数え方を確かめます）"
                changes = (Change(f"applicant.{check.kind}", check.limit),)
                yield Proposal("size", "declare", text, changes)

    # --- the items ---------------------------------------------------------------------------

    def numbered(self) -> Iterator[tuple[str, Item]]:
        """Each item and its path."""
        for priced in self.case.items:
            yield f"items.{priced.number}", priced.item

    def flags(self) -> Iterator[Proposal]:
        """Registration and compliance that are missing."""
        for key, text in (
            ("registered", "登録されたITツール"),
            ("invoice_compliant", "インボイス制度に対応した製品"),
        ):
            missing = [(path, item) for path, item in self.numbered() if not getattr(item, key)]
            if missing:
                names = "」「".join(item.name for _, item in missing)
                changes = tuple(Change(f"{path}.{key}", True) for path, _ in missing)
                yield Proposal(key, "declare", f"「{names}」は{text}ではありませんか", changes)

    def terms(self) -> Iterator[Proposal]:
        """Contracts shorter or longer than what counts, the dearest first."""
        lines = [
            (priced, limit.value)
            for priced in sorted(self.case.items, key=lambda priced: -priced.total)
            if (limit := self.rules.limit_of(priced.item.category)) is not None
            and priced.item.months not in (None, limit.value)
            and priced.item.per in ("month", "year")
            # else the next line of the thing has the months after it
            and priced.thing == priced.number
            and priced.number not in self.continued
        ]
        for at, (priced, months) in enumerate(lines):
            if self.reading + self.working > self.left:
                self.untried += len(lines) - at
                return
            yield self.term(priced, months)

    def term(self, priced: PricedItem, months: int) -> Proposal:
        """A contract for so many months."""
        item = priced.item
        kind = "months" if (item.months or 0) < months else "months_past_limit"
        text = f"「{item.name}」の契約を {months}か月にする"
        discounts = tuple(self.discounts_of(priced, months))
        if discounts:
            text += "（値引きも同じ割合にする）"
        changes = (Change(f"items.{priced.number}.months", months), *discounts)
        return Proposal(kind, "improve", text, changes)

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
            text = f"対象にならない「{names}」をやめる"
            yield Proposal("second_consulting", "improve", text, changes)
        if lost := sum(one.amount for one in self.result.excluded if one.kind == "cap"):
            yield from self.fewer_services(lost)

    def fewer_services(self, lost: int) -> Iterator[Proposal]:
        """So many yen, which are past the cap, off the first service that costs more."""
        for priced in self.case.items:
            item = priced.item
            is_service = item.category in ("setup", "consulting")
            if is_service and _is_plain(priced) and item.price > lost:
                text = f"役務の上限を超える {yen(lost)}を「{item.name}」から減らす"
                changes = (Change(f"items.{priced.number}.price", item.price - lost),)
                yield Proposal("services", "improve", text, changes)
                return

    def eligible_software(self) -> list[tuple[str, Item]]:
        """The software that counts in this frame, the dearest first."""
        left_out = {one.number for one in self.result.excluded if one.kind != "term"}
        found = [
            (priced.total, f"items.{priced.number}", priced.item)
            for priced in self.case.items
            if priced.item.category == "software" and priced.number not in left_out
        ]
        return [(path, item) for _, path, item in sorted(found, key=lambda one: -one[0])]

    def more_cost(self) -> Iterator[Proposal]:
        """What is missing to the floor, and what still fits under the ceiling."""
        extra, schedule = self.extra_item(), self.result.schedule
        if extra is None or schedule is None:
            return
        most = schedule.full_cost
        if not self.affords(workings=most.bit_length() + 1):
            return
        path = f"items.{len(self.case.quote.items) + 1}"

        if self.case.quote.tax == "included":
            extra["tax"] = "excluded"

        def with_cost(cost: int) -> tuple[Change, ...]:
            return (Change(path, {**extra, "price": cost}),)

        changed = change(self.case.applicant, self.case.quote, with_cost(1))
        wider = case_of(*changed, self.case.on, self.programme, explained=False)
        *own, new = wider.items

        def paid(cost: int) -> int:
            priced = new._replace(cost=cost, stated=cost)
            return FRAME_FUNCTIONS[self.result.frame](wider._replace(items=(*own, priced))).subsidy

        highest = paid(most)
        if any(check.kind == "floor" for check in self.result.failed):
            if highest:
                enough = least(lambda cost: paid(cost) > 0, most)
                text = f"対象経費があと {yen(enough)}あれば下限に届く"
                yield Proposal("floor", "improve", text, with_cost(enough))
        elif self.result.eligible and highest > self.result.subsidy:
            room = least(lambda cost: paid(cost) == highest, most)

            def say(step: NextStep, after: FrameResult) -> str:
                limit = f"補助率 {_rate_of(after)}、補助額は {yen(after.subsidy)}まで"
                return f"対象経費をあと {yen(step.cost)}まで増やせる（{limit}）"

            yield Proposal("room", "room", say, with_cost(room))

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
        wages = _planned(asked)
        if processes:
            both = (*processes, plan)
            yield Proposal("processes", "improve", more, processes)
            yield Proposal("processes_and_wage_plan", "improve", f"{more}。{wages}", both)
        yield Proposal("wage_plan", "improve", wages, (plan,))

    def near_minimum_wage(self) -> Iterator[Proposal]:
        """Whether so many are near the minimum wage, in so many months, as the higher rate asks."""
        rules, applicant = self.case.rules.normal.near_minimum_wage, self.case.applicant
        near, everyone = applicant.near_minimum_wage, applicant.employees
        if not everyone or (near and near.ledger is not None):
            return  # wages that were paid are what they are
        have = (near.employees or 0) if near else 0
        months = (near.months or 0) if near else 0
        need = -(-everyone * rules.share.value.numerator // rules.share.value.denominator)
        employees, term = max(have, need), max(months, rules.months.value)
        text = (
            f"最低賃金近傍の従業員が {employees}人以上（{rules.share.text}）の月が"
            f" {rules.months.text}ありませんか"
        )
        if near:
            text += f"（記入は {have}人、{months}か月）"
        changes = (Change("applicant.near_minimum_wage", {"months": term, "employees": employees}),)
        yield Proposal("near_minimum_wage", "declare", text, changes)

    # --- インボイス枠 ----------------------------------------------------------------------------

    def second_function(self) -> Iterator[Proposal]:
        """A function that the software may have and the quote does not name.

        One more where one alone holds the amount; the first where no software counts.
        """
        software = self.eligible_software()
        have = {function for _, item in software for function in item.functions}
        missing = [function for function in FUNCTIONS if function not in have]
        rule = self.case.rules.invoice.functions_upper
        if not software:
            rule = self.case.rules.invoice.functions
            software = [
                (path, item)
                for path, item in self.numbered()
                if item.category == "software" and not item.functions
            ]
        if software and missing:
            path, item = software[0]
            others = "・".join(FUNCTIONS[function] for function in missing)
            more = "ほかに" if item.functions else ""
            text = f"「{item.name}」に、{more}{others}の機能がありませんか（合わせて {rule.text}）"
            changes = (Change(f"{path}.functions", [*item.functions, missing[0]]),)
            yield Proposal("functions", "declare", text, changes)

    # --- 複数社連携IT導入枠 --------------------------------------------------------------------

    def group(self) -> Iterator[Proposal]:
        """Members missing to ten, members that could introduce the analysis, the 10 % rule."""
        rules, members = self.case.rules.consortium, self.case.applicant.members
        missing = rules.members.value - len(members)
        if missing > 0:
            changes = tuple(
                Change(
                    f"applicant.members.{len(members) + number}",
                    {"name": f"（追加の構成員{number}）", "size": "medium"},
                )
                for number in range(1, missing + 1)
            )
            yield Proposal("members", "improve", f"構成員をあと {missing}者増やす", changes)
        kinds = {step.kind for step in self.result.steps}
        if "analysis_cap" in kinds:
            changes = tuple(
                Change(f"{path}.members", "all")
                for path, item in self.numbered()
                if item.category.startswith("analysis") and item.members is not None
            )
            if changes:
                text = "分析ツールを構成員の全員が導入する"
                yield Proposal("analysis", "improve", text, changes)
        if "administration_cap" in kinds:
            yield from self.less_administration()

    def less_administration(self) -> Iterator[Proposal]:
        """Administration beyond what the 10 % rule pays for."""
        for priced in self.case.items:
            path, item = f"items.{priced.number}", priced.item
            if item.category != "administration" or not _is_plain(priced):
                continue
            if not isinstance(item.price, int):
                continue
            if not self.affords(tries=item.price.bit_length()):
                return

            def paid(price: int, path: str = path) -> int:
                changes = (Change(f"{path}.price", price),)
                return tried(self.case, self.result, self.programme, changes).subsidy

            enough = least(lambda price: paid(price) == self.result.subsidy, item.price)
            text = f"10％の上限を超える {yen(item.price - enough)}を「{item.name}」から減らす"
            changes = (Change(f"{path}.price", enough),)
            yield Proposal("administration", "improve", text, changes)
            return


def _is_plain(priced: PricedItem) -> bool:
    """Whether a line costs its price: one of it, once, nothing off."""
    once = priced.item.quantity == 1 and priced.item.months is None
    return once and priced.off == 0 and priced.cost == priced.stated


def least(holds: Callable[[int], bool], highest: int) -> int:
    """The least whole number up to `highest` for which a rising condition holds."""
    low, high = 0, highest
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


DEEDS: Final[Mapping[Asks, str]] = {
    "gbizid_prime": "GビズIDプライムを取得する",
    "security_action": "SECURITY ACTION を宣言する",
}
"""How what is asked is made good; a figure of a plan by naming it."""

PLANNED: Final[Mapping[Asks, str]] = {
    "payroll_growth": "給与支給総額の年平均成長率",
    "per_head_growth": "1人当たり給与支給総額の年平均成長率",
    "minimum_wage_margin": "事業場内最低賃金の地域別最低賃金への上乗せ",
    "announced": "従業員への表明",
}
"""What a wage plan says."""


def _deeds(asked: Sequence[Requirement]) -> Iterator[str]:
    """What to do for each requirement, in sentences; what is asked comes after what is done."""
    for requirement in asked:
        if requirement.asks in DEEDS:
            yield DEEDS[requirement.asks]
        elif requirement.asks not in PLANNED and requirement.asks != "pays_minimum_wage":
            yield f"{requirement.label}を {requirement.text}にする"
    if plan := [requirement for requirement in asked if requirement.asks in PLANNED]:
        yield _planned(plan)
    for requirement in asked:
        if requirement.asks == "pays_minimum_wage":
            yield f"{requirement.label}ではありませんか"


def _planned(asked: Sequence[Requirement]) -> str:
    """The wage plan to make, and what follows where it is missed."""
    figures = "、".join(f"{PLANNED[one.asks]} {one.text}" for one in asked if one.unit is not None)
    of = f"（{figures}）" if figures else ""
    return f"賃金引上げ計画{of}を作り表明する（賃上げ未達のときは返還）"


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
    rates = [part.rate for part in result.components if part.kind == "tools"]
    return "・".join(map(str, dict.fromkeys(rates)))
