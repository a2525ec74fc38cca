"""Obligations as people read them: alone or below the working, in lists of clients and plans."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest

from itsubsidy.cli import ExitCode, main
from itsubsidy.reports.content.obligations import value_text
from itsubsidy.rules.frames.worksheet import Obligation

DATE = ["--date", "2025-08-20"]


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main([*map(str, arguments), *DATE]) == ExitCode.ANSWERED
    return capsys.readouterr().out


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_they_are_told_alone(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "explain", examples / "manufacturer", "--obligations")
    assert re.search(r"2,626,666 2/3円 .*公募要領（通常枠）9頁", text)
    assert re.search(r"26,841,698円 .*公募要領（通常枠）8頁", text)
    assert "2025-05-20 以後に発行" in text
    assert "明細のうち対象になる額" not in text


def test_they_are_told_below_the_working(
    examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = told(capsys, "explain", examples / "manufacturer")
    assert "明細のうち対象になる額" in text
    assert "2,626,666 2/3円" in text


def test_markdown_says_the_same(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["explain", examples / "manufacturer", "--obligations", "--format", "markdown"]
    text = told(capsys, *arguments)
    assert "| 2,626,666 2/3円 |" in text
    assert "\n## 通常枠（補助額 3,940,000円）\n" in text


def test_a_frame_may_be_named(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frames = ["--frame", "invoice", "--frame", "edi"]
    text = told(capsys, "explain", examples / "manufacturer", "--obligations", *frames)
    assert "インボイス枠（インボイス対応類型）（補助額 " in text
    assert "インボイス枠（電子取引類型）（対象外）" in text
    assert "通常枠（" not in text


def test_json_has_them_in_each_open_frame(
    examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("estimate", "explain"):
        data = json.loads(told(capsys, command, examples / "manufacturer", "--format", "json"))
        normal, invoice, edi, *_ = data["quotes"][0]["frames"]
        refund = next(o for o in normal["obligations"] if o["id"].endswith("floor_missed.2"))
        assert refund == {
            "id": "normal.wage_plan.floor_missed.2",
            "label": refund["label"],
            "when": refund["when"],
            "formula": refund["formula"],
            "value": "7880000/3",
            "unit": "yen",
            "source": "koubo-tsujyo p.9, kitei-2025-tsujyo p.5",
        }
        assert {item["effect"] for item in normal["score"]} == {"plus", "minus", "reject"}
        assert {item["holds"] for item in normal["score"]} == {True, False, None}
        assert normal["papers"][0] == {
            "id": "normal.papers.registry",
            "label": "履歴事項全部証明書",
            "who": "applicant",
            "phase": "application",
            "needed": True,
            "copies": 1,
            "issued_since": "2025-05-20",
            "note": "",
            "source": "koubo-tsujyo p.17",
        }
        assert invoice["obligations"]
        assert edi["obligations"] == edi["score"] == edi["papers"] == []


def test_a_plan_has_them_at_the_end_of_its_rows(
    examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = told(capsys, "plan", examples / "inn")
    ends = re.findall(r"^ (\S+) .*?(あり|なし) +(\d種類)$", table, re.MULTILINE)
    assert ends == [
        ("通常枠", "あり", "2種類"),
        ("インボイス枠（インボイス対応類型）", "なし", "2種類"),
        ("セキュリティ対策推進枠", "なし", "2種類"),
    ]
    head, *lines = rows(told(capsys, "plan", examples / "inn", "--format", "csv"))
    assert head[-3:] == ["SHA-256", "賃上げ計画", "集める書類"]
    assert [line[-2:] for line in lines if line[2] == "申請"] == [
        ["あり", "2種類"],
        ["なし", "2種類"],
        ["なし", "2種類"],
    ]
    assert {tuple(line[-2:]) for line in lines if line[2] == "対象外"} == {("", "")}


EXPECTED = {
    "buyer": ["なし", "3種類"],
    "cafe": ["なし", "2種類"],
    "clinic": ["なし", "2種類"],
    "inn": ["あり", "2種類"],
    "manufacturer": ["あり", "2種類"],
    "shop": ["なし", "2種類"],
    "shopping-street": ["なし", "8種類"],
    "workshop": ["なし", "3種類"],
}
"""workshop's 2/3 needs the wage sheet; the street's association brings six papers and its own."""


def test_a_batch_has_them_where_they_are_asked_for(
    examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head, *lines = rows(told(capsys, "batch", examples, "--obligations", "--format", "csv"))
    assert head[-2:] == ["賃上げ計画", "集める書類"]
    assert {line[0]: line[-2:] for line in lines} == EXPECTED
    table = told(capsys, "batch", examples, "--obligations")
    ends = re.findall(r"^ (\S+) .*?(あり|なし) +(\d種類)$", table, re.MULTILINE)
    assert {name: [bound, papers] for name, bound, papers in ends} == EXPECTED
    markdown = told(capsys, "batch", examples, "--obligations", "--format", "markdown")
    assert "| 賃上げ計画 | 集める書類 |" in markdown
    assert "集める書類" not in told(capsys, "batch", examples, "--format", "csv")


@pytest.mark.parametrize(
    ("size", "price", "bound"),
    [
        ("medium", 2_999_999, "なし"),  # 1,499,999
        ("medium", 3_000_000, "あり"),
        ("small", 3_000_000, "なし"),
    ],
)
def test_a_wage_plan_binds_from_1500000_who_is_not_exempt(
    size: str, price: int, bound: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = "{payroll_growth: 1.5%, minimum_wage_margin: 30, announced: true}"
    applicant = f"name: 甲\nsize: {size}\nwage_plan: {plan}\n"
    processes = "[共P-01, 共P-02, 共P-03, 共P-04]"
    item = f"{{name: 乙, category: software, price: {price}, processes: {processes}}}"
    (tmp_path / "applicant.yaml").write_text(applicant, encoding="utf-8")
    (tmp_path / "quote.yaml").write_text(f"items: [{item}]\n", encoding="utf-8")
    _, line = rows(told(capsys, "batch", tmp_path, "--obligations", "--format", "csv"))
    assert line[-2:] == [bound, "2種類"]


def test_amounts_stand_to_the_right_and_words_to_the_left(
    examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["batch", examples, "--plan", "--obligations", "--format", "markdown"]
    rule = told(capsys, *arguments).splitlines()[1]
    assert rule.split("|")[-5:-1] == [" ---: ", " ---: ", " --- ", " --- "]


def test_they_stand_after_those_of_a_plan(
    examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["batch", examples, "--plan", "--obligations", "--format", "csv"]
    head, *lines = rows(told(capsys, *arguments))
    (inn,) = (dict(zip(head, line, strict=True)) for line in lines if line[0] == "inn")
    assert head[-2:] == ["賃上げ計画", "集める書類"]
    assert (inn["増える額"], inn["賃上げ計画"], inn["集める書類"]) == ("485000", "あり", "2種類")


def test_each_frame_has_its_own(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["batch", examples / "inn", "--obligations", "--all-frames", "--format", "csv"]
    _, *lines = rows(told(capsys, *arguments))
    assert [line[-2:] for line in lines] == [
        ["あり", "2種類"],
        ["なし", "2種類"],
        ["", ""],
        ["なし", "2種類"],
        ["", ""],
    ]


def test_clients_without_an_answer_have_none(
    examples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(examples / "shop", tmp_path / "wrong")
    (tmp_path / "wrong" / "applicant.yaml").write_text("name: 甲\n", encoding="utf-8")
    shutil.copytree(examples / "shop", tmp_path / "closed")
    (tmp_path / "closed" / "quote.yaml").write_text(
        "items: [{name: 旅費, category: other, price: 1}]\n", encoding="utf-8"
    )
    arguments = ["batch", str(tmp_path), "--obligations", "--format", "csv", *DATE]
    assert main(arguments) == ExitCode.WRONG_INPUT
    head, *lines = rows(capsys.readouterr().out)
    assert [(line[0], line[-2:]) for line in lines] == [("closed", ["", ""]), ("wrong", ["", ""])]
    assert {len(line) for line in lines} == {len(head)}
    assert main(["batch", str(tmp_path), "--obligations", *DATE]) == ExitCode.WRONG_INPUT
    assert len(re.findall(r"(?:-  +-|対象外 *)$", capsys.readouterr().out, re.MULTILINE)) == 2


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (3_940_000, "yen", "3,940,000円"),
        (-1, "yen", "-1円"),
        ("7880000/3", "yen", "2,626,666 2/3円"),
        ("727227/8000000", "rate", "0.090903375"),
        (1_144, "yen_per_hour", "1,144円"),
        ("7400/3", "yen_per_hour", "2,466 2/3円"),
    ],
)
def test_values_are_written_as_people_read_them(value: int | str, unit: str, text: str) -> None:
    one = Obligation("", "", "", "", value, unit, "")  # type: ignore[arg-type]
    assert value_text(one) == text


def test_names_of_members_cannot_move_the_cursor(
    tmp_path: Path, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(examples / "shopping-street", tmp_path / "street")
    path = tmp_path / "street" / "applicant.yaml"
    text = path.read_text(encoding="utf-8").replace("name: 旅館みなと館", 'name: "旅館\\e[31m"')
    path.write_text(text, encoding="utf-8")
    quote = tmp_path / "street" / "quote.yaml"
    quote.write_text(
        quote.read_text(encoding="utf-8").replace("旅館みなと館,", '"旅館\\e[31m",'),
        encoding="utf-8",
    )
    shown = told(capsys, "explain", tmp_path / "street", "--obligations")
    assert "旅館" in shown
    assert "\x1b" not in shown


def test_members_to_whom_the_same_happens_stand_in_one_row(
    examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """276,000 × (4/5 - 3/4) = 13,800, and of that 10 % × 2/3 = 920, for each of six."""
    arguments = ["explain", examples / "shopping-street", "--obligations", "--format", "markdown"]
    (row,) = [line for line in told(capsys, *arguments).splitlines() if "14,720円" in line]
    assert row.startswith(
        "| 魚政、みなと食堂、菓子処いそべ、旅館みなと館、みなとクリーニング、酒のやまだ: "
        "構成員が小規模事業者でなくなったときに減る補助額（1者につき） |"
    )


def test_members_to_whom_different_things_happen_have_a_row_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """625,000 × (4/5 - 3/4) = 31,250; 100,000 × 1/20 = 5,000."""
    members = "".join(
        f"  - {{name: 員{at}, industry: retail, employees: {5 if at < 4 else 2}}}\n"
        for at in range(1, 11)
    )
    (tmp_path / "applicant.yaml").write_text(
        f"name: 組\nentity: group\norganiser: consortium\nmembers:\n{members}", encoding="utf-8"
    )
    items = "".join(
        f"  - {{name: 会計{price}, category: software, price: {price},"
        f" functions: [accounting], members: [{users}]}}\n"
        for price, users in (
            (625_000, "員1, 員3"),
            (100_000, "員2, 員4, 員5, 員6, 員7, 員8, 員9, 員10"),
        )
    )
    (tmp_path / "quote.yaml").write_text(f"items:\n{items}", encoding="utf-8")
    text = told(capsys, "explain", tmp_path, "--obligations", "--format", "markdown")
    lost = [line.split(" | ") for line in text.splitlines() if "減る補助額" in line]
    assert [(cells[0].split(":")[0], cells[3]) for cells in lost] == [
        ("| 員1、員3", "31,250円"),
        ("| 員2", "5,000円"),
    ]


@pytest.mark.parametrize("day", ["2025-08-20", "2026-05-01"])
@pytest.mark.parametrize("name", [*sorted(EXPECTED)])
def test_what_the_texts_say_is_said_in_sentences(
    name: str, day: str, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frames = [
        part
        for frame in ("normal", "invoice", "edi", "security", "consortium")
        for part in ("--frame", frame)
    ]
    arguments = ["explain", str(examples / name), "--obligations", "--format", "markdown", *frames]
    assert main([*arguments, "--date", day]) == ExitCode.ANSWERED
    words = capsys.readouterr().out.split("### 注")[0]
    lines = [line for line in words.splitlines() if line.startswith("- ")]
    sentence = re.compile(
        r"- .+: .+(?:ます|ません|です)(?:（[^）]*）)?（(?:2025 )?(?:公募要領|交付規程).+）$"
    )
    assert lines
    assert [line for line in lines if not sentence.match(line)] == []


def test_what_is_not_known_of_the_points_of_2026_stands_below_them(
    examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["explain", str(examples / "shop"), "--obligations", "--format", "markdown"]
    assert main([*arguments, "--date", "2026-05-01"]) == ExitCode.ANSWERED
    above, below = capsys.readouterr().out.split("### 加点・減点")
    said = "- 2026年の減点と不採択、賃上げの加点: 2026年の公募要領が手元にないので、分かりません"
    assert said in below.split("###")[0]
    assert said not in above


@pytest.mark.parametrize(
    ("name", "vendor", "other"),
    [
        ("shop", "IT導入支援事業者", "IT提供事業者"),
        ("shopping-street", "IT提供事業者", "IT導入支援事業者"),
    ],
)
def test_who_sells_to_a_group_has_a_name_of_its_own(
    name: str, vendor: str, other: str, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = told(capsys, "explain", examples / name, "--obligations", "--format", "markdown")
    (row,) = [line for line in text.splitlines() if line.startswith("| 請求")]
    assert f"| {vendor} | 実績報告 |" in row
    assert other not in row


def test_json_of_lists_has_them_whole(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["batch", examples / "inn", "--obligations", "--format", "json"]
    (client,) = json.loads(told(capsys, *arguments))["clients"]
    normal = client["quotes"][0]["frames"][0]
    assert {o["id"] for o in normal["obligations"]} >= {"normal.wage_plan.extra", "normal.less"}
    assert [p["id"] for p in normal["papers"] if p["phase"] == "application" and p["needed"]] == [
        "normal.papers.registry",
        "normal.papers.corporate_tax",
    ]
    plan = json.loads(told(capsys, "plan", examples / "inn", "--format", "json"))
    for application in plan["plan"]["applications"]:
        assert application["obligations"]
        assert application["papers"]


@pytest.mark.parametrize("form", ["table", "markdown", "html", "json"])
def test_they_stand_alone_in_every_format(
    form: str, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["explain", examples / "manufacturer", "--obligations", "--format", form]
    text = told(capsys, *arguments)
    assert ("2,626,666 2/3円" if form != "json" else '"7880000/3"') in text
    assert "発行" in text or '"issued_since": "2025-05-20"' in text
    assert "明細のうち対象になる額" not in text
