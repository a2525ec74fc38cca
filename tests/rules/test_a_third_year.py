"""A year that nobody had, written from the README of its room alone: its blocks are the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
import yaml

from itsubsidy import Applicant, FrameResult, Programme, Quote, estimate
from itsubsidy.answers import batch as batch_answers
from itsubsidy.cli import ExitCode, main, options
from itsubsidy.cli import check as cli_check
from itsubsidy.cli import init as cli_init
from itsubsidy.reports.content.estimate import estimate_report
from itsubsidy.reports.formats import draw
from itsubsidy.reports.screen import Screen
from itsubsidy.rules.programme.figures import Entry
from itsubsidy.rules.programme.rulefile import RuleFileError, read_programme
from itsubsidy.rules.programme.rules import Grade, Heading, Reading, Rules
from itsubsidy.terms import FRAMES, Frame

PAGE = (files("itsubsidy.rules.programme") / "README.md").read_text(encoding="utf-8")
TEXT = "".join(re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))

SME = {"industry": "manufacturing", "employees": 11, "history": []}
SMALL = {"industry": "manufacturing", "employees": 10, "history": []}
PLAN = {"payroll_growth": "2%", "announced": True}
THREE = ["共P-01", "共P-02", "汎P-07"]


@pytest.fixture
def third(tmp_path: Path) -> Programme:
    """The year in a file of its own."""
    path = tmp_path / "it2031.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return read_programme(path.read_bytes(), path.name)


def software(price: int = 5_000_000, **more: Any) -> dict[str, Any]:
    return {"name": "業務", "category": "software", "price": price, "processes": THREE, **more}


def frame(
    programme: Programme,
    name: Any,
    applicant: dict[str, Any],
    *items: dict[str, Any],
    on: date = date(2031, 6, 1),
) -> FrameResult:
    client = Applicant.model_validate({"name": "甲", **applicant})
    quote = Quote.model_validate({"items": items})
    return estimate(client, [quote], on=on, programme=programme).quotes[0].frames[name]


def failed(result: FrameResult) -> list[str]:
    return [check.id for check in result.failed]


def test_its_frames_have_their_own_names(third: Programme) -> None:
    rules = third.periods[0].rules
    assert rules.normal.name == "業務改革枠"
    assert frame(third, "normal", SME, software()).name == "業務改革枠"
    assert rules.consortium.name == "共同デジタル化枠"


def test_its_wage_plan_is_of_the_total_and_has_no_margin(third: Programme) -> None:
    """5,000,000 × 3/5 = 3,000,000; without the plan below 2,000,000."""
    with_plan = {**SME, "wage_plan": PLAN}
    assert frame(third, "normal", with_plan, software()).subsidy == 3_000_000
    assert frame(third, "normal", SME, software()).subsidy == 1_999_999
    per_head = {**SME, "wage_plan": {"per_head_growth": "5%", "announced": True}}
    result = frame(third, "normal", per_head, software())
    assert result.subsidy == 1_999_999
    assert any(
        "「1人当たり給与支給総額の年平均成長率 5%」は数えていません" in line
        for line in result.to_confirm
    )


def test_two_processes_stay_under_the_lower_ceiling(third: Programme) -> None:
    two = software(processes=THREE[:2])
    assert frame(third, "normal", {**SME, "wage_plan": PLAN}, two).subsidy == 1_999_999
    alone = software(processes=["汎P-07"])
    assert failed(frame(third, "normal", SME, alone)) == ["normal.alone"]


def test_a_decision_of_the_year_before_asks_for_a_plan_at_any_amount(third: Programme) -> None:
    """1,000,000 × 3/5 = 600,000."""
    again = {"history": [{"year": 2030, "frame": "edi"}]}
    closed = frame(third, "normal", {**SME, **again}, software(1_000_000))
    assert failed(closed) == ["normal.wage_plan_repeat.payroll_growth"]
    (step,) = (step for step in closed.next if step.id == "prerequisites")
    assert (step.gain, step.changes) == (600_000, (("applicant.wage_plan.payroll_growth", "4%"),))
    enough = {**SME, **again, "wage_plan": {"payroll_growth": "4%"}}
    assert frame(third, "normal", enough, software(1_000_000)).subsidy == 600_000
    small = frame(third, "normal", {**SMALL, **again}, software(1_000_000))
    assert small.subsidy == 600_000
    assert any("小規模事業者の給与支給総額の年平均成長率" in line for line in small.to_confirm)
    school = {**SME, **again, "wage_plan_exemption": "school"}
    assert frame(third, "normal", school, software()).subsidy == 3_000_000


@pytest.mark.parametrize(
    ("decision", "on", "closed_by"),
    [
        # six months from the day after 2030-12-01 end with 2031-06-01
        ({"year": 2030, "frame": "normal", "decided_on": "2030-12-01"}, "2031-06-01", "waiting"),
        ({"year": 2030, "frame": "normal", "decided_on": "2030-12-01"}, "2031-06-02", None),
        ({"year": 2029, "frame": "invoice"}, "2031-06-01", "bars.recipients"),
        ({"year": 2029, "frame": "edi"}, "2031-06-01", "bars.recipients"),
        ({"year": 2028, "frame": "invoice"}, "2031-06-01", None),
    ],
)
def test_its_wait_and_its_bar(
    decision: dict[str, Any], on: str, closed_by: str | None, third: Programme
) -> None:
    plan = {"payroll_growth": "4%", "announced": True}
    applicant = {**SME, "history": [decision], "wage_plan": plan}
    result = frame(third, "normal", applicant, software(), on=date.fromisoformat(on))
    assert failed(result) == ([] if closed_by is None else [f"normal.{closed_by}"])


def test_productivity_after_a_decision(third: Programme) -> None:
    plan = {"payroll_growth": "4%", "announced": True}
    answers = {"prerequisites": {"productivity_growth": "4.9%"}, "wage_plan": plan}
    assert frame(third, "normal", {**SME, **answers}, software()).subsidy == 3_000_000
    history = [{"year": 2030, "frame": "normal", "decided_on": "2030-05-01"}]
    closed = frame(third, "normal", {**SME, **answers, "history": history}, software())
    assert failed(closed) == ["normal.prerequisites.productivity_growth_repeat"]


@pytest.mark.parametrize(
    ("on", "moved_to", "rate", "subsidy"),
    [
        # 1,000,000 × 3/5 to August, × 2/5 from September
        (date(2030, 1, 1), date(2031, 4, 1), "3/5", 600_000),
        (date(2031, 8, 31), date(2031, 8, 31), "3/5", 600_000),
        (date(2031, 9, 1), date(2031, 9, 1), "2/5", 400_000),
        (date(2032, 2, 1), date(2031, 12, 24), "2/5", 400_000),
    ],
)
def test_its_window_and_what_changes_in_it(
    on: date, moved_to: date, rate: str, subsidy: int, third: Programme
) -> None:
    client = Applicant.model_validate({"name": "甲", **SME})
    quote = Quote.model_validate({"items": [software(1_000_000)]})
    answer = estimate(client, [quote], on=on, programme=third)
    assert answer.on == moved_to
    result = answer.quotes[0].frames["normal"]
    assert (result.rate, result.subsidy) == (rate, subsidy)


@pytest.mark.parametrize(
    ("yen", "rate"), [(1_225, "3/5"), (1_226, "4/5"), (1_279, "4/5"), (1_280, "3/5")]
)
def test_its_wages_from_one_table_to_the_next(yen: int, rate: str, third: Programme) -> None:
    """Tokyo, 令和7年度 1,226 and 令和8年度 1,280: one of two in two months."""
    rows = [
        {
            "employee": name,
            "prefecture": "東京都",
            "wages": dict.fromkeys(["2026-05", "2026-06"], paid),
        }
        for name, paid in (("甲", yen), ("乙", 1_500))
    ]
    applicant = {**SME, "employees": 2, "size": "medium", "near_minimum_wage": {"ledger": rows}}
    assert frame(third, "normal", applicant, software(500_000)).rate == rate


def test_its_other_frames(third: Programme) -> None:
    """対応類型, small: 400,000 × 3/4 = 300,000, 400,000 × 1/4 more: 400,000; pc 90,000 × 1/3.
    電子取引: 10,000 × 12 × 3/4 × 1/2 = 45,000. セキュリティ: 10,000 × 24 × 2/3 = 160,000.
    """
    functions = ["accounting", "ordering", "settlement"]
    items = [
        software(800_000, functions=functions),
        {"name": "PC", "category": "pc", "price": 90_000},
        software(
            10_000,
            per="month",
            months=24,
            functions=["ordering"],
            accounts={"suppliers": 4, "sme_suppliers": 3},
        )
        | {"name": "受発注"},
        {"name": "見守り", "category": "otasuketai", "price": 10_000, "per": "month", "months": 36},
    ]
    assert frame(third, "invoice", SMALL, *items[:2]).subsidy == 300_000 + 100_000 + 30_000
    assert frame(third, "edi", SMALL, items[2]).subsidy == 45_000
    assert frame(third, "security", SMALL, items[3]).subsidy == 160_000
    barred = {**SMALL, "history": [{"year": 2030, "frame": "security"}]}
    assert failed(frame(third, "security", barred, items[3])) == ["security.bars.once"]


def test_its_group_of_five(third: Programme) -> None:
    """575,000 each: 375,000 × 4/5 = 300,000, 200,000 × 1/2: 400,000 × 5 = 2,000,000.
    Administration 900,000 × 1/2 = 450,000, but 2,000,000 × 20 % × 1/2 = 200,000; of the costs
    2,875,000 × 20 % × 1/2 = 287,500.
    """
    members = [{"name": f"員{number}", "size": "small"} for number in range(5)]
    group = {"entity": "group", "organiser": "consortium", "members": members}
    items = [
        software(575_000, functions=["accounting", "ordering"]),
        {"name": "事務", "category": "administration", "price": 900_000},
    ]
    result = frame(third, "consortium", group, *items)
    assert result.subsidy == 2_200_000
    assert [(one.id, one.difference) for one in result.doubts] == [
        ("administration_by_cost", 87_500)
    ]
    four = {**group, "members": members[:4]}
    assert failed(frame(third, "consortium", four, *items)) == ["consortium.members"]


def test_its_rules_are_known_as_well_as_their_documents(third: Programme) -> None:
    rules = third.periods[0].rules
    assert third.grade_of(rules.normal.floor.source) == "official"
    assert rules.normal.waiting is not None
    assert third.grade_of(rules.normal.waiting.source) == "reported"
    assert third.grade_of(rules.security.bars["once"].source) == "carried"


def test_a_frame_that_the_year_does_not_have_is_told_nowhere() -> None:
    """Without セキュリティ対策推進枠, and without a word of it elsewhere."""
    (section,) = re.findall(r"^security:\n(?:  .*\n)+", TEXT, re.MULTILINE)
    text = TEXT.replace(section, "").replace("frames: [security]", "frames: []")
    text = re.sub(r"^together:\n  - .*\n", "together: []\n", text, flags=re.MULTILINE)
    without = read_programme(text.encode(), "it2031.yaml")
    client = Applicant.model_validate({"name": "甲", **SME})
    quote = Quote.model_validate({"items": [software(1_000_000)]})
    answer = estimate(client, [quote], on=date(2031, 6, 1), programme=without)
    assert list(answer.quotes[0].frames) == ["normal", "invoice", "edi", "consortium"]
    assert answer.quotes[0].best == "normal"
    assert answer.programme.frames == {
        "normal": "業務改革枠",
        "invoice": "インボイス枠（インボイス対応類型）",
        "edi": "インボイス枠（電子取引類型）",
        "consortium": "共同デジタル化枠",
    }
    for form in ("table", "json"):
        report = draw(estimate_report(answer), form, Screen(None, False))
        assert "業務改革枠" in report
        assert "通常枠" not in report
        assert "セキュリティ対策推進枠" not in report
        assert "複数社連携" not in report


def without(frame: str) -> Programme:
    """The year without a section of its file."""
    data = {name: section for name, section in yaml.safe_load(TEXT).items() if name != frame}
    return read_programme(yaml.safe_dump(data, allow_unicode=True).encode(), "it2031.yaml")


LEDGER = "従業員,都道府県,2026年5月,2026年6月\n甲,東京都,1250,1250\n乙,東京都,125,1250\n"
CLIENT = """name: 甲
industry: manufacturing
employees: 2
near_minimum_wage: {ledger: wages.csv}
"""
GROUP = """name: 甲
entity: group
organiser: consortium
members:
"""
BOUGHT = """items:
  - name: 業務
    category: software
    price: 400_000
    processes: [共P-01, 共P-02, 汎P-07]
    functions: [accounting]
  - name: 受発注
    category: software
    price: 10_000
    per: month
    months: 24
    processes: [共P-02]
    functions: [ordering]
    accounts: {suppliers: 4, sme_suppliers: 3}
  - {name: 研修, category: setup, price: 20_000, quantity: 60, unit: 時間}
  - {name: 見守り, category: otasuketai, price: 10_000, per: month, months: 24}
  - {name: PC, category: pc, price: 90_000}
"""


@pytest.mark.parametrize("is_group", [False, True], ids=["single", "group"])
@pytest.mark.parametrize("missing", FRAMES)
def test_a_frame_that_the_year_does_not_have_is_missed_by_nothing(
    missing: Frame,
    is_group: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Every command answers a client that has a bit of everything."""
    year = without(missing)
    members = "".join(f"  - {{name: 員{at}, size: small}}\n" for at in range(5))
    (tmp_path / "applicant.yaml").write_text(GROUP + members if is_group else CLIENT, "utf-8")
    (tmp_path / "quote.yaml").write_text(BOUGHT, "utf-8")
    (tmp_path / "wages.csv").write_text(LEDGER, "utf-8")
    for module in (options, cli_check, batch_answers):
        monkeypatch.setattr(module, "programme_for", lambda *_: year)
    monkeypatch.setattr(cli_check, "headings", lambda: (year,))
    monkeypatch.setattr(cli_init, "programmes", lambda: (year,))
    client = str(tmp_path)
    for command in (
        ["estimate", client],
        ["estimate", client, "--format", "html"],
        ["explain", client, "--format", "json"],
        ["plan", client, "--explain"],
        ["whatif", client, "--set", "items.1.price=500_000"],
        ["check", client],
        ["batch", client, "--plan", "--format", "json", "--jobs", "1"],
        ["rules"],
        ["rounds"],
        ["init", str(tmp_path / "new"), "--wages"],
    ):
        assert main(command) == ExitCode.ANSWERED, (command, capsys.readouterr().err)
        out = capsys.readouterr().out
        assert FRAMES[missing] not in out or command[0] in ("rules", "init"), command


@pytest.mark.parametrize(
    ("on", "number"),
    [
        (date(2031, 7, 31), 1),
        (date(2031, 8, 1), 2),
        (date(2031, 12, 24), 2),
        (date(2031, 12, 25), None),
    ],
)
def test_its_rounds(on: date, number: int | None, third: Programme) -> None:
    here = third.round_of("normal", on)
    assert (here and here.number) == number
    assert third.round_of("security", on) is None
    assert (third.last_deadline, third.later_rounds) == (date(2031, 12, 24), "none")


def test_a_year_has_an_end_or_rounds() -> None:
    text = re.sub(r"^rounds:\n(?:  .*\n)+", "", TEXT, flags=re.MULTILINE)
    assert read_programme(text.encode(), "it2031.yaml").last_deadline == date(2031, 12, 24)
    endless = re.sub(r"  closes: .*\n", "", text)
    with pytest.raises(RuleFileError, match="分かっている締切 rounds が要ります"):
        read_programme(endless.encode(), "it2031.yaml")


def test_the_window_may_have_no_end() -> None:
    text = re.sub(r"  closes: .*\n", "", TEXT).replace("until: 2031-12-24, ", "")
    text = text.replace("      until: 2031-12-24\n", "")
    endless = read_programme(text.encode(), "it2031.yaml")
    assert endless.closes is None
    assert frame(endless, "normal", SME, software(1_000_000), on=date(2035, 1, 1)).rate == "2/5"


# --- the page says all there is -----------------------------------------------------------------


def keys(kind: Any) -> Iterator[str]:
    """Every key that a file may have, wherever it stands."""
    for argument in get_args(kind):
        yield from keys(argument)
    kind = get_origin(kind) or kind
    if isinstance(kind, type) and issubclass(kind, Entry):
        for name, field in kind.fields.items():
            yield name
            yield from keys(field)


@pytest.mark.parametrize(
    "word",
    sorted({*keys(Heading), *keys(Rules), *get_args(Reading), *get_args(Grade)}),
)
def test_the_page_has_every_key_and_every_word(word: str) -> None:
    assert re.search(rf"\b{word}\b", PAGE)


MAY_BE_MISSING = {"wage_plan_exempt", "waiting", "alone", "short"}
"""What a year may have no rule of; elsewhere the page says that more may."""

LINES = [
    line
    for line in re.findall(r"^  [a-z_]+: .*\n", TEXT, re.MULTILINE)
    if TEXT.count(line) == 1 and "&" not in line and "closes" not in line
]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.split(":")[0].strip())
def test_a_rule_that_must_be_there_is_missed(line: str) -> None:
    text = TEXT.replace(line, "")
    key = line.split(":")[0].strip()
    if key in MAY_BE_MISSING:
        assert read_programme(text.encode(), "it2031.yaml").id == "it2031"
    else:
        with pytest.raises(RuleFileError, match=key):
            read_programme(text.encode(), "it2031.yaml")
