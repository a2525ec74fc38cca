"""Bytes → text → YAML nodes → plain data, with the place of everything that was read.

Scalars are read as a person means them, not as YAML 1.1 does: `no` and `0120` stay text, `1.5`
is an exact decimal, and two equal keys are a problem instead of a silent loss.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple, cast

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Loc = tuple[int | str, ...]
"""Where a value stands in plain data, as pydantic writes it: `("items", 0, "price")`."""

LARGEST_FILE: Final = 1024 * 1024
"""Bytes; a client's file has a few thousand."""

DEEPEST_NESTING: Final = 50
MOST_ALIASED: Final = 10_000
"""Values that aliases may add to a file; a person's file adds a handful."""

_TOO_DEEP: Final = f"入れ子が深すぎます（{DEEPEST_NESTING} 段まで）"

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TEXT: Final = "tag:yaml.org,2002:str"
_PLAIN_TAGS: Final = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "value", "map", "seq", "merge")
) | {None}

_INTEGER: Final = re.compile(r"[-+]?(0|[1-9][0-9_]*)\Z")
_DECIMAL: Final = re.compile(r"[-+]?[0-9][0-9_]*\.[0-9]+\Z")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WORDS: Final[dict[str, object]] = {
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


class _Composer(_Loader):  # type: ignore[misc]  # which base it has, the installation decides
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

    def node(self, loc: Loc) -> tuple[Node, bool]:
        """The node at `loc`, or the nearest one above it; and whether it is the one itself."""
        node: Node = self.root
        for step in loc:
            below = _child(node, step)
            if below is None:
                return node, False
            node = below
        return node, True

    def key(self, loc: Loc) -> Node:
        """The node of the key that `loc` ends in."""
        parent, _ = self.node(loc[:-1])
        if isinstance(parent, MappingNode):
            for key, _value in parent.value:
                if key.value == loc[-1]:
                    return cast(Node, key)
        return parent

    def problem(self, node: Node, path: str, message: str) -> Problem:
        """A problem at a node of this document."""
        return _problem(self.file, node, path, message)


def parse(raw: bytes, file: str) -> Document:
    """The document in `raw`.

    Raises:
        InputError: it is too large, not UTF-8, not YAML, not one mapping, or repeats a key.
    """

    def refuse(message: str, line: int = 0, column: int = 0) -> InputError:
        return InputError([Problem(file, line, column, "", message)])

    if len(raw) > LARGEST_FILE:
        raise refuse(
            f"ファイルが大きすぎます（{len(raw):,} バイト）。{LARGEST_FILE:,} バイトまでです"
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        raise refuse(
            "文字コードが UTF-8 でありません。UTF-8 で保存し直してください", line, column
        ) from None
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
        raise refuse(*_explain(error, text)) from None
    except RecursionError:
        raise refuse(_TOO_DEEP) from None
    if root is None:
        raise refuse("ファイルが空です", 1, 1)
    if not isinstance(root, MappingNode):
        raise InputError([_problem(file, root, "", _not_a_mapping(root))])
    build = _Build(file)
    data = build.value(root, ())
    if build.problems:
        raise InputError(build.problems)
    return Document(file, data, root)


class _Build:
    """Plain data from nodes; collects what must not be there."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.aliased = 0
        self.seen: set[int] = set()
        self.open: set[int] = set()

    def value(self, node: Node, loc: Loc, again: bool = False) -> Any:
        if node.tag not in _PLAIN_TAGS:
            return self.refuse(node, loc, "タグ（!）は使えません。値だけを書いてください")
        if isinstance(node, ScalarNode):
            self.aliased += again
            return _scalar(node)
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
            self.mapping(node, loc, again)
            if isinstance(node, MappingNode)
            else [self.value(below, (*loc, at), again) for at, below in enumerate(node.value)]
        )
        self.open.discard(id(node))
        return built

    def mapping(self, node: MappingNode, loc: Loc, again: bool) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key, below in node.value:
            if not isinstance(key, ScalarNode):
                self.refuse(key, loc, "キーは文字で書いてください")
            elif key.value == "<<" and key.tag != _TEXT:
                self.refuse(key, loc, "「<<」は使えません。値をそのまま書いてください")
            elif key.value in built:
                self.refuse(key, (*loc, key.value), "同じキーが二度あります。片方を消してください")
            else:
                built[key.value] = self.value(below, (*loc, key.value), again)
        return built

    def refuse(self, node: Node, loc: Loc, message: str) -> None:
        self.problems.append(_problem(self.file, node, path_text(loc), message))


def path_text(loc: Loc) -> str:
    """`("items", 0, "price")` → `items.1.price`; the first item is 1, as people count."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in loc)


def _scalar(node: ScalarNode) -> Any:
    text: str = node.value
    if node.tag == _TEXT:  # quoted text is text, whatever it looks like
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text) if len(text) < 40 else text
    if _DECIMAL.match(text):
        return Decimal(text)
    if _DATE.match(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _child(node: Node, step: int | str) -> Node | None:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == step:
                return cast(Node, value)
    elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        below: Node = node.value[step]
        return below
    return None


def _problem(file: str, node: Node, path: str, message: str) -> Problem:
    mark = node.start_mark
    return Problem(file, mark.line + 1, mark.column + 1, path, message)


_EXPLAINED: Final = (
    (
        "mapping values are not allowed",
        "ここに「: 」は書けません。字下げか、値を囲む引用符を確かめてください",
    ),
    ("could not find expected ':'", "キーの後の「: 」がありません"),
    ("expected ',' or", "「{ }」か「[ ]」の中の区切り（,）か、閉じる括弧がありません"),
    ("undefined alias", "定義のないエイリアス（*）です。文字として使うなら引用符で囲んでください"),
    (
        "expected a single document",
        "文書の区切り（---）は使えません。一つのファイルに一つの内容を書いてください",
    ),
    (
        "but found another document",
        "文書の区切り（---）は使えません。一つのファイルに一つの内容を書いてください",
    ),
    ("expected <block end>", "字下げが前の行と揃っていません"),
    (
        "expected the node content",
        "値の書き方が正しくありません。記号で始まる値は引用符で囲んでください",
    ),
    (
        "cannot start any token",
        "値の書き方が正しくありません。記号で始まる値は引用符で囲んでください",
    ),
    ("unexpected end of stream", "引用符が閉じられていません"),
    ("duplicate anchor", "同じ名前のアンカー（&）が二度あります"),
)


def _explain(error: yaml.YAMLError, text: str) -> tuple[str, int, int]:
    """What the parser stumbled over, and where: message, line, column."""
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        column = control.start() - (text.rfind("\n", 0, control.start()) + 1) + 1
        return "制御文字が入っています。消してください", line, column
    problem = str(getattr(error, "problem", ""))
    late = any(words in problem for words in _NOTICED_LATE)
    mark = getattr(error, "context_mark" if late else "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    lines = text.splitlines()
    for at in (line, line - 1):
        for slip, meaning in _SLIPS if 0 < at <= len(lines) else ():
            found = slip.search(lines[at - 1])
            if found:
                return meaning, at, found.start("at") + 1
    for words, meaning in _EXPLAINED:
        if words in f"{getattr(error, 'context', '')} {problem}":
            return meaning, line, column
    return "YAML として読めません。字下げ、コロン、引用符を確かめてください", line, column


_NOTICED_LATE: Final = ("unexpected end of stream", "could not find expected ':'")
"""Problems that the parser notices after the place where they began."""

_SLIPS: Final = (
    (re.compile(r"^[ ]*(?P<at>\t)"), "タブは使えません。字下げは半角の空白で書いてください"),
    (
        re.compile(r"^[ ]*(?P<at>[\u3000\u00a0])"),
        "字下げに全角の空白があります。半角の空白にしてください",
    ),
    (
        re.compile(r"^\s*(?:- )?[^\s:：\"'#]+(?P<at>：)"),
        "コロンが全角です。半角の「: 」にしてください",
    ),
    (
        re.compile(r"^\s*(?:- )?[^\s:\"'#]+:(?P<at>[\u3000\u00a0])"),
        "コロンの後の空白が全角です。半角の空白にしてください",
    ),
    (
        re.compile(r"^\s*(?:- )?[A-Za-z_]+:(?P<at>[^\s:/])"),
        "コロンの後に半角の空白が要ります",
    ),
    (
        re.compile(r"^\s*(?P<at>[－ー−])\s*\S"),
        "一覧の「-」が全角です。半角の「- 」にしてください",
    ),
    (re.compile(r"^\s*-(?P<at>[^\s\-\d])"), "一覧の「-」の後に半角の空白が要ります"),
)
"""Slips of the keyboard that YAML notices only by what follows, often a line later."""


def _not_a_mapping(root: Node) -> str:
    if isinstance(root, ScalarNode) and "\u3000" in root.value:
        return "コロンの後の空白が全角です。半角の空白にしてください"
    return "「キー: 値」の並びで書いてください（コロンの後に半角の空白が要ります）"


_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
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
