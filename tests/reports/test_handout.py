"""The first page of the report: one sheet that is put on the table."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from clients import ON

from itsubsidy import Estimate, estimate
from itsubsidy.cli import main
from itsubsidy.files.folders import find_client
from itsubsidy.inputs.reading import load_client
from itsubsidy.reports.content.cover import Addressed
from itsubsidy.reports.content.estimate import estimate_report
from itsubsidy.reports.formats import draw
from itsubsidy.reports.screen import FILE

FOLDERS = ["buyer", "clinic", "inn", "manufacturer", "shop", "shopping-street", "workshop"]
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)


def example(folder: Path) -> Estimate:
    client = load_client(*find_client(folder))
    today = date(2026, 11, 25)
    return estimate(client.applicant, client.quotes, on=ON, today=today, draw=True)


def page(answer: Estimate, addressed: Addressed = Addressed(), *, brief: bool = True) -> str:  # noqa: B008
    return draw(estimate_report(answer, addressed=addressed, brief=brief), "html", FILE)


def words(html: str) -> str:
    """What a reader sees of a page."""
    return re.sub(r"<[^>]*>", "", re.sub(r"<(style|title)>.*?</\1>", "", html, flags=re.DOTALL))


@pytest.mark.parametrize("name", FOLDERS)
def test_it_holds_the_money_and_that_it_is_no_promise(name: str, examples: Path) -> None:
    answer = example(examples / name)
    said, cash = words(page(answer)), answer.quotes[0].cash
    for amount in (cash.subsidy, cash.outlay, cash.net_with_tax, cash.advance, cash.net):
        assert f"{amount:,}円" in said
    assert "概算です。採択と交付、補助額を保証しません" in said
    assert "補助金は後払いです" in said
    assert f"{answer.applicant.name} 御中" in said


@pytest.mark.parametrize(
    ("name", "who", "papers"),
    [
        (
            "shop",
            "申請者",
            "履歴事項全部証明書（2025年5月20日以後に発行）、法人税の納税証明書（その1かその2）",
        ),
        (
            "workshop",
            "申請者",
            "履歴事項全部証明書（2025年5月20日以後に発行）、法人税の納税証明書（その1かその2）、"
            "賃金状況報告シート",
        ),
        (
            "shopping-street",
            "代表事業者",
            "代表事業者の履歴事項全部証明書（2025年5月20日以後に発行）、様式1から様式8、"
            "ITツールの概要、ほか 5種類（資料編）",
        ),
    ],
)
def test_the_papers_to_gather_have_a_box_to_tick(
    name: str, who: str, papers: str, examples: Path
) -> None:
    html = page(example(examples / name))
    assert f'<span>書類: {papers}</span><span class="who">{who}</span></li>' in html


def test_papers_that_no_text_of_the_year_names_are_marked(examples: Path) -> None:
    client = load_client(*find_client(examples / "shop"))
    said = words(page(estimate(client.applicant, client.quotes, on=date(2026, 5, 1), draw=True)))
    assert "書類［前年度の原文］: 履歴事項全部証明書（2026年2月1日以後に発行）" in said


def test_without_an_open_frame_there_are_no_papers(answer: Callable[..., Estimate]) -> None:
    item = {"name": "運賃", "category": "other", "price": 1}
    assert "書類: " not in words(page(answer({"size": "small"}, item)))


@pytest.mark.parametrize("name", FOLDERS)
def test_a_client_s_page_holds_no_command(name: str, examples: Path) -> None:
    said = words(page(example(examples / name), brief=False))
    assert "itsubsidy plan" not in said
    assert "itsubsidy explain" not in said
    first = said[: said.index("資料編")]
    assert "SHA-256" not in first
    assert "koubo-" not in first


def test_the_order_of_events_has_the_days_of_the_round(examples: Path) -> None:
    said = words(page(example(examples / "shop")))
    days = ["締切 2025-08-20（4次）", "2025-09-30", "実績報告", "補助金の入金"]
    places = [said.index(day) for day in days]
    assert places == sorted(places)


def test_who_gives_it_to_whom(examples: Path) -> None:
    addressed = Addressed(
        "みなと食堂 店主様", "湘南<経営>事務所", "本日の件です", date(2026, 11, 25)
    )
    said = page(example(examples / "shop"), addressed)
    for text in ("みなと食堂 店主様", "湘南&lt;経営&gt;事務所", "本日の件です", "2026年11月25日"):
        assert f">{text}</p>" in said
    assert "御中" not in said


def test_its_options(examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITSUBSIDY_AUTHOR", "環境の事務所")
    target = tmp_path / "a.html"
    arguments = ["estimate", str(examples / "shop"), "-o", str(target), "--to", "店主様"]
    assert main([*arguments, "--brief"]) == 0
    brief = target.read_text(encoding="utf-8")
    assert "環境の事務所" in brief
    assert "資料編" not in brief
    assert main([*arguments, "--author", "別の事務所", "--comment", "一言"]) == 0
    whole = target.read_text(encoding="utf-8")
    assert "別の事務所" in whole
    assert "一言" in whole
    assert "SHA-256" in whole[whole.index("資料編") :]


def test_without_an_open_frame_it_says_so(answer: Callable[..., Estimate]) -> None:
    item = {"name": "会計", "category": "software", "price": 100_000, "registered": False}
    said = words(page(answer({"size": "small"}, item)))
    assert "対象になる申請枠がありません。支払 110,000円（税込）" in said
    assert "補助金は後払い" not in said


def test_competing_quotes_stand_side_by_side(examples: Path) -> None:
    client = load_client(*find_client(examples / "shop"))
    answer = estimate(client.applicant, [*client.quotes, *client.quotes], on=ON, draw=True)
    said = words(page(answer))
    assert "見積の比較" in said
    # the shop: 775,333 of 1,540,000, of which 764,667 is borne, and 870,267 in three years
    row = "対応類型775,3331,540,000764,667870,267会計・決済"
    assert said.count(row) == 2
    assert said.count(row + "補助額最大・負担最小") == 1  # of equal ones the first


def three_quotes(examples: Path) -> Estimate:
    """The shop's quote beside two cheaper ones."""
    client = load_client(*find_client(examples / "shop"))
    (quote,) = client.quotes
    others = [
        quote.model_copy(
            update={
                "vendor": vendor,
                "items": (quote.items[0].model_copy(update={"price": price}), *quote.items[1:]),
            }
        )
        for vendor, price in (("浜システム株式会社", 16_000), ("岬システム株式会社", 15_000))
    ]
    return estimate(client.applicant, [quote, *others], on=ON, today=date(2026, 11, 25))


def test_of_several_quotes_it_says_which_one_it_is_about(examples: Path) -> None:
    assert "補助額最大の見積: 港システム株式会社「クラウド会計とPOSレジ」" in words(
        page(three_quotes(examples))
    )


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed to print the page with")
@pytest.mark.parametrize("name", [*FOLDERS, "three quotes"])
def test_it_prints_on_one_sheet(name: str, examples: Path, tmp_path: Path) -> None:
    assert CHROMIUM is not None
    source, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    addressed = Addressed(None, "事務所", "一言。" * 20, date(2026, 11, 25))
    answer = three_quotes(examples) if name == "three quotes" else example(examples / name)
    source.write_text(page(answer, addressed), encoding="utf-8")
    flags = [
        *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
        f"--user-data-dir={tmp_path / 'profile'}",
    ]
    subprocess.run(
        [CHROMIUM, *flags, "--no-pdf-header-footer", f"--print-to-pdf={printed}", source.as_uri()],
        capture_output=True,
        check=True,
        timeout=120,
    )
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed.read_bytes())) == 1
