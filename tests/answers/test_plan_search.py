"""The search against every way there is, on random purchases made to be awkward.

By hand, with other purchases and more of them: python tests/test_plan_search.py FIRST COUNT
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import date
from itertools import combinations, permutations, product
from typing import Any, Final

import pytest

from itsubsidy import Applicant, FrameResult, Quote
from itsubsidy.answers.search import Assignment, Node, combine
from itsubsidy.answers.tariffs import BY_THE_YEN, Purchase, counted_numbers
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.table import FRAME_FUNCTIONS, case_of, compatible_sets
from itsubsidy.rules.programme.rulefile import programme_for
from itsubsidy.terms import Frame

SEEDS: Final = 2_400
CHUNK: Final = 300
PROCESSES: Final = ["共P-01", "共P-02", "共P-03", "共P-04", "共P-05", "各業種P-06", "汎P-07"]
FUNCTIONS: Final = ["accounting", "ordering", "settlement"]
CATEGORIES: Final = {
    "software": 6,
    "extension": 2,
    "integration": 1,
    "security": 1,
    "consulting": 2,
    "setup": 2,
    "support": 2,
    "pc": 1,
    "register": 1,
    "otasuketai": 1,
    "other": 0.3,
    "analysis": 0.2,
}
PRICES: Final = {"small": 90, "usual": 1_500, "mixed": 3_000, "large": 6_000}
"""Thousands of yen up to which a purchase of each kind goes."""

EDGES: Final = [0, 1, 75_000, 99_999, 100_000, 625_000, 666_667, 1_000_000, 2_000_000, 2_999_999]
EDGES_LARGE: Final = [3_000_000, 5_166_666, 5_166_667, 9_000_000]
Singles = dict[Frame, FrameResult]


def purchase(seed: int, largest: int = 6) -> tuple[Case, Singles, int | None]:
    """A purchase of up to so many things, what each frame pays for all, and a limit or none."""
    chance = random.Random(seed)  # noqa: S311  # nothing is kept secret
    items = list(_items(chance, largest))
    most = sum(item["price"] for item in items) // 5
    if most and chance.random() < 0.2:
        off = {"name": "値引き", "category": "discount", "price": chance.randint(1, most)}
        items.append(off)
    tax = chance.choice(["excluded", "included"])
    quote = Quote.model_validate({"tax": tax, "items": items})
    applicant: dict[str, Any] = {
        "name": "甲",
        "size": chance.choice(["small", "medium", "medium", "medium", "large"]),
        "employees": 10,
        "industry": "retail",
    }
    if chance.random() < 0.3:
        applicant["near_minimum_wage"] = {"months": 3, "employees": 4}
    if chance.random() < 0.6:
        applicant["wage_plan"] = {
            "payroll_growth": "1.5%",
            "per_head_growth": "3.5%",
            "minimum_wage_margin": 30,
            "announced": True,
        }
    if chance.random() < 0.1:
        frame = chance.choice(["normal", "invoice", "edi", "security"])
        applicant["history"] = [{"year": 2025, "frame": frame, "decided_on": date(2025, 6, 1)}]
    on = chance.choice([date(2025, 8, 20), date(2025, 12, 1), date(2026, 7, 1)])
    case = case_of(Applicant.model_validate(applicant), quote, on, programme_for(on))
    singles = {frame: work_out(case) for frame, work_out in FRAME_FUNCTIONS.items()}
    return case, singles, chance.choice([None, None, None, 1, 2])


def _items(  # noqa: C901  # one draw after another
    chance: random.Random, largest: int
) -> Iterator[dict[str, Any]]:
    kind = chance.choice(list(PRICES))
    attached = chance.choice([0, 0.5])
    software: list[str] = []
    for number in range(chance.randint(1, largest)):
        (category,) = chance.choices(list(CATEGORIES), list(CATEGORIES.values()))
        price = chance.randint(1, PRICES[kind]) * 1_000
        if chance.random() < 0.5:
            price += chance.randint(-499, 499)
        if chance.random() < 0.1:
            price = chance.choice(EDGES + EDGES_LARGE)
        item: dict[str, Any] = {"name": f"品{number}", "category": category, "price": price}
        if chance.random() < 0.15:
            item["quantity"] = chance.randint(2, 3)
        per = chance.choices(["once", "month", "year"], [5, 2, 1])[0]
        if per != "once" and category not in ("pc", "register"):
            item |= {"per": per, "months": chance.choice([6, 11, 12, 13, 24, 25, 36])}
            item["price"] = max(price // (12 if per == "month" else 1), 1)
        elif chance.random() < 0.2:
            item["months"] = chance.choice([6, 12, 24, 36])
        if chance.random() < 0.04:
            item["registered"] = False
        if item["price"] > 1 and chance.random() < 0.05:
            item["discount"] = chance.randint(1, item["price"] // 2)
        if category == "software":
            if chance.random() < 0.8:
                item["processes"] = chance.sample(PROCESSES, chance.choice([1, 1, 2, 3, 4, 5]))
            if chance.random() < 0.7:
                item["functions"] = chance.sample(FUNCTIONS, chance.choice([1, 1, 2, 3]))
            if chance.random() < 0.08:
                item["invoice_compliant"] = False
            if chance.random() < 0.4:
                suppliers = chance.randint(1, 9)
                item["accounts"] = {
                    "suppliers": suppliers,
                    "sme_suppliers": chance.randint(0, suppliers),
                }
            software.append(item["name"])
        elif category != "analysis" and software and chance.random() < attached:
            item["for"] = chance.choice(software)
        yield item
        if chance.random() < 0.12 and category not in ("pc", "register"):
            kept = ("category", "price", *(["for"] if chance.random() < 0.7 else []))
            again: dict[str, Any] = {key: item[key] for key in kept if key in item}
            yield {**again, "name": f"{item['name']} 2年目", "months": chance.choice([6, 12, 24])}


def exhausted(case: Case, singles: Singles, most: int | None) -> tuple[int, int]:
    """The most that any assignment of single things to frames pays, and by how few applications.

    Of what the search takes for granted nothing is used: things may stay away, part from their
    software, and go where they do not count.
    """
    things = list(dict.fromkeys(one.thing for one in case.items))
    everything = (1 << len(things)) - 1
    frames = [frame for frame, result in singles.items() if result.eligible]
    paid: dict[Frame, list[int]] = {}
    for frame in frames:
        paid[frame] = [
            FRAME_FUNCTIONS[frame](
                case._replace(
                    items=tuple(one for one in case.items if of >> things.index(one.thing) & 1)
                )
            ).subsidy
            for of in range(everything + 1)
        ]
    best = (0, 0)
    for count in range(1, min(most or len(frames), len(frames)) + 1):
        for chosen in combinations(frames, count):
            if all(b in case.rules.frame(a).compatible.frames for a, b in permutations(chosen, 2)):
                found = paid[chosen[0]]
                for frame in chosen[1:]:
                    found = [
                        max(found[part] + paid[frame][of ^ part] for part in _parts(of))
                        for of in range(everything + 1)
                    ]
                best = max(best, (max(found), -count))
    return best


def _parts(of: int) -> Iterator[int]:
    part = of
    while part:
        yield part
        part = (part - 1) & of
    yield 0


def ranked(case: Case, singles: Singles, most: int | None) -> tuple[int, int, int]:
    """The best rank of any assignment of units: subsidy, applications, items moved."""
    whole = Purchase(case, singles)
    in_best = counted_numbers(singles[whole.best]) if whole.best else frozenset()
    best = (0, 0, 0)
    for frames in compatible_sets(case.rules, whole.open, most):
        places = [
            tuple(frame for frame in frames if frame in unit.shares) or (None,)
            for unit in whole.units
        ]
        for assigned in product(*places):
            paid = [
                whole.pays(frame, sum(1 << at for at, one in enumerate(assigned) if one == frame))
                for frame in frames
            ]
            if all(paid):
                moved = sum(
                    sum(one.number in in_best for one in unit.items)
                    for unit, frame in zip(whole.units, assigned, strict=True)
                    if frame not in (None, whole.best)
                )
                best = max(best, (sum(paid), -len(frames), -moved))
    return best


def compare(seed: int, largest: int = 6) -> None:
    """The search against every way, for one purchase."""
    case, singles, most = purchase(seed, largest)
    found = combine(case, singles, most=most)
    best = max(
        (frame for frame in singles if singles[frame].eligible),
        key=lambda frame: singles[frame].subsidy,
        default=None,
    )
    in_best = counted_numbers(singles[best]) if best else frozenset()
    moved = sum(
        one.number in in_best
        for frame, items in found.items.items()
        for one in items
        if frame != best
    )
    paid = [
        FRAME_FUNCTIONS[frame](case._replace(items=items)).subsidy
        for frame, items in found.items.items()
    ]
    assert found.proven, seed
    assert found.settled, seed
    assert sum(paid) == found.subsidy, seed
    assert (found.subsidy, -len(paid)) == exhausted(case, singles, most), seed
    assert (found.subsidy, -len(paid), -moved) == ranked(case, singles, most), seed


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_nothing_beats_what_the_search_finds(first: int) -> None:
    for seed in range(first, first + CHUNK):
        compare(seed)


@pytest.mark.parametrize("seed", range(30))
def test_nothing_beats_it_with_eight_items_either(seed: int) -> None:
    compare(1_000_000 + seed, 8)


@pytest.mark.parametrize("first", range(0, 600, 100))
def test_no_completion_pays_more_than_the_bound(first: int) -> None:
    """At every node of every tree, and with the fewest items moved for what it pays."""
    checked = 0
    for seed in range(first, first + 100):
        case, singles, most = purchase(2_000_000 + seed)
        whole = Purchase(case, singles)
        for frames in compatible_sets(case.rules, whole.open, most):
            root = Assignment(whole, frames).root()
            if root is not None:
                checked += len(_completions(root))
    assert checked > 100


def _completions(node: Node) -> list[tuple[int, int]]:
    """What each completion of a node pays, with the items it moves; the bounds are checked."""
    assignment = node.assignment
    if node.depth == len(assignment.units):
        paid = assignment.pays(node)
        found = [(paid, node.moved)] if paid else []
    else:
        unit, places = assignment.units[node.depth]
        children = {child.state: child for child in assignment.children(node)}
        found = []
        for at in places:
            state = assignment.assigned(unit, at, node.state)
            if state in children:
                found += _completions(children[state])
            else:  # no completion lets every frame pay
                moved = node.moved + assignment.moves(unit, at)
                assert not _completions(Node(10**12, moved, assignment, node.depth + 1, state))
    for paid, moved in found:
        assert node.bound >= paid
        assert assignment.least_moved(node, paid) <= moved
    return found


@pytest.mark.parametrize("first", range(0, 600, 200))
def test_a_tariff_is_what_the_frame_pays(first: int) -> None:
    """No frame by the yen pays more than its tariff, and without limits on items exactly that."""
    exact = 0
    for seed in range(first, first + 200):
        case, singles, _ = purchase(3_000_000 + seed)
        whole = Purchase(case, singles)
        for frame in BY_THE_YEN:
            if frame not in whole.open:
                continue
            everything = [unit.shares[frame] for unit in whole.units if frame in unit.shares]
            share = everything[0]
            for more in everything[1:]:
                share = share.plus(more)
            cost_range = whole.cost_range(
                frame, share, share._replace(tools=0, services=0, single=0)
            )
            most = (
                cost_range.tariff.paid(cost_range.now) // cost_range.tariff.per
                + cost_range.tariff.extra
            )
            assert singles[frame].subsidy <= most
            exact += singles[frame].subsidy == most
    assert exact > 100


if __name__ == "__main__":
    first, count = map(int, sys.argv[1:])
    for seed in range(first, first + count):
        compare(seed, 8)
        if (seed - first + 1) % 1_000 == 0:
            print(seed - first + 1, "purchases alike", flush=True)  # noqa: T201
