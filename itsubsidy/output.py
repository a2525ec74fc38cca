"""Where a report goes: the terminal, a pipe, or a file that appears whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from itsubsidy.inputs.reading import STDIN, why
from itsubsidy.usage import UsageError


class ReaderGoneError(Exception):
    """Whoever read the output has read enough."""


class Output(NamedTuple):
    """Standard output, or a file of this name; `-` is standard output too."""

    file: str | None = None
    no_color: bool = False

    @property
    def is_stdout(self) -> bool:
        """Whether this is standard output."""
        return self.file in (None, STDIN)

    @property
    def _terminal(self) -> bool:
        return self.is_stdout and sys.stdout.isatty()

    @property
    def width(self) -> int | None:
        """The terminal's columns; None where nothing has to fit."""
        return shutil.get_terminal_size().columns if self._terminal else None

    @property
    def color(self) -> bool:
        """Whether colour is wanted and can be shown."""
        plain = self.no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return not plain and self._terminal

    def json(self, data: dict[str, Any]) -> str:
        """JSON in Japanese, or in escapes where standard output could not carry it."""
        from itsubsidy.reports import json

        encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
        return json.render(data, ascii=self.is_stdout and not encoding.startswith("utf"))

    def write(self, text: str, *, encoding: str = "utf-8", inputs: Iterable[str] = ()) -> None:
        """Write it all; a file of `inputs` is never written over.

        Raises:
            ReaderGoneError: the reader of a pipe has closed it.
            UsageError: it cannot be written, and why.
        """
        try:
            if self.is_stdout:
                _to_stdout(text, encoding)
            else:
                _to_file(text, Path(self.file or ""), encoding, inputs)
        except BrokenPipeError:
            raise ReaderGoneError from None
        except OSError as error:
            name = "標準出力" if self.is_stdout else self.file
            raise UsageError(f"{name} に書けません（{why(error)}）") from None


def never_fail_to_print() -> None:
    """A stream that was closed swallows; one that cannot show a character replaces it."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        reconfigure = getattr(getattr(sys, name), "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _to_stdout(text: str, encoding: str) -> None:
    binary = getattr(sys.stdout, "buffer", None)
    if encoding != "utf-8" and binary is not None:
        binary.write(text.encode(encoding))
    else:
        sys.stdout.write(text)
    sys.stdout.flush()


def _to_file(text: str, target: Path, encoding: str, inputs: Iterable[str]) -> None:
    """Through a file beside the target, which takes its place and its mode at the end."""
    target = target.resolve()  # what a link points to is written, not the link
    there = target.exists()
    if there and any(Path(one).exists() and target.samefile(one) for one in inputs):
        raise UsageError(f"{target} は入力のファイルです。別の名前を指定してください")
    if there and not target.is_file():  # a device or a named pipe; a folder refuses
        with target.open("w", encoding=encoding, newline="") as file:
            file.write(text)
        return
    if there and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "")
    mode = target.stat().st_mode & 0o777 if there else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding=encoding, newline="") as file:
            file.write(text)
        beside.chmod(mode)
        beside.replace(target)
    except BaseException:
        beside.unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
