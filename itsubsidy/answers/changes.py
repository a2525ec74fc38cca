"""Changed copies of an applicant and a quote: what `whatif` sets and what next steps propose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeVar

from pydantic import ValidationError

from itsubsidy.files.echo import listing, printable, short
from itsubsidy.files.limits import LONGEST_NUMBER, LONGEST_QUOTED
from itsubsidy.files.text import normal
from itsubsidy.frozen import Frozen, plain
from itsubsidy.inputs.applicant import Applicant
from itsubsidy.inputs.item import Item
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.spelling import split_path, unquoted
from itsubsidy.inputs.values import Model

M = TypeVar("M", bound=Model)


class Change(NamedTuple):
    """A value to set: `applicant.employees`, `items.1.months`, `items.会計ソフト.months`.

    Lists count from 1, and their entries may be called by name, in quotation marks or not, or by a
    part of it that no other has. An entry one past the end is added; an entry set to None is taken
    out.
    """

    path: str
    value: Any


class ChangeError(Exception):
    """A change that cannot be made; the message is for the user, a line for each fault."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(map(printable, faults)))


def change(
    applicant: Applicant,
    quote: Quote,
    changes: Sequence[Change],
    written: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Applicant, Quote]:
    """Copies of an applicant and a quote with the changes made, read as if written that way.

    `written` has a path as the user wrote it, where it is not as the change has it.

    Raises:
        ChangeError: a path leads nowhere, or the changed data is not valid.
    """
    of_applicant = [one for one in changes if one.path.startswith("applicant.")]
    of_quote = [one for one in changes if not one.path.startswith("applicant.")]
    changed = (
        _changed(applicant, of_applicant, written) if of_applicant else applicant,
        _changed(quote, of_quote, written) if of_quote else quote,
    )
    if changed[1].total is not None or changed[1].total_with_tax is not None:
        changed = changed[0], changed[1].model_copy(update=dict.fromkeys(_TOTALS))
    return changed


_TOTALS: Final = ("total", "total_with_tax")
"""What the vendor's paper says, and a changed copy no longer does."""


def _changed(model: M, changes: Sequence[Change], written: Mapping[str, str]) -> M:
    skip = int(isinstance(model, Applicant))  # whose paths begin with whose they are
    paths = [split_path(one.path)[skip:] for one in changes]
    data = model.written(kept=_LARGE - {path[0] for path in paths})
    items = model.items if isinstance(model, Quote) else ()
    lines = [
        _Line(line, dict(line), item)
        for line, item in zip(data["items"] if items else (), items, strict=True)
    ]
    for one, path in zip(changes, paths, strict=True):
        _put(data, path, one.value, written.get(one.path, one.path))
    for line in lines:
        line.forget_amount()
    try:
        changed = type(model).model_validate(data)
    except ValidationError as error:
        from itsubsidy.inputs.messages import faults_of  # noqa: PLC0415  # a sound change has none

        in_japanese = any(not written.get(one.path, "").isascii() for one in changes)
        faults = faults_of(error, type(model), in_japanese=in_japanese)
        whose = "申請者." if in_japanese and skip else ""
        raise ChangeError(*(whose + fault for fault in faults)) from None
    return changed


_LARGE: Final = frozenset({"near_minimum_wage"})
"""What may hold a ledger, which takes long to read again."""


class _Line(NamedTuple):
    """A line of a quote as data that may be changed, as it was before, and as it was read."""

    data: dict[str, Any]
    before: dict[str, Any]
    item: Item

    def forget_amount(self) -> None:
        """Take the amount out of a line that was changed: the vendor's paper has another line.

        What was rounded to it stays so, unless the price itself is what was changed.
        """
        changed = {key for key, value in self.data.items() if self.before.get(key) != value}
        if not changed or self.data.get("amount") != self.before.get("amount"):
            return
        if self.data.pop("amount", None) is None:
            return
        if changed & _OF_A_PAYMENT:
            self.data.setdefault("price", self.item.price)
        elif self.item.is_rounded:
            self.data.update(price=self.item.payment, quantity=1)
            self.data.pop("people", None)
        else:
            self.data["price"] = self.item.price


_OF_A_PAYMENT: Final = frozenset({"price", "quantity", "people"})


def _put(data: Any, path: Sequence[str], value: Any, called: str) -> None:
    step, rest = path[0], path[1:]
    if isinstance(data, dict):
        if not rest:
            data[step] = _as_data(value)
            return
        if data.get(step) is None:
            data[step] = {}
        _put(data[step], rest, value, called)
        return
    if not isinstance(data, list):
        raise ChangeError(f"{called}: 「{step}」より先はありません")
    at = _position(data, step, called)
    if rest:
        if at == len(data):
            raise ChangeError(f"{called}: {step} 番目はありません。{len(data)} 番目までです")
        _put(data[at], rest, value, called)
    elif value is None:
        del data[at : at + 1]
    else:
        data[at : at + 1] = [_as_data(value)]


def _as_data(value: Any) -> Any:
    """A value that was frozen, as a next step holds it, as the models read it."""
    return plain(value) if isinstance(value, Frozen) else value


def _position(listed: list[Any], step: str, called: str) -> int:
    """Where in a list an entry stands that is called by number, by name or by a part of it."""
    if step.isdecimal() and len(step) < LONGEST_NUMBER:
        if not 1 <= int(step) <= len(listed) + 1:
            raise ChangeError(f"{called}: {step} 番目はありません。{len(listed)} 番目までです")
        return int(step) - 1
    names = [str(entry.get("name") or "") if isinstance(entry, dict) else "" for entry in listed]
    places = _places(names, step)
    if len(places) == 1:
        return places[0]
    path, sought = short(called, LONGEST_QUOTED), short(unquoted(step) or step, LONGEST_QUOTED)
    if not places:
        known = listing([name for name in names if name])
        raise ChangeError(f"{path}: 「{sought}」はありません。ある名前: {known}")
    several = listing([f"{at + 1} {names[at]}" for at in places])
    raise ChangeError(
        f"{path}: 「{sought}」は二つ以上あります（{several}）。番号か、引用符で囲んだ名前で書きます"
    )


def _places(names: Sequence[str], step: str) -> list[int]:
    """Where the name stands that is written; without quotes, else where it is a part of one."""
    whole = unquoted(step)
    places = [at for at, name in enumerate(names) if name == (step if whole is None else whole)]
    part = normal(step)
    if places or whole is not None or not part:
        return places
    return [at for at, name in enumerate(names) if part in normal(name)]
