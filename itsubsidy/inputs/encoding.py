"""Bytes → text: UTF-8, UTF-16 with its mark, or CP932 where it can be nothing else."""

from __future__ import annotations

import codecs
import re
from typing import Final

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
    if encoding is None:
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            if not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return _guessed(raw, error), GUESSED
            encoding = "utf-16"
        else:
            return (text[1:], "utf-8-sig") if text.startswith("\ufeff") else (text, "utf-8")
    try:
        return raw.decode(encoding).removeprefix("\ufeff"), encoding
    except UnicodeError as error:
        line, column = _place(raw, getattr(error, "start", 0), encoding)
        message = f"文字コードが {encoding} でありません。正しい文字コードを指定してください"
        raise DecodingError(message, line, column) from None


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
    place = _place(raw, error.start, "utf-8")
    whole = 3 * len(_THREE_BYTES.findall(raw))
    if 2 * whole > sum(byte >= 0x80 for byte in raw):
        raise DecodingError(
            "UTF-8 として正しくないバイトがあります。保存し直してください", *place
        ) from None
    message = f"文字コードが UTF-8 でも Shift_JIS（CP932）でもありません。{SAVE_AGAIN}"
    try:
        text = raw.decode("cp932")
    except UnicodeDecodeError:
        raise DecodingError(message, *place) from None
    try:
        raw.decode("euc_jp")
    except UnicodeDecodeError:
        if _NO_TEXT.search(text):
            raise DecodingError(message, *place) from None
        return text
    unsure = "文字コードが EUC-JP か Shift_JIS（CP932）か決められません"
    message = f"{unsure}。{SAVE_AGAIN}（euc_jp か cp932）"
    raise DecodingError(message, *place)


def _place(raw: bytes, at: int, encoding: str) -> tuple[int, int]:
    """The line and column of a byte, as far as it can be told before the text is."""
    before = raw[:at].decode(encoding, errors="replace").removeprefix("\ufeff")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
