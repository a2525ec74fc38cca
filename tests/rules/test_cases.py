"""Hand-checked cases: one file each, its arithmetic in a comment, compared exactly.

The folder that a case stands in is the programme that it is worked out by.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from itsubsidy import Applicant, Estimate, FrameResult, Quote, estimate
from itsubsidy.files.keys import Key
from itsubsidy.files.yaml import parse
from itsubsidy.inputs.spelling import APPLICANT, CLIENT_FILE
from itsubsidy.rules.programme.rulefile import programmes
from itsubsidy.rules.programme.rules import Programme
from itsubsidy.terms import FRAMES

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*/*.yaml"))
PROGRAMMES = {programme.id: programme for programme in programmes()}
ON = {"it2025": date(2025, 8, 20), "it2026": date(2026, 6, 1)}
"""The application date of a case that names none."""

LEAST = {"it2025": (60, 8), "it2026": (40, 6)}
"""How many cases a programme has at least, and how many of them for each frame."""

KEYS = {
    "source",
    "date",
    "applicant",
    "group",
    "member_history",
    "representative",
    "tax",
    "tax_rate",
    "total",
    "total_with_tax",
    "items",
    "expect",
}
SPELLINGS = {**CLIENT_FILE, "applicant": Key("applicant", (), "", below=APPLICANT)}
"""A case is read as from a file: an industry by its number, a day as people write it."""

OF_A_QUOTE = ("tax", "tax_rate", "total", "total_with_tax", "items")
NAMES = {"small": "小", "medium": "中", "large": "大"}


@pytest.mark.parametrize("id", PROGRAMMES)
def test_there_are_enough_cases_of_every_frame(id: str) -> None:
    names = [case.name for case in CASES if case.parent.name == id]
    least, least_of_each = LEAST[id]
    assert len(names) >= least
    for frame in FRAMES:
        assert sum(name.startswith(f"{frame}-") for name in names) >= least_of_each


def test_every_case_is_of_a_programme_that_is_shipped() -> None:
    assert {path.parent.name for path in CASES} == PROGRAMMES.keys() == ON.keys()


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_case(path: Path) -> None:
    assert_holds(path.read_bytes(), PROGRAMMES[path.parent.name])


def test_the_case_that_the_readme_explains_holds(pages: dict[str, str]) -> None:
    shown = re.search(r"<!-- case -->\n```yaml\n(.*?)```", pages["tests/README.md"], re.DOTALL)
    assert shown
    assert_holds(shown[1].encode(), PROGRAMMES["it2025"])


def assert_holds(raw: bytes, programme: Programme) -> None:
    """A case is written as it should be, and the tool answers what it expects."""
    case = parse(raw, "case.yaml", SPELLINGS).data
    assert case.keys() <= KEYS
    assert raw.startswith(b"# "), "the arithmetic stands in a comment at the top"
    assert_source_exists(case["source"], programme)

    answer = estimate(
        applicant_of(case),
        [quote_of(case)],
        on=case.get("date", ON[programme.id]),
        programme=programme,
    )

    assert_expected(case["expect"], answer)


def applicant_of(case: dict[str, Any]) -> Applicant:
    """The applicant of a case, or a group of so many members of each size."""
    if "applicant" in case:
        return Applicant.model_validate(case["applicant"])
    members: list[dict[str, Any]] = [
        {"name": f"{NAMES[size]}{number}", "size": size}
        for size, count in case["group"].items()
        for number in range(1, count + 1)
    ]
    members[-1]["history"] = case.get("member_history", [])
    group = {"name": "組", "entity": "group", "organiser": "consortium", "members": members}
    if "representative" in case:
        group["representative"] = case["representative"]
    return Applicant.model_validate(group)


def quote_of(case: dict[str, Any]) -> Quote:
    return Quote.model_validate({key: case[key] for key in OF_A_QUOTE if key in case})


def assert_source_exists(source: str, programme: Programme) -> None:
    found = re.fullmatch(r"([a-z0-9-]+) (?:p\.(\d+)|(.+))", source)
    assert found, source
    document = programme.documents[found[1]]
    assert 1 <= int(found[2]) <= document.pages if found[2] else found[3] in document.places


def assert_expected(expect: dict[str, Any], answer: Estimate) -> None:
    """Every key that a case states, compared as a whole value."""
    quote = answer.quotes[0]
    known = {"size", "deemed_large", "total", "best", "notes", "warnings", *FRAMES}
    assert expect.keys() <= known
    assert expect.keys() & FRAMES.keys(), "a case says what a frame pays"
    if "size" in expect:
        assert answer.standing is not None
        assert answer.standing.size == expect["size"]
    if "deemed_large" in expect:
        assert answer.standing is not None
        assert answer.standing.deemed_large is expect["deemed_large"]
    if "total" in expect:
        assert quote.total == expect["total"]
    if "best" in expect:
        assert quote.best == expect["best"]
    for note in expect.get("notes", []):
        assert any(note in one for one in answer.notes)
    for warning in expect.get("warnings", []):
        assert any(warning in one.message for one in (*answer.warnings, *quote.warnings))
    for frame in FRAMES:
        if frame in expect:
            stated = expect[frame]
            assert {key: actual(quote.frames[frame], key, stated) for key in stated} == stated


def is_told(text: str, result: FrameResult) -> bool:
    """Whether a text is in what a frame leaves to confirm."""
    return any(text in line for line in result.to_confirm)


def actual(result: FrameResult, key: str, stated: dict[str, Any]) -> Any:
    """What a frame says for one key of a case."""
    match key:
        case "status":
            return "eligible" if result.eligible else "ineligible"
        case "failed":
            return [check.id for check in result.failed]
        case "excluded":
            return {one.item: one.amount for one in result.excluded}
        case "components":
            return {one.id: [one.eligible_cost, one.subsidy] for one in result.components}
        case "excluded_sources":
            return {one.item: one.source for one in result.excluded if one.item in stated[key]}
        case "doubts":
            return {one.id: [one.subsidy, one.difference] for one in result.doubts}
        case "to_confirm":
            return [one for one in stated[key] if is_told(one, result)]
        case "unsaid":
            return [one for one in stated[key] if not is_told(one, result)]
        case "at_stake":
            told = "".join(result.to_confirm)
            return [int(yen.replace(",", "")) for yen in re.findall("補助額 ([-+][0-9,]+)円", told)]
        case "check_sources":
            return {c.id: c.source for c in result.checks if c.id in stated[key]}
        case "effective_rate":
            rate = result.effective_rate
            return None if rate is None else type(stated[key])(str(rate))
        case _:
            return getattr(result, key)
