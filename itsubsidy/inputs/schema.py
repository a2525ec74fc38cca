"""JSON Schema of the two files for editors, from the models and the table of spellings.

Draft 7, which every YAML language server reads. It accepts what the tool accepts, key by key;
what holds between keys and between files is left to `check`.
"""

from __future__ import annotations

import re
from typing import Any, Final

from pydantic import BaseModel

from itsubsidy.files.keys import Key, Keys
from itsubsidy.inputs.applicant import Applicant
from itsubsidy.inputs.industry import parse_industry
from itsubsidy.inputs.item import EVERYONE
from itsubsidy.inputs.jsic import NAMES
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.spelling import KEYS_OF
from itsubsidy.inputs.values import (
    PIECES,
    PREFECTURES,
    PROCESS_WORDS,
    PROCESSES,
    parse_day,
    parse_period,
)
from itsubsidy.inputs.words import NOT_WRITTEN

MODELS: Final[dict[str, type[BaseModel]]] = {"applicant": Applicant, "quote": Quote}
TITLES: Final = {"applicant": "申請者（itsubsidy）", "quote": "見積（itsubsidy）"}

_DIGITS: Final = "[0-9０-９]"
_YEN: Final = rf"^\s*金?\s*[¥￥\\＼]?\s*{_DIGITS}[0-9０-９,，._．千百万億\s]*円?也?\s*$"
_SIGN: Final = "([-－−▲△]|マイナス)"
_PERCENTAGE: Final = rf"^\s*[-+]?{_DIGITS}+([.．]{_DIGITS}+)?\s*[%％]\s*$|^\s*{_DIGITS}+\s*[/／]"
_INDUSTRY_CODE: Final = rf"^[A-TＡ-Ｔ]?{_DIGITS}{{2,4}}$|^[A-TＡ-Ｔ]$"

_PERIOD: Final = (
    rf"^(隔月|四半期|半期|半年)(払い|ごと)?$|^[1-9１-９]{_DIGITS}{{0,2}}\s*(months?|[^0-9０-９]+)$"
)

_ERA: Final = "(令和?|平成?|[RHＲＨ])"
_DAY: Final = (
    rf"^\s*({_ERA}[\s.．]*)?({_DIGITS}{{1,4}}|元)[年\-/.／．－]\s*{_DIGITS}{{1,2}}[月\-/.／．－]"
    rf"\s*{_DIGITS}{{1,2}}日?\s*$|^{_DIGITS}{{8}}$"
)

_SAYS: Final = (
    "(月額?|年額?|毎月|毎年|月払い|年払い|税[抜込]き?|税別|[内外]税|一式|半年|四半期|隔月"
    rf"|{'|'.join(map(re.escape, PIECES))}|{_DIGITS}+\s*[かケヶカヵ箇]?[月年](ごと|払い)?)"
)
_BETWEEN: Final = r"[\s/／()（）、・:：@＠]*"
_PRICE: Final = (
    rf"^\s*({_BETWEEN}{_SAYS}{_BETWEEN})*{_SIGN}?\s*金?\s*[¥￥\\＼]?\s*"
    rf"{_DIGITS}[0-9０-９,，._．千百万億\s]*円?也?-?"
    rf"({_BETWEEN}{_SAYS}{_BETWEEN})*\s*$|^無[料償]$"
)

_SIGNED_YEN: Final = rf"^\s*{_SIGN}?{_YEN[1:]}"

_NUMBERS: Final = {
    "price": _PRICE,
    "months": rf"^\s*{_DIGITS}+\s*([かケヶカヵ箇]?[月年])?(間|分|契約)?\s*$",
    "year": rf"^\s*{_ERA}?\s*({_DIGITS}{{1,4}}|元)\s*年?度?\s*$",
    "discount": (
        rf"{_SIGNED_YEN}|^\s*{_SIGN}?{_DIGITS}+([.．]{_DIGITS}+)?\s*[%％]"
        "|^[1-9１-９]割"
    ),
    "operating_profit": _SIGNED_YEN,
    "taxable_income": _SIGNED_YEN,
    "first_month": rf"^\s*{_DIGITS}{{1,3}}\s*[かケヶカヵ箇]?月目(から)?\s*$",
}
"""Text that is read as a number in a way of its own, by its key."""

_NOTHING: Final = {"enum": [None, "", *NOT_WRITTEN], "description": "書かないのと同じ"}
"""What may stand for a value that is not known yet."""

_FUNCTIONS: Final = "^((会計|受発注|決済)(機能)?[、，,・/／]?)+$"

_PRICES: Final = ("price", "amount", "rate")
"""Of these an item needs one at least."""

_TEXTS: Final[dict[str, list[dict[str, Any]]]] = {
    "processes": [
        {"enum": [*PROCESSES, *PROCESS_WORDS]},
        {"type": "string", "pattern": "[PpＰｐ].*[1-7１-７]$|[、，,/／]"},
    ],
    "prefecture": [{"enum": [*PREFECTURES, *(name[:-1] for name in PREFECTURES[1:])]}],
}
"""Text that must be one of some: which, by its key."""


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of one of MODELS."""
    model = MODELS[kind]
    base = model.model_json_schema(by_alias=True)
    below: dict[str, Keys] = {}
    root = _mapping(base, KEYS_OF[model.__name__], "#", below)
    definitions: dict[str, Any] = {}
    while len(definitions) < len(below):
        for name in below.keys() - definitions.keys():
            pointer = f"#/definitions/{name}"
            definitions[name] = _mapping(base["$defs"][name], below[name], pointer, below)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": TITLES[kind],
        **root,
        "definitions": {name: definitions[name] for name in below},
    }


def _mapping(
    base: dict[str, Any], keys: Keys, pointer: str, below: dict[str, Keys]
) -> dict[str, Any]:
    """A mapping at `pointer` whose keys may be spelt either way, but each only once.

    The models of its values are added to `below`, each with its keys.
    """
    properties: dict[str, Any] = {}
    conditions: list[dict[str, Any]] = []
    for name, plain in base["properties"].items():
        key = keys[name]
        described = {"description": f"{key.spellings[0]}: {key.about}"}
        spellings = (name, *key.spellings)
        value = _value(plain, key, below)
        if name not in base.get("required", ()):
            value = {"anyOf": [value, _NOTHING]}
        properties[name] = described | value
        same = {"$ref": f"{pointer}/properties/{name}"}
        properties |= dict.fromkeys(key.spellings, same)
        once = [{"required": [spelling]} for spelling in spellings]
        if name in base.get("required", ()):
            conditions.append({"oneOf": once})
        else:
            conditions.append({"oneOf": [*once, {"not": {"anyOf": once}}]})
    if "price" in keys:
        spelt = [one for name in _PRICES for one in (name, *keys[name].spellings)]
        conditions.append({"anyOf": [{"required": [spelling]} for spelling in spelt]})
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "allOf": conditions,
    }


def _value(plain: dict[str, Any], key: Key, below: dict[str, Keys]) -> dict[str, Any]:
    """What a value may be: what the model takes, and what is read as that."""
    if "$ref" in plain:
        name = plain["$ref"].rsplit("/", 1)[1]
        below.setdefault(name, key.below)
        return {"$ref": f"#/definitions/{name}"}
    if "anyOf" in plain:
        options = [_value(option, key, below) for option in plain["anyOf"]]
        also = [{"type": "string", "description": _ALSO[key.name]}] if key.name in _ALSO else []
        return {"anyOf": [*options, *also]}
    match plain.get("type"):
        case "array":
            return _array(plain, key, below)
        case "integer":
            return _integer(plain, key)
        case "boolean":
            return {"anyOf": [{"type": "boolean"}, {"enum": list(key.words or ())}]}
        case "string":
            return _text(plain, key)
        case "number" if "minimum" in plain or key.read is not None:
            return {"anyOf": [plain, _number_text(key)]}
        case kind:
            return {"type": kind}


_ALSO: Final = {"members": f"{EVERYONE[1]}か、構成員の名称", "ledger": "CSV の名前"}
"""The text that may stand in the place of a list."""


def _integer(plain: dict[str, Any], key: Key) -> dict[str, Any]:
    """A whole number, itself or in words."""
    words = [word for word in key.words or () if word not in _NOTHING["enum"]]
    number = {name: plain[name] for name in plain if name != "exclusiveMaximum"}
    whole = [number | {"title": "整数"}, _number_text(key)]
    return {"anyOf": [*whole, {"enum": words}] if words else whole}


def _array(plain: dict[str, Any], key: Key, below: dict[str, Keys]) -> dict[str, Any]:
    """A list; in most of them one entry may stand alone."""
    items = _value(plain["items"], key, below)
    shortest = {"minItems": plain["minItems"]} if "minItems" in plain else {}
    listed = {"type": "array", "items": items, **shortest}
    if key.name == "members" and not key.below:
        return listed
    none = [word for word, value in (key.words or {}).items() if value == ()]
    other = {"anyOf": [items, {"enum": none}]} if none else items
    return {"if": {"type": "array"}, "then": listed, "else": other}


def _text(plain: dict[str, Any], key: Key) -> dict[str, Any]:
    """Text of a kind: a choice, a day, a share, or any."""
    if key.values:
        return _choice(key)
    if key.read is parse_day:
        return {"anyOf": [{"type": "string", "pattern": _DAY}, {"type": "integer"}]}
    if key.name in _TEXTS:
        return {"anyOf": _TEXTS[key.name]}
    if plain.get("format") == "fraction":
        share = {"type": "number", "exclusiveMinimum": -1, "exclusiveMaximum": 1}
        return {"anyOf": [share, {"type": "string", "pattern": _PERCENTAGE}]}
    if key.read is str:
        return {"type": ["string", "number", "boolean"]}
    return {name: plain[name] for name in ("format",) if name in plain} | {"type": "string"}


def _number_text(key: Key) -> dict[str, Any]:
    """A whole number with its unit, or an amount, as text."""
    if key.name in _NUMBERS:
        return {"type": "string", "pattern": _NUMBERS[key.name]}
    if not key.units:
        return {"type": "string", "pattern": _YEN}
    units = "|".join(map(re.escape, key.units))
    return {"type": "string", "pattern": rf"^\s*{_DIGITS}[0-9０-９,，.．]*\s*({units})?\s*$"}


def _choice(key: Key) -> dict[str, Any]:
    words = {word: str(value) for word, value in (key.words or {}).items() if value is not None}
    described = [key.values[value] for value in words.values()]
    value: dict[str, Any] = {"enum": list(words), "enumDescriptions": described}
    if key.read is parse_period:
        return {"anyOf": [value, {"type": "string", "pattern": _PERIOD}]}
    if key.name == "functions":
        return {"anyOf": [value, {"type": "string", "pattern": _FUNCTIONS}]}
    if key.read is not parse_industry:
        return value
    codes = [{"type": "string", "pattern": _INDUSTRY_CODE}, {"type": "integer", "minimum": 10}]
    return {"anyOf": [value, *codes, {"enum": [name for _, name in NAMES]}]}
