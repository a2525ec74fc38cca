"""How well the rules behind an answer are known: counted, marked, and told with what to look up."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from itsubsidy import Applicant, Quote, estimate, load_client, plan
from itsubsidy.cli import main
from itsubsidy.reports.content.explanation import explanation_report
from itsubsidy.reports.formats import draw
from itsubsidy.reports.screen import FILE
from itsubsidy.rules.programme.rulefile import programme_named

GRADES = ["official", "quoted", "superseded", "reported", "carried"]
SECTION = "公式の原文で確かめていない規則"
IN_2025, IN_2026 = "2025-08-20", "2026-06-01"


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


def answer(capsys: pytest.CaptureFixture[str], client: Path, on: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(
        printed(capsys, "estimate", str(client), "--date", on, "--format", "json")
    )
    return told


def best(told: dict[str, Any]) -> dict[str, Any]:
    quote = told["quotes"][0]
    frame: dict[str, Any] = next(one for one in quote["frames"] if one["frame"] == quote["best"])
    return frame


def worst(source: str, programme: str) -> str:
    """The grade of a rule by RULES-2026's order, worked out from the documents it cites."""
    documents = programme_named(programme).documents
    cited = [documents[place.split(" ")[0]].grade for place in source.split(", ")]
    return max(cited, key=GRADES.index)


SME: dict[str, Any] = {"name": "甲", "size": "medium", "history": []}
SERVICE: dict[str, Any] = {"name": "見守り", "category": "otasuketai", "price": 300_000}


def evidence(on: str, *items: dict[str, Any], **applicant: Any) -> dict[str, int]:
    client = Applicant.model_validate(SME | applicant)
    quote = Quote.model_validate({"items": items})
    answer = estimate(client, [quote], on=date.fromisoformat(on))
    counts: dict[str, int] = answer.to_dict()["programme"]["evidence"]
    return counts


def test_each_rule_behind_the_best_frame_is_counted_once() -> None:
    """300,000 × 1/2 = 150,000 by セキュリティ対策推進枠: who may apply, that it is an SME, that
    there is a service, the floor; the term of the service; and the rate, which two steps and a
    component follow. In 2026 the rate is quoted, and all else carried over from 2025.
    """
    assert evidence(IN_2025, SERVICE) == dict.fromkeys(GRADES, 0) | {"official": 6}
    assert evidence(IN_2026, SERVICE) == dict.fromkeys(GRADES, 0) | {"quoted": 1, "carried": 5}


def test_two_rules_of_one_page_are_two() -> None:
    """The term of support and the cap of services are a rule each, wherever they stand.

    Installation itself follows the rule of what is eligible at all, which software follows too.
    """
    software = {"name": "会計", "category": "software", "price": 600_000, "processes": ["共P-04"]}
    support = {"name": "保守", "category": "support", "price": 5_000, "per": "month", "months": 12}
    plain = sum(evidence(IN_2025, software).values())
    with_support = sum(evidence(IN_2025, software, support).values())
    setup = {"name": "設定", "category": "setup", "price": 9_000_000}
    with_cap = sum(evidence(IN_2025, software, support, setup).values())
    assert (with_support - plain, with_cap - with_support) == (1, 1)


@pytest.mark.parametrize(("on", "programme"), [(IN_2025, "it2025"), (IN_2026, "it2026")])
@pytest.mark.parametrize("client", ["shop", "manufacturer", "shopping-street"])
def test_each_part_of_an_answer_has_the_worst_grade_of_what_it_cites(
    client: str, on: str, programme: str, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = answer(capsys, examples / client, on)
    assert list(told["programme"]["evidence"]) == GRADES
    frame = best(told)
    for part in (*frame["checks"], *frame["steps"], *frame["components"], *frame["excluded"]):
        grade = worst(part["source"], programme) if part["source"] else "official"
        assert part.get("grade", "official") == grade
        assert part.get("grade") != "official"


def test_everything_of_2025_is_official_but_what_is_quoted(
    examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = answer(capsys, examples / "shop", IN_2025)["programme"]["evidence"]
    assert counts["official"] == sum(counts.values()) > 0
    counts = answer(capsys, examples / "workshop", "2025-11-20")["programme"]["evidence"]
    assert counts["quoted"] > 0  # 最低賃金近傍 from 2025-11-01 on rests on round7
    assert counts["reported"] == counts["carried"] == counts["superseded"] == 0


def test_a_plan_counts_the_rules_of_its_applications() -> None:
    """通常枠 and セキュリティ対策推進枠 beside each other, on the day of the 2nd round of 2026."""
    software = {"name": "業務", "category": "software", "price": 600_000, "processes": ["共P-01"]}
    quote = Quote.model_validate({"items": [SERVICE, software]})
    planned = plan(Applicant.model_validate(SME), [quote], on=date(2026, 6, 1))
    programme = planned.to_dict()["programme"]
    assert [one.result.frame for one in planned.applications] == ["normal", "security"]
    assert [one.result.round for one in planned.applications] == [2, 2]
    assert (programme["round"], programme["deadline"]) == (2, "2026-06-15")
    alone = evidence(IN_2026, SERVICE)
    of_normal = evidence(IN_2026, software)
    counts = {grade: alone[grade] + of_normal[grade] for grade in GRADES}
    assert programme["evidence"] == counts  # no rule is of both


def test_where_no_frame_is_open_the_rules_of_all_frames_are_counted(
    in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (in_folder / "applicant.yaml").write_text("name: 甲\nsize: large\n", encoding="utf-8")
    (in_folder / "quote.yaml").write_text(
        "items:\n  - {name: 会計, category: other, price: 100_000}\n", encoding="utf-8"
    )
    told = answer(capsys, in_folder, IN_2025)
    assert told["quotes"][0]["best"] is None
    rules = {check["id"] for frame in told["quotes"][0]["frames"] for check in frame["checks"]}
    rules |= {"normal.rate", "invoice.rate"} & rules
    assert sum(told["programme"]["evidence"].values()) >= len(rules) > 5


@pytest.mark.parametrize("command", ["explain", "plan"])
def test_what_is_not_official_is_told_with_what_to_look_up(
    command: str, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = str(examples / "shop")
    text = printed(capsys, command, shop, "--date", IN_2026)
    lines = text.split(f"\n{SECTION}\n")[1].split("\n\n")[0].splitlines()
    carried = "公募要領 インボイス枠（インボイス対応類型、IT導入補助金2025）（前年度の原文）: "
    (line,) = [line for line in lines if carried in line]
    assert line.endswith("デジタル化・AI導入補助金2026 の公募要領の同じ定めで確かめます")
    assert not any("最低賃金（厚生労働省）" in line for line in lines)  # which is held
    frame = best(answer(capsys, examples / "shop", IN_2026))
    told = "".join(lines)
    if command == "explain":
        graded = [check for check in frame["checks"] if check.get("grade")]
        assert graded
        assert all(check["label"] in told for check in graded)
        assert "2/3" not in told  # rules are named, not what they made of this client
    assert SECTION not in printed(capsys, command, shop, "--date", IN_2025)


def test_sources_that_are_not_official_are_marked_in_the_working(
    examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = str(examples / "shop")
    text = printed(capsys, "explain", shop, "--date", IN_2026)
    checks = text.split("\n要件と条件\n")[1].split("\n次の一手\n")[0]
    marked = [line for line in checks.splitlines() if "公募要領" in line]
    assert marked
    assert all(line.endswith(("［前年度の原文］", "［伝聞］")) for line in marked)
    assert "［" not in printed(capsys, "explain", shop, "--date", IN_2025)


def test_a_page_has_the_section_too(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = str(examples / "shop")
    assert SECTION in printed(capsys, "estimate", shop, "--date", IN_2026, "--format", "html")
    assert SECTION not in printed(capsys, "estimate", shop, "--date", IN_2025, "--format", "html")


@pytest.mark.parametrize(
    ("decided", "on", "told"),
    [
        # 2024-08-20 + 12 months: from 2025-08-21 on, a day after the 4th deadline, 08-20
        (date(2024, 8, 20), IN_2025, "5次締切 2025-09-22 の回から申請できる"),
        # 2024-09-21 + 12 months: from 09-22 on, the day of the 5th deadline itself
        (date(2024, 9, 21), IN_2025, "5次締切 2025-09-22 の回から申請できる"),
        (date(2024, 9, 22), IN_2025, "6次締切 2025-10-31 の回から申請できる"),
        # to 2026-01-08, a day after the last deadline of 2025
        (date(2025, 1, 7), IN_2025, "申請できる回はない"),
    ],
)
def test_a_bar_says_the_first_round_that_is_open(
    decided: date, on: str, told: str, in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (in_folder / "applicant.yaml").write_text(
        "name: 甲\nindustry: retail\nemployees: 3\n"
        f"history: [{{year: 2024, frame: normal, decided_on: {decided}}}]\n",
        encoding="utf-8",
    )
    (in_folder / "quote.yaml").write_text(
        "items:\n  - {name: 会計, category: software, price: 500_000, processes: [共P-02]}\n",
        encoding="utf-8",
    )
    frames = answer(capsys, in_folder, on)["quotes"][0]["frames"]
    (bar,) = [check for check in frames[0]["checks"] if check["id"] == "normal.waiting"]
    assert bar["label"].endswith(f"{decided} 交付決定、{told}）")


@pytest.mark.parametrize(
    ("on", "line", "days"),
    [
        (IN_2025, "4次締切 2025-08-20、交付決定 2025-09-30", ["2025-08-20", "2025-09-30", None]),
        (
            IN_2026,
            "2次締切 2026-06-15、交付決定 2026-07-23、実績報告 2027-01-29 まで",
            ["2026-06-15", "2026-07-23", "2027-01-29"],
        ),
        ("2025-12-25", "8次締切 2026-01-07", ["2026-01-07", None, None]),
    ],
)
def test_the_round_is_told_with_its_days_as_far_as_they_are_known(
    on: str, line: str, days: list[str], examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = best(answer(capsys, examples / "shop", on))
    assert [frame[name] for name in ("deadline", "decision", "report")] == days
    assert f"\n{line}\n" in printed(capsys, "explain", str(examples / "shop"), "--date", on)


@pytest.mark.parametrize("command", ["explain", "plan", "estimate"])
def test_open_or_closed_is_said_in_the_first_two_lines(
    command: str, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On whatever day it is read: 2025 has closed for good."""
    text = printed(capsys, command, str(examples / "shop"), "--date", IN_2025)
    assert text.splitlines()[1].startswith("受付は 2026-01-07 に終了しています")


def test_a_programme_that_is_open_is_said_to_be_so(examples: Path) -> None:
    client = load_client(str(examples / "shop/applicant.yaml"), [str(examples / "shop/quote.yaml")])
    day = date(2026, 6, 1)
    answer = estimate(client.applicant, client.quotes, on=day, today=day)
    lines = draw(explanation_report(answer), "table", FILE).splitlines()
    assert lines[1] == "デジタル化・AI導入補助金2026  申請日 2026-06-01（受付中）"
