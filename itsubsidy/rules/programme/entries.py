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
        origin, arguments = get_origin(kind), get_args(kind)
        if origin in (Union, UnionType):
            kinds = [one for one in arguments if one is not NoneType]
            return self.value(type(data) if type(data) in kinds else kinds[0], data, loc)
        if origin is Literal:
            return data if data in arguments else self.refuse(data, loc, "・".join(arguments))
        if origin is tuple:
            if not isinstance(data, list):
                return self.refuse(data, loc, "一覧")
            return tuple(self.value(arguments[0], one, (*loc, at)) for at, one in enumerate(data))
        if origin is dict:
            if not isinstance(data, dict):
                return self.refuse(data, loc, _MAPPING)
            return {
                self.value(arguments[0], key, (*loc, key)): self.value(
                    arguments[1], one, (*loc, key)
                )
                for key, one in data.items()
            }
        return self.entry(origin, data, loc, *arguments)

    def entry(self, kind: type[Entry], data: Any, loc: Loc, figure: Any = None) -> Entry | None:
        if not isinstance(data, dict):
            self.refuse(data, loc, _MAPPING)
            return None
        values = {}
        found = len(self.problems)
        for name, field in kind.fields.items():
            if name in data:
                values[name] = self.value(field, data[name], (*loc, name), figure)
            elif name not in kind.defaults:
                self.problem((*loc, name), "書かれていません。必ず要るキーです")
        for key in data.keys() - kind.fields.keys():
            message = f"「{key}」というキーはありません。使えるキー: {'、'.join(kind.fields)}"
            self.problem((*loc, key), message)
        entry = kind(**values)
        if len(self.problems) == found:
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
