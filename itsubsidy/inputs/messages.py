"""What is wrong with a value, in Japanese: what was found, what is accepted, what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError
from yaml.nodes import MappingNode, Node, ScalarNode

from itsubsidy.files.document import Document, is_cut_off
from itsubsidy.files.keys import Asked, Key, Keys, Loc, field_at, number_of, path_text
from itsubsidy.files.limits import MOST_SHOWN
from itsubsidy.files.problems import Problem, short_message
from itsubsidy.files.slips import slip_in_key
from itsubsidy.files.text import normal, squeezed, without_marks
from itsubsidy.files.yaml import BARE_EQUALS
from itsubsidy.inputs.spelling import EVERY_KEY, KEYS_OF
from itsubsidy.inputs.unknown_keys import unknown_key
from itsubsidy.inputs.values import SHORT_YEARS, English, Word, told
from itsubsidy.inputs.words import NONE_WORDS, UNSETTLED


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
    problems = [_problem(fault, document, model) for fault in first]
    return list(_each_listing_once(problems)), len(faults) - len(first)


def _each_listing_once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems whose list of what may be written is not the same again and again."""
    first: dict[str, int] = {}
    for problem in problems:
        listed = _LISTING.search(problem.message)
        if listed and len(listed[0]) > SHORT_LIST and listed[0] in first:
            before = problem.message[: listed.start()]
            again = f"{listed['what']}は {first[listed[0]]}行目と同じです"
            yield problem._replace(message=before + again)
            continue
        if listed:
            first[listed[0]] = problem.line
        yield problem


_LISTING: Final = re.compile(r"(?P<what>使える(?:値|キー)): .*\Z", re.DOTALL)
"""The end of a message that lists all that may be written."""

SHORT_LIST: Final = 40
"""Characters of a list that may be said again."""


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
        if loc[1:] and _holds_entries(document, loc[:-1]):  # which its keys are told of
            return None
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
        words = _Words(document, loc[:-1])
        message = _key_of_an_entry(written, document, loc, keys) or unknown_key(
            written, keys, words, in_japanese=document.in_japanese
        )
    else:
        message = _message(
            fault.found,
            fault.node if fault.itself else None,
            document.keys,
            _Words(document, loc[:-1]),
            in_japanese=document.in_japanese,
        )
    return document.problem(fault.node, document.path(loc), message)


def _holds_entries(document: Document, loc: Loc) -> bool:
    """Whether what stands as one entry of a list has entries under keys of their own instead."""
    field = field_at(document.keys, loc)
    mapping, itself = document.node(loc) if field.called else (None, False)
    if not itself or not isinstance(mapping, MappingNode):
        return False
    pairs = document.pairs(mapping, field.below)
    has_entries = any(isinstance(pair.value, MappingNode) for pair in pairs.values())
    return has_entries and not any(name in field.below for name in pairs)


def _key_of_an_entry(written: str, document: Document, loc: Loc, keys: Keys) -> str:
    """What to write instead of a key that stands before an entry of a list: `会計: {区分: …}`."""
    mapping, itself = document.node(loc[:-1])
    field = field_at(document.keys, loc[:-1])
    pairs = document.pairs(mapping, field.below) if isinstance(mapping, MappingNode) else {}
    pair = pairs.get(str(loc[-1])) if itself else None
    if pair is None or not isinstance(pair.value, MappingNode):
        return ""
    if _holds_entries(document, loc[:-1]):
        listed, under = field, ""
    else:
        meant = {key.name: key for key in keys.values() if number_of(written, key) is not None}
        if len(meant) != 1:
            return ""
        listed = next(iter(meant.values()))
        under = f"{_Words(document, loc[:-1])[listed.name]} の下に、"
    first = next(iter(listed.below.values()))
    is_name = first.read is None and not re.search("[0-9]", normal(written))
    begins = f"{_Words(document, (listed.name, 0))[first.name]}: {written if is_name else '…'}"
    return f"「{written}」というキーはありません。{under}一件ずつ「- {begins}」で始めて並べます"


def problem_at(document: Document, loc: Loc, error: PydanticCustomError) -> Problem:
    """An error found between files, at its place in one of them."""
    message = told(error.context or {}, _Words(document, loc[:-1]))
    return document.problem(document.node(loc)[0], document.path(loc), message)


def faults_of(
    error: ValidationError, model: type[BaseModel], *, in_japanese: bool = False
) -> list[str]:
    """What is wrong with data that stands in no file, each with its path, in this language."""
    keys = _keys_of(model)
    errors = [found for found in error.errors(include_url=False) if not _is_echo(found)]
    faults = []
    for found in errors[:MOST_SHOWN]:
        loc = found["loc"]
        words = _Japanese(keys, loc[:-1]) if in_japanese else English()
        if found["type"] == "extra_forbidden":
            below = field_at(keys, loc[:-1]).below or keys
            message = unknown_key(str(loc[-1]), below, words, in_japanese=in_japanese)
        else:
            message = _message(found, None, keys, words, in_japanese=in_japanese)
        path = path_text(_spelt(loc, keys) if in_japanese else loc)
        faults.append(short_message(f"{path}: {message}"))
    rest = len(errors) - len(faults)
    return [*faults, f"ほか {rest:,}件の誤りがあります"] if rest else faults


def _spelt(loc: Loc, keys: Keys) -> Loc:
    """Where a value stands, each key in its usual Japanese spelling."""
    fields = [field_at(keys, loc[: at + 1]) for at in range(len(loc))]
    return tuple(
        field.spellings[0] if isinstance(step, str) and field.spellings else step
        for step, field in zip(loc, fields, strict=True)
    )


class _Words(dict[str, Word]):
    """The keys of a document as the mapping at `loc` spells them, or else its language."""

    def __init__(self, document: Document, loc: Loc) -> None:
        self.document, self.loc = document, loc

    def __missing__(self, name: str) -> Word:
        field = field_at(self.document.keys, self.loc).below.get(name)
        spelt = self.document.path((*self.loc, name)).rsplit(".", 1)[-1] if field else name
        if field is None:
            field = EVERY_KEY[name]
            spelt = field.spellings[0] if self.document.in_japanese else name
        return Word(spelt, {} if spelt.isascii() else field.values)


class _Japanese(dict[str, Word]):
    """The keys in their usual Japanese spelling, of the mapping at `loc` before any other."""

    def __init__(self, keys: Keys, loc: Loc) -> None:
        self.keys_here = field_at(keys, loc).below

    def __missing__(self, name: str) -> Word:
        field = self.keys_here.get(name) or EVERY_KEY[name]
        return Word(field.spellings[0], field.values)


def _is_echo(found: Any) -> bool:
    """Whether a list is called too short only because its values were refused."""
    return found["type"] == "too_short" and bool(found["input"])


def _message(
    found: Any, node: Node | None, keys: Keys, words: Mapping[str, Word], *, in_japanese: bool
) -> str:
    kind, context = found["type"], found.get("ctx", {})
    field = field_at(keys, found["loc"])
    written = _written(found["input"], node)
    if found["input"] is BARE_EQUALS:
        is_text = kind == "string_type"
        way_out = "文字なら引用符で囲んで「'='」と書きます" if is_text else "値を書きます"
        return f"「=」だけの値は読めません。{way_out}"
    match kind:
        case _ if isinstance(node, ScalarNode) and normal(without_marks(node.value)) == UNSETTLED:
            return _unsettled(field)
        case "itsubsidy":
            return told(context, words)
        case "missing":
            return "書かれていません。必ず要るキーです"
        case "literal_error":
            return _fault(field, found["input"], node, words) or _not_among(
                found, written, field, words, in_japanese
            )
        case "int_type" | "bool_type":
            return _fault(field, found["input"], node, words) or f"{written}は{_WANTED[kind]}"
        case "string_type":
            return _not_text(found["input"], written)
        case "date_type" | "is_instance_of":
            return f"{written}は日付として読めません。「2025-08-20」のように書きます"
        case "greater_than_equal":
            is_slip = _is_slip_in_number(found) and found["loc"][-1] != "price"
            slip = _fault(field, found["input"], node, words) if is_slip else ""
            return slip or _too_small(found, written, words)
        case "less_than_equal":
            return f"{written}は大きすぎます。{context['le']} 以下の整数を書きます"
        case "too_short":
            return "空です。一つ以上を書きます"
        case "tuple_type":
            slip = slip_in_key(found["input"]) if isinstance(found["input"], str) else ""
            return slip or f"{written}は一覧ではありません。「- 」で始まる行か「[ ]」で書きます"
        case "model_type" | "model_attributes_type" | "dict_type":
            return _no_mapping(found["input"], written, field, words)
        case "value_error":
            return f"{context['error']}"
        case _:
            return f"{written}は使えません"


def _unsettled(field: Key) -> str:
    """What to say of the mark that an import leaves where a table does not settle a value."""
    values = f"。使える値: {'、'.join(field.values.values())}" if field.values else ""
    return f"「{UNSETTLED}」の所がまだ決まっていません。書類を見て書きます{values}"


def _too_small(found: Any, written: str, words: Mapping[str, Word]) -> str:
    if found["loc"][-1] == "price":
        line = f"{words['category']:discount}"
        return f"{written}は小さすぎます。値引きは {line} の行に、正の数で書きます"
    return f"{written}は小さすぎます。{found['ctx']['ge']} 以上の整数を書きます"


def _is_slip_in_number(found: Any) -> bool:
    """Whether a number that is too small is below 0, or the year of an era without its name."""
    number = found["input"]
    if not isinstance(number, (int, Decimal, Fraction)):
        return False
    return number < 0 or (found["loc"][-1] == "year" and 0 < number < SHORT_YEARS)


_WANTED = {
    "int_type": "整数ではありません。半角の数字で、「5」や「1200000」「1_200_000」のように書きます",
    "bool_type": "使えません。true か false と書きます",
}


def _written(value: object, node: Node | None) -> str:
    """The value as the file has it, without marks of its own around it."""
    if isinstance(node, ScalarNode):
        return f"「{without_marks(node.value)}」" if node.value else "空の値"
    if isinstance(value, (list, tuple)):
        return "一覧"
    if isinstance(value, dict):
        return "「キー: 値」の組"
    return "空の値" if value is None else f"「{value}」"


def _fault(field: Key, value: object, node: Node | None, words: Mapping[str, Word]) -> str:
    """What is known of text that was not read: what it may mean, or what its reader says."""
    if isinstance(value, (list, tuple, dict)):
        return ""
    text = without_marks(node.value) if isinstance(node, ScalarNode) else str(value or "")
    asked = field.asked.get(squeezed(text))
    if asked is not None:
        return _question(asked, text, field, words)
    if field.read is None:
        return ""
    try:
        field.read(text)
    except PydanticCustomError as error:
        return told(error.context or {}, words)
    except ValueError as error:
        return str(error)
    return ""


def _question(asked: Asked, text: str, field: Key, words: Mapping[str, Word]) -> str:
    """What a word that settles nothing may mean, each with the value that says so."""
    why = told({"template": asked.why, "arguments": (text,)}, words)
    if not asked.candidates:
        return why
    english = text.isascii() and not re.search("[A-Z]{2}", text)
    values = [
        f"「{value if english else field.values[value]}」" + (f"（{means}）" if means else "")
        for value, means in asked.candidates.items()
    ]
    which = "どちらか" if len(values) == 2 else "どれか"
    return f"{why}「{text}」だけでは決まりません。{'、'.join(values)}の{which}を書きます"


def _no_mapping(value: object, written: str, field: Key, words: Mapping[str, Word]) -> str:
    """What to write where a mapping is meant."""
    slip = slip_in_key(value) if isinstance(value, str) else ""
    if slip:
        return slip
    # a name that two places have has the spelling of this one: 月数, not 契約月数
    usable = list(
        dict.fromkeys(
            key.name if words[key.name] == key.name else key.spellings[0]
            for key in field.below.values()
        )
    )
    hint = f"。使えるキー: {'、'.join(usable)}" if 0 < len(usable) <= MOST_KEYS_TOLD else ""
    if isinstance(value, str) and squeezed(value) in NONE_WORDS:
        return f"{written}なら、この行を消します。あるなら「キー: 値」の組を書きます{hint}"
    if isinstance(value, str) and "name" in field.below:
        hint = f"。名前なら「{words['name']}: {value}」から始めます"
    return f"{written}は使えません。「キー: 値」の組を書きます{hint}"


MOST_KEYS_TOLD: Final = 8
"""Keys of a mapping that are told where something else stands in its place."""


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


def _not_among(
    found: Any, written: str, field: Key, words: Mapping[str, Word], in_japanese: bool
) -> str:
    """What may be written instead, in the script of what was written."""
    value = without_marks(str(found["input"]))
    meant = _meant(value, field)
    if len(meant) > 1:
        return _question(Asked(meant), value, field, words)
    english = not field.values or not in_japanese
    is_text = isinstance(found["input"], str)
    if is_text and (not value.isascii() or re.search(r"[a-z]{2}", value)):
        english = value.isascii()
    usual = list(field.values if english else field.values.values())
    usual = usual or _expected(found["ctx"]["expected"])
    likely = [one if english else field.values[one] for one in meant]
    hint = f"もしかして: {likely[0]}。" if likely else ""
    return f"{written}は使えません。{hint}使える値: {'、'.join(usual)}"


def _meant(text: str, field: Key) -> Mapping[str, str]:
    """The values that were likely meant, where something shows it, each with what it would mean.

    That is a slip of the keyboard in an English word, or how a Japanese word ends; never what only
    looks like it, for each value of a table decides otherwise.
    """
    slips = [value for value in field.values if text.isascii() and _is_slip(text, value)]
    word = squeezed(text)
    if slips or not any(word.endswith(ending) for ending in field.endings):
        return dict.fromkeys(slips[:1], "")
    meant: dict[str, str] = {}
    for ending, asked in field.endings.items():
        if ending.removesuffix("業") in word:
            meant |= asked.candidates
    return meant


def _is_slip(text: str, word: str) -> bool:
    """Whether a word was typed with its letters in another order, or one too many or too few."""
    text, word = text.casefold(), word.casefold()
    short, long = sorted((text, word), key=len)
    return sorted(text) == sorted(word) or (
        len(long) - len(short) == 1
        and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
    )


def _expected(text: str) -> list[str]:
    """The words in pydantic's `'a', 'b' or 'c'`."""
    return [word.strip("'") for word in text.replace(" or ", ", ").split(", ")]


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
    parts[-1] = parts[-1].rstrip("」』】”〟。、")
    meant = ",".join(parts)
    plain_yen = parts[-1][3:].strip() in ("", "円")
    instead = "_".join(part[:3] for part in parts) if plain_yen else f"'{meant}'"
    return CutNumber(whose.value, value, meant, instead)
