"""What is said of lines beside their amounts: how they were read, what is to be confirmed."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from itsubsidy import Estimate, Quote
from itsubsidy.inputs.item import Item
from itsubsidy.inputs.pricing import price

SOFTWARE: dict[str, Any] = {
    "name": "会計",
    "category": "software",
    "price": 500_000,
    "functions": ["accounting"],
    "processes": ["共P-04"],
}
SMALL = {"size": "small"}


def group(count: int = 10, **more: Any) -> dict[str, Any]:
    members = [{"name": f"員{number}", "size": "small"} for number in range(count)]
    return {"entity": "group", "organiser": "consortium", "members": members, **more}


def confirmed(found: Estimate, frame: str, word: str) -> list[str]:
    """The things to confirm that have a word in them."""
    told = found.quotes[0].frames[frame].to_confirm  # type: ignore[index]
    return [line for line in told if word in line]


# --- notes -----------------------------------------------------------------------------------


def test_months_that_only_a_name_says_are_noted(answer: Callable[..., Estimate]) -> None:
    years = [{**SOFTWARE, "name": f"会計 {year}年目"} for year in (1, 2)]
    renewal = {**SOFTWARE, "name": "会計（更新）", "per": "month", "months": 6, "price": 1}
    written = {**SOFTWARE, "name": "販売 2年目", "months": 12, "first_month": 13}
    notes = answer(SMALL, *years, renewal, written).notes
    assert (
        "品名から、「会計 1年目」は 1か月目からの 12か月、「会計 2年目」は 13か月目からの 12か月、"
        "「会計（更新）」は 25か月目からの 6か月の利用としました"
    ) in notes


def test_a_note_names_five_lines_at_most(answer: Callable[..., Estimate]) -> None:
    years = [{**SOFTWARE, "name": f"会計 {year}年目"} for year in range(1, 8)]
    (note,) = (one for one in answer(SMALL, *years).notes if "品名から" in one)
    assert note.endswith("「会計 5年目」は 49か月目からの 12か月ほか 2件の利用としました")
    (note,) = (one for one in answer(SMALL, *years[:5]).notes if "品名から" in one)
    assert "ほか" not in note


def test_names_that_say_nothing_of_months_are_not_noted(answer: Callable[..., Estimate]) -> None:
    assert not [one for one in answer(SMALL, SOFTWARE).notes if "品名から" in one]


def test_rows_of_sums_are_warned_of_before_all_else(answer: Callable[..., Estimate]) -> None:
    rows = [{"name": name, "category": "other", "price": 500_000} for name in ("小計", "合計")]
    found = answer(SMALL, SOFTWARE, *rows)
    assert [one.message for one in found.quotes[0].warnings[:2]] == [
        f"「{name}」は明細の合計か税の行ではありませんか。そうなら行を消します。"
        "見積額 1,500,000円は 500,000円になります"
        for name in ("小計", "合計")
    ]
    assert (
        found.quotes[0]
        .frames["invoice"]
        .to_confirm[0]
        .startswith(
            "「小計」は明細の合計か税の行ではありませんか。そうなら行を消します: "
            "見積額 -500,000円、補助額 +0円"
        )
    )


# --- to confirm ------------------------------------------------------------------------------


def test_questions_go_before_what_every_frame_asks(answer: Callable[..., Estimate]) -> None:
    """2 × 10,000 × 4/5 is 400,000 − 16,000 … : 500,000 + 20,000 at 4/5 is 416,000."""
    travel = {"name": "出張費", "category": "setup", "price": 20_000}
    agency = {"name": "申請代行", "category": "setup", "price": 10_000}
    found = answer(SMALL, SOFTWARE, travel, agency)
    assert found.quotes[0].frames["invoice"].to_confirm[:3] == (
        "「出張費」は「出張」ではありませんか。そうなら「区分: 対象外」と書きます: "
        "補助額 -16,000円（koubo-invoice p.12）",
        "「申請代行」は「申請代行」ではありませんか。そうなら「区分: 対象外」と書きます: "
        "補助額 -8,000円（koubo-invoice p.12）",
        "上の 2件を合わせると: 補助額 -24,000円",
    )


def test_a_row_of_a_sum_is_asked_before_any_word(answer: Callable[..., Estimate]) -> None:
    travel = {"name": "出張費", "category": "setup", "price": 20_000}
    row = {"name": "小計", "category": "setup", "price": 10_000}
    told = answer(SMALL, SOFTWARE, travel, row).quotes[0].frames["invoice"].to_confirm
    assert [line.split("」")[0] for line in told[:2]] == ["「小計", "「出張費"]


def test_a_question_without_yen_at_stake_is_asked_by_check_alone(
    answer: Callable[..., Estimate],
) -> None:
    """Past the ceiling of one function 500,000 are paid with it and without."""
    travel = {"name": "出張費", "category": "setup", "price": 20_000}
    found = answer(SMALL, {**SOFTWARE, "price": 1_000_000}, travel)
    assert found.quotes[0].frames["invoice"].subsidy == 500_000
    assert confirmed(found, "invoice", "出張費") == []


def test_unlike_shares_of_accounts_are_asked(answer: Callable[..., Estimate]) -> None:
    platform = {**SOFTWARE, "functions": ["ordering"], "months": 12}
    first = {**platform, "name": "受発注", "accounts": {"suppliers": 4, "sme_suppliers": 1}}
    second = {**platform, "name": "受発注", "first_month": 13}
    alike = {**second, "accounts": {"suppliers": 8, "sme_suppliers": 2}}
    unlike = {**second, "accounts": {"suppliers": 8, "sme_suppliers": 3}}
    assert confirmed(answer(SMALL, first, second), "edi", "割合") == []
    assert confirmed(answer(SMALL, first, alike), "edi", "割合") == []
    assert confirmed(answer(SMALL, first, unlike), "edi", "割合") == [
        "「受発注」の受注側アカウントの割合 3/8 が、「受発注」の 1/4 と違います。"
        "行ごとの割合で計算しました"
    ]


@pytest.mark.parametrize(
    ("consulting", "named"),
    [
        ([{"members": ["員0"]}], None),
        ([{"members": ["員0", "員1"]}], "員0、員1"),
        ([{"members": ["員0"]}, {"for": "分析", "name": "分析の相談"}], "員0、分析の相談"),
        ([{"for": "分析", "name": "分析の相談"}], None),
    ],
)
def test_more_than_one_consulting_item_of_a_group_is_to_be_confirmed(
    consulting: list[dict[str, Any]], named: str | None, answer: Callable[..., Estimate]
) -> None:
    analysis = {"name": "分析", "category": "analysis", "price": 300_000}
    lines = [{"name": "相談", "category": "consulting", "price": 1, **one} for one in consulting]
    told = confirmed(answer(group(), SOFTWARE, analysis, *lines), "consortium", "コンサルティング")
    assert [f"（{named}）" in one for one in told] == ([True] if named else [])


def test_who_uses_nothing_is_named_but_for_the_representative(
    answer: Callable[..., Estimate],
) -> None:
    """員0 … 員7 use it, 員8 represents, 員9 is no member: nine."""
    users = {**SOFTWARE, "members": [f"員{number}" for number in range(8)]}
    found = answer(group(representative="員8"), users)
    result = found.quotes[0].frames["consortium"]
    (check,) = (one for one in result.checks if one.id == "consortium.members")
    assert (check.actual, check.ok) == (9, False)
    assert check.label == "グループ構成員の数（ITツールを使う 8者と、使わない代表事業者 員8）"
    assert len(confirmed(found, "consortium", "1者（員9）")) == 1


@pytest.mark.parametrize("organiser", ["commerce_association", "consortium", "town_management"])
def test_a_large_association_leads_unnamed_only_a_group_of_associations(
    organiser: str, answer: Callable[..., Estimate]
) -> None:
    """koubo-fukusu p.8 (ii)–(iv): whatever its size it may represent, not merely take part."""
    chamber = {"name": "商工会", "entity": "chamber", "employees": 101}
    of_ten = group()
    of_ten["members"][0] = chamber
    found = answer({**of_ten, "organiser": organiser}, SOFTWARE).quotes[0].frames["consortium"]
    assert found.eligible is (organiser == "commerce_association")


@pytest.mark.parametrize(("answered", "asked"), [(0, 1), (9, 1), (10, 0)])
def test_deemed_large_members_are_asked_until_all_have_answered(
    answered: int, asked: int, answer: Callable[..., Estimate]
) -> None:
    of_ten = group()
    none = {
        **dict.fromkeys(("largest_share", "total_share", "officer_share"), "0%"),
        **dict.fromkeys(("owned_by_deemed_large", "officers_all_from_large"), False),
        "taxable_income": 0,
    }
    for member in of_ten["members"][:answered]:
        member["large_company"] = none
    told = confirmed(answer(of_ten, SOFTWARE), "consortium", "みなし大企業")
    assert len(told) == asked


def test_a_renewal_of_nothing_is_asked(answer: Callable[..., Estimate]) -> None:
    line = {**SOFTWARE, "name": "会計（更新）", "months": 12}
    assert len(confirmed(answer(SMALL, line), "invoice", "何の続きか")) == 1
    assert confirmed(answer(SMALL, line), "security", "何の続きか") == []


def test_a_discount_that_is_not_given_needs_no_name_in_a_group(
    answer: Callable[..., Estimate],
) -> None:
    off = {"name": "値引き", "category": "discount", "price": 1_000, "quantity": 0}
    assert answer(group(), SOFTWARE, off).quotes[0].total == 5_000_000


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            {"name": "設定", "category": "setup", "for": "販売"},
            ("対象のソフトウェアの数量が 0", "koubo-invoice p.11"),
        ),
        ({"name": "PC", "category": "pc", "acquisition": "used"}, ("中古品", "koubo-invoice p.12")),
        (
            {"name": "PC", "category": "pc", "acquisition": "lease"},
            ("リース・レンタル", "koubo-invoice p.12"),
        ),
        (
            {"name": "PC", "category": "pc", "acquisition": "rental"},
            ("リース・レンタル", "koubo-invoice p.12"),
        ),
        (
            {"name": "会計 3年目", "category": "software", "months": 12},
            ("25か月目からの契約12か月のうち利用24か月を超える分", "koubo-invoice p.10"),
        ),
    ],
)
def test_what_is_left_out_says_why(
    line: dict[str, Any], reason: tuple[str, str], answer: Callable[..., Estimate]
) -> None:
    none = {**SOFTWARE, "name": "販売", "quantity": 0}
    once = {**SOFTWARE, "months": 24}
    result = answer(SMALL, once, none, {"price": 1_000, **line}).quotes[0].frames["invoice"]
    (out,) = result.excluded
    assert (out.item, out.amount) == (line["name"], 1_000)
    assert (out.reason, out.source) == reason


# --- the working -----------------------------------------------------------------------------


@pytest.mark.parametrize("devices", [[], ["pc"], ["register"], ["pc", "register"]])
def test_what_is_paid_on_top_of_the_tools_is_added_up(
    devices: list[str], answer: Callable[..., Estimate]
) -> None:
    """400,000 for the tools, 5,000 for a device of 10,000."""
    lines = [{"name": device, "category": device, "price": 10_000} for device in devices]
    result = answer(SMALL, SOFTWARE, *lines).quotes[0].frames["invoice"]
    sums = [(step.formula, step.value) for step in result.steps if step.id == "subsidy"]
    parts = " + ".join(["400,000", *("5,000" for _ in devices)])
    assert sums == ([(parts, 400_000 + 5_000 * len(devices))] if devices else [])


def formula(last: int | None = None, quote: dict[str, Any] | None = None, **item: Any) -> str:
    line = {"name": "会計", "category": "software", **item}
    more = [{"name": "他", "category": "other", "price": 9}] if "quantity" in item else []
    found = price(Quote.model_validate({**(quote or {}), "items": [line, *more]}))
    return found.items[0].formula(last)


@pytest.mark.parametrize(
    ("item", "last", "shown"),
    [
        ({"price": 1_000}, None, "1,000"),
        ({"price": Fraction(1, 2), "quantity": 3}, None, "0.5 × 3"),
        ({"price": 1_000, "quantity": Fraction(3, 2)}, None, "1,000 × 1.5"),
        ({"price": 1_000, "per": "month", "months": 36}, 24, "1,000 × 24か月"),
        ({"price": 1_000, "per": "month", "months": 24}, 24, "1,000 × 24か月"),
        ({"price": 1_000, "per": "month", "months": 24, "first_month": 13}, 24, "1,000 × 12か月"),
        ({"price": 1_000, "per": "year", "months": 36}, 24, "1,000 × 24/12年"),
        ({"price": 60_000, "per": "6 months", "months": 24}, 24, "60,000 × 4回（6か月ごと）"),
        (
            {"price": 60_000, "per": "6 months", "months": 36},
            24,
            "60,000 × 6回（6か月ごと） × 24/36か月",
        ),
        ({"price": 9_000, "months": 36}, 24, "9,000 × 24/36か月"),
        (
            {"price": 1_000, "per": "month", "months": 36, "discount": 900},
            24,
            "1,000 × 24か月 - 900 × 24/36か月",
        ),
        ({"price": 1_000, "discount": Fraction(1, 20)}, None, "1,000 - 50"),
        ({"price": Fraction(1, 2), "quantity": 3, "amount": 2}, None, "2"),
        (
            {"category": "setup", "price": 1_000, "quantity": 2, "people": 3},
            None,
            "1,000 × 2 × 3人",
        ),
    ],
)
def test_how_an_amount_comes_about(item: dict[str, Any], last: int | None, shown: str) -> None:
    assert formula(last, **item) == shown


@pytest.mark.parametrize(
    ("item", "figures"),
    [
        ({"price": 100, "quantity": 2}, (200,)),
        ({"price": 100, "quantity": 2, "discount": 30}, (170, 200)),
        ({"price": 100, "per": "month", "months": 24}, (100, 2_400)),
        ({"price": 100, "per": "month", "months": 24, "discount": 400}, (100, 2_000, 2_400)),
        (
            {"price": 100, "per": "month", "months": 24, "discount": Fraction(1, 20)},
            (95, 100, 2_280, 2_400),
        ),
        ({"price": Fraction(1, 2), "quantity": 3}, (1, 2)),
        ({"price": Fraction(1, 2), "per": "month", "months": 4}, (0, 1, 2, 4)),
        ({"price": 101, "per": "year", "months": 18}, (101, 151, 152)),
        ({"price": 100, "per": "6 months", "months": 24}, (100, 400)),
        ({"category": "setup", "price": 100, "quantity": 2, "people": 3}, (600,)),
    ],
)
def test_what_the_papers_amount_may_be(item: dict[str, Any], figures: tuple[int, ...]) -> None:
    read = Item.model_validate({"name": "会計", "category": "software", **item})
    assert read.figures == figures


def test_how_an_amount_with_tax_comes_about() -> None:
    taxed = {"tax": "included"}
    line = {"price": 1_100, "per": "month", "months": 36}
    assert formula(24, taxed, **line) == "1,100 × 36か月 = 39,600（税込）、税抜 36,000 × 24/36か月"
    assert formula(None, taxed, **line) == "1,100 × 36か月 = 39,600（税込）、税抜 36,000"


def test_how_a_discount_by_the_month_comes_about() -> None:
    items = [
        {"name": "会計", "category": "software", "price": 1_000, "per": "month", "months": 36},
        {"name": "引", "category": "discount", "price": 100, "per": "month", "months": 30},
    ]
    (line,) = price(Quote.model_validate({"items": items})).items
    assert line.formula(24) == "1,000 × 24か月 - 100 × 24か月"
    assert line.formula() == "1,000 × 36か月 - 100 × 30か月"
    assert (line.exact(24), line.cost) == (21_600, 33_000)


def test_what_counts_never_leaves_the_cost_of_its_line() -> None:
    """100 a month for 24 months; 100 off the last 12; then 1,000 of the 1,200 that are left.

    Spread over all months, 500 of it lie in the last 12, which cost nothing any more.
    """
    items = [
        {"name": "会計", "category": "software", "price": 100, "per": "month", "months": 24},
        {
            "name": "月",
            "category": "discount",
            "price": 100,
            "per": "month",
            "months": 12,
            "first_month": 13,
            "for": "会計",
        },
        {"name": "全体", "category": "discount", "price": 1_000},
    ]
    (line,) = price(Quote.model_validate({"items": items})).items
    assert line.cost == 200
    assert line.exact(12) == 200  # 1,200 − 500 = 700 would be more than the line costs
    first = [items[0], {**items[1], "first_month": 1}, items[2]]
    (line,) = price(Quote.model_validate({"items": first})).items
    assert line.exact(12) == 0  # 0 − 500 would be less than nothing
