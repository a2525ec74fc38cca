"""注意 that a figure may be another one: told by `check` and by every estimate, with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from clients import ON

from itsubsidy import Applicant, Quote, estimate, load_applicant, load_quote
from itsubsidy.answers.estimate import Estimate
from itsubsidy.answers.warnings import oddities
from itsubsidy.cli import ExitCode, main
from itsubsidy.files.problems import Problem
from itsubsidy.inputs.reading import check_files
from itsubsidy.rules.programme.rulefile import programme_for

APPLICANT = "名称: 甲\n業種: 小売業\n従業員数: 4人\n"
GROUP = "名称: 商店街\n法人種別: グループ\n代表: 商工団体\n構成員:\n" + "".join(
    f"  - {{名称: 店{number}, 業種: 小売業, 従業員数: 3人}}\n" for number in range(1, 12)
)  # 11 shops

Told = Callable[..., list[str]]


def item(**keys: str | None) -> str:
    """A line of a quote: accounting for 500,000 yen, with these keys instead or besides."""
    line: dict[str, str | None] = {
        "品名": "会計",
        "区分": "ソフトウェア",
        "単価": "500000",
        "プロセス": "[共P-04]",
        "機能": "[会計]",
    }
    pairs = [f"    {key}: {value}\n" for key, value in (line | keys).items() if value is not None]
    return "  -" + "".join(pairs)[3:]


def quote(*items: str) -> str:
    return "明細:\n" + "".join(items or [item()])


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """What an estimate of a client warns of; `check` must tell all of it with the same places."""

    def told(applicant: str = APPLICANT, quote_text: str | None = None) -> list[str]:
        files = [str(tmp_path / name) for name in ("applicant.yaml", "quote.yaml")]
        texts = (applicant, quote_text or quote())
        for file, text in zip(files, texts, strict=True):
            Path(file).write_text(text, encoding="utf-8")
        answer = estimate(load_applicant(files[0]), [load_quote(files[1])], on=ON)
        found = all_of(answer)
        checked = check_files(files)
        assert checked.problems == []
        assert set(found) <= set(oddities(checked, programme_for(ON).at(ON), ON))
        return [f"{one.line}:{one.column} {one.path}: {one.message}" for one in found]

    return told


def all_of(answer: Estimate) -> list[Problem]:
    return [*answer.warnings, *(one for quote in answer.quotes for one in quote.warnings)]


# ---- magnitude


UNUSED = (
    "資本金は会社だけの基準なので、{}では使いません。会社なら「法人種別: 会社・法人」と書きます"
)


UNIT = "小さすぎます。万円の額なら「{0}万円」、千円の額なら「{0}千円」と書きます"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("資本金: 20000\n", ["4:6 資本金: 20,000円は" + UNIT.format(20_000)]),
        ("資本金: 99,999円\n", ["4:6 資本金: 99,999円は" + UNIT.format(99_999)]),
        ("資本金: 10万円\n", []),
        ("資本金: 1円\n", ["4:6 資本金: 1円は" + UNIT.format(1)]),
        ("資本金: 0\n", []),
        ("法人種別: 個人事業主\n資本金: 100\n", ["5:6 資本金: " + UNUSED.format("個人事業主")]),
        (
            "法人種別: 医療法人社団\n資本金: 1000万円\n",
            ["5:6 資本金: " + UNUSED.format("医療法人社団")],
        ),
        ("法人種別: NPO法人\n資本金: 1000万円\n", ["5:6 資本金: " + UNUSED.format("NPO法人")]),
        ("法人種別: 個人事業主\n資本金: 0\n", []),
        ("法人種別: 有限会社\n資本金: 300万円\n", []),
    ],
)
def test_capital(told: Told, more: str, expected: list[str]) -> None:
    assert told(APPLICANT + more) == expected


def test_capital_of_a_member(told: Told) -> None:
    group = GROUP.replace("従業員数: 3人}", "従業員数: 3人, 資本金: 500}", 1)
    assert told(group, quote()) == ["5:38 構成員.1.資本金: 500円は" + UNIT.format(500)]


def income(of: str, written: str) -> str:
    digits = written.replace(",", "")
    return f"{written}円は{of}の一年の課税所得として{UNIT.format(digits)}"


@pytest.mark.parametrize(
    ("people", "typed", "expected"),
    [
        # 10,000 yen a head, and 100,000 yen whoever it is
        ("従業員数: 4人", "3000", [income(" 4人の会社", "3,000")]),
        ("従業員数: 4人", "99999円", [income(" 4人の会社", "99,999")]),
        ("従業員数: 4人", "10万円", []),
        ("従業員数: 10人", "99999円", [income(" 10人の会社", "99,999")]),
        ("従業員数: 11人", "109999円", [income(" 11人の会社", "109,999")]),
        ("従業員数: 11人", "11万円", []),
        # 16億円, from which a company is large, in 万円
        ("従業員数: 30人", "160000", [income(" 30人の会社", "160,000")]),
        ("従業員数: 30人", "16億円", []),
        ("規模: 中小企業", "3000", [income("会社", "3,000")]),
        ("規模: 中小企業", "10万円", []),
        # none at all, and a loss
        *(("従業員数: 4人", text, []) for text in ("0", "0円", "▲300万円", "-3000")),
        ("従業員数: 4人\n法人種別: 個人事業主", "3000", []),
        ("従業員数: 4人\n法人種別: 一般社団法人", "3000", []),
    ],
)
def test_taxable_income(told: Told, people: str, typed: str, expected: list[str]) -> None:
    text = f"名称: 甲\n業種: 小売業\nみなし大企業: {{課税所得の平均: {typed}}}\n{people}\n"
    found = told(text)
    assert found == [f"3:19 みなし大企業.課税所得の平均: {one}" for one in expected]


def test_taxable_income_of_a_member(told: Told) -> None:
    group = GROUP.replace(
        "従業員数: 3人}", "従業員数: 3人, みなし大企業: {課税所得の平均: 500}}", 1
    )
    assert told(group, quote()) == [
        "5:51 構成員.1.みなし大企業.課税所得の平均: " + income(" 3人の会社", "500")
    ]


@pytest.mark.usefixtures("in_folder")
@pytest.mark.parametrize("command", ["check", "estimate", "explain", "plan"])
def test_taxable_income_is_told_and_changes_no_exit_code(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("甲").mkdir()
    text = APPLICANT + "みなし大企業: {課税所得の平均: 3000}\n"
    Path("甲/applicant.yaml").write_text(text, encoding="utf-8")
    Path("甲/quote.yaml").write_text(quote(), encoding="utf-8")
    day = [] if command == "check" else ["--date", "2025-08-20"]
    assert main([command, "甲", *day]) == ExitCode.ANSWERED
    out, err = capsys.readouterr()
    assert "3,000円は 4人の会社の一年の課税所得として小さすぎます" in re.sub(
        r"\s*\n\s*", "", out + err
    )


def test_a_loss_is_below_what_makes_a_large_company() -> None:
    base = {"name": "甲", "industry": "retail", "employees": 4}
    offer = Quote.model_validate(
        {"items": [{"name": "会計", "category": "software", "price": 500_000}]}
    )
    for amount, is_large in ((-3_000_000, False), (0, False), (1_500_000_001, True)):
        applicant = Applicant.model_validate({**base, "large_company": {"taxable_income": amount}})
        standing = estimate(applicant, [offer], on=ON).standing
        assert standing is not None
        assert standing.deemed_large is is_large


PAY = "は 4人の一年の額として" + UNIT
PRODUCTIVE = "労働生産性: {{営業利益: 300万円, 人件費: {}, 減価償却費: 0, 年間総労働時間: 8000}}\n"
WORKED = "労働生産性: {{営業利益: 0, 人件費: 9000万円, 減価償却費: 0, 年間総労働時間: {}}}\n"
TOO_SHORT = (
    "は 4人を合わせた一年の労働時間として短すぎます。一人の時間なら、従業員数を掛けて書きます"
)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        # of 4 people 100,000 each are 400,000
        ("給与支給総額: 1200\n", ["4:9 給与支給総額: 1,200円" + PAY.format(1200)]),
        ("給与支給総額: 399,999円\n", ["4:9 給与支給総額: 399,999円" + PAY.format(399_999)]),
        ("給与支給総額: 400,000円\n", []),
        (PRODUCTIVE.format("12000"), ["4:27 労働生産性.人件費: 12,000円" + PAY.format(12_000)]),
        (PRODUCTIVE.format("1200万円"), []),
        # of 4 people 400 hours each are 1,600
        (WORKED.format("1599.5"), ["4:50 労働生産性.年間総労働時間: 1,599.5時間" + TOO_SHORT]),
        (WORKED.format("1600時間"), []),
        (
            "賃上げ計画: {最低賃金への上乗せ: 1200円}\n",
            [
                "4:20 賃上げ計画.最低賃金への上乗せ: 地域別最低賃金との差が 1,200円では"
                "大きすぎます。時給そのものなら、差だけを書きます"
            ],
        ),
        ("賃上げ計画: {最低賃金への上乗せ: 499円}\n", []),
    ],
)
def test_pay_of_a_year_and_what_is_put_on_a_wage(
    told: Told, more: str, expected: list[str]
) -> None:
    assert told(APPLICANT + more) == expected


def test_capital_of_who_is_no_company_changes_nothing() -> None:
    """A wholesaler of 150 people is large by its headcount (100); by 50,000,000 yen it is not."""
    base = {"name": "甲", "industry": "wholesale", "employees": 150, "capital": 50_000_000}
    offer = Quote.model_validate(
        {"items": [{"name": "会計", "category": "software", "price": 500_000}]}
    )
    for entity, size in (("sole_proprietor", "large"), ("npo", "large"), ("company", "medium")):
        applicant = Applicant.model_validate({**base, "entity": entity})
        standing = estimate(applicant, [offer], on=ON).standing
        assert standing is not None
        assert standing.size == size


def test_what_would_settle_the_size_of_a_group(told: Told) -> None:
    group = GROUP.replace("代表:", "業種: 小売業\n資本金: 1000万円\n従業員数: 30人\n代表:")
    assert told(group, quote()) == [
        "3:5 業種: 使いません。業種 は 構成員 の一者ごとに書きます",
        "4:6 資本金: 使いません。資本金 は 構成員 の一者ごとに書きます",
        "5:7 従業員数: 使いません。従業員数 は 構成員 の一者ごとに書きます",
    ]


SMALL = "円は一括の額として小さすぎます。万円の額なら「{}万円」と書きます"


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"単価": "360"}, ["4:9 明細.1.単価: 360" + SMALL.format(360)]),
        ({"単価": "999"}, ["4:9 明細.1.単価: 999" + SMALL.format(999)]),
        ({"単価": "1000"}, []),
        ({"単価": "0"}, []),
        ({"単価": "999", "数量": "9"}, ["4:9 明細.1.単価: 999" + SMALL.format(999)]),  # 8,991
        ({"単価": "999", "数量": "10"}, []),
        ({"単価": "999.5", "数量": "9"}, ["4:9 明細.1.単価: 999.5" + SMALL.format(999.5)]),
        ({"単価": "360", "課金単位": "月", "契約月数": "24"}, []),  # by the month little is usual
        ({"単価": "360", "数量": "0"}, []),
        ({"区分": "対象外", "単価": "360", "プロセス": None, "機能": None}, []),
        (
            {"区分": "導入設定", "単価": "800", "人数": "20", "プロセス": None, "機能": None},
            [],  # 800 × 20 = 16,000
        ),
        ({"単価": "100000000"}, []),
        (
            {"単価": "100000001"},
            ["4:9 明細.1.単価: 100,000,001円は大きすぎます。桁と単位を確かめます"],
        ),
        (
            {"単価": None, "金額": "360"},
            ["6:9 明細.1.金額: 360" + SMALL.format(360)],
        ),
    ],
)
def test_prices(told: Told, keys: dict[str, str], expected: list[str]) -> None:
    whole = {"数量": "1"} | keys
    line = item(**whole) if keys.get("数量") else item(**keys)
    assert told(quote_text=quote(item(品名="本体"), line)) == [
        one.replace("明細.1", "明細.2").replace(
            one.split(":")[0], str(int(one.split(":")[0]) + 5), 1
        )
        for one in expected
    ]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            {"課金単位": "年", "契約月数": "2"},
            [
                "8:11 明細.1.契約月数: 「課金単位: 年」の契約が 2か月なので、1年分の 2/12 と"
                "しました。2年なら「24か月」と書きます"
            ],
        ),
        ({"課金単位": "年", "契約月数": "12"}, []),
        ({"課金単位": "年", "契約月数": "18"}, []),
        (
            {"課金単位": "月", "契約月数": "1"},
            [
                "8:11 明細.1.契約月数: 「課金単位: 月」の契約が 1か月なので、1回分としました。"
                "1年なら「12か月」、2年なら「24か月」と書きます"
            ],
        ),
        ({"課金単位": "月", "契約月数": "2"}, []),
    ],
)
def test_terms(told: Told, keys: dict[str, str], expected: list[str]) -> None:
    assert told(quote_text=quote(item(**keys))) == expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"単価": "29800", "課金単位": "月"}, True),  # 357,600 is 12 times 29,800
        ({"単価": "357600", "課金単位": "年"}, True),  # 29,800 a month
        ({"単価": "59600", "課金単位": "月"}, True),  # 6 times
        ({"単価": "59601", "課金単位": "月"}, False),
        ({"単価": "29800", "課金単位": "月", "品名": "給与"}, False),
        ({"単価": "0", "課金単位": "月"}, False),
    ],
)
def test_a_price_of_a_year_by_the_month(told: Told, other: dict[str, str], expected: bool) -> None:
    dear = item(単価="357600", 課金単位="月", 契約月数="12")
    found = told(quote_text=quote(dear, item(開始月="13", 契約月数="12", **other)))
    assert [one.split(" ")[1] for one in found] == (["明細.1.単価:"] if expected else [])
    if expected:
        month = {"59600": "59,600"}.get(other["単価"], "29,800")
        assert found[0].endswith(
            f"同じ品が、ほかの行では 1か月 {month}円です。年額なら「課金単位: 年」と書きます"
        )


def test_a_wage_that_is_a_days(told: Told, tmp_path: Path) -> None:
    """9,600 is a day's wage of 8 hours of 1,200; the minimum of Tokyo is 1,163, 5 times 5,815."""
    (tmp_path / "wages.csv").write_text(
        "従業員,都道府県,2025年5月\n甲,東京都,9600\n乙,東京都,1400\n丙,東京都,1400\n丁,東京都,1400\n",
        encoding="utf-8",
    )
    (found,) = told(APPLICANT + "最低賃金近傍: {賃金台帳: wages.csv}\n")
    assert found.startswith("2:7 従業員1.2025-05: 2025年5月の 9,600円は、時給としては大きすぎます")


# ---- groups


def test_a_quantity_that_every_member_buys_is_told_as_what_it_makes(told: Told) -> None:
    """198,000 × 10 × 11 = 21,780,000; × 24 months of 1,000 × 2 × 11 = 528,000."""
    text = quote(
        item(),
        item(品名="POSレジ", 区分="レジ", 単価="198,000円", 数量="10台", プロセス=None, 機能=None),
        item(品名="席", 単価="1000", 数量="2", 課金単位="月", 契約月数="24"),
        item(
            品名="端末",
            区分="PC",
            単価="1000000",
            数量="5",
            利用構成員="店1",
            プロセス=None,
            機能=None,
        ),
        item(品名="分析", 区分="消費動向等分析", 単価="90000", 数量="6", プロセス=None, 機能=None),
    )
    assert told(GROUP, text) == [
        "10:9 明細.2.数量: 構成員の 1者ごとに 10台として、198,000円 × 10台 × 11者 = 21,780,000円と"
        "しました。全体で 10台なら、1者分の数量にするか、買う構成員を 利用構成員 に書きます",
        "16:9 明細.3.数量: 構成員の 1者ごとに 2として、1,000円 × 2 × 24か月 × 11者 = 528,000円と"
        "しました。全体で 2なら、1者分の数量にするか、買う構成員を 利用構成員 に書きます",
    ]


def test_a_quantity_of_a_single_applicant_is_its_own(told: Told) -> None:
    assert told(quote_text=quote(item(数量="10"))) == []


# ---- frames that are lost


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"品名": "会計ソフト", "プロセス": "[汎P-07]"}, "会計"),
        ({"品名": "受発注クラウド", "プロセス": "[共P-03]"}, "受発注"),
        ({"品名": "決済端末アプリ", "プロセス": "[共P-01]"}, "決済"),
        ({"品名": "ＥＲＰ", "プロセス": "[共P-04]"}, "会計"),
        ({"品名": "ＥＲＰ", "プロセス": "[共P-02]"}, "決済"),
        ({"品名": "勤怠", "プロセス": "[共P-05]"}, None),
        ({"品名": "会計", "プロセス": "[共P-04]", "数量": "0"}, None),
    ],
)
def test_software_of_a_function_that_is_not_written(
    told: Told, keys: dict[str, str], expected: str | None
) -> None:
    found = told(quote_text=quote(item(), item(機能=None, **keys)))
    assert found == (
        [
            "7:5 明細.2.機能: 書かれていません。会計・受発注・決済の機能があれば"
            f"「機能: {expected}」のように書きます。インボイス枠も計算します"
        ]
        if expected
        else []
    )


def test_functions_that_are_written_then_open_the_frame(tmp_path: Path) -> None:
    """120,000 × 1/2 = 60,000 in 通常枠; × 4/5 = 96,000 in インボイス枠 after the hint."""
    best = []
    for functions in (None, "会計"):
        files = [tmp_path / name for name in ("applicant.yaml", "quote.yaml")]
        files[0].write_text(APPLICANT, encoding="utf-8")
        files[1].write_text(quote(item(単価="120000", 機能=functions)), encoding="utf-8")
        answer = estimate(load_applicant(files[0]), [load_quote(files[1])], on=ON).quotes[0]
        best.append((answer.best, answer.subsidy))
    assert best == [("normal", 60_000), ("invoice", 96_000)]


def test_software_without_processes(told: Told) -> None:
    message = "書かれていません。プロセス のないソフトウェアは、通常枠では対象になりません"
    assert told(quote_text=quote(item(プロセス=None))) == [f"2:5 明細.1.プロセス: {message}"]
    assert told(GROUP, quote(item(プロセス=None))) == []
    platform = item(プロセス=None, アカウント="{受注側総数: 5, 中小企業の利用数: 3}")
    assert told(quote_text=quote(platform)) == []


@pytest.mark.parametrize(
    ("name", "is_a_part"),
    [
        ("初期費用", True),
        ("ユーザー追加（5名）", True),
        ("追加ライセンス", True),
        ("追加ID", True),
        ("給与", False),
        ("追加機能", False),
    ],
)
def test_software_of_no_use(told: Told, name: str, is_a_part: bool) -> None:
    found = told(quote_text=quote(item(), item(品名=name, プロセス=None, 機能=None)))
    whole = "プロセス も 機能 もないソフトウェアは、どの申請枠の対象にもなりません"
    part = (
        "プロセス も 機能 もないので、どの申請枠の対象にもなりません。「会計」の費用の一部なら、"
        "その行と同じ プロセス と 機能 を書きます"
    )
    assert found == [f"7:5 明細.2: {part if is_a_part else whole}"]


# ---- sums


@pytest.mark.parametrize(
    "name",
    [
        "小計",
        "合計",
        "総計",
        "値引後合計",
        "消費税",
        "消費税等",
        "内消費税",
        "【合計】",
        "消費税（10%）",
        "税込合計金額",
        "ご請求額",
    ],
)
def test_a_line_that_adds_up_the_others_is_told_before_all(told: Told, name: str) -> None:
    text = quote(item(), item(品名=name, 区分="対象外", 単価="360", プロセス=None, 機能=None))
    assert told(quote_text=text)[0] == (
        f"7:9 明細.2.品名: 「{name}」は明細の合計か税の行ではありませんか。そうなら行を消します。"
        "見積額 500,360円は 500,000円になります"
    )


@pytest.mark.parametrize("name", ["消費税申告ソフト", "小計機能", "合計残高試算表"])
def test_products_whose_name_holds_the_word_are_none(told: Told, name: str) -> None:
    assert told(quote_text=quote(item(品名=name))) == []


# ---- where they are told


CUT = "「#2」から後は読まれず、「会計」となりました。名前の一部なら、値を引用符で囲みます"


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16"])
def test_a_name_that_a_mark_cuts_off(encoding: str, tmp_path: Path) -> None:
    """`check` and an estimate tell it alike, and nothing of a remark."""
    (tmp_path / "applicant.yaml").write_text(APPLICANT, encoding="utf-8")
    applicant = load_applicant(tmp_path / "applicant.yaml")
    told = []
    for name in ("会計 #2", "会計  # 二年目", "'会計 #2'", "会計#2"):
        (tmp_path / "quote.yaml").write_text(quote(item(品名=name)), encoding=encoding)
        answer = estimate(applicant, [load_quote(tmp_path / "quote.yaml")], on=ON)
        told.append([f"{one.line}:{one.column} {one.message}" for one in all_of(answer)])
    assert told == [[f"2:9 {CUT}"], [], [], []]


def test_a_quote_that_has_run_out_by_the_day_of_application(told: Told) -> None:
    assert told(quote_text="有効期限: 2025-08-20\n" + quote()) == []
    assert told(quote_text="有効期限: 2025-08-19\n" + quote()) == [
        "1:7 有効期限: 見積の有効期限 2025-08-19 を過ぎています"
    ]


def test_an_english_file_is_told_in_its_keys(told: Told) -> None:
    text = "items:\n  - {name: 会計, category: software, price: 360, processes: [P04]}\n"
    assert told(quote_text=text) == [
        "2:43 items.1.price: 360円は一括の額として小さすぎます。万円の額なら「360万円」と書きます",
        "2:5 items.1.functions: 書かれていません。会計・受発注・決済の機能があれば"
        "「functions: accounting」のように書きます。インボイス枠も計算します",
    ]


def test_what_was_made_in_python_is_told_without_a_place() -> None:
    applicant = Applicant.model_validate(
        {"name": "甲", "industry": "retail", "employees": 4, "capital": 300}
    )
    item = {"name": "会計", "category": "software", "price": 360, "functions": ["accounting"]}
    offer = Quote.model_validate({"items": [item | {"processes": ["共P-04"]}]})
    told = estimate(applicant, [offer], on=ON).to_dict()
    assert told["applicant"]["warnings"] == [
        {
            "file": None,
            "line": 0,
            "column": 0,
            "path": "capital",
            "message": "300円は" + UNIT.format(300),
        }
    ]
    assert [one["path"] for one in told["quotes"][0]["warnings"]] == ["items.1.price"]
    quick = estimate(applicant, [offer], on=ON, advise=False, explained=False)
    assert all_of(quick) == []


@pytest.fixture
def client(in_folder: Path) -> Path:
    folder = in_folder / "甲"
    folder.mkdir()
    (folder / "applicant.yaml").write_text(APPLICANT + "資本金: 500\n", encoding="utf-8")
    (folder / "quote.yaml").write_text(quote(item(単価="360")), encoding="utf-8")
    return folder


CAPITAL = "資本金: 500円は" + UNIT.format(500)
PRICE = "明細.1.単価: 360円は一括の額として小さすぎます。万円の額なら「360万円」と書きます"


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize("command", [["estimate", "--full"], ["explain"]])
def test_every_answer_tells_them_above_its_result(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "甲", "--date", "2025-08-20"]) == ExitCode.ANSWERED
    lines = capsys.readouterr().out.splitlines()
    told = [line for line in lines if line.startswith("注意: ")]
    assert told == [
        f"注意: {CAPITAL}（甲/applicant.yaml:4:6）",
        f"注意: {PRICE}（甲/quote.yaml:4:9）",
    ]


@pytest.mark.usefixtures("client")
def test_a_plan_tells_them_before_its_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "甲", "--date", "2025-08-20"]) == ExitCode.ANSWERED
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("注意: ")] == [
        f"注意: {CAPITAL}（甲/applicant.yaml:4:6）",
        f"注意: {PRICE}（甲/quote.yaml:4:9）",
    ]
    assert lines.index(f"注意: {PRICE}（甲/quote.yaml:4:9）") < lines.index(
        "補助額の最も多い申請の組み合わせ"
    )
    assert main(["plan", "甲", "--date", "2025-08-20", "--format", "json"]) == ExitCode.ANSWERED
    told = json.loads(capsys.readouterr().out)
    assert [one["path"] for one in told["applicant"]["warnings"]] == ["資本金"]
    assert [one["path"] for one in told["quotes"][0]["warnings"]] == ["明細.1.単価"]


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("明細.1.数量=1", [f"{CAPITAL}（甲/applicant.yaml:4:6）", f"{PRICE}（甲/quote.yaml:4:9）"]),
        ("資本金=1000万円", [f"{PRICE}（甲/quote.yaml:4:9）"]),
        ("明細.1.単価=36万円", [f"{CAPITAL}（甲/applicant.yaml:4:6）"]),
        (
            "明細.1.単価=400",
            [
                f"{CAPITAL}（甲/applicant.yaml:4:6）",
                f"{PRICE.replace('360', '400')}（甲/quote.yaml:4:9）",
            ],
        ),
    ],
)
def test_whatif_tells_those_of_what_was_changed(
    setting: str, expected: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """What a change mends is told no more, and what it brings is; the result comes first."""
    assert main(["whatif", "甲", "--set", setting, "--date", "2025-08-20"]) == ExitCode.ANSWERED
    first, *lines = capsys.readouterr().out.splitlines()
    assert first.startswith("補助額 ")
    assert [line for line in lines if line.startswith("注意: ")] == [
        f"注意: {one}" for one in expected
    ]


@pytest.mark.usefixtures("client")
def test_whatif_of_another_line_has_no_place_in_the_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = "明細.2={品名: 設定, 区分: 導入設定, 単価: 300}"
    assert main(["whatif", "甲", "--set", line, "--date", "2025-08-20"]) == ExitCode.ANSWERED
    told = [one for one in capsys.readouterr().out.splitlines() if one.startswith("注意: 明細")]
    assert told == [f"注意: {PRICE}", "注意: 明細.2.単価: " + "300" + SMALL.format(300)]


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize("format", ["csv", "html"])
@pytest.mark.parametrize("command", ["estimate", "plan"])
def test_what_is_for_others_has_them_on_standard_error(
    command: str, format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [command, "甲", "--date", "2025-08-20", "--format", format]
    assert main(arguments) == ExitCode.ANSWERED
    out, err = capsys.readouterr()
    assert err.splitlines() == [
        f"甲/applicant.yaml:4:6: 注意: {CAPITAL}",
        f"甲/quote.yaml:4:9: 注意: {PRICE}",
    ]
    assert "小さすぎます" not in out


@pytest.mark.usefixtures("client")
def test_json_has_them_with_their_places(capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["estimate", "甲", "--format", "json"], ["batch", ".", "--format", "jsonl"]):
        assert main([*command, "--date", "2025-08-20"]) == ExitCode.ANSWERED
        told = json.loads(capsys.readouterr().out)
        (one,) = told["quotes"][0]["warnings"]
        assert (one["line"], one["column"], one["path"]) == (4, 9, "明細.1.単価")
        assert one["file"].endswith("甲/quote.yaml")
        assert [one["path"] for one in told["applicant"]["warnings"]] == ["資本金"]
