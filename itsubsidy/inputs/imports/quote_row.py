"""The cells of one row of a quote's table, by what their columns are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from itsubsidy.files.text import normal
from itsubsidy.inputs.imports.figures import (
    Amount,
    Counted,
    amount_of,
    counted,
    meaning,
    percent_of,
)
from itsubsidy.inputs.imports.heads import compact
from itsubsidy.inputs.imports.quote_head import Layout, Slot
from itsubsidy.inputs.imports.quote_terms import months_in
from itsubsidy.inputs.item import DISCOUNT
from itsubsidy.inputs.spelling import ITEM
from itsubsidy.inputs.tables import Cell, Table
from itsubsidy.inputs.things import MONTHS_IN_YEAR
from itsubsidy.money import magnitude


class RowError(Exception):
    """A row whose figures do not agree, or cannot be read; where, and what."""

    def __init__(self, cell: Cell, message: str) -> None:
        super().__init__(message)
        self.cell, self.message = cell, message


_OFF: Final = re.compile(
    r"(?:出精|特別|[御お]?値引|値下げ|割引|ディスカウント|端数(?:調整|処理|切捨)|調整額).{0,10}"
    r"|.*(?:値引き?|割引|ディスカウント|discount)(?:額|分)?(?:\s*[(\[0-9].*)?",
    re.IGNORECASE,
)
_PRICELESS: Final = re.compile(
    r"別途|応?相談|応談|お?見積|未定|時価|実費|open|ask|tbd", re.IGNORECASE
)
_UNIT: Final = re.compile(r"\(?(?:円|税抜|税込|税別)\)?")
"""What may stand below the head of a column."""

_LEFT_BLANK: Final = frozenset({"-", "ー", "―", "—", "−", "‐"})
"""What stands in a cell that is left blank."""


class RowReader:
    """Reads the cells of one row."""

    def __init__(self, table: Table, layout: Layout, row: int) -> None:
        self.table = table
        self.layout = layout
        self.number = row
        self.off_label = self._off_label()
        """What says beside the yen that they are taken off, where nothing is named."""

    def _off_label(self) -> Cell | None:
        if not all(self.table.at(self.number, at).is_blank for at in self.layout.names):
            return None
        for column, cell in enumerate(self.table.rows[self.number]):
            if column not in self.layout.notes and _OFF.fullmatch(compact(cell.text)):
                return cell
        return None

    def cell(self, column: int | None) -> Cell | None:
        """The cell in a column; None where there is no such column, or nothing in it."""
        if column is None:
            return None
        cell = self.table.at(self.number, column)
        is_left_blank = cell.is_blank or compact(cell.text) in _LEFT_BLANK
        return None if is_left_blank or cell is self.off_label else cell

    def of(self, role: str) -> Cell | None:
        """The cell of what a column holds."""
        return self.cell(self.layout.columns.get(role))

    def has(self, role: str) -> bool:
        """Whether the table has a column for it."""
        return role in self.layout.columns

    def text(self, role: str) -> str:
        """What stands in the column; nothing where there is none."""
        cell = self.of(role)
        return cell.text if cell is not None else ""

    @property
    def names(self) -> list[Cell]:
        """The cells that name what is sold, the general before the particular."""
        named = [cell for at in self.layout.names if (cell := self.cell(at)) is not None]
        return named or ([] if self.off_label is None else [self.off_label])

    @property
    def remarks(self) -> list[str]:
        """What else is said of it."""
        return [cell.text for at in self.layout.notes if (cell := self.cell(at)) is not None]

    @property
    def first(self) -> Cell:
        """Where the row is, for whoever looks for it."""
        cells = (*self.names, *self.table.rows[self.number])
        return next(cell for cell in cells if not cell.is_blank)

    @property
    def category(self) -> object | None:
        """The category by its own column; a merged cell stands for all rows of it."""
        at = self.layout.columns.get("category")
        if at is None:
            return None
        return meaning(ITEM["category"], self.table.whole(self.number, at).text)

    # --- yen -------------------------------------------------------------------------------------

    def paid(self, slot: Slot) -> list[Cell]:
        """The cells of a price."""
        return [cell for at in slot.places if (cell := self.cell(at)) is not None]

    @property
    def has_amount(self) -> bool:
        """Whether there is something where the yen stand: an amount, or what cannot be read."""
        cells = [cell for slot in self.layout.slots for cell in self.paid(slot)]
        filled = [cell for cell in self.table.rows[self.number] if not cell.is_blank]
        alone = len(filled) == 1 and amount_of(filled[0].value) is None  # a remark over the table
        return not alone and any(not _UNIT.fullmatch(compact(cell.text)) for cell in cells)

    @property
    def is_off(self) -> bool:
        """Whether the row takes something off."""
        if self.category is not None:
            return self.category == DISCOUNT
        cells = [cell for slot in self.layout.slots for cell in self.paid(slot)]
        quantity = self.of("quantity")
        amounts = [amount_of(cell.value) for cell in (*cells, *([quantity] if quantity else []))]
        if any(amount is not None and amount.yen < 0 for amount in amounts):
            return True
        return any(_OFF.fullmatch(compact(cell.text)) for cell in self.names)

    @property
    def share_off(self) -> Fraction | None:
        """What a row takes off in percent, by a column or its name: `出精値引 5%`."""
        cells = [self.of("rate"), self.of("discount_rate")]
        for slot in self.layout.slots:
            cells += self.paid(slot)
        for cell in cells:
            if cell is not None and (share := percent_of(cell.value)) is not None:
                return share
        names = " ".join(normal(cell.text) for cell in self.names)
        found = re.search(r"[0-9]+(?:\.[0-9]+)?\s*%", names)
        return percent_of(found[0]) if found else None

    def amount(self, column: int | None) -> Amount | None:
        """The yen in a column; None where nothing stands there, or that they are still to come.

        Raises:
            RowError: something else stands there.
        """
        cell = self.cell(column)
        if cell is None:
            return None
        if percent_of(cell.value) is not None and self.is_off:
            return None  # which `share_off` has
        found = amount_of(cell.value)
        if found is None and not _PRICELESS.search(normal(cell.text)):
            raise RowError(cell, f"「{cell.text}」は額として読めません")
        return found

    def off(self) -> int | Fraction | None:
        """What is taken off the line itself, by the columns for it: yen, or a share.

        Raises:
            RowError: it is neither.
        """
        for role in ("discount", "discount_rate"):
            cell = self.of(role)
            if cell is None:
                continue
            share, amount = percent_of(cell.value), amount_of(cell.value)
            if share is not None:
                return share or None
            if amount is None or amount.yen.denominator != 1:
                raise RowError(cell, f"値引き「{cell.text}」が読めません")
            if amount.yen:
                return magnitude(amount.yen).numerator
        return None

    # --- counts ----------------------------------------------------------------------------------

    @property
    def quantity(self) -> Counted:
        """The quantity with its unit; one where nothing is written.

        Raises:
            RowError: what is written is no number.
        """
        cell, unit = self.of("quantity"), self.text("unit")
        if cell is None:
            return Counted(1, unit)
        found = counted(cell.value)
        if found is not None:
            return Counted(found.number, unit or found.unit)
        if re.search("[0-9]", normal(cell.text)):
            raise RowError(cell, f"数量「{cell.text}」が読めません")
        return Counted(1, unit or cell.text)  # 一式

    def whole_number(self, role: str) -> int | None:
        """A whole number; None where nothing is written.

        Raises:
            RowError: it is none.
        """
        cell = self.of(role)
        if cell is None:
            return None
        found = counted(cell.value)
        if found is None or found.number.denominator != 1:
            raise RowError(cell, f"「{cell.text}」は整数ではありません")
        return found.number.numerator

    @property
    def months(self) -> int | None:
        """The term by its own column.

        Raises:
            RowError: it is not a whole number of months or years.
        """
        for role, each in (("months", 1), ("years", MONTHS_IN_YEAR)):
            cell = self.of(role)
            if cell is None:
                continue
            found = counted(cell.value)
            if found is not None and not found.unit and found.number.denominator == 1:
                return found.number.numerator * each
            months = months_in(cell.text)
            if months is None:
                raise RowError(
                    cell, f"契約期間「{cell.text}」が読めません。24か月 のように書きます"
                )
            return months
        return None

    def tax_rates(self) -> Iterator[Fraction]:
        """The tax rate, by each column that says one."""
        for role in ("tax_rate", "tax", "tax_amount"):
            cell = self.of(role)
            if cell is None:
                continue
            text = compact(cell.text)
            found = re.search(r"([0-9]{1,2})%", text)
            share = percent_of(cell.value if found is None else found[0])
            if share is not None:
                yield share
            elif role == "tax_rate" and text in ("0", "8", "10"):
                yield Fraction(int(text), 100)
            elif re.match("不課税|非課税|免税|対象外", text):
                yield Fraction(0)
            elif "軽減" in text:
                yield Fraction(8, 100)
