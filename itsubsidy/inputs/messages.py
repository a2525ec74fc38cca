"""What is wrong with a value, in Japanese: what was found, what is accepted, what was meant."""

from __future__ import annotations

import re
import types
import typing
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from yaml.nodes import Node, ScalarNode

from itsubsidy.inputs.yamltext import Document, Loc, Problem, path_text


def problems_of(
    error: ValidationError, document: Document, model: type[BaseModel]
) -> list[Problem]:
    """Every error that `model` found in `document`, in the order of the file."""
    problems = []
    for found in error.errors(include_url=False):
        loc: Loc = found["loc"]
        if _is_echo(found):
            continue
        node, itself = document.node(loc)
        if found["type"] == "extra_forbidden":
            node = document.key(loc)
        message = _message(found, node if itself else None, model)
        problems.append(document.problem(node, path_text(loc), message))
    return sorted(problems, key=lambda problem: (problem.line, problem.column))


def faults_of(error: ValidationError, model: type[BaseModel]) -> list[str]:
    """What is wrong with data that stands in no file, each with its path."""
    return [
        f"{path_text(found['loc'])}: {_message(found, None, model)}"
        for found in error.errors(include_url=False)
        if not _is_echo(found)
    ]


def _is_echo(found: Any) -> bool:
    """Whether a list is called too short only because its values were refused."""
    return found["type"] == "too_short" and bool(found["input"])


def _message(found: Any, node: Node | None, model: type[BaseModel]) -> str:
    kind, context = found["type"], found.get("ctx", {})
    written = _written(found["input"], node)
    match kind:
        case "itsubsidy":
            return str(context["message"])
        case "missing":
            return "書かれていません。必ず要るキーです"
        case "extra_forbidden":
            return _unknown_key(str(found["loc"][-1]), _model_at(model, found["loc"][:-1]))
        case "literal_error":
            accepted = [word.strip("'") for word in _expected(context["expected"])]
            return f"{written}は使えません。使える値: {'、'.join(accepted)}" + _nearest(
                str(found["input"]), accepted
            )
        case "int_type":
            return f"{written}は整数でありません。{_as_integer(found['input'])}"
        case "bool_type":
            return f"{written}は使えません。true か false と書きます"
        case "string_type":
            return f"{written}は文字として読めません。引用符で囲んで書きます"
        case "date_type" | "is_instance_of":
            return f"{written}は日付として読めません。「2025-08-20」のように書きます"
        case "greater_than_equal" if found["loc"][-1] == "price":
            return f"{written}は小さすぎます。値引きは category: discount の行に、正の数で書きます"
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


def _written(value: object, node: Node | None) -> str:
    """The value as the file has it."""
    if isinstance(node, ScalarNode):
        return f"「{node.value}」" if node.value else "空の値"
    if isinstance(value, (list, tuple)):
        return "一覧"
    if isinstance(value, dict):
        return "「キー: 値」の組"
    return "空の値" if value is None else f"「{value}」"


def _as_integer(value: object) -> str:
    """How to write the whole number that was meant."""
    text = unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else ""
    digits = re.sub(r"[,_¥円人名社か月ヶ]", "", text)
    if not re.fullmatch(r"[0-9]+", digits):
        return "半角の数字で、「5」や「1200000」「1_200_000」のように書きます"
    if digits == value and not digits.startswith("0"):
        return f"引用符を付けずに「{digits}」と書きます"
    return f"「{int(digits)}」と書きます"


def _expected(text: str) -> list[str]:
    """The words in pydantic's `'a', 'b' or 'c'`."""
    return text.replace(" or ", ", ").split(", ")


def _unknown_key(key: str, model: type[BaseModel] | None) -> str:
    if re.fullmatch(r"[0-9]+", key):
        return "「{ }」の中では、コンマで値が切れます。「1,200,000」は「1_200_000」と書きます"
    known = [field.alias or name for name, field in model.model_fields.items()] if model else []
    return f"「{key}」というキーはありません。使えるキー: {'、'.join(known)}" + _nearest(key, known)


def _nearest(word: str, known: list[str]) -> str:
    near = get_close_matches(word, known, n=1, cutoff=0.5)
    return f"。もしかして: {near[0]}" if near else ""


def _model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel] | None:
    """The model that reads the mapping at `loc`."""
    current: type[BaseModel] | None = model
    for step in loc:
        if isinstance(step, int):
            continue
        if current is None:
            return None
        field = next(
            (f for name, f in current.model_fields.items() if step in (name, f.alias)), None
        )
        current = next(_models_in(field.annotation), None) if field else None
    return current


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        if issubclass(annotation, BaseModel):
            yield annotation
        return
    for argument in typing.get_args(annotation):
        yield from _models_in(argument)
