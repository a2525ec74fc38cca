"""The totals of a vendor's paper against its lines: the vendor's rounding, and slips explained."""

from __future__ import annotations

from pathlib import Path

import pytest
from clients import lines_told

from itsubsidy import InputError, Quote, load_client, load_quote
from itsubsidy.cli import ExitCode, main
from itsubsidy.inputs.pricing import price
from itsubsidy.inputs.reading import check_files
from itsubsidy.inputs.totals import total_faults

APPLICANT = "name: 甲\nsize: small\n"
GROUP = "name: 組\nentity: group\norganiser: consortium\nmembers:\n" + "".join(
    f"  - {{name: 員{number}, size: small}}\n" for number in range(1, 4)
)
TWO = (
    "  - {name: 会計, category: software, price: 100_001, functions: [accounting]}\n"
    "  - {name: 設定, category: setup, price: 50_000}\n"
)
"""100,001 + 50,000 = 150,001; × 1.1 = 165,001.1."""


def told(quote: str, applicant: str = APPLICANT) -> list[str]:
    """What is wrong with a quote, without its place; nothing where it is read."""
    Path("applicant.yaml").write_text(applicant, encoding="utf-8")
    Path("quote.yaml").write_text(quote, encoding="utf-8")
    try:
        load_client("applicant.yaml", ["quote.yaml"])
    except InputError as error:
        return [f"{problem.line}:{problem.column} {problem.message}" for problem in error.problems]
    return []


@pytest.mark.usefixtures("in_folder")
@pytest.mark.parametrize(
    ("key", "figure", "message"),
    [
        ("total", 150_001, None),
        ("total", 150_003, None),  # a yen a line: the vendor's rounding
        ("total", 149_999, None),
        ("total", 150_004, "1:8 150,004円は、明細から決まる 150,001円より 3円多い額です"),
        ("total", 149_998, "1:8 149,998円は、明細から決まる 150,001円より 3円少ない額です"),
        ("total_with_tax", 165_001, None),
        ("total_with_tax", 165_002, None),  # the tax rounded up
        ("total_with_tax", 165_003, None),
        (
            "total_with_tax",
            165_004,
            "1:17 165,004円は、明細から決まる 165,001円より 3円多い額です",
        ),
        (
            "total",
            165_001,
            "1:8 165,001円は、明細から決まる 150,001円より 15,000円多い額です。"
            "税込の額です。total_with_tax と書きます",
        ),
        (
            "total",
            165_002,
            "1:8 165,002円は、明細から決まる 150,001円より 15,001円多い額です。"
            "税込の額です。total_with_tax と書きます",
        ),
        (
            "total_with_tax",
            150_001,
            "1:17 150,001円は、明細から決まる 165,001円より 15,000円少ない額です。"
            "明細の税抜の合計と同じ額です。税抜の合計なら total、単価が税込なら tax: included と"
            "書きます",
        ),
        (
            "total",
            100_001,
            "1:8 100,001円は、明細から決まる 150,001円より 50,000円少ない額です。"
            "「設定」の額だけ違います",
        ),
        (
            "total",
            200_001,
            "1:8 200,001円は、明細から決まる 150,001円より 50,000円多い額です。"
            "「設定」の額だけ違います",
        ),
        (
            "total_with_tax",
            110_001,
            "1:17 110,001円は、明細から決まる 165,001円より 55,000円少ない額です。"
            "「設定」の額だけ違います",
        ),
        (
            "total",
            136_364,  # 150,001 ÷ 1.1 = 136,364.5
            "1:8 136,364円は、明細から決まる 150,001円より 13,637円少ない額です。"
            "単価が 10% の税込のようです。そうなら tax: included と書きます",
        ),
        (
            "total",
            138_890,  # 150,001 ÷ 1.08 = 138,889.8
            "1:8 138,890円は、明細から決まる 150,001円より 11,111円少ない額です。"
            "単価が 8% の税込のようです。そうなら tax: included と書きます",
        ),
        (
            "total",
            1_500_010_000,
            "1:8 1,500,010,000円は、明細から決まる 150,001円より 1,499,859,999円多い額です。"
            "ちょうど 10,000倍違います",
        ),
        ("total", 1, "1:8 1円は、明細から決まる 150,001円より 150,000円少ない額です"),
        ("total", 0, "1:8 0円は、明細から決まる 150,001円より 150,001円少ない額です"),
    ],
)
def test_a_total_against_its_lines(key: str, figure: int, message: str | None) -> None:
    assert told(f"{key}: {figure}\nitems:\n{TWO}") == ([] if message is None else [message])


@pytest.mark.usefixtures("in_folder")
def test_a_rounding_is_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    lines = TWO.replace("category: software", "category: software, processes: [P04]")
    Path("quote.yaml").write_text(f"合計: 150_003\nitems:\n{lines}", encoding="utf-8")
    assert main(["check", "quote.yaml"]) == ExitCode.ANSWERED
    assert lines_told(capsys.readouterr().err) == [
        "quote.yaml:1:5: 注意: 合計: 150,003円は、明細から決まる 150,001円より 2円多い額です"
    ]


@pytest.mark.usefixtures("in_folder")
@pytest.mark.parametrize(
    ("total", "row"), [("total: 100_000", 100_000), ("total_with_tax: 110_000", 10_000)]
)
def test_rows_of_sums_are_told_to_go_where_the_total_fits_without_them(
    total: str, row: int
) -> None:
    lines = (
        "  - {name: 会計, category: software, price: 100_000, functions: [accounting]}\n"
        f"  - {{name: 小計, category: other, price: {row}}}\n"
        "  - {name: 消費税, category: setup, price: 10_000}\n"
    )
    (message,) = told(f"{total}\nitems:\n{lines}")
    assert message.endswith("額です。「小計」と「消費税」は合計か税の行です。明細から消します")
    assert told(f"{total}\nitems:\n" + lines.splitlines(keepends=True)[0]) == []


@pytest.mark.usefixtures("in_folder")
@pytest.mark.parametrize(
    ("total", "why"),
    [
        # 150,001 - 50,000 = 100,001
        ("total: 150_001", "category: discount の行を引く前の額です"),
        ("total_with_tax: 165_001", "category: discount の行を引く前の額です"),  # × 1.1 = 165,001.1
        ("total: 100_001_000", "ちょうど 1,000倍違います"),
    ],
)
def test_a_total_before_the_discounts_and_one_of_thousands(total: str, why: str) -> None:
    off = "  - {name: 値引き, category: discount, price: 50_000}\n"
    (message,) = told(f"{total}\nitems:\n{TWO}{off}")
    assert message.endswith(f"額です。{why}")
    assert told(f"total: 100_001\nitems:\n{TWO}{off}") == []


@pytest.mark.usefixtures("in_folder")
def test_the_total_of_a_group_is_of_all_that_buy() -> None:
    """3 × 100,001 + 3 × 50,000; a total for one of them is told as such."""
    assert told(f"total: 450_003\nitems:\n{TWO}", GROUP) == []
    assert told(f"total: 450_009\nitems:\n{TWO}", GROUP) == []  # a yen for each line of each
    assert told(f"total: 450_010\nitems:\n{TWO}", GROUP) != []
    (message,) = told(f"total: 150_001\nitems:\n{TWO}", GROUP)
    assert message.endswith("ちょうど 3倍違います")
    (message,) = told(f"total: 400_003\nitems:\n{TWO}", GROUP)
    assert message.endswith("「設定」の額だけ違います")


@pytest.mark.usefixtures("in_folder")
@pytest.mark.parametrize("figure", [329_991, 329_990])
def test_prices_with_tax_of_a_group_are_the_total_with_tax(figure: int) -> None:
    """3 × (54,998 + 54,999); within a yen for each line of each member."""
    lines = (
        "  - {name: 会計, category: software, price: 54_998, functions: [accounting]}\n"
        "  - {name: 設定, category: setup, price: 54_999}\n"
    )
    quote = f"tax: included\ntotal_with_tax: {figure}\nitems:\n{lines}"
    assert told(quote, GROUP) == []
    assert told(quote.replace(str(figure), "109_997"), GROUP) != []


@pytest.mark.usefixtures("in_folder")
@pytest.mark.parametrize(
    ("figure", "warning"),
    [
        (109, "109円は、明細から決まる 110円より 1円少ない額です"),
        (110, None),
        (111, None),
        (112, None),
        (113, "113円は、明細から決まる 110円より 3円多い額です"),
    ],
)
def test_the_tax_of_each_rate_may_be_rounded_up(
    figure: int, warning: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    """55 × 10 % = 5.5, 47 × 8 % = 3.76: 55 + 47 + 5 + 3 = 110; rounded up both are 112."""
    lines = (
        "  - {name: 会計, category: software, price: 55, functions: [accounting]}\n"
        "  - {name: 茶, category: other, price: 40, tax_rate: 8%}\n"
        "  - {name: 菓子, category: other, price: 7, tax_rate: 8%}\n"
    )
    Path("quote.yaml").write_text(f"total_with_tax: {figure}\nitems:\n{lines}", encoding="utf-8")
    assert main(["check", "quote.yaml"]) == ExitCode.ANSWERED
    warned = [line for line in lines_told(capsys.readouterr().err) if "total" in line]
    place = "quote.yaml:1:17: 注意: total_with_tax: "
    assert warned == ([] if warning is None else [place + warning])


@pytest.mark.usefixtures("in_folder")
def test_without_the_members_a_total_is_not_looked_at_and_that_is_said() -> None:
    lines = TWO.replace("price: 50_000", "price: 50_000, members: [員1]")
    Path("quote.yaml").write_text(f"total: 1\nitems:\n{lines}", encoding="utf-8")
    checked = check_files(["quote.yaml"])
    assert checked.problems == []
    assert checked.notes == ["quote.yaml の合計は、申請者と一緒でなければ確かめられません"]
    Path("quote.yaml").write_text(f"total: 1\nitems:\n{TWO}", encoding="utf-8")
    assert len(check_files(["quote.yaml"]).problems) == 1


@pytest.mark.usefixtures("in_folder")
def test_a_quote_alone_is_read_without_a_look_at_its_total() -> None:
    Path("quote.yaml").write_text(f"total: 1\nitems:\n{TWO}", encoding="utf-8")
    assert load_quote("quote.yaml").total == 1


def net(total: int | None, *prices: int, rates: tuple[str, ...] = ()) -> list[int]:
    """What lines with tax cost without it."""
    items = [
        {"name": f"品{at}", "category": "setup", "price": amount}
        | ({"tax_rate": rates[at]} if rates else {})
        for at, amount in enumerate(prices)
    ]
    quote = Quote.model_validate({"tax": "included", "total": total, "items": items})
    return [one.total for one in price(quote).items]


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        # 289,976 ÷ 1.1 = 263,614.5…; 239,976 and 50,000 have 218,160.0 and 45,454.5 of it
        (None, [218_160, 45_454]),
        (263_614, [218_160, 45_454]),
        (263_615, [218_160, 45_455]),
        (263_616, [218_160, 45_454]),  # not the vendor's rounding of one rate
        (263_613, [218_160, 45_454]),
    ],
)
def test_the_vendors_rounding_of_the_tax_is_taken(total: int | None, expected: list[int]) -> None:
    assert net(total, 239_976, 50_000) == expected


def test_of_two_rates_the_one_nearer_to_the_next_yen_is_rounded_up_first() -> None:
    """1,000 ÷ 1.1 = 909.09, 1,000 ÷ 1.08 = 925.93."""
    rates = ("10%", "8%")
    assert net(1_834, 1_000, 1_000, rates=rates) == [909, 925]
    assert net(1_835, 1_000, 1_000, rates=rates) == [909, 926]
    assert net(1_836, 1_000, 1_000, rates=rates) == [910, 926]
    assert net(1_837, 1_000, 1_000, rates=rates) == [909, 925]


def test_a_whole_net_amount_is_never_rounded_up() -> None:
    """1,100 ÷ 1.1 = 1,000 leaves nothing to round."""
    assert net(1_001, 1_100) == [1_000]
    quote = Quote.model_validate(
        {
            "tax": "included",
            "total": 1_001,
            "items": [{"name": "品", "category": "setup", "price": 1_100}],
        }
    )
    (fault,) = total_faults(quote)
    assert fault.is_rounding
