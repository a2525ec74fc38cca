"""給与支給総額, 事業場内最低賃金, 労働生産性: read in both spellings, refused at their limits."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from itsubsidy import Applicant, InputError, Quote, load_applicant
from itsubsidy.answers.changes import Change, change
from itsubsidy.inputs.applicant import Productivity
from itsubsidy.inputs.values import parse_signed_yen

ENGLISH = """\
name: 甲
size: medium
payroll: 42_000_000
lowest_wage: 1_050.5
productivity:
  {operating_profit: -3_000_000, labour_cost: 45_000_000, depreciation: 0, hours: 58_000}
"""
JAPANESE = """\
名称: 甲
規模: 中小企業
給与支給総額: 4,200万円
事業場内最低賃金: 1,050.5円
労働生産性: {営業利益: ▲300万円, 人件費: 4500万円, 減価償却費: 0円, 年間総労働時間: 58000時間}
"""
PRODUCTIVITY = Productivity(
    operating_profit=-3_000_000, labour_cost=45_000_000, depreciation=0, hours=58_000
)


def read(text: str, folder: Path) -> Applicant:
    path = folder / "applicant.yaml"
    path.write_text(text, encoding="utf-8")
    return load_applicant(path)


@pytest.mark.parametrize("text", [ENGLISH, JAPANESE], ids=["english", "japanese"])
def test_both_spellings_say_the_same(text: str, tmp_path: Path) -> None:
    applicant = read(text, tmp_path)
    assert (applicant.payroll, applicant.lowest_wage) == (42_000_000, Fraction(2101, 2))
    assert applicant.productivity == PRODUCTIVITY
    assert PRODUCTIVITY.value_added == 42_000_000  # -3,000,000 + 45,000,000 + 0


def test_members_of_a_group_have_them_too(tmp_path: Path) -> None:
    text = "名称: 組\n法人種別: グループ\n代表: コンソーシアム\n構成員:\n"
    text += "".join(
        f"  {'- ' if not at else '  '}{line}\n" for at, line in enumerate(JAPANESE.splitlines())
    )
    (member,) = read(text, tmp_path).members
    assert (member.payroll, member.lowest_wage) == (42_000_000, Fraction(2101, 2))
    assert member.productivity == PRODUCTIVITY


def test_left_blank_is_not_written(tmp_path: Path) -> None:
    text = "名称: 甲\n規模: 中小企業\n給与支給総額:\n事業場内最低賃金:\n労働生産性:\n"
    applicant = read(text, tmp_path)
    assert (applicant.payroll, applicant.lowest_wage, applicant.productivity) == (None,) * 3


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("▲300万円", -3_000_000),
        ("△3,000,000", -3_000_000),
        ("−３００万円", -3_000_000),
        ("－3,000,000円", -3_000_000),
        ("-¥3,000,000", -3_000_000),
        ("マイナス300万円", -3_000_000),
        ("300万円", 3_000_000),
    ],
)
def test_a_loss_is_written_in_many_ways(text: str, amount: int) -> None:
    assert parse_signed_yen(text) == amount


@pytest.mark.parametrize("text", ["▲", "▲▲300", "高い", "300▲"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="「"):
        parse_signed_yen(text)


PARTS = PRODUCTIVITY.model_dump()


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"payroll": 0}, "payroll"),
        ({"payroll": 1.5}, "payroll"),
        ({"lowest_wage": Fraction(999, 10)}, "lowest_wage"),
        ({"lowest_wage": Fraction(100_001, 2)}, "lowest_wage"),
        ({"lowest_wage": "時給"}, "lowest_wage"),
        ({"lowest_wage": True}, "lowest_wage"),
        ({"productivity": PARTS | {"hours": 0}}, "productivity.hours"),
        ({"productivity": PARTS | {"hours": -1}}, "productivity.hours"),
        ({"productivity": PARTS | {"labour_cost": -1}}, "productivity.labour_cost"),
        ({"productivity": PARTS | {"depreciation": -1}}, "productivity.depreciation"),
        (
            {"productivity": PARTS | {"operating_profit": Fraction(1, 2)}},
            "productivity.operating_profit",
        ),
        *(
            (
                {"productivity": {key: PARTS[key] for key in PARTS if key != left_out}},
                f"productivity.{left_out}",
            )
            for left_out in PARTS
        ),
    ],
)
def test_outside_its_limits_it_is_refused(more: dict[str, Any], path: str) -> None:
    with pytest.raises(ValueError, match=f"(?m)^{path}$"):
        Applicant.model_validate({"name": "甲", "size": "medium", **more})


@pytest.mark.parametrize(
    ("more", "value"),
    [
        ({"payroll": 1}, 1),
        ({"lowest_wage": 100}, 100),
        ({"lowest_wage": 50_000}, 50_000),
        ({"lowest_wage": "1,050円"}, 1_050),
        ({"productivity": PARTS | {"hours": Fraction(1, 2)}}, Fraction(1, 2)),
    ],
)
def test_at_its_limits_it_is_read(more: dict[str, Any], value: Any) -> None:
    applicant = Applicant.model_validate({"name": "甲", "size": "medium", **more})
    (key,) = more
    found = getattr(applicant, key)
    assert (found.hours if key == "productivity" else found) == value


def test_a_file_says_which_part_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"労働生産性\.年間総労働時間: 書かれていません"):
        read(JAPANESE.replace(", 年間総労働時間: 58000時間", ""), tmp_path)


def test_whatif_keeps_and_changes_them() -> None:
    applicant = Applicant.model_validate(
        {"name": "甲", "size": "medium", "lowest_wage": Fraction(2101, 2), "productivity": PARTS}
    )
    quote = Quote.model_validate({"items": [{"name": "乙", "category": "other", "price": 1}]})
    changes = [
        Change("applicant.payroll", 50_000_000),
        Change("applicant.productivity.operating_profit", -1),
    ]
    changed, _ = change(applicant, quote, changes)
    assert changed.payroll == 50_000_000
    assert changed.lowest_wage == Fraction(2101, 2)
    assert changed.productivity == PRODUCTIVITY.model_copy(update={"operating_profit": -1})
