"""Who may apply and when: stated sizes, month ends, representatives of groups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from itsubsidy import Applicant, Estimate
from itsubsidy.rules.frames.history import first_day_after
from itsubsidy.rules.frames.size import stand
from itsubsidy.rules.programme.rules import Programme

ITEM = {
    "name": "会計",
    "category": "software",
    "price": 100_000,
    "functions": ["accounting"],
    "processes": ["共P-04"],
}


@pytest.mark.parametrize(
    ("decided_on", "opens"),
    [
        # 初日不算入 (民法140条): the months begin on the next day, and end with the day before its
        # like (143条2項), or with the last day of a month that has none
        ("2024-08-20", "2025-08-21"),
        ("2024-08-29", "2025-08-30"),
        ("2024-08-30", "2025-08-31"),
        ("2024-08-31", "2025-09-01"),
        ("2024-01-30", "2025-01-31"),
        ("2024-01-31", "2025-02-01"),
        ("2024-02-27", "2025-02-28"),
        ("2024-02-28", "2025-03-01"),  # from 02-29 to 2025-02-28, the last day of that month
        ("2024-02-29", "2025-03-01"),
        ("2024-12-30", "2025-12-31"),
        ("2024-12-31", "2026-01-01"),
    ],
)
def test_twelve_months_end_at_the_end_of_a_month(decided_on: str, opens: str) -> None:
    assert first_day_after(date.fromisoformat(decided_on), 12) == date.fromisoformat(opens)


@pytest.mark.parametrize(
    ("decided_on", "opens"),
    [("2025-01-30", "2025-03-01"), ("2025-01-29", "2025-03-01"), ("2025-01-27", "2025-02-28")],
)
def test_one_month_ends_with_february(decided_on: str, opens: str) -> None:
    """From 01-31 and from 01-30 it ends with 02-28; from 01-28 with 02-27."""
    assert first_day_after(date.fromisoformat(decided_on), 1) == date.fromisoformat(opens)


@pytest.mark.parametrize(("offset", "is_open"), [(-1, False), (0, True), (1, True)])
def test_a_bar_at_the_end_of_a_month_ends_on_its_day(
    offset: int, is_open: bool, answer: Callable[..., Estimate]
) -> None:
    history = [{"year": 2024, "frame": "normal", "decided_on": "2024-08-30"}]
    on = date(2025, 8, 31) + timedelta(days=offset)
    told = answer({"size": "small", "history": history}, ITEM, on=on)
    assert told.quotes[0].frames["normal"].eligible is is_open


def test_a_bar_cites_where_its_months_begin_and_where_they_end(
    answer: Callable[..., Estimate],
) -> None:
    history = [{"year": 2024, "frame": "consortium", "decided_on": "2024-06-30"}]
    told = answer({"size": "small", "history": history}, {**ITEM, "price": 400_000})
    for frame in ("normal", "invoice", "edi"):
        (bar,) = (c for c in told.quotes[0].frames[frame].checks if c.id == f"{frame}.waiting")
        assert bar.source.endswith(", civil-code 140条, civil-code 143条")


@pytest.mark.parametrize(
    ("stated", "employees", "is_small"),
    [("small", 5, True), ("small", 6, True), ("medium", 5, False), ("medium", 6, False)],
)
def test_a_stated_size_beats_the_table(
    stated: str, employees: int, is_small: bool, answer: Callable[..., Estimate]
) -> None:
    """A shop of five is small by the table, one of six is not: 100,000 × 4/5 or × 3/4."""
    told = answer({"industry": "retail", "employees": employees, "size": stated}, ITEM)
    assert told.standing is not None
    assert told.standing.size == stated
    assert told.quotes[0].frames["invoice"].subsidy == (80_000 if is_small else 75_000)


@pytest.mark.parametrize(
    ("more", "notes"),
    [
        ({}, 1),
        ({"capital": 50_000_001}, 0),
        ({"size": "large"}, 0),  # it is not the missing capital that made it large
        ({"entity": "sole_proprietor"}, 0),
    ],
)
def test_the_missing_capital_is_told_only_where_it_decided(
    more: dict[str, Any], notes: int, programme: Programme
) -> None:
    applicant = Applicant.model_validate(
        {"name": "甲", "industry": "retail", "employees": 51, **more}
    )
    standing = stand(applicant, programme.periods[0].rules.size)
    assert standing.size == "large"
    assert sum("資本金" in doubt for doubt in standing.doubts) == notes


def group(organiser: str, *others: dict[str, Any]) -> dict[str, Any]:
    members = [{"name": f"員{number}", "size": "small"} for number in range(12)]
    return {"entity": "group", "organiser": organiser, "members": [*others, *members]}


@pytest.mark.parametrize(
    ("organiser", "is_open"),
    [("commerce_association", True), ("town_management", False), ("consortium", False)],
)
def test_an_association_of_any_size_represents_only_its_own_kind_of_group(
    organiser: str, is_open: bool, answer: Callable[..., Estimate]
) -> None:
    """koubo-fukusu p.8 (ii)–(iv)."""
    chamber = {"name": "商工会議所", "entity": "chamber", "employees": 101}
    result = answer(group(organiser, chamber), ITEM).quotes[0].frames["consortium"]
    assert result.eligible is is_open
    assert [check.id for check in result.failed] == ([] if is_open else ["consortium.sme"])


@pytest.mark.parametrize(
    "other",
    [
        {"name": "大手", "size": "large"},
        {"name": "第二会議所", "entity": "chamber", "employees": 101},
    ],
    ids=lambda other: other["name"],
)
def test_one_member_alone_may_be_the_large_representative(
    other: dict[str, Any], answer: Callable[..., Estimate]
) -> None:
    chamber = {"name": "商工会議所", "entity": "chamber", "employees": 101}
    told = answer(group("commerce_association", chamber, other), ITEM)
    (check,) = told.quotes[0].frames["consortium"].failed
    assert check.id == "consortium.sme"
    assert other["name"] in check.label


@pytest.mark.parametrize(
    ("devices", "formulas"),
    [
        ([], []),
        (["pc"], ["80,000 + 50,000"]),
        (["register"], ["80,000 + 50,000"]),
        (["pc", "register"], ["80,000 + 50,000 + 50,000"]),
    ],
)
def test_the_parts_are_added_up_wherever_there_are_two(
    devices: list[str], formulas: list[str], answer: Callable[..., Estimate]
) -> None:
    items = [{"name": device, "category": device, "price": 100_000} for device in devices]
    result = answer({"size": "small"}, ITEM, *items).quotes[0].frames["invoice"]
    assert [step.formula for step in result.steps if step.id == "subsidy"] == formulas
    assert result.subsidy == 80_000 + 50_000 * len(devices)
