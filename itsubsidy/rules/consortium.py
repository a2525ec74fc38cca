"""複数社連携IT導入枠: each member's base costs, the group's analysis, and its administration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from itsubsidy.figures import Figure, Provision, Share, Threshold
from itsubsidy.inputs.values import PENDING
from itsubsidy.money import cut, cut_note
from itsubsidy.rules.costs import BASE, PricedItem, belongs, count, leave_out, refusal, tool_costs
from itsubsidy.rules.eligibility import Case, confirm_payment, may_apply
from itsubsidy.rules.invoice import functions_of, unfit
from itsubsidy.rules.programme import ConsortiumRules
from itsubsidy.rules.size import Standing
from itsubsidy.terms import ORGANISERS
from itsubsidy.worksheet import FrameResult, Worksheet

ANALYSIS = frozenset({"analysis", "analysis_hardware"})
"""② 消費動向等分析経費."""

OTHER = frozenset({"administration", "expert"})
"""③ その他経費."""


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
        self.software: set[str] = set()
        """Names of the software that is eligible for a member."""
        self.users: set[str] = set()
        """Names of the members that introduce it."""

    @property
    def parts(self) -> tuple[Part, ...]:
        return (self.first_small, self.first, self.rest, self.pc, self.register)


def consortium(case: Case) -> FrameResult:
    """What 複数社連携IT導入枠 pays for a group's quote; koubo-fukusu pp.8–21, form-fukusu."""
    rules = case.rules.consortium
    sheet = Worksheet("consortium", rules.name, case.total, full=case.explained)
    if not may_apply(sheet, case, rules, as_group=True):
        return sheet.result(0, 0)
    _group(sheet, case, rules)
    for priced in case.items:
        if priced.item.category not in BASE | ANALYSIS | OTHER:
            leave_out(
                sheet, priced, refusal(priced.item, rules.costs, BASE) or rules.costs.category
            )

    base = Base(rules)
    for standing in case.members:
        _member(sheet, standing, case.items, rules, base)
    analysis, analysing = _analysis(sheet, case, rules, base.software)
    users = base.users | analysing
    sheet.require_that(rules.tools, bool(users))
    idle = [member.business.name for member in case.members if member.business.name not in users]
    if users and idle:
        sheet.confirm(f"{rules.idle.label}: {len(idle)}者（{'、'.join(idle)}）", rules.idle.source)

    parts = (*base.parts, analysis)
    wanted = sum(part.subsidy for part in parts)
    sheet.step(
        "joint",
        "基盤導入経費と消費動向等分析経費の補助額",
        f"{wanted - analysis.subsidy:,} + {analysis.subsidy:,}",
        wanted,
        rules.joint_ceiling.source,
    )
    joint = sheet.capped("joint", wanted, rules.joint_ceiling)
    by_cost = case.reading == "administration_by_cost"
    other = _other(sheet, case, rules, sum(part.cost for part in parts) if by_cost else joint)

    left = joint
    for part in parts:  # where the joint ceiling binds, the last parts go without
        left -= sheet.component(part.id, part.name, part.cost, part.rate, min(part.subsidy, left))
    sheet.component(other.id, other.name, other.cost, other.rate, other.subsidy)
    subsidy = joint + other.subsidy
    sheet.step("subsidy", "補助額", f"{joint:,} + {other.subsidy:,}", subsidy, rules.total.source)
    cost = sum(part.cost for part in parts) + other.cost
    sheet.require_amount(rules.floor, subsidy, cost)
    confirm_payment(sheet, rules)
    sheet.add_up_excluded()
    return sheet.result(cost, subsidy)


def _group(sheet: Worksheet, case: Case, rules: ConsortiumRules) -> None:
    """Who the group is: ten members or more, each an SME; koubo-fukusu pp.8–15."""
    organiser = case.applicant.organiser
    sheet.record(
        rules.organiser,
        ORGANISERS[organiser] if organiser else None,
        "in",
        tuple(ORGANISERS.values()),
        ok=organiser is not None,
        required=True,
    )
    sheet.require(rules.members, len(case.members))
    large = [one for one in case.members if one.size == "large"]
    associations = [one for one in large if one.business.entity in rules.representative.entities]
    if organiser == "commerce_association" and associations:
        representative = associations[0]
        large.remove(representative)
        who = f"{rules.representative.label}: {representative.business.name}"
        sheet.confirm(who, rules.representative.source)
    too_large = f"該当しない: {_names(large)}" if large else ""
    sheet.require_that(rules.sme, not large, too_large)
    _not_deemed_large(sheet, case.members, rules.not_deemed_large)
    _security_action(sheet, case.members, rules.prerequisites.security_action)
    for member in case.members:
        sheet.doubt(member.doubts)


def _not_deemed_large(sheet: Worksheet, members: Sequence[Standing], rule: Provision) -> None:
    """No member is みなし大企業; koubo-fukusu p.15."""
    deemed = [one for one in members if one.deemed_large]
    unanswered = [one for one in members if one.unanswered]
    if deemed:
        sheet.require_that(rule, False, f"該当しない: {_names(deemed)}")
    elif unanswered:
        sheet.unanswered(rule, f"{len(unanswered)}者")
    else:
        sheet.require_that(rule, True)


def _security_action(
    sheet: Worksheet, members: Sequence[Standing], declared: Threshold[int]
) -> None:
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
    sheet: Worksheet,
    standing: Standing,
    items: Sequence[PricedItem],
    rules: ConsortiumRules,
    base: Base,
) -> None:
    """One member's base costs and what is paid for them, as the form cuts it; form-fukusu 様式5."""
    name = standing.business.name
    own = [priced for priced in items if priced.item.category in BASE and _introduces(priced, name)]
    if not own:
        return
    costs = tool_costs(
        sheet, own, rules.costs, lambda item: unfit(item, rules), categories=BASE, buyer=name
    )
    if costs.software:
        base.users.add(name)
        base.software |= {item.name for item in costs.software}
    if costs.tools:
        several = sheet.condition(rules.functions_upper, len(functions_of(costs)), name)
        _tools(sheet, standing, costs.tools, several, rules, base)
    for part, cost, ceiling in (
        (base.pc, costs.pc, rules.pc_ceiling),
        (base.register, costs.register, rules.register_ceiling),
    ):
        if cost:
            paid = sheet.product(part.id, f"{name}: {part.name}の補助額", part.rate, cost, ceiling)
            part.add(cost, paid)


def _tools(
    sheet: Worksheet,
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
        paid = sheet.product(
            first.id, f"{name}: ＩＴツールの補助額", first.rate, cost, rules.ceiling
        )
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
    sheet: Worksheet, case: Case, rules: ConsortiumRules, base_software: set[str]
) -> tuple[Part, set[str]]:
    """② 消費動向等分析経費, and the names of the members that introduce it; koubo-fukusu p.20."""
    part = Part("analysis", "消費動向等分析経費", rules.analysis_rate)
    software = {
        priced.item.name
        for priced in case.items
        if priced.item.category == "analysis" and refusal(priced.item, rules.costs) is None
    } | base_software
    everyone = [member.business.name for member in case.members]
    users: set[str] = set()
    for priced in case.items:
        item = priced.item
        if item.category not in ANALYSIS:
            continue
        reason = refusal(item, rules.costs)
        if reason is None and item.category == "analysis_hardware":
            if not belongs(item, software):
                reason = rules.costs.attached
            elif item.months is not None:
                reason = rules.costs.rental
        if reason is not None:
            leave_out(sheet, priced, reason)
            continue
        part.cost += count(sheet, priced, rules.analysis_months, rules.costs)
        users.update(item.members or everyone)
    if part.cost:
        exact = part.rate.value * part.cost
        amount = cut(exact)
        each = rules.analysis_ceiling
        ceiling = each.value * len(users)
        sheet.step(
            "analysis",
            "消費動向等分析経費の補助額",
            f"{part.cost:,} × {part.rate.value}{cut_note(exact)}",
            amount,
            part.rate.source,
        )
        part.subsidy = min(amount, ceiling)
        if amount > ceiling:
            sheet.step(
                "analysis.cap", each.label, f"{each.amount} × {len(users)}者", ceiling, each.source
            )
    return part, users


def _other(sheet: Worksheet, case: Case, rules: ConsortiumRules, whole: int) -> Part:
    """③ 事務費・専門家費: no more than a share of what ① and ② pay; form-fukusu 様式7.

    `whole` is that, yen; by the letter of the guideline it is what they cost.
    """
    part = Part("other", "事務費・専門家費", rules.other_rate)
    for priced in case.items:
        if priced.item.category in OTHER:
            reason = refusal(priced.item, rules.costs)
            if reason is not None:
                leave_out(sheet, priced, reason)
            else:
                part.cost += count(sheet, priced, None, rules.costs)
    if part.cost:
        paid = sheet.product(
            part.id, "事務費・専門家費の補助額", part.rate, part.cost, rules.other_ceiling
        )
        share = rules.other_share
        ceiling = cut(whole * share.value * part.rate.value)
        part.subsidy = min(paid, ceiling)
        if paid > ceiling:
            sheet.step(
                "other.share",
                share.label,
                f"{whole:,} × {share.amount} × {part.rate.value}",
                ceiling,
                share.source,
            )
    return part


def _introduces(priced: PricedItem, member: str) -> bool:
    return priced.item.members is None or member in priced.item.members
