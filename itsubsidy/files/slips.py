"""What YAML stumbles over, told as the slip of the keyboard that it was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import yaml
from yaml.nodes import Node, ScalarNode, SequenceNode

from itsubsidy.files.encoding import place, unmarked
from itsubsidy.files.limits import LONGEST_LINE
from itsubsidy.files.problems import TOO_DEEP

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
    (
        "unknown escape character",
        "二重引用符の中の「\\」は特別な記号です。引用符を付けないか、一重引用符で囲んでください",
    ),
    ("exceeded maximum nesting", TOO_DEEP),
    ("duplicate anchor", "同じ名前のアンカー（&）が二度あります"),
)


def explain(error: yaml.YAMLError, text: str) -> tuple[str, int, int]:
    """What the parser stumbled over, and where: message, line, column."""
    control = _CONTROL.search(text)
    if control:
        message = unmarked(control[0]) or "制御文字が入っています。消してください"
        return message, *place(text, control.start())
    problem = str(getattr(error, "problem", ""))
    late = any(words in problem for words in _NOTICED_LATE)
    mark = getattr(error, "context_mark" if late else "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    slip = _slip_at(text.splitlines(), line)
    if slip is not None:
        return slip
    for words, meaning in _EXPLAINED:
        if words in f"{getattr(error, 'context', '')} {problem}":
            return meaning, line, column
    return "YAML として読めません。字下げ、コロン、引用符を確かめてください", line, column


def _slip_at(lines: Sequence[str], number: int) -> tuple[str, int, int] | None:
    """What was meant in the line of this number, or in the one before it: message, line, column."""
    near = [
        (at, lines[at - 1][:LONGEST_LINE]) for at in (number, number - 1) if 0 < at <= len(lines)
    ]
    for at, line in near:
        if is_table_row(line):
            return TABLE, at, 1
    for at, line in near:
        for slip, meaning in _SLIPS:
            if found := slip.search(line):
                return meaning, at, found.start("at") + 1
    return None


_NOTICED_LATE: Final = ("unexpected end of stream", "could not find expected ':'")
"""Problems that the parser notices after the place where they began."""

_EQUALS: Final = "キーと値の間は「=」でなく、半角の「: 」です"

_WIDE_DASH: Final = "一覧の「-」が全角です。半角の「- 」にしてください"
_DOT: Final = "一覧は「・」でなく、半角の「- 」で始めます"
_WIDE_BRACKETS: Final = "括弧が全角です。半角の「{ }」「[ ]」にしてください"

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
        re.compile(r"^\s*(?:- )?[^\s:\"'#{\[]+:(?P<at>[^\s:/])"),
        "コロンの後に半角の空白が要ります",
    ),
    (re.compile(r"^\s*(?:- )?[^\s:=＝\"'#]+\s*(?P<at>[=＝])"), _EQUALS),
    (
        re.compile(r"^\s*(?P<at>[－ー−])\s*\S"),
        _WIDE_DASH,
    ),
    (re.compile(r"^\s*-(?P<at>[^\s\-\d])"), "一覧の「-」の後に半角の空白が要ります"),
    (
        re.compile(r"^\s*(?:- )?[^\s:\"'#]+:\s+(?P<at>-)\s+\S"),
        "一覧の「- 」は、キーの次の行から書きます",
    ),
    (
        re.compile(r"^\s*(?:- )?[^\s:\"'#]+:\s+(?P<at>-)\s*$"),
        "「-」だけの値は書けません。値がなければ、コロンの後を空けます",
    ),
    (
        re.compile(r"[{\[][^#}\]]*\s(?P<at>#)[^\s#][^#]*[}\]]"),
        "「#」から後は読まれません。文字なら、値を引用符で囲んでください",
    ),
    (re.compile(r"^\s*(?P<at>[・●•■])"), _DOT),
    (
        re.compile(r"(?:^|[:\-]\s)\s*(?P<at>[｛［])"),
        _WIDE_BRACKETS,
    ),
    (
        re.compile(r"[{\[][^#]*?(?P<at>[，、])\s*[^\s:,，、{}]+:\s"),
        "コンマが全角です。「{ }」の中は半角の「, 」で区切ってください",
    ),
    (
        re.compile(r":\s[^#]*?(?P<at>\u3000)[^\s:#]+:\s"),
        "全角の空白で二つのキーを区切れません。行を分けてください",
    ),
)
"""Slips of the keyboard that YAML notices only by what follows, often a line later."""


TABLE: Final = (
    "表の行です。見積の表なら 見積.txt に移し、itsubsidy import quote 見積.txt で明細の形にします"
    "（-o FILE で新しいファイルへ）"
)

_CELL: Final = re.compile(
    r"[¥￥]?[0-9０-９][0-9０-９,，.]*\D{0,3}|品[名目番]|商品名?|数量|単価|金額|単位|摘要"
)
"""What stands in a row of a quote's table: an amount, a number, the head of a column."""

_ONE_AMOUNT: Final = re.compile(r"[-▲△¥￥0-9０-９,，.]+\D{0,3}")


def is_table_row(line: str) -> bool:
    """Whether a line is one of a table, pasted from a spreadsheet: tabs, `|` or commas part it."""
    row = line.strip(" ").removeprefix("- ")
    if row.startswith("|"):
        return row.count("|") > 2
    tabbed = row.split("\t")
    if ":" in tabbed[0] or "：" in tabbed[0] or row[:1] in ("[", "{", "#"):
        return False
    if len([cell for cell in tabbed if cell.strip()]) > 2:
        return True
    if _ONE_AMOUNT.fullmatch(row):
        return False
    cells = [cell.strip(' "') for cell in row.split(",")]
    return len(cells) > 2 and any(map(_CELL.fullmatch, cells))


_SLIPS_IN_KEYS: Final = (
    ("｛", _WIDE_BRACKETS),
    ("［", _WIDE_BRACKETS),
    ("：", "コロンが全角です。半角の「: 」にしてください"),
    (":\u3000", "コロンの後の空白が全角です。半角の空白にしてください"),
    (":", "コロンの後に半角の空白が要ります"),
    ("=", _EQUALS),
    ("＝", _EQUALS),
)


def slip_in_key(written: str) -> str:
    """What slip of the keyboard made a key of this, if one did; else nothing."""
    if written[:1] in ("\u3000", "\u00a0"):
        return "字下げに全角の空白があります。半角の空白にしてください"
    if is_table_row(written[:LONGEST_LINE]):
        return TABLE
    if mark := _MARK_OF_AN_ENTRY.match(written):
        return _WIDE_DASH if mark["dash"] else _DOT
    return next((meaning for mark, meaning in _SLIPS_IN_KEYS if mark in written), "")


_MARK_OF_AN_ENTRY: Final = re.compile(r"(?P<dash>[－ー−])|[・●•■]")


def not_a_mapping(root: Node) -> str:
    """What to say of a file that is no mapping."""
    if isinstance(root, SequenceNode):
        return "一覧から始まっています。見積の行なら、先頭に「明細:」の行を書きます"
    slip = slip_in_key(root.value) if isinstance(root, ScalarNode) else ""
    if slip:
        return slip
    return "「キー: 値」の並びで書いてください（コロンの後に半角の空白が要ります）"


_CONTROL: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""A character that YAML does not allow: a control, or one that is none (U+FFFE, U+FFFF)."""
