"""The kinds of value that people write: yen, counts, percentages, processes, prefectures."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Annotated, Any, Final, Literal, NamedTuple, NoReturn

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetPydanticSchema,
    PlainSerializer,
    PlainValidator,
    PrivateAttr,
    Strict,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema

from itsubsidy.files.limits import LONGEST_NUMBER
from itsubsidy.files.text import normal, without_marks
from itsubsidy.inputs.words import NO, PER_WORDS, TAX_WORDS, YES
from itsubsidy.money import decimal_text, percent
from itsubsidy.terms import Declared, Typed


class Model(BaseModel):
    """Base of everything that is read from a client's file: frozen, strict, no unknown key."""

    model_config = ConfigDict(
        strict=True, frozen=True, extra="forbid", arbitrary_types_allowed=True
    )

    def written(self, kept: Collection[str] = ()) -> dict[str, Any]:
        """What was written, as plain data that is read as the same: numbers stay exact.

        Fields in `kept` stay what they were read to, which is read again at no cost.
        """
        fields = type(self).model_fields
        return {
            field.alias or name: getattr(self, name)
            if name in kept
            else _as_written(getattr(self, name))
            for name, field in fields.items()
            if name in self.model_fields_set
        }


def _as_written(value: Any) -> Any:
    if isinstance(value, Model):
        return value.written()
    if type(value) is tuple:
        return [_as_written(one) for one in value]
    return value


Listed = Strict(False)
"""A YAML list read into a tuple."""


def _as_listed(value: object) -> object:
    """One value as a list of one; what the reader took apart as more entries of the list."""
    if isinstance(value, list) and tuple in map(type, value):
        return [part for one in value for part in (one if type(one) is tuple else (one,))]
    return [value] if isinstance(value, (str, dict)) else value


OneOrMore = BeforeValidator(_as_listed)
"""A list, for which one value may stand alone."""


def _listed_or_none(value: object, read: ValidatorFunctionWrapHandler) -> object:
    return () if value is None else read(_as_listed(value))


MayBeMissing: Final = (
    WrapValidator(_listed_or_none),
    PlainSerializer(lambda listed: listed or None),
)
"""A list that says something where it is written: dumped without an entry, it is None."""


def _as_typed(value: object, read: ValidatorFunctionWrapHandler) -> object:
    if type(value) is Typed or type(value) is Declared:
        read(str(value) if type(value) is Typed else int(value))
        return value
    return read(value)


KeepsWord = WrapValidator(_as_typed)
"""A value that goes on knowing the word it was typed as."""


class Origin(NamedTuple):
    """The file a model was read from; without a name where it was made in Python."""

    file: str | None = None
    sha256: str | None = None
    item_lines: tuple[int, ...] = ()
    """The line of each item of a quote, counted from 1."""
    note: str = ""
    """What the reader should know of how it was read."""
    ledger: Origin | None = None
    """The wage ledger that an applicant's file names."""
    folder_notes: tuple[str, ...] = ()
    """What the reader should know of the folder in which an applicant's file stands."""
    raw: bytes = b""
    """What the file held, so that a place in it can be shown."""
    encoding: str | None = None
    """The encoding that was named for it."""


class FromFile(Model):
    """A model that has a file of its own."""

    _origin: Origin = PrivateAttr(default_factory=Origin)

    @property
    def origin(self) -> Origin:
        """The file that this was read from."""
        private = self.__pydantic_private__  # asked for itself, which is ten times as quick
        return private["_origin"] if private else Origin()

    def read_from(self, origin: Origin) -> None:
        """Keep the file that this was read from."""
        self._origin = origin


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
    return string.Formatter().vformat(context["template"], context.get("arguments", ()), words)


def _text(value: str) -> str:
    stripped = value.strip()
    if not stripped:
        raise wrong("空です")
    return stripped


Text = Annotated[str, AfterValidator(_text)]
"""Text that says something."""

Note = Annotated[str | None, AfterValidator(lambda text: (text and text.strip()) or None)]
"""Text that may be left blank and decides nothing."""

BEYOND: Final = 10**LONGEST_NUMBER
"""No number that a file can hold; Python could make one that is too long to be written down."""

Yen = Annotated[int, Field(ge=0, lt=BEYOND)]
"""Whole yen."""

Count = Annotated[int, Field(ge=0, lt=BEYOND)]
"""People, companies, months: a whole number."""

Positive = Annotated[int, Field(ge=1, lt=BEYOND)]
"""A whole number that is at least one."""

PRICE_DECIMALS: Final = 4
QUANTITY_DECIMALS: Final = 3

_EXACT: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def _exact(decimals: int, value: object) -> int | Fraction:
    """A number from 0 of so many decimals at most."""
    if type(value) is int and 0 <= value < BEYOND:
        return value
    number = within(_number(value))
    if (number * 10**decimals).denominator != 1:
        raise wrong("「{}」の小数は {} 桁までです", decimal_text(number), decimals)
    return number


def _number(value: object) -> int | Fraction:
    """A number as it is; a float is read by its digits, never by its value.

    Text is one with decimals, as it is dumped.
    """
    if type(value) is int:
        return value
    if isinstance(value, Fraction):
        return whole_or_fraction(value)
    exact = _EXACT.fullmatch(str(value)) if isinstance(value, (float, Decimal, str)) else None
    if exact and (exact[1] or not isinstance(value, str)):
        return whole_or_fraction(Fraction(exact[0]))
    raise PydanticKnownError("int_type")


def within(number: int | Fraction) -> int | Fraction:
    """The number, unless it is below 0 or beyond what a file can hold."""
    if number < 0:
        raise PydanticKnownError("greater_than_equal", {"ge": 0})
    if number >= BEYOND:
        raise PydanticKnownError("less_than", {"lt": BEYOND})
    return number


def whole_or_fraction(number: Fraction) -> int | Fraction:
    """The number as an `int` where it is whole."""
    return number.numerator if number.denominator == 1 else number


def _dumped(number: int | Fraction) -> int | str:
    return number if isinstance(number, int) else decimal_text(number).replace(",", "")


Dumped: Final = PlainSerializer(_dumped, return_type=int | str)
"""How pydantic dumps an exact number: one with decimals is text, as which it is read again."""

Price = Annotated[
    int | Fraction,
    PlainValidator(partial(_exact, PRICE_DECIMALS)),
    Dumped,
    WithJsonSchema({"type": "number"}),  # below 0 a file says that it is taken off
]
"""Yen for one unit, exact, with up to four decimals."""

Quantity = Annotated[
    int | Fraction,
    PlainValidator(partial(_exact, QUANTITY_DECIMALS)),
    Dumped,
    WithJsonSchema({"type": "number", "minimum": 0}),
]
"""How many units, exact, with up to three decimals; 0 is a line that is not bought."""


def _some(number: int | Fraction) -> int | Fraction:
    if not number:
        raise wrong("0 より大きい数を書きます")
    return number


Hours = Annotated[
    int | Fraction,
    PlainValidator(partial(_exact, QUANTITY_DECIMALS)),
    AfterValidator(_some),
    WithJsonSchema({"type": "number", "minimum": 0, "exclusiveMinimum": 0}),
]
"""Hours of work, exact, with up to three decimals; more than none."""


_UNITS: Final = {"億": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3}
_NUMBER: Final = r"([0-9]{1,3}(?:,[0-9]{3})+|0|[1-9][0-9]*)"
_AMOUNT_TERM: Final = re.compile(rf"{_NUMBER}(\.[0-9]+)?\s*(億|千万|百万|万|千)\s*")
_ONES: Final = re.compile(rf"(?:{_NUMBER}\s*)?円?")
_COUNT: Final = re.compile(rf"{_NUMBER}\s*(\D*)")

_USUAL_YEN: Final = re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3}){0,4})(万?)円\Z")
_USUAL_COUNT: Final = re.compile(r"([1-9][0-9]{0,5})(\D+)\Z")
_USUAL_PERCENTAGE: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})?%\Z")
"""What most people write most of the time, read without a second look."""

PEOPLE: Final = ("人", "名")
COMPANIES: Final = ("社", "者", "アカウント")
MONTHS: Final = (
    *("か月", "ヶ月", "ケ月", "カ月", "ヵ月", "箇月", "月"),
    *("か月間", "ヶ月間", "ケ月間", "カ月間", "ヵ月間", "箇月間"),
    *("か月分", "ヶ月分", "ケ月分", "カ月分", "ヵ月分", "箇月分", "月分"),
)
YEARS: Final = ("年度", "年")
STARS: Final = ("つ星",)
HOURS: Final = ("時間",)
PIECES: Final = (
    *("個", "台", "本", "式", "件", "枚", "セット", "ライセンス", "ユーザー", "アカウント", "ID"),
    *("人", "名", "社", "者", "店舗", "拠点", "回", "人日", "人月", "時間", "日", "室", "席"),
    *("端末", "部", "Lic", "一式", "か所", "箇所", "組", "冊", "回線"),
)
"""The units that a count may carry, the usual one first."""


_YEN: Final = "「1200000」「1,200,000円」「120万円」"

_BEFORE_YEN: Final = re.compile(r"\A(?:金\s*)?(?:[¥\\]\s*)?")


def parse_yen(text: str) -> int:
    """Yen as people write them: `1,200,000円`, `￥1,200,000`, `120万円`, `金1,200,000円也`.

    Raises:
        ValueError: it is no amount, or no whole number of yen; with what to write.
    """
    usual = _USUAL_YEN.match(text)
    if usual:
        return int(usual[1].replace(",", "")) * (10_000 if usual[2] else 1)
    plain = _digits_as_written(text)
    rest = _BEFORE_YEN.sub("", plain, count=1)
    rest = re.sub(r"(?<=[0-9])_(?=[0-9])", "", rest).removesuffix("也").removesuffix("-")
    above, amount = 10**LONGEST_NUMBER, Fraction(0)
    while found := _AMOUNT_TERM.match(rest):
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


_BELOW_NOTHING: Final = re.compile(r"(?:[-−▲△]|マイナス)\s*")


def parse_amount(text: str) -> int:
    """The yen of a line, as `parse_yen` reads them.

    Raises:
        ValueError: it is no amount, or one that is taken off; with what to write.
    """
    if _BELOW_NOTHING.match(normal(text)):
        raise wrong(
            "「{}」は値引きの書き方です。値引きなら {category:discount} の行の {price} に書きます",
            text,
        )
    return parse_yen(text)


def parse_signed_yen(text: str) -> int:
    """Yen that may be a loss: `▲300万円`, `-3,000,000円`, or as `parse_yen` reads it.

    Raises:
        ValueError: it is no amount, or no whole number of yen; with what to write.
    """
    sign = _BELOW_NOTHING.match(normal(text))
    return -parse_yen(normal(text)[sign.end() :]) if sign else parse_yen(text)


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
    if divided := _DIVIDED.fullmatch(_digits_as_written(text)):
        raise ValueError(
            f"「{text}」の内訳はここには書けません。数える人や物だけの数を「{divided[1]}」のように"
            "書き、内訳は備考に書きます"
        )
    if not found or _is_bare(text):
        sample = {"年度": 2024, "つ星": 1}.get(usual, 5)
        raise _no_number(text, f"「{sample}」「{sample}{usual}」")
    number, unit = int(found[1].replace(",", "")), found[2].strip()
    if (about := _ABOUT.fullmatch(found[0])) and about[1] != found[0]:
        raise _only_about(text, about[1])
    if unit and unit not in units:
        raise ValueError(
            f"「{text}」の「{unit}」はここでは使えません。「{number}{usual}」と書きます"
        )
    return number


_DIVIDED: Final = re.compile(r"([0-9][0-9,]*\s*[^\s0-9(,、]{0,3})\s*[(、,]\s*(?:うち|内訳?).+")
"""A number with what it is made of: `6人（うちパート4人）`."""

_YEARS_OF_MONTHS: Final = re.compile(r"([1-9][0-9]?)\s*(?:年|ヵ年|か年|カ年|ヶ年)(?:間|分|契約)?")
_AND_A_HALF: Final = re.compile(
    r"([1-9][0-9]?)\s*年\s*(?:と)?(?:半|([0-9]{1,2})\s*\D{1,2}月)(?:間|分)?"
)
_TIMES: Final = re.compile(r"([1-9][0-9]{0,2})\s*回(?:払い|分)?")
_MONTH: Final = r"(?:20[0-9]{2}|令和\s*[0-9]{1,2}|R[0-9]{1,2})(?:年|[-/.])\s*[0-9]{1,2}月?"
_SPAN: Final = re.compile(
    rf"({_MONTH})\s*[~〜-]\s*({_MONTH})?\D{{0,3}}|({_MONTH})\s*(?:から|より)\D*"
)


def parse_months(units: Sequence[str], text: str) -> int:
    """A number of months, alone, with its unit, or in years: `24`, `36か月`, `2年間`.

    Raises:
        ValueError: it is none, or does not say for certain how many; with what to write.
    """
    plain = normal(text)
    if found := _YEARS_OF_MONTHS.fullmatch(plain):
        return int(found[1]) * 12
    if found := _AND_A_HALF.fullmatch(plain):
        months = int(found[1]) * 12 + int(found[2] or 6)
        raise ValueError(f"「{text}」は月数で書きます。「{months}{units[0]}」と書きます")
    if found := _TIMES.fullmatch(plain):
        raise ValueError(
            f"「{text}」では何か月か決まりません。毎月の {found[1]}回なら「{found[1]}{units[0]}」と"
            "書きます"
        )
    if span := _SPAN.fullmatch(plain):
        raise ValueError(f"「{text}」は期間です。{_months_of(span, units[0])}")
    found = _YEARS_OF_MONTHS.match(plain)
    if found and not re.search("[0-9]", plain[found.end() :]):  # 1年（自動更新）
        months = int(found[1]) * 12
        raise ValueError(f"「{text}」は月数で書きます。「{months}{units[0]}」と書きます")
    return parse_count(units, text)


def _months_of(span: re.Match[str], unit: str) -> str:
    """How to write the months from one month to another, both counted."""
    first, last = (re.findall("[0-9]+", month or "") for month in span.groups()[:2])
    if len(first) == len(last) == 2 and len(first[0]) == len(last[0]):
        (year, month), (last_year, last_month) = map(int, first), map(int, last)
        months = (last_year - year) * 12 + last_month - month + 1
        if months > 0:
            return f"「{months}{unit}」と書きます"
    return f"契約の月数を「24{unit}」のように書きます"


_ERAS: Final = {"令和": 2018, "令": 2018, "R": 2018, "平成": 1988, "平": 1988, "H": 1988}
_ERA: Final = r"(?P<era>令和|令|R|平成|平|H)\s*\.?"
_YEAR: Final = re.compile(rf"(?:{_ERA})?\s*(?P<year>[0-9]{{1,4}}|元)\s*(?:年度|年)?", re.I)


def parse_year(units: Sequence[str], text: str) -> int:
    """A year, alone, with its unit, or of an era: `2024`, `2024年度`, `令和6年度`, `R6`.

    Raises:
        ValueError: it is none; with what to write.
    """
    found = _YEAR.fullmatch(normal(text))
    if found and found["era"]:
        return _year_of(found)
    if found and found["year"].isdecimal() and 0 < (short := int(found["year"])) < SHORT_YEARS:
        meant = f"令和{short}年度" if short < _LATE_IN_REIWA else f"{2000 + short}年度"
        raise ValueError(f"「{text}」では何年度か決まりません。「{meant}」のように書きます")
    return parse_count(units, text)


SHORT_YEARS: Final = 100
"""Below this a year is one of an era, or the end of one."""
_LATE_IN_REIWA: Final = 17
"""From here on two digits are rather those of 2017 and later."""


def _year_of(found: re.Match[str]) -> int:
    """The year of the Western calendar that was written, in an era or not."""
    year = 1 if found["year"] == "元" else int(found["year"])
    return year + _ERAS[found["era"].upper()] if found["era"] else year


class Said(NamedTuple):
    """A price that says more than its yen: `4,378円/月`, `88,000円（税込）`, `-50,000`."""

    price: int | Fraction
    also: Mapping[str, str]
    """What it says of other keys of its line: `{"per": "month"}`."""
    off: bool = False
    """Whether it is a discount, as its sign says."""
    text: str = ""


_PRICE_IN_TEXT: Final = re.compile(
    r"(?P<before>\D*?)(?P<off>[-−▲△]|マイナス)?\s*"
    r"(?P<amount>(?:金\s*)?[¥\\]?\s*[0-9][0-9,_.]*(?:\s*[億万千百]+[0-9,.]*)*\s*円?也?-?)"
    r"(?P<after>(?:[^0-9].*)?)"
)
_BETWEEN_WORDS: Final = re.compile(r"[\s/()、,・@:¥\\]+")
_IN_BRACKETS: Final = re.compile(r"\(([^()]*[0-9][^()]*)\)")
"""How a ledger writes an amount below zero: `(50,000)`."""


def parse_price(text: str) -> int | Fraction | Said:
    """Yen for one unit: an amount as `parse_yen` reads it, or one with decimals: `2,727.27円`.

    With what else it may say: the period, the tax, the unit, or that it is a discount.

    Raises:
        ValueError: it is no amount; with what to write.
    """
    usual = _USUAL_YEN.match(text)
    if usual and not usual[2]:
        return int(usual[1].replace(",", ""))
    amount = _price(text)
    if amount is not None:
        return amount
    plain = _digits_as_written(text)
    _refuse_bare_point(text, plain)
    if plain.endswith("%"):
        raise ValueError(
            f"「{text}」は割合です。割合の値引きは、値引きの行の「率」（rate）に書きます"
        )
    bracketed = _IN_BRACKETS.fullmatch(plain)
    found = _PRICE_IN_TEXT.fullmatch(f"-{bracketed[1]}" if bracketed else plain)
    words = _BETWEEN_WORDS.split(f"{found['before']} {found['after']}") if found else []
    also = _said_by(list(filter(None, words)))
    amount = _price(found["amount"]) if found else None
    if found is None or also is None or amount is None:
        return parse_yen(text)
    return Said(amount, also, bool(found["off"]), text)


def _price(text: str) -> int | Fraction | None:
    """An amount that says nothing else; None where it is none."""
    found = _DECIMAL.fullmatch(_digits_as_written(text))
    if found and found[3] in ("", "円") and not _is_bare(text):
        return whole_or_fraction(Fraction(found[1].replace(",", "") + found[2]))
    try:
        return parse_yen(text)
    except ValueError:
        return None


def _said_by(words: Sequence[str]) -> dict[str, str] | None:
    """What the words around an amount say, by key; None where one of them says nothing known."""
    also: dict[str, str] = {}
    for word in words:
        if word in TAX_WORDS or word in _TAXES:
            key, value = "tax", str(TAX_WORDS.get(word) or _TAXES[word])
        elif word in PIECES:
            key, value = "unit", "式" if word == "一式" else word
        else:
            period = _period_in_price(word)
            if period is None:
                return None
            key, value = "per", period
        if also.setdefault(key, value) != value:
            return None
    return also


_TAXES: Final = {"税抜": "excluded", "税込": "included"}


def _period_in_price(word: str) -> str | None:
    """What a price is paid for, where a word beside it says so."""
    if word in ("月", "年"):
        return {"月": "month", "年": "year"}[word]
    if word in PER_WORDS:
        return str(PER_WORDS[word])
    try:
        return parse_period(word)
    except ValueError:
        return None


def _refuse_bare_point(text: str, plain: str) -> None:
    if re.match(r"\.[0-9]", plain):
        raise ValueError(f"「{text}」は「0{plain}」と書きます")


class Measure(NamedTuple):
    """A number with the unit that is written behind it: `40時間`."""

    number: int | Fraction
    unit: str


def parse_quantity(units: Sequence[str], text: str) -> int | Fraction | Measure:
    """A number of units, whole or with decimals: `10`, `1.5人日`, `7.5時間`.

    Raises:
        ValueError: it is no number, or its unit does not fit; with what to write.
    """
    plain = _digits_as_written(text)
    found = _DECIMAL.fullmatch(plain)
    number: int | Fraction
    if found and found[3] in (*units, ""):
        number = whole_or_fraction(Fraction(found[1].replace(",", "") + found[2]))
    elif together := _TOGETHER.fullmatch(plain):
        raise ValueError(
            f"「{text}」では決まりません。「{together[1]}」と書きます。グループの見積では、"
            "1者分の数と、買う構成員を書きます"
        )
    else:
        _refuse_bare_point(text, plain)
        number = parse_count(units, text)
    unit = plain.lstrip("0123456789,. ")
    return Measure(number, unit) if unit else number


def parse_hours(text: str) -> int | Fraction:
    """Hours, whole or with decimals: `58000`, `58,000時間`.

    Raises:
        ValueError: it is no number, or of another unit; with what to write.
    """
    hours = parse_quantity(HOURS, text)
    return hours.number if isinstance(hours, Measure) else hours


_TOGETHER: Final = re.compile(
    r"(?:全体|全員|全部|全店|合計|合わせて|計)で?\s*([0-9][0-9,.]*\s*\D*)"
)
"""A quantity of all together: `全体で10台`."""

_DECIMAL: Final = re.compile(rf"[¥\\]?\s*{_NUMBER}(\.[0-9]+)\s*(\D*)")

PERIODS: Final = {"隔月": 2, "四半期": 3, "半年": 6, "半期": 6}
"""Months between two payments, by the word for it."""

_PERIOD: Final = re.compile(r"([1-9][0-9]{0,2})\s*(?:(months?)|(\D+?))(?:ごと|毎|払い)?")


def parse_period(text: str) -> str:
    """How often a price is paid, as `6 months`: `半年`, `四半期`, `3年`, `6か月ごと`.

    Raises:
        ValueError: it is no period; with what to write.
    """
    plain = normal(text)
    months = PERIODS.get(plain.removesuffix("払い").removesuffix("ごと"))
    if found := _PERIOD.fullmatch(plain):
        number = int(found[1])
        if found[2] or found[3] in MONTHS:
            months = number
        elif found[3] in ("年", "年間"):
            months = number * 12
    if often := re.fullmatch(r"年\s*([2346])\s*回(?:払い)?", plain):
        between = 12 // int(often[1])
        raise ValueError(
            f"「{text}」では単価が何の額か決まりません。一回の額なら「{between}か月ごと」、"
            "一年の額なら「年」と書きます"
        )
    if months is None:
        shown = f"「{text}」" if text else "空の値"
        raise ValueError(
            f"{shown}は課金単位として読めません。「一括」「月」「年」か、「半年」「6か月ごと」の"
            "ように書きます"
        )
    return {1: "month", 12: "year"}.get(months, f"{months} months")


_MONTH_OF_USE: Final = re.compile(r"([1-9][0-9]{0,2})\s*(?:[かケヶカヵ箇]?月目)(?:から)?")


def parse_first_month(text: str) -> int:
    """The month of use that a contract begins with: `13`, `13か月目`.

    Raises:
        ValueError: it is no such number, or a month of the calendar; with what to write.
    """
    found = _MONTH_OF_USE.fullmatch(normal(text))
    if found:
        return int(found[1])
    raise ValueError(f"「{text}」は読めません。利用の何か月目から始まるかを 13 のように書きます")


_PERCENT_OFF: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?\s*%)\s*(?:引き?|off|オフ|値引き?)?", re.I)
_TENTHS_OFF: Final = re.compile(r"([1-9])割(?:([1-9])分)?(?:引き?|値引き?)?")


def parse_discount(text: str) -> int | Fraction:
    """What is taken off: yen as `parse_yen` reads them, or a share: `5%`, `10%引`, `1割引`.

    Raises:
        ValueError: it is neither; with what to write.
    """
    sign = _BELOW_NOTHING.match(normal(text))
    text = normal(text)[sign.end() :] if sign else text
    plain = _digits_as_written(text)
    if found := _PERCENT_OFF.fullmatch(plain):
        return Fraction(found[1].rstrip(" %")) / 100
    if found := _TENTHS_OFF.fullmatch(plain):
        return Fraction(int(found[1]) * 10 + int(found[2] or 0), 100)
    if re.fullmatch(r"0?\.[0-9]+", plain):
        share = decimal_text(Fraction(plain) * 100)
        raise ValueError(f"「{text}」は円でも割合でもありません。割合なら「{share}%」と書きます")
    return parse_yen(text)


def refuse_tax(text: str) -> NoReturn:
    """Whether prices include the tax, of text that is none of the words for it.

    Raises:
        ValueError: always; with what to write where it is the rate or the amount of the tax.
    """
    plain = _digits_as_written(text)
    if not re.search("[0-9]", plain):
        raise ValueError
    why = "税率です。{tax_rate} に書き" if "%" in plain else "税の額です。額は書かず"
    mode = "included" if re.search("[込内]", plain) else "excluded"
    raise wrong(f"「{{}}」は{why}、単価が税抜か税込かを {{tax:{mode}}} のように書きます", text)


def _digits_as_written(text: str, longest: int = LONGEST_NUMBER) -> str:
    """Text in the usual width; nothing where that makes a digit of `²` or `①`, or it is too long.

    A number that was not meant is worse than none.
    """
    if len(text) > 10 * longest:
        return ""
    plain = normal(text)
    same = len(re.findall("[0-9０-９]", text)) == len(re.findall("[0-9]", plain))
    return plain if same and len(plain) < longest else ""


def _is_bare(text: str) -> bool:
    """Digits that YAML did not read as a number: they are in quotes, or begin with 0."""
    return re.fullmatch(r"[0-9]+(?:_[0-9]+)*", text) is not None


_ABOUT: Final = re.compile(
    r"(?:約|およそ|だいたい|ほぼ)?\s*([0-9][0-9,.]*\s*\D{0,3}?)"
    r"(?:弱|強|程度|前後|くらい|ぐらい|ほど|以上|以下|未満|[~〜])?"
)
"""A number that is only about right: 約30人."""


def _no_number(text: str, examples: str) -> ValueError:
    """What to say of text that is no whole number: what it is instead, and what to write."""
    bare = _digits_as_written(text)
    digits = re.sub(r"[,_¥\\円]", "", bare)
    if (error := _not_one_number(text, bare, examples)) is not None:
        return error
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
        return ValueError(f"「{text}」は整数ではありません。「{digits}」と書きます")
    shown = f"「{text}」" if text else "空の値"
    return ValueError(f"{shown}は整数ではありません。{examples}のように書きます")


def _not_one_number(text: str, bare: str, examples: str) -> ValueError | None:
    """What to say of a number that is not certain, of several, or of one in words."""
    about, span = _ABOUT.fullmatch(bare), _FROM_TO.fullmatch(bare)
    if about and about[1] != bare:
        return _only_about(text, about[1])
    if span:
        return _only_about(text, span[1])
    if _PRODUCT.search(bare) and not bare.startswith("="):
        return ValueError(f"「{text}」は掛け算です。単価、数量、契約の月数に分けて書きます")
    if len(_WITH_UNIT.findall(bare)) > 1:
        return ValueError(f"「{text}」には数が二つ以上あります。{examples}のように一つを書きます")
    if spoken := _IN_KANJI.fullmatch(bare):
        return ValueError(f"「{text}」は数字で「{_of_kanji(spoken[1])}{spoken[2]}」と書きます")
    return None


_FROM_TO: Final = re.compile(r"[0-9][0-9,]*\s*\D{0,3}?\s*[~〜-]\s*([0-9][0-9,]*\s*\D{0,3})")
"""From one number to another: 3〜5人."""

_PRODUCT: Final = re.compile(r"[0-9]\s*\D{0,3}?\s*[×✕xX*]\s*[0-9]")
_WITH_UNIT: Final = re.compile(r"[0-9]\s*(?:円|人|名|社|者|台|個|本|式|か月|年|回|時間)")

_DIGITS: Final = {digit: at for at, digit in enumerate("一二三四五六七八九", 1)}
_TENS: Final = {"十": 10, "百": 100, "千": 1_000}
_IN_KANJI: Final = re.compile(rf"([{''.join((*_DIGITS, *_TENS))}]{{1,8}})([^\s0-9]{{0,4}})")
"""A number in words, which is told with its digits: 三十人, 一式."""


def _of_kanji(words: str) -> int:
    """The number that its words say: 三十 is 30."""
    number, digit = 0, 0
    for word in words:
        if word in _DIGITS:
            digit = _DIGITS[word]
        else:
            number += (digit or 1) * _TENS[word]
            digit = 0
    return number + digit


def _only_about(text: str, number: str) -> ValueError:
    return ValueError(f"「{text}」では決まりません。「{number}」のように、決まった数を書きます")


ANSWERS: Final[dict[str, bool]] = {
    **dict.fromkeys(("はい", "有", "あり", *YES), True),
    **dict.fromkeys(("いいえ", "無", "なし", *NO), False),
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
        usual = _USUAL_PERCENTAGE.match(value)
        plain = value if usual else _digits_as_written(value, 2 * LONGEST_NUMBER)
        found = _PERCENT.fullmatch(plain)
        if found:
            whole, part = found[1], found[2] or ""
            return Fraction(int(whole + part), 100 * 10 ** len(part))
        if re.fullmatch(r"-?[0-9]+\s*/\s*[1-9][0-9]*", plain):
            return Fraction(plain.replace(" ", ""))
        if (bare := without_marks(value)) != value:
            return parse_percentage(Decimal(bare) if _EXACT.fullmatch(bare) else bare)
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


Percentage = Annotated[
    Fraction,
    BeforeValidator(parse_percentage),
    PlainSerializer(percent, str),
    WithJsonSchema({"type": "string", "format": "fraction"}),  # which pydantic's releases vary in
]
"""A percentage as an exact fraction of one; dumped as it is read again, which `0` is not."""

SharePercentage = Annotated[Percentage, AfterValidator(_share)]
"""A percentage from 0 to 100."""


_DAY: Final = re.compile(
    rf"(?:{_ERA})?\s*(?P<year>[0-9]{{1,4}}|元)(?:年|[-/.])\s*(?P<month>[0-9]{{1,2}})(?:月|[-/.])"
    r"\s*(?P<day>[0-9]{1,2})日?",
    re.I,
)


def parse_day(text: str) -> date:
    """A calendar day: `2025-08-20`, `2025/8/20`, `2025年8月20日`, `令和7年8月20日`, `R7.8.20`.

    Raises:
        ValueError: it is none; with what to write.
    """
    plain = normal(text)
    try:
        return date.fromisoformat(plain)
    except ValueError:
        found = _DAY.fullmatch(plain)
    if found is None or (found["era"] is None and len(found["year"]) < 4):
        no_day = re.fullmatch("[0-9]{4}-?[0-9]{2}-?[0-9]{2}", plain)
        why = _NO_SUCH_DAY if no_day else "「2025-08-20」のように書きます"
        raise ValueError(f"「{text}」は日付として読めません。{why}")
    try:
        return date(_year_of(found), int(found["month"]), int(found["day"]))
    except ValueError:
        raise ValueError(f"「{text}」は日付として読めません。{_NO_SUCH_DAY}") from None


_NO_SUCH_DAY: Final = "そのような日はありません"


def _date(value: object) -> object:
    if isinstance(value, (date, bool)) or not isinstance(value, (str, int)):
        return value
    try:
        return parse_day(str(value))
    except ValueError as error:
        raise wrong("{}", str(error)) from None


Day = Annotated[date, BeforeValidator(_date)]
"""A calendar day, `2025-08-20`."""

PENDING: Final = "pending"
"""What is applied for and not yet there."""


def _or_pending(kind: Any) -> GetPydanticSchema:
    """Reads PENDING as it is, and all else as `kind`, whose errors are told as its own.

    Of a union pydantic tells the errors of every member.
    """

    def read(value: object, read_kind: ValidatorFunctionWrapHandler) -> object:
        return value if value == PENDING else read_kind(value)

    def schema(_: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(
            read, handler(kind), serialization=core_schema.simple_ser_schema("any")
        )

    return GetPydanticSchema(schema)


Answer = Annotated[bool | Literal["pending"], _or_pending(bool)]
"""Yes, no, or under way."""

Stars = Annotated[
    int | Literal["pending"], _or_pending(Annotated[int, Field(ge=0, le=2)]), KeepsWord
]
"""The stars of a SECURITY ACTION declaration, or that it is under way."""


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

PROCESS_WORDS: Final[dict[str, Process]] = {
    word: code for name, code in PROCESS_NAMES.items() for word in (name, *name.split("・"))
}
"""The names, and each whole word of them."""


def parse_process(value: object) -> Process:
    """A process as people write it: `共P-02`, `P02`, `小Ｐ-０６`, its name → the official code."""
    official = next((process for process in PROCESSES if process == value), None)
    if official is not None:
        return official
    text = normal(value) if isinstance(value, str) else ""
    if text in PROCESS_WORDS:
        return PROCESS_WORDS[text]
    named = {PROCESS_WORDS.get(word) for word in text.split("・")}  # 会計・財務
    if len(named) == 1 and (only := named.pop()) is not None:
        return only
    if found := re.fullmatch(r"(\D*?)[Pp][-‐－ー]?0?([1-7])", text):
        official = PROCESSES[int(found[2]) - 1]
        mark, own = found[1], official[: official.index("P")]
        if mark in ("", own) or (own == "各業種" and mark in _INDUSTRY_MARKS):
            return official
        raise wrong("「{}」の番号と種別が合いません。「{}」ですか", value, official)
    known = "、".join(f"{code} {name}" for name, code in PROCESS_NAMES.items())
    raise wrong("「{}」はプロセスの番号でも名称でもありません。使える値: {}", value, known)


Processes = Annotated[
    tuple[Annotated[Process, BeforeValidator(parse_process)], ...],
    Listed,
    Field(min_length=1),
    *MayBeMissing,
]
"""What software does, or a decision was for."""


def known_word(words: Mapping[str, object], text: str) -> object:
    """The value of one of these words.

    Raises:
        ValueError: it is none of them.
    """
    plain = normal(text)
    if words.get(plain) is None:
        raise ValueError
    return words[plain]


def without_brackets(text: str) -> str:
    """Text in the usual width without the brackets around it: `［会計］`, `【会計】`."""
    plain = normal(text)
    around = plain[:1] + plain[-1:]
    return plain[1:-1].strip() if around in ("[]", "【】", "()") else plain


def parse_list(
    read: Callable[[str], object], marks: str, text: str, *, usual: Collection[str] = ()
) -> object:
    """What `read` makes of a text, or of each part of it between these marks, as a tuple.

    Brackets of full width around it are those of a list. `usual` are the words that a part may be.

    Raises:
        ValueError: it is nothing that `read` knows, and its parts are not; as `read` says it.
    """
    try:
        return read(text)
    except ValueError:
        parts = re.split(f"[{re.escape(marks)}]", without_brackets(text))
        if parts == [normal(text)]:
            raise
    return tuple(_part(read, without_marks(part), usual) for part in parts)


def _part(read: Callable[[str], object], part: str, usual: Collection[str]) -> object:
    try:
        return read(part)
    except ValueError as error:
        if str(error):
            raise
        raise ValueError(f"「{part}」は使えません。使える値: {'、'.join(usual)}") from None


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
    plain = normal(without_marks(value))
    for full in PREFECTURES:
        if plain in (full, full[:-1]) and plain != "北海":
            return full
    near = [full for full in PREFECTURES if full[:2] == plain[:2]]
    hint = f"。もしかして: {near[0]}" if near else ""
    raise wrong("「{}」は都道府県の名前ではありません。「東京都」のように書きます{}", value, hint)


Prefecture = Annotated[str, AfterValidator(_prefecture)]
"""One of the 47 prefectures by its official name; `東京` is read as `東京都`."""


LEAST_AN_HOUR: Final = 100
MOST_AN_HOUR: Final = 50_000
"""Yen; below is what a comma left of `1,163`, above is a month's wage and no hour's."""

_SUMMARIES: Final = frozenset(
    (
        *("合計", "小計", "総計", "総合計", "累計", "計", "合計額", "合計人数", "総額"),
        *("平均", "平均値", "平均額", "平均時給", "平均賃金", "総平均", "加重平均", "中央値"),
        *("人数", "従業員数", "件数", "最高", "最高額", "最大", "最大値"),
        *("最低", "最低額", "最低賃金", "地域別最低賃金", "最小", "最小値"),
        *("total", "subtotal", "grandtotal", "average", "mean", "median", "count"),
    )
)
"""What stands in the place of a name where a row of a ledger is about the others."""


def is_summary(name: object) -> bool:
    """Whether a row's whole name says that it is a sum, a mean or a count, and no person."""
    return isinstance(name, str) and "".join(normal(name).split()).lower() in _SUMMARIES


_MONTH_NAMES: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


_YEAR_AND_MONTH: Final = re.compile(r"([0-9]{4})(?:[-/.]|年)([0-9]{1,2})(?:月|[-/.]0?1)?")
_MONTH_OF_ERA: Final = re.compile(r"(?:令和|R)([0-9]{1,2})(?:[-/.]|年)([0-9]{1,2})月?")
_SHORT_YEAR_AND_MONTH: Final = re.compile(r"([A-Z][a-z]{2})-([0-9]{2})")


def parse_month(value: object) -> date:
    """The first day of a month as people and spreadsheets write it: `2024-10`, `2024年10月`,
    `令和6年10月`, `Oct-24`.
    """
    text = normal(str(value))
    found = _YEAR_AND_MONTH.fullmatch(text)
    year, month = (int(found[1]), int(found[2])) if found else (0, 0)
    if era := _MONTH_OF_ERA.fullmatch(text):
        year, month = 2018 + int(era[1]), int(era[2])
    if short := _SHORT_YEAR_AND_MONTH.fullmatch(text):
        year = 2000 + int(short[2])
        month = _MONTH_NAMES.index(short[1]) + 1 if short[1] in _MONTH_NAMES else 0
    if not (2000 <= year <= 2100 and 1 <= month <= 12):
        raise wrong(
            "「{}」は月として読めません。「2024-10」か「2024年10月」のように書きます", value
        )
    return date(year, month, 1)


def parse_wage(value: object) -> int | Fraction | None:
    """Yen an hour as people write them: `1050`, `1,050円`, `1050.5`; None where left blank."""
    wage = _yen_an_hour(value)
    if wage is not None and not LEAST_AN_HOUR <= wage <= MOST_AN_HOUR:
        hint = "桁区切りのコンマのある時給は、引用符で囲みます"
        if wage > MOST_AN_HOUR:
            hint = "月給は、月の所定労働時間で割って書きます"
        if wage == 0:
            hint = "雇用していない月は空けます"
        raise wrong("「{}」は時給（円）として読めません。{}", value, hint)
    return wage


_WHOLE_YEN: Final = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:_[0-9]+)*)"
_WAGE: Final = re.compile(rf"¥?\s*({_WHOLE_YEN}(?:\.[0-9]+)?|[0-9]+/[1-9][0-9]*)\s*円?")


def _yen_an_hour(value: object) -> int | Fraction | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, Fraction):
        return whole_or_fraction(value)
    value = str(value).lower() if isinstance(value, bool) else value
    text = str(value)
    found = _WAGE.fullmatch(normal(text)) or _WAGE.fullmatch(normal(without_marks(text)))
    if not found:
        raise wrong("「{}」は時給として読めません。「1050」か「1,050円」のように書きます", value)
    amount = found[1].replace(",", "").replace("_", "")
    return int(amount) if amount.isdecimal() else whole_or_fraction(Fraction(amount))


def _hourly_wage(value: object) -> int | Fraction | None:
    wage = _yen_an_hour(value)
    if wage is not None and not LEAST_AN_HOUR <= wage <= MOST_AN_HOUR:
        least, most = f"{LEAST_AN_HOUR:,}円", f"{MOST_AN_HOUR:,}円"
        raise wrong(
            "「{}」は時給（円）として読めません。{}から {}の間で書きます", value, least, most
        )
    return wage


HourlyWage = Annotated[
    int | Fraction | None,
    PlainValidator(_hourly_wage),
    WithJsonSchema({"type": "number", "minimum": LEAST_AN_HOUR, "maximum": MOST_AN_HOUR}),
]
"""Yen an hour, exact; None where left blank."""
