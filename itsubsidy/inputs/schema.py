"""JSON Schema of the two files for editors, from the models and the table of spellings.

Draft 7, which every YAML language server reads. It accepts what the tool accepts, key by key;
what holds between keys and between files is left to `check`.
"""

from __future__ import annotations

import re
from typing import Any, Final

from pydantic import BaseModel

from itsubsidy.inputs.applicant import Applicant
from itsubsidy.inputs.industry import parse_industry
from itsubsidy.inputs.quote import EVERYONE, Quote
from itsubsidy.inputs.spelling import KEYS_OF
from itsubsidy.inputs.values import PREFECTURES, PROCESS_NAMES, PROCESSES, parse_yen
from itsubsidy.inputs.yamltext import Key, Keys

MODELS: Final[dict[str, type[BaseModel]]] = {"applicant": Applicant, "quote": Quote}
TITLES: Final = {"applicant": "申請者（itsubsidy）", "quote": "見積（itsubsidy）"}

_DIGITS: Final = "[0-9０-９]"
_YEN: Final = rf"^\s*[¥￥\\＼]?\s*{_DIGITS}[0-9０-９,，._．千百万億\s]*円?\s*$"
_PERCENTAGE: Final = rf"^\s*[-+]?{_DIGITS}+([.．]{_DIGITS}+)?\s*[%％]\s*$|^\s*{_DIGITS}+\s*[/／]"
_INDUSTRY_CODE: Final = rf"^[A-TＡ-Ｔ]?{_DIGITS}{{2,4}}$|^[A-TＡ-Ｔ]$"

_TEXTS: Final[dict[str, list[dict[str, Any]]]] = {
    "processes": [
        {"enum": [*PROCESSES, *PROCESS_NAMES]},
        {"type": "string", "pattern": "[PpＰｐ].*[1-7１-７]$"},
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
        properties[name] = described | _value(plain, key, below)
        same = {"$ref": f"{pointer}/properties/{name}"}
        properties |= dict.fromkeys(key.spellings, same)
        once = [{"required": [spelling]} for spelling in spellings]
        if name in base.get("required", ()):
            conditions.append({"oneOf": once})
        else:
            conditions.append({"oneOf": [*once, {"not": {"anyOf": once}}]})
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
        value: dict[str, Any] = {"$ref": f"#/definitions/{name}"}
        return value if "default" not in plain else {"anyOf": [value, {"type": "null"}]}
    if "anyOf" in plain:
        options = [_value(option, key, below) for option in plain["anyOf"]]
        if key.name == "members":
            options.append({"type": "string", "description": f"{EVERYONE[1]}か、構成員の名称"})
        if key.name == "ledger":
            options.append({"type": "string", "description": "CSV の名前"})
        return {"anyOf": options}
    match plain.get("type"):
        case "array":
            items = _value(plain["items"], key, below)
            shortest = {"minItems": plain["minItems"]} if "minItems" in plain else {}
            value = {"type": "array", "items": items, **shortest}
            return value if key.name == "items" else {"anyOf": [value, {"type": "null"}]}
        case "integer":
            words = [{"enum": list(key.words)}] if key.words else []
            number = {name: plain[name] for name in plain if name != "exclusiveMaximum"}
            return {"anyOf": [number | {"title": "整数"}, _number_text(key), *words]}
        case "boolean":
            return {"anyOf": [{"type": "boolean"}, {"enum": list(key.words or ())}]}
        case "string" if key.values:
            return _choice(key)
        case "string" if key.name in _TEXTS:
            return {"anyOf": _TEXTS[key.name]}
        case "string" if plain.get("format") == "fraction":
            return {"type": "string", "pattern": _PERCENTAGE}
        case "number":
            return {"type": "number", "exclusiveMinimum": -1, "exclusiveMaximum": 1}
        case kind:
            return {name: plain[name] for name in ("format",) if name in plain} | {"type": kind}


def _number_text(key: Key) -> dict[str, Any]:
    """A whole number with its unit, or an amount, as text."""
    if key.read is parse_yen:
        return {"type": "string", "pattern": _YEN}
    units = "|".join(map(re.escape, key.read.args[0]))  # type: ignore[union-attr]
    return {"type": "string", "pattern": rf"^\s*{_DIGITS}[0-9０-９,，]*\s*({units})?\s*$"}


def _choice(key: Key) -> dict[str, Any]:
    words = key.words or {}
    described = [key.values[str(words[word])] for word in words]
    value: dict[str, Any] = {"enum": list(words), "enumDescriptions": described}
    if key.read is not parse_industry:
        return value
    codes = [{"type": "string", "pattern": _INDUSTRY_CODE}, {"type": "integer", "minimum": 10}]
    return {"anyOf": [value, *codes]}
