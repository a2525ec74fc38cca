"""Bytes → text: UTF-8, UTF-16 with its mark, or CP932 where it can be nothing else."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import Final

from itsubsidy.files.limits import MOST_MARKS

GUESSED: Final = "cp932 (guessed)"
"""The encoding of a file that is in CP932 as far as can be told."""

_UNMARKED: Final = {
    "\x1b": ("JIS（ISO-2022-JP）", "iso2022_jp"),
    "\0": ("UTF-16", "utf-16-le"),
}
"""The control characters by which other encodings show themselves, once read as UTF-8."""

_OFFICE: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What the files of office programs begin with."""

SAVE_AGAIN: Final = "UTF-8 で保存し直すか、--encoding で指定してください"

_THREE_BYTES: Final = re.compile(rb"[\xe1-\xef][\x80-\xbf][\x80-\xbf]")
"""A Japanese character in UTF-8; in CP932 such a run is rare."""

_NO_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\ue000-\uf8ff]")
"""What CP932 has at bytes that stand for no character."""


_PERHAPS_A_MARK: Final = (
    "[\u0300-\u036f\u0483-\u1fff\u20d0-\u20ff\u2cef-\u2dff\u302a-\u302f\u3099\u309a"
    "\ua66f-\uabff\ufb1e-\ufe2f\U00010000-\U0010ffff]"
)
"""A character that may be a combining mark: none that Japanese is written with."""

_PERHAPS_MARKS: Final = re.compile(f"{_PERHAPS_A_MARK}{_PERHAPS_A_MARK}{{{MOST_MARKS},}}")
"""More of them in a row than there may be; written so that a search looks for the first alone."""

_NOT_FOR_FILES: Final = frozenset({"idna", "punycode", "undefined"})
"""Codecs of Python that no file is written in; one of them takes the square of its length."""


class DecodingError(Exception):
    """Bytes that are no text; lines and columns count from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message, self.line, self.column = message, line, column


def decode(raw: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text in `raw` without its mark, and the encoding it was read in.

    Raises:
        DecodingError: it is not in `encoding`; or none was named and it is in none of ours.
    """
    if raw.startswith(_OFFICE):
        raise DecodingError(
            "Excel などのファイルです。文字だけのファイルとして保存し直してください"
        )
    text, encoding = _named(raw, encoding) if encoding is not None else _recognised(raw)
    heap = _heap_of_marks(text)
    if heap >= 0:
        message = f"濁点などの結合文字が、{MOST_MARKS}字より多く続いています。消してください"
        raise DecodingError(message, *place(text, heap))
    return text, encoding


def is_known(encoding: str) -> bool:
    """Whether Python knows an encoding of this name in which a file may be written."""
    try:
        "".encode(encoding)  # which also refuses what is no encoding of text
        return codecs.lookup(encoding).name not in _NOT_FOR_FILES
    except (LookupError, ValueError):  # a ValueError is a name with a NUL in it
        return False


def _recognised(raw: bytes) -> tuple[str, str]:
    """The text in the encoding that the bytes show themselves."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return _named(raw, "utf-16")
        return _guessed(raw, error), GUESSED
    return (text[1:], "utf-8-sig") if text.startswith("\ufeff") else (text, "utf-8")


def _named(raw: bytes, encoding: str) -> tuple[str, str]:
    """The text in an encoding that is known by name."""
    try:
        if codecs.lookup(encoding).name in _NOT_FOR_FILES:
            raise LookupError
        text = raw.decode(encoding).removeprefix("\ufeff")
    except (LookupError, ValueError) as error:  # a ValueError is a name with a NUL in it
        if not isinstance(error, UnicodeError):
            raise DecodingError(f"{encoding} という文字コードのファイルは読めません") from None
        message = f"文字コードが {encoding} ではありません。正しい文字コードを指定してください"
        raise DecodingError(message, *_place(raw, getattr(error, "start", 0), encoding)) from None
    half = _HALF.search(text)
    if half:
        message = "文字になっていない符号（サロゲート）が入っています。消してください"
        raise DecodingError(message, *place(text, half.start()))
    return text, encoding


_HALF: Final = re.compile("[\ud800-\udfff]")
"""A half of a character, which some codecs leave alone."""


def _heap_of_marks(text: str) -> int:
    """The offset of a combining mark that is one too many in a row, or -1."""
    if text.isascii():
        return -1
    for run in _PERHAPS_MARKS.finditer(text):
        marks = 0
        for at, character in enumerate(run[0], run.start()):
            marks = marks + 1 if unicodedata.combining(character) else 0
            if marks > MOST_MARKS:
                return at
    return -1


def unmarked(control: str) -> str:
    """What to say of a control character that belongs to another encoding; else nothing."""
    if control not in _UNMARKED:
        return ""
    name, code = _UNMARKED[control]
    again = f"UTF-8 で保存し直すか、--encoding {code} を指定してください"
    return f"文字コードが {name} のようです。{again}"


def _guessed(raw: bytes, error: UnicodeDecodeError) -> str:
    """The text in CP932, where it is that and cannot be UTF-8 with a fault or EUC-JP."""
    if b"\0" in raw:
        raise DecodingError(unmarked("\0")) from None
    at = _place(raw, error.start, "utf-8")
    whole = 3 * len(_THREE_BYTES.findall(raw))
    if 2 * whole > sum(byte >= 0x80 for byte in raw):
        raise DecodingError(
            "UTF-8 として正しくないバイトがあります。保存し直してください", *at
        ) from None
    message = f"文字コードが UTF-8 でも Shift_JIS（CP932）でもありません。{SAVE_AGAIN}"
    try:
        text = raw.decode("cp932")
    except UnicodeDecodeError:
        raise DecodingError(message, *at) from None
    try:
        raw.decode("euc_jp")
    except UnicodeDecodeError:
        if _NO_TEXT.search(text):
            raise DecodingError(message, *at) from None
        return text
    unsure = "文字コードが EUC-JP か Shift_JIS（CP932）か決められません"
    message = f"{unsure}。{SAVE_AGAIN}（euc_jp か cp932）"
    raise DecodingError(message, *at)


def place(text: str, at: int) -> tuple[int, int]:
    """The line and column of a character, counted from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _place(raw: bytes, at: int, encoding: str) -> tuple[int, int]:
    """The line and column of a byte, as far as it can be told before the text is."""
    before = raw[:at].decode(encoding, errors="replace").removeprefix("\ufeff")
    return place(before, len(before))
