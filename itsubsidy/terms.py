"""Every closed vocabulary, and the official Japanese terms behind the English identifiers.

The words of the field, as the code calls them:

==================================  ===========================  ==================
日本語                              English                      identifier
==================================  ===========================  ==================
申請枠、類型                        frame                        frame
補助対象経費                        eligible cost                eligible_cost
補助率                              rate                         rate
補助額                              subsidy                      subsidy
下限、上限                          floor, ceiling               floor, ceiling
自己負担額                          what the client bears        self_payment
見積、明細、区分                    quote, item, category        quote, item, category
オプション、役務、ハードウェア      options, services, hardware  OPTIONS, SERVICES, HARDWARE
大分類Ⅰ・Ⅲ・Ⅳの基盤導入経費        base costs of a group        BASE
契約月数のうち対象になる月数        months that count            months
公募要領、交付規程                  guideline, grant rules       document, source
申請要件                            prerequisites                prerequisites
交付決定                            decision                     decision, history
申請できない期間                    bar                          bars
締切                                deadline of a round          rounds
賃上げ計画                          wage plan                    wage_plan
最低賃金近傍                        near the minimum wage        near_minimum_wage
小規模、中小、みなし大企業          small, SME, deemed large     size, deemed_large
補助事業グループ、構成員            group, member                group, members
代表事業者、代表                    representative, organiser    representative, organiser
確かめること                        what is to be confirmed      to_confirm
定めの読みが分かれるところ          another reading              doubts
次の一手                            next step                    next
==================================  ===========================  ==================
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, Literal

from itsubsidy.money import percent

Frame = Literal["normal", "invoice", "edi", "security", "consortium"]
PastFrame = Literal["normal", "invoice", "edi", "security", "consortium", "special"]
"""A frame of an earlier year: one of today's, or one that no rule names."""
Size = Literal["small", "medium", "large"]
Op = Literal["<", "<=", ">", ">=", "=="]
Unit = Literal[
    "yen",
    "yen_per_hour",
    "year",
    "month",
    "person",
    "member",
    "item",
    "process",
    "function",
    "rate",
    "percent",
    "star",
    "date",
    "size",
]


StepKind = Literal["improve", "declare", "room"]
"""Of next steps; their words are in STEP_KINDS."""
CheckKind = Literal[
    "applicant",
    "employees",
    "capital",
    "deemed_large",
    "prerequisite",
    "wage_plan",
    "waiting",
    "floor",
    "rule",
]
"""What a check holds against a rule; a rule of a frame's own where nobody asks which."""
LineKind = Literal["item", "discount", "rate", "cap", "analysis_cap", "administration_cap", "sum"]
"""What a line of the working is of."""
ObligationKind = Literal["duty", "wage_plan", "offer", "score"]
"""What an obligation follows from: any subsidy, a wage plan that was made or one that could be; or
what is not known of the score.
"""
ComponentKind = Literal["tools", "device"]
"""What a part of a subsidy is paid for."""
ExclusionKind = Literal["unfit", "elsewhere", "term", "count", "cap", "share"]
"""Why yen are left out: an item is unfit, or of a kind that this frame does not pay for at all; the
months past a limit, an item past a number, services past a cap, the share of others."""


class Typed(str):
    """A value that knows the word it was typed as: `retail`, typed 居酒屋."""

    __slots__ = ("word",)
    word: str

    def __new__(cls, value: str, word: str = "") -> Typed:
        """A value, and the word for it."""
        typed = super().__new__(cls, value)
        typed.word = word or value
        return typed


class Declared(int):
    """A number that 済 stands for: so much at least."""

    __slots__ = ()


def as_typed(value: str, labels: Mapping[str, str]) -> str:
    """The word that a value was typed as, or else its label."""
    return value.word if isinstance(value, Typed) else labels[value]


FUNCTIONS: Final[dict[str, str]] = {
    "accounting": "会計",
    "ordering": "受発注",
    "settlement": "決済",
}
"""What software for invoices can do."""

SIZES: Final[dict[str, str]] = {
    "small": "小規模事業者",
    "medium": "中小企業",
    "large": "大企業",
}

ENTITIES: Final[dict[str, str]] = {
    "company": "会社",
    "sole_proprietor": "個人事業主",
    "medical_corporation": "医療法人",
    "social_welfare_corporation": "社会福祉法人",
    "school_corporation": "学校法人",
    "chamber": "商工会・商工会議所",
    "sme_association": "中小企業団体",
    "special_association": "特別法の組合",
    "foundation": "財団法人・社団法人",
    "npo": "特定非営利活動法人",
    "group": "補助事業グループ",
}

INDUSTRIES: Final[dict[str, str]] = {
    "manufacturing": "製造業",
    "construction": "建設業",
    "transport": "運輸業",
    "wholesale": "卸売業",
    "service": "サービス業",
    "entertainment": "娯楽業",
    "retail": "小売業",
    "rubber": "ゴム製品製造業",
    "software": "ソフトウェア業・情報処理サービス業",
    "lodging": "宿泊業",
    "other": "その他の業種",
}

GRADES: Final[dict[str, str]] = {
    "official": "公式の原文",
    "quoted": "引用",
    "superseded": "改められる前の原文",
    "reported": "伝聞",
    "carried": "前年度の原文",
}
"""How well a text is known, from best to worst."""

WAGE_PLAN_EXEMPTIONS: Final[dict[str, str]] = {
    "insured_medical": "保険医療機関・保険薬局",
    "nursing_care": "介護サービス事業者",
    "social_welfare": "社会福祉事業を行う事業者",
    "school": "学校",
}

ORGANISERS: Final[dict[str, str]] = {
    "commerce_association": "商工団体等",
    "town_management": "まちづくり会社・DMO等",
    "consortium": "コンソーシアム",
}

CATEGORIES: Final[dict[str, str]] = {
    "software": "ソフトウェア",
    "extension": "機能拡張",
    "integration": "データ連携ツール",
    "security": "セキュリティ",
    "consulting": "導入・活用コンサルティング",
    "setup": "導入設定・マニュアル作成・導入研修",
    "support": "保守サポート",
    "pc": "PC・タブレット等",
    "register": "レジ・券売機",
    "otasuketai": "サイバーセキュリティお助け隊サービス",
    "analysis": "消費動向等分析",
    "analysis_hardware": "消費動向等分析の機器",
    "administration": "事務費",
    "expert": "専門家費",
    "other": "対象外",
    "discount": "値引き",
}

ACQUISITIONS: Final[dict[str, str]] = {
    "purchase": "購入",
    "lease": "リース",
    "rental": "レンタル",
    "used": "中古",
}

OPTIONS: Final = frozenset({"extension", "integration", "security"})
"""大分類Ⅱ オプション."""

SERVICES: Final = frozenset({"consulting", "setup", "support"})
"""大分類Ⅲ 役務."""

HARDWARE: Final = frozenset({"pc", "register"})
"""大分類Ⅳ ハードウェア."""

DEVICES: Final = HARDWARE | {"analysis_hardware"}

TOOLS: Final = frozenset({"software"}) | OPTIONS | SERVICES
BASE: Final = TOOLS | HARDWARE
"""基盤導入経費: what each member of a group buys for itself."""

FRAMES: Final[dict[Frame, str]] = {
    "normal": "通常枠",
    "invoice": "インボイス枠（インボイス対応類型）",
    "edi": "インボイス枠（電子取引類型）",
    "security": "セキュリティ対策推進枠",
    "consortium": "複数社連携IT導入枠",
}
"""All frames, in the order that settles ties."""


PAST_FRAMES: Final[dict[str, str]] = {
    **{str(frame): name for frame, name in FRAMES.items()},
    "special": "特別枠（C・D類型）",
}
"""The frames of earlier years by the names of today."""


STEP_KINDS: Final[dict[StepKind, str]] = {
    "improve": "見直し案",
    "declare": "該当するか確かめること",
    "room": "上限までの余地",
}
"""The kinds of next steps, in the order in which they are told: what the client may do, what would
change the answer if it is so, and what could still be bought."""


def short_name(frame: str) -> str:
    """A frame's name without the word that two of them share: `インボイス対応類型`."""
    return frame.split("（")[-1].rstrip("）")


OPS: Final[dict[str, str]] = {"<": "未満", "<=": "以下", ">": "超", ">=": "以上", "==": ""}
"""How the guidelines write each operator, after the number."""

DAY_OPS: Final[dict[str, str]] = {"<": " より前", "<=": " 以前", ">": " より後", ">=": " 以後"}
"""The same words after a day."""

UNITS: Final[dict[Unit, str]] = {
    "yen": "円",
    "yen_per_hour": "円",
    "year": "年",
    "month": "か月",
    "person": "人",
    "member": "者",
    "item": "件",
    "process": "種類",
    "function": "機能",
    "rate": "",
    "percent": "",
    "star": "つ星",
    "date": "",
    "size": "",
}
"""The word after a number of each unit; rates, percentages and dates carry their own."""


def bound(value: object, op: str, unit: Unit | None) -> str:
    """A threshold as a reader writes it: `50,000円以上`, `1,500,000円未満`, `2025-08-21 以後`."""
    return shown(value, unit) + (DAY_OPS if unit == "date" else OPS).get(op, "")


def shown(value: object, unit: Unit | None) -> str:  # one kind of value a line
    """A value as a reader writes it: `1500000, "yen"` → `1,500,000円`; None → `未記入`."""
    if value is None:
        return "未記入"
    if unit == "size" and isinstance(value, str):
        return SIZES[value]
    if isinstance(value, tuple):
        return "・".join(shown(one, unit) for one in value)
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, int):
        undeclared = unit == "star" and value == 0
        return "未宣言" if undeclared else f"{value:,}{UNITS[unit] if unit else ''}"
    return percent(value) if isinstance(value, Fraction) and unit == "percent" else str(value)
