"""How keys and values may be spelt: the one table behind reading, messages, schema and templates.

English is what the models know. Japanese is read in any width and mixed freely with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from itsubsidy.inputs.industry import parse_industry
from itsubsidy.inputs.limits import (
    MOST_DECISIONS,
    MOST_ENTRIES,
    MOST_ITEMS,
    MOST_MEMBERS,
    MOST_MONTHS,
    MOST_ROWS,
)
from itsubsidy.inputs.values import (
    ANSWERS,
    COMPANIES,
    MONTHS,
    PEOPLE,
    PIECES,
    STARS,
    YEARS,
    parse_answer,
    parse_count,
    parse_yen,
)
from itsubsidy.inputs.yamltext import Key, Keys, known_key, normal
from itsubsidy.terms import (
    CATEGORIES,
    ENTITIES,
    FRAMES,
    INDUSTRIES,
    ORGANISERS,
    SIZES,
    WAGE_PLAN_EXEMPTIONS,
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
) -> Key:
    """A key whose value is text, a mapping or a list of them (`below`), or what `read` makes."""
    words: dict[str, object] | None = None if read is None else {}
    names = tuple(spellings.split("、"))
    return Key(name, names, about, words, read=read, below=below or {}, most=most)


def _choice(
    name: str,
    spellings: str,
    about: str,
    labels: Mapping[Any, str],
    read: Callable[[str], object] | None = None,
    also: Mapping[str, str] | None = None,
    **usual: str,
) -> Key:
    """A key whose value is one of `labels`: in English, by its label, or as `usual` has it.

    Where a spelling has two parts with ・ between them, either may be written. `also` has more
    words and what they stand for.
    """
    values = {english: usual.get(english, label) for english, label in labels.items()}
    words: dict[str, object] = {}
    for english, label in labels.items():
        spelt = values[english]
        words |= dict.fromkeys((english, label, spelt, *spelt.split("・")), english)
    words = {normal(word): english for word, english in {**words, **(also or {})}.items()}
    names = tuple(spellings.split("、"))
    return Key(name, names, about, words, values, read, as_text=read is not None)


def _answer(name: str, spellings: str, about: str) -> Key:
    values = {"true": "はい", "false": "いいえ"}
    return Key(name, tuple(spellings.split("、")), about, ANSWERS, values, parse_answer)


def _count(name: str, spellings: str, about: str, units: tuple[str, ...]) -> Key:
    return _key(name, spellings, about, read=partial(parse_count, units))


def _yen(name: str, spellings: str, about: str) -> Key:
    return _key(name, spellings, about, read=parse_yen)


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
    ),
    _count("months", "月数", "最低賃金近傍で雇用した月数", MONTHS),
    _count("employees", "従業員数", "最低賃金近傍で雇用した従業員の数", PEOPLE),
)

WAGE_PLAN: Final = _keys(
    _key(
        "payroll_growth", "給与支給総額の年平均成長率", "給与支給総額の年平均成長率。1.5% のように"
    ),
    _yen("minimum_wage_margin", "最低賃金への上乗せ", "事業場内最低賃金と地域別最低賃金の差（円）"),
    _answer("announced", "表明済み", "従業員に表明したか"),
)

LARGE_COMPANY: Final = _keys(
    _key("largest_share", "最大の大企業の持分", "株式を最も多く持つ大企業の持分。0% から 100%"),
    _key("total_share", "大企業合計の持分", "大企業を合わせた持分。0% から 100%"),
    _key("officer_share", "大企業役員の割合", "大企業の役職員を兼ねる役員の割合。0% から 100%"),
    _answer("owned_by_deemed_large", "みなし大企業の所有", "みなし大企業に全てを所有されているか"),
    _answer("officers_all_from_large", "役員全員が大企業", "役員の全員がみなし大企業の役職員か"),
    _yen("taxable_income", "課税所得の平均", "直近 3 年の課税所得の年平均（円）"),
)

PREREQUISITES: Final = _keys(
    _answer("gbizid_prime", "GビズIDプライム", "ＧビズＩＤプライムを取得しているか"),
    _count("security_action", "SECURITY ACTION", "宣言した星の数。0 から 2", STARS)._replace(
        words={"★": 1, "★★": 2, "一つ星": 1, "二つ星": 2}
    ),
    _answer("pays_minimum_wage", "最低賃金以上", "事業場内最低賃金が地域別最低賃金以上か"),
    _key("productivity_growth", "労働生産性の伸び", "労働生産性の年平均成長率の計画。3% のように"),
)

HISTORY: Final = _keys(
    _count("year", "年度", "交付決定の年度", YEARS),
    _choice(
        "frame",
        "申請枠",
        "交付決定を受けた申請枠",
        FRAMES,
        invoice="インボイス対応類型",
        edi="電子取引類型",
    ),
    _key("decided_on", "交付決定日", "2024-09-02 のように"),
    _answer("otasuketai", "お助け隊", "お助け隊サービスを含んでいたか"),
)

_BUSINESS: Final = (
    _key("name", "名称、事業者名", "申請者の名称"),
    _choice(
        "entity",
        "法人種別",
        "法人の種別。書かなければ会社",
        ENTITIES,
        company="会社・法人",
        npo="NPO法人・特定非営利活動法人",
        group="グループ",
    ),
    _choice(
        "size",
        "規模",
        "書けば、業種と従業員数から決まる規模より優先する",
        SIZES,
        small="小規模事業者・小規模",
    ),
    _choice(
        "industry",
        "業種",
        "主な業種。日本標準産業分類の番号（I58、391）でも書ける",
        INDUSTRIES,
        parse_industry,
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
        insured_medical="保険医療機関・保険薬局",
        nursing_care="介護サービス",
        social_welfare="社会福祉事業",
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
        "history", "交付決定の履歴", "これまでに受けた交付決定", below=HISTORY, most=MOST_DECISIONS
    ),
)

BUSINESS: Final = _keys(*_BUSINESS)

APPLICANT: Final = _keys(
    *_BUSINESS,
    _choice(
        "organiser",
        "代表",
        "グループの代表事業者の種類",
        ORGANISERS,
        commerce_association="商工団体",
        town_management="まちづくり会社",
    ),
    _key(
        "members",
        "構成員",
        "グループの構成員。代表事業者も書く",
        below=BUSINESS,
        most=MOST_MEMBERS,
    ),
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
        integration="データ連携",
        consulting="コンサルティング",
        setup="導入設定",
        pc="PC・タブレット",
        otasuketai="お助け隊",
        analysis_hardware="分析用ハードウェア",
        discount="値引き",
    ),
    _yen("price", "単価", "一つの、一回の支払いの額（円）"),
    _count("quantity", "数量", "書かなければ 1", PIECES),
    _choice(
        "per",
        "課金単位",
        "単価が何の額か。書かなければ一括",
        {"once": "一括", "month": "月", "year": "年"},
    ),
    _count("months", "契約月数", "契約の月数。月や年の料金には要る", MONTHS),
    _yen("discount", "値引き", "この品の額の全体から引く額（円）"),
    _key("processes", "プロセス", "ソフトウェアのプロセスの番号か名称の一覧"),
    _choice(
        "functions",
        "機能",
        "ソフトウェアの機能の一覧",
        {"accounting": "会計", "ordering": "受発注", "settlement": "決済"},
    ),
    _answer("invoice_compliant", "インボイス対応", "書かなければ「はい」"),
    _answer("registered", "登録済み", "ＩＴツールの登録。書かなければ「はい」"),
    _key("accounts", "アカウント", "受発注ソフトの受注側アカウント", below=ACCOUNTS),
    _key(
        "for",
        "対象ソフト",
        "オプション・役務・機器が付くソフトウェア（値引きの行では引く品）の品名",
    ),
    _key("members", "利用構成員", "グループの場合、買う構成員の一覧。書かなければ全員"),
)

QUOTE: Final = _keys(
    _key("vendor", "見積元、IT導入支援事業者", "見積を出した事業者"),
    _key("title", "件名", "見積の件名"),
    _choice(
        "tax",
        "消費税",
        "単価が税抜か税込か。書かなければ税抜",
        {"excluded": "税抜", "included": "税込"},
        also={
            **dict.fromkeys(("税抜き", "税別", "外税"), "excluded"),
            **dict.fromkeys(("税込み", "内税"), "included"),
        },
    ),
    _key("tax_rate", "税率", "書かなければ 10%"),
    _key("items", "明細", "見積の明細", below=ITEM, most=MOST_ITEMS),
)

CLIENT_FILE: Final = {**APPLICANT, **QUOTE}
"""The keys of either file: which of the two it is shows only in its keys."""

KEYS_OF: Final[dict[str, Keys]] = {"Applicant": APPLICANT, "Quote": QUOTE}
"""The keys of a file by the model that reads it."""

LISTS: Final = frozenset({"items", "members", "history", "ledger", "processes", "functions"})


_STARTS: Final = {"申請者": "applicant", "申請日": "date"}
"""What a path of `whatif` may begin with besides the keys of a quote."""


def path_in_english(path: str) -> tuple[str, Key]:
    """`明細.1.単価` → `items.1.price`, and the key that it ends in; an entry keeps its name."""
    first, *rest = path.split(".")
    first = _STARTS.get(first, first)
    steps = [first, *rest]
    keys, found = (APPLICANT, [first]) if first == "applicant" else (QUOTE, [])
    field, is_entry = Key(first, (), "", below=keys), False
    for step in rest if found else steps:
        known = None if is_entry else known_key(step, field.below)
        field = known or (field if is_entry else Key(step, (), ""))
        found.append(step if is_entry else field.name)
        is_entry = not is_entry and field.name in LISTS
    return ".".join(found), field
