"""The kinds of value that people write: yen, counts, percentages, processes, prefectures."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    Strict,
)
from pydantic_core import PydanticCustomError

from itsubsidy.inputs.limits import LONGEST_NUMBER
from itsubsidy.inputs.yamltext import normal
from itsubsidy.money import percent


class Model(BaseModel):
    """Base of everything that is read from a client's file: frozen, strict, no unknown key."""

    model_config = ConfigDict(
        strict=True, frozen=True, extra="forbid", arbitrary_types_allowed=True
    )


Listed = Strict(False)
"""A YAML list read into a tuple."""


class Origin(NamedTuple):
    """The file a model was read from."""

    file: str
    sha256: str
    item_lines: tuple[int, ...] = ()
    """The line of each item of a quote, counted from 1."""
    note: str = ""
    """What the reader should know of how it was read."""
    ledger: Origin | None = None
    """The wage ledger that an applicant's file names."""


class Word(str):
    """A key in one spelling; `{entity:group}` adds the value: `法人種別: グループ`."""

    __slots__ = ("values",)
    values: Mapping[str, str]

    def __new__(cls, key: str, values: Mapping[str, str] | None = None) -> Word:
        """A key, and the spellings of its values."""
        word = super().__new__(cls, key)
        word.values = values or {}
        return word

    def __format__(self, value: str) -> str:
        return f"{self!s}: {self.values.get(value, value)}" if value else str(self)


class English(dict[str, Word]):
    """The keys as the models know them."""

    def __missing__(self, key: str) -> Word:
        return Word(key)


def wrong(template: str, *arguments: object) -> PydanticCustomError:
    """An error whose message is the one that the user reads.

    `{}` stands for an argument, `{industry}` for the key in the file's spelling, and
    `{entity:group}` for the key with its value.
    """
    context = {"template": template, "arguments": arguments}
    return PydanticCustomError(
        "itsubsidy", "{message}", {"message": told(context, English()), **context}
    )


def told(context: Mapping[str, Any], words: Mapping[str, Word]) -> str:
    """The message of an error made by `wrong`, in these spellings of the keys."""
    return string.Formatter().vformat(context["template"], context["arguments"], words)


def _text(value: str) -> str:
    stripped = value.strip()
    if not stripped:
        raise wrong("空です")
    return stripped


Text = Annotated[str, AfterValidator(_text)]
"""Text that says something."""

_BEYOND: Final = 10**LONGEST_NUMBER
"""No number that a file can hold; Python could make one that is too long to be written down."""

Yen = Annotated[int, Field(ge=0, lt=_BEYOND)]
"""Whole yen."""

Count = Annotated[int, Field(ge=0, lt=_BEYOND)]
"""People, companies, months: a whole number."""

Positive = Annotated[int, Field(ge=1, lt=_BEYOND)]
"""A whole number that is at least one."""


_UNITS: Final = {"億": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3}
_NUMBER: Final = r"([0-9]{1,3}(?:,[0-9]{3})+|0|[1-9][0-9]*)"
_TERM: Final = re.compile(rf"{_NUMBER}(\.[0-9]+)?\s*(億|千万|百万|万|千)\s*")
_ONES: Final = re.compile(rf"(?:{_NUMBER}\s*)?円?")
_COUNT: Final = re.compile(rf"{_NUMBER}\s*(\D*)")

_USUAL_YEN: Final = re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3}){0,4})(万?)円\Z")
_USUAL_COUNT: Final = re.compile(r"([1-9][0-9]{0,5})(\D+)\Z")
"""What most people write most of the time, read without a second look."""

PEOPLE: Final = ("人", "名")
COMPANIES: Final = ("社", "者", "アカウント")
MONTHS: Final = ("か月", "ヶ月", "ケ月", "カ月", "ヵ月", "箇月", "月", "か月間", "ヶ月間", "カ月間")
YEARS: Final = ("年度", "年")
STARS: Final = ("つ星",)
PIECES: Final = (
    *("個", "台", "本", "式", "件", "枚", "セット", "ライセンス", "ユーザー", "アカウント", "ID"),
    *("人", "名", "社", "者", "店舗", "拠点", "回"),
)
"""The units that a count may carry, the usual one first."""


_YEN: Final = "「1200000」「1,200,000円」「120万円」"


def parse_yen(text: str) -> int:
    """Yen as people write them: `1,200,000円`, `￥1,200,000`, `120万円`, `1億2000万円`.

    Raises:
        ValueError: it is no amount, or no whole number of yen; with what to write.
    """
    usual = _USUAL_YEN.match(text)
    if usual:
        return int(usual[1].replace(",", "")) * (10_000 if usual[2] else 1)
    plain = _digits_as_written(text)
    rest = re.sub(r"\A[¥\\]\s*", "", plain)
    rest = re.sub(r"(?<=[0-9])_(?=[0-9])", "", rest).removesuffix("-")
    above, amount = 10**LONGEST_NUMBER, Fraction(0)
    while found := _TERM.match(rest):
        number, decimals, unit = found.groups()
        value = Fraction(number.replace(",", "") + (decimals or "")) * _UNITS[unit]
        rest = rest[found.end() :]
        if value >= above or (decimals and rest not in ("", "円")):
            raise _no_number(text, _YEN)
        above, amount = _UNITS[unit], amount + value
    last = _ONES.fullmatch(rest)
    ones = int(((last and last[1]) or "0").replace(",", ""))
    if not last or ones >= above or (last[1] is None and above == 10**LONGEST_NUMBER):
        raise _no_number(text, _YEN)
    if amount and ones and not rest.endswith("円") and ones < above // 10:
        raise ValueError(f"「{text}」の終わりの {ones} が何円か決まりません。「円」まで書きます")
    amount += ones
    if amount.denominator != 1:
        whole = amount.numerator // amount.denominator
        raise ValueError(
            f"「{text}」には 1 円未満の端数があります。「{whole}円」のように円までの額を書きます"
        )
    return amount.numerator


def parse_count(units: Sequence[str], text: str) -> int:
    """A whole number, alone or with one of these units: `10`, `10人`, `36か月`.

    Raises:
        ValueError: it is no whole number, or its unit does not fit; with what to write.
    """
    found = _USUAL_COUNT.match(text)
    if found and found[2] in units:
        return int(found[1])
    usual = units[0]
    found = _COUNT.fullmatch(_digits_as_written(text))
    if not found or _is_bare(text):
        sample = {"年度": 2024, "つ星": 1}.get(usual, 5)
        raise _no_number(text, f"「{sample}」「{sample}{usual}」")
    number, unit = int(found[1].replace(",", "")), found[2].strip()
    if unit == "年" and usual == MONTHS[0]:
        raise ValueError(f"「{text}」は月数でありません。「{number * 12}{usual}」と書きます")
    if unit and unit not in units:
        raise ValueError(
            f"「{text}」の「{unit}」はここでは使えません。「{number}{usual}」と書きます"
        )
    return number


def _digits_as_written(text: str, longest: int = LONGEST_NUMBER) -> str:
    """Text in the usual width; nothing where that makes a digit of `²` or `①`, or it is too long.

    A number that was not meant is worse than none.
    """
    plain = normal(text)
    same = len(re.findall("[0-9０-９]", text)) == len(re.findall("[0-9]", plain))
    return plain if same and len(plain) < longest else ""


def _is_bare(text: str) -> bool:
    """Digits that YAML did not read as a number: they are in quotes, or begin with 0."""
    return re.fullmatch(r"[0-9]+(?:_[0-9]+)*", text) is not None


def _no_number(text: str, examples: str) -> ValueError:
    """What to say of text that is no whole number: what it is instead, and what to write."""
    bare = _digits_as_written(text)
    digits = re.sub(r"[,_¥\\円]", "", bare)
    if re.match(r"[-△▲−]\s*[¥\\]?[0-9]", bare):
        return ValueError(f"「{text}」は負の数です。ここには正の数を書きます")
    if bare.startswith("="):
        return ValueError(f"「{text}」は式です。計算した数を書きます")
    if re.fullmatch(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?", bare):
        return ValueError(f"「{text}」は時刻の書き方です。{examples}のように書きます")
    if re.fullmatch(r"0[0-9]+", digits):
        return ValueError(f"「{text}」は 0 で始まっています。「{int(digits)}」と書きます")
    if _is_bare(text) and len(text) < LONGEST_NUMBER:
        return ValueError(
            f"「{text}」は引用符の中なので文字です。引用符を付けずに「{text}」と書きます"
        )
    digits = re.sub(r"\.0+\Z", "", digits)
    if re.fullmatch(r"[0-9]{1,40}", digits):
        return ValueError(f"「{text}」は整数でありません。「{digits}」と書きます")
    shown = f"「{text}」" if text else "空の値"
    return ValueError(f"{shown}は整数でありません。{examples}のように書きます")


ANSWERS: Final[dict[str, bool]] = {
    **dict.fromkeys(("はい", "有", "あり"), True),
    **dict.fromkeys(("いいえ", "無", "なし"), False),
}
_ENGLISH_ANSWERS: Final = {
    **dict.fromkeys(("yes", "y", "on", "true"), "「はい」か true "),
    **dict.fromkeys(("no", "n", "off", "false"), "「いいえ」か false "),
}


def parse_answer(text: str) -> bool:
    """`はい`, `いいえ`, `有`, `無`.

    Raises:
        ValueError: it is no answer; with what to write.
    """
    plain = normal(text)
    if plain in ANSWERS:
        return ANSWERS[plain]
    shown = f"「{text}」は" if text else "空の値は"
    if text in ("true", "false"):
        shown = f"引用符の中の「{text}」は文字なので"
    meant = _ENGLISH_ANSWERS.get(plain.lower(), "「はい」か「いいえ」")
    raise ValueError(f"{shown}使えません。{meant}と書きます")


_PERCENT: Final = re.compile(r"([-+]?[0-9]+)(?:\.([0-9]+))?\s*%")


def parse_percentage(value: object) -> object:
    """`1.5%`, or a fraction of one such as `0.015` or `2/3`, as an exact fraction of one."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, str):
        plain = _digits_as_written(value, 2 * LONGEST_NUMBER)
        found = _PERCENT.fullmatch(plain)
        if found:
            whole, part = found[1], found[2] or ""
            return Fraction(int(whole + part), 100 * 10 ** len(part))
        if re.fullmatch(r"-?[0-9]+\s*/\s*[1-9][0-9]*", plain):
            return Fraction(plain.replace(" ", ""))
    elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        number = Fraction(str(value))
        if abs(number) < 1:
            return number
        raise wrong("「{0}」は割合として読めません。{0}% なら「{0}%」と書きます", value)
    raise wrong("「{}」は割合として読めません。「1.5%」か「0.015」のように書きます", value)


def _share(value: Fraction) -> Fraction:
    if not 0 <= value <= 1:
        raise wrong("0% から 100% の間で書きます")
    return value


Percentage = Annotated[Fraction, BeforeValidator(parse_percentage), PlainSerializer(percent, str)]
"""A percentage as an exact fraction of one; dumped as it is read again, which `0` is not."""

SharePercentage = Annotated[Percentage, AfterValidator(_share)]
"""A percentage from 0 to 100."""


def _date(value: object) -> object:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise wrong("「{}」は日付として読めません。{}", value, as_day(value)) from None
    return value


def as_day(text: str) -> str:
    """How to write the day that was meant."""
    plain = normal(text)
    found = re.fullmatch(r"(令和|R)?([0-9]{1,4})\D([0-9]{1,2})\D([0-9]{1,2})\D?", plain)
    if not found or (found[1] is None and len(found[2]) < 4):
        return "「2025-08-20」のように書きます"
    year, month, day = map(int, found.groups()[1:])
    if found[1]:
        year += 2018
    try:
        return f"「{date(year, month, day)}」と書きます"
    except ValueError:
        return "そのような日はありません"


Day = Annotated[date, BeforeValidator(_date)]
"""A calendar day, `2025-08-20`."""

Process = Literal["共P-01", "共P-02", "共P-03", "共P-04", "共P-05", "各業種P-06", "汎P-07"]
PROCESSES: Final[tuple[Process, ...]] = (
    "共P-01",
    "共P-02",
    "共P-03",
    "共P-04",
    "共P-05",
    "各業種P-06",
    "汎P-07",
)
_INDUSTRY_MARKS: Final = frozenset("農建製情運卸小金不賃専宿飲生教医介保そ上") | {"各業種", "業種"}


PROCESS_NAMES: Final[dict[str, Process]] = {
    "顧客対応・販売支援": "共P-01",
    "決済・債権債務・資金回収": "共P-02",
    "供給・在庫・物流": "共P-03",
    "会計・財務・経営": "共P-04",
    "総務・人事・給与・労務・教育訓練・法務・情シス・統合業務": "共P-05",
    "業種固有プロセス": "各業種P-06",
    "汎用・自動化・分析ツール": "汎P-07",
}
"""The names of the processes; koubo-tsujyo pp.13, 30–35."""


def parse_process(value: object) -> Process:
    """A process as people write it: `共P-02`, `P02`, `小Ｐ-０６`, its name → the official code."""
    if isinstance(value, str):
        for official in PROCESSES:
            if value == official:
                return official
        text = normal(value)
        if text in PROCESS_NAMES:
            return PROCESS_NAMES[text]
        found = re.fullmatch(r"(\D*?)[Pp][-‐－ー]?0?([1-7])", text)
        if found:
            official = PROCESSES[int(found.group(2)) - 1]
            mark, own = found.group(1), official[: official.index("P")]
            if mark in ("", own) or (own == "各業種" and mark in _INDUSTRY_MARKS):
                return official
            raise wrong("「{}」の番号と種別が合いません。「{}」ですか", value, official)
    known = "、".join(f"{code} {name}" for name, code in PROCESS_NAMES.items())
    raise wrong("「{}」はプロセスの番号でも名称でもありません。使える値: {}", value, known)


PREFECTURES: Final[tuple[str, ...]] = (
    *("北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県"),
    *("茨城県", "栃木県", "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県"),
    *("新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県", "愛知県"),
    *("三重県", "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県"),
    *("鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県"),
    *("福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県"),
)


def _prefecture(value: str) -> str:
    if value in PREFECTURES:
        return value
    plain = normal(value)
    for full in PREFECTURES:
        if plain in (full, full[:-1]) and plain != "北海":
            return full
    near = [full for full in PREFECTURES if full[:2] == plain[:2]]
    hint = f"。もしかして: {near[0]}" if near else ""
    raise wrong("「{}」は都道府県の名前でありません。「東京都」のように書きます{}", value, hint)


Prefecture = Annotated[str, AfterValidator(_prefecture)]
"""One of the 47 prefectures by its official name; `東京` is read as `東京都`."""


LEAST_AN_HOUR: Final = 100
MOST_AN_HOUR: Final = 50_000
"""Yen; below is what a comma left of `1,163`, above is a month's wage and no hour's."""

_MONTH_NAMES: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def parse_month(value: object) -> date:
    """The first day of a month as people and spreadsheets write it: `2024-10`, `2024年10月`,
    `令和6年10月`, `Oct-24`.
    """
    text = normal(str(value))
    found = re.fullmatch(r"([0-9]{4})(?:[-/.]|年)([0-9]{1,2})(?:月|[-/.]0?1)?", text)
    year, month = (int(found[1]), int(found[2])) if found else (0, 0)
    if era := re.fullmatch(r"(?:令和|R)([0-9]{1,2})(?:[-/.]|年)([0-9]{1,2})月?", text):
        year, month = 2018 + int(era[1]), int(era[2])
    if short := re.fullmatch(r"([A-Z][a-z]{2})-([0-9]{2})", text):
        year = 2000 + int(short[2])
        month = _MONTH_NAMES.index(short[1]) + 1 if short[1] in _MONTH_NAMES else 0
    if not (2000 <= year <= 2100 and 1 <= month <= 12):
        raise wrong(
            "「{}」は月として読めません。「2024-10」か「2024年10月」のように書きます", value
        )
    return date(year, month, 1)


def parse_wage(value: object) -> int | Fraction | None:
    """Yen an hour as people write them: `1050`, `1,050円`, `1050.5`; None where left blank."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, Fraction):
        wage = value
    else:
        value = str(value).lower() if isinstance(value, bool) else value
        plain = normal(str(value))
        digits = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:_[0-9]+)*"
        found = re.fullmatch(rf"¥?\s*((?:{digits})(?:\.[0-9]+)?|[0-9]+/[1-9][0-9]*)\s*円?", plain)
        if not found:
            raise wrong(
                "「{}」は時給として読めません。「1050」か「1,050円」のように書きます", value
            )
        wage = Fraction(re.sub(r"[,_]", "", found[1]))
    if not LEAST_AN_HOUR <= wage <= MOST_AN_HOUR:
        hint = "桁区切りのコンマのある時給は、引用符で囲みます"
        if wage > MOST_AN_HOUR:
            hint = "月給は、月の所定労働時間で割って書きます"
        if wage == 0:
            hint = "雇用していない月は空けます"
        raise wrong("「{}」は時給（円）として読めません。{}", value, hint)
    return wage.numerator if wage.denominator == 1 else wage
