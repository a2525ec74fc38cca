"""デジタル化・AI導入補助金2026 once more, from the texts alone, against the tool on random clients.

Nothing of `itsubsidy.rules` is used: figures, conditions and formulas are written down a second
time, as plainly as they can be. Prices are net of tax and without discounts, which have tests of
their own. By hand, with more clients: python tests/test_reference_2026.py FIRST COUNT
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final, NamedTuple

import pytest

from itsubsidy import Applicant, FrameResult, Quote, estimate

CLIENTS: Final = 4_000
CHUNK: Final = 500

Item = dict[str, Any]
Client = dict[str, Any]

HALF, THIRDS = Fraction(1, 2), Fraction(2, 3)
FRAMES: Final = ("normal", "invoice", "edi", "security", "consortium")
BESIDE: Final = {
    "normal": {"invoice", "edi", "security"},
    "invoice": {"normal", "security"},
    "edi": {"normal", "security"},
    "security": {"normal", "invoice", "edi", "consortium"},
    "consortium": {"security"},
}
"""What may be held in the same year."""

OPTIONS, SERVICES = ("extension", "integration", "security"), ("consulting", "setup", "support")
BELONGING: Final = (*OPTIONS, *SERVICES, "pc", "register")
FOREVER: Final = 10**6


class Paid(NamedTuple):
    """Whether a frame is open, and what it pays for which cost, yen."""

    open: bool
    subsidy: int = 0
    cost: int = 0


CLOSED: Final = Paid(open=False)

# --- minimum wages: 令和6年度, its first day, 令和7年度 --------------------------------

WAGES: Final = {
    "東京都": (1_163, date(2024, 10, 1), 1_226),
    "秋田県": (951, date(2024, 10, 1), 1_031),
    "徳島県": (980, date(2024, 11, 1), 1_046),
    "岩手県": (952, date(2024, 10, 27), 1_031),
}

# --- who: size ---------------------------------------------------------------------------------

LIMITS: Final = {  # capital, employees; small up to
    "manufacturing": (300_000_000, 300, 20),
    "wholesale": (100_000_000, 100, 5),
    "service": (50_000_000, 100, 5),
    "entertainment": (50_000_000, 100, 20),
    "retail": (50_000_000, 50, 5),
    "rubber": (300_000_000, 900, 20),
    "software": (300_000_000, 300, 5),
    "lodging": (50_000_000, 200, 20),
    "other": (300_000_000, 300, 20),
}


def size_of(business: dict[str, Any]) -> str:
    if "size" in business:
        return str(business["size"])
    employees = business["employees"]
    if business.get("entity") == "medical_corporation":
        return "medium" if employees <= 300 else "large"
    capital, most, small = LIMITS[business["industry"]]
    is_company = business.get("entity", "company") == "company"
    by_capital = is_company and business.get("capital", FOREVER**2) <= capital
    if employees > most and not by_capital:
        return "large"
    may_be_small = business.get("entity", "company") in ("company", "sole_proprietor")
    return "small" if may_be_small and employees <= small else "medium"


def is_deemed_large(business: dict[str, Any]) -> bool:
    shares = business.get("large_company", {})
    by_share = shares.get("largest_share") == "50%" or shares.get("total_share") == "70%"
    return by_share and size_of(business) != "large"


# --- earlier decisions -------------------------------------------------------------------------


def history_of(client: Client) -> list[dict[str, Any]]:
    members = [entry for member in client.get("members", ()) for entry in member.get("history", ())]
    return [*client.get("history", ()), *members]


def has(client: Client, *years: int, frames: Iterable[str] = FRAMES) -> bool:
    return any(e["year"] in years and e["frame"] in frames for e in history_of(client))


def had_otasuketai(client: Client, *years: int) -> bool:
    return any(
        e["year"] in years and (e["frame"] == "security" or e.get("otasuketai"))
        for e in history_of(client)
    )


def is_recent(decided_on: date, on: date) -> bool:
    """Whether it is the day a year after a decision, or before; no day of a leap year is drawn."""
    return on <= decided_on.replace(year=decided_on.year + 1)


def waits(client: Client, on: date, *frames: str) -> bool:
    """Whether a decision of 2025 under one of these is not yet twelve months old."""
    return any(
        e["year"] == 2025
        and e["frame"] in frames
        and "decided_on" in e
        and is_recent(e["decided_on"], on)
        for e in history_of(client)
    )


# --- conditions --------------------------------------------------------------------------------


def share(text: str) -> Fraction:
    return Fraction(text.rstrip("%")) / 100


def keeps_productivity(client: Client, frame: str) -> bool:
    """What is answered is enough; nothing is asked in インボイス枠."""
    answers = client.get("prerequisites", {})
    keys: tuple[str, ...]
    if frame == "normal":
        again = has(client, 2023, 2024, 2025, frames=("normal", "consortium"))
        least = "4%" if again else "3%"
        keys = ("productivity_growth", "productivity_growth_first_year")
    elif frame == "consortium":
        least = "6%" if has(client, 2024, 2025, frames=("normal", "consortium")) else "5%"
        keys = ("productivity_growth",)
    elif frame == "security":
        least, keys = "1%", ("productivity_growth",)
    else:
        return True
    return all(share(answers[key]) >= share(least) for key in keys if key in answers)


def plans(client: Client, growth: str, *, margin: bool) -> bool:
    plan = client.get("wage_plan", {})
    return (
        share(plan.get("per_head_growth", "0%")) >= share(growth)
        and plan.get("announced") is True
        and (not margin or plan.get("minimum_wage_margin", 0) >= 30)
    )


def is_exempt(client: Client) -> bool:
    return "wage_plan_exemption" in client


def owes_a_plan(client: Client, frame: str, reading: str | None) -> bool:
    """Whether an earlier recipient has not the plan that it must have at any amount."""
    size, deemed = size_of(client), is_deemed_large(client)
    if not has(client, 2022, 2023, 2024, 2025) or is_exempt(client):
        return False
    if size == "small" and not deemed and reading != "small_as_bound":
        return False
    is_other = size == "large" or deemed
    return not plans(client, "5%" if frame == "edi" and is_other else "3.5%", margin=False)


def is_near(client: Client, reading: str | None) -> bool:
    """最低賃金近傍: three months of 2024-10 … 2025-09 with 30 % or more, whoever they are."""
    near = client.get("near_minimum_wage")
    if near is None:
        return False
    if "ledger" not in near:
        everyone = client["employees"]
        return bool(near["months"] >= 3 and everyone and 10 * near["employees"] >= 3 * everyone)
    good = 0
    for month in {month for row in near["ledger"] for month in row["wages"]}:
        paid = [row for row in near["ledger"] if month in row["wages"]]
        below = [row for row in paid if is_near_wage(row, month, reading)]
        in_time = "2024-10" <= month <= "2025-09"
        good += in_time and 10 * len(below) >= 3 * len(paid)
    return good >= 3


def is_near_wage(row: dict[str, Any], month: str, reading: str | None) -> bool:
    r6, since, r7 = WAGES[row["prefecture"]]
    wage = row["wages"][month]
    if reading == "october" and date.fromisoformat(f"{month}-01") < since:
        return bool(wage < r7)
    return bool(wage < r7 and (wage >= r6 or reading == "other_lower_bound"))


# --- costs -------------------------------------------------------------------------------------


def whole(item: Item) -> int:
    """What one buyer pays over the contract."""
    return counted(item, FOREVER)


def exact(item: Item, months: int) -> Fraction:
    """What an item costs in its first months, exact."""
    price = Fraction(item["price"] * item.get("quantity", 1))
    term = item.get("months")
    if term is None:
        return price
    used = min(term, months)
    per = {"once": Fraction(used, term), "month": Fraction(used), "year": Fraction(used, 12)}
    return price * per[item.get("per", "once")]


def counted(item: Item, months: int) -> int:
    return int(exact(item, months))


def is_out(item: Item, frame: str) -> bool:
    needs_no_registration = item["category"] == "pc" or frame == "consortium"
    return (
        whole(item) == 0
        or item.get("acquisition", "purchase") != "purchase"
        or not (item.get("registered", True) or needs_no_registration)
    )


class Tools(NamedTuple):
    software: list[Item]
    cost: int
    pc: int
    register: int

    def kinds(self, key: str) -> set[str]:
        return {kind for item in self.software for kind in item.get(key, ())}


def tools_of(items: list[Item], frame: str) -> Tools:
    """What of one buyer's software, options, services and devices counts."""
    key = "processes" if frame == "normal" else "functions"
    software = [
        item
        for item in items
        if item["category"] == "software"
        and item.get(key)
        and (frame == "normal" or item.get("invoice_compliant", True))
        and not is_out(item, frame)
    ]
    names = {item["name"] for item in software}
    others = [
        item
        for item in items
        if not is_out(item, frame) and names and item.get("for", next(iter(names), "")) in names
    ]
    cost = sum(counted(item, 24) for item in software)
    cost += sum(counted(item, 12) for item in others if item["category"] in OPTIONS)
    cost += min(2_000_000, services(others, software))
    devices = {"pc": 0, "register": 0}
    for item in others:
        if item["category"] in devices and frame != "normal" and "months" not in item:
            devices[item["category"]] += whole(item)
    return Tools(software, cost, devices["pc"], devices["register"])


def services(items: list[Item], software: list[Item]) -> int:
    consulting = [whole(item) for item in items if item["category"] == "consulting"]
    setup = [whole(item) for item in items if item["category"] == "setup"]
    support = 0
    for item in items:
        if item["category"] == "support":
            of = [one for one in software if item.get("for") in (None, one["name"])]
            terms = [one.get("months", FOREVER) for one in of]
            support += counted(item, min(24, max(terms)))
    return max(consulting, default=0) + sum(setup) + support


# --- the frames --------------------------------------------------------------------------------


def normal(client: Client, items: list[Item], on: date, reading: str | None = None) -> Paid:
    if not may_apply(client, "normal", reading) or waits(client, on, "normal"):
        return CLOSED
    tools = tools_of(with_otasuketai(items, reading), "normal")
    processes = tools.kinds("processes")
    if not processes or processes == {"汎P-07"}:
        return CLOSED
    rate = THIRDS if is_near(client, reading) else HALF
    exempt = is_exempt(client) or (reading == "small_as_exempt" and size_of(client) == "small")
    upper = len(processes) >= 4 and (exempt or plans(client, "3%", margin=True))
    subsidy = min(int(tools.cost * rate), 4_500_000 if upper else 1_499_999)
    return Paid(True, subsidy, tools.cost) if subsidy >= 50_000 else CLOSED


def with_otasuketai(items: list[Item], reading: str | None) -> list[Item]:
    if reading != "otasuketai_as_option":
        return items
    return [
        {**item, "category": "security"} if item["category"] == "otasuketai" else item
        for item in items
    ]


def invoice(client: Client, items: list[Item], on: date, reading: str | None = None) -> Paid:
    del on
    barred = has(client, 2022, 2023, 2024, 2025, frames=("invoice",))
    barred |= has(client, 2023, 2024, 2025, frames=("edi",))
    if barred or not may_apply(client, "invoice", reading):
        return CLOSED
    tools = tools_of(with_otasuketai(items, reading), "invoice")
    functions = tools.kinds("functions")
    if not functions:
        return CLOSED
    first = Fraction(4, 5) if size_of(client) == "small" else Fraction(3, 4)
    exact = first * tools.cost
    if exact > 500_000:
        exact = 500_000 + THIRDS * (tools.cost - 500_000 / first)
    subsidy = min(int(exact), 3_500_000 if len(functions) >= 2 else 500_000)
    subsidy += min(tools.pc // 2, 100_000) + min(tools.register // 2, 200_000)
    cost = tools.cost + tools.pc + tools.register
    return Paid(True, subsidy, cost) if subsidy else CLOSED


def edi(client: Client, items: list[Item], on: date, reading: str | None = None) -> Paid:
    del on
    if not may_apply(client, "edi", reading):
        return CLOSED
    costs = []
    for item in items:
        is_cloud = item["category"] == "software" and "months" in item and not is_out(item, "edi")
        fits = "ordering" in item.get("functions", ()) and item.get("invoice_compliant", True)
        if is_cloud and fits and "accounts" in item:
            accounts = item["accounts"]
            used = Fraction(accounts["sme_suppliers"], accounts["suppliers"])
            costs.append(exact(item, 24) * used)
    if not costs:
        return CLOSED
    is_sme = size_of(client) != "large" and not is_deemed_large(client)
    subsidy = min(int(max(costs) * (THIRDS if is_sme else HALF)), 3_500_000)
    return Paid(True, subsidy, int(max(costs))) if subsidy else CLOSED


def security(client: Client, items: list[Item], on: date, reading: str | None = None) -> Paid:
    del on
    if not may_apply(client, "security", reading) or had_otasuketai(client, 2026):
        return CLOSED
    bought = [i for i in items if i["category"] == "otasuketai" and i.get("registered", True)]
    cost = sum(counted(item, 24) for item in bought)
    rate = THIRDS if size_of(client) == "small" else HALF
    subsidy = min(int(cost * rate), 1_500_000)
    return Paid(True, subsidy, cost) if subsidy >= 50_000 else CLOSED


def may_apply(client: Client, frame: str, reading: str | None) -> bool:
    """A single applicant; in all but 電子取引類型 an SME that is not deemed large."""
    if "members" in client:
        return False
    if frame != "edi" and (size_of(client) == "large" or is_deemed_large(client)):
        return False
    if not asks_nothing_in_vain(client, frame):
        return False
    return frame == "security" or not owes_a_plan(client, frame, reading)


def asks_nothing_in_vain(client: Client, frame: str) -> bool:
    """The answers, and what is held this year already."""
    others = {e["frame"] for e in history_of(client) if e["year"] == 2026}
    return (
        client.get("prerequisites", {}).get("gbizid_prime") is not False
        and keeps_productivity(client, frame)
        and others <= BESIDE[frame]
    )


def consortium(client: Client, items: list[Item], on: date, reading: str | None = None) -> Paid:
    del on
    members = client.get("members", [])
    if not members or not asks_nothing_in_vain(client, "consortium"):
        return CLOSED
    if any(size_of(member) == "large" or is_deemed_large(member) for member in members):
        return CLOSED
    everyone = {member["name"] for member in members}
    cost = subsidy = 0
    users: set[str] = set()
    for member in members:
        own = [item for item in items if member["name"] in item.get("members", everyone)]
        tools = tools_of(own, "consortium")
        if tools.software:
            users.add(member["name"])
        subsidy += of_member(tools, size_of(member) == "small")
        cost += tools.cost + tools.pc + tools.register
    paid, spent, introducing = analysis_of(items, everyone, has_base=bool(users))
    users |= introducing
    if len(users) + bool(everyone - users) < 10 or not users:
        return CLOSED
    cost, subsidy = cost + spent, min(subsidy + paid, 30_000_000)
    other = sum(
        whole(i) for i in items if i["category"] in ("administration", "expert") and whole(i)
    )
    tenth = {
        None: subsidy * THIRDS,
        "administration_by_cost": cost * THIRDS,
        "administration_by_cost_alone": Fraction(cost),
    }[reading] / 10
    subsidy += min(int(other * THIRDS), 2_000_000, int(tenth))
    return Paid(True, subsidy, cost + other) if subsidy else CLOSED


def of_member(tools: Tools, is_small: bool) -> int:
    """様式5: the cost is split at a whole yen, and both parts are cut."""
    border, rate = (625_001, Fraction(4, 5)) if is_small else (666_667, Fraction(3, 4))
    devices = min(tools.pc // 2, 100_000) + min(tools.register // 2, 200_000)
    if len(tools.kinds("functions")) < 2:
        return min(int(tools.cost * rate), 500_000) + devices
    first = min(int(min(tools.cost, border) * rate), 500_000)
    rest = min(int(max(tools.cost - border, 0) * THIRDS), 3_000_000)
    return first + rest + devices


def analysis_of(
    items: list[Item], everyone: set[str], *, has_base: bool
) -> tuple[int, int, set[str]]:
    """What is paid for the analysis, its cost, and who has a tool of it."""
    tools = [i for i in items if i["category"] == "analysis" and not is_out(i, "consortium")]
    devices = [
        item
        for item in items
        if item["category"] == "analysis_hardware"
        and not is_out(item, "consortium")
        and "months" not in item
        and (tools or has_base)
    ]
    served = served_with(items)
    cost = sum(counted(item, 12) for item in tools) + sum(whole(item) for item in devices)
    for item in served:
        cost += whole(item) if item["category"] in ("consulting", "setup") else counted(item, 12)
    introducing = {
        name for item in (*tools, *devices, *served) for name in item.get("members", everyone)
    }
    users = {name for item in tools for name in item.get("members", everyone)}
    return min(int(cost * THIRDS), 500_000 * len(introducing)), cost, users


def served_with(items: list[Item]) -> list[Item]:
    """Options and services of a group that has no base software: they go with its first tool.

    They are for the members that they name, or those that the tool is for.
    """
    tools = [item for item in items if item["category"] == "analysis"]
    if not tools or is_out(tools[0], "consortium"):
        return []
    if any(item["category"] == "software" for item in items):
        return []
    of_tool = {"members": tools[0]["members"]} if "members" in tools[0] else {}
    return [
        {**of_tool, **item}
        for item in items
        if item["category"] in (*OPTIONS, *SERVICES) and not is_out(item, "consortium")
    ]


PAYS: Final = {
    "normal": normal,
    "invoice": invoice,
    "edi": edi,
    "security": security,
    "consortium": consortium,
}
READINGS: Final = {
    "normal": ("otasuketai_as_option", "other_lower_bound", "small_as_bound", "small_as_exempt"),
    "invoice": ("otasuketai_as_option", "small_as_bound"),
    "edi": ("small_as_bound",),
    "security": (),
    "consortium": ("administration_by_cost", "administration_by_cost_alone"),
}


def doubts(frame: str, client: Client, items: list[Item], on: date) -> dict[str, tuple[int, int]]:
    paid = PAYS[frame](client, items, on).subsidy
    found = {}
    for reading in READINGS[frame]:
        if reading == "otasuketai_as_option" and had_otasuketai(client, *range(2017, 2027)):
            continue
        by_it = PAYS[frame](client, items, on, reading).subsidy
        if by_it != paid:
            found[reading] = (by_it, by_it - paid)
    return found


# --- what is to be confirmed -------------------------------------------------------------------

TOLD: Final = {
    "waits": "前年度の交付決定から12か月以内でも申請できること",
    "small": "1人当たり給与支給総額の年平均成長率（小規模事業者に要るかどうか",
    "total": "「給与支給総額の年平均成長率 ",
    "unstated": "の交付決定の有無（あれば補助額にかかわらず要る",
    "recipients": "電子取引類型に申請できること",
    "group": "過年度の複数社連携の交付決定があっても申請できること",
    "services": "過年度にお助け隊サービスの交付決定を受けていても申請できること",
    "plan": "ほかの枠と同じ賃上げ計画が求められないこと",
    "counts": "令和7年度の額未満の人を数えたものであること",
    "october": "2026年10月以後の締切でも",
    "late": "が始まる前の日を含む月に、その額を下回る従業員",
    "place": "日本国内に本社",
}


def told(frame: str, client: Client, items: list[Item], on: date) -> set[str]:
    """Which of these lines a frame leaves to confirm; as far as it is looked at at all."""
    is_group = "members" in client
    if is_group is not (frame == "consortium"):
        return set()
    found = {"place"}
    elsewhere = {
        "normal": ("consortium",),
        "edi": ("invoice", "edi", "consortium"),
        "consortium": ("normal", "invoice", "edi", "consortium"),
    }
    if waits(client, on, *elsewhere.get(frame, ())):
        found.add("waits")
    predecessors = has(client, 2022, 2023, 2024, 2025, frames=("invoice",))
    predecessors |= has(client, 2023, 2024, 2025, frames=("edi",))
    if frame == "edi" and predecessors:
        found.add("recipients")
    if frame == "invoice" and has(client, 2022, 2023, 2024, 2025, frames=("consortium",)):
        found.add("group")
    if frame == "security" and had_otasuketai(client, 2022, 2023, 2024, 2025):
        found.add("services")
    if frame == "security" and has(client, 2022, 2023, 2024, 2025):
        found.add("plan")
    if frame in ("normal", "invoice", "edi"):
        found |= set(told_of_plans(frame, client, items))
    if frame == "normal" and "near_minimum_wage" in client:
        found |= set(told_of_wages(client, items, on))
    return found


def told_of_plans(frame: str, client: Client, items: list[Item]) -> Iterator[str]:
    plan = client.get("wage_plan", {})
    is_bound = size_of(client) != "small" or is_deemed_large(client)
    again = has(client, 2022, 2023, 2024, 2025) and not is_exempt(client)
    grown = share(plan.get("per_head_growth", "0%"))
    if again and not is_bound and grown < share("3.5%"):
        yield "small"
    processes = tools_of(items, "normal").kinds("processes")
    asked = again or (frame == "normal" and len(processes) >= 4 and not is_exempt(client))
    if asked and "per_head_growth" not in plan and "payroll_growth" in plan:
        yield "total"
    least = "5%" if frame == "edi" and is_bound and not is_sme(client) else "3.5%"
    is_asked = "history" not in client and is_bound and not is_exempt(client)
    if is_asked and not plans(client, least, margin=False):
        yield "unstated"


def is_sme(client: Client) -> bool:
    return size_of(client) != "large" and not is_deemed_large(client)


def told_of_wages(client: Client, items: list[Item], on: date) -> Iterator[str]:
    has_ledger = "ledger" in client["near_minimum_wage"]
    if not has_ledger:
        yield "counts"
    if on >= date(2026, 10, 1):
        yield "october"
    paid, by_the_other = (normal(client, items, on, how).subsidy for how in (None, "october"))
    if has_ledger and paid != by_the_other:
        yield "late"


# --- random clients ----------------------------------------------------------------------------

PROCESSES: Final = ["共P-01", "共P-02", "共P-03", "共P-04", "共P-05", "各業種P-06", "汎P-07"]
FUNCTIONS: Final = ["accounting", "ordering", "settlement"]
SINGLE: Final = [
    *["software"] * 5,
    *OPTIONS,
    *SERVICES,
    "consulting",
    "pc",
    "register",
    "otasuketai",
    "other",
]
TOGETHER: Final = [*SINGLE, "analysis", "analysis", "analysis_hardware", "administration", "expert"]
MONTHS: Final = ["2024-09", "2024-10", "2024-11", "2025-02", "2025-06", "2025-09", "2025-10"]
MEMBERS: Final = [f"員{number}" for number in range(12)]


def client_of(seed: int) -> tuple[Client, list[Item], date]:
    chance = random.Random(seed)  # noqa: S311  # nothing is kept secret
    on = date(2026, 3, 30) + timedelta(days=chance.randrange(300))
    is_group = chance.random() < 0.2
    client = group_of(chance) if is_group else single_of(chance)
    if chance.random() < 0.4:
        client["prerequisites"] = answers_of(chance, is_group=is_group)
    return client, list(items_of(chance, is_group=is_group)), on


def single_of(chance: random.Random) -> Client:
    client: Client = {
        "name": "甲",
        "entity": chance.choice(["company", "company", "sole_proprietor", "npo"]),
        "industry": chance.choice(list(LIMITS)),
        "employees": chance.choice([0, 3, 5, 6, 20, 21, 30, 50, 51, 101, 301]),
    }
    if client["entity"] == "company":
        client["capital"] = chance.choice([5_000_000, 50_000_001, 300_000_000, 300_000_001])
    if chance.random() < 0.1:
        client |= {"entity": "medical_corporation", "employees": chance.choice([300, 301])}
    if chance.random() < 0.2:
        client["size"] = chance.choice(["small", "medium"])
    if chance.random() < 0.15:
        client["large_company"] = chance.choice(
            [{"largest_share": "50%"}, {"largest_share": "49%"}, {"total_share": "70%"}]
        )
    if chance.random() < 0.12:
        client["wage_plan_exemption"] = chance.choice(["nursing_care", "school"])
    if chance.random() < 0.65:
        client["wage_plan"] = plan_of(chance)
    if chance.random() < 0.8:
        client["history"] = [decision(chance) for _ in range(chance.choice([0, 0, 0, 1, 1, 2]))]
    wages = chance.random()
    if wages < 0.3:
        client["near_minimum_wage"] = {"ledger": ledger_of(chance)}
        client["employees"] = len(client["near_minimum_wage"]["ledger"])
    elif wages < 0.45 and client["employees"]:
        near = chance.randint(0, client["employees"])
        client["near_minimum_wage"] = {"months": chance.randint(1, 4), "employees": near}
    return client


def plan_of(chance: random.Random) -> dict[str, Any]:
    plan: dict[str, Any] = {"announced": chance.random() < 0.85}
    if chance.random() < 0.75:
        growths = ["2.9%", "3%", "3.4%", "3.5%", "4.9%", "5%"]
        plan["per_head_growth"] = chance.choice(growths)
    if chance.random() < 0.4:
        plan["payroll_growth"] = chance.choice(["1.5%", "3.5%", "6%"])
    if chance.random() < 0.8:
        plan["minimum_wage_margin"] = chance.choice([29, 30, 50])
    return plan


def decision(chance: random.Random) -> dict[str, Any]:
    year = chance.choice([2021, 2022, 2023, 2024, 2025, 2025, 2025, 2026])
    made: dict[str, Any] = {"year": year, "frame": chance.choice(FRAMES)}
    if chance.random() < 0.8:
        day = date(year, 4, 1) + timedelta(days=chance.randrange(330))
        made["decided_on"] = min(day, date(2026, 2, 27)) if year < 2026 else date(2026, 6, 18)
    if chance.random() < 0.15:
        made["otasuketai"] = True
    return made


def ledger_of(chance: random.Random) -> list[dict[str, Any]]:
    rows = []
    near = chance.choice([0.3, 0.5, 0.9])
    for number in range(chance.randint(1, 7)):
        prefecture = chance.choice(list(WAGES))
        r6, _, r7 = WAGES[prefecture]
        wages = {
            month: chance.choice([r6 - 1, r6, r6, r7 - 1, r7 - 1, r7])
            if chance.random() < near
            else r7 + 200
            for month in MONTHS
            if chance.random() < 0.8
        }
        wages = wages or {MONTHS[1]: r6}
        rows.append({"employee": f"従{number}", "prefecture": prefecture, "wages": wages})
    return rows


def answers_of(chance: random.Random, *, is_group: bool) -> dict[str, Any]:
    answers: dict[str, Any] = {"gbizid_prime": chance.random() < 0.9}
    if chance.random() < 0.5:
        growths = ["4.9%", "5%", "5.9%", "6%"] if is_group else ["0.9%", "1%", "2.9%", "3%", "4%"]
        answers["productivity_growth"] = chance.choice(growths)
    if chance.random() < 0.3 and not is_group:
        answers["productivity_growth_first_year"] = chance.choice(["2.9%", "3%", "3.9%", "4%"])
    return answers


def group_of(chance: random.Random) -> Client:
    members: list[dict[str, Any]] = [
        {"name": name, "size": chance.choice(["small", "small", "medium"])}
        for name in MEMBERS[: chance.choice([9, 10, 11, 12, 12])]
    ]
    for member in members:
        if chance.random() < 0.06:
            member["history"] = [decision(chance)]
        if chance.random() < 0.01:
            member["size"] = "large"
    return {"name": "組", "entity": "group", "organiser": "consortium", "members": members}


def items_of(chance: random.Random, *, is_group: bool) -> Iterator[Item]:
    most = chance.choice([60_000, 600_000, 2_000_000, 6_000_000]) // (4 if is_group else 1)
    software: list[str] = []
    names = MEMBERS[:9]
    for number in range(chance.randint(1, 7)):
        category = chance.choice(TOGETHER if is_group else SINGLE)
        if number == 0 and chance.random() < 0.7:
            category = "software"
        item: Item = {"name": f"品{number}", "category": category}
        item["price"] = chance.randint(0, most) if chance.random() < 0.95 else 0
        if chance.random() < 0.2:
            item["quantity"] = chance.randint(1, 3)
        per = chance.choice(["once", "once", "month", "year"])
        if per != "once" and category not in ("pc", "register", "analysis_hardware"):
            item |= {"per": per, "months": chance.choice([5, 12, 13, 24, 30])}
            item["price"] //= 12 if per == "month" else 1
        elif chance.random() < 0.2:
            item["months"] = chance.choice([6, 12, 24, 36])
        if chance.random() < 0.05:
            item["registered"] = False
        if chance.random() < 0.04 and category in ("software", *OPTIONS, "pc", "register"):
            item["acquisition"] = chance.choice(["lease", "used"])
        if category == "software":
            item |= traits_of(chance)
            software.append(item["name"])
        elif software and category in BELONGING and chance.random() < 0.4:
            item["for"] = chance.choice(software)
        if is_group and chance.random() < 0.3:
            item["members"] = chance.sample(names, chance.randint(1, 9))
        yield item


def traits_of(chance: random.Random) -> Item:
    traits: Item = {}
    if chance.random() < 0.9:
        count = chance.choice([1, 1, 2, 3, 4, 5])
        traits["processes"] = chance.sample(PROCESSES, count)
    if chance.random() < 0.85:
        traits["functions"] = chance.sample(FUNCTIONS, chance.choice([1, 2, 2, 3]))
    if chance.random() < 0.07:
        traits["invoice_compliant"] = False
    if chance.random() < 0.5:
        suppliers = chance.randint(1, 20)
        own = chance.randint(0, suppliers)
        traits["accounts"] = {"suppliers": suppliers, "sme_suppliers": own}
    return traits


# --- held against the tool ---------------------------------------------------------------------


def compare(seed: int) -> dict[str, bool]:
    """The tool against the reference for one client; which frames are open."""
    client, items, on = client_of(seed)
    applicant, quote = Applicant.model_validate(client), Quote.model_validate({"items": items})
    answer = estimate(applicant, [quote], on=on, advise=False).quotes[0]
    for frame in FRAMES:
        result = answer.frames[frame]
        paid = PAYS[frame](client, items, on)
        cost = result.eligible_cost if result.eligible else 0
        assert Paid(result.eligible, result.subsidy, cost) == paid, (seed, frame)
        found = {doubt.id: (doubt.subsidy, doubt.difference) for doubt in result.doubts}
        assert found == doubts(frame, client, items, on), (seed, frame)
        assert told_by(result) == told(frame, client, items, on), (seed, frame)
    return {frame: PAYS[frame](client, items, on).open for frame in FRAMES}


def told_by(result: FrameResult) -> set[str]:
    asked = [line for line in result.to_confirm if line.startswith("未回答")]
    lines = [line for line in result.to_confirm if line not in asked]
    return {
        name
        for name, text in TOLD.items()
        if any(text in line for line in (asked if name == "unstated" else lines))
    }


@pytest.mark.parametrize("first", range(0, CLIENTS, CHUNK))
def test_the_tool_and_the_reference_agree(first: int) -> None:
    open_frames = [compare(seed) for seed in range(first, first + CHUNK)]
    for frame in FRAMES:
        assert sum(one[frame] for one in open_frames) >= CHUNK // 50


if __name__ == "__main__":
    first, count = map(int, sys.argv[1:])
    for seed in range(first, first + count):
        compare(seed)
        if (seed - first + 1) % 1_000 == 0:
            print(seed - first + 1, "clients alike", flush=True)  # noqa: T201
