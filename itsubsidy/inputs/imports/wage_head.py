"""What the columns and the rows of a payroll ledger are, by their names."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final, Literal, NamedTuple

from itsubsidy.files.text import normal
from itsubsidy.inputs.imports.figures import MonthName, month_before, month_of
from itsubsidy.inputs.imports.heads import compact
from itsubsidy.inputs.values import is_summary

_ALIASES: Final = {
    "employee": (
        "氏名 従業員氏名 社員氏名 従業員名 社員名 名前 お名前 従業員 社員 スタッフ名 "
        "スタッフ氏名 労働者氏名 労働者名 シメイ スタッフメイ employee name"
    ),
    "surname": "姓 苗字 氏",
    "given": "名",
    "id": (
        "従業員番号 従業員コード 従業員no 従業員no. 社員番号 社員コード 社員no 社員no. "
        "スタッフコード スタッフ番号 職員番号 個人コード employee_id"
    ),
    "month": (
        "対象年月 給与年月 支給年月 支払年月 処理年月 計算年月 年月 年月度 対象月 支給月 "
        "給与月 計算月 月度 月 賃金計算期間 month"
    ),
    "payday": (
        "支給月日 支給日 支給年月日 支払日 支払月日 支払年月日 給与支給日 賃金支払日 pay_date"
    ),
    "closing": "締日 締め日 締切日 給与計算締日 給与計算締日(固定給) 賃金締切日",
    "kind": "種別 給与種別 支給種別 支給区分 明細種別 給与賞与区分",
    "employment": "雇用 雇用形態 雇用区分 従業員区分 社員区分 契約種別 就業形態 区分",
    "title": "役職 役職名 職位 職名",
    "officer": "役員 役員区分 is_board_member",
    "pay_type": "給与形態 給与体系 賃金形態 給与区分 支払形態 pay_calc_type",
    "basic": "基本給 基本給額 基本月給 基本賃金 本給 月給 基本給(月給) basic_pay_amount",
    "hourly": "時給 時間給 時給額 時給単価 時間単価 時間額 時間換算給与 基本給(時給) 基本時給",
    "daily": "日給 日額 日給額 基本給(日給)",
    "hours": (
        "所定労働時間 所定労働時間数 所定時間 月所定労働時間 月所定労働時間数 "
        "月間所定労働時間 月平均所定労働時間 月平均所定労働時間数 1か月平均所定労働時間 "
        "1か月平均所定労働時間数 1ヶ月平均所定労働時間 1カ月平均所定労働時間 "
        "一か月平均所定労働時間 一月平均所定労働時間数 月の所定労働時間"
    ),
    "hours_a_day": (
        "1日の所定労働時間 1日所定労働時間 一日の所定労働時間 一日所定労働時間 日所定労働時間"
    ),
    "gross": (
        "総支給額 総支給 支給総額 支給合計 支給合計額 支給額合計 課税支給合計 支給計 総支給金額 "
        "差引支給額 差引支給合計額 差引支給合計 現金支給額 手取額 銀行振込額 振込額"
    ),
    "dated": (
        "生年月日 入社日 入社年月日 雇入年月日 雇入れ年月日 採用日 採用年月日 退職日 退職年月日"
    ),
    "prefecture": "都道府県 勤務都道府県 勤務先都道府県 prefecture",
    "workplace": (
        "勤務地 勤務先 就業場所 就業場所所在地 事業所 事業場 事業所所在地 事業場所在地 所在地 拠点"
    ),
    "item": "項目 項目名 支給項目 内訳 科目",
    "period": "集計期間 対象期間 期間 年度 対象年度 対象年 支給対象期間",
}
_ROLES: Final = {compact(word): role for role, words in _ALIASES.items() for word in words.split()}

_ALLOWANCE: Final = re.compile(
    r".+手当(?:て|額)?|(?:職能|職務|役割|資格|年齢|勤続|能力|地域|役職|技能|等級|職種|調整|歩合)給"
)
_GROUP: Final = re.compile("(?:非?課税)?支給(?:項目|の部)?(?=.+手当)")
"""What stands above allowances in a head of two rows."""

_SUM: Final = re.compile(r"(?:総|年間)?合計|総計|年計|計|累計|年間計")
_BONUS: Final = re.compile("賞与|ボーナス|一時金")


class PayColumn(NamedTuple):
    """What a column or a row of a ledger holds."""

    role: str
    word: str
    month: MonthName | None = None

    @property
    def meaning(self) -> object:
        """What it says, whatever its words."""
        return self._replace(word="")


def read_pay(text: str) -> PayColumn | None:
    """What a name says of its column or row; None where it says nothing that is read."""
    word = compact(text)
    role = _ROLES.get(word) or _ROLES.get(word.lower())
    if role is not None:
        return PayColumn(role, word)
    if not word or len(word) > 40:
        return None
    if _BONUS.search(word):
        return PayColumn("bonus", word)
    month = month_of(text)
    if month is not None:
        return PayColumn("of_month" if month.month <= 12 else "bonus", word, month)
    if _SUM.fullmatch(word):
        return PayColumn("sum", word)
    bare = re.sub(r"\(.*?\)", "", word)
    if _ALLOWANCE.fullmatch(bare) and "計" not in bare:
        return PayColumn("allowance", _GROUP.sub("", word))
    role = _ROLES.get(bare) if bare != word else None
    return PayColumn(role, word) if role in _FIGURES else _below_month(text)


def _below_month(text: str) -> PayColumn | None:
    """What a month stands above in a head of two rows: `2025年5月 時給`."""
    found = month_before(text)
    if found is None:
        return None
    month, rest = found
    below = _ROLES.get(compact(rest)), compact(rest)
    return PayColumn(below[0], below[1], month) if below[0] in _FIGURES else None


_DAY: Final = re.compile("[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]")
_PAID: Final = frozenset({"basic", "hourly", "daily"})
_FIGURES: Final = _PAID | {"hours", "hours_a_day", "gross"}
PERSON: Final = frozenset({"employee", "id", "surname"})


def is_pay_head(columns: Collection[PayColumn]) -> bool:
    """Whether columns make the head of a ledger: who or when, and what is paid."""
    roles = {column.role for column in columns}
    is_of_days = "dated" in roles  # which then stand beside 生年月日, and are no months
    months = sum(
        column.role == "of_month" and not (is_of_days and _DAY.search(column.word))
        for column in columns
    )
    if months >= (1 if roles & PERSON else 2):
        return True
    return bool(roles & _PAID) and bool(roles & (PERSON | {"month", "payday"}))


Belongs = Literal["in", "out", "asked"]

_OUT: Final = re.compile(
    "通勤|交通|精勤|皆勤|家族|扶養|子女|子ども|こども|時間外|残業|超過|超勤|深夜|夜間|休日|割増|臨時|慶弔|結婚|出産|賞与"
)
_ASKED: Final = re.compile(
    "夜勤|宿直|日直|当直|待機|営業|固定|みなし|歩合|出来高|業績|報奨|休業|有給|有休|その他|諸"
)


def belongs(allowance: str, chosen: Collection[str], left_out: Collection[str]) -> Belongs:
    """Whether an allowance is part of the wage of an hour, as the minimum wage takes it.

    最低賃金法 4条3項, 同法施行規則 1条: everything paid by the month, but what is paid for
    overtime, nights and days off, now and then, for attendance, the way to work, or a family.
    """
    if allowance in map(compact, chosen):
        return "in"
    if allowance in map(compact, left_out) or _OUT.search(allowance):
        return "out"
    return "asked" if _ASKED.search(allowance) else "in"


_OFFICER: Final = re.compile(
    r"(?:代表|専務|常務)?取締役.*|(?:常勤|非常勤|使用人兼務)?(?:役員|監査役|監事|理事)|(?:副)?理事長|(?:副)?(?:社|会)長"
    r"|代表(?:者|社員|理事)?|業務執行社員|専務(?:理事)?|常務(?:理事)?"
)
_PART: Final = re.compile(r".*(?:合計|小計|総計|平均|累計)|.*(?:部門|部|課|店|事業所)計")


def is_officer(text: str) -> bool:
    """Whether a form of employment or a title is that of an officer; 執行役員 is an employee."""
    return bool(_OFFICER.fullmatch(compact(text)))


def says_officer(text: str) -> bool:
    """Whether the cell of a column that is called 役員 says so."""
    return compact(text).lower() in ("true", "はい", "○", "〇", "◯", "有", "1", "役員")


def is_bonus(text: str) -> bool:
    """Whether the kind of a payslip is a bonus."""
    return bool(_BONUS.search(normal(text)))


def is_of_others(text: str) -> bool:
    """Whether a row of this name is no person: a sum or a mean of the others, or of some."""
    return is_summary(text) or bool(_PART.fullmatch(compact(text)))
