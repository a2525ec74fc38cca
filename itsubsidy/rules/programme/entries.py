"""Entries of a rule file from its data: each field by its annotation, none missing, none more."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin

from itsubsidy.files.document import Document
from itsubsidy.files.keys import Loc
from itsubsidy.files.problems import InputError, Problem
from itsubsidy.rules.programme.figures import Entry

E = TypeVar("E", bound=Entry)

_NAMES = {
    str: "文字",
    int: "整数",
    bool: "true・false",
    date: "日付",
    Fraction: "割合（1/2、1.5%）",
}
_MAPPING = "「キー: 値」の組"


def read(kind: type[E], data: object, document: Document, loc: Loc = ()) -> E:
    """The entry of this kind that `data`, which stands at `loc` of `document`, holds.

    Raises:
        InputError: with everything that is missing, unknown, of another type or contradictory.
    """
    reader = _Reader(document)
    entry = reader.value(kind, data, loc)
    if reader.problems:
        raise InputError(sorted(reader.problems, key=lambda problem: problem[1:3]))
    return cast("E", entry)


class _Reader:
    """Reads values and collects what is wrong with them."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def value(self, kind: Any, data: Any, loc: Loc, figure: Any = None) -> Any:
        """`data` as a value of a type; `figure` is what `T` stands for in an entry."""
        if isinstance(kind, TypeVar):
            kind = figure
        if kind is Fraction:
            return self.fraction(data, loc)
        if isinstance(kind, type):
            if issubclass(kind, Entry):
                return self.entry(kind, data, loc)
            return data if type(data) is kind else self.refuse(data, loc, _NAMES[kind])
        return self.made_of(get_origin(kind), get_args(kind), data, loc)

    def made_of(self, origin: Any, arguments: tuple[Any, ...], data: Any, loc: Loc) -> Any:
        """`data` as a value of a type that is made of others: one of them, a list, a mapping."""
        if origin in (Union, UnionType):
            kinds = [kind for kind in arguments if kind is not NoneType]
            return self.value(type(data) if type(data) in kinds else kinds[0], data, loc)
        if origin is Literal:
            return data if data in arguments else self.refuse(data, loc, "・".join(arguments))
        if origin is tuple:
            return self.listed(arguments[0], data, loc)
        if origin is dict:
            return self.mapped(arguments[0], arguments[1], data, loc)
        return self.entry(origin, data, loc, *arguments)

    def listed(self, kind: Any, data: Any, loc: Loc) -> Any:
        """A list of values of one type."""
        if not isinstance(data, list):
            return self.refuse(data, loc, "一覧")
        return tuple(self.value(kind, value, (*loc, at)) for at, value in enumerate(data))

    def mapped(self, key_kind: Any, kind: Any, data: Any, loc: Loc) -> Any:
        """A mapping of values of one type by keys of another."""
        if not isinstance(data, dict):
            return self.refuse(data, loc, _MAPPING)
        return {
            self.value(key_kind, key, (*loc, key)): self.value(kind, value, (*loc, key))
            for key, value in data.items()
        }

    def entry(self, kind: type[Entry], data: Any, loc: Loc, figure: Any = None) -> Entry | None:
        if not isinstance(data, dict):
            self.refuse(data, loc, _MAPPING)
            return None
        values = {}
        before = len(self.problems)
        for name, field in kind.fields.items():
            if name in data:
                values[name] = self.value(field, data[name], (*loc, name), figure)
            elif name not in kind.defaults:
                self.problem((*loc, name), "書かれていません。必ず要るキーです")
        for key in data.keys() - kind.fields.keys():
            message = f"「{key}」というキーはありません。使えるキー: {'、'.join(kind.fields)}"
            self.problem((*loc, key), message)
        entry = kind(**values)
        if len(self.problems) == before:
            fault = entry.fault()
            if fault:
                self.problem(loc, fault)
        return entry

    def fraction(self, data: object, loc: Loc) -> Any:
        try:
            text = cast("str", data)
            return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
        except (AttributeError, ValueError, ZeroDivisionError):
            return self.refuse(data, loc, _NAMES[Fraction])

    def refuse(self, data: object, loc: Loc, wanted: str) -> None:
        self.problem(loc, f"「{data}」は使えません。使えるのは {wanted}です")

    def problem(self, loc: Loc, message: str) -> None:
        node, _ = self.document.node(loc)
        self.problems.append(self.document.problem(node, ".".join(map(str, loc)), message))
