"""Bytes → text → YAML nodes → plain data, with the place of everything that was read.

Scalars are read as a person means them, not as YAML 1.1 does: `no` and `0120` stay text, `1.5`
is an exact decimal, and two equal keys are a problem instead of a silent loss.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from itsubsidy.inputs.encoding import DecodingError, decode

Loc = tuple[int | str, ...]
"""Where a value stands in plain data, as pydantic writes it: `("items", 0, "price")`."""

LARGEST_FILE: Final = 1024 * 1024
"""Bytes; a client's file has a few thousand."""

DEEPEST_NESTING: Final = 50
MOST_ALIASED: Final = 10_000
"""Values that aliases may add to a file; a person's file adds a handful."""

LONGEST_NUMBER: Final = 40
"""Digits; more are no number that a person wrote."""

_TOO_DEEP: Final = f"入れ子が深すぎます（{DEEPEST_NESTING} 段まで）"

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

    def descend_resolver(self, parent: Node | None, index: Node | int | None) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


class _Composer(Unguessed, _Loader):  # type: ignore[misc]  # of libyaml where it is installed
    """Reads the nodes of a text."""


class Problem(NamedTuple):
    """Something wrong in a file, and what to write instead; lines and columns count from 1."""

    file: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}: " if self.line else f"{self.file}: "
        return place + (f"{self.path}: " if self.path else "") + self.message


class Asked(NamedTuple):
    """A word that is not read, since it may mean several things or cannot be written at all."""

    candidates: Mapping[str, str] = {}
    """The values that it may mean, each with what it would mean then."""
    why: str = ""
    """What to do instead, or what to say before the candidates; `{}` stands for the word."""


class Key(NamedTuple):
    """A key that a mapping may hold: its spellings, and how its value is read."""

    name: str
    """The key in English, by which the models know it."""
    spellings: tuple[str, ...]
    """The key in Japanese, the usual spelling first."""
    about: str
    """What it says, for the reader of a schema or a template."""
    words: Mapping[str, object] | None = None
    """What may stand for a value, and the value; None where text is only text."""
    values: Mapping[str, str] = {}
    """The values in English, each with its usual spelling in Japanese."""
    read: Callable[[str], object] | None = None
    """Reads other text; a ValueError says what to write instead."""
    below: Mapping[str, Key] = {}
    """The keys of a mapping that is the value, or of the mappings in a list."""
    as_text: bool = False
    """Whether what looks like a number is text: the code of an industry."""
    units: tuple[str, ...] = ()
    """The words that may stand behind a number, the usual one first."""
    asked: Mapping[str, Asked] = {}
    """Words that are not read, `squeezed`."""
    endings: Mapping[str, Asked] = {}
    """What is likely meant by a word that is not known and ends so."""


Keys = Mapping[str, Key]
"""The keys of a mapping by every spelling."""

NO_KEYS: Final[Keys] = {}


class InputError(Exception):
    """A file that cannot be used, with every problem that was found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class Document(NamedTuple):
    """A file's plain data and the nodes it came from."""

    file: str
    data: dict[str, Any]
    root: MappingNode
    keys: Keys = NO_KEYS
    """How the keys of the file may be spelt; the data has them in English."""
    encoding: str = "utf-8"

    @property
    def in_japanese(self) -> bool:
        """Whether most of the file's keys are in Japanese."""
        japanese = sum(not key.value.isascii() for key, _ in self.root.value)
        return 2 * japanese > len(self.root.value)

    def node(self, loc: Loc) -> tuple[Node, bool]:
        """The node at `loc`, or the nearest one above it; and whether it is the one itself."""
        node: Node = self.root
        for _, below, _ in self._walk(loc):
            if below is None:
                return node, False
            node = below
        return node, True

    def text(self, loc: Loc) -> str:
        """The scalar at `loc` as it is written; nothing where none is."""
        node, itself = self.node(loc)
        return str(node.value) if itself and isinstance(node, ScalarNode) else ""

    def key(self, loc: Loc) -> Node:
        """The node of the key that `loc` ends in."""
        *_, (key, _, _) = self._walk(loc)
        return key or self.node(loc[:-1])[0]

    def path(self, loc: Loc) -> str:
        """`loc` in the file's own spelling; what is not written goes by the file's language."""
        steps: list[int | str] = []
        for step, (key, _, known) in zip(loc, self._walk(loc), strict=True):
            if key is not None:
                steps.append(key.value.strip())
            elif isinstance(step, str) and known.spellings and self.in_japanese:
                steps.append(known.spellings[0])
            else:
                steps.append(step)
        return path_text(tuple(steps))

    def _walk(self, loc: Loc) -> Iterator[tuple[ScalarNode | None, Node | None, Key]]:
        """For each step of `loc` its key, its value and what is known of them."""
        node: Node | None = self.root
        field = Key("", (), "", below=self.keys)
        for step in loc:
            key, below = None, None
            if isinstance(step, int):
                if not isinstance(node, SequenceNode):  # one value where a list is meant
                    below = node if step == 0 else None
                elif step < len(node.value):
                    below = node.value[step]
            else:
                keys = field.below
                field = keys.get(step) or Key(step, (), "")
                for one, value in node.value if isinstance(node, MappingNode) else ():
                    if key is None and _is_key(one, (field.name, step), keys):
                        key, below = one, value
            node = below
            yield key, below, field

    def problem(self, node: Node, path: str, message: str) -> Problem:
        """A problem at a node of this document."""
        return _problem(self.file, node, path, message)


def parse(
    raw: bytes,
    file: str,
    keys: Keys = NO_KEYS,
    encoding: str | None = None,
) -> Document:
    """The document in `raw`, its keys and values as `keys` has them in English.

    Raises:
        InputError: it is too large, in no encoding that is known (or not in `encoding`), not
            YAML, not one mapping, or repeats a key.
    """

    def refuse(message: str, line: int = 0, column: int = 0) -> InputError:
        return InputError([Problem(file, line, column, "", message)])

    if len(raw) > LARGEST_FILE:
        raise refuse(
            f"ファイルが大きすぎます（{len(raw):,} バイト）。{LARGEST_FILE:,} バイトまでです"
        )
    try:
        text, encoding = decode(raw, encoding)
    except DecodingError as error:
        raise refuse(error.message, error.line, error.column) from None
    deep = _too_deep(text)
    if deep >= 0:
        raise refuse(_TOO_DEEP, text.count("\n", 0, deep) + 1, 1)
    try:
        loader = _Composer(text)
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        from itsubsidy.inputs.slips import explain

        raise refuse(*explain(error, text)) from None
    except RecursionError:
        raise refuse(_TOO_DEEP) from None
    if root is None:
        raise refuse("ファイルが空です", 1, 1)
    if not isinstance(root, MappingNode):
        from itsubsidy.inputs.slips import not_a_mapping

        raise InputError([_problem(file, root, "", not_a_mapping(root))])
    build = _Build(file)
    data = build.value(root, (), Key("", (), "", below=keys))
    if build.problems:
        raise InputError(build.problems)
    return Document(file, data, root, keys, encoding)


class _Build:
    """Plain data from nodes; collects what must not be there."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.aliased = 0
        self.seen: set[int] = set()
        self.open: set[int] = set()

    def value(self, node: Node, loc: Loc, field: Key | None, again: bool = False) -> Any:
        if node.tag not in _PLAIN_TAGS:
            return self.refuse(node, loc, "タグ（!）は使えません。値だけを書いてください")
        if isinstance(node, ScalarNode):
            self.aliased += again
            return _scalar(node, field)
        again = again or id(node) in self.seen
        if id(node) in self.open or len(self.open) >= DEEPEST_NESTING:
            return self.refuse(node, loc, _TOO_DEEP)
        if again:
            self.aliased += 1
            if self.aliased > MOST_ALIASED:
                if not self.problems:
                    self.refuse(node, loc, "エイリアス（*）の展開が大きすぎます")
                return None
        self.seen.add(id(node))
        self.open.add(id(node))
        built = (
            self.mapping(node, loc, field.below if field else {}, again)
            if isinstance(node, MappingNode)
            else [
                _scalar(below, field)
                if below.tag is None and type(below) is ScalarNode and not again  # as most are
                else self.value(below, (*loc, at), field, again)
                for at, below in enumerate(node.value)
            ]
        )
        self.open.discard(id(node))
        return built

    def mapping(self, node: MappingNode, loc: Loc, keys: Keys, again: bool) -> dict[str, Any]:
        built: dict[str, Any] = {}
        blank: list[str] = []
        for key, below in node.value:
            written = key.value
            if not isinstance(key, ScalarNode):
                self.refuse(key, loc, "キーは文字で書いてください")
                continue
            field = keys.get(written) or known_key(written, keys)
            name = field.name if field else written
            if written == "<<" and key.tag != _TEXT:
                self.refuse(key, loc, "「<<」は使えません。値をそのまま書いてください")
            elif name not in built:
                if below.tag is None and type(below) is ScalarNode and not again:
                    value = _scalar(below, field)
                else:
                    value = self.value(below, (*loc, written), field, again)
                built[name] = value
                if value is None and field is not None:
                    blank.append(name)
            elif not is_cut_off(node, key):  # which is told of as what it is
                first = next(one.value for one, _ in node.value if _is_key(one, (name,), keys))
                same = "同じキーが" if first == written else f"「{first}」と同じキーが"
                self.refuse(key, (*loc, written), f"{same}二度あります。片方を消してください")
        for name in blank:  # what is left blank is what is not written
            del built[name]
        return built

    def refuse(self, node: Node, loc: Loc, message: str) -> None:
        self.problems.append(_problem(self.file, node, path_text(loc), message))


def normal(text: str) -> str:
    """Text in the usual width (NFKC), without the space around it."""
    return unicodedata.normalize("NFKC", text).strip()


def squeezed(text: str) -> str:
    """Text in the usual width, without the marks that part its words: `POS レジ` is `POSレジ`."""
    return _MARKS.sub("", normal(text))


_MARKS: Final = re.compile(r"[\s、，,・/()「」【】\[\]]+")


def known_key(written: str, keys: Keys) -> Key | None:
    """What is known of a key, in whatever width it is written."""
    if not keys:
        return None
    return keys.get(written) or keys.get(normal(written))


def _is_key(node: Node, names: Collection[object], keys: Keys) -> bool:
    known = known_key(node.value, keys) if isinstance(node, ScalarNode) else None
    return node.value in names or (known is not None and known.name in names)


def field_at(keys: Keys, loc: Loc) -> Key:
    """What is known of the key that `loc` ends in, or of the list it stands in."""
    field = Key("", (), "", below=keys)
    for step in loc:
        if isinstance(step, str):
            field = field.below.get(step) or Key(step, (), "")
    return field


def read_as(field: Key, text: str) -> object:
    """The value that text stands for; the text itself where it stands for none."""
    if field.words:
        plain = normal(text)
        if plain in field.words:
            return field.words[plain]
        if field.values and (plain := squeezed(plain)) in field.words:
            return field.words[plain]
    if field.read is not None:
        try:
            return field.read(text)
        except ValueError:
            return text
    return text


def is_cut_off(mapping: MappingNode, key: ScalarNode) -> bool:
    """Whether a key in `{ }` is what a comma cut off a number: `200` of `{price: 1,200}`."""
    return bool(mapping.flow_style and _CUT_OFF.match(normal(key.value)))


_CUT_OFF: Final = re.compile(r"[0-9]{3}\D{0,4}\Z")


def path_text(loc: Loc) -> str:
    """`("items", 0, "price")` → `items.1.price`; the first item is 1, as people count."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in loc)


def _scalar(node: ScalarNode, field: Key | None) -> Any:
    """What a scalar stands for where `field` is known."""
    if field is None:
        return _plain(node)
    text = node.value
    if field.words and text in field.words:
        return field.words[text]
    value = _plain(node)
    if type(value) is not str:
        return read_as(field, text) if field.as_text and value is not None else value
    return read_as(field, value) if field.read or field.values else value


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
    if _DECIMAL.match(text):
        return Decimal(text)
    if _DATE.match(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _problem(file: str, node: Node, path: str, message: str) -> Problem:
    mark = node.start_mark
    return Problem(file, mark.line + 1, mark.column + 1, path, message)


_DEEP_BLOCK: Final = re.compile(rf"^[ \-?:]{{{4 * DEEPEST_NESTING},}}", re.MULTILINE)


def _too_deep(text: str) -> int:
    """The offset where nesting gets so deep that libyaml's recursion would crash, or -1."""
    block = _DEEP_BLOCK.search(text)
    if block:
        return block.start()
    if text.count("[") + text.count("{") > DEEPEST_NESTING:
        depth = 0
        for bracket in re.finditer(r"[\[{\]}]", text):
            depth += 1 if bracket.group() in "[{" else -1
            if depth > 4 * DEEPEST_NESTING:
                return bracket.start()
    return -1
