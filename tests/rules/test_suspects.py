"""Names that speak of what no frame pays for are asked about, and names of products are not."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from itsubsidy import Quote
from itsubsidy.cli import ExitCode, main
from itsubsidy.inputs.item import Item
from itsubsidy.inputs.pricing import PricedItem, price
from itsubsidy.rules.frames.suspects import price_an_hour, suspicion


def asked(
    category: str, name: str, *, in_group: bool = False, **keys: Any
) -> tuple[str, str] | None:
    """The key that would settle what a name says, and its value."""
    item = Item.model_validate({"name": name, "category": category, "price": 1, **keys})
    found = suspicion(item, in_group=in_group)
    return None if found is None else (found.key, found.value)


@pytest.mark.parametrize(
    ("category", "name"),
    [
        ("software", "交通費精算ソフト"),
        ("software", "交通費精算クラウド"),
        ("software", "出張旅費・交通費精算システム"),
        ("software", "リース会計ソフト"),
        ("software", "リース資産管理システム"),
        ("software", "レンタル管理システム"),
        ("software", "レンタル業向け販売管理"),
        ("software", "中古車販売管理システム"),
        ("software", "中古車業向け在庫台帳"),
        ("software", "出張管理"),
        ("software", "出張買取アプリ"),
        ("software", "出張サービス予約システム"),
        ("software", "宿泊予約システム"),
        ("software", "宿泊者名簿"),
        ("extension", "宿泊税オプション"),
        ("extension", "ICカード交通費読取オプション"),
        ("software", "合計残高試算表"),
        ("software", "消費税申告ソフト"),
        ("extension", "小計機能"),
        ("software", "スマートフォン対応会計ソフト"),
        ("software", "スマホアプリ版POS"),
        ("integration", "スマホ連携オプション"),
        ("software", "従量課金管理システム"),
        ("software", "従量請求ソフト"),
        ("software", "電子申請支援システム"),
        ("setup", "交通費精算ソフトの初期設定"),
        ("setup", "リース会計ソフト導入設定"),
        ("support", "レンタル管理システム保守"),
        ("consulting", "中古車販売管理システム導入支援"),
        ("setup", "宿泊管理システム操作研修"),
        ("pc", "ノートPC"),
        ("otasuketai", "見守りレンタルパック"),
        ("other", "出張費"),
        ("discount", "中古下取り値引き"),
    ],
)
def test_products_and_what_is_settled_are_not_asked(category: str, name: str) -> None:
    assert asked(category, name) is None


OUT = ("category", "other")


@pytest.mark.parametrize(
    ("category", "name", "settled"),
    [
        ("software", "会計ソフト（5年リース）", ("acquisition", "lease")),
        ("software", "会計ソフト リース料", ("acquisition", "lease")),
        ("software", "ﾘｰｽ（会計）", ("acquisition", "lease")),
        ("register", "POSレジ（レンタル）", ("acquisition", "rental")),
        ("software", "レンタルサーバー", ("acquisition", "rental")),
        ("pc", "中古ノートPC", ("acquisition", "used")),
        ("register", "レジ 中古品", ("acquisition", "used")),
        ("setup", "複合機リース", OUT),
        ("setup", "交通費", OUT),
        ("setup", "出張費（交通費・宿泊費）", OUT),
        ("setup", "出張作業費", OUT),
        ("setup", "出張設定", OUT),
        ("setup", "出張費（販売管理システム導入）", OUT),
        ("consulting", "旅費", OUT),
        ("support", "宿泊費", OUT),
        ("software", "出張費", OUT),
        ("software", "宿泊代", OUT),
        ("administration", "会議の交通費", OUT),
        ("consulting", "補助金申請代行", OUT),
        ("consulting", "交付申請サポート", OUT),
        ("setup", "実績報告代行", OUT),
        ("software", "従量課金", OUT),
        ("support", "AI利用料（従量制）", OUT),
        ("pc", "スマートフォン", OUT),
        ("pc", "業務用スマホ（5台）", OUT),
        ("setup", "スマートフォン代", OUT),
    ],
)
def test_words_that_speak_of_something_else_are_asked(
    category: str, name: str, settled: tuple[str, str]
) -> None:
    assert asked(category, name) == settled


@pytest.mark.parametrize("category", ["software", "setup", "pc", "other", "discount"])
@pytest.mark.parametrize(
    "name", ["小計", "合 計", "総計", "消費税", "消費税等", "内消費税", "値引後合計", "小計 "]
)
def test_rows_of_sums_are_asked_whatever_their_category(category: str, name: str) -> None:
    assert asked(category, name) == ("items", "other")


def test_what_no_group_gets_is_asked_of_a_group_alone() -> None:
    """koubo-fukusu p.18 (ア)(イ); a smartphone counts there (p.20), for others it does not."""
    for name in ("追加ライセンス", "増台分", "スクラッチ開発"):
        assert asked("extension", name, in_group=True) == OUT
        assert asked("extension", name) is None
    assert asked("pc", "スマートフォン", in_group=True) is None
    assert asked("expert", "専門家の旅費", in_group=True) is None
    assert asked("expert", "専門家のレンタカー", in_group=True) is None
    assert asked("expert", "機材レンタル", in_group=True) == OUT


def test_a_stated_way_of_buying_settles_the_word() -> None:
    assert asked("software", "会計（リース）", acquisition="purchase") is None
    assert asked("software", "会計（リース）", acquisition="lease") is None
    assert asked("software", "会計（リース・従量制）", acquisition="lease") == OUT


def test_what_is_not_bought_is_not_asked() -> None:
    assert asked("setup", "出張費", quantity=0) is None
    assert asked("setup", "小計", quantity=0) is None


def priced(quote: dict[str, Any] | None = None, **keys: Any) -> PricedItem:
    item = {"name": "研修", "category": "setup", "price": 12_000, **keys}
    return price(Quote.model_validate({**(quote or {}), "items": [item]})).items[0]


@pytest.mark.parametrize(
    ("keys", "hourly"),
    [
        ({}, None),
        ({"unit": "時間"}, 12_000),
        ({"unit": "人時"}, 12_000),
        ({"unit": "hours"}, 12_000),
        ({"unit": "人日"}, None),
        ({"unit": "時間", "per": "month", "months": 12}, 12_000),
        ({"unit": "時間", "category": "software"}, None),
        ({"unit": "時間", "category": "expert"}, None),
        ({"name": "研修（時給）"}, 12_000),
        ({"name": "研修（1時間あたり）"}, 12_000),
        ({"name": "研修（2時間）"}, 6_000),
        ({"name": "研修（2時間）", "quantity": 2}, 12_000),
        ({"name": "研修（2時間）", "quantity": 5}, 6_000),
        ({"name": "研修 2.5 時間"}, 4_800),
        ({"name": "24時間365日サポート", "category": "support"}, None),
        ({"name": "24時間サポート", "category": "support", "per": "month", "months": 12}, None),
        ({"name": "2時間以内駆付け保守", "category": "support"}, None),
        ({"name": "営業時間内の保守", "category": "support"}, None),
        ({"name": "勤務時間管理の設定"}, None),
        ({"name": "月2時間の相談", "category": "consulting", "per": "month", "months": 12}, None),
    ],
)
def test_what_an_hour_costs(keys: dict[str, Any], hourly: int | None) -> None:
    assert price_an_hour(priced(**keys)) == hourly


def test_an_hour_with_tax_is_held_against_the_limit_without_it() -> None:
    assert price_an_hour(priced({"tax": "included"}, price=11_000, unit="時間")) == 10_000
    reduced = priced({"tax": "included"}, price=10_801, unit="時間", tax_rate=Fraction(2, 25))
    assert price_an_hour(reduced) == Fraction(1_080_100, 108)


def test_check_asks_about_each_of_them(in_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (in_folder / "quote.yaml").write_text(
        "明細:\n"
        "  - {品名: 会計ソフト（5年リース）, 区分: ソフトウェア, 単価: 36万円, 機能: [会計]}\n"
        "  - {品名: 出張費, 区分: 導入設定, 単価: 5万円}\n",
        encoding="utf-8",
    )
    assert main(["check", "quote.yaml"]) == ExitCode.ANSWERED
    lines = capsys.readouterr().err.splitlines()
    (lease,) = [line for line in lines if "取得方法: リース" in line]
    (travel,) = [line for line in lines if "区分: 対象外" in line]
    assert lease.startswith("quote.yaml:2:10: 注意: ")
    assert travel.startswith("quote.yaml:3:10: 注意: ")
