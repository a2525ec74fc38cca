"""A file's bytes: of regular files and standard input alone, never more than asked for, at once.

What a client's folder holds was put there by others. A device, a pipe or a file without an end
is not opened to be read, so nothing in it can take the memory or the time of the other clients.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Final

from itsubsidy.files.limits import LARGEST_FILE

STDIN: Final = "-"
"""The name that stands for standard input."""


def too_large(most: int) -> str:
    """What to say of a file of more bytes."""
    return f"ファイルが大きすぎます。{most:,} バイトまでです"


TOO_LARGE: Final = too_large(LARGEST_FILE)

_OPENING: Final = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_BINARY", "O_CLOEXEC", "O_NOCTTY", "O_NONBLOCK")
)
"""Opening a pipe or a terminal neither waits for its other end nor takes it over."""


class UnreadableError(Exception):
    """A file that cannot be read: what to say of it, and the reason in a few words."""

    def __init__(self, reason: str, message: str = "") -> None:
        super().__init__(message or f"読めません（{reason}）")
        self.reason = reason


def read(file: str, most: int = LARGEST_FILE) -> bytes:
    """The bytes of a regular file, or of standard input where the name is `-`.

    Raises:
        UnreadableError: it is not there, not a file, or larger than `most` bytes.
    """
    try:
        raw = _standard_input(most) if file == STDIN else _regular_file(file, most)
    except FileNotFoundError as error:
        raise UnreadableError(why(error), "ファイルがありません") from None
    except IsADirectoryError as error:
        raise _not_a_file(stat.S_IFDIR) from error
    except OSError as error:
        raise UnreadableError(why(error)) from None
    except ValueError:  # a name with a NUL in it, or with what no name can be made of
        raise UnreadableError(_NO_NAME) from None
    if len(raw) > most:
        raise _too_large(most)
    return raw


def beside(file: str, name: str) -> str:
    """The path of a file that another one names: it is in the same folder or below, link or not.

    Raises:
        UnreadableError: the name leads elsewhere.
    """
    folder, path = Path(file).parent, PurePath(name)
    try:
        goal = Path(os.path.realpath(folder / path))
    except ValueError:
        raise UnreadableError(_NO_NAME) from None
    inside = not path.anchor and ".." not in path.parts
    if not inside or not goal.is_relative_to(os.path.realpath(folder)):
        raise UnreadableError("同じフォルダか、その下にあるファイルだけを読みます")
    return str(folder / path)


_NO_NAME: Final = "名前が正しくありません"


def _too_large(most: int) -> UnreadableError:
    return UnreadableError(f"{most:,} バイトより大きなファイルです", too_large(most))


def _not_a_file(mode: int) -> UnreadableError:
    what = f"{what_it_is(mode)}です"
    return UnreadableError(what, f"{what}。ファイルを指定してください")


def _regular_file(file: str, most: int) -> bytes:
    """The first bytes of a file, one more than it may have at most."""
    handle = os.open(file, _OPENING)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise _not_a_file(status.st_mode)
        if status.st_size > most:
            raise _too_large(most)
        raw = os.read(handle, status.st_size + 1)
        if len(raw) == status.st_size > 0:  # all of it: one more byte was asked for
            return raw
        while len(raw) <= most and (more := os.read(handle, most)):
            raw += more  # it grew, or its size is not known before it is read
        return raw
    finally:
        os.close(handle)


def _standard_input(most: int) -> bytes:
    """The first bytes of standard input, one more than a file may have at most."""
    if sys.stdin is None:
        raise UnreadableError("標準入力が閉じています")
    if hasattr(os, "set_blocking"):  # else a writer's pause would be taken for the end
        with suppress(OSError):  # where it is no file of the system
            os.set_blocking(sys.stdin.fileno(), True)
    return sys.stdin.buffer.read(most + 1)


def what_it_is(mode: int) -> str:
    """What a file is by its mode, where it is none to be read: a folder, a device, a pipe."""
    if stat.S_ISDIR(mode):
        return "フォルダ"
    if stat.S_ISFIFO(mode):
        return "名前付きパイプ"
    return "ソケット" if stat.S_ISSOCK(mode) else "デバイス"


def why(error: OSError) -> str:
    """What kept a file from being read or written."""
    return _WHY.get(error.errno or 0) or error.strerror or type(error).__name__


_WHY: Final = {
    errno.ENOENT: "ファイルかフォルダがありません",
    errno.EACCES: "権限がありません",
    errno.EPERM: "権限がありません",
    errno.EISDIR: "フォルダです",
    errno.ENOTDIR: "フォルダではありません",
    errno.ENOSPC: "空き容量がありません",
    errno.EROFS: "書き込めない場所です",
    errno.ENAMETOOLONG: "名前が長すぎます",
    errno.ELOOP: "リンクが輪になっています",
    errno.ENXIO: "読めるファイルではありません",
    errno.EMFILE: "開けるファイルの数の上限です",
    errno.ENFILE: "開けるファイルの数の上限です",
    errno.EIO: "装置の誤りです",
}
