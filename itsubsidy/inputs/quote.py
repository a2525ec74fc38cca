"""What is bought: a vendor's quote and its items."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any, Final, NamedTuple

from pydantic import (
    Field,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from itsubsidy.files.keys import Loc
from itsubsidy.files.limits import MOST_SHARES
from itsubsidy.inputs.amounts import no_such_amount
from itsubsidy.inputs.discounts import Balances, faults_of
from itsubsidy.inputs.item import (
    BASES,
    CATEGORIES,
    DISCOUNT,
    Item,
    TaxMode,
    contradicts_price,
    included_rates,
    places_of,
)
from itsubsidy.inputs.names import Names
from itsubsidy.inputs.things import Place, speaks_of_years, year_name
from itsubsidy.inputs.values import (
    Day,
    FromFile,
    Listed,
    Note,
    Said,
    SharePercentage,
    Text,
    Yen,
    without_brackets,
    wrong,
)


class Quote(FromFile):
    """A vendor's offer. `tax` says whether the prices include consumption tax."""

    vendor: Text | None = None
    title: Text | None = None
    dated: Annotated[Day | None, Field(alias="date")] = None
    number: Note = None
    valid_until: Day | None = None
    tax: TaxMode = "excluded"
    tax_rate: SharePercentage = Fraction(1, 10)
    total: Yen | None = None
    total_with_tax: Yen | None = None
    note: Note = None
    items: Annotated[tuple[Item, ...], Listed, Field(min_length=1)]

    @field_validator("items", mode="wrap")
    @classmethod
    def _items_that_belong(
        cls, value: Any, read_items: ValidatorFunctionWrapHandler, info: ValidationInfo
    ) -> tuple[Item, ...]:
        """The items, together with what is wrong between them, so that all is told at once."""
        problems: list[InitErrorDetails] = []
        if isinstance(value, dict):
            value = [value]
        if isinstance(value, (list, tuple)):
            problems = [*_wrong_prices(value), *_wrong_targets(value)]
        told = {problem["loc"] for problem in problems}
        try:
            items: tuple[Item, ...] = read_items(value)
        except ValidationError as error:
            if not problems:
                raise
            found = [_detail(one) for one in error.errors(include_url=False)]
        else:
            found = list(_contradictions(items, info.data))
        problems += [problem for problem in found if problem["loc"] not in told]
        if problems:
            raise ValidationError.from_exception_data("items", problems)
        return items

    @property
    def states_a_total(self) -> bool:
        """Whether the paper's own sum is there to hold the lines against."""
        return self.total is not None or self.total_with_tax is not None

    @property
    def names_members(self) -> bool:
        """Whether an item says which members of a group buy it."""
        return any("members" in item.model_fields_set for item in self.items)

    def with_members_apart(self, known: Collection[str]) -> Quote:
        """The quote with a text that names several members as these: 魚政、八百一.

        Only where it is no member itself and each of its parts is one.
        """
        names = frozenset(known)
        items = tuple(item.with_members_apart(names) for item in self.items)
        return self if items == self.items else self.model_copy(update={"items": items})

    def too_many_shares(self, members: int) -> Iterator[tuple[Loc, PydanticCustomError]]:
        """What is wrong where so many members buy more than is worked out one by one."""
        shares = sum(len(item.members or ()) or members for item in self.items)
        if shares > MOST_SHARES:
            problem = wrong(
                "構成員の買う明細が多すぎます（明細ごとの構成員の数を足すと {:,}）。{:,}までです",
                shares,
                MOST_SHARES,
            )
            yield ("items",), problem

    def unknown_members(self, known: Sequence[str]) -> Iterator[tuple[Loc, PydanticCustomError]]:
        """Where an item names a member that the applicant does not have, and what is wrong.

        What a group gets depends on who pays what, so there a discount must say what it is for.
        """
        if not known and not self.names_members:
            return
        names = Names(known)
        for at, item in enumerate(self.items):
            if known and item.category == DISCOUNT and item.quantity and item.target is None:
                problem = wrong("グループの見積では、値引きを引く品名を {for} に書きます")
                yield ("items", at, "for"), problem
            for within, name in enumerate(item.members or ()):
                if not known:
                    problem = wrong("構成員を書けるのは、{entity:group} の申請者の見積だけです")
                    yield ("items", at, "members", within), problem
                elif name not in names:
                    problem = _several_members(name, names) or names.unknown(name)
                    yield ("items", at, "members", within), problem


def _several_members(name: str, names: Names) -> PydanticCustomError | None:
    """What to say of a text that names several members with other marks than 、 between them."""
    parts = [part for part in re.split(r"[,，・/／\s]+", without_brackets(name)) if part]
    if len(parts) < 2 or any(part not in names for part in parts):
        return None
    return wrong("「{}」は一つの名前として読みます。「{}」と書きます", name, "、".join(parts))


def _wrong_prices(items: Sequence[Any]) -> Iterator[InitErrorDetails]:
    """Prices that say something else than their items do."""
    for at, item in enumerate(items):
        if isinstance(item, dict) and isinstance(said := item.get("price"), Said):
            problem = contradicts_price(item, said)
            if problem is not None:
                yield InitErrorDetails(type=problem, loc=(at, "price"), input=said.text)


def _wrong_targets(items: list[Any] | tuple[Any, ...]) -> Iterator[InitErrorDetails]:
    """What is wrong with `for`, and with discounts, in items as they were written."""
    for at, item in enumerate(items):
        if _written(item, "category") == DISCOUNT:
            yield from _not_of_a_discount(at, item)
    if not any(isinstance(_written(item, "for", "target"), str) for item in items):
        return
    lines = [_Line.of(item) for item in items]
    targets = _Targets(lines)
    for at, line in enumerate(lines):
        if isinstance(line.target, str) and (problem := targets.fault(line, line.target.strip())):
            yield InitErrorDetails(type=problem, loc=(at, "for"), input=line.target)


class _Targets:
    """What the lines of a quote may name in `for`."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        self.names = {line.name for line in lines}
        self.sold = _Lines([line for line in lines if line.category != DISCOUNT])
        self.bases = _Lines(
            [line for line in lines if line.category in BASES or line.category not in CATEGORIES]
        )
        self.known = Names(self.sold.names)
        self.software = Names(
            self.bases.names or (name for name in self.sold.names if name != "None")
        )

    def fault(self, line: _Line, target: str) -> PydanticCustomError | None:
        """What is wrong with the target of a line, if something is."""
        if line.category == DISCOUNT:
            return self._fault_of_discount(target)
        if line.category in BASES:
            return wrong(
                f"{{category:{line.category}}} には書けません。"
                "オプションなら {category} を直します"
            )
        if self.bases.are_several(target):
            return wrong("「{}」という品名のソフトウェアが二つ以上あります。品名を分けます", target)
        if self.bases.called(target):
            return None
        if target in self.names:
            return wrong(
                "「{}」は {category:software} ではありません。ソフトウェアの品名を書きます", target
            )
        return self.software.unknown(target, but="" if self.bases.names else line.name)

    def _fault_of_discount(self, target: str) -> PydanticCustomError | None:
        if not self.sold.called(target):
            return self.known.unknown(target)
        if self.sold.are_several(target):
            return wrong("「{}」という品名が二つ以上あります。品名を分けます", target)
        return None


class _Line(NamedTuple):
    """What an item says that decides what may be `for` it, whether it was validated or not."""

    name: str
    category: str
    target: Any
    begins: str
    """The month it begins with, as far as it says so; a renewal says only itself."""
    is_bought: bool

    @classmethod
    def of(cls, item: Any) -> _Line:
        name = str(_written(item, "name")).strip()
        named = year_name(name)
        begins = _written(item, "first_month") or named.first_month
        begins = str(begins or (name if named.renews else 1))
        quantity = _written(item, "quantity")
        is_bought = getattr(quantity, "number", quantity) != 0  # a `Measure` where it has a unit
        category, target = _written(item, "category"), _written(item, "for", "target")
        category = category if isinstance(category, str) else ""  # else it is told where it stands
        return cls(name, category, target, begins, is_bought)


class _Lines:
    """Lines that may be named by their own name or by that of their thing."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        self._by_name: dict[str, list[_Line]] = {}
        self._by_base: dict[str, list[_Line]] = {}
        for line in lines:
            self._by_name.setdefault(line.name, []).append(line)
            self._by_base.setdefault(year_name(line.name).base, []).append(line)

    @property
    def names(self) -> list[str]:
        return list(self._by_name)

    def called(self, target: str) -> list[_Line]:
        """The lines of this name, or else those of the thing of this name."""
        return self._by_name.get(target) or self._by_base.get(year_name(target).base, [])

    def are_several(self, target: str) -> bool:
        """Whether the name is that of things side by side: of two that begin together."""
        bought = [line for line in self.called(target) if line.is_bought]
        begins = Counter((line.begins, line.category) for line in bought)
        return len({category for _, category in begins}) > 1 or max(begins.values(), default=0) > 1


def _written(item: Any, key: str, attribute: str = "") -> Any:
    """What an item says of `key`, whether it is a mapping or a model already."""
    return item.get(key) if isinstance(item, dict) else getattr(item, attribute or key, None)


_OF_A_DISCOUNT: Final = (
    *("name", "category", "price", "rate", "for", "per", "months", "first_month", "quantity"),
    *("tax", "tax_rate", "note"),
)
"""The keys of a discount line."""


def _not_of_a_discount(at: int, item: Any) -> Iterator[InitErrorDetails]:
    """The keys of a discount line that only what is bought can have."""
    given = item if isinstance(item, dict) else item.written()
    for key, value in given.items():
        if key in Item.model_fields and key not in _OF_A_DISCOUNT:
            usable = "、".join(f"{{{name}}}" for name in _OF_A_DISCOUNT)
            problem = wrong(f"{{category:discount}} には書けません。使えるキー: {usable}")
            yield InitErrorDetails(type=problem, loc=(at, key), input=value)


def _contradictions(items: Sequence[Item], quote: Any) -> Iterator[InitErrorDetails]:
    """What is wrong between the items of a quote, or in one between its amounts."""
    bought = [item for item in items if item.category != DISCOUNT]
    if bought and not any(item.quantity for item in bought):
        problem = wrong("どの行の数量も 0 です。買うものを一つ以上書きます")
        yield InitErrorDetails(type=problem, loc=(0, "quantity"), input=items[0].quantity)
        return
    for at, item in enumerate(items):
        if item.amount is not None:
            yield from _of_an_amount(at, item)
    places = places_of(items)
    if any(item.target is not None for item in items):
        yield from _ambiguous_targets(items, places)
    if any(item.category == DISCOUNT or item.discount for item in items):
        yield from _wrong_discounts(items, places, quote)


def _wrong_discounts(
    items: Sequence[Item], places: Mapping[int, Place], quote: Any
) -> Iterator[InitErrorDetails]:
    """What is wrong with what the discounts are off."""
    bought = [item for item in items if item.category != DISCOUNT and item.quantity]
    running = sum(item.months is not None for item in bought)
    unsure = [at for at, item in enumerate(items) if _is_running_off_all(item)]
    if unsure and running != 1:
        problem = wrong("書かれていません。月や年ごとの値引きには、引く品名を書きます")
        yield InitErrorDetails(type=problem, loc=(unsure[0], "for"), input=None)
        return
    rates = included_rates(items, quote.get("tax"), quote.get("tax_rate") or Fraction(0))
    yield from faults_of(Balances(items, places, rates))


def _is_running_off_all(item: Item) -> bool:
    """Whether a discount by the month or year does not say what it is off."""
    is_off_all = item.category == DISCOUNT and item.target is None
    return is_off_all and bool(item.quantity) and item.per != "once"


def _of_an_amount(at: int, item: Item) -> Iterator[InitErrorDetails]:
    """A 金額 that the price does not make, or that may be before or after a discount."""
    if item.amount not in item.figures:
        problem = no_such_amount(item)
        yield InitErrorDetails(type=problem, loc=(at, "amount"), input=item.amount)
    elif item.discount and "price" not in item.model_fields_set:
        problem = wrong(
            "書かれていません。{discount} があるので、{amount} が引く前か後か決まりません"
        )
        yield InitErrorDetails(type=problem, loc=(at, "price"), input=None)


def _ambiguous_targets(
    items: Sequence[Item], places: Mapping[int, Place]
) -> Iterator[InitErrorDetails]:
    """Where `for` names things whose months overlap, so that it could be any of them."""
    names = {item.name for item in items}
    if len(names) == len(items) and not any(map(speaks_of_years, names)):
        return
    lines = [
        (item, places.get(number))
        for number, item in enumerate(items, 1)
        if item.category != DISCOUNT
    ]
    sold, bases = _Things(lines), _Things(one for one in lines if one[0].category in BASES)
    for at, item in enumerate(items):
        things = sold if item.category == DISCOUNT else bases
        if item.target is not None and len(things.called(item.target)) > 1:
            problem = wrong("「{}」という品名が二つ以上あります。品名を分けます", item.target)
            yield InitErrorDetails(type=problem, loc=(at, "for"), input=item.target)


class _Things:
    """The things of some lines by the names of their lines, and by their own.

    A name may be that of a line of quantity 0, which is of no thing.
    """

    def __init__(self, lines: Iterable[tuple[Item, Place | None]]) -> None:
        self._by_name: dict[str, set[int]] = {}
        self._by_base: dict[str, set[int]] = {}
        for item, place in lines:
            named = self._by_name.setdefault(item.name, set())
            if place is not None:
                named.add(place.thing)
                self._by_base.setdefault(year_name(item.name).base, set()).add(place.thing)

    def called(self, target: str) -> set[int]:
        named = self._by_name.get(target)
        return self._by_base.get(year_name(target).base, set()) if named is None else named


def _detail(found: Any) -> InitErrorDetails:
    """An error of an inner model, to be raised again beside others."""
    kind = found["type"]
    if kind == "itsubsidy":
        kind = PydanticCustomError("itsubsidy", "{message}", found["ctx"])
    detail = InitErrorDetails(type=kind, loc=found["loc"], input=found["input"])
    if "ctx" in found and isinstance(kind, str):
        detail["ctx"] = found["ctx"]
    return detail
