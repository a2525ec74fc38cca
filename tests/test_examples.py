"""The clients that ship: what each frame pays, worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from clients import ON

from itsubsidy import Estimate, estimate, plan
from itsubsidy.files.folders import find_client
from itsubsidy.inputs.reading import check_files, load_client

FOLDERS = ["buyer", "cafe", "clinic", "inn", "manufacturer", "shop", "shopping-street", "workshop"]

EXPECTED: dict[str, dict[str, Any]] = {
    # software 18,000 × 24 + option 3,000 × 12 + setup 120,000 + support 5,000 × 24 = 708,000
    # invoice: 500,000 + (708,000 − 625,000) × 2/3 = 555,333; till 360,000 × 1/2 = 180,000;
    # tablets 80,000 × 1/2 = 40,000; together 775,333. normal: 708,000 × 1/2 = 354,000
    # total: 648,000 + 72,000 + 120,000 + 120,000 + 360,000 + 80,000 = 1,400,000
    "shop": {"total": 1_400_000, "best": "invoice", "normal": 354_000, "invoice": 775_333},
    # 5,400,000 + 40,000 × 12 + services 2,500,000 cut to 2,000,000 = 7,880,000; × 1/2 = 3,940,000
    # invoice: 500,000 + (7,880,000 − 666,666 2/3) × 2/3 = 5,308,888 → 3,500,000
    # total: 5,400,000 + 960,000 + 900,000 + 1,000,000 + 600,000 = 8,860,000
    "manufacturer": {
        "total": 8_860_000,
        "best": "normal",
        "normal": 3_940_000,
        "invoice": 3_500_000,
    },
    # 200,000 × 24 × 240/300 = 3,840,000; large: × 1/2 = 1,920,000
    "buyer": {"total": 7_200_000, "best": "edi", "edi": 1_920_000},
    # 28,200 off 648,000 + 120,000 + 360,000 is 16,200 + 3,000 + 9,000 (300 each 12,000)
    # normal: 631,800 × 24/36 + 117,000 = 538,200; × 1/2
    # invoice: 538,200 × 4/5 = 430,560; till 351,000 × 1/2 = 175,500
    "cafe": {"total": 1_099_800, "best": "invoice", "normal": 269_100, "invoice": 606_060},
    # 22,000 × 24 = 528,000; × 1/2 = 264,000
    "clinic": {"total": 792_000, "best": "security", "security": 264_000},
    # normal: 3,600,000 + 20,000 × 12 + 30,000 × 24 + 150,000 + 600,000 + 400,000 = 5,710,000; × 1/2
    # invoice: 720,000 + 150,000 + 600,000 + 400,000 = 1,870,000 × 3/4 → 500,000 (one function);
    #   till 300,000 × 1/2 = 150,000; tablets 180,000 × 1/2 = 90,000
    # security: 15,000 × 24 = 360,000; × 1/2
    # total: 5,710,000 + 300,000 + 180,000 + 360,000 + 80,000
    "inn": {
        "total": 6_630_000,
        "best": "normal",
        "normal": 2_855_000,
        "invoice": 740_000,
        "security": 180_000,
    },
    # (a) tools 9,000 × 24 + 60,000 = 276,000 each: 9 small × 220,800 + 2 medium × 207,000
    #     = 2,401,200; tills 5 × 120,000 = 600,000; together 3,001,200
    # (b) (1,440,000 + 1,080,000) × 2/3 = 1,680,000 ≤ 500,000 × 12
    # (c) 750,000 × 2/3 = 500,000 → (3,001,200 + 1,680,000) × 10% × 2/3 = 312,080
    # total: 276,000 × 11 + 240,000 × 5 + 2,520,000 + 750,000 = 7,506,000
    "shopping-street": {"total": 7_506_000, "best": "consortium", "consortium": 4_993_280},
    # 82,000 off 1,440,000 + 200,000 is 72,000 + 10,000: 1,368,000 + 190,000 = 1,558,000
    # May to July 2025, four of seven are 0…50 yen over 985: 1,558,000 × 2/3 = 1,038,666
    "workshop": {"total": 1_558_000, "best": "normal", "normal": 1_038_666},
}


def ask(folder: Path) -> Estimate:
    client = load_client(*find_client(folder))
    return estimate(client.applicant, client.quotes, on=ON)


def test_there_is_an_example_for_each_frame(examples: Path) -> None:
    folders = sorted(path.name for path in examples.iterdir() if path.is_dir())
    assert folders == FOLDERS == sorted(EXPECTED)
    best = {ask(examples / name).quotes[0].best for name in FOLDERS}
    assert best == {"normal", "invoice", "edi", "security", "consortium"}


@pytest.mark.parametrize("name", FOLDERS)
def test_example_pays(name: str, examples: Path) -> None:
    answer = ask(examples / name).quotes[0]
    paid = {
        str(frame): result.subsidy for frame, result in answer.frames.items() if result.eligible
    }
    assert {"total": answer.total, "best": answer.best, **paid} == EXPECTED[name]


def test_the_inn_does_best_with_three_applications(examples: Path) -> None:
    """The accounting fills its 500,000 alone, so consulting and training go beside the ERP."""
    # normal: 3,600,000 + 240,000 + 600,000 + 400,000 = 4,840,000; × 1/2 = 2,420,000
    # invoice: 720,000 + 150,000 = 870,000 × 3/4 = 652,500 → 500,000; 150,000 and 90,000
    client = load_client(*find_client(examples / "inn"))
    found = plan(client.applicant, client.quotes, on=ON)
    assert {one.result.frame: one.result.subsidy for one in found.applications} == {
        "normal": 2_420_000,
        "invoice": 740_000,
        "security": 180_000,
    }
    assert found.proven
    assert found.gain == 2_420_000 + 740_000 + 180_000 - 2_855_000


@pytest.mark.parametrize("name", FOLDERS)
def test_example_has_no_problem(name: str, examples: Path) -> None:
    checked = check_files([str(examples / name)])
    assert checked.problems == []
    assert len(checked.sound) == 2


def test_size_of_each_member_of_the_street(examples: Path) -> None:
    """koubo-tsujyo p.6: five in trade and services, twenty in lodging, associations never."""
    sizes = {one.business.name: one.size for one in ask(examples / "shopping-street").members}
    assert [name for name, size in sizes.items() if size == "medium"] == [
        "みなと商店街振興組合",
        "みなと薬局",
        "みなと家電",
    ]
