"""How keys and values may be spelt: the one table behind reading, messages, schema and templates.

English is what the models know. Japanese is read in any width and mixed freely with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from itsubsidy.files.keys import Key, Keys, known_key
from itsubsidy.files.limits import (
    MOST_DECISIONS,
    MOST_ENTRIES,
    MOST_ITEMS,
    MOST_MEMBERS,
    MOST_MONTHS,
    MOST_ROWS,
)
from itsubsidy.files.text import normal
from itsubsidy.inputs import words as tables
from itsubsidy.inputs.industry import parse_industry
from itsubsidy.inputs.values import (
    ANSWERS,
    COMPANIES,
    HOURS,
    MONTHS,
    PENDING,
    PEOPLE,
    PIECES,
    PROCESS_WORDS,
    PROCESSES,
    STARS,
    YEARS,
    known_word,
    parse_amount,
    parse_answer,
    parse_count,
    parse_day,
    parse_discount,
    parse_first_month,
    parse_hours,
    parse_list,
    parse_months,
    parse_period,
    parse_price,
    parse_process,
    parse_quantity,
    parse_signed_yen,
    parse_year,
    parse_yen,
    refuse_tax,
)
from itsubsidy.terms import (
    ACQUISITIONS,
    CATEGORIES,
    ENTITIES,
    FUNCTIONS,
    INDUSTRIES,
    ORGANISERS,
    PAST_FRAMES,
    SIZES,
    WAGE_PLAN_EXEMPTIONS,
    Declared,
    Typed,
)


def _keys(*keys: Key) -> Keys:
    return {spelling: key for key in keys for spelling in (key.name, *key.spellings)}


def _key(
    name: str,
    spellings: str,
    about: str,
    *,
    below: Keys | None = None,
    read: Callable[[str], object] | None = None,
    most: int = MOST_ENTRIES,
    called: str = "",
) -> Key:
    """A key whose value is text, a mapping or a list of them (`below`), or what `read` makes.

    An entry of a list may be `called` so, or as the list is.
    """
    names = tuple(spellings.split("、"))
    key = Key(name, names, about, _NOT_WRITTEN, read=read, below=below or {}, most=most)
    return key._replace(called=(name, *names, *called.split("、"))) if called else key


_NOT_WRITTEN: Final[tables.Words] = {"": None, **tables.NOT_WRITTEN}


def _choice(  # noqa: PLR0913  # one a kind of spelling
    name: str,
    spellings: str,
    about: str,
    labels: Mapping[Any, str],
    read: Callable[[str], object] | None = None,
    *,
    also: tables.Words = MappingProxyType({}),
    asked: tables.Questions = MappingProxyType({}),
    endings: tables.Questions = MappingProxyType({}),
    typed: bool = False,
    **usual: str,
) -> Key:
    """A key whose value is one of `labels`: in English, by its label, or as `usual` has it.

    Where a spelling has two parts with ・ between them, either may be written. `also` has more
    words and what they stand for. A value that is `typed` knows the word that it was typed as.
    """
    values = {english: usual.get(english, label) for english, label in labels.items()}
    words: dict[str, object] = {}
    for english, label in labels.items():
        spelt = values[english]
        plain = {normal(word): english for word in (english, label, spelt)}
        parts = {normal(word): english for word in spelt.split("・")}
        words |= (_typed(parts) if typed else parts) | plain
    words = {**(_typed(also) if typed else also), **words, **_NOT_WRITTEN}
    names = tuple(spellings.split("、"))
    as_text = read is not None
    return Key(
        name, names, about, words, values, read, as_text=as_text, asked=asked, endings=endings
    )


def _typed(words: tables.Words) -> dict[str, object]:
    return {word: Typed(str(value), word) for word, value in words.items()}


def _answer(
    name: str,
    spellings: str,
    about: str,
    done: str = "",
    *,
    also: tables.Words = MappingProxyType({}),
) -> Key:
    """A yes or a no; `done` is what is said of what is done: 取得済み, 未取得."""
    words: dict[str, object] = {**ANSWERS, **also, **_NOT_WRITTEN}
    if done:
        words |= dict.fromkeys((*tables.DONE, *(done + word for word in tables.DONE)), True)
        words |= dict.fromkeys((*tables.NOT_YET, f"未{done}"), False)
    values = {"true": "はい", "false": "いいえ"}
    asked = {} if done else tables.ANSWER_ASKED
    names = tuple(spellings.split("、"))
    return Key(name, names, about, words, values, parse_answer, asked=asked)


def _or_pending(key: Key) -> Key:
    """The key of an answer that may also be that the matter is under way."""
    words = {**(key.words or {}), **dict.fromkeys((PENDING, *tables.PENDING_WORDS), PENDING)}
    return key._replace(words=words, values={**key.values, PENDING: "申請中"})


def _count(name: str, spellings: str, about: str, units: tuple[str, ...]) -> Key:
    return _key(name, spellings, about, read=partial(parse_count, units))._replace(units=units)


def _yen(name: str, spellings: str, about: str) -> Key:
    return _key(name, spellings, about, read=parse_yen)


def _day(name: str, spellings: str, about: str) -> Key:
    return _key(name, spellings, about, read=parse_day)


def _text(name: str, spellings: str, about: str) -> Key:
    """A key whose value is text, whatever it looks like: `0012` keeps its zeros."""
    return _key(name, spellings, about, read=str)._replace(as_text=True)


def _note() -> Key:
    """Remarks are kept as they are, whatever they say."""
    return _text("note", "備考、メモ", "覚え書き。計算には使わない")._replace(words={})


def _tax(about: str) -> Key:
    return _choice(
        "tax",
        "消費税",
        about,
        {"excluded": "税抜", "included": "税込"},
        refuse_tax,
        also={**tables.TAX_WORDS, **tables.TAX_ALONE},
        asked=tables.TAX_ASKED,
    )


def _processes(about: str) -> Key:
    """Processes of software; one text may name several: 会計、決済."""
    words: dict[str, object] = {code: code for code in PROCESSES}
    words |= {**PROCESS_WORDS, **_NOT_WRITTEN}
    read = partial(parse_list, parse_process, "、,/")
    return _key("processes", "プロセス", about, read=read)._replace(words=words, as_text=True)


def _functions() -> Key:
    """Functions of software; one text may name several: 会計・受発注."""
    one = _choice(
        "functions",
        "機能",
        "ソフトウェアの機能の一覧",
        FUNCTIONS,
        also=tables.FUNCTION_WORDS,
    )
    read = partial(parse_list, partial(known_word, one.words or {}), "、,・/")
    return one._replace(read=partial(read, usual=tuple(one.values.values())))


LEDGER_ROW: Final = _keys(
    _key("employee", "従業員、従業員名、氏名", "従業員の名前か番号"),
    _key("prefecture", "都道府県", "働く事業場のある都道府県"),
    _key("wages", "時給", "月ごとの時給（円）。雇用していない月は書かない", most=MOST_MONTHS),
)

NEAR_MINIMUM_WAGE: Final = _keys(
    _key(
        "ledger",
        "賃金台帳",
        "従業員ごとの時給の CSV の名前。月数と従業員数はここから数える",
        below=LEDGER_ROW,
        most=MOST_ROWS,
        called="従業員、employee",
    ),
    _count("months", "月数", "最低賃金近傍で雇用した月数", MONTHS)._replace(
        read=partial(parse_months, MONTHS)
    ),
    _count("employees", "従業員数", "最低賃金近傍で雇用した従業員の数", PEOPLE),
)

WAGE_PLAN: Final = _keys(
    _key(
        "payroll_growth",
        "給与支給総額の年平均成長率",
        "給与支給総額（合計）の年平均成長率。1.5% のように。どちらの成長率を問うかは制度による",
    ),
    _key(
        "per_head_growth",
        "1人当たり給与支給総額の年平均成長率",
        "1人当たり給与支給総額の年平均成長率。3% のように",
    ),
    _yen("minimum_wage_margin", "最低賃金への上乗せ", "事業場内最低賃金と地域別最低賃金の差（円）"),
    _answer("announced", "表明済み", "従業員に表明したか", "表明"),
)

PRODUCTIVITY: Final = _keys(
    _key(
        "operating_profit",
        "営業利益",
        "営業利益（円）。損失は ▲ か - を付ける",
        read=parse_signed_yen,
    ),
    _yen("labour_cost", "人件費", "人件費（円）"),
    _yen("depreciation", "減価償却費", "減価償却費（円）"),
    _key(
        "hours",
        "年間総労働時間",
        "全員を合わせた一年の労働時間（従業員数 × 一人の時間）",
        read=parse_hours,
    )._replace(units=HOURS),
)

LARGE_COMPANY: Final = _keys(
    _key("largest_share", "最大の大企業の持分", "株式を最も多く持つ大企業の持分。0% から 100%"),
    _key("total_share", "大企業合計の持分", "大企業を合わせた持分。0% から 100%"),
    _key("officer_share", "大企業役員の割合", "大企業の役職員を兼ねる役員の割合。0% から 100%"),
    _answer("owned_by_deemed_large", "みなし大企業の所有", "みなし大企業に全てを所有されているか"),
    _answer("officers_all_from_large", "役員全員が大企業", "役員の全員がみなし大企業の役職員か"),
    _key(
        "taxable_income",
        "課税所得の平均",
        "直近 3 年の課税所得の年平均（円）。損失は ▲ か - を付ける",
        read=parse_signed_yen,
    ),
)

PREREQUISITES: Final = _keys(
    _or_pending(
        _answer(
            "gbizid_prime",
            "GビズIDプライム",
            "ＧビズＩＤプライムを取得しているか。手続きの途中は 申請中",
            "取得",
        )
    ),
    _or_pending(
        _count(
            "security_action",
            "SECURITY ACTION",
            "宣言した星の数。0 から 2。手続きの途中は 申請中",
            STARS,
        )._replace(
            words={
                **_NOT_WRITTEN,
                **dict.fromkeys(("★", "☆", "一つ星"), 1),
                **dict.fromkeys(("★★", "☆☆", "二つ星"), 2),
                **dict.fromkeys((*tables.DONE, "宣言済", "宣言済み"), Declared(1)),
                **dict.fromkeys((*tables.NOT_YET, "未宣言"), 0),
            }
        )
    ),
    _answer("pays_minimum_wage", "最低賃金以上", "事業場内最低賃金が地域別最低賃金以上か"),
    _key("productivity_growth", "労働生産性の伸び", "労働生産性の年平均成長率の計画。3% のように"),
    _key(
        "productivity_growth_first_year",
        "労働生産性の1年後の伸び",
        "労働生産性を1年後にどれだけ伸ばす計画か。3% のように",
    ),
)

HISTORY: Final = _keys(
    _count("year", "年度", "交付決定か申請の年度", YEARS)._replace(read=partial(parse_year, YEARS)),
    _choice(
        "frame",
        "申請枠",
        "交付決定を受けた、または申請中の申請枠",
        PAST_FRAMES,
        also=tables.FRAME_WORDS,
        asked=tables.FRAME_ASKED,
        invoice="インボイス対応類型",
        edi="電子取引類型",
    ),
    _choice(
        "status",
        "状態",
        "交付決定を受けたか、まだ申請中か。書かなければ交付決定",
        {"decided": "交付決定", "applied": "申請中"},
        also=tables.STATUS_WORDS,
    ),
    _day("decided_on", "交付決定日", "2024-09-02 のように"),
    _answer("otasuketai", "お助け隊", "お助け隊サービスを含んでいたか"),
    _processes("そのときに導入したソフトウェアのプロセスの番号か名称の一覧"),
)

_BUSINESS: Final = (
    _key("name", "名称、事業者名", "申請者の名称"),
    _choice(
        "entity",
        "法人種別",
        "法人の種別。書かなければ会社",
        ENTITIES,
        also=tables.ENTITY_WORDS,
        asked=tables.ENTITY_ASKED,
        endings=tables.ENTITY_ENDINGS,
        typed=True,
        company="会社・法人",
        npo="NPO法人・特定非営利活動法人",
        group="グループ",
    ),
    _choice(
        "size",
        "規模",
        "書けば、業種と従業員数から決まる規模より優先する",
        SIZES,
        also=tables.SIZE_WORDS,
        small="小規模事業者・小規模",
    ),
    _choice(
        "industry",
        "業種",
        "主な業種。日本標準産業分類の番号（I58、391）でも書ける",
        INDUSTRIES,
        parse_industry,
        also=tables.INDUSTRY_WORDS,
        asked=tables.INDUSTRY_ASKED,
        endings=tables.INDUSTRY_ENDINGS,
        typed=True,
        retail="小売業・飲食店",
        lodging="宿泊業・旅館業",
        other="その他",
    ),
    _yen("capital", "資本金", "資本金の額又は出資の総額（円）。会社だけ"),
    _count(
        "employees",
        "従業員数、常時使用する従業員数",
        "常時使用する従業員の数。役員と事業主は数えない",
        PEOPLE,
    ),
    _key("prefecture", "都道府県", "本店のある都道府県"),
    _key(
        "near_minimum_wage",
        "最低賃金近傍",
        "最低賃金近傍で雇用した月数と従業員数",
        below=NEAR_MINIMUM_WAGE,
    ),
    _key("wage_plan", "賃上げ計画、賃金引上げ計画", "賃金引上げ計画", below=WAGE_PLAN),
    _choice(
        "wage_plan_exemption",
        "賃上げ計画の適用外",
        "賃金引上げ計画が要らない事業者の種類",
        WAGE_PLAN_EXEMPTIONS,
        also=tables.WAGE_PLAN_EXEMPTION_WORDS,
        insured_medical="保険医療機関・保険薬局",
        nursing_care="介護サービス",
        social_welfare="社会福祉事業",
    ),
    _yen("payroll", "給与支給総額", "直近の事業年度に全従業員と役員に支払った給与等の総額（円）"),
    _key("lowest_wage", "事業場内最低賃金", "事業場内で最も低い時給（円）"),
    _key(
        "productivity",
        "労働生産性",
        "直近の事業年度の労働生産性の内訳。四つとも書く",
        below=PRODUCTIVITY,
    ),
    _key(
        "large_company", "みなし大企業", "みなし大企業に当たるかを決める事柄", below=LARGE_COMPANY
    ),
    _key(
        "prerequisites",
        "申請要件",
        "申請要件への答え。書かなければ「確かめること」に出る",
        below=PREREQUISITES,
    ),
    _key(
        "history",
        "交付決定の履歴",
        "これまでに受けた交付決定と、申請中のもの",
        below=HISTORY,
        most=MOST_DECISIONS,
        called="履歴、交付決定、decision",
    )._replace(words={**_NOT_WRITTEN, **dict.fromkeys(tables.NONE_WORDS, ())}),
)

BUSINESS: Final = _keys(*_BUSINESS)

APPLICANT: Final = _keys(
    *_BUSINESS,
    _choice(
        "organiser",
        "代表",
        "グループの代表事業者の種類",
        ORGANISERS,
        also=tables.ORGANISER_WORDS,
        asked=tables.ORGANISER_ASKED,
        endings=tables.ORGANISER_ENDINGS,
        typed=True,
        commerce_association="商工団体",
        town_management="まちづくり会社",
    ),
    _key("representative", "代表事業者", "グループの代表事業者である構成員の名称"),
    _key(
        "members",
        "構成員",
        "グループの構成員。代表事業者も書く",
        below=BUSINESS,
        most=MOST_MEMBERS,
        called="構成事業者、事業者、member",
    ),
    _note(),
)

ACCOUNTS: Final = _keys(
    _count("suppliers", "受注側総数", "契約する受注側アカウントの総数", COMPANIES),
    _count(
        "sme_suppliers",
        "中小企業の利用数",
        "そのうち、取引先の中小企業・小規模事業者等が使うアカウントの数",
        COMPANIES,
    ),
)

ITEM: Final = _keys(
    _key("name", "品名", "見積の行の名称"),
    _choice(
        "category",
        "区分",
        "対象経費の区分",
        CATEGORIES,
        also=tables.CATEGORY_WORDS,
        asked=tables.CATEGORY_ASKED,
        endings=tables.CATEGORY_ENDINGS,
        integration="データ連携",
        consulting="コンサルティング",
        setup="導入設定",
        pc="PC・タブレット",
        otasuketai="お助け隊",
        analysis_hardware="分析用ハードウェア",
        discount="値引き",
    ),
    _key("price", "単価", "一つの、一回の支払いの額（円）", read=parse_price)._replace(
        words={**_NOT_WRITTEN, **dict.fromkeys(tables.FREE_WORDS, 0)}, asked=tables.PRICE_ASKED
    ),
    _key("quantity", "数量", "書かなければ 1", read=partial(parse_quantity, PIECES))._replace(
        units=PIECES
    ),
    _count("people", "人数", "単価 × 数量 × 人数とする人数。役務と専門家費だけ", PEOPLE),
    _text("unit", "単位", "数量の単位"),
    _text("model", "型番", "型番"),
    _key(
        "amount",
        "金額",
        "見積の金額の欄（円）。単価 × 数量と合うかを確かめる",
        read=parse_amount,
    ),
    _key("rate", "率、値引率", "値引きの行の割合。5% のように"),
    _choice(
        "per",
        "課金単位",
        "単価が何の額か。書かなければ一括。半年や 3年のような期間でもよい",
        {"once": "一括", "month": "月", "year": "年"},
        parse_period,
        also=tables.PER_WORDS,
    ),
    _count("months", "契約月数", "契約の月数。月や年の料金には要る", MONTHS)._replace(
        read=partial(parse_months, MONTHS)
    ),
    _key(
        "first_month",
        "開始月、何か月目から",
        "契約が、利用の何か月目から始まるか。書かなければ 1",
        read=parse_first_month,
    ),
    _choice(
        "acquisition",
        "取得方法",
        "書かなければ購入",
        ACQUISITIONS,
        also=tables.ACQUISITION_WORDS,
    ),
    _key(
        "discount", "値引き", "この品の額の全体から引く額（円）か割合", read=parse_discount
    )._replace(words={**_NOT_WRITTEN, **dict.fromkeys(tables.NONE_WORDS, 0)}),
    _tax("この行の単価が税抜か税込か。書かなければ見積と同じ"),
    _key("tax_rate", "税率", "この行の税率。書かなければ見積と同じ"),
    _processes("ソフトウェアのプロセスの番号か名称の一覧"),
    _functions(),
    _answer("invoice_compliant", "インボイス対応", "書かなければ「はい」", also=tables.COMPLIANT),
    _answer("registered", "登録済み", "ＩＴツールの登録。書かなければ「はい」", "登録"),
    _key("accounts", "アカウント", "受発注ソフトの受注側アカウント", below=ACCOUNTS),
    _key(
        "for",
        "対象ソフト",
        "オプション・役務・機器が付くソフトウェア（値引きの行では引く品）の品名",
    ),
    _key("members", "利用構成員", "グループの場合、買う構成員の一覧。書かなければ全員"),
    _note(),
)

QUOTE: Final = _keys(
    _key("vendor", "見積元、IT導入支援事業者", "見積を出した事業者"),
    _key("title", "件名", "見積の件名"),
    _day("date", "見積日", "2025-08-01 のように"),
    _text("number", "見積番号", "見積の番号"),
    _day("valid_until", "有効期限", "見積の有効期限"),
    _tax("単価が税抜か税込か。書かなければ税抜"),
    _key("tax_rate", "税率", "書かなければ 10%"),
    _yen("total", "合計、税抜合計", "見積の合計（税抜、円）。明細と合うかを確かめる"),
    _yen("total_with_tax", "税込合計、総額", "見積の合計（税込、円）。明細と合うかを確かめる"),
    _note(),
    _key(
        "items",
        "明細",
        "見積の明細",
        below=ITEM,
        most=MOST_ITEMS,
        called="品目、品、行、項目、商品、製品、item、line",
    ),
)

CLIENT_FILE: Final = {**APPLICANT, **QUOTE}
"""The keys of either file: which of the two it is shows only in its keys."""

EVERY_KEY: Final = {
    key.name: key
    for keys in (
        *(NEAR_MINIMUM_WAGE, LEDGER_ROW, WAGE_PLAN, PRODUCTIVITY, LARGE_COMPANY, PREREQUISITES),
        *(HISTORY, ACCOUNTS, ITEM, QUOTE, APPLICANT),
    )
    for key in keys.values()
}
"""Every key by its English name; of two that share it the one of the higher mapping."""

KEYS_OF: Final[dict[str, Keys]] = {"Applicant": APPLICANT, "Quote": QUOTE}
"""The keys of a file by the model that reads it."""

LISTS: Final = frozenset({"items", "members", "history", "ledger", "processes", "functions"})


_STARTS: Final = {"申請者": "applicant", "申請日": "date"}
"""What a path of `whatif` may begin with besides the keys of a quote."""


def path_in_english(path: str) -> tuple[str, Key]:
    """`明細.1.単価` → `items.1.price`, and the key that it ends in; an entry keeps its name."""
    first, *rest = split_path(path)
    first = _STARTS.get(first, first)
    if first != "applicant" and first in APPLICANT and first not in QUOTE:
        first, rest = "applicant", [first, *rest]
    steps = [first, *rest]
    keys, found = (APPLICANT, [first]) if first == "applicant" else (QUOTE, [])
    field, is_entry = Key(first, (), "", below=keys), False
    for step in rest if found else steps:
        known = None if is_entry else known_key(step, field.below)
        field = known or (field if is_entry else Key(step, (), ""))
        found.append(step if is_entry else field.name)
        is_entry = not is_entry and field.name in LISTS
    return ".".join(found), field


def split_path(path: str) -> list[str]:
    """The steps of a path; one in quotation marks may hold dots, and keeps its marks."""
    return [
        found[0] for found in re.finditer(r"(?:\"[^\"]*\"|'[^']*'|「[^」]*」|[^.])+", path)
    ] or [""]


def unquoted(step: str) -> str | None:
    """A step of a path without its quotation marks; None where it has none."""
    found = re.fullmatch(r"\"([^\"]*)\"|'([^']*)'|「([^」]*)」", step)
    return next(text for text in found.groups() if text is not None) if found else None
