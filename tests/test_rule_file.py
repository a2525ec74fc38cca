"""The rule file: complete, sourced, exact; and broken copies are refused with where and why."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from importlib.resources import files

import pytest

from itsubsidy.figures import Figure, Threshold
from itsubsidy.inputs.values import PREFECTURES
from itsubsidy.rules.programme import Programme
from itsubsidy.rules.rulefile import (
    RuleFileError,
    minimum_wages,
    programme_for,
    programmes,
    read_programme,
)
from itsubsidy.terms import FRAMES, INDUSTRIES

RULES = files("itsubsidy.rules")
TEXT = (RULES / "it2025.yaml").read_text(encoding="utf-8")


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


def test_documents_that_are_not_held_are_none_of_those_that_are(programme: Programme) -> None:
    held = {str(document.edition) for document in programme.documents.values()}
    for later in programme.not_held:
        assert str(later.edition) not in held
        assert programme.opens <= later.applies_from <= programme.closes


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


def test_rates_are_exact_fractions(programme: Programme) -> None:
    rates = {
        entry.id: entry.value
        for entry in programme.periods[0].rules.entries()
        if isinstance(entry, Figure) and entry.unit == "rate"
    }
    # koubo-tsujyo p.14, koubo-invoice p.13, koubo-denshi p.12, koubo-security p.10,
    # koubo-fukusu p.20
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


def test_the_sme_table(programme: Programme) -> None:
    """koubo-tsujyo p.5: capital in yen, regular employees."""
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


def test_the_small_business_table(programme: Programme) -> None:
    """koubo-tsujyo p.6."""
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
    wages = minimum_wages()
    assert list(wages.prefectures) == list(PREFECTURES)
    assert wages.tables.keys() == {"r6", "r7"}
    assert wages.prefectures["東京都"].of("r6") == 1_163
    assert wages.prefectures["沖縄県"].of("r7") == 1_023
    assert all(wage.r6 < wage.r7 for wage in wages.prefectures.values())
    assert all(wage.r6_from < wage.r7_from for wage in wages.prefectures.values())


def test_the_programme_is_chosen_by_its_window(programme: Programme) -> None:
    assert programme_for(date(2025, 8, 20)) is programme
    assert programme_for(date(1999, 1, 1)) is programmes()[-1]
    assert programme_for(date(1999, 1, 1), "it2025") is programme
    with pytest.raises(KeyError):
        programme_for(date(2025, 8, 20), "it1999")


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


def test_a_second_year_needs_a_rule_file_and_no_code() -> None:
    """The same file with another name, window and rate is another programme."""
    text = TEXT.replace("id: it2025", "id: it2026").replace(
        "year: 2025\nverified", "year: 2026\nverified"
    )
    for year in ("2026", "2025"):
        text = re.sub(rf"(value|since|until): {year}-(\d\d-\d\d)", rf"\1: {int(year) + 1}-\2", text)
    text = text.replace(
        "rate: {label: 補助率, value: 1/2, unit: rate, source: koubo-tsujyo p.14}",
        "rate: {label: 補助率, value: 3/5, unit: rate, source: koubo-tsujyo p.14}",
    )
    second = read_programme(text.encode(), "it2026.yaml")
    assert second.opens == date(2026, 3, 31)
    assert second.at(date(2026, 8, 20)).normal.rate.value == Fraction(3, 5)
