"""How long a plan takes: realistic quotes of 40 and 100 items, and how it grows, family by family.

Run by hand: python tests/bench/bench_plan.py [SECONDS]
where SECONDS (3 by default) is when a search is left unproven, as by `itsubsidy plan --time-limit`.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any, Final

from itsubsidy import Applicant, Quote
from itsubsidy.answers.search import Combination, combine
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.table import FRAME_FUNCTIONS, case_of
from itsubsidy.rules.frames.worksheet import FrameResult
from itsubsidy.rules.programme.rulefile import programme_for
from itsubsidy.terms import Frame

ON: Final = date(2025, 8, 20)
REALISTIC: Final = 25
"""Quotes of each size and kind."""

EACH: Final = 5
"""Quotes of each family and number of items."""

GROWTH: Final = (5, 10, 15, 20, 30, 50)
PROCESSES: Final = ["共P-01", "共P-02", "共P-03", "共P-04", "共P-05", "各業種P-06"]
FUNCTIONS: Final = ["accounting", "ordering", "settlement"]
Items = list[dict[str, Any]]


def realistic(chance: random.Random, count: int, step: int) -> Items:
    """A quote of so many items, priced in steps of so many yen: every other item has a choice.

    A quarter of these are programs with processes and functions; the others are options and
    services, two in five of them `for` one of the programs.
    """

    def price(low: int, high: int) -> int:
        return chance.randint(low, high) // step * step

    programs = max(2, count // 8)
    items: Items = [
        {
            "name": f"ソフト{number}",
            "category": "software",
            "price": price(200_000, 3_000_000),
            "processes": chance.sample(PROCESSES, chance.randint(1, 3)),
            "functions": chance.sample(FUNCTIONS, chance.randint(1, 2)),
        }
        for number in range(programs)
    ]
    for number in range(count // 2 - programs):
        options = ["extension", "integration", "security", "setup", "support"]
        item: dict[str, Any] = {
            "name": f"付属{number}",
            "category": "consulting" if number == 0 else chance.choice(options),
            "price": price(30_000, 600_000 if count < 50 else 300_000),
        }
        if chance.random() < 0.4:
            item["for"] = f"ソフト{chance.randrange(programs)}"
        items.append(item)
    for number in range(count - len(items)):
        item = {"name": f"他{number}", "price": price(20_000, 300_000)}
        kind = chance.choice(["process", "function", "pc", "register", "otasuketai", "other"])
        if kind == "process":
            item |= {"category": "software", "processes": chance.sample(PROCESSES, 1)}
        elif kind == "function":
            item |= {"category": "software", "functions": chance.sample(FUNCTIONS, 1)}
        else:
            item["category"] = kind
        items.append(item)
    return items


def beside(chance: random.Random, count: int, categories: list[str], step: int) -> Items:
    """Two programs and so many items that go to either, together about twice what one takes."""
    most = 12_000_000 // count
    named = [f"付属{number}" for number in range(count)]
    return [
        {"name": "ERP", "category": "software", "price": 1_000_001, "processes": PROCESSES},
        {
            "name": "会計",
            "category": "software",
            "price": 700_003,
            "functions": FUNCTIONS,
            "processes": PROCESSES[:1],
        },
        *(
            {
                "name": name,
                "category": chance.choice(categories),
                "price": chance.randint(most // 3, most) // step * step,
            }
            for name in named
        ),
    ]


def programs(chance: random.Random, count: int, **more: Any) -> Items:
    """So many programs, each with a process or two and a function or two."""
    most = 12_000_000 // count
    return [
        {
            "name": f"ソフト{number}",
            "category": "software",
            "price": chance.randint(most // 3, most),
            "processes": chance.sample(PROCESSES, chance.choice([1, 1, 2])),
            "functions": chance.sample(FUNCTIONS, chance.choice([1, 1, 2])),
            **more,
        }
        for number in range(count)
    ]


def terms(chance: random.Random, count: int) -> Items:
    """Programs used for different terms, and support for none of them by name."""
    items = programs(chance, max(count // 2, 1))
    for item in items:
        months = chance.choice([6, 12, 18, 24])
        item |= {"per": "month", "months": months, "price": item["price"] // 24}
    for number in range(count - len(items)):
        price = chance.randint(6_000_000 // count // 24, 12_000_000 // count // 24)
        support = {"name": f"保守{number}", "category": "support", "price": price}
        items.append({**support, "per": "month", "months": chance.choice([12, 24])})
    return items


OPTIONS: Final = ["extension", "integration", "security"]
FAMILIES: Final[dict[str, Callable[[random.Random, int], Items]]] = {
    "options, thousands of yen": lambda chance, count: beside(chance, count, OPTIONS, 1_000),
    "options, odd yen": lambda chance, count: beside(chance, count, OPTIONS, 1),
    "services past their cap, odd yen": lambda chance, count: beside(chance, count, ["setup"], 1),
    "options and services, odd yen": lambda chance, count: beside(
        chance, count, [*OPTIONS, "setup"], 1
    ),
    "consulting": lambda chance, count: beside(chance, count, ["consulting"], 1),
    "programs": programs,
    "ordering platforms": lambda chance, count: programs(
        chance,
        count,
        months=24,
        functions=["ordering"],
        accounts={"suppliers": 10, "sme_suppliers": 7},
    ),
    "support for software of any term": terms,
}


def case(items: Items, chance: random.Random) -> Case:
    """The items for one of several applicants."""
    applicant: dict[str, Any] = {
        "name": "甲",
        "size": chance.choice(["small", "medium"]),
        "employees": 10,
        "industry": "retail",
    }
    if chance.random() < 0.7:
        applicant["wage_plan"] = {
            "payroll_growth": "1.5%",
            "minimum_wage_margin": 30,
            "announced": True,
        }
    if chance.random() < 0.3:
        applicant["near_minimum_wage"] = {"months": 3, "employees": 4}
    quote = Quote.model_validate({"items": items})
    return case_of(Applicant.model_validate(applicant), quote, ON, programme_for(ON))


def singles(of: Case) -> dict[Frame, FrameResult]:
    return {frame: work_out(of) for frame, work_out in FRAME_FUNCTIONS.items()}


def timed(of: Case, limit: float) -> tuple[float, float, Combination]:
    """Seconds for one estimate, seconds for the plan, and the plan."""
    begin = time.perf_counter()
    results = singles(of)
    estimated = time.perf_counter() - begin
    begin = time.perf_counter()
    found = combine(of, results, stop=lambda: time.perf_counter() - begin > limit)
    return estimated, time.perf_counter() - begin, found


def main() -> None:
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else 3
    print("realistic quotes, every other item with a choice; median of", REALISTIC)
    for count in (40, 100):
        for step, name in ((10_000, "ten thousands"), (100, "hundreds"), (1, "odd yen")):
            found = []
            for seed in range(REALISTIC):
                chance = random.Random(seed)  # noqa: S311
                found.append(timed(case(realistic(chance, count, step), chance), limit))
            estimated, took = median(one[0] for one in found), median(one[1] for one in found)
            worst, proven = max(one[1] for one in found), sum(one[2].proven for one in found)
            print(
                f"  {count:4} items, {name:14}{took * 1e3:8.0f} ms, worst {worst * 1e3:6.0f} ms, "
                f"{took / estimated:6.0f} × one estimate, proven {proven} of {REALISTIC}"
            )

    print("\nmedian ms by the number of items with a choice; in brackets, how many were not")
    print(f"proven within {limit:g} s")
    print(f"  {'':34}" + "".join(f"{count:>12}" for count in GROWTH))
    worst_family, worst_share = "", 0.0
    for family, items_of in FAMILIES.items():
        cells, spent = [], 0.0
        for count in GROWTH:
            times, open_ones = [], 0
            for seed in range(EACH):
                chance = random.Random(seed)  # noqa: S311
                _, took, plan = timed(case(items_of(chance, count), chance), limit)
                times.append(took)
                open_ones += not plan.proven
            spent += sum(times)
            note = f" ({open_ones})" if open_ones else ""
            cells.append(f"{median(times) * 1e3:.0f}{note}")
        if spent > worst_share:
            worst_family, worst_share = family, spent
        print(f"  {family:34}" + "".join(f"{cell:>12}" for cell in cells), flush=True)
    print(f"worst: {worst_family}")


if __name__ == "__main__":
    main()
