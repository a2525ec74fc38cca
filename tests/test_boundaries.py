"""Every threshold of the rule file at t-1, t and t+1; one without a probe fails the suite.

A probe puts a value where the threshold looks and says what came out: for a requirement, whether
it was met; for a ceiling, how much of the value was left. What must come out is taken from the
operator and the figure in the rule file, never from the code that is tested.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

import pytest

from itsubsidy import Applicant, Estimate, Programme, Quote, estimate
from itsubsidy.figures import Threshold
from itsubsidy.rules.programme import Period, SizeClass
from itsubsidy.rules.rulefile import programmes
from itsubsidy.terms import Frame

Value = Any
"""int, Fraction or date, as the threshold has it."""

PROGRAMME: Final = programmes()[-1]
OPERATORS: Final = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
CEILING_WORDS: Final = ("ceiling", "_cap", "_months", "_count", "first_part", "first_cost")
BUSINESS: Final = ["共P-01", "共P-02", "共P-03", "共P-04", "共P-05", "各業種P-06"]
FUNCTIONS: Final = ["accounting", "ordering", "settlement"]
ACCOUNTS: Final = {"suppliers": 1, "sme_suppliers": 1}


def thresholds() -> Iterator[tuple[Period, Threshold[Any]]]:
    for period in PROGRAMME.periods:
        for entry in period.rules.entries():
            if isinstance(entry, Threshold) and entry.op != "==":
                yield period, entry


def is_ceiling(rule: Threshold[Any]) -> bool:
    return any(word in rule.id for word in CEILING_WORDS)


def step_of(value: Value) -> Value:
    if isinstance(value, date):
        return timedelta(days=1)
    return Fraction(1, 1000) if isinstance(value, Fraction) else 1


@pytest.mark.parametrize("offset", [-1, 0, 1])
@pytest.mark.parametrize(
    ("period", "rule"), [pytest.param(p, r, id=f"{p.since}-{r.id}") for p, r in thresholds()]
)
def test_threshold(period: Period, rule: Threshold[Any], offset: int) -> None:
    value = rule.value + offset * step_of(rule.value)
    observed = PROBES[rule.id](period, value)
    holds = OPERATORS[rule.op](value, rule.value)
    if is_ceiling(rule):
        highest = rule.value if rule.op == "<=" else rule.value - 1
        assert observed == (value if holds else highest)
    else:
        assert observed is holds


def test_every_threshold_has_a_probe_and_every_probe_a_threshold() -> None:
    assert {rule.id for _, rule in thresholds()} == PROBES.keys()


@pytest.mark.parametrize("offset", [-1, 0, 1])
def test_application_window(offset: int) -> None:
    window = PROGRAMME.application_window
    for rule in (window.opens, window.closes):
        day = rule.value + timedelta(days=offset)
        assert (PROGRAMME.within(day) == day) is OPERATORS[rule.op](day, rule.value)


# --- clients -------------------------------------------------------------------------------


def ask(
    period: Period,
    applicant: dict[str, Any],
    *items: dict[str, Any],
    on: date | None = None,
    rules: Programme = PROGRAMME,
) -> Estimate:
    business = {"name": "甲", **applicant}
    items = (*items, *used_by_others(business, items))
    if not {"size", "industry", "entity"} & business.keys():
        business["size"] = "small"
    return estimate(
        Applicant.model_validate(business),
        [Quote.model_validate({"items": items})],
        on=on or period.since,
        programme=rules,
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


def sized(**business: Any) -> Callable[[Period, Value], str]:
    """The size of a business with one key left to the probe."""
    (key,) = [key for key, value in business.items() if value is Ellipsis]

    def size(period: Period, value: Value) -> str:
        answer = ask(period, {**business, key: value}, software())
        assert answer.standing is not None
        return answer.standing.size

    return size


def is_sme(**business: Any) -> Callable[[Period, Value], bool]:
    size = sized(**business)
    return lambda period, value: size(period, value) != "large"


def is_small(industry: str) -> Callable[[Period, Value], bool]:
    size = sized(industry=industry, employees=...)
    return lambda period, value: size(period, value) == "small"


def is_deemed_large(key: str) -> Callable[[Period, Value], bool]:
    def deemed(period: Period, value: Value) -> bool:
        answer = ask(period, {"size": "medium", "large_company": {key: value}}, software())
        assert answer.standing is not None
        return answer.standing.deemed_large

    return deemed


def size_probes() -> dict[str, Callable[[Period, Value], Any]]:
    probes: dict[str, Callable[[Period, Value], Any]] = {}
    size_rules = PROGRAMME.periods[0].rules.size
    for name, row in size_rules.sme.items():
        assert isinstance(row, SizeClass)
        industry = row.industries[0]
        many, rich = row.employees.value + 1, row.capital.value + 1
        probes[f"size.sme.{name}.capital"] = is_sme(industry=industry, employees=many, capital=...)
        probes[f"size.sme.{name}.employees"] = is_sme(
            industry=industry, capital=rich, employees=...
        )
    for name, corporation in size_rules.sme_by_entity.items():
        probes[f"size.sme_by_entity.{name}.employees"] = is_sme(
            entity=corporation.entities[0], employees=...
        )
    for name, small in size_rules.small.items():
        probes[f"size.small.{name}.employees"] = is_small(small.industries[0])
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


def meets(frame: Frame, key: str, **more: Any) -> Callable[[Period, Value], bool]:
    """Whether a frame stays open with this answer to a prerequisite."""

    def met(period: Period, value: Value) -> bool:
        applicant = applicant_for(frame, prerequisites={key: value}, **more)
        return is_open(ask(period, applicant, offer_for(frame)), frame)

    return met


def is_barred(frame: Frame) -> Callable[[Period, Value], bool]:
    """Whether a frame is closed so many months to the day after a decision of 2024."""

    def barred(period: Period, months: Value) -> bool:
        on = (period.since + timedelta(days=40)).replace(day=10)
        month = on.month - 1 - months
        decided = on.replace(year=on.year + month // 12, month=month % 12 + 1)
        applicant = applicant_for(
            frame, history=[{"year": 2024, "frame": "consortium", "decided_on": decided}]
        )
        return not is_open(ask(period, applicant, offer_for(frame), on=on), frame)

    return barred


# --- costs -----------------------------------------------------------------------------------

MONTHLY: Final = 10_000


def months_of(frame: Frame, category: str) -> Callable[[Period, Value], int]:
    """How many months of a monthly fee count."""

    def months(period: Period, value: Value) -> int:
        fee: dict[str, Any] = {"price": MONTHLY, "per": "month", "months": value}
        alone = category in ("software", "otasuketai", "analysis")
        items = [software(**fee)] if category == "software" else [item(category, **fee)]
        base = 0
        if not alone:
            items, base = [software(), *items], 1_000_000
        members = {"members": ["員0"]} if frame == "consortium" else {}
        answer = ask(period, applicant_for(frame), *({**one, **members} for one in items))
        return (answer.quotes[0].frames[frame].eligible_cost - base) // MONTHLY

    return months


def counted(frame: Frame, kind: str) -> Callable[[Period, Value], int]:
    """How many of so many equal consulting items count, or how much of one setup item."""

    def count(period: Period, value: Value) -> int:
        members = {"members": ["員0"]} if frame == "consortium" else {}
        items = (
            [item("setup", value)]
            if kind == "services"
            else [item("consulting", MONTHLY, name=number) for number in range(value)]
        )
        answer = ask(
            period, applicant_for(frame), *({**one, **members} for one in (software(), *items))
        )
        others = 1 if members else 0  # the tool of the other members
        counted = answer.quotes[0].frames[frame].eligible_cost - 1_000_000 - others
        return counted if kind == "services" else counted // MONTHLY

    return count


def by_the_hour(frame: Frame) -> Callable[[Period, Value], bool]:
    """Whether a service at so much an hour is taken without a question."""

    def is_taken(period: Period, value: Value) -> bool:
        offer = (software(), {**item("setup", value), "name": "研修（1時間）", "quantity": 100})
        result = ask(period, applicant_for(frame), *offer).quotes[0].frames[frame]
        assert result.eligible
        return not any("時間単価" in line for line in result.to_confirm)

    return is_taken


def platforms(period: Period, value: Value) -> int:
    """How many of so many equal platforms count."""
    items = [
        {**software(MONTHLY, per="month", months=1), "name": f"受発注{number}"}
        for number in range(value)
    ] or [item("setup", 1)]
    return ask(period, {}, *items).quotes[0].frames["edi"].eligible_cost // MONTHLY


# --- 通常枠 ------------------------------------------------------------------------------------

HALF: Final = Fraction(1, 2)
TWO_THIRDS: Final = Fraction(2, 3)
PLAN: Final = {"payroll_growth": "1.5%", "minimum_wage_margin": 30, "announced": True}


def normal_with(processes: Callable[[Value], list[str]]) -> Callable[[Period, Value], Estimate]:
    return lambda period, value: ask(
        period, {"size": "small"}, software(4_000_000, processes=processes(value))
    )


def kinds(count: int) -> list[str]:
    return [*BUSINESS, "汎P-07"][:count] or ["汎P-07"]


def plan_with(key: str) -> Callable[[Period, Value], bool]:
    """Whether the wage plan opens what lies over the lower ceiling."""

    def opened(period: Period, value: Value) -> bool:
        applicant = {"size": "medium", "wage_plan": {**PLAN, key: value}}
        return subsidy(ask(period, applicant, software(4_000_000)), "normal") == 2_000_000

    return opened


def near(**given: Any) -> Callable[[Period, Value], bool]:
    """Whether the rate rises, of 1,000 employees."""

    def higher(period: Period, value: Value) -> bool:
        condition = {"months": 3, "employees": 1_000} | {
            key: int(value * 1_000) if key == "employees" else value for key in given
        }
        applicant = {
            "industry": "other",
            "employees": 1_000,
            "capital": 1,
            "near_minimum_wage": condition,
        }
        answer = ask(period, applicant, software(300_000))
        return answer.quotes[0].frames["normal"].rate == "2/3"

    return higher


def normal_paid(processes: int) -> Callable[[Period, Value], int]:
    return lambda period, value: subsidy(
        ask(period, {"size": "small"}, software(2 * value, processes=kinds(processes))), "normal"
    )


# --- インボイス対応類型, 複数社連携IT導入枠 -------------------------------------------------------

FIRST: Final = Fraction(4, 5)
THREE_QUARTERS: Final = Fraction(3, 4)


def invoice_paid(
    cost: Callable[[int], int], functions: int = 3, component: str = ""
) -> Callable[[Period, Value], int]:
    def paid(period: Period, value: Value) -> int:
        answer = ask(
            period, {"size": "small"}, software(cost(value), functions=FUNCTIONS[:functions])
        )
        return part(answer, "invoice", component)[1] if component else subsidy(answer, "invoice")

    return paid


def hardware_paid(frame: Frame, category: str, component: str) -> Callable[[Period, Value], int]:
    def paid(period: Period, value: Value) -> int:
        members = {"members": ["員0"]} if frame == "consortium" else {}
        items = ({**one, **members} for one in (software(), item(category, 2 * value)))
        return part(ask(period, applicant_for(frame), *items), frame, component)[1]

    return paid


def member_pays(
    cost: Callable[[int], int],
    component: str,
    *,
    size: str = "small",
    functions: int = 3,
    of_cost: bool = False,
    unlimited: str = "",
) -> Callable[[Period, Value], int]:
    """One member's component; `unlimited` names a threshold that must not bind first."""

    def paid(period: Period, value: Value) -> int:
        rules = without_limit(unlimited) if unlimited else PROGRAMME
        offer = software(cost(value), functions=FUNCTIONS[:functions], members=["員0"])
        answer = ask(period, group(size=size), offer, rules=rules)
        return part(answer, "consortium", component)[0 if of_cost else 1]

    return paid


def without_limit(name: str) -> Programme:
    """The programme with one threshold of 複数社連携IT導入枠 out of reach."""
    periods = []
    for period in PROGRAMME.periods:
        consortium = period.rules.consortium
        far = getattr(consortium, name).but(value=10**9)
        changed = consortium.but(**{name: far})
        rules = period.rules.but(consortium=changed)
        periods.append(period.but(rules=rules))
    return PROGRAMME.but(periods=tuple(periods))


def analysis_paid(members: int) -> Callable[[Period, Value], int]:
    """The subsidy for analysis that so many members introduce."""

    def paid(period: Period, value: Value) -> int:
        everyone = max(members, 10)
        offer = item(
            "analysis", cost_for(value, TWO_THIRDS), members=[f"員{n}" for n in range(members)]
        )
        return part(ask(period, group(everyone), offer), "consortium", "analysis")[1]

    return paid


def other_paid(period: Period, value: Value) -> int:
    """The subsidy for administration beside 30,000,000 yen for analysis."""
    items = (item("analysis", 45_000_000), item("administration", cost_for(value, TWO_THIRDS)))
    return part(ask(period, group(100), *items), "consortium", "other")[1]


def member_functions(period: Period, value: Value) -> bool:
    """Whether a member with so many functions gets more than 500,000 yen."""
    offer = software(2_000_000, functions=FUNCTIONS[:value], members=["員0"])
    return subsidy(ask(period, group(), offer), "consortium") > 500_000


def near_rules(period: Period) -> Any:
    return period.rules.normal.near_minimum_wage


PROBES: Final[dict[str, Callable[[Period, Value], Any]]] = {
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
            frame, "productivity_growth", history=[{"year": 2023, "frame": "normal"}]
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
    "normal.business_processes": lambda p, v: is_open(normal_with(kinds)(p, v), "normal"),
    "normal.processes_upper": lambda p, v: subsidy(normal_with(kinds)(p, v), "normal") == 2_000_000,
    "normal.floor": lambda p, v: is_open(ask(p, {"size": "medium"}, software(2 * v)), "normal"),
    "normal.ceiling": normal_paid(1),
    "normal.ceiling_upper": normal_paid(4),
    "normal.wage_plan.payroll_growth": plan_with("payroll_growth"),
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
