"""複数社連携IT導入枠: each member's base costs, the group's analysis, and its administration."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final, NamedTuple

from itsubsidy.inputs.pricing import PricedItem
from itsubsidy.inputs.values import PENDING
from itsubsidy.money import cut
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.costs import (
    count,
    is_in_reach,
    left_out,
    refusal,
    tool_costs,
    unattached,
    while_in_use,
)
from itsubsidy.rules.frames.eligibility import confirm_payment, may_apply
from itsubsidy.rules.frames.invoice import unfit
from itsubsidy.rules.frames.requirements import asked_for
from itsubsidy.rules.frames.size import Standing
from itsubsidy.rules.frames.worksheet import FrameResult, Tally, Worksheet
from itsubsidy.rules.programme.figures import Figure, Provision, Share, Threshold
from itsubsidy.rules.programme.rules import ConsortiumRules, Reading, Requirement
from itsubsidy.terms import BASE, OPTIONS, LineKind

ANALYSIS = frozenset({"analysis", "analysis_hardware"})
"""② 消費動向等分析経費."""

OTHER = frozenset({"administration", "expert"})
"""③ その他経費."""

ADMINISTRATION_BY_COST: Final[Set[Reading | None]] = {
    "administration_by_cost",
    "administration_by_cost_alone",
}
"""The readings by which ③ is a share of costs, not of what is paid for them."""


@dataclass(slots=True)
class Part:
    """One rate's share of the subsidy, added up over the members, in whole yen."""

    id: str
    name: str
    rate: Figure[Share]
    cost: int = 0
    subsidy: int = 0

    def add(self, cost: int, subsidy: int) -> None:
        self.cost += cost
        self.subsidy += subsidy


class Base:
    """① 基盤導入経費 of all members."""

    def __init__(self, rules: ConsortiumRules) -> None:
        self.first_small = Part(
            "base_first_small", rules.rate_first_small.label, rules.rate_first_small
        )
        self.first = Part("base_first", rules.rate_first.label, rules.rate_first)
        self.rest = Part("base_rest", rules.rate_rest.label, rules.rate_rest)
        self.pc = Part("base_pc", "PC・タブレット等", rules.pc_rate)
        self.register = Part("base_register", "レジ・券売機", rules.register_rate)
        self.things: set[int] = set()
        """The software that is eligible for a member."""
        self.users: set[str] = set()
        """The names of the members that introduce it."""
        self.consulted: list[str] = []
        """The names of the members that have consulting."""

    @property
    def parts(self) -> tuple[Part, ...]:
        return (self.first_small, self.first, self.rest, self.pc, self.register)


class Analysis(NamedTuple):
    """② 消費動向等分析経費."""

    part: Part
    users: frozenset[str]
    """The names of the members with an analysis tool of their own."""
    consulting: tuple[str, ...]
    """The names of the consulting items for it."""


def consortium(case: Case) -> FrameResult:
    """What 複数社連携IT導入枠 pays for a group; 2025's koubo-fukusu pp.8–21, form-fukusu."""
    rules = case.rules.consortium
    sheet = case.sheet("consortium")
    if not may_apply(sheet, case, rules, as_group=True):
        return sheet.result(0, 0)
    _members_fit(sheet, case, rules)
    for priced in case.items:
        if priced.item.category not in BASE | ANALYSIS | OTHER:
            reason = refusal(priced, rules.costs, BASE) or rules.costs.category
            left_out(sheet, priced, reason, rules.costs)

    base = _base(sheet, case, rules)
    analysis = _analysis(sheet, case, rules, base.things)
    _count_members(sheet, case, rules, base.users | analysis.users)
    consulting = (*base.consulted, *analysis.consulting)
    if len(consulting) > 1:
        names = "、".join(consulting)
        sheet.confirm(f"{rules.consulting_each.label}（{names}）", rules.consulting_each.source)

    parts = (*base.parts, analysis.part)
    wanted = sum(part.subsidy for part in parts)
    sheet.step(
        "joint",
        "基盤導入経費と消費動向等分析経費の補助額",
        f"{wanted - analysis.part.subsidy:,} + {analysis.part.subsidy:,}",
        wanted,
        rules.joint_ceiling,
    )
    joint = sheet.capped("joint", wanted, rules.joint_ceiling)
    other = _other(sheet, case, rules, joint, sum(part.cost for part in parts))

    left = joint
    for part in parts:  # where the joint ceiling binds, the last parts go without
        left -= sheet.component(part.id, part.name, part.cost, part.rate, min(part.subsidy, left))
    sheet.component(other.id, other.name, other.cost, other.rate, other.subsidy)
    subsidy = joint + other.subsidy
    sheet.step("subsidy", "補助額", f"{joint:,} + {other.subsidy:,}", subsidy, rules.total)
    cost = sum(part.cost for part in parts) + other.cost
    sheet.require_amount(rules.floor, subsidy, cost)
    sheet.write(confirm_payment, rules)
    sheet.write(Worksheet.add_up_excluded)
    return sheet.result(cost, subsidy)


def _base(sheet: Tally, case: Case, rules: ConsortiumRules) -> Base:
    """① 基盤導入経費: each member's own, added up."""
    base = Base(rules)
    own: dict[str, list[PricedItem]] = {standing.business.name: [] for standing in case.members}
    for priced in case.items:
        if priced.item.category in BASE and not priced.serves_analysis:
            for name in priced.item.members or own:
                own[name].append(priced)
    for standing in case.members:
        _member(sheet, standing, own[standing.business.name], rules, base)
    return base


def _representative(case: Case, rules: ConsortiumRules) -> Standing | None:
    """The member that represents the group, as far as the file says so or its kind does.

    Without a name it is the association that no SME's table admits, in the group of one.
    """
    applicant = case.applicant
    if applicant.representative is not None:
        return next(m for m in case.members if m.business.name == applicant.representative)
    if applicant.organiser == "commerce_association":
        return next((m for m in case.members if _is_association(m, rules)), None)
    return None


def _is_association(member: Standing, rules: ConsortiumRules) -> bool:
    return member.size == "large" and member.business.entity in rules.representative.entities


def _members_fit(sheet: Tally, case: Case, rules: ConsortiumRules) -> None:
    """Whether members may take part and one lead them; 2025's koubo-fukusu pp.8–15."""
    head = _representative(case, rules)
    if head is not None:
        name = head.business.name
        if case.applicant.representative is not None:
            incorporated = head.business.entity != "sole_proprietor"
            sheet.require_that(rules.incorporated, incorporated, name)
        if _is_association(head, rules):
            sheet.confirm(f"{rules.representative.label}: {name}", rules.representative.source)
    members = [
        member
        for member in case.members
        if member is not head or not _is_association(member, rules)
    ]
    large = [member for member in members if member.size == "large"]
    sheet.require_that(rules.sme, not large, f"該当しない: {_names(large)}" if large else "")
    _not_deemed_large(sheet, case.members, rules.not_deemed_large)
    declared = asked_for(case, rules, "security_action")
    if declared is not None:
        _security_action(sheet, case.members, declared)
    for member in case.members:
        sheet.doubt(member.doubts)


def _count_members(
    sheet: Tally, case: Case, rules: ConsortiumRules, users: Collection[str]
) -> None:
    """How many members there are: those that use a tool, and a representative that uses none.

    Where the file names no representative, it is taken for one of those that use none;
    2025's koubo-fukusu p.10.
    """
    sheet.require_that(rules.tools, bool(users))
    names = [member.business.name for member in case.members]
    idle = [name for name in names if name not in users]
    head = case.applicant.representative
    leads = head in idle if head is not None else bool(idle)
    counted = len(users) + leads
    detail = f"ITツールを使う {len(users)}者"
    if leads:
        detail += f"と、使わない代表事業者 {head or '1者'}"
    sheet.require(rules.members, counted, detail)
    others = [name for name in idle if name != head]
    if others:
        named = "、".join(others)
        sheet.confirm(f"{rules.idle.label}: {len(others)}者（{named}）", rules.idle.source)


def _not_deemed_large(sheet: Tally, members: Sequence[Standing], rule: Provision) -> None:
    """No member is みなし大企業; 2025's koubo-fukusu p.15."""
    deemed = [member for member in members if member.deemed_large]
    unanswered = [member for member in members if member.unanswered]
    if deemed:
        sheet.require_that(rule, False, f"該当しない: {_names(deemed)}")
    elif unanswered:
        sheet.unanswered(rule, f"{len(unanswered)}者")
    else:
        sheet.require_that(rule, True)


def _security_action(sheet: Tally, members: Sequence[Standing], declared: Requirement) -> None:
    """Each member's own declaration; that of the group is its representative's."""
    unanswered = 0
    for member in members:
        name, stars = member.business.name, member.business.prerequisites.security_action
        if stars is None:
            unanswered += 1
        elif stars == PENDING:
            sheet.confirm(f"申請中: {declared.label}（{name}）", declared.source)
        elif not declared.holds(stars):
            sheet.require(declared, stars, name)
    if unanswered:
        sheet.unanswered(declared, f"構成員 {unanswered}者")


def _names(members: Sequence[Standing]) -> str:
    return "、".join(member.business.name for member in members)


def _member(
    sheet: Tally,
    standing: Standing,
    own: Sequence[PricedItem],
    rules: ConsortiumRules,
    base: Base,
) -> None:
    """One member's base costs and what is paid for them; 2025's form-fukusu 様式5."""
    if not own:
        return
    name = standing.business.name
    costs = tool_costs(
        sheet, own, rules.costs, lambda item: unfit(item, rules), categories=BASE, buyer=name
    )
    if costs.software:
        base.users.add(name)
        base.things |= {priced.thing for priced in costs.software}
        if any(priced.item.category == "consulting" for priced in own):
            base.consulted.append(name)
    if costs.tools:
        several = sheet.condition(rules.functions_upper, len(costs.functions), name)
        _tools(sheet, standing, costs.tools, several, rules, base)
    for part, cost, ceiling in (
        (base.pc, costs.pc, rules.pc_ceiling),
        (base.register, costs.register, rules.register_ceiling),
    ):
        if cost:
            paid = sheet.product(part.id, f"{name}: {part.name}の補助額", part.rate, cost, ceiling)
            part.add(cost, paid)


def _tools(
    sheet: Tally,
    standing: Standing,
    cost: int,
    several: bool,
    rules: ConsortiumRules,
    base: Base,
) -> None:
    """The member's tools: the form splits their cost at a whole yen and cuts both parts."""
    name, small = standing.business.name, standing.size == "small"
    first = base.first_small if small else base.first
    border = rules.first_cost_small if small else rules.first_cost
    if not several:
        paid = sheet.product(first.id, f"{name}: ITツールの補助額", first.rate, cost, rules.ceiling)
        first.add(cost, paid)
        return
    below = border.stop(cost)
    paid = sheet.product(first.id, f"{name}: {first.name}", first.rate, below, rules.first_ceiling)
    first.add(below, paid)
    if cost > below:
        rest = base.rest
        paid = sheet.product(
            rest.id, f"{name}: {rest.name}", rest.rate, cost - below, rules.rest_ceiling
        )
        rest.add(cost - below, paid)


def _analysis(
    sheet: Tally,
    case: Case,
    rules: ConsortiumRules,
    base_things: Collection[int],
) -> Analysis:
    """② 消費動向等分析経費: the tools, what is for them, and the devices; 2025's koubo-fukusu
    p.17, p.20.

    The ceiling goes by the members that introduce any of it: of what is for a tool and names none
    those of the tool, of a device that is for none all. Options and 保守 count as long as a tool
    may, 保守 no longer than it is in use; other services without a limit, outside that of a
    member's base costs.
    """
    part = Part("analysis", "消費動向等分析経費", rules.analysis_rate)
    everyone = tuple(member.business.name for member in case.members)
    months = rules.analysis_months
    eligible = [
        priced
        for priced in case.items
        if priced.item.category == "analysis"
        and not left_out(sheet, priced, refusal(priced, rules.costs), rules.costs)
    ]
    tools = [priced for priced in eligible if is_in_reach(priced, months)]
    users: dict[int, set[str]] = {}
    for priced in tools:
        users.setdefault(priced.thing, set()).update(priced.item.members or everyone)
    part.cost = sum(count(sheet, priced, months, rules.costs) for priced in eligible)
    beside = []
    for priced in _beside_the_tools(sheet, case, rules, {*users}, base_things):
        beside.append(priced)
        part.cost += count(sheet, priced, _limit_beside(priced, months, tools), rules.costs)
    own_users = frozenset().union(*users.values())
    if part.cost:
        introducing = own_users.union(*(_users_of(priced, users, everyone) for priced in beside))
        part.subsidy = _capped_by_users(sheet, part, len(introducing), rules)
    consulting = [priced.item.name for priced in beside if priced.item.category == "consulting"]
    return Analysis(part, own_users, tuple(consulting))


def _beside_the_tools(
    sheet: Tally,
    case: Case,
    rules: ConsortiumRules,
    tools: Collection[int],
    base_things: Collection[int],
) -> Iterator[PricedItem]:
    """What counts beside the analysis tools: devices, and services for the tools."""
    for priced in case.items:
        is_device = priced.item.category == "analysis_hardware"
        if not is_device and not priced.serves_analysis:
            continue
        things = {*tools, *base_things} if is_device else tools
        if not left_out(sheet, priced, unattached(priced, rules.costs, things), rules.costs):
            yield priced


def _users_of(
    priced: PricedItem, users: Mapping[int, Collection[str]], everyone: Collection[str]
) -> Collection[str]:
    """The members that introduce a device or a service: those that it names, else those of the tool
    that it is for, else all of a device, and those of any tool of a service.
    """
    if priced.item.category == "analysis_hardware":
        of_any = everyone
    else:
        of_any = frozenset().union(*users.values())
    return priced.item.members or users.get(priced.of or 0) or of_any


def _limit_beside(
    priced: PricedItem, months: Threshold[int], tools: Sequence[PricedItem]
) -> Threshold[int] | None:
    """The months that count of what is for the analysis tools; None where any do."""
    if priced.item.category == "support":
        return while_in_use(months, priced, tools)
    return months if priced.item.category in OPTIONS else None


def _capped_by_users(sheet: Tally, part: Part, users: int, rules: ConsortiumRules) -> int:
    """What the analysis is paid: no more than so much for each member that introduces it."""
    amount = sheet.multiplied(part.id, f"{part.name}の補助額", part.rate, part.cost)
    each = rules.analysis_ceiling
    ceiling = each.value * users
    if amount > ceiling:
        formula = f"{each.amount} × {users}者"
        sheet.step("analysis.cap", each.label, formula, ceiling, each, "analysis_cap")
    return min(amount, ceiling)


def _other(sheet: Tally, case: Case, rules: ConsortiumRules, paid: int, cost: int) -> Part:
    """③ 事務費・専門家費: no more than a share of what ① and ② pay; form-fukusu 様式7.

    `paid` is that, yen, and `cost` what they cost, which the texts speak of.
    """
    part = Part("other", "事務費・専門家費", rules.other_rate)
    for priced in case.items:
        if priced.item.category not in OTHER:
            continue
        if not left_out(sheet, priced, refusal(priced, rules.costs), rules.costs):
            part.cost += count(sheet, priced, None, rules.costs)
    if part.cost:
        wanted = sheet.product(
            part.id, "事務費・専門家費の補助額", part.rate, part.cost, rules.other_ceiling
        )
        share = rules.other_share
        whole = cost if case.reading in ADMINISTRATION_BY_COST else paid
        rate = 1 if case.reading == "administration_by_cost_alone" else part.rate.value
        ceiling = cut(whole * share.value * rate)
        part.subsidy = min(wanted, ceiling)
        if wanted > ceiling:
            formula = f"{whole:,} × {share.amount} × {rate}"
            kind: LineKind = "administration_cap"
            sheet.step("other.share", share.label, formula, ceiling, share, kind)
    return part
