"""What somebody typed who had read the README alone: read as what it means, or told what to do.

Each entry stands with the plain way of writing it, whose answer it has, or with its message; a
message that names what to write is followed, and the file then has no error.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from clients import ON

from itsubsidy import estimate
from itsubsidy.answers.warnings import oddities
from itsubsidy.cli import ExitCode, main
from itsubsidy.inputs.reading import check_files, load_client
from itsubsidy.rules.programme.rulefile import programme_for

APPLICANT = "名称: 甲\n業種: 小売業\n従業員数: 4人\n"
GROUP = """\
名称: 商店街
法人種別: グループ
代表: 商工団体
構成員: [{名称: 魚政, 規模: 小規模}, {名称: 八百一, 規模: 小規模}]
"""


def item(**keys: str) -> str:
    """A line of 500,000 yen of accounting, with these keys instead or besides."""
    line = {"品名": "会計", "区分": "ソフトウェア", "単価": "500000", "プロセス": "[共P-04]"}
    line |= {"機能": "[会計]"} | keys
    pairs = "".join(f"    {key}: {value}\n" for key, value in line.items())
    return "  -" + pairs[3:]


def second(**keys: str) -> str:
    """A quote of that line and of another of 100,000 yen."""
    keys = {"品名": "品", "区分": "導入設定", "単価": "100000"} | keys
    pairs = "".join(f"    {key}: {value}\n" for key, value in keys.items())
    return QUOTE + "  -" + pairs[3:]


QUOTE = "明細:\n" + item()
TWO = "明細:\n" + item(利用構成員="魚政、八百一")


def written(applicant: str = APPLICANT, quote: str = QUOTE) -> list[str]:
    Path("applicant.yaml").write_text(applicant, encoding="utf-8")
    Path("quote.yaml").write_text(quote, encoding="utf-8")
    return ["applicant.yaml", "quote.yaml"]


def answer(applicant: str = APPLICANT, quote: str = QUOTE) -> Any:
    """The JSON object of a client without what is of the file itself."""
    first, *others = written(applicant, quote)
    client = load_client(first, others)
    told = estimate(client.applicant, client.quotes, on=ON, advise=False).to_dict()
    for part in (told["applicant"], *told["quotes"]):
        part.pop("sha256")
        part.pop("warnings")
    for frame in told["quotes"][0]["frames"]:
        for one in frame["excluded"]:
            one.pop("line")
    return json.loads(json.dumps(told))


def problems(applicant: str = APPLICANT, quote: str = QUOTE) -> list[str]:
    """What is wrong with a client's files, without their names and places."""
    found = check_files(written(applicant, quote)).problems
    return [f"{one.path}: {one.message}" if one.path else one.message for one in found]


def odd(applicant: str = APPLICANT, quote: str = QUOTE) -> list[str]:
    checked = check_files(written(applicant, quote))
    assert checked.problems == []
    found = oddities(checked, programme_for(ON).at(ON), ON)
    return [f"{one.path}: {one.message}" for one in found]


pytestmark = pytest.mark.usefixtures("in_folder")


# ---- read as what it means


ENTITIES = {
    **dict.fromkeys(("株式会社", "有限会社", "合同会社"), "company"),
    **dict.fromkeys(("個人", "一人親方", "１人親方", "ひとり親方", "個人商店"), "sole_proprietor"),
    **dict.fromkeys(("一人会社", "（同）", "LLC"), "company"),
    **dict.fromkeys(("（一社）", "㈶"), "foundation"),
    "（医）": "medical_corporation",
    "（福）": "social_welfare_corporation",
    "（特非）": "npo",
    "医療法人社団": "medical_corporation",
    "一般社団法人": "foundation",
    "事業協同組合": "sme_association",
    "商店街振興組合": "special_association",
}
INDUSTRIES = {
    **dict.fromkeys(("居酒屋", "飲食サービス業", "飲食業", "766", "M76"), "retail"),
    **dict.fromkeys(("歯科", "学習塾", "美容業", "介護", "医療業", "P83"), "service"),
    **dict.fromkeys(("不動産業", "農業"), "other"),
    "ホテル": "lodging",
    "工務店": "construction",
    **dict.fromkeys(("印刷業", "金属製品製造業", "24", "E24"), "manufacturing"),
}
OF_AN_APPLICANT = [
    *((f"法人種別: {word}", f"entity: {value}") for word, value in ENTITIES.items()),
    ("申請要件: {GビズIDプライム: 申請中}", "prerequisites: {gbizid_prime: pending}"),
    ("申請要件: {最低賃金以上: ○}", "prerequisites: {pays_minimum_wage: true}"),
    ("申請要件: {SECURITY ACTION: 一つ星}", "prerequisites: {security_action: 1}"),
    ("申請要件: {SECURITY ACTION: ★★}", "prerequisites: {security_action: 2}"),
    ("申請要件: {労働生産性の伸び: 3%}", "prerequisites: {productivity_growth: 0.03}"),
    (
        "交付決定の履歴: [{年度: 令和5年度, 申請枠: 通常枠, 交付決定日: 令和5年9月2日}]",
        "history: [{year: 2023, frame: normal, decided_on: 2023-09-02}]",
    ),
    ("都道府県: 大阪", "prefecture: 大阪府"),
    ("都道府県: 神奈川", "prefecture: 神奈川県"),
    *((f"交付決定の履歴: {word}", "history: []") for word in ("なし", "該当なし", "いいえ")),
    ("備考: 決算は3月", ""),
    ("メモ: 電話は午後", ""),
]


@pytest.mark.parametrize(("typed", "plain"), OF_AN_APPLICANT)
def test_a_line_of_an_applicant_is_read(typed: str, plain: str) -> None:
    assert answer(APPLICANT + f"{typed}\n") == answer(APPLICANT + f"{plain}\n")


@pytest.mark.parametrize(("typed", "plain"), INDUSTRIES.items())
def test_an_industry_is_read(typed: str, plain: str) -> None:
    assert answer(APPLICANT.replace("小売業", typed)) == answer(APPLICANT.replace("小売業", plain))


CATEGORIES = {
    **dict.fromkeys(("サブスク", "会計ソフト"), "software"),
    "保守料": "support",
    **dict.fromkeys(("自動釣銭機", "レジ"), "register"),
    "謝金": "expert",
    **dict.fromkeys(("値引", "お値引き"), "discount"),
    "コンサル": "consulting",
    "お助け隊サービス": "otasuketai",
    "タブレット": "pc",
}


@pytest.mark.parametrize(("typed", "plain"), CATEGORIES.items())
def test_a_category_is_read(typed: str, plain: str) -> None:
    assert answer(quote=second(区分=typed)) == answer(quote=second(区分=plain))


MONTHLY = {"課金単位": "month", "契約月数": "24"}
OF_A_LINE: list[tuple[dict[str, str], dict[str, str]]] = [
    *(({**MONTHLY, "課金単位": word}, MONTHLY) for word in ("月額", "毎月")),
    ({**MONTHLY, "課金単位": "年額"}, {**MONTHLY, "課金単位": "year"}),
    ({**MONTHLY, "課金単位": "一括払い"}, {**MONTHLY, "課金単位": "once"}),
    ({"課金単位": "買い切り"}, {"課金単位": "once"}),
    *(
        ({**MONTHLY, "契約月数": text}, MONTHLY)
        for text in ("24ケ月", "24ヶ月", "24カ月分", "2年", "2年間", "２４か月")
    ),
    ({"単価": "4,378円/月", "契約月数": "24"}, {"単価": "4378", **MONTHLY}),
    ({"単価": "88,000円（税込）"}, {"単価": "88000", "消費税": "included"}),
    ({"単価": "100,000円(税抜)"}, {"単価": "100000"}),
    ({"単価": "一式 600,000"}, {"単価": "600000", "単位": "式"}),
    ({"単価": "8.8万"}, {"単価": "88000"}),
    ({"単価": "５４，８００円"}, {"単価": "54800"}),
    ({"単価": "¥132,000-"}, {"単価": "132000"}),
    ({"単価": "1.2百万円"}, {"単価": "1200000"}),
    ({"単価": "12万5千円"}, {"単価": "125000"}),
    *(
        ({"数量": f"{number}{unit}"}, {"数量": str(number), "単位": unit})
        for number, unit in ((2, "台"), (5, "ライセンス"), (1, "式"))
    ),
    ({"値引き": "10%"}, {"値引き": "50000"}),  # of 500,000
    *(({"値引き": text}, {"値引き": "50000"}) for text in ("▲50,000", "-50,000", "-50000")),
    *(({"プロセス": text}, {}) for text in ("会計", "[会計]", "［会計］")),
    ({"プロセス": "会計・財務"}, {}),
    ({"インボイス対応": "対応済"}, {}),
    ({"インボイス対応": "未対応"}, {"インボイス対応": "false"}),
    ({"値引き": "なし"}, {}),
    ({"プロセス": "[顧客対応]"}, {"プロセス": "[共P-01]"}),
    *(({"機能": text}, {}) for text in ("会計", "［会計］")),
    *(({"機能": text}, {"機能": "[会計, 決済]"}) for text in ("会計、決済", "［会計、決済］")),
    *(({key: "訪問は別"}, {}) for key in ("備考", "メモ", "型番")),
    ({"金額": "500,000円"}, {}),
]


@pytest.mark.parametrize(("typed", "plain"), OF_A_LINE, ids=str)
def test_a_line_of_a_quote_is_read(typed: dict[str, str], plain: dict[str, str]) -> None:
    assert answer(quote="明細:\n" + item(**typed)) == answer(quote="明細:\n" + item(**plain))


@pytest.mark.parametrize("text", ["▲50,000", "△50,000", "-50,000", "-50000", "50,000円"])
def test_a_discount_is_read_with_and_without_its_sign(text: str) -> None:
    assert answer(quote=second(区分="値引き", 単価=text)) == answer(
        quote=second(区分="値引き", 単価="50000")
    )


@pytest.mark.parametrize("head", ["見積日: 2025-8-1", "見積番号: 0012", "有効期限: R7.12.31"])
def test_what_stands_at_the_head_of_a_quote_is_read(head: str) -> None:
    assert (
        answer(quote=f"{head}\n{QUOTE}")["quotes"][0]["frames"] == (answer()["quotes"][0]["frames"])
    )


@pytest.mark.parametrize(
    "text", ["令和7年8月20日", "2025/8/20", "2025-8-20", "20250820", "R7.8.20"]
)
def test_a_day_of_application_is_read(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    written()
    arguments = ["estimate", "applicant.yaml", "quote.yaml", "--format", "json", "--date"]
    assert main([*arguments, text]) == ExitCode.ANSWERED
    assert json.loads(capsys.readouterr().out)["programme"]["application_date"] == "2025-08-20"


def test_the_organiser_of_a_group_is_read() -> None:
    line = "明細:\n" + item(利用構成員="全員")
    typed = GROUP.replace("商工団体", "商店街振興組合")
    assert answer(typed, line) == answer(GROUP, line)


# ---- marks that carry no meaning


MARKED = ("「{}」", "『{}』", "【{}】", "“{}”", "”{}”", "〝{}〟", "‘{}’", "＂{}＂", "｢{}｣")
ENDED = ("{}。", "{}、", "{}｡", "「{}。」", "「{}」。", "「{}」、")
VALUES_OF_AN_APPLICANT = [
    "資本金: 1,200,000円",
    "資本金: 120万円",
    "資本金: 1200000",
    "給与支給総額: 2400万円",
    "事業場内最低賃金: 1,163円",
    "都道府県: 大阪",
    "法人種別: 株式会社",
    "規模: 小規模",
    "賃上げ計画: {給与支給総額の年平均成長率: 1.5%, 表明済み: 済}",
    "申請要件: {労働生産性の伸び: 3%, SECURITY ACTION: 一つ星, 最低賃金以上: はい}",
    "申請要件: {労働生産性の伸び: 0.03, GビズIDプライム: 申請中, SECURITY ACTION: 1}",
    "交付決定の履歴: [{年度: 令和6年度, 申請枠: 通常枠, 交付決定日: 令和6年9月2日}]",
    "交付決定の履歴: [{年度: 2024, 申請枠: 通常枠, 交付決定日: 2024-09-02, プロセス: 会計}]",
    "みなし大企業: {最大の大企業の持分: 1/3, 役員全員が大企業: いいえ}",
]


def with_marks(text: str, mark: str) -> str:
    """A line whose values, but no names of keys, have these marks around them."""
    return re.sub(r"(?<=: )[^{\[,}\]]+(,[0-9]{3}[^,}\]]*)*", lambda one: mark.format(one[0]), text)


@pytest.mark.parametrize("mark", [*MARKED, *ENDED])
@pytest.mark.parametrize("plain", VALUES_OF_AN_APPLICANT)
def test_marks_around_a_value_of_an_applicant_carry_no_meaning(plain: str, mark: str) -> None:
    typed = with_marks(plain, mark)
    assert typed != plain
    assert answer(APPLICANT + f"{typed}\n") == answer(APPLICANT + f"{plain}\n")


@pytest.mark.parametrize("mark", [*MARKED, *ENDED])
@pytest.mark.parametrize(
    "plain",
    [
        {"単価": "1,200,000円"},
        {"単価": "4,378円/月", "契約月数": "2年"},
        {"単価": "0.5円", "数量": "1.5人日"},
        {"単価": "無償"},
        {"課金単位": "月額", "契約月数": "24か月", "開始月": "13か月目"},
        {"課金単位": "半年", "契約月数": "24"},
        {"数量": "2台", "値引き": "5%", "税率": "8%", "消費税": "税込"},
        {"値引き": "▲50,000", "取得方法": "買取", "インボイス対応": "対応済", "登録済み": "済"},
        {"プロセス": "会計、決済", "機能": "会計・決済"},
        {"プロセス": "P04", "機能": "会計"},
        {"区分": "会計ソフト"},
        {"金額": "500,000円"},
        {"プロセス": "[会計, 決済]", "アカウント": "{受注側総数: 10社, 中小企業の利用数: 5社}"},
    ],
    ids=str,
)
def test_marks_around_a_value_of_a_line_carry_no_meaning(plain: dict[str, str], mark: str) -> None:
    typed = {
        key: with_marks(f": {value}", mark)[2:] if value[0] == "{" else mark.format(value)
        for key, value in plain.items()
        if value[0] != "["
    }
    assert answer(quote="明細:\n" + item(**(plain | typed))) == answer(
        quote="明細:\n" + item(**plain)
    )


@pytest.mark.parametrize("mark", [*MARKED, *ENDED])
@pytest.mark.parametrize("plain", ["居酒屋", "飲食料品小売業", "I58", "58"])
def test_marks_around_an_industry_carry_no_meaning(plain: str, mark: str) -> None:
    typed = APPLICANT.replace("小売業", mark.format(plain))
    assert answer(typed) == answer(APPLICANT.replace("小売業", plain))


@pytest.mark.parametrize("mark", [*MARKED, *ENDED])
@pytest.mark.parametrize("plain", ["30", "30人", "３０名"])
def test_marks_around_a_headcount_carry_no_meaning(plain: str, mark: str) -> None:
    typed = APPLICANT.replace("4人", mark.format(plain))
    assert answer(typed) == answer(APPLICANT.replace("4人", plain))


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("資本金: 1,200,000円．", "資本金: 1,200,000円"),
        ("資本金: 120万円.", "資本金: 120万円"),
        ("資本金: 120万円，", "資本金: 120万円"),
        *(
            (f"資本金: {text}", "資本金: 1200000")
            for text in (
                "金1,200,000円也",
                "金120万円也",
                "金￥1,200,000也",
                "「金 1,200,000円也」",
            )
        ),
        ("資本金: 「未定」", ""),
        ("「資本金」: 120万円", "資本金: 120万円"),
        ("【資本金】: 120万円", "資本金: 120万円"),
    ],
)
def test_what_else_carries_no_meaning(typed: str, plain: str) -> None:
    assert answer(APPLICANT + f"{typed}\n") == answer(APPLICANT + f"{plain}\n")


@pytest.mark.parametrize("mark", MARKED[:4])
def test_a_comma_that_cuts_up_an_amount_in_marks_is_told(mark: str) -> None:
    """In `{ }` it ends the value, whatever stands around the number."""
    line = f"賃上げ計画: {{最低賃金への上乗せ: {mark.format('1,200円')}}}"
    assert problems(APPLICANT + f"{line}\n")[-1] == (
        "賃上げ計画.最低賃金への上乗せ: 「{ }」の中では、コンマで値が切れます。"
        "「1,200円」は「1_200」と書きます"
    )


def test_each_of_several_functions_may_have_marks() -> None:
    listed = "明細:\n" + item(プロセス="[共P-04, 共P-02]", 機能="[会計, 決済]")
    for typed in ("「会計」、「決済」", "会計、「決済」。", "[「会計」, 決済。]"):
        assert answer(quote="明細:\n" + item(プロセス=typed, 機能=typed)) == answer(quote=listed)


def test_everyone_may_stand_in_marks() -> None:
    plain = answer(GROUP, "明細:\n" + item(利用構成員="全員"))
    assert answer(GROUP, "明細:\n" + item(利用構成員="「全員」")) == plain


def test_text_keeps_its_marks() -> None:
    """A name, a remark, a model, a unit are what somebody typed."""
    head = "見積元: 「丁」\n件名: 『見積』。\n見積番号: 「12」\n備考: 「未定」\n"
    line = item(品名="「会計」", 型番="『A-1』", 単位="「式」", 備考="30人。", 対象ソフト="")
    written("名称: 「甲」。\n業種: 小売業\n従業員数: 4人\n備考: 「30」\n", f"{head}明細:\n{line}")
    applicant, (quote,) = load_client("applicant.yaml", ["quote.yaml"])
    assert (applicant.name, applicant.note) == ("「甲」。", "「30」")
    assert (quote.vendor, quote.title, quote.number) == ("「丁」", "『見積』。", "「12」")
    (one,) = quote.items
    assert (quote.note, one.name, one.model, one.unit, one.note) == (
        *("「未定」", "「会計」", "『A-1』", "「式」"),
        "30人。",
    )


@pytest.mark.parametrize("mark", [*MARKED, *ENDED])
@pytest.mark.parametrize(
    "plain", ["約30人", "3～5人", "三十人", "6人（うちパート4人）", "-4", "30円", "030", "四五"]
)
def test_what_is_refused_is_told_as_it_is_without_marks(plain: str, mark: str) -> None:
    told = problems(APPLICANT.replace("4人", plain))
    assert len(told) == 1
    assert problems(APPLICANT.replace("4人", mark.format(plain))) == told


@pytest.mark.parametrize("mark", [*MARKED, *ENDED])
@pytest.mark.parametrize(
    "line",
    [
        {"単価": "要見積"},
        {"区分": "導入支援"},
        {"区分": "在庫ソフト"},
        {"契約月数": "1年半", "課金単位": "月"},
        {"税率": "8"},
        {"取得方法": "割賦"},
        {"消費税": "免税"},
        {"単価": "確認"},
    ],
    ids=str,
)
def test_what_is_asked_of_a_line_is_asked_in_marks(line: dict[str, str], mark: str) -> None:
    told = problems(quote=second(**line))
    assert len(told) == 1
    marked = {
        key: mark.format(value) if key != "課金単位" else value for key, value in line.items()
    }
    assert problems(quote=second(**marked)) == told


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "「30人",
            "30人」",
            "「30人』",
            "30人。。",
            "「『30人』」",
            "「30」人",
            "「」",
            "。",
            "「。」",
        ),
        *("30.", "3,", "1,000,", "「30.」", "①", "「①」", "30人・", "(30人)", "30人？"),
    ],
)
def test_other_marks_are_not_taken_off(typed: str) -> None:
    """Half a pair, two of them, one that may stand where a digit was lost, a digit in a ring."""
    (told,) = problems(APPLICANT.replace("4人", typed))
    assert told.startswith("従業員数: ")


def test_marks_on_marks_are_refused_at_once() -> None:
    for typed in ("「" * 5_000 + "30" + "」" * 5_000, "30" + "。" * 9_000, "人" + "." * 9_000):
        assert len(problems(APPLICANT.replace("4人", typed))) == 1


# ---- entries that are numbered


LINES = (
    "{品名: 会計, 区分: ソフトウェア, 単価: 500000, プロセス: 会計, 機能: 会計}",
    "{品名: 設定, 区分: 導入設定, 単価: 100000}",
    "{品名: 保守, 区分: 保守, 単価: 20000}",
)
PLAIN_LINES = "明細:\n" + "".join(f"  - {line}\n" for line in LINES)


@pytest.mark.parametrize(
    "keys",
    [
        *(
            ("1", "2", "3"),
            ("１", "２", "３"),
            ("①", "②", "③"),
            ("1.", "2.", "3."),
            ("0", "1", "2"),
        ),
        *(("品目1", "品目2", "品目3"), ("明細1", "明細2", "明細3"), ("1行目", "2行目", "3行目")),
        *(("No.1", "No.2", "No.3"), ("第1", "第2", "第3"), ("item1", "item 2", "Item_3")),
        *(
            ("1", "2", "5"),
            ("1", "9", "10"),
            ("品目(1)", "品目２", "項目 3"),
            ("'1'", "2", "3"),
        ),
    ],
    ids=str,
)
def test_numbered_lines_are_a_list(keys: tuple[str, ...]) -> None:
    pairs = [f"{key}: {line}" for key, line in zip(keys, LINES, strict=True)]
    listed = answer(quote=PLAIN_LINES)
    assert answer(quote=f"明細: {{{', '.join(pairs)}}}\n") == listed
    assert answer(quote="明細:\n" + "".join(f"  {pair}\n" for pair in pairs)) == listed
    assert answer(quote="明細:\n" + "".join(f"  {pair}\n" for pair in reversed(pairs))) == listed


def test_a_number_that_was_left_blank_has_no_line() -> None:
    blank = (
        "明細:\n"
        + "".join(f"  {at}: {line}\n" for at, line in enumerate(LINES, 1))
        + "  4:\n  5: ~\n"
    )
    assert answer(quote=blank) == answer(quote=PLAIN_LINES)
    assert problems(quote="明細:\n  1:\n  2:\n") == ["明細: 空です。一つ以上を書きます"]


def test_members_decisions_and_rows_may_be_numbered() -> None:
    members = "構成員: {構成員1: {名称: 魚政, 規模: 小規模}, 2: {名称: 八百一, 規模: 小規模}}\n"
    numbered = GROUP.partition("構成員")[0] + members
    assert answer(numbered, TWO) == answer(GROUP, TWO)
    past = "{年度: 2023, 申請枠: 通常枠}"
    assert answer(APPLICANT + f"交付決定の履歴: {{1: {past}}}\n") == answer(
        APPLICANT + f"交付決定の履歴: [{past}]\n"
    )
    row = "{従業員: 乙, 都道府県: 東京, 時給: {2025-05: 1200}}"
    one = APPLICANT.replace("4人", "1人") + "最低賃金近傍:\n  賃金台帳:\n    "
    assert answer(f"{one}従業員1: {row}\n") == answer(f"{one}- {row}\n")


def test_what_is_wrong_in_a_numbered_line_is_told_at_its_place() -> None:
    text = (
        "明細:\n  2:\n    品名: 乙\n    区分: 対象外\n    単価: 約3円\n"
        "  1: {品名: 甲, 区分: 対象}\n"
    )
    found = check_files(written(quote=text)).problems
    assert [(one.line, one.column, one.path) for one in found] == [
        (5, 9, "明細.2.単価"),
        (6, 6, "明細.1.単価"),
        (6, 18, "明細.1.区分"),
    ]


def test_what_is_odd_in_a_numbered_line_is_told_at_its_place() -> None:
    text = "明細:\n  2: {品名: 設定, 区分: 導入設定, 単価: 360}\n  1: " + LINES[0] + "\n"
    checked = check_files(written(quote=text))
    found = oddities(checked, programme_for(ON).at(ON), ON)
    assert [(one.line, one.column, one.path) for one in found] == [(2, 29, "明細.2.単価")]
    answered = estimate(*load_client("applicant.yaml", ["quote.yaml"]), on=ON)
    assert answered.quotes[0].quote.origin.item_lines == (3, 2)


ENTRY = "というキーはありません。{}一件ずつ「- {}: {}」で始めて並べます"
A_LINE = "{区分: 対象外, 単価: 1}"


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        (
            f"明細: {{会計: {A_LINE}, レジ: {A_LINE}}}\n",
            [
                "明細.1.会計: 「会計」" + ENTRY.format("", "品名", "会計"),
                "明細.1.レジ: 「レジ」" + ENTRY.format("", "品名", "レジ"),
            ],
        ),
        (
            f"明細: [品目1: {A_LINE}]\n",
            ["明細.1.品目1: 「品目1」" + ENTRY.format("", "品名", "…")],
        ),
        (
            f"明細: {{1: {A_LINE}, １: {A_LINE}}}\n",
            [
                "明細.1.1: 「1」" + ENTRY.format("", "品名", "…"),
                "明細.1.１: 「１」" + ENTRY.format("", "品名", "…"),
            ],
        ),
        (  # years of a contract are no numbers of lines
            f"明細: {{1年目: {A_LINE}, 2年目: {A_LINE}}}\n",
            [
                "明細.1.1年目: 「1年目」" + ENTRY.format("", "品名", "…"),
                "明細.1.2年目: 「2年目」" + ENTRY.format("", "品名", "…"),
            ],
        ),
        (
            f"明細: {{2025: {A_LINE}}}\n",
            ["明細.1.2025: 「2025」" + ENTRY.format("", "品名", "…")],
        ),
        (
            f"明細: {{1: {A_LINE}, 合計: 100}}\n",
            [
                "明細.1.1: 「1」" + ENTRY.format("", "品名", "…"),
                "明細.1.合計: 「合計」は 明細 の行ではなく、見積に一度だけ書きます",
            ],
        ),
        (
            f"品目1: {A_LINE}\n消費税: 税込\n",
            [
                "明細: 書かれていません。必ず要るキーです",
                "品目1: 「品目1」" + ENTRY.format("明細 の下に、", "品名", "…"),
            ],
        ),
        (
            f"vendor: 丁\nitems: {{会計: {A_LINE}}}\n",
            ["items.1.会計: 「会計」" + ENTRY.format("", "name", "会計")],
        ),
        (
            f"明細: {{1: {A_LINE}, 1: {A_LINE}}}\n",
            ["明細.1: 同じキーが二度あります。片方を消してください"],
        ),
        ("明細: &a {1: *a}\n", ["明細.1.1: 入れ子が深すぎます（50 段まで）"]),
    ],
)
def test_lines_under_other_keys_are_told_how_to_begin(quote: str, expected: list[str]) -> None:
    assert problems(quote=quote) == expected


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("構成員: {乙: {規模: 小規模}}", "構成員.1.乙: 「乙」" + ENTRY.format("", "名称", "乙")),
        (
            "交付決定の履歴: {2023年度: {申請枠: 通常枠}}",
            "交付決定の履歴.1.2023年度: 「2023年度」" + ENTRY.format("", "年度", "…"),
        ),
        (
            "履歴1: {年度: 2023, 申請枠: 通常枠}",
            "履歴1: 「履歴1」" + ENTRY.format("交付決定の履歴 の下に、", "年度", "…"),
        ),
    ],
)
def test_entries_of_an_applicant_under_other_keys_are_told(line: str, told: str) -> None:
    assert problems(APPLICANT + f"{line}\n") == [told]


def test_a_mapping_under_an_unknown_key_of_a_line_is_no_entry() -> None:
    """What is missing in the line is told then too."""
    told = problems(quote="明細: {品名: 甲, 区分: 対象外, 追加: {品名: 乙}}\n")
    assert [one.partition("。")[0] for one in told] == [
        "明細.1.単価: 書かれていません",
        "明細.1.追加: 「追加」というキーはありません",
    ]


def test_numbered_lines_have_the_limit_of_a_list() -> None:
    text = "明細:\n" + "".join(f"  {at}: {LINES[1]}\n" for at in range(1, 2_002))
    assert problems(quote=text) == ["明細: 一覧が長すぎます（2,001件）。2,000件までです"]


# ---- told what to do


NO_SUCH = "「{}」というキーはありません。"
UNUSED = "計算には使わないので、この行を消します。"
TOLD_OF_AN_APPLICANT = [
    (
        "賃上げ計画: 予定あり",
        "賃上げ計画: 「予定あり」は使えません。「キー: 値」の組を書きます。使えるキー: "
        "給与支給総額の年平均成長率、1人当たり給与支給総額の年平均成長率、最低賃金への上乗せ、"
        "表明済み",
        "賃上げ計画: {表明済み: はい}",
    ),
    (
        "賃上げ計画: なし",
        "賃上げ計画: 「なし」なら、この行を消します。あるなら「キー: 値」の組を書きます。"
        "使えるキー: 給与支給総額の年平均成長率、1人当たり給与支給総額の年平均成長率、"
        "最低賃金への上乗せ、表明済み",
        "",
    ),
    (
        "みなし大企業: 非該当",
        "みなし大企業: 「非該当」なら、この行を消します。あるなら「キー: 値」の組を書きます。"
        "使えるキー: 最大の大企業の持分、大企業合計の持分、大企業役員の割合、"
        "みなし大企業の所有、役員全員が大企業、課税所得の平均",
        "",
    ),
    (
        "交付決定の履歴: [2023年の通常枠]",
        "交付決定の履歴.1: 「2023年の通常枠」は使えません。「キー: 値」の組を書きます。使えるキー: "
        "年度、申請枠、状態、交付決定日、お助け隊、プロセス",
        "交付決定の履歴: [{年度: 2023, 申請枠: 通常枠}]",
    ),
    (
        "生産性向上: 3%",
        "生産性向上: " + NO_SUCH.format("生産性向上") + "労働生産性の伸びなら、"
        "申請要件 の中に 労働生産性の伸び と書きます",
        "申請要件: {労働生産性の伸び: 3%}",
    ),
    (
        "労働生産性の伸び: 3%",
        "労働生産性の伸び: 「労働生産性の伸び」は 申請要件 の中に書きます",
        "申請要件: {労働生産性の伸び: 3%}",
    ),
    (
        "申請要件: {労働生産性の伸び: 3}",
        "申請要件.労働生産性の伸び: 「3」は割合として読めません。3% なら「3%」と書きます",
        "申請要件: {労働生産性の伸び: 3%}",
    ),
    (
        "賃上げ計画: {給与支給総額の年平均成長率: 1.5}",
        "賃上げ計画.給与支給総額の年平均成長率: 「1.5」は割合として読めません。"
        "1.5% なら「1.5%」と書きます",
        "賃上げ計画: {給与支給総額の年平均成長率: 1.5%}",
    ),
    (
        "申請要件: {最低賃金以上: 未}",
        "申請要件.最低賃金以上: まだ確かめていなければ、この行を消します。"
        "「未」だけでは決まりません。"
        "「はい」、「いいえ」のどちらかを書きます",
        "",
    ),
    (
        "交付決定の履歴: [{年度: 6, 申請枠: 通常枠}]",
        "交付決定の履歴.1.年度: 「6」では何年度か決まりません。「令和6年度」のように書きます",
        "交付決定の履歴: [{年度: 令和6年度, 申請枠: 通常枠}]",
    ),
    (
        "電話: 03-0000-0000",
        f"電話: {NO_SUCH.format('電話')}{UNUSED}残すなら 備考 と書きます",
        "備考: 03-0000-0000",
    ),
    (
        "住所: 東京都港区",
        f"住所: {NO_SUCH.format('住所')}{UNUSED}"
        "申請者の本店の都道府県なら 都道府県、残すなら 備考 と書きます",
        "都道府県: 東京都",
    ),
    (
        "代表者: 甲野",
        f"代表者: {NO_SUCH.format('代表者')}代表者の氏名は{UNUSED}"
        "グループの代表事業者の名称なら 代表事業者、その種類なら 代表 と書きます",
        "",
    ),
    (
        "見積期限: 2025-12-31",
        f"見積期限: {NO_SUCH.format('見積期限')}"
        "見積の有効期限なら、見積のファイルに 有効期限 と書きます",
        "",
    ),
]


@pytest.mark.parametrize(("typed", "message", "followed"), TOLD_OF_AN_APPLICANT)
def test_a_line_of_an_applicant_is_told(typed: str, message: str, followed: str) -> None:
    assert problems(APPLICANT + f"{typed}\n") == [message]
    assert problems(APPLICANT + f"{followed}\n") == []


@pytest.mark.parametrize(
    ("key", "unit", "typed", "followed"),
    [
        ("資本金（万円）", "万円", "資本金（万円）: 1000", "資本金: 1000万円"),
        ("従業員数(人)", "人", "従業員数(人): 4", "従業員数: 4人"),
        ("給与支給総額（千円）", "千円", "給与支給総額（千円）: 24000", "給与支給総額: 24000千円"),
    ],
)
def test_a_unit_behind_a_key_goes_behind_its_value(
    key: str, unit: str, typed: str, followed: str
) -> None:
    """`もしかして: 資本金` alone would make yen of them."""
    base = APPLICANT if "従業員" not in key else "名称: 甲\n業種: 小売業\n"
    name = followed.partition(":")[0]
    assert problems(f"{base}{typed}\n")[-1] == (
        f"{key}: {NO_SUCH.format(key)}{name} と書き、「{unit}」は値に「1{unit}」のように付けます"
    )
    assert odd(f"{base}{followed}\n") == []


@pytest.mark.parametrize("applicant", ["名　称: 甲\n業　種: 小売業\n従 業 員 数: 4人\n"])
def test_keys_set_apart_as_on_a_form_are_read(applicant: str) -> None:
    assert answer(applicant) == answer()


@pytest.mark.parametrize("word", ["全員", "全店", "全構成員", "魚政、八百一", "［魚政、八百一］"])
def test_all_members_are_read(word: str) -> None:
    assert (
        answer(GROUP, "明細:\n" + item(利用構成員=word))["quotes"][0]["total"]
        == (answer(GROUP, TWO)["quotes"][0]["total"])
    )


@pytest.mark.parametrize("text", ["魚政・八百一", "魚政,八百一", "魚政 八百一", "魚政／八百一"])
def test_several_members_in_one_text_are_told_as_that(text: str) -> None:
    """And not as one of them, without the others."""
    assert problems(GROUP, "明細:\n" + item(利用構成員=text)) == [
        f"明細.1.利用構成員.1: 「{text}」は一つの名前として読みます。「魚政、八百一」と書きます"
    ]
    assert problems(GROUP, TWO) == []


def test_members_that_are_names_alone_are_told_how_one_begins() -> None:
    head = GROUP.partition("構成員")[0]
    assert problems(f"{head}構成員: [魚政]\n") == [
        "構成員.1: 「魚政」は使えません。「キー: 値」の組を書きます。"
        "名前なら「名称: 魚政」から始めます"
    ]


@pytest.mark.parametrize(
    ("quote", "message"),
    [
        ("- 品名: 会計\n", "一覧から始まっています。見積の行なら、先頭に「明細:」の行を書きます"),
        ("明細:\n－ 品名: 会計\n", "一覧の「-」が全角です。半角の「- 」にしてください"),
        ("明細:\n・品名: 会計\n", "一覧は「・」でなく、半角の「- 」で始めます"),
    ],
)
def test_a_list_that_does_not_begin_as_one(quote: str, message: str) -> None:
    assert problems(quote=quote)[-1].endswith(message)


@pytest.mark.parametrize(
    ("typed", "message", "followed"),
    [
        (
            "6人（うちパート4人）",
            "「6人（うちパート4人）」の内訳はここには書けません。"
            "数える人や物だけの数を「6人」のように書き、内訳は備考に書きます",
            "6人",
        ),
        ("約30人", "「約30人」では決まりません。「30人」のように、決まった数を書きます", "30人"),
        ("3～5人", "「3～5人」では決まりません。「5人」のように、決まった数を書きます", "5人"),
        ("5人〜", "「5人〜」では決まりません。「5人」のように、決まった数を書きます", "5人"),
        (
            "正社員5名、パート3名",
            "「正社員5名、パート3名」には数が二つ以上あります。「5」「5人」のように一つを書きます",
            "8人",
        ),
        ("三十人", "「三十人」は数字で「30人」と書きます", "30人"),
        ("百二十五名", "「百二十五名」は数字で「125名」と書きます", "125名"),
        ("十", "「十」は数字で「10」と書きます", "10"),
        ("四人", "「四人」は数字で「4人」と書きます", "4人"),
    ],
)
def test_a_headcount_is_told(typed: str, message: str, followed: str) -> None:
    assert problems(APPLICANT.replace("4人", typed)) == [f"従業員数: {message}"]
    assert problems(APPLICANT.replace("4人", followed)) == []


@pytest.mark.parametrize(
    ("typed", "followed"),
    [
        ("情報通信業", ("ソフトウェア業・情報処理サービス業", "サービス業", "その他")),
        ("宿泊業、飲食サービス業", ("宿泊業・旅館業", "小売業・飲食店")),
        ("宿泊サービス業", ("サービス業", "宿泊業・旅館業")),
        ("運送サービス業", ("運輸業", "サービス業")),
        ("食品加工サービス業", ("サービス業", "製造業")),
    ],
)
def test_an_industry_is_asked(typed: str, followed: tuple[str, ...]) -> None:
    (told,) = problems(APPLICANT.replace("小売業", typed))
    assert told.startswith(f"業種: 「{typed}」だけでは決まりません。")
    for value in followed:
        assert f"「{value}」" in told
        assert problems(APPLICANT.replace("小売業", value)) == []


@pytest.mark.parametrize(
    ("typed", "entity"),
    [("一人親方", "個人事業主"), ("個人事業主", "個人事業主"), ("株式会社", "会社・法人")],
)
def test_a_legal_form_is_no_industry(typed: str, entity: str) -> None:
    assert problems(APPLICANT.replace("小売業", typed)) == [
        f"業種: 「{typed}」は業種ではありません。法人種別: {entity} と書き、"
        "業種には主な事業を書きます"
    ]
    assert problems(APPLICANT + f"法人種別: {entity}\n") == []


@pytest.mark.parametrize(
    ("typed", "followed"),
    [
        ("初期費用", ("ソフトウェア", "導入設定", "お助け隊")),
        ("POS周辺機器", ("レジ・券売機", "対象外")),
        ("工事", ("導入設定", "PC・タブレット", "レジ・券売機", "対象外")),
        ("ソフト", ("ソフトウェア", "セキュリティ", "データ連携", "機能拡張")),
    ],
)
def test_a_category_is_asked(typed: str, followed: tuple[str, ...]) -> None:
    (told,) = problems(quote=second(区分=typed))
    assert told.startswith(f"明細.2.区分: 「{typed}」だけでは決まりません。")
    for value in followed:
        assert f"「{value}」" in told
        assert problems(quote=second(区分=value)) == []


TOLD_OF_A_LINE: list[tuple[dict[str, str], str, dict[str, str]]] = [
    (
        {"単価": "要見積"},
        "単価: 「要見積」では額が決まりません。額が出てから書くか、それまではこの行を消します",
        {},
    ),
    (
        {"単価": "4,378円/月"},
        "契約月数: 書かれていません。課金単位: 月 には契約期間の月数が要ります",
        {"単価": "4,378円/月", "契約月数": "24"},
    ),
    *(
        (
            {"単価": text},
            f"単価: 「{text}」は値引きの書き方です。値引きなら 区分: 値引き と書きます",
            {"単価": text, "区分": "値引き"},
        )
        for text in ("▲50,000", "-50,000", "-50000", "△５万円", "マイナス5万円", "(50,000)")
    ),
    (
        {"単価": "サービス"},
        "単価: 「サービス」では額が決まりません。無償なら 0 と書き、"
        "ほかの行の額に含まれているならこの行を消します",
        {"単価": "0"},
    ),
    (
        {"単価": "39,800円×3台"},
        "単価: 「39,800円×3台」は掛け算です。単価、数量、契約の月数に分けて書きます",
        {"単価": "39,800円", "数量": "3台"},
    ),
    (
        {"単価": "月額3,980円×12か月"},
        "単価: 「月額3,980円×12か月」は掛け算です。単価、数量、契約の月数に分けて書きます",
        {"単価": "月額3,980円", "契約月数": "12か月"},
    ),
    (
        {"単価": "88,000円（税込 96,800円）"},
        "単価: 「88,000円（税込 96,800円）」には数が二つ以上あります。"
        "「1200000」「1,200,000円」「120万円」のように一つを書きます",
        {"単価": "88,000円"},
    ),
    (
        {"課金単位": "月", "契約月数": "1年（自動更新）"},
        "契約月数: 「1年（自動更新）」は月数で書きます。「12か月」と書きます",
        {"課金単位": "月", "契約月数": "12か月"},
    ),
    (
        {"課金単位": "月", "契約月数": "2年〜3年"},
        "契約月数: 「2年〜3年」では決まりません。「3年」のように、決まった数を書きます",
        {"課金単位": "月", "契約月数": "3年"},
    ),
    (
        {"単価": "=120*10"},
        "単価: 「=120*10」は式です。計算した数を書きます",
        {"単価": "1200"},
    ),
    ({"単価": "百万円"}, "単価: 「百万円」は数字で「100万円」と書きます", {"単価": "100万円"}),
    ({"数量": "一式"}, "数量: 「一式」は数字で「1式」と書きます", {"数量": "1式"}),
    (
        {"課金単位": "月", "契約月数": "二年"},
        "契約月数: 「二年」は数字で「2年」と書きます",
        {"課金単位": "月", "契約月数": "2年"},
    ),
    (
        {"区分": "ソフトウェア", "プロセス": "04"},
        "プロセス.1: 「04」はプロセスの番号でも名称でもありません。使える値: "
        "共P-01 顧客対応・販売支援、共P-02 決済・債権債務・資金回収、共P-03 供給・在庫・物流、"
        "共P-04 会計・財務・経営、"
        "共P-05 総務・人事・給与・労務・教育訓練・法務・情シス・統合業務、"
        "各業種P-06 業種固有プロセス、汎P-07 汎用・自動化・分析ツール",
        {"区分": "ソフトウェア", "プロセス": "共P-04"},
    ),
    (
        {"区分": "ソフトウェア", "機能": "会計、請求"},
        "機能.1: 「請求」は使えません。使える値: 会計、受発注、決済",
        {"区分": "ソフトウェア", "機能": "会計"},
    ),
    (
        {"区分": "ソフトウェア", "人数": "2人"},
        "人数: 区分: ソフトウェア には書けません。利用者や台の数なら 数量 に書きます",
        {"区分": "ソフトウェア", "数量": "2人"},
    ),
    (
        {"契約期間": "24か月"},
        f"契約期間: {NO_SUCH.format('契約期間')}契約の月数なら 契約月数 と書きます",
        {"契約月数": "24か月"},
    ),
]


@pytest.mark.parametrize(("typed", "message", "followed"), TOLD_OF_A_LINE, ids=str)
def test_a_line_of_a_quote_is_told(
    typed: dict[str, str], message: str, followed: dict[str, str]
) -> None:
    assert problems(quote=second(**typed)) == [f"明細.2.{message}"]
    assert problems(quote=second(**followed)) == []


@pytest.mark.parametrize(
    ("quote", "message", "followed"),
    [
        (
            "明細:\n" + item(対象ソフト="会計"),
            "明細.1.対象ソフト: 区分: ソフトウェア には書けません。オプションなら 区分 を直します",
            second(対象ソフト="会計"),
        ),
        (
            "明細:\n  - 品名：会計\n",
            "明細.1: コロンが全角です。半角の「: 」にしてください",
            QUOTE,
        ),
        ("明細:\n  - 品名:会計\n", "明細.1: コロンの後に半角の空白が要ります", QUOTE),
        (
            "明細:\n" + item(数量="-"),
            "「-」だけの値は書けません。値がなければ、コロンの後を空けます",
            "明細:\n" + item(数量=""),
        ),
        (
            "明細:\n" + item(品名="クラウド会計: 基本"),
            "ここに「: 」は書けません。字下げか、値を囲む引用符を確かめてください",
            "明細:\n" + item(品名="'クラウド会計: 基本'"),
        ),
        (
            f"見積期限: 2025-12-31\n{QUOTE}",
            f"見積期限: {NO_SUCH.format('見積期限')}見積の有効期限なら 有効期限 と書きます",
            f"有効期限: 2025-12-31\n{QUOTE}",
        ),
        (
            f"住所: 東京都港区\n{QUOTE}",
            f"住所: {NO_SUCH.format('住所')}{UNUSED}残すなら 備考 と書きます",
            f"備考: 東京都港区\n{QUOTE}",
        ),
        (
            f"資本金: 1000万円\n{QUOTE}",
            "資本金: 「資本金」は申請者のファイルに書きます",
            QUOTE,
        ),
    ],
)
def test_a_quote_is_told(quote: str, message: str, followed: str) -> None:
    assert problems(quote=quote) == [message]
    assert problems(quote=followed) == []


# ---- told as 注意


@pytest.mark.parametrize(
    ("applicant", "quote", "message"),
    [
        (
            APPLICANT + "法人種別: 医療法人\n資本金: 1000万円\n",
            QUOTE,
            "資本金: 資本金は会社だけの基準なので、医療法人では使いません。"
            "会社なら「法人種別: 会社・法人」と書きます",
        ),
        (
            APPLICANT,
            "明細:\n" + item(品名="会計 #1 プラン"),
            "明細.1.品名: 「#1」から後は読まれず、「会計」となりました。"
            "名前の一部なら、値を引用符で囲みます",
        ),
        (
            APPLICANT,
            "明細:\n" + item(単価="4,378", 契約月数="24"),
            "明細.1.単価: 課金単位 がないので、4,378円を 24か月分の一括とみなします。"
            "月額なら「課金単位: 月」を書きます",
        ),
        (
            APPLICANT,
            "明細:\n" + item(課金単位="月", 契約月数="36"),
            "明細.1.契約月数: 契約36か月のうち、対象になるのは 24か月までです",
        ),
    ],
)
def test_what_is_read_and_odd_is_told(applicant: str, quote: str, message: str) -> None:
    assert odd(applicant, quote) == [message]
