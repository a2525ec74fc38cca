"""Every threshold of every rule file at t-1, t and t+1; one without a probe fails the suite.

A probe puts a value where the threshold looks and says what came out: for a requirement, whether
it was met; for a ceiling, how much of the value was left. What must come out is taken from the
operator and the figure in the rule file, never from the code that is tested.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final, NamedTuple

import pytest

from itsubsidy import Applicant, Estimate, FrameResult, Programme, Quote, estimate
from itsubsidy.rules.programme.figures import Threshold
from itsubsidy.rules.programme.rulefile import programmes
from itsubsidy.rules.programme.rules import Period, Rules, Waiting
from itsubsidy.terms import Frame

Value = Any
"""int, Fraction or date, as the threshold has it."""

OPERATORS: Final = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
CEILING_WORDS: Final = ("ceiling", "_cap", "_months", "_count", "first_part", "first_cost")
BUSINESS: Final = ["共P-01", "共P-02", "共P-03", "共P-04", "共P-05", "各業種P-06"]
FUNCTIONS: Final = ["accounting", "ordering", "settlement"]
ACCOUNTS: Final = {"suppliers": 1, "sme_suppliers": 1}


class At(NamedTuple):
    """A period of a programme: what a probe asks in."""

    programme: Programme
    period: Period

    @property
    def since(self) -> date:
        return self.period.since

    @property
    def rules(self) -> Rules:
        return self.period.rules


Probe = Callable[[At, Value], Any]


def thresholds() -> Iterator[tuple[At, Threshold[Any]]]:
    for programme in programmes():
        for period in programme.periods:
            for entry in period.rules.entries():
                if isinstance(entry, Threshold) and entry.op != "==":
                    yield At(programme, period), entry


def is_ceiling(rule: Threshold[Any]) -> bool:
    return any(word in rule.id for word in CEILING_WORDS)


def step_of(value: Value) -> Value:
    if isinstance(value, date):
        return timedelta(days=1)
    return Fraction(1, 1000) if isinstance(value, Fraction) else 1


@pytest.mark.parametrize("offset", [-1, 0, 1])
@pytest.mark.parametrize(
    ("at", "rule"),
    [pytest.param(at, rule, id=f"{at.since}-{rule.id}") for at, rule in thresholds()],
)
def test_threshold(at: At, rule: Threshold[Any], offset: int) -> None:
    value = rule.value + offset * step_of(rule.value)
    observed = PROBES[rule.id](at, value)
    holds = OPERATORS[rule.op](value, rule.value)
    if is_ceiling(rule):
        highest = rule.value if rule.op == "<=" else rule.value - 1
        assert observed == (value if holds else highest)
    else:
        assert observed is holds


def test_every_threshold_has_a_probe_and_every_probe_a_threshold() -> None:
    assert {rule.id for _, rule in thresholds()} == PROBES.keys()


@pytest.mark.parametrize("offset", [-1, 0, 1])
@pytest.mark.parametrize("programme", programmes(), ids=lambda programme: programme.id)
def test_application_window(programme: Programme, offset: int) -> None:
    window = programme.application_window
    for rule in filter(None, (window.opens, window.closes)):
        day = rule.value + timedelta(days=offset)
        assert (programme.within(day) == day) is OPERATORS[rule.op](day, rule.value)


# --- clients -------------------------------------------------------------------------------


def ask(
    at: At,
    applicant: dict[str, Any],
    *items: dict[str, Any],
    on: date | None = None,
    rules: Programme | None = None,
) -> Estimate:
    business = {"name": "甲", **applicant}
    items = (*items, *used_by_others(business, items))
    if not {"size", "industry", "entity"} & business.keys():
        business["size"] = "small"
    return estimate(
        Applicant.model_validate(business),
        [Quote.model_validate({"items": items})],
        on=on or at.since,
        programme=rules or at.programme,
    )


def used_by_others(
    business: dict[str, Any], items: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """A tool for one yen, which pays nothing, for the members that would use none and not count."""
    tools = [one for one in items if one["category"] in ("software", "analysis")]
    if business.get("entity") != "group" or any("members" not in one for one in tools):
        return []
    users = {name for one in tools for name in one["members"]}
    others = [one["name"] for one in business["members"] if one["name"] not in users]
    analysed = any(one["category"] == "analysis" for one in tools)
    if not tools or not others:
        return []
    kind = (
        {"category": "software", "functions": FUNCTIONS[:1]}
        if analysed
        else {"category": "analysis"}
    )
    return [{"name": "共通", "price": 1, "members": others, **kind}]


def group(count: int = 10, **applicant: Any) -> dict[str, Any]:
    size = applicant.pop("size", "small")
    members = [{"name": f"員{number}", "size": size} for number in range(count)]
    return {"entity": "group", "organiser": "consortium", "members": members, **applicant}


def item(category: str, price: int, **more: Any) -> dict[str, Any]:
    return {"name": f"{category}{more.get('name', '')}", "category": category, "price": price} | {
        key: value for key, value in more.items() if key != "name"
    }


def software(price: int = 1_000_000, **more: Any) -> dict[str, Any]:
    return item(
        "software",
        price,
        **{"processes": BUSINESS, "functions": FUNCTIONS, "accounts": ACCOUNTS, **more},
    )


def cost_for(amount: int, rate: Fraction) -> int:
    """The least cost whose subsidy, cut to yen, is `amount`."""
    return -(-amount * rate.denominator // rate.numerator)


def part(answer: Estimate, frame: Frame, id: str) -> tuple[int, int]:
    """Cost and subsidy of one component."""
    components = {one.id: one for one in answer.quotes[0].frames[frame].components}
    return (components[id].eligible_cost, components[id].subsidy) if id in components else (0, 0)


def subsidy(answer: Estimate, frame: Frame) -> int:
    return answer.quotes[0].frames[frame].subsidy


def is_open(answer: Estimate, frame: Frame) -> bool:
    return answer.quotes[0].frames[frame].eligible


# --- size ----------------------------------------------------------------------------------


def size_of(at: At, **business: Any) -> str:
    answer = ask(at, business, software())
    assert answer.standing is not None
    return answer.standing.size


def is_sme(row: str, key: str) -> Probe:
    """Whether a company of a row's industry is an SME; the other figure of the row is too high."""

    def sme(at: At, value: Value) -> bool:
        rule = at.rules.size.sme[row]
        over = {"capital": rule.capital.value + 1, "employees": rule.employees.value + 1}
        return size_of(at, industry=rule.industries[0], **{**over, key: value}) != "large"

    return sme


def is_sme_by_entity(row: str) -> Probe:
    def sme(at: At, value: Value) -> bool:
        entity = at.rules.size.sme_by_entity[row].entities[0]
        return size_of(at, entity=entity, employees=value) != "large"

    return sme


def is_small(row: str) -> Probe:
    def small(at: At, value: Value) -> bool:
        industry = at.rules.size.small[row].industries[0]
        return size_of(at, industry=industry, employees=value) == "small"

    return small


def is_deemed_large(key: str) -> Probe:
    def deemed(at: At, value: Value) -> bool:
        answer = ask(at, {"size": "medium", "large_company": {key: value}}, software())
        assert answer.standing is not None
        return answer.standing.deemed_large

    return deemed


def size_probes() -> dict[str, Probe]:
    probes: dict[str, Probe] = {}
    for programme in programmes():
        rules = programme.periods[0].rules.size
        for row in rules.sme:
            for key in ("capital", "employees"):
                probes[f"size.sme.{row}.{key}"] = is_sme(row, key)
        for row in rules.sme_by_entity:
            probes[f"size.sme_by_entity.{row}.employees"] = is_sme_by_entity(row)
        for row in rules.small:
            probes[f"size.small.{row}.employees"] = is_small(row)
    for key in ("largest_share", "total_share", "officer_share", "taxable_income"):
        probes[f"size.deemed_large.{key}"] = is_deemed_large(key)
    return probes


# --- what frames ask -------------------------------------------------------------------------


def applicant_for(frame: Frame, **more: Any) -> dict[str, Any]:
    return group(**more) if frame == "consortium" else {"size": "small", **more}


def offer_for(frame: Frame) -> dict[str, Any]:
    if frame == "security":
        return item("otasuketai", 1_000_000)
    return software(per="year", months=12)


def meets(frame: Frame, key: str, **more: Any) -> Probe:
    """Whether a frame stays open with this answer to a prerequisite."""

    def met(at: At, value: Value) -> bool:
        applicant = applicant_for(frame, prerequisites={key: value}, **more)
        return is_open(ask(at, applicant, offer_for(frame)), frame)

    return met


def after_a_decision(at: At, frame: Frame, waiting: Waiting | None, months: int) -> FrameResult:
    """The frame so many months to the day after a decision that one has to wait for."""
    assert waiting is not None
    past = waiting.decisions[-1]
    on = (at.since + timedelta(days=40)).replace(day=10)
    month = on.month - 1 - months
    decided = on.replace(year=on.year + month // 12, month=month % 12 + 1)
    history = [{"year": past.year, "frame": past.frames[-1], "decided_on": decided}]
    answer = ask(at, applicant_for(frame, history=history), offer_for(frame), on=on)
    return answer.quotes[0].frames[frame]


def is_barred(frame: Frame) -> Probe:
    def barred(at: At, months: Value) -> bool:
        return not after_a_decision(at, frame, at.rules.frame(frame).waiting, months).eligible

    return barred


def may_be_barred(frame: Frame) -> Probe:
    """Whether a decision is to be confirmed, and the frame stays open."""

    def asked(at: At, months: Value) -> bool:
        waiting = at.rules.frame(frame).waiting_elsewhere
        result = after_a_decision(at, frame, waiting, months)
        assert result.eligible
        return any(waiting is not None and waiting.label in line for line in result.to_confirm)

    return asked


def repeats(frame: Frame, size: str) -> Probe:
    """Whether a frame stays open with such a plan, announced, after a decision of 2022."""

    def is_allowed(at: At, value: Value) -> bool:
        return plan_after_a_decision(at, frame, size, value).eligible

    return is_allowed


def repeats_unasked(frame: Frame) -> Probe:
    """Whether nothing is to be confirmed of such a plan of a small business."""

    def is_unasked(at: At, value: Value) -> bool:
        result = plan_after_a_decision(at, frame, "small", value)
        assert result.eligible
        return not any("小規模事業者に要るかどうか" in line for line in result.to_confirm)

    return is_unasked


def plan_after_a_decision(at: At, frame: Frame, size: str, growth: Fraction) -> FrameResult:
    applicant = {
        "size": size,
        "history": [{"year": 2022, "frame": "normal"}],
        "wage_plan": {"per_head_growth": growth, "announced": True},
    }
    return ask(at, applicant, offer_for(frame)).quotes[0].frames[frame]


# --- costs -----------------------------------------------------------------------------------

MONTHLY: Final = 10_000


def months_of(frame: Frame, category: str) -> Probe:
    """How many months of a monthly fee count."""

    def months(at: At, value: Value) -> int:
        fee: dict[str, Any] = {"price": MONTHLY, "per": "month", "months": value}
        alone = category in ("software", "otasuketai", "analysis")
        items = [software(**fee)] if category == "software" else [item(category, **fee)]
        base = 0
        if not alone:
            items, base = [software(), *items], 1_000_000
        members = {"members": ["員0"]} if frame == "consortium" else {}
        answer = ask(at, applicant_for(frame), *({**one, **members} for one in items))
        return (answer.quotes[0].frames[frame].eligible_cost - base) // MONTHLY

    return months


def counted(frame: Frame, kind: str) -> Probe:
    """How many of so many equal consulting items count, or how much of one setup item."""

    def count(at: At, value: Value) -> int:
        members = {"members": ["員0"]} if frame == "consortium" else {}
        items = (
            [item("setup", value)]
            if kind == "services"
            else [item("consulting", MONTHLY, name=number) for number in range(value)]
        )
        answer = ask(
            at, applicant_for(frame), *({**one, **members} for one in (software(), *items))
        )
        others = 1 if members else 0  # the tool of the other members
        counted = answer.quotes[0].frames[frame].eligible_cost - 1_000_000 - others
        return counted if kind == "services" else counted // MONTHLY

    return count


def by_the_hour(frame: Frame) -> Probe:
    """Whether a service at so much an hour is taken without a question."""

    def is_taken(at: At, value: Value) -> bool:
        offer = (software(), {**item("setup", value), "name": "研修（1時間）", "quantity": 100})
        result = ask(at, applicant_for(frame), *offer).quotes[0].frames[frame]
        assert result.eligible
        return not any("時間単価" in line for line in result.to_confirm)

    return is_taken


def platforms(at: At, value: Value) -> int:
    """How many of so many equal platforms count."""
    items = [
        {**software(MONTHLY, per="month", months=1), "name": f"受発注{number}"}
        for number in range(value)
    ] or [item("setup", 1)]
    return ask(at, {}, *items).quotes[0].frames["edi"].eligible_cost // MONTHLY


# --- 通常枠 ------------------------------------------------------------------------------------

HALF: Final = Fraction(1, 2)
TWO_THIRDS: Final = Fraction(2, 3)
PLAN: Final = {
    "payroll_growth": "1.5%",
    "per_head_growth": "3%",
    "minimum_wage_margin": 30,
    "announced": True,
}
"""What either year asks for."""
PLANNED: Final = {"size": "medium", "wage_plan": PLAN}


def with_processes(count: int, price: int = 4_000_000) -> dict[str, Any]:
    """Software with so many kinds of processes."""
    kinds = [*BUSINESS, "汎P-07"][:count]
    return software(price, processes=kinds) if kinds else item("software", price)


def plan_with(key: str) -> Probe:
    """Whether the wage plan opens what lies over the lower ceiling."""

    def opened(at: At, value: Value) -> bool:
        applicant = {**PLANNED, "wage_plan": {**PLAN, key: value}}
        return subsidy(ask(at, applicant, software(4_000_000)), "normal") == 2_000_000

    return opened


def near(**given: Any) -> Probe:
    """Whether the rate rises, of 1,000 employees."""

    def higher(at: At, value: Value) -> bool:
        condition = {"months": 3, "employees": 1_000} | {
            key: int(value * 1_000) if key == "employees" else value for key in given
        }
        applicant = {
            "industry": "other",
            "employees": 1_000,
            "capital": 1,
            "near_minimum_wage": condition,
        }
        answer = ask(at, applicant, software(300_000))
        return answer.quotes[0].frames["normal"].rate == "2/3"

    return higher


def normal_paid(processes: int) -> Probe:
    return lambda at, value: subsidy(
        ask(at, PLANNED, with_processes(processes, 2 * value)), "normal"
    )


# --- インボイス対応類型, 複数社連携IT導入枠 -------------------------------------------------------

FIRST: Final = Fraction(4, 5)
THREE_QUARTERS: Final = Fraction(3, 4)


def invoice_paid(cost: Callable[[int], int], functions: int = 3, component: str = "") -> Probe:
    def paid(at: At, value: Value) -> int:
        answer = ask(at, {"size": "small"}, software(cost(value), functions=FUNCTIONS[:functions]))
        return part(answer, "invoice", component)[1] if component else subsidy(answer, "invoice")

    return paid


def hardware_paid(frame: Frame, category: str, component: str) -> Probe:
    def paid(at: At, value: Value) -> int:
        members = {"members": ["員0"]} if frame == "consortium" else {}
        items = ({**one, **members} for one in (software(), item(category, 2 * value)))
        return part(ask(at, applicant_for(frame), *items), frame, component)[1]

    return paid


def member_pays(
    cost: Callable[[int], int],
    component: str,
    *,
    size: str = "small",
    functions: int = 3,
    of_cost: bool = False,
    unlimited: str = "",
) -> Probe:
    """One member's component; `unlimited` names a threshold that must not bind first."""

    def paid(at: At, value: Value) -> int:
        rules = without_limit(unlimited, at.programme) if unlimited else at.programme
        offer = software(cost(value), functions=FUNCTIONS[:functions], members=["員0"])
        answer = ask(at, group(size=size), offer, rules=rules)
        return part(answer, "consortium", component)[0 if of_cost else 1]

    return paid


def without_limit(name: str, programme: Programme) -> Programme:
    """The programme with one threshold of 複数社連携IT導入枠 out of reach."""
    periods = []
    for period in programme.periods:
        consortium = period.rules.consortium
        far = getattr(consortium, name).but(value=10**9)
        changed = consortium.but(**{name: far})
        rules = period.rules.but(consortium=changed)
        periods.append(period.but(rules=rules))
    return programme.but(periods=tuple(periods))


def analysis_paid(members: int) -> Probe:
    """The subsidy for analysis that so many members introduce."""

    def paid(at: At, value: Value) -> int:
        everyone = max(members, 10)
        offer = item(
            "analysis", cost_for(value, TWO_THIRDS), members=[f"員{n}" for n in range(members)]
        )
        return part(ask(at, group(everyone), offer), "consortium", "analysis")[1]

    return paid


def other_paid(at: At, value: Value) -> int:
    """The subsidy for administration beside 30,000,000 yen for analysis."""
    items = (item("analysis", 45_000_000), item("administration", cost_for(value, TWO_THIRDS)))
    return part(ask(at, group(100), *items), "consortium", "other")[1]


def member_functions(at: At, value: Value) -> bool:
    """Whether a member with so many functions gets more than 500,000 yen."""
    offer = software(2_000_000, functions=FUNCTIONS[:value], members=["員0"])
    return subsidy(ask(at, group(), offer), "consortium") > 500_000


def near_rules(at: At) -> Any:
    return at.rules.normal.near_minimum_wage


PROBES: Final[dict[str, Probe]] = {
    **size_probes(),
    **{
        f"{frame}.prerequisites.security_action": meets(frame, "security_action")
        for frame in ("normal", "invoice", "edi", "security", "consortium")
    },
    **{
        f"{frame}.prerequisites.productivity_growth": meets(frame, "productivity_growth")
        for frame in ("normal", "security", "consortium")
    },
    **{
        f"{frame}.prerequisites.productivity_growth_repeat": meets(
            frame, "productivity_growth", history=[{"year": 2024, "frame": "normal"}]
        )
        for frame in ("normal", "consortium")
    },
    "normal.prerequisites.productivity_growth_first_year": meets(
        "normal", "productivity_growth_first_year"
    ),
    "normal.prerequisites.productivity_growth_first_year_repeat": meets(
        "normal", "productivity_growth_first_year", history=[{"year": 2023, "frame": "normal"}]
    ),
    **{
        f"{frame}.costs.hourly": by_the_hour(frame) for frame in ("normal", "invoice", "consortium")
    },
    **{
        f"{frame}.waiting": is_barred(frame) for frame in ("normal", "invoice", "edi", "consortium")
    },
    **{
        f"{frame}.waiting_elsewhere": may_be_barred(frame)
        for frame in ("normal", "edi", "consortium")
    },
    **{
        f"{frame}.wage_plan_repeat.per_head_growth": repeats(frame, "medium")
        for frame in ("normal", "invoice", "edi")
    },
    **{
        f"{frame}.wage_plan_repeat.small_per_head_growth": repeats_unasked(frame)
        for frame in ("normal", "invoice", "edi")
    },
    "edi.wage_plan_repeat.large_per_head_growth": repeats("edi", "large"),
    **{
        f"{frame}.costs.{name}_months": months_of(frame, category)
        for frame in ("normal", "invoice", "consortium")
        for name, category in (
            ("software", "software"),
            ("option", "extension"),
            ("support", "support"),
        )
    },
    **{
        f"{frame}.costs.{name}": counted(frame, kind)
        for frame in ("normal", "invoice", "consortium")
        for name, kind in (("consulting_count", "consulting"), ("services_cap", "services"))
    },
    "edi.costs.software_months": months_of("edi", "software"),
    "edi.costs.software_count": platforms,
    "security.costs.service_months": months_of("security", "otasuketai"),
    "consortium.analysis_months": months_of("consortium", "analysis"),
    # 通常枠
    "normal.business_processes": lambda p, v: is_open(ask(p, PLANNED, with_processes(v)), "normal"),
    "normal.processes_upper": lambda p, v: (
        subsidy(ask(p, PLANNED, with_processes(v)), "normal") == 2_000_000
    ),
    "normal.floor": lambda p, v: is_open(ask(p, {"size": "medium"}, software(2 * v)), "normal"),
    "normal.ceiling": normal_paid(1),
    "normal.ceiling_upper": normal_paid(4),
    "normal.wage_plan.payroll_growth": plan_with("payroll_growth"),
    "normal.wage_plan.per_head_growth": plan_with("per_head_growth"),
    "normal.wage_plan.minimum_wage_margin": plan_with("minimum_wage_margin"),
    "normal.near_minimum_wage.months": near(months=...),
    "normal.near_minimum_wage.share": near(employees=...),
    "normal.near_minimum_wage.lower": lambda p, v: near_rules(p).near(1_000 + v, 1_000),
    "normal.near_minimum_wage.upper": lambda p, v: near_rules(p).near(1_000 + v, 1_000),
    "normal.near_minimum_wage.first_month": lambda p, v: near_rules(p).counts(v),
    "normal.near_minimum_wage.last_month": lambda p, v: near_rules(p).counts(v),
    # インボイス枠（インボイス対応類型）
    "invoice.functions": lambda p, v: is_open(
        ask(p, {}, software(functions=FUNCTIONS[:v]) if v else item("software", 1_000)), "invoice"
    ),
    "invoice.functions_upper": lambda p, v: (
        subsidy(ask(p, {}, software(2_000_000, functions=FUNCTIONS[:v])), "invoice") > 500_000
    ),
    "invoice.first_part": invoice_paid(lambda v: cost_for(v, FIRST), component="tool_first"),
    "invoice.floor": lambda p, v: is_open(ask(p, {}, software(v + 1)), "invoice"),
    "invoice.ceiling": invoice_paid(lambda v: cost_for(v, FIRST), functions=1),
    "invoice.ceiling_upper": invoice_paid(lambda v: 625_000 + cost_for(v - 500_000, TWO_THIRDS)),
    "invoice.pc_ceiling": hardware_paid("invoice", "pc", "pc"),
    "invoice.register_ceiling": hardware_paid("invoice", "register", "register"),
    # インボイス枠（電子取引類型）
    "edi.floor": lambda p, v: is_open(ask(p, {}, software(v + 1, months=24)), "edi"),
    "edi.ceiling": lambda p, v: subsidy(
        ask(p, {}, software(cost_for(v, TWO_THIRDS), months=24)), "edi"
    ),
    # セキュリティ対策推進枠
    "security.floor": lambda p, v: is_open(
        ask(p, {"size": "medium"}, item("otasuketai", 2 * v)), "security"
    ),
    "security.ceiling": lambda p, v: subsidy(
        ask(p, {"size": "medium"}, item("otasuketai", 2 * v)), "security"
    ),
    # 複数社連携IT導入枠
    "consortium.members": lambda p, v: is_open(ask(p, group(v), software(100_000)), "consortium"),
    "consortium.functions_upper": member_functions,
    "consortium.first_cost": member_pays(lambda v: v, "base_first", size="medium", of_cost=True),
    "consortium.first_cost_small": member_pays(lambda v: v, "base_first_small", of_cost=True),
    "consortium.first_ceiling": member_pays(
        lambda v: cost_for(v, THREE_QUARTERS), "base_first", size="medium", unlimited="first_cost"
    ),
    "consortium.rest_ceiling": member_pays(
        lambda v: 625_001 + cost_for(v, TWO_THIRDS), "base_rest"
    ),
    "consortium.ceiling": member_pays(
        lambda v: cost_for(v, FIRST), "base_first_small", functions=1
    ),
    "consortium.pc_ceiling": hardware_paid("consortium", "pc", "base_pc"),
    "consortium.register_ceiling": hardware_paid("consortium", "register", "base_register"),
    "consortium.analysis_ceiling": analysis_paid(1),
    "consortium.joint_ceiling": analysis_paid(100),
    "consortium.other_ceiling": other_paid,
    "consortium.floor": lambda p, v: is_open(
        ask(p, group(), software(v + 1, members=["員0"])), "consortium"
    ),
}
