"""What a stated 金額 that does not fit is told with: both figures, and what could explain it."""

from __future__ import annotations

from pathlib import Path

import pytest

from itsubsidy.inputs.reading import check_files

pytestmark = pytest.mark.usefixtures("in_folder")


def problems(**keys: str) -> list[str]:
    line = {"品名": "会計", "区分": "ソフトウェア", "単価": "500000"} | keys
    pairs = "".join(f"    {key}: {value}\n" for key, value in line.items())
    Path("quote.yaml").write_text("明細:\n  -" + pairs[3:], encoding="utf-8")
    return [one.message for one in check_files(["quote.yaml"]).problems]


MONTHLY = {"単価": "5000", "課金単位": "月", "契約月数": "24"}


@pytest.mark.parametrize(
    ("keys", "amount", "made", "why"),
    [
        # 500,000 × 1.1 = 550,000; × 1.08 = 540,000
        ({}, "550,000円", "500,000円", "。消費税を足した額です。単価と同じ税抜の額を書きます"),
        ({}, "540,000円", "500,000円", "。消費税を足した額です。単価と同じ税抜の額を書きます"),
        # 455 × 1.1 = 500.5, which is 500 or 501 on paper
        ({"単価": "455"}, "501円", "455円", "。消費税を足した額です。単価と同じ税抜の額を書きます"),
        (
            {"単価": "550000", "消費税": "税込"},
            "500,000円",
            "550,000円",
            "。消費税を引いた額です。単価と同じ税込の額を書きます",
        ),
        ({}, "50円", "500,000円", "。ちょうど 10,000倍違います"),
        ({}, "500円", "500,000円", "。ちょうど 1,000倍違います"),
        # a month is 5,000, 24 are 120,000; 12 are 60,000
        (MONTHLY, "60,000円", "5,000円か 120,000円", "。12か月分の額です。契約月数 を確かめます"),
        ({"数量": "3"}, "1,000,000円", "1,500,000円", "。単価の 2倍です。数量 を確かめます"),
        ({}, "123,457円", "500,000円", ""),
    ],
)
def test_an_amount_that_does_not_fit_is_explained(
    keys: dict[str, str], amount: str, made: str, why: str
) -> None:
    told = problems(**{**keys, "金額": amount})
    assert told == [f"{amount} は、単価と数量から決まる {made}と合いません{why}"]


@pytest.mark.parametrize(
    ("wrong", "followed"),
    [
        ({"金額": "550,000円"}, {"金額": "500,000円"}),
        ({**MONTHLY, "金額": "60,000円"}, {**MONTHLY, "契約月数": "12", "金額": "60,000円"}),
        ({"数量": "3", "金額": "1,000,000円"}, {"数量": "2", "金額": "1,000,000円"}),
    ],
)
def test_what_explains_an_amount_mends_it(wrong: dict[str, str], followed: dict[str, str]) -> None:
    assert len(problems(**wrong)) == 1
    assert problems(**followed) == []
