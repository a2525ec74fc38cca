"""One row of a quote's table → the lines of the quote that it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final, NamedTuple

from itsubsidy.inputs.imports import quote_category
from itsubsidy.inputs.imports.figures import Amount, Counted, amount_of, meaning, whole_yen
from itsubsidy.inputs.imports.heads import compact
from itsubsidy.inputs.imports.quote_head import Slot
from itsubsidy.inputs.imports.quote_row import RowError, RowReader
from itsubsidy.inputs.imports.quote_terms import (
    LOOSE_UNITS,
    Term,
    Written,
    is_of_time,
    months_between,
    term_of,
)
from itsubsidy.inputs.item import DISCOUNT, EVERYONE, RUNNING
from itsubsidy.inputs.spelling import ACCOUNTS, ITEM
from itsubsidy.inputs.things import MONTHS_IN_YEAR, year_name
from itsubsidy.inputs.values import PRICE_DECIMALS, QUANTITY_DECIMALS
from itsubsidy.money import Exact, cut, decimal_text, magnitude, up


class Ask(NamedTuple):
    """What only the reader knows; the file is not valid until it is written there."""

    question: str
    stand_in: object
    """What makes the file valid for us, to see that nothing else is wrong."""


class Line(NamedTuple):
    """A line of the quote as it will stand in the file, and what the paper adds up of it."""

    place: str
    data: Mapping[str, Any]
    """The keys of an item; a value may be an `Ask`."""
    amount: Exact
    """What the paper has for it, yen; negative where it is taken off."""
    whole: Exact
    """The same over the whole term, of which the paper may have one payment alone."""
    tax: str | None = None
    """Whether its amount includes the tax, where the line says so."""
    rate: Fraction | None = None
    """Its tax rate, where the line says so."""
    heading: str = ""
    """The heading that it is the first below."""
    is_of_a_year: bool = False
    """Whether its term is the year that the sheet reckons with, unless no total is of it."""
    is_loose: bool = False
    """Whether its amount may be that of one unit, unless the sums show that it is not."""

    @property
    def name(self) -> str:
        return str(self.data["name"])

    @property
    def is_discount(self) -> bool:
        return bool(self.data["category"] == DISCOUNT)

    def with_remark(self, text: str) -> Line:
        """The line with a further remark."""
        note = _remark(self.data.get("note"), text)
        return self._replace(data={**self.data, "note": note})


class Context(NamedTuple):
    """What stands around a row and says something of it."""

    section: str | None = None
    """The category that the heading above names."""
    names: Mapping[str, str] = {}
    """The lines above: their names in the usual width without spaces, and as they are written;
    nothing where two have the name.
    """
    usual_months: int | None = None
    """The term of the whole quote."""


def lines_of(row: RowReader, context: Context) -> list[Line]:
    """The lines that a row is: one, or one for each price that it has.

    Raises:
        RowError: its figures do not agree, or cannot be read.
    """
    slots = [slot for slot in row.layout.slots if _is_filled(row, slot)]
    if row.is_off:
        return [_discount(row, slot, context) for slot in slots or row.layout.slots[:1]]
    lines = [_item(row, slot, context, several=len(slots) > 1) for slot in slots]
    total = row.amount(row.layout.row_total)
    if total is not None and total.yen != (made := sum(line.amount for line in lines)):
        cell = row.cell(row.layout.row_total) or row.first
        message = (
            f"{decimal_text(total.yen)}円は、この行の額の合計 {decimal_text(made)}円と合いません"
        )
        raise RowError(cell, message)
    return lines


def _is_filled(row: RowReader, slot: Slot) -> bool:
    """Whether there is a price; beside other ones, nothing is none."""
    amounts = [amount_of(cell.value) for cell in row.paid(slot)]
    if len(row.layout.slots) == 1:
        return bool(amounts)
    return any(amount is None or amount.yen for amount in amounts)


class _Figures(NamedTuple):
    """What a row has of one price."""

    price: Exact | None
    """Of one unit."""
    amount: Exact | None
    """Of the line."""
    tax: str | None = None
    per: str | None = None
    yearly: Exact | None = None
    """What a year comes to, beside the fee of a month."""


def _figures(row: RowReader, slot: Slot) -> _Figures:
    price, amount = row.amount(slot.price), row.amount(slot.amount)
    yearly, gross = row.amount(slot.yearly), None
    if price is None and amount is None:
        if yearly is not None:
            return _Figures(None, yearly.yen, yearly.tax or slot.tax, "year", yearly.yen)
        gross = row.amount(slot.gross)
    found = [one for one in (price, amount, gross) if one is not None]
    tax = next((one.tax for one in found if one.tax), "included" if gross else slot.tax)
    is_amount_alone = slot.is_per_of_price and price is None and row.months is None
    per = next((one.per for one in found if one.per), None if is_amount_alone else slot.per)
    return _Figures(_yen(price), _yen(amount or gross), tax, per, _yen(yearly))


def _yen(amount: Amount | None) -> Exact | None:
    return None if amount is None else amount.yen


# --- what is bought ------------------------------------------------------------------------------


def _item(row: RowReader, slot: Slot, context: Context, *, several: bool) -> Line:
    figures, quantity = _figures(row, slot), row.quantity
    people = row.whole_number("people")
    name = _name(row, slot, several=several)
    category = _category(row, name, context)
    remarks = row.remarks
    discount = row.off()
    if figures.amount == 0 and figures.price and quantity.number and not discount:  # 無償
        remarks.append(f"無償（単価 {decimal_text(figures.price)}円）")
        figures = figures._replace(price=0)
    texts = (name, *row.remarks, row.text("per"))
    term = _term(row, figures, quantity, people or 1, texts, context)
    is_of_a_year = figures.yearly is not None and term.months is None
    if is_of_a_year:
        term = term._replace(months=MONTHS_IN_YEAR, unsure=frozenset())
    is_bought = category is not None and category not in RUNNING and term.per == "once"
    is_beside = several and slot.per == "once"  # 初期費用, beside what is paid by the month
    if is_beside or (is_bought and not row.has("months")):  # or years of a guarantee, not of use
        term = term._replace(months=None)
    term, first_month = _begun(row, slot, name, category, term)
    unit = _unit_price(row, figures, term, people)
    data = _known(
        name=name,
        category=_asked_category(row, name, context) if category is None else category,
        model=row.text("model"),
        price=_asked_price(figures, term, unit.price),
        quantity=unit.number if unit.number != 1 else None,
        unit=None if unit.remark or is_of_time(quantity.unit) else quantity.unit,
        people=unit.people,
        **_term_keys(term, quantity.unit),
        first_month=first_month,
        **_own_keys(row),
        discount=discount,
        amount=whole_yen(_stated(figures, term, discount)),
        note=_remark(*remarks, unit.remark),
    )
    payment = unit.price * unit.number * (unit.people or 1)
    amount, whole = _amounts(row, slot, figures, payment, term, data)
    line = _line(row, data, figures, amount, whole)
    return line._replace(
        is_of_a_year=is_of_a_year, is_loose=slot.is_loose and term.quantity not in (0, 1)
    )


def _stated(figures: _Figures, term: Term, discount: object) -> Exact | None:
    """The amount that the file has: of a payment, or of the whole term; less a discount it is of
    neither as long as the term is not known.
    """
    if discount and "months" in term.unsure:
        return None
    is_whole = figures.yearly is not None and term.months == MONTHS_IN_YEAR
    return figures.yearly if is_whole else figures.amount


def _known(**data: Any) -> dict[str, Any]:
    """The keys that say something."""
    return {key: value for key, value in data.items() if value not in (None, "", {})}


def _remark(*texts: str | None) -> str:
    return " / ".join(filter(None, texts))


def _name(row: RowReader, slot: Slot, *, several: bool) -> str:
    texts = [cell.text for cell in row.names]
    if len(texts) > 1 and quote_category.of_heading(texts[0]) is not None:
        del texts[0]
    name = " ".join([*map(quote_category.bare, texts[:-1]), *texts[-1:]])
    if not name:
        raise RowError(row.first, "品名がありません")
    if slot.first_month is not None:
        return f"{name} {(slot.first_month - 1) // MONTHS_IN_YEAR + 1}年目"
    words = {"once": "初期費用", "month": "月額", "year": "年額"}
    return f"{name}（{words[slot.per]}）" if several and slot.per in words else name


def _category(row: RowReader, name: str, context: Context) -> str | None:
    """The category where it is certain: by its column, a column of kinds, or what stands around."""
    if row.category is not None:
        return str(row.category)
    kinds = (quote_category.of_heading(cell.text) for cell in row.names[:-1])
    kind = next(filter(None, kinds), None)
    return kind or quote_category.of_name(name, context.names, context.section)


def _asked_category(row: RowReader, name: str, context: Context) -> Ask:
    stand_in = "setup" if row.of("people") else "software" if row.of("acquisition") else "other"
    return Ask(quote_category.question(name, context.section, context.names), stand_in)


# --- for how long --------------------------------------------------------------------------------


def _term(
    row: RowReader,
    figures: _Figures,
    quantity: Counted,
    people: int,
    texts: tuple[str, ...],
    context: Context,
) -> Term:
    per = figures.per
    if row.has("per"):
        said = meaning(ITEM["per"], row.text("per"))
        per = str(said) if said is not None else per or (None if row.text("per") else "once")
    return term_of(
        Written(
            figures.price,
            quantity.number,
            quantity.unit,
            people,
            figures.amount,
            texts,
            per,
            row.months,
            row.has("months"),
            context.usual_months,
        )
    )


def _begun(
    row: RowReader, slot: Slot, name: str, category: str | None, term: Term
) -> tuple[Term, int | None]:
    """The term, and the month of use that it begins with; a line of a year is of its months."""
    if row.has("first_month"):
        return term, row.whole_number("first_month")
    first = slot.first_month or year_name(name).first_month
    if slot.goes_on:
        return Term("year", None, term.quantity, frozenset({"months"})), first
    if first is None or (category is not None and category not in RUNNING):
        return term, None
    if term.months is None and "months" not in term.unsure and not row.has("months"):
        term = term._replace(months=MONTHS_IN_YEAR)
    return term, first if term.months is not None else None


def _term_keys(term: Term, unit: str) -> dict[str, Any]:
    per: Any = None if term.per == "once" else term.per
    months: Any = term.months
    if "per" in term.unsure:
        per = Ask(f"{term.months}か月の料金は、一括、月、年のどれですか", "once")
    if "months" in term.unsure:
        months = Ask(f"何か月の契約ですか{_of_months(term.quantity, unit)}", MONTHS_IN_YEAR)
    return {"per": per, "months": months}


def _of_months(quantity: Exact, unit: str) -> str:
    """What to do where a quantity without a unit is itself the months."""
    if quantity == 1 or unit not in LOOSE_UNITS:
        return ""
    number = decimal_text(quantity)
    return f"。数量 {number}が月数なら、数量の行を消して {number}か月と書きます"


# --- what it costs -------------------------------------------------------------------------------


class _Unit(NamedTuple):
    """The price of one unit, and how many there are."""

    price: Exact
    number: Exact
    people: int | None
    remark: str = ""
    """What the sheet has instead."""


def _unit_price(row: RowReader, figures: _Figures, term: Term, people: int | None) -> _Unit:
    """The price of one unit; one with more decimals than a file holds is one piece of its amount.

    Raises:
        RowError: there is no amount that could stand for it.
    """
    price, amount, count = figures.price, figures.amount, term.quantity
    if price is None:
        price = amount if amount is not None else 0
        number = count * (people or 1)
        price = price if number in (0, 1) else Fraction(price) / number
    if _fits(price, PRICE_DECIMALS) and _fits(count, QUANTITY_DECIMALS):
        return _Unit(price, count, people)
    if amount is None:
        made = f"単価 {decimal_text(price)} × 数量 {decimal_text(count)}"
        raise RowError(row.first, f"{made} に端数があり、金額がありません")
    return _Unit(amount, 1, None, f"数量 {row.text('quantity')}{row.text('unit')}")


def _fits(number: Exact, decimals: int) -> bool:
    return Fraction(number * 10**decimals).denominator == 1


def _asked_price(figures: _Figures, term: Term, price: Exact) -> object:
    if figures.price is None and figures.amount is None:
        return Ask("額がありません。単価を書くか、この行を消します", 0)
    if "price" in term.unsure:
        shown = f"{decimal_text(figures.amount or 0)}円"
        return Ask(f"{shown}は一回の額ですか、契約全体の額ですか。一回の額を書きます", price)
    return price


def _amounts(
    row: RowReader,
    slot: Slot,
    figures: _Figures,
    payment: Exact,
    term: Term,
    data: Mapping[str, Any],
) -> tuple[Exact, Exact]:
    """What the paper has for the line, and the same over the whole term.

    Raises:
        RowError: the amount is not what price and quantity make.
    """
    whole = payment * _payments(term)
    after = {made: made - _off(data.get("discount"), made) for made in (payment, whole)}
    if figures.yearly is not None:
        _check_year(row, slot, figures.yearly, payment, term)
        return figures.yearly, after[whole]
    if figures.amount is None:
        return after[whole], after[whole]
    for made, less in after.items():
        paid = _paid(figures.amount, made, less)
        if paid is not None:
            return paid, paid if made == whole else after[whole]
    count = f"単価 {decimal_text(figures.price or 0)} × 数量 {decimal_text(term.quantity)}"
    both = f"{decimal_text(payment)}円"
    if whole != payment:
        both += f"（{term.months}か月で {decimal_text(whole)}円）"
    message = f"金額 {decimal_text(figures.amount)}円は、{count} = {both}と合いません"
    raise RowError(row.cell(slot.amount) or row.first, message)


def _check_year(row: RowReader, slot: Slot, yearly: Exact, payment: Exact, term: Term) -> None:
    """Hold what a year comes to against the fee of a month, where there is one.

    Raises:
        RowError: it is not twelve of them.
    """
    if term.per == "month" and yearly != payment * MONTHS_IN_YEAR:
        made = f"月額 {decimal_text(payment)}円の 12か月分 {decimal_text(payment * 12)}円"
        message = f"年額 {decimal_text(yearly)}円は、{made}と合いません"
        raise RowError(row.cell(slot.yearly) or row.first, message)


def _paid(stated: Exact, made: Exact, less: Exact) -> Exact | None:
    """What is paid by an amount that is stated after the line's discount or before it; None where
    it is neither, in whole yen as a sheet may show them.
    """
    for shown, off in ((less, Fraction(0)), (made, made - less)):
        if cut(shown) <= up(stated) and cut(stated) <= up(shown):
            return stated - off
    return None


def _payments(term: Term) -> Exact:
    """How often the price is paid, as far as it is known."""
    if term.months is None or term.per == "once":
        return 1
    return Fraction(term.months, months_between(term.per))


def _off(discount: object, amount: Exact) -> Exact:
    if isinstance(discount, Fraction):
        return cut(discount * amount)
    return discount if isinstance(discount, int) else 0


# --- what is taken off ---------------------------------------------------------------------------


def _discount(row: RowReader, slot: Slot, context: Context) -> Line:
    figures, quantity = _figures(row, slot), row.quantity
    price = None if figures.price is None else magnitude(figures.price)
    amount = None if figures.amount is None else magnitude(figures.amount)
    share = row.share_off if price is None and amount is None else None
    if price is None and amount is None and share is None:
        raise RowError(row.first, "値引きの額がありません")
    count = Counted(magnitude(quantity.number), quantity.unit)
    term = _term(row, _Figures(price, amount, None, figures.per), count, 1, (), Context())
    if price is None or (amount is not None and amount != price * term.quantity * _payments(term)):
        price, term = amount, Term("once", None, 1)
    name = " ".join(cell.text for cell in row.names) or "値引き"
    data = _known(
        name=name,
        category=DISCOUNT,
        price=price,
        rate=share,
        quantity=term.quantity if term.quantity != 1 else None,
        **_term_keys(term, count.unit),
        first_month=row.whole_number("first_month"),
        note=_remark(*row.remarks),
    )
    target = row.text("for") if row.has("for") else _target(name, context.names)
    if target or row.has("for"):
        data["for"] = target or None  # a column for it says that there is none
    off = -((price or 0) * term.quantity * _payments(term))
    return _line(row, data, figures, off, off)


def _target(name: str, names: Mapping[str, str]) -> str | None:
    """The line above whose name the discount begins with: `会計ソフト 値引`."""
    plain = compact(name)
    begins = (one for one in names if one and plain.startswith(one) and plain != one)
    return names.get(max(begins, key=len, default=""))


# --- the rest ------------------------------------------------------------------------------------


def _line(
    row: RowReader, data: Mapping[str, Any], figures: _Figures, amount: Exact, whole: Exact
) -> Line:
    texts = (row.text("tax_amount"), row.text("tax"), *row.remarks)
    said = (meaning(ITEM["tax"], text) for text in texts)
    tax = next((str(mode) for mode in said if mode is not None), figures.tax)
    rate = next(row.tax_rates(), None)
    return Line(row.table.place(row.first), data, amount, whole, tax, rate)


_TEXTS: Final = ("acquisition", "invoice_compliant", "registered", "for")
_LISTS: Final = {"processes": "[、,，/]", "functions": "[、,，・／/]", "members": "[、,，]"}


def _own_keys(row: RowReader) -> dict[str, Any]:
    """The keys of an item that a quote may have a column for, as the file has them."""
    data: dict[str, Any] = {key: row.text(key) for key in _TEXTS}
    for key, between in _LISTS.items():
        parts = [part.strip() for part in re.split(between, row.text(key))]
        whole = row.text(key) in EVERYONE
        data[key] = row.text(key) if whole else list(filter(None, parts)) or None
    return data | {"accounts": _known(**{key: row.whole_number(key) for key in ACCOUNTS})}
