"""The table: wide characters aligned, whole in a pipe, client text never read as markup."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from clients import ON
from rich.cells import cell_len

from itsubsidy import Estimate, estimate
from itsubsidy.files.folders import find_client
from itsubsidy.inputs.reading import load_client
from itsubsidy.reports.content.estimate import estimate_report
from itsubsidy.reports.formats import draw
from itsubsidy.reports.screen import Screen

FOLDERS = ["buyer", "clinic", "manufacturer", "shop", "shopping-street", "workshop"]
WIDTHS = [80, 100, 120, None]


def example(folder: Path) -> Estimate:
    client = load_client(*find_client(folder))
    return estimate(client.applicant, client.quotes, on=ON)


def table(answer: Estimate, width: int | None = None, *, color: bool = False) -> str:
    """What `estimate` prints."""
    return draw(estimate_report(answer), "table", Screen(width, color))


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits(name: str, width: int | None, examples: Path) -> None:
    answer = example(examples / name)
    lines = table(answer, width=width).splitlines()
    assert all(cell_len(line) <= (width or 10_000) for line in lines)
    assert all(line == line.rstrip() for line in lines)
    assert not any("…" in line for line in lines)


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("width", WIDTHS)
def test_amounts_are_whole_and_right_aligned(name: str, width: int | None, examples: Path) -> None:
    answer = example(examples / name)
    lines = table(answer, width=width).splitlines()
    head = next(line for line in lines if "申請枠" in line and "自己負担額" in line)
    right = cell_len(head)
    for result in answer.quotes[0].frames.values():
        row = next(
            line
            for line in lines
            if line.lstrip().startswith(result.name.split("（")[0])
            and line.endswith(f"{result.self_payment:,}")
        )
        assert cell_len(row) == right
        assert f" {result.eligible_cost:,} " in row
        assert f" {result.subsidy:,} " in row


def test_the_best_frame_is_marked_without_colour(examples: Path) -> None:
    text = table(example(examples / "shop"))
    marked = [line for line in text.splitlines() if " 最大 " in line]
    assert len(marked) == 1
    assert "インボイス枠（インボイス対応類型）" in marked[0]
    assert "\x1b[" not in text
    assert "\x1b[" in table(example(examples / "shop"), color=True)


def test_every_closed_frame_says_why_in_a_line(examples: Path) -> None:
    text = table(example(examples / "buyer"))
    reasons = text[text.index("対象外の理由") :].splitlines()[1:5]
    assert [line.strip().split(": ")[0] for line in reasons] == [
        "- 通常枠",
        "- インボイス枠（インボイス対応類型）",
        "- セキュリティ対策推進枠",
        "- 複数社連携IT導入枠",
    ]
    assert "大企業のため（公募要領（通常枠）5頁）" in reasons[0]


def test_each_part_of_the_page_is_there(examples: Path) -> None:
    text = table(example(examples / "shop"))
    for words in (
        "株式会社みなと食堂  小規模事業者（小売業、従業員 4人）\n",
        "IT導入補助金2025  申請日 2025-08-20\n",
        "見積: 港システム株式会社「クラウド会計とPOSレジ」 1,400,000円（税抜、契約全体）",
        "クラウド会計・売上管理 216,000円: 契約36か月のうち24か月を超える分"
        "（公募要領（インボイス対応類型）10頁）",
        "事業場内最低賃金が地域別最低賃金以上（公募要領（インボイス対応類型）6頁）",
        "公募要領 2025-03-24・2025-06-03 版",
    ):
        assert words in text


@pytest.mark.parametrize("width", [80, None])
def test_client_text_is_never_markup(width: int | None, answer: Callable[..., Estimate]) -> None:
    hostile = "[red]A[/B] [B] \x1b[31m\u202e:smile: \\[x]"
    found = answer(
        {"size": "small", "name": hostile},
        {"name": hostile, "category": "software", "price": 100_000, "registered": False},
        {"name": "会計", "category": "software", "price": 100_000, "functions": ["accounting"]},
        vendor=hostile,
        title=hostile,
    )
    text = table(found, width=width)
    shown = "[red]A[/B] [B] \ufffd[31m\ufffd:smile: \\[x]"
    assert text.startswith(shown)
    assert text.replace("\n", "").replace(" ", "").count(shown.replace(" ", "")) == 6
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_several_quotes_stand_one_below_the_other(examples: Path) -> None:
    client = load_client(*find_client(examples / "shop"))
    text = table(estimate(client.applicant, [*client.quotes, *client.quotes], on=ON))
    assert text.count("見積: 港システム株式会社") == 2
    assert text.count("補助額が最大の申請枠: ") == 2


@pytest.mark.parametrize("width", [60, 80, 100])
def test_amounts_are_never_cut(width: int, answer: Callable[..., Estimate]) -> None:
    """Nine and ten digits need more than 80 columns: the line is longer, and nothing is lost."""
    found = answer(
        {"size": "small"},
        {
            "name": "会計",
            "category": "software",
            "price": 9_999_999_999,
            "functions": ["accounting"],
        },
    )
    text = table(found, width=width)
    assert "…" not in text
    assert text.count("9,999,999,999") >= 4


def test_what_holds_the_amount_is_said(answer: Callable[..., Estimate]) -> None:
    """8,000,000 × 1/2 is held below 1,500,000 for want of a wage plan; koubo-tsujyo p.8."""
    item = {
        "name": "ERP",
        "category": "software",
        "price": 8_000_000,
        "processes": ["共P-01", "共P-02", "共P-03", "共P-04"],
    }
    text = table(answer({"industry": "manufacturing", "employees": 45}, item))
    for line in (
        "  - 補助額の上限（1プロセス以上）: 4,000,000 → 1,500,000円未満（公募要領（通常枠）15頁）",
        "  - 満たさない条件 給与支給総額の年平均成長率: 未記入（必要: 1.5%以上）",
        "補助額 +2,500,001円、見積額 +0円",
    ):
        assert line in text


def test_a_tax_included_quote_says_so(answer: Callable[..., Estimate]) -> None:
    item = {"name": "会計", "category": "software", "price": 110_000, "functions": ["accounting"]}
    text = table(answer({"size": "small"}, item, tax="included", vendor="丁"))
    assert "見積: 丁 100,000円（税込の見積を税抜に直した額、契約全体）" in text


def test_a_quote_with_a_discount_says_so(answer: Callable[..., Estimate]) -> None:
    item = {"name": "会計", "category": "software", "price": 110_000, "functions": ["accounting"]}
    line = {"name": "値引き", "category": "discount", "price": 10_000}
    own = {**item, "discount": 10_000}
    for items in ([item, line], [own]):
        text = table(answer({"size": "small"}, *items, vendor="丁"))
        assert "見積: 丁 100,000円（税抜、値引き後、契約全体）" in text
        assert (
            "後からの還元（キャッシュバックなど）でないこと（公募要領（インボイス対応類型）27頁）"
            in text
        )
