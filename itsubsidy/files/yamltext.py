"""Bytes → text → YAML nodes → plain data, with the place of everything that was read.

Scalars are read as a person means them, not as YAML 1.1 does: `no` and `0120` stay text, `1.5`
is an exact decimal, and two equal keys are a problem instead of a silent loss.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Any, Final, NamedTuple

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from itsubsidy.files.echo import printable, short
from itsubsidy.files.encoding import DecodingError, decode
from itsubsidy.files.limits import (
    DEEPEST_NESTING,
    LARGEST_FILE,
    LONGEST_MESSAGE,
    LONGEST_NUMBER,
    LONGEST_QUOTED,
    LONGEST_TOLD,
    MOST_ALIASED,
    MOST_DIRECTIVES,
    MOST_ENTRIES,
    MOST_INLINE,
    MOST_KEYS,
    MOST_SHOWN,
)
from itsubsidy.files.reading import TOO_LARGE

Loc = tuple[int | str, ...]
"""Where a value stands in plain data, as pydantic writes it: `("items", 0, "price")`."""

TOO_DEEP: Final = f"入れ子が深すぎます（{DEEPEST_NESTING} 段まで）"

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
        return printable(place + (f"{self.path}: " if self.path else "") + self.message)


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
    most: int = MOST_ENTRIES
    """How many entries a list may have, or a mapping whose keys are not known beforehand."""
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

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(readable(problems))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        """It travels between processes with its problems."""
        return InputError, (self.problems,)


def shown(problems: Sequence[Problem], more: int = 0, at_least: bool = False) -> list[Problem]:
    """The first problems of a file; then, where the next one stands, how many there are besides.

    `more` are known of and not in the list; `at_least` says that nobody looked for all.
    """
    if len(problems) <= MOST_SHOWN:
        return list(problems)
    count = f"{len(problems) - MOST_SHOWN + more:,}件{'以上' if at_least else ''}"
    rest = problems[MOST_SHOWN]._replace(path="", message=f"ほか {count}の誤りがあります")
    return [*problems[:MOST_SHOWN], rest]


def readable(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems with what they quote cut short, until they are more than anybody reads."""
    length = 0
    for problem in problems:
        path, message = _short_path(problem.path), short_message(problem.message)
        problem = problem._replace(path=path, message=message)
        last = problem._replace(path="", message="ほかにも誤りがあります。先の誤りから直します")
        length += len(f"{problem}\n")
        if length + len(f"{last}\n") > LONGEST_TOLD:
            yield last
            return
        yield problem


def short_message(message: str) -> str:
    """A message with every value that it quotes cut short, and no longer than a message is."""
    if len(message) <= LONGEST_QUOTED:
        return message
    quotes = _LONG_QUOTE.sub(lambda quote: f"「{short(quote[1], LONGEST_QUOTED)}」", message)
    return short(quotes, LONGEST_MESSAGE)


_LONG_QUOTE: Final = re.compile(rf"「([^「」]{{{LONGEST_QUOTED + 1},}})」")


def _short_path(path: str) -> str:
    if len(path) <= LONGEST_QUOTED:
        return path
    return ".".join(short(step, LONGEST_QUOTED) for step in path.split("."))


class Pair(NamedTuple):
    """A key of a mapping as a file has it, its value, and how many keys come before it."""

    key: ScalarNode
    value: Node
    at: int


@dataclass(eq=False)
class Document:
    """A file's plain data and the nodes it came from."""

    file: str
    data: dict[str, Any]
    root: MappingNode
    keys: Keys = field(default_factory=dict)
    """How the keys of the file may be spelt; the data has them in English."""
    encoding: str = "utf-8"
    source: str = field(default="", repr=False)
    """The whole text."""
    _indexed: dict[tuple[int, int], dict[str, Pair]] = field(
        default_factory=dict, init=False, repr=False
    )

    @cached_property
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
        known = Key("", (), "", below=self.keys)
        for step in loc:
            if isinstance(step, int):
                key, node = None, _entry(node, step)
            else:
                keys = known.below
                known = keys.get(step) or Key(step, (), "")
                pairs = self.pairs(node, keys) if isinstance(node, MappingNode) else {}
                pair = pairs.get(known.name) or pairs.get(step)
                key, node = (pair.key, pair.value) if pair else (None, None)
            yield key, node, known

    def pairs(self, mapping: MappingNode, keys: Keys) -> dict[str, Pair]:
        """What a mapping holds, by the names that the models have for its keys.

        Of equal keys it has the first. The mapping is gone through once, however many ask.
        """
        which = (id(mapping), id(keys))
        if which not in self._indexed:
            pairs = self._indexed[which] = {}
            for at, (key, value) in enumerate(mapping.value):
                if isinstance(key, ScalarNode):
                    known = known_key(key.value, keys)
                    pairs.setdefault(known.name if known else key.value, Pair(key, value, at))
        return self._indexed[which]

    def problem(self, node: Node, path: str, message: str) -> Problem:
        """A problem at a node of this document."""
        return problem_at_node(self.file, node, path, message)


def _entry(node: Node | None, at: int) -> Node | None:
    """An entry of a list; one value may stand where a list is meant."""
    if not isinstance(node, SequenceNode):
        return node if at == 0 else None
    return node.value[at] if at < len(node.value) else None


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
        keys = field.below if field else NO_KEYS
        if field is not None and not keys:
            self.count_open(node, loc, field)
        built: dict[str, Any] = {}
        blank: list[str] = []
        aliases = self.aliases
        for key, below in node.value:
            if not self.is_key(key, loc):
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


def _first_spellings(mapping: MappingNode, keys: Keys) -> dict[str, str]:
    """How each key of a mapping is first spelt, by the name that the models have for it."""
    spelt: dict[str, str] = {}
    for key, _ in mapping.value:
        if isinstance(key, ScalarNode):
            known = known_key(key.value, keys)
            spelt.setdefault(known.name if known else key.value, key.value)
    return spelt


def normal(text: str) -> str:
    """Text in the usual width (NFKC), without the space around it."""
    return unicodedata.normalize("NFKC", text).strip()


def squeezed(text: str) -> str:
    """Text in the usual width, without the marks that part its words: `POS レジ` is `POSレジ`."""
    return _MARKS.sub("", normal(text))


_MARKS: Final = re.compile(r"[\s、，,・/()「」【】\[\]]+")


def known_key(written: str, keys: Keys) -> Key | None:
    """What is known of a key, in whatever width it is written: 業　種 is 業種."""
    if not keys:
        return None
    plain = normal(written)
    return keys.get(written) or keys.get(plain) or keys.get("".join(plain.split()))


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
        if field.as_text and value is not None:
            return read_as(field, text)
        return _below_nothing(text, field, value) if text[:1] == "-" else value
    return read_as(field, value) if field.read or field.values else value


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


def problem_at_node(file: str, node: Node, path: str, message: str) -> Problem:
    """A problem where a node begins."""
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


_DIRECTIVES: Final = "YAML の指示（%）が多すぎます。消してください"


_DIRECTIVE: Final = re.compile("(?:^|[\n\r\x85\u2028\u2029])(?P<at>%)")


def _too_many_directives(text: str) -> int:
    """The offset of the first line that begins with `%` where there are more than a few, or -1."""
    if text.count("%") <= MOST_DIRECTIVES:
        return -1
    found = [line.start("at") for line in islice(_DIRECTIVE.finditer(text), MOST_DIRECTIVES + 1)]
    return found[0] if len(found) > MOST_DIRECTIVES else -1
