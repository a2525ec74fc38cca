"""One line of a quote: what is bought, or what is taken off."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, NamedTuple, get_args

from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError, PydanticKnownError

from itsubsidy.files.text import squeezed, without_marks
from itsubsidy.inputs.things import (
    MONTHS_IN_YEAR,
    Place,
    Term,
    places,
    speaks_of_years,
    year_name,
)
from itsubsidy.inputs.values import (
    Count,
    Listed,
    MayBeMissing,
    Measure,
    Model,
    Note,
    Positive,
    Price,
    Processes,
    Quantity,
    Said,
    SharePercentage,
    Text,
    Yen,
    within,
    without_brackets,
    wrong,
)
from itsubsidy.money import Exact, cut, decimal_text, part_of, up

Category = Literal[
    "software",
    "extension",
    "integration",
    "security",
    "consulting",
    "setup",
    "support",
    "pc",
    "register",
    "otasuketai",
    "analysis",
    "analysis_hardware",
    "administration",
    "expert",
    "other",
    "discount",
]
Function = Literal["accounting", "ordering", "settlement"]
Acquisition = Literal["purchase", "lease", "rental", "used"]
TaxMode = Literal["excluded", "included"]

CATEGORIES: Final = frozenset(get_args(Category))
BASES: Final = frozenset({"software", "analysis"})
"""Categories that other items may belong to with `for`."""

DISCOUNT: Final = "discount"
"""The category of a line that buys nothing: its price is yen off an item, or off them all."""

RUNNING: Final = frozenset(
    {"software", "extension", "integration", "security", "support", "otasuketai", "analysis"}
)
"""Categories that are used for a time: of these a frame counts so many months."""

_SUM_ROW: Final = re.compile(
    r"(?:値引き?後|税込|税抜き?)?(?:小計|合計|総計|総額)(?:金額|額)?(?:税込|税抜き?)?"
    r"|ご?請求(?:金額|額)|内?消費税(?:等|額)*(?:[0-9]{1,2}%)?"
)
"""The whole names of rows that add up others, or that are the tax, without brackets."""

BY_THE_HOUR: Final = frozenset({"consulting", "setup", "support", "expert"})
"""Categories whose price may be that of a person: hours × people."""

_HELD: Final = frozenset({"pc", "register", "analysis_hardware"})
"""Devices, which are bought once."""

_NOT_FOR: Final[dict[str, frozenset[str]]] = {
    "people": CATEGORIES - BY_THE_HOUR,
    "first_month": _HELD | {"administration", "expert"},
    "acquisition": BY_THE_HOUR | {"administration", "other", DISCOUNT},
    "rate": CATEGORIES - {DISCOUNT},
}
"""Keys that say nothing of these categories, so that one of the two is a slip."""


class Accounts(Model):
    """受注側アカウント: all that are contracted, and those that SME suppliers use."""

    suppliers: Positive
    sme_suppliers: Count

    @field_validator("sme_suppliers")
    @classmethod
    def _add_up(cls, sme: int, info: ValidationInfo) -> int:
        suppliers = info.data.get("suppliers")
        if suppliers is not None and sme > suppliers:
            raise wrong("{} は {suppliers} の {} より多くなっています", sme, suppliers)
        return sme


EVERYONE: Final = ("all", "全員")
_EVERYONE_TOO: Final = ("全者", "全社", "全店", "全店舗", "全構成員")


def _everyone(value: object) -> object:
    """`all` is everyone, which is None; one name is a list of one."""
    if not isinstance(value, str):
        return value
    return None if without_marks(value) in (*EVERYONE, *_EVERYONE_TOO) else [value]


Members = Annotated[
    Annotated[tuple[Text, ...], Listed, Field(min_length=1)] | None, BeforeValidator(_everyone)
]

_PERIOD: Final = re.compile(r"([1-9][0-9]{0,2}) months")
_MONTHS_PAID: Final = {"once": None, "month": 1, "year": MONTHS_IN_YEAR}


def _per(value: object) -> str:
    if isinstance(value, str) and (value in _MONTHS_PAID or _PERIOD.fullmatch(value)):
        return value
    raise PydanticKnownError("literal_error", {"expected": "'once', 'month' or 'year'"})


Per = Annotated[
    Literal["once", "month", "year"] | str,  # the words that a reader may choose from
    PlainValidator(_per),
    WithJsonSchema({"type": "string", "pattern": rf"^(once|month|year|{_PERIOD.pattern})$"}),
]
"""What a price is paid for: `once`, `month`, `year`, or `6 months`."""


def _off(value: object) -> int | Fraction:
    if isinstance(value, str) and (dumped := _SHARE.fullmatch(value)):
        value = Fraction(dumped[1]) / 100
    if isinstance(value, Fraction):  # a percentage, as it was read
        if not 0 <= value <= 1:
            raise wrong("0% から 100% の間で書きます")
        return value
    if type(value) is not int:
        raise PydanticKnownError("int_type")
    return within(value)


class Cost(NamedTuple):
    """What a line costs one buyer as stated, yen: each payment, and all over the contract."""

    payment: Exact
    whole: Exact


def _rounded(amount: Exact) -> tuple[int, ...]:
    """The whole yen beside an amount that is none."""
    return () if amount.denominator == 1 else (cut(amount), up(amount))


_SHARE: Final = re.compile(r"([0-9]+(?:\.[0-9]+|/[1-9][0-9]*)?)%")


def _off_text(off: int | Fraction) -> int | str:
    return off if isinstance(off, int) else f"{decimal_text(off * 100).replace(',', '')}%"


Off = Annotated[
    int | Fraction,
    PlainValidator(_off),
    PlainSerializer(_off_text, return_type=int | str),
    WithJsonSchema({"type": "integer"}),
]
"""Whole yen, or a share of what it is taken off (always a `Fraction`)."""


def _term_not_written(name: str, category: str | None, per: str | None) -> int | None:
    """The months of the years that a name speaks of; None of what is paid once and for all."""
    named = year_name(name) if category in RUNNING and speaks_of_years(name) else None
    if named and named.months and per in ("once", "year"):
        return named.months
    if per in (None, "once"):
        return None
    if per in _MONTHS_PAID:
        raise wrong(f"書かれていません。{{per:{per}}} には契約期間の月数が要ります")
    raise wrong("書かれていません。{per} のほかに契約期間の月数が要ります")


class Item(Model):
    """One line of a quote; `price` is yen for one unit, as the quote states it.

    `discount` is off the whole of it: all units, all months.
    """

    name: Text
    category: Category
    quantity: Quantity = 1
    people: Positive | None = None
    unit: Note = None
    model: Note = None
    per: Per = "once"
    amount: Yen | None = None
    rate: SharePercentage | None = None
    price: Price = Field(default=None, validate_default=True)  # from `amount` where it is missing
    months: Annotated[Positive | None, Field(validate_default=True)] = None
    first_month: Annotated[int, Field(ge=1, le=120)] | None = None
    acquisition: Acquisition = "purchase"
    discount: Off = 0
    tax: TaxMode | None = None
    tax_rate: SharePercentage | None = None
    processes: Processes = ()
    functions: Annotated[tuple[Function, ...], Listed, Field(min_length=1), *MayBeMissing] = ()
    invoice_compliant: bool = True
    registered: bool = True
    accounts: Accounts | None = None
    target: Annotated[Text | None, Field(alias="for")] = None
    members: Members = None
    note: Note = None

    @model_validator(mode="before")
    @classmethod
    def _said_besides(cls, data: Any) -> Any:
        """What a price and a quantity say besides their numbers, in keys of its own.

        `4,378円/月` is a price by the month, and 時間 of `40時間` the unit of what is bought.
        """
        if not isinstance(data, dict):
            return data
        said, measure = data.get("price"), data.get("quantity")
        if isinstance(said, Said):
            data = {**said.also, **data, "price": said.price}
        if isinstance(measure, Measure):
            unit = {} if data.get("category") == DISCOUNT else {"unit": measure.unit}
            data = {**data, "quantity": measure.number, **unit}
        return data

    @field_validator("price", mode="before")
    @classmethod
    def _or_amount(cls, price: Any, info: ValidationInfo) -> Any:
        """The price, or what stands in its place: a discount's rate, the amount of one payment."""
        if price is not None:
            if info.data.get("rate") is not None:
                raise wrong("{rate} と一緒には書けません。どちらか一つを書きます")
            return price
        if info.data.get("rate", 0) is not None or "amount" not in info.data:
            return 0  # a refused rate or amount is told of itself
        amount = info.data["amount"]
        if amount is None:
            raise PydanticKnownError("missing")
        if info.data.get("quantity") != 1 or info.data.get("people"):
            raise wrong(
                "書かれていません。{quantity} が 1 でなければ、{amount} だけでは決まりません"
            )
        if info.data.get("per") != "once":
            raise wrong(
                "書かれていません。{amount} が一回の額か契約全体の額か決まらないので、"
                "{price} を書きます"
            )
        return amount

    @field_validator("months")
    @classmethod
    def _term(cls, months: int | None, info: ValidationInfo) -> int | None:
        """The term; a line that names years and no term is of their months, paid at once."""
        per, category = info.data.get("per"), info.data.get("category")
        if months is None:
            return _term_not_written(info.data.get("name", ""), category, per)
        if category == DISCOUNT and per == "once":
            raise wrong("{per} と一緒に書きます。月ごとの値引きなら {per:month} です")
        if per is not None and (period := _PERIOD.fullmatch(per)) and months % int(period[1]):
            raise wrong("{}か月は、{per} の {}か月で割り切れません", months, int(period[1]))
        return months

    @field_validator("first_month")
    @classmethod
    def _of_a_term(cls, first: int | None, info: ValidationInfo) -> int | None:
        if first is not None and "months" in info.data and info.data["months"] is None:
            raise wrong("{months} と一緒に書きます")
        return first

    @field_validator("people", "first_month", "acquisition", "rate")
    @classmethod
    def _fits_category(cls, value: Any, info: ValidationInfo) -> Any:
        category = info.data.get("category")
        if value is not None and category in _NOT_FOR[info.field_name or ""]:
            instead = "。利用者や台の数なら {quantity} に書きます"
            more = instead if info.field_name == "people" else ""
            raise wrong(f"{{category:{category}}} には書けません{more}")
        if value == "used" and category == "otasuketai":
            raise wrong("{category:otasuketai} に中古はありません")
        return value

    @field_validator("rate")
    @classmethod
    def _of_the_whole(cls, rate: Fraction | None, info: ValidationInfo) -> Fraction | None:
        """A share is one of all that is left, and not of each month or unit."""
        if rate is not None and info.data.get("per", "once") != "once":
            raise wrong("{per} と一緒には書けません。率は、残りの額の全体に掛けます")
        if rate is not None and info.data.get("quantity", 1) not in (0, 1):
            raise wrong("{quantity} と一緒には書けません。率は、残りの額の全体に掛けます")
        return rate

    @field_validator("members")
    @classmethod
    def _once_each(cls, members: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if members is not None:
            twice = [name for name, count in Counter(members).items() if count > 1]
            if twice:
                raise wrong("「{}」が二度あります", twice[0])
        return members

    def with_members_apart(self, known: frozenset[str]) -> Item:
        """The item with a text that names several members of these as one entry each."""
        apart: list[str] = []
        for name in self.members or ():
            parts = [part.strip() for part in without_brackets(name).split("、")]
            apart += parts if name not in known and known.issuperset(parts) else [name]
        if self.members is None or tuple(apart) == self.members:
            return self
        return self.model_copy(update={"members": tuple(dict.fromkeys(apart))})

    @property
    def period(self) -> int | None:
        """The months that one payment is for; None where there is one payment alone."""
        per = self.per
        return _MONTHS_PAID[per] if per in _MONTHS_PAID else int(per.split()[0])

    @property
    def payments(self) -> Exact:
        """How often the price is paid over the contract; a part of a year is a part of it."""
        if self.months is None or self.period is None:
            return 1
        return part_of(self.months, 1, self.period)

    @property
    def payment(self) -> Exact:
        """What one payment comes to, yen: price × quantity × people."""
        return self._cost.payment

    @property
    def is_rounded(self) -> bool:
        """Whether a payment is rounded to whole yen, as `amount` says."""
        return self.payment != self._exact.payment

    @property
    def contract_amount(self) -> Exact:
        """What one buyer pays over the whole contract, as stated, before discounts."""
        return self._cost.whole

    @property
    def figures(self) -> tuple[int, ...]:
        """What `amount` may state, yen: one payment or the term, before or after the discount."""
        return tuple(sorted({figure for cost in self._costs() for figure in self._figures(cost)}))

    @property
    def _cost(self) -> Cost:
        """What the line costs; where that is no whole yen, `amount` says how it was rounded."""
        if self.amount is None:
            return self._exact
        costs = (cost for cost in self._costs() if self.amount in self._figures(cost))
        return next(costs, self._exact)

    @property
    def _exact(self) -> Cost:
        payment = self.price * self.quantity
        if self.people is not None:
            payment *= self.people
        return Cost(payment, payment * self.payments)

    def _costs(self) -> Iterator[Cost]:
        """The exact cost, and as a vendor may round it: over the term, or at each payment."""
        exact = self._exact
        yield exact
        for whole in _rounded(exact.whole) if self.payments != 1 else ():
            yield exact._replace(whole=whole)
        for payment in _rounded(exact.payment):
            yield Cost(payment, payment * self.payments)

    def _figures(self, cost: Cost) -> set[int]:
        """The whole yen among a payment and the term, before and after the discount."""
        found = {cost.payment, cost.whole, cost.whole - self._off(cost.whole)}
        if self.payments == 1 or isinstance(self.discount, Fraction):
            found.add(cost.payment - self._off(cost.payment))
        return {one.numerator for one in found if one.denominator == 1}

    @property
    def term(self) -> Term:
        """The line as far as it decides which thing it is of."""
        members = None if self.members is None else frozenset(self.members)
        return Term(self.category, self.name, self.first_month, self.months, members)

    @property
    def own_discount(self) -> int:
        """Yen that `discount` takes off the whole contract."""
        return self._off(self.contract_amount) if self.discount else 0

    def _off(self, amount: Exact) -> int:
        return self.discount if isinstance(self.discount, int) else cut(self.discount * amount)


@lru_cache(maxsize=1024)  # each frame asks about each line
def is_sum_row(name: str) -> bool:
    """Whether a line's whole name is that of a sum of others, or of the tax on them."""
    return _SUM_ROW.fullmatch(squeezed(name)) is not None


def places_of(items: Sequence[Item]) -> dict[int, Place]:
    """The thing and the first month of every entry that buys something, by its number.

    Things go by the number of their first line.
    """
    numbers = [at for at, one in enumerate(items, 1) if one.category != DISCOUNT and one.quantity]
    if not any(one.first_month or speaks_of_years(one.name) for one in items):
        return {number: Place(number) for number in numbers}
    terms = [items[number - 1].term for number in numbers]
    return {
        number: place._replace(thing=numbers[place.thing])
        for number, place in zip(numbers, places(terms), strict=True)
    }


def contradicts_price(item: Mapping[str, Any], said: Said) -> PydanticCustomError | None:
    """What is wrong between what an item's price says besides yen and its other keys."""
    if said.off and item.get("category") != DISCOUNT:
        return wrong(
            "「{}」は値引きの書き方です。値引きなら {category:discount} と書きます", said.text
        )
    for key, value in said.also.items():
        if item.get(key, value) != value:
            return wrong(f"「{{}}」は {{{key}}} の値と合いません。どちらかを直します", said.text)
    return None


def included_rates(items: Sequence[Item], tax: str, tax_rate: Fraction) -> list[Fraction | int]:
    """The tax rate that each entry's price includes, its own or the quote's; 0 for none."""
    return [
        (tax_rate if item.tax_rate is None else item.tax_rate)
        if (item.tax or tax) == "included"
        else 0
        for item in items
    ]
