"""The kinds of value that people write: yen, counts, percentages, processes, prefectures."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict
from pydantic_core import PydanticCustomError


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
    ledger: Origin | None = None
    """The wage ledger that an applicant's file names."""


def wrong(message: str) -> PydanticCustomError:
    """An error whose message is already the one that the user reads."""
    return PydanticCustomError("itsubsidy", "{message}", {"message": message})


def _text(value: str) -> str:
    stripped = value.strip()
    if not stripped:
        raise wrong("空です")
    return stripped


Text = Annotated[str, AfterValidator(_text)]
"""Text that says something."""

Yen = Annotated[int, Field(ge=0)]
"""Whole yen."""

Count = Annotated[int, Field(ge=0)]
"""People, companies, months: a whole number."""

Positive = Annotated[int, Field(ge=1)]
"""A whole number that is at least one."""


def parse_percentage(value: object) -> object:
    """`1.5%`, or a fraction of one such as `0.015` or `2/3`, as an exact fraction of one."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, str):
        plain = unicodedata.normalize("NFKC", value)
        found = re.fullmatch(r"\s*([-+]?[0-9]+(?:\.[0-9]+)?)\s*%\s*", plain)
        if found:
            return Fraction(found.group(1)) / 100
        if re.fullmatch(r"\s*[0-9]+\s*/\s*[1-9][0-9]*\s*", plain):
            return Fraction(plain.replace(" ", ""))
    elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        number = Fraction(str(value))
        if abs(number) < 1:
            return number
        raise wrong(f"「{value}」は割合として読めません。{value}% なら「{value}%」と書きます")
    raise wrong(f"「{value}」は割合として読めません。「1.5%」か「0.015」のように書きます")


def _share(value: Fraction) -> Fraction:
    if not 0 <= value <= 1:
        raise wrong("0% から 100% の間で書きます")
    return value


Percentage = Annotated[Fraction, BeforeValidator(parse_percentage)]
"""A percentage as an exact fraction of one."""

SharePercentage = Annotated[Percentage, AfterValidator(_share)]
"""A percentage from 0 to 100."""


def _date(value: object) -> object:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise wrong(f"「{value}」は日付として読めません。{as_day(value)}") from None
    return value


def as_day(text: str) -> str:
    """How to write the day that was meant."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = re.fullmatch(r"([0-9]{4})\D([0-9]{1,2})\D([0-9]{1,2})\D?", plain)
    if not found:
        return "「2025-08-20」のように書きます"
    year, month, day = map(int, found.groups())
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


def parse_process(value: object) -> Process:
    """A process code as people write it: `共P-02`, `P02`, `小Ｐ-０６` → the official code."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).strip()
        found = re.fullmatch(r"(\D*?)[Pp][-‐－ー]?0?([1-7])", text)
        if found:
            official = PROCESSES[int(found.group(2)) - 1]
            mark, own = found.group(1), official[: official.index("P")]
            if mark in ("", own) or (own == "各業種" and mark in _INDUSTRY_MARKS):
                return official
            raise wrong(f"「{value}」の番号と種別が合いません。「{official}」ですか")
    raise wrong(f"「{value}」はプロセスの番号でありません。使える値: {'、'.join(PROCESSES)}")


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
    near = [full for full in PREFECTURES if full[:-1] == value or full[:2] == value[:2]]
    hint = f"。もしかして: {near[0]}" if near else ""
    raise wrong(f"「{value}」は都道府県の名前でありません。「東京都」のように書きます{hint}")


Prefecture = Annotated[str, AfterValidator(_prefecture)]
"""The official name of one of the 47 prefectures."""


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
    text = unicodedata.normalize("NFKC", str(value)).strip()
    found = re.fullmatch(r"([0-9]{4})(?:[-/.]|年)([0-9]{1,2})(?:月|[-/.]0?1)?", text)
    year, month = (int(found[1]), int(found[2])) if found else (0, 0)
    if era := re.fullmatch(r"(?:令和|R)([0-9]{1,2})(?:[-/.]|年)([0-9]{1,2})月?", text):
        year, month = 2018 + int(era[1]), int(era[2])
    if short := re.fullmatch(r"([A-Z][a-z]{2})-([0-9]{2})", text):
        year = 2000 + int(short[2])
        month = _MONTH_NAMES.index(short[1]) + 1 if short[1] in _MONTH_NAMES else 0
    if not (2000 <= year <= 2100 and 1 <= month <= 12):
        raise wrong(f"「{value}」は月として読めません。「2024-10」か「2024年10月」のように書きます")
    return date(year, month, 1)


def parse_wage(value: object) -> int | Fraction | None:
    """Yen an hour as people write them: `1050`, `1,050円`, `1050.5`; None where left blank."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, Fraction):
        wage = value
    else:
        value = str(value).lower() if isinstance(value, bool) else value
        plain = unicodedata.normalize("NFKC", str(value)).strip()
        digits = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:_[0-9]+)*"
        found = re.fullmatch(rf"¥?\s*((?:{digits})(?:\.[0-9]+)?)\s*円?", plain)
        if not found:
            raise wrong(f"「{value}」は時給として読めません。「1050」か「1,050円」のように書きます")
        wage = Fraction(re.sub(r"[,_]", "", found[1]))
    if not LEAST_AN_HOUR <= wage <= MOST_AN_HOUR:
        hint = "桁区切りのコンマのある時給は、引用符で囲みます"
        if wage > MOST_AN_HOUR:
            hint = "月給は、月の所定労働時間で割って書きます"
        if wage == 0:
            hint = "雇用していない月は空けます"
        raise wrong(f"「{value}」は時給（円）として読めません。{hint}")
    return wage.numerator if wage.denominator == 1 else wage
