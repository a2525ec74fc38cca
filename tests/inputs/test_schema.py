"""The JSON Schema says of a file what the tool says, as far as a schema can."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from itsubsidy import InputError, Quote
from itsubsidy.cli import ExitCode, main
from itsubsidy.files.yaml import parse
from itsubsidy.inputs import words
from itsubsidy.inputs.jsic import NAMES
from itsubsidy.inputs.schema import MODELS, schema
from itsubsidy.inputs.spelling import CLIENT_FILE
from itsubsidy.inputs.template import applicant_text, quote_text
from itsubsidy.inputs.validated import validate

ROOT = Path(__file__).parent.parent
FILES = [
    path
    for folder in (ROOT.parent / "examples", ROOT / "japanese")
    for path in sorted(folder.glob("*/*.yaml"))
]
VALIDATORS = {kind: jsonschema.Draft7Validator(schema(kind)) for kind in MODELS}


class Core(yaml.SafeLoader):
    """YAML 1.2's core schema, which editors read by: `1_000` and `2024-09-02` are text."""


Core.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if not tag.endswith((":timestamp", ":int", ":float", ":bool", ":merge", ":value"))
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for tag, pattern, first in (
    ("bool", r"^(true|false|True|False|TRUE|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?[0-9]+\.[0-9]+$", "-+0123456789"),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)


def faults(kind: str, text: str) -> list[str]:
    """What the schema has against a file, each with its path."""
    data = yaml.load(text, Loader=Core)  # noqa: S506  # a safe loader with fewer types
    return [".".join(map(str, error.absolute_path)) for error in VALIDATORS[kind].iter_errors(data)]


@pytest.mark.parametrize("kind", MODELS)
def test_schema_is_a_schema(kind: str) -> None:
    jsonschema.Draft7Validator.check_schema(schema(kind))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}-{path.parts[-2]}")
def test_every_example_is_accepted_in_either_spelling(path: Path) -> None:
    assert faults(path.stem, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("english", [True, False])
@pytest.mark.parametrize("group", [True, False])
def test_templates_are_accepted(group: bool, english: bool) -> None:
    assert faults("applicant", applicant_text(group=group, english=english)) == []
    assert faults("quote", quote_text(group=group, english=english)) == []


@pytest.mark.parametrize(
    ("kind", "text", "where"),
    [
        ("applicant", "industry: retail\n", [""]),
        ("applicant", "name: 甲\n名称: 甲\n", [""]),
        ("applicant", "name: 甲\n従業員数: 4人\nemployees: 4\n", [""]),
        ("applicant", "name: 甲\ncaptial: 1\n", [""]),
        ("applicant", "名称: 甲\n業種: 小売行\n", ["業種"]),
        ("applicant", "名称: 甲\n従業員数: 4円\n", ["従業員数"]),
        ("applicant", "名称: 甲\n従業員数: -1\n", ["従業員数"]),
        ("applicant", "名称: 甲\n都道府県: 東京府\n", ["都道府県"]),
        (
            "applicant",
            "名称: 甲\n賃上げ計画: {payroll_growth: 1.5}\n",
            ["賃上げ計画"],
        ),
        ("applicant", "名称: 甲\n申請要件: {SECURITY ACTION: 3}\n", ["申請要件"]),
        ("applicant", "名称: 甲\n申請要件: {pays_minimum_wage: 済}\n", ["申請要件"]),
        ("applicant", "名称: 甲\n申請要件: {最低賃金以上: 申請中}\n", ["申請要件"]),
        ("applicant", "名称: 甲\n交付決定の履歴: [{状態: 検討中}]\n", ["交付決定の履歴"]),
        ("quote", "件名: 一式\n", [""]),
        ("quote", "明細: []\n", ["明細"]),
        ("quote", "明細: [{品名: 甲, 区分: 対象外}]\n", ["明細.0"]),
        ("quote", "明細: [{品名: 甲, 区分: ソフト, 単価: 1}]\n", ["明細.0.区分"]),
        ("quote", "明細: [{品名: 甲, 区分: 対象外, 単価: 高い}]\n", ["明細.0.単価"]),
        (
            "quote",
            "明細: [{品名: 甲, 区分: 対象外, 単価: 1, 機能: [会計ソフト]}]\n",
            ["明細.0.機能"],
        ),
        (
            "quote",
            "明細: [{品名: 甲, 区分: 対象外, 単価: 1, プロセス: [経理]}]\n",
            ["明細.0.プロセス"],
        ),
    ],
)
def test_a_wrong_file_is_refused(kind: str, text: str, where: list[str]) -> None:
    assert faults(kind, text) == where


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("applicant", "名称: 甲\n業種: I58\n資本金: 1_200_000\n従業員数: 10名\n規模: null\n"),
        ("applicant", "名称: 甲\n業種: 58\n資本金: ￥1,200,000\n従業員数: １０人\n"),
        ("applicant", "name: 甲\ncapital: 1億2000万円\nhistory:\nlarge_company:\n"),
        ("applicant", "名称: 甲\nみなし大企業: {課税所得の平均: ▲300万円}\n"),
        ("applicant", "名称: 甲\nみなし大企業: {taxable_income: -3_000_000}\n"),
        ("applicant", "名称: 甲\n申請要件: {GビズIDプライム: 申請中, SECURITY ACTION: 手続中}\n"),
        ("applicant", "name: 甲\nprerequisites: {gbizid_prime: pending, security_action: 2}\n"),
        (
            "applicant",
            "名称: 甲\n申請要件: {労働生産性の1年後の伸び: 3%}\n"
            "交付決定の履歴: [{年度: 2025年度, 申請枠: 通常枠, 状態: 申請中}]\n",
        ),
        ("quote", "明細: [{品名: 甲, 区分: 対象外, 単価: 1.5億円, 利用構成員: 全員}]\n"),
        (
            "quote",
            "明細: [{品名: 甲, 区分: 対象外, 単価: 1, プロセス: [Ｐ０２, 会計・財務・経営]}]\n",
        ),
    ],
)
def test_what_people_write_is_accepted(kind: str, text: str) -> None:
    assert faults(kind, text) == []


WORDS = {
    "法人種別": words.ENTITY_WORDS,
    "業種": words.INDUSTRY_WORDS,
    "規模": words.SIZE_WORDS,
    "代表": words.ORGANISER_WORDS,
    "区分": words.CATEGORY_WORDS,
    "課金単位": words.PER_WORDS,
    "取得方法": words.ACQUISITION_WORDS,
    "消費税": words.TAX_WORDS,
}


@pytest.mark.parametrize("key", WORDS)
def test_every_word_that_is_read_is_accepted(key: str) -> None:
    kind = "applicant" if key in ("法人種別", "業種", "規模", "代表") else "quote"
    for word in (*WORDS[key], *words.NOT_WRITTEN, "''", "null"):
        if kind == "applicant":
            text = f"名称: 甲\n{key}: {word}\n"
        elif word in (*words.NOT_WRITTEN, "''", "null") and key == "区分":
            continue
        else:
            line = {"品名": "甲", "区分": "対象外", "単価": "1"} | {key: word}
            text = f"明細: [{{{', '.join(f'{name}: {value}' for name, value in line.items())}}}]\n"
        assert faults(kind, text) == [], word


@pytest.mark.parametrize("name", [name for _, name in NAMES][::20])
def test_names_of_the_classification_are_accepted(name: str) -> None:
    assert faults("applicant", f"名称: 甲\n業種: {name}\n") == []


@pytest.mark.parametrize(
    "day",
    ["2025-08-20", "2025/8/20", "2025年8月20日", "令和7年8月20日", "R7.8.20", "20250820", "未定"],
)
def test_days_are_accepted(day: str) -> None:
    assert faults("quote", f"見積日: {day}\n有効期限: {day}\n" + ITEM) == []
    past = f"交付決定の履歴: [{{年度: 令和6年度, 申請枠: A類型, 交付決定日: {day}}}]\n"
    assert faults("applicant", "名称: 甲\n" + past) == []


ITEM = "明細: {品名: 甲, 区分: 対象外, 単価: 1}\n"


@pytest.mark.parametrize(
    "keys",
    [
        *(
            "単価: 4378円/月",
            "単価: 88000円（税込）",
            "単価: 一式 600000",
            "単価: ▲50000",
            "単価: 月額5万円",
        ),
        *("単価: 500円/室/月", "単価: 無償", "単価: 60000円/6か月", "単価: 税抜100000円"),
        *("契約月数: 2年", "契約月数: 24ヶ月分", "契約月数: 2年間", "数量: 3人日", "数量: 1.5人日"),
        *(
            "機能: 会計・受発注",
            "機能: 会計",
            "プロセス: 会計",
            "プロセス: 会計、決済",
            "プロセス: P02/P04",
        ),
        *(
            "登録済み: 済",
            "インボイス対応: ○",
            "値引き: ▲5000",
            "備考: 未定",
            "利用構成員: 魚政、八百一",
        ),
    ],
)
def test_items_as_people_write_them_are_accepted(keys: str) -> None:
    line = dict(pair.split(": ") for pair in ("品名: 甲", "区分: 対象外", "単価: 1", keys))
    text = "明細:\n  -" + "".join(f"    {key}: {value}\n" for key, value in line.items())[3:]
    assert faults("quote", text) == []


def is_read(text: str) -> bool:
    """Whether the tool takes a quote's file."""
    try:
        return bool(validate(Quote, parse(text.encode(), "quote.yaml", CLIENT_FILE)))
    except InputError:
        return False


def of_a_line(key: str, value: str) -> str:
    """A quote with a line that says `key`, in the category where it may."""
    category = {"rate": "discount", "people": "setup", "first_month": "software"}.get(key, "pc")
    price = "" if key in ("price", "amount", "rate") else ", price: 1"
    price += ", months: 360" if key in ("per", "first_month") else ""
    line = f"{{name: 甲, category: {category}{price}, {key}: {value}}}"
    return f"items: [{line}, {{name: 乙, category: other, price: 1}}]\n"


@pytest.mark.parametrize(
    ("key", "accepted", "refused"),
    [
        ("price", ["0", "0.5", "1234.5678", "0.5円", "1.5万円"], ["高い", "5%", "true"]),
        (
            "quantity",
            ["0", "1.5", "3台", "7.5時間", "２．５人日", "1 一式", ""],
            ["-1", "一式", "true", "1.5円"],
        ),
        ("people", ["2", "2人"], ["1.5", "-1", "2台", "true"]),
        ("unit", ["時間", "0012", "12", ""], ["[時間]"]),
        ("model", ["A-1", "0012", ""], ["{a: 1}"]),
        ("amount", ["1", "'1,000円'", "120万円", "金120万円也"], ["0.5", "-1", "高い"]),
        ("rate", ["5%", "0.05", "1/3", "０．５％"], ["5", "高い", "true"]),
        (
            "per",
            [
                "once",
                "一式",
                "半年",
                "四半期払い",
                "3年",
                "6か月ごと",
                "6 months",
                "120 months",
                "",
            ],
            ["年2回", "0 months", "1000 months", "毎度", "6"],
        ),
        ("first_month", ["1", "120", "13か月目", "２ヶ月目から"], ["0", "121", "10月", "1.5"]),
        ("acquisition", ["purchase", "買取", "リース", "used", ""], ["割賦", "true"]),
        ("discount", ["0", "5%", "-5%", "10%引", "1割5分引", "1円", "-1"], ["0.05", "高い"]),
        ("tax", ["included", "内税", ""], ["免税", "true"]),
        ("tax_rate", ["0%", "8%", "0.08"], ["8", "高い"]),
        ("note", ["x", "12", ""], ["[x]"]),
    ],
)
def test_a_key_of_a_line_takes_what_the_tool_takes(
    key: str, accepted: list[str], refused: list[str]
) -> None:
    assert [value for value in accepted if faults("quote", of_a_line(key, value))] == []
    assert [value for value in refused if not faults("quote", of_a_line(key, value))] == []
    assert [value for value in accepted if not is_read(of_a_line(key, value))] == []
    assert [value for value in refused if is_read(of_a_line(key, value))] == []


@pytest.mark.parametrize(
    ("key", "accepted", "refused"),
    [
        ("合計", ["0", "1,000円", "12万円", ""], ["-1", "0.5", "高い"]),
        ("税込合計", ["1000", ""], ["0.5", "税込"]),
        ("見積番号", ["0012", "A-1", ""], ["[1]"]),
        ("備考", ["12", ""], ["{a: 1}"]),
    ],
)
def test_a_key_of_a_quote_takes_what_the_tool_takes(
    key: str, accepted: list[str], refused: list[str]
) -> None:
    line = "明細: [{品名: 甲, 区分: 対象外, 金額: 1}]\n"
    assert [value for value in accepted if faults("quote", f"{key}: {value}\n{line}")] == []
    assert [value for value in refused if not faults("quote", f"{key}: {value}\n{line}")] == []
    assert [value for value in accepted if not is_read(f"{key}: {value}\n{line}")] == []
    assert [value for value in refused if is_read(f"{key}: {value}\n{line}")] == []


def test_every_key_and_value_is_described_in_japanese() -> None:
    for kind in MODELS:
        for mapping in (schema(kind), *schema(kind)["definitions"].values()):
            for name, value in mapping["properties"].items():
                if name.isascii() and name != "SECURITY ACTION":
                    assert not value["description"].isascii(), name


def test_schema_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "quote"]) == ExitCode.ANSWERED
    assert json.loads(capsys.readouterr().out) == schema("quote")
    target = tmp_path / "applicant.schema.json"
    assert main(["schema", "applicant", "-o", str(target)]) == ExitCode.ANSWERED
    assert json.loads(target.read_text(encoding="utf-8")) == schema("applicant")
    assert main(["schema", "client"]) == ExitCode.CANNOT_RUN
    assert "applicant か quote を指定してください" in capsys.readouterr().err
