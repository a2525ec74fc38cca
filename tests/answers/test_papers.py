"""Papers to gather: by entity and frame, by whom, how many, and how old they may be."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import pytest
from clients import ON, frame_result
from hypothesis import given
from hypothesis import strategies as st

from itsubsidy import FrameResult
from itsubsidy.answers.obligations.papers import earliest_issue
from itsubsidy.rules.frames.history import first_day_after
from itsubsidy.rules.frames.worksheet import Paper
from itsubsidy.terms import Frame

SOFTWARE: Final[dict[str, Any]] = {
    "name": "ソフト",
    "category": "software",
    "price": 400_000,
    "processes": ["共P-04"],
    "functions": ["accounting", "ordering"],
}
PLATFORM: Final = SOFTWARE | {
    "price": 10_000,
    "per": "month",
    "months": 24,
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
COMPANY: Final = {"name": "甲", "industry": "manufacturing", "employees": 45, "capital": 1}
PERSON: Final = COMPANY | {"entity": "sole_proprietor"}


def result(
    frame: Frame, applicant: dict[str, Any], *items: dict[str, Any], on: date = ON
) -> FrameResult:
    found = frame_result(frame, applicant, *(items or [OFFERS[frame]]), on=on)
    assert found.eligible
    return found


def papers(found: FrameResult, phase: str) -> dict[str, Paper]:
    return {one.id.rsplit(".", 1)[1]: one for one in found.papers if one.phase == phase}


def needed(found: FrameResult, phase: str = "application") -> dict[str, int | None]:
    """How many of each paper that is needed in any case."""
    return {name: paper.copies for name, paper in papers(found, phase).items() if paper.needed}


@pytest.mark.parametrize("frame", ["normal", "invoice", "security"])
def test_a_company_brings_two_papers_and_a_person_three(frame: Frame) -> None:
    assert needed(result(frame, COMPANY)) == {"registry": 1, "corporate_tax": 1}
    assert needed(result(frame, PERSON)) == {"identity": 1, "income_tax": 1, "tax_return": 1}


@pytest.mark.parametrize("entity", ["medical_corporation", "npo", "foundation"])
def test_other_corporations_bring_what_companies_do(entity: str) -> None:
    assert needed(result("normal", COMPANY | {"entity": entity})).keys() == {
        "registry",
        "corporate_tax",
    }


def test_suppliers_bring_theirs_in_edi() -> None:
    found = result("edi", COMPANY)
    assert needed(found) == {"accounts": 1, "registry": 1, "corporate_tax": 1}
    of_suppliers = {one for one in papers(found, "application").values() if one.who == "suppliers"}
    assert {one.id.removeprefix("edi.papers.supplier_") for one in of_suppliers} == {
        "registry",
        "corporate_tax",
        "identity",
        "income_tax",
        "tax_return",
    }
    assert {(one.needed, one.copies) for one in of_suppliers} == {(None, None)}


def test_two_thirds_in_normal_need_the_wage_sheet() -> None:
    near = COMPANY | {"near_minimum_wage": {"months": 3, "employees": 45}}
    assert "wages" in needed(result("normal", near))
    assert "wages" not in papers(result("normal", COMPANY), "application")
    assert "wages" not in papers(result("invoice", near), "application")


def test_what_only_the_applicant_knows_is_open() -> None:
    navi = papers(result("normal", COMPANY), "application")["navi"]
    assert (navi.needed, navi.copies) == (None, 1)


# --- the report on what was done ----------------------------------------


@pytest.mark.parametrize(
    ("frame", "applicant", "items", "asked"),
    [
        ("normal", COMPANY, [], set()),
        ("normal", COMPANY, [{"name": "研修", "category": "setup", "price": 1}], {"services"}),
        ("normal", COMPANY | {"employees": 5}, [], set()),
        ("invoice", COMPANY, [], set()),
        ("invoice", COMPANY, [{"name": "PC", "category": "pc", "price": 1}], {"hardware"}),
        ("invoice", COMPANY, [{"name": "レジ", "category": "register", "price": 1}], {"hardware"}),
        ("invoice", COMPANY | {"employees": 20}, [], {"staff"}),
        ("invoice", COMPANY | {"employees": 21}, [], set()),
        ("security", COMPANY | {"employees": 20}, [], {"staff"}),
        ("edi", COMPANY | {"employees": 20}, [], {"accounts_used"}),
    ],
)
def test_the_report_asks_by_what_was_bought_and_by_size(
    frame: Frame, applicant: dict[str, Any], items: list[dict[str, Any]], asked: set[str]
) -> None:
    found = needed(result(frame, applicant, OFFERS[frame], *items), "report")
    assert found.keys() == {"invoices", "payment", "account", "use"} | asked


def test_who_has_each_paper_ready() -> None:
    services = {"name": "研修", "category": "setup", "price": 1}
    found = papers(result("normal", COMPANY, SOFTWARE, services), "report")
    assert {name: paper.who for name, paper in found.items()} == {
        "invoices": "vendor",
        "payment": "applicant",
        "account": "applicant",
        "use": "applicant",
        "services": "vendor",
    }


# --- groups ----------------------------------------


def group(organiser: str, persons: int, **more: Any) -> dict[str, Any]:
    members = [
        {
            "name": f"員{at}",
            "size": "small",
            "entity": "sole_proprietor" if at < persons else "company",
        }
        for at in range(12)
    ]
    return {"name": "組", "entity": "group", "organiser": organiser, "members": members, **more}


FORMS: Final = {"forms": 1, "tools": 1, "system": 1, "organisation": 1, "area": 1}
OWN: Final = {"registry": 1, "corporate_tax": 1}


def test_an_association_brings_a_roll_for_its_members() -> None:
    found = result("consortium", group("commerce_association", 4))
    assert needed(found) == FORMS | OWN | {"roll": 1}


@pytest.mark.parametrize("organiser", ["town_management", "consortium"])
def test_else_each_member_brings_its_own(organiser: str) -> None:
    """Four persons and eight companies, of which one represents the group."""
    found = result("consortium", group(organiser, 4))
    assert needed(found) == FORMS | OWN | {
        "member_registry": 7,
        "member_corporate_tax": 7,
        "member_identity": 4,
        "member_income_tax": 4,
        "member_tax_return": 4,
    }


def test_a_named_representative_is_no_participant() -> None:
    found = result("consortium", group("consortium", 0, representative="員11"))
    assert needed(found) == FORMS | OWN | {"member_registry": 11, "member_corporate_tax": 11}


def test_each_small_member_lists_its_staff() -> None:
    applicant = group("consortium", 4)
    applicant["members"][0]["size"] = "medium"
    assert needed(result("consortium", applicant), "report")["staff"] == 11


# --- age ----------------------------------------


@pytest.mark.parametrize(
    ("on", "since"),
    [
        (date(2025, 8, 20), date(2025, 5, 20)),
        (date(2025, 5, 31), date(2025, 2, 28)),
        (date(2025, 5, 28), date(2025, 2, 28)),
        (date(2025, 7, 31), date(2025, 4, 30)),
        (date(2025, 4, 1), date(2025, 1, 1)),
        (date(2025, 3, 31), date(2024, 12, 31)),
        (date(2026, 1, 7), date(2025, 10, 7)),
    ],
)
def test_a_register_is_three_months_old_at_most(on: date, since: date) -> None:
    found = papers(result("normal", COMPANY, on=on), "application")
    assert found["registry"].issued_since == since
    assert found["corporate_tax"].issued_since is None


@given(on=st.dates(date(2020, 1, 1), date(2030, 12, 31)), months=st.integers(1, 24))
def test_the_day_of_issue_is_not_counted(on: date, months: int) -> None:
    """Issued on that day the months have not passed; issued a day earlier they have."""
    since = earliest_issue(on, months)
    assert on < first_day_after(since, months)
    assert on >= first_day_after(since - timedelta(days=1), months)


def test_every_paper_has_a_page() -> None:
    for frame in OFFERS:
        applicant = group("consortium", 4) if frame == "consortium" else COMPANY
        for paper in result(frame, applicant).papers:
            document = "fukusu" if frame == "consortium" else paper.source.split("-")[1].split()[0]
            assert paper.source.startswith(f"koubo-{document} p.")
