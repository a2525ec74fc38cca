"""加点, 減点 and 不採択: what the files decide of each, and what they leave open."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from clients import ON, frame_result

from itsubsidy import Applicant, FrameResult, Quote, estimate, load_applicant, load_quote, plan
from itsubsidy.terms import Frame

FOUR: Final = ["共P-02", "共P-03", "共P-04", "各業種P-06"]
SOFTWARE: Final[dict[str, Any]] = {
    "name": "ソフト",
    "category": "software",
    "price": 400_000,
    "processes": FOUR,
    "functions": ["accounting"],
}
PLATFORM: Final[dict[str, Any]] = {
    "name": "受発注",
    "category": "software",
    "price": 10_000,
    "per": "month",
    "months": 24,
    "functions": ["ordering"],
    "accounts": {"suppliers": 2, "sme_suppliers": 1},
}
SERVICE: Final[dict[str, Any]] = {"name": "見守り", "category": "otasuketai", "price": 400_000}
OFFERS: Final[dict[Frame, dict[str, Any]]] = {
    "normal": SOFTWARE,
    "invoice": SOFTWARE,
    "edi": PLATFORM,
    "security": SERVICE,
    "consortium": SOFTWARE,
}


def result(frame: Frame, applicant: dict[str, Any], *items: dict[str, Any]) -> FrameResult:
    business: dict[str, Any] = {"name": "甲", **applicant}
    if frame == "consortium":
        members = [{"name": f"員{at}", "size": "small", **applicant} for at in range(10)]
        business = {"name": "組", "entity": "group", "organiser": "consortium", "members": members}
    elif "size" not in business:
        business["size"] = "small"
    found = frame_result(frame, business, *(items or [OFFERS[frame]]))
    assert found.eligible
    return found


def holds(frame: Frame, item: str, applicant: dict[str, Any], *items: dict[str, Any]) -> Any:
    """What is said of one item; `absent` where it is not for this application."""
    found = result(frame, applicant, *items)
    return answers(found).get(f"{frame}.score.{item}", "absent")


# --- what each frame lists ----------------------------------------

LISTED: Final[dict[Frame, dict[str, tuple[str, str]]]] = {
    "normal": {
        "regional_plan": ("plus", "koubo-tsujyo p.21"),
        "regional_company": ("plus", "koubo-tsujyo p.21"),
        "cloud": ("plus", "koubo-tsujyo p.21"),
        "otasuketai": ("plus", "koubo-tsujyo p.21"),
        "invoice": ("plus", "koubo-tsujyo p.21"),
        "wage_plan": ("plus", "koubo-tsujyo p.21"),
        "wage_plan_more": ("plus", "koubo-tsujyo p.21"),
        "navi": ("plus", "koubo-tsujyo p.21"),
        "health": ("plus", "koubo-tsujyo p.21"),
        "certified": ("plus", "koubo-tsujyo p.21"),
        "past_invoice": ("minus", "koubo-tsujyo p.22"),
        "beside_invoice": ("minus", "koubo-tsujyo p.22"),
        "same_function": ("minus", "koubo-tsujyo p.22"),
        "overlap": ("minus", "koubo-tsujyo p.22"),
        "match": ("reject", "koubo-tsujyo p.22"),
        "missed": ("minus", "koubo-tsujyo p.22"),
        "missed_elsewhere": ("minus", "koubo-tsujyo p.22"),
    },
    "invoice": {
        "regional_plan": ("plus", "koubo-invoice p.18"),
        "regional_company": ("plus", "koubo-invoice p.18"),
        "otasuketai": ("plus", "koubo-invoice p.19"),
        "wage_plan": ("plus", "koubo-invoice p.19"),
        "wage_plan_more": ("plus", "koubo-invoice p.19"),
        "navi": ("plus", "koubo-invoice p.19"),
        "health": ("plus", "koubo-invoice p.19"),
        "certified": ("plus", "koubo-invoice p.19"),
        "past_2022": ("minus", "koubo-invoice p.20"),
        "past": ("minus", "koubo-invoice p.20"),
        "beside_normal": ("minus", "koubo-invoice p.20"),
        "same_function": ("minus", "koubo-invoice p.20"),
        "overlap": ("minus", "koubo-invoice p.20"),
        "match": ("reject", "koubo-invoice p.20"),
        "missed": ("minus", "koubo-invoice p.20"),
        "missed_elsewhere": ("minus", "koubo-invoice p.20"),
    },
    "edi": {
        "regional_plan": ("plus", "koubo-denshi p.19"),
        "regional_company": ("plus", "koubo-denshi p.19"),
        "wage_plan": ("plus", "koubo-denshi p.19"),
        "wage_plan_more": ("plus", "koubo-denshi p.19"),
        "navi": ("plus", "koubo-denshi p.19"),
        "health": ("plus", "koubo-denshi p.20"),
        "certified": ("plus", "koubo-denshi p.20"),
        "past_2022": ("minus", "koubo-denshi p.20"),
        "past": ("minus", "koubo-denshi p.20"),
        "beside_normal": ("minus", "koubo-denshi p.20"),
        "same_function": ("minus", "koubo-denshi p.20"),
        "overlap": ("minus", "koubo-denshi p.20"),
        "match": ("reject", "koubo-denshi p.20"),
        "missed": ("minus", "koubo-denshi p.21"),
        "missed_elsewhere": ("minus", "koubo-denshi p.21"),
    },
    "security": {
        "regional_plan": ("plus", "koubo-security p.15"),
        "regional_company": ("plus", "koubo-security p.15"),
        "stars": ("plus", "koubo-security p.16"),
        "wage_plan": ("plus", "koubo-security p.16"),
        "wage_plan_more": ("plus", "koubo-security p.16"),
        "navi": ("plus", "koubo-security p.16"),
        "health": ("plus", "koubo-security p.16"),
        "certified": ("plus", "koubo-security p.16"),
        "missed": ("minus", "koubo-security p.17"),
        "missed_elsewhere": ("minus", "koubo-security p.17"),
    },
    "consortium": {
        "new": ("plus", "koubo-fukusu p.26"),
        "spread": ("plus", "koubo-fukusu p.27"),
        "open_data": ("plus", "koubo-fukusu p.27"),
        "partners": ("plus", "koubo-fukusu p.27"),
        "before": ("plus", "koubo-fukusu p.27"),
        "missed": ("minus", "koubo-fukusu p.27"),
        "missed_elsewhere": ("minus", "koubo-fukusu p.27"),
        "same_tools": ("reject", "koubo-fukusu p.21"),
    },
}


@pytest.mark.parametrize("frame", LISTED)
def test_each_frame_lists_what_its_guideline_lists(frame: Frame) -> None:
    found = result(frame, {})
    assert {
        one.id.removeprefix(f"{frame}.score."): (one.effect, one.source) for one in found.score
    } == LISTED[frame]


@pytest.mark.parametrize("frame", LISTED)
def test_what_the_files_do_not_say_is_open(frame: Frame) -> None:
    decided = {one.id.rsplit(".", 1)[1] for one in result(frame, {}).score if one.holds is not None}
    bought = {"cloud", "otasuketai", "invoice"} if frame in ("normal", "invoice") else set()
    assert decided == bought & LISTED[frame].keys()


# --- what is bought ----------------------------------------

MONTHLY: Final = SOFTWARE | {"per": "month", "months": 12, "price": 40_000}


@pytest.mark.parametrize(
    ("items", "is_cloud"),
    [
        ([SOFTWARE], False),
        ([MONTHLY], True),
        ([SOFTWARE | {"months": 24}], True),
        ([SOFTWARE, MONTHLY | {"name": "別", "registered": False}], False),
        ([SOFTWARE, MONTHLY | {"name": "別"}], True),
    ],
)
def test_cloud_is_software_that_counts_and_has_a_term(
    items: list[dict[str, Any]], is_cloud: bool
) -> None:
    assert holds("normal", "cloud", {}, *items) is is_cloud


@pytest.mark.parametrize(
    ("more", "is_for_invoices"),
    [
        ({"functions": ["settlement"]}, True),
        ({}, False),
        ({"functions": ["settlement"], "invoice_compliant": False}, False),
    ],
)
def test_a_product_for_invoices_has_a_function_and_complies(
    more: dict[str, Any], is_for_invoices: bool
) -> None:
    item = {"name": "決済", "category": "software", "price": 400_000, "processes": FOUR}
    assert holds("normal", "invoice", {}, item | more) is is_for_invoices


@pytest.mark.parametrize(
    ("item", "is_there"),
    [
        ({"name": "見守り", "category": "otasuketai", "price": 1}, None),
        ({"name": "守り", "category": "security", "price": 1}, None),
        ({"name": "連携", "category": "integration", "price": 1}, False),
    ],
)
def test_an_option_may_be_an_otasuketai_service(item: dict[str, Any], is_there: Any) -> None:
    assert holds("normal", "otasuketai", {}, SOFTWARE, item) is is_there
    assert holds("invoice", "otasuketai", {}, SOFTWARE, item) is is_there


# --- the wage plan ----------------------------------------


def wages(growth: str | None, margin: int | None) -> dict[str, Any]:
    plan = {"payroll_growth": growth, "minimum_wage_margin": margin}
    return {"wage_plan": {key: value for key, value in plan.items() if value is not None}}


@pytest.mark.parametrize("frame", ["normal", "invoice", "edi", "security"])
@pytest.mark.parametrize(
    ("growth", "margin", "usual", "more"),
    [
        ("1.5%", 30, True, False),
        ("1.5%", 50, True, True),
        ("1.4%", 50, False, False),
        ("1.5%", 29, False, False),
        ("1.5%", 49, True, False),
        ("1.5%", None, False, False),
        (None, 50, False, False),
    ],
)
def test_a_plan_gains_points_by_growth_and_margin(
    frame: Frame, growth: str | None, margin: int | None, usual: bool, more: bool
) -> None:
    applicant = wages(growth, margin)
    assert holds(frame, "wage_plan", applicant) is usual
    assert holds(frame, "wage_plan_more", applicant) is more


@pytest.mark.parametrize(("growth", "usual"), [("2.9%", False), ("3%", True)])
def test_who_is_no_sme_needs_3_percent(growth: str, usual: bool) -> None:
    assert holds("edi", "wage_plan", {"size": "large", **wages(growth, 30)}) is usual
    deemed = {"size": "medium", "large_company": {"largest_share": "50%"}}
    assert holds("edi", "wage_plan", {**deemed, **wages(growth, 30)}) is usual


@pytest.mark.parametrize(
    ("price", "margin", "usual", "upper"),
    [
        (2_999_999, 50, True, "absent"),  # 1,499,999
        (3_000_000, 50, "absent", True),  # 1,500,000
        (3_000_000, 49, "absent", False),
        (3_000_000, 30, "absent", False),
    ],
)
def test_from_1500000_only_a_margin_of_50_gains(
    price: int, margin: int, usual: Any, upper: Any
) -> None:
    plan = {"payroll_growth": "1.5%", "minimum_wage_margin": margin, "announced": True}
    applicant = {"size": "medium", "wage_plan": plan}
    item = SOFTWARE | {"price": price}
    assert holds("normal", "wage_plan", applicant, item) == usual
    assert holds("normal", "wage_plan_upper", applicant, item) == upper


def missed(frame: Frame, applicant: dict[str, Any], *items: dict[str, Any]) -> dict[str, Any]:
    found = result(frame, {"prefecture": "東京都", **applicant}, *items)
    return {
        one.id.removeprefix(f"{frame}.score"): one.value
        for one in found.obligations
        if ".score" in one.id
    }


def test_points_for_wages_bind_too() -> None:
    """Tokyo, 令和6年度: 1,163 + 30 and + 50."""
    assert missed("invoice", wages("1.5%", 50)) == {
        "_missed": None,
        "_not_announced": None,
        ".wage_plan.margin": 1_193,
        ".wage_plan_more.margin": 1_213,
    }
    assert missed("normal", wages("1.5%", 30)) == {"_missed": None, ".wage_plan.margin": 1_193}
    assert missed("security", wages("1.5%", 30)).keys() == {
        "_missed",
        "_not_announced",
        ".wage_plan.margin",
    }


def test_no_points_bind_to_nothing() -> None:
    assert missed("invoice", {}) == missed("invoice", wages("1.4%", 50)) == {}


@pytest.mark.parametrize(("stars", "has_two"), [(1, False), (2, True), (None, None)])
def test_two_stars_gain_in_security(stars: int | None, has_two: bool | None) -> None:
    applicant = {} if stars is None else {"prerequisites": {"security_action": stars}}
    assert holds("security", "stars", applicant) is has_two


# --- earlier decisions ----------------------------------------


def decided(year: int, frame: Frame, **more: Any) -> dict[str, Any]:
    day = {"decided_on": date(year, 7, 1)} if year < 2025 else {}
    return {"history": [{"year": year, "frame": frame, **day, **more}]}


@pytest.mark.parametrize(
    ("frame", "item", "history", "is_there"),
    [
        ("normal", "past_invoice", {}, None),
        ("normal", "past_invoice", {"history": []}, False),
        ("normal", "past_invoice", decided(2023, "invoice"), True),
        ("normal", "past_invoice", decided(2023, "edi"), False),
        ("normal", "past_invoice", decided(2024, "invoice"), True),
        ("normal", "past_invoice", decided(2024, "edi"), True),
        ("normal", "past_invoice", decided(2024, "security"), False),
        ("normal", "past_invoice", decided(2022, "invoice"), False),
        ("normal", "beside_invoice", decided(2025, "invoice"), True),
        ("normal", "beside_invoice", decided(2025, "edi"), True),
        ("normal", "beside_invoice", decided(2025, "security", otasuketai=True), False),
        ("normal", "beside_invoice", decided(2024, "invoice"), False),
        ("invoice", "past_2022", decided(2022, "security"), True),
        ("invoice", "past_2022", decided(2023, "normal"), False),
        ("invoice", "past", decided(2023, "normal"), True),
        ("invoice", "past", decided(2023, "consortium"), True),
        ("invoice", "past", decided(2023, "edi"), False),
        ("invoice", "past", decided(2023, "security"), False),
        ("invoice", "past", decided(2024, "edi"), True),
        ("invoice", "past", decided(2024, "security"), False),
        ("invoice", "beside_normal", decided(2025, "normal"), True),
        ("edi", "past", decided(2024, "normal"), True),
        ("edi", "past", decided(2023, "edi"), False),
        ("edi", "beside_normal", decided(2025, "normal"), True),
        ("edi", "beside_normal", decided(2025, "security"), False),
    ],
)
def test_a_decision_is_minus_where_the_guideline_names_it(
    frame: Frame, item: str, history: dict[str, Any], is_there: bool | None
) -> None:
    assert holds(frame, item, history) is is_there


@pytest.mark.parametrize(
    ("history", "open_or_not"),
    [({}, None), ({"history": []}, False), (decided(2024, "invoice"), None)],
)
def test_the_functions_of_earlier_software_are_not_known(
    history: dict[str, Any], open_or_not: bool | None
) -> None:
    assert holds("normal", "same_function", history) is open_or_not


@pytest.mark.parametrize("item", ["overlap", "match"])
@pytest.mark.parametrize(
    ("history", "open_or_not"),
    [
        ({}, None),
        ({"history": []}, False),
        (decided(2022, "normal"), False),
        (decided(2023, "security"), None),
        (decided(2024, "invoice"), None),
    ],
)
def test_processes_of_earlier_software_are_not_known_yet(
    item: str, history: dict[str, Any], open_or_not: bool | None
) -> None:
    assert holds("normal", item, history) is open_or_not


@pytest.mark.parametrize(
    ("then", "overlaps"),
    [(["共P-02"], True), ([*FOUR, "共P-01"], True), (["共P-01"], False)],
)
def test_where_they_are_known_they_are_compared(then: list[str], overlaps: bool) -> None:
    history = decided(2023, "invoice", processes=then)
    assert holds("normal", "overlap", history) is overlaps
    assert holds("normal", "match", history) is False


def test_all_of_the_same_processes_close_the_frame() -> None:
    """A 不採択, of which the frame itself says so; koubo-tsujyo p.22."""
    applicant = {"name": "甲", "size": "small", **decided(2023, "invoice", processes=FOUR)}
    answer = estimate(
        Applicant.model_validate(applicant),
        [Quote.model_validate({"items": [SOFTWARE]})],
        on=ON,
    )
    found = answer.quotes[0].frames["normal"]
    assert not found.eligible
    assert found.score == ()


def test_a_group_s_tools_may_come_again() -> None:
    assert holds("consortium", "same_tools", {}) is None
    assert holds("consortium", "same_tools", {"history": []}) is False
    assert holds("consortium", "same_tools", decided(2023, "consortium")) is False
    assert holds("consortium", "same_tools", decided(2024, "consortium")) is None


# --- applications beside each other ----------------------------------------


def answers(found: FrameResult) -> dict[str, bool | None]:
    return {one.id: one.holds for one in found.score}


def test_a_plan_knows_of_its_other_applications(examples: Path) -> None:
    """inn: 通常枠 and インボイス対応類型 together, with 会計 in the latter alone."""
    applicant = load_applicant(examples / "inn" / "applicant.yaml")
    found = plan(applicant, [load_quote(examples / "inn" / "quote.yaml")], on=ON)
    of = {
        one.result.frame: {item.id: item.holds for item in one.result.score}
        for one in found.applications
    }
    assert of["normal"]["normal.score.beside_invoice"] is True
    assert of["normal"]["normal.score.same_function"] is None  # the history is not stated
    assert of["invoice"]["invoice.score.beside_normal"] is True
    assert all(one.result.obligations and one.result.papers for one in found.applications)


def test_a_function_in_both_applications_is_told() -> None:
    items = [
        SOFTWARE | {"name": "生産", "price": 4_000_000, "processes": FOUR},
        {"name": "会計", "category": "software", "price": 480_000, "functions": ["accounting"]},
    ]
    applicant = Applicant.model_validate({"name": "甲", "size": "small", "history": []})
    found = plan(applicant, [Quote.model_validate({"items": items})], on=ON)
    of = {
        one.result.frame: {item.id: item.holds for item in one.result.score}
        for one in found.applications
    }
    assert of["normal"]["normal.score.same_function"] is True
    assert of["invoice"]["invoice.score.same_function"] is True
    assert of["normal"]["normal.score.past_invoice"] is False
