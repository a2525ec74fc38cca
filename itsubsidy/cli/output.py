"""Where a report goes: the terminal, a pipe, or a file that appears whole or not at all."""

from __future__ import annotations

import codecs
import errno
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, NoReturn, ParamSpec, TextIO, TypeVar

from itsubsidy.cli.japanese import UsageError
from itsubsidy.inputs.folders import why
from itsubsidy.inputs.reading import STDIN
from itsubsidy.reports.screen import Screen

P = ParamSpec("P")
T = TypeVar("T")


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

    @property
    def ascii(self) -> bool:
        """Whether standard output cannot carry Japanese."""
        encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
        return self.is_stdout and not encoding.startswith("utf")

    @property
    def screen(self) -> Screen:
        """What a report has to fit into."""
        return Screen(self.width, self.color, self.ascii)

    @property
    def may_show_progress(self) -> bool:
        """Whether somebody watches standard error, and the report goes elsewhere."""
        return sys.stderr.isatty() and not self._terminal

    def write(self, text: str, *, encoding: str = "utf-8", inputs: Iterable[str] = ()) -> None:
        """Write it all; a file of `inputs` is never written over.

        Raises:
            ReaderGoneError: the reader of a pipe has closed it.
            UsageError: it cannot be written, and why.
        """
        with self.opened(encoding=encoding, inputs=inputs) as write:
            write(text)

    @contextmanager
    def opened(
        self, *, encoding: str = "utf-8", inputs: Iterable[str] = ()
    ) -> Iterator[Callable[[str], object]]:
        """A function that writes piece by piece; a file appears when all is written.

        Raises:
            ReaderGoneError: the reader of a pipe has closed it.
            UsageError: it cannot be written, and why.
        """
        sink = self._telling(self._sink, encoding, inputs)
        try:
            yield lambda text: self._telling(sink.write, text)
            self._telling(sink.close)
        except BaseException:
            sink.discard()
            raise

    def _sink(self, encoding: str, inputs: Iterable[str]) -> _Stream | _File:
        if self.is_stdout:
            own = encoding == "utf-8" or not hasattr(sys.stdout, "buffer")
            return _Stream(sys.stdout) if own else _Encoded(sys.stdout, encoding)
        target = Path(self.file or "").resolve()  # what a link points to is written, not the link
        there = target.exists()
        if there and any(Path(one).exists() and target.samefile(one) for one in inputs):
            raise UsageError(f"{target} は入力のファイルです。別の名前を指定してください")
        if there and not target.is_file():  # a device or a named pipe; a folder refuses
            return _Stream(
                target.open("w", encoding=encoding, errors="replace", newline=""), own=True
            )
        return _File(target, encoding)

    def _telling(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` gives, its failure to write told in the user's words."""
        try:
            return work(*args, **kwargs)
        except BrokenPipeError:
            raise ReaderGoneError from None
        except OSError as error:
            name = "標準出力" if self.is_stdout else self.file
            raise UsageError(f"{name} に書けません（{why(error)}）") from None


class _Stream:
    """What is written as it comes: standard output, a device, a named pipe."""

    def __init__(self, stream: TextIO, *, own: bool = False) -> None:
        self.write: Callable[[str], object] = stream.write
        self.close = stream.close if own else stream.flush
        self.own = own

    def discard(self) -> None:
        """What is written is written."""
        if self.own:
            with suppress(OSError):
                self.close()


class _Encoded(_Stream):
    """Standard output in an encoding that is not its own."""

    def __init__(self, stream: TextIO, encoding: str) -> None:
        super().__init__(stream)
        encoder = codecs.getincrementalencoder(encoding)("replace")
        self.write = lambda text: stream.buffer.write(encoder.encode(text))


class _File:
    """A file beside the target, which takes its place and its mode at the end."""

    def __init__(self, target: Path, encoding: str) -> None:
        there = target.exists()
        if there and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, "")
        self.target = target
        self.mode = target.stat().st_mode & 0o777 if there else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        self.beside = Path(name)
        self.file = os.fdopen(handle, "w", encoding=encoding, errors="replace", newline="")
        self.write = self.file.write

    def close(self) -> None:
        self.file.close()
        self.beside.chmod(self.mode)
        self.beside.replace(self.target)

    def discard(self) -> None:
        with suppress(OSError):  # a full disk refuses what is still to be written
            self.file.close()
        self.beside.unlink()


@contextmanager
def terminated_in_order() -> Iterator[None]:
    """Being told to stop ends what was begun, as Ctrl-C does: no half file, no lost process."""

    def stop(number: int, _frame: object) -> NoReturn:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def never_fail_to_print() -> None:
    """A stream that was closed swallows; one that cannot show a character replaces it."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        reconfigure = getattr(getattr(sys, name), "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def write_new(folder: Path, files: Mapping[str, str]) -> None:
    """Write files that are not there yet into a folder, all of them or none.

    Raises:
        UsageError: they cannot be written, and why.
    """
    made: list[Path] = []
    try:
        for name, text in files.items():
            target = folder / name
            for parent in reversed([one for one in target.parents if not one.exists()]):
                parent.mkdir()
                made.append(parent)
            with target.open("x", encoding="utf-8", newline="\n") as file:
                made.append(target)
                file.write(text)
    except OSError as error:
        for path in reversed(made):
            path.rmdir() if path.is_dir() else path.unlink()
        raise UsageError(f"{folder} に書けません（{why(error)}）") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
