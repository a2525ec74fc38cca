"""What is bought: a vendor's quote and its items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from fractions import Fraction
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import (
    BeforeValidator,
    Field,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from itsubsidy.inputs.values import (
    Count,
    FromFile,
    Listed,
    Model,
    Positive,
    Process,
    SharePercentage,
    Text,
    Yen,
    parse_process,
    wrong,
)
from itsubsidy.inputs.yamltext import Loc, normal
from itsubsidy.money import Exact, cut, yen

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

CATEGORIES: Final = frozenset(get_args(Category))
BASES: Final = frozenset({"software", "analysis"})
"""Categories that other items may belong to with `for`."""

DISCOUNT: Final = "discount"
"""The category of a line that buys nothing: its price is yen off an item, or off them all."""

MONTHS_IN_YEAR: Final = 12


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


def _everyone(value: object) -> object:
    """`all` is everyone, which is None; one name is a list of one."""
    if value in EVERYONE:
        return None
    return [value] if isinstance(value, str) else value


Members = Annotated[
    Annotated[tuple[Text, ...], Listed, Field(min_length=1)] | None, BeforeValidator(_everyone)
]


class Item(Model):
    """One line of a quote; `price` is yen for one unit, as the quote states it.

    `discount` is yen off the whole of it: all units, all months.
    """

    name: Text
    category: Category
    price: Yen
    quantity: Positive = 1
    per: Literal["once", "month", "year"] = "once"
    months: Annotated[Positive | None, Field(validate_default=True)] = None
    discount: Yen = 0
    processes: Annotated[
        tuple[Annotated[Process, BeforeValidator(parse_process)], ...],
        Listed,
        Field(min_length=1),
    ] = ()
    functions: Annotated[tuple[Function, ...], Listed, Field(min_length=1)] = ()
    invoice_compliant: bool = True
    registered: bool = True
    accounts: Accounts | None = None
    target: Annotated[Text | None, Field(alias="for")] = None
    members: Members = None

    @field_validator("months")
    @classmethod
    def _term(cls, months: int | None, info: ValidationInfo) -> int | None:
        per = info.data.get("per")
        if months is None and per in ("month", "year"):
            raise wrong(f"書かれていません。{{per:{per}}} には契約期間の月数が要ります")
        return months

    @field_validator("members")
    @classmethod
    def _once_each(cls, members: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if members is not None:
            twice = [name for name, count in Counter(members).items() if count > 1]
            if twice:
                raise wrong("「{}」が二度あります", twice[0])
        return members

    @property
    def amount(self) -> Exact:
        """What one buyer pays over the whole contract, as stated, before discounts."""
        payment = self.price * self.quantity
        if self.months is None or self.per == "once":
            return payment
        if self.per == "month":
            return payment * self.months
        return Fraction(payment * self.months, MONTHS_IN_YEAR)


class Quote(FromFile):
    """A vendor's offer. `tax` says whether the prices include consumption tax."""

    vendor: Text | None = None
    title: Text | None = None
    tax: Literal["excluded", "included"] = "excluded"
    tax_rate: SharePercentage = Fraction(1, 10)
    items: Annotated[tuple[Item, ...], Listed, Field(min_length=1)]

    @field_validator("items", mode="wrap")
    @classmethod
    def _items_that_belong(
        cls, value: Any, read_items: ValidatorFunctionWrapHandler
    ) -> tuple[Item, ...]:
        """The items, together with what is wrong between them, so that all is told at once."""
        problems = list(_wrong_targets(value)) if isinstance(value, (list, tuple)) else []
        try:
            items: tuple[Item, ...] = read_items(value)
        except ValidationError as error:
            if not problems:
                raise
            problems += [_detail(found) for found in error.errors(include_url=False)]
        else:
            problems += _too_much_off(items)
        if problems:
            raise ValidationError.from_exception_data("items", problems)
        return items

    def unknown_members(self, known: Sequence[str]) -> Iterator[tuple[Loc, PydanticCustomError]]:
        """Where an item names a member that the applicant does not have, and what is wrong.

        What a group gets depends on who pays what, so there a discount must say what it is for.
        """
        for at, item in enumerate(self.items):
            if known and item.category == DISCOUNT and item.target is None:
                problem = wrong("グループの見積では、値引きを引く品名を {for} に書きます")
                yield ("items", at, "for"), problem
            for within, name in enumerate(item.members or ()):
                if not known:
                    problem = wrong("構成員を書けるのは、{entity:group} の申請者の見積だけです")
                    yield ("items", at, "members", within), problem
                elif name not in known:
                    yield ("items", at, "members", within), unknown_name(name, known)


def _wrong_targets(items: list[Any] | tuple[Any, ...]) -> Iterator[InitErrorDetails]:
    """What is wrong with `for`, and with discounts, in items as they were written."""
    categories = [_written(item, "category") for item in items]
    discounts = [at for at, category in enumerate(categories) if category == DISCOUNT]
    for at in discounts:
        yield from _not_of_a_discount(at, items[at])
    targets = [(at, _written(item, "for", "target")) for at, item in enumerate(items)]
    if not any(isinstance(target, str) for _, target in targets):
        return
    names = [str(_written(item, "name")).strip() for item in items]
    sold = Counter(name for at, name in enumerate(names) if at not in discounts)
    bases = Counter(
        name
        for name, category in zip(names, categories, strict=True)
        if category in BASES or category not in CATEGORIES
    )
    for at, target in targets:
        if not isinstance(target, str):
            continue
        category = categories[at]
        if at in discounts:
            if target.strip() not in sold:
                problem = unknown_name(target, list(sold))
            elif sold[target.strip()] > 1:
                problem = wrong("「{}」という品名が二つ以上あります。品名を分けます", target)
            else:
                continue
        elif category in BASES:
            problem = wrong(
                f"{{category:{category}}} には書けません。オプションなら {{category}} を直します"
            )
        elif target.strip() not in names:
            problem = unknown_name(
                target, list(bases) or [n for n in sold if n not in ("None", names[at])]
            )
        elif target.strip() not in bases:
            problem = wrong(
                "「{}」は {category:software} でありません。ソフトウェアの品名を書きます", target
            )
        elif bases[target.strip()] > 1:
            problem = wrong(
                "「{}」という品名のソフトウェアが二つ以上あります。品名を分けます", target
            )
        else:
            continue
        yield InitErrorDetails(type=problem, loc=(at, "for"), input=target)


_OF_A_DISCOUNT: Final = ("name", "category", "price", "for")


def _not_of_a_discount(at: int, item: Any) -> Iterator[InitErrorDetails]:
    """The keys of a discount line that only what is bought can have."""
    given = item if isinstance(item, dict) else item.model_dump(by_alias=True, exclude_unset=True)
    for key, value in given.items():
        if key in Item.model_fields and key not in _OF_A_DISCOUNT:
            usable = "、".join(f"{{{one}}}" for one in _OF_A_DISCOUNT)
            problem = wrong(f"{{category:discount}} には書けません。使えるキー: {usable}")
            yield InitErrorDetails(type=problem, loc=(at, key), input=value)


def own_discounts(items: Sequence[Item]) -> list[int]:
    """Yen off each item, as stated: its `discount` and the discount lines that name it."""
    lines: Counter[str] = Counter()
    for item in items:
        if item.category == DISCOUNT and item.target is not None:
            lines[item.target] += item.price
    return [
        item.discount + (lines[item.name] if item.category != DISCOUNT else 0) for item in items
    ]


def _too_much_off(items: Sequence[Item]) -> Iterator[InitErrorDetails]:
    """Discounts of more than what they are taken off."""
    if not any(item.discount or item.category == DISCOUNT for item in items):
        return
    left = 0
    over = set()
    for at, (item, off) in enumerate(zip(items, own_discounts(items), strict=True)):
        if item.category == DISCOUNT:
            continue
        amount = cut(item.amount)
        left += max(0, amount - off)
        if item.discount > amount:
            problem = wrong(_MORE, yen(item.discount), f"この品の {yen(amount)}")
            yield InitErrorDetails(type=problem, loc=(at, "discount"), input=item.discount)
        elif off > amount:
            over.add(item.name)
    whole = sum(item.price for item in items if item.category == DISCOUNT and not item.target)
    for at, item in enumerate(items):
        if item.category == DISCOUNT and item.target in over:
            problem = wrong("「{}」の値引きの合計が、その品の額より多くなっています", item.target)
        elif item.category == DISCOUNT and item.target is None and whole > left:
            problem = wrong(_MORE, yen(whole), f"見積全体の {yen(left)}")
        else:
            continue
        yield InitErrorDetails(type=problem, loc=(at, "price"), input=item.price)


_MORE: Final = "値引きの {}が、{}より多くなっています"


def _written(item: Any, key: str, attribute: str | None = None) -> Any:
    """What an item says of `key`, whether it is a mapping or a model already."""
    return item.get(key) if isinstance(item, dict) else getattr(item, attribute or key, None)


def unknown_name(name: str, known: Sequence[str]) -> PydanticCustomError:
    """What to say of a name that is not among those known, with the nearest one."""
    same = [one for one in known if normal(one).casefold() == normal(name).casefold()]
    near = same or get_close_matches(name, known, n=1, cutoff=0.4)
    hint = f"。もしかして: {near[0]}" if near else ""
    return wrong("「{}」という名前がありません。ある名前: {}{}", name, "、".join(known), hint)


def _detail(found: Any) -> InitErrorDetails:
    """An error of an inner model, to be raised again beside others."""
    kind = found["type"]
    if kind == "itsubsidy":
        kind = PydanticCustomError("itsubsidy", "{message}", found["ctx"])
    detail = InitErrorDetails(type=kind, loc=found["loc"], input=found["input"])
    if "ctx" in found and isinstance(kind, str):
        detail["ctx"] = found["ctx"]
    return detail
