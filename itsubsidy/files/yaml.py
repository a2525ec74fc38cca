"""Text → YAML nodes → plain data, with the place of everything that was read.

Scalars are read as a person means them, not as YAML 1.1 does: `no` and `0120` stay text, `1.5`
is an exact decimal, and two equal keys are a problem instead of a silent loss.
"""

from __future__ import annotations

import operator
import re
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, Final

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from itsubsidy.files.document import Document, is_cut_off
from itsubsidy.files.encoding import DecodingError, decode
from itsubsidy.files.keys import NO_KEYS, Key, Keys, Loc, known_key, number_of, path_text, read_as
from itsubsidy.files.limits import (
    DEEPEST_NESTING,
    LARGEST_FILE,
    LONGEST_NUMBER,
    LONGEST_QUOTED,
    MOST_ALIASED,
    MOST_DIRECTIVES,
    MOST_INLINE,
    MOST_KEYS,
)
from itsubsidy.files.problems import TOO_DEEP, InputError, Problem, problem_at_node, shown
from itsubsidy.files.reading import TOO_LARGE
from itsubsidy.files.text import without_marks

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TEXT: Final = "tag:yaml.org,2002:str"

_PLAIN_TAGS: Final = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "value", "map", "seq", "merge")
) | {None}

_INTEGER: Final = re.compile(r"[-+]?(0|[1-9][0-9]*(?:_[0-9]+)*)\Z")

_DECIMAL: Final = re.compile(r"[-+]?[0-9]+(?:_[0-9]+)*\.[0-9]+\Z")

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")

_BEGINNINGS: Final = frozenset("+-0123456789")
"""What a number or a date begins with."""

BARE_EQUALS: Final = object()
"""An unquoted `=`, which YAML 1.1 takes for a sign of its own: no model accepts it."""

_WORDS: Final[dict[str, object]] = {
    "=": BARE_EQUALS,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    "null": None,
    "Null": None,
    "NULL": None,
    "~": None,
    "": None,
}


class Unguessed:
    """YAML's nodes without YAML's guess at what each scalar is: that is half of the work.

    A node has a tag where the file gives one, and text where it is quoted; else None.
    """

    def resolve(
        self, kind: type[Node], _value: str | None, implicit: tuple[bool, bool]
    ) -> str | None:
        return _TEXT if kind is ScalarNode and not implicit[0] else None

    descend_resolver = staticmethod(operator.is_)
    ascend_resolver = staticmethod(tuple)
    """Nothing is done on the way: the quickest calls of two arguments and of none."""


class _Composer(Unguessed, _Loader):  # type: ignore[misc]  # of libyaml where it is installed
    """Reads the nodes of a text."""


def parse(
    raw: bytes,
    file: str,
    keys: Keys = NO_KEYS,
    encoding: str | None = None,
) -> Document:
    """The document in `raw`, its keys and values as `keys` has them in English.

    Raises:
        InputError: it is too large, in no encoding that is known (or not in `encoding`), not
            YAML, not one mapping, repeats a key, or holds more than a file may.
    """

    def refuse(message: str, line: int = 0, column: int = 0) -> InputError:
        return InputError([Problem(file, line, column, "", message)])

    if len(raw) > LARGEST_FILE:
        raise refuse(TOO_LARGE)
    try:
        text, encoding = decode(raw, encoding)
    except DecodingError as error:
        raise refuse(error.message, error.line, error.column) from None
    for message, at in ((TOO_DEEP, _too_deep(text)), (_DIRECTIVES, _too_many_directives(text))):
        if at >= 0:
            raise refuse(message, text.count("\n", 0, at) + 1, 1)
    try:
        loader = _Composer(text)
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        from itsubsidy.files.slips import explain  # noqa: PLC0415  # what is right has no slips

        raise refuse(*explain(error, text)) from None
    except RecursionError:
        raise refuse(TOO_DEEP, 1, 1) from None
    if root is None:
        raise refuse("ファイルが空です", 1, 1)
    if not isinstance(root, MappingNode):
        from itsubsidy.files.slips import not_a_mapping  # noqa: PLC0415  # likewise

        raise InputError([problem_at_node(file, root, "", not_a_mapping(root))])
    build = _Build(file, aliases="*" in text and "&" in text)
    data = build.value(root, (), Key("", (), "", below=keys))
    if build.problems:
        raise InputError(shown(build.problems))
    return Document(file, data, root, keys, encoding, text)


class _Build:
    """Plain data from nodes; collects what must not be there.

    Raises:
        InputError: there is more of something than a file may have.
    """

    def __init__(self, file: str, *, aliases: bool) -> None:
        self.file = file
        self.aliases = aliases
        """Whether a node may stand in more than one place."""
        self.problems: list[Problem] = []
        self.aliased = 0
        self.unknown = 0
        self.under_open_keys = 0
        self.spelt: dict[int, dict[str, str]] = {}
        """How the keys of a mapping that repeats one are first spelt, by the mapping."""
        self.seen: set[int] = set()
        self.open: set[int] = set()

    def value(self, node: Node, loc: Loc, field: Key | None, again: bool = False) -> Any:
        if node.tag not in _PLAIN_TAGS:
            return self.refuse(node, loc, "タグ（!）は使えません。値だけを書いてください")
        again = again or id(node) in self.seen
        if again:
            self.count_alias(node, loc)
        if self.aliases:
            self.seen.add(id(node))
        if isinstance(node, ScalarNode):
            return _scalar(node, field)
        if id(node) in self.open or len(self.open) >= DEEPEST_NESTING:
            return self.refuse(node, loc, TOO_DEEP)
        self.open.add(id(node))
        if isinstance(node, MappingNode):
            built: Any = self.mapping(node, loc, field, again)
        else:
            built = self.sequence(node, loc, field, again)
        self.open.discard(id(node))
        return built

    def sequence(self, node: Node, loc: Loc, field: Key | None, again: bool) -> list[Any]:
        if field is not None and len(node.value) > field.most:
            raise self.over(node, loc, field.most, len(node.value))
        if self.aliases:
            return [self.value(one, (*loc, at), field, again) for at, one in enumerate(node.value)]
        return [
            _scalar(below, field)
            if below.tag is None and type(below) is ScalarNode  # as most are
            else self.value(below, (*loc, at), field)
            for at, below in enumerate(node.value)
        ]

    def mapping(
        self, node: MappingNode, loc: Loc, field: Key | None, again: bool
    ) -> dict[str, Any]:
        # One loop, in which most of a file is read: each call in it is made for every key.
        keys = field.below if field else NO_KEYS
        if field is not None and not keys:
            self.count_open(node, loc, field)
        built: dict[str, Any] = {}
        blank: list[str] = []
        aliases = self.aliases
        for key, below in node.value:
            if (type(key) is not ScalarNode or key.value == "<<") and not self.is_key(key, loc):
                continue
            written = key.value
            known = keys.get(written) or known_key(written, keys)
            if known is None and keys:
                self.count_unknown(key, loc)
            name = known.name if known else written
            if name in built:
                self.refuse_second(node, key, name, loc, keys)
                continue
            if below.tag is None and type(below) is ScalarNode and not aliases:  # as most are
                value = _scalar(below, known)
            else:
                if type(below) is MappingNode and known is not None and known.called:
                    below = _as_list(node, key, below, known)
                value = self.value(below, (*loc, written), known, again)
            built[name] = value
            if value is None and known is not None:
                blank.append(name)
        for name in blank:  # what is left blank is what is not written
            del built[name]
        return built

    def is_key(self, key: Node, loc: Loc) -> bool:
        """Whether a node may be a key; else it is refused."""
        if not isinstance(key, ScalarNode):
            self.refuse(key, loc, "キーは文字で書いてください")
            return False
        if key.value == "<<" and key.tag != _TEXT:
            self.refuse(key, loc, "「<<」は使えません。値をそのまま書いてください")
            return False
        return True

    def refuse_second(
        self, node: MappingNode, key: ScalarNode, name: str, loc: Loc, keys: Keys
    ) -> None:
        """Refuse a key that stands there already, unless it is a part of a number."""
        if is_cut_off(node, key):  # which is told of as what it is
            return
        if id(node) not in self.spelt:
            self.spelt[id(node)] = _first_spellings(node, keys)
        first = self.spelt[id(node)][name]
        same = "同じキーが" if first == key.value else f"「{first}」と同じキーが"
        self.refuse(key, (*loc, key.value), f"{same}二度あります。片方を消してください")

    def count_alias(self, node: Node, loc: Loc) -> None:
        """Count a value that an alias repeats; a long text counts like several."""
        long = len(node.value) // LONGEST_QUOTED if isinstance(node, ScalarNode) else 0
        self.aliased += 1 + long
        if self.aliased > MOST_ALIASED:
            message = "エイリアス（*）の展開が大きすぎます"
            raise InputError([problem_at_node(self.file, node, path_text(loc), message)])

    def count_unknown(self, key: Node, loc: Loc) -> None:
        """Count a key that no model has."""
        self.unknown += 1
        if self.unknown > MOST_KEYS:
            message = f"知らないキーが多すぎます。{MOST_KEYS:,}個までです"
            raise InputError([problem_at_node(self.file, key, path_text(loc), message)])

    def count_open(self, node: MappingNode, loc: Loc, field: Key) -> None:
        """Count what stands under keys that are not known beforehand: wages, by their months."""
        if len(node.value) > field.most:
            raise self.over(node, loc, field.most, len(node.value))
        self.under_open_keys += len(node.value)
        if self.under_open_keys > MOST_INLINE:
            message = f"値が多すぎます。一つのファイルに {MOST_INLINE:,}個までです"
            raise InputError([problem_at_node(self.file, node, path_text(loc), message)])

    def over(self, node: Node, loc: Loc, most: int, count: int) -> InputError:
        """What to say of a list or a mapping of more entries than it may have."""
        message = f"一覧が長すぎます（{count:,}件）。{most:,}件までです"
        return InputError([problem_at_node(self.file, node, path_text(loc), message)])

    def refuse(self, node: Node, loc: Loc, message: str) -> None:
        self.problems.append(problem_at_node(self.file, node, path_text(loc), message))


def _as_list(node: MappingNode, key: ScalarNode, below: MappingNode, field: Key) -> Node:
    """The list that a mapping is whose keys only number its entries, in the order of the numbers.

    It takes the place of the mapping in `node`, so that every place in the file is found there. A
    number that was left blank has no entry. Any other mapping stays what it is.
    """
    entries: dict[int, Node] = {}
    for one, entry in below.value:
        number = number_of(one.value, field) if isinstance(one, ScalarNode) else None
        if number is None or number in entries:
            return below
        entries[number] = entry
    if not entries or min(entries) > 1:  # years, as of earlier decisions
        return below
    nodes = [entries[number] for number in sorted(entries) if not _is_blank(entries[number])]
    listed = SequenceNode(below.tag, nodes, below.start_mark, below.end_mark, below.flow_style)
    node.value[:] = [(one, listed if one is key else value) for one, value in node.value]
    return listed


def _is_blank(node: Node) -> bool:
    return isinstance(node, ScalarNode) and _plain(node) is None


def _first_spellings(mapping: MappingNode, keys: Keys) -> dict[str, str]:
    """How each key of a mapping is first spelt, by the name that the models have for it."""
    spelt: dict[str, str] = {}
    for key, _ in mapping.value:
        if isinstance(key, ScalarNode):
            known = known_key(key.value, keys)
            spelt.setdefault(known.name if known else key.value, key.value)
    return spelt


def _scalar(node: ScalarNode, field: Key | None) -> Any:
    """What a scalar stands for where `field` is known."""
    if field is None:
        return _plain(node)
    text = node.value
    if field.words and text in field.words:
        return field.words[text]
    value = _plain(node)
    if type(value) is not str:
        if field.as_text and value is not None:
            return read_as(field, text)
        return _below_nothing(text, field, value) if text[:1] == "-" else value
    if not (field.read or field.values):
        return value
    read = read_as(field, value)
    return read if read is not value or field.read is str else _without_marks(value, field)


def _without_marks(text: str, field: Key) -> Any:
    """What text that was not read stands for without the marks around it, or the text itself."""
    bare = without_marks(text)
    value = text if bare == text else _scalar(ScalarNode("", bare), field)
    return text if value is bare else value


def _below_nothing(text: str, field: Key, number: object) -> object:
    """A number with a minus as the key reads it, who may know a loss or a discount by it."""
    read = read_as(field, text)
    return number if read is text else read


def _plain(node: ScalarNode) -> Any:
    """What a scalar stands for anywhere: text, a number, a date, yes, no or nothing."""
    text: str = node.value
    if node.tag == _TEXT:  # quoted text is text, whatever it looks like
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _BEGINNINGS:
        return text
    if _INTEGER.match(text):
        return int(text) if len(text) < LONGEST_NUMBER else text
    if len(text) < LONGEST_NUMBER and _DECIMAL.match(text):
        return Decimal(text)
    if _DATE.match(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


_DEEP_BLOCK: Final = re.compile(rf"^[ \-?:]{{{4 * DEEPEST_NESTING},}}", re.MULTILINE)


def _too_deep(text: str) -> int:
    """The offset where nesting gets so deep that libyaml's recursion would crash, or -1."""
    longest = max(map(len, text.split("\n")))
    if longest >= 4 * DEEPEST_NESTING and (block := _DEEP_BLOCK.search(text)):
        return block.start()
    if text.count("[") + text.count("{") > DEEPEST_NESTING:
        depth = 0
        for bracket in re.finditer(r"[\[{\]}]", text):
            depth += 1 if bracket.group() in "[{" else -1
            if depth > 4 * DEEPEST_NESTING:
                return bracket.start()
    return -1


_DIRECTIVES: Final = "YAML の指示（%）が多すぎます。消してください"

_DIRECTIVE: Final = re.compile("(?:^|[\n\r\x85\u2028\u2029])(?P<at>%)")


def _too_many_directives(text: str) -> int:
    """The offset of the first line that begins with `%` where there are more than a few, or -1."""
    if text.count("%") <= MOST_DIRECTIVES:
        return -1
    found = [line.start("at") for line in islice(_DIRECTIVE.finditer(text), MOST_DIRECTIVES + 1)]
    return found[0] if len(found) > MOST_DIRECTIVES else -1
