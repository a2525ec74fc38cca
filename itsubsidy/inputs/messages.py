"""What is wrong with a value, in Japanese: what was found, what is accepted, what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from itertools import islice
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError
from yaml.nodes import MappingNode, Node, ScalarNode

from itsubsidy.inputs.limits import MOST_SHOWN
from itsubsidy.inputs.slips import slip_in_key
from itsubsidy.inputs.spelling import CLIENT_FILE, ITEM, KEYS_OF
from itsubsidy.inputs.values import English, Word, told
from itsubsidy.inputs.yamltext import (
    BARE_EQUALS,
    Document,
    Key,
    Keys,
    Loc,
    Problem,
    field_at,
    is_cut_off,
    normal,
    path_text,
    short_message,
)


def problems_of(
    errors: Iterable[Any], document: Document, model: type[BaseModel]
) -> tuple[list[Problem], int]:
    """What pydantic found wrong in `document`, in the order of the file, and how much more it is.

    As many problems are made as may be shown, and one, which says where the others begin.
    """
    faults = [
        fault
        for found in errors
        if not _is_echo(found) and (fault := _fault_at(found, document)) is not None
    ]
    faults.sort(key=lambda fault: (fault.node.start_mark.line, fault.node.start_mark.column))
    first = faults[: MOST_SHOWN + 1]
    return [_problem(fault, document, model) for fault in first], len(faults) - len(first)


class _Fault(NamedTuple):
    """An error of pydantic, where it is told, and the number that a comma cut up, if one did."""

    found: Any
    node: Node
    itself: bool
    """Whether the node is what is wrong, or only the nearest one to it."""
    number: CutNumber | None = None


class CutNumber(NamedTuple):
    """A number in `{ }` that its commas cut up: `{price: 1,200}`."""

    key: str
    value: Node
    meant: str
    instead: str
    """How to write it."""


def _fault_at(found: Any, document: Document) -> _Fault | None:
    """An error with its place; None where it is told together with another."""
    loc: Loc = found["loc"]
    if found["type"] != "extra_forbidden":
        return _Fault(found, *document.node(loc))
    mapping, itself = document.node(loc[:-1])
    known = field_at(document.keys, loc[:-1]).below
    pairs = document.pairs(mapping, known) if isinstance(mapping, MappingNode) and itself else {}
    pair = pairs.get(str(loc[-1]))
    if pair is None or not isinstance(mapping, MappingNode):
        return _Fault(found, document.key(loc), itself=False)
    if pair.at == 0 or not is_cut_off(mapping, pair.key):
        return _Fault(found, pair.key, itself=True)
    if is_cut_off(mapping, mapping.value[pair.at - 1][0]):
        return None
    number = _cut_number(mapping, pair.at)
    return _Fault(found, number.value if number else pair.key, itself=True, number=number)


def _problem(fault: _Fault, document: Document, model: type[BaseModel]) -> Problem:
    """An error of pydantic in the words of the file."""
    loc: Loc = fault.found["loc"]
    if fault.number is not None:
        meant, instead = fault.number.meant, fault.number.instead
        message = f"「{{ }}」の中では、コンマで値が切れます。「{meant}」は「{instead}」と書きます"
        return document.problem(fault.node, document.path((*loc[:-1], fault.number.key)), message)
    if fault.found["type"] == "extra_forbidden":
        keys = field_at(document.keys, loc[:-1]).below if loc[1:] else _keys_of(model)
        written = fault.node.value if isinstance(fault.node, ScalarNode) else str(loc[-1])
        message = _unknown_key(written, keys, in_japanese=document.in_japanese)
    else:
        message = _message(fault.found, fault.node if fault.itself else None, document)
    return document.problem(fault.node, document.path(loc), message)


def problem_at(document: Document, loc: Loc, error: PydanticCustomError) -> Problem:
    """An error found between files, at its place in one of them."""
    message = told(error.context or {}, _Words(document, loc[:-1]))
    return document.problem(document.node(loc)[0], document.path(loc), message)


def faults_of(error: ValidationError, model: type[BaseModel]) -> list[str]:
    """What is wrong with data that stands in no file, each with its path."""
    keys = _keys_of(model)
    errors = [found for found in error.errors(include_url=False) if not _is_echo(found)]
    faults = []
    for found in errors[:MOST_SHOWN]:
        loc = found["loc"]
        if found["type"] == "extra_forbidden":
            message = _unknown_key(str(loc[-1]), field_at(keys, loc[:-1]).below or keys)
        else:
            message = _message(found, None, keys)
        faults.append(short_message(f"{path_text(loc)}: {message}"))
    rest = len(errors) - len(faults)
    return [*faults, f"ほか {rest:,}件の誤りがあります"] if rest else faults


class _Words(dict[str, Word]):
    """The keys of a document as the mapping at `loc` spells them, or else its language."""

    def __init__(self, document: Document, loc: Loc) -> None:
        self.document, self.loc = document, loc

    def __missing__(self, name: str) -> Word:
        field = field_at(self.document.keys, self.loc).below.get(name)
        spelt = self.document.path((*self.loc, name)).rsplit(".", 1)[-1] if field else name
        if field is None:
            field = CLIENT_FILE.get(name) or ITEM[name]
            spelt = field.spellings[0] if self.document.in_japanese else name
        return Word(spelt, {} if spelt.isascii() else field.values)


def _is_echo(found: Any) -> bool:
    """Whether a list is called too short only because its values were refused."""
    return found["type"] == "too_short" and bool(found["input"])


def _message(found: Any, node: Node | None, where: Document | Keys) -> str:
    kind, context, loc = found["type"], found.get("ctx", {}), found["loc"]
    document = where if isinstance(where, Document) else None
    field = field_at(document.keys if document else where, loc)  # type: ignore[arg-type]
    words = _Words(document, loc[:-1]) if document else English()
    written = _written(found["input"], node)
    if found["input"] is BARE_EQUALS:
        return "「=」だけの値は読めません。文字なら引用符で囲んで「'='」と書きます"
    match kind:
        case "itsubsidy":
            return told(context, words)
        case "missing":
            return "書かれていません。必ず要るキーです"
        case "literal_error":
            return _fault(field, found["input"], node) or _not_among(
                found, written, field, document is not None and document.in_japanese
            )
        case "int_type" | "bool_type":
            return _fault(field, found["input"], node) or f"{written}は{_WANTED[kind]}"
        case "string_type":
            return _not_text(found["input"], written)
        case "date_type" | "is_instance_of":
            return f"{written}は日付として読めません。「2025-08-20」のように書きます"
        case "greater_than_equal" if found["loc"][-1] == "price":
            line = f"{words['category']:discount}"
            return f"{written}は小さすぎます。値引きは {line} の行に、正の数で書きます"
        case "greater_than_equal":
            return f"{written}は小さすぎます。{context['ge']} 以上の整数を書きます"
        case "less_than_equal":
            return f"{written}は大きすぎます。{context['le']} 以下の整数を書きます"
        case "too_short":
            return "空です。一つ以上を書きます"
        case "tuple_type":
            return f"{written}は一覧でありません。「- 」で始まる行か「[ ]」で書きます"
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"{written}は使えません。「キー: 値」の組を書きます"
        case "value_error":
            return f"{context['error']}"
        case _:
            return f"{written}は使えません"


_WANTED = {
    "int_type": "整数でありません。半角の数字で、「5」や「1200000」「1_200_000」のように書きます",
    "bool_type": "使えません。true か false と書きます",
}


def _written(value: object, node: Node | None) -> str:
    """The value as the file has it."""
    if isinstance(node, ScalarNode):
        return f"「{node.value}」" if node.value else "空の値"
    if isinstance(value, (list, tuple)):
        return "一覧"
    if isinstance(value, dict):
        return "「キー: 値」の組"
    return "空の値" if value is None else f"「{value}」"


def _fault(field: Key, value: object, node: Node | None) -> str:
    """What the reader of a field has to say of text that it could not read."""
    if field.read is None or isinstance(value, (list, tuple, dict)):
        return ""
    try:
        field.read(node.value if isinstance(node, ScalarNode) else str(value or ""))
    except ValueError as error:
        return str(error)
    return ""


def _not_text(value: object, written: str) -> str:
    match value:
        case bool():
            taken = "「はい・いいえ」"
        case date():
            taken = "日付"
        case None | list() | dict():
            return f"{written}は文字として読めません"
        case _:
            taken = "数"
    return f"{written}は{taken}と読まれます。文字なら引用符で囲んで「'{written[1:-1]}'」と書きます"


def _not_among(found: Any, written: str, field: Key, in_japanese: bool) -> str:
    """What may be written instead, in the script of what was written."""
    value = found["input"]
    words = field.words or dict.fromkeys(_expected(found["ctx"]["expected"]))
    english = not field.values or not in_japanese
    if isinstance(value, str) and (not value.isascii() or re.search(r"[A-Za-z]{2}", value)):
        english = value.isascii()
    parts = re.split("[、，・/／]", value) if isinstance(value, str) else []
    if len(parts) > 1 and all(normal(part) in words for part in parts):
        return f"{written}は、半角のコンマで「[{', '.join(parts)}]」と区切って書きます"
    known = [word for word in words if word.isascii() is english]
    usual = list(field.values if english else field.values.values()) or known
    return f"{written}は使えません。使える値: {'、'.join(usual)}" + _nearest(value, known)


def _expected(text: str) -> list[str]:
    """The words in pydantic's `'a', 'b' or 'c'`."""
    return [word.strip("'") for word in text.replace(" or ", ", ").split(", ")]


def _unknown_key(written: str, keys: Keys, *, in_japanese: bool = False) -> str:
    slip = slip_in_key(written)
    if slip:
        return slip
    fields = list(dict.fromkeys(key.name for key in keys.values()))
    usual = [keys[name].spellings[0] if in_japanese else name for name in fields]
    same_script = [word for word in keys if word.isascii() is written.isascii()]
    return f"「{written}」というキーはありません。使えるキー: {'、'.join(usual)}" + _nearest(
        written, same_script
    )


def _nearest(word: object, known: Iterable[str]) -> str:
    near = get_close_matches(normal(str(word)), known, n=1, cutoff=0.5)
    return f"。もしかして: {near[0]}" if near else ""


def _keys_of(model: type[BaseModel]) -> Keys:
    return KEYS_OF.get(model.__name__, {})


def _cut_number(mapping: MappingNode, at: int) -> CutNumber | None:
    """The number that a comma cut the key at this place off; None where that is no number."""
    whose, value = mapping.value[at - 1]
    first = re.search(r"[0-9]{1,3}\Z", normal(value.value) if isinstance(value, ScalarNode) else "")
    if not first or not isinstance(whose, ScalarNode):
        return None
    parts = [first[0]]
    for key, _ in islice(mapping.value, at, None):
        if not is_cut_off(mapping, key):
            break
        parts.append(normal(key.value))
    meant = ",".join(parts)
    plain_yen = parts[-1][3:].strip() in ("", "円")
    instead = "_".join(part[:3] for part in parts) if plain_yen else f"'{meant}'"
    return CutNumber(whose.value, value, meant, instead)
