"""Readings that are not taken: in yen, with the reason, and only where they could matter.

Most amounts stand in tests/cases, `doubts: {reading: [subsidy, difference]}`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn, get_args

import pytest
from clients import ON

from itsubsidy import Applicant, Estimate, Quote, estimate, load_client, plan
from itsubsidy.answers.doubts import CONCERNS
from itsubsidy.files.folders import find_client
from itsubsidy.reports.blocks import Bullets
from itsubsidy.reports.content.citations import in_words
from itsubsidy.reports.content.estimate import estimate_report
from itsubsidy.reports.content.explanation import explanation_report
from itsubsidy.reports.content.frame import doubts
from itsubsidy.reports.formats import draw
from itsubsidy.reports.screen import FILE
from itsubsidy.rules.frames.table import FRAME_FUNCTIONS, case_of
from itsubsidy.rules.frames.worksheet import FrameResult
from itsubsidy.rules.programme.rulefile import (
    RuleFileError,
    programme_for,
    programmes,
    read_programme,
)
from itsubsidy.rules.programme.rules import Reading
from itsubsidy.terms import FRAMES

SME = {"industry": "manufacturing", "employees": 30}
SOFTWARE = {"name": "会計", "category": "software", "price": 600_000, "processes": ["共P-04"]}
SERVICE = {"name": "見守り", "category": "otasuketai", "price": 3_000, "per": "month", "months": 24}
ACCOUNTS = {"suppliers": 1, "sme_suppliers": 1}
AFTER_2022 = {
    **SME,
    "history": [{"year": 2022, "frame": "invoice"}],
    "prerequisites": {"productivity_growth": "3%"},
}


def found(result: FrameResult) -> dict[str, tuple[int, int]]:
    return {doubt.id: (doubt.subsidy, doubt.difference) for doubt in result.doubts}


READINGS: dict[str, set[str]] = {
    "it2025": {
        "administration_by_cost",
        "deemed_large_as_sme",
        "every_2022_decision",
        "other_lower_bound",
        "otasuketai_as_option",
    },
    "it2026": {
        "administration_by_cost",
        "administration_by_cost_alone",
        "other_lower_bound",
        "otasuketai_as_option",
        "small_as_bound",
        "small_as_exempt",
    },
}


def test_every_reading_is_in_a_rule_file_and_says_when_it_matters() -> None:
    assert CONCERNS.keys() == set(get_args(Reading)) == set().union(*READINGS.values())
    for shipped in programmes():
        for period in shipped.periods:
            named = [period.rules.frame(frame).doubts for frame in FRAMES]
            assert {one for doubts in named for one in doubts} == READINGS[shipped.id]
            assert all(other.not_taken for doubts in named for other in doubts.values())


@pytest.mark.parametrize("reading", get_args(Reading))
@pytest.mark.parametrize("kind", ["single", "group"])
@pytest.mark.parametrize("on", [ON, date(2025, 12, 1), date(2026, 6, 1)])
def test_a_reading_changes_nothing_for_those_whom_it_does_not_concern(
    reading: Reading, kind: str, on: date
) -> None:
    members = [{"name": f"員{number}", "size": "small"} for number in range(10)]
    group = {"entity": "group", "organiser": "consortium", "members": members}
    more = {
        "prerequisites": {"productivity_growth": "3%"},
        "history": [{"year": 2021, "frame": "normal"}],
    }
    applicant = group if kind == "group" else {**SME, **more}
    quote = {"items": [{**SOFTWARE, "functions": ["ordering"], "months": 24, "accounts": ACCOUNTS}]}
    case = case_of(
        Applicant.model_validate({"name": "甲", **applicant}),
        Quote.model_validate(quote),
        on,
        programme_for(on),
    )
    for work_out in FRAME_FUNCTIONS.values():
        assert work_out(case._replace(reading=reading)) == work_out(case)


def test_a_reading_that_is_none_is_refused() -> None:
    text = (files("itsubsidy.rules.programme") / "it2025.yaml").read_text(encoding="utf-8")
    broken = text.replace("    every_2022_decision:\n", "    any_2022_decision:\n")
    with pytest.raises(RuleFileError, match=r"normal\.doubts\.any_2022_decision: .*使えません"):
        read_programme(broken.encode(), "it2025.yaml")


def test_the_shopping_street_could_get_138320_more_for_its_administration(examples: Path) -> None:
    """koubo-fukusu p.20, kitei-2025-fukusu p.14 against form-fukusu 様式7.

    Eleven shops buy 9,000 × 24 + 60,000 = 276,000, nine of them small (4/5: 220,800), two not
    (3/4: 207,000): 2,401,200. Five registers at 240,000 × 1/2: 600,000. Analysis
    120,000 × 12 + 180,000 × 6 = 2,520,000 × 2/3: 1,680,000. Together 4,681,200 for a cost of
    3,036,000 + 1,200,000 + 2,520,000 = 6,756,000. Administration 750,000 × 2/3 = 500,000, but
    no more than a tenth of 2/3: 312,080 of what is paid, 450,400 of the cost.
    """
    client = load_client(*find_client(examples / "shopping-street"))
    result = estimate(client.applicant, client.quotes, on=ON).quotes[0].frames["consortium"]
    assert result.subsidy == 4_681_200 + 312_080
    assert found(result) == {"administration_by_cost": (4_681_200 + 450_400, 138_320)}


def test_a_doubt_in_json(answer: Callable[..., Estimate]) -> None:
    (normal, *others) = answer(SME, SOFTWARE, SERVICE).to_dict()["quotes"][0]["frames"]
    (doubt,) = normal["doubts"]
    assert {**doubt, "text": ""} == {
        "id": "otasuketai_as_option",
        "text": "",
        "subsidy": 318_000,
        "difference": 18_000,
        "source": "koubo-tsujyo p.14, koubo-tsujyo p.19, koubo-tsujyo p.21",
    }
    assert doubt["text"]
    assert [frame["doubts"] for frame in others] == [[], [], [], []]


def test_two_readings_of_one_frame_are_told_each_by_itself(answer: Callable[..., Estimate]) -> None:
    normal = answer(AFTER_2022, SOFTWARE, SERVICE).quotes[0].frames["normal"]
    assert normal.subsidy == 300_000
    assert found(normal) == {
        "every_2022_decision": (0, -300_000),
        "otasuketai_as_option": (318_000, 18_000),
    }


def test_a_frame_closed_for_another_reason_has_no_doubt(answer: Callable[..., Estimate]) -> None:
    applicant = {**SME, "prerequisites": {"gbizid_prime": False}}
    normal = answer(applicant, SOFTWARE, SERVICE).quotes[0].frames["normal"]
    assert (normal.eligible, normal.doubts) == (False, ())


def test_nothing_is_worked_out_twice_for_those_whom_no_reading_concerns(
    answer: Callable[..., Estimate], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(_: object) -> NoReturn:
        raise AssertionError("worked out again")

    monkeypatch.setattr("itsubsidy.answers.doubts.FRAME_FUNCTIONS", dict.fromkeys(FRAMES, never))
    answer(SME, SOFTWARE)
    with pytest.raises(AssertionError, match="worked out again"):
        answer(SME, SOFTWARE, SERVICE)


def test_amounts_without_the_working_have_no_doubts() -> None:
    applicant = Applicant.model_validate({"name": "甲", **SME})
    quote = Quote.model_validate({"items": [SOFTWARE, SERVICE]})
    bare = estimate(applicant, [quote], on=ON, explained=False, advise=False).quotes[0]
    assert [result.doubts for result in bare.frames.values()] == [(), (), (), (), ()]


def test_an_application_of_a_plan_has_its_doubts() -> None:
    applicant = Applicant.model_validate({"name": "甲", **AFTER_2022})
    service = {**SERVICE, "price": 10_000}  # 240,000 × 1/2 = 120,000 in セキュリティ対策推進枠
    both = Quote.model_validate({"items": [SOFTWARE, service]})
    applications = plan(applicant, [both], on=ON).applications
    assert [one.result.frame for one in applications] == ["normal", "security"]
    assert [found(one.result) for one in applications] == [
        {"every_2022_decision": (0, -300_000)},
        {},
    ]


def lines(blocks: Any) -> list[str]:
    return [line for block in blocks if isinstance(block, Bullets) for line in block.lines]


def drawn(estimate: Estimate) -> Iterator[str]:
    """The reports that show doubts, as tables and as a page."""
    yield draw(estimate_report(estimate), "table", FILE)
    yield draw(explanation_report(estimate), "table", FILE)
    yield draw(estimate_report(estimate), "html", FILE)


def test_the_other_amount_stands_in_every_report(answer: Callable[..., Estimate]) -> None:
    told = answer(AFTER_2022, SOFTWARE, SERVICE)
    normal = told.quotes[0].frames["normal"]
    closed, more = lines(doubts([normal]))
    assert "対象外（-300,000円、koubo-tsujyo p.7, " in closed
    assert "補助額 318,000円（+18,000円、koubo-tsujyo p.14, " in more
    for report in drawn(told):
        assert in_words(closed, told.programme.words) in report
        assert in_words(more, told.programme.words) in report
    assert "318,000円（+18,000円" in draw(explanation_report(told), "markdown", FILE)


def test_a_doubt_of_a_frame_that_is_not_the_best_is_told_too(
    answer: Callable[..., Estimate],
) -> None:
    """The services pay 480,000 × 1/2 = 240,000 for security, more than 90,000 in 通常枠."""
    software = {**SOFTWARE, "price": 180_000}
    told = answer(SME, software, {**SERVICE, "price": 20_000})
    assert told.quotes[0].best == "security"
    # 通常枠: (180,000 + 20,000 × 12) × 1/2 = 210,000
    assert found(told.quotes[0].frames["normal"]) == {"otasuketai_as_option": (210_000, 120_000)}
    for report in (draw(estimate_report(told), name, FILE) for name in ("table", "html")):
        assert "210,000円（+120,000円" in report
