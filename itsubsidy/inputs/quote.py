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
    PrivateAttr,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from itsubsidy.inputs.values import (
    Count,
    Listed,
    Model,
    Origin,
    Positive,
    Process,
    SharePercentage,
    Text,
    Yen,
    parse_process,
    wrong,
)
from itsubsidy.inputs.yamltext import Loc, normal

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
]
Function = Literal["accounting", "ordering", "settlement"]

CATEGORIES: Final = frozenset(get_args(Category))
BASES: Final = frozenset({"software", "analysis"})
"""Categories that other items may belong to with `for`."""


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
    """One line of a quote; `price` is yen for one unit, as the quote states it."""

    name: Text
    category: Category
    price: Yen
    quantity: Positive = 1
    per: Literal["once", "month", "year"] = "once"
    months: Annotated[Positive | None, Field(validate_default=True)] = None
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


class Quote(Model):
    """A vendor's offer. `tax` says whether the prices include consumption tax."""

    vendor: Text | None = None
    title: Text | None = None
    tax: Literal["excluded", "included"] = "excluded"
    tax_rate: SharePercentage = Fraction(1, 10)
    items: Annotated[tuple[Item, ...], Listed, Field(min_length=1)]

    _origin: Origin | None = PrivateAttr(default=None)

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
        if problems:
            raise ValidationError.from_exception_data("items", problems)
        return items

    def unknown_members(self, known: Sequence[str]) -> Iterator[tuple[Loc, PydanticCustomError]]:
        """Where an item names a member that the applicant does not have, and what is wrong."""
        for at, item in enumerate(self.items):
            for within, name in enumerate(item.members or ()):
                if not known:
                    problem = wrong("構成員を書けるのは、{entity:group} の申請者の見積だけです")
                    yield ("items", at, "members", within), problem
                elif name not in known:
                    yield ("items", at, "members", within), unknown_name(name, known)


def _wrong_targets(items: list[Any] | tuple[Any, ...]) -> Iterator[InitErrorDetails]:
    """What is wrong with `for` in items as they were written."""
    targets = [(at, _written(item, "for", "target")) for at, item in enumerate(items)]
    if not any(isinstance(target, str) for _, target in targets):
        return
    names = [str(_written(item, "name")).strip() for item in items]
    bases = Counter(
        name
        for name, item in zip(names, items, strict=True)
        if _written(item, "category") in BASES or _written(item, "category") not in CATEGORIES
    )
    for at, target in targets:
        if not isinstance(target, str):
            continue
        category = _written(items[at], "category")
        if category in BASES:
            problem = wrong(
                f"{{category:{category}}} には書けません。オプションなら {{category}} を直します"
            )
        elif target.strip() not in names:
            problem = unknown_name(
                target, list(bases) or [n for n in names if n not in ("None", names[at])]
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
