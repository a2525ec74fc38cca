"""The rule file: complete, sourced, exact; and broken copies are refused with where and why."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

from itsubsidy import Applicant, Quote, estimate
from itsubsidy.cli import ExitCode, main
from itsubsidy.inputs.values import PREFECTURES
from itsubsidy.money import percent
from itsubsidy.rules.programme import rulefile
from itsubsidy.rules.programme.figures import Figure, Provision, Threshold
from itsubsidy.rules.programme.rulefile import (
    RuleFileError,
    minimum_wages,
    programme_for,
    programmes,
    read_heading,
    read_minimum_wages,
    read_programme,
    wage_tables,
)
from itsubsidy.rules.programme.rules import Programme
from itsubsidy.terms import FRAMES, INDUSTRIES

RULES = files("itsubsidy.rules.programme")
TEXT = (RULES / "it2025.yaml").read_text(encoding="utf-8")
TEXT_2026 = (RULES / "it2026.yaml").read_text(encoding="utf-8")
EVERY = pytest.mark.parametrize("programme", programmes(), ids=lambda programme: programme.id)
IN_2026 = programme_for(date(2026, 6, 1))


@EVERY
def test_every_entry_has_a_source_that_exists(programme: Programme) -> None:
    for period in programme.periods:
        for entry in (*period.rules.entries(), *period.rules.not_modelled, *period.rules.assumed):
            for source in entry.source.split(", "):
                found = re.fullmatch(r"([a-z0-9-]+) (?:p\.(\d+)|(.+))", source)
                assert found, entry.id
                document = programme.documents[found[1]]
                if found[2]:
                    assert 1 <= int(found[2]) <= document.pages, entry.id
                else:
                    assert found[3] in document.places, entry.id


@pytest.mark.parametrize(
    ("id", "source"),
    [
        # the 様式 that cut are 5, 6 and 7; 8 only adds up
        ("consortium.floor", "form-fukusu 様式5, form-fukusu 様式6, form-fukusu 様式7"),
        ("consortium.total", "form-fukusu 様式8"),
        # p.20 has the ceilings of devices, the form that they are each member's
        ("consortium.pc_ceiling", "koubo-fukusu p.20, form-fukusu 様式5"),
        ("consortium.register_ceiling", "koubo-fukusu p.20, form-fukusu 様式5"),
        # those who introduce the tools: 別表 *3; the form is headed by the members of the group
        ("consortium.analysis_ceiling", "koubo-fukusu p.20, kitei-2025-fukusu p.14"),
        # by reference
        ("consortium.costs.option_months", "koubo-fukusu p.17, koubo-invoice p.10"),
        ("consortium.costs.consulting_count", "koubo-fukusu p.17, koubo-invoice p.10"),
        # p.11 says クラウド型, and names 買取形式; the cost of p.12 is クラウド利用費
        ("edi.costs.not_cloud", "koubo-denshi p.11, koubo-denshi p.12"),
        ("edi.rate_large", "koubo-denshi p.12, kitei-2025-denshi p.12, kitei-2025-denshi p.14"),
        ("normal.waiting", "koubo-tsujyo p.19, civil-code 140条, civil-code 143条"),
        ("consortium.waiting", "koubo-fukusu p.21, civil-code 140条, civil-code 143条"),
    ],
)
def test_a_rule_cites_the_pages_that_have_it(id: str, source: str, programme: Programme) -> None:
    for period in programme.periods:
        assert {entry.id: entry.source for entry in period.rules.entries()}[id] == source


def test_two_thirds_cite_the_change_from_the_day_it_applies(programme: Programme) -> None:
    """2/3 itself is p.14's, on a condition that holds no longer."""
    sources = [
        programme.at(on).normal.rate_near_minimum_wage.source
        for on in (date(2025, 10, 31), date(2025, 11, 1))
    ]
    assert sources == ["koubo-tsujyo p.14", "koubo-tsujyo p.14, round7 通知, round7 案内"]


@EVERY
def test_documents_that_are_not_held_are_none_of_those_that_are(programme: Programme) -> None:
    held = {
        str(document.edition)
        for document in programme.documents.values()
        if document.grade in ("official", "superseded")
    }
    for later in programme.not_held:
        assert str(later.edition) not in held
        assert programme.within(later.applies_from) == later.applies_from


@pytest.mark.parametrize(
    ("shipped", "less_known"),
    [
        ("it2025", {"round7": "quoted", "schedule": "reported"}),
        (
            "it2026",
            {
                "kitei2026-0330": "quoted",
                "kitei2026-tsujyo": "superseded",
                "kitei2026-invoice": "superseded",
                "kitei2026-denshi": "superseded",
                "koubo2026": "reported",
                "schedule2026": "reported",
                "koubo-tsujyo": "carried",
                "koubo-invoice": "carried",
                "koubo-denshi": "carried",
                "koubo-security": "carried",
                "koubo-fukusu": "carried",
                "kitei-2025-security": "carried",
                "form-fukusu": "carried",
                "form-denshi": "carried",
                "form-price": "carried",
            },
        ),
    ],
)
def test_how_well_each_document_is_known(shipped: str, less_known: dict[str, str]) -> None:
    documents = programme_for(date(1999, 1, 1), shipped).documents
    graded = {name: document.grade for name, document in documents.items()}
    assert {name: grade for name, grade in graded.items() if grade != "official"} == less_known


@pytest.mark.parametrize(
    ("source", "grade"),
    [
        ("kitei2026-fukusu p.13", "official"),
        ("kitei2026-0330 別表", "quoted"),
        ("kitei2026-0330 別表, kitei2026-fukusu p.13", "quoted"),
        ("kitei2026-tsujyo p.4", "superseded"),
        ("kitei2026-tsujyo p.4, kitei2026-0330 別表", "superseded"),
        ("koubo2026 通常枠, civil-code 140条, civil-code 143条", "reported"),
        ("kitei2026-tsujyo p.4, koubo2026 小規模事業者の賃上げ計画", "reported"),
        ("koubo-tsujyo p.19", "carried"),
        ("koubo2026 通常枠, koubo-tsujyo p.19", "carried"),
    ],
)
def test_a_rule_is_known_as_well_as_the_worst_of_its_documents(source: str, grade: str) -> None:
    assert IN_2026.grade_of(source) == grade


@pytest.mark.parametrize(
    ("id", "grade"),
    [
        # the table of what differs from 2025, rule by rule
        ("normal.business_processes", "quoted"),
        ("normal.processes_upper", "quoted"),
        ("normal.rate", "quoted"),
        ("normal.floor", "quoted"),
        ("normal.ceiling", "quoted"),
        ("normal.ceiling_upper", "quoted"),
        ("normal.rate_near_minimum_wage", "quoted"),
        ("normal.near_minimum_wage.share", "quoted"),
        ("normal.near_minimum_wage.from_period_minimum", "quoted"),
        ("normal.costs.software_months", "quoted"),
        ("normal.costs.option_months", "carried"),
        ("normal.costs.services_cap", "carried"),
        ("normal.prerequisites.productivity_growth_repeat", "superseded"),
        ("normal.wage_plan.per_head_growth", "superseded"),
        ("normal.wage_plan_repeat.per_head_growth", "superseded"),
        ("normal.wage_plan_exempt", "superseded"),
        ("normal.wage_plan_repeat.small_per_head_growth", "reported"),
        ("normal.waiting", "reported"),
        ("invoice.rate_first", "superseded"),
        ("invoice.wage_plan_repeat.per_head_growth", "superseded"),
        ("invoice.bars.recipients", "reported"),
        ("edi.rate", "superseded"),
        ("edi.rate_large", "superseded"),
        ("edi.wage_plan_repeat.large_per_head_growth", "superseded"),
        ("security.rate", "quoted"),
        ("security.rate_small", "quoted"),
        ("security.ceiling", "carried"),
        ("consortium.rate_first", "official"),
        ("consortium.prerequisites.productivity_growth_repeat", "official"),
        ("consortium.members", "official"),
        ("consortium.joint_ceiling", "official"),
        ("consortium.sme", "carried"),
        ("consortium.other_share", "carried"),
    ],
)
def test_how_well_the_rules_of_2026_are_known(id: str, grade: str) -> None:
    for period in IN_2026.periods:
        sources = {entry.id: entry.source for entry in period.rules.entries()}
        assert IN_2026.grade_of(sources[id]) == grade


def test_growth_of_pay_is_counted_from_the_target_for_prices() -> None:
    """日本銀行の「物価安定の目標」 2% + 1%, + 1.5%, + 3%: kitei2026-tsujyo pp.4–5, -invoice p.3,
    -denshi p.4.
    """
    over = {
        "normal.wage_plan.per_head_growth": "1%",
        "normal.wage_plan_repeat.per_head_growth": "1.5%",
        "normal.wage_plan_repeat.small_per_head_growth": "1.5%",
        "invoice.wage_plan_repeat.per_head_growth": "1.5%",
        "invoice.wage_plan_repeat.small_per_head_growth": "1.5%",
        "edi.wage_plan_repeat.per_head_growth": "1.5%",
        "edi.wage_plan_repeat.large_per_head_growth": "3%",
        "edi.wage_plan_repeat.small_per_head_growth": "1.5%",
    }
    for period in IN_2026.periods:
        figures = {e.id: e for e in period.rules.entries() if isinstance(e, Figure)}
        targets = [rule.value for name, rule in figures.items() if "price_stability" in name]
        assert targets == [Fraction(2, 100)] * 3
        asked = {name: rule for name, rule in figures.items() if name.endswith("per_head_growth")}
        assert {name: percent(rule.value - targets[0]) for name, rule in asked.items()} == over
        for name, rule in asked.items():
            if ".small_" not in name:
                assert f"物価安定の目標 2% + {over[name]}" in rule.label


def test_every_frame_is_there_under_its_official_name(programme: Programme) -> None:
    rules = programme.periods[0].rules
    assert [rules.frame(frame).name for frame in FRAMES] == list(FRAMES.values())


def test_no_figure_of_a_rule_stands_in_code() -> None:
    """Every amount of five digits or more in the rules' modules is in the rule file alone."""
    for path in RULES.iterdir():
        if path.name.endswith(".py"):
            code = re.sub(r'""".*?"""|#.*', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
            assert re.findall(r"\b\d[\d_]{4,}\b", code) == [], path.name
            assert "Fraction(1, 2)" not in code
            assert not re.search(r"\bfloat\(|\bround\(", code), path.name


@EVERY
def test_rates_are_exact_fractions(programme: Programme) -> None:
    """The same in both years."""
    rates = {
        entry.id: entry.value
        for entry in programme.periods[0].rules.entries()
        if isinstance(entry, Figure) and entry.unit == "rate"
    }
    # koubo-tsujyo p.14, koubo-invoice p.13, koubo-denshi p.12, koubo-security p.10,
    # koubo-fukusu p.20; kitei2026-tsujyo p.13, -invoice p.12, -denshi p.13, -fukusu p.13
    assert rates == {
        "normal.rate": Fraction(1, 2),
        "normal.rate_near_minimum_wage": Fraction(2, 3),
        "invoice.rate_first": Fraction(3, 4),
        "invoice.rate_first_small": Fraction(4, 5),
        "invoice.rate_rest": Fraction(2, 3),
        "invoice.pc_rate": Fraction(1, 2),
        "invoice.register_rate": Fraction(1, 2),
        "edi.rate": Fraction(2, 3),
        "edi.rate_large": Fraction(1, 2),
        "security.rate": Fraction(1, 2),
        "security.rate_small": Fraction(2, 3),
        "consortium.rate_first": Fraction(3, 4),
        "consortium.rate_first_small": Fraction(4, 5),
        "consortium.rate_rest": Fraction(2, 3),
        "consortium.pc_rate": Fraction(1, 2),
        "consortium.register_rate": Fraction(1, 2),
        "consortium.analysis_rate": Fraction(2, 3),
        "consortium.other_rate": Fraction(2, 3),
    }


def test_operators_are_those_of_the_guidelines_of_2026() -> None:
    strict = {
        entry.id: (entry.value, entry.op)
        for entry in IN_2026.at(date(2026, 6, 1)).entries()
        if isinstance(entry, Threshold) and entry.op in ("<", ">")
    }
    assert strict == {
        "normal.ceiling": (1_500_000, "<"),  # １５０万円未満, kitei2026-tsujyo p.13
        "normal.near_minimum_wage.upper": (0, "<"),  # 令和７年度…未満, the same
        "size.deemed_large.taxable_income": (1_500_000_000, ">"),  # を超える, p.15
    }


def test_operators_are_those_of_the_guidelines(programme: Programme) -> None:
    """未満 is <, 以下 is <=, 超 is >, 以上 is >=; only two thresholds are not closed ones."""
    strict = {
        entry.id: (entry.value, entry.op)
        for entry in programme.at(date(2025, 8, 20)).entries()
        if isinstance(entry, Threshold) and entry.op in ("<", ">")
    }
    assert strict == {
        "normal.ceiling": (1_500_000, "<"),  # ５万円～１５０万円未満, koubo-tsujyo p.15
        "size.deemed_large.taxable_income": (1_500_000_000, ">"),  # を超える, koubo-tsujyo p.11
    }


@EVERY
def test_the_sme_table(programme: Programme) -> None:
    """koubo-tsujyo p.5, kitei2026-tsujyo p.14: capital in yen, regular employees."""
    size = programme.periods[0].rules.size
    table = {
        industry: (size.sme_class(industry).capital.value, size.sme_class(industry).employees.value)
        for industry in INDUSTRIES
    }
    assert table == {
        "manufacturing": (300_000_000, 300),
        "construction": (300_000_000, 300),
        "transport": (300_000_000, 300),
        "wholesale": (100_000_000, 100),
        "service": (50_000_000, 100),
        "entertainment": (50_000_000, 100),
        "retail": (50_000_000, 50),
        "rubber": (300_000_000, 900),
        "software": (300_000_000, 300),
        "lodging": (50_000_000, 200),
        "other": (300_000_000, 300),
    }


@EVERY
def test_the_small_business_table(programme: Programme) -> None:
    """koubo-tsujyo p.6, kitei2026-tsujyo p.14."""
    size = programme.periods[0].rules.size
    five = {"wholesale", "retail", "service", "software"}
    assert {i: size.small_class(i).employees.value for i in INDUSTRIES} == {
        industry: 5 if industry in five else 20 for industry in INDUSTRIES
    }


def test_the_minimum_wage_condition_changes_with_the_seventh_round(programme: Programme) -> None:
    before = programme.at(date(2025, 10, 31)).normal.near_minimum_wage
    after = programme.at(date(2025, 11, 1)).normal.near_minimum_wage
    assert (before.table, after.table) == ("r6", "r7")
    assert [before.near(wage, 1_163) for wage in (1_162, 1_163, 1_213, 1_214)] == [
        False,
        True,
        True,
        False,
    ]
    assert [after.near(wage, 1_226) for wage in (1_000, 1_225, 1_226)] == [True, True, False]


def test_minimum_wages_of_all_prefectures() -> None:
    tables = minimum_wages().tables
    assert list(tables) == ["r6", "r7", "r8"] == list(wage_tables())
    assert [tables[name].of("東京都") for name in tables] == [1_163, 1_226, 1_280]
    assert [tables[name].of("沖縄県") for name in tables] == [952, 1_023, 1_086]
    for table in tables.values():
        assert list(table.prefectures) == list(PREFECTURES)
    for earlier, later in pairwise(tables.values()):
        for prefecture, wage in earlier.prefectures.items():
            assert wage.yen < later.of(prefecture)
            assert wage.since < later.prefectures[prefecture].since


@EVERY
def test_minimum_wages_have_a_source_that_exists(programme: Programme) -> None:
    for name, table in minimum_wages().tables.items():
        sources = [source.split(" ") for source in table.source.split(", ")]
        assert next(document for document, _ in sources) == f"minimum-wage-{name}"
        assert all(place in programme.documents[document].places for document, place in sources)


@pytest.mark.parametrize(
    ("prefecture", "day", "table"),
    [
        ("東京都", date(2024, 9, 30), None),
        ("東京都", date(2024, 10, 1), "r6"),
        ("東京都", date(2025, 10, 2), "r6"),
        ("東京都", date(2025, 10, 3), "r7"),
        ("秋田県", date(2026, 3, 30), "r6"),
        ("秋田県", date(2026, 3, 31), "r7"),
        ("東京都", date(2026, 9, 30), "r7"),
        ("東京都", date(2026, 10, 1), "r8"),
        ("東京都", date(2030, 1, 1), "r8"),
    ],
)
def test_the_minimum_wage_in_force(prefecture: str, day: date, table: str | None) -> None:
    wages = minimum_wages()
    assert wages.in_force(prefecture, day) is (table and wages.tables[table])


WAGES_TEXT = (RULES / "minimum_wages.yaml").read_text(encoding="utf-8")


def test_a_further_table_of_minimum_wages_is_data() -> None:
    """r9 with the wages of r8 and a day later on: it is in force then."""
    r8 = WAGES_TEXT[WAGES_TEXT.index("  r8:") :]
    r9 = r8.replace("r8", "r9").replace("since: 2026", "since: 2027")
    wages = read_minimum_wages((WAGES_TEXT + r9).encode(), "minimum_wages.yaml")
    assert wages.in_force("東京都", date(2027, 10, 1)) is wages.tables["r9"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "東京都: {yen: 1163, since: 2024-10-01}",
            "東京都: {yen: 1163.5, since: 2024-10-01}",
            "tables.r6.prefectures.東京都.yen: 「1163.5」は使えません。使えるのは 整数です",
        ),
        (
            "東京都: {yen: 1163, since: 2024-10-01}",
            "東京都: {yen: 1163}",
            "tables.r6.prefectures.東京都.since: 書かれていません。必ず要るキーです",
        ),
        (
            "      東京都: {yen: 1163, since: 2024-10-01}\n",
            "",
            "tables.r6: 47 都道府県を、ちょうど一度ずつ挙げていません",
        ),
        (
            "    source: minimum-wage-r8 全国一覧\n",
            "",
            "tables.r8.source: 書かれていません。必ず要るキーです",
        ),
    ],
)
def test_a_broken_table_of_minimum_wages_is_refused(old: str, new: str, message: str) -> None:
    assert WAGES_TEXT.count(old) == 1
    with pytest.raises(RuleFileError) as caught:
        read_minimum_wages(WAGES_TEXT.replace(old, new).encode(), "minimum_wages.yaml")
    (problem,) = caught.value.problems
    assert str(problem).endswith(message)
    assert problem.file == "minimum_wages.yaml"
    assert problem.line > 1


CLIENT = {"name": "甲", "size": "small", "near_minimum_wage": {"months": 3, "employees": 3}}
BOUGHT = {"name": "会計", "category": "software", "price": 900_000, "processes": ["共P-04"]}


def test_the_tables_are_read_where_a_wage_is_asked_for() -> None:
    quote = Quote.model_validate({"items": [BOUGHT]})
    read = []
    for prefecture in (None, "東京都"):
        minimum_wages.cache_clear()
        applicant = Applicant.model_validate({**CLIENT, "prefecture": prefecture})
        estimate(applicant, [quote], on=date(2025, 8, 20))
        read.append(minimum_wages.cache_info().currsize)
    assert read == [0, 1]


def test_a_broken_table_stops_no_one_with_an_inner_fault(
    in_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = in_folder / "minimum_wages.yaml"
    broken.write_text(WAGES_TEXT.replace("yen: 1163,", "yen: 千,"), encoding="utf-8")
    monkeypatch.setattr(rulefile, "WAGES", str(broken))
    near = "near_minimum_wage: {months: 3, employees: 3}\n"
    applicant, quote = in_folder / "applicant.yaml", in_folder / "quote.yaml"
    applicant.write_text(f"name: 甲\nsize: small\nprefecture: 東京\n{near}", encoding="utf-8")
    quote.write_text(f"items:\n  - {json.dumps(BOUGHT)}\n", encoding="utf-8")
    minimum_wages.cache_clear()
    assert main(["estimate", str(in_folder), "--date", "2025-08-20"]) == ExitCode.CANNOT_RUN
    told = capsys.readouterr().err
    assert f"{broken}:23:18: tables.r6.prefectures.東京都.yen: " in told
    assert "内部の誤り" not in told
    minimum_wages.cache_clear()


def test_the_programme_is_chosen_by_its_window(programme: Programme) -> None:
    assert [shipped.id for shipped in programmes()] == ["it2025", "it2026"]
    assert programme_for(date(2025, 8, 20)) is programme
    assert programme_for(date(2026, 1, 7)) is programme
    for day in (date(2026, 3, 30), date(2026, 6, 1), date(2031, 1, 1)):
        assert programme_for(day).id == "it2026"
    assert programme_for(date(2026, 3, 29)) is programme
    assert programme_for(date(1999, 1, 1)) is programme
    assert programme_for(date(1999, 1, 1), "it2025") is programme
    assert programme_for(date(1999, 1, 1), "it2026") is IN_2026
    with pytest.raises(KeyError):
        programme_for(date(2025, 8, 20), "it1999")


def test_a_window_without_an_end_has_no_last_day() -> None:
    assert IN_2026.closes is None
    days = [date(2026, 3, 29), date(2026, 3, 30), date(2026, 11, 25), date(2031, 1, 1)]
    assert [IN_2026.within(day) for day in days] == [date(2026, 3, 30), *days[1:]]
    assert IN_2026.at(date(2031, 1, 1)) is IN_2026.periods[-1].rules


LATER = "    - since: 2026-10-01\n"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            LATER,
            LATER + "      until: 2026-12-31\n",
            "normal.near_minimum_wage: 受付の終わりがないので、最後の until は書きません",
        ),
        (
            "      until: 2026-09-30\n",
            "",
            "normal.near_minimum_wage: since と until に、順に並ぶ日付が要ります",
        ),
        (
            LATER,
            "    - since: 2026-10-02\n",
            "期間にすき間があります。since は 2026-10-01 でなければなりません",
        ),
        (
            "schedule2026 受付開始}\n",
            "schedule2026 受付開始}\n  closes: {label: 終, value: 2026, op: '<=', unit: date, "
            "source: schedule2026 受付開始}\n",
            "application_window: opens と closes に、順に並ぶ日付の value が要ります",
        ),
        (
            "grade: quoted",
            "grade: rumoured",
            "documents.kitei2026-0330.grade: 「rumoured」は使えません。"
            "使えるのは official・quoted・superseded・reported・carriedです",
        ),
        (
            "      period_table: r6\n      counted: *counted\n",
            "      period_table: r5\n      counted: *counted\n",
            "period_table: 「r5」の表は minimum_wages.yaml にありません。ある表: r6、r7、r8",
        ),
    ],
)
def test_a_broken_copy_without_an_end_is_refused(old: str, new: str, message: str) -> None:
    assert TEXT_2026.count(old) == 1
    with pytest.raises(RuleFileError) as caught:
        read_programme(TEXT_2026.replace(old, new).encode(), "it2026.yaml")
    assert any(str(problem).endswith(message) for problem in caught.value.problems)


def swap(old: str, new: str) -> Callable[[str], str]:
    def swapped(text: str) -> str:
        assert text.count(old) == 1, old
        return text.replace(old, new)

    return swapped


FLOOR = (
    '  floor: {label: 補助額の下限, value: 50_000, op: ">=", unit: yen, source: koubo-tsujyo p.15}'
)


def line_of(text: str) -> int:
    """The line that a piece of the rule file stands on."""
    return TEXT[: TEXT.index(text)].count("\n") + 1


AT_FLOOR = f"it2025.yaml:{line_of(FLOOR)}"
VALUE = FLOOR.index("50_000") + 1
SOURCE = FLOOR.index("koubo") + 1
DATED = "normal.near_minimum_wage: "
FIRST, SECOND = (
    f"it2025.yaml:{line_of(f'    - since: {day}')}" for day in ("2025-03-31", "2025-11-01")
)


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        pytest.param(
            swap(FLOOR, FLOOR.replace(", source: koubo-tsujyo p.15", "")),
            f"{AT_FLOOR}:10: normal.floor.source: 書かれていません。必ず要るキーです",
            id="no source",
        ),
        pytest.param(
            swap(FLOOR, FLOOR.replace("unit: yen, ", "")),
            f"{AT_FLOOR}:10: normal.floor.unit: 書かれていません。必ず要るキーです",
            id="no unit",
        ),
        pytest.param(
            swap(FLOOR, FLOOR.replace('op: ">=", ', "")),
            f"{AT_FLOOR}:10: normal.floor.op: 書かれていません。必ず要るキーです",
            id="no operator",
        ),
        pytest.param(
            swap(FLOOR, FLOOR.replace("50_000", "50_000.0")),
            f"{AT_FLOOR}:{VALUE}: normal.floor.value: 「50000.0」は使えません。使えるのは 整数です",
            id="a decimal for yen",
        ),
        pytest.param(
            swap(FLOOR, FLOOR.replace("p.15", "p.45")),
            f"{AT_FLOOR}:{SOURCE}: normal.floor.source: "
            "「koubo-tsujyo p.45」の頁がありません。koubo-tsujyo は 44 頁までです",
            id="no such page",
        ),
        pytest.param(
            swap(FLOOR, FLOOR.replace("koubo-tsujyo", "koubo-tsujo")),
            f"{AT_FLOOR}:{SOURCE}: normal.floor.source: "
            "「koubo-tsujo p.15」は「文書 p.頁」の形でないか、documents にない文書です",
            id="no such document",
        ),
        pytest.param(
            swap(FLOOR, FLOOR.replace("50_000", "5_000_000")),
            f"it2025.yaml:{line_of('  name: 通常枠')}:3: normal: "
            "ceiling の 1,500,000円未満 が、下限 floor の 5,000,000円以上 を下回っています",
            id="a cap under its floor",
        ),
        pytest.param(
            swap("    - since: 2025-11-01", "    - since: 2025-11-02"),
            f"{SECOND}:7: {DATED}期間にすき間があります。since は 2025-11-01 でなければなりません",
            id="a gap in time",
        ),
        pytest.param(
            swap("      until: 2025-10-31", "      until: 2025-11-01"),
            f"{SECOND}:7: {DATED}期間に重なりがあります。since は 2025-11-02 でなければなりません",
            id="an overlap in time",
        ),
        pytest.param(
            swap("      until: 2026-01-07", "      until: 2026-01-06"),
            f"{FIRST}:5: {DATED}期間の終わりにすき間があります。"
            "最後の until は 2026-01-07 でなければなりません",
            id="a gap at the end",
        ),
        pytest.param(
            swap("      industries: [wholesale]", "      industries: [retail]"),
            "業種の区分が、全ての業種をちょうど一度ずつ挙げていません",
            id="an industry twice",
        ),
        pytest.param(
            swap("  rate_large: ", "  rate_larg: "),
            "edi.rate_large: 書かれていません。必ず要るキーです",
            id="a rule missing",
        ),
        pytest.param(
            swap(
                "closes: {label: 交付申請の受付終了, value: 2026-01-07",
                "closes: {label: 終, value: 2025-01-07",
            ),
            "application_window: opens と closes に、順に並ぶ日付の value が要ります",
            id="a window that closes before it opens",
        ),
        pytest.param(
            swap("      table: r7\n", "      table: r9\n"),
            f"it2025.yaml:{line_of('      table: r7')}:14: normal.near_minimum_wage.1.table: "
            "「r9」の表は minimum_wages.yaml にありません。ある表: r6、r7、r8",
            id="no such table of minimum wages",
        ),
        pytest.param(
            swap(FLOOR, f"{FLOOR}\n{FLOOR}"),
            f"it2025.yaml:{line_of(FLOOR) + 1}:3: normal.floor: "
            "同じキーが二度あります。片方を消してください",
            id="a rule twice",
        ),
    ],
)
def test_a_broken_copy_is_refused(broken: Callable[[str], str], message: str) -> None:
    with pytest.raises(RuleFileError) as caught:
        read_programme(broken(TEXT).encode(), "it2025.yaml")
    assert any(line.endswith(message) for line in str(caught.value).splitlines())


@pytest.mark.parametrize("time", ['"24:00"', '"5:00"', '"17:60"', '"17時"'])
def test_the_hour_of_deadlines_is_one(time: str) -> None:
    with pytest.raises(RuleFileError, match=r"time の「.*」は使えません"):
        read_programme(TEXT.replace('time: "17:00"', f"time: {time}").encode(), "it2025.yaml")


def test_the_hour_may_stand_without_quotation_marks() -> None:
    bare = TEXT.replace('time: "17:00"', "time: 17:00")
    assert {rounds.time for rounds in read_programme(bare.encode(), "it2025.yaml").rounds} == {
        "17:00"
    }


@EVERY
def test_every_place_of_a_document_is_cited(programme: Programme) -> None:
    """But for those that the tables of minimum wages cite."""
    text = {"it2025": TEXT, "it2026": TEXT_2026}[programme.id]
    for name, document in programme.documents.items():
        cited_elsewhere = name.startswith("minimum-wage-") or name == "form-wages"
        for place in () if cited_elsewhere else document.places:
            assert f"{name} {place}" in text


@EVERY
def test_a_heading_is_read_without_the_rules(programme: Programme) -> None:
    text = {"it2025": TEXT, "it2026": TEXT_2026}[programme.id]
    broken = text[: text.index("\nsize:")] + "\nsize: 規則ではない\n"
    heading = read_heading(broken.encode(), "it.yaml")
    assert {name: getattr(heading, name) for name in ("id", "name", "year", "opens", "closes")} == {
        name: getattr(programme, name) for name in ("id", "name", "year", "opens", "closes")
    }
    with pytest.raises(RuleFileError, match="size: 「規則ではない」は使えません"):
        read_programme(broken.encode(), "it.yaml")


def test_a_heading_may_stand_anywhere_in_its_file() -> None:
    line = "name: IT導入補助金2025\n"
    assert read_heading((TEXT.replace(line, "") + line).encode(), "it.yaml").name in line


def test_a_fault_of_a_heading_has_its_place() -> None:
    with pytest.raises(RuleFileError, match=r"it\.yaml:[0-9]+:[0-9]+: year: "):
        read_heading(TEXT.replace("year: 2025", "year: 今年").encode(), "it.yaml")


def test_an_entry_shows_what_it_says() -> None:
    entry = Provision(id="a.b", label="要件", source="text p.1")
    assert repr(entry) == "Provision(id='a.b', label='要件', source='text p.1')"


@pytest.mark.parametrize(
    "change", [lambda entry: entry.but(lable="x"), lambda _: Provision(lable="x")]
)
def test_an_entry_has_no_field_that_its_kind_does_not_name(
    change: Callable[[Provision], Provision],
) -> None:
    with pytest.raises(TypeError, match="Provision has no lable"):
        change(Provision(id="a.b", label="要件", source="text p.1"))
