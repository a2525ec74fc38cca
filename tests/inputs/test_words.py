"""Words that people write: read where they mean one thing, asked where they could mean two.

Each accepted spelling gives the answer of the plain one; each refused word names a way out, and the
way out gives the answer that was meant.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from clients import ON
from hypothesis import given, settings
from hypothesis import strategies as st

from itsubsidy import estimate, load_applicant, load_quote
from itsubsidy.answers.warnings import oddities
from itsubsidy.cli import ExitCode, main
from itsubsidy.files.keys import Key, read_as
from itsubsidy.files.text import normal, squeezed
from itsubsidy.files.yaml import parse
from itsubsidy.inputs import words
from itsubsidy.inputs.industry import parse_industry
from itsubsidy.inputs.jsic import NAMES
from itsubsidy.inputs.reading import check_files, load_client
from itsubsidy.inputs.spelling import APPLICANT, EVERY_KEY, HISTORY, ITEM, PREREQUISITES, QUOTE
from itsubsidy.rules.programme.rulefile import programme_for

APPLICANT_FILE = "名称: 甲\n業種: 小売業\n従業員数: 4人\n"
QUOTE_FILE = """\
明細:
  - {品名: 会計, 区分: ソフトウェア, 単価: 500000, プロセス: [共P-04], 機能: [会計, 受発注]}
"""


def written(folder: Path, applicant: str = APPLICANT_FILE, quote: str = QUOTE_FILE) -> Path:
    (folder / "applicant.yaml").write_text(applicant, encoding="utf-8")
    (folder / "quote.yaml").write_text(quote, encoding="utf-8")
    return folder


def answer(folder: Path, applicant: str = APPLICANT_FILE, quote: str = QUOTE_FILE) -> Any:
    """The JSON object of a client without hashes and the lines of its items."""
    written(folder, applicant, quote)
    client = load_client(folder / "applicant.yaml", [folder / "quote.yaml"])
    told = estimate(client.applicant, client.quotes, on=ON, advise=False).to_dict()
    for part in (told["applicant"], *told["quotes"]):
        part.pop("sha256")
        part.pop("warnings")  # which are in the words of the file
    for frame in told["quotes"][0]["frames"]:
        for one in frame["excluded"]:
            one.pop("line")
    return json.loads(json.dumps(told))


def subsidies(folder: Path, applicant: str = APPLICANT_FILE, quote: str = QUOTE_FILE) -> list[int]:
    found = answer(folder, applicant, quote)
    return [frame["subsidy"] for frame in found["quotes"][0]["frames"]]


def problems(folder: Path, applicant: str = APPLICANT_FILE, quote: str = QUOTE_FILE) -> list[str]:
    """What is wrong with a client's files, without their names."""
    written(folder, applicant, quote)
    names = [str(folder / name) for name in ("applicant.yaml", "quote.yaml")]
    return [f"{one.path}: {one.message}" for one in check_files(names).problems]


def warnings(folder: Path, applicant: str = APPLICANT_FILE, quote: str = QUOTE_FILE) -> list[str]:
    written(folder, applicant, quote)
    checked = check_files([str(folder / name) for name in ("applicant.yaml", "quote.yaml")])
    assert checked.problems == []
    rules = programme_for(ON).at(ON)
    return [f"{one.path}: {one.message}" for one in oddities(checked, rules, ON)]


def item(**keys: str) -> str:
    """A quote of one line: 500,000 yen of accounting, with these keys instead or besides."""
    line = {"品名": "会計", "区分": "ソフトウェア", "単価": "500000", "プロセス": "[共P-04]"}
    line |= {"機能": "[会計, 受発注]"} | keys
    pairs = "".join(f"    {key}: {value}\n" for key, value in line.items())
    return "明細:\n  -" + pairs[3:]


# ---- every synonym


TABLES: dict[str, tuple[Key, Mapping[str, object]]] = {
    "entity": (APPLICANT["entity"], words.ENTITY_WORDS),
    "industry": (APPLICANT["industry"], words.INDUSTRY_WORDS),
    "size": (APPLICANT["size"], words.SIZE_WORDS),
    "organiser": (APPLICANT["organiser"], words.ORGANISER_WORDS),
    "wage_plan_exemption": (APPLICANT["wage_plan_exemption"], words.WAGE_PLAN_EXEMPTION_WORDS),
    "frame": (HISTORY["frame"], words.FRAME_WORDS),
    "category": (ITEM["category"], words.CATEGORY_WORDS),
    "per": (ITEM["per"], words.PER_WORDS),
    "tax": (ITEM["tax"], words.TAX_WORDS),
    "acquisition": (ITEM["acquisition"], words.ACQUISITION_WORDS),
    "functions": (ITEM["functions"], words.FUNCTION_WORDS),
}


@pytest.mark.parametrize("name", TABLES)
def test_every_word_of_a_table_is_read_as_its_value(name: str) -> None:
    key, table = TABLES[name]
    for word, value in table.items():
        assert value in key.values, word
        assert read_as(key, word) == value, word
        assert read_as(key, f"　{word} ") == value, word


@pytest.mark.parametrize("name", TABLES)
def test_no_word_is_read_and_asked(name: str) -> None:
    key, _ = TABLES[name]
    for word, asked in key.asked.items():
        assert squeezed(word) == word
        assert read_as(key, word) == word, word
        assert asked.candidates or asked.why
        assert set(asked.candidates) <= set(key.values), word
    for asked in key.endings.values():
        assert set(asked.candidates) <= set(key.values)


def files_with(name: str, value: object) -> tuple[str, str]:
    """A client whose file has this at the key."""
    if name in ("category", "per", "tax", "acquisition", "functions"):
        japanese = ITEM[name].spellings[0]
        more = {"契約月数": "24"} if name == "per" else {}
        if value in ("discount",) or words.CATEGORY_WORDS.get(str(value)) == "discount":
            line = f"  - {{品名: 値引, 区分: {value}, 単価: 1000}}\n"
            return APPLICANT_FILE, QUOTE_FILE + line
        if name == "category":
            kept = {"品名": "品", "区分": str(value), "プロセス": "[共P-04]"}
            return APPLICANT_FILE, item(**kept)
        return APPLICANT_FILE, item(**{japanese: f"'{value}'"}, **more)
    if name == "frame":
        past = f"交付決定の履歴: [{{年度: 2021, 申請枠: {value}}}]\n"
        return APPLICANT_FILE + past, QUOTE_FILE
    group = "法人種別: グループ\n代表: {}\n構成員: [{{名称: 乙, 規模: 小規模}}]\n"
    if name == "organiser":
        return "名称: 組\n" + group.format(value), QUOTE_FILE
    if name == "entity" and (value == "group" or words.ENTITY_WORDS.get(str(value)) == "group"):
        text = group.replace("グループ", str(value)).format("コンソーシアム")
        return "名称: 組\n" + text, QUOTE_FILE
    base = {"名称": "甲", "業種": "小売業", "従業員数": "12"}
    base |= {APPLICANT[name].spellings[0]: str(value)}
    return "".join(f"{key}: {text}\n" for key, text in base.items()), QUOTE_FILE


@pytest.mark.parametrize("name", TABLES)
def test_every_word_gives_the_json_of_the_plain_value(name: str, tmp_path: Path) -> None:
    _, table = TABLES[name]
    plain: dict[object, Any] = {}
    for word, value in table.items():
        if value not in plain:
            plain[value] = answer(tmp_path, *files_with(name, value))
        assert answer(tmp_path, *files_with(name, word)) == plain[value], word


def test_every_name_of_the_classification_is_read_by_its_code_or_asked() -> None:
    """A name is read where its code settles the industry, as the code is; else it is asked."""
    industry = APPLICANT["industry"]
    for code, name in NAMES:
        try:
            by_code = parse_industry(code)
        except ValueError:
            asked = squeezed(name) in industry.asked or name in industry.values.values()
            assert asked or read_as(industry, name) in industry.values, name
            continue
        assert read_as(industry, name) == by_code or name == "ゴム製品製造業", name
        assert read_as(industry, name.replace("、", "，")) == read_as(industry, name), name


def test_names_of_the_classification_without_their_brackets() -> None:
    industry = APPLICANT["industry"]
    for name, value in (
        ("職別工事業", "construction"),
        ("医療、福祉", "service"),
        ("学術研究・専門技術サービス業", "service"),
        ("運輸業・郵便業", "transport"),
        ("電気・ガス・熱供給・水道業", "other"),
        ("食堂、レストラン", "retail"),
        ("ビヤホール・酒場", "ビヤホール・酒場"),
    ):
        assert read_as(industry, name) == value


# ---- answers, counts, terms, lists


def prerequisites(text: str) -> Any:
    data = parse(f"申請要件: {{{text}}}\n".encode(), "f", APPLICANT).data
    return data["prerequisites"]


def test_answers_by_key() -> None:
    for word in ("○", "〇", "◯", "✓", "あり", "はい", "有"):
        assert prerequisites(f"最低賃金以上: {word}") == {"pays_minimum_wage": True}
    for word in ("×", "✕", "なし", "いいえ", "無"):
        assert prerequisites(f"最低賃金以上: {word}") == {"pays_minimum_wage": False}
    for word in ("済", "済み", "取得済", "取得済み"):
        assert prerequisites(f"GビズIDプライム: {word}") == {"gbizid_prime": True}
    for word in ("未", "未取得"):
        assert prerequisites(f"GビズIDプライム: {word}") == {"gbizid_prime": False}
    for word, stars in (("済", 1), ("宣言済み", 1), ("未", 0), ("★★", 2)):
        assert prerequisites(f"SECURITY ACTION: {word}") == {"security_action": stars}
    for word in ("申請中", "手続中", "手続き中"):
        assert prerequisites(f"GビズIDプライム: {word}") == {"gbizid_prime": "pending"}
        assert prerequisites(f"SECURITY ACTION: {word}") == {"security_action": "pending"}


def test_what_is_under_way_closes_nothing_and_is_to_be_confirmed(tmp_path: Path) -> None:
    plain = answer(tmp_path, APPLICANT_FILE + "prerequisites: {gbizid_prime: pending}\n")
    for word in ("申請中", "手続中", "取得中"):
        told = answer(tmp_path, APPLICANT_FILE + f"申請要件: {{GビズIDプライム: {word}}}\n")
        assert told == plain
    assert subsidies(tmp_path) == [frame["subsidy"] for frame in plain["quotes"][0]["frames"]]


@pytest.mark.parametrize(
    ("word", "way_out"),
    [
        *(
            (
                word,
                "まだ確かめていなければ、この行を消します。"
                f"「{word}」だけでは決まりません。「はい」、「いいえ」のどちらかを書きます",
            )
            for word in ("済", "未")
        ),
        ("申請中", "「申請中」は使えません。「はい」か「いいえ」と書きます"),
    ],
)
def test_a_word_of_other_answers_is_refused(word: str, way_out: str, tmp_path: Path) -> None:
    """未 may be 「not paid」 or 「not yet looked at」, and a no closes every frame."""
    told = problems(tmp_path, APPLICANT_FILE + f"申請要件: {{最低賃金以上: {word}}}\n")
    assert told == [f"申請要件.最低賃金以上: {way_out}"]
    assert problems(tmp_path, APPLICANT_FILE + "申請要件: {最低賃金以上: はい}\n") == []
    assert problems(tmp_path, APPLICANT_FILE + "申請要件: {}\n") == []


@pytest.mark.parametrize("blank", ["", "null", "~", "''", *words.NOT_WRITTEN])
def test_what_is_not_known_is_not_written_for_every_key(blank: str, tmp_path: Path) -> None:
    optional = [
        *("法人種別", "規模", "資本金", "都道府県", "最低賃金近傍", "賃上げ計画", "申請要件"),
        *("賃上げ計画の適用外", "みなし大企業", "交付決定の履歴", "代表", "代表事業者", "構成員"),
    ]
    of_item = [
        *("数量", "人数", "単位", "型番", "金額", "率", "課金単位", "契約月数", "開始月"),
        *("取得方法", "値引き", "消費税", "税率", "プロセス", "インボイス対応", "登録済み"),
        *("アカウント", "対象ソフト", "利用構成員"),
    ]
    of_quote = ["見積元", "件名", "見積日", "見積番号", "有効期限", "消費税", "税率", "合計"]
    head = "".join(f"{key}: {blank}\n" for key in [*of_quote, "税込合計"])
    lines = "".join(f"    {key}: {blank}\n" for key in of_item if key != "プロセス")
    applicant = APPLICANT_FILE + "".join(f"{key}: {blank}\n" for key in optional)
    assert answer(tmp_path, applicant, head + item() + lines) == answer(tmp_path)
    inner = "申請要件: {{GビズIDプライム: {0}, 最低賃金以上: {0}, 労働生産性の伸び: {0}}}\n"
    if blank:
        assert answer(tmp_path, APPLICANT_FILE + inner.format(blank)) == answer(tmp_path)


def test_what_must_be_written_is_told_where_it_is_not_known(tmp_path: Path) -> None:
    assert problems(tmp_path, "名称: 未定\n業種: 不明\n従業員数: 4\n", item(単価="未定")) == [
        "名称: 書かれていません。必ず要るキーです",
        "業種: 書かれていません。業種 と 従業員数、または 規模 を書きます",
        "明細.1.単価: 書かれていません。必ず要るキーです",
    ]


def test_a_remark_is_kept_as_it_is(tmp_path: Path) -> None:
    written(tmp_path, APPLICANT_FILE + "備考: 未定\n")
    assert load_applicant(tmp_path / "applicant.yaml").note == "未定"


def test_a_key_left_blank_and_written_again_is_still_written_twice(tmp_path: Path) -> None:
    told = problems(tmp_path, APPLICANT_FILE + "資本金:\n資本金: 5\n")
    assert told == ["資本金: 同じキーが二度あります。片方を消してください"]


@pytest.mark.parametrize(
    ("text", "months"),
    [
        *(("2年", 24), ("2年間", 24), ("２年", 24), ("3カ年", 36), ("24ヶ月分", 24)),
        *(("24カ月", 24), ("24か月間", 24), ("36ヵ月", 36), ("1年", 12), ("10年", 120)),
    ],
)
def test_terms(text: str, months: int, tmp_path: Path) -> None:
    """A price by the month: a term of the same months is the same."""
    quote = {"課金単位": "月", "単価": "10000"}
    plain = answer(tmp_path, quote=item(**quote, 契約月数=str(months)))
    assert answer(tmp_path, quote=item(**quote, 契約月数=text)) == plain


@pytest.mark.parametrize(
    ("text", "message", "followed", "months"),
    [
        ("1年半", "「1年半」は月数で書きます。「18か月」と書きます", "18か月", 18),
        ("2年6か月", "「2年6か月」は月数で書きます。「30か月」と書きます", "30か月", 30),
        (
            "36回",
            "「36回」では何か月か決まりません。毎月の 36回なら「36か月」と書きます",
            "36か月",
            36,
        ),
        (
            "2025年4月〜2027年3月",
            "「2025年4月〜2027年3月」は期間です。「24か月」と書きます",
            "24か月",
            24,
        ),
        (
            "2025年4月〜",
            "「2025年4月〜」は期間です。契約の月数を「24か月」のように書きます",
            "24か月",
            24,
        ),
        (
            "R7.4〜R9.3",
            "「R7.4〜R9.3」は期間です。「24か月」と書きます",
            "24か月",
            24,
        ),
    ],
)
def test_a_term_that_is_refused_and_its_way_out(
    text: str, message: str, followed: str, months: int, tmp_path: Path
) -> None:
    quote = {"課金単位": "月", "単価": "10000"}
    told = problems(tmp_path, quote=item(**quote, 契約月数=text))
    assert told == [f"明細.1.契約月数: {message}"]
    written(tmp_path, quote=item(**quote, 契約月数=followed))
    assert load_quote(tmp_path / "quote.yaml").items[0].months == months


@pytest.mark.parametrize("text", ["令和6年度", "令和6年", "R6", "r6", "Ｒ６", "2024年度", "2024"])
def test_years(text: str, tmp_path: Path) -> None:
    past = "交付決定の履歴: [{{年度: {}, 申請枠: 通常枠, 交付決定日: 2024-09-02}}]\n"
    plain = answer(tmp_path, APPLICANT_FILE + past.format(2024))
    assert answer(tmp_path, APPLICANT_FILE + past.format(text)) == plain


@pytest.mark.parametrize(
    ("year", "meant"),
    [
        *(("6", "令和6年度"), ("'6'", "令和6年度"), ("5年度", "令和5年度")),
        *(("16", "令和16年度"), ("17", "2017年度"), ("24", "2024年度")),
    ],
)
def test_a_year_of_two_digits_is_no_year(year: str, meant: str, tmp_path: Path) -> None:
    """令和16 is 2034, and its 17 later than any decision: two digits are those of 2017 then."""
    past = APPLICANT_FILE + "交付決定の履歴: [{{年度: {}, 申請枠: 通常枠}}]\n"
    plain = year.strip("'")
    why = f"「{plain}」では何年度か決まりません。「{meant}」のように書きます"
    assert problems(tmp_path, past.format(year)) == [f"交付決定の履歴.1.年度: {why}"]
    assert problems(tmp_path, past.format(meant)) == []


@pytest.mark.parametrize("year", ["0", "2016"])
def test_a_year_before_all_decisions(year: str, tmp_path: Path) -> None:
    past = f"交付決定の履歴: [{{年度: {year}, 申請枠: 通常枠}}]\n"
    told = problems(tmp_path, APPLICANT_FILE + past)
    assert told == [f"交付決定の履歴.1.年度: 「{year}」は小さすぎます。2017 以上の整数を書きます"]


@pytest.mark.parametrize(
    "unit",
    ["台", "個", "本", "式", "回", "人日", "時間", "席", "端末", "室", "部", "か所", "ライセンス"],
)
def test_units_of_a_quantity(unit: str, tmp_path: Path) -> None:
    plain = answer(tmp_path, quote=item(数量="2"))
    assert answer(tmp_path, quote=item(数量=f"2{unit}")) == plain


@pytest.mark.parametrize("text", ["約30人", "30人程度", "30人くらい", "およそ30人"])
def test_a_number_that_is_only_about_right(text: str, tmp_path: Path) -> None:
    """A headcount decides the size: 30 and 31 may differ."""
    applicant = APPLICANT_FILE.replace("4人", "{}")
    told = problems(tmp_path, applicant.format(text))
    message = f"「{text}」では決まりません。「30人」のように、決まった数を書きます"
    assert told == [f"従業員数: {message}"]
    assert problems(tmp_path, applicant.format("30人")) == []


def test_a_list_of_one_may_stand_alone(tmp_path: Path) -> None:
    assert answer(tmp_path, quote=item(プロセス="共P-04", 機能="会計")) == answer(
        tmp_path, quote=item(プロセス="[共P-04]", 機能="[会計]")
    )
    past = "交付決定の履歴:\n  {}年度: 2024\n    申請枠: 通常枠\n"
    assert answer(tmp_path, APPLICANT_FILE + past.format("  ")) == answer(
        tmp_path, APPLICANT_FILE + past.format("- ")
    )
    alone = QUOTE_FILE.replace("  - {", "  {")
    assert answer(tmp_path, quote=alone) == answer(tmp_path)


@pytest.mark.parametrize(
    "text",
    ["会計・受発注", "会計、受発注", "会計，受発注", "会計/受発注", "会計／受発注", "会計,受発注"],
)
def test_functions_in_one_text(text: str, tmp_path: Path) -> None:
    plain = answer(tmp_path)
    assert answer(tmp_path, quote=item(機能=text)) == plain
    assert answer(tmp_path, quote=item(機能=f"['{text}']")) == plain


def test_processes_in_one_text_and_by_one_word(tmp_path: Path) -> None:
    """会計・財務・経営 is one process, and ・ parts none."""
    plain = answer(tmp_path, quote=item(プロセス="[共P-04, 共P-02]"))
    for text in (
        "共P-04、共P-02",
        "P04/P02",
        "会計・財務・経営、決済",
        "会計，決済",
        "[会計, 決済]",
    ):
        assert answer(tmp_path, quote=item(プロセス=text)) == plain, text
    one = answer(tmp_path, quote=item(プロセス="[共P-04]"))
    for text in ("会計", "財務", "経営", "会計・財務・経営", "[会計・財務・経営]"):
        assert answer(tmp_path, quote=item(プロセス=text)) == one, text
    told = problems(tmp_path, quote=item(プロセス="会計・決済"))
    assert len(told) == 1
    assert told[0].startswith("明細.1.プロセス.1: 「会計・決済」はプロセスの番号でも名称でも")


GROUP = """\
名称: 組
法人種別: グループ
代表: コンソーシアム
構成員: [{名称: 魚政, 規模: 小規模}, {名称: 八百一, 規模: 小規模}, {名称: '乙、丙', 規模: 小規模}]
"""


def test_members_in_one_text(tmp_path: Path) -> None:
    plain = answer(tmp_path, GROUP, item(利用構成員="[魚政, 八百一]"))
    assert answer(tmp_path, GROUP, item(利用構成員="魚政、八百一")) == plain
    assert answer(tmp_path, GROUP, item(利用構成員="['魚政、八百一']")) == plain
    both = GROUP.replace(
        "構成員: [", "構成員: [{名称: 乙, 規模: 小規模}, {名称: 丙, 規模: 小規模}, "
    )
    written(tmp_path, both, item(利用構成員="乙、丙"))
    client = load_client(tmp_path / "applicant.yaml", [tmp_path / "quote.yaml"])
    assert client.quotes[0].items[0].members == ("乙、丙",)
    told = problems(tmp_path, GROUP, item(利用構成員="魚政、八百二"))
    assert told == [
        "明細.1.利用構成員.1: 「魚政、八百二」という名前がありません。"
        "ある名前: 魚政、八百一、乙、丙。もしかして: 魚政"
    ]


# ---- prices


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("4,378円/月", {"単価": "4378", "課金単位": "月"}),
        ("4,378円／月", {"単価": "4378", "課金単位": "月"}),
        ("月額4,378円", {"単価": "4378", "課金単位": "月"}),
        ("4,378円（月額）", {"単価": "4378", "課金単位": "月"}),
        ("5.2万円/年", {"単価": "52000", "課金単位": "年"}),
        ("36万円/3年", {"単価": "360000", "課金単位": "36 months"}),
        ("88,000円（税込）", {"単価": "88000", "消費税": "税込"}),
        ("100,000円(税抜)", {"単価": "100000", "消費税": "税抜"}),
        ("税込88,000円", {"単価": "88000", "消費税": "税込"}),
        ("一式 600,000", {"単価": "600000", "単位": "式"}),
        ("一式 600,000円", {"単価": "600000", "単位": "式"}),
        ("500円/室/月", {"単価": "500", "単位": "室", "課金単位": "月"}),
        ("1,100円/月（税込）", {"単価": "1100", "課金単位": "月", "消費税": "税込"}),
        ("0.5円/回", {"単価": "0.5", "単位": "回"}),
        ("無償", {"単価": "0"}),
    ],
)
def test_a_price_that_says_more_than_yen(text: str, plain: dict[str, str], tmp_path: Path) -> None:
    term = {"契約月数": "36"} if "課金単位" in plain else {}
    told = answer(tmp_path, quote=item(単価=text, **term))
    assert told == answer(tmp_path, quote=item(**plain, **term))
    assert answer(tmp_path, quote=item(**{**plain, "単価": text}, **term)) == told


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"単価": "4,378円/月", "課金単位": "年", "契約月数": "24"}, "「4,378円/月」は 課金単位"),
        ({"単価": "88,000円（税込）", "消費税": "税抜"}, "「88,000円（税込）」は 消費税"),
        ({"単価": "一式 600,000", "単位": "台"}, "「一式 600,000」は 単位"),
    ],
)
def test_a_price_that_says_otherwise_than_its_line(
    keys: dict[str, str], message: str, tmp_path: Path
) -> None:
    told = problems(tmp_path, quote=item(**keys))
    assert told == [f"明細.1.単価: {message} の値と合いません。どちらかを直します"]


def test_a_price_may_say_another_tax_than_its_quote(tmp_path: Path) -> None:
    """Only the line's own tax contradicts; 110,000 with tax beside a quote without."""
    quote = "消費税: 税抜\n" + item(単価="110,000円（税込）")
    assert answer(tmp_path, quote=quote)["quotes"][0]["total"] == 100_000


def test_months_stay_required_of_a_price_by_the_month(tmp_path: Path) -> None:
    told = problems(tmp_path, quote=item(単価="4,378円/月"))
    message = "書かれていません。課金単位: 月 には契約期間の月数が要ります"
    assert told == [f"明細.1.契約月数: {message}"]


@pytest.mark.parametrize(
    "text",
    [
        *("▲50,000", "△50,000", "▲50,000円", "△５万円", "▲￥50,000", "マイナス50,000円"),
        *("-50,000", "-50000", "-50_000", "−50,000", "－50,000", "'- 50,000'", "¥-50,000"),
        *("-¥50,000", "(50,000)", "（50,000円）"),
    ],
)
def test_a_discount_with_its_sign(text: str, tmp_path: Path) -> None:
    line = "  - 品名: 値引\n    区分: 値引き\n    単価: {}\n"
    plain = answer(tmp_path, quote=item() + line.format(50_000))
    assert answer(tmp_path, quote=item() + line.format(text)) == plain
    told = problems(tmp_path, quote=item() + line.format(text).replace("値引き", "導入設定"))
    plain = text.strip("'")
    message = f"「{plain}」は値引きの書き方です。値引きなら 区分: 値引き と書きます"
    assert told == [f"明細.2.単価: {message}"]
    if not text.startswith(("(", "（", "¥")):  # which are no ways of writing 値引き itself
        assert answer(tmp_path, quote=item(値引き=text)) == answer(
            tmp_path, quote=item(値引き="50000")
        )


def test_an_amount_below_zero_is_a_discount_of_another_line(tmp_path: Path) -> None:
    for text in ("-50000", "▲50,000円"):
        told = problems(tmp_path, quote=item(単価="", 金額=text))
        assert told[0] == (
            f"明細.1.金額: 「{text}」は値引きの書き方です。"
            "値引きなら 区分: 値引き の行の 単価 に書きます"
        )


def test_a_price_with_a_dash_behind_it_is_no_discount(tmp_path: Path) -> None:
    assert answer(tmp_path, quote=item(単価="500,000-")) == answer(tmp_path)
    assert answer(tmp_path, quote=item(単価="¥500,000-")) == answer(tmp_path)
    assert len(problems(tmp_path, quote=item(単価="5,000-6,000"))) == 1


def test_what_is_no_price(tmp_path: Path) -> None:
    for text in ("88,000円（税込 96,800円）", "5,000円/頭", "50,000円〜", "1台 5,000円"):
        assert len(problems(tmp_path, quote=item(単価=text))) == 1, text


# ---- asked, refused, and the way out


def test_half_a_year_three_years_and_a_quarter_are_periods(tmp_path: Path) -> None:
    """The price of three years over 36 months is paid once: 360,000 × 24/36 × 3/4 = 180,000.

    That of half a year over 24 months four times: 60,000 × 4 × 3/4 = 180,000; that of a quarter
    eight times: 30,000 × 8 × 3/4 = 180,000. 12 people are no small retailer: 3/4 of 500,000.
    """
    applicant = APPLICANT_FILE.replace("4人", "12人")
    for price, per, months in (
        ("36万円", "3年", "36"),
        ("6万円", "半年", "24"),
        ("3万円", "四半期", "24"),
    ):
        quote = item(単価=price, 課金単位=per, 契約月数=months)
        assert subsidies(tmp_path, applicant, quote)[1] == 180_000
    for price, per, months in (("3万円", "3ヶ月", "24"), ("2万円", "隔月", "24")):
        quote = item(単価=price, 課金単位=per, 契約月数=months)
        assert max(subsidies(tmp_path, applicant, quote)) == 180_000


def test_a_hardware_is_asked_and_a_computer_counts_half(tmp_path: Path) -> None:
    """500,000 × 3/4 = 375,000, and 100,000 × 1/2 = 50,000 for the computer."""
    applicant = APPLICANT_FILE.replace("4人", "12人")
    device = "  - {{品名: ノートPC, 区分: {}, 単価: 10万円}}\n"
    assert problems(tmp_path, applicant, item() + device.format("ハードウェア")) == [
        "明細.2.区分: 「ハードウェア」だけでは決まりません。"
        "「PC・タブレット」（パソコン、タブレット、プリンター、スキャナー、複合機）、"
        "「レジ・券売機」（レジ、券売機とその付属品）、「対象外」（そのほか）のどれかを書きます"
    ]
    assert subsidies(tmp_path, applicant, item() + device.format("PC・タブレット"))[1] == 425_000


def refusal(told: list[str], path: str, beginning: str) -> None:
    assert len(told) == 1
    assert told[0].startswith(f"{path}: {beginning}"), told


@pytest.mark.parametrize(
    ("word", "beginning", "followed"),
    [
        ("宗教法人", "宗教法人は申請できません（公募要領（通常枠）12頁）", "会社"),
        ("任意団体", "法人格のない団体は申請できません（公募要領（通常枠）12頁）", "個人事業主"),
        (
            "農事組合法人",
            "申請できますが（公募要領（通常枠）6頁）、「農事組合法人」だけでは",
            "会社",
        ),
        (
            "農事組合法人",
            "申請できますが（公募要領（通常枠）6頁）、「農事組合法人」だけでは",
            "特別法の組合",
        ),
        (
            "税理士法人",
            "「税理士法人」の区分は公募要領（通常枠）6頁に例がありません",
            "会社",
        ),
        ("協同組合", "「協同組合」だけでは決まりません。「中小企業団体」", "中小企業団体"),
        ("管理組合", "「管理組合」だけでは決まりません。「中小企業団体」", "特別法の組合"),
    ],
)
def test_an_entity_that_is_asked_or_cannot_apply(
    word: str, beginning: str, followed: str, tmp_path: Path
) -> None:
    refusal(problems(tmp_path, APPLICANT_FILE + f"法人種別: {word}\n"), "法人種別", beginning)
    assert problems(tmp_path, APPLICANT_FILE + f"法人種別: {followed}\n") == []


@pytest.mark.parametrize(
    ("word", "values"),
    [
        ("情報通信業", "ソフトウェア業・情報処理サービス業 サービス業 その他"),
        ("宿泊業、飲食サービス業", "宿泊業・旅館業 小売業・飲食店"),
        ("生活関連サービス業・娯楽業", "サービス業 その他 娯楽業"),
        ("卸売業・小売業", "卸売業 小売業・飲食店"),
        ("不動産業・物品賃貸業", "その他 サービス業"),
        ("パン屋", "小売業・飲食店 製造業"),
        ("弁当屋", "小売業・飲食店 製造業"),
        ("IT", "ソフトウェア業・情報処理サービス業 サービス業 その他"),
        ("広告", "サービス業 製造業"),
        ("設計", "サービス業 建設業"),
        ("整備", "サービス業 建設業"),
        ("カラオケ", "娯楽業 小売業・飲食店"),
        ("電子部品製造卸売業", "製造業 卸売業"),
        ("ゴム金型製造業", "製造業 ゴム製品製造業"),
    ],
)
def test_an_industry_that_could_be_two_names_both(word: str, values: str, tmp_path: Path) -> None:
    told = problems(tmp_path, APPLICANT_FILE.replace("小売業", word))
    refusal(told, "業種", f"「{word}」だけでは決まりません。")
    for value in values.split():
        assert f"「{value}」" in told[0]
        assert problems(tmp_path, APPLICANT_FILE.replace("小売業", value)) == []


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("精密板金部品製造業", "製造業"),
        ("中古トラック小売業", "小売業・飲食店"),
        ("青果物卸売業", "卸売業"),
        ("空調設備工事業", "建設業"),
    ],
)
def test_a_hint_by_the_ending_of_a_word(word: str, value: str, tmp_path: Path) -> None:
    told = problems(tmp_path, APPLICANT_FILE.replace("小売業", word))
    refusal(told, "業種", f"「{word}」は使えません。もしかして: {value}。使える値: ")
    assert problems(tmp_path, APPLICANT_FILE.replace("小売業", value)) == []


def test_the_metal_shop_is_a_manufacturer_and_no_rubber_works(tmp_path: Path) -> None:
    """Of 600 people a manufacturer is large (300), a rubber works is not (900)."""
    applicant = APPLICANT_FILE.replace("小売業", "{}").replace("4人", "600人")
    assert subsidies(tmp_path, applicant.format("金属製品製造業")) == [0] * 5
    assert subsidies(tmp_path, applicant.format("ゴム製品製造業"))[1] > 0


NO_VALUES_LIKE_THESE = [
    *(("applicant", "業種", word) for word in ("金融商品", "製造行", "サービス行", "小売行")),
    *(("applicant", "法人種別", word) for word in ("法人格", "会杜", "財団")),
    *(
        ("quote", "区分", word)
        for word in ("ソフトウエヤ", "分析用", "導入設計", "機能拡充", "保守点検")
    ),
    *(("quote", "課金単位", word) for word in ("随時", "都度", "月末", "年度")),
]


@pytest.mark.parametrize(("kind", "key", "word"), NO_VALUES_LIKE_THESE)
def test_no_suggestion_by_likeness(kind: str, key: str, word: str, tmp_path: Path) -> None:
    if kind == "applicant":
        rest = "" if key == "業種" else APPLICANT_FILE.split("\n")[1] + "\n"
        told = problems(tmp_path, f"名称: 甲\n{rest}従業員数: 4人\n{key}: {word}\n")
    else:
        told = problems(tmp_path, quote=item(**{key: word, "契約月数": "24"}))
    assert len(told) == 1
    assert "もしかして" not in told[0]


@pytest.mark.parametrize(
    ("word", "followed"),
    [
        ("初期費用", ["ソフトウェア", "導入設定", "お助け隊"]),
        ("導入費", ["ソフトウェア", "導入設定", "お助け隊"]),
        ("導入支援", ["コンサルティング", "導入設定"]),
        ("ライセンス", ["ソフトウェア", "機能拡張", "セキュリティ"]),
        ("運搬費", ["PC・タブレット", "レジ・券売機", "対象外"]),
        ("ルーター", ["レジ・券売機", "対象外"]),
        ("モニター", ["レジ・券売機", "対象外"]),
        ("倉庫管理ソフト", ["ソフトウェア", "セキュリティ", "データ連携", "機能拡張"]),
        ("導入サポート", ["コンサルティング", "導入設定"]),
        ("サーバー保守", ["保守サポート", "対象外"]),
        ("工事", ["導入設定", "PC・タブレット", "レジ・券売機", "対象外"]),
    ],
)
def test_a_category_that_could_be_two_names_each(
    word: str, followed: list[str], tmp_path: Path
) -> None:
    line = "  - {{品名: 品, 区分: {}, 単価: 10万円, プロセス: [共P-04]}}\n"
    told = problems(tmp_path, quote=item() + line.format(word))
    refusal(told, "明細.2.区分", f"「{word}」だけでは決まりません。")
    for value in followed:
        assert f"「{value}」" in told[0]
        assert problems(tmp_path, quote=item() + line.format(value)) == []


def test_a_sum_is_no_category_and_the_total_takes_it(tmp_path: Path) -> None:
    line = "  - {{品名: 計, 区分: {}, 単価: 500000}}\n"
    for word in ("小計", "合計", "税込合計"):
        told = problems(tmp_path, quote=item() + line.format(word))
        assert told == [
            f"明細.2.区分: 「{word}」は区分ではありません。"
            "この行を消し、額は見積の 合計 か 税込合計 に書きます"
        ]
    assert answer(tmp_path, quote="合計: 500000\n" + item()) == answer(tmp_path)
    told = problems(tmp_path, quote=item() + line.format("消費税"))
    assert told == [
        "明細.2.区分: 「消費税」は区分ではありません。"
        "この行を消し、単価が税込なら見積に 消費税: 税込 と書きます"
    ]
    assert problems(tmp_path, quote="消費税: 税込\n" + item()) == []


def test_a_price_to_be_asked_is_no_price(tmp_path: Path) -> None:
    told = problems(tmp_path, quote=item() + "  - {品名: 設定, 区分: 導入設定, 単価: 要見積}\n")
    assert told == [
        "明細.2.単価: 「要見積」では額が決まりません。"
        "額が出てから書くか、それまではこの行を消します"
    ]
    assert problems(tmp_path) == []


def test_travel_in_a_group_is_asked(tmp_path: Path) -> None:
    line = "  - {{品名: 現地調査, 区分: {}, 単価: 1万円}}\n"
    told = problems(tmp_path, GROUP, item() + line.format("旅費"))
    assert told == [
        "明細.2.区分: グループの見積では「旅費」だけでは決まりません。"
        "専門家の旅費なら 区分: 専門家費、"
        "ほかは 区分: 対象外 と書きます（公募要領（複数社連携IT導入枠）17頁）"
    ]
    for category in ("専門家費", "対象外"):
        assert problems(tmp_path, GROUP, item() + line.format(category)) == []
    assert problems(tmp_path, quote=item() + line.format("旅費")) == []


def test_a_tax_that_is_none(tmp_path: Path) -> None:
    told = problems(tmp_path, quote="消費税: 免税\n" + item())
    assert told == [
        "消費税: 「免税」は 消費税 の書き方ではありません。"
        "消費税のかからない額なら 税率 に 0% と書きます"
    ]
    assert problems(tmp_path, quote="税率: 0%\n" + item()) == []
    refusal(problems(tmp_path, quote="消費税: 課税\n" + item()), "消費税", "「課税」だけでは決まり")


# ---- earlier decisions


def test_the_frame_of_three_types_is_asked(tmp_path: Path) -> None:
    past = "交付決定の履歴: [{{年度: 2023, 申請枠: {}}}]\n"
    told = problems(tmp_path, APPLICANT_FILE + past.format("デジタル化基盤導入枠"))
    refusal(told, "交付決定の履歴.1.申請枠", "「デジタル化基盤導入枠」だけでは決まりません。")
    for frame in ("インボイス対応類型", "複数社連携IT導入枠", "電子取引類型"):
        assert f"「{frame}」" in told[0]
        assert problems(tmp_path, APPLICANT_FILE + past.format(frame)) == []


def test_reiwa_in_the_history(tmp_path: Path) -> None:
    """Decided on 2024-09-02: no application within twelve months, to 2025-09-02."""
    past = "交付決定の履歴:\n  - {年度: 令和6年度, 申請枠: 通常枠, 交付決定日: 令和6年9月2日}\n"
    plain = "交付決定の履歴:\n  - {年度: 2024, 申請枠: 通常枠, 交付決定日: 2024-09-02}\n"
    assert answer(tmp_path, APPLICANT_FILE + past) == answer(tmp_path, APPLICANT_FILE + plain)
    normal_frame = answer(tmp_path, APPLICANT_FILE + past)["quotes"][0]["frames"][0]
    assert normal_frame["status"] == "ineligible"


def test_a_frame_that_no_rule_names_closes_nothing(tmp_path: Path) -> None:
    past = (
        "交付決定の履歴: [{年度: 2021, 申請枠: 低感染リスク型ビジネス枠, 交付決定日: 2021-09-02}]\n"
    )
    assert subsidies(tmp_path, APPLICANT_FILE + past) == subsidies(tmp_path)


@pytest.mark.parametrize(
    ("year", "frame", "years"),
    [
        (2022, "商流一括インボイス対応類型", "2023年度"),
        (2024, "デジタル化基盤導入類型", "2022年度から 2023年度"),
        (2024, "通常枠（A類型）", "2019年度から 2023年度"),
        (2022, "C類型", "2020年度から 2021年度"),
    ],
)
def test_a_frame_of_another_year_is_told(year: int, frame: str, years: str, tmp_path: Path) -> None:
    past = f"交付決定の履歴: [{{年度: {year}, 申請枠: {frame}}}]\n"
    told = warnings(tmp_path, APPLICANT_FILE + past)
    message = f"「{frame}」があったのは {years}です。{year}年度か枠の名前を確かめます"
    assert told == [f"交付決定の履歴.1.申請枠: {message}"]


def test_a_frame_of_its_year_is_not_told(tmp_path: Path) -> None:
    past = "交付決定の履歴: [{年度: 2023, 申請枠: デジタル化基盤導入類型}]\n"
    assert warnings(tmp_path, APPLICANT_FILE + past) == []


# ---- what check tells


@pytest.mark.parametrize(
    ("key", "share", "told"),
    [
        ("大企業合計の持分", "66.6%", True),
        ("大企業合計の持分", "66.7%", True),
        ("大企業合計の持分", "67%", True),
        ("大企業合計の持分", "66.5%", False),
        ("大企業合計の持分", "68%", False),
        ("大企業合計の持分", "2/3", False),
        ("大企業合計の持分", "66.6667%", True),
        ("最大の大企業の持分", "49.99%", False),
        ("最大の大企業の持分", "50%", False),
        ("最大の大企業の持分", "49%", False),
    ],
)
def test_a_share_in_few_digits_near_what_decides(
    key: str, share: str, told: bool, tmp_path: Path
) -> None:
    """2/3 is 66.666… %: 66.6 may be it cut, 66.7 and 67 may be it rounded up.

    49 and 49.99 with one more in their last digit are 50, and do not hold it between them.
    """
    company = f"みなし大企業: {{{key}: {share}}}\n"
    assert len(warnings(tmp_path, APPLICANT_FILE + company)) == told


def test_words_beside_a_name_that_speaks_of_another_category(tmp_path: Path) -> None:
    def told(name: str, category: str) -> list[str]:
        found = warnings(tmp_path, quote=item(品名=name, 区分=category))
        return [one for one in found if "読みました" in one]

    assert told("クラウドセキュリティ", "サブスク") == [
        "明細.1.区分: 「サブスク」をソフトウェアと読みましたが、品名に「セキュリティ」とあります。"
        "別の区分なら、その区分を書きます"
    ]
    assert told("クラウドセキュリティ", "ソフトウェア") == []
    assert told("会計", "会計ソフト") == []
    assert len(told("POSレジ用タブレット", "タブレット")) == 1
    assert told("事務用タブレット", "タブレット") == []


def test_support_of_a_device_is_asked(tmp_path: Path) -> None:
    line = "  - {{品名: {}, 区分: 保守料, 単価: 1万円}}\n"
    asked = (
        "明細.2.品名: 「複合機保守」は「機器の保守」ではありませんか。"
        "そうなら「区分: 対象外」と書きます"
    )
    assert asked in warnings(tmp_path, quote=item() + line.format("複合機保守"))
    for name in ("年間保守", "サーバー管理ソフト保守"):
        assert warnings(tmp_path, quote=item() + line.format(name)) == []


# ---- what was typed is what is shown


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        ("業種: 居酒屋\n", "甲  小規模事業者（居酒屋、従業員 4人）"),
        ("業種: 飲食店\n", "甲  小規模事業者（飲食店、従業員 4人）"),
        ("業種: すし店\n", "甲  小規模事業者（すし店、従業員 4人）"),
        ("業種: 小売業\n", "甲  小規模事業者（小売業、従業員 4人）"),
        ("業種: retail\n", "甲  小規模事業者（小売業、従業員 4人）"),
        ("業種: I58\n", "甲  小規模事業者（小売業、従業員 4人）"),
        ("業種: 農業\n法人種別: 農業協同組合\n", "甲  中小企業（農業協同組合、農業、従業員 4人）"),
        ("業種: 小売業\n法人種別: 株式会社\n", "甲  小規模事業者（小売業、従業員 4人）"),
    ],
)
def test_what_was_typed_is_what_is_shown(
    lines: str, shown: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(written(tmp_path, f"名称: 甲\n{lines}従業員数: 4人\n"))
    for command in (["estimate", folder, "--full"], ["whatif", folder, "--set", "明細.1.数量=2"]):
        assert main([*command, "--date", "令和7年8月20日"]) == ExitCode.ANSWERED
        assert shown in capsys.readouterr().out.splitlines()[:3]


def test_a_value_in_english_stays_english(tmp_path: Path) -> None:
    written(tmp_path, APPLICANT_FILE.replace("小売業", "居酒屋"))
    applicant = load_applicant(tmp_path / "applicant.yaml")
    assert applicant.industry == "retail"
    assert '"industry":"retail"' in applicant.model_dump_json()


@pytest.mark.parametrize(
    "day", ["2025-08-20", "2025/8/20", "令和7年8月20日", "R7.8.20", "20250820"]
)
def test_the_day_of_application_in_every_spelling(
    day: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(written(tmp_path))
    for arguments in (
        ["estimate", folder, "--date", day],
        ["whatif", folder, "--set", f"申請日={day}"],
    ):
        assert main([*arguments, "--format", "json"]) == ExitCode.ANSWERED
        told = json.loads(capsys.readouterr().out)
        programme = told.get("after", told)["programme"]
        assert programme["application_date"] == "2025-08-20"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--date", "2026-06-01", "--set", "申請日=2025-08-20"], ("it2026", "it2025")),
        (["--date", "2025-08-20", "--set", "申請日=2026-03-29"], ("it2025", "it2025")),
        (["--date", "2025-08-20", "--set", "申請日=2026-03-30"], ("it2025", "it2026")),
        (
            ["--date", "2025-08-20", "--programme", "it2025", "--set", "申請日=2026-03-30"],
            ("it2025", "it2025"),
        ),
    ],
)
def test_a_day_that_is_set_brings_its_programme(
    arguments: list[str],
    expected: tuple[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = str(written(tmp_path))
    assert main(["whatif", folder, *arguments, "--format", "json"]) == ExitCode.ANSWERED
    told = json.loads(capsys.readouterr().out)
    assert (told["before"]["programme"]["id"], told["after"]["programme"]["id"]) == expected


def test_a_day_of_application_that_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(written(tmp_path))
    assert main(["estimate", folder, "--date", "令和7年2月30日"]) == ExitCode.CANNOT_RUN
    message = "--date の「令和7年2月30日」は日付として読めません。そのような日はありません"
    assert message in capsys.readouterr().err


# ---- keys

UNUSED = "計算には使わないので、この行を消します。"


@pytest.mark.parametrize(
    ("key", "way_out"),
    [
        (
            "代表者",
            "代表者の氏名は計算には使わないので、この行を消します。"
            "グループの代表事業者の名称なら 代表事業者、その種類なら 代表 と書きます",
        ),
        ("生産性向上", "労働生産性の伸びなら、申請要件 の中に 労働生産性の伸び と書きます"),
        (
            "成長率",
            "給与支給総額なら、賃上げ計画 の中に 給与支給総額の年平均成長率、"
            "1人当たりの給与支給総額なら、賃上げ計画 の中に 1人当たり給与支給総額の年平均成長率、"
            "労働生産性なら、申請要件 の中に 労働生産性の伸び と書きます",
        ),
        (
            "住所",
            f"{UNUSED}申請者の本店の都道府県なら 都道府県、残すなら 備考 と書きます",
        ),
        ("電話", f"{UNUSED}残すなら 備考 と書きます"),
        ("TEL", f"{UNUSED}残すなら 備考 と書きます"),
        ("人数", "従業員数 と書きます"),
        ("メンバー", "構成員 と書きます"),
        ("見積期限", "見積の有効期限なら、見積のファイルに 有効期限 と書きます"),
        ("申請日", "申請日はファイルに書かず、--date で指定します"),
    ],
)
def test_a_key_that_is_none_is_told_by_what_it_means(
    key: str, way_out: str, tmp_path: Path
) -> None:
    told = problems(tmp_path, APPLICANT_FILE + f"{key}: 3\n")
    assert told == [f"{key}: 「{key}」というキーはありません。{way_out}"]


@pytest.mark.parametrize(
    ("key", "way_out"),
    [
        (
            "代表者",
            "代表者の氏名は計算には使わないので、この行を消します。"
            "グループの代表事業者の名称なら、申請者のファイルに 代表事業者、"
            "その種類なら、申請者のファイルに 代表 と書きます",
        ),
        ("住所", f"{UNUSED}残すなら 備考 と書きます"),
        ("見積期限", "見積の有効期限なら 有効期限 と書きます"),
        ("従業員", "申請者のファイルに 従業員数 と書きます"),
        ("成長率", "給与支給総額なら、申請者のファイルの 賃上げ計画 の中に"),
        ("契約期間", "契約の月数なら、明細 の行に 契約月数 と書きます"),
        ("小計", "見積の税抜の合計なら 合計、税込の合計なら 税込合計 と書きます"),
    ],
)
def test_a_key_of_a_quote_that_is_none(key: str, way_out: str, tmp_path: Path) -> None:
    told = problems(tmp_path, quote=f"{key}: 3\n" + item())
    refusal(told, key, f"「{key}」というキーはありません。{way_out}")


@pytest.mark.parametrize(
    ("key", "way_out"),
    [
        ("メンバー", "利用構成員 と書きます"),
        ("小計", "行の額なら 金額 と書きます"),
        ("月額", "月の額は 単価 に書き、課金単位: 月 を添えます"),
        ("単価（税込）", "税込の額は 単価 に書き、消費税: 税込 を添えます"),
        ("商品名", "品名 と書きます"),
        ("名称", "品名 と書きます"),
        (
            "見積期限",
            "見積の有効期限なら、明細 の行ではなく、見積に一度だけ 有効期限 と書きます",
        ),
    ],
)
def test_a_key_of_a_line_that_is_none(key: str, way_out: str, tmp_path: Path) -> None:
    told = problems(tmp_path, quote=item(**{key: "3"}))
    assert told == [f"明細.1.{key}: 「{key}」というキーはありません。{way_out}"]


@pytest.mark.parametrize(
    ("file", "key", "path", "place"),
    [
        ("applicant", "労働生産性の伸び: 3%", "", "申請要件 の中に"),
        ("applicant", "表明済み: はい", "", "賃上げ計画 の中に"),
        ("applicant", "営業利益: 1", "", "労働生産性 の中に"),
        ("applicant", "月数: 3", "", "最低賃金近傍 の中に"),
        ("applicant", "申請要件: {業種: 小売業}", "申請要件.", "申請要件 の中ではなく、その外に"),
        ("applicant", "見積日: 2025-08-01", "", "見積のファイルに"),
        ("applicant", "契約月数: 24", "", "見積のファイルの 明細 の行に"),
        ("quote", "資本金: 1000万円", "", "申請者のファイルに"),
        ("quote", "最低賃金以上: はい", "", "申請者のファイルの 申請要件 の中に"),
        ("quote", "型番: A-1", "", "明細 の行に"),
    ],
)
def test_a_key_of_another_place_is_told_where_it_belongs(
    file: str, key: str, path: str, place: str, tmp_path: Path
) -> None:
    if file == "applicant":
        told = problems(tmp_path, APPLICANT_FILE + f"{key}\n")
    else:
        told = problems(tmp_path, quote=f"{key}\n" + item())
    name = key.split(": ")[1 if path else 0].strip("{")
    space = "" if place.startswith(("見積", "申請者")) else " "
    assert told == [f"{path}{name}: 「{name}」は{space}{place}書きます"]


def test_every_word_for_a_key_leads_to_one(tmp_path: Path) -> None:
    """Each way out names a key, in its file and place, that may be written there."""
    for word, asked in words.KEY_ASKED.items():
        assert squeezed(word) == word
        told = {
            "申請者": []
            if word in APPLICANT
            else problems(tmp_path, f"{word}: 3\n{APPLICANT_FILE}"),
            "見積": [] if word in QUOTE else problems(tmp_path, quote=f"{word}: 3\n" + item()),
            "明細": [] if word in ITEM else problems(tmp_path, quote=item(**{word: "3"})),
        }
        spelt = [
            spelling
            for name in asked.candidates
            for keys in (EVERY_KEY, APPLICANT, ITEM)
            for spelling in ((name, keys[name].spellings[0]) if name in keys else ())
        ]
        for place, messages in told.items():
            assert all(f"「{word}」というキーはありません。" in one for one in messages), place
            assert all(any(name in one for name in spelt or [""]) for one in messages), place


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "10%",
            "「10%」は税率です。税率 に書き、単価が税抜か税込かを 消費税: 税抜 のように書きます",
        ),
        (
            "50,000円",
            "「50,000円」は税の額です。"
            "額は書かず、単価が税抜か税込かを 消費税: 税抜 のように書きます",
        ),
        ("50000", "「50000」は税の額です。"),
    ],
)
def test_a_rate_or_an_amount_of_tax_is_not_how_prices_are_stated(
    text: str, why: str, tmp_path: Path
) -> None:
    refusal(problems(tmp_path, quote=f"消費税: {text}\n" + item()), "消費税", why)
    assert problems(tmp_path, quote="消費税: 税抜\n税率: 10%\n" + item()) == []
    for word, plain in (("別", "税抜"), ("込", "税込"), ("込み", "税込")):
        told = answer(tmp_path, quote=f"消費税: {word}\n" + item())
        assert told == answer(tmp_path, quote=f"消費税: {plain}\n" + item())


@pytest.mark.parametrize("text", ["［会計、決済］", "【会計・決済】", "［会計，決済］"])
def test_a_list_in_brackets_of_full_width(text: str, tmp_path: Path) -> None:
    plain = answer(tmp_path, quote=item(機能="[会計, 決済]"))
    assert answer(tmp_path, quote=item(機能=text)) == plain
    plain = answer(tmp_path, quote=item(プロセス="[会計, 決済]"))
    assert answer(tmp_path, quote=item(プロセス=text.replace("・", "、"))) == plain
    plain = answer(tmp_path, GROUP, item(利用構成員="[魚政, 八百一]"))
    assert answer(tmp_path, GROUP, item(利用構成員="［魚政、八百一］")) == plain


@pytest.mark.parametrize("line", ["申請要件: ［］", "申請要件: ｛｝", "交付決定の履歴: ［通常枠］"])
def test_brackets_of_full_width_around_what_is_no_list_of_words(line: str, tmp_path: Path) -> None:
    (told,) = problems(tmp_path, APPLICANT_FILE + line + "\n")
    assert told.endswith(": 括弧が全角です。半角の「{ }」「[ ]」にしてください")
    assert problems(tmp_path, APPLICANT_FILE + "申請要件: {}\n") == []


def test_done_says_no_number_of_stars(tmp_path: Path) -> None:
    """★★ counts for セキュリティ対策推進枠 (koubo-security p.16), so 済 is asked how many."""
    service = item(区分="お助け隊", 課金単位="月", 契約月数="12", 機能="", プロセス="")
    asked = (
        "SECURITY ACTION の星の数（★★ は加点になる。「済」は ★ として数える）"
        "（koubo-security p.16）"
    )
    for word, is_asked in (("済", True), ("宣言済み", True), ("★", False), ("★★", False)):
        applicant = APPLICANT_FILE + f"申請要件: {{SECURITY ACTION: {word}}}\n"
        frames = answer(tmp_path, applicant, service)["quotes"][0]["frames"]
        told = {one["frame"]: one["to_confirm"] for one in frames}
        assert (asked in told["security"]) is is_asked, word
        assert not any(asked in one for name, one in told.items() if name != "security")
    stars = {
        word: subsidies(tmp_path, APPLICANT_FILE + f"申請要件: {{SECURITY ACTION: {word}}}\n")
        for word in ("済", "★")
    }
    assert stars["済"] == stars["★"]


def test_a_mapping_that_is_text_names_its_keys(tmp_path: Path) -> None:
    assert problems(tmp_path, APPLICANT_FILE + "賃上げ計画: 予定あり\n") == [
        "賃上げ計画: 「予定あり」は使えません。「キー: 値」の組を書きます。"
        "使えるキー: 給与支給総額の年平均成長率、1人当たり給与支給総額の年平均成長率、"
        "最低賃金への上乗せ、表明済み"
    ]


def test_a_full_width_colon_in_a_list_is_told_as_one(tmp_path: Path) -> None:
    told = problems(tmp_path, quote="明細:\n  - 品名：会計\n")
    assert told == ["明細.1: コロンが全角です。半角の「: 」にしてください"]
    told = problems(tmp_path, quote="明細:\n  - 品名:会計\n")
    assert told == ["明細.1: コロンの後に半角の空白が要ります"]


# ---- random mixtures


SPELLINGS: dict[str, dict[str, list[str]]] = {
    name: {
        value: [word for word, meant in (key.words or {}).items() if meant == value]
        for value in key.values
    }
    for name, key in {**APPLICANT, **ITEM, "frame": HISTORY["frame"]}.items()
    if key.values and name == key.name
}


def spelt(chance: random.Random, name: str, value: str) -> str:
    """A value in one of its spellings, in any width."""
    word = chance.choice(SPELLINGS[name][value])
    wide = word.translate({ord(letter): ord(letter) + 0xFEE0 for letter in "ABCDPSOI/"})
    return f"'{chance.choice((word, wide, f' {word}　'))}'"


def key_of(chance: random.Random, key: Key) -> str:
    return chance.choice((key.name, *key.spellings))


def yen_in_some_way(chance: random.Random, amount: int) -> str:
    ways = [f"{amount}", f"{amount:_}", f"'{amount:,}円'", f"'￥{amount:,}'", f"{amount}円"]
    if amount % 10_000 == 0:
        ways.append(f"{amount // 10_000}万円")
    return chance.choice(ways)


def lines_of(
    chance: random.Random | None, fields: Iterator[tuple[Key, str, str]], indent: str
) -> str:
    """Keys and values as a file has them: plain and in English, or each in some spelling."""
    if chance is None:
        return "".join(f"{indent}{key.name}: {plain}\n" for key, plain, _ in fields)
    return "".join(f"{indent}{key_of(chance, key)}: {other}\n" for key, _, other in fields)


YES, NO = ("はい", "有", "○", "✓", "あり"), ("いいえ", "無", "×", "なし")
ANSWERED: dict[tuple[str, object], tuple[str, ...]] = {
    ("pays_minimum_wage", True): YES,
    ("pays_minimum_wage", False): NO,
    ("gbizid_prime", True): (*YES, "済", "取得済み"),
    ("gbizid_prime", False): (*NO, "未", "未取得"),
    ("security_action", 0): ("0", "未", "未宣言", "0つ星"),
    ("security_action", 1): ("1", "★", "一つ星", "1つ星"),
    ("security_action", 2): ("2", "★★", "☆☆", "二つ星", "２つ星"),
}


def applicant_fields(seed: int, chance: random.Random) -> Iterator[tuple[Key, str, str]]:
    dice = random.Random(seed)  # noqa: S311  # not for secrets
    yield APPLICANT["name"], "甲", "甲"
    entity = dice.choice(sorted(set(SPELLINGS["entity"]) - {"group"}))
    yield APPLICANT["entity"], entity, spelt(chance, "entity", entity)
    industry = dice.choice(sorted(SPELLINGS["industry"]))
    yield APPLICANT["industry"], industry, spelt(chance, "industry", industry)
    people = dice.randint(0, 400)
    unit = chance.choice(("", "人", "名", " 人"))
    yield APPLICANT["employees"], str(people), f"{people}{unit}"
    capital = dice.randint(1, 400) * 1_000_000
    yield APPLICANT["capital"], str(capital), yen_in_some_way(chance, capital)
    answers = {
        "pays_minimum_wage": dice.random() < 0.8,
        "gbizid_prime": dice.random() < 0.8,
        "security_action": dice.choice((0, 1, 2)),
    }
    plain = ", ".join(f"{name}: {str(value).lower()}" for name, value in answers.items())
    shown = ", ".join(
        f"{key_of(chance, PREREQUISITES[name])}: {chance.choice(ANSWERED[name, value])}"
        for name, value in answers.items()
    )
    yield APPLICANT["prerequisites"], f"{{{plain}}}", f"{{{shown}}}"
    frame = dice.choice(sorted(SPELLINGS["frame"]))
    year, day = dice.randint(2021, 2024), dice.randint(1, 28)
    spelt_year = chance.choice(
        (f"{year}", f"{year}年度", f"令和{year - 2018}年度", f"R{year - 2018}")
    )
    spelt_day = chance.choice(
        (
            f"{year}/9/{day}",
            f"{year}年9月{day}日",
            f"令和{year - 2018}年9月{day}日",
            f"R{year - 2018}.9.{day}",
        )
    )
    yield (
        APPLICANT["history"],
        f"[{{year: {year}, frame: {frame}, decided_on: {year}-09-{day:02}}}]",
        f"{{年度: {spelt_year}, 申請枠: {spelt(chance, 'frame', frame)}, decided_on: {spelt_day}}}",
    )


def item_fields(
    seed: int, at: int, chance: random.Random, *, in_price: bool
) -> Iterator[tuple[Key, str, str]]:
    """The fields of an item; its period and tax in its price, or in keys of their own."""
    dice = random.Random(seed * 100 + at)  # noqa: S311
    yield ITEM["name"], f"品{at}", f"品{at}"
    category = dice.choice(
        ["software", "software", "setup", "support", "pc", "register", "security"]
    )
    yield ITEM["category"], category, spelt(chance, "category", category)
    price = dice.randint(1, 90) * 10_000
    tax = dice.choice(("excluded", "included"))
    months = dice.choice((12, 24, 36))
    term = category in ("software", "support", "security")
    per = dice.choice(("once", "month", "year")) if term else "once"
    wording = {"excluded": "税抜", "included": "税込"}[tax]
    beside = {"once": "", "month": "/月", "year": "/年"}[per]
    says = f"'{price:,}円{beside}（{wording}）'"
    yield ITEM["price"], str(price), says if in_price else yen_in_some_way(chance, price)
    number = dice.randint(1, 9)
    unit = chance.choice(("", "台", "式", " ライセンス", "ID"))
    yield ITEM["quantity"], str(number), f"{number}{unit}"
    if not in_price:
        yield ITEM["tax"], tax, spelt(chance, "tax", tax)
        yield ITEM["per"], per, spelt(chance, "per", per)
    if term:
        years = months // 12
        spelling = chance.choice(
            (f"{months}", f"{months}か月", f"{months}ヶ月分", f"{years}年", f"{years}年間")
        )
        yield ITEM["months"], str(months), spelling
    if category == "software":
        functions = dice.sample(["accounting", "ordering", "settlement"], dice.randint(1, 3))
        names = [SPELLINGS["functions"][name][1] for name in functions]
        text = chance.choice("、，・/").join(names)
        shown = chance.choice((text, f"［{text}］", f"【{text}】"))
        yield ITEM["functions"], f"[{', '.join(functions)}]", f"'{shown}'"
        process, word = dice.choice((("共P-04", "会計"), ("共P-02", "決済"), ("共P-03", "在庫")))
        yield ITEM["processes"], f"[{process}]", chance.choice((word, f"[{word}]", process))


def discount_fields(seed: int, chance: random.Random) -> Iterator[tuple[Key, str, str]]:
    """The fields of a discount on the whole quote, which is no more than its first line."""
    yield ITEM["name"], "出精値引き", "出精値引き"
    yield ITEM["category"], "discount", spelt(chance, "category", "discount")
    off = random.Random(seed).randint(1, 9_999)  # noqa: S311
    signs = ("", "-", "−", "▲", "△", "マイナス", "▲￥", "-¥")
    ways = [f"{chance.choice(signs)}{off:,}{chance.choice(('', '円'))}", f"({off:,})"]
    yield ITEM["price"], str(off), f"'{chance.choice(ways)}'"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_client_in_any_mixture_of_spellings_has_the_json_of_the_plain_one(
    tmp_path_factory: pytest.TempPathFactory, seed: int, mixture: int
) -> None:
    folder = tmp_path_factory.mktemp("client")
    told = []
    for chance in (None, random.Random(mixture)):  # noqa: S311
        free = chance or random.Random(mixture)  # noqa: S311
        applicant = lines_of(chance, applicant_fields(seed, free), "")
        quote = "items:\n"
        for at in range(random.Random(seed).randint(1, 4)):  # noqa: S311
            says = chance is not None and free.random() < 0.5
            fields = item_fields(seed, at, free, in_price=says)
            quote += "  -" + lines_of(chance, fields, "    ")[3:]
        if seed % 2:
            quote += "  -" + lines_of(chance, discount_fields(seed, free), "    ")[3:]
        told.append(answer(folder, applicant, quote))
    assert told[0] == told[1]


def test_widths_and_spaces_do_not_matter() -> None:
    assert normal("　ＰＣ ") == "PC"
    assert squeezed("一般社団 法人（非営利）") == "一般社団法人非営利"
    assert read_as(ITEM["category"], "ノート ＰＣ") == "pc"
    assert read_as(HISTORY["frame"], "通常枠（Ａ・Ｂ類型）") == "normal"
